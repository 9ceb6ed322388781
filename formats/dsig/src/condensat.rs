//! Digests of documents that stand beside a signature.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bergshamra_c14n::C14nMode;

use crate::algorithmes::hacher;
use crate::canonique;

/// Digests a document as a reference says, in Base64: canonicalised, or raw bytes when it says no transform.
///
/// # Errors
/// Why it could not be, in French: an algorithm that is not known, or a document that cannot be read.
pub fn condensat(octets: &[u8], transformations: &[&str], algorithme: &str) -> Result<String, String> {
    let canonises;
    let octets = match transformations {
        [] => octets,
        [une] => {
            let mode = C14nMode::from_uri(une).ok_or_else(|| format!("transformation « {une} »"))?;
            canonises = canonique::document(octets, mode)?;
            canonises.as_slice()
        }
        plusieurs => return Err(format!("{} transformations", plusieurs.len())),
    };
    let condensat = hacher(algorithme, octets).ok_or_else(|| format!("algorithme de condensat « {algorithme} »"))?;
    Ok(STANDARD.encode(condensat))
}
