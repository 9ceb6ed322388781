//! The rules of the PS assertion.

use segur_model::{Rule, Severity, Trust};

pub(crate) use crate::commun::regles::PS;
use segur_model::rule::{regle, stricte};

const EXEMPLE: &str = "GIE SESAM-Vitale, exemples de messages du DMP 1.0.1, WS_INS2 (requête)";

/// The assertion is young enough.
pub const DUREE_VIE: Rule = PS.duree_vie;
pub(crate) const NAME_ID: Rule = stricte(
    "saml.ps.name-id",
    "Le NameID est l'identifiant du professionnel, celui du CN du certificat qui signe",
    EXEMPLE,
);
pub(crate) const NAME_QUALIFIER: Rule = regle(
    "saml.ps.name-qualifier",
    "Le NameID porte NameQualifier=\"CPS\"",
    Severity::Warning,
    EXEMPLE,
    Trust::Verified,
);
pub(crate) const PAS_VIHF: Rule = stricte(
    "saml.ps.pas-vihf",
    "L'assertion PS n'est pas un VIHF : ni Conditions, ni AuthnStatement, ni attribut de VIHF",
    EXEMPLE,
);
pub(crate) const FACTURATION: Rule = regle(
    "saml.ps.identifiant-facturation",
    "L'attribut identifiantFacturation est présent, et fait 9 chiffres",
    Severity::Warning,
    EXEMPLE,
    Trust::Verified,
);

/// Every rule of the PS assertion.
pub const REGLES: &[Rule] = &[
    PS.lisible,
    PS.presente,
    PS.unique,
    PS.enveloppement,
    PS.version,
    PS.identifiant,
    PS.issue_instant,
    DUREE_VIE,
    PS.emetteur_format,
    PS.emetteur,
    NAME_ID,
    NAME_QUALIFIER,
    PAS_VIHF,
    FACTURATION,
    PS.signature_presente,
    PS.position,
    PS.reference,
    PS.transformations,
    PS.algorithme,
    PS.sha1,
    PS.valide,
    PS.certificat,
    PS.validite,
    PS.chaine,
    PS.revocation,
    PS.crl,
];
