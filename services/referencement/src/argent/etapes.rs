//! The steps of a financing, and what each leaves.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use super::montant::Montants;

/// Who acts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Qui {
    /// The vendor, or its official distributor.
    Fournisseur,
    /// The client whose software it is.
    Client,
    /// The Agence de services et de paiement.
    Asp,
}

impl Qui {
    /// As people read it.
    #[must_use]
    pub const fn dit(self) -> &'static str {
        match self {
            Self::Fournisseur => "fournisseur",
            Self::Client => "client",
            Self::Asp => "ASP",
        }
    }
}

/// A step of one instance, in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Etape {
    /// Quoted.
    Devis,
    /// Ordered.
    Commande,
    /// Claimed.
    Demande,
    /// First part paid.
    Avance,
    /// Installed, people trained.
    Installation,
    /// The VA or MOM is written.
    VaDeposee,
    /// And signed by the client.
    VaSignee,
    /// Invoiced.
    Facture,
    /// The rest is claimed.
    DemandeSolde,
    /// And paid.
    Solde,
}

impl Etape {
    /// Every step, in order.
    pub const TOUTES: [Self; 10] = [
        Self::Devis,
        Self::Commande,
        Self::Demande,
        Self::Avance,
        Self::Installation,
        Self::VaDeposee,
        Self::VaSignee,
        Self::Facture,
        Self::DemandeSolde,
        Self::Solde,
    ];

    /// As people read it.
    #[must_use]
    pub const fn dite(self) -> &'static str {
        match self {
            Self::Devis => "devis",
            Self::Commande => "commande",
            Self::Demande => "demande de financement",
            Self::Avance => "avance",
            Self::Installation => "installation et formation",
            Self::VaDeposee => "VA ou MOM établie",
            Self::VaSignee => "VA ou MOM signée",
            Self::Facture => "facture",
            Self::DemandeSolde => "demande de solde",
            Self::Solde => "solde",
        }
    }
}

/// A quote.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Devis {
    /// When.
    #[serde(with = "time::serde::rfc3339")]
    pub quand: OffsetDateTime,
    /// How much.
    pub montants: Montants,
    /// For what, by identifier.
    pub postes: BTreeSet<String>,
}

/// An order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Commande {
    /// When.
    #[serde(with = "time::serde::rfc3339")]
    pub quand: OffsetDateTime,
    /// Whether it holds only if the product is referenced.
    pub sous_condition: bool,
}

/// A payment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Versement {
    /// When.
    #[serde(with = "time::serde::rfc3339")]
    pub quand: OffsetDateTime,
    /// How much.
    pub montants: Montants,
}

/// What the client signs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum NatureVa {
    /// Vérification d'aptitude.
    Va,
    /// Mise en ordre de marche.
    Mom,
}

impl NatureVa {
    /// As people read it.
    #[must_use]
    pub const fn dite(self) -> &'static str {
        match self {
            Self::Va => "VA",
            Self::Mom => "MOM",
        }
    }
}

/// A VA or a MOM.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Va {
    /// Which.
    pub nature: NatureVa,
    /// Who signs for the client.
    pub signataire: String,
    /// When it was written.
    #[serde(with = "time::serde::rfc3339")]
    pub deposee: OffsetDateTime,
    /// When it was signed.
    #[serde(default, with = "time::serde::rfc3339::option")]
    pub signee: Option<OffsetDateTime>,
}

/// An invoice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facture {
    /// When.
    #[serde(with = "time::serde::rfc3339")]
    pub quand: OffsetDateTime,
    /// Its number.
    pub numero: String,
    /// Whom it names.
    pub au_nom_de: String,
    /// How much.
    pub montants: Montants,
}

/// Who deposits at the ASP.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Depositaire {
    /// Who represents the company.
    Representant,
    /// One of its employees.
    Employe,
    /// A third party (an accountant).
    Tiers,
}

/// The vendor, known to the ASP.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Enrolement {
    /// When.
    #[serde(with = "time::serde::rfc3339")]
    pub quand: OffsetDateTime,
    /// Who deposits.
    pub depositaire: Depositaire,
    /// Pieces that were given, by identifier.
    pub pieces: BTreeSet<String>,
    /// Number of the certificate.
    pub certificat: String,
}
