//! The reports of delivery that the operator makes (RFC 3461, 3464).

use bytes::Bytes;
use segur_mail::courriel::Adresse;
use segur_mail::rapport::{Action, NouveauDsn, Rendu, SortDsn, Timbre, ecrire_dsn};
use segur_smtp::{Destinataire, Expediteur, Retour};
use time::OffsetDateTime;

use crate::remise::Rebond;

/// What became of a recipient.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Sort {
    /// In its mailbox.
    Remis,
    /// Handed to another operator.
    Relaye,
    /// It came back.
    Rebondi(Rebond),
}

/// A report to make.
pub(crate) struct Avis<'a> {
    /// Name of the operator.
    pub operateur: &'a str,
    /// To whom.
    pub a: &'a str,
    /// What the sender asked for.
    pub envoi: &'a Expediteur,
    /// Recipients, all of one kind of fate.
    pub sorts: &'a [(&'a Destinataire, Sort)],
    /// The mail.
    pub courriel: &'a Bytes,
    /// When.
    pub instant: OffsetDateTime,
    /// What its identifiers are drawn from.
    pub graine: &'a str,
}

/// Writes it.
pub(crate) fn dsn(avis: &Avis<'_>) -> Bytes {
    let textes: Vec<(String, Option<String>, Option<String>)> = avis
        .sorts
        .iter()
        .map(|(d, sort)| {
            let reponse = match sort {
                Sort::Rebondi(r) => Some(format!("550 {} {}", r.statut, r.pourquoi)),
                Sort::Remis | Sort::Relaye => None,
            };
            (d.adresse.to_string(), d.orcpt.as_ref().map(|o| format!("rfc822;{o}")), reponse)
        })
        .collect();
    let sorts: Vec<SortDsn<'_>> = avis
        .sorts
        .iter()
        .zip(&textes)
        .map(|((_, sort), (adresse, orcpt, reponse))| SortDsn {
            destinataire: adresse,
            orcpt: orcpt.as_deref(),
            action: match sort {
                Sort::Rebondi(_) => Action::Echec,
                Sort::Remis => Action::Remis,
                Sort::Relaye => Action::Relaye,
            },
            statut: match sort {
                Sort::Rebondi(r) => &r.statut,
                Sort::Remis | Sort::Relaye => "2.0.0",
            },
            reponse: reponse.as_deref(),
            serveur: Some(avis.operateur),
        })
        .collect();
    let de = Adresse {
        libelle: Some("Operateur MSSante simule".to_owned()),
        adresse: format!("mailer-daemon@{}", avis.operateur),
    };
    let message_id = format!("{}@{}", avis.graine, avis.operateur);
    let graine: String = avis.graine.chars().filter(char::is_ascii_alphanumeric).collect();
    let octets = ecrire_dsn(&NouveauDsn {
        timbre: Timbre {
            message_id: &message_id,
            date: avis.instant,
            graine: &graine,
        },
        mta: avis.operateur,
        de: &de,
        a: avis.a,
        original: avis.courriel,
        // RFC 3461, 4.3: where RET says nothing, what comes back is for the operator to choose.
        rendu: match avis.envoi.retour {
            Some(Retour::Full) => Rendu::Entier,
            Some(Retour::Hdrs) | None => Rendu::EnTetes,
        },
        envid: avis.envoi.envid.as_deref(),
        arrivee: Some(avis.instant),
        sorts: &sorts,
        objet: None,
        texte: None,
    });
    octets.into()
}
