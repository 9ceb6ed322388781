use time::macros::datetime;

use super::*;

#[test]
fn the_data_can_be_read_and_every_rule_is_said_once() {
    let s = sons();
    assert_eq!((s.taux.tva, s.taux.avance, s.taux.solde), (20, 30, 70));
    assert_eq!(s.regles.len(), Controle::TOUS.len());
    for r in &s.regles {
        assert!(
            r.id.id().starts_with("sons.") && r.dit.ends_with('.') && r.a_faire.ends_with('.'),
            "{}",
            r.id.id()
        );
        assert!(!r.source.is_empty(), "{}", r.id.id());
    }
    for d in &s.dispositifs {
        assert!(!d.source.is_empty() && !d.prestations.is_empty(), "{}", d.id);
        assert!(
            d.fenetres
                .iter()
                .all(|f| !f.source.is_empty() && (f.ouvre.is_some() || f.ferme.is_some()))
        );
        assert!(d.id.ends_with(&format!("-Va{}", d.vague)), "{}", d.id);
    }
    for ids in [
        s.postes.iter().map(|p| &p.id).collect::<Vec<_>>(),
        s.pieces.iter().map(|p| &p.id).collect(),
        s.dispositifs.iter().map(|d| &d.id).collect(),
    ] {
        assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), ids.len());
    }
    assert_eq!(s.postes.iter().filter(|p| p.couvert).count(), 6);
    assert_eq!(s.postes.iter().filter(|p| !p.couvert).count(), 3);
}

#[test]
fn the_bounds_of_the_tranches_are_inclusive() {
    let sgl = sons().dispositif("BIO-SGL-Va1").unwrap();
    for (sites, nom, ht, ttc) in [
        (1, "A", 22_500, 27_000),
        (2, "B", 27_450, 32_940),
        (21, "B", 27_450, 32_940),
        (22, "C", 30_744, 36_893),
        (42, "C", 30_744, 36_893),
        (43, "D", 34_433, 41_320),
        (63, "D", 34_433, 41_320),
        (64, "E", 38_565, 46_278),
        (u32::MAX, "E", 38_565, 46_278),
    ] {
        let t = sgl.tranche(sites).unwrap();
        assert_eq!((t.nom.as_str(), t.publie()), (nom, euros(ht, ttc)), "{sites}");
        assert_eq!(t.plafond(20).ttc, Centimes::euros(ttc));
        assert_eq!(t.plafond(20).ht.a_l_euro(), Centimes::euros(ht), "{sites}");
    }
    assert_eq!(sgl.tranche(0), None);
    let loinc = sons().dispositif("BIO-LOINC-Va1").unwrap();
    for sites in [1, 64, 1000] {
        assert_eq!(loinc.tranche(sites).unwrap().publie(), euros(2_917, 3_500));
    }
    assert_eq!(
        sons().dispositif("HOP-DPI-Va2").unwrap().tranche(3),
        None,
        "its caps are not public"
    );
    assert_eq!(sons().dispositif("MDV-LGC-Va9"), None);
}

#[test]
fn data_that_contradict_themselves_are_refused() {
    let texte = include_str!("../../../donnees/argent/sons.toml");
    assert!(Sons::lire(texte).is_ok());
    for (de, vers, mot) in [
        ("sites_min = 22", "sites_min = 23", "la tranche C ne suit pas"),
        ("sites_min = 22", "sites_min = 21", "la tranche C ne suit pas"),
        (
            "sites_min = 1, sites_max = 1, ttc",
            "sites_min = 2, sites_max = 1, ttc",
            "la tranche A ne suit pas",
        ),
        ("ttc = 36893", "ttc = 36895", "le HT n'est pas le TTC"),
        ("ht = 2917", "ht = 2916", "le HT n'est pas le TTC"),
        ("sites_min = 64, ttc", "sites_min = 64, sites_max = 99, ttc", "sans limite"),
        ("avance = 30", "avance = 31", "100 %"),
        ("id = \"sons.plafond\"", "id = \"sons.ttc-ht\"", "deux fois"),
        ("id = \"sons.plafond\"", "id = \"sons.plafonds\"", "sons.plafonds"),
        ("couvert = true", "couvert = \"oui\"", "sons.toml"),
    ] {
        assert!(texte.contains(de), "{de}");
        let refus = Sons::lire(&texte.replacen(de, vers, 1)).unwrap_err().to_string();
        assert!(refus.contains(mot) && refus.starts_with("donnees/argent/sons.toml"), "{refus}");
    }
    let (avant, _) = texte.split_once("[[regles]]\nid = \"sons.facture-va\"").unwrap();
    assert!(Sons::lire(avant).unwrap_err().quoi.contains("sons.facture-va n'est pas dite"));
}

#[test]
fn a_window_holds_its_two_ends() {
    let sgl = sons().dispositif("BIO-SGL-Va1").unwrap();
    let solde = sgl.fenetres.iter().find(|f| f.acte == ActeDate::Solde).unwrap();
    assert!(solde.contient(datetime!(2023-12-14 14:00 +1)) && solde.contient(datetime!(2020-01-01 00:00 UTC)));
    assert!(!solde.contient(datetime!(2023-12-14 14:00:01 +1)));
    let prestation = sgl.fenetres.iter().find(|f| f.acte == ActeDate::Prestation).unwrap();
    assert!(prestation.contient(datetime!(2023-09-20 23:59:59 +2)) && !prestation.contient(datetime!(2023-09-21 00:00 +2)));
    let dpi = sons().dispositif("HOP-DPI-Va2").unwrap();
    let demande = dpi.fenetres.iter().find(|f| f.acte == ActeDate::Demande).unwrap();
    assert!(demande.contient(datetime!(2024-09-12 14:00 +2)) && !demande.contient(datetime!(2024-09-12 13:59 +2)));
}
