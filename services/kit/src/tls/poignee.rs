//! The handshake of one connection, within its time.

use std::time::Duration;

use rustls::server::Acceptor;
use segur_model::Certificat;
use segur_x509::X509;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio_rustls::LazyConfigAcceptor;
use tokio_rustls::server::TlsStream;

use super::refus::{Affaire, Refus};
use super::{MaterielTls, Temoignage};
use crate::horloge::Horloge;
use crate::service::ModeTls;

/// What a handshake gives.
pub(crate) enum Poignee {
    /// It went through.
    Etablie {
        flux: Box<TlsStream<TcpStream>>,
        certificat: Option<Certificat>,
        protocole: &'static str,
    },
    /// It did not. The connection is still there, to be ended once the refusal is recorded.
    Refusee(Box<Refusee>),
    /// The peer came and went without a byte: a probe of the port, nothing to tell.
    Muette,
}

/// A handshake that failed: the reason, what the client presented, and the first line of what it sent when it spoke HTTP.
pub(crate) struct Refusee {
    pub(crate) refus: Refus,
    pub(crate) certificat: Option<Certificat>,
    pub(crate) ligne: String,
    pub(crate) tcp: Option<TcpStream>,
}

impl Refusee {
    fn poignee(refus: Refus, tcp: Option<TcpStream>) -> Poignee {
        Poignee::Refusee(Box::new(Self {
            refus,
            certificat: None,
            ligne: String::new(),
            tcp,
        }))
    }

    /// Ends the connection so that what was written last (an alert, or the answer made here to a client that speaks HTTP)
    /// arrives: closing with unread bytes would make the system reset the connection and drop it.
    pub(crate) async fn finir(self) {
        let Some(mut tcp) = self.tcp else { return };
        let parle_http = !self.ligne.is_empty();
        let fin = async {
            if parle_http {
                tcp.write_all(REPONSE_EN_CLAIR.as_bytes()).await?;
            }
            tcp.shutdown().await?;
            let mut reste = [0_u8; 4096];
            for _ in 0..64 {
                if tcp.read(&mut reste).await? == 0 {
                    break;
                }
            }
            Ok::<_, std::io::Error>(())
        };
        let _ = tokio::time::timeout(Duration::from_secs(1), fin).await;
    }
}

/// What a client that speaks HTTP on a TLS port is told, in the only language that it will read.
const REPONSE_EN_CLAIR: &str = "HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain; charset=utf-8\r\nConnection: close\r\n\r\n\
    Ce port parle HTTPS : l'adresse commence par https://, pas par http://.\n";

/// Shakes hands with a client.
pub(crate) async fn serrer(
    mut tcp: TcpStream,
    materiel: &MaterielTls,
    mode: ModeTls,
    variante: Option<&str>,
    horloge: &Horloge,
    delai: Duration,
) -> Poignee {
    let echeance = tokio::time::Instant::now() + delai;

    let mut debut = [0_u8; 11];
    let n = match tokio::time::timeout_at(echeance, tcp.peek(&mut debut)).await {
        Ok(Ok(0) | Err(_)) => return Poignee::Muette,
        Ok(Ok(n)) => n,
        Err(_) => return Refusee::poignee(Refus::muet(delai), Some(tcp)),
    };
    match debut[0] {
        0x16 => {}
        b'A'..=b'Z' => {
            let ligne = premiere_ligne(&mut tcp).await;
            return Poignee::Refusee(Box::new(Refusee {
                refus: Refus::en_clair(),
                certificat: None,
                ligne,
                tcp: Some(tcp),
            }));
        }
        _ => return Refusee::poignee(Refus::ni_tls_ni_http(&debut[..n]), Some(tcp)),
    }
    // Record header, handshake header, then the version of the client: `03 01` is TLS 1.0.
    let version = (n == 11).then(|| [debut[9], debut[10]]);
    let mut affaire = Affaire {
        materiel,
        horloge,
        variante,
        delai,
        version,
        sni: None,
        presente: None,
    };

    let accueil = LazyConfigAcceptor::new(Acceptor::default(), tcp);
    tokio::pin!(accueil);
    let bonjour = match tokio::time::timeout_at(echeance, accueil.as_mut()).await {
        Ok(Ok(b)) => b,
        Ok(Err(e)) => return Refusee::poignee(affaire.avant_bonjour(&e), accueil.take_io()),
        Err(_) => return Refusee::poignee(Refus::inacheve(delai), accueil.take_io()),
    };
    affaire.sni = bonjour.client_hello().server_name().map(str::to_owned);

    let temoignage = Temoignage::default();
    let configuration = match materiel.configuration(mode, variante, horloge, &temoignage) {
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
        Ok(Err((e, tcp))) => {
            let refus = affaire.apres_bonjour(&e, certificat.as_ref());
            Poignee::Refusee(Box::new(Refusee {
                refus,
                certificat,
                ligne: String::new(),
                tcp: Some(tcp),
            }))
        }
        Err(_) => Poignee::Refusee(Box::new(Refusee {
            refus: Refus::inacheve(delai),
            certificat,
            ligne: String::new(),
            tcp: None,
        })),
    }
}

/// The first line of a request in clear.
async fn premiere_ligne(tcp: &mut TcpStream) -> String {
    let mut tete = [0_u8; 2048];
    let Ok(Ok(n)) = tokio::time::timeout(Duration::from_secs(1), tcp.read(&mut tete)).await else {
        return String::new();
    };
    let ligne = tete[..n].split(|o| *o == b'\r' || *o == b'\n').next().unwrap_or_default();
    crate::francais::citation(&String::from_utf8_lossy(ligne))
}
