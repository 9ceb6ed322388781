//! The schemas for editors: made from the vocabulary and the lexique, every reference resolved.

use segur_engine::grammaire::Lexique;
use segur_engine::schema::{schema, schema_actes};
use segur_model::vocabulaire::{ACTES, ACTIONS, PANNES};
use segur_tous::OPERATIONS;
use serde_json::Value;

use super::lexique;

/// Every string of a schema, and whether each `$ref` of it leads somewhere.
fn textes<'a>(noeud: &'a Value, racine: &'a Value, sortie: &mut Vec<&'a str>) {
    match noeud {
        Value::String(s) => sortie.push(s),
        Value::Array(l) => l.iter().for_each(|v| textes(v, racine, sortie)),
        Value::Object(o) => {
            for (cle, v) in o {
                if cle == "$ref" {
                    let chemin = v.as_str().unwrap().strip_prefix('#').unwrap();
                    assert!(racine.pointer(chemin).is_some(), "{chemin} leads nowhere");
                }
                sortie.push(cle);
                textes(v, racine, sortie);
            }
        }
        _ => {}
    }
}

#[test]
fn le_schema_des_scenarios_a_tout_le_vocabulaire() {
    let schema = schema(&lexique());
    let mut mots = Vec::new();
    textes(&schema, &schema, &mut mots);
    let vocabulaire = ACTES
        .iter()
        .map(|a| a.nom)
        .chain(OPERATIONS.iter().map(|o| o.nom))
        .chain(ACTIONS.iter().map(|a| a.nom));
    for mot in vocabulaire.chain(PANNES.iter().map(|p| p.nom)) {
        assert!(mots.contains(&mot), "{mot}");
    }
    for mot in [
        "QUALIFIEE_SIMPLE",
        "BIOLOGISTE_2",
        "SGL.INS.15",
        "INS/va1.28.01.02",
        "insi.contexte",
        "soap",
        "Dépôt de sang",
    ] {
        assert!(mots.contains(&mot), "{mot}");
    }
}

#[test]
fn le_schema_connait_les_entrees_des_listes() {
    let schema = schema(&lexique());
    let fichiers = schema["$defs"]["observation"]["oneOf"][2]["allOf"].as_array().unwrap();
    let de = |nom: &str| {
        let cas = fichiers.iter().find(|c| c["if"]["properties"]["fichier"]["const"] == nom).unwrap();
        &cas["then"]["properties"]["egal"]
    };
    let appels = &de("traces")["properties"]["un"]["properties"]["appels"]["propertyNames"]["enum"];
    assert!(appels.as_array().unwrap().contains(&Value::from("code_retour")));
    assert!(de("identite")["properties"].is_null(), "no list in it");
}

#[test]
fn sans_lexique_le_schema_n_interdit_aucun_nom() {
    let schema = schema(&Lexique::default());
    assert_eq!(schema["properties"]["donnees"]["additionalProperties"]["type"], "string");
}

#[test]
fn le_schema_des_actes_a_tous_les_actes() {
    let schema = schema_actes();
    let mut mots = Vec::new();
    textes(&schema, &schema, &mut mots);
    for acte in ACTES {
        let parametres = &schema["$defs"][format!("parametres.{}", acte.nom)];
        assert_eq!(
            parametres["properties"].as_object().unwrap().len(),
            acte.parametres.len(),
            "{}",
            acte.nom
        );
    }
}
