//! The operations of an exchange with Pro Santé Connect, and every fact of each.

use segur_model::joints;
use segur_model::vocabulaire::{Fait, Operation, f};

/// `psc.decouverte`.
pub const DECOUVERTE: &str = "psc.decouverte";
/// `psc.jwks`.
pub const JWKS: &str = "psc.jwks";
/// `psc.authorize`.
pub const AUTHORIZE: &str = "psc.authorize";
/// `psc.par`.
pub const PAR: &str = "psc.par";
/// `psc.identification`.
pub const IDENTIFICATION: &str = "psc.identification";
/// `psc.token`.
pub const TOKEN: &str = "psc.token";
/// `psc.userinfo`.
pub const USERINFO: &str = "psc.userinfo";
/// `psc.introspection`.
pub const INTROSPECTION: &str = "psc.introspection";
/// `psc.revocation`.
pub const REVOCATION: &str = "psc.revocation";
/// `psc.logout`.
pub const LOGOUT: &str = "psc.logout";
/// `psc.deconnexion-serveur`.
pub const DECONNEXION_SERVEUR: &str = "psc.deconnexion-serveur";
/// `psc.ciba`.
pub const CIBA: &str = "psc.ciba";
/// `psc.echange`.
pub const ECHANGE: &str = "psc.echange";
/// `psc.api`.
pub const API: &str = "psc.api";
/// `psc.proxy.connect`.
pub const PROXY_CONNECT: &str = "psc.proxy.connect";
/// `psc.proxy.disconnect`.
pub const PROXY_DISCONNECT: &str = "psc.proxy.disconnect";
/// `psc.proxy.send`.
pub const PROXY_SEND: &str = "psc.proxy.send";
/// `psc.proxy.traces`.
pub const PROXY_TRACES: &str = "psc.proxy.traces";
/// `psc.proxy.signature`.
pub const PROXY_SIGNATURE: &str = "psc.proxy.signature";
/// `psc.page`.
pub const PAGE: &str = "psc.page";
/// `psc.sonde`: a request that only looks whether somebody answers.
pub const SONDE: &str = "psc.sonde";
/// `psc.autre`.
pub const AUTRE: &str = "psc.autre";
/// `psc.illisible`.
pub const ILLISIBLE: &str = "psc.illisible";
/// `psc.connexion-refusee`.
pub const CONNEXION_REFUSEE: &str = "psc.connexion-refusee";

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
const REDIRECT_URI: Fait = f("redirect_uri", "adresse de retour demandée");
const RESPONSE_TYPE: Fait = f("response_type", "`code`");
const RESPONSE_MODE: Fait = f("response_mode", "`query`, `fragment`, `form_post` ; absent : `query`");
const ACR: Fait = f("acr", "paramètre `acr`, que montre un exemple de l'ANS à la place d'`acr_values`");
const NONCE: Fait = f("nonce", "nonce de la requête");
const CODE_CHALLENGE: Fait = f("code_challenge", "défi PKCE");
const CODE_CHALLENGE_METHOD: Fait = f("code_challenge_method", "méthode du défi PKCE");
const PROMPT: Fait = f("prompt", "`none`, `login`");
const LOGIN_HINT: Fait = f("login_hint", "identité proposée");
const KC_IDP_HINT: Fait = f("kc_idp_hint", "fournisseur d'identité délégué que le logiciel choisit");
const ISSUE: Fait = f(
    "issue",
    "`page`, `redirection` vers le logiciel (ou formulaire, `form_post`), ou `erreur` (page sans redirection)",
);

/// What an authorization request asks, sent by the browser or pushed.
const DEMANDE: &[Fait] = &[
    REDIRECT_URI,
    RESPONSE_TYPE,
    RESPONSE_MODE,
    SCOPE,
    ACR_VALUES,
    ACR,
    STATE,
    NONCE,
    CODE_CHALLENGE,
    CODE_CHALLENGE_METHOD,
    PROMPT,
    LOGIN_HINT,
    KC_IDP_HINT,
];

/// Every operation.
pub const OPERATIONS: &[Operation] = &[
    Operation {
        nom: DECOUVERTE,
        dit: "Pro Santé Connect : lecture du document de découverte",
        faits: &[f("document", "`wallet` (celui de PSC) ou `standard`")],
    },
    Operation {
        nom: JWKS,
        dit: "Pro Santé Connect : lecture des clés publiques",
        faits: &[],
    },
    Operation {
        nom: AUTHORIZE,
        dit: "Pro Santé Connect : demande d'autorisation, par le navigateur",
        faits: joints!(Fait; &[CLIENT_ID], DEMANDE, &[
            f(
                "request_uri",
                "demande déposée (`psc.par`) à laquelle celle-ci renvoie : ses paramètres sont là-bas ; absent d'une demande qui dit tout elle-même",
            ),
            f(
                "voie",
                "adresse d'autorisation appelée : `wallet` (celle que dit la découverte de PSC) ou `keycloak` (celle du royaume, que PSC n'annonce pas)",
            ),
            ISSUE,
            ERREUR,
        ]),
    },
    Operation {
        nom: PAR,
        dit: "Pro Santé Connect : demande d'autorisation déposée par le serveur du logiciel (PAR, RFC 9126)",
        faits: joints!(Fait; &[CLIENT_ID, METHODE], DEMANDE, &[
            f("depot", "nom donné à la demande déposée (son `request_uri`)"),
            ERREUR,
            f("raison", "ce qui fait refuser la demande : `redirect_uri`"),
        ]),
    },
    Operation {
        nom: IDENTIFICATION,
        dit: "Pro Santé Connect : geste de la personne sur une page (connexion, fin de session) ou sur l'e-CPS",
        faits: &[
            CLIENT_ID,
            f("identite", "identifiant national choisi"),
            f("moyen", "`CPS` ou `e-CPS`, ou les mots de l'acte : `cps`, `e-cps`"),
            f(
                "geste",
                "`accord`, `refus`, `code-faux`, `delai`, ou les mots de l'acte : `accepter`, `refuser`, `attendre`",
            ),
            ISSUE,
            ERREUR,
        ],
    },
    Operation {
        nom: TOKEN,
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
        nom: USERINFO,
        dit: "Pro Santé Connect : lecture d'UserInfo",
        faits: &[
            f("porteur", "où est le jeton d'accès : `entete`, `corps`, `url` (refusé)"),
            ERREUR,
            ID_NATIONAL,
            RPPS,
            f("exercices", "nombre d'exercices répondus"),
            f("activites", "nombre d'activités répondues, tous exercices confondus"),
        ],
    },
    Operation {
        nom: INTROSPECTION,
        dit: "Pro Santé Connect : introspection d'un jeton",
        faits: &[f("actif", "`true` ou `false`"), ID_NATIONAL, RPPS, CLIENT_ID, METHODE, ERREUR],
    },
    Operation {
        nom: REVOCATION,
        dit: "Pro Santé Connect : révocation d'un jeton",
        faits: &[CLIENT_ID, METHODE, ERREUR],
    },
    Operation {
        nom: LOGOUT,
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
        nom: DECONNEXION_SERVEUR,
        dit: "Pro Santé Connect : fin de session annoncée par le banc au logiciel (back-channel logout)",
        faits: &[f("client_id", "client prévenu"), f("session", "session qui finit (sid)")],
    },
    Operation {
        nom: CIBA,
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
        nom: ECHANGE,
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
        nom: API,
        dit: "API Pro Santé Connectée : appel",
        faits: &[
            ID_NATIONAL,
            RPPS,
            f("cnf", "`lie` au certificat de la connexion, `autre-certificat`, `absent`"),
            ERREUR,
        ],
    },
    Operation {
        nom: PROXY_CONNECT,
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
        nom: PROXY_DISCONNECT,
        dit: "Proxy e-Santé : fin de session",
        faits: &[ERREUR],
    },
    Operation {
        nom: PROXY_SEND,
        dit: "Proxy e-Santé : appel relayé",
        faits: &[f("service", "service appelé"), f("chemin", "chemin dans ce service"), ERREUR],
    },
    Operation {
        nom: PROXY_TRACES,
        dit: "Proxy e-Santé : lecture des traces",
        faits: &[f("debut", "début de la période"), f("fin", "fin de la période")],
    },
    Operation {
        nom: PROXY_SIGNATURE,
        dit: "Proxy e-Santé : signature des données de session (tests de conformité)",
        faits: &[ERREUR],
    },
    Operation {
        nom: PAGE,
        dit: "Pro Santé Connect : page du banc (écran de l'e-CPS, accueil)",
        faits: &[],
    },
    Operation {
        nom: SONDE,
        dit: "Pro Santé Connect : requête HTTP sans message (HEAD, OPTIONS) d'une adresse qui n'en prend pas",
        faits: &[],
    },
    Operation {
        nom: AUTRE,
        dit: "Pro Santé Connect : adresse que cette version ne joue pas",
        faits: &[],
    },
    Operation {
        nom: ILLISIBLE,
        dit: "Pro Santé Connect : requête illisible",
        faits: &[],
    },
    Operation {
        nom: CONNEXION_REFUSEE,
        dit: "Pro Santé Connect : connexion TLS refusée",
        faits: &[],
    },
];
