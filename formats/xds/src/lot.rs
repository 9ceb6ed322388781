//! A lot, read: values as written, each with its place. What is missing is absent, what is wrong is kept, and the rules say so.

use std::collections::BTreeMap;

use bytes::Bytes;
pub use segur_model::Champ;
use segur_model::Location;
use segur_soap::mtom::Partie;

use crate::ns;

/// A coded value: a `Classification`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Code {
    /// `@nodeRepresentation`.
    pub code: Champ,
    /// Slot `codingScheme`; empty, and placed on the classification, when absent.
    pub systeme: Champ,
    /// `Name`.
    pub libelle: Option<Champ>,
}

/// An `author`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Auteur {
    /// Where.
    pub lieu: Location,
    /// `authorPerson`, XCN.
    pub personnes: Vec<Champ>,
    /// `authorInstitution`, XON.
    pub institutions: Vec<Champ>,
    /// `authorRole`.
    pub roles: Vec<Champ>,
    /// `authorSpecialty`.
    pub specialites: Vec<Champ>,
}

/// The `SubmissionSet`. Each metadata is a list: more than one value is told by a rule.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Soumission {
    /// `@id`.
    pub id: Champ,
    /// Where.
    pub lieu: Location,
    /// Whether a `Classification` says that it is a submission set.
    pub noeud: bool,
    /// `title`.
    pub titre: Vec<Champ>,
    /// `comments`.
    pub commentaire: Vec<Champ>,
    /// `submissionTime`.
    pub heure: Vec<Champ>,
    /// `author`.
    pub auteurs: Vec<Auteur>,
    /// `contentTypeCode`.
    pub contenu: Vec<Code>,
    /// `patientId`, CX.
    pub patient: Vec<Champ>,
    /// `sourceId`.
    pub source: Vec<Champ>,
    /// `uniqueId`.
    pub unique_id: Vec<Champ>,
    /// Schemes that a submission set does not have: `Classification` and `ExternalIdentifier`.
    pub schemas_inconnus: Vec<Champ>,
    /// `classifiedObject` and `registryObject` that name another object.
    pub rattachements: Vec<Champ>,
}

/// A `DocumentEntry`: a document, or the signature of the lot.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Entree {
    /// `@id`: the symbolic `entryUUID`.
    pub id: Champ,
    /// Where.
    pub lieu: Location,
    /// `@mimeType`.
    pub mime_type: Vec<Champ>,
    /// `@objectType`.
    pub type_objet: Option<Champ>,
    /// `@status`, which the sender of a new document does not set.
    pub statut: Option<Champ>,
    /// `@lid`: the `logicalId`, which a change of metadata gives again.
    pub lid: Option<Champ>,
    /// `VersionInfo/@versionName`.
    pub version: Option<Champ>,
    /// `comments`.
    pub commentaire: Vec<Champ>,
    /// `repositoryUniqueId`, which the registry sets.
    pub depot: Vec<Champ>,
    /// `title`.
    pub titre: Vec<Champ>,
    /// `creationTime`.
    pub creation: Vec<Champ>,
    /// `languageCode`.
    pub langue: Vec<Champ>,
    /// `legalAuthenticator`, XCN.
    pub responsable: Vec<Champ>,
    /// `serviceStartTime`.
    pub debut_acte: Vec<Champ>,
    /// `serviceStopTime`.
    pub fin_acte: Vec<Champ>,
    /// `sourcePatientId`, CX.
    pub source_patient: Vec<Champ>,
    /// `sourcePatientInfo`, fields of PID.
    pub infos_patient: Vec<Champ>,
    /// `patientId`, CX.
    pub patient: Vec<Champ>,
    /// `uniqueId`.
    pub unique_id: Vec<Champ>,
    /// `hash`.
    pub condensat: Vec<Champ>,
    /// `size`.
    pub taille: Vec<Champ>,
    /// `URI`, which only an XDM archive has: the file of the document.
    pub uri: Vec<Champ>,
    /// `referenceIdList`, CXi.
    pub references: Vec<Champ>,
    /// `author`.
    pub auteurs: Vec<Auteur>,
    /// `classCode`.
    pub classe: Vec<Code>,
    /// `typeCode`.
    pub type_code: Vec<Code>,
    /// `confidentialityCode`, in order.
    pub confidentialite: Vec<Code>,
    /// `formatCode`.
    pub format: Vec<Code>,
    /// `healthcareFacilityTypeCode`.
    pub secteur: Vec<Code>,
    /// `practiceSettingCode`.
    pub cadre: Vec<Code>,
    /// `eventCodeList`.
    pub evenements: Vec<Code>,
    /// Schemes that a document does not have.
    pub schemas_inconnus: Vec<Champ>,
    /// `classifiedObject` and `registryObject` that name another object.
    pub rattachements: Vec<Champ>,
}

impl Entree {
    /// Whether it is the entry of the lot's signature, by its class or its type.
    #[must_use]
    pub fn est_signature(&self) -> bool {
        self.classe.iter().any(|c| c.code.valeur == ns::CLASSE_SIGNATURE)
            || self.type_code.iter().any(|c| c.code.valeur == ns::TYPE_SIGNATURE)
    }
}

/// An `Association`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Association {
    /// Where.
    pub lieu: Location,
    /// `@associationType`.
    pub genre: Champ,
    /// `@sourceObject`.
    pub source: Champ,
    /// `@targetObject`.
    pub cible: Champ,
    /// Slot `SubmissionSetStatus`.
    pub statut: Option<Champ>,
    /// Every slot, by name.
    pub slots: BTreeMap<String, Vec<Champ>>,
}

impl Association {
    /// The first value of a slot.
    #[must_use]
    pub fn slot(&self, nom: &str) -> Option<&Champ> {
        self.slots.get(nom)?.first()
    }
}

/// `xds:Document`: what ties an entry to its content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DocumentJoint {
    /// `@id`.
    pub id: Champ,
    /// `xop:Include/@href`, decoded: the `Content-ID` of a part.
    pub cid: Option<Champ>,
    /// The content itself, when it is not in a part.
    pub contenu: Option<Bytes>,
    /// What it holds besides: a second `xop:Include`, an element, a content beside the part. Nothing of it is read.
    pub en_trop: Vec<Champ>,
}

/// A lot, read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Lot {
    /// Where the envelope of SOAP 1.1 is, when it is one.
    pub soap11: Option<Location>,
    /// Whether the message was an envelope with `ProvideAndRegisterDocumentSetRequest`: metadata alone have no document to look for.
    pub complet: bool,
    /// Where the lot begins.
    pub lieu: Location,
    /// Each `RegistryPackage`.
    pub soumissions: Vec<Soumission>,
    /// Each `ExtrinsicObject`, signature included.
    pub entrees: Vec<Entree>,
    /// `@id` of classifications, external identifiers and associations that another object already has. Judged in an archive: a lot for
    /// the DMP has its identifiers given anew by the registry.
    pub ids_repetes: Vec<Champ>,
    /// Each `Association`.
    pub associations: Vec<Association>,
    /// Each `xds:Document`.
    pub documents_joints: Vec<DocumentJoint>,
    /// Elements of the lot that are not in the namespace of ebRIM (`{…}Classification`).
    pub etrangers: Vec<Champ>,
    /// Elements around the list that have no place there: a second list, a second request. Nothing of them is read.
    pub en_trop: Vec<Champ>,
    /// Objects that are in another one of the list, and are not read.
    pub emboites: Vec<Champ>,
}

impl Lot {
    /// The submission set: the first of them.
    #[must_use]
    pub fn soumission(&self) -> Option<&Soumission> {
        self.soumissions.first()
    }

    /// The documents, signature not included.
    pub fn documents(&self) -> impl Iterator<Item = &Entree> {
        self.entrees.iter().filter(|e| !e.est_signature())
    }

    /// The entries of signatures.
    pub fn signatures(&self) -> impl Iterator<Item = &Entree> {
        self.entrees.iter().filter(|e| e.est_signature())
    }

    /// The replacements.
    pub fn remplacements(&self) -> impl Iterator<Item = &Association> {
        self.associations.iter().filter(|a| a.genre.valeur == ns::RPLC)
    }

    /// What ties an entry to its content: by the same id, else by one that differs only in case, as the official example does.
    #[must_use]
    pub fn joint(&self, entree: &Entree) -> Option<&DocumentJoint> {
        let id = entree.id.valeur.as_str();
        self.documents_joints
            .iter()
            .find(|d| d.id.valeur == id)
            .or_else(|| self.documents_joints.iter().find(|d| d.id.valeur.eq_ignore_ascii_case(id)))
    }

    /// Whether an entry has its content by this one.
    #[must_use]
    pub fn sert(&self, joint: &DocumentJoint) -> bool {
        self.entrees
            .iter()
            .filter_map(|e| self.joint(e))
            .any(|retenu| std::ptr::eq(retenu, joint))
    }

    /// The content of an entry, and the media type that its part says (empty when it says none).
    #[must_use]
    pub fn contenu<'a>(&'a self, entree: &Entree, parties: &'a [Partie]) -> Option<(&'a Bytes, &'a str)> {
        let joint = self.joint(entree)?;
        if let Some(octets) = &joint.contenu {
            return Some((octets, ""));
        }
        let cid = joint.cid.as_ref()?.valeur.as_str();
        let partie = parties.iter().find(|p| p.content_id.as_deref() == Some(cid))?;
        Some((&partie.octets, &partie.type_contenu))
    }
}

/// Why a lot could not be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LotIllisible {
    /// XML that holds no lot.
    #[error(
        "« {nom} » n'est pas un lot : mettre ProvideAndRegisterDocumentSetRequest (espace de noms {espace}), avec SubmitObjectsRequest et RegistryObjectList, dans le corps SOAP",
        espace = ns::XDS
    )]
    PasUnLot {
        /// Qualified name of what was found.
        nom: String,
        /// Where.
        lieu: Location,
    },
    /// Another message of the DMP.
    #[error(
        "« {nom} » n'est pas un lot mais un autre message du DMP (recherche, consultation, réponse…) : check soap le juge, dans son enveloppe"
    )]
    AutreMessage {
        /// Qualified name of what was found.
        nom: String,
        /// Where.
        lieu: Location,
    },
    /// A submission whose list of objects is not of ebRIM 3.0.
    #[error(
        "RegistryObjectList est {espace}, non dans {attendu} : écrire les métadonnées en ebRIM 3.0",
        attendu = ns::RIM
    )]
    AutreVersion {
        /// Its namespace, said.
        espace: String,
        /// Where.
        lieu: Location,
    },
    /// More than is read.
    #[error("le lot est trop gros ({nombre} objets ou éléments, {limite} au plus) : le partager en plusieurs lots")]
    TropGros {
        /// What was counted.
        nombre: usize,
        /// What is accepted.
        limite: usize,
        /// Where.
        lieu: Location,
    },
}

impl LotIllisible {
    /// Where.
    #[must_use]
    pub fn lieu(&self) -> Location {
        match self {
            Self::PasUnLot { lieu, .. }
            | Self::AutreMessage { lieu, .. }
            | Self::AutreVersion { lieu, .. }
            | Self::TropGros { lieu, .. } => lieu.clone(),
        }
    }
}
