//! The rules of the VIHF.

use segur_model::rule::{conseil, regle, stricte};
use segur_model::{Rule, Severity, Trust};

use crate::commun::regles::SAML;
pub(super) use crate::commun::regles::VIHF;

const EXEMPLES: &str = "GIE SESAM-Vitale, exemples de messages du DMP 1.0.1, v02.05 (VIHF)";
const TABLE: &str = "ANS, IG HL7 v2 transmission de documents CDA, correspondance du VIHF ; exemples de messages du DMP, v02.05";
const NOS: &str = "ANS, terminologies (NOS), et correspondance du VIHF de l'IG HL7 v2 transmission de documents CDA";
const INS: &str = "Référentiel INS, liste des OID ; exemples de messages du DMP, v02.05";
const INTEGRATEURS: &str = "code public d'intégrateurs (non confirmé par une source primaire)";

const fn informe(id: &'static str, dit: &'static str, source: &'static str) -> Rule {
    regle(id, dit, Severity::Info, source, Trust::Verified)
}

/// The certificate that signs is one of signature.
pub const CERTIFICAT_SIGNATURE: Rule = stricte(
    "vihf.certificat.signature",
    "Le VIHF est signé avec un certificat de signature (cachet, ou signature de la carte), pas avec un certificat d'authentification",
    TABLE,
);
// The official AIR example is signed with a TLS client certificate: there, nobody is accused of it.
pub(super) const CERTIFICAT_SIGNATURE_AIR: Rule = conseil(
    "vihf.certificat.signature.air",
    "Le VIHF d'une authentification indirecte renforcée est signé avec un certificat de signature",
    TABLE,
);
// The source asks for one and the same DN; that the two certificates of a structure bear the same OU is the part that all products share.
pub(super) const CERTIFICAT_TLS: Rule = stricte(
    "vihf.certificat.tls",
    "Le certificat présenté en TLS et celui qui signe le VIHF désignent la même structure, ou la même personne",
    "ANS, API Proxy de Pro Santé Connect (prosanteconnect/proof-of-concept, README) : DN identique des certificats d'authentification et de signature présentés au DMP",
);
pub(super) const CERTIFICAT_TLS_PORTEUR: Rule = stricte(
    "vihf.certificat.tls.porteur",
    "Le certificat présenté en TLS est celui d'une structure (ORG AUTH_CLI, avec un OU) en authentification indirecte, celui d'une carte en directe",
    "ANS, DRIMbox (Readme, « Authentification vers le DMP ») ; GIE SESAM-Vitale, code exemple C# du DMP v2.06 (mode direct)",
);
// Nothing tells that the DMP looks at the CN: it warns.
pub(super) const CERTIFICAT_TLS_INSI: Rule = conseil(
    "vihf.certificat.tls.insi",
    "Le certificat présenté au DMP n'est pas celui d'INSi (INSI-AUTO, INSI-MANU), seul à n'être pas fait pour plusieurs usages",
    "ANS, guide de commande de certificats (Ségur, couloir hôpital, v0.8 du 13/10/2023), principe 2",
);
pub(super) const NAME_ID: Rule = stricte(
    "vihf.name-id",
    "Le NameID est un identifiant national de professionnel (PS_IdNat) : 0, 1, 3, 4, 5, 6 ou 8, puis l'identifiant",
    TABLE,
);
pub(super) const AUDIENCE: Rule = stricte("vihf.audience", "AudienceRestriction n'est pas renseigné", TABLE);
pub(super) const AUTHN_INSTANT: Rule = stricte(
    "vihf.authn-instant",
    "AuthnInstant est l'instant de connexion de l'utilisateur, en temps universel",
    SAML,
);
// An automate may stay signed in for long: nothing public bounds it.
pub(super) const AUTHN_INSTANT_AGE: Rule = regle(
    "vihf.authn-instant.age",
    "La connexion de l'utilisateur (AuthnInstant) date de moins d'un jour, et n'est pas après l'émission du VIHF",
    Severity::Warning,
    "connaissance générale (aucune source publique ne donne de durée)",
    Trust::Unverified,
);
pub(super) const CONTEXTE_CLASSE: Rule = stricte(
    "vihf.contexte.classe",
    "AuthnContextClassRef est une classe d'authentification de SAML 2.0",
    TABLE,
);
pub(super) const CONTEXTE_CARTE: Rule = conseil(
    "vihf.contexte.carte",
    "En authentification directe, AuthnContextClassRef dit la carte (SmartcardPKI)",
    EXEMPLES,
);
pub(super) const CONTEXTE_DECLARATION: Rule = conseil(
    "vihf.contexte.declaration",
    "AuthnContextDecl est présent en authentification indirecte renforcée (AIR), et en elle seule",
    EXEMPLES,
);
pub(super) const ATTRIBUT_PRESENT: Rule = stricte(
    "vihf.attribut.present",
    "Les attributs que le mode demande sont tous présents",
    TABLE,
);
pub(super) const ATTRIBUT_DOUBLE: Rule = conseil("vihf.attribut.double", "Chaque attribut est présent une seule fois", SAML);
pub(super) const ATTRIBUT_GRAPHIE: Rule = informe(
    "vihf.attribut.graphie",
    "L'attribut du mode s'écrit « Authentification_mode » (ou « Authentification_Mode ») : la casse n'est pas jugée",
    TABLE,
);
pub(super) const VERSION: Rule = stricte("vihf.vihf-version", "VIHF_Version est 3.0 ou 4.0", TABLE);
pub(super) const VERSION_4: Rule = informe(
    "vihf.vihf-version.4",
    "VIHF_Version est 3.0 : ce qui distingue la version 4.0 n'est pas publié, le VIHF est jugé comme un 3.0",
    TABLE,
);
pub(super) const MODE: Rule = stricte(
    "vihf.mode",
    "Authentification_mode est DIRECTE, INDIRECTE ou INDIRECTE_RENFORCEE",
    TABLE,
);
pub(super) const STRUCTURE_FORME: Rule = stricte(
    "vihf.structure.forme",
    "Identifiant_Structure est un identifiant national de structure (Struct_IdNat) : 0, 1, 2, 3 ou 4, puis l'identifiant",
    TABLE,
);
pub(super) const STRUCTURE_CERTIFICAT: Rule = stricte(
    "vihf.structure.certificat",
    "En authentification indirecte, Identifiant_Structure est celui du certificat qui signe (OU)",
    EXEMPLES,
);
pub(super) const SECTEUR_FORME: Rule = stricte(
    "vihf.secteur.forme",
    "Secteur_Activite s'écrit « SAxx^1.2.250.1.71.4.2.4 »",
    EXEMPLES,
);
pub(super) const SECTEUR_CODE: Rule = conseil(
    "vihf.secteur.code",
    "Le secteur d'activité est l'un de SA01 à SA69, sauf SA11 et SA62",
    NOS,
);
pub(super) const ROLE_PROFESSION: Rule = stricte(
    "vihf.role.profession",
    "Le premier rôle est une profession, d'une nomenclature admise (TRE_G15, TRE_G16, TRE_A00, TRE_R94, TRE_R95, TRE_R291)",
    NOS,
);
pub(super) const ROLE_SECOND: Rule = stricte(
    "vihf.role.second",
    "Un médecin et un pharmacien ont un second rôle : savoir-faire, ou section du tableau de l'Ordre",
    NOS,
);
pub(super) const ROLE_RESERVE: Rule = stricte(
    "vihf.role.reserve",
    "Le second rôle est réservé aux médecins et aux pharmaciens (et à ceux que leur rôle caractérise, TRE_R85) ; il n'y en a pas de troisième",
    NOS,
);
pub(super) const ROLE_SYSTEME: Rule = conseil(
    "vihf.role.systeme",
    "Le second rôle est de TRE_R01 pour un médecin, de TRE_G05 pour un pharmacien",
    NOS,
);
pub(super) const PATIENT_FORME: Rule = stricte("vihf.patient.forme", "resource-id s'écrit « INS^^^&OID&ISO^NH »", EXEMPLES);
// The national services publish test people whose key is wrong: that alone refuses nobody.
pub(super) const PATIENT_CLE: Rule = conseil("vihf.patient.cle", "L'INS de resource-id a 15 caractères, et sa clé est juste", INS);
pub(super) const PATIENT_OID: Rule = stricte("vihf.patient.oid", "L'OID de resource-id est celui d'un INS (NIR ou NIA)", INS);
/// The patient of the VIHF is that of the body.
pub const PATIENT_CORPS: Rule = stricte("vihf.patient.corps", "L'INS de resource-id est celui du corps du message", EXEMPLES);
pub(super) const RESSOURCE_URN: Rule = stricte("vihf.ressource-urn", "Ressource_URN est « urn:dmp »", TABLE);
pub(super) const USAGE: Rule = stricte(
    "vihf.usage",
    "PurposeOfUse est un mode d'accès de TRE_R248 : normal, bris_de_glace ou centre_15",
    NOS,
);
pub(super) const USAGE_INDIRECT: Rule = stricte(
    "vihf.usage.indirect",
    "En authentification indirecte, le mode d'accès est normal ou centre_15 (régulation) : le bris de glace n'est ouvert qu'à une carte",
    "GIE SESAM-Vitale, PDT-526, matrice des droits v1.8 du 25/09/2024",
);
pub(super) const HOMOLOGATION: Rule = regle(
    "vihf.homologation",
    "LPS_ID_HOMOLOGATION_DMP est un numéro d'homologation connu",
    Severity::Error,
    INTEGRATEURS,
    Trust::SecondHand,
);

/// Every rule of the VIHF.
pub const REGLES: &[Rule] = &[
    VIHF.lisible,
    VIHF.presente,
    VIHF.unique,
    VIHF.enveloppement,
    VIHF.version,
    VIHF.identifiant,
    VIHF.issue_instant,
    VIHF.duree_vie,
    VIHF.emetteur_format,
    VIHF.emetteur,
    VIHF.signature_presente,
    VIHF.position,
    VIHF.reference,
    VIHF.transformations,
    VIHF.algorithme,
    VIHF.sha1,
    VIHF.valide,
    VIHF.certificat,
    VIHF.validite,
    VIHF.chaine,
    VIHF.revocation,
    VIHF.crl,
    CERTIFICAT_SIGNATURE,
    CERTIFICAT_SIGNATURE_AIR,
    CERTIFICAT_TLS,
    CERTIFICAT_TLS_PORTEUR,
    CERTIFICAT_TLS_INSI,
    NAME_ID,
    AUDIENCE,
    AUTHN_INSTANT,
    AUTHN_INSTANT_AGE,
    CONTEXTE_CLASSE,
    CONTEXTE_CARTE,
    CONTEXTE_DECLARATION,
    ATTRIBUT_PRESENT,
    ATTRIBUT_DOUBLE,
    ATTRIBUT_GRAPHIE,
    VERSION,
    VERSION_4,
    MODE,
    STRUCTURE_FORME,
    STRUCTURE_CERTIFICAT,
    SECTEUR_FORME,
    SECTEUR_CODE,
    ROLE_PROFESSION,
    ROLE_SECOND,
    ROLE_RESERVE,
    ROLE_SYSTEME,
    PATIENT_FORME,
    PATIENT_CLE,
    PATIENT_OID,
    PATIENT_CORPS,
    RESSOURCE_URN,
    USAGE,
    USAGE_INDIRECT,
    HOMOLOGATION,
];
