//! Organization, HealthcareService and Device.

use segur_fhir::systemes as s;
use serde_json::{Map, Value, json};

use super::commun::{ajouter, boite, id_structure, identifiant, instant, meta};
use crate::magasin::{Magasin, Structure};

/// When a structure opened and closed, an extension of FHIR itself.
const PERIODE: &str = "http://hl7.org/fhir/StructureDefinition/organization-period";

/// A structure.
pub(crate) fn organisation(m: &Magasin, rang: u32, version: u32, maj: i64) -> Value {
    let Some(st) = m.structure(rang) else { return Value::Null };
    let systeme = if m.lire(st.finess).is_empty() { "RPPS" } else { "FINESS" };
    let mut r = Map::new();
    r.insert("resourceType".to_owned(), json!("Organization"));
    r.insert("id".to_owned(), json!(id_structure(st.numero)));
    r.insert(
        "meta".to_owned(),
        meta("as-dp-organization", Some("fr-core-organization"), systeme, version, maj),
    );
    r.insert("language".to_owned(), json!("fr"));
    r.insert(
        "extension".to_owned(),
        json!([{ "url": PERIODE, "valuePeriod": { "start": m.ouverture(st) } }]),
    );
    let mut identifiants: Vec<Value> = m
        .identifiants_structure(st)
        .into_iter()
        .map(|(g, sy, v)| identifiant(g, sy, v))
        .collect();
    identifiants.push(identifiant("INTRN", s::RPPS_RANG, &m.id_technique(st)));
    r.insert("identifier".to_owned(), json!(identifiants));
    r.insert("active".to_owned(), json!(true));
    let types: Vec<Value> = m
        .types_structure(st)
        .iter()
        .map(|(systeme, code, genre)| un_type(systeme, code, genre))
        .collect();
    r.insert("type".to_owned(), json!(types));
    ajouter(&mut r, "name", json!(m.lire(st.nom)));
    let enseigne = m.enseigne(st);
    ajouter(&mut r, "alias", if enseigne.is_empty() { json!([]) } else { json!([enseigne]) });
    ajouter(&mut r, "telecom", telecom(m, rang, st));
    ajouter(&mut r, "address", adresse(m, st));
    if let Some(juridique) = m.structure(st.juridique) {
        r.insert(
            "partOf".to_owned(),
            json!({ "reference": format!("Organization/{}", id_structure(juridique.numero)) }),
        );
    }
    Value::Object(r)
}

fn un_type(systeme: &str, code: &str, genre: &str) -> Value {
    let codes = json!([{ "system": systeme, "code": code }]);
    if genre.is_empty() {
        return json!({ "coding": codes });
    }
    json!({
        "extension": [{ "url": format!("{}as-ext-organization-types", s::CANONIQUE), "valueCode": genre }],
        "coding": codes
    })
}

fn telecom(m: &Magasin, rang: u32, st: &Structure) -> Value {
    let telephone = m.lire(st.telephone);
    let telephone = (!telephone.is_empty()).then(|| json!({ "system": "phone", "value": telephone, "rank": 1 }));
    let boites = (1..).zip(m.boites_de_structure(rang)).map(|(n, b)| boite(m, b, n, m.lire(st.nom)));
    json!(telephone.into_iter().chain(boites).collect::<Vec<_>>())
}

/// The street is in parts, as the real directory gives it.
fn adresse(m: &Magasin, st: &Structure) -> Value {
    let mut a = Map::new();
    let commune = m.lire(st.code_commune);
    if !commune.is_empty() {
        let extension = json!([{
            "url": format!("{}fr-core-address-insee-code", s::FR_CORE),
            "valueCoding": { "system": s::nos(s::COMMUNE), "code": commune }
        }]);
        a.insert("extension".to_owned(), extension);
    }
    let parties: Vec<Value> = [
        ("houseNumber", st.numero_voie),
        ("streetNameType", st.type_voie),
        ("streetNameBase", st.voie),
    ]
    .into_iter()
    .map(|(nom, t)| (nom, m.lire(t)))
    .filter(|(_, t)| !t.is_empty())
    .map(|(nom, t)| json!({ "url": format!("http://hl7.org/fhir/StructureDefinition/iso21090-ADXP-{nom}"), "valueString": t }))
    .collect();
    if !parties.is_empty() {
        a.insert("_line".to_owned(), json!([{ "extension": parties }]));
    }
    ajouter(&mut a, "city", json!(m.lire(st.commune)));
    ajouter(&mut a, "district", json!(m.code_departement(st)));
    ajouter(&mut a, "postalCode", json!(m.lire(st.code_postal)));
    if a.is_empty() { json!([]) } else { json!([a]) }
}

/// Activités de soins that a hospital of the bench has: modality, activity, form. Invented: the world does not say them.
const ACTIVITES: [(&str, &str, &str); crate::magasin::SOINS] = [("09", "50", "02"), ("00", "14", "01")];

/// Number of the equipment of a hospital among what is authorised there.
const EQUIPEMENT: usize = 9;

/// The authorisation of an activity or an equipment (IG 1.1.0, as-ext-authorization): decided, in use from and to, last changed.
fn autorisation(m: &Magasin, st: &Structure, n: usize, maj: i64) -> Value {
    let (debut, fin) = m.autorisation(st, n);
    json!({
        "extension": [
            { "url": "dateAuthorization", "valueDate": debut.replace("-03-", "-01-") },
            { "url": "periodAuthorization", "valuePeriod": { "start": debut, "end": fin } },
            { "url": "dateUpdateAuthorization", "valueDate": jour(maj) },
            { "url": "deletedAuthorization", "valueBoolean": false }
        ],
        "url": format!("{}as-ext-authorization", s::CANONIQUE)
    })
}

/// An activité de soins of a hospital: the nth hospital has the ranks from `n × SOINS`.
pub(crate) fn soin(m: &Magasin, rang: u32, version: u32, maj: i64) -> Value {
    let lequel = rang as usize / ACTIVITES.len();
    let k = rang as usize % ACTIVITES.len();
    let Some((st, (modalite, activite, forme))) = m.hospitaliers.get(lequel).and_then(|s| m.structure(*s)).zip(ACTIVITES.get(k)) else {
        return Value::Null;
    };
    let numero = numero_autorisation(m, st, k);
    let concept = |systeme: &str, code: &str| json!([{ "coding": [{ "system": s::nos(systeme), "code": code }] }]);
    json!({
        "resourceType": "HealthcareService",
        "id": id_structure(st.numero).replacen("001", "004", 1) + &format!("-{}", k + 1),
        "meta": meta("as-dp-healthcareservice-healthcare-activity", None, "FINESS", version, maj),
        "language": "fr",
        "extension": [autorisation(m, st, k, maj)],
        "identifier": [{ "system": s::ARHGOS, "value": numero }],
        "active": true,
        "providedBy": { "reference": format!("Organization/{}", id_structure(st.numero)) },
        "category": concept(s::MODALITE, modalite),
        "type": concept(s::ACTIVITE_SANITAIRE, activite),
        "characteristic": concept(s::FORME, forme)
    })
}

/// The scanner of a hospital.
pub(crate) fn equipement(m: &Magasin, rang: u32, version: u32, maj: i64) -> Value {
    let Some(st) = m.hospitaliers.get(rang as usize).and_then(|s| m.structure(*s)) else {
        return Value::Null;
    };
    let numero = numero_autorisation(m, st, EQUIPEMENT);
    json!({
        "resourceType": "Device",
        "id": id_structure(st.numero).replacen("001", "002", 1) + "-1",
        "meta": meta("as-dp-device", None, "FINESS", version, maj),
        "language": "fr",
        "extension": [autorisation(m, st, EQUIPEMENT, maj)],
        "identifier": [{ "system": s::ARHGOS, "value": numero }],
        "status": "active",
        "manufacturer": "SIMULÉ",
        "serialNumber": format!("BANC-{}", st.numero % 1_000_000),
        "type": { "coding": [{ "system": s::nos(s::EQUIPEMENT), "code": "05602" }] },
        "owner": { "reference": format!("Organization/{}", id_structure(st.numero)) }
    })
}

fn numero_autorisation(m: &Magasin, st: &Structure, k: usize) -> String {
    format!("{}-{}-{k}", m.code_departement(st), st.numero % 100_000)
}

fn jour(secondes: i64) -> String {
    instant(secondes).get(..10).unwrap_or_default().to_owned()
}
