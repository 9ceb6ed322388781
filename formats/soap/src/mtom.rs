//! MTOM: a SOAP envelope and its attachments in one `multipart/related` body (XOP), the way documents travel to the DMP.
//!
//! Reading is strict, bounded and synchronous, and gives back the bytes as they came: a document that is hashed and signed must not
//! be altered by a mail library. Why none is used: `docs/decisions/0010-mtom.md`.
//!
//! ```
//! use segur_soap::mtom::{Partie, cid, ecrire, lire};
//! let piece = Partie::nouvelle("doc@exemple", "text/xml", b"<ClinicalDocument/>".to_vec());
//! let (content_type, corps) = ecrire("<Envelope/>", "urn:exemple", &[piece.clone()], "limite");
//! let lu = lire(&content_type, &corps.into())?;
//! assert_eq!(lu.partie(&cid("cid:doc%40exemple").unwrap_or_default())?.octets, piece.octets);
//! # Ok::<(), segur_soap::mtom::MtomRefuse>(())
//! ```

mod ecriture;
mod entetes;
mod lecture;
mod refus;
mod transfert;
mod xop;

use bytes::Bytes;

pub use ecriture::ecrire;
pub use entetes::{cid, est_mtom, parametre};
pub use lecture::{LimitesMtom, lire, lire_borne, lire_brut, premiere_limite};
pub use refus::MtomRefuse;
pub use xop::{Reconstituee, reconstituer};

/// A message read: its root, which is the envelope, and the attachments in order, root excluded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Multipart {
    /// The part that holds the envelope.
    pub racine: Partie,
    /// All the others, in order.
    pub parties: Vec<Partie>,
    /// How it is not written as MIME and MTOM have it, and was read all the same.
    pub tolerances: Vec<Tolerance>,
}

/// A way of writing that was read all the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tolerance {
    /// Lines end with LF alone; a boundary follows CRLF (RFC 2046, § 5.1.1).
    FinDeLigne,
    /// A part is in quoted-printable (RFC 2045, § 6.7), which MTOM has no use for.
    QuotedPrintable {
        /// Which, from 1.
        partie: usize,
    },
}

/// One part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Partie {
    /// `Content-ID`, without its angle brackets.
    pub content_id: Option<String>,
    /// `Content-Type`, with its parameters; empty when the part says none.
    pub type_contenu: String,
    /// Every header as read, in order: name as written, value on one line.
    pub entetes: Vec<(String, String)>,
    /// The content, byte for byte: a slice of the body (decoded, so apart from it, only when the part says that it is in Base64 or
    /// in quoted-printable).
    pub octets: Bytes,
}

impl Partie {
    /// A part to send.
    #[must_use]
    pub fn nouvelle(content_id: impl Into<String>, type_contenu: impl Into<String>, octets: impl Into<Bytes>) -> Self {
        Self {
            content_id: Some(content_id.into()),
            type_contenu: type_contenu.into(),
            entetes: Vec::new(),
            octets: octets.into(),
        }
    }

    /// The first value of a header, whatever the case of its name.
    #[must_use]
    pub fn entete(&self, nom: &str) -> Option<&str> {
        self.entetes
            .iter()
            .find(|(n, _)| n.eq_ignore_ascii_case(nom))
            .map(|(_, v)| v.as_str())
    }
}

impl Multipart {
    /// The attachment of this identifier (what [`cid`] answers of a `xop:Include/@href`).
    ///
    /// # Errors
    /// [`MtomRefuse::PartieAbsente`] when no part has it.
    pub fn partie(&self, content_id: &str) -> Result<&Partie, MtomRefuse> {
        self.parties
            .iter()
            .find(|p| p.content_id.as_deref() == Some(content_id))
            .ok_or_else(|| MtomRefuse::PartieAbsente {
                content_id: content_id.to_owned(),
            })
    }
}

#[cfg(test)]
mod tests;
