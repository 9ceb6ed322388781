//! Which endpoint a request is for.

use segur_kit::Requete;
use segur_oidc::operations::SONDE;

use crate::adresses::{ROYAUME, SIMULE};

/// An endpoint, or a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Route {
    /// `wallet-openid-configuration` or, when true, the standard document.
    Decouverte(bool),
    Jwks,
    Autorisation,
    Identification,
    Token,
    UserInfo,
    Introspection,
    Revocation,
    Sortie,
    /// The answer of the person to the page that asks.
    ConfirmationSortie,
    /// Pushed authorization requests.
    Depot,
    Ciba,
    /// The registration of clients, closed.
    Enregistrement,
    /// The e-CPS: its pending requests.
    Ecps,
    /// What the tester did on it.
    GesteEcps,
    Echange,
    Api,
    Connect,
    Disconnect,
    Send,
    Traces,
    Signature,
    Page,
    /// What a browser asks for by itself.
    Icone,
    Autre,
}

impl Route {
    /// The endpoint of a request.
    pub fn de(requete: &Requete) -> Self {
        let chemin = requete.uri.path();
        let geste = requete.methode == "POST" && forme_de_geste(&requete.corps);
        if chemin == "/favicon.ico" {
            return Self::Icone;
        }
        match requete.point {
            "auth" => Self::du_royaume(chemin, geste),
            "wallet" => match chemin {
                "/auth" if geste => Self::Identification,
                "/auth" => Self::Autorisation,
                "/e-cps" if geste => Self::GesteEcps,
                "/e-cps" => Self::Ecps,
                "/" => Self::Page,
                _ => Self::Autre,
            },
            "edc" => match chemin {
                "/token" | "/simule/realms/api/protocol/openid-connect/token" => Self::Echange,
                c if c == "/api" || c.starts_with("/api/") => Self::Api,
                "/" => Self::Page,
                _ => Self::Autre,
            },
            _ => match chemin {
                "/connect" => Self::Connect,
                "/disconnect" => Self::Disconnect,
                "/traces" => Self::Traces,
                "/signsessiondata" => Self::Signature,
                c if c == "/send" || c.starts_with("/send/") => Self::Send,
                "/" => Self::Page,
                _ => Self::Autre,
            },
        }
    }

    fn du_royaume(chemin: &str, geste: bool) -> Self {
        let Some(suite) = chemin.strip_prefix(SIMULE).unwrap_or(chemin).strip_prefix(ROYAUME) else {
            return if chemin == "/" { Self::Page } else { Self::Autre };
        };
        match suite {
            "/.well-known/wallet-openid-configuration" => Self::Decouverte(false),
            "/.well-known/openid-configuration" => Self::Decouverte(true),
            "" | "/" => Self::Page,
            "/clients-registrations/openid-connect" => Self::Enregistrement,
            _ => match suite.strip_prefix("/protocol/openid-connect/").unwrap_or_default() {
                "certs" => Self::Jwks,
                "auth" if geste => Self::Identification,
                "auth" => Self::Autorisation,
                "token" => Self::Token,
                "userinfo" => Self::UserInfo,
                "token/introspect" => Self::Introspection,
                "revoke" => Self::Revocation,
                "logout" if geste => Self::ConfirmationSortie,
                "logout" => Self::Sortie,
                "ext/par/request" => Self::Depot,
                "ext/ciba/auth" => Self::Ciba,
                _ => Self::Autre,
            },
        }
    }

    /// The operation that a request of it records.
    pub fn operation(self, requete: &Requete) -> &'static str {
        // A GET may be a request of this endpoint that is wrong; another method that it does not take only looks whether somebody answers.
        if !self.prend(requete.methode.as_str()) && requete.methode != "GET" && requete.sans_message() {
            return SONDE;
        }
        match self {
            Self::Decouverte(_) => "psc.decouverte",
            Self::Jwks => "psc.jwks",
            Self::Autorisation => "psc.authorize",
            Self::Identification | Self::GesteEcps | Self::ConfirmationSortie => "psc.identification",
            Self::Depot => "psc.par",
            Self::Token => "psc.token",
            Self::UserInfo => "psc.userinfo",
            Self::Introspection => "psc.introspection",
            Self::Revocation => "psc.revocation",
            Self::Sortie => "psc.logout",
            Self::Ciba => "psc.ciba",
            Self::Echange => "psc.echange",
            Self::Api => "psc.api",
            Self::Connect => "psc.proxy.connect",
            Self::Disconnect => "psc.proxy.disconnect",
            Self::Send => "psc.proxy.send",
            Self::Traces => "psc.proxy.traces",
            Self::Signature => "psc.proxy.signature",
            Self::Ecps | Self::Page | Self::Icone => "psc.page",
            Self::Enregistrement | Self::Autre => "psc.autre",
        }
    }

    /// Whether only a form of the bench's own pages leads here: another site must not answer in the place of the person.
    pub fn de_nos_pages(self) -> bool {
        matches!(self, Self::Identification | Self::GesteEcps | Self::ConfirmationSortie)
    }

    /// Whether it takes this method.
    pub fn prend(self, methode: &str) -> bool {
        self.methodes().is_empty() || self.methodes().contains(&methode)
    }

    /// Methods that it takes; none: any.
    pub fn methodes(self) -> &'static [&'static str] {
        match self {
            Self::Decouverte(_) | Self::Jwks | Self::Ecps | Self::Page | Self::Icone | Self::Api | Self::Traces => &["GET", "HEAD"],
            Self::Autorisation | Self::UserInfo | Self::Sortie => &["GET", "POST"],
            Self::Depot | Self::Enregistrement => &["POST"],
            Self::Identification | Self::GesteEcps | Self::ConfirmationSortie | Self::Token | Self::Introspection => &["POST"],
            Self::Revocation | Self::Ciba | Self::Echange | Self::Connect | Self::Signature => &["POST"],
            Self::Disconnect => &["DELETE"],
            Self::Send | Self::Autre => &[],
        }
    }
}

/// A form of the bench's own pages says what the tester did.
fn forme_de_geste(corps: &[u8]) -> bool {
    corps.starts_with(b"geste=") || corps.windows(7).any(|m| m == b"&geste=")
}
