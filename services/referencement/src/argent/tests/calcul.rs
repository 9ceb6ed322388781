use super::*;

fn liste(sites: &[&str]) -> SitesSaisis {
    SitesSaisis::Liste(ensemble(sites))
}

#[test]
fn instances_are_read_one_a_line() {
    let lues = lire_instances(" prod : 999900038, 999900046\n\nnord : 22\nsud : 2a0000014;12345678901234").unwrap();
    assert_eq!(
        lues,
        [
            ("prod".to_owned(), liste(&SITES[..2])),
            ("nord".to_owned(), SitesSaisis::Nombre(22)),
            ("sud".to_owned(), liste(&["2A0000014", "12345678901234"])),
        ]
    );
    assert_eq!(lire_instances("a : 99999").unwrap()[0].1, SitesSaisis::Nombre(99_999));
    assert_eq!(
        lire_instances("a : 999999").unwrap()[0].1,
        liste(&["999999"]),
        "six digits are no number of sites"
    );
    assert_eq!(lire_instances("a :").unwrap()[0].1, liste(&[]));
    for (texte, mot) in [("", "de 1 à 200"), ("prod", "écrire « nom : »"), (" : 22", "il manque le nom")] {
        let refus = lire_instances(texte).unwrap_err().to_string();
        assert!(refus.contains(mot), "{refus}");
    }
    assert!(lire_instances(&"a : 1\n".repeat(200)).is_ok() && lire_instances(&"a : 1\n".repeat(201)).is_err());
}

#[test]
fn each_instance_has_its_tranche_and_the_parts_make_the_whole() {
    let instances = [
        ("prod".to_owned(), SitesSaisis::Nombre(21)),
        ("nord".to_owned(), SitesSaisis::Nombre(22)),
    ];
    let c = calculer(sons(), "BIO-SGL-Va1", &instances, Some(43)).unwrap();
    assert_eq!(c.constats, []);
    let dites: Vec<(&str, u32, &str)> = c
        .lignes
        .iter()
        .map(|l| (l.instance.as_str(), l.sites, l.tranche.as_str()))
        .collect();
    assert_eq!(dites, [("prod", 21, "B"), ("nord", 22, "C")]);
    let nord = &c.lignes[1];
    assert_eq!(nord.publie, euros(30_744, 36_893));
    assert_eq!((nord.plafond.ht, nord.plafond.ttc), (Centimes(3_074_417), Centimes(3_689_300)));
    assert_eq!((nord.avance.ttc, nord.solde.ttc), (Centimes(1_106_790), Centimes(2_582_510)));
    assert_eq!((nord.avance.ht, nord.solde.ht), (Centimes(922_325), Centimes(2_152_092)));
    assert_eq!(c.plafond.ttc, Centimes::euros(32_940 + 36_893));
    assert_eq!(c.avance.plus(c.solde), c.plafond);
    assert_eq!(c.dispositif, "BIO-SGL-Va1");
    let loinc = calculer(sons(), "BIO-LOINC-Va1", &instances, None).unwrap();
    assert_eq!(loinc.plafond.ttc, Centimes::euros(7_000));
    assert!(calculer(sons(), "BIO", &instances, None).is_err());
}

#[test]
fn the_calculator_says_what_a_claim_would_meet() {
    let vus = |instances: &[(&str, SitesSaisis)], declares| -> Vec<&'static str> {
        let instances: Vec<(String, SitesSaisis)> = instances.iter().map(|(n, s)| ((*n).to_owned(), s.clone())).collect();
        let calcul = calculer(sons(), "BIO-SGL-Va1", &instances, declares).unwrap();
        calcul.constats.iter().map(|m| m.regle).collect()
    };
    let (a, b) = (liste(&SITES[..2]), liste(&SITES[2..]));
    assert_eq!(vus(&[("a", a.clone()), ("b", b.clone())], Some(4)), [""; 0]);
    assert_eq!(vus(&[("a", a.clone()), ("b", b.clone())], Some(5)), ["sons.somme-des-sites"]);
    assert_eq!(vus(&[("a", a.clone()), ("b", SitesSaisis::Nombre(3))], Some(5)), [""; 0]);
    assert_eq!(
        vus(&[("a", a.clone()), ("b", liste(&SITES[1..3]))], Some(4)),
        ["sons.site-deux-fois"]
    );
    assert_eq!(vus(&[("a", a.clone()), ("a", b)], Some(4)), ["sons.deux-demandes-meme-instance"]);
    assert_eq!(vus(&[("a", liste(&["999900039"]))], Some(1)), ["sons.site-invalide"]);
    assert_eq!(vus(&[("a", liste(&[]))], Some(0)), ["sons.sans-site"]);
    assert_eq!(vus(&[("a", SitesSaisis::Nombre(0))], None), ["sons.sans-site"]);
    let hopital = calculer(sons(), "HOP-DPI-Va2", &[("dpi".to_owned(), a)], None).unwrap();
    assert_eq!(
        hopital.constats.iter().map(|m| m.regle).collect::<Vec<_>>(),
        ["sons.plafond-non-public"]
    );
    assert_eq!((hopital.lignes[0].tranche.as_str(), hopital.plafond), ("", Montants::default()));
}
