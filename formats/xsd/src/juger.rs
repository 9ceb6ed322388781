//! From what the validator says to findings.

use segur_model::Finding;

use crate::chargement::Schemas;
use crate::document::{XsdNonJuge, racine};
use crate::regles::XSD;
use crate::valider::{Ecart, Genre, valider};

/// Findings of one document: what is past the first faults is often their consequence.
const CONSTATS_MAX: usize = 100;
/// Characters of a message of the validator: it quotes values.
const MESSAGE_MAX: usize = 400;

impl Schemas {
    /// Every place where a document is not what the schema says. A document that shows itself (in a style sheet) is judged without
    /// the sheet; lines are those of the file.
    ///
    /// # Errors
    /// [`XsdNonJuge`] when the bytes are not XML, hold a DTD, go past a bound or hold no clinical document.
    pub fn juger(&self, octets: &[u8]) -> Result<Vec<Finding>, XsdNonJuge> {
        let texte = segur_soap::decoder(octets)?;
        self.juger_lu(&segur_soap::lire(&texte)?)
    }

    /// As [`Schemas::juger`], of a document that was read ([`segur_soap::lire`]).
    ///
    /// # Errors
    /// [`XsdNonJuge::PasUnCda`] when it holds no clinical document.
    pub fn juger_lu(&self, document: &roxmltree::Document<'_>) -> Result<Vec<Finding>, XsdNonJuge> {
        let ecarts = valider(&self.modele, racine(document)?, CONSTATS_MAX);
        let constat = |e: Ecart<'_, '_>| XSD.finding(segur_soap::lieu(document, e.noeud), attendu(e.genre), couper(&e.vu));
        Ok(ecarts.into_iter().map(constat).collect())
    }
}

/// What to do, by sort of error: the message says what was seen.
fn attendu(genre: Genre) -> &'static str {
    match genre {
        Genre::Element => "un élément que le schéma admet à cet endroit : l'ôter, le déplacer, ou corriger son nom ou son espace de noms",
        Genre::ElementManquant => "l'élément que le schéma exige ici : l'ajouter",
        Genre::Espace => "l'espace de noms que le schéma fixe : le corriger",
        Genre::Attribut => "un attribut que le schéma admet sur cet élément : l'ôter ou corriger son nom",
        Genre::AttributManquant => "l'attribut que le schéma exige ici : l'ajouter",
        Genre::Valeur => "une valeur de la forme ou de la liste que le schéma fixe : la corriger",
        Genre::Identite => "un identifiant qui est unique dans le document, ou une référence à un identifiant qui y est",
        Genre::Type => "un xsi:type que le schéma admet à cet endroit : l'ajouter ou le corriger",
    }
}

fn couper(message: &str) -> String {
    if message.chars().count() <= MESSAGE_MAX {
        return message.to_owned();
    }
    message.chars().take(MESSAGE_MAX).chain(['…']).collect()
}
