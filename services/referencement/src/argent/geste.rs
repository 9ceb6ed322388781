//! The acts of a financing, and who may do each.

use std::collections::BTreeSet;

use super::etapes::{Depositaire, Etape, NatureVa, Qui};
use super::financement::{Financement, Instance};
use super::montant::{Centimes, Montants};

/// What somebody does. `instance`: its identifier in the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Geste {
    /// One more instance.
    AjouterInstance {
        /// Its identifier.
        instance: String,
        /// Geographic sites that use it.
        sites: BTreeSet<String>,
        /// Cap with tax, where none is public.
        plafond: Option<Centimes>,
    },
    /// One less, before its quote.
    RetirerInstance {
        /// Which.
        instance: String,
    },
    /// A quote; another replaces it until the order.
    Devis {
        /// For which instance.
        instance: String,
        /// How much.
        montants: Montants,
        /// For what: identifiers of the data.
        postes: BTreeSet<String>,
    },
    /// The client orders.
    Commander {
        /// Which instance.
        instance: String,
        /// Only if the product is referenced.
        sous_condition: bool,
    },
    /// The vendor makes itself known to the ASP.
    Enroler {
        /// Who deposits.
        depositaire: Depositaire,
        /// Pieces given: identifiers of the data.
        pieces: BTreeSet<String>,
    },
    /// The claim.
    DemanderFinancement {
        /// For which instance.
        instance: String,
    },
    /// The ASP pays the advance.
    VerserAvance {
        /// For which instance.
        instance: String,
    },
    /// Installation and training are over.
    Installer {
        /// Which instance.
        instance: String,
    },
    /// The VA or MOM is written; another replaces it until it is signed.
    DeposerVa {
        /// For which instance.
        instance: String,
        /// Which of the two.
        nature: NatureVa,
        /// Who signs for the client.
        signataire: String,
    },
    /// The client signs it.
    SignerVa {
        /// For which instance.
        instance: String,
    },
    /// The invoice; another replaces it until the balance is claimed.
    Facturer {
        /// For which instance.
        instance: String,
        /// Its number.
        numero: String,
        /// Whom it names.
        au_nom_de: String,
        /// How much.
        montants: Montants,
    },
    /// The balance is claimed.
    DemanderSolde {
        /// For which instance.
        instance: String,
    },
    /// The ASP pays it.
    VerserSolde {
        /// For which instance.
        instance: String,
    },
}

impl Geste {
    /// Its word, in a form and in a history.
    #[must_use]
    pub const fn mot(&self) -> &'static str {
        match self {
            Self::AjouterInstance { .. } => "ajouter-instance",
            Self::RetirerInstance { .. } => "retirer-instance",
            Self::Devis { .. } => "devis",
            Self::Commander { .. } => "commander",
            Self::Enroler { .. } => "enroler",
            Self::DemanderFinancement { .. } => "demander-financement",
            Self::VerserAvance { .. } => "verser-avance",
            Self::Installer { .. } => "installer",
            Self::DeposerVa { .. } => "deposer-va",
            Self::SignerVa { .. } => "signer-va",
            Self::Facturer { .. } => "facturer",
            Self::DemanderSolde { .. } => "demander-solde",
            Self::VerserSolde { .. } => "verser-solde",
        }
    }

    /// Who may.
    #[must_use]
    pub fn qui(&self) -> Qui {
        qui(self.mot())
    }

    /// On which instance.
    #[must_use]
    pub fn instance(&self) -> Option<&str> {
        match self {
            Self::Enroler { .. } => None,
            Self::AjouterInstance { instance, .. }
            | Self::RetirerInstance { instance }
            | Self::Devis { instance, .. }
            | Self::Commander { instance, .. }
            | Self::DemanderFinancement { instance }
            | Self::VerserAvance { instance }
            | Self::Installer { instance }
            | Self::DeposerVa { instance, .. }
            | Self::SignerVa { instance }
            | Self::Facturer { instance, .. }
            | Self::DemanderSolde { instance }
            | Self::VerserSolde { instance } => Some(instance),
        }
    }
}

fn qui(mot: &str) -> Qui {
    match mot {
        "commander" | "signer-va" => Qui::Client,
        "verser-avance" | "verser-solde" => Qui::Asp,
        _ => Qui::Fournisseur,
    }
}

/// An act that may come next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Possible {
    /// Its word.
    pub mot: &'static str,
    /// Who may.
    pub qui: Qui,
    /// On which instance.
    pub instance: Option<String>,
}

impl Financement {
    /// The acts that the order of the steps allows now. What else could refuse them is told when they are tried.
    #[must_use]
    pub fn possibles(&self) -> Vec<Possible> {
        let du_dossier = |mot| Possible {
            mot,
            qui: qui(mot),
            instance: None,
        };
        let mut tous = vec![du_dossier("ajouter-instance")];
        if self.enrolement.is_none() {
            tous.push(du_dossier("enroler"));
        }
        for i in &self.instances {
            tous.extend(self.mots(i).into_iter().map(|mot| Possible {
                instance: Some(i.id.clone()),
                ..du_dossier(mot)
            }));
        }
        tous
    }

    fn mots(&self, i: &Instance) -> Vec<&'static str> {
        let a = |e| i.faite(e).is_some();
        let mut mots = Vec::new();
        if !a(Etape::Commande) {
            mots.push("devis");
            mots.push(if a(Etape::Devis) { "commander" } else { "retirer-instance" });
        } else if !a(Etape::Demande) {
            mots.extend(self.enrolement.as_ref().map(|_| "demander-financement"));
        } else if !a(Etape::Avance) {
            mots.push("verser-avance");
        } else if !a(Etape::Installation) {
            mots.push("installer");
        } else if !a(Etape::DemandeSolde) {
            if !a(Etape::VaSignee) {
                mots.push("deposer-va");
                mots.extend(a(Etape::VaDeposee).then_some("signer-va"));
            }
            mots.extend(["facturer", "demander-solde"]);
        } else if !a(Etape::Solde) {
            mots.push("verser-solde");
        }
        mots
    }
}
