//! What must hold of the DMP of a patient.

use std::collections::BTreeSet;

use segur_ids::date_insi;
use segur_model::world::{Dmp, EtatDmp};
use segur_model::{Patient, World};

/// Profession of a médecin, TRE_G15.
const MEDECIN: &str = "10";

/// What does not hold, one French sentence each.
pub(crate) fn anomalies_dmp(monde: &World, patient: &Patient) -> Vec<String> {
    let d = &patient.dmp;
    let mut dit = Vec::new();
    if d.etat == EtatDmp::Absent && *d != Dmp::from(EtatDmp::Absent) {
        dit.push("un DMP absent n'a rien d'autre à dire : écrivez dmp = \"absent\"".to_owned());
    }
    if let Some(f) = &d.fermeture {
        if d.etat != EtatDmp::Ferme {
            dit.push("une fermeture, et un DMP qui n'est pas fermé : ajoutez etat = \"ferme\"".to_owned());
        }
        date(&mut dit, "fermeture", &f.date);
        if let Some(motif) = &f.motif
            && (motif.is_empty() || motif.bytes().any(|o| !(o.is_ascii_uppercase() || o == b'_')))
        {
            dit.push(format!(
                "motif de fermeture « {motif} » : un code attendu, en capitales, comme FERMETURE_DEMANDE_PATIENT"
            ));
        }
    }
    if let Some(fiche) = &d.medecin_traitant {
        match monde.professionnels.get(fiche) {
            None => dit.push(format!("médecin traitant {fiche}, qui n'existe pas")),
            Some(p) if p.exercices().iter().all(|e| e.profession != MEDECIN) => {
                dit.push(format!("médecin traitant {fiche}, qui n'est pas médecin (profession {MEDECIN})"));
            }
            Some(_) => {}
        }
    }
    let mut vus = BTreeSet::new();
    for a in &d.autorisations {
        if !monde.professionnels.contains_key(&a.de) && !monde.structures.contains_key(&a.de) {
            dit.push(format!("autorisation de {}, qui n'est ni un professionnel ni une structure", a.de));
        }
        if !vus.insert(&a.de) {
            dit.push(format!("deux autorisations de {}", a.de));
        }
        for jour in std::iter::once(&a.depuis).chain(&a.derniere_action) {
            date(&mut dit, &format!("autorisation de {}", a.de), jour);
        }
        if a.derniere_action.as_ref().is_some_and(|fin| *fin < a.depuis) {
            dit.push(format!("autorisation de {} : sa dernière action la précède", a.de));
        }
    }
    for fiche in &d.representants {
        if *fiche == patient.fiche || !monde.patients.contains_key(fiche) {
            dit.push(format!("représentant {fiche} : un autre patient attendu"));
        }
    }
    if d.connexion_secrete && d.representants.is_empty() {
        dit.push("une connexion secrète sans représentants à qui elle cacherait quelque chose".to_owned());
    }
    dit
}

fn date(dit: &mut Vec<String>, quoi: &str, jour: &str) {
    if !date_insi(jour).is_ok_and(|d| d.au_calendrier()) {
        dit.push(format!("{quoi} : « {jour} », un jour du calendrier attendu (AAAA-MM-JJ)"));
    }
}
