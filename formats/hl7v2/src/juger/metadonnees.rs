//! What goes with a document: to whom it is shown, where it goes.

use segur_model::Location;

use super::Juge;
use crate::er7::Ligne;
use crate::{Profil, regles};

/// The metadata of the volet, in their order.
const METADONNEES: [&str; 10] = [
    "MASQUE_PS",
    "INVISIBLE_PATIENT",
    "INVISIBLE_REP_LEGAUX",
    "CONNEXION_SECRETE",
    "MODIF_CONF_CODE",
    "DESTDMP",
    "DESTMSSANTEPS",
    "DESTMSSANTEPAT",
    "ACK_RECEPTION",
    "ACK_LECTURE_MSS",
];
/// Those that follow the mail, in a message to an LPS.
const METADONNEES_LPS: [&str; 4] = ["MASQUE_PS", "INVISIBLE_PATIENT", "INVISIBLE_REP_LEGAUX", "MODIF_CONF_CODE"];
/// Of the names that earlier versions of the volet gave them.
const ANCIENNES: [(&str, &str); 2] = [
    ("INVISIBLE_REPRESENTANTS_LEGAUX", "INVISIBLE_REP_LEGAUX"),
    ("MODIF_CONFIDENTIALITYCODE", "MODIF_CONF_CODE"),
];

fn nom(obx: &Ligne<'_>) -> String {
    let code = obx.composant(3, 1);
    ANCIENNES
        .iter()
        .find(|(avant, _)| *avant == code)
        .map_or(code, |(_, apres)| (*apres).to_owned())
}

pub(super) fn juger(obx: &[Ligne<'_>], profil: Profil, juge: &mut Juge<'_>) {
    let attendues: &[&str] = if profil == Profil::Lps { &METADONNEES_LPS } else { &METADONNEES };
    let vues: Vec<String> = obx.iter().map(nom).filter(|n| METADONNEES.contains(&n.as_str())).collect();
    if vues != attendues {
        let place = Location::path("OBX (MetaDMPMSS)");
        juge.c
            .dire(regles::DOCUMENT_METADONNEES, &place, attendues.join(", "), vues.join(", "));
    }
    for o in obx.iter().filter(|o| METADONNEES.contains(&nom(o).as_str())) {
        juge.parmi(&regles::DOCUMENT_OUI_NON, o, 5, &["Y", "N"]);
    }
}

/// The value of one; empty when it is not there.
pub(super) fn vaut(obx: &[Ligne<'_>], code: &str) -> String {
    obx.iter().find(|o| nom(o) == code).map(|o| o.composant(5, 1)).unwrap_or_default()
}

/// What goes with whom, when a mail is asked for.
pub(super) fn matrice(obx: &[Ligne<'_>], juge: &mut Juge<'_>) {
    let vaut = |code: &str| vaut(obx, code);
    let [masque, patient, legaux, secrete, dmp] = [
        "MASQUE_PS",
        "INVISIBLE_PATIENT",
        "INVISIBLE_REP_LEGAUX",
        "CONNEXION_SECRETE",
        "DESTDMP",
    ]
    .map(|c| vaut(c) == "Y");
    let (juste, attendu) = match (vaut("DESTMSSANTEPS").as_str(), vaut("DESTMSSANTEPAT").as_str()) {
        ("Y", "Y") => (
            !masque && !patient && !legaux,
            "aux professionnels et au patient : ni masqué, ni invisible",
        ),
        ("Y", _) => (
            !masque && patient && !legaux,
            "aux professionnels seuls : INVISIBLE_PATIENT seul à Y",
        ),
        (_, "Y") => (
            !patient && !secrete && !dmp,
            "au patient seul : visible de lui, sans connexion secrète ni envoi au DMP",
        ),
        _ => return,
    };
    if !juste {
        let oui = |b: bool| if b { "Y" } else { "N" };
        let vu = format!(
            "MASQUE_PS {}, INVISIBLE_PATIENT {}, INVISIBLE_REP_LEGAUX {}, CONNEXION_SECRETE {}, DESTDMP {}",
            oui(masque),
            oui(patient),
            oui(legaux),
            oui(secrete),
            oui(dmp)
        );
        juge.c
            .dire(regles::DOCUMENT_MATRICE, &Location::path("OBX (MetaDMPMSS)"), attendu, vu);
    }
}
