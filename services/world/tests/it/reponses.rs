//! How INSi answers from these data, by the rule that the crate's documentation gives: no person needs a case of its own.

use segur_model::world::{ReponseInsi, Traits};
use segur_model::{Patient, World};
use segur_world::monde_demo;

/// A search: what the desk typed, with these first names, with or without the place of birth.
struct Recherche<'a> {
    saisie: &'a Traits,
    prenoms: &'a str,
    lieu: bool,
}

enum Reponse<'a> {
    Code(&'a str),
    Trouve(&'a Patient, Option<&'a ReponseInsi>),
}

fn chercher<'a>(monde: &'a World, r: &Recherche<'_>) -> Reponse<'a> {
    let lieu = r.saisie.lieu_naissance.as_deref().filter(|_| r.lieu);
    let concernes: Vec<&Patient> = monde
        .patients
        .values()
        .filter(|p| p.nom_naissance == r.saisie.nom_naissance && p.sexe == r.saisie.sexe && p.date_naissance == r.saisie.date_naissance)
        .collect();
    for patient in &concernes {
        let tient = |s: &&ReponseInsi| s.prenom.as_deref().is_none_or(|p| p == r.prenoms) && s.lieu.is_none_or(|l| l == lieu.is_some());
        if let Some(ecrite) = patient.insi.iter().find(tient) {
            return match ecrite.cr.as_deref().unwrap() {
                "00" => Reponse::Trouve(patient, Some(ecrite)),
                autre => Reponse::Code(autre),
            };
        }
    }
    let envoyes: Vec<&str> = r.prenoms.split(' ').collect();
    let trouves: Vec<&Patient> = concernes
        .into_iter()
        .filter(|p| p.ins.is_some() && p.prenoms.starts_with(&envoyes.iter().map(|s| (*s).to_owned()).collect::<Vec<_>>()))
        .filter(|p| lieu.is_none() || p.lieu_naissance.is_none() || p.lieu_naissance.as_deref() == lieu)
        .collect();
    match trouves[..] {
        [] => Reponse::Code("01"),
        [seul] => Reponse::Trouve(seul, None),
        _ => Reponse::Code("02"),
    }
}

/// The code of the answer to what the desk typed for this fiche, with these first names.
fn code(fiche: &str, prenoms: &str, lieu: bool) -> String {
    let monde = monde_demo().unwrap();
    let saisie = monde.patients[fiche].saisie();
    match chercher(
        &monde,
        &Recherche {
            saisie: &saisie,
            prenoms,
            lieu,
        },
    ) {
        Reponse::Code(code) => code.to_owned(),
        Reponse::Trouve(patient, _) => {
            assert_eq!(patient.fiche, fiche, "somebody else was found");
            "00".to_owned()
        }
    }
}

/// The scripted answer that this fiche gets with the first names typed.
fn ecrite(fiche: &str) -> ReponseInsi {
    let monde = monde_demo().unwrap();
    let saisie = monde.patients[fiche].saisie();
    match chercher(
        &monde,
        &Recherche {
            saisie: &saisie,
            prenoms: &saisie.prenoms.join(" "),
            lieu: false,
        },
    ) {
        Reponse::Trouve(patient, Some(ecrite)) if patient.fiche == fiche => ecrite.clone(),
        _ => panic!("{fiche}: no scripted answer"),
    }
}

#[test]
fn everyone_with_an_ins_is_found_but_those_told_apart_by_their_place_of_birth() {
    let monde = monde_demo().unwrap();
    let mut trouves = 0;
    for patient in monde.patients.values().filter(|p| p.ins.is_some() && p.fiche != "TCHITCHI") {
        trouves += 1;
        let premier = patient.saisie().prenoms[0].clone();
        let sans_lieu = if patient.fiche.starts_with("HOMONYME") || patient.fiche == "DE_VINCI_LEONARDO" {
            "02"
        } else {
            "00"
        };
        assert_eq!(code(&patient.fiche, &premier, false), sans_lieu, "{}", patient.fiche);
        assert_eq!(code(&patient.fiche, &premier, true), "00", "{}", patient.fiche);
    }
    assert!(trouves >= 28, "{trouves}");
}

#[test]
fn first_name_by_first_name() {
    assert_eq!(code("TCHITCHI", "OLA", false), "01");
    assert_eq!(code("TCHITCHI", "CATARINA", false), "00");
    assert_eq!(code("TCHITCHI", "OLA CATARINA", true), "01");
    assert_eq!(code("ECETINSI", "PIERRE-ALAIN", false), "00");
    assert_eq!(code("ECETINSI", "PIERRE-ALAIN MURIEL FLORIANT", false), "00");
    assert_eq!(
        code("ECETINSI", "PIERRE", false),
        "01",
        "half of a compound first name is another first name"
    );
    for prenoms in ["PIERRE", "PAUL", "JACQUES", "PIERRE PAUL JACQUES"] {
        assert_eq!(code("HOUILLES", prenoms, false), "01", "{prenoms}");
    }
    assert_eq!(code("LIGATURE", "LEON", false), "01");
}

#[test]
fn answers_that_the_product_must_refuse_or_read_well() {
    let traits = |fiche| ecrite(fiche).traits.unwrap();
    assert_eq!(traits("DATE_ZERO").date_naissance, "1960-00-00");
    assert_eq!(traits("NOM_VIDE").nom_naissance, "");
    assert_eq!(traits("PRENOMS_VIDES").prenoms, Vec::<String>::new());
    assert_eq!(traits("SEXE_VIDE").sexe, "");
    assert_eq!(code("PRENOM_INCOHERENT", "MARIE", false), "00");

    let monde = monde_demo().unwrap();
    let incoherent = &monde.patients["PRENOM_INCOHERENT"];
    assert!(!incoherent.prenoms.starts_with(&incoherent.saisie().prenoms));
    let liste = &monde.patients["PREMIER_PRENOM_LISTE"];
    assert!(liste.insi[0].avec_prenom && !liste.insi[0].sans_liste && liste.prenoms.len() > 1);
    assert!(ecrite("PATB_QUATRE").avec_prenom && ecrite("PATB_QUATRE").sans_liste);
}

#[test]
fn only_the_named_field_of_a_refusable_answer_differs() {
    let monde = monde_demo().unwrap();
    for fiche in ["DATE_ZERO", "NOM_VIDE", "PRENOMS_VIDES", "SEXE_VIDE"] {
        let (vrais, recus) = (monde.patients[fiche].traits(), ecrite(fiche).traits.unwrap());
        let differents = [
            vrais.nom_naissance != recus.nom_naissance,
            vrais.prenoms != recus.prenoms,
            vrais.sexe != recus.sexe,
            vrais.date_naissance != recus.date_naissance,
            vrais.lieu_naissance != recus.lieu_naissance,
        ];
        assert_eq!(differents.iter().filter(|d| **d).count(), 1, "{fiche}");
    }
}
