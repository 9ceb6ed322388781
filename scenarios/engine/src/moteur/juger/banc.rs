//! What the bench itself did, in the words of a reader: a clock that jumps or a 503 must not look like the candidate's doing.

use segur_model::vocabulaire::{ACTIONS, PANNES};
use serde_json::Value;

use crate::grammaire::ast::ActionBanc;
use crate::moteur::valeurs::Valeurs;

/// Longest value of a parameter that is told.
const TEXTE_MAX: usize = 200;

/// One sentence for each action.
pub(super) fn dire(actions: &[ActionBanc], valeurs: &Valeurs) -> Vec<String> {
    actions.iter().map(|a| une(a, valeurs)).collect()
}

fn une(action: &ActionBanc, valeurs: &Valeurs) -> String {
    match action {
        ActionBanc::Horloge(_, d) => format!("L'horloge du banc avance de {}", duree(d.as_secs())),
        ActionBanc::Retablir(_) => "Toutes les pannes sont levées".to_owned(),
        ActionBanc::Panne(_, v) => panne(&valeurs.json(v).unwrap_or_default()),
        ActionBanc::Action(_, nom, parametres) => {
            let dit = ACTIONS.iter().find(|a| a.nom == nom).map_or(nom.as_str(), |a| a.dit);
            let dits: Vec<String> = parametres
                .iter()
                .filter_map(|(cle, v)| Some(format!("{} : {}", cle.replace('_', " "), texte(&valeurs.json(v).ok()?))))
                .collect();
            if dits.is_empty() {
                dit.to_owned()
            } else {
                format!("{dit} ({})", dits.join(" ; "))
            }
        }
    }
}

/// `Panne sur annuaire.* : répondre ce code HTTP, corps vide : 503`.
fn panne(v: &Value) -> String {
    let sur = v.get("sur").and_then(Value::as_str).unwrap_or("toutes les opérations");
    let (mot, valeur) = match v.get("quoi") {
        Some(Value::String(mot)) => (mot.as_str(), None),
        Some(Value::Object(o)) => o.iter().next().map_or(("", None), |(mot, v)| (mot.as_str(), Some(v))),
        _ => ("", None),
    };
    let dit = PANNES.iter().find(|p| p.nom == mot).map_or(mot, |p| p.dit);
    let valeur = valeur.map(|v| format!(" : {}", texte(v))).unwrap_or_default();
    let quand = match v.get("nieme").and_then(Value::as_u64) {
        Some(n) => format!(", à l'appel n° {n}"),
        None => String::new(),
    };
    format!("Panne injectée par le banc sur {sur}{quand} : {dit}{valeur}")
}

fn texte(v: &Value) -> String {
    let dit = match v {
        Value::String(s) => s.clone(),
        Value::Object(o) => o
            .iter()
            .map(|(k, v)| format!("{} : {}", k.replace('_', " "), texte(v)))
            .collect::<Vec<_>>()
            .join(", "),
        Value::Array(l) => l.iter().map(texte).collect::<Vec<_>>().join(", "),
        autre => autre.to_string(),
    };
    match dit.char_indices().nth(TEXTE_MAX) {
        Some((fin, _)) => format!("{}…", &dit[..fin]),
        None => dit,
    }
}

/// `731 jours`, `2 min`, `121 s`: the largest unit that divides it.
fn duree(secondes: u64) -> String {
    let un = |n: u64, un: &str, plusieurs: &str| format!("{n} {}", if n == 1 { un } else { plusieurs });
    match secondes {
        s if s % 86_400 == 0 => un(s / 86_400, "jour", "jours"),
        s if s % 3_600 == 0 => un(s / 3_600, "heure", "heures"),
        s if s % 60 == 0 => un(s / 60, "minute", "minutes"),
        s => un(s, "seconde", "secondes"),
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::grammaire::ast::Place;

    #[test]
    fn the_clock_and_faults_are_told() {
        let dit = |s| une(&ActionBanc::Horloge(Place::default(), Duration::from_secs(s)), &Valeurs::default());
        assert_eq!(dit(731 * 86_400), "L'horloge du banc avance de 731 jours");
        assert_eq!(dit(121), "L'horloge du banc avance de 121 secondes");
        let p = serde_json::json!({"sur": "annuaire.*", "quoi": {"statut": 503}});
        assert_eq!(
            panne(&p),
            "Panne injectée par le banc sur annuaire.* : répondre ce code HTTP, corps vide : 503"
        );
        let p = serde_json::json!({"sur": "insi.*", "quoi": "fermeture", "nieme": 2});
        assert_eq!(
            panne(&p),
            "Panne injectée par le banc sur insi.*, à l'appel n° 2 : fermer la connexion sans répondre"
        );
    }
}
