//! An archive, read.

/// A file of the archive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fichier {
    /// Its path in the archive, as written.
    pub chemin: String,
    /// Its bytes.
    pub octets: Vec<u8>,
}

/// One submission set: a folder of `IHE_XDM`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SousEnsemble {
    /// Path of the folder, as written (`IHE_XDM/SUBSET01`).
    pub dossier: String,
    /// `METADATA.XML`.
    pub metadonnees: Option<Fichier>,
    /// Every other file of the folder.
    pub documents: Vec<Fichier>,
}

/// An archive, read. Well known names are found whatever their case; a rule tells those that are not in capitals.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ArchiveXdm {
    /// `INDEX.HTM`.
    pub index: Option<Fichier>,
    /// `README.TXT`.
    pub lisez_moi: Option<Fichier>,
    /// Folders of `IHE_XDM`, in the order of the archive.
    pub sous_ensembles: Vec<SousEnsemble>,
    /// Everything else, which the profile allows.
    pub autres: Vec<Fichier>,
}

impl ArchiveXdm {
    /// Every document of every lot, in order.
    pub fn documents(&self) -> impl Iterator<Item = &Fichier> {
        self.sous_ensembles.iter().flat_map(|s| &s.documents)
    }

    /// Every file.
    pub fn fichiers(&self) -> impl Iterator<Item = &Fichier> {
        let lots = self.sous_ensembles.iter().flat_map(|s| s.metadonnees.iter().chain(&s.documents));
        self.index.iter().chain(&self.lisez_moi).chain(lots).chain(&self.autres)
    }
}

impl SousEnsemble {
    /// The document that a `URI` of the metadata names: relative to the folder, by its exact name, else by one that differs only in
    /// case.
    #[must_use]
    pub fn document(&self, uri: &str) -> Option<&Fichier> {
        let relatif = uri.strip_prefix("./").unwrap_or(uri);
        let nom = |f: &'_ Fichier| f.chemin.get(self.dossier.len() + 1..).unwrap_or_default().to_owned();
        self.documents
            .iter()
            .find(|f| nom(f) == relatif)
            .or_else(|| self.documents.iter().find(|f| nom(f).eq_ignore_ascii_case(relatif)))
    }
}
