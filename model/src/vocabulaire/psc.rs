//! Pro Santé Connect.

use super::{Acte, Action, Genre, GenreFichier, choix, f, p};

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

/// Extracts.
pub(super) const EXTRAITS: &[GenreFichier] = &[GenreFichier {
    nom: "session-psc",
    dit: "la session ouverte par Pro Santé Connect, telle que le logiciel la tient (objet JSON)",
    listes: &[],
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

const DEMANDE: super::Parametre = p(
    "demande",
    Genre::Texte,
    true,
    "auth_req_id de la demande ; à défaut, identifiant national ou fiche de la personne qu'elle attend",
);

/// Actions of the bench.
pub(super) const ACTIONS: &[Action] = &[
    Action {
        nom: "psc.approuver",
        dit: "Sur son e-CPS ou avec sa carte, la personne approuve une demande CIBA",
        parametres: &[
            DEMANDE,
            p(
                "code",
                Genre::Texte,
                false,
                "nombre que le logiciel affiche ; s'il n'est pas celui de la demande, rien n'est approuvé",
            ),
        ],
    },
    Action {
        nom: "psc.refuser",
        dit: "La personne refuse une demande CIBA",
        parametres: &[p(
            "demande",
            Genre::Texte,
            false,
            "auth_req_id de la demande, identifiant national ou fiche de la personne ; par défaut tout ce qui attend, fût-ce rien",
        )],
    },
    Action {
        nom: "psc.code-faux",
        dit: "La personne se trompe de code : la demande CIBA échoue",
        parametres: &[DEMANDE],
    },
    Action {
        nom: "psc.expirer",
        dit: "Met fin, tout de suite, à ce qui vit",
        parametres: &[
            choix("quoi", true, &["acces", "rafraichissement", "session", "code"], "ce qui prend fin"),
            p(
                "identite",
                Genre::Texte,
                false,
                "fiche ou identifiant national ; par défaut tout le monde",
            ),
        ],
    },
    Action {
        nom: "psc.fermer-session",
        dit: "Pro Santé Connect ferme les sessions d'une personne",
        parametres: &[p("identite", Genre::Texte, true, "fiche ou identifiant national")],
    },
    Action {
        nom: "psc.regler",
        dit: "Change un réglage : ce que les sources publiques ne tranchent pas, ou une faute que le logiciel doit refuser",
        parametres: &[
            choix(
                "cle",
                true,
                &["acr", "scope", "pkce", "sub", "nonce", "userinfo", "cnf", "iss", "aud", "signature"],
                "réglage",
            ),
            p(
                "valeur",
                Genre::Texte,
                true,
                "acr : production, eidas1, eidas2, eidas3, absent ; scope : demande, etendu ; pkce : exigee, facultative ; sub : federation, uuid ; nonce : renvoye, absent, autre ; \
                 userinfo : complet, reduit, sans-optionnels ; cnf : rfc8705, ans ; iss, aud, signature (du jeton d'identité) : vrai, faux",
            ),
        ],
    },
    Action {
        nom: "psc.tourner-cles",
        dit: "Change la clé de signature ; l'ancienne reste publiée pendant la vie d'une session",
        parametres: &[],
    },
];
