//! The rate, the first documents, the data.

use super::super::cle::Compte;
use super::super::indicateurs::{Demande, dire_taux, lire_du, lire_seuil, taux};
use super::super::{Choix, Usages};
use super::compter;
use super::fabrique::{SITE, citoyen, dmp, poser};

fn demande(du: u64, seuil: u64) -> Demande {
    Demande {
        du: Some(du),
        seuil: Some(seuil),
        ..Demande::default()
    }
}

#[test]
fn the_numerator_is_what_was_accepted_with_a_qualified_ins() {
    let usages = Usages::embarque().unwrap();
    let mut echanges: Vec<_> = (1..=8).map(citoyen).collect();
    poser(&mut echanges[0], "x_mss_ins", &["N"]);
    echanges[1].statut = Some(550);
    let c = compter(&echanges);
    let i = usages.indicateur("sun-es.mss-citoyenne").unwrap();
    let t = taux(&c, i, &demande(8, 7500));
    assert_eq!((t.numerateur, t.taux, t.atteint), (6, Some(7500), Some(true)));
    assert_eq!(t.envoyes, Compte { reussis: 7, echecs: 1 });
    assert_eq!(taux(&c, i, &demande(8, 7501)).atteint, Some(false));
    assert_eq!(taux(&c, i, &demande(7, 8572)).atteint, Some(false), "6 of 7 is less than 85,72 %");
    assert_eq!(
        taux(&c, i, &Demande::default()).taux,
        None,
        "nothing is divided by what nobody gave"
    );
    let ailleurs = Demande {
        choix: Choix::lire("", "2026-02", "").unwrap(),
        ..demande(8, 0)
    };
    assert_eq!(taux(&c, i, &ailleurs).numerateur, 0);
}

#[test]
fn a_matricule_alone_counts_when_it_is_asked() {
    let usages = Usages::embarque().unwrap();
    let c = compter(&[dmp(1), dmp(2)]);
    let i = usages.indicateur("sun-es.biologie").unwrap();
    let t = taux(&c, i, &demande(4, 5000));
    assert_eq!((t.numerateur, t.portees, t.atteint), (0, 2, Some(false)));
    let avec = Demande {
        portees: true,
        ..demande(4, 5000)
    };
    assert_eq!((taux(&c, i, &avec).numerateur, taux(&c, i, &avec).atteint), (2, Some(true)));
    let imagerie = usages.indicateur("sun-es.imagerie").unwrap();
    assert_eq!(taux(&c, imagerie, &avec).numerateur, 0, "another type");
}

#[test]
fn the_first_hundred_documents_of_a_site_are_new_and_accepted() {
    let mut echanges: Vec<_> = (1..=120).map(dmp).collect();
    poser(&mut echanges[0], "statut", &["Failure"]);
    poser(&mut echanges[1], "lot.remplace", &["urn:uuid:1"]);
    poser(&mut echanges[2], "oid", &["1.2.3"]);
    echanges[99].instant += time::Duration::days(40);
    let c = compter(&echanges[..100]);
    let p = c.premiers()[SITE];
    assert_eq!((p.nombre, p.avec_ins), (98, 97));
    let p = compter(&echanges).premiers()[SITE];
    assert_eq!((p.nombre, p.avec_ins), (100, 99));
    assert_eq!(p.jusqua, echanges[101].instant, "the hundredth, not the last");
}

#[test]
fn the_data_is_sourced_closed_and_without_a_target() {
    let usages = Usages::embarque().unwrap();
    assert!(usages.programmes.iter().all(|p| p.ferme < time::macros::date!(2026 - 01 - 01)));
    assert!(usages.lignes.iter().all(|l| !l.source.is_empty()));
    let types = usages.indicateurs.iter().flat_map(|i| &i.types);
    assert!(types.into_iter().all(|t| usages.libelle(t).is_some()) && usages.libelle("autre").is_none());
    let somme = |debut: &str| {
        usages
            .lignes
            .iter()
            .filter(|l| l.sujet.starts_with(debut))
            .filter_map(|l| l.montant())
            .map(|m| m.0)
            .sum::<i64>()
    };
    assert_eq!(somme("Volet 1, domaine"), 15_800_000_000);
    assert_eq!(somme("Enveloppe"), 15_800_000_000 + somme("Volet 2"));
    for (fse, euros) in [
        (0, 5500),
        (414_999, 5500),
        (415_000, 6500),
        (1_064_999, 6500),
        (1_065_000, 8000),
        (2_109_999, 8000),
        (2_110_000, 10_000),
        (u64::MAX, 10_000),
    ] {
        assert_eq!(usages.tranche(fse).unwrap().aide().0, euros * 100, "{fse}");
    }
}

#[test]
fn wrong_data_is_refused() {
    let juste = include_str!("../../../donnees/argent/usages.toml");
    for (avant, apres, dit) in [
        ("fse_min = 415_000", "fse_min = 415_001", "ne suit pas"),
        ("fse_min = 2_110_000", "fse_min = 2_110_000\nfse_max = 3_000_000", "sans limite"),
        ("programme = \"avenant-10\"", "programme = \"avenant-11\"", "n'est pas dit"),
        ("2022-12-31", "2022-13-31", "usages.toml"),
    ] {
        let refus = Usages::lire(&juste.replacen(avant, apres, 1)).unwrap_err().to_string();
        assert!(refus.contains(dit), "{refus}");
    }
}

#[test]
fn numbers_are_read_as_people_write_them() {
    assert_eq!(lire_du(" 12 000 "), Ok(Some(12_000)));
    assert_eq!(lire_du(""), Ok(None));
    for faux in ["0", "-3", "1,5", "beaucoup", "99999999999"] {
        assert!(lire_du(faux).is_err(), "{faux}");
    }
    for (texte, centiemes) in [("80", 8000), ("80,5 %", 8050), ("0", 0), ("100", 10_000), ("7.25", 725)] {
        assert_eq!(lire_seuil(texte), Ok(Some(centiemes)));
    }
    for faux in ["100,01", "101", "-1", "80,555", ",5", "x"] {
        assert!(lire_seuil(faux).is_err(), "{faux}");
    }
    assert_eq!(dire_taux(8050), "80,50\u{a0}%");
}
