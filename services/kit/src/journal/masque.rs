//! What is kept of headers: secrets are replaced by their digest, so that two uses of the same one can still be compared. Of an
//! `Authorization`, the scheme and the user of `Basic` stay: which client called, and how, is what is judged, and is no secret.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use hyper::http::HeaderMap;

use crate::francais::empreinte;

const SECRETS: [&str; 5] = ["authorization", "proxy-authorization", "cookie", "set-cookie", "esante-api-key"];
const SCHEMAS: [&str; 4] = ["Basic", "Bearer", "DPoP", "Negotiate"];

/// A header as the journal keeps it.
pub(crate) fn valeur(nom: &str, valeur: &[u8]) -> String {
    if SECRETS.iter().any(|s| nom.eq_ignore_ascii_case(s)) {
        format!("{}{}", public(nom, valeur), secret(valeur))
    } else {
        String::from_utf8_lossy(valeur).into_owned()
    }
}

/// Every header of a message, as the journal keeps it.
pub(crate) fn tous(entetes: &HeaderMap) -> Vec<(String, String)> {
    entetes
        .iter()
        .map(|(n, v)| (n.as_str().to_owned(), valeur(n.as_str(), v.as_bytes())))
        .collect()
}

/// What stands in the place of a secret.
pub(crate) fn secret(valeur: &[u8]) -> String {
    format!("masqué (sha256 {})", empreinte(valeur))
}

/// What stands before the secret and is none.
fn public(nom: &str, valeur: &[u8]) -> String {
    let texte = std::str::from_utf8(valeur).unwrap_or_default();
    let (premier, suite) = texte.split_once(' ').unwrap_or_default();
    let schema = SCHEMAS.into_iter().find(|s| premier.eq_ignore_ascii_case(s));
    match schema.filter(|_| nom.to_ascii_lowercase().ends_with("authorization")) {
        None => String::new(),
        Some("Basic") => match utilisateur(suite) {
            Some(client) => format!("Basic {client}:"),
            None => "Basic ".to_owned(),
        },
        Some(schema) => format!("{schema} "),
    }
}

/// The user of `Basic`, when it looks like a name and not like a secret put in the wrong place.
fn utilisateur(texte: &str) -> Option<String> {
    let clair = String::from_utf8(STANDARD.decode(texte.trim()).ok()?).ok()?;
    let (client, secret) = clair.split_once(':')?;
    let nom = (1..=100).contains(&client.len()) && client.bytes().all(|o| o.is_ascii_alphanumeric() || b"-_.".contains(&o));
    (nom && !secret.is_empty()).then(|| client.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ce_qui_reste_d_une_autorisation() {
        let debut = |nom: &str, v: &str| {
            let masquee = valeur(nom, v.as_bytes());
            assert!(masquee.contains("masqué (sha256 "), "{masquee}");
            masquee.split("masqué").next().unwrap_or_default().to_owned()
        };
        let basic = |clair: &str| format!("basic {}", STANDARD.encode(clair));
        assert_eq!(debut("Authorization", &basic("temoin-sgl:secret")), "Basic temoin-sgl:");
        assert_eq!(debut("authorization", "Bearer eyJ.abc"), "Bearer ");
        // What is not sure to be public goes.
        assert_eq!(debut("authorization", &basic("un secret sans nom:")), "Basic ");
        assert_eq!(debut("authorization", "Basic pas-du-base64"), "Basic ");
        assert_eq!(debut("authorization", "cle-secrete autre-cle"), "");
        assert_eq!(debut("cookie", "Bearer x"), "");
    }
}
