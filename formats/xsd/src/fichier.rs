//! A file of the schema.

use std::sync::Arc;

/// A schema of the checkout, as one namespace includes it.
pub(crate) struct Fichier {
    pub(crate) texte: Arc<str>,
    /// Its own namespace, or that of the schema that includes it when it has none.
    pub(crate) ns: String,
}
