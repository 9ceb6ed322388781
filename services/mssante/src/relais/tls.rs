//! TLS towards another operator: mutual, within the test IGC, revocation seen. Its name is not that of a host but that which the white list gives
//! to its domain: the caller compares it.

use std::sync::Arc;

use segur_certs::Igc;
use segur_kit::{Contexte, Horloge};
use segur_x509::X509;
use tokio_rustls::rustls::client::WebPkiServerVerifier;
use tokio_rustls::rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use tokio_rustls::rustls::crypto::{CryptoProvider, aws_lc_rs};
use tokio_rustls::rustls::pki_types::{CertificateDer, CertificateRevocationListDer, ServerName, UnixTime};
use tokio_rustls::rustls::{CertificateError, ClientConfig, DigitallySignedStruct, Error, RootCertStore, SignatureScheme, version};

/// The configuration of an operator that calls another, under this identity of the PKI.
///
/// # Errors
/// What to do (French).
pub(super) fn configuration(ctx: &Contexte, identite: &str) -> Result<Arc<ClientConfig>, String> {
    let siens = ctx.igc.identite(identite).ok_or_else(|| {
        format!("l'IGC de ce banc n'a pas l'identité « {identite} » : elle a été créée par une version d'avant ; démarrez sur un dossier neuf (--data)")
    })?;
    let fournisseur = Arc::new(aws_lc_rs::default_provider());
    let verificateur = verificateur(&ctx.igc, &fournisseur).map_err(|e| format!("les autorités de l'IGC : {e}"))?;
    let (chaine, cle) = (siens.chaine_der(), siens.cle_der());
    let (chaine, cle) = (chaine.map_err(|e| e.to_string())?, cle.map_err(|e| e.to_string())?);
    let horloge: Horloge = ctx.horloge.clone();
    let c = ClientConfig::builder_with_details(fournisseur, Arc::new(horloge))
        .with_protocol_versions(&[&version::TLS13, &version::TLS12])
        .map_err(|e| e.to_string())?
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(verificateur))
        .with_client_auth_cert(chaine, cle)
        .map_err(|e| e.to_string())?;
    Ok(Arc::new(c))
}

fn verificateur(igc: &Igc, fournisseur: &Arc<CryptoProvider>) -> Result<SansHote, Box<dyn std::error::Error>> {
    let mut racines = RootCertStore::empty();
    for ancre in segur_x509::lire_pem(&igc.ancres_pem())? {
        racines.add(CertificateDer::from(ancre))?;
    }
    let juge = WebPkiServerVerifier::builder_with_provider(Arc::new(racines), fournisseur.clone())
        .with_crls(igc.crls().iter().map(|c| CertificateRevocationListDer::from(c.der.clone())))
        // As the bench does with its callers: it has no list of the authorities that a vendor adds.
        .allow_unknown_revocation_status()
        .build()?;
    Ok(SansHote(juge))
}

/// All that webpki verifies, but for the name of the host: an operator is called at an address of the settings, and is who its subject says.
#[derive(Debug)]
struct SansHote(Arc<WebPkiServerVerifier>);

impl ServerCertVerifier for SansHote {
    fn verify_server_cert(
        &self,
        presente: &CertificateDer<'_>,
        intermediaires: &[CertificateDer<'_>],
        nom: &ServerName<'_>,
        ocsp: &[u8],
        instant: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        match self.0.verify_server_cert(presente, intermediaires, nom, ocsp, instant) {
            // Said last, once the chain, the dates, the usage and the revocation were found good.
            Err(Error::InvalidCertificate(CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. })) => {}
            Err(autre) => return Err(autre),
            Ok(_) => {}
        }
        // webpki takes a certificate without extended usages for one that is good for anything.
        if X509::lire(presente).is_ok_and(|c| c.usages().a("serverAuth")) {
            Ok(ServerCertVerified::assertion())
        } else {
            Err(Error::InvalidCertificate(CertificateError::InvalidPurpose))
        }
    }

    fn verify_tls12_signature(
        &self,
        m: &[u8],
        c: &CertificateDer<'_>,
        s: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.0.verify_tls12_signature(m, c, s)
    }

    fn verify_tls13_signature(
        &self,
        m: &[u8],
        c: &CertificateDer<'_>,
        s: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.0.verify_tls13_signature(m, c, s)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.0.supported_verify_schemes()
    }
}
