//! Identities, INSi, and the functional traces.

use super::{Acte, Action, Fait, Genre, GenreFichier, Operation, Parametre, REFERENCE, f, fs, p};

/// Acts.
pub(super) const ACTES: &[Acte] = &[
    Acte {
        nom: "creer-identite",
        dit: "Créer une identité à partir des traits saisis au guichet (statut « provisoire »)",
        parametres: &[REFERENCE, p("patient", Genre::Patient, true, "les traits à saisir")],
        fichiers: &[],
    },
    Acte {
        nom: "rechercher-ins",
        dit: "Appeler INSi par traits pour cette identité, et appliquer la réponse",
        parametres: &[
            REFERENCE,
            Parametre {
                nom: "mode",
                genre: Genre::Choix,
                choix: &["structure", "carte"],
                requis: false,
                dit: "authentification : certificat de structure, ou carte CPx ; par défaut celle du candidat",
            },
        ],
        fichiers: &[],
    },
    Acte {
        nom: "valider-identite",
        dit: "Enregistrer un justificatif d'identité et valider l'identité",
        parametres: &[
            REFERENCE,
            Parametre {
                nom: "justificatif",
                genre: Genre::Choix,
                choix: &["CN", "PA", "CS", "LE", "AN", "CC", "PC"],
                requis: true,
                dit: "nature du justificatif : carte d'identité, passeport, carte de séjour, livret de famille, acte de naissance, carnet de circulation, permis de conduire",
            },
        ],
        fichiers: &[],
    },
    Acte {
        nom: "marquer-identite",
        dit: "Donner un attribut à l'identité, ou les lui ôter tous",
        parametres: &[
            REFERENCE,
            Parametre {
                nom: "attribut",
                genre: Genre::Choix,
                choix: &["douteuse", "fictive", "homonyme", "aucun"],
                requis: true,
                dit: "l'attribut ; `aucun` : ôter tous ceux qu'elle a",
            },
        ],
        fichiers: &[],
    },
    Acte {
        nom: "lire-identite",
        dit: "Montrer l'identité telle que le logiciel la tient",
        parametres: &[REFERENCE],
        fichiers: &["identite"],
    },
];

const FAITS_INSI_RECHERCHE: &[Fait] = &[
    f("mode", "`structure` (certificat ORG) ou `carte` (assertion PS)"),
    f("nom", "NomNaissance envoyé"),
    f("prenom", "Prenom envoyé(s)"),
    f("prenom.nombre", "nombre d'éléments Prenom"),
    f("sexe", "Sexe envoyé"),
    f("date_naissance", "DateNaissance envoyée"),
    f("lieu_naissance", "LieuNaissance envoyé"),
    f("emetteur", "ContexteLPS/Emetteur"),
    f("idam", "ContexteLPS/LPS/IDAM"),
    f("lps.nom", "ContexteLPS/LPS/Nom"),
    f("lps.version", "ContexteLPS/LPS/Version"),
    f("lps.instance", "ContexteLPS/LPS/Instance"),
    f("message_id", "wsa:MessageID"),
    f("contexte.lps", "ContexteLPS/Id"),
    f("contexte.bam", "ContexteBAM/Id"),
    f("ps", "NameID de l'assertion PS"),
    f("cr", "CodeCR de la réponse : 00, 01 ou 02"),
    f("libelle", "LibelleCR"),
    f("ins", "matricule et clé de l'INS actif, 15 caractères"),
    f("matricule", "NumIdentifiant de l'INS actif, 13 caractères"),
    f("cle", "Cle de l'INS actif"),
    f("oid", "OID de l'INS actif"),
    f("ins.nature", "`NIR` ou `NIA`"),
    f("historique", "INS de l'historique, 15 caractères chacun"),
    f("tiq.nom", "TIQ/NomNaissance"),
    f("tiq.prenoms", "TIQ/ListePrenom"),
    f("tiq.prenom", "TIQ/Prenom"),
    f("tiq.sexe", "TIQ/Sexe"),
    f("tiq.date_naissance", "TIQ/DateNaissance"),
    f("tiq.lieu_naissance", "TIQ/LieuNaissance"),
    f("faute", "sous-code de la faute SOAP (`siram_40`)"),
    f("faute.code", "code de l'erreur (`insi_102`, `desir_550`)"),
];

/// Operations.
pub(super) const OPERATIONS: &[Operation] = &[
    Operation {
        nom: "insi.recherche-traits",
        dit: "INSi : recherche de l'INS par traits (WS_INS2, rechercherInsAvecTraitsIdentite)",
        faits: FAITS_INSI_RECHERCHE,
    },
    Operation {
        nom: "insi.wsdl",
        dit: "INSi : lecture du WSDL",
        faits: &[],
    },
    Operation {
        nom: "insi.illisible",
        dit: "INSi : requête que le service n'a pas pu lire",
        faits: &[f("faute", "sous-code de la faute SOAP"), f("faute.code", "code de l'erreur")],
    },
    Operation {
        nom: "insi.connexion-refusee",
        dit: "INSi : poignée de main TLS qui n'aboutit pas",
        faits: &[],
    },
];

/// Files.
pub(super) const FICHIERS: &[GenreFichier] = &[
    GenreFichier {
        nom: "identite",
        dit: "l'identité telle que le logiciel la tient (objet JSON)",
        listes: &[],
        faits: &[
            f("statut", "`provisoire`, `recuperee`, `validee` ou `qualifiee`"),
            fs("attributs", "`douteuse`, `fictive`, `homonyme`"),
            f("matricule", "matricule INS avec sa clé, 15 caractères ; absent sans INS"),
            f("oid", "OID de l'INS ; absent sans INS"),
            fs("historique", "anciens matricules avec clé"),
            f("nom_naissance", "nom de naissance"),
            f("prenoms", "prénoms de naissance, séparés par une espace"),
            f("premier_prenom", "premier prénom de naissance"),
            f("date_naissance", "AAAA-MM-JJ"),
            f("sexe", "M ou F"),
            f("lieu_naissance", "COG"),
            fs(
                "alertes",
                "alertes montrées à l'utilisateur : `prenoms-incoherents`, `reponse-insi-refusee`",
            ),
        ],
    },
    GenreFichier {
        nom: "traces",
        dit: "les traces fonctionnelles (objet JSON : `appels`, `statuts`)",
        listes: &["appels", "statuts"],
        faits: &[
            f("appels.date", "instant de chaque appel à INSi (RFC 3339)"),
            f("appels.utilisateur", "professionnel à l'origine de l'appel (RPPS)"),
            f("appels.operation", "opération appelée"),
            f("appels.modalite", "`traits` ou `vitale`"),
            f("appels.code_retour", "00, 01, 02 ou code de la faute"),
            f("appels.matricule", "matricule et clé renvoyés, 15 caractères"),
            f("appels.oid", "OID renvoyé"),
            fs("appels.historique", "INS de l'historique renvoyé, 15 caractères"),
            f("appels.nom_naissance", "nom de naissance renvoyé"),
            f("appels.prenoms", "liste des prénoms renvoyée"),
            f("appels.sexe", "sexe renvoyé"),
            f("appels.date_naissance", "date de naissance renvoyée"),
            f("appels.lieu_naissance", "lieu de naissance renvoyé"),
            f("statuts.avant", "statut antérieur"),
            f("statuts.apres", "nouveau statut"),
            f("statuts.date", "instant du changement"),
            f("statuts.utilisateur", "auteur du changement (RPPS)"),
        ],
    },
];

/// Actions of the bench.
pub(super) const ACTIONS: &[Action] = &[
    Action {
        nom: "insi.repondre",
        dit: "Script d'INSi : ce que le téléservice répond pour ce patient, jusqu'à la remise à zéro",
        parametres: &[
            p("patient", Genre::Texte, true, "fiche du patient"),
            p("reponses", Genre::Libre, true, "liste de réponses, comme `insi` dans le monde"),
        ],
    },
    Action {
        nom: "insi.environnement",
        dit: "Plateforme simulée : `editeur` (inconnu = faute insi_102) ou `production` (inconnu = CR 01)",
        parametres: &[Parametre {
            nom: "valeur",
            genre: Genre::Choix,
            choix: &["editeur", "production"],
            requis: true,
            dit: "la plateforme",
        }],
    },
];
