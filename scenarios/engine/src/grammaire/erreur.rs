//! One error of a scenario file, as a person reads it, and the search for the word that they meant.

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

/// The known word nearest to a word: same letters but for case, accents and a few slips, or same last segment
/// (`recherche-traits` for `insi.recherche-traits`).
pub fn proche<'a>(mot: &str, connus: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    if mot.is_empty() || mot.chars().count() > MOT_MAX {
        return None;
    }
    let cherche = plier(mot);
    let tolere = match cherche.chars().count() {
        0..=2 => 1,
        3..=6 => 2,
        n => 2.max(n / 4),
    };
    connus
        .into_iter()
        .filter_map(|connu| {
            let pli_connu = plier(connu);
            let segment = cherche.len() > 3 && pli_connu.split(['.', '/']).any(|s| s == cherche);
            let distance = if segment {
                1
            } else {
                strsim::damerau_levenshtein(&cherche, &pli_connu)
            };
            let autant_que_le_mot = !segment && distance >= cherche.chars().count();
            (distance <= tolere && !autant_que_le_mot).then_some((distance, connu))
        })
        .min_by_key(|(distance, connu)| (*distance, connu.len()))
        .map(|(_, connu)| connu)
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

/// Lower case without the accents of French, `_` and space as hyphens: what a slip of the keyboard changes most.
pub(crate) fn plier(mot: &str) -> String {
    mot.chars()
        .flat_map(char::to_lowercase)
        .map(|c| match c {
            'à' | 'â' | 'ä' => 'a',
            'é' | 'è' | 'ê' | 'ë' => 'e',
            'î' | 'ï' => 'i',
            'ô' | 'ö' => 'o',
            'ù' | 'û' | 'ü' => 'u',
            'ç' => 'c',
            '_' | ' ' => '-',
            c => c,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::proche;

    #[test]
    fn le_mot_le_plus_proche() {
        let actes = ["creer-identite", "lire-identite", "valider-identite"];
        assert_eq!(proche("Créer_identité", actes), Some("creer-identite"));
        assert_eq!(proche("valdier-identite", actes), Some("valider-identite"));
        assert_eq!(proche("envoyer", actes), None);
        assert_eq!(
            proche("recherche-traits", ["insi.wsdl", "insi.recherche-traits"]),
            Some("insi.recherche-traits")
        );
        assert_eq!(proche("ab", ["cd"]), None, "two letters of two are no likeness");
    }
}
