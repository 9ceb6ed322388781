//! The indicators: a rate, the first documents of avenant 10, what is known of both financings.

use maud::{Markup, html};
use segur_ecran::dire::instant;
use segur_model::Trust;

use super::{ORIGINE, Vue, champs_du_choix};
use crate::usage::compteurs::{Compteurs, PREMIERS};
use crate::usage::indicateurs::{Demande, Taux, dire_taux, taux};
use crate::usage::programmes::{Indicateur, Usages};

const fn confiance(t: Trust) -> &'static str {
    match t {
        Trust::Verified => "vérifiée",
        Trust::SecondHand => "de seconde main",
        Trust::Unverified => "non vérifiée",
    }
}

/// The rate that is asked, and the form that asks.
pub(super) fn taux_demande(c: &Compteurs, usages: &Usages, vue: &Vue, adresse: &str) -> Markup {
    let demande = vue.indicateur.as_deref().map(|id| usages.indicateur(id).ok_or(id));
    let d = &vue.demande;
    html! {
        h2 id="taux" { "Taux d'usage" }
        p { "Taux = documents acceptés avec une INS qualifiée ÷ documents (ou séjours) dus dans la fenêtre. Le banc compte le numérateur ; le dénominateur et le seuil sont à donner : ni l'un ni l'autre n'est public." }
        form.filtre method="get" action=(format!("{adresse}#taux")) {
            label { "Indicateur " select name="indicateur" required {
                @for i in &usages.indicateurs { option value=(i.id) selected[vue.indicateur.as_deref() == Some(&i.id)] { (i.dit) } }
            } }
            (champs_du_choix(c, &vue.choix))
            label { "Dus dans la fenêtre " input name="dus" inputmode="numeric" value=[d.du]; }
            label { "Seuil (%) " input name="seuil" inputmode="decimal" value=[d.seuil.map(|s| format!("{},{:02}", s / 100, s % 100))]; }
            label { "Source du seuil " input name="source" value=(d.source_du_seuil) maxlength="200"; }
            label { input type="checkbox" name="portees" value="oui" checked[d.portees]; " compter aussi les matricules INS portés, de statut non dit (le DMP n'en dit pas plus)" }
            button type="submit" { "Calculer" }
        }
        @match demande {
            None => {}
            Some(Err(inconnu)) => p.alerte role="alert" { "L'indicateur « " (inconnu) " » n'est pas connu : le choisir dans la liste." },
            Some(Ok(i)) => (resultat(usages, i, d, &taux(c, i, d))),
        }
    }
}

fn resultat(usages: &Usages, i: &Indicateur, d: &Demande, t: &Taux) -> Markup {
    let types: Vec<&str> = i.types.iter().map(String::as_str).collect();
    let canaux: Vec<&str> = i.canaux.iter().map(|c| c.dit()).collect();
    html! {
        table {
            caption { (i.dit) ", " (d.choix.dit()) " — " (ORIGINE) }
            tbody {
                tr { th scope="row" { "Compté" } td { (canaux.join(", ")) " ; " @if types.is_empty() { "tous les types" } @else { "types " (types.join(", ")) } } }
                tr { th scope="row" { "Numérateur" } td { (t.numerateur) " (INS dite qualifiée : " (t.qualifiees) " ; matricule porté, statut non dit : " (t.portees) @if !d.portees { ", non comptés" } ")" } }
                tr { th scope="row" { "Envoyés en tout" } td { (t.envoyes.reussis) " acceptés, " (t.envoyes.echecs) " échecs" } }
                tr { th scope="row" { "Dénominateur" } td { @match t.du { Some(n) => { (n) " dus, donnés par l'utilisateur" } None => "non donné : pas de taux" } } }
                tr { th scope="row" { "Taux" } td { @match t.taux { Some(x) => { (dire_taux(x)) @if x > 10_000 { " : plus que le dû, le dénominateur est à revoir" } } None => "—" } } }
                tr { th scope="row" { "Seuil" } td { @match t.seuil {
                    Some(s) => { (dire_taux(s)) ", " @if d.source_du_seuil.is_empty() { strong { "seuil non sourcé" } } @else { "source : " (d.source_du_seuil) } }
                    None => "non donné",
                } } }
                tr { th scope="row" { "Atteint" } td { @match t.atteint { Some(true) => "oui", Some(false) => "non", None => "ne se dit pas" } } }
                @if let Some(p) = usages.programme(&i.programme) { tr { th scope="row" { "Fenêtre du programme" } td { (p.dit) } } }
                tr { th scope="row" { "Source" } td { (i.source) " (" (confiance(i.trust)) ")" } }
            }
        }
    }
}

/// The first documents of each site, and the aid of a laboratory.
pub(super) fn premiers(c: &Compteurs, usages: &Usages, vue: &Vue, adresse: &str) -> Markup {
    let vus: Vec<_> = c
        .premiers()
        .iter()
        .filter(|(site, _)| vue.choix.site.as_ref().is_none_or(|s| s == *site))
        .collect();
    html! {
        h2 id="avenant-10" { "Avenant 10 : les " (PREMIERS) " premiers documents de chaque site" }
        @if vus.is_empty() { p.rien { "Aucun document accepté par le DMP d'un site que les faits nomment." } }
        @else { table {
            caption { "Premiers documents acceptés par le DMP, remplacements non comptés, tous les mois — " (ORIGINE) }
            thead { tr { th scope="col" { "Site" } th scope="col" { "Documents" } th scope="col" { "Avec un matricule INS" } th scope="col" { "Du" } th scope="col" { "Au" } } }
            tbody { @for (site, p) in vus { tr {
                th scope="row" data-titre="Site" { (site) }
                td data-titre="Documents" { (p.nombre) " / " (PREMIERS) @if p.nombre >= PREMIERS { ", atteints" } }
                td data-titre="Avec un matricule INS" { (p.avec_ins) }
                td data-titre="Du" { time datetime=(p.depuis) { (instant(p.depuis)) } }
                td data-titre="Au" { time datetime=(p.jusqua) { (instant(p.jusqua)) } }
            } } }
        } }
        form.filtre method="get" action=(format!("{adresse}#avenant-10")) {
            label { "FSE du laboratoire en 2018 " input name="fse" inputmode="numeric" value=[vue.fse]; }
            button type="submit" { "Chercher l'aide" }
        }
        @if let Some((fse, t)) = vue.fse.and_then(|fse| usages.tranche(fse).map(|t| (fse, t))) {
            p { (fse) " FSE : " strong { (t.aide()) } ", dont " (t.aide().part(50)) " à l'attestation sur l'honneur et " (t.aide().moins(t.aide().part(50))) " après la période probatoire." }
        }
    }
}

/// What is known of the financings, in one table.
pub(super) fn programmes(usages: &Usages) -> Markup {
    html! {
        h2 id="programmes" { "Ce qui est public de ces financements" }
        table {
            caption { "SUN-ES et avenant 10 : leurs fenêtres sont closes ; rien ne se demande plus" }
            thead { tr { th scope="col" { "Programme" } th scope="col" { "Sujet" } th scope="col" { "Montant" } th scope="col" { "Ce qui est dit" } th scope="col" { "Source" } th scope="col" { "Confiance" } } }
            tbody { @for p in &usages.programmes {
                tr {
                    th scope="row" { (p.nom) } td data-titre="Sujet" { "Clos depuis" } td data-titre="Montant" {}
                    td data-titre="Ce qui est dit" { (p.dit) } td data-titre="Source" { (p.source) } td data-titre="Confiance" { (confiance(p.trust)) }
                }
                @for l in usages.lignes.iter().filter(|l| l.programme == p.id) { tr {
                    th scope="row" { (p.nom) }
                    td data-titre="Sujet" { (l.sujet) }
                    td data-titre="Montant" { @if let Some(m) = l.montant() { (m) } }
                    td data-titre="Ce qui est dit" { (l.dit) }
                    td data-titre="Source" { (l.source) }
                    td data-titre="Confiance" { (confiance(l.trust)) }
                } }
                @if p.id == "avenant-10" { @for t in &usages.tranches { tr {
                    th scope="row" { (p.nom) }
                    td data-titre="Sujet" { "Aide, " @match t.fse_max { Some(max) => { "de " (t.fse_min) " à " (max) " FSE en 2018" } None => { (t.fse_min) " FSE en 2018, ou plus" } } }
                    td data-titre="Montant" { (t.aide()) }
                    td data-titre="Ce qui est dit" { "en deux moitiés" }
                    td data-titre="Source" { (t.source) }
                    td data-titre="Confiance" { (confiance(t.trust)) }
                } } }
            } }
        }
    }
}
