//! Possible real data stops the writing.

use segur_dossier::{DossierError, IdentitesConnues, Manifeste};

use crate::exemple::{INS, RPPS, campagne, echange, entrees, ins15, requete};

#[test]
fn une_identite_inconnue_arrete_l_ecriture() {
    let tmp = tempfile::tempdir().unwrap();
    let chemin = tmp.path().join("d.zip");
    let mut c = campagne();
    c.connues = IdentitesConnues::default();
    let erreur = c.ecrire(&chemin).unwrap_err();
    let DossierError::IdentitesInconnues { liste } = &erreur else {
        panic!("{erreur}")
    };
    assert!(liste.iter().any(|l| l.contains(&ins15())), "{liste:?}");
    assert!(
        liste.iter().any(|l| l.contains(INS) && l.contains("reponse.xml")),
        "INSi splits matricule and key: {liste:?}"
    );
    assert!(!liste.iter().any(|l| l.contains(RPPS)), "that of a test card: {liste:?}");
    assert!(erreur.to_string().contains("--accepter-identites"));
    assert_eq!(std::fs::read_dir(tmp.path()).unwrap().count(), 0);

    c.accepter = true;
    c.ecrire(&chemin).unwrap();
    let entrees = entrees(&chemin);
    let manifeste: Manifeste = serde_json::from_slice(&entrees["manifeste.json"]).unwrap();
    assert!(manifeste.identites_acceptees, "the pack says that the control was lifted");
    assert!(String::from_utf8_lossy(&entrees["rapport.html"]).contains("Identités acceptées."));
}

#[test]
fn un_seul_message_suffit() {
    let mut c = campagne();
    let tmp = tempfile::tempdir().unwrap();
    let message = requete(&["RUTH"]).replace(&format!("8{RPPS}"), "810000000009");
    let e = echange(&c, 80, &message);
    c.resultat.scenarios[0].inattendus.push(e);
    let erreur = c.ecrire(&tmp.path().join("d.zip")).unwrap_err();
    let DossierError::IdentitesInconnues { liste } = erreur else {
        panic!("{erreur}")
    };
    assert_eq!(liste.len(), 1, "{liste:?}");
    assert!(liste[0].starts_with("RPPS 10000000009, appui/INS-va1.28.01/"), "{liste:?}");
}
