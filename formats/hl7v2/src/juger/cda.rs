//! The document that a message carries, against what the message says of it.

use segur_cda::{Cda, Document, Identifiant};
use segur_ids::oid_ins;

use super::{Juge, identite, ins};
use crate::er7::{Composants, Ligne, Message};
use crate::joints::commence_en_xml;
use crate::regles;

/// What is a CDA, of what type and whose. One that cannot be read says nothing of its patient.
pub(super) fn juger(porteur: &Ligne<'_>, octets: &[u8], message: &Message, juge: &mut Juge<'_>) {
    let lu = Document::lire(octets, None);
    let cda = match lu.cda() {
        Ok(cda) => cda,
        // A sentence in the place of a document is one thing; a document of which something is lost is another.
        Err(raison) => {
            let regle = if commence_en_xml(octets) {
                regles::DOCUMENT_COUPE
            } else {
                regles::DOCUMENT_CDA
            };
            return juge.dire(&regle, porteur, 5, "un CDA", raison);
        }
    };
    let dit = porteur.composant(3, 1);
    if let Some(code) = cda.code.as_ref().filter(|c| c.code != dit) {
        juge.dire(&regles::DOCUMENT_CODE_CDA, porteur, 3, &format!("{}, celui du CDA", code.code), dit);
    }
    let Some(pid) = message.premier("PID") else { return };
    if identifiants(&pid, porteur, cda, juge) {
        traits(&pid, cda, juge);
    }
}

/// Whether nothing says that the patients are two.
fn identifiants(pid: &Ligne<'_>, porteur: &Ligne<'_>, cda: &Cda, juge: &mut Juge<'_>) -> bool {
    let ins = ins::de(pid, 3);
    if cda.patients.is_empty() {
        return true;
    }
    let porte = |i: &Identifiant, matricule: &str| i.extension.as_deref() == Some(matricule);
    if ins.is_empty() {
        let connu = |cx: Composants<'_>| cda.patients.iter().any(|i| porte(i, &cx.clair(1)));
        if !pid.champ(3).is_empty() && !pid.repetitions(3).any(connu) {
            juge.dire(
                &regles::DOCUMENT_IPP,
                pid,
                3,
                "un identifiant du patient du CDA, son INS d'abord",
                pid.champ(3),
            );
        }
        return true;
    }
    let communs = |cx: &&Composants<'_>| cda.patients.iter().any(|i| porte(i, &cx.clair(1)));
    let Some(commun) = ins.iter().find(communs) else {
        let siens: Vec<&str> = cda
            .patients
            .iter()
            .filter(|i| oid_ins(&i.racine).is_some())
            .filter_map(|i| i.extension.as_deref())
            .collect();
        let vu = if siens.is_empty() {
            "aucun INS dans le CDA".to_owned()
        } else {
            siens.join(", ")
        };
        let dits: Vec<String> = ins.iter().map(|cx| cx.clair(1)).collect();
        juge.dire(
            &regles::DOCUMENT_PATIENT,
            porteur,
            5,
            &format!("{}, comme PID-3", dits.join(", ")),
            vu,
        );
        return false;
    };
    let (matricule, oid) = (commun.clair(1), commun.partie(4, 2));
    let racines: Vec<&str> = cda
        .patients
        .iter()
        .filter(|i| porte(i, &matricule))
        .map(|i| i.racine.as_str())
        .collect();
    if !racines.contains(&oid.as_str()) {
        let attendu = format!("{}, comme le CDA", racines.join(", "));
        juge.dire_en(&regles::DOCUMENT_PATIENT_OID, (pid, 3), (commun, 4), &attendu, oid);
    }
    true
}

/// What both say and does not agree. A hyphen, an accent, a compound first name cut otherwise are no difference.
fn traits(pid: &Ligne<'_>, cda: &Cda, juge: &mut Juge<'_>) {
    let dit = |c: &Option<segur_model::Champ>| c.as_ref().map(|c| c.valeur.clone()).unwrap_or_default();
    let t = &cda.traits;
    if let Some(xpn) = identite::nom_de_naissance(pid) {
        let (nom, prenom) = (xpn.partie(1, 1), xpn.clair(2));
        let siens = [dit(&t.premier), dit(&t.prenoms)];
        let meme = |un: &str, autre: &str| lettres(un).starts_with(&lettres(autre)) || lettres(autre).starts_with(&lettres(un));
        if !dit(&t.nom).is_empty() && lettres(&nom) != lettres(&dit(&t.nom)) {
            juge.dire_en(
                &regles::DOCUMENT_TRAITS,
                (pid, 5),
                (&xpn, 1),
                &format!("{}, comme le CDA", dit(&t.nom)),
                &nom,
            );
        }
        let premier = siens.iter().find(|p| !p.is_empty());
        if !prenom.is_empty() && premier.is_some() && !siens.iter().any(|p| !p.is_empty() && meme(p, &prenom)) {
            let attendu = format!("{}, comme le CDA", premier.map_or("", String::as_str));
            juge.dire_en(&regles::DOCUMENT_TRAITS, (pid, 5), (&xpn, 2), &attendu, &prenom);
        }
    }
    let (date, sienne) = (pid.composant(7, 1), dit(&t.naissance));
    // To the day, or to what is known of it.
    let combien = date.len().min(sienne.len()).min(8);
    if combien >= 4 && date.as_bytes().get(..combien) != sienne.as_bytes().get(..combien) {
        juge.dire(&regles::DOCUMENT_TRAITS, pid, 7, &format!("{sienne}, comme le CDA"), date);
    }
    let (sexe, sien) = (pid.composant(8, 1), dit(&t.sexe));
    let connus = [&sexe, &sien].iter().all(|s| ["F", "M"].contains(&s.as_str()));
    if connus && sexe != sien {
        juge.dire(&regles::DOCUMENT_TRAITS, pid, 8, &format!("{sien}, comme le CDA"), sexe);
    }
}

/// What is left of a name when case, accents, hyphens, apostrophes and spaces are not looked at.
fn lettres(texte: &str) -> String {
    let sans = segur_ids::sans_accent(texte);
    sans.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_uppercase).collect()
}
