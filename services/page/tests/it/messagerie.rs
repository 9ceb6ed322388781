//! The mailboxes, by HTTP: what is sent to them by SMTP.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use segur_mssante::MssanteReglage;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;

use crate::{Essai, IGC};

const DE: &str = "alex.biotest@test.mssante.fr";
const A: &str = "baptiste.ordonnance@test.mssante.fr";
const MOT: &str = "mot-de-passe-public";
const COURRIEL: &str = "/messagerie/courriel?boite=baptiste.ordonnance%40test.mssante.fr&dossier=INBOX&uid=1";

/// A password for who sends.
pub fn reglage() -> MssanteReglage {
    MssanteReglage {
        mots_de_passe: [(DE.to_owned(), MOT.to_owned())].into(),
        ..MssanteReglage::default()
    }
}

/// Submits a mail, over TLS from the first byte.
async fn envoyer(essai: &Essai, courriel: &str) {
    let url = essai.banc.espace("defaut").unwrap().points["mssante.smtps"].clone();
    let hote = url.split("://").nth(1).unwrap().trim_end_matches('/').to_owned();
    let mut racines = rustls::RootCertStore::empty();
    for ancre in CertificateDer::pem_slice_iter(IGC.ancres_pem().as_bytes()) {
        racines.add(ancre.unwrap()).unwrap();
    }
    let config = rustls::ClientConfig::builder()
        .with_root_certificates(racines)
        .with_no_client_auth();
    let nom = ServerName::try_from("localhost").unwrap();
    let tcp = TcpStream::connect(hote).await.unwrap();
    let mut flux = BufReader::new(TlsConnector::from(std::sync::Arc::new(config)).connect(nom, tcp).await.unwrap());
    let clair = STANDARD.encode(format!("\0{DE}\0{MOT}"));
    for (ligne, attendu) in [
        (String::new(), "220"),
        ("EHLO poste.test\r\n".to_owned(), "250"),
        (format!("AUTH PLAIN {clair}\r\n"), "235"),
        (format!("MAIL FROM:<{DE}>\r\n"), "250"),
        (format!("RCPT TO:<{A}>\r\n"), "250"),
        ("DATA\r\n".to_owned(), "354"),
        (format!("{courriel}\r\n.\r\n"), "250"),
        ("QUIT\r\n".to_owned(), "221"),
    ] {
        flux.write_all(ligne.as_bytes()).await.unwrap();
        flux.flush().await.unwrap();
        let mut reponse = String::from("   -");
        while reponse.as_bytes().get(3) == Some(&b'-') {
            reponse.clear();
            flux.read_line(&mut reponse).await.unwrap();
        }
        assert!(reponse.starts_with(attendu), "{ligne} {reponse}");
    }
}

fn piege() -> String {
    let vers = "<script>alert(1)</script>";
    format!(
        "From: \"<img src=x onerror=alert(2)>\" <{DE}>\r\nTo: {A}\r\nSubject: {vers}\r\nMessage-ID: <{vers}@test.mssante.fr>\r\n\
         X-Autre: {vers}\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n\
         --b\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<p>bonjour</p>{vers}<img src=\"https://ailleurs.example/pixel.png\"><iframe src=\"//x\"></iframe>\r\n\
         --b\r\nContent-Type: text/html; name=\"{vers}.html\"\r\nContent-Disposition: attachment\r\n\r\n{vers}\r\n\
         --b\r\nContent-Type: text/xml; name=\"cda.xml\"\r\nContent-Disposition: attachment\r\n\r\n\
         <ClinicalDocument xmlns=\"urn:hl7-org:v3\"><title>&lt;script&gt;alert(3)&lt;/script&gt;</title><component><structuredBody><component><section>\
         <title>Texte</title><text><x:script xmlns:x=\"http://www.w3.org/1999/xhtml\">alert(4)</x:script><content onclick=\"alert(5)\">lu</content>\
         </text></section></component></structuredBody></component></ClinicalDocument>\r\n--b--\r\n"
    )
}

#[tokio::test]
async fn un_courriel_hostile_ne_peut_rien_dans_la_page() {
    let essai = Essai::demarrer().await;
    envoyer(&essai, &piege()).await;
    let liste = essai.voir("/messagerie").await;
    let session = liste.texte.clone();
    assert!(session.contains("&lt;script&gt;alert(1)"), "{session}");
    let courriel = essai.voir(COURRIEL).await;
    assert_eq!(courriel.statut, 200, "{}", courriel.texte);
    let session = courriel
        .texte
        .split("href=\"/messagerie/session?")
        .nth(1)
        .unwrap()
        .split('"')
        .next()
        .unwrap()
        .to_owned();
    let session = essai.voir(&format!("/messagerie/session?{session}")).await;
    assert!(session.texte.contains("C: EHLO poste.test") && !session.texte.contains(MOT));
    for page in [&liste, &courriel, &session] {
        assert_eq!(page.statut, 200);
        let csp = page.entetes["content-security-policy"].to_str().unwrap();
        assert!(csp.starts_with("default-src 'none'") && !csp.contains("unsafe"), "{csp}");
        for interdit in [
            "<script>",
            "<img",
            "<iframe",
            "<x:",
            "onclick=\"",
            "onerror=\"",
            " style=",
            "src=\"https",
            "src=\"//",
        ] {
            assert!(!page.texte.contains(interdit), "{interdit} dans {}", page.texte);
        }
        assert_eq!(page.texte.matches("<script").count(), 1, "that of the page alone");
    }
    // What there is to read is read all the same.
    for attendu in [
        "bonjour",
        "Tiré de son HTML.",
        "Source de la partie 1 (text/html)",
        "alert(4)",
        "&lt;script&gt;alert(3)",
        "<section><h3>Texte</h3>",
        "En-têtes, décodés",
        "<strong>Partie 2</strong> <code>text/html</code> · script&gt;.html · ",
    ] {
        assert!(courriel.texte.contains(attendu), "{attendu} dans {}", courriel.texte);
    }
    // Its parts are files to keep: none is a page.
    for rang in 1..=3 {
        let piece = essai.voir(&format!("/banc/vues/mssante/message/{A}/INBOX/1/piece/{rang}")).await;
        assert_eq!(piece.statut, 200);
        assert_ne!(piece.entetes["content-type"], "text/html");
        assert!(piece.entetes["content-disposition"].to_str().unwrap().starts_with("attachment;"));
        assert_eq!(piece.entetes["content-security-policy"], "sandbox; default-src 'none'");
    }
}

#[tokio::test]
async fn chaque_remarque_est_a_sa_place() {
    let essai = Essai::demarrer().await;
    let courriel = format!(
        "From: Alex BIOTEST <{DE}>\r\nTo: {A}\r\nSubject: essai\r\nMessage-ID: sans-chevrons\r\nMIME-Version: 1.0\r\n\
         Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\nContent-Transfer-Encoding: rot13\r\n\r\nobawbhe\r\n--b--\r\n"
    );
    envoyer(&essai, &courriel).await;
    let texte = essai.voir(COURRIEL).await.texte;
    let apres = |depuis: &str, quoi: &str| {
        let reste = texte.split_once(depuis).unwrap_or_else(|| panic!("{depuis} dans {texte}")).1;
        reste.find(quoi).unwrap_or_else(|| panic!("{quoi} après {depuis} dans {texte}"))
    };
    // In the value of the header that it is about, before the next one.
    assert!(
        apres("<dt>Message-ID</dt><dd>sans-chevrons", "mssante.message-id.forme")
            < apres("<dt>Message-ID</dt><dd>sans-chevrons", "<dt>MIME-Version</dt>")
    );
    // Under the part whose encoding is none.
    assert!(apres("<strong>Partie 1</strong>", "mssante.mime.encodage") < apres("<strong>Partie 1</strong>", "</section>"));
    // What is not there: under the headers.
    assert!(apres("En-têtes, décodés", "mssante.x-mss-nil") < apres("En-têtes, décodés", "</section>"));
    // Each is said once, and the list leads to it.
    let constats = texte.matches("<li id=\"constat-").count();
    assert!(constats >= 3 && texte.matches("href=\"#constat-").count() == constats, "{texte}");
    for absent in [
        COURRIEL.replace("uid=1", "uid=2"),
        COURRIEL.replace("INBOX", "Sent"),
        COURRIEL.replace("baptiste", "personne"),
    ] {
        assert_eq!(essai.voir(&absent).await.statut, 404, "{absent}");
    }
    assert_eq!(essai.voir("/messagerie/courriel").await.statut, 400);
    assert_eq!(essai.voir("/messagerie/session?session=9.9").await.statut, 404);
    assert_eq!(essai.voir("/messagerie?espace=inconnu").await.statut, 404);
}

#[tokio::test]
async fn la_liste_se_cherche_se_filtre_et_se_suit() {
    let essai = Essai::demarrer().await;
    let simple = |n: u32| format!("From: {DE}\r\nTo: {A}\r\nSubject: numero {n}\r\nMessage-ID: <{n}@test.mssante.fr>\r\n\r\nbonjour {n}");
    assert!(essai.voir("/messagerie").await.texte.contains("Aucun courriel encore"));
    let mut flux = essai
        .client
        .get(format!("{}/messagerie/flux?depuis=0&q=numero", essai.base))
        .send()
        .await
        .unwrap();
    envoyer(&essai, "From: x\r\nSubject: autre\r\n\r\n").await;
    envoyer(&essai, &simple(1)).await;
    envoyer(&essai, &simple(2)).await;
    let mut recu = String::new();
    while recu.matches("\n\n").count() < 2 {
        recu.push_str(&String::from_utf8_lossy(&flux.chunk().await.unwrap().unwrap()));
    }
    assert!(
        recu.find("numero 1").unwrap() < recu.find("numero 2").unwrap() && !recu.contains(">autre<"),
        "{recu}"
    );
    assert!(recu.contains("event: ligne") && recu.contains("id: 3"), "{recu}");
    for (chemin, dit) in [
        ("/messagerie", "3 courriels montrés, sur 3."),
        ("/messagerie?q=bonjour+2", "Un courriel montré, sur 3."),
        ("/messagerie?q=rien", "Aucun courriel ne répond"),
        ("/messagerie?boite=alex.biotest%40test.mssante.fr", "Aucun courriel ne répond"),
        ("/messagerie?avant=2", "Un courriel montré"),
        ("/messagerie?espace=espace-1", "Aucun courriel encore"),
    ] {
        let texte = essai.voir(chemin).await.texte;
        assert!(texte.contains(dit), "{chemin} {dit} dans {texte}");
    }
    let texte = essai.voir("/messagerie").await.texte;
    assert!(texte.contains(&format!("<option value=\"{A}\">{A} (3)</option>")), "{texte}");
    assert!(texte.contains("data-flux=\"/messagerie/flux?depuis=3\""), "{texte}");
    // Taking one away is an action of the service.
    let fait = essai
        .poster(
            "/commandes/actions/mssante/vider",
            "boite=BAL_PRESCRIPTEUR&message=%3C1%40test.mssante.fr%3E",
        )
        .await;
    assert!(fait.statut == 200 && fait.texte.contains("C'est fait"), "{}", fait.texte);
    assert!(essai.voir("/messagerie").await.texte.contains("2 courriels montrés, sur 2."));
}
