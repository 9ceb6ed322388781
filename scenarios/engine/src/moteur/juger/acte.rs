//! The issue of an act, by itself. It is the candidate's word: what it admits against itself condemns, what it claims is *déclaré* at
//! most. Where the étape observes something, what is seen judges an unexpected issue.

use segur_model::resultat::ResultatActe;
use segur_model::{ConstatEtape, Issue};

use super::{Affaire, Lieu, blocage, dit};

pub(super) fn juger(affaire: &Affaire<'_>, l: &Lieu<'_>, acte: &ResultatActe) -> (ConstatEtape, String) {
    let observe = !l.p.etape.observer.is_empty();
    match (acte.issue, acte.issue_attendue) {
        (Some(Issue::Refuse), Some(Issue::Refuse)) => (
            ConstatEtape::DECLARE,
            format!("le candidat répond « refuse » à « {} »{}", acte.acte, dit(acte)),
        ),
        (Some(Issue::Fait), Some(Issue::Refuse)) if l.amont_absent => (ConstatEtape::Geste, String::new()),
        (Some(Issue::Fait), Some(Issue::Refuse)) => (
            ConstatEtape::Ecart,
            format!("« {} » devait être refusé, le candidat répond « fait »{}", acte.acte, dit(acte)),
        ),
        (Some(Issue::Refuse), Some(Issue::Fait)) if !observe && !l.p.prealable && !l.amont_absent => (
            ConstatEtape::Ecart,
            format!("« {} » devait être fait, le candidat répond « refuse »{}", acte.acte, dit(acte)),
        ),
        // What was expected of the act did not happen, and nothing else of the étape says so.
        (None, _) | (Some(Issue::Erreur), Some(Issue::Refuse)) => match blocage::de_l_acte(affaire, l.rang, acte) {
            Some((cause, raison)) => (ConstatEtape::NonJoue(cause), raison),
            None => (ConstatEtape::Geste, String::new()),
        },
        (Some(_), _) => (ConstatEtape::Geste, String::new()),
    }
}
