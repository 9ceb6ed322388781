//! Waiting: the engine reads the journal of the bench until every observation of the open window is met, or its time is
//! over, and keeps the bytes of what is new.

use std::time::Duration;

use segur_model::resultat::Echange;
use time::OffsetDateTime;

use super::apparier::encore_attendu;
use super::deroule::Pas;
use super::jouer::{Moteur, MoteurError, Progres};
use super::releve::Releve;
use crate::campagne::Campagne;
use crate::grammaire::ast::{Observation, Scenario};
use crate::regles;

/// The longest single wait on the journal: the next one follows at once.
const ATTENTE_MAX: Duration = Duration::from_secs(20);

impl Moteur<'_> {
    /// Waits until every observation of the open window is met, or its time is over.
    #[allow(clippy::too_many_arguments, reason = "the state of the scenario being played")]
    pub(super) async fn attendre(
        &self,
        s: &Scenario,
        rang: usize,
        p: &Pas<'_>,
        pas: &[Pas<'_>],
        releve: &mut Releve,
        campagne: &Campagne,
        dernier: &mut u64,
    ) -> Result<(), MoteurError> {
        let ouvreur = p.ouvreur.unwrap_or(rang);
        let observe = pas[ouvreur..=rang]
            .iter()
            .any(|p| p.etape.observer.iter().any(|o| matches!(o, Observation::Attendu(_))));
        let tente = releve
            .etapes
            .iter()
            .find(|e| e.rang == ouvreur)
            .is_none_or(|e| e.passee.is_none() && e.acte.as_ref().is_none_or(|a| a.tente));
        if !observe || !tente {
            return Ok(());
        }
        loop {
            self.lire(releve, campagne, dernier).await?;
            let fin = self.apparier(s, releve, campagne, |a| {
                let lire = self.lire_faits(campagne);
                let contient = self.lire_contient(campagne);
                encore_attendu(s, releve, &a, &self.cadre(&lire, &contient))
            });
            let Some(fin) = fin else { return Ok(()) };
            self.suivi.voir(&Progres::Attente { etape: p.etape.de });
            let reste = Duration::try_from(fin - OffsetDateTime::now_utc()).unwrap_or(Duration::ZERO);
            self.controle.attendre(*dernier, reste.min(ATTENTE_MAX)).await?;
        }
    }

    /// Reads the journal up to now, and keeps the bytes of what is new.
    pub(super) async fn lire(&self, releve: &mut Releve, campagne: &Campagne, dernier: &mut u64) -> Result<(), MoteurError> {
        let maintenant = OffsetDateTime::now_utc();
        for exchange in self.controle.echanges(*dernier).await? {
            *dernier = exchange.id;
            let (requete, reponse) = self.controle.octets(exchange.id).await?;
            let media = |m: &segur_model::Message| m.entete("content-type").unwrap_or("application/octet-stream").to_owned();
            let mut documents = Vec::new();
            if let Some((octets, media)) = regles::document(&exchange, &requete) {
                documents.push(campagne.deposer(&octets, &media)?);
            }
            let requete = campagne.deposer(&requete, &media(&exchange.requete))?;
            let reponse = campagne.deposer(&reponse, &media(&exchange.reponse))?;
            releve.echanges.push(Echange {
                exchange,
                requete,
                reponse,
                documents,
            });
        }
        releve.lu_jusqu_a = maintenant;
        Ok(())
    }
}
