//! The forms of what is asked.

use std::collections::BTreeSet;

/// Long enough, and not one character over and over: what a one-exchange look can tell.
pub(super) fn imprevisible(valeur: &str) -> bool {
    let differents: BTreeSet<char> = valeur.chars().collect();
    valeur.chars().count() >= 16 && differents.len() >= 6
}

/// `00` to `99`.
#[must_use]
pub fn deux_chiffres(texte: &str) -> bool {
    texte.len() == 2 && texte.bytes().all(|o| o.is_ascii_digit())
}

/// The form of a national identifier of a person. Keys are not looked at: published test identities break them.
#[must_use]
pub fn identifiant_national(texte: &str) -> bool {
    let chiffres = |t: &str, n: usize| t.len() == n && t.bytes().all(|o| o.is_ascii_digit());
    let edit = texte.strip_prefix("ANS").is_some_and(|s| chiffres(s, 14));
    let structure = || {
        let (tete, interne) = texte.split_once('/')?;
        let forme = tete.starts_with(['1', '3', '4', '5', '6'])
            && (9..=16).contains(&tete.len())
            && tete.bytes().all(|o| o.is_ascii_alphanumeric());
        Some(forme && !interne.is_empty() && interne.len() <= 60)
    };
    edit || texte.strip_prefix('8').is_some_and(|s| chiffres(s, 11))
        || texte
            .strip_prefix('0')
            .is_some_and(|s| s.len() == 9 && s.bytes().all(|o| o.is_ascii_alphanumeric()))
        || structure().unwrap_or(false)
}
