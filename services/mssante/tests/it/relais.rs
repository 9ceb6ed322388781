//! Two operators, each a bench of its own: what goes from one to the other, what each refuses, what is lost by nobody.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use segur_kit::{Banc, Filtre, ReglageBanc};
use segur_model::{Boite, Exchange};
use segur_mssante::{MssanteReglage, RelaisReglage};
use serde_json::json;
use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};

use crate::essai::{BIOLOGISTE, Essai, IGC, PRESCRIPTEUR, reglage};
use crate::parler::Client;

/// The domain of the other operator, and a mailbox there.
pub const AUTRE: &str = "op-autre.mssante.fr";
pub const CHEZ_L_AUTRE: &str = "docteur@op-autre.mssante.fr";

pub fn dn(identite: &str) -> String {
    IGC.identite(identite).unwrap().certificat.sujet.clone()
}

/// An address known before who listens there: it leads to whoever is named, and counts who passes.
#[derive(Clone)]
struct Passerelle {
    adresse: SocketAddr,
    vers: Arc<OnceLock<String>>,
    passes: Arc<AtomicUsize>,
}

impl Passerelle {
    async fn nouvelle() -> Self {
        let ecoute = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let p = Self {
            adresse: ecoute.local_addr().unwrap(),
            vers: Arc::default(),
            passes: Arc::default(),
        };
        let moi = p.clone();
        tokio::spawn(async move {
            while let Ok((mut flux, _)) = ecoute.accept().await {
                moi.passes.fetch_add(1, Ordering::SeqCst);
                let vers = moi.vers.clone();
                tokio::spawn(async move {
                    // Nobody there yet: the connection ends.
                    let Some(vers) = vers.get() else { return };
                    let mut autre = TcpStream::connect(vers).await.unwrap();
                    let _ = copy_bidirectional(&mut flux, &mut autre).await;
                });
            }
        });
        p
    }
}

/// Ours: it knows where the other is.
fn le_notre(vers: &Passerelle) -> MssanteReglage {
    MssanteReglage {
        operateurs: [(AUTRE.to_owned(), vers.adresse.to_string())].into(),
        relais: RelaisReglage {
            relances_s: vec![1],
            delai_s: 10,
            ..RelaisReglage::default()
        },
        ..reglage()
    }
}

/// The other operator: one mailbox, whose holder writes by a password, and another certificate.
async fn l_autre(retour: &Passerelle, liste: Option<String>) -> Banc {
    let mut monde = segur_world::monde_demo().unwrap();
    let boite = Boite {
        adresse: CHEZ_L_AUTRE.to_owned(),
        ..monde.boites["BAL_PRESCRIPTEUR"].clone()
    };
    monde.boites = [("BAL_PRESCRIPTEUR".to_owned(), boite)].into();
    let reglage = MssanteReglage {
        nom: "smtp.op-autre.mssante.fr".to_owned(),
        mots_de_passe: [(CHEZ_L_AUTRE.to_owned(), crate::essai::MOT.to_owned())].into(),
        operateurs: [("test.mssante.fr".to_owned(), retour.adresse.to_string())].into(),
        inscrits: [("test.mssante.fr".to_owned(), vec![dn("operateur-banc")])].into(),
        liste_blanche: liste,
        relais: RelaisReglage {
            identite: "operateur-autre".to_owned(),
            relances_s: vec![1],
            delai_s: 10,
            ..RelaisReglage::default()
        },
        ..MssanteReglage::default()
    };
    let banc = ReglageBanc::nouveau(Arc::new(monde), IGC.clone());
    Banc::demarrer(banc, vec![segur_mssante::service(reglage)], &[]).await.unwrap()
}

fn adresse(banc: &Banc, point: &str) -> String {
    let url = banc.espace("defaut").unwrap().points[point].clone();
    url.split("://").nth(1).unwrap().to_owned()
}

/// The next exchange of an operation after this one.
pub async fn attendre(banc: &Banc, operation: &str, apres: u64) -> Exchange {
    let mut filtre = Filtre::espace("defaut");
    filtre.operations = vec![operation.to_owned()];
    filtre.depuis = apres;
    banc.journal()
        .attendre(&filtre, Duration::from_secs(30))
        .await
        .unwrap()
        .unwrap_or_else(|| panic!("nothing of {operation}"))
}

pub async fn requete(banc: &Banc, e: &Exchange) -> String {
    let (requete, _) = banc.journal().octets(None, e.id).await.unwrap().unwrap();
    String::from_utf8(requete.to_vec()).unwrap()
}

pub fn courriel(objet: &str) -> String {
    format!(
        "From: Alex BIOTEST <{}>\r\nTo: <{CHEZ_L_AUTRE}>\r\nSubject: {objet}\r\nMessage-ID: <{objet}@test.mssante.fr>\r\nX-MSS-NIL: \
         NIL-ESSAI\r\n\r\nbonjour\r\n..un point",
        BIOLOGISTE.1
    )
}

/// A connection to a relay, behind mutual TLS with this identity.
async fn pair(adresse: &str, identite: &str) -> Client {
    let mut c = Client::vers(adresse).await;
    c.attendre("220").await;
    c.dire("EHLO pair.test", "250").await;
    c.dire("STARTTLS", "220").await;
    let mut c = c.chiffrer(Some(identite)).await;
    c.dire("EHLO pair.test", "250").await;
    c
}

#[tokio::test]
async fn a_mail_goes_to_the_other_operator_and_its_answer_comes_back() {
    let (aller, retour) = (Passerelle::nouvelle().await, Passerelle::nouvelle().await);
    let essai = Essai::sur(None, le_notre(&aller)).await;
    let autre = l_autre(&retour, None).await;
    aller.vers.set(adresse(&autre, "mssante.relais")).unwrap();
    retour.vers.set(essai.adresse("mssante.relais")).unwrap();

    let mut c = Client::de(&essai, BIOLOGISTE.1).await;
    let a = format!("<{CHEZ_L_AUTRE}> NOTIFY=SUCCESS,FAILURE ORCPT=rfc822;{CHEZ_L_AUTRE}");
    c.remettre(BIOLOGISTE.1, &[&a, &format!("<{PRESCRIPTEUR}>")], &courriel("un"), "250")
        .await;

    let envoi = attendre(&essai.banc, "mssante.relais.envoi", 0).await;
    assert_eq!((envoi.statut, envoi.echec.as_deref()), (Some(250), None));
    assert_eq!(envoi.direction, segur_model::Direction::BancVersCandidat);
    assert_eq!(
        envoi.pair.certificat.as_ref().unwrap().sujet,
        dn("operateur-autre"),
        "its own certificate, by STARTTLS"
    );
    assert_eq!(
        (envoi.faits["domaine"].as_slice(), envoi.faits["essai"].as_slice()),
        (&[AUTRE.to_owned()][..], &["1".to_owned()][..])
    );
    let dit = requete(&essai.banc, &envoi).await;
    assert!(dit.starts_with(&format!("MAIL FROM:<{}> SIZE=", BIOLOGISTE.1)), "{dit}");
    assert!(dit.contains(&format!(
        "\r\nRCPT TO:<{CHEZ_L_AUTRE}> NOTIFY=SUCCESS,FAILURE ORCPT=rfc822;{CHEZ_L_AUTRE}\r\n"
    )));
    assert!(!dit.contains(PRESCRIPTEUR), "who is ours is not told to others");
    assert!(dit.contains("\r\nbonjour\r\n..un point\r\n.\r\n"), "{dit}");

    let recu = attendre(&autre, "mssante.message", 0).await;
    assert_eq!(recu.statut, Some(250));
    assert_eq!(recu.pair.certificat.as_ref().unwrap().sujet, dn("operateur-banc"));
    // The bytes that the one gave are those that the other has, to the last.
    assert_eq!(requete(&autre, &recu).await, dit);
    // The report of success comes back by the relay, from nobody.
    let rapport = attendre(&essai.banc, "mssante.message", 1).await;
    let mut apres = rapport.id;
    let mut du_relais = rapport;
    while du_relais.pair.certificat.as_ref().is_none_or(|c| c.sujet != dn("operateur-autre")) {
        du_relais = attendre(&essai.banc, "mssante.message", apres).await;
        apres = du_relais.id;
    }
    assert!(requete(&essai.banc, &du_relais).await.starts_with("MAIL FROM:<> "));
    assert_eq!(du_relais.statut, Some(250));
    assert_eq!(attendre(&autre, "mssante.relais.envoi", 0).await.statut, Some(250));
    essai.banc.arreter().await;
    autre.arreter().await;
}

#[tokio::test]
async fn a_domain_is_spoken_for_by_its_own_operator_alone() {
    let essai = Essai::nouveau().await;
    let relais = essai.adresse("mssante.relais");
    let vers = format!("RCPT TO:<{PRESCRIPTEUR}>");

    let mut c = Client::vers(&relais).await;
    c.attendre("220").await;
    c.dire("EHLO pair.test", "250").await;
    c.dire(&format!("MAIL FROM:<{CHEZ_L_AUTRE}>"), "530").await;

    let mut c = pair(&relais, "operateur-autre").await;
    c.dire("AUTH PLAIN AGEAYg==", "502").await;
    // Of the list, and another's; the end of a name is no domain.
    for (de, dit) in [
        ("x@test.mssante.fr", "554 5.7.1"),
        ("x@op-lointain.mssante.fr", "554 5.7.1"),
        ("x@inconnu.mssante.fr", "550 5.7.1"),
        ("x@sous.op-autre.mssante.fr", "550 5.7.1"),
    ] {
        c.dire(&format!("MAIL FROM:<{de}>"), dit).await;
    }
    c.dire("MAIL FROM:<x@CH-AUTRE.mssante.fr>", "250").await;
    c.dire("RCPT TO:<x@op-lointain.mssante.fr>", "550").await;
    c.dire("RCPT TO:<absent@test.mssante.fr>", "550 5.1.1").await;
    c.dire(&vers, "250").await;
    c.dire("DATA", "354").await;
    c.dire("Subject: essai\r\n\r\nbonjour\r\n.", "250").await;

    let mut c = pair(&relais, "operateur-inconnu").await;
    c.dire(&format!("MAIL FROM:<{CHEZ_L_AUTRE}>"), "554 5.7.1").await;
    c.dire("MAIL FROM:<x@op-inconnu.mssante.fr>", "550 5.7.1").await;
    c.dire("MAIL FROM:<>", "554 5.7.1").await;
    c.dire("RCPT TO:<x@test.mssante.fr>", "503").await;
    // A product is no operator.
    let mut c = pair(&relais, "org-auth-cli").await;
    c.dire(&format!("MAIL FROM:<{CHEZ_L_AUTRE}>"), "554 5.7.1").await;
    // A frame is read when what came before is written.
    c.dire("NOOP", "250").await;

    let refus: Vec<(String, String)> = essai
        .echanges("mssante.smtp.mail")
        .await
        .into_iter()
        .filter_map(|e| Some((e.reponse.ligne[..3].to_owned(), e.refus?)))
        .collect();
    let (domaine, certificat) = ("mssante.liste-blanche.domaine", "mssante.liste-blanche.certificat");
    let attendus = [
        certificat, certificat, domaine, domaine, certificat, domaine, certificat, certificat,
    ];
    assert_eq!(refus.iter().map(|(_, r)| r.as_str()).collect::<Vec<_>>(), attendus);
    assert_eq!(essai.echanges("mssante.message").await.len(), 1);
}

#[tokio::test]
async fn no_bad_certificate_passes_the_handshake() {
    let essai = Essai::nouveau().await;
    for identite in ["operateur-autre-expire", "operateur-autre-revoque", "org-insi-auto-etranger"] {
        let mut c = Client::vers(&essai.adresse("mssante.relais")).await;
        c.attendre("220").await;
        c.dire("EHLO pair.test", "250").await;
        c.dire("STARTTLS", "220").await;
        assert!(c.essayer(Some(identite)).await.is_none(), "{identite}");
    }
    let mut c = Client::vers(&essai.adresse("mssante.relais")).await;
    c.attendre("220").await;
    c.dire("EHLO pair.test", "250").await;
    c.dire("STARTTLS", "220").await;
    assert!(c.essayer(None).await.is_none(), "nobody");
    let mut apres = 0;
    for _ in 0..4 {
        apres = attendre(&essai.banc, "mssante.connexion-refusee", apres).await.id;
    }
}

#[tokio::test]
async fn the_list_is_served_in_each_of_its_ways_and_the_last_good_one_stays() {
    let essai = Essai::nouveau().await;
    let relais = essai.adresse("mssante.relais");
    let url = format!("https://{}/listeblanchemssante.xml", essai.adresse("mssante.web"));
    let lire = async || {
        let r = essai.http().get(&url).send().await.unwrap();
        (r.status().as_u16(), r.bytes().await.unwrap())
    };
    let liste = |octets: &[u8]| segur_mail::liste_blanche::ListeBlanche::lire(octets);
    let (statut, octets) = lire().await;
    let nominale = liste(&octets).unwrap();
    assert_eq!(statut, 200);
    assert!(nominale.autorise("test.mssante.fr", &dn("operateur-banc")) && nominale.autorise("patient.mssante.fr", &dn("operateur-banc")));
    assert!(nominale.autorise("ch-autre.mssante.fr", &dn("operateur-autre")) && nominale.dns(AUTRE).count() == 2);
    assert!(!nominale.connait_certificat(&dn("operateur-inconnu")));

    let ligne = format!("MAIL FROM:<{CHEZ_L_AUTRE}>");
    // Variant, what is served, whether it is read, what is answered to the operator whose domain it touches.
    for (variante, statut, lisible, dit) in [
        ("nominale", 200, true, "250"),
        ("tronquee", 200, false, "250"),
        ("domaine-retire", 200, true, "550 5.7.1"),
        // The last good one is the one before, whatever it said.
        ("tronquee", 200, false, "550 5.7.1"),
        ("injoignable", 503, false, "550 5.7.1"),
        ("dn-inconnu", 200, true, "554 5.7.1"),
        ("perimee", 200, true, "550 5.7.1"),
        ("nominale", 200, true, "250"),
        ("injoignable", 503, false, "250"),
    ] {
        let etat = essai
            .agir("mssante", "liste-blanche", json!({ "variante": variante }))
            .await
            .unwrap();
        assert_eq!(etat["derniere_bonne_gardee"], json!(!lisible), "{variante} : {etat}");
        let (servie, octets) = lire().await;
        assert_eq!((servie, liste(&octets).is_ok()), (statut, lisible), "{variante}");
        pair(&relais, "operateur-autre").await.dire(&ligne, dit).await;
    }
    let refus = essai
        .agir("mssante", "liste-blanche", json!({ "variante": "autre" }))
        .await
        .unwrap_err();
    assert!(refus.contains("domaine-retire"), "{refus}");
    assert_eq!(essai.echanges("mssante.liste-blanche").await.len(), 10);
}

#[tokio::test]
async fn what_cannot_be_given_away_waits_then_comes_back() {
    let aller = Passerelle::nouvelle().await;
    let essai = Essai::sur(None, le_notre(&aller)).await;
    let mut c = Client::de(&essai, BIOLOGISTE.1).await;
    // Outside of the list: at once.
    c.dire(&format!("MAIL FROM:<{}>", BIOLOGISTE.1), "250").await;
    c.dire("RCPT TO:<x@gmail.test>", "550 5.7.1").await;
    c.dire("RSET", "250").await;
    // In the list, and nobody knows where: it comes back.
    c.remettre(BIOLOGISTE.1, &["<x@op-lointain.mssante.fr>"], &courriel("perdu"), "250")
        .await;
    let envoi = attendre(&essai.banc, "mssante.relais.envoi", 0).await;
    assert!(envoi.echec.as_deref().unwrap().contains("aucune adresse"), "{envoi:?}");
    assert_eq!(essai.recus(BIOLOGISTE.1).await, 1, "the report");

    // Nobody answers there: tried again, until the time is over.
    c.remettre(BIOLOGISTE.1, &[&format!("<{CHEZ_L_AUTRE}>")], &courriel("attend"), "250")
        .await;
    let un = attendre(&essai.banc, "mssante.relais.envoi", envoi.id).await;
    let deux = attendre(&essai.banc, "mssante.relais.envoi", un.id).await;
    assert_eq!(
        (un.faits["essai"].as_slice(), deux.faits["essai"].as_slice()),
        (&["1".to_owned()][..], &["2".to_owned()][..])
    );
    assert!(deux.echec.as_deref().unwrap().contains("coupée"), "{deux:?}");
    assert_eq!(essai.recus(BIOLOGISTE.1).await, 1, "it still waits");
    // The clock of the bench moves, and the time with it.
    essai.avancer(2 * 86_400).await;
    let mut dernier = deux;
    while essai.recus(BIOLOGISTE.1).await == 1 {
        dernier = attendre(&essai.banc, "mssante.relais.envoi", dernier.id).await;
    }
    // Nothing is asked not to come back, and does not.
    c.remettre(BIOLOGISTE.1, &["<x@op-lointain.mssante.fr> NOTIFY=NEVER"], &courriel("tu"), "250")
        .await;
    attendre(&essai.banc, "mssante.relais.envoi", dernier.id).await;
    assert_eq!(essai.recus(BIOLOGISTE.1).await, 2);
    essai.banc.arreter().await;
}

/// The process stops while a mail waits: it is given away after, once.
#[tokio::test]
async fn a_queue_outlives_its_process() {
    let dossier = tempfile::tempdir().unwrap();
    let donnees = || Some::<PathBuf>(dossier.path().to_owned());
    let (aller, retour) = (Passerelle::nouvelle().await, Passerelle::nouvelle().await);
    let essai = Essai::sur(donnees(), le_notre(&aller)).await;
    let mut c = Client::de(&essai, BIOLOGISTE.1).await;
    for objet in ["un", "deux", "trois"] {
        c.remettre(BIOLOGISTE.1, &[&format!("<{CHEZ_L_AUTRE}>")], &courriel(objet), "250")
            .await;
    }
    attendre(&essai.banc, "mssante.relais.envoi", 0).await;
    essai.banc.arreter().await;

    let autre = l_autre(&retour, None).await;
    aller.vers.set(adresse(&autre, "mssante.relais")).unwrap();
    let essai = Essai::sur(donnees(), le_notre(&aller)).await;
    let mut apres = 0;
    for _ in 0..3 {
        apres = attendre(&autre, "mssante.message", apres).await.id;
    }
    // Given away, and no more in the queue: another opening gives nothing again.
    let mut fini = 0;
    while fini < 3 {
        fini = essai
            .echanges("mssante.relais.envoi")
            .await
            .iter()
            .filter(|e| e.statut == Some(250))
            .count();
        tokio::task::yield_now().await;
    }
    essai.banc.arreter().await;
    let passes = aller.passes.load(Ordering::SeqCst);
    let essai = Essai::sur(donnees(), le_notre(&aller)).await;
    let mut c = Client::de(&essai, BIOLOGISTE.1).await;
    c.remettre(BIOLOGISTE.1, &[&format!("<{CHEZ_L_AUTRE}>")], &courriel("quatre"), "250")
        .await;
    attendre(&autre, "mssante.message", apres).await;
    assert_eq!(aller.passes.load(Ordering::SeqCst), passes + 1);
    let mut filtre = Filtre::espace("defaut");
    filtre.operations = vec!["mssante.message".to_owned()];
    assert_eq!(autre.journal().chercher(&filtre).await.unwrap().len(), 4, "each once");
    essai.banc.arreter().await;
    autre.arreter().await;
}

/// A citizen that nobody knows: what Mon espace santé sends back goes to the operator of who wrote, from nobody.
#[tokio::test]
async fn a_bounce_goes_back_by_the_relay() {
    let (aller, retour) = (Passerelle::nouvelle().await, Passerelle::nouvelle().await);
    let essai = Essai::sur(None, le_notre(&aller)).await;
    let autre = l_autre(&retour, None).await;
    aller.vers.set(adresse(&autre, "mssante.relais")).unwrap();
    let mut c = pair(&essai.adresse("mssante.relais"), "operateur-autre").await;
    c.remettre(CHEZ_L_AUTRE, &["<199999999999999@patient.mssante.fr>"], &courriel("usager"), "250")
        .await;
    let rendu = attendre(&essai.banc, "mssante.relais.envoi", 0).await;
    assert_eq!(rendu.statut, Some(250));
    let recu = attendre(&autre, "mssante.message", 0).await;
    let dit = requete(&autre, &recu).await;
    assert!(
        dit.starts_with("MAIL FROM:<> ") && dit.contains(&format!("RCPT TO:<{CHEZ_L_AUTRE}>")),
        "{dit}"
    );
    assert_eq!(recu.faits["dsn.action"], ["failed"]);
    essai.banc.arreter().await;
    autre.arreter().await;
}

/// The other operator reads our list where we publish it, applies it, and keeps the last good one.
#[tokio::test]
async fn a_list_is_read_elsewhere_and_kept() {
    let retour = Passerelle::nouvelle().await;
    let essai = Essai::nouveau().await;
    let url = format!("https://{}/listeblanchemssante.xml", essai.adresse("mssante.web"));
    let autre = l_autre(&retour, Some(url)).await;
    let lue = attendre(&autre, "mssante.relais.liste", 0).await;
    assert_eq!((lue.statut, lue.echec.as_deref()), (Some(200), None));
    let relais = adresse(&autre, "mssante.relais");
    let mut c = pair(&relais, "operateur-banc").await;
    c.dire(&format!("MAIL FROM:<{}>", BIOLOGISTE.1), "250").await;
    c.dire(&format!("RCPT TO:<{CHEZ_L_AUTRE}>"), "250").await;
    // What it would say by itself of a domain is not what is in force: our list knows it, its own has it under other names.
    c.dire("RSET", "250").await;
    c.dire("MAIL FROM:<x@op-lointain.mssante.fr>", "554 5.7.1").await;
    autre.arreter().await;

    // Nobody publishes: it does not know, and says so, for later.
    let autre = l_autre(&retour, Some("https://127.0.0.1:9/liste.xml".to_owned())).await;
    let lue = attendre(&autre, "mssante.relais.liste", 0).await;
    assert!(lue.echec.as_deref().unwrap().contains("ne peut être lue"), "{lue:?}");
    let mut c = pair(&adresse(&autre, "mssante.relais"), "operateur-banc").await;
    c.dire(&format!("MAIL FROM:<{}>", BIOLOGISTE.1), "451 4.7.0").await;
    autre.arreter().await;
    essai.banc.arreter().await;
}
