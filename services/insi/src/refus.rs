//! Which findings refuse a request, and by which fault.

use segur_insi_messages::regles;
use segur_model::{Finding, Rule};

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

/// Some of these rules are known second-hand: they warn, and the service refuses all the same, as the real one is said to.
const REFUS: [(Rule, &str); 11] = [
    (regles::ESPACE_DE_NOMS, fautes::ILLISIBLE),
    (regles::IDAM, fautes::IDAM),
    (regles::IDAM_CONNU, fautes::IDAM),
    (regles::CERTIFICAT_CN, fautes::DROITS),
    (regles::EMETTEUR_STRUCTURE, fautes::DROITS),
    (regles::PREUVE_IDENTITE, fautes::ASSERTION),
    (regles::JETON_ETRANGER, fautes::ASSERTION),
    (regles::EMETTEUR_CARTE, fautes::ASSERTION),
    (segur_saml::regles::DUREE_VIE, fautes::ASSERTION),
    (regles::TRAITS, fautes::TRAITS),
    (regles::ALPHABET, fautes::ALPHABET),
];

fn code(constat: &Finding) -> Option<&'static str> {
    let de_l_assertion = || constat.is_error() && segur_saml::REGLES.iter().any(|r| r.id == constat.rule);
    REFUS
        .iter()
        .find(|(regle, _)| regle.id == constat.rule)
        .map(|(_, code)| *code)
        .or_else(|| de_l_assertion().then_some(fautes::ASSERTION))
}
