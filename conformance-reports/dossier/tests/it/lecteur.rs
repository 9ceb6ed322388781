//! A pack that stays open: what is read of it is what was verified, and of nothing else.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;

use segur_dossier::examen::{Examen, examiner, examiner_ouvert};
use segur_dossier::{DossierError, Lecteur};

use crate::examen::REGLAGE;
use crate::exemple::{campagne, entrees};
use crate::verification::{leurre, refaire, remplacer};

const CIBLE: &str = "preuves/INS-va1.28.01.02/01_etape2-r1-requete.xml";

#[test]
fn what_is_read_is_what_was_verified() {
    let (_tmp, chemin) = campagne().poser();
    let octets = entrees(&chemin);
    let mut lecteur = Lecteur::ouvrir(&chemin).unwrap();
    let cites: Vec<(String, u64)> = lecteur.manifeste().fichiers.iter().map(|f| (f.chemin.clone(), f.taille)).collect();
    for (nom, taille) in cites {
        assert_eq!(lecteur.taille(&nom), Some(taille));
        assert!(lecteur.lire(&nom, taille).unwrap() == octets[&nom], "{nom}");
    }
    assert_eq!(lecteur.empreinte_cle(), lecteur.manifeste().signature.empreinte_cle);
}

#[test]
fn only_a_name_that_the_manifest_cites_is_read_and_never_past_the_cap() {
    let (_tmp, chemin) = campagne().poser();
    let mut lecteur = Lecteur::ouvrir(&chemin).unwrap();
    for nom in [
        "manifeste.json",
        "manifeste.sig",
        "absent",
        "",
        "/etc/passwd",
        "../dossier.zip",
        "./junit.xml",
    ] {
        assert_eq!(lecteur.taille(nom), None);
        assert!(matches!(lecteur.lire(nom, u64::MAX), Err(DossierError::NonCite { .. })), "{nom}");
    }
    let taille = lecteur.taille(CIBLE).unwrap();
    match lecteur.lire(CIBLE, taille - 1) {
        Err(DossierError::TropGrand { taille: t, max, .. }) => assert_eq!((t, max), (taille, taille - 1)),
        autre => panic!("{autre:?}"),
    }
    assert!(matches!(lecteur.copier(CIBLE, taille, &mut Plein), Err(DossierError::Sortie(_))));
    assert!(lecteur.lire(CIBLE, taille).is_ok(), "a refusal leaves it open");
}

/// A disk that is full.
struct Plein;

impl Write for Plein {
    fn write(&mut self, _: &[u8]) -> io::Result<usize> {
        Err(io::ErrorKind::StorageFull.into())
    }
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn a_pack_written_over_while_it_is_open_is_seen() {
    let (_tmp, chemin) = campagne().poser();
    let mut lecteur = Lecteur::ouvrir(&chemin).unwrap();
    let taille = usize::try_from(fs::metadata(&chemin).unwrap().len()).unwrap();
    let mut f = File::options().write(true).open(&chemin).unwrap();
    f.write_all(&vec![0x55; taille]).unwrap();
    assert!(matches!(lecteur.lire("rapport.html", u64::MAX), Err(DossierError::Altere { .. })));
}

#[test]
fn an_examination_of_an_open_pack_is_that_of_its_file_and_is_kept_as_json() {
    let (_tmp, chemin) = campagne().poser();
    let par_chemin = examiner(&chemin, &REGLAGE).unwrap();
    let mut lecteur = Lecteur::ouvrir(&chemin).unwrap();
    let e = examiner_ouvert(&mut lecteur, &REGLAGE).unwrap();
    assert_eq!(e, par_chemin);
    assert_eq!(serde_json::from_str::<Examen>(&e.json().unwrap()).unwrap(), e);
    assert!(lecteur.lire(CIBLE, u64::MAX).is_ok(), "and it is read after");
}

#[test]
fn what_is_altered_or_would_leave_its_folder_is_not_opened() {
    let (tmp, chemin) = campagne().poser();
    let bon = entrees(&chemin);
    let altere = |chemin: &Path| match Lecteur::ouvrir(chemin) {
        Err(DossierError::Altere { problemes, .. }) => problemes.join("\n"),
        autre => panic!("{autre:?}"),
    };
    let mut modifie = bon.clone();
    modifie.insert("junit.xml".to_owned(), b"<x/>".to_vec());
    assert!(altere(&refaire(tmp.path(), "modifie.zip", &modifie)).contains("a été modifié"));
    assert!(altere(&leurre(tmp.path(), &bon)).contains("est deux fois dans l'archive"));
    for (innocent, nom) in [("aa/evade.txt", "../evade.txt"), ("aetc/passwd", "/etc/passwd")] {
        let mut evade = bon.clone();
        evade.insert(innocent.to_owned(), b"x".to_vec());
        let evade = refaire(tmp.path(), "evade.zip", &evade);
        remplacer(&evade, innocent.as_bytes(), nom.as_bytes(), 2);
        assert!(altere(&evade).contains("chemin qui sort du dossier"), "{nom}");
    }
    assert!(!tmp.path().join("../evade.txt").exists());
}
