use std::path::Path;

use bytes::Bytes;
use segur_model::Exchange;
use segur_model::controle::{DemandePurge, TenueCampagne};
use time::Duration;
use time::macros::datetime;

use super::super::tests::{ajouter, avec, echange, espace, lignes, ouvrir_avec_table};
use super::super::{CORPS_EN_TABLE_MAX, Durabilite, Ecriture, Effet, Filtre, Journal, JournalError, Morceau, schema};
use super::*;

/// Instant at which the exchanges of these tests are received, the first one second after, and so on.
const DEBUT: OffsetDateTime = datetime!(2026-01-15 09:00 UTC);

async fn recevoir(j: &Journal, seconde: i64, requete: impl Into<Bytes>, reponse: impl Into<Bytes>) -> Exchange {
    let mut e = echange("defaut", "essai.a");
    e.recu = DEBUT + Duration::seconds(seconde);
    // A tester moves the clock of the bench, and takes nothing away by it.
    e.instant = DEBUT + Duration::days(3650 - seconde);
    j.append(Ecriture::nouvelle(e, requete, reponse)).await.unwrap()
}

fn avant(seconde: i64) -> DemandePurge {
    DemandePurge {
        avant: DEBUT + Duration::seconds(seconde),
        a_blanc: false,
        liberer: None,
    }
}

async fn purger(j: &Journal, demande: &DemandePurge) -> BilanPurge {
    j.purger("defaut", demande, "essai", false).await.unwrap()
}

async fn ids(j: &Journal) -> Vec<u64> {
    let tous = j.chercher(&Filtre::espace("defaut")).await.unwrap();
    for e in &tous {
        let (requete, reponse) = j.octets(None, e.id).await.unwrap().unwrap();
        assert_eq!(
            (requete.len() as u64, reponse.len() as u64),
            (e.requete.taille, e.reponse.taille),
            "{}: whole",
            e.id
        );
    }
    tous.iter().map(|e| e.id).collect()
}

fn fichiers(d: &Path) -> usize {
    std::fs::read_dir(espace(d, "defaut").join("octets")).unwrap().count()
}

fn gros(c: u8) -> Bytes {
    vec![c; CORPS_EN_TABLE_MAX + 1].into()
}

#[tokio::test]
async fn les_anciens_partent_avec_ce_qui_n_est_qu_a_eux() {
    let d = tempfile::tempdir().unwrap();
    let j = Journal::ouvrir(Some(d.path()), Durabilite::Normale).unwrap();
    recevoir(&j, 1, "un", "commune").await;
    recevoir(&j, 2, gros(b'2'), gros(b'c')).await;
    recevoir(&j, 3, "trois", "trois").await;
    // Slow: it was received before the one above, and written after.
    recevoir(&j, 2, gros(b'4'), "").await;
    recevoir(&j, 5, gros(b'c'), "commune").await;
    assert_eq!(fichiers(d.path()), 3);
    let rien = purger(&j, &avant(0)).await;
    assert_eq!((rien.echanges, rien.octets, j.derniere_purge("defaut")), (0, 0, None));

    let a_blanc = DemandePurge { a_blanc: true, ..avant(5) };
    let promis = purger(&j, &a_blanc).await;
    assert_eq!((ids(&j).await, fichiers(d.path())), (vec![1, 2, 3, 4, 5], 3), "nothing moved");
    let fait = purger(&j, &avant(5)).await;
    assert_eq!(fait, promis);
    assert_eq!(fait.echanges, 4);
    let plancher = 2 * (CORPS_EN_TABLE_MAX as u64 + 1);
    assert!((plancher..plancher + 4000).contains(&fait.octets), "{}", fait.octets);
    assert_eq!(
        (ids(&j).await, fichiers(d.path())),
        (vec![5], 1),
        "what the last shares with them stays"
    );
    assert_eq!(lignes(d.path(), "SELECT count(*) FROM corps"), [1]);
    let dit = j.derniere_purge("defaut").unwrap();
    assert!(dit.ends_with(&format!("(essai) : {}", dire_bilan(&fait, false))), "{dit}");
    assert_eq!(j.octets(None, 2).await.unwrap(), None);

    purger(&j, &avant(6)).await;
    assert_eq!((ids(&j).await, fichiers(d.path())), (vec![], 0));
    assert_eq!(
        lignes(d.path(), "SELECT (SELECT count(*) FROM corps) + (SELECT count(*) FROM renvois)"),
        [0]
    );
    // Ids are not given twice, and what was taken away is still told, when the folder is opened again.
    drop(j);
    let j = Journal::ouvrir(Some(d.path()), Durabilite::Normale).unwrap();
    assert!(j.derniere_purge("defaut").unwrap().contains("1 échange ôté"));
    assert_eq!(recevoir(&j, 7, "six", "").await.id, 6);
    drop(j);
    let c = rusqlite::Connection::open(espace(d.path(), "defaut").join(schema::FICHIER)).unwrap();
    assert!(c.execute("DELETE FROM echanges", []).is_err(), "the guard is back");
    assert!(c.execute("DELETE FROM corps", []).is_err());
}

#[tokio::test]
async fn un_desordre_de_reception_n_emporte_rien_de_recent() {
    let j = Journal::ouvrir(None, Durabilite::Normale).unwrap();
    for seconde in [1, 9, 2, 8, 3, 4] {
        recevoir(&j, seconde, format!("{seconde}"), "").await;
    }
    purger(&j, &avant(5)).await;
    let restent = j.chercher(&Filtre::default()).await.unwrap();
    let secondes: Vec<i64> = restent.iter().map(|e| (e.recu - DEBUT).whole_seconds()).collect();
    assert!(secondes.contains(&9) && secondes.contains(&8), "{secondes:?}");
    assert!(!secondes.contains(&1), "{secondes:?}");
}

#[tokio::test]
async fn plusieurs_lots_et_la_place_est_rendue() {
    let d = tempfile::tempdir().unwrap();
    let j = Journal::ouvrir(Some(d.path()), Durabilite::Normale).unwrap();
    let ecrits: Vec<_> = (0..3 * LOT as i64)
        .map(|n| {
            let mut e = echange("defaut", "essai.a");
            e.recu = DEBUT + Duration::seconds(n);
            j.append(Ecriture::nouvelle(e, format!("{n} {}", "x".repeat(4000)), "toujours la même"))
        })
        .collect();
    for e in ecrits {
        e.await.unwrap();
    }
    let pages = || lignes(d.path(), "SELECT page_count FROM pragma_page_count")[0];
    let avant_purge = pages();
    let fait = purger(&j, &avant(3 * LOT as i64 - 1)).await;
    assert_eq!(fait.echanges, 3 * LOT as u64 - 1);
    assert_eq!(ids(&j).await, [3 * LOT as u64]);
    assert!(pages() * 10 < avant_purge, "{} pages of {avant_purge}", pages());
}

#[tokio::test]
async fn ce_que_l_etat_nomme_reste_jusqu_a_ce_qu_il_l_oublie() {
    let d = tempfile::tempdir().unwrap();
    let j = Journal::ouvrir(Some(d.path()), Durabilite::Normale).unwrap();
    let tables: schema::Tables = ("essai", &["CREATE TABLE essai_documents (valeur TEXT NOT NULL) STRICT"]);
    let ouvrir = async |j: &Journal| j.ouvrir_espace("defaut", vec![tables], Box::new(|_, _| Ok(()))).await.unwrap();
    ouvrir(&j).await;
    let documents = [Bytes::from_static(b"petit document"), gros(b'd')];
    let a_part = Bytes::from_static(b"document que nul message ne porte");
    for corps in documents.iter().chain([&a_part]) {
        let valeur = serde_json::json!({"octets": Morceau::entier(corps)}).to_string();
        let effet = Effet::nouveau(move |t, _| Ok(t.execute("INSERT INTO essai_documents VALUES (?1)", [&valeur]).map(drop)?));
        let ecriture = if corps == &a_part {
            avec(effet.garder(a_part.clone()), "autre")
        } else {
            avec(effet, corps.clone())
        };
        j.append(ecriture).await.unwrap();
    }
    recevoir(&j, 1, "rien qui soit gardé", gros(b'r')).await;
    let lisibles = async |j: &Journal| {
        let mut lus = 0;
        for corps in documents.iter().chain([&a_part]) {
            lus += usize::from(j.morceau("defaut", &Morceau::entier(corps)).await.is_ok_and(|lu| lu == *corps));
        }
        lus
    };
    assert_eq!(purger(&j, &avant(100)).await.echanges, 4);
    assert_eq!((lisibles(&j).await, fichiers(d.path())), (3, 1));
    // By whoever has the folder, whichever services it runs.
    drop(j);
    let j = Journal::ouvrir(Some(d.path()), Durabilite::Normale).unwrap();
    purger(&j, &avant(100)).await;
    assert_eq!(lisibles(&j).await, 3);
    ouvrir(&j).await;
    j.vider("defaut", Box::new(|_, _| Ok(())), false, Vec::new()).await.unwrap();
    purger(&j, &avant(100)).await;
    assert_eq!((lisibles(&j).await, fichiers(d.path())), (0, 0), "the reset forgot them");
}

#[tokio::test]
async fn ce_qu_une_campagne_tient_n_est_pas_purge() {
    let d = tempfile::tempdir().unwrap();
    let j = Journal::ouvrir(Some(d.path()), Durabilite::Normale).unwrap();
    let tenir = async |campagne: &str, depuis, finie| j.tenir("defaut", campagne, TenueCampagne { depuis, finie }).await.unwrap();
    recevoir(&j, 1, "avant", "partagé").await;
    tenir("labo-1", 1, false).await;
    recevoir(&j, 2, gros(b'2'), "partagé").await;
    recevoir(&j, 3, gros(b'3'), "").await;
    let bilan = purger(&j, &avant(100)).await;
    assert_eq!((bilan.echanges, &bilan.tenus), (1, &BTreeMap::from([("labo-1".to_owned(), 2)])));
    assert_eq!(ids(&j).await, [2, 3], "with their bodies, shared or not");
    tenir("labo-1", 1, true).await;
    recevoir(&j, 4, "entre deux", "partagé").await;
    // Another begins: what was left open is closed.
    tenir("labo-2", 4, false).await;
    recevoir(&j, 5, "cinq", "").await;
    tenir("labo-3", 5, false).await;
    recevoir(&j, 6, "six", "").await;
    let bilan = purger(&j, &avant(100)).await;
    let tenus: Vec<_> = bilan.tenus.into_iter().collect();
    assert_eq!(
        tenus,
        [("labo-1".to_owned(), 2), ("labo-2".to_owned(), 1), ("labo-3".to_owned(), 1)]
    );
    assert_eq!(ids(&j).await, [2, 3, 5, 6]);
    // Still so for who opens the folder again; and one lets go of its own alone.
    drop(j);
    let j = Journal::ouvrir(Some(d.path()), Durabilite::Normale).unwrap();
    let mut demande = DemandePurge {
        liberer: Some("labo-1".to_owned()),
        a_blanc: true,
        ..avant(100)
    };
    assert_eq!(purger(&j, &demande).await.echanges, 2);
    demande.a_blanc = false;
    assert_eq!(purger(&j, &demande).await.echanges, 2);
    assert_eq!((ids(&j).await, fichiers(d.path())), (vec![5, 6], 0));
    assert_eq!(lignes(d.path(), "SELECT count(*) FROM corps"), [2]);
}

#[tokio::test]
#[expect(clippy::await_holding_lock, reason = "it stands for a copy that lasts")]
async fn ce_qu_une_coupure_laisse_part_a_l_ouverture_et_ce_qui_revient_reste() {
    let d = tempfile::tempdir().unwrap();
    let j = ouvrir_avec_table(d.path()).await;
    let e = recevoir(&j, 1, gros(b'1'), "").await;
    // As when the bench dies after the row is gone: while the espace is copied, its files stay.
    let copie = j.interieur.lecteurs.un("defaut").unwrap().copie.clone();
    let tenue = copie.lock().unwrap();
    purger(&j, &avant(2)).await;
    assert_eq!((ids(&j).await, fichiers(d.path())), (vec![], 1));
    drop(tenue);
    drop(j);
    std::fs::write(espace(d.path(), "defaut").join("octets/.tmpabc"), "what was being written").unwrap();
    let j = ouvrir_avec_table(d.path()).await;
    assert_eq!(fichiers(d.path()), 0);
    // The same body comes again before its file goes.
    recevoir(&j, 3, gros(b'1'), "").await;
    let copie = j.interieur.lecteurs.un("defaut").unwrap().copie.clone();
    let tenue = copie.lock().unwrap();
    purger(&j, &avant(4)).await;
    let revenu = recevoir(&j, 5, gros(b'1'), "").await;
    drop(tenue);
    assert_eq!(revenu.requete.empreinte, e.requete.empreinte);
    purger(&j, &avant(4)).await;
    assert_eq!((ids(&j).await, fichiers(d.path())), (vec![revenu.id], 1));
}

#[tokio::test]
async fn au_plafond_les_plus_anciens_partent_et_c_est_dit() {
    let d = tempfile::tempdir().unwrap();
    let j = Journal::ouvrir(Some(d.path()), Durabilite::Normale).unwrap();
    let plafond = 20 * CORPS_EN_TABLE_MAX as u64;
    j.plafonner(plafond);
    for n in 0..60 {
        recevoir(&j, n, gros(u8::try_from(n).unwrap()), "").await;
    }
    let taille = async |j: &Journal| j.agir("defaut", |s| Ok(s.taille()?)).await.unwrap();
    assert!(taille(&j).await <= plafond);
    let restent = ids(&j).await;
    assert!((10..=20).contains(&restent.len()), "{restent:?}");
    assert_eq!(restent.last(), Some(&60));
    assert!(restent.windows(2).all(|w| w[1] == w[0] + 1), "the oldest went: {restent:?}");
    let dit = j.derniere_purge("defaut").unwrap();
    assert!(dit.contains("(plafond de 1\u{a0}310\u{a0}720 octets atteint)"), "{dit}");
    assert!(
        dit.contains(&format!("{} échanges ôtés", 60 - restent.len())),
        "told together: {dit}"
    );
    // What is held stays, whatever it takes; and that is told.
    let depuis = restent[0] - 1;
    j.tenir("defaut", "labo-1", TenueCampagne { depuis, finie: false }).await.unwrap();
    for n in 60..90 {
        recevoir(&j, n, gros(u8::try_from(n).unwrap()), "").await;
    }
    assert!(taille(&j).await > plafond);
    let gardes = ids(&j).await;
    assert_eq!((gardes.first(), gardes.last()), (restent.first(), Some(&90)));
    let dit = j.derniere_purge("defaut").unwrap();
    assert!(dit.contains("gardés, que la campagne « labo-1 » tient"), "{dit}");
}

#[tokio::test]
async fn un_fichier_d_avant_se_purge_et_rend_sa_place_a_qui_l_a_pour_soi() {
    let d = tempfile::tempdir().unwrap();
    let dossier = espace(d.path(), "defaut");
    std::fs::create_dir_all(dossier.join("octets")).unwrap();
    let j = {
        let c = rusqlite::Connection::open(dossier.join(schema::FICHIER)).unwrap();
        schema::premiere_version(&c);
        for id in 1..=100_i64 {
            let e = Exchange {
                id: u64::try_from(id).unwrap(),
                recu: DEBUT + Duration::seconds(id),
                ..echange("defaut", "essai.a")
            };
            let (corps, empreinte) = (format!("{id} {}", "x".repeat(60_000)), format!("{id:064x}"));
            c.execute(
                "INSERT INTO corps (empreinte, octets) VALUES (?1, ?2)",
                params![empreinte, corps.as_bytes()],
            )
            .unwrap();
            let json = serde_json::to_string(&e).unwrap();
            let partage = format!("{:064x}", 1);
            c.execute(
                "INSERT INTO echanges VALUES (?1, 'essai.a', ?2, ?3, ?4)",
                params![id, empreinte, partage, json],
            )
            .unwrap();
        }
        Journal::ouvrir(Some(d.path()), Durabilite::Normale).unwrap()
    };
    assert_eq!(purger(&j, &avant(91)).await.echanges, 90);
    assert_eq!(lignes(d.path(), "SELECT count(*) FROM corps"), [11], "the one that all share stays");
    let pages = || lignes(d.path(), "SELECT page_count FROM pragma_page_count")[0];
    let avant_tassement = pages();
    assert!(
        lignes(d.path(), "SELECT freelist_count FROM pragma_freelist_count")[0] * 3 > avant_tassement * 2,
        "free, and kept"
    );
    j.purger("defaut", &avant(91), "essai", true).await.unwrap();
    assert!(pages() * 3 < avant_tassement, "{} pages of {avant_tassement}", pages());
}

#[tokio::test]
async fn un_espace_inconnu_ne_se_purge_pas() {
    let d = tempfile::tempdir().unwrap();
    let j = Journal::ouvrir(Some(d.path()), Durabilite::Normale).unwrap();
    ajouter(&j, "defaut", "essai.a").await;
    let refus = j.purger("autre", &avant(1), "essai", false).await;
    assert!(matches!(refus, Err(JournalError::NomEspace(_))), "{refus:?}");
    assert!(!espace(d.path(), "autre").exists(), "nor is it made");
    assert_eq!(j.espaces(), ["defaut"]);
}

#[test]
fn ce_que_personne_ne_tient() {
    let tenue = |depuis, jusque| Tenue {
        campagne: "c".to_owned(),
        depuis,
        jusque,
    };
    for (tenues, depuis, jusque, attendus) in [
        (vec![], 0, 10, vec![(0, 10)]),
        (vec![], 10, 10, vec![]),
        (vec![tenue(3, 5)], 0, 10, vec![(0, 3), (5, 10)]),
        (vec![tenue(3, 8), tenue(4, 6)], 0, 10, vec![(0, 3), (8, 10)]),
        (vec![tenue(0, 4), tenue(4, u64::MAX)], 0, 10, vec![]),
        (vec![tenue(3, u64::MAX)], 2, 10, vec![(2, 3)]),
        (vec![tenue(3, 5), tenue(12, 20)], 4, 10, vec![(5, 10)]),
    ] {
        assert_eq!(libres(&tenues, depuis, jusque), attendus, "{depuis}..{jusque}");
    }
}

#[test]
fn une_purge_se_dit() {
    let mut bilan = BilanPurge {
        espace: "defaut".to_owned(),
        echanges: 812,
        octets: 12_345,
        tenus: BTreeMap::from([("labo-3".to_owned(), 34)]),
    };
    let instant = datetime!(2026-01-31 09:00 UTC);
    assert_eq!(
        dire(Some(instant), "plus de 30 jours", &bilan),
        "purge du 31/01/2026 à 09:00:00 UTC (plus de 30 jours) : 812 échanges ôtés (12\u{a0}345 octets) ; 34 gardés, que la campagne « labo-3 » tient"
    );
    bilan.echanges = 1;
    bilan.tenus.clear();
    assert_eq!(dire_bilan(&bilan, true), "1 échange serait ôté (au moins 12\u{a0}345 octets)");
}
