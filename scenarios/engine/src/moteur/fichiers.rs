//! Facts of a file that an act answered: the keys of a JSON object joined by dots, arrays giving several values.

use segur_model::Faits;
use serde_json::Value;

/// A JSON file this deep or with this many values is not an extract of an identity.
const PROFONDEUR_MAX: usize = 16;
const VALEURS_MAX: usize = 50_000;

/// Reads the facts.
///
/// # Errors
/// A French sentence when it is not JSON, or larger than any extract is.
pub fn faits(octets: &[u8]) -> Result<Faits, String> {
    let json: Value = serde_json::from_slice(octets).map_err(|e| format!("JSON attendu : {e}"))?;
    let mut faits = Faits::new();
    let mut reste = VALEURS_MAX;
    aplatir(&json, "", &mut faits, PROFONDEUR_MAX, &mut reste)?;
    Ok(faits)
}

fn aplatir(v: &Value, chemin: &str, faits: &mut Faits, profondeur: usize, reste: &mut usize) -> Result<(), String> {
    if profondeur == 0 || *reste == 0 {
        return Err(format!("plus de {PROFONDEUR_MAX} niveaux ou de {VALEURS_MAX} valeurs"));
    }
    *reste -= 1;
    let texte = match v {
        Value::Null => return Ok(()),
        Value::Object(o) => {
            for (k, v) in o {
                let fils = if chemin.is_empty() { k.clone() } else { format!("{chemin}.{k}") };
                aplatir(v, &fils, faits, profondeur - 1, reste)?;
            }
            return Ok(());
        }
        Value::Array(l) => {
            for v in l {
                aplatir(v, chemin, faits, profondeur - 1, reste)?;
            }
            return Ok(());
        }
        Value::String(s) => s.clone(),
        autre => autre.to_string(),
    };
    // An empty text is an absent fact, as in an INSi answer.
    if !texte.is_empty() {
        faits.entry(chemin.to_owned()).or_default().push(texte);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::faits;

    #[test]
    fn joins_keys_and_spreads_arrays() {
        let f =
            faits(br#"{"statut":"qualifiee","appels":[{"code_retour":"01"},{"code_retour":"00","ins":null}],"n":3,"vide":""}"#).unwrap();
        assert_eq!(f["statut"], ["qualifiee"]);
        assert_eq!(f["appels.code_retour"], ["01", "00"]);
        assert_eq!(f["n"], ["3"]);
        assert!(!f.contains_key("vide") && !f.contains_key("appels.ins"));
    }

    #[test]
    fn refuses_what_is_no_extract() {
        assert!(faits(b"<xml/>").is_err());
        let profond = format!("{}1{}", "[".repeat(40), "]".repeat(40));
        assert!(faits(profond.as_bytes()).is_err());
    }
}
