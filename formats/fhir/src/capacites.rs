//! CapabilityStatement.

use serde_json::{Value, json};

use crate::systemes::CANONIQUE;
use crate::table::{Genre, Lien, RESSOURCES, Ressource};

/// What `GET [base]/metadata` answers, made from the table that requests are read with.
#[must_use]
pub fn capacites(date: &str) -> Value {
    json!({
        "resourceType": "CapabilityStatement",
        "status": "active",
        "date": date,
        "publisher": "segur-bench (SIMULÉ)",
        "kind": "instance",
        "software": { "name": "Annuaire Santé SIMULÉ (segur-bench)" },
        "implementation": { "description": "Annuaire Santé SIMULÉ : aucune des personnes ni des structures qu'il décrit n'existe." },
        "fhirVersion": "4.0.1",
        "format": ["json", "application/fhir+json"],
        "rest": [{
            "mode": "server",
            "resource": RESSOURCES.iter().map(ressource).collect::<Vec<_>>()
        }]
    })
}

fn ressource(r: &Ressource) -> Value {
    let parametres: Vec<Value> = r
        .parametres
        .iter()
        .map(|p| {
            let genre = match p.genre {
                Genre::Texte => "string",
                Genre::Jeton => "token",
                Genre::Reference => "reference",
                Genre::Date => "date",
            };
            json!({ "name": p.nom, "type": genre })
        })
        .collect();
    let mut dit = json!({
        "type": r.nom,
        "profile": format!("{CANONIQUE}{}", r.profil),
        "interaction": [{ "code": "search-type" }, { "code": "read" }],
    });
    let mut liens = |nom: &str, jeu: &[Lien], etoile: bool| {
        if jeu.is_empty() {
            return;
        }
        let noms = jeu.iter().map(|l| format!("{}:{}", l.source, l.parametre));
        let noms: Vec<String> = etoile.then(|| "*".to_owned()).into_iter().chain(noms).collect();
        if let Some(o) = dit.as_object_mut() {
            o.insert(nom.to_owned(), json!(noms));
        }
    };
    liens("searchInclude", r.include, true);
    liens("searchRevInclude", r.revinclude, false);
    if let Some(o) = dit.as_object_mut() {
        o.insert("searchParam".to_owned(), Value::Array(parametres));
    }
    dit
}
