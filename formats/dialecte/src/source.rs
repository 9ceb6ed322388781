//! What is read: the two halves of an exchange, or a file.

use bytes::Bytes;
use segur_model::{Exchange, Message};

/// One half of an exchange: its line and headers as the journal keeps them, secrets masked, and its bytes. The service and the engine
/// read the same.
#[derive(Debug, Clone, Copy)]
pub struct Piece<'a> {
    /// Line and headers.
    pub message: &'a Message,
    /// Body.
    pub octets: &'a Bytes,
}

impl Piece<'_> {
    /// The first value of a header, by case-insensitive name.
    #[must_use]
    pub fn entete(&self, nom: &str) -> Option<&str> {
        self.message.entete(nom)
    }
}

/// What a dialect is given to read.
#[derive(Debug, Clone, Copy)]
pub enum Source<'a> {
    /// An exchange. Its answer is not there yet when a service reads the request.
    Echange {
        /// Who, when, on which connection, by which operation.
        e: &'a Exchange,
        /// The request.
        requete: Piece<'a>,
        /// The answer.
        reponse: Option<Piece<'a>>,
    },
    /// A file, under the name that it was given, when it was.
    Fichier {
        /// Name, or what is expected of it (`compte-rendu`).
        nom: Option<&'a str>,
        /// Its bytes.
        octets: &'a Bytes,
    },
}

impl<'a> Source<'a> {
    /// A recorded exchange.
    #[must_use]
    pub fn echange(e: &'a Exchange, requete: &'a Bytes, reponse: &'a Bytes) -> Self {
        Self::Echange {
            e,
            requete: Piece {
                message: &e.requete,
                octets: requete,
            },
            reponse: Some(Piece {
                message: &e.reponse,
                octets: reponse,
            }),
        }
    }

    /// The request of an exchange that is not answered yet.
    #[must_use]
    pub fn requete(e: &'a Exchange, requete: &'a Bytes) -> Self {
        Self::Echange {
            e,
            requete: Piece {
                message: &e.requete,
                octets: requete,
            },
            reponse: None,
        }
    }

    /// A file.
    #[must_use]
    pub fn fichier(nom: Option<&'a str>, octets: &'a Bytes) -> Self {
        Self::Fichier { nom, octets }
    }
}

/// A document that a message, an archive or another document carries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Joint {
    /// Where it is: a path in the archive, an XPath in the document, the id of its entry in a lot.
    pub lieu: segur_model::Location,
    /// Media type that it is said to be of.
    pub media: String,
    /// Its bytes.
    pub octets: Bytes,
}
