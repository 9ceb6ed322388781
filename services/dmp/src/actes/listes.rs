//! TD0.4, the DMP that a professional may read; TD1.6, those who may read a DMP.

use segur_model::world::{EtatAutorisation, EtatDmp};
use segur_xds::demande::{ModeListe, TriListe};
use segur_xds::ns::{ACTION_TD04, ACTION_TD16};
use segur_xds::registre::Disponibilite;
use segur_xds::regles_td;
use segur_xds::reponses::{AutorisationDite, PatientListe, ecrire_liste_patients, ecrire_liste_professionnels};

use super::autorisation::FAIT;
use super::{Affaire, Issue, Jouee};
use crate::causes::{Cause, Refus};
use crate::demandeur::{AUTORITE_PS, AUTORITE_STRUCTURE, Droits};
use crate::droits::{self, Acte, Condition, Droit, Objet};
use crate::registre::{Autorisation, Registre};

/// Rows of one list.
const LIGNES_MAX: usize = 1_000;

/// Since when, by what, of whom.
type Voulu<'a> = (Option<&'a str>, Option<TriListe>, Option<&'a str>);

pub(super) fn patients(affaire: &Affaire, r: &Registre<'_>, (depuis, tri, titulaire): Voulu<'_>) -> Jouee<Issue> {
    let repondre = |liste: &[PatientListe], statut: &str, contexte: &str| {
        Issue::corps(&format!("{ACTION_TD04}Response"), ecrire_liste_patients(liste, statut, contexte))
    };
    let refuser = |refus: &Refus| {
        let (code, texte) = affaire.codes.dire_hors_registre(refus);
        repondre(&[], &code, &texte)
    };
    let (Some(depuis), Some(tri)) = (depuis, tri) else {
        let regle = if depuis.is_none() {
            regles_td::LISTE_DATE
        } else {
            regles_td::LISTE_TRI
        };
        return Ok(refuser(&Refus::nouveau(
            Cause::Illisible,
            "startDate (aaaaMMjjhhmmss) et dateType (LASTAUTORIZATION ou LASTDOC).",
        ))
        .sur(regle));
    };
    // No patient is aimed at: whether one is médecin traitant changes nothing here.
    let droits = Droits::lire(r, &affaire.ctx.monde, &affaire.demandeur, "", &EtatDmp::Ouvert.into())?;
    let droits = match droits.and_then(|d| d.juger(Acte::Td04, &Objet::default()).map(|()| d)) {
        Ok(droits) => droits,
        Err(refus) => return Ok(refuser(&refus)),
    };
    let condition = droits::droit(&droits.acteur, Acte::Td04);
    if condition == Droit::Si(Condition::ParDate) && tri != TriListe::Autorisation {
        return Ok(refuser(&Refus::nouveau(
            Cause::Droits,
            "En authentification indirecte, la liste est celle des nouvelles autorisations (LASTAUTORIZATION).",
        )));
    }
    // A structure sees what its professionals may read; one of its employees may name one of them.
    let de_la_structure = matches!(condition, Droit::Si(Condition::ParDate | Condition::PsDeLaStructure));
    let porteurs: Vec<&str> = if de_la_structure {
        let siens = affaire.ctx.monde.professionnels.values().filter(|p| {
            let structures = p.structures.iter().filter_map(|f| affaire.ctx.monde.structures.get(f));
            structures.into_iter().any(|s| s.id_national == affaire.demandeur.structure)
        });
        let siens = siens
            .map(|p| p.id_national.as_str())
            .filter(|id| titulaire.is_none_or(|t| t == *id));
        siens.chain([affaire.demandeur.structure.as_str()]).collect()
    } else {
        vec![affaire.demandeur.porteur(&droits.acteur)]
    };
    let mut lignes: Vec<PatientListe> = Vec::new();
    for porteur in porteurs {
        for (fiche, a) in r.autorisations_du_porteur(porteur)? {
            let ligne = ligne(affaire, r, &fiche, &a)?;
            let connue = |l: &PatientListe| lignes.iter().any(|d| d.ins == l.ins);
            lignes.extend(ligne.filter(|l| !connue(l)));
        }
    }
    let date = |l: &PatientListe| match tri {
        TriListe::Autorisation => l.dates[1].clone(),
        TriListe::Document => l.dates[2].clone(),
    };
    lignes.retain(|l| date(l).as_str() >= depuis);
    lignes.sort_by_key(|l| std::cmp::Reverse(date(l)));
    lignes.truncate(LIGNES_MAX);
    Ok(repondre(&lignes, FAIT, ""))
}

fn ligne(affaire: &Affaire, r: &Registre<'_>, fiche: &str, a: &Autorisation) -> Jouee<Option<PatientListe>> {
    if a.etat != Some(EtatAutorisation::Valide) {
        return Ok(None);
    }
    let Some(patient) = affaire.ctx.monde.patients.get(fiche) else {
        return Ok(None);
    };
    let Some(ins) = &patient.ins else { return Ok(None) };
    if affaire.dmp(r, patient)?.etat != EtatDmp::Ouvert {
        return Ok(None);
    }
    let dernier = r.du_patient(fiche, &[Disponibilite::Approved])?;
    let dernier = dernier
        .iter()
        .filter(|e| !e.fond.document.est_signature())
        .map(|e| e.fond.document.creation.clone())
        .max();
    Ok(Some(PatientListe {
        ins: (ins.complet(), ins.oid.clone()),
        nom: patient.nom_naissance.clone(),
        nom_naissance: None,
        prenom: patient.prenoms.first().cloned().unwrap_or_default(),
        naissance: patient.date_naissance.replace('-', ""),
        medecin_traitant: a.medecin_traitant,
        dates: [a.derniere_action.clone(), a.debut.clone(), dernier.unwrap_or_default()],
    }))
}

pub(super) fn professionnels(affaire: &Affaire, r: &Registre<'_>, mode: Option<ModeListe>) -> Jouee<Issue> {
    let repondre = |liste: &[AutorisationDite], statut: &str, contexte: &str| {
        Issue::corps(
            &format!("{ACTION_TD16}Response"),
            ecrire_liste_professionnels(liste, statut, contexte),
        )
    };
    let refuser = |refus: &Refus| {
        let (code, texte) = affaire.codes.dire_hors_registre(refus);
        repondre(&[], &code, &texte)
    };
    let Some(mode) = mode else {
        return Ok(refuser(&Refus::nouveau(Cause::Illisible, "mode : ACTIVE, INTERDITE ou TOUTE.")).sur(regles_td::LISTE_MODE));
    };
    let dossier = match affaire.dossier(r)? {
        Ok(dossier) => dossier,
        Err(refus) => return Ok(refuser(&refus)),
    };
    if let Err(refus) = dossier.droits.juger(Acte::Td16, &Objet::default()) {
        return Ok(refuser(&refus));
    }
    let mut liste = Vec::new();
    for (porteur, a) in r.autorisations_du_patient(&dossier.patient.fiche)? {
        let dit = match a.etat {
            Some(EtatAutorisation::Valide) => "ACTIVE",
            Some(EtatAutorisation::Interdit) => "INTERDITE",
            Some(EtatAutorisation::Expire) | None => continue,
        };
        let voulu = match mode {
            ModeListe::Active => dit == "ACTIVE",
            ModeListe::Interdite => dit == "INTERDITE",
            ModeListe::Toute => true,
        };
        if voulu {
            liste.push(dite(affaire, &porteur, &a, dit));
        }
    }
    liste.truncate(LIGNES_MAX);
    Ok(repondre(&liste, FAIT, ""))
}

fn dite(affaire: &Affaire, porteur: &str, a: &Autorisation, mode: &str) -> AutorisationDite {
    let commune = AutorisationDite {
        id: porteur.to_owned(),
        debut: a.debut.clone(),
        derniere_action: a.derniere_action.clone(),
        mode: mode.to_owned(),
        ..AutorisationDite::default()
    };
    let monde = &affaire.ctx.monde;
    if let Some(p) = monde.professionnel(porteur) {
        let savoir_faire = p.savoir_faire.as_deref().map_or_else(String::new, |s| format!("/{s}"));
        return AutorisationDite {
            autorite: AUTORITE_PS.to_owned(),
            prenom: p.prenom.clone(),
            nom: p.nom.clone(),
            specialite: format!("G15_{}{savoir_faire}", p.profession),
            specialite_dite: profession_dite(&p.profession).to_owned(),
            ..commune
        };
    }
    let structure = monde.structure(porteur);
    AutorisationDite {
        autorite: AUTORITE_STRUCTURE.to_owned(),
        nom: structure.map(|s| s.nom.clone()).unwrap_or_default(),
        ..commune
    }
}

/// Labels of TRE_G15 for the professions of the world.
pub(crate) fn profession_dite(code: &str) -> &'static str {
    match code {
        "10" => "Médecin",
        "21" => "Pharmacien",
        "40" => "Chirurgien-dentiste",
        "50" => "Sage-femme",
        "60" => "Infirmier",
        "70" => "Masseur-kinésithérapeute",
        "80" => "Pédicure-podologue",
        "91" => "Orthophoniste",
        _ => "",
    }
}
