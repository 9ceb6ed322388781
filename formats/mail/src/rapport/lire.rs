//! Reading a report.

use segur_model::Location;

use super::codes::ErreurIntegration;
use crate::courriel::commentaires::sans_commentaires;
use crate::courriel::{Courriel, EnTetes, Partie};

/// Recipients that are read of a DSN.
const DESTINATAIRES_MAX: usize = 1_000;

/// What `Disposition` says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Disposition {
    /// As written, unfolded.
    pub brute: String,
    /// `manual-action` or `automatic-action`, in lower case.
    pub mode: String,
    /// `MDN-sent-manually` or `MDN-sent-automatically`, in lower case.
    pub envoi: String,
    /// `displayed`, `processed`…, in lower case.
    pub traitement: String,
    /// Modifiers, in lower case.
    pub modificateurs: Vec<String>,
    /// What the form of the IG puts behind `Error:`.
    pub erreur: Option<String>,
}

impl Disposition {
    /// Reads the value of `Disposition`: that of the RFC, and that of the IG.
    #[must_use]
    pub fn lire(valeur: &str) -> Self {
        let (modes, suite) = valeur.split_once(';').unwrap_or((valeur, ""));
        let (mode, envoi) = modes.split_once('/').unwrap_or((modes, ""));
        let (traitement, apres) = suite.split_once('/').unwrap_or((suite, ""));
        let (modificateurs, erreur) = match apres.split_once(':') {
            Some((modificateurs, erreur)) => (modificateurs, Some(erreur.trim().to_owned())),
            None => (apres, None),
        };
        let bas = |t: &str| t.trim().to_ascii_lowercase();
        Self {
            brute: valeur.trim().to_owned(),
            mode: bas(mode),
            envoi: bas(envoi),
            traitement: bas(traitement),
            modificateurs: modificateurs.split(',').map(bas).filter(|m| !m.is_empty()).collect(),
            erreur,
        }
    }

    /// Whether its words are those of the RFC.
    #[must_use]
    pub fn selon_la_rfc(&self) -> bool {
        let jeton = |m: &String| m.bytes().all(|o| o.is_ascii_alphanumeric() || matches!(o, b'-' | b'_' | b'.'));
        matches!(self.mode.as_str(), "manual-action" | "automatic-action")
            && matches!(self.envoi.as_str(), "mdn-sent-manually" | "mdn-sent-automatically")
            && matches!(
                self.traitement.as_str(),
                "displayed" | "deleted" | "dispatched" | "processed" | "denied" | "failed"
            )
            && self.modificateurs.iter().all(jeton)
    }

    /// Whether it tells a failure.
    #[must_use]
    pub fn en_erreur(&self) -> bool {
        self.traitement == "failed"
            || self
                .modificateurs
                .iter()
                .any(|m| matches!(m.as_str(), "error" | "failed" | "failure"))
    }
}

/// A notification of what was done with a mail.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Mdn {
    /// `Original-Message-ID`, with its angle brackets.
    pub original_message_id: Option<String>,
    /// `Original-Recipient`, its address alone.
    pub original_recipient: Option<String>,
    /// `Final-Recipient`, its address alone.
    pub final_recipient: Option<String>,
    /// `Disposition`.
    pub disposition: Option<Disposition>,
    /// The error of `Error`, of `Disposition`, or of the subject.
    pub erreur: Option<ErreurIntegration>,
    /// Whether the original mail comes back whole.
    pub rend_l_original: bool,
    /// Where its fields are.
    pub lieu: Location,
}

/// What a DSN says of a recipient.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DestinataireDsn {
    /// `Original-Recipient`, its address alone.
    pub original_recipient: Option<String>,
    /// `Final-Recipient`, its address alone.
    pub final_recipient: Option<String>,
    /// `Action`, in lower case.
    pub action: Option<String>,
    /// `Status`.
    pub statut: Option<String>,
    /// `Diagnostic-Code`.
    pub diagnostic: Option<String>,
    /// Where its fields are.
    pub lieu: Location,
}

/// A notification of delivery.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Dsn {
    /// `Reporting-MTA`.
    pub mta: Option<String>,
    /// `Original-Envelope-Id`.
    pub envid: Option<String>,
    /// What it says of each recipient.
    pub destinataires: Vec<DestinataireDsn>,
    /// The `Message-ID` of the mail that comes back with it.
    pub original_message_id: Option<String>,
    /// Where its fields are.
    pub lieu: Location,
}

/// A report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Rapport {
    /// MDN.
    Mdn(Box<Mdn>),
    /// DSN.
    Dsn(Box<Dsn>),
}

impl Rapport {
    /// The report that a mail is; none for another mail.
    #[must_use]
    pub fn lire(courriel: &Courriel) -> Option<Self> {
        if let Some(partie) = courriel.sienne("message", "disposition-notification") {
            return Some(Self::Mdn(Box::new(mdn(courriel, partie))));
        }
        let partie = courriel
            .sienne("message", "delivery-status")
            .or_else(|| courriel.sienne("message", "global-delivery-status"))?;
        Some(Self::Dsn(Box::new(dsn(courriel, partie))))
    }

    /// The `Message-ID` of the mail that it is about.
    #[must_use]
    pub fn original(&self) -> Option<&str> {
        match self {
            Self::Mdn(m) => m.original_message_id.as_deref(),
            Self::Dsn(d) => d.original_message_id.as_deref(),
        }
    }
}

fn mdn(courriel: &Courriel, partie: &Partie) -> Mdn {
    let octets = partie.octets();
    let (champs, ..) = EnTetes::lire(&octets, partie.ligne_corps);
    let disposition = champs.texte("Disposition").map(|d| Disposition::lire(sans_commentaires(&d).trim()));
    let dans_disposition = disposition.as_ref().and_then(|d| d.erreur.clone());
    let dans_l_objet = courriel.objet_lu().and_then(|o| o.code_ko().map(str::to_owned));
    let erreur = champs
        .tous("Error")
        .map(|c| c.texte())
        .chain(dans_disposition)
        .chain(dans_l_objet)
        .find_map(|e| ErreurIntegration::lire(&e));
    Mdn {
        original_message_id: champs.identifiants("Original-Message-ID").into_iter().next(),
        original_recipient: adresse(&champs, "Original-Recipient"),
        final_recipient: adresse(&champs, "Final-Recipient"),
        disposition,
        erreur,
        rend_l_original: courriel
            .sienne("message", "rfc822")
            .is_some_and(|p| !p.corps.trim_ascii().is_empty()),
        lieu: lieu(partie, "message/disposition-notification"),
    }
}

fn dsn(courriel: &Courriel, partie: &Partie) -> Dsn {
    let octets = partie.octets();
    let (du_message, mut ou, mut lignes) = EnTetes::lire(&octets, partie.ligne_corps);
    let mut destinataires = Vec::new();
    while ou < octets.len() && destinataires.len() < DESTINATAIRES_MAX {
        let ligne = partie.ligne_corps.saturating_add(lignes);
        let (bloc, taille, dedans) = EnTetes::lire(&octets.slice(ou..), ligne);
        ou += taille.max(1);
        lignes += dedans;
        if bloc.champs().is_empty() {
            continue;
        }
        destinataires.push(DestinataireDsn {
            original_recipient: adresse(&bloc, "Original-Recipient"),
            final_recipient: adresse(&bloc, "Final-Recipient"),
            action: bloc.texte("Action").map(|a| sans_commentaires(&a).trim().to_ascii_lowercase()),
            statut: bloc
                .texte("Status")
                .map(|s| s.split_whitespace().next().unwrap_or_default().to_owned()),
            diagnostic: bloc.texte("Diagnostic-Code"),
            lieu: Location {
                line: ligne,
                ..lieu(partie, "message/delivery-status")
            },
        });
    }
    Dsn {
        mta: du_message.texte("Reporting-MTA"),
        envid: du_message.texte("Original-Envelope-Id"),
        destinataires,
        original_message_id: original(courriel),
        lieu: lieu(partie, "message/delivery-status"),
    }
}

fn lieu(partie: &Partie, quoi: &str) -> Location {
    Location {
        line: partie.ligne_corps,
        column: 1,
        path: quoi.to_owned(),
    }
}

/// The `Message-ID` of the mail, or of the headers, that come back.
fn original(courriel: &Courriel) -> Option<String> {
    let porte = courriel
        .siennes()
        .find(|p| p.mime.est("message", "rfc822") || p.mime.est("text", "rfc822-headers") || p.mime.est("message", "global"))?;
    let octets = porte.octets();
    let (entetes, ..) = EnTetes::lire(&octets, 1);
    entetes.identifiants("Message-ID").into_iter().next()
}

/// The address of `rfc822; adresse`.
fn adresse(champs: &EnTetes, nom: &str) -> Option<String> {
    let valeur = champs.un(nom)?.texte();
    let nue = valeur.split_once(';').map_or(valeur.as_str(), |(_, a)| a).trim();
    let nue = nue.strip_prefix('<').and_then(|n| n.strip_suffix('>')).unwrap_or(nue);
    (!nue.is_empty()).then(|| nue.to_owned())
}
