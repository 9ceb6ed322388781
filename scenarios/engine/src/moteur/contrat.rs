//! The contract of the extracts that acts answer: the shape that `docs/actes.md` gives, the same that `vocabulaire --format json-schema`
//! prints. A file that keeps to it says one thing of each fact; one that lists every answer says nothing.

use segur_model::vocabulaire::GenreFichier;
use serde_json::{Map, Value};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

/// Holds a file to the contract of its kind. A key that the contract does not know is the candidate's own, and is left alone.
///
/// # Errors
/// A French sentence that names the key.
pub(super) fn tenir(genre: &GenreFichier, json: &Value) -> Result<(), String> {
    let Value::Object(o) = json else {
        return Err("un objet JSON est attendu".to_owned());
    };
    objet(genre, o, "")
}

fn objet(genre: &GenreFichier, o: &Map<String, Value>, prefixe: &str) -> Result<(), String> {
    for (cle, v) in o {
        let nom = if prefixe.is_empty() {
            cle.clone()
        } else {
            format!("{prefixe}.{cle}")
        };
        let liste = format!("{nom}.");
        if prefixe.is_empty() && genre.faits.iter().any(|f| f.nom.starts_with(&liste)) {
            let Value::Array(entrees) = v else {
                return Err(format!("« {nom} » doit être une liste d'objets"));
            };
            for entree in entrees {
                let Value::Object(entree) = entree else {
                    return Err(format!("chaque entrée de « {nom} » doit être un objet"));
                };
                objet(genre, entree, &nom)?;
            }
            continue;
        }
        let Some(fait) = genre.faits.iter().find(|f| f.nom == nom) else {
            continue;
        };
        valeur(&nom, fait.plusieurs, v)?;
        // The instant of a trace: `docs/actes.md` says RFC 3339.
        if nom.ends_with(".date")
            && let Value::String(instant) = v
            && OffsetDateTime::parse(instant, &Rfc3339).is_err()
        {
            return Err(format!(
                "« {nom} » doit être un instant (RFC 3339), pas « {} »",
                instant.chars().take(40).collect::<String>()
            ));
        }
    }
    Ok(())
}

fn valeur(nom: &str, plusieurs: bool, v: &Value) -> Result<(), String> {
    match v {
        Value::String(_) | Value::Number(_) | Value::Bool(_) | Value::Null => Ok(()),
        Value::Array(l) if plusieurs && l.iter().all(|v| matches!(v, Value::String(_) | Value::Number(_))) => Ok(()),
        Value::Array(_) if plusieurs => Err(format!("« {nom} » doit être une liste de textes")),
        Value::Array(_) => Err(format!("« {nom} » doit avoir une seule valeur, pas une liste")),
        Value::Object(_) => Err(format!("« {nom} » doit être un texte, pas un objet")),
    }
}
