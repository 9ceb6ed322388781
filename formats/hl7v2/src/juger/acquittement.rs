//! Acknowledgements: of a message (ACK), of what was done with it (ZAM).

use segur_model::Location;

use super::Juge;
use crate::er7::{Ligne, Message};
use crate::lieu::lieu;
use crate::regles;

/// Table 0357.
const ERREURS: [&str; 11] = ["100", "101", "102", "103", "198", "199", "200", "201", "202", "203", "207"];

pub(super) fn technique(message: &Message, msh: &Ligne<'_>, juge: &mut Juge<'_>) {
    let Some(msa) = message.premier("MSA") else {
        let place = lieu(msh, 0, "MSA");
        juge.c.dire(regles::ACK_CODE, &place, "un segment MSA", "aucun");
        return;
    };
    juge.parmi(&regles::ACK_CODE, &msa, 1, &["AA", "AE", "AR"]);
    juge.present(&regles::ACK_MESSAGE, &msa, 2, "MSH-10 du message acquitté");
    if matches!(msa.composant(1, 1).as_str(), "AE" | "AR") {
        match message.premier("ERR") {
            None => juge.c.dire(regles::ACK_ERREUR, &Location::path("ERR"), "un segment ERR", "aucun"),
            Some(err) => {
                juge.parmi(&regles::ACK_ERREUR, &err, 3, &ERREURS);
                juge.present(&regles::ACK_ERREUR, &err, 4, "une gravité");
            }
        }
    }
}

pub(super) fn metier(message: &Message, msh: &Ligne<'_>, juge: &mut Juge<'_>) {
    let attendu = match msh.composant(9, 2).as_str() {
        "Z01" => "ACK_RECEPTION_DMP",
        "Z02" => "ACK_RECEPTION_MSS",
        "Z03" => "ACK_LECTURE_MSS",
        _ => "ACK_RECEPTION_DMP, ACK_RECEPTION_MSS ou ACK_LECTURE_MSS",
    };
    let Some(obx) = message.premier("OBX") else {
        juge.c.dire(regles::ZAM_CONTENU, &Location::path("OBX"), attendu, "aucun OBX");
        return;
    };
    if obx.composant(3, 1) != attendu {
        juge.dire(&regles::ZAM_CONTENU, &obx, 3, attendu, obx.champ(3));
    }
    juge.present(&regles::ZAM_REPONSE, &obx, 4, "MSH-10 du message d'origine");
    juge.parmi(&regles::ZAM_REPONSE, &obx, 5, &["Y", "N"]);
    if obx.composant(5, 1) == "N" {
        match message.premier("ERR") {
            None => juge.c.dire(regles::ZAM_ERREUR, &Location::path("ERR"), "un segment ERR", "aucun"),
            Some(err) => juge.present(&regles::ZAM_ERREUR, &err, 3, "207^Application error^messageErrorCondition"),
        }
    }
}
