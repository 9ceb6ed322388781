//! A document that replaces another: what ties the two together.

use segur_ids::{Nature, OidIns, oid_ins};
use segur_model::{Finding, Location};

use crate::dialecte::Document;
use crate::document::{Cda, Identifiant};
use crate::regles::remplacement as regles;

/// Every finding on the replacement of a document by another. Places are in the new one.
#[must_use]
pub fn juger_remplacement(ancien: &[u8], nouveau: &[u8]) -> Vec<Finding> {
    let (ancien, nouveau) = (Document::lire(ancien, None), Document::lire(nouveau, None));
    match (ancien.cda(), nouveau.cda()) {
        (Ok(ancien), Ok(nouveau)) => comparer(ancien, nouveau),
        (Err(e), _) => vec![regles::LISIBLE.finding(e.lieu(), "un document remplacé lisible", e.to_string())],
        (_, Err(e)) => vec![regles::LISIBLE.finding(e.lieu(), "un document qui remplace lisible", e.to_string())],
    }
}

fn comparer(ancien: &Cda, nouveau: &Cda) -> Vec<Finding> {
    let mut constats = Vec::new();
    let nom = |i: Option<&Identifiant>| i.map_or_else(|| "(absent)".to_owned(), Identifiant::complet);
    let lieu = |i: Option<&Identifiant>| i.map_or_else(|| nouveau.lieu.clone(), |i| i.lieu.clone());
    let (id, ancien_id) = (nouveau.id.as_ref(), ancien.id.as_ref());
    if nom(id) == nom(ancien_id) {
        constats.push(regles::ID.finding(lieu(id), format!("un autre id que {}", nom(ancien_id)), nom(id)));
    }
    let (lot, ancien_lot) = (nouveau.set_id.as_ref(), ancien.set_id.as_ref());
    // Without a setId there is nothing to keep: its absence is told by the rules of the header.
    if ancien_lot.is_some() && nom(lot) != nom(ancien_lot) {
        constats.push(regles::SET_ID.finding(lieu(lot), nom(ancien_lot), nom(lot)));
    }
    constats.extend(versions(ancien, nouveau));
    let nomme = nouveau.remplace.iter().any(|r| nom(Some(r)) == nom(ancien_id));
    if !nomme {
        let vus: Vec<String> = nouveau.remplace.iter().map(Identifiant::complet).collect();
        let vu = if vus.is_empty() { "(absent)".to_owned() } else { vus.join(", ") };
        constats.push(regles::PARENT.finding(lieu(nouveau.remplace.first()), nom(ancien_id), vu));
    }
    let regle = match meme_patient(&ancien.patients, &nouveau.patients) {
        Patient::Autre => Some(regles::PATIENT),
        Patient::AutreIns => Some(regles::PATIENT_INS),
        Patient::Meme | Patient::Inconnu => None,
    };
    if let Some(regle) = regle {
        let dire = |ids: &[Identifiant]| ids.iter().map(Identifiant::complet).collect::<Vec<_>>().join(", ");
        let ou = lieu(nouveau.patients.first());
        let attendu = format!("l'un des identifiants {}", dire(&ancien.patients));
        constats.push(regle.finding(ou, attendu, dire(&nouveau.patients)));
    }
    constats
}

fn versions(ancien: &Cda, nouveau: &Cda) -> Option<Finding> {
    let numero = |c: &Cda| c.version.as_ref()?.valeur.parse::<u64>().ok();
    let (avant, apres) = (numero(ancien)?, numero(nouveau)?);
    let lieu: Location = nouveau.version.as_ref()?.lieu.clone();
    if apres <= avant {
        Some(regles::VERSION.finding(lieu, format!("plus que {avant}"), apres.to_string()))
    } else if apres - avant > 1 {
        Some(regles::VERSION_SUIVANTE.finding(lieu, (avant + 1).to_string(), apres.to_string()))
    } else {
        None
    }
}

/// What the identifiers of two documents tell of their patients.
enum Patient {
    /// One and the same.
    Meme,
    /// Another INS, and nothing in common.
    Autre,
    /// Another INS, and another identifier in common: a mistake, or an INS that changed.
    AutreIns,
    /// One of the two has no INS, or the INS went from a NIA to a NIR.
    Inconnu,
}

fn meme_patient(ancien: &[Identifiant], nouveau: &[Identifiant]) -> Patient {
    let egaux = |a: &Identifiant, b: &Identifiant| !a.racine.is_empty() && a.complet() == b.complet();
    let commun = ancien.iter().any(|a| nouveau.iter().any(|n| egaux(a, n)));
    let ins = |ids: &[Identifiant]| -> Option<(String, OidIns)> {
        ids.iter()
            .filter_map(|i| Some((i.extension.clone()?, oid_ins(&i.racine)?)))
            .find(|(_, oid)| oid.nature != Nature::InsC)
    };
    match (ins(ancien), ins(nouveau)) {
        (Some((a, oid_a)), Some((n, oid_n))) if oid_a == oid_n && a != n => {
            if commun {
                Patient::AutreIns
            } else {
                Patient::Autre
            }
        }
        _ if commun => Patient::Meme,
        _ => Patient::Inconnu,
    }
}
