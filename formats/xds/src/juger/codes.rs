//! The coded metadata of an entry: presence, scheme, value.

use segur_model::Rule;

use super::unique;
use crate::listes::{
    CLASSES, CONFIDENTIALITE, LOINC, SECTEURS, TA_ASIP, VISIBILITE, cadre_connu, classe_connue, format_connu, secteur_connu, type_connu,
};
use crate::lot::{Champ, Code, Entree};
use crate::{ns, regles};
use segur_dialecte::Constateur;

/// Most `confidentialityCode` values.
const CONFIDENTIALITES_MAX: usize = 4;

pub(super) fn juger(constats: &mut Constateur, e: &Entree) {
    let signature = e.est_signature();
    let classe = premier(constats, regles::D_CLASSE, &e.classe, e, "classCode");
    let type_code = premier(constats, regles::D_TYPE, &e.type_code, e, "typeCode");
    let secteur = premier(constats, regles::D_SECTEUR, &e.secteur, e, "healthcareFacilityTypeCode");
    let cadre = premier(constats, regles::D_CADRE, &e.cadre, e, "practiceSettingCode");
    // A format under the wrong UUID that clients are known to write has its own rule: it is not missing.
    let mal_nomme = e.schemas_inconnus.iter().any(|s| s.valeur.ends_with(ns::document::FORMAT_FAUX));
    let format = if mal_nomme && e.format.is_empty() {
        None
    } else {
        premier(constats, regles::D_FORMAT, &e.format, e, "formatCode")
    };
    if let Some(secteur) = secteur {
        systeme(constats, regles::SECTEUR_SYSTEME, secteur, SECTEURS);
        if !secteur_connu(&secteur.code.valeur) {
            constats.dire(
                regles::SECTEUR_VALEUR,
                &secteur.code.lieu,
                "SA01 à SA69, hors SA11 et SA62",
                &secteur.code.valeur,
            );
        }
    }
    if let Some(cadre) = cadre {
        match cadre_connu(&cadre.code.valeur) {
            Some(attendu) => systeme(constats, regles::CADRE_SYSTEME, cadre, attendu),
            None => constats.dire(
                regles::CADRE_VALEUR,
                &cadre.code.lieu,
                "un code de JDV_J04 (AMBULATOIRE, ETABLISSEMENT…)",
                &cadre.code.valeur,
            ),
        }
    }
    for evenement in e
        .evenements
        .iter()
        .filter(|c| c.code.valeur.is_empty() || c.systeme.valeur.is_empty())
    {
        constats.dire(
            regles::EVENEMENT_SYSTEME,
            &evenement.code.lieu,
            "un code et un codingScheme",
            format!("« {} », codingScheme « {} »", evenement.code.valeur, evenement.systeme.valeur),
        );
    }
    confidentialites(constats, e);
    // What is fixed for the signature is told with its entry.
    if signature {
        return;
    }
    if let Some(classe) = classe {
        classe_du_document(constats, classe, type_code);
    }
    if let Some(type_code) = type_code {
        type_du_document(constats, type_code);
    }
    if let Some(format) = format {
        format_du_document(constats, format);
    }
}

fn classe_du_document(constats: &mut Constateur, classe: &Code, type_code: Option<&Code>) {
    systeme(constats, regles::CLASSE_SYSTEME, classe, CLASSES);
    if !classe_connue(&classe.code.valeur) {
        constats.dire(
            regles::CLASSE_VALEUR,
            &classe.code.lieu,
            "une classe du DMP (10, 11, 31, 42…)",
            &classe.code.valeur,
        );
    } else if let Some(attendue) = type_code
        .and_then(|t| type_connu(&t.code.valeur))
        .and_then(|t| t.classe)
        .filter(|a| *a != classe.code.valeur)
    {
        let vu = format!(
            "{} pour le type {}",
            classe.code.valeur,
            type_code.map_or("", |t| t.code.valeur.as_str())
        );
        constats.dire(regles::CLASSE_COUPLE, &classe.code.lieu, attendue, vu);
    }
}

fn type_du_document(constats: &mut Constateur, type_code: &Code) {
    let code = type_code.code.valeur.as_str();
    match type_connu(code) {
        Some(connu) => systeme(constats, regles::TYPE_SYSTEME, type_code, connu.systeme),
        None => {
            constats.dire(regles::TYPE_VALEUR, &type_code.code.lieu, "un code de la liste du banc", code);
            let vu = &type_code.systeme;
            if vu.valeur != LOINC && vu.valeur != TA_ASIP {
                constats.dire(regles::TYPE_SYSTEME, &vu.lieu, format!("{LOINC} ou {TA_ASIP}"), &vu.valeur);
            }
        }
    }
}

fn format_du_document(constats: &mut Constateur, format: &Code) {
    match format_connu(&format.code.valeur) {
        Some((attendu, true)) => systeme(constats, regles::FORMAT_SYSTEME, format, attendu),
        Some((attendu, false)) => systeme(constats, regles::FORMAT_SYSTEME_ANS, format, attendu),
        None => {
            constats.dire(
                regles::FORMAT_VALEUR,
                &format.code.lieu,
                "un format du DMP (urn:ihe:…, urn:asip:ci-sis:…)",
                &format.code.valeur,
            );
            if format.systeme.valeur.is_empty() {
                constats.dire(regles::FORMAT_SYSTEME, &format.systeme.lieu, "un codingScheme", "(vide)");
            }
        }
    }
}

fn confidentialites(constats: &mut Constateur, e: &Entree) {
    let codes = &e.confidentialite;
    if codes.is_empty() {
        constats.requis(regles::D_CONFIDENTIALITE, None, &e.lieu, "confidentialityCode");
        return;
    }
    for code in codes {
        match code.code.valeur.as_str() {
            "" => constats.dire(regles::D_CONFIDENTIALITE, &code.code.lieu, "confidentialityCode non vide", "(vide)"),
            "N" | "R" | "V" => systeme(constats, regles::CONFIDENTIALITE_SYSTEME, code, CONFIDENTIALITE),
            "MASQUE_PS" | "INVISIBLE_PATIENT" | "INVISIBLE_REPRESENTANTS_LEGAUX" => {
                systeme(constats, regles::CONFIDENTIALITE_SYSTEME, code, VISIBILITE);
            }
            "INVISIBLE_REP_LEGAUX" => constats.dire(
                regles::CONFIDENTIALITE_VALEUR,
                &code.code.lieu,
                "INVISIBLE_REPRESENTANTS_LEGAUX",
                "INVISIBLE_REP_LEGAUX (graphie de HL7 V2)",
            ),
            autre => constats.dire(
                regles::CONFIDENTIALITE_VALEUR,
                &code.code.lieu,
                "N, R, V, MASQUE_PS, INVISIBLE_PATIENT ou INVISIBLE_REPRESENTANTS_LEGAUX",
                autre,
            ),
        }
    }
    let vus: Vec<&str> = codes.iter().map(|c| c.code.valeur.as_str()).filter(|c| !c.is_empty()).collect();
    let bases = vus.iter().filter(|c| matches!(**c, "N" | "R" | "V")).count();
    if bases != 1 && !vus.is_empty() {
        constats.dire(regles::CONFIDENTIALITE_BASE, &e.lieu, "un code parmi N, R et V", vus.join(", "));
    }
    let double = vus.iter().enumerate().any(|(rang, c)| vus.iter().take(rang).any(|a| a == c));
    if codes.len() > CONFIDENTIALITES_MAX || double {
        constats.dire(
            regles::CONFIDENTIALITE_NOMBRE,
            &e.lieu,
            format!("{CONFIDENTIALITES_MAX} codes au plus, différents"),
            vus.join(", "),
        );
    }
}

fn systeme(constats: &mut Constateur, regle: Rule, code: &Code, attendu: &str) {
    if code.systeme.valeur != attendu {
        constats.dire(
            regle,
            &code.systeme.lieu,
            format!("{attendu} pour {}", code.code.valeur),
            &code.systeme.valeur,
        );
    }
}

/// The code that must be there, once and not empty.
fn premier<'c>(constats: &mut Constateur, regle: Rule, codes: &'c [Code], e: &Entree, nom: &str) -> Option<&'c Code> {
    let champs: Vec<Champ> = codes.iter().map(|c| c.code.clone()).collect();
    unique(constats, nom, champs.iter().map(|c| c.lieu.clone()));
    constats.requis(regle, champs.first(), &e.lieu, nom)?;
    codes.first()
}
