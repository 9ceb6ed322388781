//! The operator killed under load, again and again: each mail that was answered 250 is in the mailbox, and none is there twice.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use segur_certs::Igc;
use segur_model::controle::Etat;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;
use tokio::sync::Semaphore;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName};
use tokio_rustls::rustls::{ClientConfig, RootCertStore};

use crate::outils::Service;

const COUPURES: usize = 20;
/// Clients that send at once.
const CLIENTS: usize = 4;
const DE: &str = "alex.biotest@test.mssante.fr";
const A: &str = "baptiste.ordonnance@test.mssante.fr";

/// What the clients know: the mails that were answered 250, and those whose answer never came.
#[derive(Default)]
struct Comptes {
    acquittes: Vec<String>,
    incertains: Vec<String>,
}

struct Fil(BufReader<TlsStream<TcpStream>>);

impl Fil {
    /// Connects with TLS at once, as its endpoint wants; `None`: the bench is not there any more.
    async fn ouvrir(url: &str) -> Option<Self> {
        let adresse = url.split("://").nth(1).unwrap();
        let mut racines = RootCertStore::empty();
        for ancre in CertificateDer::pem_slice_iter(Igc::demo().unwrap().ancres_pem().as_bytes()) {
            racines.add(ancre.unwrap()).unwrap();
        }
        let config = ClientConfig::builder().with_root_certificates(racines).with_no_client_auth();
        let tcp = TcpStream::connect(adresse).await.ok()?;
        let tls = TlsConnector::from(Arc::new(config));
        let flux = tls.connect(ServerName::try_from("localhost").unwrap(), tcp).await.ok()?;
        Some(Self(BufReader::new(flux)))
    }

    async fn ligne(&mut self) -> Option<String> {
        let mut ligne = String::new();
        let lu = self.0.read_line(&mut ligne).await.ok()?;
        (lu > 0).then_some(ligne)
    }

    /// An answer of SMTP; `None`: the connection is gone.
    async fn dire(&mut self, texte: &str) -> Option<String> {
        self.0.get_mut().write_all(texte.as_bytes()).await.ok()?;
        loop {
            let ligne = self.ligne().await?;
            if ligne.as_bytes().get(3) != Some(&b'-') {
                return Some(ligne);
            }
        }
    }
}

/// Sends until the connection is gone. What is in flight then may be there or not.
async fn charger(url: String, nom: String, pris: Arc<Semaphore>) -> Comptes {
    let mut comptes = Comptes::default();
    let Some(mut fil) = Fil::ouvrir(&url).await else { return comptes };
    let clair = STANDARD.encode(format!("\0{DE}\0mdp"));
    let entree = async {
        fil.ligne().await?;
        fil.dire("EHLO poste.test\r\n").await?;
        fil.dire(&format!("AUTH PLAIN {clair}\r\n")).await
    };
    if entree.await.is_none() {
        return comptes;
    }
    for rang in 0.. {
        let id = format!("{nom}-{rang}@coupure.test");
        // Now and then a body that is a file of its own.
        let corps = "x".repeat(if rang % 7 == 0 { 100_000 } else { 200 });
        let debut = async {
            fil.dire(&format!("MAIL FROM:<{DE}>\r\n")).await?;
            fil.dire(&format!("RCPT TO:<{A}>\r\n")).await?;
            fil.dire("DATA\r\n").await
        };
        if debut.await.is_none_or(|r| !r.starts_with("354")) {
            return comptes;
        }
        let courriel = format!("From: {DE}\r\nTo: {A}\r\nMessage-ID: <{id}>\r\nX-MSS-NIL: X\r\n\r\n{corps}\r\n.\r\n");
        match fil.dire(&courriel).await {
            Some(r) if r.starts_with("250") => {
                comptes.acquittes.push(id);
                pris.add_permits(1);
            }
            _ => {
                comptes.incertains.push(id);
                return comptes;
            }
        }
    }
    comptes
}

/// How often each Message-ID is in the mailbox.
async fn lire(url: &str) -> BTreeMap<String, usize> {
    let mut fil = Fil::ouvrir(url).await.unwrap();
    fil.ligne().await.unwrap();
    let mut lus = BTreeMap::new();
    for (etiquette, commande) in [
        ("a", format!("LOGIN {A} mdp")),
        ("b", "SELECT INBOX".to_owned()),
        ("c", "FETCH 1:* BODY.PEEK[HEADER.FIELDS (MESSAGE-ID)]".to_owned()),
    ] {
        fil.0
            .get_mut()
            .write_all(format!("{etiquette} {commande}\r\n").as_bytes())
            .await
            .unwrap();
        loop {
            let ligne = fil.ligne().await.unwrap();
            if ligne.starts_with(&format!("{etiquette} ")) {
                assert!(ligne.contains("OK"), "{ligne}");
                break;
            }
            if let Some(taille) = ligne.trim_end().strip_suffix('}').and_then(|l| l.rsplit_once('{')) {
                let mut octets = vec![0; taille.1.parse().unwrap()];
                fil.0.read_exact(&mut octets).await.unwrap();
                let texte = String::from_utf8(octets).unwrap();
                let id = texte.split(['<', '>']).nth(1).unwrap().to_owned();
                *lus.entry(id).or_default() += 1;
            }
        }
    }
    lus
}

fn demarrer(dossier: &Path) -> (Service, Etat) {
    let config = dossier.join("reglages.toml");
    std::fs::write(
        &config,
        format!("[igc]\ndemo = true\n[mssante.mots-de-passe]\n\"{DE}\" = \"mdp\"\n\"{A}\" = \"mdp\"\n"),
    )
    .unwrap();
    // A port that was kept may be somebody else's between two starts.
    let plus = ["--ports-neufs", "--services", "mssante", "--config", config.to_str().unwrap()];
    let (service, acces) = Service::demarrer(&dossier.join("donnees"), &plus);
    let acces: segur_model::controle::AccesBanc = serde_json::from_slice(&std::fs::read(acces).unwrap()).unwrap();
    let etat = std::thread::spawn(move || {
        let moteur = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        moteur.block_on(async {
            reqwest::get(format!("{}/banc/etat", acces.controle))
                .await
                .unwrap()
                .json()
                .await
                .unwrap()
        })
    });
    (service, etat.join().unwrap())
}

fn point(etat: &Etat, nom: &str) -> String {
    etat.espaces.iter().find(|e| e.id == "defaut").unwrap().points[nom].clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn twenty_kills_under_load_lose_no_mail_and_give_none_twice() {
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    let dossier = tempfile::tempdir().unwrap();
    let mut comptes = Comptes::default();
    let mut graine = 0x6d73_7361_u64;
    for coupure in 0..COUPURES {
        let (service, etat) = demarrer(dossier.path());
        let url = point(&etat, "mssante.smtps");
        let pris = Arc::new(Semaphore::new(0));
        let clients: Vec<_> = (0..CLIENTS)
            .map(|c| tokio::spawn(charger(url.clone(), format!("{coupure}-{c}"), pris.clone())))
            .collect();
        graine ^= graine << 13;
        graine ^= graine >> 7;
        graine ^= graine << 17;
        // Under load, however slow the machine: mails were taken, and others are on their way.
        let charge = tokio::time::timeout(Duration::from_secs(30), pris.acquire_many(CLIENTS as u32)).await;
        charge.expect("des courriels en 30 s").unwrap().forget();
        tokio::time::sleep(Duration::from_millis(graine % 200)).await;
        drop(service);
        for client in clients {
            let siens = client.await.unwrap();
            comptes.acquittes.extend(siens.acquittes);
            comptes.incertains.extend(siens.incertains);
        }
    }
    let (_service, etat) = demarrer(dossier.path());
    let lus = lire(&point(&etat, "mssante.imaps")).await;
    assert!(
        comptes.acquittes.len() > COUPURES,
        "trop peu de charge : {}",
        comptes.acquittes.len()
    );
    let perdus: Vec<&String> = comptes.acquittes.iter().filter(|id| !lus.contains_key(*id)).collect();
    assert!(perdus.is_empty(), "perdus : {perdus:?}");
    let doubles: Vec<_> = lus.iter().filter(|(_, n)| **n > 1).collect();
    assert!(doubles.is_empty(), "en double : {doubles:?}");
    let de_trop: Vec<_> = lus
        .keys()
        .filter(|id| !comptes.acquittes.contains(id) && !comptes.incertains.contains(id))
        .collect();
    assert!(de_trop.is_empty(), "jamais envoyés : {de_trop:?}");
    eprintln!(
        "{COUPURES} coupures : {} courriels acquittés, {} sans réponse dont {} gardés",
        comptes.acquittes.len(),
        comptes.incertains.len(),
        lus.len() - comptes.acquittes.len()
    );
}
