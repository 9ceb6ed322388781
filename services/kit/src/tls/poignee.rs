//! The handshake of one connection, within its time.

use std::time::Duration;

use rustls::server::Acceptor;
use segur_certs::lire_certificat;
use segur_model::Certificat;
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
    Etablie { flux: Box<TlsStream<TcpStream>>, certificat: Option<Certificat>, protocole: &'static str },
    /// It did not: the reason, and what the client presented.
    Refusee { refus: Refus, certificat: Option<Certificat>, ligne: String },
    /// The peer came and went without a byte: a probe of the port, nothing to tell.
    Muette,
}

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
    let seul = |refus| Poignee::Refusee { refus, certificat: None, ligne: String::new() };

    let mut debut = [0_u8; 11];
    let n = match tokio::time::timeout_at(echeance, tcp.peek(&mut debut)).await {
        Ok(Ok(0) | Err(_)) => return Poignee::Muette,
        Ok(Ok(n)) => n,
        Err(_) => return seul(Refus::muet(delai)),
    };
    match debut[0] {
        0x16 => {}
        b'A'..=b'Z' => {
            let ligne = renvoyer_vers_https(&mut tcp).await;
            return Poignee::Refusee { refus: Refus::en_clair(), certificat: None, ligne };
        }
        _ => {
            fermer(tcp).await;
            return seul(Refus::ni_tls_ni_http(&debut[..n]));
        }
    }
    // Record header, handshake header, then the version of the client: `03 01` is TLS 1.0.
    let version = (n == 11).then(|| [debut[9], debut[10]]);
    let mut affaire = Affaire { materiel, horloge, variante, delai, version, sni: None, presente: None };

    let accueil = LazyConfigAcceptor::new(Acceptor::default(), tcp);
    tokio::pin!(accueil);
    let bonjour = match tokio::time::timeout_at(echeance, accueil.as_mut()).await {
        Ok(Ok(b)) => b,
        Ok(Err(e)) => {
            if let Some(tcp) = accueil.take_io() {
                fermer(tcp).await;
            }
            return seul(affaire.avant_bonjour(&e));
        }
        Err(_) => return seul(Refus::inacheve(delai)),
    };
    affaire.sni = bonjour.client_hello().server_name().map(str::to_owned);

    let temoignage = Temoignage::default();
    let configuration = match materiel.configuration(mode, variante, horloge, &temoignage) {
        Ok(c) => c,
        Err(e) => return seul(affaire.erreur_tls(&e)),
    };
    let resultat = tokio::time::timeout_at(echeance, bonjour.into_stream(configuration).into_fallible()).await;
    let presente = temoignage.certificat();
    let certificat = presente.as_deref().and_then(|der| lire_certificat(der).ok());
    affaire.presente = presente;
    match resultat {
        Ok(Ok(flux)) => {
            let protocole = match flux.get_ref().1.protocol_version() {
                Some(rustls::ProtocolVersion::TLSv1_3) => "TLS 1.3",
                _ => "TLS 1.2",
            };
            Poignee::Etablie { flux: Box::new(flux), certificat, protocole }
        }
        Ok(Err((e, tcp))) => {
            let refus = affaire.apres_bonjour(&e, certificat.as_ref());
            fermer(tcp).await;
            Poignee::Refusee { refus, certificat, ligne: String::new() }
        }
        Err(_) => Poignee::Refusee { refus: Refus::inacheve(delai), certificat, ligne: String::new() },
    }
}

/// Ends a connection so that what was written last (the alert) arrives: closing with unread bytes would make the system
/// reset the connection and drop it.
pub(crate) async fn fermer(mut tcp: TcpStream) {
    let fin = async {
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

/// Tells a client that speaks HTTP on a TLS port what it did, in the only language that it will read. Gives its first line.
async fn renvoyer_vers_https(tcp: &mut TcpStream) -> String {
    const TEXTE: &str = "Ce port parle HTTPS : l'adresse commence par https://, pas par http://.\n";
    let echange = async {
        let mut tete = vec![0_u8; 2048];
        let n = tcp.read(&mut tete).await?;
        tete.truncate(n);
        let reponse = format!(
            "HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{TEXTE}",
            TEXTE.len()
        );
        tcp.write_all(reponse.as_bytes()).await?;
        tcp.shutdown().await?;
        let mut reste = [0_u8; 4096];
        for _ in 0..64 {
            if tcp.read(&mut reste).await? == 0 {
                break;
            }
        }
        Ok::<_, std::io::Error>(tete)
    };
    let tete = tokio::time::timeout(Duration::from_secs(1), echange).await;
    let Ok(Ok(tete)) = tete else { return String::new() };
    let ligne = tete.split(|o| *o == b'\r' || *o == b'\n').next().unwrap_or_default();
    crate::francais::citation(&String::from_utf8_lossy(ligne))
}
