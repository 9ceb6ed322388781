//! Who may steer the bench. With a token: who has it. Without (loopback only): programs of this machine, but not the pages
//! that a browser of this machine has open, whether under our own address (`Origin`) or under a name of theirs that they
//! made point here (`Host`: DNS rebinding).

use std::net::IpAddr;

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

use super::erreurs::Erreur;

/// What is wanted of each request.
#[derive(Clone)]
pub(super) struct Garde {
    /// SHA-256 of the token: comparing digests of the same length tells nothing of the token by its duration.
    jeton: Option<[u8; 32]>,
}

impl Garde {
    pub(super) fn nouvelle(jeton: Option<&str>) -> Self {
        Self {
            jeton: jeton.map(|j| Sha256::digest(j).into()),
        }
    }

    fn verifier(&self, methode: &Method, entetes: &HeaderMap) -> Result<(), Erreur> {
        let change = !matches!(*methode, Method::GET | Method::HEAD);
        match self.jeton {
            Some(attendu) => verifier_jeton(attendu, entetes, change),
            None => verifier_provenance(entetes, change),
        }
    }
}

pub(super) async fn garder(State(garde): State<Garde>, requete: Request, suite: Next) -> Response {
    match garde.verifier(requete.method(), requete.headers()) {
        Ok(()) => suite.run(requete).await,
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

fn verifier_jeton(attendu: [u8; 32], entetes: &HeaderMap, change: bool) -> Result<(), Erreur> {
    let (donne, navigateur) = jeton_donne(entetes).unwrap_or_default();
    let donne: [u8; 32] = Sha256::digest(donne).into();
    let ecart = donne.iter().zip(attendu).fold(0_u8, |e, (a, b)| e | (a ^ b));
    if std::hint::black_box(ecart) == 0 {
        // A browser sends the password again whatever page asks.
        return if navigateur { verifier_page(entetes, change) } else { Ok(()) };
    }
    Err(Erreur(
        StatusCode::UNAUTHORIZED,
        "jeton absent ou faux : envoyez l'en-tête « Authorization: Bearer … » avec celui du fichier banc.json".to_owned(),
    ))
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

/// `change`: the request is to change something.
fn verifier_provenance(entetes: &HeaderMap, change: bool) -> Result<(), Erreur> {
    let hote = entetes.get(header::HOST).and_then(|v| v.to_str().ok()).unwrap_or_default();
    if !est_local(hote) {
        let texte = format!(
            "nom d'hôte refusé (« {} ») : sans jeton, le plan de contrôle ne répond que sous localhost ou une adresse de bouclage",
            crate::francais::citation(hote)
        );
        return Err(Erreur(StatusCode::FORBIDDEN, texte));
    }
    verifier_page(entetes, change)
}

/// When a page of a browser asks: it is ours.
fn verifier_page(entetes: &HeaderMap, change: bool) -> Result<(), Erreur> {
    let hote = entetes.get(header::HOST).and_then(|v| v.to_str().ok()).unwrap_or_default();
    if let Some(origine) = entetes.get(header::ORIGIN) {
        let origine = origine.to_str().unwrap_or_default();
        // Exactly our own page: another port of this machine is somebody else's.
        if !origine.strip_prefix("http://").is_some_and(|o| o.eq_ignore_ascii_case(hote)) {
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
