//! What a service makes of a PKI, once for each: espaces may have their own.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use segur_certs::Igc;

use crate::francais::empreinte;

/// Something made of a PKI when it is first wanted.
#[derive(Debug)]
pub struct ParIgc<T>(Mutex<BTreeMap<String, T>>);

impl<T> Default for ParIgc<T> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<T: Clone> ParIgc<T> {
    /// What was made of this one, or is now.
    pub fn ou(&self, igc: &Igc, faire: impl FnOnce() -> T) -> T {
        let mut connus = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        connus.entry(empreinte(igc.ancres_pem().as_bytes())).or_insert_with(faire).clone()
    }
}
