//! Over TLS: the certificate that the témoin presents, and the authorities that it trusts.

use std::sync::{Arc, Mutex};

use axum::routing::{get, post};
use axum::{Json, Router};
use rcgen::{CertificateParams, CertifiedIssuer, DnType, KeyPair, date_time_ymd};
use segur_model::Issue;
use segur_temoin::{ConfigEdc, ConfigTemoin, Temoin};
use serde_json::json;
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject};
use tokio_rustls::rustls::server::WebPkiClientVerifier;
use tokio_rustls::rustls::{RootCertStore, ServerConfig};
use tokio_rustls::server::TlsStream;

use crate::banc::{ICI, client_http, config, demande, patient};
use crate::psc::BancPsc;

type Autorite = CertifiedIssuer<'static, KeyPair>;

fn autorite(nom: &str) -> Autorite {
    let mut p = CertificateParams::default();
    p.is_ca = rcgen::IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
    p.distinguished_name.push(DnType::CommonName, nom);
    CertifiedIssuer::self_signed(p, KeyPair::generate().unwrap()).unwrap()
}

/// A certificate and its key, PEM.
fn certificat(a: &Autorite, cn: &str, fin: i32) -> (String, String) {
    let cle = KeyPair::generate().unwrap();
    let mut p = CertificateParams::new(vec!["127.0.0.1".to_owned()]).unwrap();
    p.distinguished_name = rcgen::DistinguishedName::new();
    p.distinguished_name.push(DnType::OrganizationalUnitName, "1999900038");
    p.distinguished_name.push(DnType::CommonName, cn);
    p.not_before = date_time_ymd(2020, 1, 1);
    p.not_after = date_time_ymd(fin, 1, 1);
    (p.signed_by(&cle, a).unwrap().pem(), cle.serialize_pem())
}

/// Mutual TLS; keeps the CN of each client, or why it was refused.
struct Ecoute {
    prise: TcpListener,
    tls: TlsAcceptor,
    vus: Arc<Mutex<Vec<String>>>,
}

impl axum::serve::Listener for Ecoute {
    type Io = TlsStream<TcpStream>;
    type Addr = std::net::SocketAddr;

    async fn accept(&mut self) -> (Self::Io, Self::Addr) {
        loop {
            let (flux, adresse) = self.prise.accept().await.unwrap();
            match self.tls.accept(flux).await {
                Ok(flux) => {
                    let der = flux.get_ref().1.peer_certificates().unwrap()[0].clone();
                    let texte = String::from_utf8_lossy(&der).into_owned();
                    self.vus
                        .lock()
                        .unwrap()
                        .push(if texte.contains("INSI-AUTO") { "INSI-AUTO".into() } else { texte });
                    return (flux, adresse);
                }
                Err(e) => self.vus.lock().unwrap().push(format!("refusé : {e}")),
            }
        }
    }

    fn local_addr(&self) -> std::io::Result<Self::Addr> {
        self.prise.local_addr()
    }
}

struct Serveur {
    url: String,
    vus: Arc<Mutex<Vec<String>>>,
}

async fn serveur(igc: &Autorite) -> Serveur {
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    let mut racines = RootCertStore::empty();
    racines.add(igc.der().clone()).unwrap();
    let verifieur = WebPkiClientVerifier::builder(Arc::new(racines)).build().unwrap();
    let (cert, cle) = certificat(igc, "serveur", 2090);
    let cert = CertificateDer::from_pem_slice(cert.as_bytes()).unwrap();
    let cle = PrivateKeyDer::from_pem_slice(cle.as_bytes()).unwrap();
    let tls = ServerConfig::builder()
        .with_client_cert_verifier(verifieur)
        .with_single_cert(vec![cert], cle)
        .unwrap();
    let prise = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("https://{}/lps", prise.local_addr().unwrap());
    let vus = Arc::new(Mutex::new(Vec::new()));
    let ecoute = Ecoute {
        prise,
        tls: TlsAcceptor::from(Arc::new(tls)),
        vus: vus.clone(),
    };
    let repondre = |corps: String| async { crate::fausse_insi::reponse(&crate::fausse_insi::Recue::lire(corps, String::new())).1 };
    let routes = Router::new()
        .route("/lps", post(repondre))
        .route("/dmp/patients", post(|| async { "" }))
        .route("/edc/token", post(|| async { Json(json!({ "access_token": "api" })) }))
        .route("/edc/api", get(|| async { Json(json!({})) }));
    tokio::spawn(async move { axum::serve(ecoute, routes).await.unwrap() });
    Serveur { url, vus }
}

async fn chercher(config: ConfigTemoin) -> segur_model::ReponseActe {
    jouer(config, &[]).await
}

/// A search, then these acts: the answer of the last.
async fn jouer(config: ConfigTemoin, suite: &[(&str, serde_json::Value)]) -> segur_model::ReponseActe {
    let t = Temoin::demarrer(config, ICI).await.unwrap();
    let http = client_http();
    let mut derniere = None;
    let debut = [
        demande(
            "S",
            1,
            "creer-identite",
            json!({ "reference": "P", "patient": patient("SIMPLE", &["JEAN"]) }),
        ),
        demande("S", 2, "rechercher-ins", json!({ "reference": "P" })),
    ];
    let suite = (3..).zip(suite).map(|(n, (acte, p))| demande("S", n, acte, p.clone()));
    for d in debut.into_iter().chain(suite) {
        let r = http.post(format!("{}/actes/{}", t.url(), d.acte)).json(&d).send().await.unwrap();
        derniere = Some(r.json().await.unwrap());
    }
    t.arreter().await;
    derniere.unwrap()
}

#[tokio::test]
async fn certificat_presente() {
    let igc = autorite("IGC de test");
    let s = serveur(&igc).await;
    let (bon, perime) = (certificat(&igc, "INSI-AUTO", 2090), certificat(&igc, "INSI-AUTO", 2021));
    let regler = |defauts: &[&str]| {
        let donnees = tempfile::tempdir().unwrap();
        let mut c = config(&s.url, donnees.path(), defauts);
        c.ancres = Some(igc.pem());
        (c.certificat, c.cle) = (Some(bon.0.clone()), Some(bon.1.clone()));
        (c.certificat_expire, c.cle_expire) = (Some(perime.0.clone()), Some(perime.1.clone()));
        (c, donnees)
    };

    let (c, _d) = regler(&[]);
    let r = chercher(c).await;
    assert_eq!(r.issue, Issue::Fait, "{}", r.message);
    assert_eq!(s.vus.lock().unwrap().as_slice(), ["INSI-AUTO"]);

    let (c, _d) = regler(&["certificat-expire"]);
    let r = chercher(c).await;
    assert_eq!(r.issue, Issue::Erreur, "{}", r.message);
    let vu = s.vus.lock().unwrap()[1].clone();
    assert!(vu.to_lowercase().contains("expired"), "{vu}");

    let (mut c, _d) = regler(&[]);
    c.ancres = Some(autorite("autre").pem());
    let r = chercher(c).await;
    assert_eq!(r.issue, Issue::Erreur);
    assert!(r.message.contains("autorité inconnue"), "the reason is told: {}", r.message);
}

/// The Espace de Confiance: the exchange and the API see the same certificate, unless a defect says otherwise.
#[tokio::test]
async fn certificat_de_l_espace_de_confiance() {
    let igc = autorite("IGC de test");
    let (structure, autre) = (certificat(&igc, "STRUCTURE", 2090), certificat(&igc, "INSI-AUTO", 2090));
    for (defaut, issue, attendus) in [
        (None, Issue::Fait, ["STRUCTURE", "STRUCTURE"].as_slice()),
        (Some("edc-sans-certificat"), Issue::Erreur, &["refusé"]),
        (Some("edc-autre-certificat"), Issue::Fait, &["STRUCTURE", "INSI-AUTO"]),
    ] {
        let s = serveur(&igc).await;
        let base = s.url.trim_end_matches("/lps").to_owned();
        let b = BancPsc::regle(defaut.as_slice(), |c| {
            c.ancres = Some(igc.pem());
            (c.auth_certificat, c.auth_cle) = (Some(structure.0.clone()), Some(structure.1.clone()));
            (c.certificat, c.cle) = (Some(autre.0.clone()), Some(autre.1.clone()));
            c.psc.as_mut().unwrap().edc = Some(ConfigEdc {
                jeton: format!("{base}/edc/token"),
                api: format!("{base}/edc/api"),
                portee: "resultats".to_owned(),
            });
        })
        .await;
        b.connecter("A", json!({})).await;
        let r = b.acte("A", 2, "appeler-api-psc").await;
        assert_eq!(r.issue, issue, "{defaut:?} {}", r.message);
        let vus = s.vus.lock().unwrap().clone();
        let memes = vus.len() == attendus.len() && vus.iter().zip(attendus).all(|(vu, attendu)| vu.contains(attendu));
        assert!(memes, "{defaut:?} {vus:?}");
    }
}

#[tokio::test]
async fn reglages_incomplets() {
    let donnees = tempfile::tempdir().unwrap();
    let cle = KeyPair::generate().unwrap().serialize_pem();
    let refus = |changer: &dyn Fn(&mut ConfigTemoin)| {
        let mut c = config("https://127.0.0.1:1/lps", donnees.path(), &[]);
        changer(&mut c);
        c
    };
    for (c, mot) in [
        (refus(&|_| ()), "certificat"),
        (refus(&|c| (c.insi_tlsm, c.insi_lps) = (None, None)), "insi_tlsm"),
        (
            refus(&|c| (c.certificat, c.cle) = (Some("/n'existe/pas.pem".into()), Some(cle.clone()))),
            "n'existe/pas.pem",
        ),
        (refus(&|c| c.insi_tlsm = Some("http://127.0.0.1:1/".into())), "ancres"),
        (refus(&|c| c.ps_certificat = Some("-----BEGIN X-----".into())), "certificat"),
    ] {
        let e = Temoin::demarrer(c, ICI).await.err().expect("refused");
        assert!(e.to_string().contains(mot), "{mot} : {e}");
    }
}

#[test]
fn toml() {
    let lu = ConfigTemoin::lire(
        "emetteur = '1'\nidam = 'x'\ndonnees = '/tmp/x'\nmode = 'carte'\nhorloge_figee = '2026-01-15T09:00:00Z'\n\
         [lps]\nnom = 'a'\nversion = 'b'\ninstance = 'c'\n[utilisateur]\nrpps = '99900000045'\nfiche = 'BIOLOGISTE_1'\n",
    )
    .unwrap();
    assert_eq!(lu.horloge_figee.unwrap().unix_timestamp(), 1_768_467_600);
    let e = ConfigTemoin::lire("emeteur = '1'").err().expect("refused");
    assert!(e.to_string().contains("emeteur"), "{e}");
}

#[tokio::test]
async fn certificat_presente_au_dmp() {
    let igc = autorite("IGC de test");
    let s = serveur(&igc).await;
    let [insi, structure, tiers] = ["INSI-AUTO", "STRUCTURE", "UN TIERS"].map(|cn| certificat(&igc, cn, 2090));
    for (defauts, attendu) in [(&[][..], "STRUCTURE"), (&["dmp-certificat-d-un-tiers"], "UN TIERS")] {
        let donnees = tempfile::tempdir().unwrap();
        let dmp = s.url.replace("/lps", "/dmp");
        let mut c = crate::banc::config_dmp(&s.url, &dmp, donnees.path(), defauts);
        c.ancres = Some(igc.pem());
        (c.certificat, c.cle) = (Some(insi.0.clone()), Some(insi.1.clone()));
        (c.auth_certificat, c.auth_cle) = (Some(structure.0.clone()), Some(structure.1.clone()));
        (c.certificat_tiers, c.cle_tiers) = (Some(tiers.0.clone()), Some(tiers.1.clone()));
        let reference = json!({ "reference": "P" });
        let mut valider = reference.clone();
        valider["justificatif"] = "CN".into();
        jouer(c, &[("valider-identite", valider), ("tester-dmp", reference)]).await;
        let vu = s.vus.lock().unwrap().pop().unwrap();
        assert!(vu.contains(attendu), "{attendu} : {vu}");
    }
}
