//! Segments: those that must be there, how often, in what order.

use super::{Juge, evenements};
use crate::er7::{Ligne, Message};
use crate::{Profil, regles};

/// In the order of their structures. What may stand at several places (ROL, OBX of an ADT, NTE, PRT) is not among them.
const ORDRE_ADT: [&str; 10] = ["MSH", "SFT", "EVN", "PID", "PD1", "MRG", "NK1", "PV1", "PV2", "ZBE"];
const ORDRE_DOCUMENT: [&str; 12] = ["MSH", "SFT", "EVN", "PID", "PD1", "NK1", "PV1", "PV2", "ORC", "OBR", "TXA", "OBX"];
const ORDRE_ACQUITTEMENT: [&str; 6] = ["MSH", "SFT", "EVN", "MSA", "OBX", "ERR"];
/// Those that are of one message, whatever else is repeated.
const UNIQUES: [&str; 4] = ["EVN", "PID", "PV1", "TXA"];

pub(super) fn juger(message: &Message, msh: &Ligne<'_>, profil: Profil, juge: &mut Juge<'_>) {
    let evenement = msh.composant(9, 2);
    let (requis, ordre): (&[&str], &[&str]) = match profil {
        Profil::Pam => (evenements::requis(&evenement), &ORDRE_ADT),
        Profil::Document | Profil::Lps if msh.composant(9, 1) == "MDM" => (&["EVN", "PV1", "ORC", "OBR", "TXA"], &ORDRE_DOCUMENT),
        Profil::Document | Profil::Lps => (&["ORC", "OBR"], &ORDRE_DOCUMENT),
        Profil::Acquittement | Profil::AcquittementMetier => (&[], &ORDRE_ACQUITTEMENT),
        Profil::Autre => return,
    };
    for nom in requis.iter().filter(|n| message.premier(n).is_none()) {
        juge.absent(&regles::STRUCTURE_REQUIS, nom, &format!("un segment {nom}"));
    }
    repetes(message, &evenement, profil, juge);
    dans_l_ordre(message, ordre, juge);
    if profil == Profil::Pam {
        groupes(message, &evenement, juge);
        apres_zbe(message, juge);
        for mrg in message.nommes("MRG") {
            juge.present(&regles::MRG_IDENTIFIANT, &mrg, 1, "l'ancien identifiant");
        }
        if let Some(evn) = message.premier("EVN") {
            juge.present(&regles::EVN_DATE, &evn, 2, "une date");
        }
    }
}

fn repetes(message: &Message, evenement: &str, profil: Profil, juge: &mut Juge<'_>) {
    for nom in UNIQUES {
        let au_plus = match profil {
            Profil::Pam => evenements::au_plus(evenement, nom),
            _ => Some(1),
        };
        let Some(max) = au_plus else { continue };
        for (rang, autre) in message.nommes(nom).enumerate().skip(max) {
            let attendu = format!("{max} {nom} au plus");
            juge.dire(
                &regles::STRUCTURE_REPETE,
                &autre,
                0,
                &attendu,
                format!("un autre {nom} (le n° {})", rang + 1),
            );
        }
    }
}

/// A link is of two patients; a merge has the old identifier after each patient.
fn groupes(message: &Message, evenement: &str, juge: &mut Juge<'_>) {
    let noms: Vec<Ligne<'_>> = message.segments().filter(|s| ["PID", "MRG"].contains(&s.nom())).collect();
    if ["A24", "A37"].contains(&evenement) && noms.iter().filter(|s| s.nom() == "PID").count() == 1 {
        juge.absent(&regles::STRUCTURE_REQUIS, "PID[2]", "un second segment PID");
    }
    if let ("A40", Some(second)) = (evenement, message.nommes("PID").nth(1)) {
        juge.dire(&regles::STRUCTURE_FUSION, &second, 0, "un PID, puis son MRG", "un autre PID");
    }
    if ["A40", "A44"].contains(&evenement) {
        for deux in noms.windows(2).filter(|d| d[0].nom() == "PID" && d[1].nom() == "PID") {
            juge.dire(&regles::STRUCTURE_REQUIS, &deux[0], 0, "un segment MRG après PID", "un autre PID");
        }
    }
}

fn dans_l_ordre(message: &Message, ordre: &[&str], juge: &mut Juge<'_>) {
    let mut dernier: Option<Ligne<'_>> = None;
    for segment in ordre.iter().filter_map(|n| message.premier(n)) {
        match dernier {
            Some(avant) if avant.ligne > segment.ligne => {
                let attendu = format!("après {}", avant.nom());
                juge.dire(
                    &regles::STRUCTURE_ORDRE,
                    &segment,
                    0,
                    &attendu,
                    format!("avant, ligne {}", segment.ligne),
                );
            }
            _ => dernier = Some(segment),
        }
    }
}

fn apres_zbe(message: &Message, juge: &mut Juge<'_>) {
    let Some(zbe) = message.premier("ZBE") else { return };
    for z in message.segments().filter(|s| s.nom().starts_with("ZF") && s.ligne < zbe.ligne) {
        juge.dire(&regles::STRUCTURE_Z, &z, 0, "après ZBE", "avant");
    }
}
