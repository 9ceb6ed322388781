//! Mutual TLS with rustls, in memory: the texts that `Identite` gives are what a server and a client can use.

use std::sync::Arc;

use rustls::{
    CertificateError, ClientConfig, ClientConnection, Connection, Error, RootCertStore, ServerConfig, ServerConnection,
    crypto::{CryptoProvider, aws_lc_rs},
    pki_types::{CertificateDer, CertificateRevocationListDer, ServerName, UnixTime},
    server::WebPkiClientVerifier,
    time_provider::TimeProvider,
};
use segur_certs::Igc;
use segur_x509::lire_pem;

use crate::MAINTENANT;

#[derive(Debug)]
struct Fige;

impl TimeProvider for Fige {
    fn current_time(&self) -> Option<UnixTime> {
        Some(UnixTime::since_unix_epoch(std::time::Duration::from_secs(
            MAINTENANT.unix_timestamp() as u64,
        )))
    }
}

fn provider() -> Arc<CryptoProvider> {
    Arc::new(aws_lc_rs::default_provider())
}

fn magasin(igc: &Igc) -> Arc<RootCertStore> {
    let mut magasin = RootCertStore::empty();
    for der in lire_pem(&igc.ancres_pem()).unwrap() {
        magasin.add(CertificateDer::from(der)).unwrap();
    }
    Arc::new(magasin)
}

/// The server of the bench against a client; who refuses, and why.
fn rencontre(serveur: &str, client: &str, nom: &str) -> Result<String, (&'static str, Error)> {
    let igc = Igc::demo().unwrap();
    let (s, c) = (igc.identite(serveur).unwrap(), igc.identite(client).unwrap());
    let crls = igc.crls().iter().map(|c| CertificateRevocationListDer::from(c.der.clone()));
    let verificateur = WebPkiClientVerifier::builder_with_provider(magasin(&igc), provider())
        .with_crls(crls.clone())
        .build()
        .unwrap();
    let cote_serveur = ServerConfig::builder_with_details(provider(), Arc::new(Fige))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_client_cert_verifier(verificateur)
        .with_single_cert(s.chaine_der().unwrap(), s.cle_der().unwrap())
        .unwrap();
    let juge = rustls::client::WebPkiServerVerifier::builder_with_provider(magasin(&igc), provider())
        .with_crls(crls)
        .build()
        .unwrap();
    let cote_client = ClientConfig::builder_with_details(provider(), Arc::new(Fige))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_webpki_verifier(juge)
        .with_client_auth_cert(c.chaine_der().unwrap(), c.cle_der().unwrap())
        .unwrap();
    let mut s: Connection = ServerConnection::new(Arc::new(cote_serveur)).unwrap().into();
    let nom = ServerName::try_from(nom.to_owned()).unwrap();
    let mut c: Connection = ClientConnection::new(Arc::new(cote_client), nom).unwrap().into();
    for _ in 0..10 {
        passer(&mut c, &mut s).map_err(|e| ("serveur", e))?;
        passer(&mut s, &mut c).map_err(|e| ("client", e))?;
    }
    assert!(!s.is_handshaking() && !c.is_handshaking());
    let pair = s.peer_certificates().unwrap();
    Ok(segur_x509::X509::lire(&pair[0]).unwrap().dit().clone().sujet)
}

fn passer(de: &mut Connection, a: &mut Connection) -> Result<(), Error> {
    let mut fil = Vec::new();
    while de.wants_write() {
        de.write_tls(&mut fil).unwrap();
    }
    let mut fil = fil.as_slice();
    while !fil.is_empty() {
        a.read_tls(&mut fil).unwrap();
        a.process_new_packets()?;
    }
    Ok(())
}

#[test]
fn le_serveur_lit_qui_est_le_client() {
    for nom in ["localhost", "insi.banc.test", "dmp.banc.test", "127.0.0.1", "127.0.1.9", "::1"] {
        let sujet = rencontre("serveur", "org-insi-auto", nom).unwrap();
        assert_eq!(sujet, "CN=INSI-AUTO,OU=1999900038,O=LABORATOIRE DES TILLEULS,ST=Paris (75),C=FR");
    }
    let carte = rencontre("serveur", "ps-auth-biologiste-2", "localhost").unwrap();
    assert_eq!(carte, "CN=899900000060+GN=MARGUERITE+SN=PAILLASSE,title=Pharmacien,C=FR");
}

#[test]
fn le_serveur_refuse_les_mauvais_clients() {
    let refus = |client| match rencontre("serveur", client, "localhost") {
        Err(("serveur", Error::InvalidCertificate(e))) => e,
        autre => panic!("{client} : {autre:?}"),
    };
    assert!(matches!(refus("org-insi-auto-expire"), CertificateError::ExpiredContext { .. }));
    assert_eq!(refus("org-insi-auto-revoque"), CertificateError::Revoked);
    assert_eq!(refus("org-insi-auto-etranger"), CertificateError::UnknownIssuer);
    assert!(matches!(
        refus("ps-sign-biologiste-1"),
        CertificateError::InvalidPurposeContext { .. }
    ));
}

#[test]
fn le_client_refuse_les_mauvais_serveurs() {
    let refus = |serveur, nom| match rencontre(serveur, "org-insi-auto", nom) {
        Err(("client", Error::InvalidCertificate(e))) => e,
        autre => panic!("{serveur} : {autre:?}"),
    };
    assert!(matches!(
        refus("serveur-expire", "localhost"),
        CertificateError::ExpiredContext { .. }
    ));
    assert_eq!(refus("serveur-revoque", "localhost"), CertificateError::Revoked);
    assert_eq!(refus("serveur-etranger", "localhost"), CertificateError::UnknownIssuer);
    assert!(matches!(
        refus("serveur", "exemple.test"),
        CertificateError::NotValidForNameContext { .. }
    ));
    assert!(matches!(
        refus("serveur", "127.0.2.1"),
        CertificateError::NotValidForNameContext { .. }
    ));
}
