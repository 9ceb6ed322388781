//! What persons give to the proofs of a campaign: a log of its own, beside that of what is played, so that a proof comes in while testers
//! play. Nothing is erased: what is taken back, or is no longer due, is another line.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use segur_model::resultat::{Donnee, Octets};
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use super::{CampagneError, disque, lignes, octets, pour_soi};

const REMISES: &str = "preuves.jsonl";
const LECTURE: &str = "lecture des preuves remises";

/// One file given for one proof.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Remise {
    /// Number of the proof.
    pub preuve: String,
    /// Its bytes.
    pub octets: Octets,
    /// How it came.
    pub donnee: Donnee,
    /// What the proof asked then ([`super::empreinte::de_la_demande`]).
    pub demande: String,
    /// Version of the product that it is of.
    pub version: String,
}

/// Why a proof is not due, as a person wrote it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Justification {
    /// The text (French).
    pub texte: String,
    /// Who wrote it; empty: they did not say.
    #[serde(default)]
    pub par: String,
    /// When.
    #[serde(with = "time::serde::rfc3339")]
    pub le: OffsetDateTime,
    /// What the proof asked then.
    pub demande: String,
}

/// One line of the log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Evenement {
    /// A file came in.
    Remise(Box<Remise>),
    /// A file was taken back; without a digest, all of that proof.
    Retiree {
        /// Number of the proof.
        preuve: String,
        /// Digest of the file.
        empreinte: Option<String>,
        /// Who.
        par: String,
        /// When.
        #[serde(with = "time::serde::rfc3339")]
        le: OffsetDateTime,
    },
    /// The proof is not due.
    SansObjet {
        /// Number of the proof.
        preuve: String,
        /// Why.
        justification: Justification,
    },
}

/// All that was given and still stands, by proof.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Remises {
    /// Files, in the order in which they came.
    pub fichiers: BTreeMap<String, Vec<Remise>>,
    /// Proofs that are not due.
    pub sans_objet: BTreeMap<String, Justification>,
}

impl Remises {
    /// Reads the log of a campaign; without one, nothing was given.
    ///
    /// # Errors
    /// It cannot be read.
    pub fn lire(campagne: &Path) -> Result<Self, CampagneError> {
        let chemin = campagne.join(REMISES);
        match File::open(&chemin) {
            Ok(mut f) => Ok(relire(&mut f, &chemin)?.0),
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => Ok(Self::default()),
            Err(e) => Err(disque(LECTURE, &chemin)(e)),
        }
    }

    fn appliquer(&mut self, e: Evenement) {
        match e {
            Evenement::Remise(r) => {
                self.sans_objet.remove(&r.preuve);
                let siens = self.fichiers.entry(r.preuve.clone()).or_default();
                siens.retain(|d| d.octets.empreinte != r.octets.empreinte);
                siens.push(*r);
            }
            Evenement::Retiree { preuve, empreinte, .. } => match empreinte {
                Some(empreinte) => {
                    if let Some(siens) = self.fichiers.get_mut(&preuve) {
                        siens.retain(|d| d.octets.empreinte != empreinte);
                    }
                }
                None => {
                    self.fichiers.remove(&preuve);
                    self.sans_objet.remove(&preuve);
                }
            },
            Evenement::SansObjet { preuve, justification } => {
                self.sans_objet.insert(preuve, justification);
            }
        }
        self.fichiers.retain(|_, f| !f.is_empty());
    }
}

/// Adds a line, on the disk for good when it returns. `verifier` sees what stands, under the lock: two processes cannot both give one file.
///
/// # Errors
/// The disk; or what `verifier` says.
pub fn noter<E: From<CampagneError>>(
    campagne: &Path,
    e: Evenement,
    verifier: impl FnOnce(&Remises) -> Result<(), E>,
) -> Result<Remises, E> {
    let chemin = campagne.join(REMISES);
    let ecriture = || disque("écriture des preuves remises", &chemin);
    let mut journal = pour_soi()
        .create(true)
        .read(true)
        .append(true)
        .open(&chemin)
        .map_err(|e| E::from(ecriture()(e)))?;
    journal.lock().map_err(|e| E::from(ecriture()(e)))?;
    let (mut remises, entier) = relire(&mut journal, &chemin)?;
    verifier(&remises)?;
    let mut ligne = serde_json::to_vec(&e).map_err(|e| {
        E::from(CampagneError::Illisible {
            chemin: chemin.clone(),
            ligne: 0,
            cause: e.to_string(),
        })
    })?;
    ligne.push(b'\n');
    // A line cut by a crash was never acknowledged.
    journal
        .set_len(entier)
        .and_then(|()| journal.write_all(&ligne))
        .and_then(|()| journal.sync_all())
        .map_err(|e| E::from(ecriture()(e)))?;
    remises.appliquer(e);
    Ok(remises)
}

/// Keeps the bytes of a piece, streamed. `None`: there are more than `taille_max`.
///
/// # Errors
/// The disk.
pub fn recopier(campagne: &Path, de: &mut dyn Read, media: &str, taille_max: u64) -> Result<Option<Octets>, CampagneError> {
    octets::recopier(campagne, de, media, taille_max)
}

/// Where the bytes of a piece are.
#[must_use]
pub fn chemin(campagne: &Path, octets: &Octets) -> PathBuf {
    self::octets::chemin(campagne, &octets.empreinte)
}

/// Whether the bytes of a piece are those that were given.
#[must_use]
pub fn intacte(campagne: &Path, octets: &Octets) -> bool {
    self::octets::empreinte(campagne, octets).is_some_and(|e| e == octets.empreinte)
}

fn relire(journal: &mut File, chemin: &Path) -> Result<(Remises, u64), CampagneError> {
    let mut remises = Remises::default();
    let entier = lignes::relire(journal, chemin, LECTURE, |e| remises.appliquer(e))?;
    Ok((remises, entier))
}

#[cfg(test)]
mod tests {
    use segur_model::catalogue::NaturePreuve;
    use time::macros::datetime;

    use super::*;

    fn remise(preuve: &str, empreinte: &str) -> Evenement {
        Evenement::Remise(Box::new(Remise {
            preuve: preuve.to_owned(),
            octets: Octets {
                empreinte: empreinte.to_owned(),
                taille: 1,
                media: "image/png".to_owned(),
            },
            donnee: Donnee {
                nature: NaturePreuve::Screenshot,
                nom: "a.png".to_owned(),
                par: String::new(),
                le: datetime!(2026-01-15 09:00:00 UTC),
                reperes: Vec::new(),
                duree_ms: None,
                notes: Vec::new(),
            },
            demande: "d".to_owned(),
            version: "1".to_owned(),
        }))
    }

    fn note(d: &Path, e: Evenement) -> Remises {
        noter::<CampagneError>(d, e, |_| Ok(())).unwrap()
    }

    #[test]
    fn what_is_taken_back_is_another_line_and_a_cut_line_was_never_there() {
        let d = tempfile::tempdir().unwrap();
        note(d.path(), remise("X.01.01.01", "aa"));
        note(d.path(), remise("X.01.01.01", "bb"));
        // The same file twice is one.
        let r = note(d.path(), remise("X.01.01.01", "aa"));
        assert_eq!(r.fichiers["X.01.01.01"].len(), 2);
        let mut f = std::fs::OpenOptions::new().append(true).open(d.path().join(REMISES)).unwrap();
        f.write_all(b"{\"remise\":{\"pre").unwrap();
        assert_eq!(Remises::lire(d.path()).unwrap(), r);
        let r = note(
            d.path(),
            Evenement::Retiree {
                preuve: "X.01.01.01".to_owned(),
                empreinte: Some("aa".to_owned()),
                par: String::new(),
                le: datetime!(2026-01-16 09:00:00 UTC),
            },
        );
        assert_eq!(r.fichiers["X.01.01.01"].len(), 1);
        assert_eq!(Remises::lire(d.path()).unwrap(), r);
        let refus = noter::<CampagneError>(d.path(), remise("Y", "cc"), |_| Err(CampagneError::Absente(d.path().to_owned())));
        assert!(refus.is_err());
        assert_eq!(Remises::lire(d.path()).unwrap(), r, "what was refused is not there");
    }

    #[test]
    fn a_piece_is_streamed_and_capped() {
        let d = tempfile::tempdir().unwrap();
        let o = recopier(d.path(), &mut &b"film"[..], "video/mp4", 4).unwrap().unwrap();
        assert_eq!(std::fs::read(chemin(d.path(), &o)).unwrap(), b"film");
        assert!(recopier(d.path(), &mut &b"films"[..], "video/mp4", 4).unwrap().is_none());
        assert_eq!(
            std::fs::read_dir(d.path().join("octets")).unwrap().count(),
            1,
            "nothing is left of it"
        );
    }
}
