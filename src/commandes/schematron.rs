//! `schematron`: runs one Schematron schema over files; standard SVRL on demand.

use std::path::Path;

use segur_schematron::{Constat, Issue, Options, Rapport, Schema, svrl};

use crate::erreur::Erreur;

/// 0 when every assertion holds, 1 when some fail or a report says that it is an error, 2 when a file or the schema cannot be read, or nothing could be said of a test.
pub fn executer(schema: &Path, fichiers: &[std::path::PathBuf], sortie: Option<&Path>, phase: Option<&str>) -> Result<u8, Erreur> {
    let lu = Schema::charger_phase(schema, phase).map_err(|e| Erreur::dit(format!("{} : {e}", schema.display())))?;
    if let Some(dossier) = sortie {
        std::fs::create_dir_all(dossier).map_err(|e| Erreur::fichier("création", dossier, &e))?;
    }
    let mut code = 0;
    for fichier in fichiers {
        code = code.max(un_fichier(&lu, fichier, sortie)?);
    }
    let (regles, controles) = lu.taille();
    segur_model::avertir!("{} : {regles} règles, {controles} assertions.", lu.titre());
    for a in lu.avertissements() {
        segur_model::avertir!("Schéma à reprendre : {a}");
    }
    Ok(code)
}

fn un_fichier(schema: &Schema, fichier: &Path, sortie: Option<&Path>) -> Result<u8, Erreur> {
    let options = Options {
        fils: 0,
        ..Options::default()
    };
    let octets = match super::check::lire(fichier) {
        Ok(octets) => octets,
        Err(e) => {
            dire!("{} : illisible — {e}", fichier.display());
            return Ok(2);
        }
    };
    // A name alone is in the folder where the command runs.
    let dossier = fichier.parent().filter(|d| !d.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let rapport = match schema.valider_dans(&octets, Some(dossier), &options) {
        Ok(rapport) => rapport,
        Err(e) => {
            dire!("{} : illisible — {e}", fichier.display());
            return Ok(2);
        }
    };
    imprimer(fichier, &rapport);
    if let Some(dossier) = sortie {
        let nom = fichier.file_name().unwrap_or_default().to_string_lossy();
        let chemin = dossier.join(format!("{nom}.svrl.xml"));
        let octets = svrl::ecrire(&rapport, &fichier.display().to_string()).map_err(|e| Erreur::fichier("écriture", &chemin, &e))?;
        std::fs::write(&chemin, octets).map_err(|e| Erreur::fichier("écriture", &chemin, &e))?;
    }
    Ok(match (rapport.echecs(), rapport.combien(Issue::NonEvalue)) {
        (0, 0) => 0,
        (0, _) => 2,
        _ => 1,
    })
}

fn imprimer(fichier: &Path, rapport: &Rapport) {
    dire!(
        "{} : {} règle(s) appliquée(s), {} échec(s), {} signalement(s), {} non évaluée(s)",
        fichier.display(),
        rapport.regles(),
        rapport.combien(Issue::Echec),
        rapport.combien(Issue::Signalement),
        rapport.combien(Issue::NonEvalue)
    );
    for c in rapport.constats() {
        constat(c);
    }
}

fn constat(c: &Constat) {
    let signe = match c.issue {
        Issue::Echec => "échec",
        Issue::Signalement => "signalement",
        Issue::NonEvalue => "non évaluée",
    };
    let role = c.role.as_deref().map(|r| format!(" ({r})")).unwrap_or_default();
    let message: Vec<&str> = c.message.split_whitespace().collect();
    dire!("  {signe}{role} — {}", message.join(" "));
    let document = c.document.as_ref().map(|d| format!("{d} ")).unwrap_or_default();
    dire!("      {document}{}:{} {}", c.lieu.line, c.lieu.column, c.lieu.path);
    dire!("      test : {} ({})", c.test, c.ou);
    for (id, texte) in &c.diagnostics {
        let texte: Vec<&str> = texte.split_whitespace().collect();
        dire!("      diagnostic {id} : {}", texte.join(" "));
    }
    if let Some(cause) = &c.cause {
        dire!("      cause : {cause}");
    }
}
