//! The calls of one service of this process to another: each fact has one owner, whom the others ask over the network. They are told from those
//! of the candidate by a header that nobody else can know, which is never recorded.

use std::sync::LazyLock;

use hyper::HeaderMap;
use hyper::header::HeaderName;

const ENTETE: HeaderName = HeaderName::from_static("x-banc-interne");

/// Drawn when the process starts.
static MARQUE: LazyLock<String> = LazyLock::new(|| {
    let mut octets = [0; 16];
    let hasard = rustls::crypto::aws_lc_rs::default_provider().secure_random;
    // Without a random number nothing of TLS works either; no call is then told from another.
    let tire = hasard.fill(&mut octets).is_ok();
    if tire { hex::encode(octets) } else { String::new() }
});

/// The header that a call to another service carries: its name, and its value.
#[must_use]
pub fn marque() -> (&'static str, &'static str) {
    ("x-banc-interne", &MARQUE)
}

/// Takes the mark away; whether it was there, and true.
pub(crate) fn retirer(entetes: &mut HeaderMap) -> bool {
    entetes
        .remove(ENTETE)
        .is_some_and(|v| !MARQUE.is_empty() && v.as_bytes() == MARQUE.as_bytes())
}
