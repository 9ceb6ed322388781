//! Sessions over real sockets: frames, STARTTLS, faults, effects, limits.

use std::time::Duration;

use segur_model::{Direction, Exchange};
use serde_json::json;

use crate::jouet::{Client, depots, lancer, reglage};
use crate::outils::Pilote;

/// What the journal says of each exchange: operation, first lines, number.
fn resume(echanges: &[Exchange]) -> Vec<String> {
    echanges
        .iter()
        .map(|e| format!("{} | {} | {}", e.operation, e.requete.ligne, e.reponse.ligne))
        .collect()
}

#[tokio::test]
async fn une_session_entiere() {
    let dossier = tempfile::tempdir().unwrap();
    let mut r = reglage();
    r.donnees = Some(dossier.path().to_owned());
    let banc = lancer(r).await;
    let pilote = Pilote::nouveau(&banc);
    let mut c = Client::accueilli(&banc).await;
    assert_eq!(c.dire("SALUT sgl").await, "250 bonjour sgl");
    assert_eq!(c.dire("QUI").await, "250 personne chiffre=false");
    assert_eq!(c.dire("STARTTLS").await, "220 allez");
    assert!(c.chiffrer(Some("org-insi-auto")).await);
    assert!(c.dire("QUI").await.ends_with("chiffre=true"));
    assert_eq!(c.dire("JETON un-secret").await, "235 reconnu");
    assert_eq!(c.dire("JETON").await, "334 votre jeton");
    assert_eq!(c.dire("autre-secret").await, "235 reconnu");
    assert_eq!(c.dire("LITTERAL 7").await, "334 envoyez");
    c.envoyer("a\r\nb\r\nc").await;
    assert_eq!(c.lire().await, "250 7 octets");
    assert_eq!(c.dire("DONNEES").await, "354 finissez par un point");
    c.envoyer("Objet : essai\r\n..point\r\nun LF nu\n\r\n.\r\n").await;
    assert_eq!(c.lire().await, "250 accepte");
    pilote
        .pannes(json!([{"sur": "jouet.commande", "quoi": {"statut": 451}}, {"sur": "jouet.depot", "quoi": {"faute": "pleine"}}]))
        .await;
    assert_eq!(c.dire("SALUT encore").await, "451 panne demandee");
    pilote.pannes(json!([{"sur": "jouet.depot", "quoi": {"faute": "pleine"}}])).await;
    assert_eq!(c.dire("DONNEES").await, "354 finissez par un point");
    c.envoyer("perdu\r\n.\r\n").await;
    assert_eq!(c.lire().await, "452 boite pleine");
    assert_eq!(c.dire("FIN").await, "221 au revoir");
    assert_eq!(c.lire().await, "");
    println!("{}", c.recit);

    let echanges = pilote.echanges("").await;
    println!("{}", resume(&echanges).join("\n"));
    assert!(echanges.iter().all(|e| e.session == echanges[0].session && e.service == "jouet"));
    assert!(echanges.windows(2).all(|p| p[0].id < p[1].id && p[0].recu <= p[1].recu));
    let lignes = resume(&echanges);
    assert_eq!(lignes[0], "jouet.accueil |  | 220 jouet");
    assert!(lignes[5].starts_with("jouet.commande | JETON masqué (sha256 "), "{}", lignes[5]);
    assert_eq!(
        echanges[4].faits["certificat.cn"],
        [echanges[4].pair.certificat.clone().unwrap().cn]
    );
    for (rang, demande, reponse) in [
        (6, "JETON\r\nmasqué (sha256 ", "334 votre jeton\r\n235 reconnu\r\n"),
        (7, "LITTERAL 7\r\na\r\nb\r\nc", "334 envoyez\r\n250 7 octets\r\n"),
    ] {
        let id = echanges[rang].id;
        let (_, recu) = pilote.octets(&format!("/banc/echanges/{id}/requete")).await;
        let (_, dit) = pilote.octets(&format!("/banc/echanges/{id}/reponse")).await;
        assert!(
            recu.starts_with(demande.as_bytes()) && dit == reponse,
            "one command in two frames: {recu:?} {dit:?}"
        );
    }
    let depot = &echanges[9];
    assert_eq!((depot.operation.as_str(), depot.statut), ("jouet.depot", Some(250)));
    assert_eq!(depot.faits["reponse"], ["250"]);
    assert_eq!(
        (&depot.faits["trame.lf-nus"][..], &depot.faits["taille"][..]),
        (&["1".to_owned()][..], &["34".to_owned()][..])
    );
    let (_, brut) = pilote.octets(&format!("/banc/echanges/{}/requete", depot.id)).await;
    assert_eq!(brut, "Objet : essai\r\n..point\r\nun LF nu\n\r\n.\r\n", "as received");
    let (_, jeton) = pilote.octets(&format!("/banc/echanges/{}/requete", echanges[5].id)).await;
    assert!(!jeton.windows(9).any(|f| f == b"un-secret"));
    let pannes: Vec<_> = echanges
        .iter()
        .filter_map(|e| Some((e.statut?, e.faits.get("panne")?.join(","))))
        .collect();
    assert_eq!(pannes, [(451, "statut".to_owned()), (452, "faute".to_owned())]);
    let t = pilote.tentative("jouet.clair").await;
    assert_eq!(t["explication"], "FIN → réponse 221 au revoir (jouet.commande)");
    banc.arreter().await;
    assert_eq!(
        depots(dossier.path()),
        [(depot.id, b"Objet : essai\r\n.point\r\nun LF nu\n\r\n".to_vec())]
    );
}

#[tokio::test]
async fn ce_qui_suit_starttls_en_clair_n_est_jamais_execute() {
    let banc = lancer(reglage()).await;
    let pilote = Pilote::nouveau(&banc);
    let mut c = Client::accueilli(&banc).await;
    c.envoyer("STARTTLS\r\nSALUT intrus\r\n").await;
    assert_eq!(c.lire().await, "220 allez");
    assert!(c.chiffrer(None).await);
    assert_eq!(
        c.dire("QUI").await,
        "250 personne chiffre=true",
        "the answer to the command before is not there"
    );
    assert_eq!((c.dire("FIN").await, c.lire().await), ("221 au revoir".to_owned(), String::new()));
    let echanges = pilote.echanges("operation=jouet.commande").await;
    assert_eq!(echanges.len(), 3, "all are there once the session is over");
    assert_eq!(echanges[0].faits["starttls.reste"], ["14"]);
    let (_, octets) = pilote.octets(&format!("/banc/echanges/{}/requete", echanges[0].id)).await;
    assert_eq!(octets, "STARTTLS\r\nSALUT intrus\r\n");
    banc.arreter().await;
}

#[tokio::test]
async fn les_poignees_de_main_manquees_sont_des_echanges() {
    let banc = lancer(reglage()).await;
    let pilote = Pilote::nouveau(&banc);
    // STARTTLS, then no certificate; then not TLS at all.
    let mut c = Client::accueilli(&banc).await;
    assert_eq!(c.dire("STARTTLS MUTUEL").await, "220 allez");
    // With TLS 1.3 the client is done before it hears the refusal.
    if c.chiffrer(None).await {
        assert_eq!(c.reste().await, b"");
    }
    let e = pilote.attendre("jouet.connexion-refusee").await;
    assert!(e.echec.clone().unwrap().starts_with("aucun certificat client présenté"), "{e:?}");
    assert_eq!(e.session, pilote.echanges("operation=jouet.accueil").await[0].session);
    let mut c = Client::accueilli(&banc).await;
    assert_eq!(c.dire("STARTTLS").await, "220 allez");
    c.envoyer("SALUT en clair\r\n").await;
    assert_eq!(c.lire().await, "");
    // TLS where it begins in clear, and the reverse.
    let mut c = Client::accueilli(&banc).await;
    assert!(!c.chiffrer(None).await);
    let mut c = Client::nouveau(&banc, "jouet.chiffre").await;
    c.envoyer("SALUT en clair\r\n").await;
    assert_eq!(c.reste().await, b"");
    let mut c = Client::nouveau(&banc, "jouet.chiffre").await;
    assert!(c.chiffrer(Some("org-insi-auto")).await);
    assert_eq!(c.lire().await, "220 jouet");
    // A bad certificate of the server, when STARTTLS comes.
    pilote
        .pannes(json!([{"sur": "jouet.*", "quoi": {"certificat-serveur": "expire"}}]))
        .await;
    let mut c = Client::accueilli(&banc).await;
    assert_eq!(c.dire("STARTTLS").await, "220 allez");
    assert!(!c.chiffrer(None).await);
    let mut echecs = Vec::new();
    while echecs.len() < 5 {
        let refusees = pilote.echanges("operation=jouet.connexion-refusee").await;
        echecs = refusees
            .iter()
            .map(|e| (e.echec.clone().unwrap(), e.requete.ligne.clone()))
            .collect();
    }
    for (echec, (debut, ligne)) in echecs.iter().zip([
        ("aucun certificat client présenté", ""),
        ("commande en clair reçue là où TLS", "SALUT en clair"),
        ("TLS reçu sur un port qui commence en clair", ""),
        ("commande en clair reçue là où TLS", "SALUT en clair"),
        ("le client a refusé notre certificat", ""),
    ]) {
        assert!(echec.0.starts_with(debut) && echec.1 == ligne, "{echec:?}");
    }
    banc.arreter().await;
}

#[tokio::test]
async fn fermeture_et_reponse_tronquee() {
    let banc = lancer(reglage()).await;
    let pilote = Pilote::nouveau(&banc);
    pilote
        .pannes(json!([
            {"sur": "jouet.commande", "quoi": {"latence": 40}},
            {"sur": "jouet.commande", "quoi": "corps-tronque", "nieme": 1},
            {"sur": "jouet.commande", "quoi": "fermeture", "nieme": 2},
        ]))
        .await;
    let mut c = Client::accueilli(&banc).await;
    c.envoyer("SALUT 1234\r\n").await;
    assert_eq!(c.reste().await, b"250 bonjo", "half of it");
    let mut c = Client::accueilli(&banc).await;
    c.envoyer("SALUT 1234\r\n").await;
    assert_eq!(c.reste().await, b"");
    let echanges = pilote.echanges("operation=jouet.commande").await;
    assert_eq!(echanges[0].faits["panne"], ["latence", "corps-tronque"]);
    assert!(echanges[0].duree_ms >= 40);
    assert_eq!(echanges[1].faits["panne"], ["latence", "fermeture"]);
    assert!(echanges[1].echec.clone().unwrap().contains("panne « fermeture »"));
    banc.arreter().await;
}

#[tokio::test]
async fn trop_long_est_dit_par_le_service_puis_la_session_finit() {
    let banc = lancer(reglage()).await;
    let pilote = Pilote::nouveau(&banc);
    let mut c = Client::accueilli(&banc).await;
    assert_eq!(c.dire(&"x".repeat(200)).await, "552 trop long : 200 octets");
    assert_eq!(c.dire("DONNEES").await, "354 finissez par un point");
    c.envoyer([&[b'x'; 1500][..], b"\r\n.\r\n"].concat()).await;
    assert_eq!(c.lire().await, "552 trop long : 1502 octets");
    assert_eq!(c.dire("SALUT toi").await, "250 bonjour toi", "it goes on");
    c.envoyer(vec![b'x'; 5000]).await;
    assert_eq!(c.lire().await, "500 illisible");
    let e = pilote.attendre("jouet.illisible").await;
    assert!(e.echec.clone().unwrap().starts_with("commande démesurée : "), "{e:?}");
    let exces: Vec<_> = pilote
        .echanges("")
        .await
        .iter()
        .filter_map(|e| e.faits.get("trame.exces").cloned())
        .collect();
    assert_eq!(exces, [["200"], ["1502"]]);
    banc.arreter().await;
}

#[tokio::test]
async fn commandes_en_rafale_dans_leur_ordre() {
    let banc = lancer(reglage()).await;
    let mut c = Client::accueilli(&banc).await;
    let rafale: String = (0..200).map(|n| format!("SALUT {n}\r\n")).collect();
    // The last is cut by the stop: it is not carried out, and not lost.
    c.envoyer(rafale + "SALUT et").await;
    for n in 0..200 {
        assert_eq!(c.lire().await, format!("250 bonjour {n}"));
    }
    let journal = banc.journal().clone();
    banc.arreter().await;
    assert_eq!(c.lire().await, "421 le banc s'arrete");
    let echanges = journal.chercher(&segur_kit::Filtre::espace("defaut")).await.unwrap();
    let lignes: Vec<&str> = echanges.iter().map(|e| e.requete.ligne.as_str()).collect();
    let attendues: Vec<String> = (0..200).map(|n| format!("SALUT {n}")).collect();
    assert_eq!(lignes[0], "");
    assert_eq!(lignes[1..201], attendues);
    let fin = &echanges[201];
    assert_eq!(
        (fin.operation.as_str(), fin.requete.ligne.as_str(), echanges.len()),
        ("jouet.session-fermee", "SALUT et", 202)
    );
}

#[tokio::test]
async fn un_effet_qui_echoue_n_est_pas_acquitte() {
    let dossier = tempfile::tempdir().unwrap();
    let mut r = reglage();
    r.donnees = Some(dossier.path().to_owned());
    let banc = lancer(r).await;
    let pilote = Pilote::nouveau(&banc);
    let mut c = Client::accueilli(&banc).await;
    for (commande, reponse) in [("DONNEES", "250 accepte"), ("DONNEES CASSE", "451 non garde")] {
        assert_eq!(c.dire(commande).await, "354 finissez par un point");
        c.envoyer("courrier\r\n.\r\n").await;
        assert_eq!(c.lire().await, reponse);
    }
    assert_eq!(c.lire().await, "");
    let echanges = pilote.echanges("operation=jouet.depot").await;
    assert_eq!(echanges.len(), 2);
    assert_eq!((echanges[1].reponse.ligne.as_str(), echanges[1].statut), ("451 non garde", None));
    assert!(echanges[1].echec.clone().unwrap().starts_with("échange non acquitté : "));
    banc.arreter().await;
    assert_eq!(depots(dossier.path()), [(echanges[0].id, b"courrier\r\n".to_vec())]);
}

#[tokio::test]
async fn trop_long_silence_entre_deux_commandes() {
    let mut r = reglage();
    r.limites.inactivite = Duration::from_millis(100);
    let banc = lancer(r).await;
    let mut c = Client::accueilli(&banc).await;
    assert_eq!(c.lire().await, "421 trop long silence");
    let e = Pilote::nouveau(&banc).attendre("jouet.session-fermee").await;
    assert_eq!(e.echec.unwrap(), "session fermée par le banc : aucune commande pendant 0.1 s");
    banc.arreter().await;
}

#[tokio::test]
async fn silence_coupure_et_defaillance() {
    let mut r = reglage();
    r.limites.lecture = Duration::from_millis(100);
    let banc = lancer(r).await;
    let pilote = Pilote::nouveau(&banc);
    let mut c = Client::accueilli(&banc).await;
    c.envoyer("SALU").await;
    assert_eq!(c.lire().await, "500 illisible");
    let mut c = Client::accueilli(&banc).await;
    c.envoyer("DONNEES\r\nmoitie").await;
    drop(c);
    // In the middle of a command of two frames, between them.
    let mut c = Client::accueilli(&banc).await;
    assert_eq!(c.dire("JETON").await, "334 votre jeton");
    drop(c);
    let mut c = Client::accueilli(&banc).await;
    assert_eq!(c.dire("PANIQUE").await, "421 defaillance");
    let mut echecs = Vec::new();
    while echecs.len() < 4 {
        echecs = pilote.echanges("").await.iter().filter_map(|e| e.echec.clone()).collect();
    }
    echecs.sort();
    for (echec, debut) in echecs.iter().zip([
        "le client a fermé la connexion au milieu d'une commande : 6 octets",
        "le client a fermé la connexion au milieu d'une commande : 7 octets",
        "le client s'est arrêté au milieu d'une commande : 4 octets",
        "le service simulé s'est arrêté",
    ]) {
        assert!(echec.starts_with(debut), "{echec}");
    }
    banc.arreter().await;
}

#[tokio::test]
async fn un_point_complet_le_dit_et_les_autres_repondent() {
    let mut r = reglage();
    r.limites.sessions = 2;
    let banc = lancer(r).await;
    let pilote = Pilote::nouveau(&banc);
    let (mut a, _b) = (Client::accueilli(&banc).await, Client::accueilli(&banc).await);
    let mut c = Client::nouveau(&banc, "jouet.clair").await;
    assert_eq!(c.lire().await, "421 complet");
    assert_eq!(c.lire().await, "");
    let e = pilote.attendre("jouet.connexion-refusee").await;
    assert!(e.echec.unwrap().contains("tient déjà 2 sessions"));
    assert_eq!(e.reponse.ligne, "421 complet");
    let mut m = Client::nouveau(&banc, "jouet.mllp").await;
    m.envoyer(b"\x0bx\x1c\x0d").await;
    pilote.attendre("jouet.bloc").await;
    assert_eq!(a.dire("FIN").await, "221 au revoir");
    assert_eq!(a.lire().await, "");
    drop(a);
    // Its place is free once its task has ended.
    loop {
        let mut d = Client::nouveau(&banc, "jouet.clair").await;
        if d.lire().await == "220 jouet" {
            break;
        }
    }
    banc.arreter().await;
}

#[tokio::test]
async fn blocs_mllp() {
    let banc = lancer(reglage()).await;
    let pilote = Pilote::nouveau(&banc);
    let mut c = Client::nouveau(&banc, "jouet.mllp").await;
    c.envoyer(b"\x0bMSH|un\r\x1c\x0d\r\n\x0bMSH|deux\r\x1c\x0dsans debut\x1c\x0d\x0bMSH|inacheve")
        .await;
    let mut recu = Vec::new();
    while recu.iter().filter(|o| **o == 0x1c).count() < 3 {
        recu.extend(c.lire_octet().await);
    }
    recu.extend(c.lire_octet().await);
    assert_eq!(recu, b"\x0bACK MSH|un\r\x1c\x0d\x0bACK MSH|deux\r\x1c\x0d\x0bACK \x1c\x0d");
    drop(c);
    let e = pilote.attendre("jouet.illisible").await;
    assert!(e.echec.unwrap().contains("13 octets"));
    let blocs = pilote.echanges("operation=jouet.bloc").await;
    assert_eq!(blocs.len(), 3, "the opening, to which nothing is said, is no exchange");
    let hors: Vec<_> = blocs
        .iter()
        .map(|e| e.faits.get("trame.hors-cadre").cloned().unwrap_or_default())
        .collect();
    assert_eq!(
        (blocs[1].requete.ligne.as_str(), blocs[1].reponse.ligne.as_str()),
        ("MSH|deux", "ACK MSH|deux")
    );
    assert_eq!(hors, [vec![], vec!["2".to_owned()], vec!["10".to_owned()]]);
    let (_, octets) = pilote.octets(&format!("/banc/echanges/{}/requete", blocs[1].id)).await;
    assert_eq!(octets, &b"\r\n\x0bMSH|deux\r\x1c\x0d"[..]);
    banc.arreter().await;
}

#[tokio::test]
async fn le_banc_parle_de_lui_meme() {
    let banc = lancer(reglage()).await;
    let pilote = Pilote::nouveau(&banc);
    let mut c = Client::accueilli(&banc).await;
    assert_eq!(c.dire("ATTENDRE").await, "250 j'attends");
    let (statut, _) = pilote.appel("POST", "/banc/actions/jouet/annoncer", Some(json!({}))).await;
    assert_eq!(statut, 200);
    assert_eq!(c.lire().await, "* du courrier");
    assert_eq!(c.dire("SALUT apres").await, "250 bonjour apres");
    let e = pilote.attendre("jouet.annonce").await;
    assert_eq!(
        (e.direction, e.requete.ligne.as_str()),
        (Direction::BancVersCandidat, "* du courrier")
    );
    banc.arreter().await;
}
