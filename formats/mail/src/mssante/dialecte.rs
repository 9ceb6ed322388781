//! An exchange with the operator, read once.

use segur_dialecte::{Connu, Constateur, Dialecte, Lu, Source};
use segur_model::vocabulaire::Operation;
use segur_model::{FaitsLus, Rule};

use super::{imap, operations, smtp};

/// The dialect of the operator.
pub static DIALECTE: &dyn Dialecte = &Mssante;

struct Mssante;

impl Dialecte for Mssante {
    fn nom(&self) -> &'static str {
        "mssante"
    }

    fn regles(&self) -> &'static [&'static Rule] {
        &[]
    }

    fn operations(&self) -> &'static [Operation] {
        operations::OPERATIONS
    }

    fn lire(&self, source: &Source<'_>) -> Option<Box<dyn Lu>> {
        match *source {
            Source::Echange { e, requete, reponse } if e.service == self.nom() => {
                let faits = if e.operation.starts_with("mssante.smtp.") {
                    smtp::faits(e, requete, reponse)
                } else if e.operation.starts_with("mssante.imap.") {
                    imap::faits(e, requete, reponse)
                } else {
                    e.faits_communs()
                };
                Some(Box::new(EchangeLu { faits: faits.into() }))
            }
            _ => None,
        }
    }
}

/// An exchange of which only facts are read.
#[derive(Debug, Clone, Default)]
struct EchangeLu {
    faits: FaitsLus,
}

impl Lu for EchangeLu {
    fn faits(&self) -> &FaitsLus {
        &self.faits
    }

    fn juger(&self, _: &Connu<'_>, _: &mut Constateur) {}
}
