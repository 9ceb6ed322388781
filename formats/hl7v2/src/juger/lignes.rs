//! The lines themselves: the frame, the names of segments, escapes, moments.

use segur_model::Location;

use super::{EFFACE, Juge};
use crate::er7::Message;
use crate::instant::precision;
use crate::lieu::lieu;
use crate::regles;

/// Fields that are moments (TS), of the segments that are judged. PID-7 has its own rule.
const INSTANTS: [(&str, &[usize]); 12] = [
    ("MSH", &[7]),
    ("EVN", &[2, 3, 6]),
    ("PID", &[29, 33]),
    ("PV1", &[44, 45]),
    ("PV2", &[8, 9]),
    ("ZBE", &[2]),
    ("ZFA", &[2, 3, 10, 12]),
    ("ZFD", &[6, 8]),
    ("TXA", &[4, 6, 7, 8]),
    ("ORC", &[9, 15]),
    ("OBR", &[7, 8, 14, 22]),
    ("OBX", &[14, 19]),
];

pub(super) fn juger(message: &Message, juge: &mut Juge<'_>) {
    trame(message, juge);
    noms(message, juge);
    echappements(message, juge);
    instants(message, juge);
}

fn trame(message: &Message, juge: &mut Juge<'_>) {
    let place = Location::path("trame MLLP");
    match message.trame() {
        (true, false) => juge
            .c
            .dire(regles::MLLP, &place, "0x1C 0x0D à la fin", "0x0B au début, et rien à la fin"),
        (false, true) => juge
            .c
            .dire(regles::MLLP, &place, "0x0B au début", "0x1C à la fin, et rien au début"),
        _ => {}
    }
    let fins = Location::path("fins de segment");
    if message.autres_fins() {
        juge.c.dire(regles::FIN, &fins, "0x0D", "0x0A, seul ou après 0x0D");
    }
    if message.sans_fin() {
        let vu = "rien : complet, ou coupé ici";
        juge.c.dire(regles::FIN, &fins, "0x0D après le dernier segment", vu);
    }
}

fn noms(message: &Message, juge: &mut Juge<'_>) {
    for (rang, segment) in message.segments().enumerate() {
        let nom = segment.nom();
        if nom.len() != 3 || !nom.bytes().all(|o| o.is_ascii_uppercase() || o.is_ascii_digit()) {
            let vu: String = nom.chars().take(40).collect();
            let place = lieu(&segment, 0, &format!("segment {}", rang + 1));
            juge.c.dire(regles::SEGMENT, &place, "un nom de segment : MSH, PID, OBX…", vu);
        }
    }
}

fn echappements(message: &Message, juge: &mut Juge<'_>) {
    for segment in message.segments() {
        // MSH-2 is the sign itself.
        for (numero, champ) in segment.champs().filter(|(n, _)| segment.nom() != "MSH" || *n > 2) {
            if let Some(faux) = message.echappement_faux(champ) {
                let vu: String = faux.chars().take(20).collect();
                juge.dire(
                    &regles::ECHAPPEMENT,
                    &segment,
                    numero,
                    "\\F\\, \\S\\, \\T\\, \\R\\, \\E\\, \\Xhh\\…",
                    vu,
                );
            }
        }
    }
}

fn instants(message: &Message, juge: &mut Juge<'_>) {
    for (nom, champs) in INSTANTS {
        for segment in message.nommes(nom) {
            for champ in champs {
                let vu = segment.composant(*champ, 1);
                if !vu.is_empty() && vu != EFFACE && precision(&vu).is_none() {
                    juge.dire(&regles::INSTANT, &segment, *champ, "AAAAMMJJhhmm[ss][+ZZzz]", vu);
                }
            }
        }
    }
}
