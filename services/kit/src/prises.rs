//! The ports of the listeners: free ones, and those of the last time.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicU16, Ordering};

use tokio::net::TcpListener;

use crate::erreur::KitError;

/// Ports that browsers, and the `fetch` of JavaScript, call on no account (WHATWG Fetch, « port blocking »): those above where ports are drawn.
const INTERDITS_AUX_NAVIGATEURS: &[u16] = &[4190, 5060, 5061, 6000, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 10080];

/// Ports by espace, then by endpoint.
pub type PortsGardes = BTreeMap<String, BTreeMap<String, u16>>;

/// Where free ports are looked for. Those that the system gives are soon given to somebody else: they could not be kept.
#[derive(Debug, Default)]
pub(crate) struct Prises {
    /// The next port to try; 0: the system chooses.
    prochain: AtomicU16,
    /// Those that are for somebody.
    reserves: Vec<u16>,
}

impl Prises {
    pub(crate) fn nouvelles(premier: u16, reserves: &[u16]) -> Self {
        Self {
            prochain: AtomicU16::new(premier),
            reserves: reserves.to_vec(),
        }
    }

    /// Listens on an address; on port 0, on the one that is expected, else on the first free one from where the last was found.
    pub(crate) async fn ecouter(
        &self,
        quoi: &str,
        adresse: SocketAddr,
        attendu: Option<u16>,
    ) -> Result<(TcpListener, SocketAddr), KitError> {
        // Where ports are drawn by the system, as in a test, none is expected.
        let attendu = attendu.filter(|p| !INTERDITS_AUX_NAVIGATEURS.contains(p));
        if let Some(port) = attendu.filter(|_| adresse.port() == 0 && self.prochain.load(Ordering::SeqCst) != 0)
            && let Ok(ecoute) = TcpListener::bind((adresse.ip(), port)).await
        {
            return Ok((ecoute, (adresse.ip(), port).into()));
        }
        while adresse.port() == 0 {
            let essaye = self.prochain.load(Ordering::SeqCst);
            // None was asked for, or all were tried.
            if essaye == 0 {
                break;
            }
            self.prochain.store(essaye.wrapping_add(1), Ordering::SeqCst);
            if INTERDITS_AUX_NAVIGATEURS.contains(&essaye) || self.reserves.contains(&essaye) {
                continue;
            }
            match TcpListener::bind((adresse.ip(), essaye)).await {
                Ok(ecoute) => return Ok((ecoute, (adresse.ip(), essaye).into())),
                Err(e) if e.kind() == std::io::ErrorKind::AddrInUse => {}
                Err(_) => return ecouter(quoi, (adresse.ip(), essaye).into()).await,
            }
        }
        ecouter(quoi, adresse).await
    }
}

/// Listens, or says what to do.
pub(crate) async fn ecouter(quoi: &str, adresse: SocketAddr) -> Result<(TcpListener, SocketAddr), KitError> {
    let erreur = |cause: std::io::Error| match cause.kind() {
        std::io::ErrorKind::AddrInUse => KitError::AdressePrise {
            quoi: quoi.to_owned(),
            adresse,
            occupant: crate::occupant::occupant(adresse.port()),
        },
        _ => KitError::Ecoute {
            quoi: quoi.to_owned(),
            adresse,
            cause,
        },
    };
    let ecoute = TcpListener::bind(adresse).await.map_err(erreur)?;
    let adresse = ecoute.local_addr().map_err(erreur)?;
    Ok((ecoute, adresse))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A port that no browser would call is neither drawn nor kept.
    #[tokio::test]
    async fn un_port_que_les_navigateurs_refusent_n_est_pas_pris() {
        let libre: SocketAddr = ([127, 0, 0, 1], 0).into();
        for attendu in [None, Some(6666)] {
            let prises = Prises::nouvelles(6665, &[6670, 6671]);
            let (_ecoute, adresse) = prises.ecouter("essai", libre, attendu).await.unwrap();
            assert!(adresse.port() > 6671, "{adresse}");
        }
    }
}
