//! TD0.3: a professional adds or takes away their own authorisation. TD0.4 and TD1.6 are in [`super::listes`].

use segur_model::world::EtatAutorisation;
use segur_xds::demande::{ActionAutorisation, Habilitation};
use segur_xds::ns::ACTION_TD03;
use segur_xds::regles_td;
use segur_xds::reponses::ecrire_autorisation;

use super::{Affaire, Issue, Jouee, listes};
use crate::causes::{Cause, Refus};
use crate::droits::{Acte, GenreActeur, Objet};
use crate::registre::{Autorisation, Changements, Registre};

/// The status of what is done (exemples de messages v02.05).
pub(super) const FAIT: &str = "DMPOk";

pub(super) fn jouer(affaire: &Affaire, r: &Registre<'_>, habilitation: &Habilitation) -> Jouee<Issue> {
    match habilitation {
        Habilitation::Autorisation { action, medecin_traitant } => autoriser(affaire, r, *action, *medecin_traitant),
        Habilitation::Patients { depuis, tri, titulaire } => listes::patients(affaire, r, (depuis.as_deref(), *tri, titulaire.as_deref())),
        Habilitation::Professionnels { mode } => listes::professionnels(affaire, r, *mode),
    }
}

fn repondre(statut: &str, contexte: &str) -> Issue {
    Issue::corps(&format!("{ACTION_TD03}Response"), ecrire_autorisation(statut, contexte))
}

fn refuser(affaire: &Affaire, refus: &Refus) -> Issue {
    let (code, texte) = affaire.codes.dire_hors_registre(refus);
    repondre(&code, &texte)
}

fn autoriser(affaire: &Affaire, r: &Registre<'_>, action: Option<ActionAutorisation>, traitant: bool) -> Jouee<Issue> {
    let Some(action) = action else {
        return Ok(
            refuser(affaire, &Refus::nouveau(Cause::Illisible, "action : AJOUT ou SUPPRESSION.")).sur(regles_td::AUTORISATION_ACTION),
        );
    };
    let dossier = match affaire.dossier(r)? {
        Ok(dossier) => dossier,
        Err(refus) => return Ok(refuser(affaire, &refus)),
    };
    let acte = match action {
        ActionAutorisation::Ajout => Acte::Td03Ajout,
        ActionAutorisation::Suppression => Acte::Td03Retrait,
    };
    if let Err(refus) = dossier.droits.juger(acte, &Objet::default()) {
        return Ok(refuser(affaire, &refus));
    }
    let medecin = matches!(dossier.droits.acteur.genre, GenreActeur::Medecin | GenreActeur::MedecinTraitant);
    if traitant && action == ActionAutorisation::Ajout && !medecin {
        return Ok(refuser(
            affaire,
            &Refus::nouveau(Cause::Droits, "Le rôle MEDECIN_TRAITANT est celui d'un médecin."),
        ));
    }
    let (porteur, fiche) = (affaire.demandeur.porteur(&dossier.droits.acteur), &dossier.patient.fiche);
    let lue = r.autorisation(porteur, fiche)?;
    let maintenant = affaire.maintenant();
    let (nouvelle, dit) = match action {
        ActionAutorisation::Ajout => {
            // Added again without the role, it loses it (connector's vendor); whom the DMP named before any authorisation keeps it.
            let garde = dossier.droits.traitant && lue.as_ref().is_none_or(|a| a.etat.is_none());
            ajout(lue.as_ref(), traitant || garde, maintenant)
        }
        ActionAutorisation::Suppression => retrait(lue.as_ref(), maintenant),
    };
    let mut changements = Changements::default();
    changements.autoriser(porteur, fiche, lue, nouvelle);
    Ok(repondre(FAIT, dit).avec(changements))
}

/// An authorisation that is added to the one there was, and what is said of it. Twice is a success (exemples de messages, TD0.3); the role of
/// médecin traitant may change. `maintenant`: `aaaaMMjjhhmmss`, UTC.
pub(crate) fn ajout(lue: Option<&Autorisation>, traitant: bool, maintenant: String) -> (Autorisation, &'static str) {
    let deja = lue.filter(|a| a.etat == Some(EtatAutorisation::Valide));
    let dit = if deja.is_some_and(|a| a.medecin_traitant == traitant) {
        "Autorisation déjà présente : aucune action effectuée"
    } else {
        "Autorisation ajoutée"
    };
    let nouvelle = Autorisation {
        etat: Some(EtatAutorisation::Valide),
        medecin_traitant: traitant,
        debut: deja.map_or_else(|| maintenant.clone(), |a| a.debut.clone()),
        derniere_action: maintenant,
    };
    (nouvelle, dit)
}

/// The same, of an authorisation that is taken away.
pub(crate) fn retrait(lue: Option<&Autorisation>, maintenant: String) -> (Autorisation, &'static str) {
    let dit = if lue.is_some_and(|a| a.etat.is_some()) {
        "Autorisation retirée"
    } else {
        "Aucune autorisation à retirer"
    };
    let nouvelle = Autorisation {
        etat: None,
        medecin_traitant: false,
        debut: lue.map(|a| a.debut.clone()).unwrap_or_default(),
        derniere_action: maintenant,
    };
    (nouvelle, dit)
}
