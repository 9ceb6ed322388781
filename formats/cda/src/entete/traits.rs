//! What the traits of a patient look like, beside the INS, the document and one another.

use roxmltree::Node;
use segur_ids::{Nature, oid_ins, traits_alphabet};

use crate::arbre::{self, attribut, texte_normalise};
use crate::constats::Juge;
use crate::regles::patient as regles;
use crate::{horodatage, ns};

pub(super) fn juger<'a, 'i>(juge: &mut Juge<'a, 'i>, role: Node<'a, 'i>, patient: Node<'a, 'i>, avec_ins: bool) {
    if avec_ins {
        alphabet(juge, patient);
        matricule(juge, role, patient);
    }
    naissance(juge, patient);
}

/// Names and first names of birth are those that INSi gives, in its alphabet. One finding for a name: the first character refused.
fn alphabet<'a, 'i>(juge: &mut Juge<'a, 'i>, patient: Node<'a, 'i>) {
    let de_naissance = |n: &Node<'a, 'i>| match n.attribute("qualifier") {
        Some(q) => q == "BR",
        None => n.tag_name().name() == "given",
    };
    let parties = ["family", "given"].into_iter().flat_map(|b| arbre::tous(patient, &["name", b]));
    for partie in parties.filter(de_naissance).collect::<Vec<_>>() {
        let texte = texte_normalise(partie);
        if let Err(refuse) = traits_alphabet(&texte) {
            let attendu = format!("« {} »", segur_ids::sans_accent(&texte));
            juge.dire(regles::ALPHABET, partie, attendu, format!("« {texte} » : {refuse}"));
        }
    }
}

/// The matricule of birth tells a sex, a year and a month. Those of the tests do not all tell the right ones, nor those of changed sexes.
fn matricule<'a, 'i>(juge: &mut Juge<'a, 'i>, role: Node<'a, 'i>, patient: Node<'a, 'i>) {
    let est_ins = |n: &Node<'_, '_>| oid_ins(attribut(*n, "root")).is_some_and(|o| o.nature != Nature::InsC);
    let Some(ins) = arbre::tous(role, &["id"]).into_iter().find(est_ins) else {
        return;
    };
    let lu = attribut(ins, "extension");
    if !segur_ids::cle_valide(lu) {
        return;
    }
    let de = |chemin: &str, nom: &str| {
        arbre::un(patient, &[chemin])
            .map(|n| (n, attribut(n, nom)))
            .filter(|(_, v)| !v.is_empty())
    };
    if let Some((noeud, sexe)) = de("administrativeGenderCode", "code") {
        let attendu = match lu.get(..1) {
            Some("1") => "M",
            Some("2") => "F",
            _ => sexe,
        };
        if matches!(sexe, "M" | "F") && sexe != attendu {
            juge.dire_attribut(regles::MATRICULE, noeud, "code", format!("{attendu}, d'après le matricule {lu}"));
        }
    }
    let datee = |(_, date): &(Node<'_, '_>, &str)| date.len() >= 4 && date.bytes().take(8).all(|b| b.is_ascii_digit());
    if let Some((noeud, date)) = de("birthTime", "value").filter(datee) {
        let annee = (lu.get(1..3), date.get(2..4));
        let mois = (lu.get(3..5), date.get(4..6));
        // Months from 20 on are those of a birth whose month is not known, and 00 says the same in a date.
        let mois_dit = matches!(mois, (Some(m), Some(d)) if ("01"..="12").contains(&m) && d != "00");
        if annee.0 != annee.1 || (mois_dit && mois.0 != mois.1) {
            let attendu = format!("une naissance de l'année et du mois du matricule {lu}");
            juge.dire_attribut(regles::MATRICULE, noeud, "value", attendu);
        }
    }
}

/// Nobody is written about, nor dies, before being born.
fn naissance<'a, 'i>(juge: &mut Juge<'a, 'i>, patient: Node<'a, 'i>) {
    let Some(date) = arbre::un(patient, &["birthTime"]) else { return };
    let nee: String = attribut(date, "value").chars().take_while(char::is_ascii_digit).take(8).collect();
    let deces = segur_soap::enfant(patient, ns::SDTC, "deceasedTime");
    for (quoi, limite) in [("du document", arbre::un(juge.cda, &["effectiveTime"])), ("du décès", deces)] {
        let Some(limite) = limite.and_then(|n| horodatage::lire(attribut(n, "value")).ok()) else {
            continue;
        };
        let commun = nee.len().min(limite.jour().len());
        if commun >= 4 && nee.get(..commun) > limite.jour().get(..commun) {
            let attendu = format!("une naissance au plus tard à la date {quoi}, {}", limite.jour());
            juge.dire_attribut(regles::NAISSANCE_PLAUSIBLE, date, "value", attendu);
        }
    }
}
