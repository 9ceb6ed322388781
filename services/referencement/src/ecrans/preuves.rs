//! The list of the proofs, by chapter and by state.

use maud::html;
use segur_ecran::dire::instant;

use super::choix::{Choix, sorts};
use super::{jour, nombre};
use crate::appel::{Appel, Issue, json_de};
use crate::formulaire::Formulaire;
use crate::routes::adresse_preuve;

/// `GET /candidatures/{id}/preuves`.
pub(crate) fn preuves(appel: &Appel<'_>, id: &str) -> Issue {
    let d = appel.dossier(id)?;
    let choix = Choix::de(&Formulaire::de_l_adresse(appel.requete));
    let montrees: Vec<_> = choix.preuves(&d).collect();
    if appel.en_json() {
        return Ok(json_de(200, &serde_json::json!({ "simule": true, "preuves": montrees })));
    }
    let premiere = montrees.iter().find(|p| d.attend_un_avis(p)).or_else(|| montrees.first());
    let contenu = html! {
        p { a href=(format!("/candidatures/{id}")) { "← La candidature " (id) } }
        form.filtre method="get" action=(format!("/candidatures/{id}/preuves")) {
            label { "Chapitre " select name="chapitre" {
                option value="" { "tous" }
                @for c in &d.tete.chapitres { option value=(c.nom) selected[c.nom == choix.chapitre] { (c.nom) } }
            } }
            label { "État " select name="sort" { @for (mot, dit) in sorts() { option value=(mot) selected[mot == choix.sort] { (dit) } } } }
            button type="submit" { "Montrer" }
        }
        @if let Some(p) = premiere { p { a.bouton data-touche="o" href=(format!("{}{}", adresse_preuve(id, &p.id), choix.requete())) { "Ouvrir la première" @if d.attend_un_avis(p) { " à juger" } } } }
        table {
            caption { (nombre(montrees.len(), "preuve", "preuves")) " sur " (d.preuves.len()) }
            thead { tr { th scope="col" { "Preuve" } th scope="col" { "Exigence" } th scope="col" { "Demandé" } th scope="col" { "État" } th scope="col" { "Depuis" } th scope="col" { "Déposé" } th scope="col" { "Instruite par" } } }
            tbody {
                @for p in &montrees {
                    tr class=[p.sort.est_a_corriger().then_some("rate")] {
                        th scope="row" data-titre="Preuve" { a href=(format!("{}{}", adresse_preuve(id, &p.id), choix.requete())) { (p.id) } }
                        td data-titre="Exigence" { (p.exigence) " — " (p.resume) @if p.facultative { span.note { " (préconisation : rien n'oblige à la fournir)" } } }
                        td data-titre="Demandé" { (p.natures.iter().map(|n| n.libelle()).collect::<Vec<_>>().join(" ou ")) }
                        td data-titre="État" { (p.sort.dit()) }
                        td data-titre="Depuis" { time datetime=(p.depuis.date()) title=(instant(p.depuis)) { (jour(p.depuis)) } }
                        td data-titre="Déposé" { @match p.remise() { Some(r) => (nombre(r.pieces.len(), "fichier", "fichiers")), None => "—" } }
                        td data-titre="Instruite par" { @match &p.prise { Some(q) => (q.nom), None if d.tete.robot => "robot", None => "—" } }
                    }
                }
            }
        }
    };
    Ok(appel.page(200, &format!("Preuves de {id}"), &contenu))
}
