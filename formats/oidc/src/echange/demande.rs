//! The request of an exchange, as far as Pro Santé Connect looks into it.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use segur_model::Exchange;
use serde_json::Value;

use crate::champs::{Champs, ChampsRefuses};
use crate::jeton::Jeton;

/// What an `Authorization` header says. The journal masks what follows the scheme, but for the client.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Autorisation {
    /// `Basic`, `Bearer`…
    pub schema: String,
    /// User of `Basic`.
    pub client: Option<String>,
    /// Password of `Basic`, or the token of `Bearer`; absent in what the journal masked.
    pub secret: Option<String>,
}

/// Mark that the journal writes in place of a secret.
const MASQUE: &str = "masqué (";

impl Autorisation {
    /// Reads a header, masked or not.
    #[must_use]
    pub fn lire(valeur: &str) -> Option<Self> {
        let (schema, suite) = valeur.trim().split_once(' ')?;
        let suite = suite.trim();
        let mut lue = Self {
            schema: schema.to_owned(),
            ..Self::default()
        };
        if let Some((client, _)) = suite.split_once(MASQUE) {
            lue.client = Some(client.trim_end_matches([' ', ':']))
                .filter(|c| !c.is_empty())
                .map(str::to_owned);
        } else if schema.eq_ignore_ascii_case("basic") {
            let texte = String::from_utf8(STANDARD.decode(suite).ok()?).ok()?;
            let (client, secret) = texte.split_once(':')?;
            // RFC 6749, § 2.3.1: both are form-encoded first. What is not stays as it is.
            let clair = |t: &str| {
                Champs::lire(format!("v={t}").as_bytes())
                    .ok()
                    .and_then(|c| c.un("v").map(str::to_owned))
            };
            lue.client = clair(client).or_else(|| Some(client.to_owned()));
            lue.secret = clair(secret).or_else(|| Some(secret.to_owned()));
        } else {
            lue.secret = Some(suite.to_owned());
        }
        Some(lue)
    }
}

/// A request, read.
#[derive(Debug, Clone)]
pub struct Demande {
    /// HTTP method.
    pub methode: String,
    /// Path, without the query.
    pub chemin: String,
    /// Parameters of the URL.
    pub url: Result<Champs, ChampsRefuses>,
    /// Parameters of the body, when it is a form; else none.
    pub corps: Result<Champs, ChampsRefuses>,
    /// The body, when it is JSON.
    pub json: Option<Value>,
    /// `Authorization`.
    pub autorisation: Option<Autorisation>,
    /// Whether the caller takes pages (`Accept`): a browser does.
    pub html: bool,
}

impl Demande {
    /// Reads the request of an exchange.
    #[must_use]
    pub fn lire(exchange: &Exchange, corps: &[u8]) -> Self {
        let mut mots = exchange.requete.ligne.split(' ');
        let methode = mots.next().unwrap_or_default().to_owned();
        let cible = mots.next().unwrap_or_default();
        let (chemin, requete) = cible.split_once('?').unwrap_or((cible, ""));
        let genre = exchange.requete.entete("content-type").unwrap_or_default().to_ascii_lowercase();
        let formulaire = genre.starts_with("application/x-www-form-urlencoded");
        let json = if genre.starts_with("application/json") && corps.len() <= crate::champs::TAILLE_MAX {
            serde_json::from_slice(corps).ok()
        } else {
            None
        };
        Self {
            methode,
            chemin: chemin.to_owned(),
            url: Champs::lire(requete.as_bytes()),
            corps: if formulaire { Champs::lire(corps) } else { Ok(Champs::default()) },
            json,
            html: exchange.requete.entete("accept").is_some_and(|a| a.contains("text/html")),
            autorisation: exchange.requete.entete("authorization").and_then(Autorisation::lire),
        }
    }

    /// A parameter of the body, else of the URL.
    #[must_use]
    pub fn champ(&self, nom: &str) -> Option<&str> {
        self.corps
            .as_ref()
            .ok()
            .and_then(|c| c.un(nom))
            .or_else(|| self.url.as_ref().ok().and_then(|c| c.un(nom)))
    }

    /// Why the parameters cannot be read.
    #[must_use]
    pub fn illisible(&self) -> Option<&ChampsRefuses> {
        self.url.as_ref().err().or_else(|| self.corps.as_ref().err())
    }

    /// How the client authenticates.
    #[must_use]
    pub fn methode_client(&self, exchange: &Exchange) -> &'static str {
        if self.autorisation.as_ref().is_some_and(|a| a.schema.eq_ignore_ascii_case("basic")) {
            return "client_secret_basic";
        }
        if let Some(assertion) = self.champ("client_assertion") {
            let hmac =
                Jeton::lire(assertion).is_ok_and(|j| j.entete.get("alg").and_then(Value::as_str).is_some_and(|a| a.starts_with("HS")));
            return if hmac { "client_secret_jwt" } else { "private_key_jwt" };
        }
        if self.champ("client_secret").is_some() {
            return "client_secret_post";
        }
        if exchange.pair.certificat.is_some() {
            return "tls_client_auth";
        }
        "none"
    }

    /// The `client_id`, wherever it is said.
    #[must_use]
    pub fn client(&self) -> Option<String> {
        let basic = || self.autorisation.as_ref()?.client.clone();
        let assertion = || Jeton::lire(self.champ("client_assertion")?).ok()?.texte("sub").map(str::to_owned);
        basic().or_else(|| self.champ("client_id").map(str::to_owned)).or_else(assertion)
    }
}
