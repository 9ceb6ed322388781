//! Events of patient administration: what structure each has, and what it asks.

/// ITI-30: identities.
const IDENTITES: [&str; 6] = ["A28", "A31", "A40", "A47", "A24", "A37"];
/// ITI-31: movements.
const MOUVEMENTS: [&str; 20] = [
    "A01", "A11", "A04", "A03", "A13", "A05", "A38", "A06", "A07", "A02", "A12", "A54", "A55", "A21", "A52", "A22", "A53", "A44", "A14",
    "Z99",
];
/// Those of them that undo another.
const ANNULATIONS: [&str; 7] = ["A11", "A13", "A38", "A12", "A55", "A52", "A53"];
/// Those that say who a patient is: ITI-30 asks for its traits in them, and A08 is not used in France.
const DISENT_QUI: [&str; 4] = ["A01", "A04", "A28", "A31"];

/// The structure of each event that IHE describes (ITI TF-2, ITI-30 § 3.30.4 and ITI-31 § 3.31.5, which say those of HL7 v2.5, table 0354).
const STRUCTURES: [(&str, &[&str]); 20] = [
    ("ADT_A01", &["A01", "A04", "A08", "A13", "Z99"]),
    ("ADT_A02", &["A02"]),
    ("ADT_A03", &["A03"]),
    ("ADT_A05", &["A05", "A14", "A28", "A31"]),
    ("ADT_A06", &["A06", "A07"]),
    ("ADT_A09", &["A09", "A10", "A11"]),
    ("ADT_A12", &["A12"]),
    ("ADT_A15", &["A15"]),
    ("ADT_A16", &["A16"]),
    ("ADT_A21", &["A21", "A22", "A25", "A26", "A27", "A32", "A33"]),
    ("ADT_A24", &["A24"]),
    ("ADT_A30", &["A47"]),
    ("ADT_A37", &["A37"]),
    ("ADT_A38", &["A38"]),
    ("ADT_A39", &["A40"]),
    ("ADT_A43", &["A44"]),
    ("ADT_A52", &["A52", "A53", "A55"]),
    ("ADT_A54", &["A54"]),
    ("ORU_R01", &["R01"]),
    ("MDM_T02", &["T02", "T04", "T10"]),
];

/// Whether HL7 v2.5 has this event of a patient; those that begin with Z are of who exchanges them.
pub(super) fn existe(evenement: &str) -> bool {
    let numero = evenement
        .strip_prefix('A')
        .filter(|n| n.len() == 2)
        .and_then(|n| n.parse::<u8>().ok());
    evenement.starts_with('Z') || numero.is_some_and(|n| matches!(n, 1..=55 | 60..=62))
}

/// The structure of a message, when it is known; the volets have one for all the MDM they send.
pub(super) fn structure(message: &str, evenement: &str) -> Option<&'static str> {
    match message {
        "ZAM" => Some("ZAM_Z01"),
        "ACK" => Some("ACK"),
        _ => STRUCTURES
            .iter()
            .find(|(s, siens)| s.starts_with(message) && siens.contains(&evenement))
            .map(|(s, _)| *s),
    }
}

pub(super) fn est_du_profil(evenement: &str) -> bool {
    est_un_mouvement(evenement) || IDENTITES.contains(&evenement)
}

pub(super) fn est_un_mouvement(evenement: &str) -> bool {
    MOUVEMENTS.contains(&evenement)
}

/// Whether it says who the patient is: his birth date and his sex go with it.
pub(super) fn dit_qui(evenement: &str) -> bool {
    DISENT_QUI.contains(&evenement)
}

/// What ZBE-4 says of it.
pub(super) fn action(evenement: &str) -> &'static str {
    match evenement {
        "Z99" => "UPDATE",
        e if ANNULATIONS.contains(&e) => "CANCEL",
        _ => "INSERT",
    }
}

/// Segments that an event asks for, beside MSH and PID.
pub(super) fn requis(evenement: &str) -> &'static [&'static str] {
    match evenement {
        "Z99" => &["EVN", "PV1", "ZBE"],
        "A24" | "A37" => &["EVN"],
        "A40" | "A44" | "A47" => &["EVN", "MRG"],
        e if est_du_profil(e) || e == "A08" => &["EVN", "PV1"],
        _ => &[],
    }
}

/// How many of a segment an event takes; none: as many as there are groups.
pub(super) fn au_plus(evenement: &str, segment: &str) -> Option<usize> {
    match (evenement, segment) {
        ("A40" | "A44", "PID" | "PV1") => None,
        ("A24" | "A37", "PID" | "PV1") => Some(2),
        (e, _) if est_du_profil(e) || e == "A08" => Some(1),
        _ => None,
    }
}
