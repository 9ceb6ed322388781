//! Where a text is cut: at its lines, at the marks that it carries, and where a list lost its own on the way.

use std::collections::BTreeMap;

use super::reperes::{PUCES, reperes};
use super::serie::numero_de;
use super::verbes;

/// Why a piece begins where it does; the strongest wins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Cause {
    /// A sentence.
    Phrase,
    /// A line.
    Ligne,
    /// A clause that nothing parts from the former: « …dans le DMPAccéder à ».
    Colle,
    /// A bullet or a star inside a line.
    Puce,
    /// A mark that stands for itself: title, case, what is wanted before.
    Repere,
    /// A number of the series.
    Numero(u32),
}

/// Sentences do not end after these.
const ABREGES: &[&str] = &[
    "ex", "cf", "etc", "n", "no", "art", "env", "min", "max", "nais", "ut", "pr", "st", "ie", "eg", "vs", "réf", "ref", "resp", "req", "v",
    "vers", "p", "pp", "dr", "mme",
];

/// Bytes that what opens may protect, at most: what is never closed, or far away, protects nothing.
const PORTEE_MAX: usize = 700;

/// Bytes of a text that stand between parentheses or quotes: nothing is cut there.
pub(super) fn proteges(texte: &str) -> Vec<bool> {
    let mut vus = vec![false; texte.len() + 1];
    let mut proteger = |de: usize, a: usize| {
        if a.saturating_sub(de) <= PORTEE_MAX {
            vus.iter_mut().take(a).skip(de + 1).for_each(|v| *v = true);
        }
    };
    let mut ouverts: Vec<(usize, char)> = Vec::new();
    let mut guillemet: Option<usize> = None;
    let mut avant = ' ';
    for (i, c) in texte.char_indices() {
        match c {
            '\n' => {
                ouverts.clear();
                guillemet = None;
            }
            '(' | '[' | '«' | '“' => ouverts.push((i, c)),
            ')' | ']' | '»' | '”' => {
                let ouvrant = match c {
                    ')' => '(',
                    ']' => '[',
                    '»' => '«',
                    _ => '“',
                };
                if let Some(rang) = ouverts.iter().rposition(|(_, o)| *o == ouvrant) {
                    if let Some((debut, _)) = ouverts.get(rang) {
                        proteger(*debut, i);
                    }
                    ouverts.truncate(rang);
                }
            }
            // Straight quotes say neither whether they open nor whether they close, and many are left open.
            '"' => match guillemet {
                Some(debut) if !avant.is_whitespace() => {
                    proteger(debut, i);
                    guillemet = None;
                }
                _ => guillemet = Some(i),
            },
            _ => {}
        }
        avant = c;
    }
    vus
}

/// The places where a text is cut. `zone`: where its étapes begin. `serie`: the numbers that were found in order, and where their text begins; where there are any, only
/// marks cut what stands between.
pub(super) fn coupures(texte: &str, serie: &[(usize, u32)], zone: Option<usize>) -> BTreeMap<usize, Cause> {
    let proteges = proteges(texte);
    let libre = |i: usize| !proteges.get(i).copied().unwrap_or(false);
    let mut places: BTreeMap<usize, Cause> = BTreeMap::new();
    let mut couper = |i: usize, cause: Cause| {
        let place = places.entry(i).or_insert(cause);
        *place = (*place).max(cause);
    };
    couper(0, Cause::Ligne);
    if let Some(zone) = zone {
        couper(zone, Cause::Ligne);
    }
    for (i, _) in texte.match_indices('\n') {
        couper(i + 1, Cause::Ligne);
    }
    for (debut, numero) in serie {
        couper(*debut, Cause::Numero(*numero));
    }
    let r = reperes();
    for m in r.etapes.tous(texte) {
        couper(m.start(), Cause::Repere);
        couper(m.end(), Cause::Ligne);
    }
    for motif in [&r.prerequis, &r.modalites, &r.resultat] {
        for m in motif.tous(texte).iter().filter(|m| libre(m.start())) {
            couper(m.start(), Cause::Repere);
        }
    }
    for m in r.regle.tous(texte) {
        couper(m.start(), Cause::Repere);
        couper(m.end(), Cause::Ligne);
    }
    for m in r.cas.tous(texte).iter().filter(|m| libre(m.start())) {
        if debut_de_cas(texte, m.start(), m.as_str()) {
            couper(m.start(), Cause::Repere);
        }
    }
    let premier = serie.first().map_or(usize::MAX, |(i, _)| *i);
    let mut avant: Option<char> = None;
    let mut plein: Option<char> = None;
    for (i, c) in texte.char_indices() {
        let reste = texte.get(i..).unwrap_or_default();
        if libre(i) {
            if puce(texte, i, c, avant, plein) {
                couper(i, Cause::Puce);
            } else if c.is_uppercase() && i < premier.min(texte.len()) {
                if let Some(cause) = clause(texte, i, reste, avant, plein) {
                    couper(avant_son_numero(texte, i), cause);
                }
            } else if reste.starts_with("NB :") || reste.starts_with("NB:") {
                couper(i, Cause::Colle);
            } else if c == '[' && reste.starts_with("[Si ") {
                couper(i, Cause::Repere);
            }
        }
        if let Some(suite) = reste.strip_prefix("OU")
            && libre(i)
            && avant.is_some_and(|a| !a.is_uppercase())
            && suite.starts_with(|s: char| s.is_uppercase() || s == '\n')
            && (suite.starts_with("CAS") || suite.chars().nth(1).is_none_or(char::is_lowercase))
        {
            couper(i, Cause::Repere);
        }
        avant = Some(c);
        if !c.is_whitespace() {
            plein = Some(c);
        }
    }
    places
}

/// « Cas 1 : » begins a case when it is not quoted in a sentence: « pour le cas de test 1 », « dans le cas de figure 1 ».
fn debut_de_cas(texte: &str, i: usize, marque: &str) -> bool {
    let avant = texte.get(..i).unwrap_or_default().trim_end();
    let isole = avant.is_empty() || avant.ends_with(['.', ':', '\n', '-', '*', ')', '"', '»', '!', ';']);
    let colle = texte.get(..i).unwrap_or_default().ends_with(|c: char| c.is_alphanumeric());
    isole || colle || texte.get(..i).unwrap_or_default().ends_with('\n') || marque.ends_with(':')
}

/// A bullet or a star at this place: at the start of a line, or inside where nothing else would explain it.
fn puce(texte: &str, i: usize, c: char, avant: Option<char>, plein: Option<char>) -> bool {
    let suite = texte.get(i + c.len_utf8()..).unwrap_or_default();
    let lettre = suite.trim_start().chars().next();
    let Some(lettre) = lettre else { return false };
    if c == '\'' {
        // « '- un tiret » : what a spreadsheet leaves before a dash.
        return suite.starts_with("- ") || suite.starts_with("• ");
    }
    if avant == Some('\'') && matches!(c, '-' | '•') {
        return false;
    }
    match c {
        '•' | '▪' | '●' | '➢' | '✓' | '\u{f0b7}' | '\u{f0a7}' => true,
        '*' => {
            let colle = avant.is_some_and(|a| a.is_alphanumeric() || matches!(a, '.' | ')' | ':' | '"'));
            lettre.is_uppercase() || colle && lettre.is_alphabetic()
        }
        '-' => {
            let apres_signe = plein.is_some_and(|p| matches!(p, ':' | '.' | ';' | ')' | '"' | ']' | '»'));
            let colle = avant.is_some_and(|a| !a.is_whitespace());
            suite.starts_with(' ')
                && lettre.is_uppercase()
                && (apres_signe || est_nomme(suite.trim_start()) || colle && avant.is_some_and(char::is_alphanumeric))
        }
        _ => false,
    }
}

/// Whether a text begins with a name that has a number: « Message1 : », « Cas de test 2 : ».
pub(super) fn est_nomme(texte: &str) -> bool {
    let nom = texte.split_once(':').map(|(nom, _)| nom.trim_end());
    nom.is_some_and(|n| n.len() <= 20 && n.ends_with(|c: char| c.is_ascii_digit()) && n.starts_with(char::is_uppercase))
}

/// Whether a clause begins at this capital, and how.
fn clause(texte: &str, i: usize, reste: &str, avant: Option<char>, plein: Option<char>) -> Option<Cause> {
    let (avant, plein) = (avant?, plein?);
    let seconde = reste.chars().nth(1);
    let minuscule = seconde.is_some_and(|s| s.is_lowercase() || matches!(s, '\'' | '’'));
    let seule = matches!(reste.get(..2), Some("A " | "Y ")) || reste.starts_with("À ");
    let sigle = seconde.is_some_and(char::is_uppercase);
    if avant.is_whitespace() {
        if matches!(plein, '.' | '!' | '?') {
            let jusque = texte.get(..i).unwrap_or_default().trim_end();
            return (minuscule || seule || sigle)
                .then_some(())
                .filter(|()| finit(jusque))
                .map(|()| Cause::Phrase);
        }
        // « …le patient Lancer une recherche » : what parted them is gone.
        let jusque = texte.get(..i).unwrap_or_default().trim_end();
        let ferme = jusque
            .strip_suffix('"')
            .is_some_and(|j| j.ends_with(|c: char| c.is_alphanumeric() || matches!(c, ')' | '.')));
        let dans_la_phrase = !ferme
            && matches!(
                plein,
                ':' | '(' | '«' | '"' | '\'' | '’' | '-' | '–' | '/' | ',' | '&' | '[' | '“' | '+' | '=' | ';' | '*'
            );
        if dans_la_phrase {
            return None;
        }
        let constat = verbes::constat(reste) && (plein.is_lowercase() || plein.is_numeric() || matches!(plein, ')' | ']'));
        return (verbes::infinitif(reste) || verbes::acte(reste) || constat).then_some(Cause::Colle);
    }
    if avant == '.' {
        let jusque = texte.get(..i).unwrap_or_default();
        return (minuscule && finit(jusque) && !dans_une_adresse(jusque)).then_some(Cause::Phrase);
    }
    let apres_mot = avant.is_lowercase() || matches!(avant, ')' | ']' | '"' | '»' | '”' | '?' | '!' | '…');
    let apres_sigle = avant.is_uppercase() || avant.is_numeric();
    let sujet = [
        "L'utilisateur ",
        "L’utilisateur ",
        "L'éditeur ",
        "L’éditeur ",
        "Le système ",
        "Le logiciel ",
        "Je ",
    ];
    if apres_sigle && sujet.iter().any(|s| reste.starts_with(s)) {
        return Some(Cause::Colle);
    }
    if (apres_mot || apres_sigle) && (minuscule || seule && apres_mot || reste.starts_with("CAS ")) && verbes::debut(reste, apres_sigle) {
        return Some(Cause::Colle);
    }
    None
}

/// Where a clause begins with the number that stands alone before it: « …liste 5. Montrer », where no other number was left.
fn avant_son_numero(texte: &str, i: usize) -> usize {
    let jusque = texte.get(..i).unwrap_or_default().trim_end();
    let Some(sans) = jusque.strip_suffix(['.', ')']) else { return i };
    let chiffres = sans.trim_end_matches(|c: char| c.is_ascii_digit());
    let nombre = sans.len() - chiffres.len();
    if (1..=2).contains(&nombre) && chiffres.ends_with(char::is_whitespace) && !numero_de(chiffres) {
        chiffres.len()
    } else {
        i
    }
}

/// Whether a text that ends with a full stop ends a sentence: not after « ex. », an initial, or a lone number.
fn finit(jusque: &str) -> bool {
    let Some(sans) = jusque.strip_suffix('.') else { return true };
    let dernier = sans.rsplit([' ', '\n', '(', '"', '«', '\'', '’', '.']).next().unwrap_or_default();
    let lettres = dernier.chars().count();
    !(lettres == 1 && dernier.chars().all(char::is_alphabetic) || ABREGES.contains(&dernier.to_lowercase().as_str()))
        && !(lettres <= 2 && !dernier.is_empty() && dernier.chars().all(char::is_numeric) && sans.len() == dernier.len())
}

fn dans_une_adresse(jusque: &str) -> bool {
    let dernier = jusque.rsplit([' ', '\n']).next().unwrap_or_default();
    dernier.contains("://") || dernier.contains('@') || dernier.starts_with("www")
}

/// The characters that a line begins with as an item of a list, and what follows them.
pub(super) fn sans_puce(ligne: &str) -> Option<(char, &str)> {
    let ligne = ligne.strip_prefix('\'').filter(|l| l.starts_with(PUCES)).unwrap_or(ligne);
    let premier = ligne.chars().next()?;
    let suite = ligne.get(premier.len_utf8()..).unwrap_or_default();
    if PUCES.contains(&premier) && suite.contains(char::is_alphanumeric) {
        return Some((premier, suite.trim_start()));
    }
    // « o un item », and « a) un item ».
    if premier == 'o' && suite.starts_with(' ') && suite.contains(char::is_alphanumeric) {
        return Some(('o', suite.trim_start()));
    }
    None
}
