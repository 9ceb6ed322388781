//! An archive, read.

/// A file of the archive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fichier {
    /// Its path in the archive, as written.
    pub chemin: String,
    /// Whether its name is in UTF-8; else it was read as CP437.
    pub utf8: bool,
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
    /// Every other file of the folder; in an archive that was judged, its documents alone.
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
    /// Everything else, which the profile allows and importers ignore.
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

/// A text without its escapes; none when it has none, or when what they say is not UTF-8.
fn decoder_pourcents(texte: &str) -> Option<String> {
    let mut octets = Vec::with_capacity(texte.len());
    let mut morceaux = texte.split('%');
    octets.extend(morceaux.next()?.bytes());
    let mut echappe = false;
    for morceau in morceaux {
        let (hexa, suite) = morceau.split_at_checked(2)?;
        octets.push(
            u8::from_str_radix(hexa, 16)
                .ok()
                .filter(|_| hexa.bytes().all(|b| b.is_ascii_hexdigit()))?,
        );
        octets.extend(suite.bytes());
        echappe = true;
    }
    String::from_utf8(octets).ok().filter(|_| echappe)
}

/// What a `URI` of the metadata leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cible<'a> {
    /// A file, and whether the path goes up (`../`) to reach it.
    Fichier(&'a Fichier, bool),
    /// Nothing of the archive.
    Absente,
    /// A path that leaves the archive.
    Dehors,
}

impl ArchiveXdm {
    /// The file that a `URI` names, relative to the folder of the metadata: by its exact path, else by one that differs only in case. What
    /// the profile itself puts there (pages, metadata) is no document.
    pub(super) fn cible(&self, dossier: &str, uri: &str) -> Cible<'_> {
        let mut parties: Vec<&str> = dossier.split('/').collect();
        let mut monte = false;
        for partie in uri.split('/') {
            match partie {
                "." => {}
                ".." if parties.pop().is_none() => return Cible::Dehors,
                ".." => monte = true,
                _ => parties.push(partie),
            }
        }
        let chemin = parties.join("/");
        let documents = || self.documents().chain(&self.autres);
        documents()
            .find(|f| f.chemin == chemin)
            .or_else(|| documents().find(|f| f.chemin.eq_ignore_ascii_case(&chemin)))
            .map_or(Cible::Absente, |f| Cible::Fichier(f, monte))
    }

    /// The same, of a `URI` written as RFC 3986 does (`%20` for a space), when it names nothing as it is. None when nothing is escaped, or
    /// when it is not UTF-8.
    pub(super) fn cible_decodee(&self, dossier: &str, uri: &str) -> Option<Cible<'_>> {
        let decodee = decoder_pourcents(uri)?;
        match self.cible(dossier, &decodee) {
            Cible::Fichier(fichier, monte) => Some(Cible::Fichier(fichier, monte)),
            Cible::Absente | Cible::Dehors => None,
        }
    }

    /// Puts what is a document with its lot, and the rest aside. `nommes`: the rank of a lot, and the path of a file that its metadata name;
    /// `orphelins`: the paths of documents that none name.
    pub(super) fn reclasser(&mut self, nommes: &[(usize, String)], orphelins: &[String]) {
        let nomme = |f: &Fichier| nommes.iter().any(|(_, chemin)| *chemin == f.chemin);
        let (mut des_lots, autres) = std::mem::take(&mut self.autres).into_iter().partition::<Vec<_>, _>(|f| nomme(f));
        self.autres = autres;
        for lot in &mut self.sous_ensembles {
            let (gardes, ecartes) = std::mem::take(&mut lot.documents)
                .into_iter()
                .partition::<Vec<_>, _>(|f| nomme(f) || orphelins.contains(&f.chemin));
            lot.documents = gardes;
            self.autres.extend(ecartes);
        }
        for (rang, chemin) in nommes {
            if let (Some(i), Some(lot)) = (
                des_lots.iter().position(|f| f.chemin == *chemin),
                self.sous_ensembles.get_mut(*rang),
            ) {
                lot.documents.push(des_lots.swap_remove(i));
            }
        }
    }
}
