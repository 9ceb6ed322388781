//! Archives made by hand to hurt who opens them: refused from what they declare, and never inflated past it.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};

use segur_dossier::{DossierError, Lecteur};

use crate::exemple::{campagne, entrees};

/// An entry as an archive declares it, whatever it is.
struct Dite {
    nom: String,
    methode: u16,
    octets: Vec<u8>,
    /// Size once inflated, as it is told.
    taille: u32,
    crc: u32,
}

fn deflatee(nom: &str, contenu: &[u8]) -> Dite {
    let mut flux = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::best());
    flux.write_all(contenu).unwrap();
    let mut crc = flate2::Crc::new();
    crc.update(contenu);
    Dite {
        nom: nom.to_owned(),
        methode: 8,
        octets: flux.finish().unwrap(),
        taille: u32::try_from(contenu.len()).unwrap(),
        crc: crc.sum(),
    }
}

/// What a header says of an entry, from its version to its lengths.
fn tete(e: &Dite, comprime: u32) -> Vec<u8> {
    [
        &20_u16.to_le_bytes()[..],
        &0x0800_u16.to_le_bytes(),
        &e.methode.to_le_bytes(),
        &[0; 4],
        &e.crc.to_le_bytes(),
        &comprime.to_le_bytes(),
        &e.taille.to_le_bytes(),
        &u16::try_from(e.nom.len()).unwrap().to_le_bytes(),
        &[0; 2],
    ]
    .concat()
}

/// The directory of these entries, at that place, and the end.
fn repertoire(debut: u32, entrees: &[(&Dite, u32, u32)]) -> Vec<u8> {
    let mut r = Vec::new();
    for (e, place, comprime) in entrees {
        r.extend(b"PK\x01\x02\x14\0");
        r.extend(tete(e, *comprime));
        r.extend([0; 10]);
        r.extend(place.to_le_bytes());
        r.extend(e.nom.as_bytes());
    }
    let (n, taille) = (u16::try_from(entrees.len()).unwrap(), u32::try_from(r.len()).unwrap());
    r.extend([&b"PK\x05\x06\0\0\0\0"[..], &n.to_le_bytes(), &n.to_le_bytes()].concat());
    r.extend([&taille.to_le_bytes()[..], &debut.to_le_bytes(), &[0; 2]].concat());
    r
}

fn archive(chemin: PathBuf, entrees: &[Dite]) -> PathBuf {
    let (mut octets, mut dites) = (Vec::new(), Vec::new());
    for e in entrees {
        let comprime = u32::try_from(e.octets.len()).unwrap();
        dites.push((e, u32::try_from(octets.len()).unwrap(), comprime));
        octets.extend(b"PK\x03\x04");
        octets.extend(tete(e, comprime));
        octets.extend(e.nom.as_bytes());
        octets.extend(&e.octets);
    }
    let fin = repertoire(u32::try_from(octets.len()).unwrap(), &dites);
    octets.extend(fin);
    fs::write(&chemin, octets).unwrap();
    chemin
}

fn refus(chemin: &Path) -> String {
    Lecteur::ouvrir(chemin).unwrap_err().to_string()
}

/// What an entry declares is a cap: it is never inflated past it, and what it hides beyond is an alteration.
#[test]
fn an_entry_that_says_less_than_it_inflates_to_is_not_inflated() {
    let (tmp, chemin) = campagne().poser();
    let bon: BTreeMap<String, Vec<u8>> = entrees(&chemin);
    let faire = |nom: &str, bombe: &str| {
        let siennes = bon.iter().map(|(n, octets)| match n == bombe {
            true => Dite {
                taille: 1000,
                ..deflatee(n, &vec![0; 60 << 20])
            },
            false => deflatee(n, octets),
        });
        archive(tmp.path().join(nom), &siennes.collect::<Vec<_>>())
    };
    assert!(Lecteur::ouvrir(&faire("bon.zip", "")).is_ok(), "made by hand, it is a pack");
    let dit = refus(&faire("piece.zip", "junit.xml"));
    assert!(dit.contains("« junit.xml » a été modifié, et ne se lit plus"), "{dit}");
    let dit = refus(&faire("manifeste.zip", "manifeste.json"));
    assert!(dit.contains("n'est pas un dossier lisible : « manifeste.json »"), "{dit}");
    let dit = refus(&faire("sceau.zip", "signataire.pem"));
    assert!(dit.contains("« signataire.pem » a été modifié"), "{dit}");
}

#[test]
fn a_bomb_is_told_from_its_directory() {
    let tmp = tempfile::tempdir().unwrap();
    let dite = |taille: u32, octets: usize| Dite {
        nom: format!("{taille}-{octets}"),
        methode: 8,
        octets: vec![0; octets],
        taille,
        crc: 0,
    };
    let bombe = archive(tmp.path().join("a.zip"), &[dite(u32::MAX - 1, 40)]);
    assert!(refus(&bombe).contains("au plus"), "more than a pack may be");
    let deux = archive(tmp.path().join("b.zip"), &[dite(3 << 30, 1), dite(2 << 30, 1)]);
    assert!(refus(&deux).contains("octets une fois décompressé"));
    let ratio = archive(tmp.path().join("c.zip"), &[dite(3 << 30, 40)]);
    assert!(refus(&ratio).contains("compressé plus de 200 fois"));
    // Many entries of one and the same content: the archive is small, what it inflates to is not.
    let une = deflatee("un", &vec![7; 900_000]);
    let comprime = u32::try_from(une.octets.len()).unwrap();
    let dites: Vec<Dite> = (0..6000)
        .map(|i| Dite {
            nom: format!("{i:05}"),
            octets: Vec::new(),
            ..une
        })
        .collect();
    let mut octets = [
        b"PK\x03\x04".to_vec(),
        tete(&une, comprime),
        une.nom.clone().into_bytes(),
        une.octets.clone(),
    ]
    .concat();
    let debut = u32::try_from(octets.len()).unwrap();
    octets.extend(repertoire(debut, &dites.iter().map(|d| (d, 0, comprime)).collect::<Vec<_>>()));
    let chemin = tmp.path().join("d.zip");
    fs::write(&chemin, octets).unwrap();
    assert!(refus(&chemin).contains("octets une fois décompressé"));
}

/// Few entries, of names that would fill the memory.
#[test]
fn a_directory_made_of_names_is_not_read() {
    let tmp = tempfile::tempdir().unwrap();
    let dites: Vec<Dite> = (0..300)
        .map(|i| Dite {
            nom: format!("{i:060000}"),
            methode: 0,
            octets: Vec::new(),
            taille: 0,
            crc: 0,
        })
        .collect();
    let chemin = tmp.path().join("noms.zip");
    fs::write(&chemin, repertoire(0, &dites.iter().map(|d| (d, 0, 0)).collect::<Vec<_>>())).unwrap();
    assert!(refus(&chemin).contains("répertoire de l'archive incohérent"));
}

/// A film of 2 Go is a piece like another: who takes less says so, and nothing is read. One that no pack may be is refused whoever asks.
#[test]
fn a_huge_archive_is_refused_before_it_is_read() {
    let tmp = tempfile::tempdir().unwrap();
    let creuse = |nom: &str, taille: u32, jusqua: u64| {
        let e = Dite {
            nom: "preuves/film.mp4".to_owned(),
            methode: 0,
            octets: Vec::new(),
            taille,
            crc: 0,
        };
        let chemin = tmp.path().join(nom);
        let mut f = File::create(&chemin).unwrap();
        f.write_all(&[&b"PK\x03\x04"[..], &tete(&e, taille), e.nom.as_bytes()].concat())
            .unwrap();
        let debut = f.stream_position().unwrap() + u64::from(taille);
        f.seek(SeekFrom::Start(debut.max(jusqua))).unwrap();
        f.write_all(&repertoire(u32::try_from(debut).unwrap(), &[(&e, 0, taille)])).unwrap();
        chemin
    };
    let grande = creuse("grande.zip", 2 << 30, 0);
    let dit = Lecteur::ouvrir_au_plus(&grande, 1 << 30).unwrap_err();
    assert!(
        matches!(dit, DossierError::Illisible { .. }) && dit.to_string().contains("1073741824 au plus"),
        "{dit}"
    );
    assert!(
        refus(&grande).contains("« manifeste.json » manque"),
        "and without it, it is no dossier"
    );
    assert!(refus(&creuse("enorme.zip", 5, 5 << 30)).contains("au plus"));
    let (_t, chemin) = campagne().poser();
    assert!(Lecteur::ouvrir_au_plus(&chemin, 1000).is_err());
    assert!(Lecteur::ouvrir_au_plus(&chemin, 64 << 20).is_ok());
}
