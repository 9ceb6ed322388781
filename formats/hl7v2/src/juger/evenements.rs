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

/// Events that have not the structure of their own name (HL7 v2.5, table 0354; Z99: IHE ITI TF-2, ITI-31).
const STRUCTURES: [(&str, &[&str]); 12] = [
    ("ADT_A01", &["A04", "A08", "A13", "Z99"]),
    ("ADT_A05", &["A14", "A28", "A31"]),
    ("ADT_A06", &["A07"]),
    ("ADT_A09", &["A10", "A11"]),
    ("ADT_A21", &["A22", "A23", "A25", "A26", "A27", "A29", "A32", "A33"]),
    ("ADT_A30", &["A34", "A35", "A36", "A46", "A47", "A48", "A49"]),
    ("ADT_A39", &["A40", "A41", "A42"]),
    ("ADT_A43", &["A44"]),
    ("ADT_A50", &["A51"]),
    ("ADT_A52", &["A53"]),
    ("ADT_A54", &["A55"]),
    ("ADT_A61", &["A62"]),
];

/// Whether HL7 v2.5 has this event of a patient; those that begin with Z are of who exchanges them.
pub(super) fn existe(evenement: &str) -> bool {
    let numero = evenement
        .strip_prefix('A')
        .filter(|n| n.len() == 2)
        .and_then(|n| n.parse::<u8>().ok());
    evenement.starts_with('Z') || numero.is_some_and(|n| matches!(n, 1..=55 | 60..=62))
}

/// The structure of a message, when one alone fits. MDM of the volets have one.
pub(super) fn structure(message: &str, evenement: &str) -> Option<String> {
    match message {
        "ADT" if existe(evenement) => {
            let groupe = STRUCTURES.iter().find(|(_, autres)| autres.contains(&evenement));
            let seul = || (!evenement.starts_with('Z')).then(|| format!("ADT_{evenement}"));
            groupe.map(|(s, _)| (*s).to_owned()).or_else(seul)
        }
        "ORU" if evenement == "R01" => Some("ORU_R01".to_owned()),
        "MDM" if ["T02", "T04", "T10"].contains(&evenement) => Some("MDM_T02".to_owned()),
        "ZAM" => Some("ZAM_Z01".to_owned()),
        "ACK" => Some("ACK".to_owned()),
        _ => None,
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
