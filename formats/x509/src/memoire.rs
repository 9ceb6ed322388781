//! What the process read and verified already. Every message brings the certificate of its signer, and the same one comes all day:
//! reading it, and verifying who signed it, depend on its bytes alone. Trust, validity and revocation are judged each time.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{LazyLock, Mutex, PoisonError};

use crate::X509;

/// Entries beyond which a memory begins again.
const MAX: usize = 512;
/// Bytes beyond which a certificate is read each time: real ones are about 2 kB.
const TAILLE_MAX: usize = 4096;

type Memoire<K, V> = LazyLock<Mutex<HashMap<K, V>>>;

static LUS: Memoire<Vec<u8>, X509> = LazyLock::new(Mutex::default);
/// By the fingerprints of a certificate and of an authority.
static SIGNES: Memoire<[String; 2], bool> = LazyLock::new(Mutex::default);

/// A certificate that was read, else what reads it says. A refusal is not kept.
pub(crate) fn lu<E>(der: &[u8], lire: impl FnOnce() -> Result<X509, E>) -> Result<X509, E> {
    if let Some(connu) = LUS.lock().unwrap_or_else(PoisonError::into_inner).get(der) {
        return Ok(connu.clone());
    }
    let lu = lire()?;
    if der.len() <= TAILLE_MAX {
        garder(&LUS, der.to_vec(), lu.clone());
    }
    Ok(lu)
}

/// Whether the key of an authority signed a certificate.
pub(crate) fn signe(certificat: &X509, autorite: &X509, verifier: impl FnOnce() -> bool) -> bool {
    let cle = [certificat, autorite].map(|c| c.dit().empreinte.clone());
    if let Some(connu) = SIGNES.lock().unwrap_or_else(PoisonError::into_inner).get(&cle) {
        return *connu;
    }
    let signe = verifier();
    garder(&SIGNES, cle, signe);
    signe
}

fn garder<K: Eq + Hash, V>(memoire: &Memoire<K, V>, cle: K, valeur: V) {
    let mut memoire = memoire.lock().unwrap_or_else(PoisonError::into_inner);
    if memoire.len() >= MAX {
        memoire.clear();
    }
    memoire.insert(cle, valeur);
}
