//! Who may steer the bench. With a token: who has it. Without (loopback only): programs of this machine, but not the pages
//! that a browser of this machine has open, whether under our own address (`Origin`) or under a name of theirs that they
//! made point here (`Host`: DNS rebinding).

use std::net::IpAddr;
use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

use super::erreurs::Erreur;
use crate::reglage::{Jeton, Role};

/// What is wanted of each request.
#[derive(Clone)]
pub(super) struct Garde {
    /// None: programs of this machine may all.
    droits: Arc<[Droit]>,
    /// How a page of ours is addressed.
    schema: &'static str,
}

/// What a token may.
struct Droit {
    /// SHA-256 of the token: comparing digests of the same length tells nothing of the token by its duration.
    empreinte: [u8; 32],
    role: Role,
    espace: Option<String>,
}

impl Garde {
    pub(super) fn nouvelle(jetons: &[Jeton], tls: bool) -> Self {
        let droit = |j: &Jeton| Droit {
            empreinte: Sha256::digest(&j.secret).into(),
            role: j.role,
            espace: j.espace.clone(),
        };
        Self {
            droits: jetons.iter().map(droit).collect(),
            schema: if tls { "https://" } else { "http://" },
        }
    }

    /// The request, as who asks may have it answered; and the only espace that it sees, when it sees one.
    fn verifier(&self, mut requete: Request) -> Result<(Request, Option<String>), Erreur> {
        let change = !matches!(*requete.method(), Method::GET | Method::HEAD);
        let entetes = requete.headers();
        if self.droits.is_empty() {
            verifier_hote(entetes)?;
            self.verifier_page(entetes, change)?;
            return Ok((requete, None));
        }
        let (donne, navigateur) = jeton_donne(entetes).unwrap_or_default();
        let droit = self.droit(&donne).ok_or_else(|| {
            Erreur(
                StatusCode::UNAUTHORIZED,
                "jeton absent ou faux : envoyez l'en-tête « Authorization: Bearer … » avec celui du fichier banc.json".to_owned(),
            )
        })?;
        // A browser sends the password again whatever page asks.
        if navigateur {
            self.verifier_page(entetes, change)?;
        }
        let voulu = role_voulu(requete.method(), requete.uri().path());
        if droit.role < voulu {
            let texte = format!(
                "ce jeton ne permet que {} : il faut celui qui permet {}",
                mot(droit.role),
                mot(voulu)
            );
            return Err(Erreur(StatusCode::FORBIDDEN, texte));
        }
        if let Some(espace) = &droit.espace {
            let uri = cantonner(requete.uri(), espace)?;
            *requete.uri_mut() = uri;
        }
        Ok((requete, droit.espace.clone()))
    }

    /// What a token may; every one is compared, whichever it is.
    fn droit(&self, donne: &str) -> Option<&Droit> {
        let donne: [u8; 32] = Sha256::digest(donne).into();
        let mut trouve = None;
        for d in &*self.droits {
            let ecart = donne.iter().zip(d.empreinte).fold(0_u8, |e, (a, b)| e | (a ^ b));
            if std::hint::black_box(ecart) == 0 {
                trouve = Some(d);
            }
        }
        trouve
    }

    /// When a page of a browser asks: it is ours. `change`: the request is to change something.
    fn verifier_page(&self, entetes: &HeaderMap, change: bool) -> Result<(), Erreur> {
        let hote = entetes.get(header::HOST).and_then(|v| v.to_str().ok()).unwrap_or_default();
        if let Some(origine) = entetes.get(header::ORIGIN) {
            let origine = origine.to_str().unwrap_or_default();
            // Exactly our own page: another port of this machine is somebody else's.
            if !origine.strip_prefix(self.schema).is_some_and(|o| o.eq_ignore_ascii_case(hote)) {
                let texte = format!(
                    "origine refusée (« {} ») : seule la page du banc, à cette adresse même, le pilote depuis un navigateur",
                    crate::francais::citation(origine)
                );
                return Err(Erreur(StatusCode::FORBIDDEN, texte));
            }
        }
        let site = entetes.get("sec-fetch-site").and_then(|v| v.to_str().ok());
        if change && !matches!(site, None | Some("same-origin" | "none")) {
            let texte = "demande venue d'une autre page : seule la page du banc le pilote depuis un navigateur".to_owned();
            return Err(Erreur(StatusCode::FORBIDDEN, texte));
        }
        Ok(())
    }
}

tokio::task_local! {
    /// The only espace of who asks, while it is answered.
    static CANTON: Option<String>;
}

/// Whether who asks may know of this espace: outside a request of a token of one espace, all.
pub(crate) fn visible(espace: &str) -> bool {
    CANTON.try_with(|c| c.as_deref().is_none_or(|e| e == espace)).unwrap_or(true)
}

pub(super) async fn garder(State(garde): State<Garde>, requete: Request, suite: Next) -> Response {
    match garde.verifier(requete) {
        Ok((requete, canton)) => CANTON.scope(canton, suite.run(requete)).await,
        Err(e) => {
            let mut refus = e.into_response();
            if refus.status() == StatusCode::UNAUTHORIZED {
                let demande = HeaderValue::from_static("Basic realm=\"segur-bench : le jeton pour mot de passe\", charset=\"UTF-8\"");
                refus.headers_mut().insert(header::WWW_AUTHENTICATE, demande);
            }
            refus
        }
    }
}

/// What is wanted of who asks this. What is not listed and changes something is an act of a campaign.
fn role_voulu(methode: &Method, chemin: &str) -> Role {
    let administre = chemin == "/banc/espaces"
        || chemin == "/banc/purge"
        || *methode == Method::DELETE
        || matches!(
            chemin.strip_prefix("/banc/espaces/").and_then(|c| c.split_once('/')),
            Some((_, "fermeture" | "sauvegarde"))
        );
    match *methode {
        Method::GET | Method::HEAD => Role::Lire,
        _ if administre => Role::Administrer,
        _ => Role::Agir,
    }
}

const fn mot(role: Role) -> &'static str {
    match role {
        Role::Lire => "de lire",
        Role::Agir => "d'agir",
        Role::Administrer => "d'administrer",
    }
}

/// The address of a request whose token is of one espace: it is of that one, or refused.
fn cantonner(uri: &Uri, espace: &str) -> Result<Uri, Erreur> {
    let refus = |dit: &str| {
        let texte = format!(
            "{dit} : ce jeton est celui de l'espace « {espace} », et de lui seul. Donnez cet espace (--espace {espace}, ou espace={espace} dans l'adresse)"
        );
        Err(Erreur(StatusCode::FORBIDDEN, texte))
    };
    let chemin = uri.path();
    match chemin.strip_prefix("/banc/espaces") {
        None => {}
        Some(reste) if reste.trim_start_matches('/').split('/').next() == Some(espace) => {}
        Some(_) => return refus("cet espace est à quelqu'un d'autre"),
    }
    let requete = uri.query().unwrap_or_default();
    let nommes = form_urlencoded::parse(requete.as_bytes()).filter(|(nom, _)| nom == "espace");
    let mut nommes = nommes.peekable();
    if nommes.peek().is_some() {
        return if nommes.all(|(_, v)| v == espace) {
            Ok(uri.clone())
        } else {
            refus("cet espace est à quelqu'un d'autre")
        };
    }
    // An espace has letters, digits and hyphens: nothing to escape.
    let liaison = if requete.is_empty() { "" } else { "&" };
    let illisible = |_| Erreur::demande("adresse illisible");
    format!("{chemin}?{requete}{liaison}espace={espace}").parse().map_err(illisible)
}

/// The token: `Bearer`, or the password that a browser asks a person for, whatever the name.
fn jeton_donne(entetes: &HeaderMap) -> Option<(String, bool)> {
    let (schema, valeur) = entetes.get(header::AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    if schema.eq_ignore_ascii_case("bearer") {
        return Some((valeur.trim().to_owned(), false));
    }
    let paire = String::from_utf8(STANDARD.decode(valeur.trim()).ok()?).ok()?;
    let (_, mot) = paire.split_once(':')?;
    schema.eq_ignore_ascii_case("basic").then(|| (mot.to_owned(), true))
}

/// Without a token: the bench is asked under a name of this machine.
fn verifier_hote(entetes: &HeaderMap) -> Result<(), Erreur> {
    let hote = entetes.get(header::HOST).and_then(|v| v.to_str().ok()).unwrap_or_default();
    if est_local(hote) {
        return Ok(());
    }
    let texte = format!(
        "nom d'hôte refusé (« {} ») : sans jeton, le plan de contrôle ne répond que sous localhost ou une adresse de bouclage",
        crate::francais::citation(hote)
    );
    Err(Erreur(StatusCode::FORBIDDEN, texte))
}

/// Whether `host[:port]` names this machine and nothing else.
fn est_local(hote: &str) -> bool {
    let (nom, port) = match hote.strip_prefix('[') {
        Some(reste) => match reste.split_once(']') {
            Some((ip, port)) => (ip, port.strip_prefix(':').or(port.is_empty().then_some("0"))),
            None => return false,
        },
        None => match hote.split_once(':') {
            Some((nom, port)) => (nom, Some(port)),
            None => (hote, Some("0")),
        },
    };
    port.is_some_and(|p| p.parse::<u16>().is_ok())
        && (nom.eq_ignore_ascii_case("localhost") || nom.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback()))
}

#[cfg(test)]
mod tests {
    use super::est_local;

    #[test]
    fn noms_de_cette_machine() {
        for bon in ["localhost", "LOCALHOST:4100", "127.0.0.1:4100", "127.5.6.7", "[::1]:4100", "[::1]"] {
            assert!(est_local(bon), "{bon}");
        }
        for mauvais in [
            "",
            "example.org",
            "127.0.0.1.example.org:4100",
            "localhost.example.org",
            "localhost:x",
            "10.0.0.1",
            "[::1",
            "[::1]x",
            "::1",
            "a@127.0.0.1",
        ] {
            assert!(!est_local(mauvais), "{mauvais}");
        }
    }
}
