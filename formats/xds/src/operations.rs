//! The operations of an exchange with the DMP, and every fact of each.

use segur_model::joints;
use segur_model::vocabulaire::{Fait, Operation, f};

/// TD0.2, test of existence.
pub const TD02: &str = "dmp.TD0.2";
/// TD0.3, authorisation.
pub const TD03: &str = "dmp.TD0.3";
/// TD2.1, submission and replacement.
pub const TD21: &str = "dmp.TD2.1";
/// TD3.1, search.
pub const TD31: &str = "dmp.TD3.1";
/// Another transaction.
pub const AUTRE: &str = "dmp.autre";
/// Reading of a WSDL.
pub const WSDL: &str = "dmp.wsdl";
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
        nom: TD03,
        dit: "DMP : ajout ou retrait de l'autorisation (reconnue, non jouée par cette version)",
        faits: FAITS,
    },
    Operation {
        nom: TD31,
        dit: "DMP : recherche de documents (reconnue, non jouée par cette version)",
        faits: FAITS,
    },
    Operation {
        nom: AUTRE,
        dit: "DMP : autre transaction (reconnue, non jouée par cette version)",
        faits: FAITS,
    },
    Operation {
        nom: WSDL,
        dit: "DMP : lecture d'un WSDL",
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
