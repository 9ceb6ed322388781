//! A request, whatever it travels in: MTOM with its header, MTOM as a raw dump, or an envelope alone.

use bytes::Bytes;
use segur_soap::XmlRefuse;
use segur_soap::mtom::{MtomRefuse, Partie, Tolerance, est_mtom, lire, lire_brut, premiere_limite, reconstituer};

use crate::ns::XDS;

/// A request, read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MessageLu {
    /// The envelope, decoded, with what it includes elsewhere than in `xds:Document` (XOP) in it: what signatures are verified on.
    pub enveloppe: String,
    /// The attachments, without those that the envelope now holds.
    pub parties: Vec<Partie>,
    /// Whether it was a multipart message.
    pub mtom: bool,
    /// How it is not written as MIME and MTOM have it.
    pub tolerances: Vec<Tolerance>,
}

/// Why a request could not be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MessageIllisible {
    /// Not a multipart message that can be taken apart.
    #[error(transparent)]
    Mtom(#[from] MtomRefuse),
    /// The envelope cannot be decoded.
    #[error(transparent)]
    Xml(#[from] XmlRefuse),
}

/// Reads a request. Without a content type (a message judged from a file), a body that has a boundary before any XML is a multipart message.
///
/// # Errors
/// [`MessageIllisible`] when the message cannot be taken apart, or its envelope cannot be decoded.
pub fn lire_message(content_type: Option<&str>, corps: &Bytes) -> Result<MessageLu, MessageIllisible> {
    let declare = content_type.filter(|c| est_mtom(c));
    let multipart = match declare {
        Some(content_type) => Some(lire(content_type, corps)?),
        None if premiere_limite(corps).is_some() => Some(lire_brut(corps)?),
        None => None,
    };
    let Some(m) = multipart else {
        return Ok(MessageLu {
            enveloppe: segur_soap::decoder_recu(corps, content_type)?.into_owned(),
            parties: Vec::new(),
            mtom: false,
            tolerances: Vec::new(),
        });
    };
    let mut lu = MessageLu {
        enveloppe: segur_soap::decoder_recu(&m.racine.octets, Some(&m.racine.type_contenu))?.into_owned(),
        parties: m.parties,
        mtom: true,
        tolerances: m.tolerances,
    };
    if let Some(reconstituee) = reconstituer(&lu.enveloppe, &lu.parties, (XDS, "Document"))? {
        lu.enveloppe = reconstituee.enveloppe;
        lu.parties
            .retain(|p| p.content_id.as_ref().is_none_or(|id| !reconstituee.incluses.contains(id)));
    }
    Ok(lu)
}
