//! samotop as an operator beside ours: it takes mail into a folder, or gives one mail, with mutual TLS behind STARTTLS.
//!
//! ```text
//! samotop-operateur ecouter ADRESSE IDENTITE AUTORITES DOSSIER
//! samotop-operateur donner  ADRESSE IDENTITE AUTORITES DE A FICHIER
//! ```
//!
//! `IDENTITE`: path of a certificate without `.pem`, beside its `.cle.pem`. `AUTORITES`: folder of certificates. What samotop 0.13 does not do
//! and that an operator does: it takes `MAIL` in clear, knows nothing of DSN, and does not compare the certificate with a white list. It is here for
//! its reading of SMTP, which is not ours.

use std::error::Error;
use std::fs;
use std::path::Path;
use std::sync::Arc;

use async_std::io::ReadExt;
use async_std::task::block_on;
use futures_rustls::{TlsAcceptor, TlsConnector};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName};
use rustls::server::WebPkiClientVerifier;
use rustls::{ClientConfig, RootCertStore, ServerConfig};
use samotop::mail::{Builder, MailDir};
use samotop::server::TcpServer;
use samotop::smtp::{Esmtp, EsmtpStartTls, SmtpParser};
use samotop_core::common::S3Fut;
use samotop_core::io::tls::{Io, TlsProvider, TlsUpgrade};
use samotop_delivery::prelude::{ClientSecurity, Envelope, SmtpClient, Transport};
use samotop_delivery::smtp::net::{TcpConnector, TlsMode};

type Issue<T> = Result<T, Box<dyn Error + Send + Sync>>;

fn main() -> Issue<()> {
    let mots: Vec<String> = std::env::args().skip(1).collect();
    let mots: Vec<&str> = mots.iter().map(String::as_str).collect();
    match mots.as_slice() {
        ["ecouter", adresse, identite, autorites, dossier] => block_on(ecouter(adresse, identite, autorites, dossier)),
        ["donner", adresse, identite, autorites, de, a, fichier] => block_on(donner(adresse, identite, autorites, [de, a, fichier])),
        _ => Err("ecouter ADRESSE IDENTITE AUTORITES DOSSIER, ou donner ADRESSE IDENTITE AUTORITES DE A FICHIER".into()),
    }
}

async fn ecouter(adresse: &str, identite: &str, autorites: &str, dossier: &str) -> Issue<()> {
    let (chaine, cle) = lire(identite)?;
    let juge = WebPkiClientVerifier::builder(racines(autorites)?).build()?;
    let config = ServerConfig::builder()
        .with_client_cert_verifier(juge)
        .with_single_cert(chaine, cle)?;
    let service =
        Builder + MailDir::new(dossier.into())? + Esmtp.with(SmtpParser) + EsmtpStartTls.with(SmtpParser, Serveur(Arc::new(config)));
    println!("prêt");
    TcpServer::on(adresse.to_owned()).serve(service.build()).await?;
    Ok(())
}

async fn donner(adresse: &str, identite: &str, autorites: &str, [de, a, fichier]: [&str; 3]) -> Issue<()> {
    let (chaine, cle) = lire(identite)?;
    let config = ClientConfig::builder()
        .with_root_certificates(racines(autorites)?)
        .with_client_auth_cert(chaine, cle)?;
    let courriel = fs::read(fichier)?;
    let enveloppe = Envelope::new(Some(de.parse()?), vec![a.parse()?], "essai".to_owned())?;
    let client = SmtpClient::with_security(adresse, ClientSecurity::Required)?.connect_with(TcpConnector {
        tls_mode: TlsMode::StartTls,
        provider: Client(Arc::new(config)),
    });
    let fait = client.send(enveloppe, courriel.as_slice().take(u64::MAX)).await?;
    match fait.last_response() {
        Some(reponse) => println!("{} {}", reponse.code, reponse.message.join(" ")),
        None => return Err("aucune réponse".into()),
    }
    Ok(())
}

fn lire(identite: &str) -> Issue<(Vec<CertificateDer<'static>>, PrivateKeyDer<'static>)> {
    let chaine = CertificateDer::pem_file_iter(format!("{identite}.pem"))?.collect::<Result<_, _>>()?;
    Ok((chaine, PrivateKeyDer::from_pem_file(format!("{identite}.cle.pem"))?))
}

fn racines(autorites: &str) -> Issue<Arc<RootCertStore>> {
    let mut racines = RootCertStore::empty();
    for fichier in fs::read_dir(autorites)? {
        let fichier = fichier?.path();
        // The foreign hierarchy is there too, and is not to be trusted.
        if fichier.extension().is_some_and(|e| e == "pem") && !nom(&fichier).contains("ETRANGERE") && !nom(&fichier).contains(".cle") {
            racines.add(CertificateDer::from_pem_file(fichier)?)?;
        }
    }
    Ok(Arc::new(racines))
}

fn nom(fichier: &Path) -> String {
    fichier.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

#[derive(Debug, Clone)]
struct Serveur(Arc<ServerConfig>);

impl TlsProvider for Serveur {
    fn get_tls_upgrade(&self) -> Option<Box<dyn TlsUpgrade>> {
        Some(Box::new(self.clone()))
    }
}

impl TlsUpgrade for Serveur {
    fn upgrade_to_tls(&self, flux: Box<dyn Io>, _: String) -> S3Fut<std::io::Result<Box<dyn Io>>> {
        let accepteur = TlsAcceptor::from(self.0.clone());
        Box::pin(async move {
            let flux = accepteur.accept(flux).await?;
            Ok(Box::new(flux) as Box<dyn Io>)
        })
    }
}

#[derive(Debug, Clone)]
struct Client(Arc<ClientConfig>);

impl TlsProvider for Client {
    fn get_tls_upgrade(&self) -> Option<Box<dyn TlsUpgrade>> {
        Some(Box::new(self.clone()))
    }
}

impl TlsUpgrade for Client {
    fn upgrade_to_tls(&self, flux: Box<dyn Io>, nom: String) -> S3Fut<std::io::Result<Box<dyn Io>>> {
        let connecteur = TlsConnector::from(self.0.clone());
        Box::pin(async move {
            let nom = ServerName::try_from(nom).map_err(std::io::Error::other)?;
            let flux = connecteur.connect(nom, flux).await?;
            Ok(Box::new(flux) as Box<dyn Io>)
        })
    }
}
