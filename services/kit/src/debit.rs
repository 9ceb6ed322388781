//! How fast an espace may be asked. Who asks faster is made to wait, and refused nothing: another espace keeps its share of the machine, and no
//! verdict depends on it.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::time::{Instant, sleep_until};

/// The exchanges of one espace, so many a second.
#[derive(Debug)]
pub(crate) struct Debit {
    /// Between two of them; none: as fast as can be.
    pas: Option<Duration>,
    /// When the next may begin.
    prochain: Mutex<Option<Instant>>,
}

impl Debit {
    /// 0: as fast as can be.
    pub(crate) fn nouveau(par_seconde: u32) -> Self {
        Self {
            pas: (par_seconde > 0).then(|| Duration::from_secs(1) / par_seconde),
            prochain: Mutex::default(),
        }
    }

    /// Waits for its turn. A second of silence gives back a second of exchanges.
    pub(crate) async fn attendre(&self) {
        let Some(pas) = self.pas else { return };
        let tour = {
            let mut prochain = self.prochain.lock().unwrap_or_else(PoisonError::into_inner);
            let maintenant = Instant::now();
            let credit = maintenant.checked_sub(Duration::from_secs(1)).unwrap_or(maintenant);
            let tour = prochain.map_or(credit, |p| p.max(credit)) + pas;
            *prochain = Some(tour);
            tour
        };
        sleep_until(tour).await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn au_dela_de_son_debit_un_espace_attend() {
        let debut = Instant::now();
        let debit = Debit::nouveau(100);
        for _ in 0..130 {
            debit.attendre().await;
        }
        // A second of exchanges at once, then each at its turn.
        assert!(debut.elapsed() >= Duration::from_millis(290), "{:?}", debut.elapsed());
        assert!(Debit::nouveau(0).pas.is_none());
    }
}
