//! The requirement catalogues and the packs that ship inside the binary.

use segur_model::catalogue::Catalogue;

/// A catalogue that cannot be read.
#[derive(Debug, thiserror::Error)]
#[error("catalogue {nom} illisible : {cause}")]
pub struct CatalogueError {
    /// File.
    pub nom: String,
    /// Cause, with line and column.
    pub cause: String,
}

const REFERENTIELS: &[(&str, &str)] = &[("rem-bio-sgl-va1.toml", include_str!("../../referentiels/rem-bio-sgl-va1.toml"))];

include!(concat!(env!("OUT_DIR"), "/packs.rs"));

/// Reads a catalogue.
///
/// # Errors
/// When it is not a catalogue; the message has line and column.
pub fn lire(nom: &str, texte: &str) -> Result<Catalogue, CatalogueError> {
    toml::from_str(texte).map_err(|e| CatalogueError {
        nom: nom.to_owned(),
        cause: e.to_string(),
    })
}

/// Every catalogue that ships.
///
/// # Errors
/// When one cannot be read.
pub fn embarques() -> Result<Vec<Catalogue>, CatalogueError> {
    REFERENTIELS.iter().map(|(n, t)| lire(n, t)).collect()
}

/// The files of an embedded pack: name and text. `None` when there is no such pack.
#[must_use]
pub fn pack_embarque(nom: &str) -> Option<&'static [(&'static str, &'static str)]> {
    PACKS.iter().find(|(n, _)| *n == nom).map(|(_, f)| *f)
}

/// Names of the embedded packs.
pub fn packs_embarques() -> impl Iterator<Item = &'static str> {
    PACKS.iter().map(|(n, _)| *n)
}
