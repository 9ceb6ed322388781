//! The table, the forms of values, and resources that are made at random from what R4 knows.

use proptest::prelude::*;
use segur_dialecte::Lu;
use segur_model::Environnement;

use super::{erreurs, ids, juger};
use crate::R4Lu;
use crate::json::{Noeud, Valeur};
use crate::primitif::{Faute, juger as forme};
use crate::table::{TABLE, est_primitif};

#[test]
fn la_table_est_entiere() {
    let (types, elements) = TABLE.taille();
    assert!(types > 650 && elements > 7_500, "{types} {elements}");
    for nom in ["Patient", "Practitioner", "Bundle", "MedicationRequest", "Binary", "Parameters"] {
        assert!(TABLE.ressource(nom).is_some(), "{nom}");
    }
    for nom in ["Element", "Resource", "DomainResource", "HumanName", "Timing.repeat", ""] {
        assert!(TABLE.ressource(nom).is_none(), "{nom}");
    }
    assert_eq!(
        TABLE.lignee("SimpleQuantity").collect::<Vec<_>>(),
        ["SimpleQuantity", "Quantity", "Element"]
    );
    let patient = TABLE.type_("Patient").unwrap();
    for e in patient.elements.iter().flat_map(|e| &e.types) {
        assert!(est_primitif(e.nom) || TABLE.type_(e.nom).is_some(), "{}", e.nom);
    }
    assert!(patient.propriete("deceasedBoolean").is_some() && patient.propriete("deceased").is_none());
    assert!(TABLE.type_("Dosage.doseAndRate").unwrap().propriete("doseQuantity").is_some());
}

#[test]
fn les_formes_des_valeurs() {
    for (type_, bonnes, mauvaises) in [
        (
            "date",
            &["2026", "2026-01", "2024-02-29"][..],
            &["26", "2026-13", "2025-02-29", "2026-01-01T00:00:00Z", "2026-1-1", "0000"][..],
        ),
        (
            "dateTime",
            &["2026", "2026-01-01T10:00:00+01:00", "2026-01-01T10:00:00.123Z"],
            &[
                "2026-01-01T10:00:00",
                "2026-01-01T10:00Z",
                "2026-01-01 10:00:00Z",
                "2026-01-01T25:00:00Z",
                "2026-01-01T10:00:00+15:00",
            ],
        ),
        (
            "instant",
            &["2026-01-01T10:00:00Z", "2015-06-30T23:59:60Z"],
            &["2026-01-01", "2026-01-01T10:00:00Zz"],
        ),
        (
            "time",
            &["08:00:00", "23:59:59.5"],
            &["8:00:00", "08:00", "24:00:00", "08:00:00Z", "08:00:00."],
        ),
        ("id", &["a-1.B"], &["a_1", "é", "a/b"]),
        (
            "oid",
            &["urn:oid:1.2.250", "urn:oid:2.0.1"],
            &["1.2.250", "urn:oid:3.1", "urn:oid:1", "urn:oid:1.02"],
        ),
        (
            "uuid",
            &["urn:uuid:c757873d-ec9a-4326-a141-556f43239520"],
            &[
                "urn:uuid:C757873D-ec9a-4326-a141-556f43239520",
                "c757873d-ec9a-4326-a141-556f43239520",
            ],
        ),
        ("uri", &["http://a", "a"], &["http://a b"]),
        ("code", &["a b", "a"], &[" a", "a ", "a  b"]),
        ("base64Binary", &["YQ==", "YWJj\nYQ=="], &["YQ", "Y*==", "Yé=="]),
        ("string", &["a\tb\n", " "], &["a\u{1}"]),
        (
            "xhtml",
            &["<div xmlns=\"http://www.w3.org/1999/xhtml\">a</div>"],
            &["a", "<p>a</p>"],
        ),
    ] {
        let juge = |t: &str| {
            forme(
                type_,
                &Noeud {
                    valeur: Valeur::Texte(t.into()),
                    ligne: 1,
                    colonne: 1,
                },
            )
        };
        for t in bonnes {
            assert_eq!(juge(t), None, "{type_} {t}");
        }
        for t in mauvaises {
            assert!(matches!(juge(t), Some(Faute::Forme(_))), "{type_} {t}");
        }
        assert_eq!(juge(""), Some(Faute::Vide));
    }
}

#[test]
fn les_compagnons() {
    let dit = |reste: &str| juger(format!("{{\"resourceType\":\"Patient\",{reste}}}").as_bytes());
    let absent = "{\"extension\":[{\"url\":\"http://hl7.org/fhir/StructureDefinition/data-absent-reason\",\"valueCode\":\"unknown\"}]}";
    for bon in [
        format!("\"_birthDate\":{absent}"),
        format!("\"birthDate\":\"1970\",\"_birthDate\":{absent}"),
        format!("\"name\":[{{\"given\":[null,\"a\"],\"_given\":[{absent},null]}}]"),
        format!("\"name\":[{{\"_given\":[{absent}]}}]"),
    ] {
        assert_eq!(ids(&dit(&bon)), [""; 0], "{bon}");
    }
    for (faux, regle) in [
        (format!("\"_name\":[{absent}]"), "fhir.element.inconnu"),
        (format!("\"_birthDate\":[{absent}]"), "fhir.compagnon"),
        ("\"_birthDate\":{}".to_owned(), "fhir.element.vide"),
        ("\"_birthDate\":null".to_owned(), "fhir.compagnon"),
        (
            format!("\"name\":[{{\"given\":[\"a\"],\"_given\":[null,{absent}]}}]"),
            "fhir.compagnon",
        ),
        ("\"name\":[{\"given\":[\"a\"],\"_given\":[null]}]".to_owned(), "fhir.compagnon"),
        ("\"name\":[{\"given\":[null]}]".to_owned(), "fhir.element.vide"),
    ] {
        assert_eq!(erreurs(&dit(&faux)), [regle], "{faux}");
    }
}

/// A value that may stand anywhere.
fn valeur() -> impl Strategy<Value = serde_json::Value> {
    let feuille = prop_oneof![
        Just(serde_json::Value::Null),
        any::<bool>().prop_map(Into::into),
        any::<i32>().prop_map(Into::into),
        "[a-z#/:é]{0,6}".prop_map(Into::into),
        prop_oneof![Just("Patient"), Just("Bundle"), Just("document"), Just("#"), Just("1970-01-01")].prop_map(Into::into),
    ];
    let noms = prop_oneof![
        Just("resourceType"),
        Just("entry"),
        Just("resource"),
        Just("contained"),
        Just("extension"),
        Just("url"),
        Just("valueQuantity"),
        Just("_given"),
        Just("given"),
        Just("name"),
        Just("type"),
        Just("reference"),
        Just("identifier"),
        Just("meta"),
        Just("profile"),
        Just("subject"),
        Just("telecom"),
        Just("system"),
        Just("id"),
        Just("link"),
        Just("parameter"),
        Just("part"),
    ];
    feuille.prop_recursive(6, 64, 6, move |dedans| {
        prop_oneof![
            proptest::collection::vec(dedans.clone(), 0..4).prop_map(Into::into),
            proptest::collection::vec((noms.clone(), dedans), 0..6)
                .prop_map(|m| serde_json::Value::Object(m.into_iter().map(|(k, v)| (k.to_owned(), v)).collect())),
        ]
    })
}

proptest! {
    #[test]
    fn une_ressource_quelconque_ne_fait_pas_tomber(v in valeur(), type_ in prop_oneof![Just("Bundle"), Just("Patient"), Just("Parameters"), Just("Practitioner")]) {
        let mut v = v;
        if let Some(o) = v.as_object_mut() {
            o.insert("resourceType".to_owned(), type_.into());
            o.insert("meta".to_owned(), serde_json::json!({"source": "https://annuaire.sante.fr"}));
            let octets = serde_json::to_vec(&v).unwrap();
            for f in R4Lu::lire(&octets).constats_seuls(Environnement::Test) {
                prop_assert!(!f.location.path.is_empty() && f.location.line > 0, "{f:?}");
            }
        }
    }
}
