//! The numbers that a text gives to its étapes: a series in order, or nothing.

use super::coupures::proteges;
use super::reperes::reperes;
use super::verbes;

/// The numbers in order: where each begins, its value, and where its text does.
pub(super) fn serie(texte: &str) -> Vec<(usize, u32, usize)> {
    let ecrites = etapes_ecrites(texte);
    if !ecrites.is_empty() {
        return ecrites;
    }
    nombres(texte)
}

/// « Etape 1 : … Etape 2 : … ».
fn etapes_ecrites(texte: &str) -> Vec<(usize, u32, usize)> {
    let mut serie: Vec<(usize, u32, usize)> = Vec::new();
    for (tout, chiffres) in reperes().etape.groupes(texte) {
        let Ok(numero) = chiffres.as_str().parse::<u32>() else { continue };
        let suit = serie.last().is_none_or(|(_, n, _)| numero == n + 1);
        if suit && (numero <= 1 || !serie.is_empty()) {
            serie.push((tout.start(), numero, tout.end()));
        }
    }
    serie
}

fn nombres(texte: &str) -> Vec<(usize, u32, usize)> {
    let proteges = proteges(texte);
    let mut serie: Vec<(usize, u32, usize)> = Vec::new();
    for (tout, chiffres) in reperes().numero.groupes(texte) {
        let Ok(numero) = chiffres.as_str().parse::<u32>() else { continue };
        let attendu = match serie.last() {
            Some((_, n, fin)) => {
                let recommence = debut_de_ligne(texte, tout.start()) && *n > 1;
                let autre_liste = || texte.get(*fin..tout.start()).is_some_and(|entre| reperes().etapes.est_dans(entre));
                numero == n + 1 || numero == 1 && (recommence || autre_liste())
            }
            None => numero <= 1,
        };
        // « Message1 : » : glued to a word, no number begins a series.
        let colle = serie.is_empty() && texte.get(..tout.start()).is_some_and(|a| a.ends_with(char::is_alphanumeric));
        if !colle
            && attendu
            && !proteges.get(tout.start()).copied().unwrap_or(false)
            && marque(texte, tout.start(), tout.as_str(), tout.end())
        {
            serie.push((tout.start(), numero, tout.end()));
        }
    }
    // A lone « 0 » is no list.
    if serie.len() == 1 && serie.first().is_some_and(|(_, n, _)| *n == 0) {
        serie.clear();
    }
    serie
}

/// What has numbers of its own.
const NOMMES: &[&str] = &[
    "cas",
    "test",
    "tests",
    "figure",
    "étape",
    "etape",
    "étapes",
    "etapes",
    "preuve",
    "message",
    "version",
    "niveau",
    "scénario",
    "chapitre",
    "vague",
    "règle",
    "exemple",
    "compte",
    "psc",
    "n",
];

/// Whether a text ends with the name of what has numbers of its own: the next one is its number.
pub(super) fn numero_de(avant: &str) -> bool {
    let mot = avant.trim_end().rsplit(|c: char| !c.is_alphabetic()).next().unwrap_or_default();
    NOMMES.contains(&mot.to_lowercase().as_str())
}

fn debut_de_ligne(texte: &str, i: usize) -> bool {
    let avant = texte.get(..i).unwrap_or_default();
    avant.is_empty()
        || avant.trim_end_matches([' ', '-', '*', '\'']).ends_with('\n')
        || avant.trim_matches([' ', '-', '*', '\'']).is_empty()
}

/// Whether these digits number an étape: neither a version, nor a reference, nor a count.
fn marque(texte: &str, debut: usize, ecrit: &str, fin: usize) -> bool {
    let avant = texte.get(..debut).unwrap_or_default();
    let suite = texte.get(fin..).unwrap_or_default();
    let en_ligne = debut_de_ligne(texte, debut);
    let Some(premiere) = suite.chars().next() else { return false };
    if premiere.is_numeric() || ecrit.contains('\n') && !ecrit.trim_end().ends_with(['.', ')', ':']) {
        return false;
    }
    let mut precedents = avant.chars().rev();
    let (a, b) = (precedents.next(), precedents.next());
    let colle_a_un_sigle = match a {
        Some('-' | '_' | '#' | '°' | '/' | '+') => b.is_some_and(|b| !b.is_whitespace()) || a == Some('#') || a == Some('°'),
        Some('.') => b.is_some_and(char::is_numeric),
        _ => false,
    };
    if colle_a_un_sigle {
        return false;
    }
    // « Cas de test 1 : », « Message 2 : », « …&testStatus=1. » : the number of something else.
    if a == Some('=') || !en_ligne && a.is_some_and(char::is_whitespace) && numero_de(avant) {
        return false;
    }
    let majuscule = premiere.is_uppercase() || matches!(premiere, '"' | '«' | '“' | '[');
    let seuls = ecrit.trim().bytes().all(|o| o.is_ascii_digit());
    if seuls {
        // « 1 Charger les données » : a number alone numbers an act that begins a line, or follows a colon.
        return verbes::infinitif(suite) && (en_ligne || avant.trim_end().ends_with(':'));
    }
    if ecrit.contains(',') {
        return verbes::infinitif(suite) && !a.is_some_and(char::is_alphanumeric);
    }
    let colle = a.is_some_and(char::is_lowercase) && ecrit.contains('.');
    majuscule
        || en_ligne
        || colle
        || a.is_some_and(char::is_whitespace)
            && premiere.is_lowercase()
            && ecrit.trim_end().ends_with('.')
            && ecrit.ends_with(' ')
            && avant.trim_end().ends_with([':', '.', ';'])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numeros(texte: &str) -> Vec<u32> {
        serie(texte).into_iter().map(|(_, n, _)| n).collect()
    }

    #[test]
    fn series_are_found_however_they_are_written() {
        for (texte, attendus) in [
            ("1. Ouvrir 2. Fermer", &[1, 2][..]),
            ("1) Ouvrir\n2) fermer", &[1, 2]),
            ("suivant : 1 Charger les données", &[1]),
            ("- 1.Ouvrir\n- 2.Fermer", &[1, 2]),
            ("Etape 0 : ouvrir Etape 1: fermer Etape 2 :ranger", &[0, 1, 2]),
            ("Étape n°1 : ouvrir\nÉtape n°2 : fermer", &[1, 2]),
            ("1. Un CDA2. Demander l'affichage3. Le système", &[1, 2, 3]),
            ("1. Ouvrir (v2.4.0) le PDF/A-1. Puis 2, Générer", &[1, 2]),
            ("1 : Ouvrir 2 : Fermer", &[1, 2]),
        ] {
            assert_eq!(numeros(texte), attendus, "{texte}");
        }
    }

    #[test]
    fn what_only_looks_like_a_number_is_none() {
        for texte in [
            "Le guide v2.4.0 et la règle 17",
            "ABC.1.1.1 (un canal), ABC.1.1.2",
            "réalisée à l'étape 1",
            "au moins 10 chapitres",
            "le PDF/A-1. Puis",
            "2 documents. 3 Autres",
        ] {
            assert!(numeros(texte).is_empty(), "{texte}");
        }
    }
}
