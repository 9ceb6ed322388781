//! Practitioner and PractitionerRole.

use segur_fhir::systemes as s;
use serde_json::{Map, Value, json};

use super::commun::{ajouter, boite, codings, id_personne, id_situation, id_structure, identifiant, meta};
use crate::magasin::{Boite, Magasin, VIDE};

/// A person; `version` and `maj` are those of the record, or of what changed it. Registrations are restricted data: see the setting.
pub(crate) fn praticien(m: &Magasin, rang: u32, version: u32, maj: i64, inscriptions: bool) -> Value {
    let Some(p) = m.personne(rang) else { return Value::Null };
    let mut r = Map::new();
    r.insert("resourceType".to_owned(), json!("Practitioner"));
    r.insert("id".to_owned(), json!(id_personne(p.numero)));
    r.insert(
        "meta".to_owned(),
        meta("as-dp-practitioner", Some("fr-core-practitioner"), "RPPS", version, maj),
    );
    r.insert("language".to_owned(), json!("fr"));
    if inscriptions {
        ajouter(&mut r, "extension", json!(registres(m, rang)));
    }
    let identifiants: Vec<Value> = m.identifiants_personne(p).map(|(g, sy, v)| identifiant(g, sy, v)).collect();
    r.insert("identifier".to_owned(), json!(identifiants));
    r.insert("active".to_owned(), json!(p.actif));
    ajouter(&mut r, "name", json!(noms(m, rang)));
    ajouter(&mut r, "telecom", telecom(m, m.boites_de_personne(rang), ""));
    let qualifications: Vec<Value> = m
        .qualifications_groupees(rang)
        .iter()
        .map(|g| json!({ "code": { "coding": codings(g) } }))
        .collect();
    ajouter(&mut r, "qualification", json!(qualifications));
    Value::Object(r)
}

/// The registration with each order that a person is under, as the example of the restricted data has it.
fn registres(m: &Magasin, rang: u32) -> Vec<Value> {
    let Some(p) = m.personne(rang) else { return Vec::new() };
    let mut ordres: Vec<&str> = m.exercices_de(rang).iter().filter_map(|e| m.ordre(e)).collect();
    ordres.dedup();
    let concept = |systeme: &str, code: &str| json!({ "coding": [{ "system": s::nos(systeme), "code": code }] });
    let registre = |ordre: &&str| {
        json!({
            "extension": [
                { "url": "isFirst", "valueBoolean": true },
                { "url": "registeringOrganization", "valueCodeableConcept": concept(s::AUTORITE_ENREGISTREMENT, ordre) },
                { "url": "period", "valuePeriod": { "start": m.inscription(p) } },
                { "url": "status", "valueCodeableConcept": concept(s::STATUT_INSCRIPTION, "D") }
            ],
            "url": format!("{}as-ext-registration", s::CANONIQUE)
        })
    };
    ordres.iter().map(registre).collect()
}

/// The name: prefix is the civilité, suffix the civilité d'exercice.
fn noms(m: &Magasin, rang: u32) -> Vec<Value> {
    let Some(p) = m.personne(rang) else { return Vec::new() };
    let mut nom = Map::new();
    nom.insert("use".to_owned(), json!("usual"));
    ajouter(&mut nom, "text", json!(m.nom_entier(p)));
    ajouter(&mut nom, "family", json!(m.lire(p.nom)));
    let prenom = m.lire(p.prenom);
    ajouter(&mut nom, "given", if prenom.is_empty() { json!([]) } else { json!([prenom]) });
    let civilite = m.lire(p.civilite);
    ajouter(&mut nom, "prefix", if civilite.is_empty() { json!([]) } else { json!([civilite]) });
    let mut suffixes: Vec<&str> = Vec::new();
    for e in m.exercices_de(rang).iter().filter(|e| e.civilite != VIDE) {
        let civilite = m.lire(e.civilite);
        if !suffixes.contains(&civilite) {
            suffixes.push(civilite);
        }
    }
    ajouter(&mut nom, "suffix", json!(suffixes));
    vec![Value::Object(nom)]
}

fn telecom(m: &Magasin, boites: &[Boite], structure: &str) -> Value {
    json!((1..).zip(boites).map(|(rang, b)| boite(m, b, rang, structure)).collect::<Vec<_>>())
}

/// A situation d'exercice. `base` is the directory that its structure is of.
pub(crate) fn situation(m: &Magasin, base: &Magasin, rang: u32, version: u32, maj: i64) -> Value {
    let Some((st, p)) = m.situation(rang).and_then(|st| Some((st, m.personne(st.personne)?))) else {
        return Value::Null;
    };
    let n = rang - p.situations + 1;
    let mut r = Map::new();
    r.insert("resourceType".to_owned(), json!("PractitionerRole"));
    r.insert("id".to_owned(), json!(id_situation(p.numero, n)));
    r.insert(
        "meta".to_owned(),
        meta("as-dp-practitionerrole", Some("fr-core-practitioner-role"), "RPPS", version, maj),
    );
    r.insert("language".to_owned(), json!("fr"));
    let identifiant = json!([{ "system": s::ANNUAIRE, "value": id_metier(p.numero, n) }]);
    r.insert("identifier".to_owned(), identifiant);
    r.insert("active".to_owned(), json!(p.actif));
    r.insert(
        "practitioner".to_owned(),
        json!({ "reference": format!("Practitioner/{}", id_personne(p.numero)) }),
    );
    if let Some(structure) = base.structure(st.structure) {
        r.insert(
            "organization".to_owned(),
            json!({ "reference": format!("Organization/{}", id_structure(structure.numero)) }),
        );
    }
    let roles = m.roles(rang);
    if !roles.is_empty() {
        r.insert("code".to_owned(), json!([{ "coding": codings(&roles) }]));
    }
    let structure = base.structure(st.structure).map_or("", |s| base.lire(s.nom));
    ajouter(&mut r, "telecom", telecom(m, m.boites_de_situation(rang), structure));
    Value::Object(r)
}

/// The business identifier of a situation: its person's number, then its rank on two digits.
fn id_metier(numero: u64, n: u32) -> String {
    format!("{numero:014}{n:02}")
}
