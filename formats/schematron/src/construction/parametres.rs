//! Abstract patterns, with the parameters of those that are based on them.

use super::{TEXTE_MAX, TEXTES_MAX};
use crate::erreur::ErreurSchema;
use crate::source::{Contenu, Element};

/// An abstract pattern with its parameters replaced: plain text, in the order of declaration, in `test`, `context`, `select`, the
/// value of a variable, the path of a name, the documents of a pattern and in texts (the published pipeline, second pass; ISO
/// Schematron, 6.3).
pub(super) fn concretiser(e: &Element, parametres: &[(String, &str)], reste: &mut usize) -> Result<Element, ErreurSchema> {
    let mut concret = Element {
        nom: e.nom.clone(),
        attributs: Vec::with_capacity(e.attributs.len()),
        contenu: Vec::with_capacity(e.contenu.len()),
        fichier: e.fichier.clone(),
        ligne: e.ligne,
    };
    for (nom, valeur) in &e.attributs {
        let remplace = match nom.as_str() {
            "test" | "context" | "select" => true,
            "value" => e.nom == "let",
            "path" => e.nom == "name",
            "documents" => e.nom == "pattern",
            _ => false,
        };
        let valeur = if remplace {
            remplacer(valeur, parametres, reste, e)?
        } else {
            valeur.clone()
        };
        concret.attributs.push((nom.clone(), valeur));
    }
    for c in &e.contenu {
        concret.contenu.push(match c {
            Contenu::Texte(t) => Contenu::Texte(remplacer(t, parametres, reste, e)?),
            Contenu::Fragment(xml) => Contenu::Fragment(remplacer(xml, parametres, reste, e)?),
            Contenu::Element(e) => Contenu::Element(concretiser(e, parametres, reste)?),
        });
    }
    Ok(concret)
}

fn remplacer(t: &str, parametres: &[(String, &str)], reste: &mut usize, e: &Element) -> Result<String, ErreurSchema> {
    let trop = |max: usize| ErreurSchema::Borne {
        quoi: format!("{} : les paramètres font un texte de plus de {max} octets", e.ou()),
    };
    let mut texte = t.to_owned();
    for (nom, valeur) in parametres.iter().filter(|(n, _)| n.len() > 1) {
        let combien = texte.matches(nom.as_str()).count();
        if combien == 0 {
            continue;
        }
        // Before it is made: a few parameters that double each other would fill any memory.
        if (texte.len() - combien * nom.len()).saturating_add(combien.saturating_mul(valeur.len())) > TEXTE_MAX {
            return Err(trop(TEXTE_MAX));
        }
        texte = texte.replace(nom.as_str(), valeur);
    }
    *reste = reste.checked_sub(texte.len()).ok_or_else(|| trop(TEXTES_MAX))?;
    Ok(texte)
}
