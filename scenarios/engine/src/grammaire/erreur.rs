//! One error of a scenario file, as a person reads it, and the search for the word that they meant.

use segur_model::francais::proche;

use super::ast::Place;

/// What is wrong in a scenario file, where, and what to write instead when that can be guessed.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, thiserror::Error)]
#[error("{place}: {message}{}", .suggestion.as_ref().map(|s| format!(" ({s})")).unwrap_or_default())]
pub struct ErreurScenario {
    /// Where.
    pub place: Place,
    /// What is wrong, in French.
    pub message: String,
    /// What to do, in French (« vouliez-vous dire … ? »).
    pub suggestion: Option<String>,
}

/// Longest text that is quoted in a message or compared with the vocabulary.
const MOT_MAX: usize = 60;

/// How many words a message may list when none is close.
const LISTE_MAX: usize = 12;

/// A text cut to what a message can show.
pub(crate) fn court(texte: &str) -> String {
    let mut c: String = texte.chars().take(MOT_MAX).collect();
    if c.len() < texte.len() {
        c.push('…');
    }
    c
}

/// « vouliez-vous dire … ? », or the list of words when it is short, or the command that lists them.
pub(crate) fn suggestion<'a>(mot: &str, connus: impl IntoIterator<Item = &'a str>, commande: &str) -> Option<String> {
    let connus: Vec<&str> = connus.into_iter().collect();
    // Codes (`00`, `CN`) all look alike: better to list them.
    let codes = connus.len() <= LISTE_MAX && connus.iter().all(|c| c.len() <= 2);
    if !codes && let Some(connu) = proche(mot, connus.iter().copied()) {
        return Some(format!("vouliez-vous dire « {connu} » ?"));
    }
    match connus.len() {
        0 => None,
        1..=LISTE_MAX => Some(format!("mots admis : {}", connus.join(", "))),
        _ => Some(format!("« segur-bench {commande} » les liste")),
    }
}
