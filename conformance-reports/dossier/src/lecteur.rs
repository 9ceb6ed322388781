//! An intact pack, open: its manifest, and the bytes of the files that it cites. Nothing is extracted, and no name of the pack is ever a path
//! of this machine.

use std::collections::BTreeMap;
use std::io::{Read as _, Write};
use std::path::{Path, PathBuf};

use sha2::{Digest as _, Sha256};

use crate::structure::MAX_TOTAL;
use crate::verification::{self, Zip};
use crate::{DossierError, Manifeste};

/// An intact pack, still open: its files are read from where they were verified.
pub struct Lecteur {
    chemin: PathBuf,
    manifeste: Manifeste,
    empreinte_cle: String,
    /// Rank in the manifest of each file that it cites.
    rangs: BTreeMap<String, usize>,
    zip: Zip,
}

impl std::fmt::Debug for Lecteur {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Lecteur").field("chemin", &self.chemin).finish_non_exhaustive()
    }
}

impl Lecteur {
    /// Opens an intact pack: all of it is read once, so that it takes the time of its size.
    ///
    /// # Errors
    /// As [`crate::verifier`]; [`DossierError::Altere`] when the pack is not intact.
    pub fn ouvrir(chemin: &Path) -> Result<Self, DossierError> {
        Self::ouvrir_au_plus(chemin, MAX_TOTAL)
    }

    /// The same of a pack of so many bytes at most, packed and once inflated: a bigger one is refused before anything of it is inflated.
    ///
    /// # Errors
    /// As [`Self::ouvrir`].
    pub fn ouvrir_au_plus(chemin: &Path, max: u64) -> Result<Self, DossierError> {
        let (v, zip) = verification::ouvrir(chemin, max)?;
        if !v.intact {
            return Err(DossierError::Altere {
                chemin: chemin.to_owned(),
                problemes: v.problemes,
            });
        }
        let rangs = v.manifeste.fichiers.iter().enumerate();
        Ok(Self {
            chemin: chemin.to_owned(),
            rangs: rangs.map(|(rang, f)| (f.chemin.clone(), rang)).collect(),
            manifeste: v.manifeste,
            empreinte_cle: v.empreinte_cle,
            zip,
        })
    }

    /// The manifest, which the signature covers.
    #[must_use]
    pub fn manifeste(&self) -> &Manifeste {
        &self.manifeste
    }

    /// SHA-256 of the key that signs it (SubjectPublicKeyInfo, DER): anybody can sign a pack again with another.
    #[must_use]
    pub fn empreinte_cle(&self) -> &str {
        &self.empreinte_cle
    }

    /// Size of a file that the manifest cites; none: it cites no such file.
    #[must_use]
    pub fn taille(&self, chemin_cite: &str) -> Option<u64> {
        self.cite(chemin_cite).map(|f| f.taille)
    }

    /// A whole file that the manifest cites.
    ///
    /// # Errors
    /// As [`Self::copier`].
    pub fn lire(&mut self, chemin_cite: &str, max: u64) -> Result<Vec<u8>, DossierError> {
        let mut octets = Vec::new();
        self.copier(chemin_cite, max, &mut octets)?;
        Ok(octets)
    }

    /// Copies a whole file that the manifest cites, as a stream: a film never stands in memory. What was copied before an error is worth
    /// nothing.
    ///
    /// # Errors
    /// [`DossierError::NonCite`]; [`DossierError::TropGrand`], before anything is read; [`DossierError::Altere`] when these are not the bytes
    /// that were verified, the pack having been written over since; [`DossierError::Sortie`].
    pub fn copier(&mut self, chemin_cite: &str, max: u64, sortie: &mut dyn Write) -> Result<u64, DossierError> {
        let cite = self.cite(chemin_cite).ok_or_else(|| DossierError::NonCite {
            fichier: chemin_cite.to_owned(),
        })?;
        let (taille, empreinte) = (cite.taille, cite.empreinte.clone());
        if taille > max {
            return Err(DossierError::TropGrand {
                fichier: chemin_cite.to_owned(),
                taille,
                max,
            });
        }
        let (mut condense, mut refus) = (Sha256::new(), None);
        let lus = verification::lire_borne(&mut self.zip, chemin_cite, taille, &mut |morceau| {
            condense.update(morceau);
            if refus.is_none() {
                refus = sortie.write_all(morceau).err();
            }
        });
        if let Some(e) = refus {
            return Err(DossierError::Sortie(e));
        }
        let probleme = match lus {
            Ok(lus) if lus == taille && hex::encode(condense.finalize()) == empreinte => return Ok(taille),
            Ok(_) => format!("« {chemin_cite} » a été modifié"),
            Err(raison) => format!("« {chemin_cite} » a été modifié, et ne se lit plus ({raison})"),
        };
        Err(DossierError::Altere {
            chemin: self.chemin.clone(),
            problemes: vec![probleme],
        })
    }

    fn cite(&self, chemin_cite: &str) -> Option<&crate::FichierCite> {
        self.rangs.get(chemin_cite).and_then(|rang| self.manifeste.fichiers.get(*rang))
    }

    /// The manifest alone.
    pub(crate) fn dans_le_manifeste(self) -> Manifeste {
        self.manifeste
    }

    /// The first bytes of a file, at most so many.
    pub(crate) fn debut(&mut self, nom: &str, max: u64) -> Result<Vec<u8>, String> {
        let mut octets = Vec::new();
        let entree = self.zip.by_name(nom).map_err(|e| verification::du_zip(&e))?;
        entree
            .take(max)
            .read_to_end(&mut octets)
            .map_err(|e| verification::de_lecture(&e))?;
        Ok(octets)
    }
}
