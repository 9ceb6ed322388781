//! TD0.3, TD0.4 and TD1.6: who may read which DMP. The patient is that of the VIHF.

use roxmltree::{Document, Node};
use segur_dialecte::Constateur;
use segur_model::Champ;
use segur_soap::{enfant, est};

use super::{Lue, Mots, Releve};
use crate::ns::{HABILITATIONS, PATIENTS};
use crate::regles_td as regles;

/// What TD0.3 does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ActionAutorisation {
    /// `AJOUT`.
    Ajout,
    /// `SUPPRESSION`.
    Suppression,
}

impl Mots for ActionAutorisation {
    const MOTS: &'static [(Self, &'static str)] = &[(Self::Ajout, "AJOUT"), (Self::Suppression, "SUPPRESSION")];
}

/// In which order, and since when by what, TD0.4 lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TriListe {
    /// `LASTAUTORIZATION` (sic): by the last authorisation.
    Autorisation,
    /// `LASTDOC`: by the last document.
    Document,
}

impl Mots for TriListe {
    const MOTS: &'static [(Self, &'static str)] = &[(Self::Autorisation, "LASTAUTORIZATION"), (Self::Document, "LASTDOC")];
}

/// What TD1.6 lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ModeListe {
    /// `ACTIVE`.
    Active,
    /// `INTERDITE`.
    Interdite,
    /// `TOUTE`.
    Toute,
}

impl Mots for ModeListe {
    const MOTS: &'static [(Self, &'static str)] = &[(Self::Active, "ACTIVE"), (Self::Interdite, "INTERDITE"), (Self::Toute, "TOUTE")];
}

/// One of the three, read. A value that is none of those of its element is none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Habilitation {
    /// TD0.3.
    Autorisation {
        /// `action`.
        action: Option<ActionAutorisation>,
        /// `role` is `MEDECIN_TRAITANT`.
        medecin_traitant: bool,
    },
    /// TD0.4.
    Patients {
        /// `startDate`, `aaaaMMjjhhmmss`.
        depuis: Option<String>,
        /// `dateType`.
        tri: Option<TriListe>,
        /// `psOwnerId`.
        titulaire: Option<String>,
    },
    /// TD1.6.
    Professionnels {
        /// `mode`.
        mode: Option<ModeListe>,
    },
}

impl Habilitation {
    /// Reads the element of the body.
    pub(crate) fn lire(document: &Document<'_>, charge: Node<'_, '_>) -> Lue<Self> {
        let r = Releve::de(document);
        let mut c = Constateur::default();
        let texte = |espace, nom| enfant(charge, espace, nom).map(|n| r.texte(n));
        let ou = |champ: &Option<Champ>| champ.as_ref().map_or_else(|| r.lieu(charge), |c| c.lieu.clone());
        let vu = |champ: &Option<Champ>| champ.as_ref().map_or_else(|| "(absent)".to_owned(), |c| c.valeur.clone());
        let mot = |champ: &Option<Champ>| champ.as_ref().map(|c| c.valeur.clone()).unwrap_or_default();
        let lue = if est(charge, HABILITATIONS, "setAuthorization") {
            let (action, role) = (texte(HABILITATIONS, "action"), texte(HABILITATIONS, "role"));
            let lue = ActionAutorisation::lire(&mot(&action));
            if lue.is_none() {
                c.dire(regles::AUTORISATION_ACTION, &ou(&action), "AJOUT ou SUPPRESSION", vu(&action));
            }
            let medecin_traitant = mot(&role) == "MEDECIN_TRAITANT";
            if !medecin_traitant && role.is_some() {
                c.dire(regles::AUTORISATION_ROLE, &ou(&role), "MEDECIN_TRAITANT, ou rien", vu(&role));
            }
            Self::Autorisation {
                action: lue,
                medecin_traitant,
            }
        } else if est(charge, PATIENTS, "patientList") {
            let (date, tri) = (texte(PATIENTS, "startDate"), texte(PATIENTS, "dateType"));
            let depuis = Some(mot(&date)).filter(|d| d.len() == 14 && d.bytes().all(|o| o.is_ascii_digit()));
            if depuis.is_none() {
                c.dire(regles::LISTE_DATE, &ou(&date), "aaaaMMjjhhmmss", vu(&date));
            }
            let lu = TriListe::lire(&mot(&tri));
            if lu.is_none() {
                c.dire(regles::LISTE_TRI, &ou(&tri), "LASTAUTORIZATION ou LASTDOC", vu(&tri));
            }
            Self::Patients {
                depuis,
                tri: lu,
                titulaire: texte(PATIENTS, "psOwnerId").map(|t| t.valeur).filter(|t| !t.is_empty()),
            }
        } else if est(charge, HABILITATIONS, "listAuthorizationByPatient") {
            let mode = texte(HABILITATIONS, "mode");
            let lu = ModeListe::lire(&mot(&mode));
            if lu.is_none() {
                c.dire(regles::LISTE_MODE, &ou(&mode), "ACTIVE, INTERDITE ou TOUTE", vu(&mode));
            }
            Self::Professionnels { mode: lu }
        } else {
            return Lue::illisible(document, charge, "setAuthorization, patientList ou listAuthorizationByPatient");
        };
        Lue::juste(lue, c)
    }
}
