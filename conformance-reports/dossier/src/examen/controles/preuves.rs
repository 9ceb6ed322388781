//! A proof as a whole, and the exigence that it is of.

use segur_model::catalogue::NaturePreuve;
use segur_model::{Constat, EtatPreuve};

use super::Issue;
use crate::bilan;
use crate::examen::affaire::{Cadre, Piece, Preuve};
use crate::examen::regles::Regle;
use crate::manifeste::ConstatExigence;

pub(super) fn piece_refusee(_: &Regle, _: &Cadre<'_>, preuve: &Preuve<'_>, p: &Piece<'_>) -> Issue {
    match p.refus {
        "" => Issue::Tient,
        // What has no name was not named wrong: the rule of names says that it is not known.
        _ if !preuve.demande.nommage.is_empty() && p.nom.is_none() => Issue::Tient,
        pourquoi => Issue::Manque(pourquoi.to_owned()),
    }
}

pub(super) fn bon_scenario(_: &Regle, _: &Cadre<'_>, preuve: &Preuve<'_>, p: &Piece<'_>) -> Issue {
    match &p.cite.scenario {
        Some(s) if *s != preuve.etat.scenario => Issue::Manque(format!(
            "la pièce vient du scénario {s}, la preuve est du scénario {}",
            preuve.etat.scenario
        )),
        _ => Issue::Tient,
    }
}

pub(super) fn nature_connue(_: &Cadre<'_>, p: &Preuve<'_>) -> Issue {
    let inconnue = |n: &NaturePreuve| matches!(n, NaturePreuve::Unclassified | NaturePreuve::ToBeDefined);
    if !p.fournie() || p.demande.natures.iter().any(|n| !inconnue(n)) {
        return Issue::Tient;
    }
    Issue::NeSaitPas("le dossier ne dit pas ce que cette preuve demande".to_owned())
}

pub(super) fn sans_objet_justifie(_: &Cadre<'_>, p: &Preuve<'_>) -> Issue {
    if p.etat.etat != EtatPreuve::SansObjet {
        return Issue::Tient;
    }
    Issue::Manque(format!("sans objet : {}", p.etat.raison))
}

pub(super) fn exigence_non_conforme(e: &ConstatExigence) -> Issue {
    if e.constat != Constat::NonConforme {
        return Issue::Tient;
    }
    Issue::Manque(format!("{} ; {}", bilan::dits(&e.comptes), e.raison))
}
