//! Documents judged by their dialect: what holds against the rules of a format becomes a note, under the id of the rule.

use std::panic::{AssertUnwindSafe, catch_unwind};

use bytes::Bytes;
use segur_dialecte::Source;
use segur_model::catalogue::NaturePreuve;
use segur_model::{Environnement, Finding, Severity};

use super::contenu::Lecture;
use super::{Note, note, tableau};
use crate::examen::Consequence;
use crate::examen::lecture::Lue;

/// Most findings told of one document: the others are counted.
const MAX_CONSTATS: usize = 20;

pub(super) fn juger(nature: NaturePreuve, nom: &str, lecture: &Lecture<'_>, notes: &mut Vec<Note>) {
    if est_tableau(nom, lecture) {
        tableau::juger(&lecture.entier, notes);
    }
    if nature != NaturePreuve::SampleDocument && nature != NaturePreuve::SmtpSource {
        return;
    }
    if let Some(quoi) = sans_juge(lecture, nature) {
        notes.push(sans_regles(quoi));
        return;
    }
    let octets = Bytes::copy_from_slice(&lecture.entier);
    // A check that stops is a fault of the bench, and says nothing of the document.
    let lu = catch_unwind(AssertUnwindSafe(|| {
        let (_, lu) = segur_tous::lire(&Source::fichier(None, &octets))?;
        match lu.illisible() {
            // A rule of the examination says it of a CDA and of a PDF.
            Some(raison) => Some(Err(raison)),
            None => Some(Ok(lu.constats_seuls(Environnement::Test))),
        }
    }));
    match lu {
        Ok(Some(Ok(constats))) => dire(&constats, notes),
        Ok(Some(Err(raison))) if matches!(lecture.lue, Lue::Zip) => notes.push(note(
            "depot.document.archive",
            "Une archive donnée en exemple est une archive IHE_XDM.",
            Consequence::NeSaitPas,
            raison,
            "`segur-bench check xdm` dit ce qui manque ; une archive d'un autre genre est à vérifier par une personne.",
        )),
        Ok(None) => notes.push(sans_regles(&lecture.lue.dit())),
        Ok(_) => {}
        Err(_) => notes.push(note(
            "depot.document.panne",
            "Un document est jugé par les règles de son format.",
            Consequence::NeSaitPas,
            "le contrôle s'est arrêté : c'est un défaut du banc, rien n'est dit du document".to_owned(),
            "Signaler ce fichier, et le vérifier par un autre outil.",
        )),
    }
}

fn sans_regles(quoi: &str) -> Note {
    note(
        "depot.document.format",
        "Un document est jugé par les règles de son format.",
        Consequence::NeSaitPas,
        format!("{quoi} : cette version du banc n'en juge pas le contenu"),
        "Le vérifier avec l'outil de son éditeur ou de l'ANS.",
    )
}

/// Errors are told as they would be by `check`, and what was not evaluated too.
fn dire(constats: &[Finding], notes: &mut Vec<Note>) {
    let dits = || {
        constats
            .iter()
            .filter(|f| matches!(f.severity, Severity::Error | Severity::NotEvaluated))
    };
    notes.extend(dits().take(MAX_CONSTATS).map(|f| Note {
        regle: f.rule.clone(),
        dit: f.dit.clone(),
        consequence: if f.is_error() {
            Consequence::Avertit
        } else {
            Consequence::NeSaitPas
        },
        vu: format!("attendu : {} ; vu : {} ({})", f.expected, f.seen, f.location.path),
        fichiers: Vec::new(),
        a_faire: "Corriger la production du document, puis l'exporter à nouveau.".to_owned(),
        par: "editeur".to_owned(),
        source: f.source.clone(),
        trust: f.trust,
    }));
    let reste = dits().count().saturating_sub(MAX_CONSTATS);
    if reste > 0 {
        notes.push(note(
            "depot.document.suite",
            "Un document tient les règles de son format.",
            Consequence::Avertit,
            format!("{reste} autres remarques ne sont pas répétées ici"),
            "`segur-bench check` les dit toutes.",
        ));
    }
}

/// What has no judge in this version.
fn sans_juge(lecture: &Lecture<'_>, nature: NaturePreuve) -> Option<&'static str> {
    match &lecture.lue {
        Lue::Texte(t) if t.starts_with("MSH|") => Some("un message HL7 v2"),
        Lue::Texte(t) if t.trim_start().starts_with(['{', '[']) => Some("un document JSON ou FHIR"),
        _ if nature == NaturePreuve::SmtpSource => Some("la source d'un courriel, dont seuls les en-têtes sont lus"),
        _ => None,
    }
}

/// A text said to be a table: only its name tells it.
fn est_tableau(nom: &str, lecture: &Lecture<'_>) -> bool {
    let dit = nom
        .rsplit_once('.')
        .is_some_and(|(_, e)| e.eq_ignore_ascii_case("csv") || e.eq_ignore_ascii_case("tsv"));
    dit && matches!(lecture.lue, Lue::Texte(_))
}
