//! A VIHF in a file of its own.

use segur_dialecte::{Connu, Constateur, Dialecte, Lu, Source};
use segur_model::vocabulaire::Operation;
use segur_model::{FaitsLus, Rule};

use super::{Autour, VihfLu};

/// The dialect of the VIHF alone: a file that is an assertion.
pub static DIALECTE: &dyn Dialecte = &Seul;

struct Seul;

impl Dialecte for Seul {
    fn nom(&self) -> &'static str {
        "vihf"
    }

    fn regles(&self) -> &'static [&'static Rule] {
        super::REGLES
    }

    fn operations(&self) -> &'static [Operation] {
        &[]
    }

    fn lire(&self, source: &Source<'_>) -> Option<Box<dyn Lu>> {
        match source {
            Source::Fichier { octets, .. } if segur_soap::premier_element(octets).as_deref() == Some("Assertion") => {
                Some(Box::new(VihfSeul::lire(octets)))
            }
            _ => None,
        }
    }
}

/// A VIHF, of a message of which nothing else is read.
#[derive(Debug, Clone, Default)]
pub struct VihfSeul {
    lu: VihfLu,
    faits: FaitsLus,
}

impl VihfSeul {
    /// Reads the VIHF of a document: a whole message, or an assertion alone.
    #[must_use]
    pub fn lire(octets: &[u8]) -> Self {
        let lu = segur_soap::decoder(octets).and_then(|texte| Ok(VihfLu::lire(&segur_soap::lire(&texte)?)));
        Self {
            lu: lu.unwrap_or_else(|refus| VihfLu::illisible(&refus)),
            faits: FaitsLus::default(),
        }
    }

    /// What it says; none when there is no assertion.
    #[must_use]
    pub fn lu(&self) -> &VihfLu {
        &self.lu
    }
}

impl Lu for VihfSeul {
    fn faits(&self) -> &FaitsLus {
        &self.faits
    }

    fn juger(&self, k: &Connu<'_>, c: &mut Constateur) {
        self.lu.juger(k, &Autour::default(), c);
    }
}
