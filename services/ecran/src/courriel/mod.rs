//! A mail as a person reads it, from its bytes alone: who writes to whom, the text, the files, the documents that they carry.

mod bornes;
mod entetes;
mod pieces;
mod rapport;
mod rendre;
#[cfg(test)]
mod tests;

use bytes::Bytes;
use segur_mail::courriel as lecture;
use segur_mail::rapport::Rapport;

use crate::cda::Rendu;

pub use rendre::rendre;

/// A mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Courriel {
    /// What it is, in French.
    pub genre: &'static str,
    /// Its subject, decoded.
    pub objet: String,
    /// What its main headers say, decoded: a label (French), and the value.
    pub entetes: Vec<(&'static str, String)>,
    /// What it tells of another mail, when it is a report: a label (French), and the value.
    pub rapport: Vec<(&'static str, String)>,
    /// What a person reads; of its HTML, text.
    pub texte: Texte,
    /// The source of its HTML: text, never HTML of a page.
    pub html: Option<Texte>,
    /// Its files.
    pub pieces: Vec<Piece>,
    /// How many files there are beyond these.
    pub pieces_de_plus: usize,
    /// The clinical documents that it carries, on their own or in an archive.
    pub documents: Vec<Document>,
    /// The bound that was met, when one was: what is beyond it was not read.
    pub borne: Option<&'static str>,
}

/// A text, bounded.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Texte {
    /// What is shown of it.
    pub texte: String,
    /// Whether there is more.
    pub coupe: bool,
}

/// A file that is attached.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// Its name.
    pub nom: Option<String>,
    /// The media type that it says.
    pub media: String,
    /// Its bytes, decoded.
    pub taille: usize,
    /// What it is.
    pub genre: GenrePiece,
}

/// What a file is, by what it holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum GenrePiece {
    /// An `IHE_XDM` archive: the path and the bytes of each file; why it is not read, when it is not.
    Xdm(Result<Vec<(String, usize)>, String>),
    /// A clinical document.
    Cda,
    /// A PDF.
    Pdf,
    /// A mail.
    Courriel,
    /// Something else.
    Autre,
}

/// A clinical document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// Its name; its path when it is in an archive.
    pub nom: String,
    /// Its bytes.
    pub taille: usize,
    /// How it is read; none when it is not, or when there are too many.
    pub rendu: Option<Rendu>,
}

/// Reads a mail; none when the bytes are none. It opens its archives: it takes its time, away from what answers.
#[must_use]
pub fn lire(octets: &Bytes) -> Option<Courriel> {
    let lu = lecture::Courriel::lire(octets).ok().filter(est_un_courriel)?;
    let rapport = Rapport::lire(&lu);
    let mut html = lu.textes().filter(|p| p.mime.est("text", "html"));
    let pieces = pieces::ouvrir(&lu);
    Some(Courriel {
        genre: genre(lu.genre().nom(), rapport.as_ref().is_some_and(rapport::echoue)),
        objet: couper(lu.objet.as_deref().unwrap_or_default(), bornes::ENTETE_MAX).texte,
        entetes: entetes::principaux(&lu),
        rapport: rapport.as_ref().map(rapport::dire).unwrap_or_default(),
        texte: couper(lu.texte().unwrap_or_default().trim_end(), bornes::TEXTE_MAX),
        html: html.next().map(|p| couper(&p.texte(), bornes::TEXTE_MAX)),
        pieces: pieces.pieces,
        pieces_de_plus: pieces.de_plus,
        documents: pieces.documents,
        borne: lu.borne,
    })
}

/// Any text that begins « word: » has a header.
fn est_un_courriel(lu: &lecture::Courriel) -> bool {
    !lu.de.is_empty() || lu.date.is_some() || lu.message_id.is_some()
}

/// What a mail is, by its word in the fact `genre`. `echec`: it tells that another mail was not delivered.
#[must_use]
pub fn genre(mot: &str, echec: bool) -> &'static str {
    match mot {
        "document" => "document de santé",
        "pieces" => "pièces jointes",
        "mdn" => "accusé de lecture (MDN)",
        "dsn" if echec => "avis d'échec (DSN)",
        "dsn" => "accusé de réception (DSN)",
        "texte" => "texte",
        _ => "illisible",
    }
}

/// So many characters at most.
fn couper(texte: &str, max: usize) -> Texte {
    let fin = texte.char_indices().nth(max).map(|(fin, _)| fin);
    Texte {
        texte: texte.get(..fin.unwrap_or(texte.len())).unwrap_or_default().to_owned(),
        coupe: fin.is_some(),
    }
}
