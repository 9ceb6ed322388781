//! States as text, sign and colour together: none of the three alone.

use maud::{Markup, html};
use segur_model::{Constat, EtatPreuve, Severity};

/// Colour class of a constat.
pub(crate) fn classe(c: Constat) -> &'static str {
    match c {
        Constat::Conforme => "ok",
        Constat::NonConforme => "ko",
        Constat::NonTeste => "att",
        Constat::NonApplicable => "nul",
    }
}

/// Sign of a constat.
pub(crate) fn signe(c: Constat) -> &'static str {
    match c {
        Constat::Conforme => "✓",
        Constat::NonConforme => "✕",
        Constat::NonTeste => "○",
        Constat::NonApplicable => "–",
    }
}

/// A constat.
pub(crate) fn constat(c: Constat) -> Markup {
    html! { span class={ "badge " (classe(c)) } { span aria-hidden="true" { (signe(c)) " " } (c.libelle()) } }
}

/// Colour class of the state of a proof.
pub(crate) fn classe_etat(e: EtatPreuve) -> &'static str {
    match e {
        EtatPreuve::Produite => "ok",
        EtatPreuve::ACompleter | EtatPreuve::TiersRequis => "att",
        EtatPreuve::SansObjet => "nul",
    }
}

/// The state of a proof.
pub(crate) fn etat(e: EtatPreuve) -> Markup {
    html! { span class={ "badge " (classe_etat(e)) } { (e.libelle()) } }
}

/// Colour class and word of a severity.
pub(crate) fn severite(s: Severity) -> (&'static str, &'static str) {
    match s {
        Severity::Error => ("ko", "Écart"),
        Severity::Warning => ("att", "Avertissement"),
        Severity::NotEvaluated => ("nul", "Non évalué"),
        Severity::Info => ("nul", "Information"),
    }
}
