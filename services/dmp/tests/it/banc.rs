//! A running bench with the DMP alone, and a way to call it over TLS.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, LazyLock, Mutex};
use std::time::Duration;

use reqwest::header::{CONTENT_ENCODING, CONTENT_TYPE};
use rustls::pki_types::pem::PemObject as _;
use segur_certs::Igc;
use segur_dmp::{DmpReglage, service};
use segur_kit::{Banc, Filtre, ReglageBanc, Service, SourceHorloge};
use segur_model::Exchange;
use segur_soap::{lire_faute, mtom};
use segur_xds::{ReponseRegistre, ReponseTd02Lue, lire_reponse, lire_td02_reponse};
use serde_json::Value;
use time::OffsetDateTime;
use time::macros::datetime;

use crate::message::Lot;

pub const MAINTENANT: OffsetDateTime = datetime!(2026-01-15 09:00 UTC);

/// Long enough never to be reached by a test that passes.
pub const DELAI: Duration = Duration::from_secs(30);

/// Read once: reading checks every certificate.
pub static IGC: LazyLock<Arc<Igc>> = LazyLock::new(|| Arc::new(Igc::demo().unwrap()));

pub struct Essai {
    pub banc: Banc,
    client: reqwest::Client,
    /// By identity of the PKI.
    clients: Mutex<BTreeMap<&'static str, reqwest::Client>>,
}

/// What came back, and the exchange that the bench recorded.
pub struct Recue {
    pub statut: u16,
    pub type_contenu: String,
    /// The envelope, out of its MIME when there is one.
    pub enveloppe: String,
    /// What goes with it.
    pub parties: Vec<mtom::Partie>,
    pub echange: Exchange,
}

impl Essai {
    pub async fn nouveau() -> Self {
        Self::tolerant(&[]).await
    }

    /// The same, called with another certificate.
    pub async fn presente(identite: &str) -> Self {
        Self {
            client: client(identite),
            ..Self::nouveau().await
        }
    }

    pub async fn tolerant(tolerances: &[String]) -> Self {
        Self::dans(None, tolerances).await
    }

    /// On a folder of data; `None`: one that goes with the bench.
    pub async fn dans(donnees: Option<std::path::PathBuf>, tolerances: &[String]) -> Self {
        let reglage = DmpReglage {
            tolerances: tolerances.to_vec(),
            ..DmpReglage::default()
        };
        Self::avec(donnees, reglage, Vec::new()).await
    }

    /// With other services beside the DMP.
    pub async fn avec(donnees: Option<std::path::PathBuf>, dmp: DmpReglage, autres: Vec<Arc<dyn Service>>) -> Self {
        let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
        let mut reglage = ReglageBanc::nouveau(Arc::new(segur_world::monde_demo().unwrap()), IGC.clone());
        reglage.horloge = SourceHorloge::Figee(MAINTENANT);
        reglage.donnees = donnees;
        let services = std::iter::once(service(dmp)).chain(autres).collect();
        Self {
            banc: Banc::demarrer(reglage, services, &[]).await.unwrap(),
            client: client("org-auth-cli"),
            clients: Mutex::default(),
        }
    }

    /// The address of the endpoint.
    pub fn base(&self) -> String {
        self.banc.espace("defaut").unwrap().points["dmp.lps"].clone()
    }

    pub async fn obtenir(&self, suite: &str) -> Recue {
        self.recevoir(self.client.get(format!("{}{suite}", self.base()))).await
    }

    pub async fn poster(&self, suite: &str, type_contenu: &str, corps: impl Into<reqwest::Body>) -> Recue {
        self.poster_code(suite, type_contenu, "", corps).await
    }

    /// The same, in this `Content-Encoding`.
    pub async fn poster_code(&self, suite: &str, type_contenu: &str, encodage: &str, corps: impl Into<reqwest::Body>) -> Recue {
        let mut demande = self
            .client
            .post(format!("{}{suite}", self.base()))
            .header(CONTENT_TYPE, type_contenu);
        if !encodage.is_empty() {
            demande = demande.header(CONTENT_ENCODING, encodage);
        }
        self.recevoir(demande.body(corps)).await
    }

    /// A SOAP message without attachments.
    pub async fn soap(&self, suite: &str, enveloppe: impl Into<String>) -> Recue {
        self.poster(suite, "application/soap+xml; charset=utf-8", enveloppe.into()).await
    }

    /// A test of existence.
    pub async fn tester(&self, enveloppe: impl Into<String>) -> Recue {
        self.soap("/patients", enveloppe).await
    }

    /// An alimentation, over MTOM.
    pub async fn alimenter(&self, lot: &Lot) -> Recue {
        let (type_contenu, corps) = lot.mtom();
        self.poster("/repository", &type_contenu, corps).await
    }

    /// A client that presents this identity.
    pub fn client_de(&self, identite: &'static str) -> reqwest::Client {
        self.clients
            .lock()
            .unwrap()
            .entry(identite)
            .or_insert_with(|| client(identite))
            .clone()
    }

    /// An action of a person beside the candidate (`dmp.regler`, `dmp.publier`): status and answer.
    pub async fn agir(&self, action: &str, parametres: Value) -> (u16, Value) {
        self.agir_sur("dmp", action, parametres).await
    }

    /// The same, on another service.
    pub async fn agir_sur(&self, service: &str, action: &str, parametres: Value) -> (u16, Value) {
        let url = format!("{}/banc/actions/{service}/{action}?espace=defaut", self.banc.acces().controle);
        let demande = reqwest::Client::new().post(url).header(CONTENT_TYPE, "application/json");
        let reponse = demande.body(parametres.to_string()).send().await.unwrap();
        let statut = reponse.status().as_u16();
        (statut, serde_json::from_str(&reponse.text().await.unwrap()).unwrap())
    }

    /// The same, which must be done.
    pub async fn regler(&self, parametres: Value) -> Value {
        let (statut, reponse) = self.agir("regler", parametres).await;
        assert_eq!(statut, 200, "{reponse}");
        reponse
    }

    pub async fn recevoir(&self, demande: reqwest::RequestBuilder) -> Recue {
        let reponse = demande.send().await.unwrap();
        let statut = reponse.status().as_u16();
        let type_contenu = reponse.headers()[CONTENT_TYPE].to_str().unwrap().to_owned();
        let corps = reponse.bytes().await.unwrap();
        let (racine, parties) = if mtom::est_mtom(&type_contenu) {
            let lu = mtom::lire(&type_contenu, &corps).unwrap();
            (lu.racine.octets.to_vec(), lu.parties)
        } else {
            (corps.to_vec(), Vec::new())
        };
        Recue {
            statut,
            type_contenu,
            enveloppe: String::from_utf8(racine).unwrap(),
            parties,
            echange: self.dernier().await,
        }
    }

    /// The last exchange recorded: it is, before its answer leaves.
    pub async fn dernier(&self) -> Exchange {
        self.banc
            .journal()
            .chercher(&Filtre::espace("defaut"))
            .await
            .unwrap()
            .pop()
            .unwrap()
    }
}

pub fn client(identite: &str) -> reqwest::Client {
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    let ancres = reqwest::Certificate::from_pem_bundle(IGC.ancres_pem().as_bytes()).unwrap();
    let identite = IGC.identite(identite).unwrap();
    let pem = format!("{}{}", identite.chaine_pem, identite.cle_pem);
    reqwest::Client::builder()
        .tls_certs_only(ancres)
        .identity(reqwest::Identity::from_pem(pem.as_bytes()).unwrap())
        .build()
        .unwrap()
}

/// A bare TLS connection, for clients that do not behave.
pub async fn connexion(hote: &str) -> tokio_rustls::client::TlsStream<tokio::net::TcpStream> {
    connexion_de("org-auth-cli", hote).await
}

/// The same, with another certificate.
pub async fn connexion_de(identite: &str, hote: &str) -> tokio_rustls::client::TlsStream<tokio::net::TcpStream> {
    let reglage = reglage_tls_de(identite, rustls::DEFAULT_VERSIONS);
    let tcp = tokio::net::TcpStream::connect(hote).await.unwrap();
    let nom = rustls::pki_types::ServerName::try_from("localhost").unwrap();
    tokio_rustls::TlsConnector::from(Arc::new(reglage)).connect(nom, tcp).await.unwrap()
}

/// A client of TLS, with the certificate of the structure, that speaks these versions.
pub fn reglage_tls(versions: &[&'static rustls::SupportedProtocolVersion]) -> rustls::ClientConfig {
    reglage_tls_de("org-auth-cli", versions)
}

fn reglage_tls_de(identite: &str, versions: &[&'static rustls::SupportedProtocolVersion]) -> rustls::ClientConfig {
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    let mut racines = rustls::RootCertStore::empty();
    for ancre in rustls::pki_types::CertificateDer::pem_slice_iter(IGC.ancres_pem().as_bytes()) {
        racines.add(ancre.unwrap()).unwrap();
    }
    let identite = IGC.identite(identite).unwrap();
    rustls::ClientConfig::builder_with_protocol_versions(versions)
        .with_root_certificates(racines)
        .with_client_auth_cert(identite.chaine_der().unwrap(), identite.cle_der().unwrap())
        .unwrap()
}

impl Recue {
    /// Subcode and reason, when it is a SOAP fault.
    pub fn faute(&self) -> Option<(String, String)> {
        let document = segur_soap::lire(&self.enveloppe).unwrap();
        let faute = lire_faute(segur_soap::enveloppe(&document).unwrap().charge)?;
        assert_eq!((self.statut, &self.fait("faute")), (500, &faute.sous_code), "{}", self.enveloppe);
        Some((faute.sous_code.unwrap(), faute.raison))
    }

    /// The answer of the registry.
    pub fn registre(&self) -> ReponseRegistre {
        lire_reponse(&segur_soap::lire(&self.enveloppe).unwrap()).unwrap_or_else(|| panic!("{}", self.enveloppe))
    }

    /// The codes of its errors, each once, in alphabetical order.
    pub fn erreurs(&self) -> Vec<String> {
        let codes: BTreeSet<String> = self.registre().erreurs.into_iter().map(|e| e.code).collect();
        codes.into_iter().collect()
    }

    pub fn existence(&self) -> ReponseTd02Lue {
        lire_td02_reponse(&segur_soap::lire(&self.enveloppe).unwrap()).unwrap_or_else(|| panic!("{}", self.enveloppe))
    }

    /// The first value of a fact that the bench recorded.
    pub fn fait(&self, nom: &str) -> Option<String> {
        self.echange.faits.get(nom).and_then(|v| v.first()).cloned()
    }

    /// The rules of what the bench remarked, each once, with their severity.
    pub fn regles(&self) -> BTreeSet<(String, bool)> {
        self.echange.findings.iter().map(|c| (c.rule.clone(), c.is_error())).collect()
    }

    /// What stands in the body.
    pub fn corps(&self) -> &str {
        let (_, suite) = self.enveloppe.split_once("<soap:Body>").unwrap();
        suite.split_once("</soap:Body>").unwrap().0
    }
}

/// A file of the corpus, when it is at hand.
pub fn corpus(nom: &str) -> Option<Vec<u8>> {
    let chemin = segur_essais::corpus(&format!("xds/{nom}"))?;
    Some(std::fs::read(chemin).unwrap())
}
