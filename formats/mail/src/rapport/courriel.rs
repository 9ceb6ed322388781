//! Writing a mail: what a citizen answers, what another professional sends.

use mail_builder::headers::content_type::ContentType;
use mail_builder::headers::raw::Raw;
use mail_builder::headers::text::Text;
use mail_builder::mime::MimePart;

use super::mime::{self, Timbre};
use crate::courriel::Adresse;

/// A file to attach.
#[derive(Debug, Clone, Copy)]
pub struct PieceJointe<'a> {
    /// Its name.
    pub nom: &'a str,
    /// Its media type (`application/zip`).
    pub media: &'a str,
    /// Its bytes.
    pub octets: &'a [u8],
}

/// A mail to write.
#[derive(Debug, Clone, Copy)]
pub struct NouveauCourriel<'a> {
    /// Date, identifier, boundaries.
    pub timbre: Timbre<'a>,
    /// `From`, with its label.
    pub de: &'a Adresse,
    /// `To`.
    pub a: &'a [Adresse],
    /// `Cc`.
    pub cc: &'a [Adresse],
    /// `Reply-To`.
    pub reply_to: Option<&'a Adresse>,
    /// `Subject`.
    pub objet: &'a str,
    /// Its text.
    pub texte: &'a str,
    /// The same in HTML.
    pub html: Option<&'a str>,
    /// What it answers.
    pub in_reply_to: Option<&'a str>,
    /// The mails of the exchange so far, the one that it answers last.
    pub references: &'a [String],
    /// Other headers (`X-MSS-NIL`, `Disposition-Notification-To`…), in order.
    pub entetes: &'a [(&'a str, &'a str)],
    /// Its files.
    pub pieces: &'a [PieceJointe<'a>],
}

/// Writes a mail: `text/plain`, or `multipart/alternative` with HTML, in a `multipart/mixed` with files.
#[must_use]
pub fn ecrire_courriel(c: &NouveauCourriel<'_>) -> Vec<u8> {
    let mut mail = mime::commencer(&c.timbre, c.de, c.a, c.objet);
    if !c.cc.is_empty() {
        mail = mail.header("Cc", mime::adresses(c.cc));
    }
    if let Some(reponse) = c.reply_to {
        mail = mail.header("Reply-To", mime::adresses(std::slice::from_ref(reponse)));
    }
    if let Some(original) = c.in_reply_to {
        mail = mail.header("In-Reply-To", mime::identifiants(&[original]));
    }
    if !c.references.is_empty() {
        mail = mail.header("References", mime::identifiants(c.references));
    }
    for (nom, valeur) in c.entetes {
        let nom: String = nom.chars().filter(|n| n.is_ascii_graphic() && *n != ':').collect();
        let valeur = mime::une_ligne(valeur);
        // Only what has to be is encoded: these values are words that machines read.
        mail = if valeur.is_ascii() {
            mail.header(nom, Raw::new(valeur))
        } else {
            mail.header(nom, Text::new(valeur))
        };
    }
    mime::finir(mail.body(corps(c)))
}

fn corps<'a>(c: &NouveauCourriel<'a>) -> MimePart<'a> {
    let simple = mime::texte(c.texte, "plain");
    let lisible = match c.html {
        None => simple,
        Some(html) => {
            let contenus = [c.texte.as_bytes(), html.as_bytes()];
            let graine = format!("{}a", c.timbre.graine);
            mime::multipart(
                "multipart/alternative",
                &[],
                &graine,
                vec![simple, mime::texte(html, "html")],
                &contenus,
            )
        }
    };
    if c.pieces.is_empty() {
        return lisible;
    }
    let mut parties = vec![lisible];
    parties.extend(c.pieces.iter().map(piece));
    // Files are in base64, where no boundary can stand.
    let contenus = [c.texte.as_bytes(), c.html.unwrap_or_default().as_bytes()];
    mime::multipart("multipart/mixed", &[], &format!("{}m", c.timbre.graine), parties, &contenus)
}

fn piece<'a>(p: &PieceJointe<'a>) -> MimePart<'a> {
    MimePart::new(ContentType::new(mime::une_ligne(p.media)), p.octets).attachment(mime::une_ligne(p.nom))
}
