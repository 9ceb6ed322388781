//! What comes next: chapters, and who must still deliver.

use std::fmt::Write as _;

use super::net;
use crate::bilan::familles;
use crate::examen::resultat::{ChapitreExamine, Examen, Livraison};
use crate::recit::{self, compte};

/// Chapters: those that can be submitted, and what the others miss.
pub(super) fn chapitres(t: &mut String, e: &Examen) {
    if e.chapitres.is_empty() {
        return;
    }
    let (complets, incomplets): (Vec<&ChapitreExamine>, Vec<&ChapitreExamine>) = e.chapitres.iter().partition(|c| c.complet);
    t.push_str("\nCHAPITRES (un chapitre n'est examiné qu'une fois complet)\n");
    match complets.as_slice() {
        [] => t.push_str("  Aucun n'est complet.\n"),
        _ => {
            let _ = writeln!(t, "  {} à soumettre :", compte(complets.len(), "complet", "complets"));
            for c in complets {
                let suite = match c.reviendraient {
                    0 => String::new(),
                    n => format!(", dont {} à reprendre d'abord", compte(n, "preuve", "preuves")),
                };
                let _ = writeln!(t, "    {} : {}{suite}", net(&c.nom), compte(c.preuves, "preuve", "preuves"));
            }
        }
    }
    if incomplets.is_empty() {
        return;
    }
    let _ = writeln!(t, "  {} :", compte(incomplets.len(), "incomplet", "incomplets"));
    for c in incomplets {
        let _ = writeln!(t, "    {} : {}", net(&c.nom), manque(e, c));
    }
}

/// « 8 preuves manquent sur 9 (CNDA 3, éditeur 5) »
fn manque(e: &Examen, c: &ChapitreExamine) -> String {
    let siennes = |l: &Livraison| c.manquent.iter().filter(|m| m.par == l.id).count();
    let parts: Vec<String> = e
        .livraisons
        .iter()
        .map(|l| (l, siennes(l)))
        .filter(|(_, n)| *n > 0)
        .map(|(l, n)| format!("{} {n}", net(&l.court)))
        .collect();
    let n = compte(c.manquent.len(), "preuve manque", "preuves manquent");
    format!("{n} sur {} ({})", c.preuves, parts.join(", "))
}

/// Who must still deliver, by exigence, in the order in which to begin.
pub(super) fn livraisons(t: &mut String, e: &Examen) {
    if e.livraisons.is_empty() {
        return;
    }
    t.push_str("\nQUI DOIT ENCORE LIVRER (à lancer dans cet ordre : sans délai publié, puis le plus long, puis vous)\n");
    t.push_str("  Par exigence ; entre parenthèses, le nombre de preuves quand il y en a plusieurs.\n");
    for l in &e.livraisons {
        let _ = writeln!(
            t,
            "  {} : {}.{}",
            recit::phrase(&net(&l.nom)),
            compte(l.preuves.len(), "preuve", "preuves"),
            delai(l)
        );
        let conseil = if l.conseil.is_empty() {
            String::new()
        } else {
            format!(" ; {}", net(&l.conseil))
        };
        let _ = writeln!(t, "    {}{conseil}.", recit::phrase(&net(&l.quoi)));
        for (famille, numeros) in par_exigence(e, l) {
            let _ = writeln!(t, "    {famille:<10} {numeros}");
        }
    }
    for l in &e.ensuite {
        let _ = writeln!(t, "  Ensuite, {} : {}.{}", net(&l.nom), net(&l.quoi), delai(l));
    }
}

fn delai(l: &Livraison) -> String {
    match (l.jours, l.delai.as_str()) {
        (Some(_), dit) => format!(" Délai : {}.", net(dit)),
        (None, "") => String::new(),
        (None, dit) => format!(" {}.", recit::phrase(&net(dit))),
    }
}

/// The exigences of the proofs that somebody owes, by family: `INS/va1.` and `28(2) 41`.
fn par_exigence(e: &Examen, l: &Livraison) -> Vec<(String, String)> {
    let mut comptees: Vec<(&str, usize)> = Vec::new();
    for p in e.preuves.iter().filter(|p| p.par.as_deref() == Some(&l.id)) {
        match comptees.iter_mut().find(|(deja, _)| *deja == p.exigence) {
            Some((_, n)) => *n += 1,
            None => comptees.push((&p.exigence, 1)),
        }
    }
    let combien = |famille: &str, numero: &str| {
        comptees
            .iter()
            .find(|(x, _)| x.strip_prefix(famille) == Some(numero))
            .map_or(1, |(_, n)| *n)
    };
    familles(comptees.iter().map(|(x, _)| *x))
        .into_iter()
        .map(|(famille, numeros)| {
            let dits: Vec<String> = numeros
                .iter()
                .map(|n| match combien(famille, n) {
                    1 => net(n),
                    k => format!("{}({k})", net(n)),
                })
                .collect();
            (net(famille), dits.join(" "))
        })
        .collect()
}
