//! A message, read once.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use bytes::Bytes;
use segur_dialecte::{Connu, Constateur, Dialecte, Joint, Lu, Source};
use segur_model::vocabulaire::Operation;
use segur_model::{FaitsLus, Rule};

use crate::er7::{Hl7Illisible, Ligne, Message};
use crate::{Profil, juger};

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
    octets.strip_prefix(b"\x0b").unwrap_or(octets).starts_with(b"MSH")
}

/// A message that was read, with the documents in it.
#[derive(Debug, Clone)]
pub struct Hl7Lu {
    message: Result<Message, Hl7Illisible>,
    documents: Vec<Joint>,
    faits: FaitsLus,
}

impl Hl7Lu {
    /// Reads a message.
    #[must_use]
    pub fn lire(octets: &[u8]) -> Self {
        let message = Message::lire(octets);
        Self {
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
        }
    }

    fn illisible(&self) -> Option<String> {
        self.message.as_ref().err().map(ToString::to_string)
    }

    fn documents(&self) -> &[Joint] {
        &self.documents
    }
}

/// Base64 of OBX-5, folded or not, and whether it is padded as it must be: a published sample lost its last signs.
pub(crate) fn decoder(texte: &str) -> Option<(Vec<u8>, bool)> {
    let nu: String = texte.chars().filter(|c| !c.is_ascii_whitespace()).collect();
    let sans = nu.trim_end_matches('=');
    let octets = STANDARD_NO_PAD.decode(sans).ok().filter(|o| !o.is_empty())?;
    Some((octets, nu.len() == sans.len().next_multiple_of(4)))
}

/// Whether an OBX says that it holds a document of the volets, and not the body of a mail.
pub(crate) fn porte_un_document(obx: &Ligne<'_>) -> bool {
    let code = obx.composant(3, 1);
    obx.champ(2) == "ED" && obx.composant(5, 3).eq_ignore_ascii_case("XML") && !code.starts_with("CORPSMAIL")
}

fn documents(message: &Message) -> Vec<Joint> {
    let mut trouves = Vec::new();
    for (rang, obx) in message.nommes("OBX").enumerate() {
        // Samples hold a sentence in place of the document: what is no XML is nothing to judge.
        let lu = porte_un_document(&obx).then(|| decoder(&obx.composant(5, 5))).flatten();
        let xml = lu
            .map(|(o, _)| o)
            .filter(|o| o.strip_prefix(b"\xef\xbb\xbf").unwrap_or(o).trim_ascii_start().starts_with(b"<"));
        if let Some(octets) = xml {
            trouves.push(Joint {
                lieu: juger::lieu(&obx, 5, &format!("OBX[{}]-5", rang + 1)),
                media: "text/xml".to_owned(),
                octets: Bytes::from(octets),
            });
        }
    }
    trouves
}
