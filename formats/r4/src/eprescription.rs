//! The lines of prescription of the French IG: what their profile asks, and the slips that its own examples teach.

use segur_dialecte::Constateur;

use crate::chemin::{Chemin, dire};
use crate::json::{Noeud, Valeur, membre};
use crate::regles;

const CANONIQUE: &str = "https://interop.esante.gouv.fr/ig/fhir/eprescription/StructureDefinition/";
const MEDICAMENTS: [&str; 4] = ["UCD", "Presentation", "SpecialitePharmaceutique", "codeSMS"];
const ANSM: &str = "http://data.esante.gouv.fr/ansm/medicament/";
const EDQM: &str = "http://standardterms.edqm.eu";
const LISIBLE: &str = "http://hl7.org/fhir/5.0/StructureDefinition/extension-MedicationRequest.renderedDosageInstruction";
const QUAND: &str = "https://interop.esante.gouv.fr/ig/fhir/eprescription/StructureDefinition/fr-additional-when-values";
/// The moments that the IG adds to those of HL7.
const MOMENTS: [&str; 16] = [
    "AGU", "PGU", "AT", "T", "PT", "ASK", "SK", "PSK", "AMS", "MS", "PMS", "AAS", "AS", "PAS", "ABT", "PBT",
];

/// Judges a line or a medicine that says it is of the IG.
pub(crate) fn juger(c: &mut Constateur, n: &Noeud, chemin: &Chemin<'_>) {
    let profils: Vec<&str> = n
        .get("meta")
        .into_iter()
        .flat_map(|m| m.chacun("profile"))
        .filter_map(Noeud::texte)
        .collect();
    let profil = profils.iter().find_map(|p| p.strip_prefix(CANONIQUE));
    let Some(profil) = profil.map(|p| p.split_once('|').map_or(p, |(p, _)| p)) else {
        return;
    };
    // A Bundle says a profile of the IG too: its resources are judged each by itself.
    if n.dit("resourceType") == "Bundle" {
        return;
    }
    factices(c, n, chemin);
    match n.dit("resourceType") {
        "MedicationRequest" => ligne(c, n, profil == "fr-inpatient-medicationrequest", chemin),
        "Medication" => {
            if let Some(code) = n.get("code") {
                medicament(c, code, &chemin.vers("code", None));
            }
            if let Some(forme) = n.get("form") {
                edqm(c, forme, &chemin.vers("form", None));
            }
        }
        _ => {}
    }
}

fn ligne(c: &mut Constateur, n: &Noeud, hospitaliere: bool, chemin: &Chemin<'_>) {
    for (nom, regle) in [
        ("authoredOn", &regles::AUTHORED_ON),
        ("requester", &regles::REQUESTER),
        ("dosageInstruction", &regles::POSOLOGIE),
        ("groupIdentifier", &regles::GROUPE),
    ] {
        if n.get(nom).is_none() && n.get(&format!("_{nom}")).is_none() {
            dire(c, regle, n, chemin, nom, "(absent)");
        }
    }
    let lisible = n.chacun("extension").find(|e| e.dit("url") == LISIBLE);
    if !hospitaliere && lisible.is_none_or(|e| e.get("valueMarkdown").is_none()) {
        dire(
            c,
            &regles::LISIBLE,
            n,
            chemin,
            "renderedDosageInstruction, en valueMarkdown",
            "(absente)",
        );
    }
    if let Some(code) = n.get("medicationCodeableConcept") {
        medicament(c, code, &chemin.vers("medicationCodeableConcept", None));
    }
    for (i, d) in n.chacun("dosageInstruction").enumerate() {
        posologie(c, d, &chemin.vers("dosageInstruction", Some(i)));
    }
    if hospitaliere && let Some(d) = n.get("dispenseRequest") {
        let ici = chemin.vers("dispenseRequest", None);
        for nom in ["quantity", "dispenseInterval", "performer"] {
            if let Some(x) = d.get(nom) {
                dire(c, &regles::HOSPITALIERE, x, &ici, format!("pas de {nom}"), x.montrer());
            }
        }
        if let Some(p) = d.get("validityPeriod").filter(|p| p.get("start").is_none()) {
            dire(c, &regles::HOSPITALIERE, p, &ici, "validityPeriod.start", "(absent)");
        }
    }
}

fn posologie(c: &mut Constateur, d: &Noeud, ici: &Chemin<'_>) {
    if let Some(x) = d.get("patientInstruction") {
        dire(c, &regles::PATIENT_INSTRUCTION, x, ici, "pas de patientInstruction", x.montrer());
    }
    if let Some(route) = d.get("route") {
        edqm(c, route, &ici.vers("route", None));
    }
    let Some(repeat) = d.get("timing").and_then(|t| t.get("repeat")) else {
        return;
    };
    if repeat.get("periodUnit").is_some() && repeat.get("period").is_none() {
        dire(c, &regles::PERIODE, repeat, ici, "period avec periodUnit", "periodUnit seul");
    }
    for e in repeat.chacun("extension").filter(|e| e.dit("url") == QUAND) {
        if !MOMENTS.contains(&e.dit("valueCode")) {
            dire(c, &regles::QUAND, e, ici, MOMENTS.join(", "), e.dit("valueCode"));
        }
    }
}

fn medicament(c: &mut Constateur, code: &Noeud, ici: &Chemin<'_>) {
    for x in code.chacun("coding") {
        let (systeme, valeur) = (x.dit("system"), x.dit("code"));
        let connu = systeme.strip_prefix(ANSM).filter(|s| MEDICAMENTS.contains(s));
        // A made up system is told by its own rule.
        if connu.is_none() && !factice(systeme) {
            dire(
                c,
                &regles::MEDICAMENT_SYSTEME,
                x,
                ici,
                format!("{ANSM}{}", MEDICAMENTS.join(", ")),
                systeme,
            );
        }
        if matches!(connu, Some("UCD" | "Presentation")) && !(valeur.starts_with("3400") && ean13(valeur)) {
            dire(c, &regles::CLE_13, x, ici, "13 chiffres en 3400…, clé EAN 13 juste", valeur);
        }
    }
}

/// Thirteen digits, the last of which is the key of EAN 13.
fn ean13(code: &str) -> bool {
    let chiffres: Vec<u32> = code.chars().filter_map(|x| x.to_digit(10)).collect();
    let somme: u32 = chiffres.iter().enumerate().map(|(i, x)| if i % 2 == 0 { *x } else { 3 * x }).sum();
    code.len() == 13 && chiffres.len() == 13 && somme.is_multiple_of(10)
}

fn edqm(c: &mut Constateur, n: &Noeud, ici: &Chemin<'_>) {
    let mut codes = n.chacun("coding").peekable();
    if codes.peek().is_some() && !codes.any(|x| x.dit("system") == EDQM) {
        let vu = n.chacun("coding").next().map_or("", |x| x.dit("system"));
        dire(c, &regles::VOIE, n, ici, EDQM, vu);
    }
}

fn factice(systeme: &str) -> bool {
    systeme.to_ascii_lowercase().contains("bogus")
}

fn factices(c: &mut Constateur, n: &Noeud, chemin: &Chemin<'_>) {
    match &n.valeur {
        Valeur::Liste(l) => l.iter().for_each(|x| factices(c, x, chemin)),
        Valeur::Objet(o) => {
            if let Some(x) = membre(o, "system").filter(|x| x.texte().is_some_and(factice)) {
                dire(
                    c,
                    &regles::FACTICE,
                    x,
                    &chemin.vers("system", None),
                    "un système de codes qui existe",
                    x.montrer(),
                );
            }
            o.iter().for_each(|(nom, x)| factices(c, x, &chemin.vers(nom, None)));
        }
        _ => {}
    }
}
