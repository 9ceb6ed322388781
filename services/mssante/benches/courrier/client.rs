//! A client of SMTP and IMAP over TLS, the same for the bench and for its peers. It trusts whoever is at the other end: it measures, and judges nothing.

use std::sync::Arc;

use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use tokio_rustls::rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use tokio_rustls::rustls::crypto::aws_lc_rs;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use tokio_rustls::rustls::{ClientConfig, DigitallySignedStruct, Error, SignatureScheme};

#[derive(Debug)]
struct Confiant;

impl ServerCertVerifier for Confiant {
    fn verify_server_cert(
        &self,
        _: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        _: &[u8],
        _: &CertificateDer<'_>,
        _: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        Ok(HandshakeSignatureValid::assertion())
    }

    fn verify_tls13_signature(
        &self,
        _: &[u8],
        _: &CertificateDer<'_>,
        _: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        Ok(HandshakeSignatureValid::assertion())
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        aws_lc_rs::default_provider().signature_verification_algorithms.supported_schemes()
    }
}

pub struct Fil(BufReader<TlsStream<TcpStream>>);

impl Fil {
    pub async fn ouvrir(adresse: &str) -> Self {
        let config = ClientConfig::builder()
            .dangerous()
            .with_custom_certificate_verifier(Arc::new(Confiant))
            .with_no_client_auth();
        let tcp = TcpStream::connect(adresse).await.unwrap();
        tcp.set_nodelay(true).unwrap();
        let nom = ServerName::try_from("localhost").unwrap();
        let flux = TlsConnector::from(Arc::new(config)).connect(nom, tcp).await.unwrap();
        Self(BufReader::with_capacity(256 * 1024, flux))
    }

    pub async fn ligne(&mut self) -> String {
        let mut ligne = String::new();
        assert!(self.0.read_line(&mut ligne).await.unwrap() > 0, "the server closed");
        ligne
    }

    pub async fn envoyer(&mut self, octets: &[u8]) {
        self.0.get_mut().write_all(octets).await.unwrap();
        self.0.get_mut().flush().await.unwrap();
    }

    /// A command of SMTP, and the last line of its answer.
    pub async fn smtp(&mut self, texte: &str, code: &str) {
        self.envoyer(texte.as_bytes()).await;
        self.attendre(code).await;
    }

    pub async fn attendre(&mut self, code: &str) {
        loop {
            let ligne = self.ligne().await;
            if ligne.as_bytes().get(3) != Some(&b'-') {
                assert!(ligne.starts_with(code), "{code} : {ligne}");
                return;
            }
        }
    }

    /// A command of IMAP: how many bytes it answered.
    pub async fn imap(&mut self, commande: &str) -> usize {
        self.envoyer(format!("t {commande}\r\n").as_bytes()).await;
        let mut lus = 0;
        loop {
            let ligne = self.ligne().await;
            lus += ligne.len();
            if ligne.starts_with("t ") {
                assert!(ligne.starts_with("t OK"), "{commande} : {ligne}");
                return lus;
            }
            if let Some(taille) = ligne.trim_end().strip_suffix('}').and_then(|l| l.rsplit_once('{')) {
                let taille: usize = taille.1.parse().unwrap();
                let mut reste = vec![0; taille];
                self.0.read_exact(&mut reste).await.unwrap();
                lus += taille;
            }
        }
    }
}
