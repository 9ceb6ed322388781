//! Keys, trust and revocation, and the configuration of one connection.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use rustls::crypto::{CryptoProvider, aws_lc_rs};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, CertificateRevocationListDer, PrivateKeyDer};
use rustls::server::danger::ClientCertVerifier;
use rustls::server::{NoServerSessionStorage, ResolvesServerCert, WebPkiClientVerifier};
use rustls::sign::{CertifiedKey, SingleCertAndKey};
use rustls::{RootCertStore, ServerConfig, SupportedProtocolVersion};
use segur_certs::Igc;
use segur_x509::X509;

use super::verificateur::{Temoignage, Verificateur};
use crate::erreur::KitError;
use crate::horloge::Horloge;

/// The server certificates that a fault can ask for: identities `serveur-expire`… of the PKI.
pub(crate) const VARIANTES: [&str; 3] = ["expire", "revoque", "etranger"];

const TLS12: [&SupportedProtocolVersion; 1] = [&rustls::version::TLS12];
const TLS12_ET_13: [&SupportedProtocolVersion; 2] = [&rustls::version::TLS13, &rustls::version::TLS12];

/// What an endpoint asks of TLS.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ModeTls {
    /// None. A session may still ask for TLS on its way ([`crate::Suite::Tls`]).
    Clair,
    /// TLS, no certificate asked of the client.
    Serveur,
    /// TLS, a client certificate is asked and, when given, must be good.
    MutuelFacultatif,
    /// TLS, a good client certificate is wanted.
    Mutuel,
}

/// What every listener shares: keys, trust, revocation.
pub(crate) struct MaterielTls {
    fournisseur: Arc<CryptoProvider>,
    serveur: Certificat,
    variantes: BTreeMap<&'static str, Certificat>,
    /// What some endpoints present in place of `serveur`.
    identites: BTreeMap<Arc<str>, Certificat>,
    exige: Arc<dyn ClientCertVerifier>,
    facultatif: Arc<dyn ClientCertVerifier>,
    pub(crate) igc: Arc<Igc>,
}

pub(super) struct Certificat {
    cle: Arc<dyn ResolvesServerCert>,
    /// Names that it covers, for explanations.
    pub(super) noms: Vec<String>,
}

impl MaterielTls {
    /// `presentees`: identities that endpoints ask for. A PKI made before the plan had one does without it.
    pub(crate) fn charger(igc: Arc<Igc>, presentees: impl Iterator<Item = Arc<str>>) -> Result<Self, KitError> {
        let fournisseur = Arc::new(aws_lc_rs::default_provider());
        let serveur = certificat(&igc, "serveur", &fournisseur)?;
        let mut variantes = BTreeMap::new();
        for v in VARIANTES {
            variantes.insert(v, certificat(&igc, &format!("serveur-{v}"), &fournisseur)?);
        }
        let mut identites = BTreeMap::new();
        for nom in presentees.filter(|nom| igc.identite(nom).is_some()) {
            let lu = certificat(&igc, &nom, &fournisseur)?;
            identites.insert(nom, lu);
        }
        let mut racines = RootCertStore::empty();
        for ancre in CertificateDer::pem_slice_iter(igc.ancres_pem().as_bytes()) {
            racines
                .add(ancre.map_err(illisible("les ancres"))?)
                .map_err(illisible("les ancres"))?;
        }
        let racines = Arc::new(racines);
        let verificateur = || {
            WebPkiClientVerifier::builder_with_provider(racines.clone(), fournisseur.clone())
                .with_crls(igc.crls().iter().map(|c| CertificateRevocationListDer::from(c.der.clone())))
                // The bench has no CRL of the authorities that a vendor adds (its own test cards): not being able to tell
                // is no reason to refuse. Nor is a list gone stale because the clock of an espace was moved.
                .allow_unknown_revocation_status()
        };
        let exige = verificateur().build().map_err(illisible("les ancres ou les CRL"))?;
        let facultatif = verificateur()
            .allow_unauthenticated()
            .build()
            .map_err(illisible("les ancres ou les CRL"))?;
        Ok(Self {
            fournisseur,
            serveur,
            variantes,
            identites,
            exige,
            facultatif,
            igc,
        })
    }

    /// What the control plane is asked over: the certificate `serveur`, at the true time, whatever the espaces think it is.
    pub(crate) fn controle(&self) -> Result<Arc<ServerConfig>, KitError> {
        let mut c = ServerConfig::builder_with_provider(self.fournisseur.clone())
            .with_protocol_versions(&TLS12_ET_13)
            .map_err(illisible("TLS"))?
            .with_no_client_auth()
            .with_cert_resolver(self.serveur.cle.clone());
        c.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(Arc::new(c))
    }

    /// A fault wins over what the endpoint presents.
    pub(super) fn certificat(&self, variante: Option<&str>, identite: Option<&str>) -> &Certificat {
        let fautif = variante.and_then(|v| self.variantes.get(v));
        fautif.or_else(|| self.identites.get(identite?)).unwrap_or(&self.serveur)
    }
}

/// How TLS is put on a connection.
pub(crate) struct Montee<'a> {
    pub(crate) materiel: &'a MaterielTls,
    pub(crate) mode: ModeTls,
    /// TLS 1.2 alone.
    pub(crate) tls12: bool,
    /// Server certificate that a fault makes us present.
    pub(crate) variante: Option<&'a str>,
    /// Identity that the endpoint presents.
    pub(crate) identite: Option<&'a str>,
    pub(crate) horloge: &'a Horloge,
    pub(crate) delai: Duration,
    /// HTTP will be spoken inside.
    pub(crate) http: bool,
}

impl Montee<'_> {
    /// The configuration of one connection: its verifier writes down what this client presents.
    pub(super) fn configuration(&self, temoignage: &Temoignage) -> Result<Arc<ServerConfig>, rustls::Error> {
        let verificateur = match self.mode {
            ModeTls::Clair | ModeTls::Serveur => WebPkiClientVerifier::no_client_auth(),
            ModeTls::MutuelFacultatif => Verificateur::nouveau(self.materiel.facultatif.clone(), temoignage),
            ModeTls::Mutuel => Verificateur::nouveau(self.materiel.exige.clone(), temoignage),
        };
        let mut c = ServerConfig::builder_with_details(self.materiel.fournisseur.clone(), Arc::new(self.horloge.clone()))
            .with_protocol_versions(if self.tls12 { &TLS12 } else { &TLS12_ET_13 })?
            .with_client_cert_verifier(verificateur)
            .with_cert_resolver(self.materiel.certificat(self.variante, self.identite).cle.clone());
        if self.http {
            // The second is HTTP/1.0 by its name, which some write for HTTP/1 whatever its version: it is spoken as well.
            c.alpn_protocols = vec![b"http/1.1".to_vec(), b"http/1.0".to_vec()];
        }
        // No resumption: each connection presents and proves its certificate, at the present instant of the espace.
        c.session_storage = Arc::new(NoServerSessionStorage {});
        c.send_tls13_tickets = 0;
        Ok(Arc::new(c))
    }
}

fn certificat(igc: &Igc, nom: &str, fournisseur: &CryptoProvider) -> Result<Certificat, KitError> {
    let identite = igc
        .identite(nom)
        .ok_or_else(|| KitError::Igc(format!("l'identité « {nom} » n'y est pas")))?;
    let chaine: Vec<CertificateDer<'static>> = CertificateDer::pem_slice_iter(identite.chaine_pem.as_bytes())
        .collect::<Result<_, _>>()
        .map_err(illisible(nom))?;
    let noms = chaine
        .first()
        .and_then(|c| X509::lire(c).ok())
        .map(|c| c.noms().to_vec())
        .unwrap_or_default();
    let cle = PrivateKeyDer::from_pem_slice(identite.cle_pem.as_bytes()).map_err(illisible(nom))?;
    let certifiee = CertifiedKey::from_der(chaine, cle, fournisseur).map_err(illisible(nom))?;
    Ok(Certificat {
        cle: Arc::new(SingleCertAndKey::from(certifiee)),
        noms,
    })
}

fn illisible<E: std::fmt::Display>(quoi: &str) -> impl FnOnce(E) -> KitError {
    move |e| KitError::Igc(format!("{quoi} : {e}"))
}
