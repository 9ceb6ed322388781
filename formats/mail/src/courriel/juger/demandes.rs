//! What is judged of a mail only when it is asked for by its name.

use segur_dialecte::{Connu, Constateur};

use super::super::regles;
use super::{Affaire, expediteur, vu};

/// The family of rules of who sends by a machine.
const AUTOMATIQUE: &str = "mssante.automatique";

pub(in crate::courriel) fn demandes(a: &Affaire<'_>, k: &Connu<'_>, c: &mut Constateur) {
    // A report asks nothing, and a citizen is asked nothing.
    if !a.d_un_produit() {
        return;
    }
    if k.exige(regles::DSN_DEMANDE.id) {
        let entete = a.courriel.entetes().un("Return-Receipt-To").is_some();
        if !entete && !a.enveloppe.is_some_and(crate::mssante::Enveloppe::demande_dsn) {
            let vu = match a.enveloppe {
                Some(_) => "ni NOTIFY pour chaque destinataire, ni Return-Receipt-To",
                None => "pas de Return-Receipt-To (l'enveloppe n'est pas connue)",
            };
            a.dire(c, regles::DSN_DEMANDE, "Return-Receipt-To", "un accusé de réception demandé", vu);
        }
    }
    if k.exige(regles::MDN_DEMANDE.id) && a.courriel.mdn_demande.is_empty() {
        a.dire(c, regles::MDN_DEMANDE, "Disposition-Notification-To", "une adresse", vu(None));
    }
    // That it comes from an application mailbox is for who asks to know.
    if k.exige(AUTOMATIQUE) && !expediteur::automatique(a) {
        expediteur::mention(a, c);
    }
}
