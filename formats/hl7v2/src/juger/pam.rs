//! IHE PAM France: events, movements, the DMP and the collection of the identity.

use super::Juge;
use crate::er7::{Ligne, Message};
use crate::regles;

/// ITI-30: identities.
const IDENTITES: [&str; 6] = ["A28", "A31", "A40", "A47", "A24", "A37"];
/// ITI-31: movements.
const MOUVEMENTS: [&str; 20] = [
    "A01", "A11", "A04", "A03", "A13", "A05", "A38", "A06", "A07", "A02", "A12", "A54", "A55", "A21", "A52", "A22", "A53", "A44", "A14",
    "Z99",
];
const NATURES: [&str; 11] = ["S", "H", "M", "L", "D", "SM", "SH", "MH", "LD", "HMS", "C"];
const PIECES: [&str; 10] = ["AN", "CC", "CE", "CM", "CN", "CS", "LE", "PA", "PC", "TC"];

pub(super) fn juger(message: &Message, msh: &Ligne<'_>, juge: &mut Juge<'_>) {
    let evenement = msh.composant(9, 2);
    let mouvement = MOUVEMENTS.contains(&evenement.as_str());
    if evenement == "A08" {
        juge.dire(&regles::A08, msh, 9, "A31, ou Z99", msh.champ(9));
    } else if !mouvement && !IDENTITES.contains(&evenement.as_str()) {
        juge.dire(&regles::EVENEMENT, msh, 9, "un événement d'ITI-30 ou d'ITI-31", msh.champ(9));
    }
    if let Some(pid) = message.premier("PID")
        && mouvement
    {
        juge.present(&regles::PID_DOSSIER, &pid, 18, "un dossier administratif (AN)");
    }
    for zbe in message.nommes("ZBE") {
        juge.present(&regles::ZBE_IDENTIFIANT, &zbe, 1, "un identifiant");
        juge.present(&regles::ZBE_IDENTIFIANT, &zbe, 2, "une date");
        juge.parmi(&regles::ZBE_ACTION, &zbe, 4, &["INSERT", "UPDATE", "CANCEL"]);
        juge.parmi(&regles::ZBE_HISTORIQUE, &zbe, 5, &["Y", "N"]);
        juge.parmi(&regles::ZBE_NATURE, &zbe, 9, &NATURES);
    }
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
