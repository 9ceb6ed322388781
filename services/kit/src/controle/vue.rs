//! What the routes of the control plane and the pages at its address see and do of a running bench.

use std::sync::Arc;

use axum::Router;
use segur_model::World;
use segur_model::controle::{Etat, EtatEspace, Panne, Tentative};
use serde_json::Value;
use tokio::sync::watch;

use super::poste;
use crate::Journal;
use crate::contexte::Contexte;
use crate::erreur::KitError;
use crate::espaces::Coeur;
use crate::service::{ActionRefusee, Reponse, Service};

/// What makes the pages of a bench: its routes are beside those of the control plane, under the same guard.
pub type Pages = fn(Vue) -> Router;

/// A running bench, as its routes and its pages see it.
#[derive(Clone)]
pub struct Vue {
    pub(super) coeur: Arc<Coeur>,
    pub(super) arret: watch::Receiver<bool>,
    pub(super) tls: bool,
}

impl Vue {
    /// What the bench says of itself; of one espace, or of all.
    #[must_use]
    pub fn etat(&self, espace: Option<&str>) -> Etat {
        poste::etat(&self.coeur, espace)
    }

    /// One espace that can be steered.
    ///
    /// # Errors
    /// When it does not exist.
    pub fn espace(&self, id: &str) -> Result<EtatEspace, KitError> {
        Ok(self.coeur.existant(id)?.etat())
    }

    /// Where who asked under this name (`Host`) finds the control plane and the page.
    #[must_use]
    pub fn adresse(&self, hote: &str) -> String {
        format!("{}://{hote}", if self.tls { "https" } else { "http" })
    }

    /// Its journal.
    #[must_use]
    pub fn journal(&self) -> &Journal {
        &self.coeur.journal
    }

    /// The fictitious country.
    #[must_use]
    pub fn monde(&self) -> &Arc<World> {
        &self.coeur.monde
    }

    /// The last attempt on each endpoint of an espace.
    ///
    /// # Errors
    /// When it does not exist.
    pub fn tentatives(&self, espace: &str) -> Result<Vec<Tentative>, KitError> {
        Ok(self.coeur.existant(espace)?.tentatives())
    }

    /// Replaces the faults of an espace.
    ///
    /// # Errors
    /// When it does not exist, or a fault is none.
    pub fn poser_pannes(&self, espace: &str, pannes: Vec<Panne>) -> Result<EtatEspace, KitError> {
        let coeur = &self.coeur;
        let espace = coeur.existant(espace)?;
        espace.pannes.remplacer(pannes, &coeur.noms_services(), &coeur.operations())?;
        Ok(espace.etat())
    }

    /// Sets the clock of an espace so many seconds ahead.
    ///
    /// # Errors
    /// When it does not exist, or the clock cannot go there.
    pub fn regler_horloge(&self, espace: &str, decalage_s: u64) -> Result<EtatEspace, KitError> {
        let espace = self.coeur.existant(espace)?;
        espace.horloge.regler(decalage_s)?;
        Ok(espace.etat())
    }

    /// Has a service do an action of the world.
    ///
    /// # Errors
    /// When the espace or the action is not there, or the service refuses.
    pub async fn agir(&self, espace: &str, service: &str, action: &str, parametres: Value) -> Result<Value, ActionRefusee> {
        let (concerne, ctx) = self.service(espace, service)?;
        concerne.action(&ctx, action, parametres).await
    }

    /// What a service shows of its state.
    ///
    /// # Errors
    /// When the espace or the view is not there, or a parameter is wrong.
    pub async fn montrer(
        &self,
        espace: &str,
        service: &str,
        chemin: &str,
        parametres: &[(String, String)],
    ) -> Result<Reponse, ActionRefusee> {
        let (concerne, ctx) = self.service(espace, service)?;
        concerne.montrer(&ctx, chemin, parametres).await
    }

    fn service(&self, espace: &str, service: &str) -> Result<(&Arc<dyn Service>, Contexte), ActionRefusee> {
        let coeur = &self.coeur;
        let espace = coeur.existant(espace).map_err(|e| ActionRefusee::Impossible(e.to_string()))?;
        let mut tous = coeur.services.iter().chain(&coeur.communs);
        let concerne = tous.find(|s| s.nom() == service).ok_or_else(|| {
            ActionRefusee::Inconnue(format!(
                "le service « {} » n'est pas dans ce banc ; services : {}",
                crate::francais::citation(service),
                coeur.noms_services().join(", ")
            ))
        })?;
        Ok((concerne, coeur.contexte(&espace)))
    }

    /// Resets an espace: faults, clock, state of the services. Its exchanges stay.
    ///
    /// # Errors
    /// When it does not exist, or its file cannot be written.
    pub async fn remettre_a_zero(&self, espace: &str) -> Result<EtatEspace, KitError> {
        Ok(self.coeur.remettre_a_zero(espace).await?.etat())
    }

    /// Resolves when the bench stops: nothing may wait longer.
    pub async fn arret(&self) {
        let _ = self.arret.clone().wait_for(|a| *a).await;
    }
}
