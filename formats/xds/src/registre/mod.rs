//! What a registry holds: documents, lots and what ties them, as plain values, and their ebRIM form in an answer. Read from a lot, kept by
//! the service, written to who searches.

mod ecriture;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::lot::{Association, Auteur, Champ, Code, Entree, Soumission};

pub use ecriture::{Place, ecrire_document, ecrire_liaison, ecrire_lot, ecrire_recherche_reponse, ecrire_renvoi};

/// Availability of an object (`@status`). The DMP has two of its own beside those of ebRIM (exemples de messages v02.05, TD3.3c et TD3.3d).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Disponibilite {
    /// The present version.
    Approved,
    /// Replaced, or an earlier version of the metadata.
    Deprecated,
    /// Archived (TD3.3d).
    Archived,
    /// Deleted (TD3.3c): shown to nobody.
    Deleted,
}

impl Disponibilite {
    /// Every one.
    pub const TOUTES: [Self; 4] = [Self::Approved, Self::Deprecated, Self::Archived, Self::Deleted];

    /// Its URN.
    #[must_use]
    pub fn urn(self) -> &'static str {
        match self {
            Self::Approved => "urn:oasis:names:tc:ebxml-regrep:StatusType:Approved",
            Self::Deprecated => "urn:oasis:names:tc:ebxml-regrep:StatusType:Deprecated",
            Self::Archived => "urn:asip:ci-sis:2010:StatusType:Archived",
            Self::Deleted => "urn:asip:ci-sis:2010:StatusType:Deleted",
        }
    }

    /// The word at the end of its URN, as facts say it.
    #[must_use]
    pub fn nom(self) -> &'static str {
        match self {
            Self::Approved => "Approved",
            Self::Deprecated => "Deprecated",
            Self::Archived => "Archived",
            Self::Deleted => "Deleted",
        }
    }

    /// That of a URN, exactly as the DMP writes it.
    #[must_use]
    pub fn lire(urn: &str) -> Option<Self> {
        Self::TOUTES.into_iter().find(|d| d.urn() == urn)
    }
}

/// A coded value.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Codee {
    /// Code.
    pub code: String,
    /// Coding scheme.
    pub systeme: String,
    /// Label.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub libelle: String,
}

/// An author.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct AuteurGarde {
    /// `authorPerson`, XCN.
    pub personnes: Vec<String>,
    /// `authorInstitution`, XON.
    pub institutions: Vec<String>,
    /// `authorRole`.
    pub roles: Vec<String>,
    /// `authorSpecialty`.
    pub specialites: Vec<String>,
}

/// The metadata of a document (DMPi as quoted by the ANS, `DocumentEntry`). What is absent is empty.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct DocumentEntry {
    /// `mimeType`.
    pub mime_type: String,
    /// `title`.
    pub titre: String,
    /// `comments`.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub commentaire: String,
    /// `creationTime`, UTC.
    pub creation: String,
    /// `languageCode`.
    pub langue: String,
    /// `legalAuthenticator`, XCN.
    pub responsable: Vec<String>,
    /// `serviceStartTime`, UTC.
    pub debut_acte: String,
    /// `serviceStopTime`, UTC.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub fin_acte: String,
    /// `sourcePatientId`, CX.
    pub source_patient: String,
    /// `sourcePatientInfo`, fields of PID.
    pub infos_patient: Vec<String>,
    /// `patientId`, CX.
    pub patient: String,
    /// `uniqueId`.
    pub unique_id: String,
    /// `hash`: SHA-1, hexadecimal.
    pub condensat: String,
    /// `size`, bytes.
    pub taille: u64,
    /// `referenceIdList`, CXi.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub references: Vec<String>,
    /// `author`.
    pub auteurs: Vec<AuteurGarde>,
    /// `classCode`.
    pub classe: Codee,
    /// `typeCode`.
    pub type_code: Codee,
    /// `confidentialityCode`, in order.
    pub confidentialite: Vec<Codee>,
    /// `formatCode`.
    pub format: Codee,
    /// `healthcareFacilityTypeCode`.
    pub secteur: Codee,
    /// `practiceSettingCode`.
    pub cadre: Codee,
    /// `eventCodeList`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub evenements: Vec<Codee>,
}

impl DocumentEntry {
    /// Whether it has this code of confidentiality or visibility.
    #[must_use]
    pub fn porte(&self, code: &str) -> bool {
        self.confidentialite.iter().any(|c| c.code == code)
    }

    /// Whether it is the entry of the signature of a lot.
    #[must_use]
    pub fn est_signature(&self) -> bool {
        self.classe.code == crate::ns::CLASSE_SIGNATURE || self.type_code.code == crate::ns::TYPE_SIGNATURE
    }
}

impl From<&Entree> for DocumentEntry {
    fn from(e: &Entree) -> Self {
        Self {
            mime_type: texte(&e.mime_type),
            titre: texte(&e.titre),
            commentaire: texte(&e.commentaire),
            creation: texte(&e.creation),
            langue: texte(&e.langue),
            responsable: textes(&e.responsable),
            debut_acte: texte(&e.debut_acte),
            fin_acte: texte(&e.fin_acte),
            source_patient: texte(&e.source_patient),
            infos_patient: textes(&e.infos_patient),
            patient: texte(&e.patient),
            unique_id: texte(&e.unique_id),
            condensat: texte(&e.condensat),
            taille: texte(&e.taille).parse().unwrap_or(0),
            references: textes(&e.references),
            auteurs: e.auteurs.iter().map(AuteurGarde::from).collect(),
            classe: codee(&e.classe),
            type_code: codee(&e.type_code),
            confidentialite: e.confidentialite.iter().map(Codee::from).collect(),
            format: codee(&e.format),
            secteur: codee(&e.secteur),
            cadre: codee(&e.cadre),
            evenements: e.evenements.iter().map(Codee::from).collect(),
        }
    }
}

/// The metadata of a lot.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SubmissionSet {
    /// `title`.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub titre: String,
    /// `comments`.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub commentaire: String,
    /// `submissionTime`, UTC.
    pub heure: String,
    /// `author`.
    pub auteurs: Vec<AuteurGarde>,
    /// `contentTypeCode`.
    pub contenu: Codee,
    /// `patientId`, CX.
    pub patient: String,
    /// `sourceId`.
    pub source: String,
    /// `uniqueId`.
    pub unique_id: String,
}

impl From<&Soumission> for SubmissionSet {
    fn from(s: &Soumission) -> Self {
        Self {
            titre: texte(&s.titre),
            commentaire: texte(&s.commentaire),
            heure: texte(&s.heure),
            auteurs: s.auteurs.iter().map(AuteurGarde::from).collect(),
            contenu: codee(&s.contenu),
            patient: texte(&s.patient),
            source: texte(&s.source),
            unique_id: texte(&s.unique_id),
        }
    }
}

/// What ties two objects of the registry.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Liaison {
    /// `@associationType`.
    pub genre: String,
    /// `@sourceObject`, a UUID.
    pub source: String,
    /// `@targetObject`, a UUID.
    pub cible: String,
    /// Slots.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub slots: BTreeMap<String, Vec<String>>,
}

impl Liaison {
    /// One that has no slot.
    #[must_use]
    pub fn entre(genre: &str, source: &str, cible: &str) -> Self {
        Self {
            genre: genre.to_owned(),
            source: source.to_owned(),
            cible: cible.to_owned(),
            slots: BTreeMap::new(),
        }
    }

    /// That of a lot, between the objects that its identifiers became.
    #[must_use]
    pub fn de(association: &Association, source: &str, cible: &str) -> Self {
        let slots = association
            .slots
            .iter()
            .map(|(nom, valeurs)| (nom.clone(), valeurs.iter().map(|v| v.valeur.clone()).collect()));
        Self {
            slots: slots.collect(),
            ..Self::entre(&association.genre.valeur, source, cible)
        }
    }
}

impl From<&Auteur> for AuteurGarde {
    fn from(a: &Auteur) -> Self {
        Self {
            personnes: textes(&a.personnes),
            institutions: textes(&a.institutions),
            roles: textes(&a.roles),
            specialites: textes(&a.specialites),
        }
    }
}

impl From<&Code> for Codee {
    fn from(c: &Code) -> Self {
        Self {
            code: c.code.valeur.clone(),
            systeme: c.systeme.valeur.clone(),
            libelle: c.libelle.as_ref().map(|l| l.valeur.clone()).unwrap_or_default(),
        }
    }
}

fn texte(champs: &[Champ]) -> String {
    champs.first().map(|c| c.valeur.clone()).unwrap_or_default()
}

fn textes(champs: &[Champ]) -> Vec<String> {
    champs.iter().map(|c| c.valeur.clone()).collect()
}

fn codee(codes: &[Code]) -> Codee {
    codes.first().map(Codee::from).unwrap_or_default()
}
