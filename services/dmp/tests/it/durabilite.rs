//! What the registry took, it has after the death of the process; of two that come at once with one identifier, it takes one.

use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Command, Stdio};

use segur_kit::{Filtre, Morceau, rusqlite};
use segur_model::controle::DemandePurge;
use segur_xds::{Statut, lire_reponse};

use crate::banc::{Essai, client};
use crate::message::{AGATHE, Lot};

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
