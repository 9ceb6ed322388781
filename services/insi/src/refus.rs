//! Which findings refuse a request, and by which fault.

use segur_insi_messages::regles;
use segur_model::{Finding, Rule};

use crate::fautes;

/// The first refusal among the findings, in the order in which the service would look: the message, the software, the rights, the
/// assertion, what is asked. The rules of `tolerances` refuse nothing.
pub(crate) fn premier<'f>(constats: &'f [Finding], tolerances: &[String]) -> Option<(&'static str, &'f Finding)> {
    let refus = constats
        .iter()
        .filter(|c| !tolerances.contains(&c.rule))
        .filter_map(|c| Some((code(c)?, c)));
    refus.min_by_key(|(code, _)| ORDRE.iter().position(|o| o == code))
}

const ORDRE: [&str; 12] = [
    fautes::ILLISIBLE,
    fautes::ACTION,
    fautes::CONTEXTE,
    fautes::IDAM,
    fautes::DROITS,
    fautes::PSC,
    fautes::ASSERTION,
    fautes::VERIFICATION,
    fautes::VITALE,
    fautes::TRAITS,
    fautes::ALPHABET,
    fautes::FORME,
];

/// Some of these rules are known second-hand, or are the bench's own caps: they warn, and the service refuses all the same, as the real
/// one is said to, or so that nobody takes a value out of its form for an unknown person.
const REFUS: [(Rule, &str); 30] = [
    (regles::ESPACE_DE_NOMS, fautes::ILLISIBLE),
    (regles::VITALE_ESPACE, fautes::ILLISIBLE),
    (regles::ACTION, fautes::ACTION),
    (regles::ACTION_HTTP, fautes::ACTION),
    (regles::MESSAGE_ID, fautes::CONTEXTE),
    (regles::CONTEXTE, fautes::CONTEXTE),
    (regles::CONTEXTE_VERSION, fautes::CONTEXTE),
    (regles::CONTEXTE_ID, fautes::CONTEXTE),
    (regles::CONTEXTE_TEMPS, fautes::CONTEXTE),
    (regles::COUVERTURE, fautes::CONTEXTE),
    (regles::LONGUEUR_CONTEXTE, fautes::CONTEXTE),
    (regles::IDAM, fautes::IDAM),
    (regles::IDAM_CONNU, fautes::IDAM),
    (regles::CERTIFICAT_CN, fautes::DROITS),
    (regles::EMETTEUR_STRUCTURE, fautes::DROITS),
    (regles::PSC, fautes::PSC),
    (regles::PREUVE_IDENTITE, fautes::ASSERTION),
    (regles::JETON_ETRANGER, fautes::ASSERTION),
    (regles::EMETTEUR_CARTE, fautes::ASSERTION),
    (segur_saml::regles::DUREE_VIE, fautes::ASSERTION),
    (regles::VITALE_ASSERTION_AGE, fautes::ASSERTION),
    (regles::VITALE_BENEFICIAIRE, fautes::VITALE),
    (regles::TRAITS, fautes::TRAITS),
    (regles::ALPHABET, fautes::ALPHABET),
    (regles::SEXE, fautes::FORME),
    (regles::DATE, fautes::FORME),
    (regles::LIEU, fautes::FORME),
    (regles::LONGUEUR, fautes::FORME),
    (regles::VITALE_MATRICULE, fautes::FORME),
    (regles::VITALE_RANG, fautes::FORME),
];

fn code(constat: &Finding) -> Option<&'static str> {
    let de_l_assertion = || constat.is_error() && segur_saml::REGLES.iter().any(|r| r.id == constat.rule);
    REFUS
        .iter()
        .find(|(regle, _)| regle.id == constat.rule)
        .map(|(_, code)| *code)
        .or_else(|| de_l_assertion().then_some(fautes::ASSERTION))
}
