//! The rule of this crate.

use segur_model::Rule;
use segur_model::rule::stricte;

pub(crate) const XSD: Rule = stricte(
    "cda.xsd",
    "Le document est valide selon le schéma CDA_extended.xsd de l'ANS",
    "ANS, TestContenuCDA 3.0, infrastructure/cda/CDA_extended.xsd",
);

/// Every rule of this crate.
pub const REGLES: &[Rule] = &[XSD];
