//! The financing of one client, by one dispositif of one wave: its instances, and what was done for each.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use super::donnees::Prestation;
use super::etapes::{Commande, Devis, Enrolement, Etape, Facture, Qui, Va, Versement};
use super::montant::{Centimes, Montants};

/// One installed version, on one server, that is one database.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Instance {
    /// Its name at the client.
    pub id: String,
    /// Geographic sites that use it (FINESS, or SIRET).
    pub sites: BTreeSet<String>,
    /// Cap with tax, given by a person where none is public.
    #[serde(default)]
    pub plafond_donne: Option<Centimes>,
    /// Quote.
    #[serde(default)]
    pub devis: Option<Devis>,
    /// Order.
    #[serde(default)]
    pub commande: Option<Commande>,
    /// Claim.
    #[serde(default, with = "time::serde::rfc3339::option")]
    pub demande: Option<OffsetDateTime>,
    /// Advance.
    #[serde(default)]
    pub avance: Option<Versement>,
    /// Installation and training.
    #[serde(default, with = "time::serde::rfc3339::option")]
    pub installation: Option<OffsetDateTime>,
    /// VA or MOM.
    #[serde(default)]
    pub va: Option<Va>,
    /// Invoice.
    #[serde(default)]
    pub facture: Option<Facture>,
    /// Claim of the balance.
    #[serde(default, with = "time::serde::rfc3339::option")]
    pub demande_solde: Option<OffsetDateTime>,
    /// Balance.
    #[serde(default)]
    pub solde: Option<Versement>,
}

/// What was done, or told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ligne {
    /// When, on the clock of the bench.
    #[serde(with = "time::serde::rfc3339")]
    pub quand: OffsetDateTime,
    /// By whom.
    pub qui: Qui,
    /// Word of the act.
    pub geste: String,
    /// On which instance, when it is on one.
    #[serde(default)]
    pub instance: Option<String>,
    /// In French.
    pub dit: String,
    /// The rule that does not hold, when this line warns.
    #[serde(default)]
    pub regle: Option<String>,
}

/// The financing of one client by one dispositif.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Financement {
    /// Its identifier in the espace.
    pub id: String,
    /// `BIO-SGL-Va1`.
    pub dispositif: String,
    /// What is asked.
    pub prestation: Prestation,
    /// Name of the client.
    pub client: String,
    /// Geographic sites of the client that use the software, as it declares them.
    pub sites_declares: u32,
    /// Whether the client had the service of the first wave, or paid for its update.
    pub deja_vague_1: bool,
    /// Product that is installed.
    pub produit: String,
    /// Its version.
    pub version: String,
    /// Whether the vendor is subject to VAT.
    pub assujetti: bool,
    /// The vendor at the ASP.
    #[serde(default)]
    pub enrolement: Option<Enrolement>,
    /// Its instances.
    #[serde(default)]
    pub instances: Vec<Instance>,
    /// What was done, oldest first.
    #[serde(default)]
    pub historique: Vec<Ligne>,
}

impl Instance {
    /// When a step was done.
    #[must_use]
    pub fn faite(&self, etape: Etape) -> Option<OffsetDateTime> {
        match etape {
            Etape::Devis => self.devis.as_ref().map(|d| d.quand),
            Etape::Commande => self.commande.as_ref().map(|c| c.quand),
            Etape::Demande => self.demande,
            Etape::Avance => self.avance.as_ref().map(|v| v.quand),
            Etape::Installation => self.installation,
            Etape::VaDeposee => self.va.as_ref().map(|v| v.deposee),
            Etape::VaSignee => self.va.as_ref().and_then(|v| v.signee),
            Etape::Facture => self.facture.as_ref().map(|f| f.quand),
            Etape::DemandeSolde => self.demande_solde,
            Etape::Solde => self.solde.as_ref().map(|v| v.quand),
        }
    }

    /// How many sites use it.
    #[must_use]
    pub fn nombre(&self) -> u32 {
        u32::try_from(self.sites.len()).unwrap_or(u32::MAX)
    }

    /// What is owed for it: what was quoted, or what was invoiced when it is less.
    #[must_use]
    pub fn du(&self) -> Montants {
        let devis = self.devis.as_ref().map(|d| d.montants).unwrap_or_default();
        let facture = self.facture.as_ref().map(|f| f.montants);
        facture.filter(|f| f.ttc < devis.ttc).unwrap_or(devis)
    }
}

impl Financement {
    /// One of its instances.
    #[must_use]
    pub fn instance(&self, id: &str) -> Option<&Instance> {
        self.instances.iter().find(|i| i.id == id)
    }
}
