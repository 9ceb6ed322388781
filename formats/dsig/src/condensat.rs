//! Digests of documents that stand beside a signature.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use roxmltree::Node;

use crate::Refus;
use crate::verification::{hacher_par, transformations};

/// Digests a document as a `ds:Reference` says, in Base64: canonicalised, or raw bytes when it says no transform.
///
/// # Errors
/// Why it could not be, in French: an algorithm that is not known, or a document that cannot be read.
pub fn condensat(octets: &[u8], reference: Node<'_, '_>) -> Result<String, String> {
    let canonises;
    let octets = match transformations(reference).map_err(Refus::raison)? {
        (true, _) => return Err("signature enveloppée : elle n'est pas dans le document".to_owned()),
        (false, None) => octets,
        (false, Some(canonicalisation)) => {
            canonises = canonicalisation.document(octets)?;
            canonises.as_slice()
        }
    };
    hacher_par(reference, octets).map(|c| STANDARD.encode(c)).map_err(Refus::raison)
}
