//! Writing a DSN, in the form of RFC 3464.

use std::fmt::Write as _;

use bytes::Bytes;
use mail_builder::headers::raw::Raw;
use time::OffsetDateTime;

use super::mime::{self, Timbre};
use crate::courriel::{Adresse, EnTetes};

/// What became of a mail for a recipient.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Action {
    /// Never delivered.
    Echec,
    /// Not yet delivered.
    Retard,
    /// Delivered to the mailbox.
    Remis,
    /// Given to an operator that tells nothing more.
    Relaye,
}

impl Action {
    fn mot(self) -> &'static str {
        match self {
            Self::Echec => "failed",
            Self::Retard => "delayed",
            Self::Remis => "delivered",
            Self::Relaye => "relayed",
        }
    }

    fn dit(self) -> &'static str {
        match self {
            Self::Echec => "n'a pas été remis",
            Self::Retard => "n'est pas encore remis : l'opérateur essaie encore",
            Self::Remis => "a été remis dans la boîte",
            Self::Relaye => "a été transmis à un opérateur qui ne dira pas s'il l'a remis",
        }
    }

    fn objet(self) -> &'static str {
        match self {
            Self::Echec => "Undelivered Mail Returned to Sender",
            Self::Retard => "Delayed Mail (still being retried)",
            Self::Remis | Self::Relaye => "Successful Mail Delivery Report",
        }
    }
}

/// How much of the mail comes back (`RET` of `MAIL FROM`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rendu {
    /// All of it. Only a failure gives it back whole.
    Entier,
    /// Its headers.
    EnTetes,
}

/// What became of it for one recipient.
#[derive(Debug, Clone, Copy)]
pub struct SortDsn<'a> {
    /// The address of the envelope.
    pub destinataire: &'a str,
    /// `ORCPT`, decoded (`rfc822;adresse`).
    pub orcpt: Option<&'a str>,
    /// What became of it.
    pub action: Action,
    /// `5.1.1`.
    pub statut: &'a str,
    /// The answer of the server that refused (`550 5.1.1 inconnu`).
    pub reponse: Option<&'a str>,
    /// The server that gave that answer.
    pub serveur: Option<&'a str>,
}

/// A DSN to write.
#[derive(Debug, Clone, Copy)]
pub struct NouveauDsn<'a> {
    /// Date, identifier, boundaries.
    pub timbre: Timbre<'a>,
    /// Name of the operator that tells (`smtp.op-a.mssante.fr`).
    pub mta: &'a str,
    /// Who tells (`MAILER-DAEMON@…`).
    pub de: &'a Adresse,
    /// Whom: the sender of the envelope.
    pub a: &'a str,
    /// The mail that it is about, byte for byte.
    pub original: &'a Bytes,
    /// How much of it comes back.
    pub rendu: Rendu,
    /// `ENVID`, decoded.
    pub envid: Option<&'a str>,
    /// When the mail arrived.
    pub arrivee: Option<OffsetDateTime>,
    /// What became of it for each recipient.
    pub sorts: &'a [SortDsn<'a>],
    /// The subject; none: that of postmasters, in English, which software knows.
    pub objet: Option<&'a str>,
    /// The text for a person; none: a sentence for each recipient.
    pub texte: Option<&'a str>,
}

/// Writes a DSN. It leaves from the null address.
#[must_use]
pub fn ecrire_dsn(n: &NouveauDsn<'_>) -> Vec<u8> {
    let (entetes, taille, _) = EnTetes::lire(n.original, 1);
    let pire = n.sorts.iter().map(|s| s.action).min().unwrap_or(Action::Echec);
    let a = Adresse {
        libelle: None,
        adresse: n.a.to_owned(),
    };
    let mut mail = mime::commencer(&n.timbre, n.de, &[a], n.objet.unwrap_or_else(|| pire.objet()));
    if let Some(origine) = entetes.identifiants("Message-ID").into_iter().next() {
        mail = mail
            .header("In-Reply-To", mime::identifiants(&[&origine]))
            .header("References", mime::identifiants(&[&origine]));
    }
    mail = mail.header("Auto-Submitted", Raw::new("auto-replied"));
    let lisible = n.texte.map_or_else(|| phrases(n), str::to_owned);
    let champs = champs(n);
    // RFC 3461, 6.2: what was delivered, or will be, gives its headers back.
    let entier = n.rendu == Rendu::Entier && pire == Action::Echec;
    let rendu = if entier {
        &n.original[..]
    } else {
        mime::entetes(n.original, taille)
    };
    let contenus = [lisible.as_bytes(), champs.as_bytes(), rendu];
    let parties = vec![
        mime::texte(&lisible, "plain"),
        mime::champs("message/delivery-status", champs.clone()),
        mime::message(rendu, entier),
    ];
    let attributs = [("report-type", "delivery-status")];
    mime::finir(mail.body(mime::multipart("multipart/report", &attributs, n.timbre.graine, parties, &contenus)))
}

fn champs(n: &NouveauDsn<'_>) -> String {
    let mut c = String::new();
    if let Some(envid) = n.envid {
        let _ = write!(c, "Original-Envelope-Id: {}\r\n", mime::une_ligne(envid));
    }
    let _ = write!(c, "Reporting-MTA: dns; {}\r\n", mime::une_ligne(n.mta));
    if let Some(arrivee) = n.arrivee {
        let _ = write!(c, "Arrival-Date: {}\r\n", mime::date(arrivee));
    }
    for s in n.sorts {
        c.push_str("\r\n");
        if let Some(orcpt) = s.orcpt {
            let _ = write!(c, "Original-Recipient: {}\r\n", mime::une_ligne(orcpt));
        }
        let _ = write!(c, "Final-Recipient: rfc822; {}\r\n", mime::une_ligne(s.destinataire));
        let _ = write!(c, "Action: {}\r\nStatus: {}\r\n", s.action.mot(), mime::une_ligne(s.statut));
        if let Some(serveur) = s.serveur {
            let _ = write!(c, "Remote-MTA: dns; {}\r\n", mime::une_ligne(serveur));
        }
        if let Some(reponse) = s.reponse {
            let _ = write!(c, "Diagnostic-Code: smtp; {}\r\n", mime::une_ligne(reponse));
        }
    }
    c
}

fn phrases(n: &NouveauDsn<'_>) -> String {
    let mut texte = String::new();
    for s in n.sorts {
        let raison = s.reponse.map(|r| format!(" ({})", mime::une_ligne(r))).unwrap_or_default();
        let _ = writeln!(
            texte,
            "Votre courriel à {} {}{raison}.",
            mime::une_ligne(s.destinataire),
            s.action.dit()
        );
    }
    texte
}
