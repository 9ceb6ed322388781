//! Reports: MDN and DSN.

use segur_dialecte::Constateur;
use segur_model::Location;

use super::super::parties::Partie;
use super::super::regles;
use super::{Affaire, vu};
use crate::rapport::{DestinataireDsn, Disposition, Dsn, Mdn, Rapport, erreur_connue};

pub(super) fn juger(a: &Affaire<'_>, c: &mut Constateur) {
    let Some(rapport) = a.rapport else { return };
    if let Some(retour) = a.enveloppe.and_then(|e| e.expediteur.as_deref()) {
        let lieu = Location {
            line: 1,
            column: 1,
            path: "MAIL FROM".to_owned(),
        };
        c.dire(regles::RAPPORT_ENVELOPPE, &lieu, "MAIL FROM:<>", retour);
    }
    match rapport {
        Rapport::Mdn(m) => {
            structure(a, "disposition-notification", c);
            mdn(a, m, c);
        }
        Rapport::Dsn(d) => {
            structure(a, "delivery-status", c);
            dsn(d, c);
        }
    }
}

fn structure(a: &Affaire<'_>, genre: &str, c: &mut Constateur) {
    let Some(racine) = a.courriel.parties.first() else { return };
    let lieu = racine.lieu();
    let dit = racine.mime.parametre("report-type").unwrap_or_default();
    if !racine.mime.est("multipart", "report") || !dit.eq_ignore_ascii_case(genre) {
        let vu = format!("{} ; report-type={dit}", racine.mime.nom());
        return c.dire(
            regles::RAPPORT_STRUCTURE,
            &lieu,
            format!("multipart/report ; report-type={genre}"),
            vu,
        );
    }
    let parties: Vec<&Partie> = a.courriel.parties.iter().filter(|p| p.parent == Some(0)).collect();
    // For a person, of any type (RFC 6522, 3); the fields are no such thing.
    let lisible = parties.first().is_some_and(|p| p.mime.genre != "message");
    let champs = parties.get(1).is_some_and(|p| p.mime.genre == "message");
    if !lisible || !champs || parties.len() > 3 {
        let vues = parties.iter().map(|p| p.mime.nom()).collect::<Vec<_>>().join(", ");
        let attendu = format!("un texte, message/{genre}, puis au plus le courriel d'origine");
        c.dire(regles::RAPPORT_STRUCTURE, &lieu, attendu, vues);
    }
}

fn mdn(a: &Affaire<'_>, m: &Mdn, c: &mut Constateur) {
    let lieu = |nom: &str| Location {
        path: format!("{}/{nom}", m.lieu.path),
        ..m.lieu.clone()
    };
    for (regle, nom, absent) in [
        (regles::MDN_CHAMPS, "Final-Recipient", m.final_recipient.is_none()),
        (regles::MDN_CHAMPS, "Disposition", m.disposition.is_none()),
        (regles::MDN_CHAMPS_IG, "Original-Message-ID", m.original_message_id.is_none()),
        (regles::MDN_CHAMPS_IG, "Original-Recipient", m.original_recipient.is_none()),
    ] {
        if absent {
            c.dire(regle, &lieu(nom), format!("{nom} présent"), vu(None));
        }
    }
    if let Some(d) = &m.disposition {
        disposition(d, &lieu("Disposition"), c);
    }
    if let Some(e) = m.erreur.as_ref().filter(|e| erreur_connue(&e.code).is_none()) {
        c.dire(regles::MDN_CODE, &lieu("Error"), "un code de l'IG", &e.code);
    }
    if m.disposition.as_ref().is_some_and(Disposition::en_erreur) && a.courriel.objet_lu().is_none_or(|o| o.code_ko().is_none()) {
        let attendu = "[KO Intégration système !][code] XDM/1.0/DDM+…";
        a.dire(c, regles::MDN_OBJET, "Subject", attendu, vu(a.courriel.objet.as_deref()));
    }
    if !m.rend_l_original {
        let attendu = "le courriel d'origine (message/rfc822)";
        c.dire(regles::MDN_ORIGINAL, &Location::path("courriel"), attendu, "(absent)");
    }
    if let Some(demande) = a.courriel.entetes().un("Disposition-Notification-To") {
        c.dire(regles::MDN_BOUCLE, &demande.lieu(), "(absent)", demande.texte());
    }
}

fn disposition(d: &Disposition, lieu: &Location, c: &mut Constateur) {
    if !d.selon_la_rfc() {
        let attendu = "automatic-action/MDN-sent-automatically; processed, par exemple";
        c.dire(regles::MDN_DISPOSITION, lieu, attendu, &d.brute);
    }
    if d.erreur.is_some() {
        c.dire(regles::MDN_FORME_IG, lieu, "…; processed/error, et un champ Error", &d.brute);
    }
}

fn dsn(d: &Dsn, c: &mut Constateur) {
    if d.mta.is_none() {
        c.dire(regles::DSN_CHAMPS, &d.lieu, "Reporting-MTA présent", vu(None));
    }
    if d.destinataires.is_empty() {
        c.dire(regles::DSN_CHAMPS, &d.lieu, "un destinataire au moins", "(aucun)");
    }
    for un in &d.destinataires {
        destinataire(un, c);
    }
}

fn destinataire(d: &DestinataireDsn, c: &mut Constateur) {
    for (nom, absent) in [
        ("Final-Recipient", d.final_recipient.is_none()),
        ("Action", d.action.is_none()),
        ("Status", d.statut.is_none()),
    ] {
        if absent {
            c.dire(regles::DSN_CHAMPS, &d.lieu, format!("{nom} présent"), vu(None));
        }
    }
    let classe = match d.action.as_deref() {
        None => None,
        // What was tried in vain, again and again, has failed with the code of what was passing (RFC 3463, 2).
        Some("failed") => Some("45"),
        Some("delayed") => Some("4"),
        Some("delivered" | "relayed" | "expanded") => Some("2"),
        Some(autre) => {
            c.dire(
                regles::DSN_ACTION,
                &d.lieu,
                "failed, delayed, delivered, relayed ou expanded",
                autre,
            );
            None
        }
    };
    let Some(statut) = &d.statut else { return };
    let parties: Vec<&str> = statut.split('.').collect();
    let nombre = |t: &&str| (1..=3).contains(&t.len()) && t.bytes().all(|o| o.is_ascii_digit());
    let forme = parties.len() == 3 && parties.iter().all(nombre) && matches!(parties[0], "2" | "4" | "5");
    if !forme || classe.is_some_and(|admises| !statut.starts_with(|o| admises.contains(o))) {
        let attendu = classe.map_or_else(
            || "x.y.z".to_owned(),
            |admises| admises.chars().rev().map(|x| format!("{x}.y.z")).collect::<Vec<_>>().join(" ou "),
        );
        c.dire(regles::DSN_STATUT, &d.lieu, attendu, statut);
    }
}
