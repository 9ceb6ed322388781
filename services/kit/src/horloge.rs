//! The clock of an espace: real or frozen, plus a positive offset.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use rustls::pki_types::UnixTime;
use time::{Duration, OffsetDateTime};

use crate::erreur::KitError;

/// Where the time comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SourceHorloge {
    /// The system.
    Reelle,
    /// Always this instant.
    Figee(OffsetDateTime),
}

/// Ten years: beyond, everything in the test PKI that is meant to be valid would have expired too.
const DECALAGE_MAX_S: u64 = 3_660 * 86_400;

/// The clock of an espace. Clones share the offset.
#[derive(Debug, Clone)]
pub struct Horloge {
    source: SourceHorloge,
    decalage_s: Arc<AtomicU64>,
}

impl Horloge {
    /// A clock without offset.
    #[must_use]
    pub fn nouvelle(source: SourceHorloge) -> Self {
        Self {
            source,
            decalage_s: Arc::default(),
        }
    }

    /// The present instant of the espace, UTC.
    #[must_use]
    pub fn maintenant(&self) -> OffsetDateTime {
        let base = match self.source {
            SourceHorloge::Reelle => OffsetDateTime::now_utc(),
            SourceHorloge::Figee(instant) => instant,
        };
        let decalage = Duration::seconds(i64::try_from(self.decalage_s()).unwrap_or(i64::MAX));
        base.checked_add(decalage).unwrap_or(base)
    }

    /// Seconds ahead of its source.
    #[must_use]
    pub fn decalage_s(&self) -> u64 {
        self.decalage_s.load(Ordering::SeqCst)
    }

    /// Sets the offset.
    ///
    /// # Errors
    /// Refuses more than ten years.
    pub fn regler(&self, decalage_s: u64) -> Result<(), KitError> {
        if decalage_s > DECALAGE_MAX_S {
            return Err(KitError::Horloge(decalage_s));
        }
        self.decalage_s.store(decalage_s, Ordering::SeqCst);
        Ok(())
    }

    /// Whether it always shows the same instant, but for its offset.
    #[must_use]
    pub fn est_figee(&self) -> bool {
        self.source != SourceHorloge::Reelle
    }

    /// Whether it shows something else than real time.
    pub(crate) fn est_simulee(&self) -> bool {
        self.est_figee() || self.decalage_s() > 0
    }
}

/// Certificates are judged at the instant of the espace.
impl rustls::time_provider::TimeProvider for Horloge {
    fn current_time(&self) -> Option<UnixTime> {
        let s = u64::try_from(self.maintenant().unix_timestamp()).ok()?;
        Some(UnixTime::since_unix_epoch(std::time::Duration::from_secs(s)))
    }
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;

    #[test]
    fn figee_et_decalee() {
        let h = Horloge::nouvelle(SourceHorloge::Figee(datetime!(2026-01-15 09:00 UTC)));
        let clone = h.clone();
        clone.regler(3600).unwrap();
        assert_eq!(h.maintenant(), datetime!(2026-01-15 10:00 UTC), "clones share the offset");
        assert!(h.regler(u64::MAX).is_err());
        assert_eq!(h.decalage_s(), 3600, "a refused offset changes nothing");
    }
}
