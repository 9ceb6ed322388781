//! The patient: its INS, and the five traits that go with it.

use roxmltree::Node;
use segur_ids::{Nature, oid_ins};
use segur_model::Environnement;

use super::traits;
use crate::arbre::{self, attribut, texte_normalise};
use crate::constats::Juge;
use crate::ns;
use crate::regles::patient as regles;

/// Root under which every OID of an INS stands.
const RACINE_INS: &str = "1.2.250.1.213.1.4.";

pub(super) fn juger(juge: &mut Juge<'_, '_>) {
    let Some(cible) = juge.exactement_un(regles::PATIENT, juge.cda, &["recordTarget"]) else {
        return;
    };
    let Some(role) = juge.exactement_un(regles::PATIENT, cible, &["patientRole"]) else {
        return;
    };
    let avec_ins = identifiants(juge, role);
    let Some(patient) = juge.exactement_un(regles::PATIENT, role, &["patient"]) else {
        return;
    };
    noms(juge, patient, avec_ins);
    traits::juger(juge, role, patient, avec_ins);
    sexe(juge, patient, avec_ins);
    naissance(juge, patient, avec_ins);
    for nom in ["religiousAffiliationCode", "raceCode", "ethnicGroupCode"] {
        if let Some(interdit) = arbre::un(patient, &[nom]) {
            juge.dire(regles::INTERDITS, interdit, format!("pas de {nom}"), attribut(interdit, "code"));
        }
    }
}

/// Judges the identifiers; whether there is an INS among them.
fn identifiants<'a, 'i>(juge: &mut Juge<'a, 'i>, role: Node<'a, 'i>) -> bool {
    let ids = arbre::tous(role, &["id"]);
    let est_ins = |n: &Node<'_, '_>| oid_ins(attribut(*n, "root")).is_some_and(|o| o.nature != Nature::InsC);
    let Some(premier) = juge.au_moins_un(regles::INS, role, &["id"]) else {
        return false;
    };
    let Some(ins) = ids.iter().copied().find(est_ins) else {
        // The root of a former or of an unknown kind of INS is another mistake than no INS at all.
        match ids.iter().find(|n| attribut(**n, "root").starts_with(RACINE_INS)) {
            Some(inconnu) => juge.dire_attribut(regles::INS_OID, *inconnu, "root", "1.2.250.1.213.1.4.8, .9, .10 ou .11"),
            None => juge.dire_attribut(
                regles::INS,
                premier,
                "root",
                "l'OID de l'INS : 1.2.250.1.213.1.4.8 ou .9 (tests : .10, .11)",
            ),
        }
        return false;
    };
    if ins != premier {
        let vu = format!("« {} », avant l'INS", attribut(premier, "root"));
        juge.dire(regles::INS_PREMIER, premier, "l'INS en premier", vu);
    }
    plusieurs(juge, &ids, est_ins);
    let racine = attribut(ins, "root");
    // Held against production alone: see `Document`.
    if oid_ins(racine).is_some_and(|o| o.environnement != Environnement::Production) {
        juge.dire_attribut(regles::INS_ENVIRONNEMENT, ins, "root", "1.2.250.1.213.1.4.8 ou .9");
    }
    let matricule = attribut(ins, "extension");
    if ins.attribute("extension").is_some_and(|e| e.contains(char::is_whitespace)) {
        let attendu = "15 caractères exactement, sans espace, même insécable, autour ni dedans";
        juge.dire_attribut(regles::INS_FORME, ins, "extension", attendu);
    } else if !segur_ids::cle_valide(matricule) {
        let attendu = matricule
            .get(..13)
            .and_then(segur_ids::cle_ins)
            .map_or_else(|| "15 caractères, clé comprise".to_owned(), |cle| format!("la clé {cle:02}"));
        juge.dire_attribut(regles::INS_FORME, ins, "extension", attendu);
    }
    true
}

/// A second INS among the identifiers. An INS-NIA and the INS-NIR that came after it may be of one person; two of one nature are not.
fn plusieurs<'a, 'i>(juge: &mut Juge<'a, 'i>, ids: &[Node<'a, 'i>], est_ins: impl Fn(&Node<'_, '_>) -> bool) {
    let lu = |n: Node<'a, 'i>| (oid_ins(attribut(n, "root")).map(|o| o.nature), attribut(n, "extension"));
    let ins: Vec<Node<'a, 'i>> = ids.iter().copied().filter(|n| est_ins(n)).collect();
    for (rang, autre) in ins.iter().enumerate().skip(1) {
        let (nature, matricule) = lu(*autre);
        let avant = ins.iter().take(rang).map(|n| lu(*n)).find(|(_, m)| *m != matricule);
        let Some((_, premier)) = avant else { continue };
        let meme = ins.iter().take(rang).any(|n| lu(*n).0 == nature && lu(*n).1 != matricule);
        let regle = if meme { regles::INS_UNIQUE } else { regles::INS_HISTORIQUE };
        juge.dire_attribut(regle, *autre, "extension", format!("« {premier} » seul, puis l'IPP"));
    }
}

fn noms<'a, 'i>(juge: &mut Juge<'a, 'i>, patient: Node<'a, 'i>, avec_ins: bool) {
    let Some(nom) = juge.exactement_un(regles::NOM, patient, &["name"]) else {
        return;
    };
    for (balise, partie) in ["family", "given"]
        .into_iter()
        .flat_map(|b| arbre::tous(nom, &[b]).into_iter().map(move |n| (b, n)))
    {
        match (balise, partie.attribute("qualifier")) {
            (_, Some("BR" | "CL")) | ("given", None) => {}
            (_, Some("SP")) => juge.dire_attribut(regles::QUALIFICATIF_ANCIEN, partie, "qualifier", "BR ou CL"),
            _ => juge.dire_attribut(regles::QUALIFICATIF, partie, "qualifier", "BR ou CL"),
        }
    }
    let valeur = |balise: &str, qualificatif: Option<&str>| -> String {
        let tous = arbre::tous(nom, &[balise])
            .into_iter()
            .filter(|n| n.attribute("qualifier") == qualificatif);
        tous.map(texte_normalise).collect::<Vec<_>>().join(" ")
    };
    if !avec_ins {
        for balise in ["family", "given"] {
            juge.au_moins_un(regles::NOM, nom, &[balise]);
        }
        return;
    }
    let (liste, premier) = (valeur("given", None), valeur("given", Some("BR")));
    for (regle, vu, attendu) in [
        (
            regles::NOM_NAISSANCE,
            &valeur("family", Some("BR")),
            "family qualifier=\"BR\", non vide",
        ),
        (regles::PRENOMS, &liste, "given sans qualifier, non vide"),
        (regles::PREMIER_PRENOM, &premier, "given qualifier=\"BR\", non vide"),
    ] {
        if vu.is_empty() {
            juge.dire(regle, nom, attendu, "(absent)");
        }
    }
    if !liste.is_empty() && !premier.is_empty() && !commence_par(&liste, &premier) {
        juge.dire(
            regles::PREMIER_DE_LISTE,
            nom,
            format!("« {premier} », puis le reste de la liste"),
            format!("« {liste} »"),
        );
    }
}

/// Whether a list of first names begins with this one, whole: `ANNE` does not begin `ANNE-MARIE LOUISE`.
fn commence_par(liste: &str, premier: &str) -> bool {
    let (liste, premier) = (liste.to_uppercase(), premier.to_uppercase());
    liste
        .strip_prefix(&premier)
        .is_some_and(|reste| !reste.starts_with(|c: char| c.is_alphanumeric() || matches!(c, '-' | '\'' | '’')))
}

fn sexe<'a, 'i>(juge: &mut Juge<'a, 'i>, patient: Node<'a, 'i>, avec_ins: bool) {
    let Some(sexe) = arbre::un(patient, &["administrativeGenderCode"]) else {
        if avec_ins {
            juge.manque(regles::SEXE, patient, &["administrativeGenderCode"]);
        }
        return;
    };
    if sexe.attribute("code").is_none() && sexe.attribute("nullFlavor").is_some() && !avec_ins {
        return;
    }
    if !matches!(attribut(sexe, "code"), "M" | "F" | "UN" | "U") {
        juge.dire_attribut(regles::SEXE, sexe, "code", "M ou F (UN : inconnu)");
    }
    if attribut(sexe, "codeSystem") != ns::SEXE {
        juge.dire_attribut(regles::SEXE, sexe, "codeSystem", ns::SEXE);
    }
}

fn naissance<'a, 'i>(juge: &mut Juge<'a, 'i>, patient: Node<'a, 'i>, avec_ins: bool) {
    // The form of the value is judged with every timestamp.
    if let Some(date) = juge.exactement_un(regles::NAISSANCE, patient, &["birthTime"])
        && avec_ins
        && attribut(date, "value").is_empty()
    {
        juge.dire_attribut(regles::NAISSANCE, date, "value", "AAAAMMJJ");
    }
    if !avec_ins {
        return;
    }
    let chemin = ["birthplace", "place", "addr", "county"];
    if let Some(lieu) = juge.exactement_un(regles::LIEU_NAISSANCE, patient, &chemin)
        && !code_geographique(&arbre::texte(lieu))
    {
        let vu = format!("« {} »", arbre::texte(lieu));
        juge.dire(regles::LIEU_NAISSANCE, lieu, "un code de 5 caractères, comme 51215 ou 2A004", vu);
    }
}

/// The form of a code of the *code officiel géographique*: five digits, or `2A`, `2B` and three digits.
fn code_geographique(texte: &str) -> bool {
    let (Some(departement), Some(commune)) = (texte.get(..2), texte.get(2..)) else {
        return false;
    };
    let chiffres = |t: &str| t.bytes().all(|b| b.is_ascii_digit());
    (chiffres(departement) || matches!(departement, "2A" | "2B")) && commune.len() == 3 && chiffres(commune)
}
