//! What is no dossier, or no dossier any more: a sentence, and nothing examined.

use std::fs::{self, File};
use std::io::{Seek as _, SeekFrom, Write as _};

use segur_dossier::DossierError;
use segur_dossier::examen::examiner;

use super::REGLAGE;
use crate::exemple::{campagne, entrees};
use crate::verification::{leurre, refaire, signer};

#[test]
fn an_altered_or_doubled_dossier_is_not_examined() {
    let (tmp, chemin) = campagne().poser();
    let bon = entrees(&chemin);
    let refus = |chemin: &std::path::Path| match examiner(chemin, &REGLAGE) {
        Err(DossierError::Altere { problemes, .. }) => problemes.join("\n"),
        autre => panic!("{autre:?}"),
    };
    let mut altere = bon.clone();
    altere.insert("junit.xml".to_owned(), b"<x/>".to_vec());
    assert!(refus(&refaire(tmp.path(), "altere.zip", &altere)).contains("« junit.xml » a été modifié"));
    let mut ajoute = bon.clone();
    ajoute.insert("preuves/INS-va1.41.01.01/01_video.mp4".to_owned(), b"x".to_vec());
    assert!(refus(&refaire(tmp.path(), "ajoute.zip", &ajoute)).contains("en trop"));
    assert!(refus(&leurre(tmp.path(), &bon)).contains("est deux fois dans l'archive"));
}

/// A damaged entry is an alteration that is told in French, by its name; the manifest says the rest.
#[test]
fn a_damaged_entry_is_an_alteration() {
    let (tmp, chemin) = campagne().poser();
    let bon = fs::read(&chemin).unwrap();
    let place = |motif: &[u8]| bon.windows(motif.len()).position(|f| f == motif).unwrap();
    let nom = b"junit.xml";
    let tete = place(nom) - 30;
    for (place, octet, dit) in [
        (place(nom) + nom.len() + 3, 0xFF_u8, "ne se lit plus ("),
        (tete, b'X', "en-tête local abîmé"),
    ] {
        let abime = tmp.path().join("abime.zip");
        let mut octets = bon.clone();
        octets[place] ^= octet;
        fs::write(&abime, octets).unwrap();
        let v = segur_dossier::verifier(&abime).unwrap();
        assert!(!v.intact);
        let problemes = v.problemes.join("\n");
        assert!(problemes.contains("« junit.xml »") && problemes.contains(dit), "{problemes}");
        for anglais in ["nvalid", "corrupt", "checksum", "stream", "header"] {
            assert!(!problemes.contains(anglais), "{problemes}");
        }
    }
}

/// Another version has other fields: it is said to be another before they are read.
#[test]
fn another_version_is_said_before_its_fields_are_read() {
    let (tmp, chemin) = campagne().poser();
    let mut futur = entrees(&chemin);
    signer(&mut futur, br#"{"format": "segur-bench/dossier/2", "tout": "autre"}"#.to_vec());
    match examiner(&refaire(tmp.path(), "futur.zip", &futur), &REGLAGE) {
        Err(e @ DossierError::Illisible { .. }) => assert!(e.to_string().contains("cette version lit"), "{e}"),
        autre => panic!("{autre:?}"),
    }
}

#[test]
fn a_foreign_a_huge_or_another_version_is_said_to_be() {
    let (tmp, chemin) = campagne().poser();
    let illisible = |chemin: &std::path::Path, dit: &str| match examiner(chemin, &REGLAGE) {
        Err(e @ DossierError::Illisible { .. }) => assert!(e.to_string().contains(dit), "{e}"),
        autre => panic!("{autre:?}"),
    };
    let etranger = refaire(tmp.path(), "etranger.zip", &[("photo.png".to_owned(), vec![1, 2])].into());
    illisible(&etranger, "« manifeste.json » manque");

    let mut futur = entrees(&chemin);
    let json = String::from_utf8(futur["manifeste.json"].clone())
        .unwrap()
        .replace("dossier/1", "dossier/2");
    signer(&mut futur, json.into_bytes());
    illisible(&refaire(tmp.path(), "futur.zip", &futur), "« segur-bench/dossier/2 »");

    // A file of 3 GB without a byte on the disk, and a pack that says that a file of it has 2.
    let creux = tmp.path().join("creux.zip");
    File::create(&creux).unwrap().set_len(3 << 30).unwrap();
    illisible(&creux, "archive zip");
    let mut fin = File::options().write(true).open(&creux).unwrap();
    fin.seek(SeekFrom::End(-22)).unwrap();
    fin.write_all(b"PK\x05\x06\0\0\0\0\x01\0\x01\0\xff\xff\xff\x7f\0\0\0\0\0\0")
        .unwrap();
    illisible(&creux, "répertoire de l'archive incohérent");

    let menteur = tmp.path().join("menteur.zip");
    let mut octets = fs::read(&chemin).unwrap();
    let centrale = octets.windows(4).rposition(|f| f == b"PK\x01\x02").unwrap();
    octets[centrale + 24..centrale + 28].copy_from_slice(&(u32::MAX - 1).to_le_bytes());
    fs::write(&menteur, octets).unwrap();
    illisible(&menteur, "une fois décompressé");

    assert!(matches!(
        examiner(&tmp.path().join("absent.zip"), &REGLAGE),
        Err(DossierError::Lecture { .. })
    ));
}
