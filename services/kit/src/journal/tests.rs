use segur_model::Direction;
use time::macros::datetime;

use super::*;

fn echange(espace: &str, operation: &str) -> Exchange {
    Exchange {
        espace: espace.to_owned(),
        service: "essai".to_owned(),
        operation: operation.to_owned(),
        session: "1.defaut.essai.1".to_owned(),
        duree_ms: 3,
        statut: Some(200),
        ..Exchange::vide(Direction::CandidatVersBanc, datetime!(2026-01-15 09:00 UTC))
    }
}

async fn ajouter(j: &Journal, espace: &str, operation: &str) -> u64 {
    j.append(Ecriture::nouvelle(echange(espace, operation), "demande", ""))
        .await
        .unwrap()
        .id
}

#[tokio::test]
async fn ecrire_puis_relire_apres_reouverture() {
    let d = tempfile::tempdir().unwrap();
    let gros = Bytes::from(vec![7_u8; CORPS_EN_TABLE_MAX + 1]);
    let ecrit = {
        let j = Journal::ouvrir(Some(d.path()), Durabilite::Forte).unwrap();
        assert_eq!(j.ouverture(), 1);
        ajouter(&j, "defaut", "essai.a").await;
        j.append(Ecriture::nouvelle(echange("defaut", "essai.b"), gros.clone(), "r"))
            .await
            .unwrap()
    };
    assert_eq!(ecrit.id, 2);
    assert!(
        d.path().join("octets").join(&ecrit.requete.empreinte).is_file(),
        "a body above 1 MiB is a file"
    );
    let j = Journal::ouvrir(Some(d.path()), Durabilite::Normale).unwrap();
    assert_eq!((j.ouverture(), j.dernier_id()), (2, 2));
    assert_eq!(j.lire(2).await.unwrap().unwrap(), ecrit);
    assert_eq!(j.octets(2).await.unwrap().unwrap(), (gros, Bytes::from_static(b"r")));
    assert_eq!(j.lire(3).await.unwrap(), None);
    assert_eq!(ajouter(&j, "defaut", "essai.c").await, 3, "ids go on");
}

#[tokio::test]
async fn le_filtre_et_sa_traduction_sql_disent_la_meme_chose() {
    let j = Journal::ouvrir(None, Durabilite::Normale).unwrap();
    for (espace, operation) in [
        ("defaut", "essai.a"),
        ("defaut", "essai.b"),
        ("autre", "essai.a"),
        ("commune", "igc.crl"),
        ("commune", "essai.a"),
        ("defaut", "essai[a"),
    ] {
        ajouter(&j, espace, operation).await;
    }
    let tout = j.chercher(&Filtre::default()).await.unwrap();
    assert_eq!(tout.len(), 6);
    let base = Filtre::espace("defaut");
    for (filtre, attendus) in [
        (base.clone(), vec![1, 2, 6]),
        (base.clone().operation("essai.*"), vec![1, 2]),
        (base.clone().operation("essai.a"), vec![1, 5]),
        (base.clone().operation("igc.crl"), vec![4]),
        (base.clone().operation("igc.*"), vec![]),
        (base.clone().operation("essai[*"), vec![6]),
        (
            Filtre {
                communes: true,
                ..base.clone()
            },
            vec![1, 2, 4, 5, 6],
        ),
        (
            Filtre {
                communes: true,
                ..base.clone().operation("igc.*")
            },
            vec![4],
        ),
        (Filtre { depuis: 1, ..base.clone() }, vec![2, 6]),
        (Filtre::default().operation("*.a"), vec![1, 3, 5]),
    ] {
        let trouves: Vec<u64> = j.chercher(&filtre).await.unwrap().iter().map(|e| e.id).collect();
        let retenus: Vec<u64> = tout.iter().filter(|e| filtre.retient(e)).map(|e| e.id).collect();
        assert_eq!(trouves, attendus, "{filtre:?}");
        assert_eq!(retenus, attendus, "{filtre:?}");
    }
    assert_eq!(j.chercher(&Filtre { limite: Some(2), ..base }).await.unwrap().len(), 2);
}

#[tokio::test]
async fn attendre_est_reveille_par_l_ecriture() {
    let j = Journal::ouvrir(None, Durabilite::Normale).unwrap();
    let filtre = Filtre::espace("defaut").operation("essai.b");
    let attente = tokio::spawn({
        let (j, filtre) = (j.clone(), filtre.clone());
        async move { j.attendre(&filtre, Duration::from_secs(60)).await.unwrap().unwrap().id }
    });
    ajouter(&j, "defaut", "essai.a").await;
    ajouter(&j, "defaut", "essai.b").await;
    assert_eq!(attente.await.unwrap(), 2);
    let rien = Filtre { depuis: 2, ..filtre };
    assert_eq!(j.attendre(&rien, Duration::from_millis(20)).await.unwrap(), None);
}

#[tokio::test(flavor = "multi_thread")]
async fn des_ecritures_simultanees_ont_chacune_leur_rang() {
    let j = Journal::ouvrir(None, Durabilite::Normale).unwrap();
    let taches: Vec<_> = (0..200)
        .map(|_| {
            let j = j.clone();
            tokio::spawn(async move { ajouter(&j, "defaut", "essai.a").await })
        })
        .collect();
    let mut ids = Vec::new();
    for t in taches {
        ids.push(t.await.unwrap());
    }
    ids.sort_unstable();
    assert_eq!(ids, (1..=200).collect::<Vec<_>>());
}

#[tokio::test]
async fn un_disque_plein_refuse_sans_perdre_le_reste() {
    let d = tempfile::tempdir().unwrap();
    let j = Journal::ouvrir(Some(d.path()), Durabilite::Normale).unwrap();
    ajouter(&j, "defaut", "essai.a").await;
    // Stands for a full disk: the folder of large bodies takes nothing more.
    std::fs::remove_dir(d.path().join("octets")).unwrap();
    let gros = Bytes::from(vec![0_u8; CORPS_EN_TABLE_MAX + 1]);
    let erreur = j
        .append(Ecriture::nouvelle(echange("defaut", "essai.b"), gros, ""))
        .await
        .unwrap_err();
    assert!(matches!(erreur, JournalError::Octets { .. }), "{erreur}");
    assert_eq!(ajouter(&j, "defaut", "essai.c").await, 2);
    assert_eq!(j.chercher(&Filtre::default()).await.unwrap().len(), 2);
}

/// A table as a service would have one, in the file of the journal.
fn table(d: &Path) -> rusqlite::Connection {
    let c = rusqlite::Connection::open(d.join(FICHIER)).unwrap();
    c.execute_batch("CREATE TABLE IF NOT EXISTS recus (echange INTEGER NOT NULL)")
        .unwrap();
    c
}

#[tokio::test]
async fn un_effet_qui_echoue_n_emporte_que_son_echange() {
    let d = tempfile::tempdir().unwrap();
    let j = Journal::ouvrir(Some(d.path()), Durabilite::Normale).unwrap();
    let c = table(d.path());
    // Put in the queue before any is waited for: they make a group.
    let attentes: Vec<_> = (0..30)
        .map(|i| {
            j.append(Ecriture {
                effet: Some(Box::new(move |t, e| {
                    t.execute("INSERT INTO recus VALUES (?1)", [i64::try_from(e.id).unwrap()])?;
                    match i {
                        7 => t.execute("INSERT INTO absente VALUES (1)", []).map(drop),
                        9 => panic!("mistake in the effect of the test"),
                        _ => Ok(()),
                    }
                })),
                ..Ecriture::nouvelle(echange("defaut", "essai.a"), format!("{i}"), "")
            })
        })
        .collect();
    let mut refuses = Vec::new();
    for (i, attente) in attentes.into_iter().enumerate() {
        if let Err(e) = attente.await {
            assert!(matches!(e, JournalError::Effet(_)), "{e}");
            refuses.push(i);
        }
    }
    assert_eq!(refuses, [7, 9]);
    let lignes = |sql: &str| -> Vec<i64> {
        let mut r = c.prepare(sql).unwrap();
        let ids = r.query_map([], |l| l.get(0)).unwrap();
        ids.map(Result::unwrap).collect()
    };
    let echanges = lignes("SELECT id FROM echanges ORDER BY id");
    assert_eq!(echanges, (1..=28).collect::<Vec<_>>());
    assert_eq!(lignes("SELECT echange FROM recus ORDER BY echange"), echanges);
    assert_eq!(j.octets(9).await.unwrap().unwrap().0, "10", "in the order of the calls");
}

#[test]
fn un_seul_banc_par_journal() {
    let d = tempfile::tempdir().unwrap();
    let premier = Journal::ouvrir(Some(d.path()), Durabilite::Normale).unwrap();
    assert!(matches!(
        Journal::ouvrir(Some(d.path()), Durabilite::Normale),
        Err(JournalError::Verrouille(_))
    ));
    drop(premier);
    assert!(Journal::ouvrir(Some(d.path()), Durabilite::Normale).is_ok());
}

#[test]
fn un_format_posterieur_est_refuse_sans_y_toucher() {
    let d = tempfile::tempdir().unwrap();
    let c = rusqlite::Connection::open(d.path().join(FICHIER)).unwrap();
    c.pragma_update(None, "user_version", 99).unwrap();
    drop(c);
    let erreur = Journal::ouvrir(Some(d.path()), Durabilite::Normale).err().unwrap();
    assert!(erreur.to_string().contains("plus récente"), "{erreur}");
}

#[tokio::test]
async fn le_journal_ne_se_modifie_pas() {
    let d = tempfile::tempdir().unwrap();
    let j = Journal::ouvrir(Some(d.path()), Durabilite::Normale).unwrap();
    ajouter(&j, "defaut", "essai.a").await;
    drop(j);
    let c = rusqlite::Connection::open(d.path().join(FICHIER)).unwrap();
    assert!(c.execute("DELETE FROM echanges", []).is_err());
    assert!(c.execute("UPDATE echanges SET espace = 'x'", []).is_err());
    assert!(c.execute("DELETE FROM corps", []).is_err());
}
