//! The lines and the totals of a choice.

use maud::{Markup, html};

use super::ORIGINE;
use crate::usage::choix::Choix;
use crate::usage::cle::{Canal, Compte};
use crate::usage::compteurs::Compteurs;
use crate::usage::programmes::Usages;

/// Most lines of the page: the file for a spreadsheet has them all.
const LIGNES_MAX: usize = 1000;

/// The totals, by channel.
pub(super) fn totaux(c: &Compteurs, choix: &Choix) -> Markup {
    let par_canal = Canal::TOUS.map(|canal| (canal, c.somme(choix, |cle| cle.canal == canal)));
    let total = c.somme(choix, |_| true);
    html! {
        table {
            caption { "Totaux par canal, " (choix.dit()) " — " (ORIGINE) }
            thead { tr { th scope="col" { "Canal" } th scope="col" { "Acceptés" } th scope="col" { "Échecs" } } }
            tbody { @for (canal, compte) in par_canal { @if compte != Compte::default() { tr { th scope="row" { (canal.dit()) } (nombres(compte)) } } } }
            tfoot { tr { th scope="row" { "Total" } (nombres(total)) } }
        }
    }
}

fn nombres(compte: Compte) -> Markup {
    html! {
        td data-titre="Acceptés" { (compte.reussis) }
        td data-titre="Échecs" { (compte.echecs) }
    }
}

/// The lines.
pub(super) fn lignes(c: &Compteurs, usages: &Usages, choix: &Choix) -> Markup {
    let combien = c.lignes(choix).count();
    html! {
        @if combien == 0 { p.rien { "Aucun envoi pour ce choix." } }
        @else {
            table {
                caption { "Envois par mois, site, canal, type et INS, " (choix.dit()) " — " (ORIGINE) }
                thead { tr {
                    th scope="col" { "Mois" } th scope="col" { "Site" } th scope="col" { "Canal" } th scope="col" { "Type (typeCode)" }
                    th scope="col" { "INS" } th scope="col" { "Acceptés" } th scope="col" { "Échecs" }
                } }
                tbody { @for (cle, compte) in c.lignes(choix).take(LIGNES_MAX) { tr {
                    th scope="row" data-titre="Mois" { (cle.mois) }
                    td data-titre="Site" { (cle.site.dit()) }
                    td data-titre="Canal" { (cle.canal.dit()) }
                    td data-titre="Type (typeCode)" { (cle.genre.dit()) @if let Some(dit) = cle.genre.type_code().and_then(|t| usages.libelle(t)) { br; span.note { (dit) } } }
                    td data-titre="INS" { (cle.ins.dit()) }
                    (nombres(compte))
                } } }
            }
            @if combien > LIGNES_MAX { p.note { (LIGNES_MAX) " lignes sur " (combien) " ; toutes sont dans le CSV." } }
        }
    }
}
