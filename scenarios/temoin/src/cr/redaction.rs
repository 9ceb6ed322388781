//! What the parts of a document are written from, and how they write a code.

use time::{Duration, OffsetDateTime};

use super::{CompteRendu, Etat};
use crate::config::{ConfigTemoin, Utilisateur};
use crate::dossier::{Identite, InsLocal};
use crate::ecarts::{Ecart, Ecarts};
use crate::identifiants::locale;
use crate::xml::Plume;

pub(crate) const LOINC: &str = "2.16.840.1.113883.6.1";

/// Title of every report: the model fixes it.
pub(crate) const TITRE: &str = "Compte rendu d'examens biologiques";

/// What a document is made from.
pub(crate) struct Redaction<'a> {
    pub config: &'a ConfigTemoin,
    pub ecarts: &'a Ecarts,
    pub identite: &'a Identite,
    /// The INS, when it may be used.
    pub ins: Option<&'a InsLocal>,
    /// Local number of the patient.
    pub ipp: &'a str,
    pub utilisateur: &'a Utilisateur,
    pub cr: &'a CompteRendu,
    pub maintenant: OffsetDateTime,
}

impl Redaction<'_> {
    pub(crate) fn titre(&self) -> &str {
        self.cr.titre()
    }

    /// `active` while results are awaited.
    pub(crate) fn statut(&self) -> &'static str {
        match self.cr.etat {
            Etat::Partiel if !self.ecarts.a(Ecart::PartielDitComplet) => "active",
            _ => "completed",
        }
    }

    /// Where the samples were taken, an hour before they came.
    pub(crate) fn prelevement(&self) -> String {
        locale(self.cr.recu - Duration::HOUR)
    }

    pub(crate) fn validation(&self) -> String {
        locale(self.maintenant)
    }
}

pub(crate) fn loinc(p: &mut Plume, element: &str, valeur: &str, libelle: &str) {
    code(p, element, valeur, LOINC, libelle);
}

pub(crate) fn code(p: &mut Plume, element: &str, valeur: &str, systeme: &str, libelle: &str) {
    p.vide(element, &[("code", valeur), ("codeSystem", systeme), ("displayName", libelle)]);
}
