//! Writing an MDN, in the form of RFC 8098.

use std::fmt::Write as _;

use bytes::Bytes;
use mail_builder::headers::raw::Raw;

use super::codes::ErreurIntegration;
use super::mime::{self, Timbre};
use crate::courriel::{Adresse, Courriel, EnTetes};

/// What was done with a mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Traitement {
    /// Shown to somebody.
    Affiche,
    /// Processed without being shown.
    Traite,
    /// Sent elsewhere.
    Reparti,
    /// Deleted.
    Supprime,
}

impl Traitement {
    fn mot(self) -> &'static str {
        match self {
            Self::Affiche => "displayed",
            Self::Traite => "processed",
            Self::Reparti => "dispatched",
            Self::Supprime => "deleted",
        }
    }
}

/// Who did it, and who agreed to its being told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// A person did it, and agreed.
    Manuel,
    /// A person did it; that it is told is a setting.
    ManuelEnvoiAutomatique,
    /// A machine did both.
    Automatique,
}

impl Mode {
    fn mots(self) -> &'static str {
        match self {
            Self::Manuel => "manual-action/MDN-sent-manually",
            Self::ManuelEnvoiAutomatique => "manual-action/MDN-sent-automatically",
            Self::Automatique => "automatic-action/MDN-sent-automatically",
        }
    }
}

/// An MDN to write.
#[derive(Debug, Clone, Copy)]
pub struct NouveauMdn<'a> {
    /// Date, identifier, boundaries.
    pub timbre: Timbre<'a>,
    /// The mail that it is about, byte for byte as it was received.
    pub original: &'a Bytes,
    /// Whose mailbox tells.
    pub lecteur: &'a Adresse,
    /// The address that the sender had written (`ORCPT`, `Original-Recipient`); none: that of the reader.
    pub destinataire_d_origine: Option<&'a str>,
    /// What was done.
    pub traitement: Traitement,
    /// By whom.
    pub mode: Mode,
    /// Why a document could not be integrated.
    pub erreur: Option<&'a ErreurIntegration>,
    /// The text for a person; none: a sentence that says what was done.
    pub texte: Option<&'a str>,
    /// Whether the original comes back whole; else its headers.
    pub entier: bool,
    /// `Reporting-UA` (`banc.example; segur-bench`).
    pub logiciel: Option<&'a str>,
}

/// Whether an MDN may leave by itself: it is asked, at one address, and that one is where the mail came from (RFC 8098, § 2.1). `retour`
/// is the address of the envelope; a mail from the null address never has an MDN.
#[must_use]
pub fn envoi_automatique_admis(original: &Courriel, retour: Option<&str>) -> bool {
    match (&original.mdn_demande[..], retour) {
        ([seule], Some(retour)) => seule.est(retour),
        _ => false,
    }
}

/// Writes an MDN, to those whom the original asks to be told (`Disposition-Notification-To`), else to its author. It leaves from the null
/// address.
#[must_use]
pub fn ecrire_mdn(n: &NouveauMdn<'_>) -> Vec<u8> {
    let (entetes, taille, _) = EnTetes::lire(n.original, 1);
    let mut a = entetes.adresses("Disposition-Notification-To");
    if a.is_empty() {
        a = entetes.adresses("From");
    }
    let origine = entetes.identifiants("Message-ID").into_iter().next();
    let objet = entetes.texte("Subject").unwrap_or_default();
    let objet = match n.erreur {
        Some(e) => format!("[KO Intégration système !][{}] {objet}", e.code),
        None => objet,
    };
    let mut mail = mime::commencer(&n.timbre, n.lecteur, &a, &objet);
    if let Some(origine) = &origine {
        mail = mail
            .header("In-Reply-To", mime::identifiants(&[origine]))
            .header("References", mime::identifiants(&[origine]));
    }
    mail = mail.header("Auto-Submitted", Raw::new("auto-replied"));
    let lisible = n.texte.map_or_else(|| phrase(n, &objet), str::to_owned);
    let champs = champs(n, origine.as_deref());
    let rendu = if n.entier {
        &n.original[..]
    } else {
        mime::entetes(n.original, taille)
    };
    let contenus = [lisible.as_bytes(), champs.as_bytes(), rendu];
    let parties = vec![
        mime::texte(&lisible, "plain"),
        mime::champs("message/disposition-notification", champs.clone()),
        mime::message(rendu, n.entier),
    ];
    let attributs = [("report-type", "disposition-notification")];
    mime::finir(mail.body(mime::multipart("multipart/report", &attributs, n.timbre.graine, parties, &contenus)))
}

fn champs(n: &NouveauMdn<'_>, origine: Option<&str>) -> String {
    let mut c = String::new();
    let lecteur = mime::une_ligne(&n.lecteur.adresse);
    let d_origine = n.destinataire_d_origine.map_or_else(|| lecteur.clone(), mime::une_ligne);
    let d_origine = d_origine.strip_prefix("rfc822;").unwrap_or(&d_origine).trim();
    if let Some(logiciel) = n.logiciel {
        let _ = write!(c, "Reporting-UA: {}\r\n", ascii(logiciel));
    }
    let _ = write!(c, "Original-Recipient: rfc822;{}\r\n", ascii(d_origine));
    let _ = write!(c, "Final-Recipient: rfc822;{}\r\n", ascii(&lecteur));
    if let Some(origine) = origine {
        let _ = write!(c, "Original-Message-ID: {}\r\n", ascii(origine));
    }
    let erreur = if n.erreur.is_some() { "/error" } else { "" };
    let _ = write!(c, "Disposition: {}; {}{erreur}\r\n", n.mode.mots(), n.traitement.mot());
    if let Some(e) = n.erreur {
        let _ = write!(c, "Error: {}^{}\r\n", ascii(&e.code), ascii(&e.libelle));
    }
    c
}

fn phrase(n: &NouveauMdn<'_>, objet: &str) -> String {
    let fait = match (n.erreur, n.traitement) {
        (Some(e), _) => {
            return format!(
                "Le courriel ci-dessous n'a pas pu être intégré automatiquement, pour la raison suivante : {} {}.\nObjet : {objet}\n",
                e.code, e.libelle
            );
        }
        (None, Traitement::Affiche) => "a été affiché à son destinataire. Rien ne dit qu'il a été lu ni compris",
        (None, Traitement::Traite) => "a été traité automatiquement",
        (None, Traitement::Reparti) => "a été transmis",
        (None, Traitement::Supprime) => "a été supprimé",
    };
    format!("Le courriel ci-dessous {fait}.\nObjet : {objet}\n")
}

/// A field that machines read is in ASCII: accents are taken off, what is left is replaced.
fn ascii(texte: &str) -> String {
    let nu = mime::une_ligne(texte);
    if nu.is_ascii() {
        return nu;
    }
    let sans = |c: char| match c {
        c if c.is_ascii() => c,
        c => {
            let capitale = segur_ids::sans_accent(&c.to_string())
                .chars()
                .next()
                .filter(char::is_ascii)
                .unwrap_or('?');
            if c.is_lowercase() {
                capitale.to_ascii_lowercase()
            } else {
                capitale
            }
        }
    };
    nu.chars().map(sans).collect()
}
