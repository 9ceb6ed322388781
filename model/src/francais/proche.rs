//! The known word nearest to a word.

/// Longest text that is compared.
const MOT_MAX: usize = 60;

/// The known word nearest to a word: same letters but for case, accents and a few slips, or same last segment
/// (`recherche-traits` for `insi.recherche-traits`).
#[must_use]
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

/// « ; vouliez-vous dire … ? », when a known word is near this one.
#[must_use]
pub fn suggerer<'a>(mot: &str, connus: impl IntoIterator<Item = &'a str>) -> String {
    proche(mot, connus).map_or_else(String::new, |p| format!(" ; vouliez-vous dire « {p} » ?"))
}

/// The same at the end of a sentence, which it ends either way.
#[must_use]
pub fn suggerer_et_finir<'a>(mot: &str, connus: impl IntoIterator<Item = &'a str>) -> String {
    let suggestion = suggerer(mot, connus);
    if suggestion.is_empty() { ".".to_owned() } else { suggestion }
}

/// Lower case without the accents of French, `_` and space as hyphens: what a slip of the keyboard changes most.
#[must_use]
pub fn plier(mot: &str) -> String {
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
