//! The pages of the money, without their frame: forms are plain, and the tables are read by everybody.

mod bareme;
mod calcul;
mod dossier;
mod formulaires;

use maud::{Markup, html};
use segur_model::Trust;

use super::regles::Manquement;

pub use bareme::bareme;
pub use calcul::{SaisieCalcul, calculateur};
pub use dossier::{dossier, ouverture};

/// Where the forms of a page go, and the fields that they carry without showing them (what keeps others from sending them).
#[derive(Debug, Clone, Copy)]
pub struct Cible<'a> {
    /// Address.
    pub action: &'a str,
    /// Hidden fields.
    pub caches: &'a [(String, String)],
}

impl Cible<'_> {
    fn champs(&self) -> Markup {
        html! { @for (nom, valeur) in self.caches { input type="hidden" name=(nom) value=(valeur); } }
    }
}

const fn confiance(t: Trust) -> &'static str {
    match t {
        Trust::Verified => "vérifiée",
        Trust::SecondHand => "de seconde main",
        Trust::Unverified => "déduite, non vérifiée",
    }
}

/// A source, and how far it is trusted.
fn source(source: &str, trust: Trust) -> Markup {
    html! { (source) " (" (confiance(trust)) ")" }
}

/// Rules that do not hold.
fn manquements(tous: &[Manquement]) -> Markup {
    html! {
        ul.constats {
            @for m in tous {
                li {
                    strong { @if m.refuse { "Refus. " } @else { "À savoir. " } } (m.dit) " Vu : " (m.vu) ". " (m.a_faire)
                    p.note { code { (m.regle) } ", " (source(&m.source, m.trust)) }
                }
            }
        }
    }
}
