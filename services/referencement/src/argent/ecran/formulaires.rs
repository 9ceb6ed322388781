//! The form of each act, with what it asks.

use maud::{Markup, html};

use super::Cible;
use crate::argent::bareme::Sons;
use crate::argent::donnees::QuandPiece;
use crate::argent::etapes::{Depositaire, NatureVa, Qui};
use crate::argent::financement::Financement;
use crate::argent::geste::Possible;

/// What the button says.
pub(super) fn titre(mot: &str) -> &'static str {
    match mot {
        "ajouter-instance" => "Ajouter une instance",
        "retirer-instance" => "Retirer l'instance",
        "devis" => "Établir le devis",
        "commander" => "Signer la commande",
        "enroler" => "S'enrôler auprès de l'ASP",
        "demander-financement" => "Demander le financement",
        "verser-avance" => "Verser l'avance",
        "installer" => "Dire l'installation et la formation faites",
        "deposer-va" => "Établir la VA ou la MOM",
        "signer-va" => "Signer la VA ou la MOM",
        "facturer" => "Émettre la facture",
        "demander-solde" => "Demander le solde",
        "verser-solde" => "Verser le solde",
        _ => "Faire",
    }
}

/// The form of an act.
pub(super) fn formulaire(sons: &Sons, f: &Financement, p: &Possible, cible: Cible<'_>) -> Markup {
    let qui = Qui::MOTS.iter().find(|(_, q)| *q == p.qui).map_or("", |(mot, _)| *mot);
    html! {
        form method="post" action=(cible.action) {
            fieldset {
                legend { (titre(p.mot)) @if let Some(i) = &p.instance { " — instance " (i) } " (" (p.qui.dit()) ")" }
                (cible.champs())
                input type="hidden" name="geste" value=(p.mot);
                input type="hidden" name="qui" value=(qui);
                @if let Some(i) = &p.instance { input type="hidden" name="instance" value=(i); }
                (champs(sons, f, p))
                button type="submit" { (titre(p.mot)) }
            }
        }
    }
}

fn champs(sons: &Sons, f: &Financement, p: &Possible) -> Markup {
    let public = sons.dispositif(&f.dispositif).is_some_and(|d| !d.tranches.is_empty());
    match p.mot {
        "ajouter-instance" => html! {
            p { label { "Nom de l'instance " input name="instance" required maxlength="200"; } }
            p { label { "FINESS géographiques (ou SIRET) de ses sites " textarea name="sites" rows="3" cols="40" required {} } }
            @if !public { p { label { "Plafond TTC de l'établissement, s'il est connu (€) " input name="plafond" inputmode="decimal"; } } }
        },
        "devis" => html! {
            (montants())
            fieldset { legend { "Postes du devis" } @for poste in &sons.postes {
                p { label.case { input type="checkbox" name="poste" value=(poste.id); " " (poste.dit) @if !poste.couvert { " — non couvert" } } }
            } }
        },
        "commander" => html! {
            p { label.case { input type="checkbox" name="sous_condition" value="oui"; " sous condition de référencement" } }
        },
        "enroler" => html! {
            p { label { "Qui dépose " select name="depositaire" {
                @for (mot, d) in &Depositaire::MOTS { option value=(mot) { (depositaire(*d)) } }
            } } }
            fieldset { legend { "Pièces" } @for piece in &sons.pieces {
                p { label.case { input type="checkbox" name="piece" value=(piece.id); " " (piece.dit) (pour(piece.quand)) } }
            } }
        },
        "deposer-va" => html! {
            p { label { "Pièce " select name="nature" { @for (mot, n) in &NatureVa::MOTS { option value=(mot) { (n.dite()) } } } } }
            p { label { "Qui signe pour le client " input name="signataire" required maxlength="200"; } }
        },
        "facturer" => html! {
            p { label { "Numéro " input name="numero" required maxlength="200"; } }
            p { label { "Au nom de " input name="au_nom_de" required maxlength="200"; } }
            (montants())
        },
        _ => html! {},
    }
}

fn montants() -> Markup {
    html! {
        p { label { "Montant HT (€, deux décimales) " input name="ht" inputmode="decimal" required; } }
        p { label { "Montant TTC (€, deux décimales) " input name="ttc" inputmode="decimal" required; } }
    }
}

const fn depositaire(d: Depositaire) -> &'static str {
    match d {
        Depositaire::Representant => "le représentant légal",
        Depositaire::Employe => "un employé, par mandat",
        Depositaire::Tiers => "un tiers, par contrat",
    }
}

const fn pour(quand: QuandPiece) -> &'static str {
    match quand {
        QuandPiece::Toujours => "",
        QuandPiece::Employe => " (si un employé dépose)",
        QuandPiece::Tiers => " (si un tiers dépose)",
        QuandPiece::NonAssujetti => " (si non assujetti à la TVA)",
    }
}
