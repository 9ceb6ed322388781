//! The rules of this crate.

use segur_model::rule::{regle, stricte};
use segur_model::{Rule, Severity, Trust};

const SCHEMA: &str = "ANS, TestContenuCDA 3.0, infrastructure/cda/CDA_extended.xsd";

pub(crate) const XSD: Rule = stricte(
    "cda.xsd",
    "Le document est valide selon le schéma CDA_extended.xsd de l'ANS",
    SCHEMA,
);
pub(crate) const NON_EVALUEE: Rule = regle(
    "cda.xsd.non-evaluee",
    "Le document a pu être comparé au schéma : sans cela il n'est pas jugé",
    Severity::NotEvaluated,
    "périmètre du banc (validateur fastxml)",
    Trust::Verified,
);

/// Every rule of this crate.
pub const REGLES: &[Rule] = &[XSD, NON_EVALUEE];
