//! States as text, sign and colour together: none of the three alone.

use maud::{Markup, html};
use segur_model::resultat::{ResultatEtape, ResultatObservation};
use segur_model::{Cause, Comptes, ConstatEtape, EtatPreuve, Fondement, Severity};

use crate::bilan::{self, Mot};

/// Colour class of a word.
pub(crate) fn classe(m: Mot) -> &'static str {
    match m {
        Mot::Conforme => "ok",
        Mot::Declare => "dec",
        Mot::Repetition => "rep",
        Mot::NonConforme => "ko",
        Mot::NonTeste => "att",
        Mot::NonApplicable => "nul",
    }
}

/// Sign of a word.
pub(crate) fn signe(m: Mot) -> &'static str {
    match m {
        Mot::Conforme => "✓",
        Mot::Declare => "◐",
        Mot::Repetition => "↻",
        Mot::NonConforme => "✕",
        Mot::NonTeste => "○",
        Mot::NonApplicable => "–",
    }
}

/// The counts, then the word that they make: of an exigence or of a scenario.
pub(crate) fn constat(c: &Comptes, m: Mot) -> Markup {
    html! {
        span.verdict {
            span.comptes { (bilan::dits(c)) }
            (badge(classe(m), signe(m), m.libelle()))
        }
    }
}

/// Colour class and sign of what came of an étape.
pub(crate) fn couleur(c: &ConstatEtape) -> (&'static str, &'static str) {
    match c {
        ConstatEtape::Ecart => ("ko", "✕"),
        ConstatEtape::Tenu { fondement: Fondement::Vu } => ("ok", "✓"),
        ConstatEtape::Tenu {
            fondement: Fondement::Declare,
        } => ("dec", "◐"),
        ConstatEtape::NonJoue(Cause::AJouer) => ("att", "○"),
        ConstatEtape::NonJoue(Cause::AExpliquer) => ("att", "?"),
        ConstatEtape::NonJoue(Cause::Bloque(_)) => ("blo", "⊘"),
        ConstatEtape::NonJoue(_) => ("nul", "○"),
        ConstatEtape::Geste => ("nul", "·"),
        ConstatEtape::SansObjet => ("nul", "–"),
    }
}

/// What came of an étape: `Vu`, `Bloqué par l'étape p1`.
pub(crate) fn etape(e: &ResultatEtape) -> Markup {
    let (classe, signe) = couleur(&e.constat);
    let dit = match &e.constat {
        ConstatEtape::NonJoue(Cause::Bloque(b)) if b.etape == e.numero => "Bloque la suite".to_owned(),
        ConstatEtape::NonJoue(Cause::Bloque(b)) => format!("Bloqué par l'{}", b.etape.dit()),
        ConstatEtape::NonJoue(cause @ (Cause::NonDeclare | Cause::HorsContrat | Cause::Banc | Cause::HorsSelection)) => {
            format!("Non joué : {}", cause.libelle())
        }
        ConstatEtape::Geste => "Geste, rien à juger".to_owned(),
        autre => autre.libelle().to_owned(),
    };
    badge(classe, signe, &dit)
}

/// What came of an observation; one that is allowed and not required is neither a merit nor a fault.
pub(crate) fn observation(e: &ResultatEtape, o: &ResultatObservation) -> Markup {
    let (classe, signe) = couleur(&o.constat);
    let dit = match &o.constat {
        ConstatEtape::Geste if o.echanges.is_empty() && o.fichier.is_none() => "Facultatif, pas venu",
        ConstatEtape::Geste => "Facultatif, venu",
        ConstatEtape::NonJoue(Cause::Bloque(b)) if b.etape == e.numero => "Bloque la suite",
        autre => autre.libelle(),
    };
    badge(classe, signe, dit)
}

fn badge(classe: &str, signe: &str, dit: &str) -> Markup {
    html! { span class={ "badge " (classe) } { span aria-hidden="true" { (signe) " " } (dit) } }
}

/// Colour class of the state of a proof.
pub(crate) fn classe_etat(e: EtatPreuve) -> &'static str {
    match e {
        EtatPreuve::Produite => "ok",
        EtatPreuve::ACompleter | EtatPreuve::TiersRequis => "att",
        EtatPreuve::SansObjet => "nul",
    }
}

/// The state of a proof as a word of style and of anchors.
pub(crate) fn nom_etat(e: EtatPreuve) -> &'static str {
    match e {
        EtatPreuve::Produite => "produite",
        EtatPreuve::ACompleter => "a-completer",
        EtatPreuve::TiersRequis => "tiers",
        EtatPreuve::SansObjet => "sans-objet",
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
