//! Calls of the bench to the candidate: made beside the answer, recorded as exchanges.

use std::sync::Arc;

use bytes::Bytes;
use segur_model::{Direction, Exchange};
use time::OffsetDateTime;

use crate::espaces::{Coeur, Espace};
use crate::http::signaler;
use crate::journal::{Ecriture, masque};

/// How a service calls the candidate. The default has no bench around it (a service tried alone): nothing is called.
#[derive(Clone, Default)]
pub struct Sortants(Option<Registre>);

/// Where the calls of an espace are recorded.
#[derive(Clone)]
pub struct Registre {
    coeur: Arc<Coeur>,
    espace: Arc<Espace>,
}

impl Sortants {
    pub(crate) fn nouveaux(coeur: &Arc<Coeur>, espace: &Arc<Espace>) -> Self {
        Self(Some(Registre {
            coeur: coeur.clone(),
            espace: espace.clone(),
        }))
    }

    /// Runs a task beside the answer being made, which waits for nothing of it. A stop of the espace waits for it, for some time:
    /// a task must end by itself within seconds.
    pub fn lancer<T>(&self, tache: impl FnOnce(Registre) -> T)
    where
        T: Future<Output = ()> + Send + 'static,
    {
        let Some(registre) = &self.0 else { return };
        let vivant = registre.espace.vivant();
        let tache = tache(registre.clone());
        tokio::spawn(async move {
            tache.await;
            drop(vivant);
        });
    }
}

impl Registre {
    /// An exchange that starts now, for the service to complete.
    #[must_use]
    pub fn echange(&self, service: &str, operation: &str) -> Exchange {
        Exchange {
            espace: self.espace.id.clone(),
            service: service.to_owned(),
            operation: operation.to_owned(),
            session: self.coeur.session(),
            recu: OffsetDateTime::now_utc(),
            ..Exchange::vide(Direction::BancVersCandidat, self.espace.horloge.maintenant())
        }
    }

    /// Records it, ended now, secrets masked. A journal that cannot be written is told on the error output, as for any exchange.
    pub async fn inscrire(&self, mut echange: Exchange, requete: Bytes, reponse: Bytes) {
        let duree = OffsetDateTime::now_utc() - echange.recu;
        echange.duree_ms = u64::try_from(duree.whole_milliseconds()).unwrap_or(0);
        for message in [&mut echange.requete, &mut echange.reponse] {
            for (nom, valeur) in &mut message.entetes {
                *valeur = masque::valeur(nom, valeur.as_bytes());
            }
        }
        echange.faits.extend(echange.faits_communs());
        if let Err(erreur) = self.coeur.journal.append(Ecriture::nouvelle(echange, requete, reponse)).await {
            signaler(&erreur);
        }
    }
}
