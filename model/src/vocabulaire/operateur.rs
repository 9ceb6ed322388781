//! MSSanté: what the operator, its other users and the citizens do.

use super::Genre::{Nombre, Texte};
use super::{Action, Parametre, choix, p};

/// The mailbox that an action is about.
const BOITE: Parametre = p("boite", Texte, true, "adresse MSSanté, ou fiche de la boîte ou de son titulaire");

/// The citizen.
const PATIENT: Parametre = p(
    "patient",
    Texte,
    true,
    "fiche de l'usager : son adresse est faite de son matricule INS",
);

/// Which mail, when it is not the last.
const MESSAGE: Parametre = p(
    "message",
    Texte,
    false,
    "Message-ID du courriel ; par défaut le dernier que la boîte a reçu",
);

/// Actions of the bench.
pub(super) const ACTIONS: &[Action] = &[
    Action {
        nom: "mssante.usager-ouvrir",
        dit: "L'usager active sa messagerie de Mon espace santé",
        parametres: &[PATIENT],
    },
    Action {
        nom: "mssante.usager-fermer",
        dit: "L'usager ferme sa messagerie : ce qui lui est envoyé revient",
        parametres: &[PATIENT],
    },
    Action {
        nom: "mssante.usager-lire",
        dit: "L'usager lit un courriel ; l'accusé de lecture part s'il était demandé",
        parametres: &[PATIENT, MESSAGE],
    },
    Action {
        nom: "mssante.usager-repondre",
        dit: "L'usager répond à un courriel : impossible quand le professionnel a clos l'échange (X-MSS-MES: FIN)",
        parametres: &[PATIENT, MESSAGE, p("texte", Texte, false, "ce que dit la réponse")],
    },
    Action {
        nom: "mssante.usager-terminer",
        dit: "L'usager met fin à l'échange : il n'y répondra plus",
        parametres: &[PATIENT, MESSAGE],
    },
    Action {
        nom: "mssante.recevoir",
        dit: "Un autre professionnel envoie un courriel à une boîte",
        parametres: &[
            p(
                "boite",
                Texte,
                true,
                "destinataire : adresse MSSanté, ou fiche de la boîte ou de son titulaire",
            ),
            p(
                "de",
                Texte,
                false,
                "expéditeur : fiche ou adresse ; par défaut un prescripteur du monde",
            ),
            p("objet", Texte, false, "objet, quand le courriel ne porte pas de document"),
            p("texte", Texte, false, "ce que dit le courriel"),
            p(
                "patient",
                Texte,
                false,
                "fiche du patient du document joint (IHE_XDM) ; absent : aucun document",
            ),
            p(
                "metadonnees",
                Texte,
                false,
                "fiche du patient que disent les métadonnées de l'archive, quand c'est un autre que celui du CDA",
            ),
            choix("accuse", false, &["lecture", "aucun"], "si un accusé de lecture est demandé"),
            p("repond-a", Texte, false, "Message-ID du courriel auquel celui-ci répond"),
        ],
    },
    Action {
        nom: "mssante.lire",
        dit: "Un autre professionnel lit un courriel ; l'accusé de lecture part s'il était demandé",
        parametres: &[
            BOITE,
            MESSAGE,
            p(
                "erreur",
                Texte,
                false,
                "code d'erreur d'intégration (900 à 906) : l'accusé dit alors que le courriel n'a pu être intégré",
            ),
        ],
    },
    Action {
        nom: "mssante.fermer",
        dit: "L'opérateur ferme une boîte : ses courriels restent, rien ne peut plus y être remis ni lu",
        parametres: &[BOITE],
    },
    Action {
        nom: "mssante.ouvrir",
        dit: "L'opérateur rouvre une boîte qu'il avait fermée",
        parametres: &[BOITE],
    },
    Action {
        nom: "mssante.quota",
        dit: "L'opérateur borne une boîte",
        parametres: &[BOITE, p("octets", Nombre, true, "place de la boîte, en octets")],
    },
    Action {
        nom: "mssante.fermer-sessions",
        dit: "L'opérateur ferme les sessions IMAP et SMTP ouvertes",
        parametres: &[p("boite", Texte, false, "celles de cette boîte ; par défaut toutes")],
    },
    Action {
        nom: "mssante.vider",
        dit: "Ôte les courriels d'une boîte, ou un seul ; les échanges qui les ont apportés restent au journal",
        parametres: &[BOITE, p("message", Texte, false, "Message-ID du courriel à ôter ; par défaut tous")],
    },
    Action {
        nom: "mssante.liste-blanche",
        dit: "Change la liste blanche que le banc sert et applique",
        parametres: &[choix(
            "variante",
            true,
            &["nominale", "domaine-retire", "dn-inconnu", "tronquee", "perimee", "injoignable"],
            "ce qu'elle devient",
        )],
    },
];
