//! The étapes of a film: at which second each begins.

use std::time::Duration;

use super::chapitres::minute;
use super::{Demande, Note, Refus, Remise, note};
use crate::examen::Consequence;

pub(super) fn juger(d: &Demande<'_>, r: &Remise<'_>, duree: Option<Duration>, notes: &mut Vec<Note>) -> Result<(), Refus> {
    let refuser = |dit: String| Err(Refus::Reperes(dit));
    if let (true, Some(duree)) = (r.reperes.is_empty(), duree)
        && duree.as_secs() < d.etapes.len() as u64
    {
        let etapes = d.etapes.len();
        return Err(Refus::Court { duree, etapes });
    }
    let mut tries = r.reperes.to_vec();
    tries.sort_by_key(|(etape, _)| *etape);
    for (etape, _) in &tries {
        if !d.etapes.is_empty() && !d.etapes.contains(etape) {
            return refuser(format!("le scénario {} n'a pas d'étape {etape}", d.scenario.id));
        }
    }
    for paire in tries.windows(2) {
        let [(a, debut), (b, suite)] = paire else { continue };
        if a == b {
            return refuser(format!("l'étape {a} en a deux"));
        }
        if suite <= debut {
            return refuser(format!(
                "l'étape {b} ({}) ne commence pas après l'étape {a} ({})",
                minute(*suite),
                minute(*debut)
            ));
        }
    }
    if let (Some((etape, debut)), Some(duree)) = (tries.last(), duree)
        && u64::from(*debut) >= duree.as_secs().max(1)
    {
        let fin = u32::try_from(duree.as_secs()).unwrap_or(u32::MAX);
        return refuser(format!(
            "l'étape {etape} commence à {}, le film finit à {}",
            minute(*debut),
            minute(fin)
        ));
    }
    let sans: Vec<String> = d
        .etapes
        .iter()
        .filter(|e| !tries.iter().any(|(t, _)| t == *e))
        .map(u32::to_string)
        .collect();
    // A film of one étape needs no marker.
    if d.etapes.len() != 1 && (!sans.is_empty() || tries.is_empty()) {
        let vu = match tries.as_slice() {
            [] => "aucune étape n'y est repérée : sans --etapes, un relecteur devra chercher chaque étape".to_owned(),
            _ => format!("étapes sans repère : {}", sans.join(", ")),
        };
        notes.push(note(
            "depot.film.reperes",
            "L'examinateur trouve chaque étape dans le film.",
            Consequence::Avertit,
            vu,
            "Donner la seconde où commence chaque étape (--etapes 1=00:12,2=00:48).",
        ));
    }
    Ok(())
}
