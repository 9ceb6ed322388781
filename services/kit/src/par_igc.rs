//! What a service makes of a PKI, once for each: espaces may have their own.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use segur_certs::Igc;

/// Something made of a PKI when it is first wanted.
#[derive(Debug)]
pub struct ParIgc<T>(Mutex<BTreeMap<String, T>>);

impl<T> Default for ParIgc<T> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<T: Clone> ParIgc<T> {
    /// What was made of this one, or is now. A PKI is told by its first authority: each has keys that no other has.
    pub fn ou(&self, igc: &Igc, faire: impl FnOnce() -> T) -> T {
        let racine = igc.autorites().first().map_or("", |a| a.certificat_pem.as_str());
        let mut connus = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(connu) = connus.get(racine) {
            return connu.clone();
        }
        connus.entry(racine.to_owned()).or_insert_with(faire).clone()
    }
}

/// What calls in the name of the bench: it trusts the test PKI alone, goes where it was sent and nowhere else, and keeps no connection.
///
/// # Errors
/// When the authorities cannot be read.
pub fn client_du_banc(igc: &Igc, delai: Duration) -> reqwest::Result<reqwest::Client> {
    reqwest::Client::builder()
        .tls_certs_only(reqwest::Certificate::from_pem_bundle(igc.ancres_pem().as_bytes())?)
        .redirect(reqwest::redirect::Policy::none())
        .no_proxy()
        .pool_max_idle_per_host(0)
        .timeout(delai)
        .build()
}
