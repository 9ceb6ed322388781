//! What is made of a country, once, as long as it lives.

use std::sync::{Arc, Mutex, PoisonError, Weak};

use segur_model::World;

/// Kept for each country.
pub(crate) struct ParMonde<T>(Mutex<Vec<(Weak<World>, Arc<T>)>>);

impl<T> ParMonde<T> {
    pub const fn nouveau() -> Self {
        Self(Mutex::new(Vec::new()))
    }

    /// What was made of this country, else what this makes now.
    pub fn de(&self, monde: &Arc<World>, faire: impl FnOnce(&World) -> T) -> Arc<T> {
        let mut faits = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, fait)) = faits.iter().find(|(m, _)| m.as_ptr() == Arc::as_ptr(monde)) {
            return fait.clone();
        }
        faits.retain(|(m, _)| m.strong_count() > 0);
        let fait = Arc::new(faire(monde));
        faits.push((Arc::downgrade(monde), fait.clone()));
        fait
    }
}
