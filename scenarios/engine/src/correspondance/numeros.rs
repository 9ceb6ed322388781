//! Which scenario of the bench a number of a workbook is, and which exigence: scopes, aliases and the spellings of wave 1 are one number.

use std::collections::BTreeSet;

use segur_model::catalogue::{Catalogue, Requirement};
use segur_model::numero::cle;

/// What the number of a scenario is compared by: its own key, and that under each other name of its exigence (`SGL.INS.15.01` is
/// `INS/va1.28.01`).
pub fn cles_de_scenario(numero: &str, livres: &[Catalogue]) -> BTreeSet<String> {
    let sienne = cle(numero);
    let mut cles = BTreeSet::from([sienne.clone()]);
    for e in livres.iter().flat_map(|c| &c.exigences) {
        for alias in &e.alias {
            if let Some(reste) = sienne.strip_prefix(&cle(alias)).filter(|r| r.starts_with('.')) {
                cles.insert(format!("{}{reste}", cle(&e.id)));
            }
        }
    }
    cles
}

/// The keys of an exigence, under all its names.
fn cles_d_exigence(e: &Requirement) -> BTreeSet<String> {
    std::iter::once(&e.id).chain(&e.alias).map(|n| cle(n)).collect()
}

/// The exigences of a catalogue that are those of the bench: by their number, else under another of their names.
pub(super) fn exigences(du_banc: &[String], livres: &[Catalogue], catalogue: &Catalogue) -> Vec<String> {
    let mut trouvees: Vec<String> = Vec::new();
    for id in du_banc {
        let sienne = cle(id);
        let connue = livres.iter().find_map(|c| c.exigence(id));
        let autres = connue.map_or_else(|| BTreeSet::from([sienne.clone()]), cles_d_exigence);
        let trouvee = catalogue
            .exigences
            .iter()
            .find(|e| cle(&e.id) == sienne)
            .or_else(|| catalogue.exigences.iter().find(|e| !cles_d_exigence(e).is_disjoint(&autres)));
        if let Some(e) = trouvee.filter(|e| !trouvees.contains(&e.id)) {
            trouvees.push(e.id.clone());
        }
    }
    trouvees
}

/// The catalogues that ship for which a scenario of the bench is written.
pub(super) fn ecrit_pour<'c>(referentiel: &[String], livres: &'c [Catalogue]) -> impl Iterator<Item = &'c Catalogue> {
    livres.iter().filter(move |c| referentiel.contains(&c.code))
}
