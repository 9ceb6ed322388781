//! `schematron`: runs one Schematron schema over files; standard SVRL on demand.

use std::collections::BTreeSet;
use std::path::Path;

use segur_schematron::{Constat, Issue, Options, Rapport, Schema, svrl};

use crate::erreur::Erreur;

/// 0 when every assertion holds, 1 when some fail or a report says that it is an error, 2 when a file or the schema cannot be read,
/// nothing could be said of a test, or no rule is for anything that a document holds: nothing was judged, which is not good.
pub fn executer(schema: &Path, fichiers: &[std::path::PathBuf], sortie: Option<&Path>, phase: Option<&str>) -> Result<u8, Erreur> {
    let lu = Schema::charger_phase(schema, phase).map_err(|e| Erreur::dit(format!("{} : {e}", schema.display())))?;
    if let Some(dossier) = sortie {
        std::fs::create_dir_all(dossier).map_err(|e| Erreur::fichier("création", dossier, &e))?;
    }
    let mut code = 0;
    let mut rapports = Rapports {
        dossier: sortie,
        noms: BTreeSet::new(),
    };
    for fichier in fichiers {
        code = code.max(un_fichier(&lu, fichier, &mut rapports)?);
    }
    let (regles, controles) = lu.taille();
    let titre = match lu.titre() {
        "" => "Schéma".to_owned(),
        titre => titre.to_owned(),
    };
    segur_model::avertir!("{titre} : {}, {}.", compte(regles, "règle"), compte(controles, "assertion"));
    for a in lu.avertissements() {
        segur_model::avertir!("Schéma à reprendre : {a}");
    }
    Ok(code)
}

/// « 1 règle », « 2 règles ».
fn compte(combien: usize, quoi: &str) -> String {
    format!("{combien} {quoi}{}", if combien > 1 { "s" } else { "" })
}

/// Where reports are written, each under a name of its own.
struct Rapports<'a> {
    dossier: Option<&'a Path>,
    noms: BTreeSet<String>,
}

impl Rapports<'_> {
    /// Writes the report of a file: files of one name in several folders have each theirs.
    fn ecrire(&mut self, fichier: &Path, rapport: &Rapport) -> Result<(), Erreur> {
        let Some(dossier) = self.dossier else { return Ok(()) };
        let nu = match fichier.file_name() {
            Some(nom) if !super::check::est_entree(fichier) => nom.to_string_lossy().into_owned(),
            _ => "entree".to_owned(),
        };
        let mut nom = format!("{nu}.svrl.xml");
        let mut rang = 1;
        while !self.noms.insert(nom.clone()) {
            rang += 1;
            nom = format!("{nu}.{rang}.svrl.xml");
        }
        if rang > 1 {
            segur_model::avertir!("{} : son rapport est {nom}, un autre fichier a le même nom", fichier.display());
        }
        let chemin = dossier.join(nom);
        let octets = svrl::ecrire(rapport, &fichier.display().to_string()).map_err(|e| Erreur::fichier("écriture", &chemin, &e))?;
        std::fs::write(&chemin, octets).map_err(|e| Erreur::fichier("écriture", &chemin, &e))
    }
}

fn un_fichier(schema: &Schema, fichier: &Path, rapports: &mut Rapports<'_>) -> Result<u8, Erreur> {
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
    rapports.ecrire(fichier, &rapport)?;
    if rapport.regles() == 0 {
        dire!(
            "  rien n'est jugé : aucune règle ne s'applique à ce document. Le contexte des règles est-il dans son espace de noms{} ?",
            espace_de_noms(&octets).map(|e| format!(", {e}")).unwrap_or_default()
        );
    }
    Ok(match (rapport.echecs(), rapport.combien(Issue::NonEvalue)) {
        (0, 0) if rapport.regles() > 0 => 0,
        (0, _) => 2,
        _ => 1,
    })
}

/// That of the first element.
fn espace_de_noms(octets: &[u8]) -> Option<String> {
    let texte = segur_soap::decoder(octets).ok()?;
    let document = segur_soap::lire(&texte).ok()?;
    document.root_element().tag_name().namespace().map(ToOwned::to_owned)
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
