//! Pro Santé Connect.

use super::{Acte, Action, Fait, Genre, GenreFichier, Operation, choix, f, p};

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

const CLIENT_ID: Fait = f("client_id", "client qui appelle");
const METHODE: Fait = f(
    "methode",
    "authentification du client : `client_secret_basic`, `client_secret_post`, `client_secret_jwt`, `private_key_jwt`, `tls_client_auth`, `none`",
);
const ERREUR: Fait = f(
    "erreur",
    "code de l'erreur répondue (`invalid_grant`, `slow_down`…) ; absent si tout va bien",
);
const ID_NATIONAL: Fait = f("id_national", "identifiant national de la personne (SubjectNameID)");
const RPPS: Fait = f("rpps", "RPPS de la personne, quand son identifiant national est 8 et un RPPS");
const SCOPE: Fait = f("scope", "périmètre demandé, ou accordé par le jeton");
const ACR_VALUES: Fait = f("acr_values", "niveau d'identification demandé");
const STATE: Fait = f("state", "state de la requête");
const ISSUE: Fait = f(
    "issue",
    "`page`, `redirection` vers le logiciel, ou `erreur` (page sans redirection)",
);

/// Operations.
pub(super) const OPERATIONS: &[Operation] = &[
    Operation {
        nom: "psc.decouverte",
        dit: "Pro Santé Connect : lecture du document de découverte",
        faits: &[f("document", "`wallet` (celui de PSC) ou `standard`")],
    },
    Operation {
        nom: "psc.jwks",
        dit: "Pro Santé Connect : lecture des clés publiques",
        faits: &[],
    },
    Operation {
        nom: "psc.authorize",
        dit: "Pro Santé Connect : demande d'autorisation, par le navigateur",
        faits: &[
            CLIENT_ID,
            f("redirect_uri", "adresse de retour demandée"),
            f("response_type", "`code`"),
            SCOPE,
            ACR_VALUES,
            f("acr", "paramètre `acr`, que montre un exemple de l'ANS à la place d'`acr_values`"),
            STATE,
            f("nonce", "nonce de la requête"),
            f("code_challenge", "défi PKCE"),
            f("code_challenge_method", "méthode du défi PKCE"),
            f("prompt", "`none`, `login`"),
            f("login_hint", "identité proposée"),
            ISSUE,
            ERREUR,
        ],
    },
    Operation {
        nom: "psc.identification",
        dit: "Pro Santé Connect : geste de la personne sur la page de connexion ou sur l'e-CPS",
        faits: &[
            CLIENT_ID,
            f("identite", "identifiant national choisi"),
            f("moyen", "`CPS` ou `e-CPS`"),
            f("geste", "`accord`, `refus`, `code-faux`, `delai`"),
            ISSUE,
            ERREUR,
        ],
    },
    Operation {
        nom: "psc.token",
        dit: "Pro Santé Connect : demande de jetons",
        faits: &[
            f("grant", "`authorization_code`, `refresh_token`, `ciba`, `token-exchange`, `autre`"),
            CLIENT_ID,
            METHODE,
            f("redirect_uri", "adresse de retour redite à l'échange du code"),
            f("pkce", "`present` ou `absent` : le vérificateur PKCE, à l'échange d'un code"),
            ERREUR,
            f("raison", "ce qui fait refuser un code : `redirect_uri`, `pkce`, `code`"),
            ID_NATIONAL,
            RPPS,
            f("acr", "niveau d'identification que dit le jeton"),
            SCOPE,
            f("nonce", "nonce du jeton d'identité"),
            f("session", "session_state"),
            f("expires_in", "vie du jeton d'accès, en secondes"),
            f("refresh_expires_in", "vie du jeton de rafraîchissement, en secondes"),
            f("auth_req_id", "demande CIBA interrogée"),
        ],
    },
    Operation {
        nom: "psc.userinfo",
        dit: "Pro Santé Connect : lecture d'UserInfo",
        faits: &[
            f("porteur", "où est le jeton d'accès : `entete`, `corps`, `url`"),
            ERREUR,
            ID_NATIONAL,
            RPPS,
            f("exercices", "nombre d'exercices répondus"),
            f("activites", "nombre d'activités répondues, tous exercices confondus"),
        ],
    },
    Operation {
        nom: "psc.introspection",
        dit: "Pro Santé Connect : introspection d'un jeton",
        faits: &[f("actif", "`true` ou `false`"), ID_NATIONAL, RPPS, CLIENT_ID, METHODE, ERREUR],
    },
    Operation {
        nom: "psc.revocation",
        dit: "Pro Santé Connect : révocation d'un jeton",
        faits: &[CLIENT_ID, METHODE, ERREUR],
    },
    Operation {
        nom: "psc.logout",
        dit: "Pro Santé Connect : déconnexion",
        faits: &[
            f("canal", "`navigateur` ou `serveur`"),
            f("id_token_hint", "`present` ou `absent`"),
            f("post_logout_redirect_uri", "adresse de retour demandée"),
            STATE,
            CLIENT_ID,
            ERREUR,
        ],
    },
    Operation {
        nom: "psc.deconnexion-serveur",
        dit: "Pro Santé Connect : fin de session annoncée par le banc au logiciel (back-channel logout)",
        faits: &[f("client_id", "client prévenu"), f("session", "session qui finit (sid)")],
    },
    Operation {
        nom: "psc.ciba",
        dit: "Pro Santé Connect : demande CIBA (client lourd)",
        faits: &[
            CLIENT_ID,
            METHODE,
            f("login_hint", "identité demandée"),
            f("binding_message", "nombre montré à l'utilisateur"),
            ACR_VALUES,
            f("channel", "`CARD` ou `MOBILE`"),
            SCOPE,
            f("auth_req_id", "identifiant de la demande"),
            f("interval", "secondes entre deux interrogations"),
            f("expires_in", "vie de la demande, en secondes"),
            ERREUR,
        ],
    },
    Operation {
        nom: "psc.echange",
        dit: "API Pro Santé Connectée : échange du jeton de PSC (RFC 8693)",
        faits: &[
            CLIENT_ID,
            METHODE,
            f("subject_token_type", "nature du jeton échangé"),
            SCOPE,
            f("audience", "destinataire demandé"),
            ID_NATIONAL,
            RPPS,
            f("cnf", "empreinte du certificat dans le jeton répondu : `rfc8705`, `ans`, `absent`"),
            ERREUR,
        ],
    },
    Operation {
        nom: "psc.api",
        dit: "API Pro Santé Connectée : appel",
        faits: &[
            ID_NATIONAL,
            RPPS,
            f("cnf", "`lie` au certificat de la connexion, `autre-certificat`, `absent`"),
            ERREUR,
        ],
    },
    Operation {
        nom: "psc.proxy.connect",
        dit: "Proxy e-Santé : ouverture d'une session",
        faits: &[
            f("national_id", "identité demandée"),
            f("binding_message", "nombre montré à l'utilisateur"),
            CLIENT_ID,
            f("channel", "`CARD` ou `MOBILE`"),
            f("session", "session_state"),
            ERREUR,
        ],
    },
    Operation {
        nom: "psc.proxy.disconnect",
        dit: "Proxy e-Santé : fin de session",
        faits: &[ERREUR],
    },
    Operation {
        nom: "psc.proxy.send",
        dit: "Proxy e-Santé : appel relayé",
        faits: &[f("service", "service appelé"), f("chemin", "chemin dans ce service"), ERREUR],
    },
    Operation {
        nom: "psc.proxy.traces",
        dit: "Proxy e-Santé : lecture des traces",
        faits: &[f("debut", "début de la période"), f("fin", "fin de la période")],
    },
    Operation {
        nom: "psc.proxy.signature",
        dit: "Proxy e-Santé : signature des données de session (tests de conformité)",
        faits: &[ERREUR],
    },
    Operation {
        nom: "psc.page",
        dit: "Pro Santé Connect : page du banc (écran de l'e-CPS, accueil)",
        faits: &[],
    },
    Operation {
        nom: "psc.autre",
        dit: "Pro Santé Connect : adresse que cette version ne joue pas",
        faits: &[],
    },
    Operation {
        nom: "psc.illisible",
        dit: "Pro Santé Connect : requête illisible",
        faits: &[],
    },
    Operation {
        nom: "psc.connexion-refusee",
        dit: "Pro Santé Connect : connexion TLS refusée",
        faits: &[],
    },
];

/// Files.
pub(super) const FICHIERS: &[GenreFichier] = &[GenreFichier {
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
                &["acr", "pkce", "sub", "nonce", "userinfo", "cnf", "iss", "aud", "signature"],
                "réglage",
            ),
            p(
                "valeur",
                Genre::Texte,
                true,
                "acr : eidas1, eidas2, eidas3, absent ; pkce : exigee, facultative ; sub : federation, uuid ; nonce : renvoye, absent, autre ; \
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
