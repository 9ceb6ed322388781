//! `demo --documents`: the scenarios that send given documents, in place of those for which the témoin writes its own.

use std::path::{Path, PathBuf};

use segur_cda::Document;
use segur_dialecte::Lu;
use segur_engine::grammaire::{self, ast::Scenario};
use segur_model::World;
use serde_json::Value;

use super::campagne;
use crate::erreur::Erreur;

const MODELE: &str = include_str!("../../scenarios/modeles/document-fourni.yaml");

/// Most documents played.
const NOMBRE_MAX: usize = 500;
/// Longest document read.
const TAILLE_MAX: u64 = 10 * 1024 * 1024;

/// The documents of a folder, in the order of their names.
///
/// # Errors
/// The folder cannot be read, or holds no document, too many, or one that is too long.
pub fn chemins(dossier: &Path) -> Result<Vec<PathBuf>, Erreur> {
    let lire = |e: &std::io::Error| Erreur::fichier("lecture des documents", dossier, e);
    let mut chemins = Vec::new();
    for entree in std::fs::read_dir(dossier).map_err(|e| lire(&e))? {
        let chemin = entree.map_err(|e| lire(&e))?.path();
        if chemin.is_file() && chemin.extension().is_some_and(|e| e.eq_ignore_ascii_case("xml")) {
            chemins.push(chemin);
        }
    }
    if chemins.is_empty() || chemins.len() > NOMBRE_MAX {
        return Err(Erreur::dit(format!(
            "--documents {} : {} fichier(s) .xml, il en faut de 1 à {NOMBRE_MAX}",
            dossier.display(),
            chemins.len()
        )));
    }
    chemins.sort();
    for chemin in &chemins {
        let taille = std::fs::metadata(chemin).map_err(|e| Erreur::fichier("lecture", chemin, &e))?.len();
        if taille > TAILLE_MAX {
            return Err(Erreur::dit(format!("{} : plus de {TAILLE_MAX} octets", chemin.display())));
        }
    }
    Ok(chemins)
}

/// One scenario for each document, and those of the pack that write no report.
///
/// # Errors
/// A document cannot be read, or its scenario.
pub fn scenarios(pack: &str, chemins: &[PathBuf], monde: &World) -> Result<Vec<Scenario>, Erreur> {
    let mut textes = Vec::new();
    for (i, chemin) in chemins.iter().enumerate() {
        let octets = std::fs::read(chemin).map_err(|e| Erreur::fichier("lecture", chemin, &e))?;
        let nom = chemin.file_name().unwrap_or_default().to_string_lossy().into_owned();
        textes.push(scenario(i + 1, &nom, &octets, monde));
    }
    let fichiers: Vec<(&str, &str)> = textes.iter().map(|(nom, texte)| (nom.as_str(), texte.as_str())).collect();
    let lexique = campagne::lexique(monde)?;
    let mut scenarios = campagne::charge("--documents", grammaire::charger_textes(&fichiers, &lexique))?;
    scenarios.extend(campagne::pack(pack, &lexique)?.into_iter().filter(|s| !ecrit(s)));
    Ok(scenarios)
}

/// Whether a scenario has the candidate write a report.
fn ecrit(s: &Scenario) -> bool {
    s.etapes
        .iter()
        .any(|e| e.faire.as_ref().is_some_and(|f| f.acte == "valider-compte-rendu"))
}

fn scenario(rang: usize, nom: &str, octets: &[u8], monde: &World) -> (String, String) {
    let lu = Document::lire(octets, None);
    let fait = |nom: &str| lu.faits().valeurs(nom).first().map_or("", String::as_str);
    // By the matricule without its key: a wrong key is for the rules to find.
    let matricule = fait("cda.ins").get(..13).unwrap_or_default();
    let fiche = monde
        .patients
        .values()
        .find(|p| p.ins.as_ref().is_some_and(|i| i.matricule == matricule))
        .map(|p| p.fiche.as_str());
    let exigence = if fait("cda.niveau") == "N1" { "DOC/va1.27" } else { "DOC/va1.30" };
    let numero = format!("BENCH.DOC.{rang:03}");
    let titre = Value::from(format!("Document fourni : {}", nom.replace(['{', '}'], "_")));
    let texte = MODELE
        .replace("@NUMERO@", &numero)
        .replace("@EXIGENCE@", exigence)
        .replace("@FICHE@", fiche.unwrap_or("QUALIFIEE_SIMPLE"))
        .replace("@RANG@", &rang.to_string())
        .replace("@VERSEMENTS@", if fiche.is_some() { "1" } else { "0.." })
        .replace("@TITRE@", &titre.to_string());
    (format!("{numero}.yaml"), texte)
}
