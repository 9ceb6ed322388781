//! The operator as a client of operators that are wrong, slow, or say no.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use segur_kit::Morceau;
use segur_kit::rusqlite::Connection;
use segur_model::Exchange;
use segur_mssante::{MssanteReglage, RelaisReglage};
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncWrite, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;

use crate::essai::{BIOLOGISTE, Essai, IGC, reglage};
use crate::parler::Client;
use crate::relais::{AUTRE, CHEZ_L_AUTRE, attendre, courriel, requete};

type Dits = Arc<Mutex<Vec<String>>>;

/// What a false operator answers: to a line, on its n-th connection (from 1). Empty: it hangs up. What begins by [`ATTENDS`] waits to be let go.
type Reponses = fn(&str, usize) -> String;

const ATTENDS: &str = "ATTENDS ";
/// Lets go what waits.
static SUITE: Notify = Notify::const_new();

/// A false operator: its address, and all that it is told behind TLS.
async fn faux(identite: Option<&'static str>, reponses: Reponses) -> (String, Dits) {
    let ecoute = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let adresse = ecoute.local_addr().unwrap().to_string();
    let (dits, rang) = (Dits::default(), AtomicUsize::new(0));
    let entendus = dits.clone();
    tokio::spawn(async move {
        while let Ok((flux, _)) = ecoute.accept().await {
            let n = rang.fetch_add(1, Ordering::SeqCst) + 1;
            tokio::spawn(servir(flux, identite, reponses, n, dits.clone()));
        }
    });
    (adresse, entendus)
}

async fn servir(flux: TcpStream, identite: Option<&str>, reponses: Reponses, n: usize, dits: Dits) {
    let mut clair = BufReader::new(flux);
    if clair.write_all(b"220 faux\r\n").await.is_err() {
        return;
    }
    loop {
        let mut ligne = String::new();
        if clair.read_line(&mut ligne).await.unwrap_or(0) == 0 {
            return;
        }
        let offre = if identite.is_some() {
            "250-faux\r\n250 STARTTLS\r\n"
        } else {
            "250 faux\r\n"
        };
        let reponse = if ligne.starts_with("STARTTLS") { "220 allez\r\n" } else { offre };
        clair.write_all(reponse.as_bytes()).await.unwrap();
        if ligne.starts_with("STARTTLS") {
            break;
        }
    }
    let i = IGC.identite(identite.unwrap()).unwrap();
    let config = ServerConfig::builder()
        .with_no_client_auth()
        .with_single_cert(i.chaine_der().unwrap(), i.cle_der().unwrap())
        .unwrap();
    if let Ok(flux) = TlsAcceptor::from(Arc::new(config)).accept(clair.into_inner()).await {
        parler(flux, reponses, n, dits).await;
    }
}

async fn parler(flux: impl AsyncRead + AsyncWrite + Unpin, reponses: Reponses, n: usize, dits: Dits) {
    let mut flux = BufReader::new(flux);
    let mut donnees = false;
    loop {
        let mut ligne = String::new();
        if flux.read_line(&mut ligne).await.unwrap_or(0) == 0 {
            return;
        }
        let ligne = ligne.trim_end();
        dits.lock().unwrap().push(ligne.to_owned());
        if donnees && ligne != "." {
            continue;
        }
        donnees = ligne == "DATA";
        let reponse = reponses(ligne, n);
        if reponse.is_empty() {
            return;
        }
        if reponse.starts_with(ATTENDS) {
            SUITE.notified().await;
        }
        let reponse = reponse.trim_start_matches(ATTENDS);
        if flux.write_all(format!("{reponse}\r\n").as_bytes()).await.is_err() {
            return;
        }
    }
}

/// What one that is good answers.
fn bien(ligne: &str) -> String {
    match ligne.split([' ', ':']).next().unwrap() {
        "EHLO" => "250-faux\r\n250-SIZE 100000\r\n250 8BITMIME",
        "DATA" => "354 allez",
        "QUIT" => "221 au revoir",
        _ => "250 ok",
    }
    .to_owned()
}

async fn banc(vers: &str) -> Essai {
    let reglage = MssanteReglage {
        operateurs: [(AUTRE.to_owned(), vers.to_owned())].into(),
        relais: RelaisReglage {
            relances_s: vec![1],
            delai_s: 2,
            ..RelaisReglage::default()
        },
        ..reglage()
    };
    Essai::sur(None, reglage).await
}

async fn envoyer(essai: &Essai, a: &[&str], texte: &str) {
    let mut c = Client::de(essai, BIOLOGISTE.1).await;
    c.remettre(BIOLOGISTE.1, a, texte, "250").await;
}

async fn essai_de_remise(essai: &Essai, apres: u64) -> Exchange {
    attendre(&essai.banc, "mssante.relais.envoi", apres).await
}

/// The last mail of a mailbox.
async fn dernier(essai: &Essai, boite: &str) -> String {
    let morceau = {
        let c = Connection::open(essai.banc.journal().dossier().join("espaces/defaut/espace.sqlite")).unwrap();
        c.query_row(
            "SELECT corps, debut, longueur FROM mssante_messages WHERE boite = ?1 ORDER BY uid DESC",
            [boite],
            |l| {
                Ok(Morceau {
                    corps: l.get(0)?,
                    debut: l.get::<_, i64>(1)?.try_into().unwrap(),
                    longueur: l.get::<_, i64>(2)?.try_into().unwrap(),
                })
            },
        )
        .unwrap()
    };
    let octets = essai.banc.journal().morceau("defaut", &morceau).await.unwrap();
    String::from_utf8(octets.to_vec()).unwrap()
}

#[tokio::test]
async fn nothing_is_said_to_who_is_not_the_operator_of_the_domain() {
    // Of the test IGC, and not in the list; then in the list, of another domain: ours.
    for identite in ["operateur-inconnu", "operateur-banc"] {
        let (vers, dits) = faux(Some(identite), |l, _| bien(l)).await;
        let essai = banc(&vers).await;
        envoyer(&essai, &[&format!("<{CHEZ_L_AUTRE}>")], &courriel("secret")).await;
        let e = essai_de_remise(&essai, 0).await;
        assert!(e.echec.as_deref().unwrap().contains("liste blanche"), "{e:?}");
        assert!(dits.lock().unwrap().is_empty(), "{identite}");
        let rapport = dernier(&essai, BIOLOGISTE.1).await;
        assert!(rapport.contains("Status: 5.7.1") && rapport.contains("Action: failed"), "{rapport}");
        essai.banc.arreter().await;
    }
}

#[tokio::test]
async fn nothing_leaves_in_clear_nor_to_a_bad_certificate() {
    for (identite, cause) in [
        (None, "STARTTLS"),
        (Some("operateur-autre-expire"), "a expiré"),
        (Some("operateur-autre-revoque"), "révoqué"),
        (Some("serveur-etranger"), "autorité inconnue"),
        (Some("org-auth-cli"), "server authentication"),
    ] {
        let (vers, dits) = faux(identite, |l, _| bien(l)).await;
        let essai = banc(&vers).await;
        envoyer(&essai, &[&format!("<{CHEZ_L_AUTRE}>")], &courriel("secret")).await;
        let e = essai_de_remise(&essai, 0).await;
        let echec = e.echec.clone().unwrap();
        assert!(echec.contains(cause), "{identite:?} : {echec}");
        assert!(dits.lock().unwrap().is_empty());
        assert!(!requete(&essai.banc, &e).await.contains("MAIL"));
        // It may be mended: the mail waits.
        assert_eq!(essai.recus(BIOLOGISTE.1).await, 0);
        assert_eq!(essai_de_remise(&essai, e.id).await.faits["essai"], ["2"]);
        essai.banc.arreter().await;
    }
}

#[tokio::test]
async fn each_recipient_has_its_own_answer() {
    let (vers, dits) = faux(Some("operateur-autre"), |l, n| match l {
        l if l.contains("absent") => "550 5.1.1 inconnu ici".to_owned(),
        l if l.contains("occupe") && n == 1 => "450 4.2.1 plus tard".to_owned(),
        l => bien(l),
    })
    .await;
    let essai = banc(&vers).await;
    let a = [
        "<docteur@op-autre.mssante.fr>",
        "<absent@op-autre.mssante.fr>",
        "<occupe@op-autre.mssante.fr>",
    ];
    envoyer(&essai, &a, &courriel("trois")).await;
    let un = essai_de_remise(&essai, 0).await;
    assert_eq!((un.statut, un.echec.as_deref()), (Some(250), None));
    let rapport = dernier(&essai, BIOLOGISTE.1).await;
    assert!(
        rapport.contains("Final-Recipient: rfc822;absent@op-autre.mssante.fr") || rapport.contains("rfc822; absent@op-autre.mssante.fr")
    );
    assert!(rapport.contains("inconnu ici") && !rapport.contains("occupe@"), "{rapport}");
    let deux = essai_de_remise(&essai, un.id).await;
    let dit = requete(&essai.banc, &deux).await;
    assert!(
        dit.contains("RCPT TO:<occupe@op-autre.mssante.fr>") && !dit.contains("docteur@op-autre.mssante.fr>\r\nRCPT"),
        "{dit}"
    );
    assert_eq!(deux.faits["essai"], ["2"]);
    assert_eq!(essai.recus(BIOLOGISTE.1).await, 1);
    let dits = dits.lock().unwrap().clone();
    let pour = |qui: &str| {
        dits.iter()
            .filter(|l| **l == format!("RCPT TO:<{qui}@op-autre.mssante.fr>"))
            .count()
    };
    assert_eq!((pour("docteur"), pour("absent"), pour("occupe")), (1, 1, 2), "nobody twice");
    essai.banc.arreter().await;
}

#[tokio::test]
async fn what_is_no_answer_is_tried_again() {
    let (vers, _) = faux(Some("operateur-autre"), |l, n| match (l.split([' ', ':']).next().unwrap(), n) {
        // Hangs up in the middle; speaks of something else; says too much; says no at the end, for now.
        ("MAIL", 1) => String::new(),
        ("MAIL", 2) => "bonjour".to_owned(),
        ("MAIL", 3) => format!("250 {}", "x".repeat(5_000)),
        (".", 4) => "451 4.3.0 disque plein".to_owned(),
        ("DATA", 5) => "250 pas ce qui etait attendu".to_owned(),
        _ => bien(l),
    })
    .await;
    let essai = banc(&vers).await;
    envoyer(&essai, &[&format!("<{CHEZ_L_AUTRE}>")], &courriel("tenace")).await;
    let mut apres = 0;
    let mut vus = Vec::new();
    loop {
        let e = essai_de_remise(&essai, apres).await;
        apres = e.id;
        vus.push(e.echec.clone().unwrap_or_else(|| e.reponse.ligne.clone()));
        if e.reponse.ligne == "250 ok" && e.echec.is_none() {
            break;
        }
    }
    let attendus = [
        "coupée",
        "pas du SMTP",
        "trop longue",
        "451 4.3.0 disque plein",
        "354 était attendu",
        "250 ok",
    ];
    assert_eq!(vus.len(), attendus.len(), "{vus:?}");
    assert!(vus.iter().zip(attendus).all(|(v, a)| v.contains(a)), "{vus:?}");
    assert_eq!(essai.recus(BIOLOGISTE.1).await, 0);
    essai.banc.arreter().await;
}

#[tokio::test]
async fn a_silent_operator_is_not_waited_for_and_a_large_mail_is_not_sent() {
    let (vers, dits) = faux(Some("operateur-autre"), |l, n| match (l.split([' ', ':']).next().unwrap(), n) {
        ("EHLO", _) => "250-faux\r\n250 SIZE 1000".to_owned(),
        _ => bien(l),
    })
    .await;
    let essai = banc(&vers).await;
    envoyer(
        &essai,
        &[&format!("<{CHEZ_L_AUTRE}>")],
        &format!("{}\r\n{}", courriel("gros"), "x".repeat(900)),
    )
    .await;
    let e = essai_de_remise(&essai, 0).await;
    assert!(e.echec.as_deref().unwrap().contains("SIZE"), "{e:?}");
    assert!(dernier(&essai, BIOLOGISTE.1).await.contains("Status: 5.3.4"));
    assert_eq!(dits.lock().unwrap().len(), 1, "EHLO alone");
    essai.banc.arreter().await;

    // It accepts connections, and says nothing.
    let muet = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let essai = banc(&muet.local_addr().unwrap().to_string()).await;
    envoyer(&essai, &[&format!("<{CHEZ_L_AUTRE}>")], &courriel("muet")).await;
    let e = essai_de_remise(&essai, 0).await;
    assert!(e.echec.as_deref().unwrap().contains("n'a pas répondu en 2 s"), "{e:?}");
    // A stop does not wait for it.
    let debut = std::time::Instant::now();
    essai.banc.arreter().await;
    assert!(debut.elapsed().as_secs() < 2);
}

/// A reset forgets a mail that is being given away: what comes of it is not taken for the first mail of what begins.
#[tokio::test]
async fn a_reset_and_a_mail_on_its_way() {
    let (vers, dits) = faux(Some("operateur-autre"), |l, n| match (l, n) {
        (".", 1) => format!("{ATTENDS}250 le premier"),
        (".", 2) => format!("{ATTENDS}250 le second"),
        _ => bien(l),
    })
    .await;
    let essai = banc(&vers).await;
    let dit = async |quoi: &str, fois: usize| {
        while dits.lock().unwrap().iter().filter(|l| l.contains(quoi)).count() < fois {
            tokio::task::yield_now().await;
        }
    };
    envoyer(&essai, &[&format!("<{CHEZ_L_AUTRE}>")], &courriel("un")).await;
    dit("Subject: un", 1).await;
    let url = format!("{}/banc/espaces/defaut/remise-a-zero", essai.banc.acces().controle);
    assert!(essai.http().post(url).send().await.unwrap().status().is_success());
    envoyer(&essai, &[&format!("<{CHEZ_L_AUTRE}>")], &courriel("deux")).await;
    dit("Subject: deux", 1).await;
    // The first is answered: what it changes is of before the reset.
    SUITE.notify_one();
    dit("QUIT", 1).await;
    SUITE.notify_one();
    let fini = essai_de_remise(&essai, 0).await;
    assert_eq!(fini.reponse.ligne, "250 le second", "the first left nothing");
    envoyer(&essai, &[&format!("<{CHEZ_L_AUTRE}>")], &courriel("trois")).await;
    assert_eq!(essai_de_remise(&essai, fini.id).await.statut, Some(250));
    let dits = dits.lock().unwrap().clone();
    for objet in ["un", "deux", "trois"] {
        assert_eq!(dits.iter().filter(|l| **l == format!("Subject: {objet}")).count(), 1, "{objet}");
    }
    essai.banc.arreter().await;
}
