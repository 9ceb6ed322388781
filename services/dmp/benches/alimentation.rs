//! What a TD2.1 costs: messages per second and latency of the simulated DMP, beside two floors that receive the same bytes and
//! answer the same ones (an answer of the DMP, kept): a service of the kit that does nothing, so the same TLS, HTTP and journal; and
//! hyper alone on rustls, without journal.
//!
//! `cargo bench -p segur-dmp`. Without `--bench` (so under `cargo test --all-targets`) a few messages only, to know that it runs: its
//! figures then mean nothing. No figure fails the run, an answer that is not a success does.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // a bench stops at the first surprise

#[allow(dead_code)] // what the tests need besides
#[path = "../tests/it/banc.rs"]
mod banc;
mod commun;
#[allow(dead_code)]
#[path = "../tests/it/message.rs"]
mod message;
#[allow(dead_code)]
#[path = "../tests/it/xades.rs"]
mod xades;

use std::collections::BTreeSet;
use std::convert::Infallible;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use reqwest::header::CONTENT_TYPE;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;
use rustls::server::WebPkiClientVerifier;
use segur_dmp::DmpReglage;
use segur_kit::{Banc, Filtre, ReglageBanc, Requete, Service, SourceHorloge};
use tokio::net::TcpListener;

use banc::{IGC, MAINTENANT};
use commun::{Contenu, Envoi, Mesure, Plancher, Resume, decimal, point, poster};
use message::{AGATHE, Lot};

/// How much is measured.
struct Campagne {
    connexions: &'static [usize],
    /// Sent before the clock starts, all connections together: each sends some, so that each is open.
    prechauffe: usize,
    /// Sent while it runs.
    mesures: usize,
    /// Targets take turns, so that a noisy moment of the machine falls on all.
    tours: usize,
}

const ENTIERE: Campagne = Campagne {
    connexions: &[1, 4, 16],
    prechauffe: 48,
    mesures: 320,
    tours: 3,
};
const RAPIDE: Campagne = Campagne {
    connexions: &[1, 2],
    prechauffe: 2,
    mesures: 2,
    tours: 1,
};

#[derive(Clone, Copy)]
enum Cible {
    Dmp,
    Kit,
    Nu,
}

const CIBLES: [(Cible, &str); 3] = [(Cible::Dmp, "DMP"), (Cible::Kit, "plancher kit"), (Cible::Nu, "plancher nu")];

#[tokio::main]
async fn main() {
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    let entiere = std::env::args().any(|a| a == "--bench");
    let campagne = if entiere { ENTIERE } else { RAPIDE };

    // Every target starts each turn with nothing in memory nor in its journal: the same messages serve all, each is new to it.
    let messages: Arc<[Contenu]> = (1..).map(message_neuf).take(campagne.prechauffe + campagne.mesures).collect();
    let reponse = reponse_du_dmp(&messages[0]).await;
    presenter(&campagne, entiere, &messages[0], &reponse);

    let mut resultats = Vec::new();
    for &connexions in campagne.connexions {
        let mut cumuls = CIBLES.map(|_| Mesure::default());
        for _ in 0..campagne.tours {
            for ((cible, _), cumul) in CIBLES.into_iter().zip(&mut cumuls) {
                cumul.ajouter(mesurer(cible, &messages, campagne.prechauffe, connexions, &reponse).await);
            }
        }
        resultats.push((connexions, cumuls.map(Mesure::resumer)));
    }
    imprimer(&resultats);
}

/// The nth message: its identifiers are its own, its VIHF and the signature of its lot are signed here.
fn message_neuf(n: u32) -> Contenu {
    let mut lot = Lot::nouveau(n, AGATHE);
    lot.vihf = message::vihf(AGATHE, |v| v.id = format!("_v{n}"));
    let (genre, corps) = lot.mtom();
    Contenu {
        genre,
        corps: corps.into(),
    }
}

/// What the DMP answers to a lot that it accepts.
async fn reponse_du_dmp(message: &Contenu) -> Contenu {
    let banc = demarrer(segur_dmp::service(DmpReglage::default())).await;
    let reponse = poster(&banc::client("org-auth-cli"), &adresse(&banc), message).await;
    banc.arreter().await;
    reponse
}

/// One turn of one target, opened for it.
async fn mesurer(cible: Cible, messages: &Arc<[Contenu]>, prechauffe: usize, connexions: usize, reponse: &Contenu) -> Mesure {
    let service = match cible {
        Cible::Dmp => segur_dmp::service(DmpReglage::default()),
        Cible::Kit => {
            let reponse = reponse.clone();
            Arc::new(Plancher(move |_: &Requete| reponse.clone()))
        }
        Cible::Nu => {
            let nu = Nu::ouvrir(reponse.clone()).await;
            let mesure = envoyer(&nu.adresse, messages, prechauffe, connexions).await;
            assert_eq!(nu.connexions.load(Ordering::Relaxed), connexions, "une connexion a été rouverte");
            return mesure;
        }
    };
    let banc = demarrer(service).await;
    let mesure = envoyer(&adresse(&banc), messages, prechauffe, connexions).await;
    let echanges = banc.journal().chercher(&Filtre::espace("defaut")).await.unwrap();
    assert_eq!(echanges.len(), messages.len(), "le journal n'a pas tout");
    let sessions: BTreeSet<_> = echanges.iter().map(|e| &e.session).collect();
    assert_eq!(sessions.len(), connexions, "une connexion a été rouverte");
    banc.arreter().await;
    mesure
}

/// Sends every message once.
async fn envoyer(adresse: &str, messages: &Arc<[Contenu]>, prechauffe: usize, connexions: usize) -> Mesure {
    let envoi = Envoi {
        identite: "org-auth-cli",
        adresse: adresse.to_owned(),
        messages: messages.clone(),
        premier: 0,
        prechauffe,
        mesures: messages.len() - prechauffe,
    };
    envoi.jouer(connexions).await
}

/// A bench as the tests start it: frozen clock, normal journal in a temporary folder.
async fn demarrer(service: Arc<dyn Service>) -> Banc {
    let mut reglage = ReglageBanc::nouveau(Arc::new(segur_world::monde_demo().unwrap()), IGC.clone());
    reglage.horloge = SourceHorloge::Figee(MAINTENANT);
    Banc::demarrer(reglage, vec![service], &[]).await.unwrap()
}

/// Where its one service receives lots.
fn adresse(banc: &Banc) -> String {
    format!("{}/repository", point(banc))
}

/// hyper on rustls, with the same certificates on both sides. Closes when dropped.
struct Nu {
    adresse: String,
    connexions: Arc<AtomicUsize>,
    tache: tokio::task::JoinHandle<()>,
}

impl Nu {
    async fn ouvrir(reponse: Contenu) -> Self {
        let prise = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let adresse = format!("https://{}/repository", prise.local_addr().unwrap());
        let connexions = Arc::new(AtomicUsize::new(0));
        let tache = tokio::spawn(Self::accueillir(prise, reponse, connexions.clone()));
        Self {
            adresse,
            connexions,
            tache,
        }
    }

    async fn accueillir(prise: TcpListener, reponse: Contenu, connexions: Arc<AtomicUsize>) {
        let tls = tokio_rustls::TlsAcceptor::from(Arc::new(tls_mutuel()));
        loop {
            let (tcp, _) = prise.accept().await.unwrap();
            tcp.set_nodelay(true).unwrap();
            connexions.fetch_add(1, Ordering::Relaxed);
            let (tls, reponse) = (tls.clone(), reponse.clone());
            tokio::spawn(async move {
                let flux = tls.accept(tcp).await.unwrap();
                let service = service_fn(|requete| repondre_nu(requete, &reponse));
                // It ends when the client leaves, well or not: a message that got no answer fails on the side of the client.
                let _ = hyper::server::conn::http1::Builder::new()
                    .serve_connection(TokioIo::new(flux), service)
                    .await;
            });
        }
    }
}

impl Drop for Nu {
    fn drop(&mut self) {
        self.tache.abort();
    }
}

async fn repondre_nu(
    requete: hyper::Request<hyper::body::Incoming>,
    reponse: &Contenu,
) -> Result<hyper::Response<Full<Bytes>>, Infallible> {
    requete.into_body().collect().await.unwrap();
    let reponse = hyper::Response::builder()
        .header(CONTENT_TYPE, &reponse.genre)
        .body(Full::new(reponse.corps.clone()));
    Ok(reponse.unwrap())
}

fn tls_mutuel() -> rustls::ServerConfig {
    let mut racines = rustls::RootCertStore::empty();
    for ancre in CertificateDer::pem_slice_iter(IGC.ancres_pem().as_bytes()) {
        racines.add(ancre.unwrap()).unwrap();
    }
    let serveur = IGC.identite("serveur").unwrap();
    rustls::ServerConfig::builder()
        .with_client_cert_verifier(WebPkiClientVerifier::builder(Arc::new(racines)).build().unwrap())
        .with_single_cert(serveur.chaine_der().unwrap(), serveur.cle_der().unwrap())
        .unwrap()
}

fn presenter(campagne: &Campagne, entiere: bool, message: &Contenu, reponse: &Contenu) {
    println!("TD2.1 : un document et la signature du lot, MTOM, TLS mutuel, connexions gardées ouvertes.");
    println!(
        "Message : {} octets ; réponse : {} octets.",
        message.corps.len(),
        reponse.corps.len()
    );
    println!(
        "Par case, tour à tour : {} fois {} messages mesurés, après {} de préchauffe ; à chaque fois un service et un journal neufs.",
        campagne.tours, campagne.mesures, campagne.prechauffe
    );
    println!("Chaque message a son propre uniqueId et un VIHF signé pour lui, avant que l'horloge ne démarre : signer n'est pas compté.");
    println!("Plancher kit : mêmes octets, même TLS, même HTTP, même journal, aucun travail. Plancher nu : hyper et rustls, sans journal.");
    println!(
        "Le client tourne dans le même processus, sur les mêmes cœurs ({}).",
        std::thread::available_parallelism().map_or(1, usize::from)
    );
    if !entiere {
        println!("Essai rapide : ces chiffres ne valent rien ; mesurer avec « cargo bench -p segur-dmp ».");
    }
}

/// Ratios first: they outlive the machine.
fn imprimer(resultats: &[(usize, [Resume; 3])]) {
    println!("\nDMP rapporté au plancher (1,0 = ne coûte rien de plus)");
    println!("connexions  plancher      temps/message     p50     p95");
    for (connexions, [dmp, planchers @ ..]) in resultats {
        for (plancher, (_, nom)) in planchers.iter().zip(&CIBLES[1..]) {
            let [temps, p50, p95, _] = std::array::from_fn(|i| decimal(dmp.0[i] / plancher.0[i], 1));
            println!("{connexions:>10}  {nom:<12}  {temps:>13}  {p50:>6}  {p95:>6}");
        }
    }
    println!("\nSur cette machine");
    println!("connexions  cible         messages/s   p50 ms   p95 ms");
    for (connexions, resumes) in resultats {
        for (resume, (_, nom)) in resumes.iter().zip(&CIBLES) {
            let [temps, p50, p95, _] = resume.0;
            let (debit, p50, p95) = (decimal(1e3 / temps, 0), decimal(p50, 2), decimal(p95, 2));
            println!("{connexions:>10}  {nom:<12}  {debit:>10}  {p50:>7}  {p95:>7}");
        }
    }
}
