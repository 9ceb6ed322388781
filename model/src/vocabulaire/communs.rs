//! What no service owns: the facts of every exchange, the lists of revocation, the export of traces, the faults.

use crate::exchange::fait;

use super::{Acte, Fait, Genre, MotPanne, Operation, REFERENCE, f};

/// Facts that every exchange has.
pub const FAITS_COMMUNS: &[Fait] = &[
    f(fait::REPONSE, "code HTTP de la réponse"),
    f(fait::CERTIFICAT_CN, "CN du certificat client présenté"),
    f(fait::CERTIFICAT_OU, "OU du certificat client présenté"),
    f(fait::ECHEC, "raison d'une connexion refusée"),
    f(fait::PANNE, "panne du banc appliquée à cet échange (`latence`, `statut`…)"),
    f(fait::CONTIENT, "texte présent dans la requête, à travers ses couches"),
];

/// Acts.
pub(super) const ACTES: &[Acte] = &[Acte {
    nom: "exporter-traces",
    dit: "Exporter, pour cette identité, le journal des appels à INSi, des changements de statut et des actes de messagerie",
    parametres: &[REFERENCE],
    fichiers: &["traces"],
}];

/// Operations that no dialect reads.
pub const OPERATIONS_COMMUNES: &[Operation] = &[Operation {
    nom: "igc.crl",
    dit: "IGC-Santé de test : lecture d'une liste de révocation",
    faits: &[],
}];

/// Every fault.
pub const PANNES: &[MotPanne] = &[
    MotPanne {
        nom: "latence",
        dit: "répondre après ce nombre de millisecondes",
        valeur: Some(Genre::Nombre),
    },
    MotPanne {
        nom: "statut",
        dit: "répondre ce code HTTP, corps vide",
        valeur: Some(Genre::Nombre),
    },
    MotPanne {
        nom: "faute",
        dit: "répondre la faute ou le code métier du service (`insi_102`, `desir_550`, `cr_01`)",
        valeur: Some(Genre::Texte),
    },
    MotPanne {
        nom: "corps-tronque",
        dit: "n'envoyer que la première moitié du corps",
        valeur: None,
    },
    MotPanne {
        nom: "fermeture",
        dit: "fermer la connexion sans répondre",
        valeur: None,
    },
    MotPanne {
        nom: "certificat-serveur",
        dit: "présenter un certificat serveur `expire`, `revoque` ou `etranger`",
        valeur: Some(Genre::Texte),
    },
    MotPanne {
        nom: "crl-injoignable",
        dit: "le point de distribution des CRL répond 503",
        valeur: None,
    },
];
