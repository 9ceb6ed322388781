//! The operations of an exchange with the DMP, and every fact of each.

use segur_model::joints;
use segur_model::vocabulaire::{Fait, Operation, f};

/// TD0.2, test of existence.
pub const TD02: &str = "dmp.TD0.2";
/// TD0.3, authorisation.
pub const TD03: &str = "dmp.TD0.3";
/// TD0.4, patients whose DMP may be read.
pub const TD04: &str = "dmp.TD0.4";
/// TD0.5, search of a patient by traits.
pub const TD05: &str = "dmp.TD0.5";
/// TD1.3a, reading of the administrative data.
pub const TD13A: &str = "dmp.TD1.3a";
/// TD1.6, professionals who are authorised, or blocked.
pub const TD16: &str = "dmp.TD1.6";
/// TD2.1, submission and replacement.
pub const TD21: &str = "dmp.TD2.1";
/// TD2.2, the same with a card of employee (CPE).
pub const TD22: &str = "dmp.TD2.2";
/// TD3.1, search.
pub const TD31: &str = "dmp.TD3.1";
/// TD3.2, retrieval.
pub const TD32: &str = "dmp.TD3.2";
/// TD3.3a, masking and unmasking.
pub const TD33A: &str = "dmp.TD3.3a";
/// TD3.3b, making visible to the patient or to representatives.
pub const TD33B: &str = "dmp.TD3.3b";
/// TD3.3c, deletion.
pub const TD33C: &str = "dmp.TD3.3c";
/// TD3.3d, archiving and back.
pub const TD33D: &str = "dmp.TD3.3d";
/// A transaction that the DMP no longer takes (creation, TD1.3b, TD1.4, TD1.5).
pub const RETIREE: &str = "dmp.retiree";
/// Another transaction.
pub const AUTRE: &str = "dmp.autre";
/// TD0.9, contextual web access.
pub const TD09: &str = "dmp.TD0.9";
/// What is opened or sent from a page of the web access.
pub const WEB: &str = "dmp.web";
/// Reading of a WSDL.
pub const WSDL: &str = "dmp.wsdl";
/// Reading of the parameters that the DMP publishes.
pub const PARAMETRES: &str = "dmp.parametres";
/// What is no message of the DMP.
pub const ILLISIBLE: &str = "dmp.illisible";
/// A request that carries no message: it only looks whether somebody answers.
pub const SONDE: &str = "dmp.sonde";
/// A handshake that fails.
pub const CONNEXION_REFUSEE: &str = "dmp.connexion-refusee";

/// Facts of every message.
const FAITS: &[Fait] = &[
    f("faute", "sous-code de la faute SOAP"),
    f("message_id", "wsa:MessageID"),
    f("vihf.id", "Assertion/@ID"),
    f("vihf.version", "VIHF_Version"),
    f("vihf.mode", "Authentification_mode : DIRECTE, INDIRECTE, INDIRECTE_RENFORCEE"),
    f("vihf.ps", "NameID : identifiant national du professionnel"),
    f("vihf.structure", "Identifiant_Structure"),
    f("vihf.secteur", "Secteur_Activite, code seul"),
    f("vihf.role", "codes des rôles, dans l'ordre"),
    f("vihf.usage", "mode d'accès (purposeofuse) : normal, bris_de_glace, centre_15"),
    f("vihf.ins", "INS de resource-id, 15 caractères"),
    f("vihf.oid", "OID de l'INS de resource-id"),
    f("vihf.lps", "LPS_Nom"),
];

const FAITS_TD02: &[Fait] = joints!(Fait; FAITS, &[
    f("patient", "INS demandé, 15 caractères"),
    f("oid", "OID de l'INS demandé"),
    f("existence", "queryResponseCode : OK ou NF"),
    f("dmp.statut", "active ou terminated"),
    f("autorisation", "code de l'autorisation (VALIDE)"),
]);

const FAITS_TD21: &[Fait] = joints!(Fait; FAITS, &[
    f("statut", "Success ou Failure"),
    f("erreur", "errorCode des RegistryError"),
    f("patient", "INS du lot (patientId du SubmissionSet), 15 caractères"),
    f("oid", "OID de l'INS du lot"),
    f("lot.uniqueId", "uniqueId du lot"),
    f("lot.documents", "nombre de documents, signature non comprise"),
    f("lot.remplace", "entryUUID remplacé (association RPLC)"),
    f("entryUUID", "entryUUID du document, tel qu'envoyé"),
    f("doc.uniqueId", "uniqueId du document"),
    f("doc.typeCode", "typeCode"),
    f("doc.classCode", "classCode"),
    f("doc.formatCode", "formatCode"),
    f("doc.mimeType", "mimeType"),
    f("doc.titre", "titre"),
    f("doc.confidentialite", "codes de confidentialité et de visibilité"),
    f("doc.creation", "creationTime"),
], segur_cda::FAITS);

const FAITS_TD03: &[Fait] = joints!(Fait; FAITS, &[
    f("statut", "output/status (DMPOk)"),
    f("erreur", "output/status, quand il dit un refus"),
    f("autorisation.action", "AJOUT ou SUPPRESSION"),
    f("autorisation.role", "MEDECIN_TRAITANT, quand il est demandé"),
]);

const FAITS_LISTE: &[Fait] = joints!(Fait; FAITS, &[
    f("statut", "output/status (DMPOk)"),
    f("erreur", "output/status, quand il dit un refus"),
    f("liste.mode", "mode (ACTIVE, INTERDITE, TOUTE) ou dateType (LASTAUTORIZATION, LASTDOC)"),
    f("liste.lignes", "nombre de lignes rendues"),
]);

const FAITS_TD05: &[Fait] = joints!(Fait; FAITS, &[
    f("traits.nom", "noms de famille cherchés"),
    f("traits.prenom", "prénoms cherchés"),
    f("existence", "queryResponseCode : OK ou NF"),
]);

const FAITS_TD31: &[Fait] = joints!(Fait; FAITS, &[
    f("statut", "Success ou Failure"),
    f("erreur", "errorCode des RegistryError"),
    f("requete", "requête stockée (FindDocuments, GetDocuments…)"),
    f("retour", "LeafClass ou ObjectRef"),
    f("patient", "INS cherché, 15 caractères"),
    f("oid", "OID de l'INS cherché"),
    f("recherche.statut", "statuts cherchés (Approved, Archived, Deprecated)"),
    f("recherche.typeCode", "types cherchés, codes seuls"),
    f("recherche.classCode", "classes cherchées, codes seuls"),
    f("recherche.confidentialite", "confidentialités cherchées, codes seuls"),
    f("recherche.cadre", "cadres d'exercice cherchés, codes seuls"),
    f("recherche.format", "formats cherchés, codes seuls"),
    f("recherche.evenement", "actes cherchés, codes seuls"),
    f("recherche.creation.de", "borne basse de creationTime"),
    f("recherche.creation.a", "borne haute de creationTime"),
    f("recherche.acte.de", "borne basse de serviceStartTime"),
    f("recherche.acte.a", "borne haute de serviceStartTime"),
    f("recherche.soumission.de", "borne basse de submissionTime"),
    f("recherche.uniqueId", "uniqueId cherchés"),
    f("recherche.entryUUID", "entryUUID cherchés"),
    f("resultats", "nombre d'objets rendus"),
    f("rendu.uniqueId", "uniqueId des documents rendus"),
    f("rendu.entryUUID", "entryUUID des objets rendus"),
]);

const FAITS_TD32: &[Fait] = joints!(Fait; FAITS, &[
    f("statut", "Success, PartialSuccess ou Failure"),
    f("erreur", "errorCode des RegistryError"),
    f("doc.uniqueId", "uniqueId demandés"),
    f("doc.depot", "RepositoryUniqueId demandés"),
    f("rendu.uniqueId", "uniqueId des documents rendus"),
    f("rendu.titre", "titres des documents rendus, lus dans leur CDA"),
]);

const FAITS_TD33: &[Fait] = joints!(Fait; FAITS, &[
    f("statut", "Success ou Failure"),
    f("erreur", "errorCode des RegistryError"),
    f("patient", "INS du lot (patientId du SubmissionSet), 15 caractères"),
    f("oid", "OID de l'INS du lot"),
    f("lot.uniqueId", "uniqueId du lot"),
    f("cible", "entryUUID (statut) ou lid (visibilité) du document changé"),
    f("de", "OriginalStatus (Approved, Archived)"),
    f("vers", "NewStatus (Approved, Archived, Deleted)"),
    f("version", "PreviousVersion"),
    f("doc.uniqueId", "uniqueId du document, pour un changement de visibilité"),
    f("doc.confidentialite", "codes de confidentialité et de visibilité demandés"),
]);

const FAITS_TD09: &[Fait] = &[
    f("page", "page demandée, telle qu'écrite dans l'adresse"),
    f("patient", "INS de l'adresse, tel qu'écrit"),
    f("oid", "OID de l'INS, si un paramètre de l'adresse le donne"),
    f("parametre", "paramètres de l'adresse, nom=valeur"),
    f(
        "ps",
        "identifiant national du professionnel : celui de sa carte, ou de Pro Santé Connect",
    ),
    f("authentification", "carte, ou psc"),
    f("existence", "OK : le patient a un DMP ; NF : il n'en a pas"),
    f("dmp.statut", "active ou terminated"),
    f("autorisation", "code de l'autorisation (VALIDE)"),
    f("erreur", "code du refus (DMPAccessDeniedByRightsService)"),
];

const FAITS_WEB: &[Fait] = &[
    f("page", "page ouverte de l'intérieur de l'accès web"),
    f("dossier", "INS du dossier ouvert"),
    f("ps", "identifiant national du professionnel"),
    f(
        "autorisation.action",
        "AJOUT ou SUPPRESSION, quand l'autorisation est changée de la page",
    ),
    f("erreur", "code du refus"),
];

/// Every operation.
pub const OPERATIONS: &[Operation] = &[
    Operation {
        nom: TD02,
        dit: "DMP : test d'existence et statut de l'autorisation (PRPA_IN201307UV02)",
        faits: FAITS_TD02,
    },
    Operation {
        nom: TD21,
        dit: "DMP : alimentation et remplacement (ITI-41, Provide and Register Document Set-b)",
        faits: FAITS_TD21,
    },
    Operation {
        nom: TD22,
        dit: "DMP : alimentation par une carte de personnel (CPE), même message que TD2.1",
        faits: FAITS_TD21,
    },
    Operation {
        nom: TD03,
        dit: "DMP : ajout ou retrait de l'autorisation (setAuthorization)",
        faits: FAITS_TD03,
    },
    Operation {
        nom: TD04,
        dit: "DMP : liste des DMP que le professionnel peut consulter (patientList)",
        faits: FAITS_LISTE,
    },
    Operation {
        nom: TD05,
        dit: "DMP : recherche d'un patient sans INS (PRPA_IN201305UV02, régulation)",
        faits: FAITS_TD05,
    },
    Operation {
        nom: TD13A,
        dit: "DMP : données administratives du dossier (PRPA_IN201307UV02, CNSLT_DATA)",
        faits: FAITS_TD02,
    },
    Operation {
        nom: TD16,
        dit: "DMP : professionnels autorisés ou bloqués (listAuthorizationByPatient)",
        faits: FAITS_LISTE,
    },
    Operation {
        nom: TD31,
        dit: "DMP : recherche de documents (ITI-18, Registry Stored Query)",
        faits: FAITS_TD31,
    },
    Operation {
        nom: TD32,
        dit: "DMP : consultation de documents (ITI-43, Retrieve Document Set)",
        faits: FAITS_TD32,
    },
    Operation {
        nom: TD33A,
        dit: "DMP : masquage ou démasquage aux professionnels (ITI-57, nouvelle version des métadonnées)",
        faits: FAITS_TD33,
    },
    Operation {
        nom: TD33B,
        dit: "DMP : document rendu visible au patient ou à ses représentants (ITI-57)",
        faits: FAITS_TD33,
    },
    Operation {
        nom: TD33C,
        dit: "DMP : suppression (ITI-57, statut Deleted)",
        faits: FAITS_TD33,
    },
    Operation {
        nom: TD33D,
        dit: "DMP : archivage et désarchivage (ITI-57, statut Archived ou Approved)",
        faits: FAITS_TD33,
    },
    Operation {
        nom: RETIREE,
        dit: "DMP : transaction retirée (création, TD1.3b, TD1.4, TD1.5)",
        faits: FAITS,
    },
    Operation {
        nom: AUTRE,
        dit: "DMP : message qui n'est aucune transaction du DMP",
        faits: FAITS,
    },
    Operation {
        nom: TD09,
        dit: "DMP : accès web contextuel (page ouverte par le logiciel, /AccesDirect)",
        faits: FAITS_TD09,
    },
    Operation {
        nom: WEB,
        dit: "DMP : page ou geste de l'accès web, une fois entré",
        faits: FAITS_WEB,
    },
    Operation {
        nom: WSDL,
        dit: "DMP : lecture d'un WSDL",
        faits: &[],
    },
    Operation {
        nom: PARAMETRES,
        dit: "DMP : lecture des paramètres publiés (param-lps)",
        faits: &[],
    },
    Operation {
        nom: ILLISIBLE,
        dit: "DMP : requête que le service n'a pas pu lire",
        faits: FAITS,
    },
    Operation {
        nom: SONDE,
        dit: "DMP : requête HTTP sans message (HEAD, OPTIONS, GET d'autre chose que le WSDL)",
        faits: &[],
    },
    Operation {
        nom: CONNEXION_REFUSEE,
        dit: "DMP : poignée de main TLS qui n'aboutit pas",
        faits: &[],
    },
];
