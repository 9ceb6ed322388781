//! Citizens: their address, and what may be sent to whom.

use segur_dialecte::Constateur;
use segur_model::Location;

use super::super::adresses::{est_usager, matricule_juste};
use super::super::regles;
use super::Affaire;

const INVISIBLE_PATIENT: &str = "INVISIBLE_PATIENT";
const MASQUE_PS: &str = "MASQUE_PS";
const INVISIBLE_REPRESENTANTS: &str = "INVISIBLE_REPRESENTANTS_LEGAUX";

pub(super) fn juger(a: &Affaire<'_>, c: &mut Constateur) {
    if !a.d_un_produit() {
        return;
    }
    let lieu = lieu(a);
    for matricule in a.usagers() {
        if !matricule_juste(matricule) {
            let attendu = "un matricule INS et sa clé, 15 caractères";
            c.dire(regles::USAGER_ADRESSE, &lieu, attendu, matricule);
        } else if let Some(patient) = a.patient.filter(|p| !p.ins.is_empty() && !p.ins.eq_ignore_ascii_case(matricule)) {
            c.dire(regles::USAGER_INS, &lieu, &patient.ins, matricule);
        }
    }
    if let Some(patient) = a.patient.filter(|p| !a.usagers().is_empty() && !p.qualifie()) {
        let vu = format!(
            "matricule « {} », OID « {} », nom « {} », prénom « {} », naissance « {} », sexe « {} »",
            patient.ins, patient.oid, patient.nom, patient.prenom, patient.naissance, patient.sexe
        );
        c.dire(regles::USAGER_QUALIFIE, &lieu, "un INS qualifié dans l'archive", vu);
    }
    masquage(a, &lieu, c);
}

fn masquage(a: &Affaire<'_>, lieu: &Location, c: &mut Constateur) {
    let codes = a.confidentialites();
    let masque = |code: &str| codes.iter().any(|x| x == code);
    let destinataires = a.destinataires();
    let usager = destinataires.iter().find(|d| est_usager(d));
    let professionnel = destinataires.iter().find(|d| !est_usager(d));
    for (regle, code, vu) in [
        (regles::MASQUE_PATIENT, INVISIBLE_PATIENT, usager),
        (regles::MASQUE_PS, MASQUE_PS, professionnel),
        (regles::MASQUE_REPRESENTANTS, INVISIBLE_REPRESENTANTS, professionnel),
    ] {
        if masque(code)
            && let Some(vu) = vu
        {
            c.dire(regle, lieu, format!("aucun envoi d'un document {code} à cette boîte"), vu);
        }
    }
}

/// Where recipients are said.
fn lieu(a: &Affaire<'_>) -> Location {
    match a.enveloppe {
        Some(_) => Location {
            line: 2,
            column: 1,
            path: "RCPT TO".to_owned(),
        },
        None => a.entete("To"),
    }
}
