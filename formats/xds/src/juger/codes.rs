//! The coded metadata of an entry: presence, scheme, value.

use segur_model::Rule;

use super::{Porteur, unique};
use crate::listes::{CADRES, CLASSES, CONFIDENTIALITES, FORMATS, LOINC, Liste, SECTEURS, TA_ASIP, TYPES, TYPES_HORS_DMP, classe_du_type};
use crate::lot::{Champ, Code, Entree};
use crate::{ns, regles};
use segur_dialecte::Constateur;

/// Codes of the sets of the CI-SIS (JDV_J02, JDV_J04, JDV_J07) that the sets of the DMP leave out: good in an archive.
const CISIS_SEUL: [&str; 3] = ["SA66", "SA67", "ESSMS"];

/// Most `confidentialityCode` values.
const CONFIDENTIALITES_MAX: usize = 4;

pub(super) fn juger(constats: &mut Constateur, e: &Entree, porteur: Porteur) {
    // The registry gave the other codes, and may know some that the sets do not: only what changes is the sender's.
    if porteur == Porteur::MiseAJour {
        return confidentialites(constats, e);
    }
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
    // An archive goes to a mailbox, not to the DMP.
    let du_dmp = |c: &&Code| porteur == Porteur::Dmp || !CISIS_SEUL.contains(&c.code.valeur.as_str());
    if let Some(secteur) = secteur.filter(du_dmp) {
        de_la_liste(constats, &SECTEURS, regles::SECTEUR_VALEUR, regles::SECTEUR_SYSTEME, secteur);
    }
    if let Some(cadre) = cadre.filter(du_dmp) {
        de_la_liste(constats, &CADRES, regles::CADRE_VALEUR, regles::CADRE_SYSTEME, cadre);
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
        classe_du_document(constats, classe, type_code, porteur);
    }
    if let Some(type_code) = type_code {
        type_du_document(constats, type_code, porteur);
    }
    if let Some(format) = format {
        de_la_liste(constats, &FORMATS, regles::FORMAT_VALEUR, regles::FORMAT_SYSTEME, format);
    }
}

fn classe_du_document(constats: &mut Constateur, classe: &Code, type_code: Option<&Code>, porteur: Porteur) {
    let connue = de_la_liste(constats, &CLASSES, regles::CLASSE_VALEUR, regles::CLASSE_SYSTEME, classe);
    if let Some(type_code) = type_code.filter(|_| connue)
        && let Some(attendue) = classe_du_type(&type_code.code.valeur)
        && attendue != classe.code.valeur
    {
        let vu = format!("{} pour le type {}", classe.code.valeur, type_code.code.valeur);
        let regle = match porteur {
            Porteur::Dmp => regles::CLASSE_COUPLE,
            Porteur::Xdm | Porteur::MiseAJour => regles::CLASSE_COUPLE_XDM,
        };
        constats.dire(regle, &classe.code.lieu, attendue, vu);
    }
}

fn type_du_document(constats: &mut Constateur, type_code: &Code, porteur: Porteur) {
    let code = type_code.code.valeur.as_str();
    if !TYPES.systemes(code).is_empty() {
        de_la_liste(constats, &TYPES, regles::TYPE_VALEUR, regles::TYPE_SYSTEME, type_code);
        return;
    }
    let regle = match (TYPES_HORS_DMP.contains(&code), porteur) {
        (true, Porteur::Dmp) => Some(regles::TYPE_HORS_DMP),
        (true, Porteur::Xdm | Porteur::MiseAJour) => None,
        (false, _) => Some(regles::TYPE_VALEUR),
    };
    if let Some(regle) = regle {
        constats.dire(regle, &type_code.code.lieu, format!("un code de {}", *TYPES), code);
    }
    let vu = &type_code.systeme;
    if vu.valeur != LOINC && vu.valeur != TA_ASIP {
        constats.dire(regles::TYPE_SYSTEME, &vu.lieu, format!("{LOINC} ou {TA_ASIP}"), &vu.valeur);
    }
}

/// Judges a code by its set: its value, then its system. Answers whether the set has the value, under whatever system.
pub(super) fn de_la_liste(constats: &mut Constateur, liste: &Liste, valeur: Rule, systeme: Rule, code: &Code) -> bool {
    let systemes = liste.systemes(&code.code.valeur);
    let vu = &code.systeme;
    if systemes.is_empty() {
        constats.dire(valeur, &code.code.lieu, format!("un code de {liste}"), &code.code.valeur);
        if vu.valeur.is_empty() {
            constats.dire(systeme, &vu.lieu, "un codingScheme", "(vide)");
        }
    } else if !systemes.contains(&vu.valeur.as_str()) {
        let attendu = format!("{} pour {}, dans {liste}", systemes.join(" ou "), code.code.valeur);
        constats.dire(systeme, &vu.lieu, attendu, &vu.valeur);
    }
    !systemes.is_empty()
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
            "INVISIBLE_REP_LEGAUX" => constats.dire(
                regles::CONFIDENTIALITE_VALEUR,
                &code.code.lieu,
                "INVISIBLE_REPRESENTANTS_LEGAUX",
                "INVISIBLE_REP_LEGAUX (graphie de HL7 V2)",
            ),
            _ => {
                de_la_liste(
                    constats,
                    &CONFIDENTIALITES,
                    regles::CONFIDENTIALITE_VALEUR,
                    regles::CONFIDENTIALITE_SYSTEME,
                    code,
                );
            }
        }
    }
    let vus: Vec<&str> = codes.iter().map(|c| c.code.valeur.as_str()).filter(|c| !c.is_empty()).collect();
    let bases = vus.iter().filter(|c| matches!(**c, "N" | "R" | "V")).count();
    if bases != 1 && !vus.is_empty() {
        constats.dire(regles::CONFIDENTIALITE_BASE, &e.lieu, "un code parmi N, R et V", vus.join(", "));
    }
    // The entry of the signature carries both, whatever the parameter says.
    if !e.est_signature() && ["MASQUE_PS", "INVISIBLE_PATIENT"].iter().all(|c| vus.contains(c)) {
        constats.dire(
            regles::CONFIDENTIALITE_CUMUL,
            &e.lieu,
            "MASQUE_PS ou INVISIBLE_PATIENT, tant que cumul-invisible_patient-masque_ps vaut false",
            vus.join(", "),
        );
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

/// The code that must be there, once and not empty.
fn premier<'c>(constats: &mut Constateur, regle: Rule, codes: &'c [Code], e: &Entree, nom: &str) -> Option<&'c Code> {
    let champs: Vec<Champ> = codes.iter().map(|c| c.code.clone()).collect();
    unique(constats, nom, champs.iter().map(|c| c.lieu.clone()));
    constats.requis(regle, champs.first(), &e.lieu, nom)?;
    codes.first()
}
