//! The page of a file: what it is, where each instance stands, what may come next, and what was done.

use maud::{Markup, html};
use time::OffsetDateTime;

use super::formulaires::{formulaire, titre};
use super::{Cible, manquements};
use crate::argent::bareme::Sons;
use crate::argent::champs::Champs;
use crate::argent::contexte::Refus;
use crate::argent::controles::{bornes, plafond};
use crate::argent::donnees::Prestation;
use crate::argent::etapes::{Etape, Qui};
use crate::argent::financement::{Financement, Instance};

fn jour(t: OffsetDateTime) -> String {
    let forme = time::macros::format_description!("[day]/[month]/[year] à [hour]:[minute] UTC");
    t.to_offset(time::UtcOffset::UTC).format(forme).unwrap_or_default()
}

/// Why the last act was refused.
fn refus(refus: Option<&Refus>) -> Markup {
    html! {
        @if let Some(refus) = refus {
            div.alerte role="alert" {
                p { strong { "Refusé. " } "Rien n'a changé." @if refus.manquements().is_empty() { " " (refus.to_string()) "." } }
                @if !refus.manquements().is_empty() { (manquements(refus.manquements())) }
            }
        }
    }
}

/// The form that opens a file. `saisie`: what was typed, when it was refused.
#[must_use]
pub fn ouverture(sons: &Sons, saisie: Champs<'_>, refuse: Option<&Refus>, cible: Cible<'_>) -> Markup {
    let dispositif = saisie.un("dispositif");
    html! {
        (refus(refuse))
        form method="post" action=(cible.action) {
            fieldset {
                legend { "Ouvrir un dossier de financement (SIMULÉ)" }
                (cible.champs())
                p { label { "Dispositif " select name="dispositif" { @for d in &sons.dispositifs { option value=(d.id) selected[d.id == dispositif] { (d.nom) } } } } }
                p { label { "Prestation " select name="prestation" { @for (mot, p) in &Prestation::MOTS { option value=(mot) selected[saisie.un("prestation") == *mot] { (p.dite()) } } } } }
                p { label { "Client " input name="client" required maxlength="200" value=(saisie.un("client")); } }
                p { label { "Sites géographiques du client qui se servent du logiciel " input name="sites_declares" inputmode="numeric" required value=(saisie.un("sites_declares")); } }
                p { label.case { input type="checkbox" name="deja_vague_1" value="oui" checked[!saisie.un("deja_vague_1").is_empty()]; " le client a eu la prestation de vague 1, ou payé sa mise à jour" } }
                p { label.case { input type="checkbox" name="non_assujetti" value="oui" checked[!saisie.un("non_assujetti").is_empty()]; " fournisseur non assujetti à la TVA" } }
                button type="submit" { "Ouvrir" }
            }
        }
    }
}

/// The page. `roles`: the parts that who looks may play; the acts of the others are told, not offered.
#[must_use]
pub fn dossier(sons: &Sons, f: &Financement, roles: &[Qui], refuse: Option<&Refus>, cible: Cible<'_>) -> Markup {
    html! {
        p { strong { "SIMULÉ." } " Ni l'ASP ni personne d'autre ne reçoit cette demande, et rien n'est versé." }
        (refus(refuse))
        (tete(sons, f))
        (instances(sons, f))
        (suite(sons, f, roles, cible))
        (historique(f))
    }
}

fn tete(sons: &Sons, f: &Financement) -> Markup {
    let d = sons.dispositif(&f.dispositif);
    html! {
        dl {
            dt { "Dispositif" } dd { (d.map_or(f.dispositif.as_str(), |d| d.nom.as_str())) ", prestation " (f.prestation.dite()) }
            dt { "Client" } dd { (f.client) ", " (f.sites_declares) " sites déclarés" @if f.deja_vague_1 { ", vague 1 déjà reçue ou payée" } }
            dt { "Produit" } dd { (f.produit) " " (f.version) @if !f.assujetti { ", fournisseur non assujetti à la TVA" } }
            dt { "Enrôlement" } dd { @match &f.enrolement { Some(e) => { "le " (jour(e.quand)) ", certificat " (e.certificat) } None => "pas encore" } }
            @for fenetre in d.iter().flat_map(|d| &d.fenetres) { dt { "Fenêtre, " (fenetre.acte.dit()) } dd { (bornes(fenetre)) } }
        }
    }
}

fn instances(sons: &Sons, f: &Financement) -> Markup {
    html! {
        @if f.instances.is_empty() { p.rien { "Aucune instance encore." } }
        @else {
            table {
                caption { "Où en est chaque instance" }
                thead { tr { th scope="col" { "Étape" } @for i in &f.instances { th scope="col" { (i.id) } } } }
                tbody {
                    tr { th scope="row" { "Sites" } @for i in &f.instances { td data-titre=(i.id) { (i.nombre()) " : " (i.sites.iter().map(String::as_str).collect::<Vec<_>>().join(", ")) } } }
                    tr { th scope="row" { "Plafond TTC" } @for i in &f.instances { td data-titre=(i.id) { (plafond_dit(sons, f, i)) } } }
                    @for e in Etape::TOUTES { tr {
                        th scope="row" { (e.dite()) }
                        @for i in &f.instances { td data-titre=(i.id) { (faite(i, e)) } }
                    } }
                }
            }
        }
    }
}

fn plafond_dit(sons: &Sons, f: &Financement, i: &Instance) -> Markup {
    let connu = sons.dispositif(&f.dispositif).and_then(|d| plafond(sons, d, i));
    html! { @match connu { Some(p) => (p.ttc), None => "non public" } }
}

fn faite(i: &Instance, e: Etape) -> Markup {
    let montants = match e {
        Etape::Devis => i.devis.as_ref().map(|d| d.montants),
        Etape::Avance => i.avance.as_ref().map(|v| v.montants),
        Etape::Facture => i.facture.as_ref().map(|f| f.montants),
        Etape::Solde => i.solde.as_ref().map(|v| v.montants),
        _ => None,
    };
    let condition = e == Etape::Commande && i.commande.as_ref().is_some_and(|c| c.sous_condition);
    html! {
        @match i.faite(e) { Some(t) => { (jour(t)) } None => "—" }
        @if let Some(m) = montants { br; (m.ttc) " TTC, " (m.ht) " HT" }
        @if condition { br; "sous condition de référencement" }
    }
}

fn suite(sons: &Sons, f: &Financement, roles: &[Qui], cible: Cible<'_>) -> Markup {
    let (siens, autres): (Vec<_>, Vec<_>) = f.possibles().into_iter().partition(|p| roles.contains(&p.qui));
    html! {
        section aria-labelledby="t-suite" {
            h2 id="t-suite" { "Ce qui peut venir" }
            @for p in &siens { (formulaire(sons, f, p, cible)) }
            @if !autres.is_empty() {
                ul { @for p in &autres { li { (titre(p.mot)) @if let Some(i) = &p.instance { " — instance " (i) } " : revient au rôle " (p.qui.dit()) } } }
            }
        }
    }
}

fn historique(f: &Financement) -> Markup {
    html! {
        @if !f.historique.is_empty() {
            table {
                caption { "Ce qui a été fait, du plus ancien au plus récent" }
                thead { tr { th scope="col" { "Quand (banc)" } th scope="col" { "Rôle" } th scope="col" { "Instance" } th scope="col" { "Quoi" } } }
                tbody { @for l in &f.historique { tr {
                    td data-titre="Quand (banc)" { (jour(l.quand)) }
                    td data-titre="Rôle" { (l.qui.dit()) }
                    td data-titre="Instance" { (l.instance.as_deref().unwrap_or("—")) }
                    td data-titre="Quoi" { @if let Some(regle) = &l.regle { strong { "À savoir. " } (l.dit) " " code { (regle) } } @else { (l.dit) } }
                } } }
            }
        }
    }
}
