//! A client that says what the test says, and hears what comes.

use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName};
use tokio_rustls::rustls::{ClientConfig, RootCertStore};

use crate::essai::{Essai, IGC, MOT};

trait Flux: AsyncRead + AsyncWrite + Unpin + Send {}
impl<F: AsyncRead + AsyncWrite + Unpin + Send> Flux for F {}

pub struct Client(Box<dyn Flux>);

impl Client {
    /// To an endpoint in clear.
    pub async fn nouveau(essai: &Essai, point: &str) -> Self {
        Self(Box::new(TcpStream::connect(essai.adresse(point)).await.unwrap()))
    }

    /// To an address, in clear.
    pub async fn vers(adresse: &str) -> Self {
        Self(Box::new(TcpStream::connect(adresse).await.unwrap()))
    }

    /// To submission, greeted, behind STARTTLS, greeted again.
    pub async fn soumission(essai: &Essai, identite: Option<&str>) -> Self {
        let mut c = Self::nouveau(essai, "mssante.soumission").await;
        c.attendre("220").await;
        c.dire("EHLO poste.test", "250").await;
        c.dire("STARTTLS", "220").await;
        let mut c = c.chiffrer(identite).await;
        c.dire("EHLO poste.test", "250").await;
        c
    }

    /// The same, authenticated by the password of this mailbox.
    pub async fn de(essai: &Essai, boite: &str) -> Self {
        let mut c = Self::soumission(essai, None).await;
        let clair = STANDARD.encode(format!("\0{boite}\0{MOT}"));
        c.dire(&format!("AUTH PLAIN {clair}"), "235").await;
        c
    }

    /// To a mailbox over IMAP, behind TLS, opened by its password.
    pub async fn imap(essai: &Essai, boite: &str) -> Self {
        let mut c = Self::nouveau(essai, "mssante.imaps").await.chiffrer(None).await;
        c.attendre("* O").await;
        c.dire(&format!("z LOGIN {boite} {MOT}"), "z OK").await;
        c
    }

    /// TLS, with this certificate.
    pub async fn chiffrer(self, identite: Option<&str>) -> Self {
        self.monter(identite).await.unwrap()
    }

    /// TLS, with this certificate, when the server takes it: in TLS 1.3 it says no after the handshake, to whoever reads.
    pub async fn essayer(self, identite: Option<&str>) -> Option<Self> {
        let mut c = self.monter(identite).await.ok()?;
        c.0.write_all(b"NOOP\r\n").await.ok()?;
        (!c.lire().await.is_empty()).then_some(c)
    }

    async fn monter(self, identite: Option<&str>) -> std::io::Result<Self> {
        let mut racines = RootCertStore::empty();
        for ancre in CertificateDer::pem_slice_iter(IGC.ancres_pem().as_bytes()) {
            racines.add(ancre.unwrap()).unwrap();
        }
        let config = ClientConfig::builder().with_root_certificates(racines);
        let config = match identite {
            None => config.with_no_client_auth(),
            Some(nom) => {
                let i = IGC.identite(nom).unwrap();
                let chaine = CertificateDer::pem_slice_iter(i.chaine_pem.as_bytes())
                    .map(Result::unwrap)
                    .collect();
                let cle = PrivateKeyDer::from_pem_slice(i.cle_pem.as_bytes()).unwrap();
                config.with_client_auth_cert(chaine, cle).unwrap()
            }
        };
        let nom = ServerName::try_from("localhost").unwrap();
        let flux = TlsConnector::from(Arc::new(config)).connect(nom, self.0).await?;
        Ok(Self(Box::new(flux)))
    }

    pub async fn envoyer(&mut self, octets: impl AsRef<[u8]>) {
        self.0.write_all(octets.as_ref()).await.unwrap();
        self.0.flush().await.unwrap();
    }

    /// One line; empty: the server closed.
    pub async fn lire(&mut self) -> String {
        let mut ligne = Vec::new();
        while !ligne.ends_with(b"\n") {
            match self.0.read_u8().await {
                Ok(o) => ligne.push(o),
                Err(_) => break,
            }
        }
        String::from_utf8(ligne).unwrap().trim_end().to_owned()
    }

    /// So many bytes.
    pub async fn lire_exactement(&mut self, nombre: usize) -> Vec<u8> {
        let mut octets = vec![0; nombre];
        self.0.read_exact(&mut octets).await.unwrap();
        octets
    }

    /// An answer of one or several lines, that begins so.
    pub async fn attendre(&mut self, debut: &str) -> Vec<String> {
        let mut lignes = Vec::new();
        loop {
            let ligne = self.lire().await;
            let suite = ligne.as_bytes().get(3) == Some(&b'-');
            lignes.push(ligne);
            if !suite {
                break;
            }
        }
        assert!(lignes.last().unwrap().starts_with(debut), "{debut} attendu : {lignes:?}");
        lignes
    }

    pub async fn dire(&mut self, ligne: &str, debut: &str) -> Vec<String> {
        self.envoyer(format!("{ligne}\r\n")).await;
        self.attendre(debut).await
    }

    /// A whole mail: the answer to its end.
    pub async fn remettre(&mut self, de: &str, a: &[&str], courriel: &str, debut: &str) -> Vec<String> {
        self.dire(&format!("MAIL FROM:<{de}>"), "250").await;
        for a in a {
            self.dire(&format!("RCPT TO:{a}"), "250").await;
        }
        self.dire("DATA", "354").await;
        self.dire(&format!("{courriel}\r\n."), debut).await
    }
}
