//! Where the témoin keeps its identities: a line of JSON for each change, added at the end of one file; of two that say the same thing the last holds. A process
//! killed at any instant leaves a last line without its end, which is forgotten, or none. (Power loss is not promised: no fsync.) Replacing
//! the whole at each act wrote some gigabytes in a campaign.

use std::collections::BTreeMap;
use std::io::{Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::comptes::Compte;
use crate::dossier::Dossier;
use crate::erreur::TemoinError;
use crate::mssante::suivi::Messagerie;

const FICHIER: &str = "temoin.jsonl";
const VERSION: u32 = 1;
/// More than any campaign makes: a file beyond this is not ours.
const TAILLE_MAX: u64 = 128 * 1024 * 1024;
/// Below this many bytes, lines that others replaced are left where they are.
const ALLEGER: u64 = 16 * 1024 * 1024;

/// What changed, or the whole.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Contenu {
    version: u32,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    dossiers: BTreeMap<String, Dossier>,
    /// Rank of the provided document that each act took, by its `cle`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    documents: BTreeMap<String, usize>,
    /// Accounts of professionals, by scenario and reference.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    comptes: BTreeMap<String, BTreeMap<String, Compte>>,
    /// Mail, by scenario.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    messageries: BTreeMap<String, Messagerie>,
}

impl Contenu {
    fn vide() -> Self {
        Self {
            version: VERSION,
            dossiers: BTreeMap::new(),
            documents: BTreeMap::new(),
            comptes: BTreeMap::new(),
            messageries: BTreeMap::new(),
        }
    }

    fn retenir(&mut self, change: Self) {
        self.dossiers.extend(change.dossiers);
        self.documents.extend(change.documents);
        for (scenario, ceux) in change.comptes {
            self.comptes.entry(scenario).or_default().extend(ceux);
        }
        self.messageries.extend(change.messageries);
    }

    fn ligne(&self) -> std::io::Result<Vec<u8>> {
        let mut octets = serde_json::to_vec(self)?;
        octets.push(b'\n');
        Ok(octets)
    }
}

/// The identities, by scenario and reference.
pub(crate) struct Magasin {
    chemin: PathBuf,
    contenu: Contenu,
    fichier: std::fs::File,
    /// Bytes of the lines that are whole.
    longueur: u64,
    /// Bytes when it was written as one line.
    allegee: u64,
    /// Ranks that were given and that no line has yet.
    rangs: BTreeMap<String, usize>,
}

impl Magasin {
    /// Opens the store of this folder, made if it is not there.
    pub(crate) fn ouvrir(dossier: &Path) -> Result<Self, TemoinError> {
        let fichier = |source| TemoinError::Fichier {
            quoi: "dossier de données du témoin",
            chemin: dossier.to_owned(),
            source,
        };
        std::fs::create_dir_all(dossier).map_err(fichier)?;
        let chemin = dossier.join(FICHIER);
        let mauvais = |detail: String| TemoinError::Magasin {
            chemin: chemin.clone(),
            detail,
        };
        let ouvert = std::fs::OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(&chemin)
            .map_err(fichier)?;
        let taille = ouvert.metadata().map_err(fichier)?.len();
        if taille > TAILLE_MAX {
            return Err(mauvais(format!("{taille} octets, plus de {TAILLE_MAX}")));
        }
        let octets = std::fs::read(&chemin).map_err(fichier)?;
        let mut contenu = Contenu::vide();
        let mut longueur = 0;
        for ligne in octets.split_inclusive(|o| *o == b'\n').filter(|l| l.ends_with(b"\n")) {
            let lu: Contenu = serde_json::from_slice(ligne).map_err(|e| mauvais(e.to_string()))?;
            if lu.version != VERSION {
                return Err(mauvais(format!("version {}, attendue {VERSION}", lu.version)));
            }
            contenu.retenir(lu);
            longueur += ligne.len() as u64;
        }
        ouvert.set_len(longueur).map_err(fichier)?;
        Ok(Self {
            chemin,
            contenu,
            fichier: ouvert,
            longueur,
            allegee: 0,
            rangs: BTreeMap::new(),
        })
    }

    pub(crate) fn dossier(&self, cle: &str) -> Option<&Dossier> {
        self.contenu.dossiers.get(cle)
    }

    /// Where the dossier that has this report is, among those whose place begins so.
    pub(crate) fn porteur(&self, debut: &str, compte_rendu: &str) -> Option<&str> {
        let ceux = self.contenu.dossiers.iter();
        ceux.filter(|(cle, d)| cle.starts_with(debut) && d.comptes_rendus.contains_key(compte_rendu))
            .map(|(cle, _)| cle.as_str())
            .next()
    }

    /// The rank of the provided document for this act: always the same for an act, else the next. Kept with the dossier.
    pub(crate) fn rang_document(&mut self, cle: &str) -> usize {
        if let Some(rang) = self.contenu.documents.get(cle) {
            return *rang;
        }
        let suivant = self.contenu.documents.len();
        self.contenu.documents.insert(cle.to_owned(), suivant);
        self.rangs.insert(cle.to_owned(), suivant);
        suivant
    }

    /// Keeps this dossier, in memory and on disk.
    pub(crate) fn garder(&mut self, cle: &str, dossier: Dossier) -> std::io::Result<()> {
        let mut change = Contenu::vide();
        change.dossiers.insert(cle.to_owned(), dossier);
        self.noter(change)
    }

    /// The accounts of this scenario, by reference.
    pub(crate) fn comptes(&self, scenario: &str) -> impl Iterator<Item = (&str, &Compte)> {
        let ceux = self.contenu.comptes.get(scenario).into_iter().flatten();
        ceux.map(|(reference, compte)| (reference.as_str(), compte))
    }

    /// Keeps this account, in memory and on disk.
    pub(crate) fn garder_compte(&mut self, scenario: &str, reference: &str, compte: Compte) -> std::io::Result<()> {
        let mut change = Contenu::vide();
        let siens = BTreeMap::from([(reference.to_owned(), compte)]);
        change.comptes.insert(scenario.to_owned(), siens);
        self.noter(change)
    }

    /// The dossiers whose place begins so.
    pub(crate) fn dossiers(&self, debut: &str) -> impl Iterator<Item = (&str, &Dossier)> {
        let ceux = self.contenu.dossiers.iter().filter(move |(cle, _)| cle.starts_with(debut));
        ceux.map(|(cle, d)| (cle.as_str(), d))
    }

    /// The mail of this scenario.
    pub(crate) fn messagerie(&self, scenario: &str) -> Messagerie {
        self.contenu.messageries.get(scenario).cloned().unwrap_or_default()
    }

    /// Keeps the mail of this scenario, in memory and on disk.
    pub(crate) fn garder_messagerie(&mut self, scenario: &str, m: Messagerie) -> std::io::Result<()> {
        let mut change = Contenu::vide();
        change.messageries.insert(scenario.to_owned(), m);
        self.noter(change)
    }

    /// Adds a line. Memory never says more than the disk: what could not be kept did not happen.
    fn noter(&mut self, mut change: Contenu) -> std::io::Result<()> {
        change.documents.clone_from(&self.rangs);
        let ligne = change.ligne()?;
        self.fichier.seek(SeekFrom::Start(self.longueur))?;
        if let Err(e) = self.fichier.write_all(&ligne) {
            // Half a line is forgotten when the file is opened; the next one is written over it.
            let _ = self.fichier.set_len(self.longueur);
            return Err(e);
        }
        self.longueur += ligne.len() as u64;
        self.rangs.clear();
        self.contenu.retenir(change);
        // A file that could not be made lighter is whole all the same.
        let _ = self.alleger();
        Ok(())
    }

    /// Writes the whole as one line once the others weigh more than it, beside and then in place: the rename is atomic.
    fn alleger(&mut self) -> std::io::Result<()> {
        if self.longueur < ALLEGER.max(2 * self.allegee) {
            return Ok(());
        }
        let provisoire = self.chemin.with_extension("jsonl.nouveau");
        let ligne = self.contenu.ligne()?;
        let mut neuf = std::fs::File::create(&provisoire)?;
        neuf.write_all(&ligne)?;
        std::fs::rename(&provisoire, &self.chemin)?;
        self.fichier = neuf;
        self.longueur = ligne.len() as u64;
        self.allegee = self.longueur;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;

    #[test]
    fn what_was_added_is_found_again_and_half_a_line_is_not() {
        let d = tempfile::tempdir().unwrap();
        let mut m = Magasin::ouvrir(d.path()).unwrap();
        assert_eq!((m.rang_document("A"), m.rang_document("B"), m.rang_document("A")), (0, 1, 0));
        let envois = |n: usize| Messagerie {
            integres: (0..n).map(|i| i.to_string()).collect(),
            ..Messagerie::default()
        };
        for n in 1..4 {
            m.garder_messagerie("S", envois(n)).unwrap();
        }
        let chemin = d.path().join(FICHIER);
        let entier = std::fs::read(&chemin).unwrap();
        assert_eq!(entier.iter().filter(|o| **o == b'\n').count(), 3);
        // Killed anywhere in the last line: what the two others say holds, and the next one follows them.
        for coupe in [entier.len() - 1, entier.len() - 20] {
            std::fs::write(&chemin, &entier[..coupe]).unwrap();
            let mut m = Magasin::ouvrir(d.path()).unwrap();
            assert_eq!(m.messagerie("S").integres.len(), 2);
            assert_eq!((m.rang_document("B"), m.rang_document("C")), (1, 2));
            m.garder_messagerie("T", envois(1)).unwrap();
            let m = Magasin::ouvrir(d.path()).unwrap();
            assert_eq!((m.messagerie("S").integres.len(), m.messagerie("T").integres.len()), (2, 1));
        }
    }

    #[test]
    fn lines_that_others_replaced_do_not_pile_up() {
        let d = tempfile::tempdir().unwrap();
        let mut m = Magasin::ouvrir(d.path()).unwrap();
        let gros = Messagerie {
            integres: [String::from("x").repeat(3 << 20)].into(),
            ..Messagerie::default()
        };
        for _ in 0..20 {
            m.garder_messagerie("S", gros.clone()).unwrap();
        }
        assert!(m.longueur < ALLEGER + (4 << 20), "{}", m.longueur);
        assert_eq!(Magasin::ouvrir(d.path()).unwrap().messagerie("S").integres, gros.integres);
    }
}
