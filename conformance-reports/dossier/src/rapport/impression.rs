//! What stands in the margins of each printed page: that it is simulated, of which product and campaign, and its number.

use std::fmt::Write as _;

use maud::{Markup, PreEscaped};

use super::Page;

/// Longest name in a margin.
const MAX: usize = 60;

pub(crate) fn marges(page: &Page<'_>) -> Markup {
    let r = page.d.resultat;
    let produit = format!("{} {}", r.produit.nom, r.produit.version);
    PreEscaped(format!(
        "@page{{@top-left{{content:\"{}\"}}@top-right{{content:\"{}\"}}@bottom-left{{content:\"{}\"}}\
         @bottom-right{{content:\"page \" counter(page) \" sur \" counter(pages)}}}}",
        chaine(&format!("{} : ni un verdict, ni une preuve officielle", segur_model::SIMULE)),
        chaine(&produit),
        chaine(&format!("Campagne {}", r.id)),
    ))
}

/// A text inside a string of CSS, inside an element of HTML: all that is not a letter, a digit or a space is escaped.
fn chaine(texte: &str) -> String {
    let mut sortie = String::new();
    for c in texte.chars().take(MAX) {
        if c.is_ascii_alphanumeric() || c == ' ' {
            sortie.push(c);
        } else if segur_model::texte::dangereux(c) {
            sortie.push('?');
        } else {
            // Writing to a String cannot fail. The space ends the number, and is no part of the text.
            let _ = write!(sortie, "\\{:x} ", u32::from(c));
        }
    }
    sortie
}

#[cfg(test)]
mod tests {
    use super::chaine;

    #[test]
    fn un_nom_ne_sort_pas_de_sa_chaine() {
        assert_eq!(chaine("Éa 1"), "\\c9 a 1");
        for hostile in ["\"}*{display:none}", "</style><script>", "\\", "\u{1b}[31m", "\n"] {
            let dit = chaine(hostile);
            assert!(!dit.contains(['"', '<', '>', '{', '}', '\u{1b}', '\n']), "{dit}");
        }
    }
}
