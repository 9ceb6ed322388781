//! A mailbox alone, over a file of its own.

use std::sync::Arc;

use segur_kit::Morceau;
use segur_kit::rusqlite::Connection;
use time::macros::datetime;

use super::message::fin_des_entetes;
use super::*;

const QUAND: time::OffsetDateTime = datetime!(2026-01-15 09:00 UTC);

fn ouvrir() -> (Connection, Courriers) {
    let c = Connection::open_in_memory().unwrap();
    TABLES.iter().for_each(|sql| c.execute_batch(sql).unwrap());
    let courriers = Courriers::default();
    courriers.charger("e", &c, 3).unwrap();
    (c, courriers)
}

fn corps(texte: &str) -> Arc<Corps> {
    Arc::new(Corps::nouveau("", texte.as_bytes(), Morceau::entier(texte.as_bytes())))
}

/// What a commit does: writes, and only then tells memory.
fn commettre(c: &mut Connection, tenue: Tenue) {
    let epoque = 3;
    let Some(effet) = effet(epoque, [tenue]) else { return };
    let t = c.transaction().unwrap();
    effet.essayer(&t).unwrap();
    t.commit().unwrap();
    effet.conclure();
}

#[tokio::test]
async fn numbers_go_up_and_are_never_given_twice() {
    let (mut c, courriers) = ouvrir();
    let boite = courriers.de("e").boite("a@b.fr", 3);
    let mut t = boite.tenir().await;
    assert_eq!(t.ajouter(ENTREE, corps("A: 1\r\n\r\nun"), Drapeaux::default(), QUAND), Ok((1, 3)));
    assert_eq!(
        t.ajouter(ENTREE, corps("A: 2\r\n\r\nde"), Drapeaux::lire("\\Seen"), QUAND),
        Ok((2, 3))
    );
    assert_eq!(
        boite.lire(|e| e.dossiers[ENTREE].messages.len()),
        0,
        "nothing is seen before it is committed"
    );
    commettre(&mut c, t);
    boite.lire(|e| {
        assert_eq!((e.dossiers[ENTREE].messages.len(), e.dossiers[ENTREE].non_lus), (2, 1));
        assert_eq!(e.octets, 20);
    });
    let mut t = boite.tenir().await;
    assert!(t.expulser(ENTREE, 2) && !t.expulser(ENTREE, 2) && !t.expulser(ENTREE, 9));
    commettre(&mut c, t);
    let mut t = boite.tenir().await;
    assert_eq!(t.ajouter(ENTREE, corps("x"), Drapeaux::default(), QUAND), Ok((3, 3)));
    drop(t);
    let mut t = boite.tenir().await;
    assert_eq!(
        t.ajouter(ENTREE, corps("x"), Drapeaux::default(), QUAND),
        Ok((3, 3)),
        "what was dropped was never given"
    );
    commettre(&mut c, t);
    boite.lire(|e| assert_eq!(e.dossiers[ENTREE].expulses, [(4, 2)]));
}

#[tokio::test]
async fn what_was_committed_is_read_back() {
    let (mut c, courriers) = ouvrir();
    let boite = courriers.de("e").boite("a@b.fr", 3);
    let mut t = boite.tenir().await;
    t.creer("Labo/2026", 3).unwrap();
    commettre(&mut c, t);
    let mut t = boite.tenir().await;
    t.ajouter("Labo/2026", corps("Subject: é\r\n\r\ncorps"), Drapeaux::lire("\\Flagged lu"), QUAND)
        .unwrap();
    t.marquer("Labo/2026", 1, |d| d.mettre("\\Seen")).unwrap();
    t.regler(|r| r.quota = Some(50));
    commettre(&mut c, t);
    let mut t = boite.tenir().await;
    t.renommer("Labo", "Biologie").unwrap();
    commettre(&mut c, t);
    let relus = Courriers::default();
    relus.charger("e", &c, 4).unwrap();
    let relue = relus.de("e").boite("a@b.fr", 4);
    let (avant, apres) = (
        boite.lire(|e| format!("{:?}", e.dossiers["Biologie/2026"])),
        relue.lire(|e| format!("{:?}", e.dossiers["Biologie/2026"])),
    );
    assert_eq!(avant, apres);
    relue.lire(|e| {
        assert_eq!(e.dossiers["Biologie/2026"].messages[&1].drapeaux.to_string(), "\\Seen \\Flagged lu");
        assert_eq!((e.octets, e.reglee.quota), (20, Some(50)));
        assert!(e.dossiers.contains_key("Biologie") && !e.dossiers.contains_key("Labo"));
    });
    let mut t = relue.tenir().await;
    assert_eq!(
        t.ajouter(ENTREE, corps(&"x".repeat(40)), Drapeaux::default(), QUAND),
        Err(BoiteRefuse::Pleine)
    );
}

#[tokio::test]
async fn folders_that_every_mailbox_has_stay() {
    let (mut c, courriers) = ouvrir();
    let boite = courriers.de("e").boite("a@b.fr", 3);
    let mut t = boite.tenir().await;
    use BoiteRefuse::{Absent, Existe, Fixe, Nom};
    assert_eq!(t.supprimer("INBOX"), Err(Fixe));
    assert_eq!(t.renommer("Sent", "x"), Err(Fixe));
    assert_eq!(t.supprimer("absent"), Err(Absent));
    assert_eq!(t.creer("Sent", 1), Err(Existe));
    assert_eq!(t.creer("a\r\nb", 1), Err(Nom));
    assert_eq!(t.creer("", 1), Err(Nom));
    assert_eq!(t.creer("a//b", 1), Err(Nom));
    t.creer("a/b", 1).unwrap();
    commettre(&mut c, t);
    let mut t = boite.tenir().await;
    assert_eq!(t.renommer("a", "a/b/c"), Err(Nom));
    t.supprimer("a/b").unwrap();
    commettre(&mut c, t);
    boite.lire(|e| assert!(!e.dossiers.contains_key("a/b") && e.dossiers.contains_key("a")));
}

#[test]
fn headers_end_before_the_empty_line() {
    assert_eq!(fin_des_entetes(b"A: 1\r\nB: 2\r\n\r\ncorps"), 12);
    assert_eq!(fin_des_entetes(b"A: 1\n\ncorps"), 5);
    assert_eq!(fin_des_entetes(b"\r\ncorps"), 0);
    assert_eq!(fin_des_entetes(b"A: 1\r\n"), 6);
    assert_eq!(fin_des_entetes(b""), 0);
}
