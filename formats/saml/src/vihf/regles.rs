//! The rules of the VIHF.

use segur_model::rule::{conseil, regle, stricte};
use segur_model::{Rule, Severity, Trust, joints};

use crate::commun::regles::SAML;
pub(super) use crate::commun::regles::VIHF;

const EXEMPLES: &str = "GIE SESAM-Vitale, exemples de messages du DMP 1.0.1, v02.05 (VIHF)";
const TABLE: &str = "ANS, IG HL7 v2 transmission de documents CDA, correspondance du VIHF ; exemples de messages du DMP, v02.05";
const CONDITIONS: &str = "OASIS, SAML 2.0 Core, §2.5.1.2 (NotBefore, NotOnOrAfter) et §1.3.3 (temps universel)";
const NOS: &str = "ANS, terminologies (NOS), et correspondance du VIHF de l'IG HL7 v2 transmission de documents CDA";
const INS: &str = "Référentiel INS, liste des OID ; exemples de messages du DMP, v02.05";
const INTEGRATEURS: &str = "code public d'intégrateurs (non confirmé par une source primaire)";

const fn informe(id: &'static str, dit: &'static str, source: &'static str) -> Rule {
    regle(id, dit, Severity::Info, source, Trust::Verified)
}

segur_model::regles! { dans PROPRES;
    LISIBLE = stricte("vihf.lisible", "Le message qui porte l'assertion VIHF est du XML bien formé", SAML);
    CERTIFICAT_SIGNATURE = stricte(
    "vihf.certificat.signature",
    "Le VIHF est signé avec un certificat de signature (cachet, ou signature de la carte), pas avec un certificat d'authentification",
    TABLE,
);
    // The official AIR example is signed with a TLS client certificate: there, nobody is accused of it.
    CERTIFICAT_SIGNATURE_AIR = conseil(
    "vihf.certificat.signature.air",
    "Le VIHF d'une authentification indirecte renforcée est signé avec un certificat de signature",
    TABLE,
);
    // The source asks for one and the same DN; that the two certificates of a structure bear the same OU is the part that all products share.
    CERTIFICAT_TLS = stricte(
    "vihf.certificat.tls",
    "Le certificat présenté en TLS et celui qui signe le VIHF désignent la même structure, ou la même personne",
    "ANS, API Proxy de Pro Santé Connect (prosanteconnect/proof-of-concept, README) : DN identique des certificats d'authentification et de signature présentés au DMP",
);
    CERTIFICAT_TLS_PORTEUR = stricte(
    "vihf.certificat.tls.porteur",
    "Le certificat présenté en TLS est celui d'une structure (ORG AUTH_CLI, avec un OU) en authentification indirecte, celui d'une carte en directe",
    "ANS, DRIMbox (Readme, « Authentification vers le DMP ») ; GIE SESAM-Vitale, code exemple C# du DMP v2.06 (mode direct)",
);
    // Nothing tells that the DMP looks at the CN: it warns.
    CERTIFICAT_TLS_INSI = conseil(
    "vihf.certificat.tls.insi",
    "Le certificat présenté au DMP n'est pas celui d'INSi (INSI-AUTO, INSI-MANU), seul à n'être pas fait pour plusieurs usages",
    "ANS, guide de commande de certificats (Ségur, couloir hôpital, v0.8 du 13/10/2023), principe 2",
);
    ISSUE_INSTANT_FUTUR = stricte(
    "vihf.issue-instant.futur",
    "IssueInstant, l'instant où l'assertion est émise, n'est pas après sa réception : une heure locale suivie de Z l'est",
    "OASIS, SAML 2.0 Core, §2.3.3 (IssueInstant) et §1.3.3 (temps universel)",
);
    NAME_ID = stricte(
    "vihf.name-id",
    "Le NameID est un identifiant national de professionnel (PS_IdNat) : 0, 1, 3, 4, 5, 6 ou 8, puis l'identifiant",
    TABLE,
);
    AUDIENCE = stricte("vihf.audience", "AudienceRestriction n'est pas renseigné", TABLE);
    CONDITIONS_VALIDITE = stricte(
    "vihf.conditions.validite",
    "Le message arrive dans la période que Conditions annonce (NotBefore, NotOnOrAfter), quand il en annonce une",
    CONDITIONS,
);
    CONDITIONS_FORME = conseil(
    "vihf.conditions.forme",
    "NotBefore et NotOnOrAfter de Conditions sont des dates et heures en temps universel, la première avant la seconde",
    CONDITIONS,
);
    AUTHN_INSTANT = stricte(
    "vihf.authn-instant",
    "AuthnInstant est l'instant de connexion de l'utilisateur, en temps universel",
    SAML,
);
    // An automate may stay signed in for long: nothing public bounds it.
    AUTHN_INSTANT_AGE = regle(
    "vihf.authn-instant.age",
    "La connexion de l'utilisateur (AuthnInstant) date de moins d'un jour, et n'est pas après l'émission du VIHF",
    Severity::Warning,
    "connaissance générale (aucune source publique ne donne de durée)",
    Trust::Unverified,
);
    CONTEXTE_CLASSE = stricte(
    "vihf.contexte.classe",
    "AuthnContextClassRef est une classe d'authentification de SAML 2.0",
    TABLE,
);
    CONTEXTE_CARTE = conseil(
    "vihf.contexte.carte",
    "En authentification directe, AuthnContextClassRef dit la carte (SmartcardPKI)",
    EXEMPLES,
);
    CONTEXTE_DECLARATION = conseil(
    "vihf.contexte.declaration",
    "AuthnContextDecl est présent en authentification indirecte renforcée (AIR), et en elle seule",
    EXEMPLES,
);
    // Both values are known, from sources that do not speak of the same form of AIR; the official example has a third.
    CONTEXTE_DECLARATION_VALEUR = informe(
    "vihf.contexte.declaration.valeur",
    "AuthnContextDecl, en AIR, est APP_BROWSER_AUTH ; CONF_EXI_PGSSIS, que l'AIR simplifié demande, est accepté aussi, et toute autre valeur est dite",
    "GIE SESAM-Vitale, code exemple C# du DMP v2.06, et DRIMbox ; guide DMPi, EX_AIR-050, citée par un éditeur de connecteur",
);
    ATTRIBUT_PRESENT = stricte(
    "vihf.attribut.present",
    "Les attributs que le mode demande sont tous présents",
    TABLE,
);
    ATTRIBUT_DOUBLE = conseil("vihf.attribut.double", "Chaque attribut est présent une seule fois", SAML);
    ATTRIBUT_VALEURS = stricte(
    "vihf.attribut.valeurs",
    "Un attribut dit une seule chose : hors du rôle et de la confidentialité, il n'a pas deux valeurs différentes",
    TABLE,
);
    ATTRIBUT_GRAPHIE = informe(
    "vihf.attribut.graphie",
    "L'attribut du mode s'écrit « Authentification_mode » (ou « Authentification_Mode ») : la casse n'est pas jugée",
    TABLE,
);
    ATTRIBUT_TYPE = conseil(
    "vihf.attribut.type",
    "xsi:type, s'il est présent, nomme un type de XML Schema (http://www.w3.org/2001/XMLSchema) : xs:string sur un texte, et pas sur un élément",
    "W3C, XML Schema partie 1, § 2.6.1 ; OASIS, SAML 2.0 Core, § 2.7.3.1.1",
);
    RESTRICTION = stricte(
    "vihf.confidentialite",
    "La restriction d'audience (confidentiality-code, connexion secrète) est l'un de JDV_J64 : INVISIBLE_REPRESENTANTS_LEGAUX",
    NOS,
);
    VERSION = stricte("vihf.vihf-version", "VIHF_Version est 3.0 ou 4.0", TABLE);
    VERSION_4 = informe(
    "vihf.vihf-version.4",
    "VIHF_Version est 3.0 : ce qui distingue la version 4.0 n'est pas publié, le VIHF est jugé comme un 3.0",
    TABLE,
);
    MODE = stricte(
    "vihf.mode",
    "Authentification_mode est DIRECTE, INDIRECTE ou INDIRECTE_RENFORCEE",
    TABLE,
);
    STRUCTURE_FORME = stricte(
    "vihf.structure.forme",
    "Identifiant_Structure est un identifiant national de structure (Struct_IdNat) : 0, 1, 2, 3 ou 4, puis l'identifiant",
    TABLE,
);
    STRUCTURE_CERTIFICAT = stricte(
    "vihf.structure.certificat",
    "En authentification indirecte, Identifiant_Structure est celui du certificat qui signe (OU)",
    EXEMPLES,
);
    SECTEUR_FORME = stricte(
    "vihf.secteur.forme",
    "Secteur_Activite s'écrit « SAxx^1.2.250.1.71.4.2.4 » (SNR et EXP_PATIENT, sous 1.2.250.1.213.1.1.4.6, sont de JDV_J61 aussi)",
    EXEMPLES,
);
    SECTEUR_CODE = conseil(
    "vihf.secteur.code",
    "Le secteur d'activité est l'un de JDV_J61 : SA01 à SA69, sauf SA62, SA66 et SA67",
    NOS,
);
    ROLE_PROFESSION = stricte(
    "vihf.role.profession",
    "Le premier rôle est une profession, d'une nomenclature admise (TRE_G15, TRE_G16, TRE_A00, TRE_R94, TRE_R95, TRE_R291)",
    NOS,
);
    ROLE_CODE = stricte(
    "vihf.role.code",
    "Le premier rôle est l'un de JDV_J65, code et système : le même code y est parfois de deux systèmes",
    "ANS, terminologies (NOS), JDV_J65-SubjectRole-DMP 20240927 ; GIE SESAM-Vitale, PDT-526, matrice des droits v1.8 du 25/09/2024",
);
    // Savoir-faire are added every year.
    ROLE_CODE_SECOND = conseil(
    "vihf.role.code.second",
    "Le second rôle est l'un de JDV_J65, code et système : la version du banc est dite, une plus récente peut en admettre d'autres",
    NOS,
);
    ROLE_CONNU = conseil(
    "vihf.role.connu",
    "La profession dite est celle du professionnel que le monde connaît sous ce NameID, et il n'est pas « en formation » (TRE_G16) s'il exerce",
    TABLE,
);
    ROLE_SECOND = stricte(
    "vihf.role.second",
    "Un médecin et un pharmacien ont un second rôle : savoir-faire, ou section du tableau de l'Ordre",
    NOS,
);
    ROLE_RESERVE = stricte(
    "vihf.role.reserve",
    "Le second rôle est réservé aux médecins et aux pharmaciens (et à ceux que leur rôle caractérise, TRE_R85) ; il n'y en a pas de troisième",
    NOS,
);
    ROLE_SYSTEME = conseil(
    "vihf.role.systeme",
    "Le second rôle est de TRE_R01 pour un médecin, de TRE_G05 pour un pharmacien, de TRE_R85 pour ceux que leur rôle caractérise",
    NOS,
);
    PATIENT_FORME = stricte("vihf.patient.forme", "resource-id s'écrit « INS^^^&OID&ISO^NH »", EXEMPLES);
    // The national services publish test people whose key is wrong: that alone refuses nobody.
    PATIENT_CLE = conseil("vihf.patient.cle", "L'INS de resource-id a 15 caractères, et sa clé est juste", INS);
    PATIENT_OID = stricte("vihf.patient.oid", "L'OID de resource-id est celui d'un INS (NIR ou NIA)", INS);
    PATIENT_CORPS = stricte("vihf.patient.corps", "L'INS de resource-id est celui du corps du message", EXEMPLES);
    PATIENT_OID_CORPS = stricte(
    "vihf.patient.oid-corps",
    "L'OID de l'INS de resource-id est celui du corps du message : un patient est un INS et son OID (CX.1 et CX.4)",
    EXEMPLES,
);
    RESSOURCE_URN = stricte("vihf.ressource-urn", "Ressource_URN est « urn:dmp »", TABLE);
    USAGE = stricte(
    "vihf.usage",
    "PurposeOfUse est un mode d'accès de TRE_R248 : normal, bris_de_glace ou centre_15",
    NOS,
);
    USAGE_OID = informe(
    "vihf.usage.oid",
    "Le système de PurposeOfUse est celui des exemples du DMP (1.2.250.1.213.1.1.4.248) ; l'OID de TRE_R248 dans les terminologies de l'ANS (1.2.250.1.213.1.1.4.336) est accepté aussi",
    "ANS, terminologies (NOS), TRE_R248-ModeAcces 20250131 ; exemples de messages du DMP, v02.05 (ils se contredisent)",
);
    USAGE_INDIRECT = stricte(
    "vihf.usage.indirect",
    "En authentification indirecte, le mode d'accès est normal ou centre_15 (régulation) : le bris de glace n'est ouvert qu'à une carte",
    "GIE SESAM-Vitale, PDT-526, matrice des droits v1.8 du 25/09/2024",
);
    HOMOLOGATION = regle(
    "vihf.homologation",
    "LPS_ID_HOMOLOGATION_DMP est un numéro d'homologation connu",
    Severity::Error,
    INTEGRATEURS,
    Trust::SecondHand,
);
}

/// Every rule of the VIHF.
pub const REGLES: &[&Rule] = joints!(&Rule; &VIHF.toutes(), PROPRES);
