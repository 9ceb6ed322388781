//! Which findings refuse a request, and by which fault.

use segur_model::Finding;

use crate::fautes;

/// The first refusal among the findings, in the order in which the service would look: the software, the rights, the assertion, the
/// traits. The rules of `tolerances` refuse nothing.
pub(crate) fn premier<'f>(constats: &'f [Finding], tolerances: &[String]) -> Option<(&'static str, &'f Finding)> {
    let refus = constats
        .iter()
        .filter(|c| !tolerances.contains(&c.rule))
        .filter_map(|c| Some((code(c)?, c)));
    refus.min_by_key(|(code, _)| ORDRE.iter().position(|o| o == code))
}

const ORDRE: [&str; 6] = [
    fautes::ILLISIBLE,
    fautes::IDAM,
    fautes::DROITS,
    fautes::ASSERTION,
    fautes::TRAITS,
    fautes::ALPHABET,
];

fn code(constat: &Finding) -> Option<&'static str> {
    match constat.rule.as_str() {
        "insi.requete.espace-de-noms" => Some(fautes::ILLISIBLE),
        "insi.requete.idam" | "insi.requete.idam.connu" => Some(fautes::IDAM),
        "insi.requete.certificat.cn" | "insi.requete.emetteur.structure" => Some(fautes::DROITS),
        "insi.requete.preuve-identite" | "insi.requete.jeton-etranger" | "insi.requete.emetteur.carte" => Some(fautes::ASSERTION),
        "insi.requete.traits" => Some(fautes::TRAITS),
        "insi.requete.alphabet" => Some(fautes::ALPHABET),
        // The age of an assertion is a second-hand rule, which can only warn; the service refuses an old one all the same.
        "saml.ps.duree-vie" => Some(fautes::ASSERTION),
        regle if regle.starts_with("saml.ps.") && constat.is_error() => Some(fautes::ASSERTION),
        _ => None,
    }
}
