//! Citizens, and other professionals: what they receive, read, answer; what comes back.

use serde_json::json;

use crate::essai::{BIOLOGISTE, Essai};
use crate::parler::Client;

/// The address of a patient of the world.
fn usager(fiche: &str) -> String {
    let monde = segur_world::monde_demo().unwrap();
    format!("{}@patient.mssante.fr", monde.patients[fiche].ins.as_ref().unwrap().complet())
}

fn courriel(a: &str, entetes: &str) -> String {
    format!(
        "From: Alex BIOTEST <alex.biotest@test.mssante.fr>\r\nTo: {a}\r\nSubject: essai\r\nMessage-ID: <envoi@test.mssante.fr>\r\n\
         X-MSS-NIL: NIL-ESSAI\r\nDisposition-Notification-To: alex.biotest@test.mssante.fr\r\n{entetes}\r\nbonjour"
    )
}

/// The mails of a mailbox, as its owner reads them: over IMAP.
async fn boite(essai: &Essai, adresse: &str) -> Vec<String> {
    let mut c = Client::imap(essai, adresse).await;
    c.envoyer("a SELECT INBOX\r\n").await;
    while !c.lire().await.starts_with("a OK") {}
    c.envoyer("b FETCH 1:* BODY.PEEK[]\r\n").await;
    let mut tout = String::new();
    loop {
        let ligne = c.lire().await;
        assert!(!ligne.is_empty() || !tout.is_empty(), "closed");
        if ligne.starts_with("b ") {
            break;
        }
        tout.push_str(&ligne);
        tout.push('\n');
    }
    tout.split(" FETCH (").skip(1).map(str::to_owned).collect()
}

#[tokio::test]
async fn what_mon_espace_sante_does_not_take_comes_back() {
    let essai = Essai::nouveau().await;
    let ouvert = usager("QUALIFIEE_SIMPLE");
    let ferme = usager("ADRTROIS_DOMINIQUE");
    essai
        .agir("mssante", "usager-fermer", json!({ "patient": "ADRTROIS_DOMINIQUE" }))
        .await
        .unwrap();
    let mut c = Client::de(&essai, BIOLOGISTE.1).await;
    for (a, statut) in [
        (ouvert.as_str(), None),
        (&ferme, Some("5.2.1")),
        ("199069912345616@patient.mssante.fr", Some("5.1.1")),
        ("2550699999999@patient.mssante.fr", Some("5.1.3")),
    ] {
        let avant = boite(&essai, BIOLOGISTE.1).await.len();
        c.remettre(BIOLOGISTE.1, &[&format!("<{a}>")], &courriel(a, ""), "250").await;
        let recus = boite(&essai, BIOLOGISTE.1).await;
        match statut {
            None => assert_eq!(recus.len(), avant, "{recus:?}"),
            Some(statut) => {
                let avis = recus.last().unwrap();
                assert_eq!(recus.len(), avant + 1);
                assert!(
                    avis.contains("Undelivered Mail Returned to Sender") && avis.contains(&format!("Status: {statut}")),
                    "{avis}"
                );
            }
        }
    }
    // RFC 3461: who wants to hear nothing hears nothing; who wants to hear of success does.
    let avant = boite(&essai, BIOLOGISTE.1).await.len();
    c.remettre(BIOLOGISTE.1, &[&format!("<{ferme}> NOTIFY=NEVER")], &courriel(&ferme, ""), "250")
        .await;
    assert_eq!(boite(&essai, BIOLOGISTE.1).await.len(), avant);
    c.remettre(
        BIOLOGISTE.1,
        &[&format!("<{ouvert}> NOTIFY=SUCCESS")],
        &courriel(&ouvert, ""),
        "250",
    )
    .await;
    let recus = boite(&essai, BIOLOGISTE.1).await;
    assert!(recus.last().unwrap().contains("Action: delivered"), "{recus:?}");
}

#[tokio::test]
async fn a_citizen_reads_answers_and_ends() {
    let essai = Essai::nouveau().await;
    let a = usager("QUALIFIEE_SIMPLE");
    let mut c = Client::de(&essai, BIOLOGISTE.1).await;
    let patient = json!({ "patient": "QUALIFIEE_SIMPLE" });
    assert!(
        essai.agir("mssante", "usager-lire", patient.clone()).await.is_err(),
        "the mailbox is empty"
    );
    c.remettre(BIOLOGISTE.1, &[&format!("<{a}>")], &courriel(&a, ""), "250").await;
    assert_eq!(essai.agir("mssante", "usager-lire", patient.clone()).await.unwrap()["accuse"], true);
    essai
        .agir("mssante", "usager-repondre", json!({ "patient": a, "texte": "merci à vous" }))
        .await
        .unwrap();
    let recus = boite(&essai, BIOLOGISTE.1).await;
    assert!(
        recus[0].contains("manual-action/MDN-sent-manually; displayed") && recus[0].contains("<envoi@test.mssante.fr>"),
        "{}",
        recus[0]
    );
    assert!(
        recus[1].contains("In-Reply-To: <envoi@test.mssante.fr>") && recus[1].contains(&a),
        "{}",
        recus[1]
    );
    essai.agir("mssante", "usager-terminer", patient.clone()).await.unwrap();
    assert!(
        essai
            .agir("mssante", "usager-repondre", patient.clone())
            .await
            .unwrap_err()
            .contains("mis fin")
    );
    // Who wrote has closed the exchange.
    c.remettre(BIOLOGISTE.1, &[&format!("<{a}>")], &courriel(&a, "X-MSS-MES: FIN\r\n"), "250")
        .await;
    assert!(essai.agir("mssante", "usager-repondre", patient).await.unwrap_err().contains("FIN"));
}

#[tokio::test]
async fn another_professional_writes_reads_and_cannot_integrate() {
    let essai = Essai::nouveau().await;
    let recu = essai
        .agir(
            "mssante",
            "recevoir",
            json!({ "boite": "BIOLOGISTE_1", "patient": "QUALIFIEE_SIMPLE" }),
        )
        .await
        .unwrap();
    let autre = json!({ "boite": "BIOLOGISTE_1", "patient": "QUALIFIEE_SIMPLE", "metadonnees": "ADRTROIS_DOMINIQUE" });
    essai.agir("mssante", "recevoir", autre).await.unwrap();
    assert!(
        essai
            .agir("mssante", "recevoir", json!({ "boite": "BIOLOGISTE_1", "patient": "PERSONNE" }))
            .await
            .is_err()
    );
    let recus = boite(&essai, BIOLOGISTE.1).await;
    assert!(recus[0].contains(recu["message_id"].as_str().unwrap()) && recus[0].contains("IHE_XDM.ZIP"));
    let mut c = Client::de(&essai, BIOLOGISTE.1).await;
    let a = "baptiste.ordonnance@test.mssante.fr";
    c.remettre(BIOLOGISTE.1, &[&format!("<{a}>")], &courriel(a, ""), "250").await;
    let illisible = json!({ "boite": "MEDECIN_PRESCRIPTEUR", "erreur": "902" });
    essai.agir("mssante", "lire", illisible).await.unwrap();
    let recus = boite(&essai, BIOLOGISTE.1).await;
    assert!(
        recus[2].contains("processed/error") && recus[2].contains("Error: 902"),
        "{}",
        recus[2]
    );
}
