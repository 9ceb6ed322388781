//! Facts of a file that an act answered: the keys of a JSON object joined by dots, arrays giving several values.

use segur_model::{Faits, FaitsLus, vocabulaire};
use serde_json::Value;

use super::contrat;

/// A JSON file this deep or with this many values is not an extract of an identity.
const PROFONDEUR_MAX: usize = 16;
const VALEURS_MAX: usize = 50_000;
/// Largest extract.
const TAILLE_MAX: usize = 8 << 20;

/// Reads the facts of an extract, and the entries of its lists, once it is held to the contract of its kind.
///
/// # Errors
/// A French sentence when it is not JSON, larger than any extract is, or not what the act must answer.
pub fn faits(nom: &str, octets: &[u8]) -> Result<FaitsLus, String> {
    if octets.len() > TAILLE_MAX {
        return Err(format!("plus de {} Mio, un extrait n'en fait pas tant", TAILLE_MAX >> 20));
    }
    let json: Value = serde_json::from_slice(octets).map_err(|e| format!("JSON attendu : {}", segur_model::francais::json(&e)))?;
    let mut lus = FaitsLus::default();
    let mut reste = VALEURS_MAX;
    aplatir(&json, "", &mut lus.faits, PROFONDEUR_MAX, &mut reste)?;
    if let Some(genre) = vocabulaire::EXTRAITS.iter().find(|g| g.nom == nom) {
        contrat::tenir(genre, &json)?;
    }
    if let Value::Object(o) = &json {
        for (cle, v) in o {
            if let Value::Array(l) = v
                && l.iter().all(Value::is_object)
            {
                let mut entrees = Vec::with_capacity(l.len());
                for entree in l {
                    let mut faits = Faits::new();
                    aplatir(entree, "", &mut faits, PROFONDEUR_MAX, &mut reste)?;
                    entrees.push(faits);
                }
                lus.entrees.insert(cle.clone(), entrees);
            }
        }
    }
    Ok(lus)
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
    fn joins_keys_spreads_arrays_and_keeps_entries() {
        let lus = faits(
            "traces",
            br#"{"appels":[{"code_retour":"01"},{"code_retour":"00","matricule":null}]}"#,
        )
        .unwrap();
        assert_eq!(lus.faits["appels.code_retour"], ["01", "00"]);
        assert!(!lus.faits.contains_key("appels.matricule"));
        assert_eq!(lus.entrees["appels"].len(), 2);
        assert_eq!(lus.entrees["appels"][1]["code_retour"], ["00"]);
    }

    #[test]
    fn refuses_what_is_no_extract() {
        assert!(faits("traces", b"<xml/>").is_err());
        let profond = format!("{}1{}", "[".repeat(40), "]".repeat(40));
        assert!(faits("traces", profond.as_bytes()).is_err());
        let lourd = format!("{{\"statut\":\"{}\"}}", "x".repeat(10 << 20));
        assert!(faits("identite", lourd.as_bytes()).is_err());
    }

    #[test]
    fn a_file_that_lists_every_answer_is_out_of_contract() {
        assert!(
            faits("identite", br#"{"statut":["provisoire","qualifiee"]}"#)
                .unwrap_err()
                .contains("statut")
        );
        assert!(faits("identite", br#"{"statut":{"valeur":"provisoire"}}"#).is_err());
        assert!(faits("identite", br#"[{"statut":"provisoire"}]"#).is_err());
        assert!(faits("traces", br#"{"appels":[{"code_retour":["00","01"]}]}"#).is_err());
        assert!(faits("identite", br#"{"statut":"provisoire","alertes":["prenoms-incoherents"]}"#).is_ok());
    }
}
