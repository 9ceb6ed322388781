//! What the registry took, it has after the death of the process; of two that come at once with one identifier, it takes one.

use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Command, Stdio};

use segur_kit::{Filtre, Morceau, rusqlite};
use segur_model::controle::DemandePurge;
use segur_xds::{Statut, lire_reponse};

use crate::acteurs::{Acteur, HOSPITALIER};
use crate::banc::{Essai, client};
use crate::demandes::{
    APPROUVE, DEPOT, Demande, SUPPRIME, autoriser, consulter, documents, existe, par_unique_id, passer, reference, rendre,
};
use crate::message::{AGATHE, Lot, enveloppe};

const DOSSIER: &str = "SEGUR_DMP_ESSAI_DOSSIER";

/// The process to kill: only when the test below starts it.
#[tokio::test(flavor = "multi_thread")]
async fn banc_a_tuer() {
    let Some(dossier) = std::env::var_os(DOSSIER) else { return };
    let essai = Essai::dans(Some(dossier.into()), &[]).await;
    println!("\nadresse {}", essai.base());
    std::future::pending::<()>().await;
}

/// Where the service keeps the bytes of its documents.
fn morceaux(dossier: &std::path::Path) -> Vec<Morceau> {
    let c = rusqlite::Connection::open(dossier.join("espaces/defaut/espace.sqlite")).unwrap();
    let mut r = c
        .prepare("SELECT json_extract(fond, '$.contenu.depose') FROM dmp_entrees WHERE json_extract(fond, '$.contenu.depose') IS NOT NULL ORDER BY rang")
        .unwrap();
    let textes = r.query_map([], |l| l.get::<_, String>(0)).unwrap();
    textes.map(|t| serde_json::from_str(&t.unwrap()).unwrap()).collect()
}

#[tokio::test]
async fn un_document_acquitte_survit_a_kill_9() {
    let dossier = tempfile::tempdir().unwrap();
    let mut enfant = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "durabilite::banc_a_tuer", "--nocapture"])
        .env(DOSSIER, dossier.path())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lignes = BufReader::new(enfant.stdout.take().unwrap()).lines();
    let adresse = lignes.find_map(|l| l.unwrap().strip_prefix("adresse ").map(str::to_owned)).unwrap();
    let premier = Lot::nouveau(1, AGATHE);
    let (type_contenu, corps) = premier.mtom();
    let demande = client("org-auth-cli")
        .post(format!("{adresse}/repository"))
        .header("content-type", type_contenu);
    assert_eq!(demande.body(corps).send().await.unwrap().status(), 200);
    enfant.kill().unwrap();
    enfant.wait().unwrap();

    let essai = Essai::dans(Some(PathBuf::from(dossier.path())), &[]).await;
    let encore = essai.alimenter(&Lot::nouveau(1, AGATHE)).await.erreurs();
    assert!(encore.contains(&"XDSDuplicateUniqueIdInRegistry".to_owned()), "{encore:?}");
    let deuxieme = Lot::remplacant(2, AGATHE, &premier.entry_uuid);
    let recue = essai.soap("/repository", deuxieme.en_ligne()).await;
    assert_eq!(recue.registre().statut, Statut::Success, "{}", recue.enveloppe);

    // In the request that brought it, where it stands as it is; by itself, where it does not (Base64).
    let morceaux = morceaux(dossier.path());
    let deposes = [&premier, &deuxieme].map(|l| [&l.document, &l.signature]).concat();
    for (m, octets) in morceaux.iter().zip(deposes) {
        assert!(essai.banc.journal().morceau("defaut", m).await.unwrap() == *octets);
    }
    assert_eq!((morceaux.len(), morceaux[0].debut > 0, morceaux[2].debut), (4, true, 0));

    // The exchanges that brought them are purged: the documents stay.
    let tout = DemandePurge {
        avant: time::OffsetDateTime::now_utc() + time::Duration::HOUR,
        a_blanc: false,
        liberer: None,
    };
    let journal = essai.banc.journal();
    assert_eq!(journal.purger("defaut", &tout, "essai", false).await.unwrap().tenus.len(), 0);
    assert!(journal.chercher(&Filtre::espace("defaut")).await.unwrap().is_empty());
    for (m, octets) in morceaux
        .iter()
        .zip([&premier, &deuxieme].map(|l| [&l.document, &l.signature]).concat())
    {
        assert!(journal.morceau("defaut", m).await.unwrap() == *octets);
    }
    essai.banc.arreter().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn un_identifiant_presente_deux_fois_a_la_fois_sert_une_fois() {
    let essai = Essai::nouveau().await;
    let adresse = format!("{}/repository", essai.base());
    for n in 1..=5 {
        let message = Lot::nouveau(n, AGATHE).en_ligne();
        let envois: Vec<_> = (0..6)
            .map(|_| {
                let demande = client("org-auth-cli")
                    .post(&adresse)
                    .header("content-type", "application/soap+xml; charset=utf-8");
                tokio::spawn(demande.body(message.clone()).send())
            })
            .collect();
        let mut acceptes = 0;
        for envoi in envois {
            let texte = envoi.await.unwrap().unwrap().text().await.unwrap();
            let reponse = lire_reponse(&segur_soap::lire(&texte).unwrap()).unwrap();
            if reponse.statut == Statut::Success {
                acceptes += 1;
            } else {
                assert!(reponse.erreurs.iter().any(|e| e.code == "XDSDuplicateUniqueIdInRegistry"));
            }
        }
        assert_eq!(acceptes, 1, "lot {n}");
    }
    // The reset forgets them all.
    let url = format!("{}/banc/espaces/defaut/remise-a-zero", essai.banc.acces().controle);
    assert_eq!(reqwest::Client::new().post(url).send().await.unwrap().status(), 200);
    assert_eq!(essai.alimenter(&Lot::nouveau(1, AGATHE)).await.registre().statut, Statut::Success);
    essai.banc.arreter().await;
}

/// What a client sends to a bench that another process runs.
async fn envoyer(adresse: &str, qui: &Acteur, d: &Demande) -> String {
    let message = enveloppe(d.action, &qui.vihf(Some(AGATHE)), &d.corps);
    let demande = client(qui.tls)
        .post(format!("{adresse}{}", d.suite))
        .header("content-type", "application/soap+xml; charset=utf-8");
    demande.body(message).send().await.unwrap().text().await.unwrap()
}

/// Authorisations, masks, deletions, what a person set: each is there as soon as it was told.
#[tokio::test]
async fn ce_qui_est_acquitte_survit_a_kill_9() {
    let dossier = tempfile::tempdir().unwrap();
    let mut enfant = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "durabilite::banc_a_tuer", "--nocapture"])
        .env(DOSSIER, dossier.path())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lignes = BufReader::new(enfant.stdout.take().unwrap()).lines();
    let adresse = lignes.find_map(|l| l.unwrap().strip_prefix("adresse ").map(str::to_owned)).unwrap();
    let qui = HOSPITALIER;
    let fait = async |d: Demande, mot: &str| {
        let texte = envoyer(&adresse, &qui, &d).await;
        assert!(texte.contains(mot), "{texte}");
        texte
    };
    fait(autoriser("AJOUT", Some("MEDECIN_TRAITANT")), "DMPOk").await;
    let (a_masquer, a_supprimer) = (Lot::de(&qui, 1, AGATHE, None), Lot::de(&qui, 2, AGATHE, None));
    for lot in [&a_masquer, &a_supprimer] {
        let reponse = client(qui.tls)
            .post(format!("{adresse}/repository"))
            .header("content-type", "application/soap+xml; charset=utf-8")
            .body(lot.en_ligne())
            .send()
            .await
            .unwrap();
        assert!(reponse.text().await.unwrap().contains(":Success"));
    }
    let texte = fait(par_unique_id(&a_masquer.unique_document), "ExtrinsicObject").await;
    let document = segur_soap::lire(&texte).unwrap();
    let objet = document.descendants().find(|n| n.tag_name().name() == "ExtrinsicObject").unwrap();
    let objet = crate::demandes::objet(&texte, objet);
    fait(rendre(&qui, 1, AGATHE, &objet, &["MASQUE_PS"]), ":Success").await;
    fait(passer(&qui, 2, AGATHE, &a_supprimer.entry_uuid, (APPROUVE, SUPPRIME)), ":Success").await;
    enfant.kill().unwrap();
    enfant.wait().unwrap();

    let essai = Essai::dans(Some(PathBuf::from(dossier.path())), &[]).await;
    let de = async |d| essai.demander(&qui, Some(AGATHE), &d).await;
    let existe = de(existe(AGATHE)).await;
    assert_eq!(existe.existence().autorisation.as_deref(), Some("VALIDE"));
    let trouves = de(documents(AGATHE, &[APPROUVE], &[])).await.objets();
    let dits: Vec<(&str, &str, bool)> = trouves
        .iter()
        .map(|o| (o.unique.as_str(), o.version.as_str(), o.xml.contains("MASQUE_PS")))
        .collect();
    assert_eq!(dits, [(a_masquer.unique_document.as_str(), "2", true)]);
    let recue = de(consulter(&[
        (DEPOT, &a_masquer.unique_document),
        (DEPOT, &a_supprimer.unique_document),
    ]))
    .await;
    assert_eq!(
        (recue.parties.len(), recue.erreurs()),
        (1, vec!["XDSDocumentUniqueIdError".to_owned()])
    );
    assert_eq!(recue.parties[0].octets, a_masquer.document);
    essai.banc.arreter().await;
}

/// Of those that come at once on one document, one is done; the others are told that it is not what they believed.
#[tokio::test(flavor = "multi_thread")]
async fn de_plusieurs_changements_a_la_fois_un_se_fait() {
    let essai = Essai::nouveau().await;
    essai
        .regler(serde_json::json!({"patient": "QUALIFIEE_SIMPLE", "professionnel": "MEDECIN_HOSPITALIER", "autorisation": "valide"}))
        .await;
    let qui = HOSPITALIER;
    let base = essai.base();
    let en_meme_temps = async |messages: Vec<(&'static str, String)>| {
        let envois: Vec<_> = messages
            .into_iter()
            .map(|(suite, message)| {
                let demande = essai
                    .client_de(qui.tls)
                    .post(format!("{base}{suite}"))
                    .header("content-type", "application/soap+xml; charset=utf-8");
                tokio::spawn(demande.body(message).send())
            })
            .collect();
        let mut issues = Vec::new();
        for envoi in envois {
            let texte = envoi.await.unwrap().unwrap().text().await.unwrap();
            let reponse = lire_reponse(&segur_soap::lire(&texte).unwrap()).unwrap_or_else(|| panic!("{texte}"));
            issues.push(reponse.erreurs.first().map_or_else(|| "Success".to_owned(), |e| e.code.clone()));
        }
        issues.sort();
        issues
    };
    let attendues = |code: &str| {
        let mut attendues = vec![code.to_owned(); 5];
        attendues.push("Success".to_owned());
        attendues.sort();
        attendues
    };
    for tour in 0..3u32 {
        let n = 100 * (tour + 1);
        let lot = Lot::de(&qui, n, AGATHE, None);
        assert_eq!(essai.deposer(&qui, &lot).await.issue(), "Success");
        let objets = essai
            .demander(&qui, Some(AGATHE), &documents(AGATHE, &[APPROUVE], &[]))
            .await
            .objets();
        let objet = objets.into_iter().find(|o| o.unique == lot.unique_document).unwrap();
        let vihf = qui.vihf(Some(AGATHE));
        let soap = |d: Demande| (d.suite, enveloppe(d.action, &vihf, &d.corps));
        let masques = (0..6).map(|i| soap(rendre(&qui, n + i, AGATHE, &objet, &["MASQUE_PS"]))).collect();
        assert_eq!(en_meme_temps(masques).await, attendues("XDSMetadataVersionError"));
        let reference = reference(&lot.unique_document);
        let id = essai.demander(&qui, Some(AGATHE), &reference).await.objet().id;
        let remplacants = (1..=6)
            .map(|i| ("/repository", Lot::de(&qui, n + i, AGATHE, Some(&id)).en_ligne()))
            .collect();
        assert_eq!(en_meme_temps(remplacants).await, attendues("XDSRegistryDeprecatedDocumentError"));
        let objets = essai
            .demander(&qui, Some(AGATHE), &documents(AGATHE, &[APPROUVE], &[]))
            .await
            .objets();
        assert_eq!(objets.len(), 1, "one took its place");
        let suppressions = (0..6)
            .map(|i| soap(passer(&qui, n + 50 + i, AGATHE, &objets[0].id, (APPROUVE, SUPPRIME))))
            .collect();
        assert_eq!(en_meme_temps(suppressions).await, attendues("UnresolvedReferenceException"));
    }
    essai.banc.arreter().await;
}
