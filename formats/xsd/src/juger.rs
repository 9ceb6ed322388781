//! From what the validator says to findings.

use fastxml::error::{ErrorLevel, StructuredError, ValidationErrorType as Genre};
use roxmltree::{Document, Node};
use segur_model::{Finding, Location};

use crate::chargement::Schemas;
use crate::document::{Isole, XsdNonJuge, isoler, racine};
use crate::regles::{NON_EVALUEE, XSD};

/// Findings of one document: what is past the first faults is often their consequence.
const CONSTATS_MAX: usize = 100;
/// Characters of a message of the validator: it quotes values.
const MESSAGE_MAX: usize = 400;

impl Schemas {
    /// Every place where a document is not what the schema says. A document that shows itself (in a style sheet) is judged without
    /// the sheet; lines are those of the file.
    ///
    /// The validator is laxer than libxml2 in one place that was seen: the content of the type `ED`, where an element that is not
    /// expected (or is repeated) is let through. It was seen to refuse nothing that libxml2 admits.
    ///
    /// # Errors
    /// [`XsdNonJuge`] when the bytes are not XML, hold a DTD, go past a bound or hold no clinical document.
    pub fn juger(&self, octets: &[u8]) -> Result<Vec<Finding>, XsdNonJuge> {
        let texte = segur_soap::decoder(octets)?;
        let document = segur_soap::lire(&texte)?;
        let cda = racine(&document)?;
        let seul = isoler(&document, cda);
        Ok(conclure(self.valider(&seul.texte, CONSTATS_MAX), &document, cda, &seul))
    }
}

/// The findings of what the validator said, or of its silence.
pub(crate) fn conclure(
    dit: Result<Vec<StructuredError>, String>,
    document: &Document<'_>,
    cda: Node<'_, '_>,
    seul: &Isole,
) -> Vec<Finding> {
    let entrees = match dit {
        Ok(entrees) => entrees,
        Err(cause) => {
            let lieu = segur_soap::lieu(document, cda);
            return vec![NON_EVALUEE.finding(lieu, "un document que le validateur sait lire", couper(&cause))];
        }
    };
    entrees
        .iter()
        .filter(|e| e.level != ErrorLevel::Warning)
        .map(|e| {
            let (ligne, colonne) = (e.location.line.unwrap_or_default(), e.location.column.unwrap_or_default());
            let lieu = match seul.element(document, ligne, colonne) {
                Some(noeud) => segur_soap::lieu(document, noeud),
                None => lieu_dit(e),
            };
            constat(e, lieu)
        })
        .collect()
}

/// The place as the validator says it.
fn lieu_dit(erreur: &StructuredError) -> Location {
    let nombre = |n: Option<usize>| n.and_then(|n| u32::try_from(n).ok()).unwrap_or_default();
    Location {
        line: nombre(erreur.location.line),
        column: nombre(erreur.location.column),
        path: erreur.location.xpath.as_deref().unwrap_or("/ClinicalDocument").to_owned(),
    }
}

fn constat(erreur: &StructuredError, lieu: Location) -> Finding {
    let regle = match erreur.error_type {
        Genre::SchemaNotFound | Genre::TypeNotFound => NON_EVALUEE,
        _ => XSD,
    };
    regle.finding(lieu, attendu(erreur.error_type), couper(&erreur.message))
}

/// What to do, by sort of error: the message says what was seen, in the words of the validator.
fn attendu(genre: Genre) -> &'static str {
    match genre {
        Genre::UnknownElement | Genre::UnexpectedElement | Genre::ElementOutOfOrder | Genre::ContentModelViolation => {
            "un élément que le schéma admet à cet endroit : l'ôter, le déplacer, ou corriger son nom ou son espace de noms"
        }
        Genre::UnknownAttribute => "un attribut que le schéma admet sur cet élément : l'ôter ou corriger son nom",
        Genre::MissingRequiredElement | Genre::TooFewOccurrences => "l'élément que le schéma exige ici : l'ajouter",
        Genre::MissingRequiredAttribute => "l'attribut que le schéma exige ici : l'ajouter",
        Genre::TooManyOccurrences => "moins d'éléments de ce nom : ôter ceux qui sont en trop",
        Genre::InvalidAttributeValue | Genre::InvalidTextContent | Genre::FacetViolation | Genre::InvalidContent => {
            "une valeur de la forme ou de la liste que le schéma fixe : la corriger"
        }
        Genre::NamespaceMismatch => "l'espace de noms que le schéma fixe : le corriger",
        Genre::IdentityConstraint => "un identifiant qui est unique dans le document, ou une référence à un identifiant qui y est",
        _ => "ce que le schéma décrit à cet endroit",
    }
}

fn couper(message: &str) -> String {
    if message.chars().count() <= MESSAGE_MAX {
        return message.to_owned();
    }
    message.chars().take(MESSAGE_MAX).chain(['…']).collect()
}
