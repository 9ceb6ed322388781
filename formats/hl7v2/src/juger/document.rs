//! The volets that carry a clinical document.

use segur_cda::Document;
use segur_model::Location;

use super::Juge;
use crate::er7::{Ligne, Message};
use crate::joints::{decoder, porte_un_document};
use crate::{Profil, regles};

/// What is done: ORC-1, OBX-11 of the document, event of an MDM.
const ORDRES: [(&str, &str, &str); 3] = [("NW", "F", "T02"), ("RO", "C", "T10"), ("CA", "D", "T04")];
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

pub(super) fn juger(message: &Message, msh: &Ligne<'_>, profil: Profil, juge: &mut Juge<'_>) {
    let obx: Vec<Ligne<'_>> = message.nommes("OBX").collect();
    let Some(premier) = obx.first() else {
        juge.c
            .dire(regles::DOCUMENT_PRESENT, &Location::path("OBX"), "un OBX de type ED", "aucun OBX");
        return;
    };
    if !porte_un_document(premier) {
        juge.dire(
            &regles::DOCUMENT_PRESENT,
            premier,
            2,
            "ED, et ^TEXT^XML^Base64^… dans OBX-5",
            premier.champ(2),
        );
    }
    let documents = decodes(&obx, juge);
    ordre(message, msh, premier, juge);
    codes(message, premier, juge);
    let ins = ins(message);
    for (porteur, octets) in &documents {
        document(porteur, octets, &ins, juge);
    }
    for corps in obx.iter().filter(|o| o.composant(3, 1).starts_with("CORPSMAIL")) {
        if !decoder(&corps.composant(5, 5)).is_some_and(|(_, entier)| entier) {
            juge.dire(&regles::DOCUMENT_CORPS, corps, 5, "du Base64, avec les « = » de sa fin", fin(corps));
        }
    }
    sejour(message, profil, juge);
    emetteur(message, profil, juge);
    metadonnees(&obx, profil, juge);
    if profil == Profil::Document {
        matrice(&obx, juge);
    } else {
        courriel(&obx, juge);
    }
}

/// The first signs of what an OBX holds.
fn debut(obx: &Ligne<'_>) -> String {
    obx.composant(5, 5).chars().take(40).collect()
}

/// The last ones.
fn fin(obx: &Ligne<'_>) -> String {
    let texte = obx.composant(5, 5);
    let rang = texte.char_indices().rev().nth(11).map_or(0, |(i, _)| i);
    format!("…{}", &texte[rang..])
}

fn ordre(message: &Message, msh: &Ligne<'_>, document: &Ligne<'_>, juge: &mut Juge<'_>) {
    let orc = message.premier("ORC").map(|o| o.composant(1, 1)).unwrap_or_default();
    let (etat, evenement) = (document.composant(11, 1), msh.composant(9, 2));
    let mdm = msh.composant(9, 1) == "MDM";
    let juste = ORDRES.iter().any(|(o, e, t)| *o == orc && *e == etat && (!mdm || *t == evenement));
    if !juste {
        let vu = format!("ORC-1 {orc}, OBX-11 {etat}, {}", if mdm { evenement.as_str() } else { "ORU" });
        juge.dire(&regles::DOCUMENT_ORDRE, document, 11, "NW et F, RO et C, ou CA et D", vu);
    }
    if let Some(txa) = message.premier("TXA")
        && mdm
        && evenement == "T10"
    {
        juge.present(&regles::DOCUMENT_PARENT, &txa, 13, "l'identifiant du document remplacé");
    }
}

/// The documents, out of their Base64.
fn decodes<'a>(obx: &[Ligne<'a>], juge: &mut Juge<'_>) -> Vec<(Ligne<'a>, Vec<u8>)> {
    let mut documents = Vec::new();
    for porteur in obx.iter().filter(|o| porte_un_document(o)) {
        let Some((octets, entier)) = decoder(&porteur.composant(5, 5)) else {
            juge.dire(&regles::DOCUMENT_BASE64, porteur, 5, "du Base64", debut(porteur));
            continue;
        };
        if !entier {
            juge.dire(&regles::DOCUMENT_BOURRAGE, porteur, 5, "les « = » de la fin", fin(porteur));
        }
        documents.push((*porteur, octets));
    }
    documents
}

/// The INS that PID-3 gives.
fn ins(message: &Message) -> Vec<String> {
    let Some(pid) = message.premier("PID") else { return Vec::new() };
    pid.repetitions(3).filter(|cx| cx.clair(5) == "INS").map(|cx| cx.clair(1)).collect()
}

/// What is a CDA, and whose. One that cannot be read says nothing of its patient.
fn document(porteur: &Ligne<'_>, octets: &[u8], ins: &[String], juge: &mut Juge<'_>) {
    let lu = Document::lire(octets, None);
    let cda = match lu.cda() {
        Ok(cda) => cda,
        Err(raison) => return juge.dire(&regles::DOCUMENT_CDA, porteur, 5, "un CDA", raison),
    };
    let siens: Vec<&str> = cda.patients.iter().filter_map(|p| p.extension.as_deref()).collect();
    if !ins.is_empty() && !siens.is_empty() && !siens.iter().any(|s| ins.iter().any(|i| i == s)) {
        juge.dire(&regles::DOCUMENT_PATIENT, porteur, 5, &ins.join(", "), siens.join(", "));
    }
}

fn codes(message: &Message, document: &Ligne<'_>, juge: &mut Juge<'_>) {
    let code = document.composant(3, 1);
    let ailleurs = message
        .premier("OBR")
        .map(|o| (o, 4))
        .into_iter()
        .chain(message.premier("TXA").map(|t| (t, 2)));
    for (segment, champ) in ailleurs {
        if segment.composant(champ, 1) != code {
            juge.dire(
                &regles::DOCUMENT_CODE,
                &segment,
                champ,
                &format!("{code}, comme OBX-3"),
                segment.composant(champ, 1),
            );
        }
    }
}

fn sejour(message: &Message, profil: Profil, juge: &mut Juge<'_>) {
    let Some(pv1) = message.premier("PV1") else {
        juge.c
            .dire(regles::DOCUMENT_SEJOUR, &Location::path("PV1"), "un segment PV1", "aucun");
        return;
    };
    match pv1.composant(2, 1).as_str() {
        "N" => {}
        autre if profil == Profil::Lps => juge.dire(&regles::DOCUMENT_SEJOUR, &pv1, 2, "N", autre),
        "E" | "I" | "O" | "R" => juge.present(&regles::DOCUMENT_SEJOUR, &pv1, 19, "le numéro de la venue"),
        autre => juge.dire(&regles::DOCUMENT_SEJOUR, &pv1, 2, "E, I, O, R ou N", autre),
    }
}

fn emetteur(message: &Message, profil: Profil, juge: &mut Juge<'_>) {
    let sb = message.nommes("PRT").find(|p| p.composant(4, 1) == "SB");
    let (vu, juste) = match sb {
        None => ("aucun PRT de rôle SB".to_owned(), false),
        Some(prt) => {
            let (qui, ou) = (prt.composant(5, 1), prt.composant(8, 10));
            let appareil = !prt.champ(10).is_empty();
            // To an LPS, the address of the sender is enough.
            let juste = (!qui.is_empty() || appareil) && (!ou.is_empty() || profil == Profil::Lps);
            (format!("personne « {qui} », structure « {ou} »"), juste)
        }
    };
    if !juste {
        let place = Location::path("PRT (SB)");
        juge.c.dire(regles::DOCUMENT_EMETTEUR, &place, "PRT-5.1 et PRT-8.10", vu);
    }
}

fn nom(obx: &Ligne<'_>) -> String {
    let code = obx.composant(3, 1);
    ANCIENNES
        .iter()
        .find(|(avant, _)| *avant == code)
        .map_or(code, |(_, apres)| (*apres).to_owned())
}

fn metadonnees(obx: &[Ligne<'_>], profil: Profil, juge: &mut Juge<'_>) {
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

/// What goes with whom, when a mail is asked for.
fn matrice(obx: &[Ligne<'_>], juge: &mut Juge<'_>) {
    let vaut = |code: &str| obx.iter().find(|o| nom(o) == code).map(|o| o.composant(5, 1)).unwrap_or_default();
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

fn courriel(obx: &[Ligne<'_>], juge: &mut Juge<'_>) {
    let Some(second) = obx.get(1) else {
        juge.c
            .dire(regles::LPS_COURRIEL, &Location::path("OBX[2]"), "le courriel", "aucun second OBX");
        return;
    };
    if second.champ(2) != "ED" || second.composant(3, 1).is_empty() || decoder(&second.composant(5, 5)).is_none() {
        let vu: String = second.champ(3).chars().take(60).collect();
        juge.dire(
            &regles::LPS_COURRIEL,
            second,
            3,
            "Message-ID^objet, et le corps en Base64 dans OBX-5",
            vu,
        );
    }
}
