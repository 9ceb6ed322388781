//! The requirement catalogue: exigences, scenarios and proofs of a REM, keyed by (référentiel, version, id). Identifiers
//! are ANS facts; the sentences are the bench's own paraphrases.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// `EXIGENCE` (DOIT) or `PRECONISATION` (PEUT): a préconisation never blocks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Nature {
    /// DOIT.
    Exigence,
    /// PEUT.
    Preconisation,
}

/// Kind of a proof, as the index of the REM classifies it. Several kinds on one proof are alternatives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NaturePreuve {
    /// Video, étape by étape.
    Video,
    /// Screenshot.
    Screenshot,
    /// Free demonstration.
    DemonstrationFree,
    /// Link to a report of the CI-SIS test space (Gazelle).
    AnsTestReportLink,
    /// Number of an execution of the ANS test tool.
    AnsTestExecutionId,
    /// Homologation or autorisation of the CNDA.
    CndaCertificate,
    /// Penetration test by a PASSI-qualified body.
    PentestPassi,
    /// Log, trace, dump of a message.
    TraceLog,
    /// Source of a mail.
    SmtpSource,
    /// Example document.
    SampleDocument,
    /// Dashboard extract.
    DashboardExport,
    /// Configuration extract.
    ConfigExtract,
    /// Code extract.
    CodeExtract,
    /// Documentation.
    Documentation,
    /// Attestation sur l'honneur.
    Attestation,
    /// Certificate file.
    CertificateFile,
    /// Still to be defined by the REM.
    ToBeDefined,
    /// Not classified in the index.
    Unclassified,
}

impl NaturePreuve {
    /// Whether an artefact that the bench captures by itself is of this kind.
    #[must_use]
    pub fn est_machine(self) -> bool {
        matches!(
            self,
            Self::TraceLog | Self::SmtpSource | Self::SampleDocument | Self::DashboardExport
        )
    }

    /// Whether only a third party can issue it.
    #[must_use]
    pub fn est_tiers(self) -> bool {
        matches!(
            self,
            Self::AnsTestReportLink | Self::AnsTestExecutionId | Self::CndaCertificate | Self::PentestPassi
        )
    }

    /// French label.
    #[must_use]
    pub fn libelle(self) -> &'static str {
        match self {
            Self::Video => "vidéo",
            Self::Screenshot => "capture d'écran",
            Self::DemonstrationFree => "démonstration",
            Self::AnsTestReportLink => "lien vers un rapport de l'espace de tests ANS",
            Self::AnsTestExecutionId => "numéro d'exécution de l'outil de test ANS",
            Self::CndaCertificate => "justificatif CNDA",
            Self::PentestPassi => "test d'intrusion (PASSI)",
            Self::TraceLog => "trace ou dump de message",
            Self::SmtpSource => "source SMTP",
            Self::SampleDocument => "document d'exemple",
            Self::DashboardExport => "extrait de tableau de bord",
            Self::ConfigExtract => "extrait de paramétrage",
            Self::CodeExtract => "extrait de code",
            Self::Documentation => "documentation",
            Self::Attestation => "attestation",
            Self::CertificateFile => "fichier de certificat",
            Self::ToBeDefined => "à définir par le REM",
            Self::Unclassified => "non précisée",
        }
    }
}

/// One proof number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Proof {
    /// Number as published, slips kept (`INS/va1.28.01.01`, `39.01.01`).
    pub id: String,
    /// Kinds asked; alternatives, unless [`Self::toutes`].
    pub natures: Vec<NaturePreuve>,
    /// Whether a piece of each kind is due: « une vidéo et l'extrait des traces ».
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub toutes: bool,
    /// What the piece must show, in our own words (French); empty: the public text states nothing.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub demande: String,
    /// Whether the piece must come out of the system under test: what the bench captured on the wire supports it, and never stands for it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub du_systeme: bool,
    /// Rule that the name of the file must keep to (`ECO.2.1.6`); empty: none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub nommage: String,
}

/// One scénario de conformité of the REM, as the catalogue knows it (its étapes live in the packs).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CatalogueScenario {
    /// Number (`INS/va1.28.01`).
    pub id: String,
    /// Number of its last étape, as published; absent: not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub etapes: Option<u32>,
    /// Its étapes in our own words (French), each with the number that the REM gives it: « 2 : le DMP reçoit le compte rendu ».
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub plan: Vec<String>,
    /// Fingerprint of the text that it was imported from; empty: it was not.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub empreinte: String,
    /// Proofs that it asks.
    #[serde(default)]
    pub preuves: Vec<Proof>,
}

/// One exigence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Requirement {
    /// Harmonised number (`INS/va1.28`).
    pub id: String,
    /// Other spellings: wave-1 published number (`SGL.INS.15`), socle number (`SC.INS/va1.28`).
    #[serde(default)]
    pub alias: Vec<String>,
    /// Chapter (section of the REM).
    pub chapitre: String,
    /// Bloc of the REM: what the exporter of Convergence writes as its *Chapitre*.
    #[serde(default)]
    pub bloc: String,
    /// Wave that asks it (`Vague 1`); empty in a file: that of its catalogue.
    #[serde(default)]
    pub perimetre: String,
    /// Fonction of the REM.
    #[serde(default)]
    pub fonction: String,
    /// Profile; conditional exactly when it is not `Général`.
    pub profil: String,
    /// DOIT or PEUT.
    pub nature: Nature,
    /// What it asks, in our own words (French).
    pub resume: String,
    /// Rule of the source référentiel (`INS3 règle 11`).
    #[serde(default)]
    pub regle: String,
    /// What a reader must know before relying on it: obsolete in a working set, still to be reworked (French).
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub remarque: String,
    /// Scenarios of the REM.
    #[serde(default)]
    pub scenarios: Vec<CatalogueScenario>,
}

/// One référentiel at one date.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Catalogue {
    /// Code (`REM-BIO-SGL-Va1`).
    pub code: String,
    /// Date of the version (`2023-03`).
    pub version: String,
    /// Title (French).
    pub titre: String,
    /// Couloir (`biologie`).
    pub couloir: String,
    /// Wave, 1 or 2.
    pub vague: u8,
    /// Where the identifiers come from, how far to trust them, and what is left out (French).
    pub source: String,
    /// Codes of the catalogues whose exigences are also asked, its own not repeated: a later wave keeps the numbers of
    /// the former one. Once loaded, every code included, near or far, is here and its exigences come first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub inclut: Vec<String>,
    /// Which exigence owns an operation: a call that fails is charged to it once, and blocks the others. First pattern that covers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub proprietaires: Vec<Proprietaire>,
    /// Exigences in the order of the REM.
    pub exigences: Vec<Requirement>,
}

/// The exigence to which a failed operation is charged.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Proprietaire {
    /// Operation or pattern (`insi.recherche-traits`, `psc.*`).
    pub operation: String,
    /// Exigence.
    pub exigence: String,
}

impl Requirement {
    /// Whether a third party decides in the end: one of its proofs can come from nobody else.
    #[must_use]
    pub fn est_repetition(&self) -> bool {
        self.scenarios
            .iter()
            .flat_map(|s| &s.preuves)
            .any(|p| p.natures.iter().any(|n| n.est_tiers()))
    }
}

impl Requirement {
    /// Whether this is its number, or one of its other spellings.
    #[must_use]
    pub fn repond_a(&self, numero: &str) -> bool {
        self.id == numero || self.alias.iter().any(|a| a == numero)
    }

    /// Whether what serves these numbers serves it.
    #[must_use]
    pub fn servie_par(&self, numeros: &[String]) -> bool {
        numeros.iter().any(|n| self.repond_a(n))
    }

    /// What Convergence calls its chapter: the bloc of the REM, its section where no bloc is named.
    #[must_use]
    pub fn chapitre_de_convergence(&self) -> &str {
        if self.bloc.is_empty() { &self.chapitre } else { &self.bloc }
    }
}

impl Catalogue {
    /// Whether a scenario written for the catalogue of this code is played against this one.
    #[must_use]
    pub fn couvre(&self, code: &str) -> bool {
        self.code == code || self.inclut.iter().any(|c| c == code)
    }

    /// The exigence of this id or alias.
    #[must_use]
    pub fn exigence(&self, id: &str) -> Option<&Requirement> {
        self.exigences.iter().find(|e| e.repond_a(id))
    }

    /// The proof of this number, with the exigence and scenario that ask it.
    #[must_use]
    pub fn preuve(&self, id: &str) -> Option<(&Requirement, &CatalogueScenario, &Proof)> {
        self.exigences.iter().find_map(|e| {
            e.scenarios
                .iter()
                .find_map(|s| s.preuves.iter().find(|p| p.id == id).map(|p| (e, s, p)))
        })
    }

    /// The exigence that owns an operation.
    #[must_use]
    pub fn proprietaire(&self, operation: &str) -> Option<&str> {
        self.proprietaires
            .iter()
            .find(|p| crate::vocabulaire::motif_couvre(&p.operation, operation))
            .map(|p| p.exigence.as_str())
    }

    /// Exigences that apply to a candidate with these profiles. `Général` always applies.
    pub fn applicables<'a>(&'a self, profils: &'a [String]) -> impl Iterator<Item = &'a Requirement> {
        self.exigences
            .iter()
            .filter(move |e| e.profil == "Général" || profils.contains(&e.profil))
    }

    /// Exigences by what Convergence calls a chapter, which is what is examined as a whole. In the order in which each is first met.
    #[must_use]
    pub fn par_chapitre(&self) -> Vec<(&str, Vec<&Requirement>)> {
        let mut ordre: Vec<&str> = Vec::new();
        let mut groupes: BTreeMap<&str, Vec<&Requirement>> = BTreeMap::new();
        for e in &self.exigences {
            let chapitre = e.chapitre_de_convergence();
            if !ordre.contains(&chapitre) {
                ordre.push(chapitre);
            }
            groupes.entry(chapitre).or_default().push(e);
        }
        ordre.into_iter().map(|c| (c, groupes.remove(c).unwrap_or_default())).collect()
    }
}
