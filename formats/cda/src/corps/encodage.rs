//! Text that was encoded twice in UTF-8.

use crate::constats::Juge;
use crate::regles::corps as regles;

/// What the bytes 80 to 9F are in windows-1252, when they are printed.
const WINDOWS: &str = "€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ";

pub(super) fn juger(juge: &mut Juge<'_, '_>) {
    if !double(juge.document.input_text()) {
        return;
    }
    let vu = |texte: &str| format!("« {} »", texte.trim().chars().take(80).collect::<String>());
    let cda = juge.cda;
    for noeud in cda.descendants() {
        if let Some(texte) = noeud.text().filter(|t| noeud.is_text() && double(t)) {
            let element = noeud.parent_element().unwrap_or(noeud);
            juge.dire(regles::DOUBLE_ENCODAGE, element, ATTENDU, vu(texte));
        }
        for attribut in noeud.attributes().filter(|a| double(a.value())) {
            juge.dire_attribut(regles::DOUBLE_ENCODAGE, noeud, attribut.name(), ATTENDU);
        }
    }
}

const ATTENDU: &str = "un texte encodé une fois en UTF-8";

/// Whether a text has two or three characters that are one read as windows-1252 or as latin-1: `Ã` (C3, the first byte of accented
/// letters) or `â€` (E2 80, those of the typographic marks), then another byte.
fn double(texte: &str) -> bool {
    let suite = |c: char| ('\u{80}'..='\u{BF}').contains(&c) || WINDOWS.contains(c);
    // One letter at a time: that is looked for without reading the others.
    let apres = |lettre: char| {
        texte
            .match_indices(lettre)
            .map(move |(i, _)| texte[i + lettre.len_utf8()..].chars())
    };
    apres('Ã').any(|mut c| c.next().is_some_and(suite))
        || apres('â').any(|mut c| c.next().is_some_and(|c| matches!(c, '€' | '\u{80}')) && c.next().is_some_and(suite))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encode_deux_fois() {
        for texte in [
            "Jean-NoÃ«l",
            "Ã©tÃ©",
            "l\u{e2}\u{20ac}\u{2122}examen",
            "Ã‰rable",
            "\u{c3}\u{a0} jeun",
            "\u{c3}\u{89}",
        ] {
            assert!(double(texte), "{texte}");
        }
        for texte in ["Jean-Noël", "JOÃO", "Ã", "", "« Â »", "âge", "10 € â", "CÂLINE"] {
            assert!(!double(texte), "{texte}");
        }
        // Whatever a letter of French is, twice encoded.
        for c in "àâäçéèêëîïôöùûüÿæœÀÂÇÉÈÊËÎÏÔÙÛÜ’".chars() {
            let latin1: String = c.to_string().bytes().map(char::from).collect();
            assert!(double(&latin1) || matches!(c, 'œ' | 'ÿ' | 'Ÿ'), "{c} {latin1}");
        }
    }
}
