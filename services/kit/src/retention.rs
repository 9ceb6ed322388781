//! What is too old is taken away by the bench itself: at its start, then from time to time.

use std::time::Duration;

use segur_model::controle::DemandePurge;
use time::OffsetDateTime;

use crate::erreur::JournalError;
use crate::journal::Journal;

/// What the journal keeps. What a campaign holds is kept whatever is said here.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Retention {
    /// Exchanges older than this, in real time, are taken away; none: whatever their age.
    pub age: Option<Duration>,
    /// Bytes that an espace may take: beyond, its oldest exchanges are taken away; none: as many as come.
    pub plafond: Option<u64>,
}

/// How often: nobody wants a thing gone to the minute, and looking costs little.
const TOUR_MAX: Duration = Duration::from_secs(3600);
const TOUR_MIN: Duration = Duration::from_secs(60);

/// Purges until it is dropped.
pub(crate) async fn tenir(journal: Journal, age: Duration) {
    let mut tour = tokio::time::interval((age / 20).clamp(TOUR_MIN, TOUR_MAX));
    tour.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        tour.tick().await;
        for espace in journal.espaces() {
            match purger(&journal, &espace, age).await {
                Ok(0) => {}
                Ok(_) => segur_model::avertir!("espace {espace} : {}", journal.derniere_purge(&espace).unwrap_or_default()),
                Err(JournalError::Ferme) => return,
                Err(erreur) => segur_model::avertir!("ERREUR : l'espace {espace} n'a pas pu être purgé. {erreur}"),
            }
        }
    }
}

/// By real time, never by the clock of the espace: a tester moves that one, and must not take evidence away by it.
async fn purger(journal: &Journal, espace: &str, age: Duration) -> Result<u64, JournalError> {
    let demande = DemandePurge {
        avant: OffsetDateTime::now_utc() - age,
        a_blanc: false,
        liberer: None,
    };
    let pourquoi = format!("rétention de {}", duree(age));
    Ok(journal.purger(espace, &demande, &pourquoi, false).await?.echanges)
}

/// In the largest unit that says it exactly.
fn duree(d: Duration) -> String {
    let s = d.as_secs();
    let (n, unite) = match s {
        s if s % 86_400 == 0 => (s / 86_400, "jour"),
        s if s % 3_600 == 0 => (s / 3_600, "heure"),
        s if s % 60 == 0 => (s / 60, "minute"),
        s => (s, "seconde"),
    };
    format!("{n} {unite}{}", if n > 1 { "s" } else { "" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn une_duree_se_dit() {
        for (s, dit) in [
            (86_400, "1 jour"),
            (30 * 86_400, "30 jours"),
            (43_200, "12 heures"),
            (90, "90 secondes"),
        ] {
            assert_eq!(duree(Duration::from_secs(s)), dit);
        }
    }
}
