//! The first page: the DMP that a professional may read; with an INS, whether this patient has one.

use maud::{Markup, html};
use segur_kit::{JournalError, Reponse};
use segur_model::world::{EtatAutorisation, EtatDmp};
use segur_xds::web::{DEDANS, PageWeb};

use crate::registre::{Autorisation, Registre};
use crate::web::dossier::Dossier;
use crate::web::habillage::{self, jour};
use crate::web::page::Page;
use crate::web::visiteur::Qui;

/// DMP that are listed.
const LIGNES_MAX: usize = 200;

pub(super) async fn montrer(page: &Page<'_>, qui: &Qui, ins: Option<&str>) -> Result<Reponse, JournalError> {
    let dossier = match ins {
        Some(ins) => super::lire(page, qui, ins).await?,
        None => None,
    };
    let siens = siens(page, qui).await?;
    let contenu = html! {
        @if let Some(ins) = ins { (existence(ins, dossier.as_deref())) }
        section aria-labelledby="t-recherche" {
            h2 id="t-recherche" { "Ouvrir le DMP d'un patient" }
            form.filtre method="get" action="/dmp/recherche" {
                label { "INS du patient (15 caractères) " input name="ins" inputmode="text" autocomplete="off" required value=(ins.unwrap_or_default()); }
                button type="submit" { "Rechercher" }
            }
        }
        section aria-labelledby="t-siens" {
            h2 id="t-siens" { "Les DMP sur lesquels vous avez une autorisation" }
            (liste(page, &siens))
        }
    };
    let titre = habillage::nom(PageWeb::TableauDeBord);
    let reponse = page.montrer(200, titre, Some(PageWeb::TableauDeBord), dossier.as_deref(), &contenu);
    Ok(match (ins, &dossier) {
        (Some(_), None) => reponse.entete("banc-existence", "NF"),
        _ => reponse,
    })
}

/// Whether this patient has a DMP.
fn existence(ins: &str, dossier: Option<&Dossier>) -> Markup {
    let etat = dossier.map_or(EtatDmp::Absent, |d| d.dmp.etat);
    html! {
        section.resume aria-labelledby="t-existence" {
            h2 id="t-existence" { "Test d'existence : INS " code { (ins) } }
            @match (etat, dossier) {
                (EtatDmp::Ouvert, Some(d)) => {
                    p { strong { "Ce patient a un DMP, et il est ouvert." } " Votre autorisation : " (autorisation(d)) "." }
                    p { a.bouton href=(format!("{DEDANS}/DossierPatient/{ins}")) { "Ouvrir le dossier" } }
                }
                (EtatDmp::Ferme, Some(d)) => {
                    p { strong { "Le DMP de ce patient est fermé" } @if let Some(f) = &d.dmp.fermeture { " depuis le " (jour(&f.date.replace('-', ""))) } "." }
                }
                _ => p { strong { "Aucun DMP n'existe pour cet INS." } " La création d'un DMP par l'accès web n'est plus possible." }
            }
        }
    }
}

/// The state of the authorisation, in a sentence.
pub(super) fn autorisation(d: &Dossier) -> &'static str {
    match d.droits.as_ref().ok().and_then(|droits| droits.etat()) {
        Some(EtatAutorisation::Valide) => "valide",
        Some(EtatAutorisation::Expire) => "expirée",
        Some(EtatAutorisation::Interdit) => "interdite, le patient a bloqué votre accès",
        None => "aucune",
    }
}

/// The DMP that a professional may read, their last act first: fiche, authorisation.
async fn siens(page: &Page<'_>, qui: &Qui) -> Result<Vec<(String, Autorisation)>, JournalError> {
    // What the world gives them is in the registry once somebody came for that patient.
    let donnees = page.ctx.monde.patients.values().filter(|p| {
        let sien = |a: &segur_model::world::Autorisation| a.de == qui.ps.fiche || qui.ps.structures.contains(&a.de);
        p.dmp.autorisations.iter().any(sien)
    });
    for patient in donnees.take(LIGNES_MAX) {
        page.service.remplissages.assurer(page.ctx, patient).await?;
    }
    let porteurs = [qui.demandeur.ps.clone(), qui.demandeur.structure.clone()];
    let mut siens = page
        .ctx
        .consulter(move |c| {
            let mut siens: Vec<(String, Autorisation)> = Vec::new();
            for porteur in porteurs {
                for (fiche, a) in Registre(c).autorisations_du_porteur(&porteur)? {
                    if a.etat == Some(EtatAutorisation::Valide) && !siens.iter().any(|(f, _)| *f == fiche) {
                        siens.push((fiche, a));
                    }
                }
            }
            Ok(siens)
        })
        .await?;
    siens.sort_by(|a, b| b.1.derniere_action.cmp(&a.1.derniere_action));
    siens.truncate(LIGNES_MAX);
    Ok(siens)
}

fn liste(page: &Page<'_>, siens: &[(String, Autorisation)]) -> Markup {
    let lignes = || siens.iter().filter_map(|(f, a)| Some((page.ctx.monde.patients.get(f)?, a)));
    html! {
        @if lignes().next().is_none() {
            p.rien { "Aucun." }
        } @else {
            table {
                caption { (super::nombre(lignes().count(), "DMP", "DMP")) ", la dernière action d'abord." }
                thead { tr { th scope="col" { "Patient" } th scope="col" { "INS" } th scope="col" { "Depuis" } th scope="col" { "Dernière action" } } }
                tbody {
                    @for (p, a) in lignes() {
                        @let ins = p.ins.as_ref().map(segur_model::world::Ins::complet).unwrap_or_default();
                        tr {
                            th scope="row" data-titre="Patient" { a href=(format!("{DEDANS}/DossierPatient/{ins}")) { (p.nom_naissance) " " (p.prenoms.join(" ")) } ", " (habillage::naissance(p)) }
                            td data-titre="INS" { code { (ins) } }
                            td data-titre="Depuis" { (jour(&a.debut)) @if a.medecin_traitant { ", médecin traitant" } }
                            td.court data-titre="Dernière action" { (jour(&a.derniere_action)) }
                        }
                    }
                }
            }
        }
    }
}
