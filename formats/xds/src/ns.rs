//! Namespaces, UUIDs and fixed values of a lot.

/// ebRIM 3.0.
pub const RIM: &str = "urn:oasis:names:tc:ebxml-regrep:xsd:rim:3.0";
/// ebRS 3.0.
pub const RS: &str = "urn:oasis:names:tc:ebxml-regrep:xsd:rs:3.0";
/// ebRS life cycle 3.0.
pub const LCM: &str = "urn:oasis:names:tc:ebxml-regrep:xsd:lcm:3.0";
/// ebRS queries 3.0.
pub const QUERY: &str = "urn:oasis:names:tc:ebxml-regrep:xsd:query:3.0";
/// Authorisations of the DMP.
pub const HABILITATIONS: &str = "urn:si-dmp-habilitations";
/// Lists of patients of the DMP.
pub const PATIENTS: &str = "urn:si-dmp-patients";
/// IHE XDS.b.
pub const XDS: &str = "urn:ihe:iti:xds-b:2007";
pub use segur_soap::ns::XOP;
/// HL7 V3.
pub const HL7: &str = "urn:hl7-org:v3";
/// XAdES, as the DMP has it.
pub const XADES: &str = "http://uri.etsi.org/01903/v1.1.1#";

/// Action of the submission.
pub const ACTION_TD21: &str = "urn:ihe:iti:2007:ProvideAndRegisterDocumentSet-b";
/// Action of its answer.
pub const ACTION_TD21_REPONSE: &str = "urn:ihe:iti:2007:ProvideAndRegisterDocumentSet-bResponse";
/// Action of the test of existence.
pub const ACTION_TD02: &str = "urn:hl7-org:v3:PRPA_IN201307UV02";
/// Action of its answer.
pub const ACTION_TD02_REPONSE: &str = "urn:hl7-org:v3:PRPA_IN201308UV02";

/// Action of the search of a patient by traits.
pub const ACTION_TD05: &str = "urn:hl7-org:v3:PRPA_IN201305UV02";
/// Action of its answer.
pub const ACTION_TD05_REPONSE: &str = "urn:hl7-org:v3:PRPA_IN201306UV02";
/// Action of the authorisation; its answer has `Response` after it.
pub const ACTION_TD03: &str = "urn:si-dmp-habilitations:HabilitationsEndPoint:setAuthorization";
/// Action of the list of those who are authorised; its answer has `Response` after it.
pub const ACTION_TD16: &str = "urn:si-dmp-habilitations:HabilitationsEndPoint:listAuthorizationByPatient";
/// Action of the list of patients; its answer has `Response` after it.
pub const ACTION_TD04: &str = "urn:si-dmp-patients:PatientSpecificEndPoint:patientList";
/// Action of the search of documents.
pub const ACTION_TD31: &str = "urn:ihe:iti:2007:RegistryStoredQuery";
/// Action of its answer.
pub const ACTION_TD31_REPONSE: &str = "urn:ihe:iti:2007:RegistryStoredQueryResponse";
/// Action of the retrieval of documents.
pub const ACTION_TD32: &str = "urn:ihe:iti:2007:RetrieveDocumentSet";
/// Action of its answer.
pub const ACTION_TD32_REPONSE: &str = "urn:ihe:iti:2007:RetrieveDocumentSetResponse";
/// Action of a change of metadata.
pub const ACTION_TD33: &str = "urn:ihe:iti:2010:UpdateDocumentSet";
/// Action of its answer.
pub const ACTION_TD33_REPONSE: &str = "urn:ihe:iti:2010:UpdateDocumentSet-Response";

/// Node of a `SubmissionSet`.
pub const NOEUD_SOUMISSION: &str = "urn:uuid:a54d6aa5-d40d-43f9-88c5-b4633d873bdd";
/// Object type of a stable document.
pub const TYPE_OBJET: &str = "urn:uuid:7edca82f-054d-47f2-a032-9b2a5b5186c1";

/// Schemes of the `SubmissionSet`.
pub mod soumission {
    /// `author`.
    pub const AUTEUR: &str = "urn:uuid:a7058bb9-b4e4-4307-ba5b-e3f0ab85e12d";
    /// `contentTypeCode`.
    pub const CONTENU: &str = "urn:uuid:aa543740-bdda-424e-8c96-df4873be8500";
    /// `patientId`.
    pub const PATIENT: &str = "urn:uuid:6b5aea1a-874d-4603-a4bc-96a0a7b38446";
    /// `sourceId`.
    pub const SOURCE: &str = "urn:uuid:554ac39e-e3fe-47fe-b233-965d2a147832";
    /// `uniqueId`.
    pub const UNIQUE: &str = "urn:uuid:96fdda7c-d067-4183-912e-bf5ee74998a8";
}

/// Schemes of a `DocumentEntry`.
pub mod document {
    /// `author`.
    pub const AUTEUR: &str = "urn:uuid:93606bcf-9494-43ec-9b4e-a7748d1a838d";
    /// `classCode`.
    pub const CLASSE: &str = "urn:uuid:41a5887f-8865-4c09-adf7-e362475b143a";
    /// `typeCode`.
    pub const TYPE: &str = "urn:uuid:f0306f51-975f-434e-a61c-c59651d33983";
    /// `confidentialityCode`.
    pub const CONFIDENTIALITE: &str = "urn:uuid:f4f85eac-e6cb-4883-b524-f2705394840f";
    /// `formatCode`.
    pub const FORMAT: &str = "urn:uuid:a09d5840-386c-46f2-b5ad-9c3699a4309d";
    /// End of a wrong `formatCode` UUID seen in a public client.
    pub const FORMAT_FAUX: &str = "-9fdf87b75cc4";
    /// `healthcareFacilityTypeCode`.
    pub const SECTEUR: &str = "urn:uuid:f33fb8ac-18af-42cc-ae0e-ed0b0bdb91e1";
    /// `practiceSettingCode`.
    pub const CADRE: &str = "urn:uuid:cccf5598-8b07-4b77-a05e-ae952c785ead";
    /// `eventCodeList`.
    pub const EVENEMENT: &str = "urn:uuid:2c6b8cb7-8b2a-4051-b291-b1ae6a575ef4";
    /// `patientId`.
    pub const PATIENT: &str = "urn:uuid:58a6f841-87b3-4a3e-92fd-a8ffeff98427";
    /// `uniqueId`.
    pub const UNIQUE: &str = "urn:uuid:2e82c1f6-a085-4c72-9da3-8640a32e42ab";
}

/// Association of a lot and what it holds.
pub const HAS_MEMBER: &str = "urn:oasis:names:tc:ebxml-regrep:AssociationType:HasMember";
/// Association of a signature and the lot that it signs.
pub const SIGNS: &str = "urn:ihe:iti:2007:AssociationType:signs";
/// Association of a document and the one that it replaces.
pub const RPLC: &str = "urn:ihe:iti:2007:AssociationType:RPLC";

/// Association of a lot and the document whose availability it changes.
pub const MAJ_STATUT: &str = "urn:ihe:iti:2010:AssociationType:UpdateAvailabilityStatus";

/// Prefix of the status of a registry answer that IHE added.
pub const STATUT_IHE: &str = "urn:ihe:iti:2007:ResponseStatusType:";
/// Prefix of the status of a registry answer.
pub const STATUT: &str = "urn:oasis:names:tc:ebxml-regrep:ResponseStatusType:";
/// Prefix of the severity of a registry error.
pub const SEVERITE: &str = "urn:oasis:names:tc:ebxml-regrep:ErrorSeverityType:";

/// `Device` of the DMP in HL7 V3 messages.
pub const DMP: &str = "1.2.250.1.213.4.1.1.1";
/// `classCode` of the entry of the signature.
pub const CLASSE_SIGNATURE: &str = "urn:oid:1.3.6.1.4.1.19376.1.2.1.1.1";
/// `typeCode` of the entry of the signature.
pub const TYPE_SIGNATURE: &str = "E1762";
