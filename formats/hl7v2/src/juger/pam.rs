//! IHE PAM France: events, movements, the DMP and the collection of the identity.

use super::{Juge, evenements};
use crate::er7::{Ligne, Message};
use crate::regles;

const ACTIONS: [&str; 3] = ["INSERT", "UPDATE", "CANCEL"];
const NATURES: [&str; 11] = ["S", "H", "M", "L", "D", "SM", "SH", "MH", "LD", "HMS", "C"];
const PIECES: [&str; 10] = ["AN", "CC", "CE", "CM", "CN", "CS", "LE", "PA", "PC", "TC"];
/// Table 0004.
const CLASSES: [&str; 9] = ["E", "I", "O", "P", "R", "B", "C", "N", "U"];

pub(super) fn juger(message: &Message, msh: &Ligne<'_>, juge: &mut Juge<'_>) {
    let evenement = msh.composant(9, 2);
    if evenement == "A08" {
        juge.dire(&regles::A08, msh, 9, "A31, ou Z99", msh.champ(9));
    } else if !evenements::existe(&evenement) {
        juge.dire(
            &regles::EVENEMENT_INCONNU,
            msh,
            9,
            "un événement d'ITI-30 ou d'ITI-31",
            msh.champ(9),
        );
    } else if !evenements::est_du_profil(&evenement) {
        juge.dire(&regles::EVENEMENT, msh, 9, "un événement d'ITI-30 ou d'ITI-31", msh.champ(9));
    }
    for pv1 in message.nommes("PV1") {
        juge.present(&regles::PV1_CLASSE, &pv1, 2, "une classe de patient");
        juge.parmi_si_dit(&regles::PV1_CLASSE_TABLE, &pv1, 2, &CLASSES);
    }
    mouvements(message, &evenement, juge);
    dmp(message, juge);
}

fn mouvements(message: &Message, evenement: &str, juge: &mut Juge<'_>) {
    let mouvement = evenements::est_un_mouvement(evenement);
    if let Some(pid) = message.premier("PID")
        && mouvement
    {
        juge.present(&regles::PID_DOSSIER, &pid, 18, "un dossier administratif (AN)");
    }
    // A44 moves an account, and nobody; Z99 is nothing without it, and its structure says so.
    if mouvement && !["A44", "Z99"].contains(&evenement) && message.premier("ZBE").is_none() {
        juge.absent(&regles::ZBE_PRESENT, "ZBE", "un segment ZBE");
    }
    for zbe in message.nommes("ZBE") {
        juge.present(&regles::ZBE_IDENTIFIANT, &zbe, 1, "un identifiant");
        juge.present(&regles::ZBE_IDENTIFIANT, &zbe, 2, "une date");
        juge.parmi(&regles::ZBE_ACTION, &zbe, 4, &ACTIONS);
        let action = zbe.composant(4, 1);
        let attendue = evenements::action(evenement);
        if mouvement && ACTIONS.contains(&action.as_str()) && action != attendue {
            juge.dire(&regles::ZBE_EVENEMENT, &zbe, 4, &format!("{attendue}, de {evenement}"), &action);
        }
        if ["UPDATE", "CANCEL"].contains(&action.as_str()) {
            juge.present(&regles::ZBE_ORIGINE, &zbe, 6, "l'événement qui a inséré le mouvement");
        }
        juge.parmi(&regles::ZBE_HISTORIQUE, &zbe, 5, &["Y", "N"]);
        juge.parmi(&regles::ZBE_NATURE, &zbe, 9, &NATURES);
    }
}

fn dmp(message: &Message, juge: &mut Juge<'_>) {
    for zfa in message.nommes("ZFA") {
        juge.parmi_si_dit(&regles::ZFA_ETAT, &zfa, 1, &["ACTIF", "FERME", "INEXISTANT"]);
        juge.parmi_si_dit(&regles::ZFA_ALIMENTATION, &zfa, 9, &["NA", "IO", "INO"]);
        juge.parmi_si_dit(&regles::ZFA_CONSULTATION, &zfa, 11, &["NA", "INC", "IC"]);
    }
    let validee = message
        .premier("PID")
        .is_some_and(|pid| pid.repetitions(32).any(|s| s.clair(1) == "VALI"));
    for zfd in message.nommes("ZFD") {
        juge.parmi_si_dit(&regles::ZFD_RECUEIL, &zfd, 5, &["SM", "CV", "INSI", "CB", "RFID"]);
        juge.parmi_si_dit(&regles::ZFD_PIECE, &zfd, 7, &PIECES);
        if validee {
            juge.present(&regles::ZFD_VALIDEE, &zfd, 7, "la pièce qui a prouvé l'identité");
        }
    }
}
