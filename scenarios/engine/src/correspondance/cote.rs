//! A scenario of the bench beside the imported one: nobody compared its text, so it answers no proof.

use segur_model::catalogue::Catalogue;

use super::CorrespondanceError;
use super::numeros::{ecrit_pour, exigences};
use super::table::Table;
use crate::catalogues;
use crate::grammaire::ast::Scenario;

/// The scenario of the bench, played for the imported catalogue beside its own; `None` when it must not be: it serves no exigence of it, plays
/// nothing by itself, or was written for another couloir or a later wave, where a number may mean something else.
///
/// # Errors
/// What ships cannot be used.
pub fn cote_a_cote(banc: &Scenario, catalogue: &Catalogue) -> Result<Option<Scenario>, CorrespondanceError> {
    let livres = catalogues::embarques().map_err(|e| CorrespondanceError::Illisible {
        nom: "catalogues livrés".to_owned(),
        cause: e.to_string(),
    })?;
    let table = Table::livree()?;
    Ok(a_cote(banc, catalogue, &livres, &table))
}

pub(super) fn a_cote(banc: &Scenario, catalogue: &Catalogue, livres: &[Catalogue], table: &Table) -> Option<Scenario> {
    let joue = banc.etapes.iter().any(|e| !e.guidee());
    if !joue || !(du_couloir(banc, catalogue, livres) || connu(banc, catalogue, table)) {
        return None;
    }
    let exigences = exigences(&banc.exigences, livres, catalogue);
    if exigences.is_empty() {
        return None;
    }
    let mut a_cote = banc.clone();
    for etape in &mut a_cote.etapes {
        etape.preuves.clear();
    }
    // The pieces that go must not change which étapes only prepare.
    let voulus: Vec<Option<bool>> = banc.prealables().into_iter().map(Some).collect();
    a_cote.tenir_prealables(&voulus);
    a_cote.numero = format!("BANC.{}", banc.numero);
    a_cote.titre = format!("Scénario du banc : {}", banc.titre);
    a_cote.referentiel = vec![catalogue.code.clone()];
    a_cote.exigences = exigences;
    a_cote.profil = banc.profil.clone().filter(|p| catalogue.exigences.iter().any(|e| e.profil == *p));
    Some(a_cote)
}

/// Written for the couloir of the workbook, and for no later wave.
fn du_couloir(banc: &Scenario, catalogue: &Catalogue, livres: &[Catalogue]) -> bool {
    let connue = catalogue.vague != 0;
    ecrit_pour(&banc.referentiel, livres).any(|c| c.couloir == catalogue.couloir && (!connue || c.vague <= catalogue.vague))
}

/// Whether the catalogue holds a text that the table knows under the number of this scenario, and for this couloir if it has one: the acts of
/// a laboratory are not those of others.
fn connu(banc: &Scenario, catalogue: &Catalogue, table: &Table) -> bool {
    let textes = catalogue.exigences.iter().flat_map(|e| &e.scenarios);
    textes
        .filter_map(|s| table.entree(&banc.numero, &s.empreinte))
        .any(|e| catalogue.couloir.is_empty() || table.vaut(e, &catalogue.couloir))
}
