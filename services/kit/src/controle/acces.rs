//! Who may steer the bench. With a token: who has it. Without (loopback only): programs of this machine, but not the pages
//! that a browser of this machine has open, whether under our own address (`Origin`) or under a name of theirs that they
//! made point here (`Host`: DNS rebinding).

use std::net::IpAddr;

use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
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

    fn verifier(&self, entetes: &HeaderMap) -> Result<(), Erreur> {
        match self.jeton {
            Some(attendu) => verifier_jeton(attendu, entetes),
            None => verifier_provenance(entetes),
        }
    }
}

pub(super) async fn garder(State(garde): State<Garde>, requete: Request, suite: Next) -> Response {
    match garde.verifier(requete.headers()) {
        Ok(()) => suite.run(requete).await,
        Err(e) => e.into_response(),
    }
}

fn verifier_jeton(attendu: [u8; 32], entetes: &HeaderMap) -> Result<(), Erreur> {
    let donne = entetes.get(header::AUTHORIZATION).and_then(|v| v.to_str().ok()).and_then(|v| {
        let (schema, jeton) = v.split_once(' ')?;
        schema.eq_ignore_ascii_case("bearer").then(|| jeton.trim())
    });
    let donne: [u8; 32] = Sha256::digest(donne.unwrap_or_default()).into();
    let ecart = donne.iter().zip(attendu).fold(0_u8, |e, (a, b)| e | (a ^ b));
    if std::hint::black_box(ecart) == 0 {
        return Ok(());
    }
    Err(Erreur(
        StatusCode::UNAUTHORIZED,
        "jeton absent ou faux : envoyez l'en-tête « Authorization: Bearer … » avec celui du fichier banc.json".to_owned(),
    ))
}

fn verifier_provenance(entetes: &HeaderMap) -> Result<(), Erreur> {
    let hote = entetes.get(header::HOST).and_then(|v| v.to_str().ok()).unwrap_or_default();
    if !est_local(hote) {
        let texte = format!(
            "nom d'hôte refusé (« {} ») : sans jeton, le plan de contrôle ne répond que sous localhost ou une adresse de bouclage",
            crate::francais::citation(hote)
        );
        return Err(Erreur(StatusCode::FORBIDDEN, texte));
    }
    if let Some(origine) = entetes.get(header::ORIGIN) {
        let origine = origine.to_str().unwrap_or_default();
        if !origine.split_once("://").is_some_and(|(_, hote)| est_local(hote)) {
            let texte = format!(
                "origine refusée (« {} ») : une page du web ne pilote pas le banc",
                crate::francais::citation(origine)
            );
            return Err(Erreur(StatusCode::FORBIDDEN, texte));
        }
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
