//! The documents that the DMP of some patients of the world holds before anybody feeds it: what a consultation shows.
//!
//! The list is data (`donnees/prerempli/*.toml`, one file a patient, dates fixed and before the clock of the demonstration): metadata here,
//! bytes made on demand, always the same. Nothing here knows of the service that serves them.

mod bio;
mod cda;
mod kos;
mod lecture;
mod listes;
mod pdf;
mod vaccins;

#[cfg(test)]
mod tests;

use segur_model::World;
use segur_model::world::{Patient, Professionnel, Structure};
use time::macros::format_description;
use time::{OffsetDateTime, UtcOffset};

/// The prefilled documents of this country, in the order in which they were fed: who is not in it any more has none.
#[must_use]
pub fn charger(monde: &World) -> Vec<Document> {
    let mut documents: Vec<Document> = lecture::fichiers().into_iter().flat_map(|f| f.documents(monde)).collect();
    documents.sort_by(|a, b| (a.soumission, &a.unique_id).cmp(&(b.soumission, &b.unique_id)));
    documents
}

/// A coded value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Code {
    /// Code.
    pub code: String,
    /// Code system (`codingScheme`).
    pub systeme: String,
    /// Label.
    pub libelle: String,
}

impl Code {
    fn nouveau(code: &str, systeme: &str, libelle: &str) -> Self {
        Self {
            code: code.to_owned(),
            systeme: systeme.to_owned(),
            libelle: libelle.to_owned(),
        }
    }
}

/// Who wrote a document, in the forms of XDS (dmp.md §4.6).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Auteur {
    /// `authorPerson`, XCN.
    pub personne: String,
    /// `authorInstitution`, XON; none for what the patient wrote.
    pub institution: Option<String>,
    /// `authorRole`.
    pub role: Option<String>,
    /// `authorSpecialty`, `code^libellé^OID`.
    pub specialite: String,
}

/// State of the entry in the registry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Statut {
    /// `Approved`.
    Approuve,
    /// `Archived`.
    Archive,
    /// `Deprecated`: another document of the list replaces it.
    Remplace,
}

/// One document: its metadata (dmp.md §4.5), and what its bytes are made of.
#[derive(Debug, Clone)]
pub struct Document {
    /// Fiche of the patient.
    pub patient: String,
    /// OID.
    pub unique_id: String,
    /// OID common to the versions.
    pub set_id: String,
    /// From 1.
    pub version: u32,
    /// `typeCode`.
    pub type_code: Code,
    /// `classCode`.
    pub class_code: Code,
    /// `formatCode`.
    pub format_code: Code,
    /// `title`.
    pub titre: String,
    /// Author.
    pub auteur: Auteur,
    /// `confidentialityCode`: `N`, then the codes of visibility.
    pub confidentialites: Vec<Code>,
    /// `eventCodeList`: acts documented.
    pub actes: Vec<Code>,
    /// `referenceIdList`, CXi.
    pub references: Vec<String>,
    /// `creationTime`, at the hour of the place: XDS writes it in UTC ([`utc`]).
    pub creation: OffsetDateTime,
    /// `serviceStartTime`, same remark.
    pub debut: OffsetDateTime,
    /// `serviceStopTime`, same remark.
    pub fin: Option<OffsetDateTime>,
    /// `healthcareFacilityTypeCode`.
    pub secteur: Code,
    /// `practiceSettingCode`.
    pub cadre: Code,
    /// `languageCode`.
    pub langue: &'static str,
    /// `mimeType`.
    pub mime: &'static str,
    /// `legalAuthenticator`, XCN.
    pub responsable_legal: String,
    /// `patientId`, CX.
    pub patient_id: String,
    /// `sourcePatientId`, CX.
    pub source_patient: String,
    /// `sourcePatientInfo`.
    pub source_patient_info: Vec<String>,
    /// OID of the lot; two documents of one lot have the same.
    pub lot: String,
    /// `submissionTime` of the lot, same remark as `creation`.
    pub soumission: OffsetDateTime,
    /// `uniqueId` of the document that it replaces.
    pub remplace: Option<String>,
    /// State.
    pub statut: Statut,
    fond: Fond,
}

/// What the bytes of a document are made of, beside its metadata.
#[derive(Debug, Clone)]
struct Fond {
    patient: Patient,
    redacteur: Redacteur,
    /// Kind of meeting, JDV_J142.
    rencontre: Code,
    corps: Corps,
}

/// Who wrote.
#[derive(Debug, Clone)]
enum Redacteur {
    Patient,
    Professionnel(Box<(Professionnel, Structure, Code)>),
}

/// What is in the body.
#[derive(Debug, Clone)]
enum Corps {
    /// A page (PDF), in a CDA of level 1.
    Page(Vec<String>),
    /// A text, in a CDA of level 1.
    Texte(Vec<String>),
    /// A biology report.
    Bio(bio::Bio),
    /// Vaccinations.
    Vaccins(Vec<vaccins::Vaccin>),
    /// References to images.
    Kos(kos::Kos),
}

impl Document {
    /// The bytes, made anew at each call and always the same. None is larger than 40 kB.
    #[must_use]
    pub fn contenu(&self) -> Vec<u8> {
        match &self.fond.corps {
            Corps::Page(lignes) => cda::niveau_1(self, lignes, cda::PDF).into_bytes(),
            Corps::Texte(lignes) => cda::niveau_1(self, lignes, cda::TEXTE).into_bytes(),
            Corps::Bio(bio) => bio::ecrire(self, bio).into_bytes(),
            Corps::Vaccins(vaccins) => vaccins::ecrire(self, vaccins).into_bytes(),
            Corps::Kos(kos) => kos::ecrire(self, kos),
        }
    }
}

/// An instant as XDS writes it: `AAAAMMJJhhmmss`, UTC.
#[must_use]
pub fn utc(instant: OffsetDateTime) -> String {
    let forme = format_description!("[year][month][day][hour][minute][second]");
    instant.to_offset(UtcOffset::UTC).format(forme).unwrap_or_default()
}

/// The same, as a CDA writes it: at the hour of the place, with its offset.
fn locale(instant: OffsetDateTime) -> String {
    let forme = format_description!("[year][month][day][hour][minute][second][offset_hour sign:mandatory][offset_minute]");
    instant.format(forme).unwrap_or_default()
}
