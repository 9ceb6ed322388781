//! The way to the operator: TCP, STARTTLS, then TLS with the authorities of the configuration, and the certificate of the structure where
//! the mailbox is the software's own.
//!
//! The handshake is ours: `lettre` 0.11.23 hands the text of a PEM to rustls where DER is due (`Identity::from_pem`, tls.rs), takes one
//! certificate and no chain, and `async-imap` opens no connection at all. One client of TLS serves both.

use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use lettre::transport::smtp::client::AsyncTokioStream;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, verify_tls12_signature, verify_tls13_signature};
use rustls::{ClientConfig, DigitallySignedStruct, RootCertStore, SignatureScheme};
use rustls_pki_types::pem::PemObject as _;
use rustls_pki_types::{CertificateDer, PrivateKeyDer, ServerName, UnixTime};
use segur_model::francais::cause;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _, ReadBuf};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

use crate::config::{ConfigTemoin, pem};
use crate::ecarts::{Ecart, Ecarts};
use crate::erreur::TemoinError;

/// Longest answer read in clear.
const CLAIR_MAX: usize = 8 * 1024;
/// How long one exchange may take.
pub(crate) const DELAI: Duration = Duration::from_secs(30);

/// An endpoint of the operator.
#[derive(Clone)]
pub(crate) struct Point {
    hote: String,
    port: u16,
    /// The address of a name that no DNS knows.
    adresse: Option<SocketAddr>,
    nom: ServerName<'static>,
    /// TLS from the first byte.
    pub implicite: bool,
}

/// How TLS is made: as it must be, and without a look at the certificate of the operator.
pub(crate) struct Tls {
    verifiee: Voies,
    aveugle: Voies,
    ecarts: Ecarts,
}

/// With no certificate of ours, and with that of the structure.
struct Voies {
    anonyme: TlsConnector,
    structure: Option<TlsConnector>,
}

impl Point {
    /// Reads `smtp://hôte:port`; the second scheme is that of TLS at once.
    pub(crate) fn lire(config: &ConfigTemoin, url: &str, schemas: [&str; 2]) -> Result<Self, TemoinError> {
        let faux = || {
            TemoinError::Config(format!(
                "{url} : {}://hôte:port ou {}://hôte:port est attendu",
                schemas[0], schemas[1]
            ))
        };
        let (schema, reste) = url.split_once("://").ok_or_else(faux)?;
        if !schemas.contains(&schema) {
            return Err(faux());
        }
        let (hote, port) = reste.trim_end_matches('/').rsplit_once(':').ok_or_else(faux)?;
        let hote = hote.trim_matches(['[', ']']);
        Ok(Self {
            hote: hote.to_owned(),
            port: port.parse().map_err(|_| faux())?,
            adresse: config.resolution.get(hote).copied(),
            nom: ServerName::try_from(hote.to_owned()).map_err(|_| faux())?,
            implicite: schema == schemas[1],
        })
    }

    /// A connection, in clear.
    pub(crate) async fn joindre(&self) -> Result<TcpStream, String> {
        let tcp = async {
            match self.adresse {
                Some(a) => TcpStream::connect(a).await,
                None => TcpStream::connect((self.hote.as_str(), self.port)).await,
            }
        };
        match tokio::time::timeout(DELAI, tcp).await {
            Ok(Ok(tcp)) => {
                // Commands are short and each waits for its answer: held back, each would cost the delay of an acknowledgement.
                let _ = tcp.set_nodelay(true);
                Ok(tcp)
            }
            Ok(Err(e)) => Err(format!("connexion à {}:{} impossible : {}", self.hote, self.port, cause(&e))),
            Err(_) => Err(format!("connexion à {}:{} : pas de réponse", self.hote, self.port)),
        }
    }
}

impl Tls {
    pub(crate) fn preparer(config: &ConfigTemoin, ecarts: &Ecarts) -> Result<Self, TemoinError> {
        let invalide = |quoi: &str, e: &dyn std::fmt::Display| TemoinError::Config(format!("{quoi} : {e}"));
        let mut ancres = RootCertStore::empty();
        if let Some(pems) = &config.ancres {
            for c in CertificateDer::pem_slice_iter(&pem("ancres", pems)?) {
                let c = c.map_err(|e| invalide("ancres", &e))?;
                ancres.add(c).map_err(|e| invalide("ancres", &e))?;
            }
        }
        let structure = match (&config.auth_certificat, &config.auth_cle) {
            (Some(certificat), Some(cle)) => {
                let chaine: Vec<CertificateDer<'static>> = CertificateDer::pem_slice_iter(&pem("auth_certificat", certificat)?)
                    .collect::<Result<_, _>>()
                    .map_err(|e| invalide("auth_certificat", &e))?;
                let cle = PrivateKeyDer::from_pem_slice(&pem("auth_cle", cle)?).map_err(|e| invalide("auth_cle", &e))?;
                Some((chaine, cle))
            }
            _ => None,
        };
        let voies = |aveugle: bool| {
            let base = || {
                let fournisseur = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
                ClientConfig::builder_with_provider(fournisseur.clone())
                    .with_safe_default_protocol_versions()
                    .map(|c| match aveugle {
                        false => c.with_root_certificates(ancres.clone()),
                        true => c.dangerous().with_custom_certificate_verifier(Arc::new(Aveugle(fournisseur))),
                    })
                    .map_err(|e| invalide("TLS", &e))
            };
            let structure = match &structure {
                Some((chaine, cle)) => {
                    let c = base()?.with_client_auth_cert(chaine.clone(), cle.clone_key());
                    Some(TlsConnector::from(Arc::new(c.map_err(|e| invalide("auth_certificat", &e))?)))
                }
                None => None,
            };
            Ok::<_, TemoinError>(Voies {
                anonyme: TlsConnector::from(Arc::new(base()?.with_no_client_auth())),
                structure,
            })
        };
        Ok(Self {
            verifiee: voies(false)?,
            aveugle: voies(true)?,
            ecarts: ecarts.clone(),
        })
    }

    /// The handshake, under the certificate of the structure or under none.
    pub(crate) async fn chiffrer(&self, point: &Point, tcp: TcpStream, structure: bool) -> Result<Flux, String> {
        let voies = match self.ecarts.a(Ecart::MssCertificatNonVerifie) {
            false => &self.verifiee,
            true => &self.aveugle,
        };
        let connecteur = match structure {
            true => voies.structure.as_ref().ok_or("`auth_certificat` et `auth_cle` manquent")?,
            false => &voies.anonyme,
        };
        match tokio::time::timeout(DELAI, connecteur.connect(point.nom.clone(), tcp)).await {
            Ok(Ok(flux)) => Ok(Flux::nouveau(Voie::Tls(Box::new(flux)))),
            Ok(Err(e)) => Err(format!("TLS refusé : {}", cause(&e))),
            Err(_) => Err("TLS : pas de réponse".to_owned()),
        }
    }
}

/// Says `ligne` in clear (nothing when it is empty), and reads the answer of SMTP: its code and its lines.
pub(crate) async fn demander_en_clair(tcp: &mut TcpStream, ligne: &str) -> Result<(u16, Vec<String>), String> {
    let dialogue = async {
        if !ligne.is_empty() {
            tcp.write_all(format!("{ligne}\r\n").as_bytes()).await?;
        }
        let mut recu = Vec::new();
        loop {
            // One byte at a time: what follows the last line belongs to TLS.
            recu.push(tcp.read_u8().await?);
            let fin = recu.ends_with(b"\n");
            let derniere = recu.split(|o| *o == b'\n').rev().nth(1).unwrap_or_default();
            if fin && derniere.get(3) != Some(&b'-') {
                return Ok(recu);
            }
            if recu.len() >= CLAIR_MAX {
                return Err(io::Error::other("réponse trop longue"));
            }
        }
    };
    let recu: Result<Vec<u8>, io::Error> = match tokio::time::timeout(DELAI, dialogue).await {
        Ok(r) => r,
        Err(_) => return Err("pas de réponse".to_owned()),
    };
    let texte = String::from_utf8_lossy(&recu.map_err(|e| cause(&e))?).into_owned();
    let lignes: Vec<String> = texte.lines().map(str::to_owned).collect();
    let code = lignes.first().and_then(|l| l.get(..3)?.parse().ok()).unwrap_or_default();
    Ok((code, lignes))
}

/// What libraries read and write: a connection, and what is read before it.
#[derive(Debug)]
pub(crate) struct Flux {
    avant: Vec<u8>,
    voie: Voie,
}

#[derive(Debug)]
enum Voie {
    Clair(TcpStream),
    Tls(Box<TlsStream<TcpStream>>),
}

impl Flux {
    fn nouveau(voie: Voie) -> Self {
        Self { avant: Vec::new(), voie }
    }

    /// A connection that stays in clear.
    pub(crate) fn en_clair(tcp: TcpStream) -> Self {
        Self::nouveau(Voie::Clair(tcp))
    }

    /// The same, with these bytes to be read first: the greeting that `lettre` waits for, and that no server says again after STARTTLS.
    pub(crate) fn precede(mut self, avant: &[u8]) -> Self {
        self.avant = avant.to_vec();
        self
    }

    /// What STARTTLS is made on; None, once TLS is there.
    pub(crate) fn tcp(self) -> Option<TcpStream> {
        match self.voie {
            Voie::Clair(tcp) => Some(tcp),
            Voie::Tls(_) => None,
        }
    }
}

impl AsyncRead for Flux {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, tampon: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        if !self.avant.is_empty() {
            let n = self.avant.len().min(tampon.remaining());
            tampon.put_slice(&self.avant[..n]);
            self.avant.drain(..n);
            return Poll::Ready(Ok(()));
        }
        match &mut self.voie {
            Voie::Clair(f) => Pin::new(f).poll_read(cx, tampon),
            Voie::Tls(f) => Pin::new(f).poll_read(cx, tampon),
        }
    }
}

impl AsyncWrite for Flux {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, octets: &[u8]) -> Poll<io::Result<usize>> {
        match &mut self.voie {
            Voie::Clair(f) => Pin::new(f).poll_write(cx, octets),
            Voie::Tls(f) => Pin::new(f).poll_write(cx, octets),
        }
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match &mut self.voie {
            Voie::Clair(f) => Pin::new(f).poll_flush(cx),
            Voie::Tls(f) => Pin::new(f).poll_flush(cx),
        }
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match &mut self.voie {
            Voie::Clair(f) => Pin::new(f).poll_shutdown(cx),
            Voie::Tls(f) => Pin::new(f).poll_shutdown(cx),
        }
    }
}

impl AsyncTokioStream for Flux {
    fn peer_addr(&self) -> io::Result<SocketAddr> {
        match &self.voie {
            Voie::Clair(f) => f.peer_addr(),
            Voie::Tls(f) => f.get_ref().0.peer_addr(),
        }
    }
}

/// Takes every certificate of a server: only a defect uses it.
#[derive(Debug)]
struct Aveugle(Arc<CryptoProvider>);

impl ServerCertVerifier for Aveugle {
    fn verify_server_cert(
        &self,
        _: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        c: &CertificateDer<'_>,
        s: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls12_signature(message, c, s, &self.0.signature_verification_algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        c: &CertificateDer<'_>,
        s: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls13_signature(message, c, s, &self.0.signature_verification_algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.0.signature_verification_algorithms.supported_schemes()
    }
}
