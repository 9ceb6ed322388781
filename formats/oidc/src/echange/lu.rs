//! An exchange with Pro Santé Connect, read once.

use segur_dialecte::{Connu, Constateur, Dialecte, Lu, Source};
use segur_model::vocabulaire::Operation;
use segur_model::{Exchange, FaitsLus, Rule};

use super::demande::Demande;
use super::faits::faits;
use super::jugement::Jugement;
use super::retour::Retour;
use crate::operations;

/// The dialect of Pro Santé Connect.
pub static DIALECTE: &dyn Dialecte = &Psc;

struct Psc;

impl Dialecte for Psc {
    fn nom(&self) -> &'static str {
        "psc"
    }

    fn regles(&self) -> &'static [&'static Rule] {
        crate::REGLES
    }

    fn operations(&self) -> &'static [Operation] {
        operations::OPERATIONS
    }

    fn lire(&self, source: &Source<'_>) -> Option<Box<dyn Lu>> {
        match source {
            Source::Echange { e, requete, reponse } if e.service == self.nom() => {
                let reponse = reponse.map_or(&[][..], |r| r.octets);
                Some(Box::new(PscLu::lire(e, Demande::lire(e, requete.octets), reponse)))
            }
            _ => None,
        }
    }
}

/// An exchange, read.
#[derive(Debug, Clone)]
pub struct PscLu {
    /// Who, on which connection, and the headers.
    exchange: Exchange,
    demande: Demande,
    faits: FaitsLus,
}

impl PscLu {
    /// What an exchange says, of which the request was read, with its answer.
    #[must_use]
    pub fn lire(e: &Exchange, demande: Demande, reponse: &[u8]) -> Self {
        Self {
            exchange: e.clone(),
            faits: faits(e, &demande, &Retour::lire(e, reponse)).into(),
            demande,
        }
    }
}

impl Lu for PscLu {
    fn faits(&self) -> &FaitsLus {
        &self.faits
    }

    fn juger(&self, k: &Connu<'_>, c: &mut Constateur) {
        let mut jugement = Jugement {
            exchange: &self.exchange,
            demande: &self.demande,
            faits: &self.faits,
            k,
            constats: c,
        };
        jugement.juger();
    }
}
