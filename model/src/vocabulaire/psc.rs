//! Pro Santé Connect.

use super::{Acte, Action, Genre, GenreFichier, Operation, choix, f, p};

/// Acts.
pub(super) const ACTES: &[Acte] = &[
    Acte {
        nom: "connecter-psc",
        dit: "Se connecter au logiciel par Pro Santé Connect, comme le professionnel qui agit",
        parametres: &[
            choix(
                "mode",
                false,
                &["web", "ciba"],
                "par le navigateur (web) ou par CIBA, sans navigateur ; par défaut web",
            ),
            choix(
                "moyen",
                false,
                &["cps", "e-cps"],
                "carte CPS ou application e-CPS ; par défaut e-CPS",
            ),
            choix(
                "geste",
                false,
                &["accepter", "refuser", "attendre", "code-faux"],
                "ce que fait la personne quand PSC lui demande son accord (mode web) ; par défaut accepter",
            ),
        ],
        fichiers: &["session-psc"],
    },
    Acte {
        nom: "choisir-situation",
        dit: "Choisir la situation d'exercice de la session, quand le professionnel en a plusieurs",
        parametres: &[p("rang", Genre::Nombre, true, "rang de la situation proposée, à partir de 1")],
        fichiers: &["session-psc"],
    },
    Acte {
        nom: "continuer-psc",
        dit: "Continuer à travailler dans la session ouverte par Pro Santé Connect",
        parametres: &[],
        fichiers: &["session-psc"],
    },
    Acte {
        nom: "appeler-api-psc",
        dit: "Appeler une API Pro Santé Connectée pour le professionnel connecté (échange de jeton, même certificat)",
        parametres: &[],
        fichiers: &["session-psc"],
    },
    Acte {
        nom: "deconnecter-psc",
        dit: "Se déconnecter du logiciel et de Pro Santé Connect",
        parametres: &[],
        fichiers: &["session-psc"],
    },
    Acte {
        nom: "lire-session-psc",
        dit: "Montrer la session telle que le logiciel la tient",
        parametres: &[],
        fichiers: &["session-psc"],
    },
];

/// Operations.
pub(super) const OPERATIONS: &[Operation] = &[];

/// Files.
pub(super) const FICHIERS: &[GenreFichier] = &[GenreFichier {
    nom: "session-psc",
    dit: "la session ouverte par Pro Santé Connect, telle que le logiciel la tient (objet JSON)",
    faits: &[
        f("etat", "`ouverte`, `fermee`, `en-attente` ou `absente`"),
        f("id_national", "identifiant national de la personne connectée (SubjectNameID)"),
        f("rpps", "son RPPS, 11 chiffres ; absent quand l'identifiant n'en est pas un"),
        f("nom", "nom d'exercice"),
        f("prenom", "prénom d'exercice"),
        f("compte", "compte local rapproché ; absent sans compte"),
        f("situations", "nombre de situations d'exercice"),
        f("situation", "rang de la situation choisie ; absent tant qu'aucune ne l'est"),
        f("structure", "identifiant technique de la structure de cette situation"),
        f("secteur", "secteur d'activité de cette situation, code seul"),
        f("acr", "niveau d'authentification reçu"),
        f("code", "les deux chiffres montrés à l'utilisateur (CIBA)"),
        f("message", "ce que l'utilisateur voit"),
    ],
}];

/// Actions of the bench.
pub(super) const ACTIONS: &[Action] = &[];
