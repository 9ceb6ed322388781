//! The handshake of one connection, within its time.

use std::time::Duration;

use rustls::server::Acceptor;
use segur_model::Certificat;
use segur_x509::X509;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio_rustls::LazyConfigAcceptor;
use tokio_rustls::server::TlsStream;

use super::materiel::Montee;
use super::refus::{Affaire, Refus};
use super::verificateur::Temoignage;
use crate::flux::{Duplex, Prefixe, clore};

/// The first byte of TLS: the record of a handshake.
pub(crate) const TLS: u8 = 0x16;

/// What a handshake gives.
pub(crate) enum Poignee<F> {
    /// It went through.
    Etablie {
        flux: Box<TlsStream<Prefixe<F>>>,
        certificat: Option<Certificat>,
        protocole: &'static str,
    },
    /// It did not. The connection is still there, to be ended once the refusal is recorded.
    Refusee(Box<Refusee<F>>),
    /// The peer came and went without a byte: a probe of the port, nothing to tell.
    Muette,
}

/// A handshake that failed: the reason, what the client presented, and the first line of what it sent when it spoke in clear.
pub(crate) struct Refusee<F> {
    pub(crate) refus: Refus,
    pub(crate) certificat: Option<Certificat>,
    pub(crate) ligne: String,
    flux: Option<Prefixe<F>>,
    /// What it is told, in clear.
    mot: &'static str,
}

impl<F: Duplex> Refusee<F> {
    fn poignee(refus: Refus, flux: Option<Prefixe<F>>) -> Poignee<F> {
        Poignee::Refusee(Box::new(Self {
            refus,
            certificat: None,
            ligne: String::new(),
            flux,
            mot: "",
        }))
    }

    /// Ends the connection so that what was written last arrives: an alert, or the answer made here to a client in clear.
    pub(crate) async fn finir(self) {
        let Some(mut flux) = self.flux else { return };
        let _ = tokio::time::timeout(Duration::from_secs(1), flux.write_all(self.mot.as_bytes())).await;
        clore(&mut flux, std::future::pending()).await;
    }
}

/// What a client that speaks HTTP on a TLS port is told, in the only language that it will read.
const REPONSE_EN_CLAIR: &str = "HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain; charset=utf-8\r\nConnection: close\r\n\r\n\
    Ce port parle HTTPS : l'adresse commence par https://, pas par http://.\n";

impl Montee<'_> {
    /// Shakes hands with a client.
    pub(crate) async fn monter<F: Duplex>(self, mut flux: Prefixe<F>) -> Poignee<F> {
        let echeance = tokio::time::Instant::now() + self.delai;
        let debut = match tokio::time::timeout_at(echeance, flux.sonder()).await {
            Ok(Ok([]) | Err(_)) => return Poignee::Muette,
            Ok(Ok(debut)) => debut,
            Err(_) => return Refusee::poignee(Refus::muet(self.delai), Some(flux)),
        };
        match debut[0] {
            TLS => {}
            b'A'..=b'Z' if self.http => return self.en_clair(flux).await,
            b' '..=b'~' if !self.http => return self.en_clair(flux).await,
            _ => {
                let refus = Refus::ni_tls_ni_http(&debut[..debut.len().min(11)]);
                return Refusee::poignee(refus, Some(flux));
            }
        }
        // Record header, handshake header, then the version of the client: `03 01` is TLS 1.0.
        let version = debut.get(9..11).map(|v| [v[0], v[1]]);
        self.saluer(flux, version, echeance).await
    }

    async fn saluer<F: Duplex>(self, flux: Prefixe<F>, version: Option<[u8; 2]>, echeance: tokio::time::Instant) -> Poignee<F> {
        let mut affaire = Affaire {
            materiel: self.materiel,
            horloge: self.horloge,
            variante: self.variante,
            identite: self.identite,
            delai: self.delai,
            version,
            tls12: self.tls12,
            suites: Vec::new(),
            sni: None,
            presente: None,
        };
        let accueil = LazyConfigAcceptor::new(Acceptor::default(), flux);
        tokio::pin!(accueil);
        let bonjour = match tokio::time::timeout_at(echeance, accueil.as_mut()).await {
            Ok(Ok(b)) => b,
            Ok(Err(e)) => return Refusee::poignee(affaire.avant_bonjour(&e), accueil.take_io()),
            Err(_) => return Refusee::poignee(Refus::inacheve(self.delai), accueil.take_io()),
        };
        affaire.sni = bonjour.client_hello().server_name().map(str::to_owned);
        affaire.suites = bonjour.client_hello().cipher_suites().to_vec();

        let temoignage = Temoignage::default();
        let configuration = match self.configuration(&temoignage) {
            Ok(c) => c,
            Err(e) => return Refusee::poignee(affaire.erreur_tls(&e), None),
        };
        let resultat = tokio::time::timeout_at(echeance, bonjour.into_stream(configuration).into_fallible()).await;
        affaire.presente = temoignage.certificat().and_then(|der| X509::lire(&der).ok());
        let certificat = affaire.presente.as_ref().map(|c| c.dit().clone());
        match resultat {
            Ok(Ok(flux)) => {
                let protocole = match flux.get_ref().1.protocol_version() {
                    Some(rustls::ProtocolVersion::TLSv1_3) => "TLS 1.3",
                    _ => "TLS 1.2",
                };
                Poignee::Etablie {
                    flux: Box::new(flux),
                    certificat,
                    protocole,
                }
            }
            Ok(Err((e, flux))) => Poignee::Refusee(Box::new(Refusee {
                refus: affaire.apres_bonjour(&e, certificat.as_ref()),
                certificat,
                ligne: String::new(),
                flux: Some(flux),
                mot: "",
            })),
            Err(_) => Poignee::Refusee(Box::new(Refusee {
                refus: Refus::inacheve(self.delai),
                certificat,
                ligne: String::new(),
                flux: None,
                mot: "",
            })),
        }
    }

    /// The client speaks in clear where TLS was awaited.
    async fn en_clair<F: Duplex>(self, mut flux: Prefixe<F>) -> Poignee<F> {
        let ligne = premiere_ligne(&mut flux).await;
        let (refus, mot) = if self.http {
            (Refus::en_clair(), REPONSE_EN_CLAIR)
        } else {
            (Refus::commande_en_clair(), "")
        };
        Poignee::Refusee(Box::new(Refusee {
            refus,
            certificat: None,
            ligne,
            flux: Some(flux),
            mot,
        }))
    }
}

/// The first line of what came in clear.
async fn premiere_ligne<F: Duplex>(flux: &mut F) -> String {
    let mut tete = [0_u8; 2048];
    let Ok(Ok(n)) = tokio::time::timeout(Duration::from_secs(1), flux.read(&mut tete)).await else {
        return String::new();
    };
    let ligne = tete[..n].split(|o| *o == b'\r' || *o == b'\n').next().unwrap_or_default();
    crate::francais::citation(&String::from_utf8_lossy(ligne))
}
