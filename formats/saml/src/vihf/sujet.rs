//! Judging whom a VIHF speaks of: the professional, and the patient.

use segur_ids::{Nature, cle_valide, oid_ins};

use super::jdv::ROLES;
use super::juge::Juge;
use super::{CodeLu, SYSTEME_FORMATION, SYSTEME_PROFESSION, SYSTEME_SAVOIR_FAIRE, SYSTEME_SECTION, regles};

/// TRE_G15, TRE_G16, TRE_A00, TRE_R94, TRE_R95, TRE_R291.
const PROFESSIONS: [&str; 6] = [
    SYSTEME_PROFESSION,
    SYSTEME_FORMATION,
    "1.2.250.1.213.1.1.4.6",
    "1.2.250.1.213.1.6.1.4",
    "1.2.250.1.213.1.6.1.109",
    "1.2.250.1.213.1.6.1.140",
];
/// TRE_R21 and TRE_R22: function, kind of activity. The value set has them, and no source says which role they go with.
const SYSTEMES_ACTIVITE: [&str; 2] = ["1.2.250.1.213.1.6.1.17", "1.2.250.1.213.1.6.1.19"];
/// Category of a student (TRE_R09).
const ETUDIANT: &str = "E";
/// TRE_R85: those whom their role, not their profession, characterises.
const SYSTEME_ROLE: &str = "1.2.250.1.213.1.6.1.107";

pub(super) fn juger(juge: &mut Juge<'_>) {
    professionnel(juge);
    roles(juge);
    patient(juge);
}

fn professionnel(juge: &mut Juge<'_>) {
    let v = juge.vihf;
    if !v.name_id.as_deref().is_some_and(ps_admis) {
        let attendu = "8 et RPPS, 0 et ADELI, ou 1, 3, 4, 5, 6, identifiant de structure, « / » et identifiant interne";
        juge.dire_de(&regles::NAME_ID, v.name_id.as_ref(), "Subject/NameID", attendu);
    }
}

/// The form alone: people of test platforms have identifiers whose key is not computed.
fn ps_admis(texte: &str) -> bool {
    let Some((genre, suite)) = texte.split_at_checked(1) else {
        return false;
    };
    match genre {
        "8" => suite.len() == 11 && suite.bytes().all(|c| c.is_ascii_digit()),
        "0" => !suite.is_empty() && suite.bytes().all(|c| c.is_ascii_alphanumeric()),
        "1" | "3" | "4" | "5" | "6" => suite.split_once('/').is_some_and(|(structure, interne)| {
            !structure.is_empty() && structure.bytes().all(|c| c.is_ascii_alphanumeric()) && !interne.is_empty()
        }),
        _ => false,
    }
}

fn roles(juge: &mut Juge<'_>) {
    let v = juge.vihf;
    let Some(premier) = v.roles.first() else { return };
    if premier.code.is_empty() || !PROFESSIONS.contains(&premier.systeme.as_str()) {
        juge.dire(&regles::ROLE_PROFESSION, &premier.lieu, PROFESSIONS.join(", "), dit(premier));
    }
    // A code alone tells nothing: 10 is a médecin, and one in training.
    let mal_place = premier.code.is_empty() || !PROFESSIONS.contains(&premier.systeme.as_str());
    let regles_du_code = [regles::ROLE_CODE, regles::ROLE_CODE_SECOND];
    for (role, regle) in v.roles.iter().zip(&regles_du_code).skip(usize::from(mal_place)) {
        if !ROLES.contient(&role.code, &role.systeme) {
            juge.dire(regle, &role.lieu, format!("un code de {}", *ROLES), dit(role));
        }
    }
    profession(juge, premier);
    // What a second role must be of: médecins and pharmaciens have one, nobody else.
    let attendu = match (premier.systeme.as_str(), premier.code.as_str()) {
        (SYSTEME_PROFESSION, "10") => Some((SYSTEME_SAVOIR_FAIRE, "le savoir-faire du médecin")),
        (SYSTEME_PROFESSION, "21") => Some((SYSTEME_SECTION, "la section du pharmacien")),
        _ => None,
    };
    match (attendu, v.roles.get(1)) {
        (Some((_, quoi)), None) => juge.dire(&regles::ROLE_SECOND, &premier.lieu, quoi, "un seul rôle"),
        (Some((systeme, quoi)), Some(second)) if second.systeme != systeme => {
            juge.dire(
                &regles::ROLE_SYSTEME,
                &second.lieu,
                format!("{quoi}, du système {systeme}"),
                dit(second),
            );
        }
        (None, Some(second)) if SYSTEMES_ACTIVITE.contains(&second.systeme.as_str()) => {
            juge.dire(
                &regles::ROLE_SYSTEME,
                &second.lieu,
                format!("un rôle de prise en charge, du système {SYSTEME_ROLE}"),
                dit(second),
            );
        }
        (None, Some(second)) if second.systeme != SYSTEME_ROLE => {
            juge.dire(
                &regles::ROLE_RESERVE,
                &second.lieu,
                format!("un seul rôle pour {}", dit(premier)),
                dit(second),
            );
        }
        _ => {}
    }
    if let Some(troisieme) = v.roles.get(2) {
        juge.dire(
            &regles::ROLE_RESERVE,
            &troisieme.lieu,
            "deux rôles au plus",
            format!("{} rôles", v.roles.len()),
        );
    }
}

/// The profession of somebody whom the bench knows: a role of training, for one who practises, is a known mistake.
fn profession(juge: &mut Juge<'_>, premier: &CodeLu) {
    let Some(ps) = juge.vihf.name_id.as_deref() else { return };
    let Some(connu) = juge.k.monde.professionnel(ps) else {
        return;
    };
    let des_soins = [SYSTEME_PROFESSION, SYSTEME_FORMATION].contains(&premier.systeme.as_str());
    let exerce = connu.exercices();
    let sien = |e: &segur_model::world::Exercice| match premier.systeme.as_str() {
        SYSTEME_PROFESSION => e.profession == premier.code,
        _ => e.profession == premier.code && e.categorie == ETUDIANT,
    };
    let sienne = exerce.iter().any(sien);
    if des_soins && !sienne && !exerce.is_empty() {
        let professions: Vec<&str> = exerce.iter().map(|e| e.profession.as_str()).collect();
        let attendu = format!(
            "{} (système {SYSTEME_PROFESSION}), que le monde donne à {ps}",
            professions.join(" ou ")
        );
        juge.dire(&regles::ROLE_CONNU, &premier.lieu, attendu, dit(premier));
    }
}

fn dit(role: &CodeLu) -> String {
    format!("« {} », du système « {} »", role.code, role.systeme)
}

fn patient(juge: &mut Juge<'_>) {
    let v = juge.vihf;
    let Some(ressource) = &v.resource_id else { return };
    let composants: Vec<&str> = ressource.split('^').collect();
    let autorite = composants.get(3).copied().unwrap_or_default();
    let sous: Vec<&str> = autorite.split('&').collect();
    // Some software adds the effective date of the INS after the type (CX.7), as submissions do.
    let bien_forme = composants.len() >= 5
        && composants.get(1..3) == Some(&["", ""])
        && matches!(sous[..], ["", _, "ISO"])
        && composants.get(4) == Some(&"NH");
    if !bien_forme {
        juge.dire(
            &regles::PATIENT_FORME,
            &ressource.lieu,
            "INS^^^&OID&ISO^NH",
            ressource.texte.as_str(),
        );
    }
    let Some(patient) = v.patient() else { return };
    if !cle_valide(&patient.ins) {
        juge.dire(
            &regles::PATIENT_CLE,
            &ressource.lieu,
            "13 caractères, puis leur clé de 2 chiffres",
            patient.ins.as_str(),
        );
    }
    if !oid_ins(&patient.oid).is_some_and(|o| matches!(o.nature, Nature::Nir | Nature::Nia)) {
        let attendu = "1.2.250.1.213.1.4.8, .9, .10 ou .11";
        juge.dire(&regles::PATIENT_OID, &ressource.lieu, attendu, patient.oid.as_str());
    }
    for (ins, oid) in juge.message.patients_du_corps {
        if !ins.eq_ignore_ascii_case(&patient.ins) {
            juge.dire(&regles::PATIENT_CORPS, &ressource.lieu, *ins, patient.ins.as_str());
        } else if !oid.is_empty() && *oid != patient.oid {
            let attendu = format!("{oid}, comme le corps");
            juge.dire(&regles::PATIENT_OID_CORPS, &ressource.lieu, attendu, patient.oid.as_str());
        }
    }
}
