//! Hostile zips: each is refused for what it is, and judging it says so.

use proptest::prelude::*;

use super::zip_brut::{Entree, ecrire_brut, entree};
use super::*;
use crate::xdm::bornes::ENTREES_MAX;
use crate::xdm::{ArchiveXdm, XdmIllisible};

fn refus(entrees: &[Entree]) -> XdmIllisible {
    refus_de(&ecrire_brut(entrees))
}

fn refus_de(octets: &[u8]) -> XdmIllisible {
    let refus = lire(octets).unwrap_err();
    let constats = juger(octets);
    let attendue = if refus.est_une_borne() {
        "xdm.archive.bornes"
    } else {
        "xdm.archive.lisible"
    };
    assert_eq!(regles(&constats), [attendue], "{refus}");
    assert_eq!(constats[0].is_error(), !refus.est_une_borne());
    refus
}

#[test]
fn un_zip_brut_sain_se_lit() {
    let lue = lire(&ecrire_brut(&[
        entree("INDEX.HTM", b"a"),
        entree("IHE_XDM/SUBSET01/METADATA.XML", b"<a/>"),
    ]))
    .unwrap();
    assert_eq!(lue.index.unwrap().octets, b"a");
    assert!(lue.sous_ensembles[0].metadonnees.is_some());
    assert_eq!(lire(&ecrire_brut(&[])).unwrap(), ArchiveXdm::default());
    // Folders are entries too, in many archives.
    let dossiers = ecrire_brut(&[
        entree("IHE_XDM/", b""),
        entree("IHE_XDM/SUBSET01/", b""),
        entree("IHE_XDM/SUBSET01/A.XML", b""),
    ]);
    assert_eq!(lire(&dossiers).unwrap().sous_ensembles[0].documents.len(), 1);
}

#[test]
fn les_chemins_qui_sortent_de_l_archive() {
    for chemin in [
        "../../etc/passwd",
        "IHE_XDM/../../X",
        "IHE_XDM/SUBSET01/..",
        "/etc/passwd",
        "//serveur/partage",
        "C:/WINDOWS/X",
        "C:X",
        "IHE_XDM\\SUBSET01\\METADATA.XML",
        "..\\X",
        "./X",
        "IHE_XDM//X",
        "IHE_XDM/X\0.XML",
        "X\n",
        "",
    ] {
        let refus = refus(&[entree(chemin, b"x")]);
        assert!(matches!(refus, XdmIllisible::Chemin { .. }), "{chemin}: {refus}");
        assert!(!refus.to_string().contains(char::is_control), "{refus}");
    }
    let long = refus(&[entree(&"A".repeat(256), b"x")]);
    assert!(matches!(long, XdmIllisible::CheminTropLong { longueur: 256 }));
}

#[test]
fn les_noms_en_double_ou_dans_un_autre_encodage() {
    for (un, autre) in [("A.XML", "A.XML"), ("A.XML", "a.xml"), ("IHE_XDM", "IHE_XDM/"), ("É", "é")] {
        let refus = refus(&[entree(un, b"1"), entree(autre, b"")]);
        let XdmIllisible::Doublon { nom } = &refus else {
            panic!("{un} {autre}: {refus}")
        };
        assert!([un, autre].contains(&nom.as_str()), "{un} {autre}: {nom}");
    }
    let latin1 = Entree {
        nom: b"R\xC9SULTAT.XML".to_vec(),
        ..entree("", b"x")
    };
    let lue = lire(&ecrire_brut(&[latin1])).unwrap();
    assert!(!lue.autres[0].utf8, "{:?}", lue.autres[0]);
}

#[test]
fn les_entrees_qui_ne_sont_pas_des_fichiers_lisibles() {
    let lien = Entree {
        mode: 0o120_777,
        ..entree("LIEN", b"/etc/passwd")
    };
    assert!(matches!(refus(&[lien]), XdmIllisible::Lien { .. }));
    let chiffree = Entree {
        drapeaux: 1,
        ..entree("A.XML", b"0123456789abcdef")
    };
    assert!(matches!(refus(&[chiffree]), XdmIllisible::Chiffree { .. }));
    for methode in [1, 9, 12, 14, 93, 99] {
        let autre = Entree {
            methode,
            ..entree("A.XML", b"0123456789abcdef")
        };
        let refus = refus(&[autre]);
        assert!(!refus.est_une_borne(), "{methode}: {refus}");
    }
}

#[test]
fn les_tailles_et_les_sommes_qui_mentent() {
    for taille in [0, 3, 5, 5000] {
        let menteuse = Entree {
            taille: Some(taille),
            ..entree("A.XML", b"abcd")
        };
        let refus = refus(&[menteuse]);
        assert!(!refus.est_une_borne(), "{taille}: {refus}");
    }
    let enorme = Entree {
        taille: Some(u32::MAX - 1),
        ..entree("A.XML", b"abcd")
    };
    assert!(matches!(refus(&[enorme]), XdmIllisible::EntreeTropGrosse { .. }));
    let somme = Entree {
        crc: Some(1),
        ..entree("A.XML", b"abcd")
    };
    assert!(matches!(refus(&[somme]), XdmIllisible::Abimee { .. }));
    // An announced size that is small does not open the way to a bomb.
    let mut zip = bombe(30_000_000);
    let annonce = 30_000_000_u32.to_le_bytes();
    while let Some(i) = zip.windows(4).position(|f| f == annonce) {
        zip[i..i + 4].copy_from_slice(&100_u32.to_le_bytes());
    }
    let refus = refus_de(&zip);
    assert!(matches!(refus, XdmIllisible::Ratio { .. } | XdmIllisible::Abimee { .. }), "{refus}");
}

#[test]
fn les_entrees_qui_se_chevauchent_ou_se_cachent() {
    let partage = Entree {
        partage: true,
        ..entree("B.XML", b"abcd")
    };
    assert!(matches!(
        refus(&[entree("A.XML", b"abcd"), partage]),
        XdmIllisible::Incoherente { .. }
    ));
    let autre_nom = Entree {
        nom_local: Some(b"B.XML".to_vec()),
        ..entree("A.XML", b"abcd")
    };
    assert!(matches!(refus(&[autre_nom]), XdmIllisible::Incoherente { .. }));
    let cachee = Entree {
        cache: true,
        ..entree("B.XML", b"abcd")
    };
    assert!(matches!(
        refus(&[entree("A.XML", b"abcd"), cachee]),
        XdmIllisible::Incoherente { .. }
    ));
}

fn bombe(taille: usize) -> Vec<u8> {
    zipper(&[("IHE_XDM/SUBSET01/DOC0001.XML".to_owned(), vec![b' '; taille])])
}

#[test]
fn les_bombes() {
    assert!(matches!(refus_de(&bombe(30_000_000)), XdmIllisible::Ratio { .. }));
    assert!(lire(&bombe(200_000)).is_ok(), "a small file may shrink well");
    let nombreuses: Vec<Entree> = (0..=ENTREES_MAX).map(|i| entree(&format!("A{i}"), b"")).collect();
    assert!(matches!(refus(&nombreuses), XdmIllisible::TropDEntrees { .. }));
    assert!(lire(&ecrire_brut(&nombreuses[1..])).is_ok());
    assert!(matches!(refus_de(&vec![0; 41 * 1024 * 1024]), XdmIllisible::TropGrosse { .. }));
    // Three entries under their own bound, together past that of the archive.
    let gros: Vec<u8> = (0..36_u32 * 1024 * 1024)
        .map(|j| if j % 150 == 0 { (j / 150 % 251) as u8 } else { b'x' })
        .collect();
    let trois: Vec<(String, Vec<u8>)> = (0..3).map(|i| (format!("A{i}"), gros.clone())).collect();
    assert!(matches!(refus_de(&zipper(&trois)), XdmIllisible::TotalTropGros));
    // A zip within is bytes like others: it is not opened, and is no clinical document.
    let dedans = juger_avec(|p| {
        let imbrique = bombe(30_000_000);
        p.iter_mut().filter(|(c, _)| c == DOC1).for_each(|(_, o)| o.clone_from(&imbrique));
    });
    assert!(regles(&dedans).contains(&"cda.en-tete.lisible"), "{dedans:#?}");
}

#[test]
fn un_zip_tronque_n_est_jamais_lu_a_moitie() {
    let octets = archive();
    for fin in (0..octets.len()).step_by(37) {
        refus_de(&octets[..fin]);
    }
    refus_de(b"");
    refus_de(b"%PDF-1.4");
}

/// Archives of other tools: data descriptors, when the output cannot be sought.
#[test]
fn les_archives_en_flux_sont_admises() {
    let ecrire = "import sys,zipfile\nclass F:\n def __init__(s):s.b=b''\n def write(s,d):s.b+=bytes(d);return len(d)\n def flush(s):pass\n\
                  f=F()\nwith zipfile.ZipFile(f,'w',zipfile.ZIP_DEFLATED) as z:\n z.writestr('INDEX.HTM','a'*500)\n z.writestr('README.TXT','b')\n\
                  sys.stdout.buffer.write(f.b)";
    let Some(python) = segur_essais::outil("python3") else {
        return;
    };
    let sortie = std::process::Command::new(python).arg("-c").arg(ecrire).output().unwrap();
    assert!(sortie.status.success(), "{sortie:?}");
    let lue = lire(&sortie.stdout).unwrap();
    assert_eq!(lue.index.unwrap().octets.len(), 500);
    assert!(lue.lisez_moi.is_some());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn aucun_octet_ne_fait_paniquer(octets in proptest::collection::vec(any::<u8>(), 0..600)) {
        let _ = juger(&octets);
    }

    #[test]
    fn aucune_archive_abimee_ne_fait_paniquer(coups in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..12), headers in any::<bool>()) {
        let mut octets = ecrire_brut(&pieces_petites());
        // Half of the time at the end, where the directory is.
        let debut = if headers { octets.len() - 300 } else { 0 };
        for (ou, valeur) in coups {
            let i = debut + ou.index(octets.len() - debut);
            octets[i] = valeur;
        }
        for constat in juger(&octets) {
            prop_assert!(!constat.location.path.is_empty());
        }
    }
}

fn pieces_petites() -> Vec<Entree> {
    pieces().into_iter().map(|(chemin, octets)| entree(&chemin, &octets)).collect()
}
