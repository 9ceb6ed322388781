//! The operations of an exchange with the directory, and every fact of each.

use segur_model::vocabulaire::{Fait, Operation, f};

/// `annuaire.recherche`.
pub const RECHERCHE: &str = "annuaire.recherche";
/// `annuaire.page`.
pub const PAGE: &str = "annuaire.page";
/// `annuaire.lecture`.
pub const LECTURE: &str = "annuaire.lecture";
/// `annuaire.metadata`.
pub const METADATA: &str = "annuaire.metadata";
/// `annuaire.extraction`.
pub const EXTRACTION: &str = "annuaire.extraction";
/// `annuaire.autre`.
pub const AUTRE: &str = "annuaire.autre";
/// `annuaire.illisible`.
pub const ILLISIBLE: &str = "annuaire.illisible";
/// `annuaire.connexion-refusee`.
pub const CONNEXION_REFUSEE: &str = "annuaire.connexion-refusee";

const CLE: Fait = f("cle", "clé d'API dans l'en-tête : `presente` ou `absente`");
const ERREUR: Fait = f("erreur", "diagnostics de l'OperationOutcome, ou message de la passerelle");
const ENTREES: Fait = f("entrees", "nombre d'entrées du Bundle, inclusions comprises");
const SUIVANTE: Fait = f("suivante", "identifiant opaque du lien next");
const TOTAL: Fait = f("total", "total du Bundle, quand il y est");
const RPPS: Fait = f("rpps", "RPPS des professionnels de la réponse");
const MSSANTE: Fait = f("mssante", "adresses MSSanté de la réponse");
const TYPE: Fait = f("type", "ressource demandée (`Practitioner`…)");

const FAITS_RECHERCHE: &[Fait] = &[
    TYPE,
    f("methode", "GET ou POST"),
    f("parametres", "noms des paramètres, tels qu'écrits"),
    f("count", "valeur de _count"),
    TOTAL,
    ENTREES,
    SUIVANTE,
    CLE,
    ERREUR,
    RPPS,
    MSSANTE,
    f("p._id", "valeurs du paramètre _id"),
    f("p._lastUpdated", "valeurs du paramètre _lastUpdated"),
    f("p.active", "valeurs du paramètre active"),
    f("p.data-information-system", "valeurs du paramètre data-information-system"),
    f("p.data-registration-authority", "valeurs du paramètre data-registration-authority"),
    f("p.family", "valeurs du paramètre family"),
    f("p.given", "valeurs du paramètre given"),
    f("p.identifier", "valeurs du paramètre identifier"),
    f("p.identifier-type", "valeurs du paramètre identifier-type"),
    f("p.mailbox-mss", "valeurs du paramètre mailbox-mss"),
    f("p.mailbox-mss-type", "valeurs du paramètre mailbox-mss-type"),
    f("p.name", "valeurs du paramètre name"),
    f("p.number-smartcard", "valeurs du paramètre number-smartcard"),
    f("p.qualification-code", "valeurs du paramètre qualification-code"),
    f("p.type-smartcard", "valeurs du paramètre type-smartcard"),
    f("p.organization", "valeurs du paramètre organization"),
    f("p.organization.identifier", "valeurs du paramètre chaîné organization.identifier"),
    f("p.practitioner", "valeurs du paramètre practitioner"),
    f("p.role", "valeurs du paramètre role"),
    f("p.address", "valeurs du paramètre address"),
    f("p.address-city", "valeurs du paramètre address-city"),
    f("p.address-line", "valeurs du paramètre address-line"),
    f("p.address-postalcode", "valeurs du paramètre address-postalcode"),
    f("p.partof", "valeurs du paramètre partof"),
    f("p.pharmacy-licence", "valeurs du paramètre pharmacy-licence"),
    f("p.type", "valeurs du paramètre type"),
    f("p.characteristic", "valeurs du paramètre characteristic"),
    f("p.service-category", "valeurs du paramètre service-category"),
    f("p.service-type", "valeurs du paramètre service-type"),
    f("p.manufacturer", "valeurs du paramètre manufacturer"),
    f("p.model", "valeurs du paramètre model"),
    f("p.status", "valeurs du paramètre status"),
    f("p._count", "valeurs du paramètre _count"),
    f("p._total", "valeurs du paramètre _total"),
    f("p._include", "valeurs du paramètre _include"),
    f("p._revinclude", "valeurs du paramètre _revinclude"),
    f("p._elements", "valeurs du paramètre _elements"),
];

/// Every operation.
pub const OPERATIONS: &[Operation] = &[
    Operation {
        nom: RECHERCHE,
        dit: "Annuaire Santé (API FHIR v2) : recherche",
        faits: FAITS_RECHERCHE,
    },
    Operation {
        nom: PAGE,
        dit: "Annuaire Santé : page d'une recherche",
        faits: &[
            f("page", "identifiant opaque demandé"),
            TOTAL,
            ENTREES,
            SUIVANTE,
            CLE,
            ERREUR,
            RPPS,
            MSSANTE,
        ],
    },
    Operation {
        nom: LECTURE,
        dit: "Annuaire Santé : lecture d'une ressource par son identifiant technique",
        faits: &[
            TYPE,
            f("id", "identifiant technique demandé"),
            f("actif", "true ou false"),
            RPPS,
            CLE,
            ERREUR,
        ],
    },
    Operation {
        nom: METADATA,
        dit: "Annuaire Santé : lecture du CapabilityStatement",
        faits: &[CLE, ERREUR],
    },
    Operation {
        nom: EXTRACTION,
        dit: "Annuaire Santé : téléchargement d'une extraction",
        faits: &[
            f("fichier", "extraction demandée (`PS_LibreAcces`…)"),
            f("date", "date du fichier, aaaammjjhhmm"),
            f(
                "lignes",
                "lignes du premier fichier de l'archive, sans l'en-tête ; absent au-delà de 8 Mo",
            ),
        ],
    },
    Operation {
        nom: AUTRE,
        dit: "Annuaire Santé : appel qui n'est ni une recherche, ni une lecture, ni une extraction",
        faits: &[CLE, ERREUR],
    },
    Operation {
        nom: ILLISIBLE,
        dit: "Annuaire Santé : requête dont les paramètres ne se lisent pas",
        faits: &[
            TYPE,
            f("methode", "GET ou POST"),
            f("id", "identifiant technique demandé"),
            CLE,
            ERREUR,
        ],
    },
    Operation {
        nom: CONNEXION_REFUSEE,
        dit: "Annuaire Santé : connexion TLS refusée",
        faits: &[],
    },
];
