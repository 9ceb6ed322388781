//! The rules of a request of INSi. Those of the PS assertion are in `segur_saml::REGLES`.

use segur_model::rule::{self, conseil, regle, stricte};
use segur_model::{Rule, Severity, Trust};

const WSDL: &str = "WSDL DESIR_ICIR_EXP 1.5.0";
const CTX: &str = "schémas CTXLPS V01_00 et CTXBAM V01_02 (WSDL DESIR_ICIR_EXP 1.5.0)";
const RECSANS: &str = "schéma INSi_RECSANS_INS (WSDL DESIR_ICIR_EXP 1.5.0)";
const EXEMPLE: &str = "GIE SESAM-Vitale, exemples de messages du DMP 1.0.1, WS_INS2 (requête)";
const INTEGRATEURS: &str = "code et tests publics d'intégrateurs (non confirmé par une source primaire)";
const WSS: &str = "OASIS, Web Services Security: SOAP Message Security 1.1, § 10 (fortement recommandé au destinataire)";
const USAGE: &str = "connaissance générale (aucune source publique)";

/// Seen in the code of integrators only: it would be an error, and is a warning until a primary source says it.
const fn rapportee(id: &'static str, dit: &'static str) -> Rule {
    rule::rapportee(id, dit, INTEGRATEURS)
}

/// The message can be read.
pub const LISIBLE: Rule = stricte(
    "insi.requete.lisible",
    "La requête est un message SOAP 1.2 dont le corps est une recherche d'INS",
    WSDL,
);
/// Media type of the request.
pub const TYPE_CONTENU: Rule = stricte(
    "insi.requete.type-contenu",
    "L'en-tête HTTP Content-Type est application/soap+xml (SOAP 1.2)",
    WSDL,
);
pub(crate) const ACTION_HTTP: Rule = stricte(
    "insi.requete.action-http",
    "Le paramètre action du Content-Type, s'il est présent, est l'action de l'opération demandée",
    WSDL,
);
pub(crate) const ACTION: Rule = stricte("insi.requete.action", "wsa:Action est l'action de l'opération demandée", WSDL);
pub(crate) const ACTION_PRESENTE: Rule = conseil(
    "insi.requete.action-presente",
    "L'en-tête SOAP porte wsa:Action, comme les exemples officiels",
    EXEMPLE,
);
pub(crate) const MESSAGE_ID: Rule = stricte("insi.requete.message-id", "L'en-tête SOAP porte wsa:MessageID, non vide", WSDL);
pub(crate) const MESSAGE_ID_FORME: Rule = conseil(
    "insi.requete.message-id.forme",
    "wsa:MessageID est un UUID, nu ou précédé de « uuid: »",
    "exemple officiel du GIE SESAM-Vitale (UUID nu) et code public d'intégrateurs (« uuid: »)",
);
pub(crate) const EXPIRATION: Rule = conseil(
    "insi.requete.expiration",
    "Le message arrive avant la fin que son horodatage annonce (Security/Timestamp/Expires), quand il en porte un",
    WSS,
);
pub(crate) const BLOC_EN_DOUBLE: Rule = stricte(
    "insi.requete.bloc-en-double",
    "Chaque bloc de l'en-tête SOAP n'est présent qu'une fois",
    WSDL,
);
pub(crate) const CONTEXTE: Rule = stricte("insi.requete.contexte", "L'en-tête SOAP porte ContexteLPS et ContexteBAM", WSDL);
pub(crate) const CONTEXTE_VERSION: Rule = stricte("insi.requete.contexte.version", "L'attribut Version du contexte est présent", CTX);
pub(crate) const CONTEXTE_VERSION_CONNUE: Rule = conseil(
    "insi.requete.contexte.version-connue",
    "ContexteLPS est de version 01_00, et ContexteBAM de version 01_02",
    CTX,
);
pub(crate) const CONTEXTE_NATURE: Rule = stricte(
    "insi.requete.contexte.nature",
    "L'attribut Nature du contexte, s'il est présent, vaut CTXLPS ou CTXBAM",
    CTX,
);
pub(crate) const CONTEXTE_ID: Rule = stricte("insi.requete.contexte.id", "Le contexte porte un Id, non vide", CTX);
pub(crate) const CONTEXTE_TEMPS: Rule = stricte(
    "insi.requete.contexte.temps",
    "Le contexte porte Temps : une date et une heure XML (xsd:dateTime)",
    CTX,
);
pub(crate) const CONTEXTE_TEMPS_UTC: Rule = conseil("insi.requete.contexte.temps-utc", "Temps est en temps universel (Z)", EXEMPLE);
pub(crate) const CONTEXTE_TEMPS_FRAIS: Rule = regle(
    "insi.requete.contexte.temps-frais",
    "Temps est l'heure de l'appel, à cinq minutes près",
    Severity::Error,
    USAGE,
    Trust::Unverified,
);
pub(crate) const CONTEXTE_ORDRE: Rule = stricte(
    "insi.requete.contexte.ordre",
    "Les éléments du contexte sont ceux du schéma, dans son ordre",
    CTX,
);
pub(crate) const COUVERTURE: Rule = stricte("insi.requete.couverture", "ContexteBAM porte l'élément COUVERTURE, même vide", CTX);
pub(crate) const COUVERTURE_VIDE: Rule = conseil(
    "insi.requete.couverture-vide",
    "Pour une recherche par traits, COUVERTURE est vide",
    EXEMPLE,
);
pub(crate) const LOGICIEL: Rule = rapportee(
    "insi.requete.lps",
    "ContexteLPS/LPS décrit le logiciel : Nom, Version et Instance non vides",
);
/// An authorisation number is there.
pub const IDAM: Rule = rapportee(
    "insi.requete.idam",
    "ContexteLPS/LPS/IDAM porte le numéro d'autorisation de l'éditeur (CNDA)",
);
pub(crate) const IDAM_FORME: Rule = rapportee(
    "insi.requete.idam.forme",
    "Le numéro d'autorisation fait 12 lettres majuscules ou chiffres",
);
pub(crate) const IDAM_REFERENCE: Rule = conseil("insi.requete.idam.r", "L'élément IDAM porte l'attribut R=\"4\"", EXEMPLE);
/// The authorisation number is one that the service knows.
pub const IDAM_CONNU: Rule = rapportee(
    "insi.requete.idam.connu",
    "Le numéro d'autorisation est connu du service (sinon : faute desir_550)",
);
pub(crate) const EMETTEUR: Rule = rapportee("insi.requete.emetteur", "ContexteLPS porte Emetteur, non vide");
/// With a card, who sends is who the assertion names.
pub const EMETTEUR_CARTE: Rule = stricte(
    "insi.requete.emetteur.carte",
    "Avec une carte, Emetteur est le NameID de l'assertion PS",
    EXEMPLE,
);
/// With the certificate of a structure, who sends is that structure.
pub const EMETTEUR_STRUCTURE: Rule = rapportee(
    "insi.requete.emetteur.structure",
    "Avec un certificat de structure, Emetteur est l'identifiant de la structure, OU du certificat",
);
/// The certificate of a structure is one made for INSi.
pub const CERTIFICAT_CN: Rule = rapportee(
    "insi.requete.certificat.cn",
    "Le CN du certificat de structure est exactement INSI-AUTO ou INSI-MANU",
);
/// The caller proves who it is.
pub const PREUVE_IDENTITE: Rule = stricte(
    "insi.requete.preuve-identite",
    "L'appelant s'authentifie : par un certificat de structure, ou par une assertion PS dans l'en-tête Security",
    WSDL,
);
/// The proof is one of INSi, not of another service.
pub const JETON_ETRANGER: Rule = stricte(
    "insi.requete.jeton-etranger",
    "Ni VIHF du DMP, ni jeton Pro Santé Connect ne tient lieu d'assertion PS",
    EXEMPLE,
);
pub(crate) const SECURITE_VIDE: Rule = regle(
    "insi.requete.securite-vide",
    "Security n'est pas vide : absent avec un certificat de structure, sinon une assertion au moins (un bloc vide est toléré)",
    Severity::Info,
    "schéma Security.xsd (WSDL DESIR_ICIR_EXP 1.5.0) ; code public d'intégrateurs",
    Trust::Verified,
);
/// The search is in the namespace of the schema.
pub const ESPACE_DE_NOMS: Rule = stricte(
    "insi.requete.espace-de-noms",
    "RECSANSVITALE et ses traits sont dans l'espace de noms http://www.cnamts.fr/INSiRecSans",
    RECSANS,
);
pub(crate) const ORDRE: Rule = stricte(
    "insi.requete.ordre",
    "Les traits sont ceux du schéma, dans son ordre : NomNaissance, Prenom, Sexe, DateNaissance, LieuNaissance",
    RECSANS,
);
// The schema makes them bare strings: white space counts, and no form is said.
pub(crate) const BLANCS: Rule = rapportee(
    "insi.requete.blancs",
    "La valeur de chaque trait est sans blanc au début ni à la fin",
);
/// The four traits that a search needs.
pub const TRAITS: Rule = rapportee(
    "insi.requete.traits",
    "Les quatre traits obligatoires sont présents et non vides : nom, prénom, sexe, date de naissance",
);
pub(crate) const UN_PRENOM: Rule = rapportee(
    "insi.requete.un-prenom",
    "Un seul élément Prenom par appel (un prénom, ou tous séparés par une espace)",
);
/// Letters that a name may have.
pub const ALPHABET: Rule = rapportee(
    "insi.requete.alphabet",
    "Nom et prénom n'emploient que les lettres A à Z, l'espace, le trait d'union et l'apostrophe",
);
pub(crate) const SEXE: Rule = rapportee("insi.requete.sexe", "Sexe vaut M ou F");
pub(crate) const DATE: Rule = rapportee("insi.requete.date", "DateNaissance est de la forme AAAA-MM-JJ");
pub(crate) const DATE_CALENDRIER: Rule = regle(
    "insi.requete.date.calendrier",
    "DateNaissance existe au calendrier (une date incomplète ou lunaire peut être légitime)",
    Severity::Warning,
    USAGE,
    Trust::Unverified,
);
pub(crate) const LIEU: Rule = rapportee(
    "insi.requete.lieu",
    "LieuNaissance est un code officiel géographique : 5 chiffres ou lettres",
);
pub(crate) const VITALE: Rule = regle(
    "insi.requete.vitale",
    "La recherche par carte Vitale n'est pas jugée par cette version du banc",
    Severity::NotEvaluated,
    "périmètre du banc",
    Trust::Verified,
);

/// Every rule of a request.
pub const REGLES: &[Rule] = &[
    LISIBLE,
    TYPE_CONTENU,
    ACTION_HTTP,
    ACTION,
    ACTION_PRESENTE,
    MESSAGE_ID,
    MESSAGE_ID_FORME,
    EXPIRATION,
    BLOC_EN_DOUBLE,
    CONTEXTE,
    CONTEXTE_VERSION,
    CONTEXTE_VERSION_CONNUE,
    CONTEXTE_NATURE,
    CONTEXTE_ID,
    CONTEXTE_TEMPS,
    CONTEXTE_TEMPS_UTC,
    CONTEXTE_TEMPS_FRAIS,
    CONTEXTE_ORDRE,
    COUVERTURE,
    COUVERTURE_VIDE,
    LOGICIEL,
    IDAM,
    IDAM_FORME,
    IDAM_REFERENCE,
    IDAM_CONNU,
    EMETTEUR,
    EMETTEUR_CARTE,
    EMETTEUR_STRUCTURE,
    CERTIFICAT_CN,
    PREUVE_IDENTITE,
    JETON_ETRANGER,
    SECURITE_VIDE,
    ESPACE_DE_NOMS,
    ORDRE,
    BLANCS,
    TRAITS,
    UN_PRENOM,
    ALPHABET,
    SEXE,
    DATE,
    DATE_CALENDRIER,
    LIEU,
    VITALE,
];
