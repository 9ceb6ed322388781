//! What to look for in the journal.

use segur_model::Exchange;
use segur_model::vocabulaire::motif_couvre;

use crate::ZONE_COMMUNE;

/// What to look for. The default is everything.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filtre {
    /// Espaces; empty: all. The zone `commune` is shared: an operation named in full is found there too.
    pub espaces: Vec<String>,
    /// Operations, or patterns with `*`; empty: all.
    pub operations: Vec<String>,
    /// Also everything of the zone `commune` that the operations cover.
    pub communes: bool,
    /// Only after this id.
    pub depuis: u64,
    /// At most so many.
    pub limite: Option<u32>,
    /// Only those of this session.
    pub session: Option<String>,
    /// Nothing of the zone `commune`, not even an operation named in full.
    pub siennes: bool,
}

impl Filtre {
    /// Everything of one espace.
    #[must_use]
    pub fn espace(espace: &str) -> Self {
        Self {
            espaces: vec![espace.to_owned()],
            ..Self::default()
        }
    }

    /// The same for one more operation or pattern.
    #[must_use]
    pub fn operation(mut self, motif: &str) -> Self {
        self.operations.push(motif.to_owned());
        self
    }

    /// Whether an exchange is of this filter (but for `limite`).
    #[must_use]
    pub fn retient(&self, e: &Exchange) -> bool {
        let sienne = self.session.as_ref().is_none_or(|s| *s == e.session);
        sienne && e.id > self.depuis && (self.espaces.is_empty() || self.retient_espace(e)) && self.retient_operation(&e.operation)
    }

    fn retient_espace(&self, e: &Exchange) -> bool {
        let nommee = || self.operations.contains(&e.operation);
        self.espaces.contains(&e.espace) || (e.espace == ZONE_COMMUNE && !self.siennes && (self.communes || nommee()))
    }

    fn retient_operation(&self, operation: &str) -> bool {
        self.operations.is_empty() || self.operations.iter().any(|m| motif_couvre(m, operation))
    }
}
