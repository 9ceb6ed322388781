//! An exchange with the directory, read once.

use segur_dialecte::{Connu, Constateur, Dialecte, Lu, Source};
use segur_model::vocabulaire::Operation;
use segur_model::{Exchange, FaitsLus, Rule};
use serde_json::Value;

use crate::appel::Appel;
use crate::faits::faits;
use crate::issue::diagnostics;
use crate::juger::juger;
use crate::operations;

/// The dialect of the directory.
pub static DIALECTE: &dyn Dialecte = &Annuaire;

struct Annuaire;

impl Dialecte for Annuaire {
    fn nom(&self) -> &'static str {
        "annuaire"
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
                let type_contenu = requete.entete("content-type").unwrap_or_default();
                let appel = Appel::lire(&requete.message.ligne, type_contenu, requete.octets);
                let reponse = reponse.map_or(&[][..], |r| r.octets);
                Some(Box::new(AnnuaireLu::lire(e, appel, reponse)))
            }
            _ => None,
        }
    }
}

/// An exchange, read.
#[derive(Debug, Clone)]
pub struct AnnuaireLu {
    /// Who, when, and the headers.
    exchange: Exchange,
    appel: Appel,
    diagnostic: Option<String>,
    faits: FaitsLus,
}

impl AnnuaireLu {
    /// What an exchange says, of which the request was read, with its answer.
    #[must_use]
    pub fn lire(e: &Exchange, appel: Appel, reponse: &[u8]) -> Self {
        let lue: Value = serde_json::from_slice(reponse).unwrap_or_default();
        Self {
            exchange: e.clone(),
            diagnostic: diagnostics(&lue),
            faits: faits(e, &appel, reponse, &lue).into(),
            appel,
        }
    }
}

impl Lu for AnnuaireLu {
    fn faits(&self) -> &FaitsLus {
        &self.faits
    }

    fn juger(&self, _: &Connu<'_>, c: &mut Constateur) {
        juger(c, &self.exchange, &self.appel, self.diagnostic.as_deref());
    }
}
