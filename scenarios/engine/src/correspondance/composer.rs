//! What is played of an imported folder: its scenarios, merged with those of the bench where the text is known, and beside them where it is not.

use std::collections::BTreeSet;

use segur_model::catalogue::Catalogue;
use segur_model::numero::cle;

use super::CorrespondanceError;
use super::cote::a_cote;
use super::fusion::fondre;
use super::numeros::{cles_de_scenario, ecrit_pour};
use super::table::Table;
use crate::catalogues;
use crate::grammaire::ast::Scenario;

/// What is played, and how it came.
#[derive(Debug, Clone, Default)]
pub struct Composition {
    /// Every scenario, those of the workbook in their order, each followed by the one that stands beside it.
    pub scenarios: Vec<Scenario>,
    /// Numbers of the workbook that the bench plays in part by itself.
    pub fondus: Vec<String>,
    /// Scenarios of the bench that stand beside, and why (French).
    pub a_cote: Vec<(String, String)>,
}

/// Composes the scenarios of an imported catalogue with those that ship and of which `joue` says that they can be played.
///
/// # Errors
/// What ships cannot be used.
pub fn composer(
    catalogue: &Catalogue,
    importes: Vec<Scenario>,
    livres: &[Scenario],
    joue: &dyn Fn(&Scenario) -> bool,
) -> Result<Composition, CorrespondanceError> {
    let table = Table::livree()?;
    table.verifier(livres)?;
    let catalogues = catalogues::embarques().map_err(|e| CorrespondanceError::Illisible {
        nom: "catalogues livrés".to_owned(),
        cause: e.to_string(),
    })?;
    let mut livres: Vec<&Scenario> = livres.iter().filter(|s| joue(s)).collect();
    // A number may be in several packs: that of the couloir of the workbook comes first.
    livres.sort_by_key(|s| !ecrit_pour(&s.referentiel, &catalogues).any(|c| c.couloir == catalogue.couloir));
    let mut composition = Composition::default();
    let mut venus: BTreeSet<&str> = BTreeSet::new();
    for importe in importes {
        let cles = cles_de_scenario(&importe.numero, &catalogues);
        let banc = livres
            .iter()
            .copied()
            .find(|s| cles.contains(&cle(&s.numero)) && !venus.contains(s.numero.as_str()));
        let Some(banc) = banc else {
            composition.scenarios.push(importe);
            continue;
        };
        match reunir(&importe, banc, catalogue, &table) {
            Ok(fondu) => {
                venus.insert(&banc.numero);
                composition.fondus.push(importe.numero);
                composition.scenarios.push(fondu);
            }
            Err(pourquoi) => {
                composition.scenarios.push(importe);
                if let Some(s) = a_cote(banc, catalogue, &catalogues, &table) {
                    venus.insert(&banc.numero);
                    composition.a_cote.push((s.numero.clone(), pourquoi));
                    composition.scenarios.push(s);
                }
            }
        }
    }
    for banc in livres.iter().copied().filter(|s| s.numero.starts_with("BENCH.")) {
        if !venus.contains(banc.numero.as_str())
            && let Some(s) = a_cote(banc, catalogue, &catalogues, &table)
        {
            let pourquoi = "scénario propre au banc : le classeur n'a pas son numéro";
            composition.a_cote.push((s.numero.clone(), pourquoi.to_owned()));
            composition.scenarios.push(s);
        }
    }
    Ok(composition)
}

/// The two made one, or why they are not.
fn reunir(importe: &Scenario, banc: &Scenario, catalogue: &Catalogue, table: &Table) -> Result<Scenario, String> {
    let textes = catalogue.exigences.iter().flat_map(|e| &e.scenarios);
    let empreinte = textes
        .filter(|s| s.id == importe.numero)
        .map(|s| s.empreinte.as_str())
        .find(|e| !e.is_empty());
    let Some(empreinte) = empreinte else {
        return Err("le texte importé n'a pas d'empreinte : rien ne dit ce qu'il est".to_owned());
    };
    let Some(entree) = table.entree(&banc.numero, empreinte) else {
        return Err(format!("texte inconnu du banc (empreinte {empreinte})"));
    };
    if entree.etapes.is_empty() {
        return Err("texte connu : aucune de ses étapes n'est celle que joue le banc".to_owned());
    }
    if !table.vaut(entree, &catalogue.couloir) {
        return Err(format!(
            "texte connu, mais pour le couloir « {} » (celui du classeur est « couloir », en tête de referentiel.toml)",
            table.couloir
        ));
    }
    fondre(importe, banc, entree, catalogue)
}
