//! TD0.5: a patient looked for by traits, by a centre de régulation.

use segur_model::world::{EtatDmp, Opposition, Patient};
use segur_xds::demande::{RecherchePatient, TraitCherche};
use segur_xds::ns::ACTION_TD05_REPONSE;
use segur_xds::regles_td;
use segur_xds::reponses::{PatientTrouve, ecrire_recherche_patient};

use super::existence::nom_saisi;
use super::{Affaire, Issue, Jouee};
use crate::demandeur::Droits;
use crate::droits::{Acte, Objet};
use crate::fautes;
use crate::registre::Registre;

/// Patients of one answer.
const TROUVES_MAX: usize = 50;

pub(super) fn jouer(affaire: &Affaire, r: &Registre<'_>, recherche: &RecherchePatient) -> Jouee<Issue> {
    if !recherche.criteres.iter().any(|(t, _)| *t == TraitCherche::Nom) {
        return Ok(Issue::faute(
            fautes::ILLISIBLE,
            "Donner au moins un nom de famille (livingSubjectName/value/family).",
        )
        .sur(regles_td::TRAITS));
    }
    let droits = Droits::lire(r, &affaire.ctx.monde, &affaire.demandeur, "", &EtatDmp::Ouvert.into())?;
    if let Err(refus) = droits.and_then(|d| d.juger(Acte::Td05, &Objet::default())) {
        let (code, texte) = affaire.codes.dire_hors_registre(&refus);
        return Ok(Issue::faute(&code, &texte));
    }
    let mut trouves = Vec::new();
    for patient in affaire.ctx.monde.patients.values().filter(|p| p.ins.is_some()) {
        let Some(pourcentage) = ressemble(patient, recherche) else {
            continue;
        };
        let dmp = affaire.dmp(r, patient)?;
        if dmp.etat == EtatDmp::Absent {
            continue;
        }
        let Some(ins) = &patient.ins else { continue };
        trouves.push(PatientTrouve {
            ins: (ins.complet(), ins.oid.clone()),
            ferme: dmp.etat == EtatDmp::Ferme,
            nom_naissance: patient.nom_naissance.clone(),
            nom_utilise: patient.nom_utilise.clone().or_else(|| nom_saisi(patient)),
            prenom: patient.prenoms.first().cloned().unwrap_or_default(),
            sexe: patient.sexe.clone(),
            naissance: patient.date_naissance.replace('-', ""),
            oppose_urgence: dmp.oppositions.contains(&Opposition::AccesUrgence),
            pourcentage,
        });
    }
    trouves.sort_by_key(|t| std::cmp::Reverse(t.pourcentage));
    trouves.truncate(TROUVES_MAX);
    let corps = ecrire_recherche_patient(recherche, &affaire.uuid("dmp.td05"), &affaire.maintenant(), &trouves);
    Ok(Issue::corps(ACTION_TD05_REPONSE, corps))
}

/// How well a patient answers, when the name does: how the DMP counts is not public; here each other criterion that is met has its part.
fn ressemble(patient: &Patient, recherche: &RecherchePatient) -> Option<u8> {
    let tient = |(trait_, valeur): &(TraitCherche, segur_model::Champ)| {
        let valeur = sans_casse(&valeur.valeur);
        match trait_ {
            TraitCherche::Nom => {
                let utilises = patient.nom_utilise.clone().into_iter().chain(nom_saisi(patient));
                utilises.chain([patient.nom_naissance.clone()]).any(|n| sans_casse(&n) == valeur)
            }
            TraitCherche::Prenom => patient.prenoms.iter().any(|p| sans_casse(p) == valeur),
            TraitCherche::Sexe => patient.sexe == valeur,
            TraitCherche::Naissance => patient.date_naissance.replace('-', "").starts_with(valeur.as_str()),
            // The world knows no address of patients.
            TraitCherche::Commune | TraitCherche::CodePostal => false,
        }
    };
    let noms = recherche.criteres.iter().filter(|(t, _)| *t == TraitCherche::Nom);
    if !noms.clone().any(tient) {
        return None;
    }
    let autres = || recherche.criteres.iter().filter(|(t, _)| *t != TraitCherche::Nom);
    let (tenus, total) = (autres().filter(|c| tient(c)).count(), autres().count());
    u8::try_from((1 + tenus) * 100 / (1 + total)).ok()
}

fn sans_casse(texte: &str) -> String {
    texte.trim().to_uppercase()
}
