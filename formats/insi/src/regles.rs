//! The rules of a request of INSi. Those of the PS assertion are in `segur_saml::REGLES`.

use segur_model::rule::{self, conseil, regle, stricte};
use segur_model::{Rule, Severity, Trust};

const WSDL: &str = "WSDL DESIR_ICIR_EXP 1.5.0";
const CTX: &str = "schémas CTXLPS V01_00 et CTXBAM V01_02 (WSDL DESIR_ICIR_EXP 1.5.0)";
const RECSANS: &str = "schéma INSi_RECSANS_INS (WSDL DESIR_ICIR_EXP 1.5.0)";
const EXEMPLE: &str = "GIE SESAM-Vitale, exemples de messages du DMP 1.0.1, WS_INS2 (requête)";
const INTEGRATEURS: &str = "code et tests publics d'intégrateurs (non confirmé par une source primaire)";
const WSS: &str = "OASIS, Web Services Security: SOAP Message Security 1.1, § 10 (fortement recommandé au destinataire)";
const RECVIT: &str = "schéma INSi_RECVITALE_INS (WSDL DESIR_ICIR_EXP 1.5.0)";
const DATAMATRIX: &str =
    "datamatrix INS, nom et prénoms de 100 caractères au plus (code public de tiers) ; la longueur admise par INSi n'est pas publique";
const VERIFICATION_VUE: &str = "code public de deux tiers : le WSDL de la vérification n'est pas public";
const USAGE: &str = "connaissance générale (aucune source publique)";

/// What nobody publishes: it warns, and no more.
const fn supposee(id: &'static str, dit: &'static str) -> Rule {
    regle(id, dit, Severity::Warning, USAGE, Trust::Unverified)
}

/// Seen in the code of integrators only: it would be an error, and is a warning until a primary source says it.
const fn rapportee(id: &'static str, dit: &'static str) -> Rule {
    rule::rapportee(id, dit, INTEGRATEURS)
}

segur_model::regles! {
    LISIBLE = stricte(
    "insi.requete.lisible",
    "La requête est un message SOAP 1.2 dont le corps est une recherche ou une vérification d'INS",
    WSDL,
);
    TYPE_CONTENU = stricte(
    "insi.requete.type-contenu",
    "L'en-tête HTTP Content-Type est application/soap+xml (SOAP 1.2)",
    WSDL,
);
    ACTION_HTTP = stricte(
    "insi.requete.action-http",
    "Le paramètre action du Content-Type, s'il est présent, est l'action de l'opération demandée",
    WSDL,
);
    ACTION = stricte("insi.requete.action", "wsa:Action est l'action de l'opération demandée", WSDL);
    ACTION_PRESENTE = conseil(
    "insi.requete.action-presente",
    "L'en-tête SOAP porte wsa:Action, comme les exemples officiels",
    EXEMPLE,
);
    MESSAGE_ID = stricte("insi.requete.message-id", "L'en-tête SOAP porte wsa:MessageID, non vide", WSDL);
    MESSAGE_ID_FORME = conseil(
    "insi.requete.message-id.forme",
    "wsa:MessageID est un UUID, nu ou précédé de « uuid: »",
    "exemple officiel du GIE SESAM-Vitale (UUID nu) et code public d'intégrateurs (« uuid: »)",
);
    EXPIRATION = conseil(
    "insi.requete.expiration",
    "Le message arrive avant la fin que son horodatage annonce (Security/Timestamp/Expires), quand il en porte un",
    WSS,
);
    NON_COMPRIS = conseil(
    "insi.requete.must-understand",
    "Aucun bloc de l'en-tête SOAP qui doit être compris (mustUnderstand) n'est inconnu d'INSi : un service qui suit SOAP le refuserait, le banc ne le refuse pas",
    "W3C, SOAP 1.2 partie 1, § 2.4 et § 5.4.8",
);
    VALEUR_SIMPLE = stricte(
    "insi.requete.valeur-simple",
    "Un trait, et une valeur d'un contexte, sont des textes : leur schéma n'y met aucun élément",
    "schémas INSi_RECSANS_INS, CTXLPS V01_00 et CTXBAM V01_02 (WSDL DESIR_ICIR_EXP 1.5.0)",
);
    BLOC_EN_DOUBLE = stricte(
    "insi.requete.bloc-en-double",
    "Chaque bloc de l'en-tête SOAP n'est présent qu'une fois",
    WSDL,
);
    CONTEXTE = stricte("insi.requete.contexte", "L'en-tête SOAP porte ContexteLPS et ContexteBAM", WSDL);
    CONTEXTE_VERSION = stricte("insi.requete.contexte.version", "L'attribut Version du contexte est présent", CTX);
    CONTEXTE_VERSION_CONNUE = conseil(
    "insi.requete.contexte.version-connue",
    "ContexteLPS est de version 01_00, et ContexteBAM de version 01_02",
    CTX,
);
    CONTEXTE_NATURE = stricte(
    "insi.requete.contexte.nature",
    "L'attribut Nature du contexte, s'il est présent, vaut CTXLPS ou CTXBAM",
    CTX,
);
    CONTEXTE_ID = stricte("insi.requete.contexte.id", "Le contexte porte un Id, non vide", CTX);
    CONTEXTE_TEMPS = stricte(
    "insi.requete.contexte.temps",
    "Le contexte porte Temps : une date et une heure XML (xsd:dateTime)",
    CTX,
);
    CONTEXTE_TEMPS_UTC = conseil("insi.requete.contexte.temps-utc", "Temps est en temps universel (Z)", EXEMPLE);
    CONTEXTE_TEMPS_FRAIS = regle(
    "insi.requete.contexte.temps-frais",
    "Temps est l'heure de l'appel, à cinq minutes près",
    Severity::Error,
    USAGE,
    Trust::Unverified,
);
    CONTEXTE_ORDRE = stricte(
    "insi.requete.contexte.ordre",
    "Les éléments du contexte sont ceux du schéma, dans son ordre",
    CTX,
);
    COUVERTURE = stricte("insi.requete.couverture", "ContexteBAM porte l'élément COUVERTURE, même vide", CTX);
    COUVERTURE_VIDE = conseil(
    "insi.requete.couverture-vide",
    "Pour une recherche par traits, COUVERTURE est vide",
    EXEMPLE,
);
    COUVERTURE_FORME = stricte(
    "insi.requete.couverture.forme",
    "Dans COUVERTURE, Num fait 13 caractères et Cle 2 chiffres, DateNai est de la forme AAAA-MM-JJ, Rang est un entier",
    CTX,
);
    COUVERTURE_REMPLIE = rapportee(
    "insi.requete.couverture.remplie",
    "Pour une recherche par carte Vitale, COUVERTURE porte ASSURE et BENEFICIAIRE, tels que la carte les donne",
);
    COUVERTURE_ACCORD = rapportee(
    "insi.requete.couverture.accord",
    "COUVERTURE et RECVITALE disent la même personne : mêmes matricules, même date, même rang de naissance",
);
    LONGUEUR_CONTEXTE = supposee(
    "insi.requete.contexte.longueur",
    "MessageID, et chaque valeur d'un contexte, fait 256 caractères au plus (plafond du banc : celui d'INSi n'est pas public)",
);
    LOGICIEL = rapportee(
    "insi.requete.lps",
    "ContexteLPS/LPS décrit le logiciel : Nom, Version et Instance non vides",
);
    INSTANCE = rapportee(
    "insi.requete.lps.instance",
    "ContexteLPS/LPS/Instance est un UUID, celui de l'installation",
);
    IDAM = rapportee(
    "insi.requete.idam",
    "ContexteLPS/LPS/IDAM porte le numéro d'autorisation de l'éditeur (CNDA)",
);
    IDAM_FORME = rapportee(
    "insi.requete.idam.forme",
    "Le numéro d'autorisation fait 12 lettres majuscules ou chiffres",
);
    IDAM_REFERENCE = conseil("insi.requete.idam.r", "L'élément IDAM porte l'attribut R=\"4\"", EXEMPLE);
    IDAM_CONNU = rapportee(
    "insi.requete.idam.connu",
    "Le numéro d'autorisation est connu du service (sinon : faute desir_550)",
);
    EMETTEUR = rapportee("insi.requete.emetteur", "ContexteLPS porte Emetteur, non vide");
    EMETTEUR_CARTE = stricte(
    "insi.requete.emetteur.carte",
    "Avec une carte, Emetteur est le NameID de l'assertion PS",
    EXEMPLE,
);
    EMETTEUR_STRUCTURE = rapportee(
    "insi.requete.emetteur.structure",
    "Avec un certificat de structure, Emetteur est l'identifiant de la structure, OU du certificat",
);
    CERTIFICAT_CN = rapportee(
    "insi.requete.certificat.cn",
    "Le CN du certificat de structure est exactement INSI-AUTO ou INSI-MANU",
);
    PREUVE_IDENTITE = stricte(
    "insi.requete.preuve-identite",
    "L'appelant s'authentifie : par un certificat de structure, ou par une assertion PS dans l'en-tête Security",
    WSDL,
);
    JETON_ETRANGER = stricte(
    "insi.requete.jeton-etranger",
    "Ni VIHF du DMP, ni jeton Pro Santé Connect dans Security ne tient lieu d'assertion PS",
    EXEMPLE,
);
    PSC = regle(
    "insi.requete.psc",
    "Un jeton (Authorization) accompagne l'appel : l'appel d'INSi par Pro Santé Connect (SC.INS/PSC.01) n'est décrit par aucune source publique, le banc ne le juge pas et ne le joue pas",
    Severity::NotEvaluated,
    "exigence SC.INS/PSC.01 de l'ANS, sans détail public",
    Trust::Unverified,
);
    SECURITE_VIDE = regle(
    "insi.requete.securite-vide",
    "Security n'est pas vide : absent avec un certificat de structure, sinon une assertion au moins (un bloc vide est toléré)",
    Severity::Info,
    "schéma Security.xsd (WSDL DESIR_ICIR_EXP 1.5.0) ; code public d'intégrateurs",
    Trust::Verified,
);
    HORODATAGE = conseil(
    "insi.requete.security-timestamp",
    "Security ne porte que des assertions : son schéma n'a pas l'horodatage (Timestamp) que des bibliothèques ajoutent (toléré)",
    "schéma Security.xsd (WSDL DESIR_ICIR_EXP 1.5.0)",
);
    ESPACE_DE_NOMS = stricte(
    "insi.requete.espace-de-noms",
    "RECSANSVITALE et ses traits sont dans l'espace de noms http://www.cnamts.fr/INSiRecSans",
    RECSANS,
);
    ORDRE = stricte(
    "insi.requete.ordre",
    "Les traits sont ceux du schéma, dans son ordre : NomNaissance, Prenom, Sexe, DateNaissance, LieuNaissance",
    RECSANS,
);
    // The schema makes them bare strings: white space counts, and no form is said.
    BLANCS = rapportee(
    "insi.requete.blancs",
    "La valeur de chaque trait est sans blanc au début ni à la fin",
);
    TRAITS = rapportee(
    "insi.requete.traits",
    "Les quatre traits obligatoires sont présents et non vides : nom, prénom, sexe, date de naissance",
);
    UN_PRENOM = rapportee(
    "insi.requete.un-prenom",
    "Un seul élément Prenom par appel (un prénom, ou tous séparés par une espace)",
);
    ALPHABET = rapportee(
    "insi.requete.alphabet",
    "Nom et prénom n'emploient que les lettres A à Z, l'espace, le trait d'union et l'apostrophe",
);
    LONGUEUR = regle(
    "insi.requete.longueur",
    "Nom et prénom font 100 caractères au plus",
    Severity::Warning,
    DATAMATRIX,
    Trust::SecondHand,
);
    SEXE = rapportee("insi.requete.sexe", "Sexe vaut M ou F");
    DATE = rapportee("insi.requete.date", "DateNaissance est de la forme AAAA-MM-JJ");
    DATE_CALENDRIER = regle(
    "insi.requete.date.calendrier",
    "DateNaissance existe au calendrier (une date incomplète ou lunaire peut être légitime)",
    Severity::Warning,
    USAGE,
    Trust::Unverified,
);
    LIEU = rapportee(
    "insi.requete.lieu",
    "LieuNaissance est un code officiel géographique : 5 chiffres ou capitales (2A004)",
);
    VITALE_ESPACE = stricte(
    "insi.requete.vitale.espace-de-noms",
    "RECVITALE et ce qu'il contient sont dans l'espace de noms http://www.cnamts.fr/INSiRecVit",
    RECVIT,
);
    VITALE_ORDRE = stricte(
    "insi.requete.vitale.ordre",
    "Les éléments de RECVITALE sont ceux du schéma, dans son ordre : MatriculeIndividu, MatriculeOD, NomNaissance, DateNaissance, RangNaissance",
    RECVIT,
);
    VITALE_BENEFICIAIRE = supposee(
    "insi.requete.vitale.beneficiaire",
    "RECVITALE désigne quelqu'un : par MatriculeIndividu, sinon par MatriculeOD et DateNaissance (le schéma rend tout facultatif)",
);
    VITALE_MATRICULE = rapportee(
    "insi.requete.vitale.matricule",
    "NumIdentifiant fait 13 caractères (une lettre A ou B au septième : la Corse), et Cle 2 chiffres",
);
    VITALE_CLE = conseil(
    "insi.requete.vitale.cle",
    "La clé du matricule est la bonne : 97 moins le reste de la division du matricule par 97",
    "calcul vérifié sur les matricules d'essai publiés",
);
    VITALE_RANG = supposee("insi.requete.vitale.rang", "RangNaissance est un chiffre, de 1 à 9");
    VITALE_ASSERTION = rapportee(
    "insi.requete.vitale.assertion",
    "Par carte, une recherche par carte Vitale porte une assertion Vitale à côté de l'assertion PS",
);
    VITALE_ASSERTION_AGE = rapportee(
    "insi.requete.vitale.assertion.age",
    "L'assertion Vitale a moins de vingt minutes",
);
    VITALE_ASSERTION_FORME = regle(
    "insi.requete.vitale.assertion.forme",
    "L'assertion Vitale n'est pas jugée, sauf son âge : sa forme et ce qui la signe ne sont pas publics",
    Severity::NotEvaluated,
    "périmètre du banc",
    Trust::Verified,
);
    VERIFICATION = regle(
    "insi.requete.verification.contrat",
    "La vérification n'est jugée que sur ce qui entoure la demande : son WSDL n'est pas public, le banc en lit les éléments par leur nom, dans tout espace de noms, et y répond sous une forme supposée",
    Severity::NotEvaluated,
    VERIFICATION_VUE,
    Trust::SecondHand,
);
    VERIFICATION_INS = regle(
    "insi.requete.verification.ins",
    "La demande de vérification porte NumIdentifiant, Cle et OID, non vides",
    Severity::Warning,
    VERIFICATION_VUE,
    Trust::SecondHand,
);
}

segur_model::regles! { dans DU_SERVICE;
    // Told by the service, which remembers: no message shows it alone.
    INSTANCE_STABLE = rapportee(
    "insi.requete.lps.instance.stable",
    "ContexteLPS/LPS/Instance est la même d'un appel à l'autre : elle désigne l'installation",
);
}
