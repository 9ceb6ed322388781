//! What an import says: to a person, to a program, and in its folder.

use std::path::Path;

use segur_rem::{Changements, Ecart, Import};
use serde_json::json;

use super::Reconnu;

/// Slips shown on the terminal.
const MONTRES: usize = 10;
/// Numbers quoted of a change.
const CITES: usize = 6;

/// The form of the contract.
pub(super) fn json(i: &Import, r: &Reconnu) -> serde_json::Value {
    let glissements: Vec<_> = i
        .glissements
        .iter()
        .map(|g| json!({ "cellule": g.cellule, "dit": g.dit }))
        .collect();
    let detail: Vec<_> = i
        .scenarios
        .iter()
        .map(|s| {
            let preuves: Vec<_> = s.preuves.iter().map(|p| json!({ "numero": p.id, "genres": p.natures })).collect();
            json!({ "scenario": s.numero, "etapes": s.etapes, "preuves": preuves })
        })
        .collect();
    json!({
        "referentiel": i.catalogue.code,
        "exigences": i.catalogue.exigences.len(),
        "scenarios": i.scenarios.len(),
        "etapes": i.etapes(),
        "preuves": i.preuves(),
        "reconnues": r.exigences,
        "automatiques": r.scenarios,
        "glissements": glissements,
        "detail": detail,
    })
}

/// For a person.
pub(super) fn texte(i: &Import, r: &Reconnu, dans: &Path, change: Option<&Changements>, gardes: &[String]) {
    dire!("{} : {}, feuille « {} »", i.catalogue.code, i.forme.libelle(), i.feuille);
    dire!(
        "  {}, {}, {}, {}",
        compte(i.catalogue.exigences.len(), "exigence"),
        compte(i.scenarios.len(), "scénario"),
        compte(i.etapes(), "étape"),
        compte(i.preuves(), "preuve")
    );
    dire!(
        "  dont {} que le banc connaît, et {} dont il connaît le texte et joue lui-même une partie",
        compte(r.exigences, "exigence"),
        compte(r.scenarios, "scénario")
    );
    if r.a_cote > 0 {
        dire!(
            "  {} du banc {} à côté, sans jamais s'y mêler : le texte n'en est pas connu, ou n'est pas ce qu'il joue",
            compte(r.a_cote, "scénario"),
            if r.a_cote > 1 { "se tiennent" } else { "se tient" }
        );
    }
    if !i.glissements.is_empty() {
        dire!(
            "\n{} du classeur, lu{} quand même :",
            compte(i.glissements.len(), "glissement"),
            pluriel(i.glissements.len())
        );
        for g in i.glissements.iter().take(MONTRES) {
            dire!("  {} : {}", g.cellule, g.dit);
        }
        if i.glissements.len() > MONTRES {
            dire!(
                "  … et {} de plus dans {}",
                i.glissements.len() - MONTRES,
                dans.join("glissements.tsv").display()
            );
        }
    }
    if let Some(c) = change {
        let lignes: Vec<String> = [("exigences", &c.exigences), ("scénarios", &c.scenarios), ("preuves", &c.preuves)]
            .into_iter()
            .filter(|(_, e)| !e.est_nul())
            .map(|(quoi, e)| format!("  {quoi} : {}", ecart(e)))
            .collect();
        if lignes.is_empty() {
            dire!("\nRien n'a changé depuis l'import précédent.");
        } else {
            dire!("\nDepuis l'import précédent :\n{}", lignes.join("\n"));
        }
    }
    for g in gardes {
        dire!(
            "\nVous aviez changé un fichier de l'import : votre version est dans {}",
            dans.join(g).display()
        );
    }
    dire!(
        "\nÉcrit dans {} (LISEZMOI.md dit ce que c'est). Le texte du classeur ne va pas ailleurs.",
        dans.display()
    );
    dire!(
        "Ensuite : relisez les glissements et les scénarios, puis jouez-les : segur-bench run --candidat candidat.toml --referentiel {}",
        dans.display()
    );
    dire!("Un candidat.toml de trois lignes suffit : [produit], nom et version (docs/guide/jouer-son-classeur.md).");
}

fn ecart(e: &Ecart) -> String {
    [
        ("de plus", &e.ajoutes),
        ("de moins", &e.retires),
        ("au texte changé", &e.reformules),
    ]
    .into_iter()
    .filter(|(_, n)| !n.is_empty())
    .map(|(dit, n)| {
        let cites: Vec<&str> = n.iter().take(CITES).map(String::as_str).collect();
        let suite = if n.len() > CITES { ", …" } else { "" };
        format!("{} {dit} ({}{suite})", n.len(), cites.join(", "))
    })
    .collect::<Vec<_>>()
    .join(" ; ")
}

fn compte(n: usize, quoi: &str) -> String {
    format!("{n} {quoi}{}", pluriel(n))
}

fn pluriel(n: usize) -> &'static str {
    if n > 1 { "s" } else { "" }
}

/// The slips, one a line.
pub(super) fn tsv(i: &Import) -> String {
    let lignes = i.glissements.iter().map(|g| format!("{}\t{}\n", champ(&g.cellule), champ(&g.dit)));
    std::iter::once("cellule\tglissement\n".to_owned()).chain(lignes).collect()
}

/// A field that a spreadsheet does not take for a formula, nor for two.
fn champ(t: &str) -> String {
    let t = t.replace(['\t', '\n', '\r'], " ");
    if t.starts_with(['=', '+', '-', '@']) { format!("'{t}") } else { t }
}

/// What the folder says of itself.
pub(super) fn lisezmoi(i: &Import, nom: &str, dans: &Path) -> String {
    format!(
        "# {code}\n\n\
         Ce dossier a été écrit par `segur-bench import {nom}` (feuille « {feuille} »).\n\n\
         - `referentiel.toml` : les {exigences} exigences du classeur, leurs scénarios et leurs preuves, avec leur texte ;\n\
         - `scenarios/` : un scénario guidé par numéro ({scenarios}), à relire et à corriger : `ecrire-un-scenario.md` dit comment. Une étape porte le \
         numéro que le texte lui donne, sinon son rang ; ce qui est à savoir avant (objectif, prérequis, modalités de test) est sous `contexte` ;\n\
         - `fiches.toml` : quelle personne du monde fictif prendre, d'après ce que dit un texte. Modifiez-le, il dit comment : votre version reste à chaque import ;\n\
         - `glissements.tsv` : ce que le classeur a d'anormal, cellule par cellule, et ce que l'import en a fait ;\n\
         - `lignes.json` : toutes les lignes de la feuille, telles que lues, colonnes que le banc ne lit pas comprises (commentaire, criticité, ordre, \
         notes…) ; `segur-bench export` en refait le classeur, dans sa forme ou dans l'autre. Ne le modifiez pas : importez de nouveau ;\n\
         - `import.json` : ce que l'import a écrit. Il sert au prochain.\n\n\
         Un numéro qui commence par `BENCH.`, ou finit par « (2) », est du banc : le classeur n'en donnait pas, ou le donnait deux fois.\n\n\
         Importer de nouveau dans `{dans}` remplace ces fichiers et dit ce qui a changé. Les vôtres y restent ; ceux de l'import que vous avez modifiés sont mis \
         de côté dans `gardes/`.\n\n\
         Le texte officiel est celui du classeur : il reste dans ce dossier et dans vos rapports. Le banc n'en garde rien, et n'en envoie rien.\n\n\
         Ce qui est constaté ici n'est pas un verdict : l'examen appartient à l'ANS.\n",
        code = i.catalogue.code,
        feuille = i.feuille,
        exigences = i.catalogue.exigences.len(),
        scenarios = i.scenarios.len(),
        dans = dans.display(),
    )
}
