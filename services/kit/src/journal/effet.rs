//! What an exchange, or an action, changes in the state of a service.

use bytes::Bytes;
use rusqlite::Transaction;
use segur_model::Exchange;

/// Why an effect says no: nothing of its exchange is kept then.
#[derive(Debug, thiserror::Error)]
pub enum EffetRefuse {
    /// What it was decided on has changed since. Over HTTP the kit has the request answered again, on what there is now.
    #[error("l'état du service a changé entre-temps")]
    Perime,
    /// It cannot be written.
    #[error(transparent)]
    Sqlite(#[from] rusqlite::Error),
}

type Faire = Box<dyn Fn(&Transaction<'_>, Option<&Exchange>) -> Result<(), EffetRefuse> + Send>;

/// What an exchange changes in the state of a service. It runs in the transaction that writes the exchange, after its row, with its
/// id: both are committed, or neither. It may run again, when the group that it was written with was undone; it says no when what
/// it was decided on holds no more.
pub struct Effet {
    /// Epoque under which the state was read: refused under another.
    pub(super) epoque: Option<u64>,
    pub(super) faire: Faire,
    /// Once committed, before anybody can hear of it.
    pub(super) puis: Vec<Box<dyn FnOnce() + Send>>,
    /// Bodies that the state refers to, and that no message holds.
    pub(super) corps: Vec<Bytes>,
}

impl Effet {
    /// An effect of an exchange.
    #[must_use]
    pub fn nouveau(faire: impl Fn(&Transaction<'_>, &Exchange) -> Result<(), EffetRefuse> + Send + 'static) -> Self {
        Self::libre(move |t, e| e.map_or(Ok(()), |e| faire(t, e)))
    }

    /// An effect that an exchange or an action may have.
    #[must_use]
    pub fn libre(faire: impl Fn(&Transaction<'_>, Option<&Exchange>) -> Result<(), EffetRefuse> + Send + 'static) -> Self {
        Self {
            epoque: None,
            faire: Box::new(faire),
            puis: Vec::new(),
            corps: Vec::new(),
        }
    }

    /// The same, for a state that was read under this epoque: refused once the espace was reset.
    #[must_use]
    pub fn sous(mut self, epoque: u64) -> Self {
        self.epoque = Some(epoque);
        self
    }

    /// Writes it in this transaction, as the journal does: for the tests of a service.
    ///
    /// # Errors
    /// [`EffetRefuse`].
    pub fn essayer(&self, t: &Transaction<'_>) -> Result<(), EffetRefuse> {
        (self.faire)(t, None)
    }

    /// It is committed: what was to come after comes.
    pub fn conclure(self) {
        self.puis.into_iter().for_each(|suite| suite());
    }

    /// Both, or neither.
    #[must_use]
    pub fn joindre(mut self, autre: Self) -> Self {
        let (faire, suite) = (self.faire, autre.faire);
        self.faire = Box::new(move |t, e| faire(t, e).and_then(|()| suite(t, e)));
        self.epoque = self.epoque.or(autre.epoque);
        self.puis.extend(autre.puis);
        self.corps.extend(autre.corps);
        self
    }

    /// The same, and something once it is committed, before anybody can hear of it. It must not wait for anything.
    #[must_use]
    pub fn puis(mut self, suite: impl FnOnce() + Send + 'static) -> Self {
        self.puis.push(Box::new(suite));
        self
    }

    /// The same, and a body that the state refers to and that no message holds.
    #[must_use]
    pub fn garder(mut self, corps: Bytes) -> Self {
        self.corps.push(corps);
        self
    }
}
