//! Reading and matching.

use proptest::prelude::*;
use serde_json::json;

use crate::systemes::RPPS;
use crate::{Appel, GenreAppel, Recherche, RechercheRefusee, Valeur, correspond, decoder, encoder, lire_instant, parametres, ressource};

fn lire(genre: &str, requete: &str) -> Result<Recherche, RechercheRefusee> {
    Recherche::lire(ressource(genre).unwrap(), &parametres(requete).unwrap())
}

#[test]
fn une_recherche_se_lit() {
    let r = lire(
        "Practitioner",
        "family=A,B&family:contains=c&identifier=s%7Cv&identifier=s%7C&identifier=%7Cv&_count=10&_elements=name,active&given=&_pretty=true",
    )
    .unwrap();
    assert_eq!(r.criteres.len(), 5, "an empty parameter asks nothing");
    assert_eq!(r.criteres[0].valeurs.len(), 2);
    let jetons: Vec<&Valeur> = r.criteres[2..].iter().flat_map(|c| &c.valeurs).collect();
    let jeton = |s: Option<&str>, c: Option<&str>| Valeur::Jeton {
        systeme: s.map(str::to_owned),
        code: c.map(str::to_owned),
    };
    assert_eq!(
        jetons,
        [&jeton(Some("s"), Some("v")), &jeton(Some("s"), None), &jeton(Some(""), Some("v"))]
    );
    assert_eq!((r.count, r.elements.len()), (Some(10), 2));
    let echappe = lire("Practitioner", "family=A%5C,B,C").unwrap();
    assert_eq!(
        echappe.criteres[0].valeurs,
        [Valeur::Texte("A,B".into()), Valeur::Texte("C".into())]
    );
    assert_eq!(
        lire("PractitionerRole", "_include=*&_include=PractitionerRole:organization")
            .unwrap()
            .include
            .len(),
        2
    );
    assert_eq!(
        lire("Organization", "_include=Organization:partof:Organization")
            .unwrap()
            .include
            .len(),
        1
    );
    assert!(lire("Practitioner", "_include=*").is_err(), "it refers to nothing");
}

#[test]
fn une_chaine_d_un_maillon_se_lit_et_se_suit() {
    let role = json!({ "organization": { "reference": "Organization/001-1" }, "practitioner": { "reference": "Practitioner/003-1" } });
    let suivre = |genre: &str, id: &str| match (genre, id) {
        ("Organization", "001-1") => Some(json!({ "name": "HOPITAL", "identifier": [{ "system": "s", "value": "1" }] })),
        ("Practitioner", "003-1") => Some(json!({ "name": [{ "family": "PAREIL" }] })),
        _ => None,
    };
    for (requete, oui) in [
        ("organization.identifier=1", true),
        ("organization.identifier=s%7C1", true),
        ("organization.identifier=2", false),
        ("organization:Organization.identifier=1", true),
        ("organization.name:contains=pita", true),
        ("organization.name:exact=Hopital", false),
        ("organization.identifier:not=2", true),
        ("organization.identifier:not=1", false),
        ("practitioner.family=par&organization.name=hop", true),
        ("practitioner.family=par&organization.name=cab", false),
    ] {
        let r = lire("PractitionerRole", requete).unwrap();
        assert!(r.criteres.iter().all(|c| c.chaine.is_some()), "{requete}");
        assert_eq!(crate::correspond_avec(&r, &role, &suivre), oui, "{requete}");
        assert!(!correspond(&r, &role), "nothing is followed: {requete}");
    }
    for (genre, requete, parametre) in [
        ("PractitionerRole", "organization.partof.name=x", "organization.partof.name"),
        ("PractitionerRole", "organization.inconnu=x", "organization.inconnu"),
        ("PractitionerRole", "organization:Practitioner.name=x", "organization.name"),
        ("PractitionerRole", "role.name=x", "role.name"),
        ("PractitionerRole", "organization._count=3", "organization._count"),
        ("Practitioner", "organization.name=x", "organization.name"),
        (
            "Practitioner",
            "_has:PractitionerRole:practitioner:organization.address-city=x",
            "address-city",
        ),
        ("Practitioner", "_has:PractitionerRole:practitioner:role=L", "_has"),
    ] {
        let refus = lire(genre, requete).unwrap_err();
        assert_eq!(
            refus.to_string(),
            format!("Parameter {parametre} not found for resource {genre}"),
            "{requete}"
        );
    }
}

#[test]
fn des_milliers_de_valeurs_par_formulaire() {
    let rpps: Vec<String> = (0..5_000).map(|i| format!("{RPPS}%7C999{i:08}")).collect();
    let corps = format!("identifier={}", rpps.join(","));
    let appel = Appel::lire(
        "POST /fhir/v2/Practitioner/_search HTTP/1.1",
        "application/x-www-form-urlencoded;charset=UTF-8",
        corps.as_bytes(),
    );
    assert_eq!(appel.autre_corps, None);
    let lue = Recherche::lire(ressource("Practitioner").unwrap(), appel.lus()).unwrap();
    assert_eq!(lue.criteres[0].valeurs.len(), 5_000);
    let refus = lire("Practitioner", &format!("identifier={}", "1,".repeat(5_001))).unwrap_err();
    assert!(refus.to_string().contains("5000 valeurs"), "{refus}");
    assert!(
        lire("Practitioner", &format!("family:contains={}", "a,".repeat(501))).is_err(),
        "every text is walked for each"
    );
    assert!(lire("Practitioner", &format!("family:contains={}", "a,".repeat(500))).is_ok());
    let trop = format!("family={}", "x".repeat(520 << 10));
    let appel = Appel::lire(
        "POST /fhir/v2/Practitioner/_search HTTP/1.1",
        "application/x-www-form-urlencoded",
        trop.as_bytes(),
    );
    assert!(appel.parametres.is_err());
}

#[test]
fn les_dates_couvrent_un_intervalle() {
    let p = json!({ "meta": { "lastUpdated": "2026-01-15T01:00:00.000+01:00" } });
    for (date, oui) in [
        ("2026-01-15", true),
        ("2026-01", true),
        ("2026", true),
        ("eq2026-01-14", false),
        ("ge2026-01-15", true),
        ("gt2026-01-15", false),
        ("gt2026-01-14", true),
        ("lt2026-01-15", false),
        ("le2026-01-15", true),
        ("ne2026-01-15", false),
        ("sa2026-01-14", true),
        ("eb2026-01-15T00:00:01Z", true),
        ("ap2026-01-16", true),
        ("2026-01-15T01:00:00%2B01:00", true),
        ("2026-01-15T01:00:00+01:00", true),
        ("2026-01-15T00:00Z", true),
    ] {
        let r = lire("Practitioner", &format!("_lastUpdated={date}")).unwrap();
        assert_eq!(correspond(&r, &p), oui, "{date}");
    }
    for mauvaise in [
        "2026-1-1",
        "26-01-01",
        "2026-02-30",
        "2026-01-01T25:00:00Z",
        "2026-01-01T",
        "T10:00",
        "0000",
        "9999",
        "2026-01-01T10:00:00+99:00",
        "",
    ] {
        assert!(lire_instant(mauvaise).is_none(), "{mauvaise}");
    }
}

#[test]
fn les_appels_se_classent() {
    let genre = |ligne: &str| Appel::lire(ligne, "", b"").genre;
    let praticien = ressource("Practitioner").unwrap();
    for (ligne, attendu) in [
        ("GET /fhir/v2/Practitioner HTTP/1.1", GenreAppel::Recherche(praticien)),
        ("GET /fhir/v2/Practitioner/?x=1 HTTP/1.1", GenreAppel::Recherche(praticien)),
        (
            "GET https://h.test/fhir/v2/Practitioner/003-1 HTTP/1.1",
            GenreAppel::Lecture(praticien, "003-1".into()),
        ),
        ("POST /fhir/v2/Practitioner/_search HTTP/1.1", GenreAppel::Recherche(praticien)),
        ("POST /fhir/v2/Practitioner HTTP/1.1", GenreAppel::Methode),
        ("GET /fhir/v2/_page?id=u HTTP/1.1", GenreAppel::Page),
        ("GET /fhir/v2/Patient HTTP/1.1", GenreAppel::Autre),
        ("GET /fhir/v2/Practitioner/1/_history HTTP/1.1", GenreAppel::Autre),
        ("POST /fhir/v2/ HTTP/1.1", GenreAppel::Autre),
        (
            "GET /x/services/extraction/PS_LibreAcces HTTP/1.1",
            GenreAppel::Extraction("PS_LibreAcces".into()),
        ),
        ("", GenreAppel::Autre),
    ] {
        assert_eq!(genre(ligne), attendu, "{ligne}");
    }
}

proptest! {
    #[test]
    fn toute_requete_se_lit_ou_se_refuse(requete in "\\PC{0,200}") {
        if let Ok(lus) = parametres(&requete) {
            for r in crate::RESSOURCES {
                if let Ok(lue) = Recherche::lire(r, &lus) {
                    let _ = correspond(&lue, &json!({ "resourceType": r.nom, "id": "1", "active": true, "name": [{ "family": requete.clone() }] }));
                }
            }
        }
    }

    #[test]
    fn des_requetes_qui_ressemblent(
        nom in prop::sample::select(vec!["family", "name:exact", "x.y:z", "_has:a:b.c", "organization.name", "identifier", "_lastUpdated", "_count", "_elements", "active:not", "qualification-code", "_id"]),
        valeur in "[0-9A-Za-z|,\\\\:.T+-]{0,40}",
    ) {
        let lus = vec![(nom.to_owned(), valeur)];
        let _ = Recherche::lire(ressource("Practitioner").unwrap(), &lus);
    }

    #[test]
    fn un_texte_encode_se_decode(texte in any::<String>()) {
        let encode = encoder(&texte);
        prop_assert_eq!(decoder(&encode), Some(texte.clone()));
        prop_assert_eq!(parametres(&format!("a={encode}")).unwrap(), vec![("a".to_owned(), texte)]);
    }

    #[test]
    fn un_nom_se_trouve_par_son_debut(nom in "\\PC{1,20}", n in 1_usize..20) {
        let debut: String = nom.chars().take(n).collect();
        let protege: String = debut.chars().flat_map(|c| matches!(c, ',' | '\\' | '|' | '$').then_some('\\').into_iter().chain([c])).collect();
        let lus = vec![("family".to_owned(), protege)];
        let r = Recherche::lire(ressource("Practitioner").unwrap(), &lus).unwrap();
        let p = json!({ "name": [{ "family": nom }] });
        prop_assert!(correspond(&r, &p), "{debut:?} in {nom:?}");
    }
}
