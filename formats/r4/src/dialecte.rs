//! The dialect: of files, since the one service of the bench that speaks FHIR is read by its own crate.

use segur_dialecte::{Dialecte, Lu, Source};
use segur_model::Rule;
use segur_model::vocabulaire::Operation;

use crate::R4Lu;

/// The dialect of FHIR R4.
pub static DIALECTE: &dyn Dialecte = &R4;

struct R4;

impl Dialecte for R4 {
    fn nom(&self) -> &'static str {
        "fhir"
    }

    fn regles(&self) -> &'static [&'static Rule] {
        crate::REGLES
    }

    fn operations(&self) -> &'static [Operation] {
        &[]
    }

    fn lire(&self, source: &Source<'_>) -> Option<Box<dyn Lu>> {
        match source {
            Source::Fichier { octets, .. } if octets.trim_ascii_start().starts_with(b"{") => Some(R4Lu::lire(octets))
                .filter(|lu| lu.racine().is_ok())
                .map(|lu| Box::new(lu) as Box<dyn Lu>),
            _ => None,
        }
    }
}
