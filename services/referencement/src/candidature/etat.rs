//! Where a candidature, a chapter and a proof stand. The ANS publishes phases, not a list of states: these names are the bench's
//! (`docs/referencement.md`).

use serde::{Deserialize, Serialize};

macro_rules! etats {
    ($($(#[$doc:meta])* $nom:ident { $($(#[$vdoc:meta])* $valeur:ident = $mot:literal, $dit:literal;)+ })+) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "kebab-case")]
        pub enum $nom { $($(#[$vdoc])* $valeur,)+ }

        impl $nom {
            /// Every one, in order.
            pub const TOUS: &[Self] = &[$(Self::$valeur),+];

            /// Its word.
            #[must_use]
            pub fn mot(self) -> &'static str {
                match self { $(Self::$valeur => $mot,)+ }
            }

            /// As people read it (French).
            #[must_use]
            pub fn dit(self) -> &'static str {
                match self { $(Self::$valeur => $dit,)+ }
            }
        }
    )+};
}

etats! {
    /// Where a candidature stands.
    Etat {
        /// S0: opened; the administrative file is not deposited.
        Cree = "cree", "candidature ouverte";
        /// S1.
        AdminDepose = "admin-depose", "dossier administratif déposé";
        /// S2: the ANS asks for more.
        AdminComplement = "admin-complement", "complément administratif demandé";
        /// S3: the space of proofs opens.
        Eligible = "eligible", "éligible, preuves attendues";
        /// S4: proofs come, chapter by chapter.
        PreuvesEnCours = "preuves-en-cours", "preuves en cours de dépôt";
        /// S5, S6: at least one chapter is submitted.
        Instruction = "instruction", "en instruction";
        /// S7: at least one chapter was sent back.
        Correction = "correction", "corrections attendues";
        /// S8: all proofs conform; others must still grant something.
        AttenteExterne = "attente-externe", "en attente d'un tiers";
        /// All is there; the decision comes.
        Decision = "decision", "décision attendue";
        /// S9: the certificate was given.
        Reference = "reference", "référencé (simulé)";
        /// S11: checks after the certificate.
        Suivi = "suivi", "en suivi (simulé)";
        /// S12.
        Suspendu = "suspendu", "référencement suspendu (simulé)";
        /// S12, for good.
        Retire = "retire", "référencement retiré (simulé)";
        /// S10.
        Refuse = "refuse", "refusée (simulé)";
        /// S10: the vendor gave up.
        Abandonne = "abandonne", "abandonnée";
        /// S10: a deadline passed.
        HorsDelai = "hors-delai", "hors délai";
    }

    /// Where a chapter stands.
    EtatChapitre {
        /// Proofs are awaited.
        Ouvert = "ouvert", "ouvert";
        /// Complete and submitted: it is examined.
        Soumis = "soumis", "soumis";
        /// Sent back.
        Correction = "correction", "à corriger";
        /// Every proof of it is conform, or without object.
        Conforme = "conforme", "conforme (simulé)";
    }

    /// Where a proof stands in the examination. Not its state in a dossier ([`segur_model::EtatPreuve`]).
    Sort {
        /// Nothing was given, or an erratum made what was given fall.
        Attendue = "attendue", "attendue";
        /// Given, not looked at.
        Deposee = "deposee", "déposée";
        /// Said to be without object, with a justification, not looked at.
        NonApplicable = "non-applicable", "dite non applicable";
        /// A question was answered.
        Repondue = "repondue", "question répondue";
        /// The reviewer asks.
        Question = "question", "question posée";
        /// The reviewer found it good.
        Conforme = "conforme", "conforme (simulé)";
        /// Sent back.
        NonConforme = "non-conforme", "non conforme (simulé)";
        /// The justification was accepted.
        SansObjet = "sans-objet", "sans objet";
    }
}

impl Etat {
    /// Whether nothing comes after, unless somebody opens it again.
    #[must_use]
    pub fn est_fini(self) -> bool {
        matches!(self, Self::Retire | Self::Refuse | Self::Abandonne | Self::HorsDelai)
    }

    /// Whether proofs are deposited and examined.
    #[must_use]
    pub fn est_aux_preuves(self) -> bool {
        matches!(self, Self::Eligible | Self::PreuvesEnCours | Self::Instruction | Self::Correction)
    }

    /// Whether the certificate was given, and may be withdrawn.
    #[must_use]
    pub fn est_reference(self) -> bool {
        matches!(self, Self::Reference | Self::Suivi | Self::Suspendu)
    }
}

impl Sort {
    /// Whether the reviewer has to speak.
    #[must_use]
    pub fn est_a_juger(self) -> bool {
        matches!(self, Self::Deposee | Self::NonApplicable | Self::Repondue)
    }

    /// Whether the vendor has to act.
    #[must_use]
    pub fn est_a_corriger(self) -> bool {
        matches!(self, Self::Attendue | Self::Question | Self::NonConforme)
    }

    /// Whether nothing more is asked of it.
    #[must_use]
    pub fn est_bonne(self) -> bool {
        matches!(self, Self::Conforme | Self::SansObjet)
    }
}
