//! What is kept of headers: secrets are replaced by their digest, so that two uses of the same one can still be compared.

use hyper::http::HeaderMap;

use crate::francais::empreinte;

const SECRETS: [&str; 5] = ["authorization", "proxy-authorization", "cookie", "set-cookie", "esante-api-key"];

/// A header as the journal keeps it.
pub(crate) fn valeur(nom: &str, valeur: &[u8]) -> String {
    if SECRETS.iter().any(|s| nom.eq_ignore_ascii_case(s)) {
        format!("masqué (sha256 {})", empreinte(valeur))
    } else {
        String::from_utf8_lossy(valeur).into_owned()
    }
}

/// The headers of a message as the journal keeps them.
pub(crate) fn entetes(entetes: &HeaderMap) -> Vec<(String, String)> {
    entetes
        .iter()
        .map(|(nom, v)| (nom.as_str().to_owned(), valeur(nom.as_str(), v.as_bytes())))
        .collect()
}
