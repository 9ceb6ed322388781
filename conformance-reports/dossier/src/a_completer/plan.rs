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
            let _ = if d.classeur.is_some() {
                writeln!(t, "- Plan : le classeur ne donne pas de texte au scénario {}.", net(scenario))
            } else {
                writeln!(
                    t,
                    "- Plan : le jeu public ne donne pas d'étapes au scénario {} ; celles du classeur officiel de votre couloir font foi.",
                    net(scenario)
                )
            };
        }
        Some(etapes) => {
            let _ = writeln!(t, "- Plan du scénario {} (étapes du référentiel) :", net(scenario));
            for e in etapes {
                let _ = writeln!(t, "  - {}", net(e));
            }
        }
    }
}

/// How the bench plays it, in order: patients, values, acts, and what is no part of the film.
pub(super) fn du_banc(t: &mut String, d: &Dossier<'_>, s: &ResultatScenario, filmer: Option<(u32, u32)>) {
    let muette = |e: &ResultatEtape| e.acte.is_none() && e.banc.is_empty() && e.observations.is_empty();
    // What persons alone play of a workbook is its own text, which was just said.
    if d.classeur.is_some() && s.etapes.iter().all(muette) {
        for dit in &s.contexte {
            let _ = writeln!(t, "- À savoir : {}", net(dit));
        }
        return;
    }
    let patients = recit::patients(s);
    if !patients.is_empty() {
        let _ = writeln!(
            t,
            "- {} : {}",
            if patients.len() == 1 {
                "Patient du banc"
            } else {
                "Patients du banc"
            },
            patients.iter().map(|p| net(p)).collect::<Vec<_>>().join(" ; ")
        );
    }
    // What has no object for this product is neither prepared nor filmed.
    let siennes: Vec<&ResultatEtape> = s.etapes.iter().filter(|e| e.constat != ConstatEtape::SansObjet).collect();
    let premiere = siennes.iter().position(|e| e.numero.est_rem());
    let _ = writeln!(t, "- Comme le banc le joue, dans l'ordre :");
    for (rang, e) in siennes.iter().enumerate().filter(|(_, e)| e.numero.est_rem() || a_montrer(e)) {
        etape(t, e, role(e, rang, premiere, filmer));
    }
}

/// What an étape is to the film.
fn role(e: &ResultatEtape, rang: usize, premiere: Option<usize>, filmer: Option<(u32, u32)>) -> &'static str {
    let dans = |(de, a): (u32, u32)| e.numero.a >= de && e.numero.de <= a;
    match (e.numero.est_rem(), filmer) {
        (true, Some(f)) if dans(f) => "à filmer",
        (true, None) => "à montrer",
        (true, Some(_)) => "hors du film",
        (false, _) if e.acte.is_none() && e.vus.is_empty() => "le banc agit",
        (false, _) if premiere.is_none_or(|p| rang < p) => "à préparer avant",
        (false, _) => "propre au banc, à ne pas filmer",
    }
}

fn a_montrer(e: &ResultatEtape) -> bool {
    e.acte.is_some() || !e.vus.is_empty() || !e.banc.is_empty()
}

fn etape(t: &mut String, e: &ResultatEtape, role: &str) {
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
    let _ = writeln!(t, "  - {} ({role}) : {}", recit::etape(e), net(&dit.join(" ; ")));
}
