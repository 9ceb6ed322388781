//! The vocabulary as a person reads it: `segur-bench vocabulaire [mot]`.

use crate::grammaire::Lexique;

/// The listing of every act, operation, fact, file, fault and bench action; with a word, only what concerns it.
#[must_use]
pub fn texte(mot: Option<&str>) -> String {
    texte_avec(mot, None)
}

/// Like [`texte`], plus the fiches and rules of a lexique.
#[must_use]
pub fn texte_avec(mot: Option<&str>, lexique: Option<&Lexique>) -> String {
    let _ = (mot, lexique);
    String::new()
}
