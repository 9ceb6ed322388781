//! Why a file is not read at all.

/// Why a file cannot be read as a PDF. Every message says what to do next.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PdfIllisible {
    /// Too many bytes.
    #[error("le fichier fait {taille} octets, au-delà de la limite de {limite} : fournir un document plus petit")]
    TropGros {
        /// Bytes given.
        taille: usize,
        /// Bytes accepted.
        limite: usize,
    },
    /// No header of a PDF.
    #[error("« %PDF- » n'est pas dans les 1024 premiers octets : fournir un fichier PDF")]
    PasUnPdf,
    /// No catalog is found, with the cross-references nor without.
    #[error(
        "ni table des références utilisable, ni catalogue trouvé en parcourant le fichier : le produire de nouveau, il est tronqué ou altéré"
    )]
    SansCatalogue,
    /// The page tree has no page.
    #[error("l'arbre des pages (/Pages, /Kids) ne mène à aucune page : corriger l'arbre, il est vide, tronqué ou renvoie à lui-même")]
    SansPage,
}
