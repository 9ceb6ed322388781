use futures_util::FutureExt;
use hyper::http::{Method, Uri};
use segur_model::Direction;
use time::macros::datetime;

use super::*;
use crate::requete::Requete;

pub(super) fn echange(espace: &str, operation: &str) -> Exchange {
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

pub(super) async fn ajouter(j: &Journal, espace: &str, operation: &str) -> u64 {
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
        espace(d.path(), "defaut").join("octets").join(&ecrit.requete.empreinte).is_file(),
        "a body above 64 KiB is a file"
    );
    let j = Journal::ouvrir(Some(d.path()), Durabilite::Normale).unwrap();
    assert_eq!((j.ouverture(), j.dernier_id()), (2, 2));
    assert_eq!(j.lire(None, 2).await.unwrap().unwrap(), ecrit);
    assert_eq!(j.octets(None, 2).await.unwrap().unwrap(), (gros, Bytes::from_static(b"r")));
    assert_eq!(j.lire(None, 3).await.unwrap(), None);
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
        (
            Filtre {
                siennes: true,
                ..base.clone().operation("essai.a").operation("igc.crl")
            },
            vec![1],
        ),
        (
            Filtre {
                siennes: true,
                communes: true,
                ..base.clone()
            },
            vec![1, 2, 6],
        ),
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
async fn une_session_se_retrouve_et_ce_qui_la_cite_n_en_est_pas() {
    let j = Journal::ouvrir(None, Durabilite::Normale).unwrap();
    for (session, cite) in [("1.1", "un"), ("1.11", "deux"), ("1.2", "\"session\":\"1.1\""), ("1.1", "trois")] {
        let mut e = Exchange::vide(Direction::CandidatVersBanc, OffsetDateTime::UNIX_EPOCH);
        (e.espace, e.operation, e.session) = ("defaut".to_owned(), "essai.a".to_owned(), session.to_owned());
        e.faits.insert("cite".to_owned(), vec![cite.to_owned()]);
        j.append(Ecriture::nouvelle(e, "", "")).await.unwrap();
    }
    let filtre = Filtre {
        session: Some("1.1".to_owned()),
        ..Filtre::espace("defaut").operation("essai.*")
    };
    let trouves: Vec<u64> = j.chercher(&filtre).await.unwrap().iter().map(|e| e.id).collect();
    assert_eq!(trouves, [1, 4]);
    let tous = j.chercher(&Filtre::default()).await.unwrap();
    assert_eq!(tous.iter().filter(|e| filtre.retient(e)).count(), 2);
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

#[tokio::test]
async fn un_echange_ne_reveille_que_qui_attend_dans_son_espace() {
    let j = Journal::ouvrir(None, Durabilite::Normale).unwrap();
    let ici = Filtre::espace("defaut");
    let communes = Filtre {
        communes: true,
        ..ici.clone()
    };
    // Whether a wait on the journal ends: who writes hears of it once those who wait were told.
    let reveille = |guet: &mut Guet| {
        let oui = guet.suivant().now_or_never().is_some();
        guet.savoir();
        oui
    };
    let filtres = [
        ici.clone(),
        ici.clone().operation("essai.*"),
        ici.clone().operation("essai.a"),
        communes,
        Filtre::espace("autre"),
        Filtre::default(),
        Filtre {
            siennes: true,
            ..ici.clone().operation("essai.a")
        },
    ];
    let mut guets = filtres.each_ref().map(|f| j.interieur.annonces.guetter(f));
    for (espace, attendus) in [
        ("defaut", [true, true, true, true, false, true, true]),
        ("autre", [false, false, false, false, true, true, false]),
        ("commune", [false, false, true, true, false, true, false]),
    ] {
        for _ in 0..20 {
            ajouter(&j, espace, "essai.a").await;
            assert_eq!(guets.each_mut().map(reveille), attendus, "{espace}");
        }
    }
    // Who waits for an espace that is not there yet is told of its first exchange, and leaves nothing behind.
    drop(guets);
    let mut neuf = j.interieur.annonces.guetter(&Filtre::espace("neuf"));
    assert_eq!(j.interieur.annonces.noms(), ["neuf"]);
    ajouter(&j, "neuf", "essai.a").await;
    assert!(reveille(&mut neuf));
    j.interieur.annonces.fermer();
    assert_eq!(neuf.suivant().now_or_never(), Some(false), "closed: nothing more can come");
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
    std::fs::remove_dir(espace(d.path(), "defaut").join("octets")).unwrap();
    let gros = Bytes::from(vec![0_u8; CORPS_EN_TABLE_MAX + 1]);
    let erreur = j
        .append(Ecriture::nouvelle(echange("defaut", "essai.b"), gros, ""))
        .await
        .unwrap_err();
    assert!(matches!(erreur, JournalError::Octets { .. }), "{erreur}");
    assert_eq!(ajouter(&j, "defaut", "essai.c").await, 2);
    assert_eq!(j.chercher(&Filtre::default()).await.unwrap().len(), 2);
}

pub(super) fn espace(d: &Path, id: &str) -> PathBuf {
    d.join("espaces").join(id)
}

/// A table as a service would have one, made when the espace opens.
pub(super) async fn ouvrir_avec_table(d: &Path) -> Journal {
    let j = Journal::ouvrir(Some(d), Durabilite::Normale).unwrap();
    let tables: Tables = ("essai", &["CREATE TABLE essai_recus (echange INTEGER NOT NULL) STRICT"]);
    j.ouvrir_espace("defaut", vec![tables], Box::new(|_, _| Ok(()))).await.unwrap();
    j
}

pub(super) fn lignes(d: &Path, sql: &str) -> Vec<i64> {
    let c = schema::ouvrir_en_lecture(&espace(d, "defaut")).unwrap();
    let mut r = c.prepare(sql).unwrap();
    let ids = r.query_map([], |l| l.get(0)).unwrap();
    ids.map(Result::unwrap).collect()
}

pub(super) fn avec(effet: Effet, requete: impl Into<Bytes>) -> Ecriture {
    Ecriture {
        effet: Some(effet),
        ..Ecriture::nouvelle(echange("defaut", "essai.a"), requete, "")
    }
}

#[tokio::test]
async fn un_effet_qui_echoue_n_emporte_que_son_echange() {
    let d = tempfile::tempdir().unwrap();
    let j = ouvrir_avec_table(d.path()).await;
    // Put in the queue before any is waited for: they make a group.
    let attentes: Vec<_> = (0..30)
        .map(|i| {
            let effet = Effet::nouveau(move |t, e| {
                t.execute("INSERT INTO essai_recus VALUES (?1)", [schema::entier(e.id)])?;
                match i {
                    7 => t.execute("INSERT INTO absente VALUES (1)", []).map(drop)?,
                    9 => panic!("mistake in the effect of the test"),
                    11 => return Err(EffetRefuse::Perime),
                    _ => {}
                }
                Ok(())
            });
            j.append(avec(effet, format!("{i}")))
        })
        .collect();
    let mut refuses = Vec::new();
    for (i, attente) in attentes.into_iter().enumerate() {
        match attente.await {
            Ok(_) => {}
            Err(JournalError::Perime) => assert_eq!(i, 11),
            Err(JournalError::Effet(_)) => refuses.push(i),
            Err(e) => panic!("{e}"),
        }
    }
    assert_eq!(refuses, [7, 9]);
    let echanges = lignes(d.path(), "SELECT id FROM echanges ORDER BY id");
    assert_eq!(echanges, (1..=27).collect::<Vec<_>>());
    assert_eq!(lignes(d.path(), "SELECT echange FROM essai_recus ORDER BY echange"), echanges);
    assert_eq!(j.octets(None, 9).await.unwrap().unwrap().0, "10", "in the order of the calls");
}

#[tokio::test]
async fn ce_qui_fut_lu_avant_une_remise_a_zero_ne_s_ecrit_plus() {
    let d = tempfile::tempdir().unwrap();
    let j = ouvrir_avec_table(d.path()).await;
    let noter = || Effet::nouveau(|t, e| Ok(t.execute("INSERT INTO essai_recus VALUES (?1)", [schema::entier(e.id)]).map(drop)?));
    j.append(avec(noter().sous(1), "a")).await.unwrap();
    let (dire, epoque) = std::sync::mpsc::channel();
    let vider = j.vider(
        "defaut",
        Box::new(move |c, epoque| {
            let restent: i64 = c.query_row("SELECT count(*) FROM essai_recus", [], |l| l.get(0))?;
            dire.send((restent, epoque)).unwrap();
            Ok(())
        }),
        false,
        Vec::new(),
    );
    vider.await.unwrap();
    assert_eq!(epoque.recv().unwrap(), (0, 2), "empty, under the next epoque");
    let tard = j.append(avec(noter().sous(1), "b")).await;
    assert!(matches!(tard, Err(JournalError::Perime)), "{tard:?}");
    let action = Effet::libre(|_, _| Ok(())).sous(1);
    assert!(matches!(j.changer("defaut", action).await, Err(JournalError::Perime)));
    j.append(avec(noter().sous(2), "c")).await.unwrap();
    assert_eq!(lignes(d.path(), "SELECT echange FROM essai_recus"), [2]);
    assert_eq!(j.chercher(&Filtre::default()).await.unwrap().len(), 2, "the journal is whole");
    // Opened again, perhaps elsewhere: another epoque.
    drop(j);
    let j = ouvrir_avec_table(d.path()).await;
    assert!(matches!(j.append(avec(noter().sous(2), "d")).await, Err(JournalError::Perime)));
    j.append(avec(noter().sous(3), "d")).await.unwrap();
}

#[tokio::test]
async fn un_espace_est_son_dossier() {
    let (ici, la) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let j = Journal::ouvrir(Some(ici.path()), Durabilite::Normale).unwrap();
    ajouter(&j, "defaut", "essai.a").await;
    ajouter(&j, "autre", "essai.a").await;
    ajouter(&j, "autre", "essai.b").await;
    drop(j);
    std::fs::create_dir_all(la.path().join("espaces")).unwrap();
    std::fs::rename(espace(ici.path(), "autre"), espace(la.path(), "autre")).unwrap();
    let j = Journal::ouvrir(Some(la.path()), Durabilite::Normale).unwrap();
    assert_eq!((j.dernier_id(), j.ouverture()), (3, 2), "known from the files");
    assert_eq!(j.octets(None, 3).await.unwrap().unwrap().0, "demande");
    assert_eq!(ajouter(&j, "defaut", "essai.c").await, 4, "ids go on, over all espaces");
    let j = Journal::ouvrir(Some(ici.path()), Durabilite::Normale).unwrap();
    assert_eq!((j.dernier_id(), j.lire(None, 3).await.unwrap()), (1, None));
    for mauvais in ["", "../x", "a/b", &"x".repeat(33)] {
        let refus = j.append(Ecriture::nouvelle(echange(mauvais, "essai.a"), "", "")).await;
        assert!(matches!(refus, Err(JournalError::NomEspace(_))), "{mauvais}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn qui_suit_tous_les_espaces_n_en_manque_aucun() {
    let j = Journal::ouvrir(None, Durabilite::Normale).unwrap();
    let ecrire = |espace: &'static str| {
        let j = j.clone();
        tokio::spawn(async move {
            for _ in 0..100 {
                ajouter(&j, espace, "essai.a").await;
            }
        })
    };
    let mut suite = j.suivre(Filtre::default());
    let taches = ["a", "b", "c", "d"].map(ecrire);
    let mut vus = Vec::new();
    while vus.len() < 400 {
        vus.extend(suite.suivants().await.unwrap().iter().map(|e| e.id));
    }
    assert_eq!(vus, (1..=400).collect::<Vec<_>>());
    for t in taches {
        t.await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn une_sauvegarde_prise_sous_charge_est_entiere() {
    let (d, la) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let j = ouvrir_avec_table(d.path()).await;
    let pris = Arc::new(std::sync::atomic::AtomicBool::new(false));
    // Writes until the copy is taken, however long that is.
    let charge = tokio::spawn({
        let (j, pris) = (j.clone(), pris.clone());
        async move {
            let mut i = 0_u32;
            while !pris.load(std::sync::atomic::Ordering::SeqCst) {
                let effet =
                    Effet::nouveau(|t, e| Ok(t.execute("INSERT INTO essai_recus VALUES (?1)", [schema::entier(e.id)]).map(drop)?));
                let corps = vec![u8::try_from(i % 251).unwrap(); if i.is_multiple_of(3) { CORPS_EN_TABLE_MAX + 1 } else { 10 }];
                j.append(avec(effet, corps)).await.unwrap();
                i += 1;
            }
            i as usize
        }
    });
    let attente = Filtre {
        depuis: 20,
        ..Filtre::default()
    };
    j.attendre(&attente, Duration::from_secs(60)).await.unwrap().unwrap();
    j.sauvegarder("defaut", &espace(la.path(), "defaut")).await.unwrap();
    pris.store(true, std::sync::atomic::Ordering::SeqCst);
    let ecrits = charge.await.unwrap();
    let recus = lignes(la.path(), "SELECT echange FROM essai_recus ORDER BY echange");
    let copie = Journal::ouvrir(Some(la.path()), Durabilite::Normale).unwrap();
    let echanges = copie.chercher(&Filtre::default()).await.unwrap();
    let ids: Vec<_> = echanges.iter().map(|e| schema::entier(e.id)).collect();
    assert!((21..=ecrits).contains(&ids.len()), "{} of {ecrits}", ids.len());
    assert_eq!(recus, ids, "each exchange has its effect");
    for e in echanges {
        let (requete, _) = copie.octets(None, e.id).await.unwrap().unwrap();
        assert_eq!(requete.len() as u64, e.requete.taille);
    }
    assert!(j.sauvegarder("defaut", la.path()).await.is_err(), "never over something");
}

#[tokio::test]
async fn un_document_se_lit_dans_le_corps_qui_le_porte() {
    let d = tempfile::tempdir().unwrap();
    let j = ouvrir_avec_table(d.path()).await;
    let (petit, gros) = (
        Bytes::from_static("avant DOCUMENT après".as_bytes()),
        Bytes::from(format!("avant DOCUMENT{}", "x".repeat(CORPS_EN_TABLE_MAX))),
    );
    let a_part = Bytes::from_static(b"DOCUMENT qui n'est dans aucun message");
    let effet = Effet::nouveau(|_, _| Ok(())).garder(a_part.clone());
    j.append(avec(effet, petit.clone())).await.unwrap();
    j.append(Ecriture::nouvelle(echange("defaut", "essai.a"), gros.clone(), ""))
        .await
        .unwrap();
    for corps in [petit, gros] {
        let requete = Requete::nouvelle(Method::POST, Uri::from_static("/"), corps.clone());
        let m = requete.morceau(&corps.slice(6..14)).unwrap();
        assert_eq!(j.morceau("defaut", &m).await.unwrap(), "DOCUMENT");
        assert_eq!(
            requete.morceau(&Bytes::from_static(b"DOCUMENT")),
            None,
            "decoded: it lies elsewhere"
        );
    }
    assert_eq!(j.morceau("defaut", &Morceau::entier(&a_part)).await.unwrap(), a_part);
    let chemin = Morceau {
        corps: "../../x".to_owned(),
        ..Morceau::entier(b"")
    };
    assert!(matches!(j.morceau("defaut", &chemin).await, Err(JournalError::Octets { .. })));
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

#[tokio::test]
async fn un_autre_format_est_refuse_sans_y_toucher() {
    let d = tempfile::tempdir().unwrap();
    let j = ouvrir_avec_table(d.path()).await;
    // Another version of the tables of a service.
    let nulle: Tables = ("essai", &[]);
    j.ouvrir_espace("defaut", vec![nulle], Box::new(|_, _| Ok(()))).await.unwrap();
    drop(j);
    let c = rusqlite::Connection::open(espace(d.path(), "defaut").join(schema::FICHIER)).unwrap();
    c.execute("UPDATE schemas SET version = 2", []).unwrap();
    let j = Journal::ouvrir(Some(d.path()), Durabilite::Normale).unwrap();
    let tables: Tables = ("essai", &["SELECT 1"]);
    let erreur = j.ouvrir_espace("defaut", vec![tables], Box::new(|_, _| Ok(()))).await.unwrap_err();
    assert!(erreur.to_string().contains("plus récente"), "{erreur}");
    drop(j);
    c.pragma_update(None, "user_version", 99).unwrap();
    let erreur = Journal::ouvrir(Some(d.path()), Durabilite::Normale).err().unwrap();
    assert!(erreur.to_string().contains("plus récente"), "{erreur}");
    std::fs::write(d.path().join(FICHIER_UNIQUE), "").unwrap();
    let erreur = Journal::ouvrir(Some(d.path()), Durabilite::Normale).err().unwrap();
    assert!(erreur.to_string().contains("version antérieure"), "{erreur}");
}

#[tokio::test]
async fn le_journal_ne_se_modifie_pas() {
    let d = tempfile::tempdir().unwrap();
    let j = Journal::ouvrir(Some(d.path()), Durabilite::Normale).unwrap();
    ajouter(&j, "defaut", "essai.a").await;
    drop(j);
    let c = rusqlite::Connection::open(espace(d.path(), "defaut").join(schema::FICHIER)).unwrap();
    assert!(c.execute("DELETE FROM echanges", []).is_err());
    assert!(c.execute("UPDATE echanges SET operation = 'x'", []).is_err());
    assert!(c.execute("DELETE FROM corps", []).is_err());
}

#[test]
fn un_journal_sans_place_le_dit() {
    let d = tempfile::tempdir().unwrap();
    let j = Journal::ouvrir(Some(d.path()), Durabilite::Normale).unwrap();
    j.sonder().unwrap();
    assert_eq!(std::fs::read_dir(d.path()).unwrap().count(), 3, "the probe leaves nothing");
    drop(d);
    let dit = j.sonder().unwrap_err().to_string();
    assert!(
        dit.contains("rien ne s'écrit plus dans") && dit.contains("Faites de la place"),
        "{dit}"
    );
}

#[cfg(unix)]
#[tokio::test]
async fn le_journal_n_est_qu_a_son_proprietaire() {
    use std::os::unix::fs::PermissionsExt;
    let d = tempfile::tempdir().unwrap();
    let j = Journal::ouvrir(Some(d.path()), Durabilite::Normale).unwrap();
    ajouter(&j, "defaut", "essai.a").await;
    j.append(Ecriture::nouvelle(
        echange("defaut", "essai.b"),
        vec![1; CORPS_EN_TABLE_MAX + 1],
        "",
    ))
    .await
    .unwrap();
    let dossier = espace(d.path(), "defaut");
    let fichiers = std::fs::read_dir(&dossier)
        .unwrap()
        .chain(std::fs::read_dir(dossier.join("octets")).unwrap());
    let mut vus = 0;
    for f in fichiers.map(|f| f.unwrap().path()).filter(|f| f.is_file()) {
        let mode = std::fs::metadata(&f).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode, 0o600, "{}", f.display());
        vus += 1;
    }
    assert!(vus >= 2, "{vus}");
}
