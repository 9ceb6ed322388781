//! The rules of the PS assertion.

use segur_model::{Rule, Severity, Trust};

const EXEMPLE: &str = "GIE SESAM-Vitale, exemples de messages du DMP 1.0.1, WS_INS2 (requête)";
const SAML: &str = "OASIS, SAML 2.0 Core, §2.3 et §5";
const XSD: &str = "WSDL DESIR_ICIR_EXP 1.5.0, Security.xsd";
const DSIG: &str = "W3C, XML Signature, et exemple officiel du GIE SESAM-Vitale (WS_INS2)";
const X509: &str = "RFC 5280, §6 ; IGC-Santé";
const INTEGRATEURS: &str = "code public d'intégrateurs (non confirmé par une source primaire)";

const fn regle(id: &'static str, dit: &'static str, severite: Severity, source: &'static str, confiance: Trust) -> Rule {
    Rule {
        id,
        dit,
        severite,
        source,
        confiance,
    }
}

const fn stricte(id: &'static str, dit: &'static str, source: &'static str) -> Rule {
    regle(id, dit, Severity::Error, source, Trust::Verified)
}

pub(crate) const LISIBLE: Rule = stricte("saml.ps.lisible", "Le message qui porte l'assertion PS est du XML bien formé", SAML);
pub(crate) const PRESENTE: Rule = stricte("saml.ps.presente", "L'en-tête Security porte une assertion PS", XSD);
pub(crate) const UNIQUE: Rule = stricte(
    "saml.ps.unique",
    "L'en-tête Security d'une recherche par traits porte une seule assertion",
    EXEMPLE,
);
pub(crate) const ENVELOPPEMENT: Rule = stricte(
    "saml.ps.enveloppement",
    "Aucune autre assertion ni aucun autre élément de même identifiant ne se trouve ailleurs dans le message",
    DSIG,
);
pub(crate) const VERSION: Rule = stricte("saml.ps.version", "L'assertion PS est de version 2.0", SAML);
pub(crate) const IDENTIFIANT: Rule = stricte(
    "saml.ps.identifiant",
    "L'assertion PS porte un attribut ID qui est un nom XML",
    SAML,
);
pub(crate) const ISSUE_INSTANT: Rule = stricte(
    "saml.ps.issue-instant",
    "IssueInstant est une date et une heure XML, en temps universel",
    SAML,
);
pub(crate) const DUREE_VIE: Rule = regle(
    "saml.ps.duree-vie",
    "L'assertion PS a été émise depuis moins d'une heure, et pas dans le futur",
    Severity::Error,
    INTEGRATEURS,
    Trust::SecondHand,
);
pub(crate) const EMETTEUR_FORMAT: Rule = stricte("saml.ps.emetteur.format", "L'Issuer est au format X509SubjectName", EXEMPLE);
pub(crate) const EMETTEUR: Rule = stricte("saml.ps.emetteur", "L'Issuer est le nom du sujet du certificat qui signe", EXEMPLE);
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
pub(crate) const SIGNATURE_PRESENTE: Rule = stricte(
    "saml.ps.signature.presente",
    "L'assertion PS porte une signature, et une seule",
    DSIG,
);
pub(crate) const SIGNATURE_POSITION: Rule = stricte("saml.ps.signature.position", "La signature suit immédiatement l'Issuer", SAML);
pub(crate) const SIGNATURE_REFERENCE: Rule = stricte(
    "saml.ps.signature.reference",
    "La signature porte sur l'assertion elle-même, et sur elle seule",
    DSIG,
);
pub(crate) const SIGNATURE_TRANSFORMATIONS: Rule = stricte(
    "saml.ps.signature.transformations",
    "La signature est enveloppée, et canonicalisée en C14N exclusif",
    DSIG,
);
pub(crate) const SIGNATURE_ALGORITHME: Rule = stricte(
    "saml.ps.signature.algorithme",
    "La signature est en RSA-SHA256, l'empreinte en SHA-256",
    DSIG,
);
pub(crate) const SIGNATURE_SHA1: Rule = regle(
    "saml.ps.signature.sha1",
    "La signature n'emploie pas SHA-1 (RSA-SHA1 est obsolète)",
    Severity::Warning,
    DSIG,
    Trust::Verified,
);
pub(crate) const SIGNATURE_VALIDE: Rule = stricte(
    "saml.ps.signature.valide",
    "La signature est juste : l'assertion n'a pas été modifiée",
    DSIG,
);
pub(crate) const CERTIFICAT: Rule = stricte(
    "saml.ps.certificat.present",
    "La signature porte son certificat (X509Certificate), lisible",
    DSIG,
);
pub(crate) const CERTIFICAT_VALIDITE: Rule = stricte(
    "saml.ps.certificat.validite",
    "Le certificat qui signe est dans sa période de validité",
    X509,
);
pub(crate) const CERTIFICAT_CHAINE: Rule = stricte(
    "saml.ps.certificat.chaine",
    "Le certificat qui signe est émis par une autorité de confiance",
    X509,
);
pub(crate) const CERTIFICAT_REVOCATION: Rule = stricte("saml.ps.certificat.revocation", "Le certificat qui signe n'est pas révoqué", X509);
pub(crate) const CERTIFICAT_CRL: Rule = regle(
    "saml.ps.certificat.crl",
    "La révocation du certificat qui signe a pu être contrôlée : une liste de révocation de son autorité, à jour, est disponible",
    Severity::NotEvaluated,
    X509,
    Trust::Verified,
);

/// Every rule of the PS assertion.
pub const REGLES: &[Rule] = &[
    LISIBLE,
    PRESENTE,
    UNIQUE,
    ENVELOPPEMENT,
    VERSION,
    IDENTIFIANT,
    ISSUE_INSTANT,
    DUREE_VIE,
    EMETTEUR_FORMAT,
    EMETTEUR,
    NAME_ID,
    NAME_QUALIFIER,
    PAS_VIHF,
    FACTURATION,
    SIGNATURE_PRESENTE,
    SIGNATURE_POSITION,
    SIGNATURE_REFERENCE,
    SIGNATURE_TRANSFORMATIONS,
    SIGNATURE_ALGORITHME,
    SIGNATURE_SHA1,
    SIGNATURE_VALIDE,
    CERTIFICAT,
    CERTIFICAT_VALIDITE,
    CERTIFICAT_CHAINE,
    CERTIFICAT_REVOCATION,
    CERTIFICAT_CRL,
];
