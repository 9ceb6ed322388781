//! The volets that carry a clinical document.

use segur_model::Location;

use super::{Juge, cda, envoi, metadonnees};
use crate::er7::{Ligne, Message};
use crate::joints::{decoder, porte_un_document};
use crate::{Profil, regles};

/// What is done: ORC-1, OBX-11 of the document, event of an MDM.
const ORDRES: [(&str, &str, &str); 3] = [("NW", "F", "T02"), ("RO", "C", "T10"), ("CA", "D", "T04")];

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
    for (porteur, octets) in &documents {
        cda::juger(porteur, octets, message, juge);
    }
    for ed in obx
        .iter()
        .filter(|o| o.champ(2) == "ED" && !o.composant(5, 4).eq_ignore_ascii_case("Base64"))
    {
        juge.dire(&regles::DOCUMENT_ENCODAGE, ed, 5, "Base64 en OBX-5.4", ed.composant(5, 4));
    }
    for corps in obx.iter().filter(|o| o.composant(3, 1).starts_with("CORPSMAIL")) {
        if !decoder(&corps.composant(5, 5)).is_some_and(|(_, entier)| entier) {
            juge.dire(&regles::DOCUMENT_CORPS, corps, 5, "du Base64, avec les « = » de sa fin", fin(corps));
        }
    }
    sejour(message, profil, juge);
    emetteur(message, profil, juge);
    metadonnees::juger(&obx, profil, juge);
    if profil == Profil::Document {
        metadonnees::matrice(&obx, juge);
        envoi::juger(message, &obx, juge);
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
