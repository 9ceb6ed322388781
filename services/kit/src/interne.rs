//! The calls of one service of a bench to another: each fact has one owner, whom the others ask over the network. They are told from those
//! of the candidate by a header that nobody else can know, which is never recorded.

use std::sync::OnceLock;

use hyper::HeaderMap;
use hyper::header::HeaderName;
use sha2::{Digest, Sha256};

const ENTETE: HeaderName = HeaderName::from_static("x-banc-interne");

/// Drawn when it is first wanted, or made of what the processes of one bench share.
static MARQUE: OnceLock<String> = OnceLock::new();

/// The processes of one bench that have this secret in common know each other's calls. The first said of a process holds.
pub(crate) fn partager(secret: &str) {
    let marque = Sha256::new()
        .chain_update("segur-bench, appel interne : ")
        .chain_update(secret)
        .finalize();
    let _ = MARQUE.set(hex::encode(marque));
}

/// Sixteen bytes that nobody else has, in hexadecimal; nothing when the system gives none.
pub(crate) fn hasard() -> String {
    let mut octets = [0; 16];
    let hasard = rustls::crypto::aws_lc_rs::default_provider().secure_random;
    // Without a random number nothing of TLS works either; no call is then told from another.
    let tire = hasard.fill(&mut octets).is_ok();
    if tire { hex::encode(octets) } else { String::new() }
}

fn la_marque() -> &'static str {
    MARQUE.get_or_init(hasard)
}

/// The header that a call to another service carries: its name, and its value.
#[must_use]
pub fn marque() -> (&'static str, &'static str) {
    ("x-banc-interne", la_marque())
}

/// Takes the mark away; whether it was there, and true.
pub(crate) fn retirer(entetes: &mut HeaderMap) -> bool {
    let vraie = la_marque();
    entetes
        .remove(ENTETE)
        .is_some_and(|v| !vraie.is_empty() && v.as_bytes() == vraie.as_bytes())
}
