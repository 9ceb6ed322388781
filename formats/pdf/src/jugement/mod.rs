//! From what was read to findings.

mod clauses;
mod nom;
pub(crate) mod regles;
mod traits;

use segur_dialecte::{Constateur, Traits};
use segur_model::{Location, Severity};

pub use clauses::{CLAUSES, Clause, NON_COUVERTES};
pub use nom::{NomAttendu, juger_nom};
pub use regles::REGLES;

use crate::pdf::{Nature, Pdf};

/// What an exigence asks of a PDF.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct ContextePdf {
    /// The exigence asks PDF/A-1.
    pub pdfa_exige: bool,
    /// The exigence asks a datamatrix INS on the page.
    pub datamatrix_exige: bool,
    /// The exigence asks the traits of the INS in print. Looked for when [`Self::traits`] are given.
    pub traits_imprimes: bool,
    /// The identity that the document is about.
    pub traits: Option<Traits>,
}

/// Judges a PDF that has been read: the clauses of PDF/A-1 that are in [`CLAUSES`], the datamatrix INS and the traits in print.
///
/// A clause is an error when PDF/A-1 is asked, or when the document claims it; else what departs from it is told and judges nothing.
pub(crate) fn juger(pdf: &Pdf, contexte: &ContextePdf, constats: &mut Constateur) {
    bornes(pdf, constats);
    annonce(pdf, contexte, constats);
    let lie = contexte.pdfa_exige || pdf.annonce.as_ref().is_some_and(|a| a.partie == "1");
    for releve in &pdf.releves {
        // A document that is held to PDF/A-1 has the rule of the clause; another is damaged all the same.
        let regle = match releve.nature {
            Nature::Endommage if lie => regles::XREF,
            nature => regles::de(nature),
        };
        let mut constat = regle.finding(
            Location::path(releve.lieu.clone()),
            regles::attendu(releve.nature),
            releve.vu.clone(),
        );
        if !lie && !matches!(releve.nature, Nature::ArbreEnBoucle | Nature::Endommage) {
            constat.severity = constat.severity.min(hors_pdfa(releve.nature));
        }
        constats.ajouter(constat);
    }
    if pdf.chiffre {
        constats.ajouter(regles::NON_EVALUE.finding(
            Location::path("fichier"),
            "un document non chiffré",
            "le document est chiffré : ni ses pages, ni ses polices, ni ses couleurs, ni ses métadonnées, ni le datamatrix INS, ni les traits imprimés n'ont été lus",
        ));
    } else {
        traits::juger(pdf, contexte, constats);
    }
}

/// What a clause weighs when nobody asks PDF/A-1: what acts, or cannot be read, is a warning.
fn hors_pdfa(nature: Nature) -> Severity {
    match nature {
        Nature::Chiffrement | Nature::JavaScript | Nature::Lancement | Nature::FluxExterne | Nature::Xref | Nature::FormulaireEnBoucle => {
            Severity::Warning
        }
        _ => Severity::Info,
    }
}

fn bornes(pdf: &Pdf, constats: &mut Constateur) {
    for borne in &pdf.limites {
        constats.ajouter(regles::NON_EVALUE.finding(
            Location::path("fichier"),
            "un document dans les bornes du banc",
            format!("borne atteinte ({borne}) : ce qui est au-delà n'a pas été jugé"),
        ));
    }
}

fn annonce(pdf: &Pdf, contexte: &ContextePdf, constats: &mut Constateur) {
    if pdf.chiffre {
        return;
    }
    let lieu = || Location::path("catalogue, /Metadata");
    let attendu = "pdfaid:part 1 et pdfaid:conformance A ou B dans les métadonnées XMP";
    let Some(annonce) = &pdf.annonce else {
        let regle = if contexte.pdfa_exige {
            regles::ANNONCE_EXIGEE
        } else {
            regles::ANNONCE
        };
        constats.ajouter(regle.finding(lieu(), attendu, "(absent)"));
        return;
    };
    let vu = format!("pdfaid:part « {} », pdfaid:conformance « {} »", annonce.partie, annonce.niveau);
    if annonce.partie != "1" {
        let regle = if contexte.pdfa_exige {
            regles::ANNONCE_EXIGEE
        } else {
            regles::ANNONCE
        };
        constats.ajouter(regle.finding(lieu(), attendu, vu));
    } else if !matches!(annonce.niveau.as_str(), "A" | "B") {
        constats.ajouter(regles::NIVEAU.finding(lieu(), attendu, vu));
    }
}
