//! The rules of the PS assertion.

use segur_model::{Rule, Severity, Trust, joints};

pub(crate) use crate::commun::regles::PS;
use segur_model::rule::{regle, stricte};

const EXEMPLE: &str = "GIE SESAM-Vitale, exemples de messages du DMP 1.0.1, WS_INS2 (requête)";

/// The assertion is young enough.
pub const DUREE_VIE: Rule = PS.duree_vie;
segur_model::regles! { dans PROPRES;
    NAME_ID = stricte(
    "saml.ps.name-id",
    "Le NameID est l'identifiant du professionnel, celui du CN du certificat qui signe",
    EXEMPLE,
);
    NAME_QUALIFIER = regle(
    "saml.ps.name-qualifier",
    "Le NameID porte NameQualifier=\"CPS\"",
    Severity::Warning,
    EXEMPLE,
    Trust::Verified,
);
    PAS_VIHF = stricte(
    "saml.ps.pas-vihf",
    "L'assertion PS n'est pas un VIHF : ni Conditions, ni AuthnStatement, ni attribut de VIHF",
    EXEMPLE,
);
    FACTURATION = regle(
    "saml.ps.identifiant-facturation",
    "L'attribut identifiantFacturation est présent, et fait 9 chiffres",
    Severity::Warning,
    EXEMPLE,
    Trust::Verified,
);
}

/// Every rule of the PS assertion.
pub const REGLES: &[&Rule] = joints!(&Rule; &PS.toutes(), PROPRES);
