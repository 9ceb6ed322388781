//! What keeps the rest of a scenario from being judged. A cause condemns nobody: it is said once, and charged to the exigence that
//! owns the operation.

use segur_model::resultat::ResultatActe;
use segur_model::{Blocage, Cause, Issue};

use super::{Affaire, dit, egal, proche};
use crate::grammaire::ast::{ActionBanc, Attendu, Observation};
use crate::moteur::apparier::minimum;
use crate::moteur::deroule::Pas;
use crate::moteur::releve::Passee;
use crate::moteur::valeurs::SansValeur;

/// Why what follows the étape of this rank cannot be judged, told without judging what it observes, and the sentence that says it.
pub(super) fn apres(affaire: &Affaire<'_>, rang: usize) -> Option<(Cause, String)> {
    let jouee = affaire.jouee(rang)?;
    match &jouee.passee {
        Some(Passee::BancSansValeur(raison)) => {
            return Some(bloquer(affaire, rang, String::new(), format!("le banc n'a pas pu agir : {raison}")));
        }
        Some(_) => return None,
        None => {}
    }
    if let Some(acte) = &jouee.acte
        && let Some(arret) = de_l_acte(affaire, rang, &acte.resultat)
    {
        return Some(arret);
    }
    attendus(affaire, rang).find_map(|(i, x)| de_l_attendu(affaire, rang, i, x))
}

fn attendus<'a>(affaire: &Affaire<'a>, rang: usize) -> impl Iterator<Item = (usize, &'a Attendu)> + use<'a> {
    affaire.pas[rang].etape.observer.iter().enumerate().filter_map(|(i, o)| match o {
        Observation::Attendu(x) => Some((i, x)),
        Observation::Jamais(_) | Observation::Fichier(_) => None,
    })
}

/// An act that was not done, and that something needs.
pub(super) fn de_l_acte(affaire: &Affaire<'_>, rang: usize, acte: &ResultatActe) -> Option<(Cause, String)> {
    let p = &affaire.pas[rang];
    match acte.issue {
        None if acte.pilote.is_empty() || acte.pilote == "manuel" => {
            let numero = p.etape.numero.dit();
            Some((
                Cause::AJouer,
                format!("« {} » reste à jouer ({numero}) : {}", acte.acte, acte.message),
            ))
        }
        None => Some(bloquer(
            affaire,
            rang,
            String::new(),
            format!("« {} » n'a pas été joué : {}", acte.acte, acte.message),
        )),
        Some(Issue::Fait) => None,
        Some(issue) => {
            if (issue == Issue::Refuse && acte.issue_attendue.is_some()) || en_panne(affaire, rang) {
                return None;
            }
            let mut exiges = attendus(affaire, rang).filter(|(_, x)| minimum(x) > 0).peekable();
            // What was awaited came all the same, or what did not come says more than the answer of the act.
            if exiges.peek().is_some() {
                let venus = exiges.all(|(i, x)| affaire.venus((rang, i)) >= minimum(x));
                let parle = issue == Issue::Refuse && !p.prealable;
                let exige = |(i, x): (usize, &Attendu)| minimum(x) > 0 && proche::chercher(affaire, rang, i, x).is_some();
                let approche = attendus(affaire, rang).any(exige);
                if venus || parle || approche {
                    return None;
                }
            }
            let mot = issue.mot();
            Some(bloquer(
                affaire,
                rang,
                String::new(),
                format!("« {} » : le candidat répond « {mot} »{}", acte.acte, dit(acte)),
            ))
        }
    }
}

/// Whether a fault that the scenario asked for is still there: what fails then is what was wanted.
fn en_panne(affaire: &Affaire<'_>, rang: usize) -> bool {
    let actions = affaire
        .scenario
        .avant
        .iter()
        .chain(affaire.pas[..=rang].iter().flat_map(|p| &p.etape.banc));
    actions.fold(false, |panne, action| match action {
        ActionBanc::Panne(..) => true,
        ActionBanc::Retablir(_) => false,
        // What the world does may keep the candidate from doing it: a session that ends, a token that is wrong.
        ActionBanc::Action(..) | ActionBanc::Horloge(..) => panne,
    })
}

/// An exchange that had to come, and did not as awaited.
fn de_l_attendu(affaire: &Affaire<'_>, rang: usize, i: usize, x: &Attendu) -> Option<(Cause, String)> {
    let p = &affaire.pas[rang];
    let operations = x.operations.join(" ou ");
    if affaire.venus((rang, i)) < minimum(x) {
        let approche = proche::chercher(affaire, rang, i, x);
        let refus = approche.as_ref().map(|a| a.refus(affaire)).unwrap_or_default();
        let hors_d_atteinte = approche.as_ref().is_some_and(|a| a.connexion_refusee);
        if !(p.prealable || refus.innocent || hors_d_atteinte) {
            return None;
        }
        let raison = proche::raison_du_manque(affaire, rang, i, x, approche.as_ref());
        let (b, raison) = blocage(affaire, rang, operations, raison);
        // The cause in a few words; the étape has all of it.
        let cause = Cause::Bloque(Blocage {
            regle: refus.regle,
            trust: refus.trust,
            dit: approche.map_or(b.dit, |a| a.court),
            ..b
        });
        return Some((cause, raison));
    }
    // The service answered no on a rule that is not verified: what the answer had to say says nothing of the candidate.
    let pris = affaire.a.pris.get(&(rang, i))?;
    let refus = pris.iter().find_map(|k| proche::refus_innocent(affaire, *k))?;
    let l = affaire.lieu(rang);
    if !(p.prealable || pris.iter().any(|k| egal::ecarte(affaire, &l, *k, &x.egal))) {
        return None;
    }
    let (b, raison) = blocage(
        affaire,
        rang,
        operations,
        format!(
            "le service simulé a refusé sur une règle qui ne condamne personne, {}{} : {}",
            refus.regle,
            proche::confiance(refus.trust),
            refus.court
        ),
    );
    let cause = Cause::Bloque(Blocage {
        regle: refus.regle,
        trust: Some(refus.trust),
        dit: refus.court,
        ..b
    });
    Some((cause, raison))
}

pub(super) fn bloquer(affaire: &Affaire<'_>, rang: usize, operation: String, dit: String) -> (Cause, String) {
    let (blocage, raison) = blocage(affaire, rang, operation, dit);
    (Cause::Bloque(blocage), raison)
}

/// What blocks, for who knows more of it, and the sentence that says it.
pub(super) fn blocage(affaire: &Affaire<'_>, rang: usize, operation: String, dit: String) -> (Blocage, String) {
    let etape = affaire.pas[rang].etape.numero;
    let article = if etape.de == etape.a { "l'" } else { "les " };
    let raison = format!("bloqué par {article}{} : {dit}", etape.dit());
    let blocage = Blocage {
        scenario: affaire.scenario.numero.clone(),
        etape,
        operation,
        regle: String::new(),
        trust: None,
        dit,
    };
    (blocage, raison)
}

/// What has no value, since what should give it did not come.
pub(super) fn sans_valeur(affaire: &Affaire<'_>, rang: usize, manque: &SansValeur) -> (Cause, String) {
    let nom = manque.0.split('.').next().unwrap_or_default();
    let donne = |p: &Pas<'_>| {
        p.etape
            .observer
            .iter()
            .any(|o| matches!(o, Observation::Attendu(x) if x.nom.as_deref() == Some(nom)))
    };
    let source = (0..rang).rev().find(|r| donne(&affaire.pas[*r])).unwrap_or(rang);
    bloquer(affaire, source, String::new(), manque.to_string())
}
