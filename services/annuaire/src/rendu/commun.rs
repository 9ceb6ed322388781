//! What resources share.

use segur_fhir::systemes as s;
use serde_json::{Map, Value, json};
use time::OffsetDateTime;
use time::macros::offset;

use crate::magasin::Boite;
use crate::magasin::Magasin;

/// Which resource.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Cible {
    Personne(u32),
    Situation(u32),
    Structure(u32),
    Soin(u32),
    Equipement(u32),
}

/// `7-7` digits, as the technical identifiers of the real directory look.
fn deux_sept(numero: u64) -> String {
    format!("{:07}-{:07}", numero / 10_000_000, numero % 10_000_000)
}

pub(crate) fn id_personne(numero: u64) -> String {
    format!("003-{}", deux_sept(numero))
}

/// The situations of a person are numbered from 1.
pub(crate) fn id_situation(numero: u64, n: u32) -> String {
    format!("005-{}-{n}", deux_sept(numero))
}

pub(crate) fn id_structure(numero: u64) -> String {
    format!("001-{}", deux_sept(numero))
}

/// The number in an identifier that begins so, and the rank after it when there is one.
pub(crate) fn numero_de(id: &str, prefixe: &str) -> Option<(u64, Option<u32>)> {
    let reste = id.strip_prefix(prefixe)?.strip_prefix('-')?;
    let mut morceaux = reste.split('-');
    let sept = |m: Option<&str>| {
        m.filter(|t| t.len() == 7 && t.bytes().all(|b| b.is_ascii_digit()))?
            .parse::<u64>()
            .ok()
    };
    let (a, b) = (sept(morceaux.next())?, sept(morceaux.next())?);
    let n = match morceaux.next() {
        // One way of writing each: no sign, no zero before.
        Some(n) => Some(n.parse::<u32>().ok().filter(|v| v.to_string() == n)?),
        None => None,
    };
    morceaux.next().is_none().then_some((a * 10_000_000 + b, n))
}

/// `meta`, with the system of information that the data come from.
pub(crate) fn meta(profil: &str, fr_core: Option<&str>, systeme: &str, version: u32, maj: i64) -> Value {
    let profils = fr_core.map(|p| format!("{}{p}", s::FR_CORE)).into_iter();
    let profils: Vec<String> = profils.chain(std::iter::once(format!("{}{profil}", s::CANONIQUE))).collect();
    json!({
        "extension": [{
            "extension": [{ "url": "systeme-information", "valueCode": systeme }],
            "url": format!("{}as-ext-data-trace", s::CANONIQUE)
        }],
        "versionId": version.to_string(),
        "lastUpdated": instant(maj),
        "source": s::ANNUAIRE,
        "profile": profils
    })
}

/// An instant as the directory writes it.
pub(crate) fn instant(secondes: i64) -> String {
    let t = OffsetDateTime::from_unix_timestamp(secondes)
        .unwrap_or(OffsetDateTime::UNIX_EPOCH)
        .to_offset(offset!(+1));
    format!(
        "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}+01:00",
        t.year(),
        u8::from(t.month()),
        t.day(),
        t.hour(),
        t.minute(),
        t.second(),
        t.millisecond()
    )
}

pub(crate) fn identifiant(genre: &str, systeme: &str, valeur: &str) -> Value {
    json!({
        "use": "official",
        "type": { "coding": [{ "system": s::TYPE_IDENTIFIANT, "code": genre }] },
        "system": systeme,
        "value": valeur
    })
}

pub(crate) fn codings(jetons: &[(String, String)]) -> Vec<Value> {
    jetons
        .iter()
        .map(|(systeme, code)| json!({ "system": systeme, "code": code }))
        .collect()
}

/// An MSSanté mailbox; that of a person alone has no description. Who answers for it and its telephone are restricted data, and a mailbox in
/// liste rouge never comes here.
pub(crate) fn boite(m: &Magasin, b: &Boite, rang: usize, structure: &str) -> Value {
    let mut donnees = vec![json!({
        "url": "type",
        "valueCodeableConcept": { "coding": [{ "system": s::nos(s::TYPE_BAL), "code": m.lire(b.genre) }] }
    })];
    let service = m.lire(b.service);
    if !structure.is_empty() && m.lire(b.genre) != "PER" {
        let description = format!("{structure} {service}").trim().to_owned();
        donnees.push(json!({ "url": "description", "valueString": description }));
    }
    if !service.is_empty() {
        donnees.push(json!({ "url": "service", "valueString": service }));
    }
    // The profile of a person's public data has none (IG 1.1.0, as-dp-practitioner: 0..0).
    if !structure.is_empty() {
        donnees.push(json!({ "url": "listeRouge", "valueBoolean": false }));
    }
    donnees.push(json!({ "url": "digitization", "valueBoolean": b.dematerialisation }));
    json!({
        "extension": [
            {
                "url": format!("{}fr-core-contact-point-email-type", s::FR_CORE),
                "valueCoding": { "system": s::nos(s::MESSAGERIE), "code": "MSSANTE" }
            },
            { "extension": donnees, "url": format!("{}as-ext-mailbox-mss-metadata", s::CANONIQUE) }
        ],
        "system": "email",
        "value": m.lire(b.adresse),
        "rank": rang
    })
}

/// Adds what is not empty.
pub(crate) fn ajouter(objet: &mut Map<String, Value>, nom: &str, valeur: Value) {
    let vide = match &valeur {
        Value::Null => true,
        Value::String(t) => t.is_empty(),
        Value::Array(l) => l.is_empty(),
        Value::Object(o) => o.is_empty(),
        _ => false,
    };
    if !vide {
        objet.insert(nom.to_owned(), valeur);
    }
}

/// What is left of a resource that was deleted: its identifiers, and that it is not active.
pub(crate) fn tombe(ressource: Value) -> Value {
    let Value::Object(entiere) = ressource else { return ressource };
    let mut reste = Map::new();
    for (nom, valeur) in entiere {
        match nom.as_str() {
            "resourceType" | "id" | "meta" | "language" | "identifier" => {
                reste.insert(nom, valeur);
            }
            "active" => {
                reste.insert(nom, Value::Bool(false));
            }
            "status" => {
                reste.insert(nom, json!("inactive"));
            }
            _ => {}
        }
    }
    Value::Object(reste)
}

/// Only the elements asked for, with what says so. `resourceType`, `id` and `meta` always stay.
pub(crate) fn elements(ressource: Value, voulus: &[String]) -> Value {
    let Value::Object(mut objet) = ressource else { return ressource };
    if voulus.is_empty() {
        return Value::Object(objet);
    }
    objet.retain(|nom, _| {
        let nu = nom.trim_start_matches('_');
        matches!(nu, "resourceType" | "id" | "meta") || voulus.iter().any(|v| v.split('.').next() == Some(nu) || v == nu)
    });
    if let Some(meta) = objet.get_mut("meta").and_then(Value::as_object_mut) {
        meta.insert(
            "tag".to_owned(),
            json!([{ "system": s::OBSERVATION_VALUE, "code": "SUBSETTED", "display": "Resource encoded in summary mode" }]),
        );
    }
    Value::Object(objet)
}
