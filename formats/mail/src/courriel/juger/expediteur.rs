//! Who sends, and how a machine says that it is one.

use segur_dialecte::Constateur;

use super::super::adresses::{couper, domaine_mssante};
use super::super::regles;
use super::{Affaire, vu};

pub(super) fn juger(a: &Affaire<'_>, c: &mut Constateur) {
    libelle(a, c);
    domaines(a, c);
    forge(a, c);
    if a.d_un_produit() && automatique(a) {
        mention(a, c);
    }
    if let (Some(demande), Some(e)) = (a.courriel.mdn_demande.first(), a.enveloppe)
        && let Some(retour) = &e.expediteur
        && !demande.est(retour)
    {
        a.dire(c, regles::MDN_ADRESSE, "Disposition-Notification-To", retour, &demande.adresse);
    }
}

fn libelle(a: &Affaire<'_>, c: &mut Constateur) {
    let Some(de) = a.courriel.de.first().filter(|_| a.d_un_produit()) else {
        return;
    };
    let dit = de.libelle.as_deref().unwrap_or_default();
    // An address, or the half of it before the domain, names no mailbox.
    let boite = couper(&de.adresse).map_or("", |(boite, _)| boite);
    if dit.is_empty() || de.est(dit) || boite.eq_ignore_ascii_case(dit) {
        let vu = if dit.is_empty() { "(absent)" } else { dit };
        a.dire(c, regles::LIBELLE, "From", "Intitulé de la boîte <adresse>", vu);
    }
}

/// Mailboxes outside of MSSanté, one finding for a header.
fn domaines(a: &Affaire<'_>, c: &mut Constateur) {
    let entetes = a.courriel.entetes();
    for nom in ["From", "Sender", "Reply-To", "To", "Cc", "Bcc"] {
        let dehors: Vec<String> = entetes
            .adresses(nom)
            .into_iter()
            .map(|d| d.adresse)
            .filter(|d| couper(d).is_some_and(|(_, domaine)| !domaine_mssante(domaine)))
            .collect();
        if !dehors.is_empty() {
            let attendu =
                "des adresses de domaines MSSanté (….mssante.fr) ; la liste blanche, qu'un fichier ne montre pas, dit seule lesquels";
            a.dire(c, regles::DOMAINE, nom, attendu, dehors.join(", "));
        }
    }
}

/// The envelope says who was let in.
fn forge(a: &Affaire<'_>, c: &mut Constateur) {
    let Some(retour) = a.enveloppe.and_then(|e| e.expediteur.as_deref()) else {
        return;
    };
    let dites = || a.courriel.de.iter().chain(&a.courriel.expediteur);
    if dites().any(|d| couper(&d.adresse).is_some()) && !dites().any(|d| d.est(retour)) {
        a.dire(c, regles::FORGE, "From", retour, vu(a.courriel.adresse_de()));
    }
}

/// A machine sends it, and says so. That a certificate opened the connection does not show it: operators have theirs too.
pub(super) fn automatique(a: &Affaire<'_>) -> bool {
    a.courriel.auto_submitted.as_deref() == Some("auto-generated")
}

/// Words by which a machine says that it is one, without accents, in capitals.
const DITES: &[&str] = &["AUTOMATI", "ROBOT", "SANS INTERVENTION"];

/// What the mail of a machine says of itself.
pub(super) fn mention(a: &Affaire<'_>, c: &mut Constateur) {
    let texte = a.courriel.texte().unwrap_or_default();
    let reduit = segur_ids::sans_accent(&texte);
    let adresses = adresses_dites(&texte);
    let lieu = a.courriel.textes().next().map(super::super::Partie::lieu).unwrap_or_default();
    if !DITES.iter().any(|m| reduit.contains(m)) {
        c.dire(regles::AUTOMATIQUE_MENTION, &lieu, "« envoi automatique »", "rien de tel");
    }
    if adresses.is_empty() {
        c.dire(
            regles::AUTOMATIQUE_ADRESSE,
            &lieu,
            "une adresse où joindre l'émetteur",
            "aucune adresse",
        );
    }
    let reprise = a.courriel.reply_to.iter().any(|r| adresses.iter().any(|x| r.est(x)));
    if !reprise && (a.courriel.reply_to.is_empty() || !adresses.is_empty()) {
        let attendu = adresses.first().map_or("l'adresse que donne le corps", String::as_str);
        let vu = vu(a.courriel.reply_to.first().map(|r| r.adresse.as_str()));
        a.dire(c, regles::AUTOMATIQUE_REPLY_TO, "Reply-To", attendu, vu);
    }
}

/// The addresses in a text.
fn adresses_dites(texte: &str) -> Vec<String> {
    let separe = |c: char| c.is_whitespace() || matches!(c, '<' | '>' | '(' | ')' | ',' | ';' | ':' | '"' | '«' | '»');
    let mots = texte.split(separe).map(|m| m.trim_end_matches(['.', '!', '?']));
    mots.filter(|m| couper(m).is_some_and(|(_, d)| d.contains('.')))
        .map(str::to_owned)
        .collect()
}
