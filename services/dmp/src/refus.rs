//! Which findings refuse a message as a whole. The others are recorded, and the message goes on.

use segur_model::{Finding, Rule};
use segur_saml::vihf::REGLES;
use segur_saml::vihf::regles::{CERTIFICAT_SIGNATURE, PATIENT_CORPS, PATIENT_OID_CORPS};
use segur_xds::regles;

use crate::fautes;

/// The first refusal among the findings on the VIHF. The rules of `tolerances` refuse nothing. `lot` tells that the message carries a
/// lot: the registry answers itself that the patient is another.
pub(crate) fn premier<'f>(constats: &'f [Finding], tolerances: &[String], lot: bool) -> Option<(&'static str, &'f Finding)> {
    constats
        .iter()
        .filter(|c| c.is_error() && !tolerances.contains(&c.rule))
        .filter(|c| REGLES.iter().any(|r| r.id == c.rule))
        .filter(|c| !(lot && [PATIENT_CORPS.id, PATIENT_OID_CORPS.id].contains(&c.rule.as_str())))
        .map(|c| (sous_code(&c.rule), c))
        .next()
}

/// The rule on which a request is no message of the DMP.
pub(crate) fn illisible(constats: &[Finding]) -> Option<&str> {
    const REGLES: [Rule; 5] = [
        regles::MESSAGE_TYPE,
        regles::MESSAGE_LISIBLE,
        regles::MESSAGE_SERVICE,
        regles::TD02_LISIBLE,
        regles::LISIBLE,
    ];
    let constat = constats.iter().find(|c| REGLES.iter().any(|r| r.id == c.rule));
    constat.map(|c| c.rule.as_str())
}

fn sous_code(regle: &str) -> &'static str {
    if regle == CERTIFICAT_SIGNATURE.id {
        fautes::CERTIFICAT
    } else {
        fautes::VIHF
    }
}
