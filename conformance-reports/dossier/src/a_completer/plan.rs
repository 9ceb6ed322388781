//! The plan of a proof: the étapes of the REM, and how the bench plays them.

use std::fmt::Write as _;

use segur_model::ConstatEtape;
use segur_model::resultat::{ResultatEtape, ResultatScenario};

use super::net;
use crate::plan::Dossier;
use crate::{actes, recit};

/// The étapes of the REM, in our own words: what the reviewer ticks.
pub(super) fn du_rem(t: &mut String, d: &Dossier<'_>, scenario: &str) {
    let scenarios = d.catalogue.exigences.iter().flat_map(|e| &e.scenarios);
    match scenarios.into_iter().find(|s| s.id == scenario).map(|s| s.plan.as_slice()) {
        None | Some([]) => {
            let _ = writeln!(
                t,
                "- Plan : le jeu public ne donne pas d'étapes au scénario {} ; celles du classeur officiel de votre couloir font foi.",
                net(scenario)
            );
        }
        Some(etapes) => {
            let _ = writeln!(t, "- Plan du scénario {} (étapes du référentiel) :", net(scenario));
            for e in etapes {
                let _ = writeln!(t, "  - {}", net(e));
            }
        }
    }
}

/// How the bench plays it: patients, values, acts.
pub(super) fn du_banc(t: &mut String, s: &ResultatScenario, filmer: Option<(u32, u32)>) {
    let patients = recit::patients(s);
    if !patients.is_empty() {
        let _ = writeln!(
            t,
            "- {} : {}",
            if patients.len() == 1 { "Patient" } else { "Patients" },
            patients.iter().map(|p| net(p)).collect::<Vec<_>>().join(" ; ")
        );
    }
    let (de, a) = filmer.unwrap_or((0, u32::MAX));
    // What has no object for this product is neither prepared nor filmed.
    let siennes = s.etapes.iter().filter(|e| e.constat != ConstatEtape::SansObjet);
    let (rem, autres): (Vec<&ResultatEtape>, Vec<&ResultatEtape>) = siennes.partition(|e| e.numero.est_rem());
    // What the scenario takes for granted is no part of the film, and must be there when it starts.
    let prealables: Vec<&ResultatEtape> = autres.into_iter().filter(|e| a_montrer(e)).collect();
    if !prealables.is_empty() {
        *t += "- À préparer ou à montrer en plus, comme le banc l'a joué :\n";
        prealables.iter().for_each(|e| etape(t, e));
    }
    let a_filmer: Vec<&ResultatEtape> = rem.into_iter().filter(|e| e.numero.a >= de && e.numero.de <= a).collect();
    if a_filmer.is_empty() {
        return;
    }
    let verbe = if filmer.is_some() { "filmer" } else { "montrer" };
    let mot = if a_filmer.len() == 1 { "Étape" } else { "Étapes" };
    let _ = writeln!(t, "- {mot} à {verbe}, avec les valeurs du banc ({}) :", net(&s.titre));
    a_filmer.iter().for_each(|e| etape(t, e));
}

fn a_montrer(e: &ResultatEtape) -> bool {
    e.acte.is_some() || !e.vus.is_empty() || !e.banc.is_empty()
}

fn etape(t: &mut String, e: &ResultatEtape) {
    let mut dit: Vec<String> = e.banc.iter().map(|b| format!("le banc agit : {b}")).collect();
    if let Some(acte) = &e.acte {
        let parametres: Vec<String> = actes::parametres(acte)
            .into_iter()
            .filter(|(n, _)| n != "patient")
            .map(|(n, v)| format!("{n} : {v}"))
            .collect();
        dit.push(if parametres.is_empty() {
            recit::acte(acte)
        } else {
            format!("{} ({})", recit::acte(acte), parametres.join(", "))
        });
    }
    if !e.par.is_empty() {
        dit.push(format!("par {}", e.par));
    }
    dit.extend(e.vus.iter().map(|(phrase, _)| format!("à voir : {phrase}")));
    if dit.is_empty() {
        dit.push(if e.observations.is_empty() {
            "voir le plan ci-dessus".to_owned()
        } else {
            "montrer l'effet de l'étape précédente".to_owned()
        });
    }
    let _ = writeln!(t, "  - {} : {}", recit::etape(e), net(&dit.join(" ; ")));
}
