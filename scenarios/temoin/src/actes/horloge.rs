//! The time, when it is that of the bench: a clock that stands still between two acts, and that scenarios move.

use segur_model::controle::Etat;
use segur_model::francais::cause;

use super::Poste;
use crate::reseau::{client, corps};

impl Poste {
    /// Reads the clock of the bench, when the configuration says where.
    pub(crate) async fn mettre_a_l_heure(&self) -> Result<(), String> {
        let Some(url) = &self.config.horloge_banc else { return Ok(()) };
        let dit = |e: &dyn std::fmt::Display| format!("horloge du banc illisible ({url}) : {e}");
        let http = client(&self.config, url, None).map_err(|e| dit(&e))?;
        let mut demande = http.get(url);
        if let Some(jeton) = &self.config.horloge_jeton {
            demande = demande.bearer_auth(jeton);
        }
        let mut recue = demande.send().await.map_err(|e| dit(&cause(&e)))?;
        let octets = corps("du banc", &mut recue).await.map_err(|(_, texte)| dit(&texte))?;
        let etat: Etat = serde_json::from_slice(&octets).map_err(|e| dit(&e))?;
        let espace = etat
            .espaces
            .iter()
            .find(|e| e.id == self.config.espace)
            .ok_or_else(|| dit(&format!("aucun espace « {} »", self.config.espace)))?;
        self.config.suivre(espace.horloge);
        Ok(())
    }
}
