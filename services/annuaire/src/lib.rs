//! The simulated Annuaire Santé: the FHIR API v2 and the extraction files, from the fictitious world.
//!
//! Two endpoints: `annuaire.fhir` (searches, reads, pages) and `annuaire.extraction` (the daily archives). The directory is made once, of
//! compact records and indexes; what the actions of the bench change is kept apart for each espace, so that a page seen after a change
//! still shows what its search saw.

mod actions;
mod annuaire;
mod curseur;
mod etat;
mod extraction;
mod magasin;
mod moteur;
mod pages;
mod passerelle;
mod rendu;
mod service;
mod vue;

#[cfg(test)]
mod tests;

use std::sync::Arc;

use segur_kit::{Reglages, Service, lire_reglages};
use serde::Deserialize;

/// How the service is set. What real servers do differently, or what nobody outside knows, is a setting.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct AnnuaireReglage {
    /// Professionals: 0 for those of the world alone, else the world and generated ones up to this number.
    pub professionnels: u32,
    /// Seed of the generated ones.
    pub graine: String,
    /// API keys that are accepted; empty: any.
    pub cles: Vec<String>,
    /// Whether a key is wanted at all.
    pub cle_exigee: bool,
    /// Requests per second and key; 0: no quota.
    pub quota: u32,
    /// HTTP status of a search that is refused: 500 as the open server, or 400.
    pub statut_parametre_inconnu: u16,
    /// HTTP status of a page that is refused.
    pub statut_page_perimee: u16,
    /// Base URL announced in links (`https://annuaire.banc.test/fhir/v2`); none: that of the endpoint.
    pub base: Option<String>,
    /// When the total of a search is given.
    pub total: Totaux,
    /// Registrations with the orders on each Practitioner: the profile of the public data does not allow them, that of restricted data does.
    pub inscriptions: bool,
    /// Quotation marks in a few fields of the extraction files, as real ones have.
    pub guillemets: bool,
}

/// When the total of a search is given. A client must not depend on it: the documentation says that it is left out where it is long to count.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Totaux {
    /// When it costs nothing, or is asked for (`_total`).
    #[default]
    SelonLeCout,
    /// When it is asked for.
    SurDemande,
    /// Never, whatever is asked.
    Jamais,
}

impl Totaux {
    /// What can be said of it (French).
    const ADMIS: &str = "selon-le-cout, sur-demande ou jamais";

    fn lire(dit: &str) -> Option<Self> {
        match dit {
            "selon-le-cout" => Some(Self::SelonLeCout),
            "sur-demande" => Some(Self::SurDemande),
            "jamais" => Some(Self::Jamais),
            _ => None,
        }
    }
}

impl Default for AnnuaireReglage {
    fn default() -> Self {
        Self {
            professionnels: 0,
            graine: "annuaire".to_owned(),
            cles: Vec::new(),
            cle_exigee: true,
            quota: 17,
            statut_parametre_inconnu: 500,
            statut_page_perimee: 500,
            base: None,
            total: Totaux::default(),
            inscriptions: false,
            guillemets: false,
        }
    }
}

/// The service, one value for every espace. The directory is made at the first request that needs it.
#[must_use]
pub fn service(reglage: AnnuaireReglage) -> Arc<dyn Service> {
    Arc::new(annuaire::Annuaire::nouveau(reglage))
}

/// The service, with the settings of a file.
///
/// # Errors
/// What to change in them (French).
pub fn ouvrir(reglages: Reglages) -> Result<Arc<dyn Service>, String> {
    Ok(service(lire_reglages(reglages)?))
}
