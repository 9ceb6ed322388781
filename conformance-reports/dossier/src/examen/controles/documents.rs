//! Sample documents.

use std::panic::{AssertUnwindSafe, catch_unwind};

use segur_dialecte::{Connu, Lu, nomme, seul};
use segur_model::{Environnement, Finding, Severity};
use segur_pdf::juger_nom;

use super::Issue;
use crate::examen::affaire::{Cadre, Piece, Preuve};
use crate::examen::lecture::Lue;
use crate::examen::regles::Regle;

pub(super) fn pdf_lisible(_: &Regle, _: &Cadre<'_>, _: &Preuve<'_>, p: &Piece<'_>) -> Issue {
    match &p.lue {
        Lue::Pdf { lu, .. } => lu.illisible().map_or(Issue::Tient, Issue::Manque),
        _ => Issue::Tient,
    }
}

pub(super) fn pdf_a1(_: &Regle, _: &Cadre<'_>, _: &Preuve<'_>, p: &Piece<'_>) -> Issue {
    let Lue::Pdf { lu, .. } = &p.lue else { return Issue::Tient };
    // One that cannot be read has a rule of its own.
    if lu.illisible().is_some() {
        return Issue::Tient;
    }
    let exige = ["pdf.a1".to_owned()];
    let constats = juger(lu.as_ref(), &exige);
    dire(constats, |_| true)
}

pub(super) fn cda_lisible(_: &Regle, _: &Cadre<'_>, _: &Preuve<'_>, p: &Piece<'_>) -> Issue {
    match &p.lue {
        Lue::Cda(document) => document.cda().err().map_or(Issue::Tient, |e| Issue::Manque(e.to_string())),
        _ => Issue::Tient,
    }
}

pub(super) fn cda_tient(r: &Regle, _: &Cadre<'_>, _: &Preuve<'_>, p: &Piece<'_>) -> Issue {
    match &p.lue {
        Lue::Cda(document) if document.cda().is_ok() => {
            let famille = |mots: &[String], f: &Finding| mots.iter().any(|m| nomme(m, &f.rule));
            dire(juger(document.as_ref(), &[]), |f| {
                (r.mots.is_empty() || famille(&r.mots, f)) && !famille(&r.sauf, f)
            })
        }
        // One that cannot be read has a rule of its own.
        _ => Issue::Tient,
    }
}

/// Judges alone; a check that stops is a fault of the bench, and says nothing of the document.
fn juger(lu: &dyn Lu, exige: &[String]) -> Option<Vec<Finding>> {
    let juger = || seul(Environnement::Test, |k, c| lu.juger(&Connu { exige, ..*k }, c));
    catch_unwind(AssertUnwindSafe(juger)).ok()
}

/// The errors say that it does not hold; what was not evaluated, that it is not known.
fn dire(constats: Option<Vec<Finding>>, vise: impl Fn(&Finding) -> bool) -> Issue {
    let Some(constats) = constats else {
        return Issue::NeSaitPas("le banc n'a pas su juger ce document".to_owned());
    };
    let de = |s: Severity| constats.iter().filter(move |f| f.severity == s);
    let erreurs: Vec<&Finding> = de(Severity::Error).filter(|f| vise(f)).collect();
    match erreurs.as_slice() {
        [] => de(Severity::NotEvaluated)
            .next()
            .map_or(Issue::Tient, |f| Issue::NeSaitPas(f.seen.clone())),
        [f] => Issue::Manque(phrase(f)),
        [f, autres @ ..] => Issue::Manque(format!("{} écarts, dont : {}", autres.len() + 1, phrase(f))),
    }
}

fn phrase(f: &Finding) -> String {
    format!("{} (attendu : {} ; vu : {})", f.dit.trim_end_matches('.'), f.expected, f.seen)
}

pub(super) fn nom_de_fichier(r: &Regle, _: &Cadre<'_>, preuve: &Preuve<'_>, p: &Piece<'_>) -> Issue {
    let regle = preuve.demande.nommage.as_str();
    if regle.is_empty() {
        return Issue::Tient;
    }
    if !r.mots.iter().any(|m| m == regle) {
        return Issue::NeSaitPas(format!("le banc ne connaît pas la règle de nommage {regle}"));
    }
    // The pack names every file anew: only the name that the candidate gave says something.
    let Some(nom) = p.nom else {
        return Issue::NeSaitPas(format!("nom d'origine inconnu : le candidat ne l'a pas dit (règle {regle})"));
    };
    match juger_nom(nom, None).as_slice() {
        [] => Issue::Tient,
        [f, ..] => Issue::Manque(format!("« {nom} » : attendu {} ; vu {}", f.expected, f.seen)),
    }
}
