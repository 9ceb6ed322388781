//! Waiting: the engine reads the journal of the bench until every observation of the open window is met, or its time is
//! over, and keeps the bytes of what is new.

use std::time::Duration;

use segur_model::Direction;
use segur_model::resultat::Conserve;
use time::OffsetDateTime;

use super::apparier::encore_attendu;
use super::jouer::{Moteur, MoteurError, Partie, Progres};
use super::lectures::Lecture;
use crate::grammaire::ast::Observation;

/// The longest single wait on the journal: the next one follows at once.
const ATTENTE_MAX: Duration = Duration::from_secs(20);

impl Moteur<'_> {
    /// Waits until every observation of the open window is met, or its time is over.
    pub(super) async fn attendre(&self, partie: &mut Partie<'_>, rang: usize) -> Result<(), MoteurError> {
        let ouvreur = partie.pas[rang].ouvreur.unwrap_or(rang);
        let observe = partie.pas[ouvreur..=rang]
            .iter()
            .any(|p| p.etape.observer.iter().any(|o| matches!(o, Observation::Attendu(_))));
        let tente = partie
            .releve
            .etapes
            .iter()
            .find(|e| e.rang == ouvreur)
            .is_none_or(|e| e.passee.is_none() && e.acte.as_ref().is_none_or(|a| a.tente));
        if !observe || !tente {
            return Ok(());
        }
        loop {
            self.lire(partie).await?;
            let fin = self.apparier(partie, |a, cadre| encore_attendu(partie.s, &partie.releve, &a, cadre));
            let Some(fin) = fin.filter(|_| !self.controle.perdu()) else {
                return Ok(());
            };
            self.suivi.voir(&Progres::Attente {
                etape: partie.pas[rang].etape.numero,
            });
            let reste = Duration::try_from(fin - OffsetDateTime::now_utc()).unwrap_or(Duration::ZERO);
            self.controle.attendre(*partie.dernier, reste.min(ATTENTE_MAX)).await?;
        }
    }

    /// Reads the journal up to now, and keeps the bytes of what is new.
    pub(super) async fn lire(&self, partie: &mut Partie<'_>) -> Result<(), MoteurError> {
        let maintenant = OffsetDateTime::now_utc();
        for exchange in self.controle.echanges(*partie.dernier).await? {
            *partie.dernier = exchange.id;
            // What a simulated service asks another is nothing that the candidate did.
            if exchange.direction == Direction::ServiceVersService {
                continue;
            }
            let (requete, reponse) = self.controle.octets(exchange.id).await?;
            let media = |m: &segur_model::Message| m.entete("content-type").unwrap_or("application/octet-stream").to_owned();
            let corps_requete = partie.campagne.deposer(&requete, &media(&exchange.requete))?;
            let corps_reponse = partie.campagne.deposer(&reponse, &media(&exchange.reponse))?;
            let lue = partie
                .memoire
                .retenir(exchange.id, Lecture::de_l_echange(&exchange, requete, reponse));
            let documents = lue
                .documents()
                .map(|(octets, media)| partie.campagne.deposer(octets, media))
                .collect::<Result<_, _>>()?;
            partie.releve.echanges.push(Conserve {
                exchange,
                corps_requete,
                corps_reponse,
                documents,
            });
        }
        partie.releve.lu_jusqu_a = maintenant;
        Ok(())
    }
}
