//! What the operator does in a second, beside Postfix and Dovecot in the same run: `tests/tiers/pairs_courrier.sh` starts them and this. Without
//! them the bench is measured alone.
//!
//! `SEGUR_BENCH_POSTFIX`, `SEGUR_BENCH_DOVECOT`: host and port, TLS at once. `SEGUR_BENCH_COURRIELS`: mails of the mailbox (100,000).

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a bench fails by panicking")]

mod client;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use client::Fil;
use segur_certs::Igc;
use segur_kit::{Banc, Durabilite, ReglageBanc, SourceHorloge};
use segur_mssante::MssanteReglage;

const DE: &str = "alex.biotest@test.mssante.fr";
/// Mailboxes that mails go to.
const VERS: [&str; 4] = [
    "baptiste.ordonnance@test.mssante.fr",
    "marguerite.paillasse@test.mssante.fr",
    "apolline.duservice@test.mssante.fr",
    "lou.sftest@test.mssante.fr",
];
/// The mailbox of many mails.
const GRANDE: &str = "camille.ideltest@test.mssante.fr";
const MOT: &str = "mdp";
/// Sessions at once, and mails of each.
const SESSIONS: usize = 16;
const PAR_SESSION: usize = 100;
const IDLES: usize = 500;

fn courriel(rang: usize, octets: usize) -> String {
    let sujet = if rang.is_multiple_of(1000) { "rare" } else { "ordinaire" };
    format!(
        "From: Labo {} <{DE}>\r\nTo: {GRANDE}\r\nSubject: Compte rendu {sujet} {rang}\r\nMessage-ID: <{rang}@mesure.test>\r\n\
         Date: Thu, 15 Jan 2026 09:00:00 +0000\r\nX-MSS-NIL: MESURE\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{}\r\n",
        rang % 50,
        "une ligne de soixante-dix caractères à peu près, pour faire du poids.\r\n".repeat(octets / 72)
    )
}

/// Mails taken in a second: durable before 250.
async fn prendre(adresse: &str, identifier: bool) -> f64 {
    let debut = Instant::now();
    let sessions: Vec<_> = (0..SESSIONS)
        .map(|s| {
            let adresse = adresse.to_owned();
            tokio::spawn(async move {
                let mut fil = Fil::ouvrir(&adresse).await;
                fil.attendre("220").await;
                fil.smtp("EHLO mesure.test\r\n", "250").await;
                if identifier {
                    let clair = STANDARD.encode(format!("\0{DE}\0{MOT}"));
                    fil.smtp(&format!("AUTH PLAIN {clair}\r\n"), "235").await;
                }
                for rang in 0..PAR_SESSION {
                    let vers = VERS[(s + rang) % VERS.len()];
                    fil.smtp(&format!("MAIL FROM:<{DE}>\r\n"), "250").await;
                    fil.smtp(&format!("RCPT TO:<{vers}>\r\n"), "250").await;
                    fil.smtp("DATA\r\n", "354").await;
                    fil.smtp(&format!("{}.\r\n", courriel(s * PAR_SESSION + rang, 4000)), "250").await;
                }
            })
        })
        .collect();
    for s in sessions {
        s.await.unwrap();
    }
    (SESSIONS * PAR_SESSION) as f64 / debut.elapsed().as_secs_f64()
}

/// Fills the mailbox by APPEND.
async fn remplir(adresse: &str, combien: usize) -> Duration {
    let debut = Instant::now();
    let mut fil = ouvrir(adresse).await;
    for rang in 0..combien {
        let texte = courriel(rang, 1000);
        fil.envoyer(format!("t APPEND INBOX (\\Seen) {{{}+}}\r\n{texte}\r\n", texte.len()).as_bytes())
            .await;
        loop {
            let ligne = fil.ligne().await;
            if ligne.starts_with("t ") {
                assert!(ligne.starts_with("t OK"), "{ligne}");
                break;
            }
        }
    }
    debut.elapsed()
}

async fn ouvrir(adresse: &str) -> Fil {
    let mut fil = Fil::ouvrir(adresse).await;
    fil.ligne().await;
    fil.imap(&format!("LOGIN {GRANDE} {MOT}")).await;
    fil
}

/// What a client of a great mailbox asks, and how long each takes: the best of three.
async fn lire(adresse: &str) -> BTreeMap<&'static str, Duration> {
    let mut fil = ouvrir(adresse).await;
    fil.imap("SELECT INBOX").await;
    let mut temps = BTreeMap::new();
    for (nom, commande) in [
        ("SEARCH SUBJECT", "UID SEARCH SUBJECT rare"),
        ("SEARCH FROM", "UID SEARCH FROM \"Labo 7 \""),
        ("SEARCH UNSEEN", "UID SEARCH UNSEEN"),
        ("SEARCH HEADER", "UID SEARCH HEADER Message-ID 77777@mesure.test"),
        ("FETCH FLAGS", "FETCH 1:* (UID FLAGS RFC822.SIZE)"),
        ("FETCH ENVELOPE", "FETCH 1:20000 (UID ENVELOPE)"),
        ("FETCH BODY[]", "FETCH 1:5000 (BODY.PEEK[])"),
    ] {
        let mut meilleur = Duration::MAX;
        for _ in 0..3 {
            let debut = Instant::now();
            fil.imap(commande).await;
            meilleur = meilleur.min(debut.elapsed());
        }
        temps.insert(nom, meilleur);
    }
    temps
}

/// Clients that wait: how long until every one heard of a mail.
async fn attendre(adresse: &str) -> Duration {
    let mut fils = Vec::new();
    for _ in 0..IDLES {
        let mut fil = ouvrir(adresse).await;
        fil.imap("SELECT INBOX").await;
        fil.envoyer(b"t IDLE\r\n").await;
        while !fil.ligne().await.starts_with('+') {}
        fils.push(fil);
    }
    let mut autre = ouvrir(adresse).await;
    let debut = Instant::now();
    let texte = courriel(1, 1000);
    autre
        .envoyer(format!("t APPEND INBOX {{{}+}}\r\n{texte}\r\n", texte.len()).as_bytes())
        .await;
    let taches: Vec<_> = fils
        .into_iter()
        .map(|mut fil| tokio::spawn(async move { while !fil.ligne().await.contains("EXISTS") {} }))
        .collect();
    for t in taches {
        t.await.unwrap();
    }
    debut.elapsed()
}

/// What the process holds, in MiB.
fn memoire(pid: &str) -> Option<u64> {
    let texte = std::fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
    let ligne = texte.lines().find(|l| l.starts_with("VmRSS:"))?;
    let kio: u64 = ligne.split_whitespace().nth(1)?.parse().ok()?;
    Some(kio / 1024)
}

async fn demarrer(donnees: PathBuf) -> Banc {
    let _ = tokio_rustls::rustls::crypto::aws_lc_rs::default_provider().install_default();
    let monde = segur_world::monde_demo().unwrap();
    let mots = monde.boites.values().map(|b| (b.adresse.clone(), MOT.to_owned())).collect();
    let mut banc = ReglageBanc::nouveau(Arc::new(monde), Arc::new(Igc::demo().unwrap()));
    banc.horloge = SourceHorloge::Reelle;
    banc.donnees = Some(donnees);
    // Postfix syncs its queue before it answers.
    banc.durabilite = Durabilite::Forte;
    banc.limites.sessions = 2 * IDLES;
    banc.limites.par_point = 2 * IDLES;
    banc.limites.connexions = 8 * IDLES;
    let reglage = MssanteReglage {
        mots_de_passe: mots,
        ..MssanteReglage::default()
    };
    Banc::demarrer(banc, vec![segur_mssante::service(reglage)], &[]).await.unwrap()
}

fn rapport(nom: &str, nous: f64, pair: Option<f64>, unite: &str) {
    match pair {
        Some(p) => println!("{nom:<18} {nous:>10.1} {unite:<10} pair {p:>10.1}   rapport {:.2}", nous / p),
        None => println!("{nom:<18} {nous:>10.1} {unite:<10} sans pair"),
    }
}

fn main() {
    let moteur = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    moteur.block_on(async {
        let dossier = tempfile::tempdir().unwrap();
        let banc = demarrer(dossier.path().to_owned()).await;
        let point = |nom: &str| {
            let url = banc.espace("defaut").unwrap().points[nom].clone();
            url.split("://").nth(1).unwrap().to_owned()
        };
        let (postfix, dovecot) = (std::env::var("SEGUR_BENCH_POSTFIX").ok(), std::env::var("SEGUR_BENCH_DOVECOT").ok());
        println!(
            "durabilité forte des deux côtés ; {SESSIONS} sessions de {PAR_SESSION} courriels de 4 Kio ; mémoire au repos {:?} Mio",
            memoire("self")
        );
        let mut nous = Vec::new();
        let mut eux = Vec::new();
        for _ in 0..3 {
            nous.push(prendre(&point("mssante.smtps"), true).await);
            if let Some(p) = &postfix {
                eux.push(prendre(p, false).await);
            }
        }
        let milieu = |mut v: Vec<f64>| {
            v.sort_by(f64::total_cmp);
            v.get(v.len() / 2).copied()
        };
        rapport("courriels", milieu(nous).unwrap(), milieu(eux), "par s");
        let combien: usize = std::env::var("SEGUR_BENCH_COURRIELS")
            .ok()
            .and_then(|n| n.parse().ok())
            .unwrap_or(100_000);
        let temps = remplir(&point("mssante.imaps"), combien).await;
        println!(
            "{combien} courriels par APPEND en {:.1} s ; mémoire {:?} Mio",
            temps.as_secs_f64(),
            memoire("self")
        );
        if let Some(d) = &dovecot {
            let temps = remplir(d, combien).await;
            println!("  pair : {:.1} s", temps.as_secs_f64());
        }
        let nous = lire(&point("mssante.imaps")).await;
        let eux = match &dovecot {
            Some(d) => Some(lire(d).await),
            None => None,
        };
        for (nom, t) in &nous {
            let ms = |t: &Duration| t.as_secs_f64() * 1000.0;
            rapport(nom, ms(t), eux.as_ref().map(|e| ms(&e[nom])), "ms");
        }
        let ms = attendre(&point("mssante.imaps")).await.as_secs_f64() * 1000.0;
        let pair = match &dovecot {
            Some(d) => Some(attendre(d).await.as_secs_f64() * 1000.0),
            None => None,
        };
        rapport("500 IDLE", ms, pair, "ms");
        println!("mémoire à la fin {:?} Mio, client compris", memoire("self"));
        banc.arreter().await;
    });
}
