//! The name under which the archive is attached to the mail.

use segur_model::{Finding, Location};

use super::refus::montrer;
use super::regles;

/// Judges the name of the attached archive. Official texts write both `IHE_XDM.ZIP` and `IHE_XDM.zip`: case does not count.
#[must_use]
pub fn juger_nom(nom: &str) -> Vec<Finding> {
    if nom.eq_ignore_ascii_case("IHE_XDM.ZIP") {
        return Vec::new();
    }
    vec![regles::NOM.finding(Location::path("nom de la pièce jointe"), "IHE_XDM.ZIP", montrer(nom.as_bytes()))]
}
