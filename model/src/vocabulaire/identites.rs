//! Identities, INSi, and the functional traces.

use super::{Acte, Action, Genre, GenreFichier, Parametre, REFERENCE, f, fs, p};

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

/// Extracts.
pub(super) const EXTRAITS: &[GenreFichier] = &[
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
        dit: "les traces fonctionnelles (objet JSON : `appels`, `statuts`, `messages`)",
        listes: &["appels", "statuts", "messages"],
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
            f(
                "messages.date",
                "instant de l'acte de messagerie (RFC 3339, heure locale et son décalage)",
            ),
            f(
                "messages.utilisateur",
                "auteur de l'acte : RPPS, ou adresse de la boîte applicative",
            ),
            f("messages.action", "`envoi`, `reponse`, `lecture`, `integration` ou `suppression`"),
            f("messages.message_id", "Message-ID du courriel"),
            f("messages.demande", "ce qui a été demandé au serveur, sans le contenu du courriel"),
            f("messages.reponse", "ce que le serveur a répondu, un échec aussi"),
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
