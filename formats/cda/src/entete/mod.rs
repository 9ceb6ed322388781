//! Judging a document by itself.

mod bio;
mod contexte;
mod general;
mod identification;
mod participants;
mod patient;

use std::borrow::Cow;

use segur_model::{Environnement, Finding, Location};

use crate::constats::Juge;
use crate::document::CdaIllisible;
use crate::regles::entete as regles;

/// What judging needs to know beyond the document.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ContexteCda {
    /// Where the document is meant to be used: production takes no test or demonstration OID.
    pub environnement: Environnement,
    /// Whether the identity of the patient is *qualifiée*, which alone lets a document carry the INS. None when the judge does not
    /// know: it is then not judged.
    pub identite_qualifiee: Option<bool>,
}

/// Every finding on a document: header, body, and what its model adds.
#[must_use]
pub fn juger_document(octets: &[u8], ctx: &ContexteCda) -> Vec<Finding> {
    juger(octets, ctx).unwrap_or_else(|illisible| {
        let attendu = "un ClinicalDocument lisible";
        vec![regles::LISIBLE.finding(illisible.lieu(), attendu, illisible.to_string())]
    })
}

fn juger(octets: &[u8], ctx: &ContexteCda) -> Result<Vec<Finding>, CdaIllisible> {
    let texte = segur_soap::decoder(octets)?;
    let document = segur_soap::lire(&texte)?;
    let mut juge = Juge::nouveau(&document)?;
    // The decoder hands UTF-8 back as it is, and writes every other encoding anew.
    if matches!(texte, Cow::Owned(_)) {
        let lieu = Location {
            line: 1,
            column: 1,
            path: "/".to_owned(),
        };
        juge.constats.push(regles::ENCODAGE.finding(lieu, "UTF-8", "un autre encodage"));
    }
    identification::juger(&mut juge);
    patient::juger(&mut juge, ctx);
    participants::juger(&mut juge);
    contexte::juger(&mut juge);
    general::juger(&mut juge);
    crate::corps::juger(&mut juge);
    crate::modeles::juger(&mut juge);
    bio::juger(&mut juge);
    Ok(juge.constats)
}
