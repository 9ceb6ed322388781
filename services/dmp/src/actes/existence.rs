//! TD0.2 and TD1.3a: whether a patient has a DMP, in which state, and what is administrative in it.

use segur_model::world::{Dmp, EtatDmp, Opposition, Patient};
use segur_xds::ns::ACTION_TD02_REPONSE;
use segur_xds::{
    DmpTrouve, FermetureDite, Gestion, ReponseTd02, RequeteTd02, Td02Illisible, ecrire_td02_refus, ecrire_td02_reponse, operations, regles,
};

use super::{Affaire, Issue, Jouee};
use crate::demandeur::Droits;
use crate::dossiers;
use crate::droits::{Acte, Objet};
use crate::fautes;
use crate::registre::Registre;

/// State of the authorisation of who has none. A name of a connector's vendor: that of the DMP was not seen.
pub(crate) const SANS_AUTORISATION: &str = "NON_EXISTE";

pub(super) fn jouer(affaire: &Affaire, r: &Registre<'_>, lu: Result<&RequeteTd02, &Td02Illisible>) -> Jouee<Issue> {
    let test = match lu {
        Ok(test) => test,
        Err(illisible) => return Ok(Issue::faute(fautes::ILLISIBLE, &illisible.to_string())),
    };
    let (Some(ins), Some(oid)) = (&test.patient, &test.oid) else {
        let raison = "Patient absent : donner patientIdentifier/value, avec l'OID de l'INS (root) et l'INS (extension).";
        return Ok(Issue::faute(fautes::ILLISIBLE, raison).sur(regles::TD02_PATIENT));
    };
    let id = affaire.uuid("dmp.td02");
    let patient = dossiers::patient(&affaire.ctx.monde, &ins.valeur, &oid.valeur);
    let dmp = match patient {
        Some(p) => Some(affaire.dmp(r, p)?).filter(|d| d.etat != EtatDmp::Absent && !affaire.sans_dmp),
        None => None,
    };
    let (Some(patient), Some(dmp)) = (patient, dmp) else {
        return Ok(repondre(affaire, test, id, None, None));
    };
    let droits = match Droits::lire(r, &affaire.ctx.monde, &affaire.demandeur, &patient.fiche, &dmp)? {
        Ok(droits) => droits,
        Err(refus) => return Ok(refuser(affaire, test, &id, &refus)),
    };
    let gestion = affaire.lu.operation() == operations::TD13A;
    if let Err(refus) = droits.juger(if gestion { Acte::Td13a } else { Acte::Td02 }, &Objet::default()) {
        return Ok(refuser(affaire, test, &id, &refus));
    }
    let trouve = DmpTrouve {
        medecin_traitant: droits.traitant,
        gestion: gestion.then(|| gestion_de(&dmp, patient)),
        ..trouve(&dmp, patient)
    };
    let autorisation = droits.etat().map_or(SANS_AUTORISATION, segur_model::world::EtatAutorisation::code);
    // Told by TD0.2 alone (exemples de messages v02.05).
    Ok(repondre(affaire, test, id, Some(trouve), (!gestion).then_some(autorisation)))
}

fn repondre(affaire: &Affaire, test: &RequeteTd02, id: String, dmp: Option<DmpTrouve>, autorisation: Option<&str>) -> Issue {
    let reponse = ReponseTd02 {
        id,
        instant: affaire.instant,
        dmp,
        autorisation: autorisation.map(str::to_owned),
    };
    Issue::corps(ACTION_TD02_REPONSE, ecrire_td02_reponse(test, &reponse))
}

fn refuser(affaire: &Affaire, test: &RequeteTd02, id: &str, refus: &crate::causes::Refus) -> Issue {
    let (code, texte) = affaire.codes.dire_hors_registre(refus);
    Issue::corps(ACTION_TD02_REPONSE, ecrire_td02_refus(test, id, affaire.instant, &code, &texte))
}

fn trouve(dmp: &Dmp, patient: &Patient) -> DmpTrouve {
    DmpTrouve {
        ferme: dmp.etat == EtatDmp::Ferme,
        fermeture: dmp
            .fermeture
            .as_ref()
            .filter(|_| dmp.etat == EtatDmp::Ferme)
            .map(|f| FermetureDite {
                date: f.date.replace('-', ""),
                motif: f.motif.clone(),
                raison: f.raison.clone(),
            }),
        nom: patient.nom_naissance.clone(),
        nom_utilise: patient.nom_utilise.clone().or_else(|| nom_saisi(patient)),
        prenom: patient.prenoms.first().cloned().unwrap_or_default(),
        sexe: patient.sexe.clone(),
        naissance: patient.date_naissance.replace('-', ""),
        rattache_ens: dmp.rattache_ens,
        compte_internet: dmp.compte_internet,
        medecin_traitant: false,
        gestion: None,
    }
}

/// The name typed at the desk, when it is another one.
pub(super) fn nom_saisi(patient: &Patient) -> Option<String> {
    let saisi = patient.saisie.as_ref().map(|s| s.nom_naissance.clone());
    saisi.filter(|n| *n != patient.nom_naissance)
}

fn gestion_de(dmp: &Dmp, patient: &Patient) -> Gestion {
    Gestion {
        oppose_bris_de_glace: dmp.oppositions.contains(&Opposition::BrisDeGlace),
        oppose_urgence: dmp.oppositions.contains(&Opposition::AccesUrgence),
        lieu_naissance: patient.lieu_naissance.clone().unwrap_or_default(),
    }
}
