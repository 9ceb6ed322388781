//! Operators that nobody here wrote: Postfix, driven by a script, and samotop, built in a workspace of its own (`tests/operateurs`). Long, and
//! wanting what is not in the project: `.ci/nuit` runs them.

use std::fs;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use segur_model::Exchange;
use segur_mssante::{MssanteReglage, RelaisReglage};
use serde_json::json;
use sha2::{Digest, Sha256};
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;

use crate::essai::{BIOLOGISTE, Essai, IGC, reglage};
use crate::parler::Client;
use crate::relais::{AUTRE, CHEZ_L_AUTRE, attendre, courriel, dn, requete};

/// A port that was free a moment ago: what is not of this process opens it.
fn port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

fn ici(chemin: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(chemin)
}

/// The identity of an operator, and whom to trust, as files.
fn identites(dossier: &TempDir) -> (PathBuf, PathBuf) {
    let i = IGC.identite("operateur-autre").unwrap();
    let base = dossier.path().join("operateur");
    fs::write(base.with_extension("pem"), &i.chaine_pem).unwrap();
    fs::write(base.with_extension("cle.pem"), &i.cle_pem).unwrap();
    let autorites = dossier.path().join("autorites");
    fs::create_dir(&autorites).unwrap();
    for a in IGC.autorites().iter().filter(|a| a.confiance) {
        fs::write(autorites.join(format!("{}.pem", a.nom)), &a.certificat_pem).unwrap();
    }
    fs::write(dossier.path().join("confiance.pem"), IGC.ancres_pem()).unwrap();
    (base, autorites)
}

async fn banc(vers: u16) -> Essai {
    let reglage = MssanteReglage {
        operateurs: [(AUTRE.to_owned(), format!("127.0.0.1:{vers}"))].into(),
        relais: RelaisReglage {
            relances_s: vec![1],
            delai_s: 20,
            ..RelaisReglage::default()
        },
        ..reglage()
    };
    Essai::sur(None, reglage).await
}

/// Attempts until one is answered so.
async fn envoye(essai: &Essai, mut apres: u64, statut: u16) -> Exchange {
    loop {
        let e = attendre(&essai.banc, "mssante.relais.envoi", apres).await;
        println!("envoi : {:?} {} {:?}", e.statut, e.reponse.ligne, e.echec);
        if e.statut == Some(statut) {
            return e;
        }
        apres = e.id;
    }
}

/// The next mail that another operator gives us, accepted or not, of which this is said.
async fn donne(essai: &Essai, mut apres: u64, dit: &str) -> Exchange {
    loop {
        let e = attendre(&essai.banc, "mssante.message", apres).await;
        if requete(&essai.banc, &e).await.contains(dit) {
            return e;
        }
        apres = e.id;
    }
}

/// The files of a Maildir, when there are so many.
async fn boite(dossier: &Path, nombre: usize) -> Vec<String> {
    loop {
        let lus: Vec<String> = fs::read_dir(dossier)
            .into_iter()
            .flatten()
            .map(|f| fs::read_to_string(f.unwrap().path()).unwrap())
            .collect();
        if lus.len() >= nombre {
            return lus;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

struct Postfix {
    dossier: PathBuf,
}

impl Postfix {
    fn script() -> PathBuf {
        ici("tests/operateurs/postfix.sh")
    }

    fn demarrer(tmp: &TempDir, relais: u16, depot: u16, vers: &str) -> Self {
        let (identite, _) = identites(tmp);
        let dossier = tmp.path().join("postfix");
        let der = segur_x509::lire_pem(&IGC.identite("operateur-banc").unwrap().certificat_pem).unwrap();
        let empreinte: String = Sha256::digest(&der[0]).iter().map(|o| format!("{o:02x}")).collect();
        let fait = Command::new(Self::script())
            .arg("demarrer")
            .args([&dossier, &identite, &tmp.path().join("confiance.pem")])
            .args([relais.to_string(), depot.to_string(), vers.to_owned(), empreinte])
            .status()
            .unwrap();
        assert!(fait.success());
        Self { dossier }
    }
}

impl Drop for Postfix {
    fn drop(&mut self) {
        let _ = Command::new(Self::script()).arg("arreter").arg(&self.dossier).status();
        println!("{}", fs::read_to_string(self.dossier.join("journal.log")).unwrap_or_default());
    }
}

/// Hands a mail to Postfix as its own users do.
async fn deposer(port: u16, de: &str, a: &str, texte: &str) {
    let mut flux = BufReader::new(TcpStream::connect(("127.0.0.1", port)).await.unwrap());
    let dites = [
        String::new(),
        "EHLO poste.op-autre.test".to_owned(),
        format!("MAIL FROM:<{de}>"),
        format!("RCPT TO:<{a}>"),
        "DATA".to_owned(),
        format!("{texte}\r\n."),
        "QUIT".to_owned(),
    ];
    for ligne in dites {
        if !ligne.is_empty() {
            flux.write_all(format!("{ligne}\r\n").as_bytes()).await.unwrap();
        }
        loop {
            let mut reponse = String::new();
            flux.read_line(&mut reponse).await.unwrap();
            assert!(reponse.starts_with(['2', '3']), "{ligne} : {reponse}");
            if reponse.as_bytes().get(3) == Some(&b' ') {
                break;
            }
        }
    }
}

#[tokio::test]
#[ignore = "Postfix, and root: .ci/nuit"]
async fn postfix_takes_and_gives() {
    let tmp = tempfile::tempdir().unwrap();
    // Postfix's own processes are not root's.
    Command::new("chmod").arg("755").arg(tmp.path()).status().unwrap();
    let (relais, depot) = (port(), port());
    let essai = banc(relais).await;
    let postfix = Postfix::demarrer(&tmp, relais, depot, &essai.adresse("mssante.relais"));

    // There, with a report of success that comes back.
    let mut c = Client::de(&essai, BIOLOGISTE.1).await;
    let a = format!("<{CHEZ_L_AUTRE}> NOTIFY=SUCCESS,FAILURE ORCPT=rfc822;{CHEZ_L_AUTRE}");
    c.remettre(BIOLOGISTE.1, &[&a], &courriel("vers-postfix"), "250").await;
    let envoi = envoye(&essai, 0, 250).await;
    assert_eq!(envoi.pair.certificat.as_ref().unwrap().sujet, dn("operateur-autre"));
    let recus = boite(&postfix.dossier.join("boites/docteur/new"), 1).await;
    let fin = recus[0].split_once("Subject: vers-postfix\n").unwrap().1;
    assert!(fin.ends_with("\n\nbonjour\n.un point\n"), "{}", recus[0]);
    let rapport = donne(&essai, 0, "Diagnostic-Code").await;
    assert_eq!(rapport.statut, Some(250));
    assert_eq!(rapport.pair.certificat.as_ref().unwrap().sujet, dn("operateur-autre"));
    assert_eq!(rapport.faits["genre"], ["dsn"]);
    assert_eq!(rapport.faits["dsn.action"], ["delivered"]);

    // Nobody there: a report of ours.
    let avant = essai.recus(BIOLOGISTE.1).await;
    c.remettre(BIOLOGISTE.1, &[&format!("<absent@{AUTRE}>")], &courriel("vers-personne"), "250")
        .await;
    let refuse = envoye(&essai, envoi.id, 550).await;
    assert!(refuse.reponse.ligne.contains("absent@"), "{}", refuse.reponse.ligne);
    assert_eq!(essai.recus(BIOLOGISTE.1).await, avant + 1);

    // Back: from its own domain, and from one that is not.
    let texte = |de: &str| format!("From: <{de}>\r\nTo: <{}>\r\nSubject: de-postfix\r\n\r\nbonsoir", BIOLOGISTE.1);
    deposer(depot, CHEZ_L_AUTRE, BIOLOGISTE.1, &texte(CHEZ_L_AUTRE)).await;
    let recu = donne(&essai, rapport.id, "Subject: de-postfix").await;
    assert_eq!(recu.statut, Some(250));
    assert_eq!(recu.faits["expediteur"], [CHEZ_L_AUTRE]);
    deposer(depot, "x@op-lointain.mssante.fr", BIOLOGISTE.1, &texte("x@op-lointain.mssante.fr")).await;
    let mut apres = recu.id;
    let refus = loop {
        let e = attendre(&essai.banc, "mssante.smtp.mail", apres).await;
        apres = e.id;
        if let Some(refus) = e.refus {
            break refus;
        }
    };
    assert_eq!(refus, "mssante.liste-blanche.certificat");

    // Taken off the list: neither to nor from.
    essai
        .agir("mssante", "liste-blanche", json!({ "variante": "domaine-retire" }))
        .await
        .unwrap();
    c.dire(&format!("MAIL FROM:<{}>", BIOLOGISTE.1), "250").await;
    c.dire(&format!("RCPT TO:<{CHEZ_L_AUTRE}>"), "550 5.7.1").await;
    deposer(depot, CHEZ_L_AUTRE, BIOLOGISTE.1, &texte(CHEZ_L_AUTRE)).await;
    loop {
        let e = attendre(&essai.banc, "mssante.smtp.mail", apres).await;
        apres = e.id;
        if e.refus.as_deref() == Some("mssante.liste-blanche.domaine") {
            break;
        }
    }
    drop(postfix);
    essai.banc.arreter().await;
}

/// A process that ends with the test.
struct Processus(Child);

impl Drop for Processus {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[tokio::test]
#[ignore = "samotop, in a workspace of its own: .ci/nuit"]
async fn samotop_takes_and_gives() {
    let Some(samotop) = std::env::var_os("SEGUR_BENCH_SAMOTOP") else {
        panic!("SEGUR_BENCH_SAMOTOP names the program of tests/operateurs");
    };
    let tmp = tempfile::tempdir().unwrap();
    let (identite, autorites) = identites(&tmp);
    let relais = port();
    let essai = banc(relais).await;
    let dossier = tmp.path().join("samotop");
    fs::create_dir(&dossier).unwrap();
    let ecoute = Command::new(&samotop)
        .arg("ecouter")
        .arg(format!("127.0.0.1:{relais}"))
        .args([&identite, &autorites, &dossier])
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    let _ecoute = Processus(ecoute);

    // It knows nothing of DSN: the report of what was relayed is ours.
    let mut c = Client::de(&essai, BIOLOGISTE.1).await;
    let a = format!("<{CHEZ_L_AUTRE}> NOTIFY=SUCCESS ORCPT=rfc822;{CHEZ_L_AUTRE}");
    c.remettre(BIOLOGISTE.1, &[&a], &courriel("vers-samotop"), "250").await;
    let envoi = envoye(&essai, 0, 250).await;
    assert_eq!(envoi.pair.certificat.as_ref().unwrap().sujet, dn("operateur-autre"));
    assert!(!requete(&essai.banc, &envoi).await.contains("NOTIFY"), "not offered, not said");
    assert_eq!(essai.recus(BIOLOGISTE.1).await, 1, "the report of relay");
    let recus = boite(&dossier.join("new"), 1).await;
    assert!(
        recus[0].contains("Subject: vers-samotop\r\n") && recus[0].contains("\r\nbonjour\r\n"),
        "{}",
        recus[0]
    );

    // Back: the mail of its domain, then of another's.
    let fichier = tmp.path().join("essai.eml");
    fs::write(
        &fichier,
        format!("From: <{CHEZ_L_AUTRE}>\r\nSubject: de-samotop\r\n\r\nbonsoir\r\n"),
    )
    .unwrap();
    let donner = |de: &str| {
        let samotop = samotop.clone();
        let mut commande = tokio::process::Command::new(samotop);
        commande
            .arg("donner")
            .arg(essai.adresse("mssante.relais"))
            .args([&identite, &autorites])
            .args([de, BIOLOGISTE.1])
            .arg(&fichier)
            .output()
    };
    let fait = donner(CHEZ_L_AUTRE).await.unwrap();
    println!("{}{}", String::from_utf8_lossy(&fait.stdout), String::from_utf8_lossy(&fait.stderr));
    assert!(fait.status.success());
    let recu = donne(&essai, 0, "Subject: de-samotop").await;
    assert_eq!(
        (recu.statut, recu.faits["expediteur"].as_slice()),
        (Some(250), &[CHEZ_L_AUTRE.to_owned()][..])
    );
    assert_eq!(recu.pair.certificat.as_ref().unwrap().sujet, dn("operateur-autre"));
    assert!(!donner("x@op-lointain.mssante.fr").await.unwrap().status.success());
    let refus: Vec<Option<String>> = essai.echanges("mssante.smtp.mail").await.into_iter().map(|e| e.refus).collect();
    assert!(refus.contains(&Some("mssante.liste-blanche.certificat".to_owned())), "{refus:?}");
    essai.banc.arreter().await;
}
