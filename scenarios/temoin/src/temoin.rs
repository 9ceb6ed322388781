//! The témoin as a running program.

use std::collections::{BTreeMap, BTreeSet};
use std::net::SocketAddr;
use std::sync::Arc;

use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::actes::Poste;
use crate::config::ConfigTemoin;
use crate::ecarts::Ecarts;
use crate::erreur::TemoinError;
use crate::http;

/// A témoin that listens. Dropped, it stops at once; [`Temoin::arreter`] lets the act in progress end.
pub struct Temoin {
    adresse: SocketAddr,
    ecarts: Ecarts,
    /// True: end what is in progress, then stop. Dropped: stop at once.
    vie: watch::Sender<bool>,
    tache: JoinHandle<()>,
}

impl Temoin {
    /// Starts a témoin on this address (port 0: a free one).
    ///
    /// # Errors
    /// The configuration does not hold, its files cannot be read, or the address cannot be listened to.
    pub async fn demarrer(config: ConfigTemoin, adresse: SocketAddr) -> Result<Self, TemoinError> {
        let prise = TcpListener::bind(adresse)
            .await
            .map_err(|source| TemoinError::Ecoute { adresse, source })?;
        Self::demarrer_sur(config, prise)
    }

    /// Starts a témoin on a socket that listens already: for whom must write its address in the configuration, and cannot give the port back
    /// without losing it to another.
    ///
    /// # Errors
    /// The configuration does not hold, or its files cannot be read.
    ///
    /// # Panics
    /// Outside a tokio runtime.
    pub fn demarrer_sur(config: ConfigTemoin, prise: TcpListener) -> Result<Self, TemoinError> {
        let poste = Arc::new(Poste::ouvrir(config)?);
        let reelle = prise.local_addr().map_err(|source| TemoinError::Ecoute {
            adresse: SocketAddr::from((std::net::Ipv4Addr::UNSPECIFIED, 0)),
            source,
        })?;
        let ecarts = poste.ecarts.clone();
        let (vie, vue) = watch::channel(false);
        let routes = http::routes(poste, vue.clone());
        let tache = tokio::spawn(async move {
            let mut vue = vue;
            let arret = async move {
                // An error: the témoin was dropped, which is a reason to stop as well.
                let _ = vue.wait_for(|fin| *fin).await;
            };
            // Serving only ends by the signal above: axum retries what fails on accept.
            let _ = axum::serve(prise, routes).with_graceful_shutdown(arret).await;
        });
        Ok(Self {
            adresse: reelle,
            ecarts,
            vie,
            tache,
        })
    }

    /// Where its driver finds it, without trailing slash.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.adresse)
    }

    /// Where each defect would act: by name, the scenarios in which the témoin asked itself whether it carries it; the empty one for what
    /// it asked before any act. A defect that a scenario does not ask about changes nothing in it.
    #[must_use]
    pub fn consultes(&self) -> BTreeMap<&'static str, BTreeSet<String>> {
        self.ecarts.consultes()
    }

    /// Stops it, once the act in progress has ended.
    pub async fn arreter(mut self) {
        self.vie.send_replace(true);
        let _ = (&mut self.tache).await;
    }
}

impl Drop for Temoin {
    fn drop(&mut self) {
        self.tache.abort();
    }
}
