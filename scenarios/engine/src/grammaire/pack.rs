//! A pack: every scenario of a folder, or of the program itself.

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::fs;
use std::io::Read;
use std::path::Path;

use segur_model::francais::systeme;

use super::ast::{Place, Scenario};
use super::charger;
use super::erreur::{ErreurScenario, court};
use super::lexique::Lexique;
use super::yaml::{Pos, TAILLE_MAX};

/// Files read of one folder, at most.
const FICHIERS_MAX: usize = 5_000;

/// Reads every `*.yaml` of a folder, sorted naturally by scenario number.
///
/// # Errors
/// Every error of every file; a file or a folder that cannot be read is one.
pub fn charger_pack(dossier: &Path, lexique: &Lexique) -> Result<Vec<Scenario>, Vec<ErreurScenario>> {
    let nom_du_dossier = dossier.display().to_string();
    let illisible = |e: &std::io::Error| {
        vec![erreur(
            &nom_du_dossier,
            format!("dossier illisible : {}", systeme(e)),
            "donnez le dossier des scénarios",
        )]
    };
    let mut fichiers = Vec::new();
    let mut erreurs = Vec::new();
    for entree in fs::read_dir(dossier).map_err(|e| illisible(&e))? {
        let chemin = entree.map_err(|e| illisible(&e))?.path();
        let nom = chemin.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
        match chemin.extension().and_then(|e| e.to_str()) {
            Some("yaml") if fichiers.len() < FICHIERS_MAX => fichiers.push((nom, chemin)),
            Some("yaml") => {
                return Err(vec![erreur(
                    &nom_du_dossier,
                    format!("plus de {FICHIERS_MAX} scénarios"),
                    "séparez-les en dossiers",
                )]);
            }
            Some("yml") => erreurs.push(erreur(
                &nom,
                "ce fichier ne serait pas lu".to_owned(),
                "les scénarios finissent par .yaml",
            )),
            _ => {}
        }
    }
    fichiers.sort();
    let mut textes = Vec::new();
    for (nom, chemin) in fichiers {
        match texte(&chemin) {
            Ok(texte) => textes.push((nom, texte)),
            Err(message) => erreurs.push(erreur(&nom, message, "vérifiez le fichier et ses droits")),
        }
    }
    let empruntes: Vec<(&str, &str)> = textes.iter().map(|(nom, texte)| (nom.as_str(), texte.as_str())).collect();
    match charger_textes(&empruntes, lexique) {
        Ok(scenarios) if erreurs.is_empty() => Ok(scenarios),
        Ok(_) => {
            erreurs.sort();
            Err(erreurs)
        }
        Err(autres) => {
            erreurs.extend(autres);
            erreurs.sort();
            Err(erreurs)
        }
    }
}

/// Like [`charger_pack`], for a pack embedded in the program: (file name, text).
///
/// # Errors
/// Every error of every file.
pub fn charger_textes(fichiers: &[(&str, &str)], lexique: &Lexique) -> Result<Vec<Scenario>, Vec<ErreurScenario>> {
    let mut scenarios: Vec<Scenario> = Vec::new();
    let mut erreurs = Vec::new();
    let mut numeros: BTreeMap<String, String> = BTreeMap::new();
    for (nom, texte) in fichiers {
        match charger(nom, texte, lexique) {
            Ok(scenario) => {
                if let Some(deja) = numeros.insert(scenario.numero.clone(), scenario.place.fichier.clone()) {
                    let message = format!("le scénario {} est déjà dans {deja}", court(&scenario.numero));
                    erreurs.push(ErreurScenario {
                        place: scenario.place,
                        message,
                        suggestion: Some("gardez-en un".to_owned()),
                    });
                } else {
                    scenarios.push(scenario);
                }
            }
            Err(siennes) => erreurs.extend(siennes),
        }
    }
    scenarios.sort_by(|a, b| ordre_naturel(&a.numero, &b.numero));
    if erreurs.is_empty() { Ok(scenarios) } else { Err(erreurs) }
}

fn erreur(fichier: &str, message: String, suggestion: &str) -> ErreurScenario {
    let Pos { ligne, colonne } = Pos::DEBUT;
    ErreurScenario {
        place: Place {
            fichier: fichier.to_owned(),
            ligne,
            colonne,
        },
        message,
        suggestion: Some(suggestion.to_owned()),
    }
}

/// The text of a scenario.
///
/// # Errors
/// The file cannot be read, or is too big (French).
// One byte more than the cap is enough for the reader to refuse the file.
pub fn texte(chemin: &Path) -> Result<String, String> {
    let illisible = |e: std::io::Error| format!("fichier illisible : {}", systeme(&e));
    let mut octets = Vec::new();
    let fichier = fs::File::open(chemin).map_err(illisible)?;
    fichier.take(TAILLE_MAX as u64 + 1).read_to_end(&mut octets).map_err(illisible)?;
    if octets.len() > TAILLE_MAX {
        return Err(format!("fichier trop gros : {} Kio au plus", TAILLE_MAX / 1024));
    }
    String::from_utf8(octets).map_err(|_| "le fichier n'est pas en UTF-8".to_owned())
}

/// Runs of digits compare as numbers: `va1.9` before `va1.10`.
fn ordre_naturel(a: &str, b: &str) -> Ordering {
    let (mut a, mut b) = (a, b);
    loop {
        let (morceau_a, reste_a) = couper(a);
        let (morceau_b, reste_b) = couper(b);
        let ordre = match (nombre(morceau_a), nombre(morceau_b)) {
            (Some(x), Some(y)) => x.cmp(&y).then_with(|| morceau_a.len().cmp(&morceau_b.len())),
            _ => morceau_a.cmp(morceau_b),
        };
        if ordre != Ordering::Equal || (reste_a.is_empty() && reste_b.is_empty()) {
            return ordre.then_with(|| a.cmp(b));
        }
        (a, b) = (reste_a, reste_b);
    }
}

/// The run of digits, or of anything else, that a text begins with, and the rest.
fn couper(texte: &str) -> (&str, &str) {
    let chiffres = texte.starts_with(|c: char| c.is_ascii_digit());
    let fin = texte.find(|c: char| c.is_ascii_digit() != chiffres).unwrap_or(texte.len());
    texte.split_at(fin)
}

fn nombre(morceau: &str) -> Option<u128> {
    morceau.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::ordre_naturel;

    #[test]
    fn ordre_des_numeros() {
        let mut numeros = [
            "INS/va1.28.10",
            "PSC.01",
            "INS/va1.9.01",
            "INS/va1.28.02",
            "DMP/va1.15",
            "INS/va1.28",
            "INS/va1.28.2",
        ];
        numeros.sort_by(|a, b| ordre_naturel(a, b));
        assert_eq!(
            numeros,
            [
                "DMP/va1.15",
                "INS/va1.9.01",
                "INS/va1.28",
                "INS/va1.28.2",
                "INS/va1.28.02",
                "INS/va1.28.10",
                "PSC.01"
            ]
        );
    }
}
