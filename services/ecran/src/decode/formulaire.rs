//! Forms, and the signed tokens in them.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::Rang;

/// A form, one row a field; what is a token is read below it.
pub(super) fn rangs(texte: &str) -> Vec<Rang> {
    let champs: Vec<(String, String)> = serde_urlencoded::from_str(texte).unwrap_or_default();
    champs
        .iter()
        .flat_map(|(nom, valeur)| std::iter::once(Rang::nouveau(0, format!("{nom} = {valeur}"))).chain(jeton(nom, valeur)))
        .collect()
}

/// What a compact signed token says; nothing when it is none.
pub(super) fn jeton(nom: &str, valeur: &str) -> Vec<Rang> {
    let morceaux: Vec<&str> = valeur.split('.').collect();
    let [tete, charge, _] = morceaux[..] else { return Vec::new() };
    let lit = |m: &str| -> Option<serde_json::Value> { serde_json::from_slice(&URL_SAFE_NO_PAD.decode(m).ok()?).ok() };
    let (Some(tete), Some(charge)) = (lit(tete), lit(charge)) else {
        return Vec::new();
    };
    let titre = Rang::nouveau(0, format!("— {nom}, décodé (signature non vérifiée ici) :"));
    let textes = [format!("{tete:#}"), format!("{charge:#}")];
    std::iter::once(titre)
        .chain(textes.iter().flat_map(|t| t.lines()).map(|l| Rang::nouveau(1, l)))
        .collect()
}
