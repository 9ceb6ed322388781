//! Namespaces and fixed identifiers.

/// HL7 V3.
pub const HL7: &str = "urn:hl7-org:v3";
/// Laboratory extension of IHE (`lab:statusCode`).
pub const LAB: &str = "urn:oid:1.3.6.1.4.1.19376.1.3.2";

/// Extension of HL7 for what CDA R2 lacks (`sdtc:deceasedTime`).
pub const SDTC: &str = "urn:hl7-org:sdtc";

/// HL7 France.
pub const MODELE_FRANCE: &str = "2.16.840.1.113883.2.8.2.1";
/// Header of the CI-SIS.
pub const MODELE_CI_SIS: &str = "1.2.250.1.213.1.1.1.1";
/// Unstructured document (level 1).
pub const MODELE_N1: &str = "1.3.6.1.4.1.19376.1.2.20";
/// Root of the models of the CI-SIS.
pub const RACINE_MODELES: &str = "1.2.250.1.213.1.1.1.";
/// Laboratory report of IHE.
pub const MODELE_XD_LAB: &str = "1.3.6.1.4.1.19376.1.3.3";
/// Biology report of the CI-SIS.
pub const MODELE_CR_BIO: &str = "1.2.250.1.213.1.1.1.55";
/// Section that carries a PDF copy of the document.
pub const SECTION_COPIE_PDF: &str = "1.2.250.1.213.1.1.2.243";

/// Professionals (`PS_IdNat`).
pub const OID_PROFESSIONNELS: &str = "1.2.250.1.71.4.2.1";
/// Structures (`Struct_IdNat`).
pub const OID_STRUCTURES: &str = "1.2.250.1.71.4.2.2";
/// The DMP, as custodian of what the patient writes.
pub const OID_DMP: &str = "1.2.250.1.213.4.1";
/// Patients, devices and software as authors (TRE_A00).
pub(crate) const PATIENT_ET_DISPOSITIFS: &str = "1.2.250.1.213.1.1.4.6";
/// LOINC.
pub const LOINC: &str = "2.16.840.1.113883.6.1";
/// Interpretations of a result.
pub const INTERPRETATIONS: &str = "2.16.840.1.113883.5.83";
/// Confidentiality.
pub const CONFIDENTIALITE: &str = "2.16.840.1.113883.5.25";
/// Administrative gender.
pub const SEXE: &str = "2.16.840.1.113883.5.1";
/// Sectors of activity (TRE_R02).
pub const SECTEURS: &str = "1.2.250.1.71.4.2.4";
