//! The history of a candidature, its certificate, the list of what was referenced, the rules and delays.

use maud::html;
use segur_dossier::examen;
use segur_dossier::{Attestation, attestation_pdf};
use segur_ecran::dire::instant;
use segur_kit::Reponse;
use segur_model::Trust;

use super::{jour, nombre};
use crate::appel::{Appel, Echec, Issue, json_de};
use crate::candidature::{Candidature, Depot, Etat, EtatChapitre};
use crate::formulaire::Formulaire;
use crate::routes::adresse_preuve;

/// Lines of one page of history.
const PAGE: usize = 500;

fn confiance(t: Trust) -> &'static str {
    match t {
        Trust::Verified => "vérifiée",
        Trust::SecondHand => "de seconde main",
        Trust::Unverified => "non vérifiée",
    }
}

/// `GET /candidatures/{id}/historique`: the last first.
pub(crate) fn historique(appel: &Appel<'_>, id: &str) -> Issue {
    let d = appel.dossier(id)?;
    let tout = appel.etat(|e| e.historique(id));
    if appel.en_json() {
        return Ok(json_de(
            200,
            &serde_json::json!({ "simule": true, "candidature": id, "evenements": tout }),
        ));
    }
    let page: usize = Formulaire::de_l_adresse(appel.requete).nombre("page").unwrap_or_default();
    let pages = tout.len().div_ceil(PAGE);
    let contenu = html! {
        p { a href=(format!("/candidatures/{id}")) { "← La candidature " (id) } }
        @if pages > 1 { nav aria-label="Pages de l'historique" { ul { @for n in 0..pages { li { a href=(format!("?page={n}")) aria-current=[(n == page).then_some("page")] { (n + 1) } } } } } }
        table {
            caption { (nombre(tout.len(), "événement", "événements")) ", le dernier d'abord, à l'horloge du banc" }
            thead { tr { th scope="col" { "N°" } th scope="col" { "Quand" } th scope="col" { "Qui" } th scope="col" { "Sur" } th scope="col" { "Quoi" } th scope="col" { "Candidature" } } }
            tbody { @for e in tout.iter().rev().skip(page * PAGE).take(PAGE) { tr {
                th scope="row" data-titre="N°" { (e.rang) }
                td data-titre="Quand" { time datetime=(e.quand) { (instant(e.quand)) } }
                td data-titre="Qui" { (e.par.nom) ", " (e.par.role.dit()) }
                td data-titre="Sur" { @if d.preuve(&e.objet).is_ok() { a href=(adresse_preuve(id, &e.objet)) { (e.objet) } } @else { (e.objet) } }
                td data-titre="Quoi" { span.motif { (e.dit) } }
                td data-titre="Candidature" { (e.etat.dit()) }
            } } }
        }
    };
    Ok(appel.page(200, &format!("Historique de {id}"), &contenu))
}

/// `GET /candidatures/{id}/attestation.pdf`.
pub(crate) fn attestation(appel: &Appel<'_>, id: &str) -> Issue {
    let d = appel.dossier(id)?;
    let c = &d.tete;
    let Some(a) = c.attestation.as_ref() else {
        return Err(Echec::Absente("Cette candidature n'a pas d'attestation simulée.".to_owned()));
    };
    let mut suivi = c.versions.iter().map(|v| format!("version {v} déclarée")).collect::<Vec<_>>();
    if matches!(c.etat, Etat::Suspendu | Etat::Retire) {
        suivi.push(format!("{}, depuis le {}", c.etat.dit(), jour(c.depuis)));
    }
    let pdf = attestation_pdf(&Attestation {
        numero: a.numero.clone(),
        societe: c.societe.clone(),
        produit: c.produit.nom.clone(),
        version: a.version.clone(),
        dispositif: c.titre.clone(),
        referentiel: format!("{} ({})", c.referentiel, c.version_referentiel),
        vague: c.vague,
        profils: c.profils.clone(),
        delivree_le: a.le.date(),
        preuves: a.preuves,
        tours: a.tours,
        suivi,
    });
    let pdf = pdf.map_err(|e| Echec::Banc(format!("L'attestation n'a pas pu être écrite : {e}.")))?;
    Ok(Reponse::nouvelle(200, "application/pdf", pdf)
        .entete("content-disposition", format!("inline; filename=\"attestation-simulee-{id}.pdf\""))
        .entete("x-content-type-options", "nosniff")
        .entete("cache-control", "no-store"))
}

/// `GET /liste`: what was referenced here. Everybody may read it.
pub(crate) fn liste(appel: &Appel<'_>) -> Issue {
    let mut publiees: Vec<Candidature> = Vec::new();
    // What is not referenced, nor about to be, is not looked at: everybody may ask.
    let peut = |_: &str, c: &Candidature| c.attestation.is_some() || c.etat == Etat::Decision;
    for id in appel.etat(|e| e.candidatures.cles(peut)) {
        let Some(mut d) = appel.etat(|e| e.dossier(&id)) else { continue };
        appel.avancer(&mut d)?;
        if d.tete.attestation.is_some() && d.tete.etat != Etat::Retire {
            publiees.push(d.tete);
        }
    }
    if appel.en_json() {
        let lignes: Vec<_> = publiees
            .iter()
            .map(|c| {
                serde_json::json!({
                    "numero": c.attestation.as_ref().map(|a| &a.numero), "societe": c.societe, "produit": c.produit.nom,
                    "version": c.produit.version, "referentiel": c.referentiel, "vague": c.vague, "profils": c.profils, "etat": c.etat.mot(),
                })
            })
            .collect();
        return Ok(json_de(200, &serde_json::json!({ "simule": true, "solutions": lignes })));
    }
    let contenu = html! {
        p { "Ce que cet espace du banc a référencé. La vraie liste est sur le site de l'ANS." }
        table {
            caption { (nombre(publiees.len(), "solution", "solutions")) " (SIMULÉ)" }
            thead { tr { th scope="col" { "Numéro" } th scope="col" { "Société" } th scope="col" { "Produit" } th scope="col" { "Dispositif" } th scope="col" { "Profils" } th scope="col" { "Depuis" } th scope="col" { "État" } } }
            tbody { @for c in &publiees { @if let Some(a) = &c.attestation { tr {
                th scope="row" data-titre="Numéro" { (a.numero) }
                td data-titre="Société" { (c.societe) }
                td data-titre="Produit" { (c.produit.nom) " " (a.version) @for v in &c.versions { ", " (v) } }
                td data-titre="Dispositif" { (c.referentiel) ", vague " (c.vague) }
                td data-titre="Profils" { "Général" @for p in &c.profils { ", " (p) } }
                td data-titre="Depuis" { (jour(a.le)) }
                td data-titre="État" { (c.etat.dit()) }
            } } } }
        }
    };
    Ok(appel.page(200, "Solutions référencées (simulé)", &contenu))
}

/// `GET /regles`: what the portal stands on.
pub(crate) fn regles(appel: &Appel<'_>) -> Issue {
    let r = &appel.service.regles;
    let robot = examen::regles().map_err(|e| Echec::Banc(e.to_string()))?;
    let contenu = html! {
        p { "L'ANS publie les phases d'un référencement, pas une liste d'états ; les délais et le nombre de tours sont au chapitre 4 de chaque DSR, qui n'est pas public. Ce qui est inventé le dit, et se règle." }
        table {
            caption { "Délais, en jours de l'horloge du banc" }
            thead { tr { th scope="col" { "Délai" } th scope="col" { "Jours" } th scope="col" { "Source" } th scope="col" { "Confiance" } } }
            tbody {
                @for d in r.delais_dits() { tr { th scope="row" { (d.dit) } td data-titre="Jours" { (d.jours) } td data-titre="Source" { (d.source) } td data-titre="Confiance" { (confiance(d.trust)) } } }
                tr { th scope="row" { (r.tours.dit) } td data-titre="Nombre" { (r.tours.nombre) } td data-titre="Source" { (r.tours.source) } td data-titre="Confiance" { (confiance(r.tours.trust)) } }
            }
        }
        @for numero in 1..=2 { @if let Some(v) = r.vague(numero) {
            h2 { "Vague " (v.numero) }
            p { @if v.depot == Depot::Unique { "Toutes les preuves se déposent en une fois." } @else { "Un chapitre est examiné quand il est complet et soumis." } " Source : " (v.source) " (" (confiance(v.trust)) ")." }
            ul {
                @for p in &v.prerequis { li { "Prérequis : " (p.dit) " — " (p.source) " (" (confiance(p.trust)) ")" } }
                @for a in &v.attentes { li { "Attendu de " (a.qui) " : " (a.dit) " — " (a.source) " (" (confiance(a.trust)) ")" } }
            }
        } }
        h2 { "Les états" }
        p { "Ceux d'une candidature sont des noms du banc :" }
        ul { @for e in Etat::TOUS { li { code { (e.mot()) } " — " (e.dit()) } } }
        p { "Ceux d'un chapitre : " (EtatChapitre::TOUS.iter().map(|e| format!("{} ({})", e.dit(), e.mot())).collect::<Vec<_>>().join(", ")) "." }
        h2 { "Le robot relecteur" }
        p { (examen::RESERVE) " Il parcourt ce qui est soumis d'un même geste dans le délai de contrôle, dans l'ordre ; il ne voit ni les images ni les films, et le dit ; il pose une question sur une preuve à regarder sur quatre, tirée de la graine. Une personne lui prend une preuve, ou tout le dossier." }
        table {
            caption { (nombre(robot.len(), "règle", "règles")) ", les mêmes que " code { "segur-bench examiner" } }
            thead { tr { th scope="col" { "Règle" } th scope="col" { "Ce qui doit être vrai" } th scope="col" { "Sinon" } th scope="col" { "Source" } th scope="col" { "Confiance" } } }
            tbody { @for x in robot { tr {
                th scope="row" { code { (x.id) } }
                td data-titre="Ce qui doit être vrai" { (x.dit) }
                td data-titre="Sinon" { @match x.consequence { examen::Consequence::Revient => "la preuve revient", examen::Consequence::Avertit => "à savoir", examen::Consequence::NeSaitPas => "une personne regarde" } }
                td data-titre="Source" { (x.source) }
                td data-titre="Confiance" { (confiance(x.trust)) }
            } } }
        }
    };
    Ok(appel.page(200, "Règles et délais", &contenu))
}
