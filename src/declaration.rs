//! The declaration of a candidate, read before anything is played: a fact, an act or a value that nothing knows is a slip, and a slip
//! silently drops what it should add.

use std::path::Path;

use segur_engine::grammaire::ast::Scenario;
use segur_engine::moteur::declare::{faits_connus, valeurs_dites};
use segur_model::candidat::{Candidat, ReglagePilote};
use segur_model::francais::suggerer;
use segur_model::vocabulaire::{self, ACTES};
use segur_tous::OPERATIONS;

use crate::erreur::Erreur;

/// Reads `candidat.toml`.
///
/// # Errors
/// The file cannot be read.
pub fn lire(chemin: &Path) -> Result<Candidat, Erreur> {
    let texte = std::fs::read_to_string(chemin).map_err(|e| Erreur::fichier("lecture de la déclaration du candidat", chemin, &e))?;
    toml::from_str(&texte).map_err(|e| {
        Erreur::dit(format!(
            "déclaration du candidat illisible ({}) : {}. Voir docs/actes.md.",
            chemin.display(),
            crate::francais::toml(&texte, &e)
        ))
    })
}

/// Holds a declaration to what the scenarios and the vocabulary know.
///
/// # Errors
/// Every slip, each with what was probably meant.
pub fn verifier(candidat: &Candidat, scenarios: &[Scenario]) -> Result<(), Erreur> {
    let mut fautes = Vec::new();
    let p = &candidat.produit;
    for (cle, valeur) in [("nom", &p.nom), ("version", &p.version), ("editeur", &p.editeur), ("nil", &p.nil)] {
        if valeur.chars().any(segur_model::texte::dangereux) {
            fautes.push(format!(
                "[produit] {cle} : contient des caractères de commande ou de sens d'écriture, que chaque page du dossier montrerait ; retirez-les"
            ));
        }
    }
    let connus = faits_connus(scenarios);
    for (fait, valeur) in &candidat.faits {
        let Some(valeurs) = connus.get(fait.as_str()) else {
            fautes.push(format!(
                "[faits] {fait} : aucun scénario ne demande ce fait{}",
                suggerer(fait, connus.keys().copied())
            ));
            continue;
        };
        for v in valeurs_dites(valeur) {
            if !valeurs.contains(v.as_str()) {
                fautes.push(format!(
                    "[faits] {fait} : « {v} » n'est pas une valeur connue ; les valeurs connues sont {}",
                    valeurs.iter().copied().collect::<Vec<_>>().join(", ")
                ));
            }
        }
    }
    for acte in candidat.pilotes.iter().flat_map(actes) {
        if vocabulaire::acte(acte).is_none() {
            fautes.push(format!(
                "[[pilotes]] actes : « {acte} » n'est pas un acte{}",
                suggerer(acte, ACTES.iter().map(|a| a.nom))
            ));
        }
    }
    for o in &candidat.arriere_plan {
        if !OPERATIONS.iter().any(|x| x.nom == o) {
            fautes.push(format!(
                "arriere_plan : « {o} » n'est pas une opération{}",
                suggerer(o, OPERATIONS.iter().map(|o| o.nom))
            ));
        }
    }
    if fautes.is_empty() {
        return Ok(());
    }
    Err(Erreur::dit(format!(
        "la déclaration du candidat a {} erreur(s) :\n  {}",
        fautes.len(),
        fautes.join("\n  ")
    )))
}

fn actes(p: &ReglagePilote) -> &[String] {
    match p {
        ReglagePilote::Http { actes, .. } | ReglagePilote::Commande { actes, .. } | ReglagePilote::Manuel { actes } => actes,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn candidat(suite: &str) -> Candidat {
        toml::from_str(&format!("{suite}\n[produit]\nnom = \"X\"\nversion = \"1\"\n")).unwrap()
    }

    #[test]
    fn a_product_is_named_without_commands_of_a_terminal() {
        let nomme: Candidat = toml::from_str("[produit]\nnom = \"X\\u001B[31m\"\nversion = \"1\"\n").unwrap();
        assert!(verifier(&nomme, &[]).unwrap_err().to_string().contains("[produit] nom"));
    }

    #[test]
    fn slips_are_told_with_what_was_meant() {
        assert!(verifier(&candidat("faits = { horloge = \"oui\" }"), &[]).is_ok());
        for (declaration, dits) in [
            ("faits = { horlogee = \"oui\" }", ["horlogee", "« horloge »"]),
            ("faits = { horloge = \"peut-être\" }", ["peut-être", "non, oui"]),
            (
                "pilotes = [{ type = \"manuel\", actes = [\"chercher-ins\"] }]",
                ["chercher-ins", "« rechercher-ins »"],
            ),
            (
                "arriere_plan = [\"psc.introspecton\"]",
                ["psc.introspecton", "« psc.introspection »"],
            ),
        ] {
            let e = verifier(&candidat(declaration), &[]).unwrap_err().to_string();
            assert!(dits.iter().all(|d| e.contains(d)), "{declaration} : {e}");
        }
    }
}
