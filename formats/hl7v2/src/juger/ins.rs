//! An INS, wherever a message has one: PID-3, and MRG-1 which takes one away.

use segur_ids::{Nature, cle_valide, oid_ins};
use segur_model::Environnement;

use super::{EFFACE, Juge};
use crate::er7::{Composants, Ligne};
use crate::regles;

const AUTORITES: [&str; 2] = ["ASIP-SANTE-INS-NIR", "ASIP-SANTE-INS-NIA"];

/// The INS of a field, by their type or by who is said to have given them.
pub(super) fn de<'a>(ligne: &Ligne<'a>, champ: usize) -> Vec<Composants<'a>> {
    let siens = ligne.repetitions(champ).filter(|cx| est_un_ins(cx) && cx.clair(1) != EFFACE);
    siens.collect()
}

fn est_un_ins(cx: &Composants<'_>) -> bool {
    let genre = cx.clair(5);
    // The NIR by which care is billed has the OID of an INS and a name of its own.
    let facture = genre == "NH";
    genre == "INS" || AUTORITES.contains(&cx.partie(4, 1).as_str()) || (!facture && nature(cx).is_some())
}

fn nature(cx: &Composants<'_>) -> Option<Nature> {
    oid_ins(&cx.partie(4, 2))
        .map(|o| o.nature)
        .filter(|n| matches!(n, Nature::Nir | Nature::Nia))
}

pub(super) fn juger(ligne: &Ligne<'_>, champ: usize, cx: &Composants<'_>, environnement: Environnement, juge: &mut Juge<'_>) {
    let mut dire = |regle, composant, attendu: &str, vu: &str| juge.dire_en(regle, (ligne, champ), (cx, composant), attendu, vu);
    let matricule = cx.clair(1);
    // What is taken away may be the very mistake that the message corrects.
    let (forme, cle) = match ligne.nom() {
        "MRG" => (&regles::MRG_INS, &regles::MRG_INS),
        _ => (&regles::PID_INS_FORME, &regles::PID_INS_CLE),
    };
    if matricule.chars().count() != 15 {
        dire(forme, 1, "15 caractères : 13, puis leur clé", &matricule);
    } else if !cle_valide(&matricule) {
        dire(cle, 1, "13 caractères, puis leur clé de 2 chiffres", &matricule);
    }
    if cx.clair(5) != "INS" {
        dire(&regles::PID_INS_TYPE, 5, "INS", &cx.clair(5));
    }
    let (nom, oid) = (cx.partie(4, 1), cx.partie(4, 2));
    match oid_ins(&oid).filter(|o| matches!(o.nature, Nature::Nir | Nature::Nia)) {
        None => dire(&regles::PID_INS_OID, 4, "1.2.250.1.213.1.4.8, .9, .10 ou .11", &oid),
        Some(connu) => {
            if environnement == Environnement::Production && connu.environnement != Environnement::Production {
                dire(&regles::PID_INS_ENVIRONNEMENT, 4, "1.2.250.1.213.1.4.8 ou .9", &oid);
            }
            let attendu = AUTORITES[usize::from(connu.nature == Nature::Nia)];
            // The test OID is that of a NIR, and its samples name either.
            let libre = connu.environnement != Environnement::Production && nom == AUTORITES[1];
            if nom != attendu && !libre {
                dire(&regles::PID_INS_AUTORITE, 4, attendu, &nom);
            }
        }
    }
    if !cx.brut(7).is_empty() || !cx.brut(8).is_empty() {
        let vu = format!("{} {}", cx.clair(7), cx.clair(8));
        dire(&regles::PID_INS_DATES, 7, "CX-7 et CX-8 vides", vu.trim());
    }
}
