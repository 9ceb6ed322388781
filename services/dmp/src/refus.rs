//! Which findings refuse a message as a whole. The others are recorded, and the message goes on.

use segur_model::{Finding, Rule};
use segur_saml::vihf::REGLES;
use segur_saml::vihf::regles::{CERTIFICAT_SIGNATURE, PATIENT_CORPS, PATIENT_OID_CORPS};
use segur_xds::echange::{Corps, DmpLu};
use segur_xds::{psc, regles, regles_td};

use crate::fautes;

/// The first refusal among the findings on the VIHF and on the action. The rules of `tolerances` refuse nothing.
pub(crate) fn premier<'f>(lu: &DmpLu, constats: &'f [Finding], tolerances: &[String]) -> Option<(&'static str, &'f Finding)> {
    let patient = [PATIENT_CORPS.id, PATIENT_OID_CORPS.id, psc::PATIENT_CORPS.id];
    // The registry answers itself, with an error of its own, that the patient is another.
    let registre = matches!(lu.corps(), Corps::Lot(..) | Corps::Recherche(_) | Corps::MiseAJour(_));
    // Absent, it is told; wrong, nobody can tell what is asked.
    let sans_action = lu.adressage().action.as_deref().unwrap_or_default().is_empty();
    constats
        .iter()
        .filter(|c| !tolerances.contains(&c.rule))
        .filter(|c| !(registre && patient.contains(&c.rule.as_str())))
        .filter(|c| !(sans_action && c.rule == regles::ACTION.id))
        .find_map(|c| Some((sous_code(c)?, c)))
}

/// The refusal of what is no transaction of the DMP: subcode and rule.
pub(crate) fn etrangere(constats: &[Finding]) -> (&'static str, Option<&str>) {
    let retiree = [regles_td::RETIREE.id, regles_td::SUPPRESSION_IHE.id];
    let constat = constats.iter().find(|c| retiree.contains(&c.rule.as_str()));
    match constat {
        Some(c) => (fautes::RETIREE, Some(c.rule.as_str())),
        None => (fautes::ILLISIBLE, None),
    }
}

/// The rule on which a request is no message of the DMP.
pub(crate) fn illisible(constats: &[Finding]) -> Option<&str> {
    const REGLES: [Rule; 6] = [
        regles_td::LISIBLE,
        regles::MESSAGE_TYPE,
        regles::MESSAGE_LISIBLE,
        regles::MESSAGE_SERVICE,
        regles::TD02_LISIBLE,
        regles::LISIBLE,
    ];
    let constat = constats.iter().find(|c| REGLES.iter().any(|r| r.id == c.rule));
    constat.map(|c| c.rule.as_str())
}

/// The subcode of a finding that refuses a message as a whole.
fn sous_code(c: &Finding) -> Option<&'static str> {
    // An integrator saw them refused, or a gateway says one patient and the message another: the bench refuses too, and condemns nobody on them.
    if segur_xds::ACTEUR.iter().any(|r| r.id == c.rule) || psc::REFUSENT.iter().any(|r| r.id == c.rule) {
        return Some(fautes::VIHF);
    }
    if !c.is_error() {
        return None;
    }
    if c.rule == regles::ACTION.id {
        return Some(fautes::ACTION);
    }
    let du_vihf = REGLES.iter().any(|r| r.id == c.rule);
    du_vihf.then_some(if c.rule == CERTIFICAT_SIGNATURE.id {
        fautes::CERTIFICAT
    } else {
        fautes::VIHF
    })
}
