//! A message, read once.

use segur_dialecte::{Connu, Constateur, Dialecte, Joint, Lu, Source};
use segur_model::vocabulaire::Operation;
use segur_model::{FaitsLus, Location, Rule};

use crate::er7::{Hl7Illisible, Message};
use crate::joints::documents;
use crate::{Profil, juger, messages, regles};

/// The dialect of HL7 v2: of files, since no service of the bench speaks it.
pub static DIALECTE: &dyn Dialecte = &Hl7v2;

struct Hl7v2;

impl Dialecte for Hl7v2 {
    fn nom(&self) -> &'static str {
        "hl7v2"
    }

    fn regles(&self) -> &'static [&'static Rule] {
        crate::REGLES
    }

    fn operations(&self) -> &'static [Operation] {
        &[]
    }

    fn lire(&self, source: &Source<'_>) -> Option<Box<dyn Lu>> {
        match source {
            Source::Fichier { octets, .. } if est_un_message(octets) => Some(Box::new(Hl7Lu::lire(octets))),
            _ => None,
        }
    }
}

fn est_un_message(octets: &[u8]) -> bool {
    let octets = octets.strip_prefix(b"\xef\xbb\xbf").unwrap_or(octets).trim_ascii_start();
    let octets = octets.strip_prefix(b"\x0b").unwrap_or(octets);
    ["MSH", "FHS", "BHS"].iter().any(|n| octets.starts_with(n.as_bytes()))
}

/// A message that was read, with the documents in it.
#[derive(Debug, Clone)]
pub struct Hl7Lu {
    message: Result<Message, Hl7Illisible>,
    /// How many others follow it in the file.
    autres: usize,
    documents: Vec<Joint>,
    faits: FaitsLus,
}

impl Hl7Lu {
    /// Reads a message, the first of a file: ask [`messages`] for each of them.
    #[must_use]
    pub fn lire(octets: &[u8]) -> Self {
        let tous = messages(octets);
        let message = Message::lire(tous.first().unwrap_or(&octets));
        Self {
            autres: tous.len().saturating_sub(1),
            documents: message.as_ref().map(documents).unwrap_or_default(),
            message,
            faits: FaitsLus::default(),
        }
    }

    /// What is in it.
    ///
    /// # Errors
    /// [`Hl7Illisible`].
    pub fn message(&self) -> Result<&Message, &Hl7Illisible> {
        self.message.as_ref()
    }
}

impl Lu for Hl7Lu {
    fn faits(&self) -> &FaitsLus {
        &self.faits
    }

    fn juger(&self, k: &Connu<'_>, c: &mut Constateur) {
        if let Ok(message) = &self.message {
            juger::juger(message, Profil::de(message), k.environnement, c);
            if self.autres > 0 {
                c.dire(
                    regles::UN_SEUL,
                    &Location::path("MSH"),
                    "un message",
                    format!("{} de plus dans ce fichier", self.autres),
                );
            }
        }
    }

    fn illisible(&self) -> Option<String> {
        self.message.as_ref().err().map(ToString::to_string)
    }

    fn documents(&self) -> &[Joint] {
        &self.documents
    }
}
