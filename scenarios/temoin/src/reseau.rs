//! What every call over the network shares: how a client is made, how much it reads, how it says what failed.

use std::time::Duration;

use reqwest::{Certificate, Client, Identity, Response, redirect};

use segur_model::francais::cause;

use crate::config::{ConfigTemoin, pem};
use crate::erreur::TemoinError;

/// Longest answer read.
pub(crate) const TAILLE_MAX: usize = 1024 * 1024;
const DELAI: Duration = Duration::from_secs(30);

/// A client for this address: the authorities of the configuration, and this certificate (chain and key, PEM).
pub(crate) fn client(config: &ConfigTemoin, url: &str, identite: Option<&[u8]>) -> Result<Client, TemoinError> {
    let invalide = |e: reqwest::Error| TemoinError::Config(format!("accès à {url} : {}", cause(&e)));
    // A connection for each call: what one call meets (refusal, fault) never leaks into the next.
    let mut c = Client::builder()
        .no_proxy()
        .http1_only()
        .redirect(redirect::Policy::none())
        .timeout(DELAI)
        .pool_max_idle_per_host(0);
    for (nom, adresse) in &config.resolution {
        c = c.resolve(nom, *adresse);
    }
    let mut ancres = Vec::new();
    if url.starts_with("https://") {
        let pems = config
            .ancres
            .as_deref()
            .ok_or_else(|| TemoinError::Config(format!("{url} demande `ancres`")))?;
        ancres = Certificate::from_pem_bundle(&pem("ancres", pems)?).map_err(invalide)?;
        if let Some(pem) = identite {
            c = c.identity(Identity::from_pem(pem).map_err(invalide)?);
        }
    }
    // Only the authorities given, never those of the machine: even none.
    c = c.tls_certs_only(ancres);
    c.build().map_err(invalide)
}

/// The body of an answer, up to [`TAILLE_MAX`]; else its code and its sentence (French).
pub(crate) async fn corps(service: &str, recue: &mut Response) -> Result<Vec<u8>, (&'static str, String)> {
    corps_borne(service, recue, TAILLE_MAX).await
}

/// The same, up to this.
pub(crate) async fn corps_borne(service: &str, recue: &mut Response, max: usize) -> Result<Vec<u8>, (&'static str, String)> {
    let mut octets = Vec::new();
    loop {
        match recue.chunk().await {
            Ok(Some(morceau)) => octets.extend_from_slice(&morceau),
            Ok(None) => return Ok(octets),
            Err(e) => return Err(("connexion", format!("réponse {service} interrompue : {}", cause(&e)))),
        }
        if octets.len() > max {
            return Err(("illisible", format!("réponse {service} de plus de {max} octets")));
        }
    }
}
