//! States as text, sign and colour together: none of the three alone.

use maud::{Markup, html};
use segur_model::resultat::{ResultatEtape, ResultatObservation};
use segur_model::{Comptes, ConstatEtape, EtatPreuve, Severity};

use crate::bilan::{self, Mot};
use crate::signes::{self, Ton};

/// Colour class of a worth.
fn couleur_de(ton: Ton) -> &'static str {
    match ton {
        Ton::Tenu => "ok",
        Ton::Declare => "dec",
        Ton::Repetition => "rep",
        Ton::Faute => "ko",
        Ton::Attente => "att",
        Ton::Bloque => "blo",
        Ton::Neutre => "nul",
    }
}

/// Colour class of a word.
pub(crate) fn classe(m: Mot) -> &'static str {
    couleur_de(signes::mot(m).0)
}

/// Sign of a word.
pub(crate) fn signe(m: Mot) -> &'static str {
    signes::mot(m).1
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

/// Colour class of what came of an étape.
pub(crate) fn couleur(c: &ConstatEtape) -> &'static str {
    couleur_de(signes::constat(c).0)
}

/// What came of an étape: `Vu`, `Bloqué par l'étape p1`.
pub(crate) fn etape(e: &ResultatEtape) -> Markup {
    badge(couleur(&e.constat), signes::constat(&e.constat).1, &signes::etape_dite(e))
}

/// What came of an observation; one that is allowed and not required is neither a merit nor a fault.
pub(crate) fn observation(e: &ResultatEtape, o: &ResultatObservation) -> Markup {
    badge(couleur(&o.constat), signes::constat(&o.constat).1, signes::observation_dite(e, o))
}

fn badge(classe: &str, signe: &str, dit: &str) -> Markup {
    html! { span class={ "badge " (classe) } { span aria-hidden="true" { (signe) " " } (dit) } }
}

/// Colour class of the state of a proof.
pub(crate) fn classe_etat(e: EtatPreuve) -> &'static str {
    couleur_de(signes::etat(e))
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
    let (ton, mot) = signes::severite(s);
    (couleur_de(ton), mot)
}
