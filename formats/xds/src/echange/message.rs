//! A request, whatever it travels in: MTOM with its header, MTOM as a raw dump, or an envelope alone.

use bytes::Bytes;
use segur_soap::XmlRefuse;
use segur_soap::mtom::{MtomRefuse, Partie, est_mtom, lire, lire_brut, premiere_limite};

/// A request, read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MessageLu {
    /// The envelope, decoded: what signatures are verified on.
    pub enveloppe: String,
    /// The attachments.
    pub parties: Vec<Partie>,
    /// Whether it was a multipart message.
    pub mtom: bool,
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
    let mtom = multipart.is_some();
    let (enveloppe, parties) = match multipart {
        Some(m) => (
            segur_soap::decoder_recu(&m.racine.octets, Some(&m.racine.type_contenu))?.into_owned(),
            m.parties,
        ),
        None => (segur_soap::decoder_recu(corps, content_type)?.into_owned(), Vec::new()),
    };
    Ok(MessageLu { enveloppe, parties, mtom })
}
