//! The parts of a mail, each with what is remarked of it.

use maud::{Markup, html};
use segur_ecran::dire::taille;

use super::choix::{Choix, adresse};
use super::constats;
use super::formes::{Courriel, Lieu, Partie};

/// Parts that are shown.
const PARTIES_MAX: usize = 200;

pub(super) fn parties(lu: &Courriel, choix: &Choix) -> Markup {
    html! {
        @if !lu.parties.is_empty() {
            section aria-labelledby="t-parties" {
                h2 id="t-parties" { "Parties" }
                ol.parties role="list" {
                    @for (rang, p) in lu.parties.iter().enumerate().take(PARTIES_MAX) { (partie(lu, choix, rang, p)) }
                }
                @if lu.parties.len() > PARTIES_MAX { p.note { (PARTIES_MAX) " parties montrées sur " (lu.parties.len()) "." } }
            }
        }
    }
}

fn partie(lu: &Courriel, choix: &Choix, rang: usize, p: &Partie) -> Markup {
    let l = &lu.ligne;
    let lien = adresse(choix.espace(), &l.boite, &l.dossier, l.uid, &format!("/piece/{rang}"));
    let nom = p.nom.as_deref().unwrap_or("sans nom");
    html! {
        li {
            p {
                strong { @if p.numero.is_empty() { "Le courriel" } @else { "Partie " (p.numero) } }
                " " code { (p.media) }
                @if let Some(n) = &p.nom { " · " (n) }
                @if let Some(octets) = p.taille {
                    " · " (taille(octets as u64)) ", " (p.encodage) " · "
                    a href=(lien) download aria-label=(format!("enregistrer la partie {} ({nom})", p.numero)) { "enregistrer" }
                }
                @if p.d_un_autre { " · d'un courriel joint" }
            }
            (constats::a(&lu.constats, Lieu::Partie(rang)))
        }
    }
}
