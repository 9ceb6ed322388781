//! Judging a test of existence.

use segur_dialecte::Constateur;
use segur_model::{Champ, Environnement};

use crate::{RequeteTd02, ns, regles};

/// What its bytes show to be wrong; that its patient is one of test ([`regles::TD02_PATIENT_REEL`]) is held against production alone.
pub(super) fn juger(constats: &mut Constateur, requete: &RequeteTd02, raison: &str) {
    let lieu = &requete.lieu;
    if !requete.manquants.is_empty() {
        let vu = format!("(absents : {})", requete.manquants.join(", "));
        constats.dire(regles::TD02_ENVELOPPE, lieu, "les éléments que le schéma exige", vu);
    }
    if !requete.manquants_question.is_empty() {
        let vu = format!("(absents : {})", requete.manquants_question.join(", "));
        constats.dire(regles::TD02_QUESTION, lieu, "les éléments que le schéma exige", vu);
    }
    // Values of the official example. What is missing is told above.
    let exemple = [
        (regles::TD02_TRAITEMENT, &requete.traitement, "processingCode", &["D", "P"][..]),
        (regles::TD02_TRAITEMENT, &requete.mode_traitement, "processingModeCode", &["T"]),
        (regles::TD02_TRAITEMENT, &requete.accuse, "acceptAckCode", &["AL"]),
        (regles::TD02_QUESTION_VALEUR, &requete.statut, "statusCode", &["new"]),
        (regles::TD02_QUESTION_VALEUR, &requete.semantique, "semanticsText", &["Patient.id"]),
    ];
    for (regle, champ, nom, attendus) in exemple {
        let attendu = format!("{nom} {}", attendus.join(" ou "));
        match champ {
            Some(c) if attendus.contains(&c.valeur.as_str()) => {}
            Some(c) => constats.dire(regle, &c.lieu, attendu, &c.valeur),
            None if requete.manquants.contains(&nom) || requete.manquants_question.contains(&nom) => {}
            None => constats.dire(regle, lieu, attendu, "(sans code)"),
        }
    }
    let champs = [
        (regles::TD02_INTERACTION, &requete.interaction, "interactionId", "PRPA_IN201307UV02"),
        (regles::TD02_RAISON, &requete.raison, "reasonCode", raison),
        (regles::TD02_DESTINATAIRE, &requete.destinataire, "receiver/device/id", ns::DMP),
    ];
    for (regle, champ, nom, attendu) in champs {
        match champ {
            Some(c) if c.valeur == attendu => {}
            Some(c) => constats.dire(regle, &c.lieu, attendu, &c.valeur),
            None => constats.dire(regle, lieu, format!("{nom} {attendu}"), "(absent)"),
        }
    }
    if requete
        .emetteur
        .as_ref()
        .is_none_or(|e| e.valeur.parse::<segur_ids::Oid>().is_err())
    {
        let (ou, vu) = requete
            .emetteur
            .as_ref()
            .map_or((lieu, "(absent)"), |e| (&e.lieu, e.valeur.as_str()));
        constats.dire(regles::TD02_DESTINATAIRE, ou, "sender/device/id : l'OID de l'émetteur", vu);
    }
    let vide = Champ {
        valeur: String::new(),
        lieu: lieu.clone(),
    };
    let (ins, oid) = (requete.patient.as_ref().unwrap_or(&vide), requete.oid.as_ref().unwrap_or(&vide));
    let forme = ins.valeur.len() == 15 && ins.valeur.get(..13).is_some_and(segur_ids::matricule_forme);
    let connu = segur_ids::oid_ins(&oid.valeur).filter(|o| o.nature != segur_ids::Nature::InsC);
    if !forme || connu.is_none() {
        constats.dire(
            regles::TD02_PATIENT,
            if forme { &oid.lieu } else { &ins.lieu },
            "l'INS en 15 caractères, sous un OID d'INS (1.2.250.1.213.1.4.8 à .11)",
            format!("« {} », OID « {} »", ins.valeur, oid.valeur),
        );
    }
    plusieurs(constats, requete);
    // Held against production alone.
    if connu.is_some_and(|o| o.environnement != Environnement::Production) {
        constats.dire(regles::TD02_PATIENT_REEL, &oid.lieu, "1.2.250.1.213.1.4.8 ou .9", &oid.valeur);
    }
}

/// Identifiers beside the first. The schema of HL7 takes several of one patient, and an INS-NIA may go with the INS-NIR that came after
/// it; two INS of one nature are two people.
fn plusieurs(constats: &mut Constateur, requete: &RequeteTd02) {
    let Some((premier, autres)) = requete.identifiants.split_first() else {
        return;
    };
    for autre in autres {
        let deux = requete
            .identifiants
            .iter()
            .any(|un| un.nature().is_some() && un.nature() == autre.nature() && un.valeur.valeur != autre.valeur.valeur);
        let regle = if deux {
            regles::TD02_PATIENT_UNIQUE
        } else {
            regles::TD02_PATIENT_PLUSIEURS
        };
        let vu = format!("« {} », OID « {} »", autre.valeur.valeur, autre.oid.valeur);
        let attendu = format!("« {} » seul", premier.valeur.valeur);
        constats.dire(regle, &autre.valeur.lieu, attendu, vu);
    }
}
