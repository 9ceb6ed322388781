//! The entries of a trace in JSON, and whether each says what is asked of it.
//!
//! Every software has its own keys. They are compared word by word along their whole path (`http.response.status_code`), so that a
//! `timeout` is no time and a `user_agent` no user; a vocabulary of which nothing is known is not judged.

use serde_json::{Map, Value};

use super::{Issue, plat};
use crate::examen::affaire::{Cadre, Piece, Preuve};
use crate::examen::lecture::Lue;
use crate::examen::regles::Regle;

/// Depth to which lists of entries, and the fields of an entry, are looked for.
const PROFONDEUR: usize = 8;

pub(super) fn portent(r: &Regle, _: &Cadre<'_>, _: &Preuve<'_>, p: &Piece<'_>) -> Issue {
    let texte = match &p.lue {
        Lue::Texte(texte) => texte,
        Lue::Vide => return Issue::Tient,
        autre => return Issue::NeSaitPas(format!("{} : le banc ne lit que les traces en JSON", autre.dit())),
    };
    let Some(valeur) = json(texte) else {
        return Issue::NeSaitPas("trace en texte libre : le banc ne lit que le JSON".to_owned());
    };
    juger(r, &valeur)
}

/// One JSON, or one on each line.
fn json(texte: &str) -> Option<Value> {
    let une = serde_json::from_str::<Value>(texte).ok();
    une.or_else(|| {
        let lignes = texte.lines().filter(|l| !l.trim().is_empty());
        lignes
            .map(|l| serde_json::from_str(l).ok())
            .collect::<Option<Vec<Value>>>()
            .map(Value::Array)
    })
}

fn juger(r: &Regle, valeur: &Value) -> Issue {
    let entrees = entrees(valeur);
    let (mut total, mut sans) = (0, 0);
    for e in &entrees {
        let mut champs = Vec::new();
        aplatir(e, &mut Vec::new(), &mut champs);
        if r.quand.is_empty() || evenement(e) || (!ressource(e) && porte(&champs, &r.quand, &[])) {
            total += 1;
            sans += usize::from(!porte(&champs, &r.mots, &r.sauf));
        }
    }
    match sans {
        // An extract of another kind beside the trace, or a trace of another form.
        0 if total == 0 => Issue::NeSaitPas("aucune ligne de trace n'y a été reconnue".to_owned()),
        0 => Issue::Tient,
        // It says something under words that the bench does not know, or says nothing: a person tells one from the other.
        n if n == total && !connu(r, &entrees) => {
            Issue::NeSaitPas("le banc ne connaît pas les mots de cette trace : aucun de ceux qu'il cherche n'y est".to_owned())
        }
        1 => Issue::Manque(format!("1 ligne sur {total} ne le dit pas")),
        n => Issue::Manque(format!("{n} lignes sur {total} ne le disent pas")),
    }
}

/// Whether the trace is in words that the bench knows: what says that a line is one is a key of its own, and not a word in a longer one.
fn connu(r: &Regle, entrees: &[&Map<String, Value>]) -> bool {
    entrees
        .iter()
        .any(|e| evenement(e) || e.keys().any(|c| r.quand.contains(&mots(c).join("_"))))
}

/// An AuditEvent of FHIR, in a list or in a Bundle.
fn evenement(e: &Map<String, Value>) -> bool {
    genre(e) == Some("AuditEvent")
}

/// Any resource of FHIR.
fn ressource(e: &Map<String, Value>) -> bool {
    genre(e).is_some()
}

fn genre(e: &Map<String, Value>) -> Option<&str> {
    let lui = e.get("resource").and_then(Value::as_object).unwrap_or(e);
    lui.get("resourceType").and_then(Value::as_str)
}

/// Whether a field that is not empty has one of these words. `a_b` wants them one after the other; `=a` wants the last key to be that.
fn porte(champs: &[Champ], voulus: &[String], sauf: &[String]) -> bool {
    let suite = |chemin: &[String], motif: &str| {
        let voulu: Vec<&str> = motif.split('_').collect();
        chemin
            .windows(voulu.len())
            .any(|f| f.iter().map(String::as_str).eq(voulu.iter().copied()))
    };
    champs.iter().any(|c| {
        let tient = |m: &String| match m.strip_prefix('=') {
            Some(seul) => c.cle == seul,
            None => suite(&c.chemin, m),
        };
        voulus.iter().any(tient) && !sauf.iter().any(tient)
    })
}

/// A field that is not empty: the words of its path, and those of its last key.
struct Champ {
    chemin: Vec<String>,
    cle: String,
}

fn aplatir(e: &Map<String, Value>, chemin: &mut Vec<String>, champs: &mut Vec<Champ>) {
    for (cle, v) in e {
        let siens = mots(cle);
        let avant = chemin.len();
        chemin.extend(siens.iter().cloned());
        descendre(v, &siens.join("_"), chemin, champs);
        chemin.truncate(avant);
    }
}

fn descendre(v: &Value, cle: &str, chemin: &mut Vec<String>, champs: &mut Vec<Champ>) {
    match v {
        // A path has several words a key: past this, nothing is a field of a trace.
        _ if chemin.len() > PROFONDEUR * 4 => {}
        Value::Object(o) => aplatir(o, chemin, champs),
        Value::Array(l) => l.iter().for_each(|v| descendre(v, cle, chemin, champs)),
        Value::Null => {}
        Value::String(s) if s.trim().is_empty() => {}
        _ => champs.push(Champ {
            chemin: chemin.clone(),
            cle: cle.to_owned(),
        }),
    }
}

/// `codeRetour`, `code_retour`, `code-retour` → `code`, `retour`.
fn mots(cle: &str) -> Vec<String> {
    let mut ecarte = String::with_capacity(cle.len() + 4);
    let mut avant = ' ';
    for c in cle.chars() {
        if c.is_uppercase() && avant.is_lowercase() {
            ecarte.push(' ');
        }
        ecarte.push(if c.is_alphanumeric() { c } else { ' ' });
        avant = c;
    }
    plat(&ecarte).split(' ').filter(|m| !m.is_empty()).map(str::to_owned).collect()
}

/// The records of a trace: those of its lists, else itself.
fn entrees(valeur: &Value) -> Vec<&Map<String, Value>> {
    let mut entrees = Vec::new();
    relever(valeur, PROFONDEUR, &mut entrees);
    if let (true, Value::Object(seule)) = (entrees.is_empty(), valeur) {
        entrees.push(seule);
    }
    entrees
}

/// Every record of a list, wherever the list is.
fn relever<'v>(valeur: &'v Value, profondeur: usize, entrees: &mut Vec<&'v Map<String, Value>>) {
    let Some(plus_bas) = profondeur.checked_sub(1) else { return };
    match valeur {
        Value::Array(liste) => {
            for v in liste {
                match v {
                    Value::Object(o) => entrees.push(o),
                    autre => relever(autre, plus_bas, entrees),
                }
            }
        }
        // One event alone has lists of its own.
        Value::Object(o) if evenement(o) => entrees.push(o),
        Value::Object(o) => o.values().for_each(|v| relever(v, plus_bas, entrees)),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::examen::regles::regles;

    fn issue(regle: &str, json: Value) -> Issue {
        let r = regles().unwrap().iter().find(|r| r.id == regle).unwrap();
        juger(r, &json)
    }

    const TROIS: [&str; 3] = ["examen.trace.sans-auteur", "examen.trace.sans-reponse", "examen.trace.sans-heure"];

    #[test]
    fn the_usual_vocabularies_are_known() {
        let evenement = serde_json::json!({"resourceType": "AuditEvent", "action": "R", "recorded": "2026-01-15T09:00:00Z", "outcome": "0",
            "agent": [{"who": {"identifier": {"value": "899900000045"}}, "requestor": true}]});
        for trace in [
            serde_json::json!({"resourceType": "Bundle", "entry": [{"fullUrl": "urn:uuid:1", "resource": evenement}]}),
            serde_json::json!([evenement]),
            evenement,
            serde_json::json!([{"@timestamp": "2026-01-15T09:00:00Z", "user": {"id": "899900000045"}, "event": {"action": "TD0.2"},
                "url": {"full": "https://x"}, "http": {"request": {"method": "POST"}, "response": {"status_code": 200}}}]),
            serde_json::json!([{"horodatage": "2026-01-15T09:00:00Z", "acteur": "899900000045", "operation": "TD0.2", "retour": "200"}]),
            serde_json::json!([{"dateHeure": "2026-01-15T09:00:00Z", "Utilisateur": "X", "operation": "TD0.2", "codeRetour": "200"}]),
        ] {
            for regle in TROIS {
                assert_eq!(issue(regle, trace.clone()), Issue::Tient, "{regle} {trace}");
            }
        }
    }

    #[test]
    fn a_word_in_another_is_not_that_word() {
        let trace = serde_json::json!([{"timeout": "30", "user_agent": "x", "operation": "TD0.2", "statut_identite": "a",
            "status_line": "", "response_expected": "yes", "date_naissance": "1970-01-01"}]);
        for regle in TROIS {
            assert!(matches!(issue(regle, trace.clone()), Issue::Manque(_)), "{regle}");
        }
    }

    #[test]
    fn words_that_nobody_knows_are_not_judged() {
        for trace in [
            serde_json::json!([{"qui": "X", "quoi": "TD0.2", "ok": true}]),
            serde_json::json!([{"msg_action_name": "TD0.2", "zone": "X"}]),
        ] {
            for regle in TROIS {
                assert!(matches!(issue(regle, trace.clone()), Issue::NeSaitPas(_)), "{regle}");
            }
        }
    }
}
