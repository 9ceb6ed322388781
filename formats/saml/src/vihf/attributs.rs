//! Judging the attributes of a VIHF: which ones are there, and what those that speak of the software and the structure say.

use super::jdv::{RESTRICTIONS, SECTEURS};
use super::juge::Juge;
use super::lecture::{RESOURCE_ID, ROLE, SUBJECT_ID, USAGE};
use super::{Mode, SYSTEME_SECTEUR, SYSTEME_USAGE, SYSTEME_USAGE_NOS, regles};

const MODE: &str = "Authentification_mode";
/// TRE_R248.
const USAGES: [&str; 3] = ["normal", "bris_de_glace", "centre_15"];

pub(super) fn juger(juge: &mut Juge<'_>) {
    presence(juge);
    noms(juge);
    version_et_mode(juge);
    structure(juge);
    secteur(juge);
    restriction(juge);
    ressource(juge);
    homologation(juge);
}

/// Required in every mode, but for the user's name, which a card already gives, and the patient, when none is targeted.
fn presence(juge: &mut Juge<'_>) {
    let v = juge.vihf;
    let vide = |t: &Option<super::Texte>| t.is_none();
    let requis = [
        ("VIHF_Version", vide(&v.version)),
        (MODE, vide(&v.mode)),
        ("Identifiant_Structure", vide(&v.structure)),
        ("Secteur_Activite", vide(&v.secteur)),
        (SUBJECT_ID, vide(&v.utilisateur) && v.mode_lu() != Some(Mode::Directe)),
        (ROLE, v.roles.is_empty()),
        (RESOURCE_ID, vide(&v.resource_id) && !juge.message.patients_du_corps.is_empty()),
        ("Ressource_URN", vide(&v.ressource_urn)),
        (USAGE, v.usage.is_none()),
        ("LPS_Nom", vide(&v.lps_nom)),
        ("LPS_Version", vide(&v.lps_version)),
        ("LPS_ID_HOMOLOGATION_DMP", vide(&v.homologation)),
    ];
    for (nom, _) in requis.iter().filter(|(_, absent)| *absent) {
        let lieu = juge.dans(&format!("AttributeStatement/Attribute[@Name='{nom}']"));
        juge.dire(&regles::ATTRIBUT_PRESENT, &lieu, *nom, "(absent ou vide)");
    }
}

fn noms(juge: &mut Juge<'_>) {
    let v = juge.vihf;
    for (i, nom) in v.noms.iter().enumerate() {
        if v.noms[..i].iter().any(|n| n.eq_ignore_ascii_case(nom)) {
            juge.dire(&regles::ATTRIBUT_DOUBLE, &nom.lieu, "une seule fois", nom.texte.as_str());
        }
    }
    for (_, valeurs) in &v.valeurs {
        let Some(premiere) = valeurs.first() else { continue };
        if let Some(autre) = valeurs.iter().find(|a| a.texte != premiere.texte) {
            let vu = format!("{} et {}", premiere.texte, autre.texte);
            juge.dire(&regles::ATTRIBUT_VALEURS, &autre.lieu, "une seule valeur", vu);
        }
    }
    for faux in &v.types_faux {
        let attendu = "xs:string sur un texte, l'espace de noms étant http://www.w3.org/2001/XMLSchema";
        juge.dire(&regles::ATTRIBUT_TYPE, &faux.lieu, attendu, faux.texte.as_str());
    }
    let connues = [MODE, "Authentification_Mode"];
    for nom in v
        .noms
        .iter()
        .filter(|n| n.eq_ignore_ascii_case(MODE) && !connues.contains(&n.as_ref()))
    {
        juge.dire(&regles::ATTRIBUT_GRAPHIE, &nom.lieu, MODE, nom.texte.as_str());
    }
}

fn version_et_mode(juge: &mut Juge<'_>) {
    let v = juge.vihf;
    match v.version.as_ref().map(|t| (t, t.as_ref())) {
        None | Some((_, "3.0")) => {}
        Some((t, "4.0")) => juge.dire(&regles::VERSION_4, &t.lieu, "3.0", "4.0"),
        Some((t, autre)) => juge.dire(&regles::VERSION, &t.lieu, "3.0 ou 4.0", autre),
    }
    if let Some(mode) = v.mode.as_ref().filter(|_| v.mode_lu().is_none()) {
        juge.dire(&regles::MODE, &mode.lieu, Mode::TOUS.map(Mode::mot).join(", "), mode.texte.as_str());
    }
}

fn structure(juge: &mut Juge<'_>) {
    let v = juge.vihf;
    if let Some(structure) = v.structure.as_ref().filter(|s| !structure_admise(s)) {
        let attendu = "1 et FINESS, 2 et SIREN, 3 et SIRET, 4 et RPPS-rang, ou 0 et identifiant de cabinet";
        juge.dire(&regles::STRUCTURE_FORME, &structure.lieu, attendu, structure.texte.as_str());
    }
}

/// A sector is of the value set; one that has the form of it, and is not in it, may be of another version.
fn secteur(juge: &mut Juge<'_>) {
    let Some(secteur) = &juge.vihf.secteur else { return };
    let (code, systeme) = secteur.split_once('^').unwrap_or((secteur, ""));
    if SECTEURS.contient(code, systeme) {
        return;
    }
    let forme = systeme == SYSTEME_SECTEUR
        && code
            .strip_prefix("SA")
            .is_some_and(|n| n.len() == 2 && n.bytes().all(|b| b.is_ascii_digit()));
    let (regle, attendu) = if forme {
        (&regles::SECTEUR_CODE, format!("un code de {}", *SECTEURS))
    } else {
        (&regles::SECTEUR_FORME, format!("SAxx^{SYSTEME_SECTEUR}"))
    };
    juge.dire(regle, &secteur.lieu, attendu, secteur.texte.as_str());
}

/// The code of a secret connection; no sample shows how it is written, so that its system is judged only where it says one.
fn restriction(juge: &mut Juge<'_>) {
    for code in &juge.vihf.confidentialite {
        let systemes = RESTRICTIONS.systemes(&code.code);
        if systemes.is_empty() || !(code.systeme.is_empty() || systemes.contains(&code.systeme.as_str())) {
            let vu = format!("« {} », du système « {} »", code.code, code.systeme);
            juge.dire(&regles::RESTRICTION, &code.lieu, format!("un code de {}", *RESTRICTIONS), vu);
        }
    }
}

/// The form alone: structures of test platforms have identifiers whose key is not computed.
fn structure_admise(texte: &str) -> bool {
    let Some((genre, suite)) = texte.split_at_checked(1) else {
        return false;
    };
    let longueur = match genre {
        "0" => !suite.is_empty(),
        "1" | "2" => suite.len() == 9,
        "3" | "4" => suite.len() == 14,
        _ => false,
    };
    longueur && suite.bytes().all(|c| c.is_ascii_alphanumeric())
}

fn ressource(juge: &mut Juge<'_>) {
    let v = juge.vihf;
    if let Some(urn) = v.ressource_urn.as_ref().filter(|u| u.texte != "urn:dmp") {
        juge.dire(&regles::RESSOURCE_URN, &urn.lieu, "urn:dmp", urn.texte.as_str());
    }
    let systemes = [SYSTEME_USAGE, SYSTEME_USAGE_NOS];
    let connu = |u: &super::Code| systemes.contains(&u.systeme.as_str()) && USAGES.contains(&u.code.as_str());
    if let Some(usage) = v.usage.as_ref().filter(|u| connu(u) && u.systeme == SYSTEME_USAGE_NOS) {
        juge.dire(&regles::USAGE_OID, &usage.lieu, SYSTEME_USAGE, usage.systeme.as_str());
    }
    if let Some(usage) = v.usage.as_ref().filter(|u| !connu(u)) {
        juge.dire(
            &regles::USAGE,
            &usage.lieu,
            format!("normal, du système {SYSTEME_USAGE}"),
            format!("« {} », du système « {} »", usage.code, usage.systeme),
        );
    } else if let Some(usage) = v.usage.as_ref().filter(|u| u.code == "bris_de_glace")
        && v.mode_lu() == Some(Mode::Indirecte)
    {
        juge.dire(&regles::USAGE_INDIRECT, &usage.lieu, "normal, ou centre_15", usage.code.as_str());
    }
}

fn homologation(juge: &mut Juge<'_>) {
    let connus = &juge.k.monde.homologations_dmp;
    if let Some(numero) = juge
        .vihf
        .homologation
        .as_ref()
        .filter(|n| !connus.is_empty() && !connus.contains(&n.texte))
    {
        juge.dire(
            &regles::HOMOLOGATION,
            &numero.lieu,
            "un numéro connu du banc",
            numero.texte.as_str(),
        );
    }
}
