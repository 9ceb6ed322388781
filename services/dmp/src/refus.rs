//! Which findings refuse a message as a whole. The others are recorded, and the message goes on.

use segur_model::Finding;

use crate::fautes;

/// The first refusal among the findings on the VIHF. The rules of `tolerances` refuse nothing. `lot` tells that the message carries a
/// lot: the registry answers itself that the patient is another.
pub(crate) fn premier<'f>(constats: &'f [Finding], tolerances: &[String], lot: bool) -> Option<(&'static str, &'f Finding)> {
    constats
        .iter()
        .filter(|c| c.rule.starts_with("vihf.") && c.is_error() && !tolerances.contains(&c.rule))
        .filter(|c| !(lot && c.rule == PATIENT))
        .map(|c| (sous_code(&c.rule), c))
        .next()
}

/// The patient of the VIHF is not that of the body.
pub(crate) const PATIENT: &str = "vihf.patient.corps";

/// The certificate that signs the VIHF is not one of signature.
const SIGNATURE: &str = "vihf.certificat.signature";

fn sous_code(regle: &str) -> &'static str {
    if regle == SIGNATURE { fautes::CERTIFICAT } else { fautes::VIHF }
}
