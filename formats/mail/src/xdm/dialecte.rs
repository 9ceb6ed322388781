//! An archive, read once with the lots and the documents in it.

use bytes::Bytes;
use segur_cda::Document;
use segur_dialecte::{Connu, Constateur, Dialecte, Joint, Lu, Source};
use segur_model::vocabulaire::{Fait, Operation, f};
use segur_model::{FaitsLus, Location, Rule, joints, mettre};
use segur_xds::Lot;

use super::juger::{Jugee, Partie, juger};
use super::{ArchiveXdm, XdmIllisible, lire};

/// Every fact of an archive.
pub const FAITS: &[Fait] = joints!(Fait; &[f("xdm.documents", "nombre de documents de l'archive")], segur_cda::FAITS);
/// The list of its documents, each with the facts of its own.
pub const LISTE: &str = "documents";

/// The dialect of archives.
pub static DIALECTE: &dyn Dialecte = &Xdm;

struct Xdm;

impl Dialecte for Xdm {
    fn nom(&self) -> &'static str {
        "xdm"
    }

    fn regles(&self) -> &'static [&'static Rule] {
        super::REGLES
    }

    fn operations(&self) -> &'static [Operation] {
        &[]
    }

    fn lire(&self, source: &Source<'_>) -> Option<Box<dyn Lu>> {
        match source {
            Source::Fichier { octets, .. } if octets.starts_with(b"PK\x03\x04") || octets.starts_with(b"PK\x05\x06") => {
                Some(Box::new(XdmLu::lire(octets)))
            }
            _ => None,
        }
    }
}

/// An archive, read.
#[derive(Debug, Clone)]
pub struct XdmLu {
    archive: Result<ArchiveXdm, XdmIllisible>,
    faits: FaitsLus,
    joints: Vec<Joint>,
    parties: Vec<Partie>,
}

impl XdmLu {
    /// Reads an archive.
    #[must_use]
    pub fn lire(octets: &[u8]) -> Self {
        match lire(octets) {
            Ok(archive) => Self::de(archive),
            Err(refus) => Self {
                faits: FaitsLus::default(),
                joints: Vec::new(),
                parties: vec![Partie::Constat(refus.constat())],
                archive: Err(refus),
            },
        }
    }

    fn de(mut archive: ArchiveXdm) -> Self {
        let Jugee {
            parties,
            nommes,
            orphelins,
        } = juger(&archive);
        archive.reclasser(&nommes, &orphelins);
        let mut faits = FaitsLus::default();
        mettre(&mut faits.faits, "xdm.documents", [archive.documents().count().to_string()]);
        for fichier in archive.documents() {
            let lu = parties.iter().find_map(|p| match p {
                Partie::Document(chemin, document) if *chemin == fichier.chemin => Some(document.faits().faits.clone()),
                _ => None,
            });
            // One that no entry names has its facts too.
            let siens = lu.unwrap_or_else(|| Document::lire(&fichier.octets, None).faits().faits.clone());
            for (nom, valeurs) in &siens {
                faits.faits.entry(nom.clone()).or_default().extend(valeurs.iter().cloned());
            }
            faits.entrees.entry(LISTE.to_owned()).or_default().push(siens);
        }
        Self {
            joints: archive
                .documents()
                .map(|f| Joint {
                    lieu: Location::path(f.chemin.clone()),
                    media: "text/xml".to_owned(),
                    octets: Bytes::copy_from_slice(&f.octets),
                })
                .collect(),
            archive: Ok(archive),
            faits,
            parties,
        }
    }

    /// Each lot that was read.
    pub fn lots(&self) -> impl Iterator<Item = &Lot> {
        self.parties.iter().filter_map(|p| match p {
            Partie::Lot(_, lu) => lu.lot().ok(),
            _ => None,
        })
    }

    /// Each document that an entry names, and was read, with its path in the archive.
    pub fn documents_lus(&self) -> impl Iterator<Item = (&str, &Document)> {
        self.parties.iter().filter_map(|p| match p {
            Partie::Document(chemin, lu) => Some((chemin.as_str(), &**lu)),
            _ => None,
        })
    }

    /// What is in it.
    ///
    /// # Errors
    /// [`XdmIllisible`] when it was not read.
    pub fn archive(&self) -> Result<&ArchiveXdm, &XdmIllisible> {
        self.archive.as_ref()
    }
}

impl Lu for XdmLu {
    fn faits(&self) -> &FaitsLus {
        &self.faits
    }

    fn illisible(&self) -> Option<String> {
        self.archive.as_ref().err().map(ToString::to_string)
    }

    fn juger(&self, k: &Connu<'_>, c: &mut Constateur) {
        self.parties.iter().for_each(|p| p.juger(k, c));
    }

    fn documents(&self) -> &[Joint] {
        &self.joints
    }
}
