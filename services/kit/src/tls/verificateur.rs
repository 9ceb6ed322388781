//! rustls checks the client certificate; this wrapper keeps what was presented and what was answered, which rustls forgets
//! when the handshake fails.

use std::sync::{Arc, Mutex, PoisonError};

use rustls::client::danger::HandshakeSignatureValid;
use rustls::pki_types::{CertificateDer, UnixTime};
use rustls::server::danger::{ClientCertVerified, ClientCertVerifier};
use rustls::{CertificateError, DigitallySignedStruct, DistinguishedName, Error, SignatureScheme};
use segur_x509::{Usages, X509};

/// What one client presented: the certificate, DER, without its chain.
#[derive(Debug, Clone, Default)]
pub(super) struct Temoignage(Arc<Mutex<Option<Vec<u8>>>>);

impl Temoignage {
    pub(super) fn certificat(&self) -> Option<Vec<u8>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// The verifier of one connection.
#[derive(Debug)]
pub(super) struct Verificateur {
    juge: Arc<dyn ClientCertVerifier>,
    temoignage: Temoignage,
}

impl Verificateur {
    pub(super) fn nouveau(juge: Arc<dyn ClientCertVerifier>, temoignage: &Temoignage) -> Arc<dyn ClientCertVerifier> {
        Arc::new(Self {
            juge,
            temoignage: temoignage.clone(),
        })
    }
}

impl ClientCertVerifier for Verificateur {
    fn offer_client_auth(&self) -> bool {
        self.juge.offer_client_auth()
    }

    fn client_auth_mandatory(&self) -> bool {
        self.juge.client_auth_mandatory()
    }

    fn root_hint_subjects(&self) -> &[DistinguishedName] {
        self.juge.root_hint_subjects()
    }

    fn verify_client_cert(
        &self,
        presente: &CertificateDer<'_>,
        intermediaires: &[CertificateDer<'_>],
        instant: UnixTime,
    ) -> Result<ClientCertVerified, Error> {
        *self.temoignage.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(presente.to_vec());
        let verifie = self.juge.verify_client_cert(presente, intermediaires, instant)?;
        if X509::lire(presente).is_ok_and(|c| pour_se_connecter(c.usages())) {
            Ok(verifie)
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
        self.juge.verify_tls12_signature(m, c, s)
    }

    fn verify_tls13_signature(
        &self,
        m: &[u8],
        c: &CertificateDer<'_>,
        s: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.juge.verify_tls13_signature(m, c, s)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.juge.supported_verify_schemes()
    }
}

/// Whether a certificate is for connecting. webpki takes one without extended usages for good for anything: those of IGC-Santé that
/// authenticate all have the usage, and what has none is made for signing. A key that is for something, and not for that, does not
/// authenticate either.
pub(super) fn pour_se_connecter(usages: &Usages) -> bool {
    usages.a("clientAuth") && usages.cle.as_ref().is_none_or(|c| c.authentifie)
}

#[cfg(test)]
mod tests {
    use segur_x509::UsagesCle;

    use super::*;

    #[test]
    fn ce_qui_signe_ne_se_connecte_pas() {
        let cle = |authentifie| UsagesCle {
            signe: true,
            authentifie,
            certifie: false,
            texte: String::new(),
        };
        let etendus = |e: &str| Some(vec![e.to_owned()]);
        for (cle, etendus, bon) in [
            (Some(cle(true)), etendus("clientAuth"), true),
            (None, etendus("clientAuth"), true),
            // nonRepudiation alone.
            (Some(cle(false)), etendus("clientAuth"), false),
            (Some(cle(true)), etendus("emailProtection"), false),
            (Some(cle(true)), None, false),
        ] {
            assert_eq!(pour_se_connecter(&Usages { cle, etendus }), bon);
        }
    }
}
