//! A mail, read with what it carries: what a service keeps while it answers, and the engine while its scenario is played.

use bytes::Bytes;
use segur_dialecte::{Connu, Constateur, Joint, Lu};
use segur_model::{Exchange, FaitsLus, Location};

use super::juger::{self, Affaire};
use super::lire::{Courriel, CourrielIllisible, GenreCourriel};
use super::patient::Patient;
use super::porte::{Archive, PdfJoint, ouvrir};
use super::{faits, regles};
use crate::mssante::{Enveloppe, Transaction};
use crate::rapport::Rapport;

/// A mail, read with what it carries.
#[derive(Debug, Clone)]
pub struct CourrielLu {
    courriel: Result<Courriel, CourrielIllisible>,
    enveloppe: Option<Enveloppe>,
    archives: Vec<Archive>,
    pdfs: Vec<PdfJoint>,
    patient: Option<Patient>,
    rapport: Option<Rapport>,
    faits: FaitsLus,
    joints: Vec<Joint>,
    /// What the bytes alone show to be wrong.
    constats: Constateur,
}

impl CourrielLu {
    /// Reads a mail kept as a file.
    #[must_use]
    pub fn lire(octets: &Bytes) -> Self {
        Self::de(Courriel::lire(octets), None, FaitsLus::default())
    }

    /// Reads the recorded transaction of a message, and the answer to it when it came.
    #[must_use]
    pub fn de_la_transaction(e: &Exchange, requete: &Bytes, reponse: Option<&[u8]>) -> Self {
        let mut communs = e.faits_communs();
        if let Some(detail) = reponse.and_then(faits::code_detaille) {
            segur_model::mettre(&mut communs, "reponse.detail", [detail]);
        }
        match Transaction::lire(requete) {
            Some(t) => {
                faits::enveloppe(&mut communs, &t.enveloppe);
                Self::de(Courriel::lire_a(&t.courriel, t.ligne), Some(t.enveloppe), communs.into())
            }
            None => Self::de(Err(CourrielIllisible::SansEnTete), None, communs.into()),
        }
    }

    fn de(courriel: Result<Courriel, CourrielIllisible>, enveloppe: Option<Enveloppe>, faits: FaitsLus) -> Self {
        let mut lu = Self {
            courriel,
            enveloppe,
            archives: Vec::new(),
            pdfs: Vec::new(),
            patient: None,
            rapport: None,
            faits,
            joints: Vec::new(),
            constats: Constateur::default(),
        };
        lu.ouvrir();
        lu
    }

    /// Opens what the mail carries, and judges what depends on nothing else.
    fn ouvrir(&mut self) {
        let courriel = match &self.courriel {
            Ok(courriel) => courriel,
            Err(illisible) => {
                let (regle, attendu) = match illisible {
                    CourrielIllisible::TropGros { .. } => (regles::BORNES, "un courriel dans les bornes"),
                    CourrielIllisible::SansEnTete => (regles::LISIBLE, "un courriel"),
                };
                return self.constats.dire(regle, &Location::path("courriel"), attendu, illisible);
            }
        };
        (self.archives, self.pdfs) = ouvrir(courriel);
        self.patient = self.archives.iter().find_map(|a| Patient::de(&a.lu));
        self.rapport = Rapport::lire(courriel);
        let affaire = Affaire {
            courriel,
            enveloppe: self.enveloppe.as_ref(),
            archives: &self.archives,
            pdfs: &self.pdfs,
            patient: self.patient.as_ref(),
            rapport: self.rapport.as_ref(),
            genre: courriel.genre(),
        };
        juger::passe(&affaire, &mut self.constats);
        faits::dire(&mut self.faits, &affaire);
        self.joints = joints(courriel, &self.archives, &self.pdfs);
    }

    /// The mail.
    ///
    /// # Errors
    /// [`CourrielIllisible`] when it was not read.
    pub fn courriel(&self) -> Result<&Courriel, &CourrielIllisible> {
        self.courriel.as_ref()
    }

    /// The envelope that it came in; none for a file.
    #[must_use]
    pub fn enveloppe(&self) -> Option<&Enveloppe> {
        self.enveloppe.as_ref()
    }

    /// The report that it is.
    #[must_use]
    pub fn rapport(&self) -> Option<&Rapport> {
        self.rapport.as_ref()
    }

    /// The archives that it carries.
    #[must_use]
    pub fn archives(&self) -> &[Archive] {
        &self.archives
    }

    /// The PDF that it carries beside them.
    #[must_use]
    pub fn pdfs(&self) -> &[PdfJoint] {
        &self.pdfs
    }

    /// The patient of its archive.
    #[must_use]
    pub fn patient(&self) -> Option<&Patient> {
        self.patient.as_ref()
    }

    /// What it is; none when it was not read.
    #[must_use]
    pub fn genre(&self) -> Option<GenreCourriel> {
        self.courriel.as_ref().ok().map(Courriel::genre)
    }
}

impl Lu for CourrielLu {
    fn faits(&self) -> &FaitsLus {
        &self.faits
    }

    fn illisible(&self) -> Option<String> {
        self.courriel.as_ref().err().map(ToString::to_string)
    }

    fn juger(&self, k: &Connu<'_>, c: &mut Constateur) {
        c.verser(&self.constats, Some);
        let Ok(courriel) = &self.courriel else { return };
        let affaire = Affaire {
            courriel,
            enveloppe: self.enveloppe.as_ref(),
            archives: &self.archives,
            pdfs: &self.pdfs,
            patient: self.patient.as_ref(),
            rapport: self.rapport.as_ref(),
            genre: courriel.genre(),
        };
        juger::demandes(&affaire, k, c);
        juger::contenu(&affaire, k, c);
    }

    fn documents(&self) -> &[Joint] {
        &self.joints
    }
}

/// The documents of its archives, then its PDF.
fn joints(courriel: &Courriel, archives: &[Archive], pdfs: &[PdfJoint]) -> Vec<Joint> {
    let des_archives = archives.iter().flat_map(|a| {
        a.lu.documents().iter().map(|j| Joint {
            lieu: juger::place(&juger::chemin_archive(a), &j.lieu),
            ..j.clone()
        })
    });
    let des_pdfs = pdfs.iter().filter_map(|p| {
        Some(Joint {
            lieu: courriel.parties.get(p.partie)?.lieu(),
            media: "application/pdf".to_owned(),
            octets: p.octets.clone(),
        })
    });
    des_archives.chain(des_pdfs).collect()
}
