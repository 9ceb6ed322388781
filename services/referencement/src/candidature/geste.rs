//! What may be done to a candidature, and in what quality.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::{DossierDepose, Erratum, Personne, Remise, Role};

/// An act.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "geste", rename_all = "kebab-case")]
pub(crate) enum Geste {
    // --- the vendor ---
    /// The administrative file and the eligibility form.
    DeposerAdministratif {
        charte: bool,
        prerequis: BTreeSet<String>,
        versions_obsoletes: String,
    },
    /// Attaches a collaborator.
    Mandater { personne: Personne },
    /// Detaches one.
    Demandater { id: String },
    /// Other profiles: the vendor before the first deposit, the reviewer after.
    ChangerProfils { profils: Vec<String> },
    /// Files for one proof.
    Deposer {
        preuve: String,
        revision: Option<u32>,
        remise: Remise,
    },
    /// A whole dossier, each proof on its number.
    DeposerDossier {
        dossier: DossierDepose,
        remises: Vec<(String, Remise)>,
    },
    /// A proof has no object for this product.
    DeclarerNonApplicable {
        preuve: String,
        revision: Option<u32>,
        justification: String,
    },
    /// Answers a question.
    Repondre {
        preuve: String,
        revision: Option<u32>,
        texte: String,
    },
    /// Submits a chapter; none: all of them.
    Soumettre { chapitre: Option<String> },
    /// Something was asked of, or given by, a third party.
    DeclarerAttente { attente: String, reference: String },
    /// Another version, after the certificate.
    DeclarerVersion { version: String, majeure: bool },
    /// Gives up.
    Abandonner { motif: String },

    // --- the reviewer ---
    /// Asks for more of the administrative file.
    Complement { motif: String },
    /// Declares eligible.
    Eligible,
    /// Takes a proof over from the robot.
    Prendre { preuve: String },
    /// Gives it back.
    Rendre { preuve: String },
    /// The robot examines, or not.
    Robot { actif: bool },
    /// A verdict on a proof, or a question.
    Juger {
        preuve: String,
        revision: Option<u32>,
        verdict: Verdict,
        motif: String,
        #[serde(default)]
        etapes: BTreeSet<u32>,
    },
    /// More time.
    Prolonger { jours: u32, motif: String },
    /// Opens again what fell out of time.
    Rouvrir { jours: u32, motif: String },
    /// What a third party granted, or not.
    Constater {
        attente: String,
        issue: IssueAttente,
        reference: String,
    },
    /// The certificate, or a refusal.
    Decider { referencer: bool, motif: String },
    /// A check after the certificate.
    Controler { conforme: bool, motif: String },
    /// The certificate is suspended.
    Suspendre { motif: String },
    /// It is no more.
    Lever { motif: String },
    /// It is withdrawn for good.
    Retirer { motif: String },

    // --- the bench ---
    /// The text was corrected.
    Erratum(Erratum),
}

/// A verdict of a rehearsal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Verdict {
    Conforme,
    NonConforme,
    Question,
    SansObjet,
}

/// What a third party said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum IssueAttente {
    Obtenue,
    Refusee,
}

impl Geste {
    /// Its word.
    pub fn mot(&self) -> &'static str {
        match self {
            Self::DeposerAdministratif { .. } => "deposer-administratif",
            Self::Mandater { .. } => "mandater",
            Self::Demandater { .. } => "demandater",
            Self::ChangerProfils { .. } => "changer-profils",
            Self::Deposer { .. } => "deposer",
            Self::DeposerDossier { .. } => "deposer-dossier",
            Self::DeclarerNonApplicable { .. } => "declarer-non-applicable",
            Self::Repondre { .. } => "repondre",
            Self::Soumettre { .. } => "soumettre",
            Self::DeclarerAttente { .. } => "declarer-attente",
            Self::DeclarerVersion { .. } => "declarer-version",
            Self::Abandonner { .. } => "abandonner",
            Self::Complement { .. } => "complement",
            Self::Eligible => "eligible",
            Self::Prendre { .. } => "prendre",
            Self::Rendre { .. } => "rendre",
            Self::Robot { .. } => "robot",
            Self::Juger { .. } => "juger",
            Self::Prolonger { .. } => "prolonger",
            Self::Rouvrir { .. } => "rouvrir",
            Self::Constater { .. } => "constater",
            Self::Decider { .. } => "decider",
            Self::Controler { .. } => "controler",
            Self::Suspendre { .. } => "suspendre",
            Self::Lever { .. } => "lever",
            Self::Retirer { .. } => "retirer",
            Self::Erratum(_) => "erratum",
        }
    }

    /// Who may do it.
    pub fn permis(&self, role: Role) -> bool {
        use Role::{Banc, Collaborateur, Editeur, Relecteur, Robot};
        let qui: &[Role] = match self {
            Self::DeposerAdministratif { .. }
            | Self::Mandater { .. }
            | Self::Demandater { .. }
            | Self::Soumettre { .. }
            | Self::DeclarerVersion { .. }
            | Self::Abandonner { .. } => &[Editeur],
            Self::ChangerProfils { .. } => &[Editeur, Relecteur],
            Self::Deposer { .. }
            | Self::DeposerDossier { .. }
            | Self::DeclarerNonApplicable { .. }
            | Self::Repondre { .. }
            | Self::DeclarerAttente { .. } => &[Editeur, Collaborateur],
            Self::Complement { .. } | Self::Eligible | Self::Juger { .. } | Self::Decider { .. } => &[Relecteur, Robot],
            Self::Constater { .. } => &[Relecteur, Banc],
            Self::Prendre { .. }
            | Self::Rendre { .. }
            | Self::Robot { .. }
            | Self::Prolonger { .. }
            | Self::Rouvrir { .. }
            | Self::Controler { .. }
            | Self::Suspendre { .. }
            | Self::Lever { .. }
            | Self::Retirer { .. } => &[Relecteur],
            Self::Erratum(_) => &[Banc, Relecteur],
        };
        qui.contains(&role)
    }
}
