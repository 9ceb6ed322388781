//! The rules of what a candidate asks of Pro Santé Connect. Each says one thing of one exchange, from its bytes alone.

use segur_model::rule::{conseil, rapportee, regle, stricte};
use segur_model::{Rule, Severity, Trust};

const REM: &str = "REM, exigence PSC.08 (source : EXI PSC 16)";
const CONNECTEUR: &str = "ANS, keycloak-prosanteconnect et modèles PSC-POC (demande d'autorisation)";
const IG_API: &str = "ANS, IG Sécurisation du transport des API REST (Espace de Confiance PSC)";
const OIDC: &str = "OpenID Connect Core 1.0, § 3.1.2.1";
const OAUTH: &str = "RFC 6749, § 3.1 et 3.2";
const OAUTH_URI: &str = "RFC 6749, § 3.1.2.3 ; ANS, keycloak-prosanteconnect (URI déclarées, comparaison exacte)";
const OAUTH_SECRET: &str = "RFC 6749, § 2.3.1";
const BCP: &str = "RFC 9700 (OAuth 2.0 Security Best Current Practice), § 2.1 et 4.3.2";
const URL: &str = "RFC 9700 (OAuth 2.0 Security Best Current Practice), § 4.3.2 ; keycloak/keycloak#11177 (400, « Token not provided »)";
const PKCE: &str = "RFC 7636, § 4 ; ANS, PSC-POC (S256). Rien ne dit que PSC l'exige d'un client confidentiel";
const CIBA: &str = "OpenID Connect CIBA Core 1.0 ; ANS, psc-edc-proxy-esante (client) et page CIBA industriels";
const FAQ_EDC: &str = "ANS industriels, FAQ Pro Santé Connect : mTLS obligatoire en Espace de Confiance (EXI PSC 24)";
const PAR: &str = "RFC 9126, § 2.2, 4 et 7.3 ; Keycloak (durée par défaut)";
const LOGOUT: &str = "OpenID Connect RP-Initiated Logout 1.0, § 2 ; ANS, psc-edc-proxy-esante ; keycloak/keycloak-documentation#1624";
const ECHANGE: &str = "RFC 8693, § 2.1 ; ANS, IG Sécurisation du transport des API REST";
const PROXY: &str = "ANS, psc-edc-proxy-esante (OpenAPI du Proxy e-Santé)";
const DUREES: &str = "ANS, IG Sécurisation du transport des API REST (2 min, 30 min, 4 h)";
const DECOUVERTE: &str = "ANS, keycloak-prosanteconnect (psc.properties) : wallet-openid-configuration";

/// Worth knowing; judges nothing.
const fn info(id: &'static str, dit: &'static str, source: &'static str) -> Rule {
    regle(id, dit, Severity::Info, source, Trust::Verified)
}

segur_model::regles! {
    DECOUVERTE_WALLET = conseil("psc.decouverte.wallet",
        "Le document de découverte lu est wallet-openid-configuration : le document standard annonce une autre adresse d'autorisation", DECOUVERTE);
    // The authorization request.
    LISIBLE = stricte("psc.demande.lisible", "Les paramètres de la requête se lisent, et aucun n'est donné deux fois", OAUTH);
    RESPONSE_TYPE = stricte("psc.demande.response-type", "response_type vaut code", CONNECTEUR);
    SCOPE_OPENID = stricte("psc.demande.scope.openid", "scope contient openid", OIDC);
    SCOPE_ALL = conseil("psc.demande.scope.scope-all", "scope contient scope_all : les autres périmètres réduisent ce que UserInfo dit", CONNECTEUR);
    ACR_VALUES = stricte("psc.demande.acr-values", "acr_values vaut eidas1", REM);
    ACR = conseil("psc.demande.acr",
        "Le niveau est demandé par acr_values, et non par acr (que montre un exemple de l'IG de l'ANS)", IG_API);
    STATE = conseil("psc.demande.state", "state est présent", BCP);
    STATE_ENTROPIE = conseil("psc.demande.state.entropie", "state ne se devine pas : au moins 16 caractères, variés", BCP);
    NONCE = conseil("psc.demande.nonce", "nonce est présent (la page Introspection de PSC le dit requis)", OIDC);
    NONCE_ENTROPIE = conseil("psc.demande.nonce.entropie", "nonce ne se devine pas : au moins 16 caractères, variés", OIDC);
    PKCE_S256 = conseil("psc.demande.pkce", "La demande porte un défi PKCE, de méthode S256", PKCE);
    REDIRECT_URI = stricte("psc.demande.redirect-uri", "redirect_uri est, au caractère près, l'une des URI déclarées du client", OAUTH_URI);
    VOIE = conseil("psc.demande.voie",
        "La personne est envoyée à l'adresse d'autorisation du wallet, que dit wallet-openid-configuration, et non à celle de Keycloak", DECOUVERTE);
    DEPOT = conseil("psc.demande.depot",
        "La demande déposée (request_uri) est vivante (60 s), de ce client, et ne sert qu'une fois", PAR);
    CLIENT = conseil("psc.demande.client", "client_id est celui d'un client connu de PSC", OAUTH);
    // Anywhere.
    URL_SECRET = stricte("psc.jeton.url", "Aucun secret de client ni jeton de rafraîchissement n'est dans une URL", OAUTH_SECRET);
    URL_ACCES = stricte("psc.jeton.url-acces", "Aucun jeton d'accès n'est dans une URL : UserInfo ne l'y lit pas", URL);
    // Tokens.
    JETON_CLIENT = stricte("psc.jeton.client", "Le client s'authentifie, et ses éléments sont acceptés", OAUTH_SECRET);
    JETON_URI = stricte("psc.jeton.redirect-uri", "redirect_uri de l'échange du code est celle de la demande", "RFC 6749, § 4.1.3");
    JETON_VERIFICATEUR = stricte("psc.jeton.pkce",
        "code_verifier répond au défi de la demande, et a de 43 à 128 caractères permis", "RFC 7636, § 4.1 et 4.5");
    JETON_CODE = conseil("psc.jeton.code", "Le code présenté est vivant, de ce client, et sert une seule fois", "RFC 6749, § 4.1.2");
    JETON_VIVANT = conseil("psc.jeton.rafraichissement",
        "Le jeton de rafraîchissement est présenté avant la fin de sa vie (30 minutes)", DUREES);
    PORTEUR = conseil("psc.userinfo.porteur", "Le jeton d'accès est dans l'en-tête Authorization, au schéma Bearer", "OpenID Connect Core 1.0, § 5.3.1 ; RFC 6750, § 2");
    ACCES_MORT = info("psc.userinfo.jeton-mort",
        "Un jeton d'accès refusé se renouvelle (2 minutes de vie)", DUREES);
    // CIBA.
    CIBA_CANAL = stricte("psc.ciba.channel", "channel, quand il est donné, vaut CARD ou MOBILE (extension de PSC)", CIBA);
    CIBA_CANAL_ABSENT = rapportee("psc.ciba.canal-absent", "channel est donné : rien de public ne dit ce que PSC fait sans lui", CIBA);
    CIBA_MESSAGE = stricte("psc.ciba.binding-message", "binding_message est un nombre de deux chiffres, choisi par le client et montré à l'utilisateur", CIBA);
    CIBA_ACR = stricte("psc.ciba.acr-values", "acr_values vaut eidas1", REM);
    CIBA_SCOPE = stricte("psc.ciba.scope", "scope contient openid", CIBA);
    CIBA_IDENTITE = conseil("psc.ciba.login-hint",
        "login_hint est un identifiant national de personne (8 et RPPS, forme de structure, identité EDIT)", CIBA);
    CIBA_PING = conseil("psc.ciba.poll",
        "La demande est du mode poll : PSC n'offre pas ping (aucun client_notification_token)", CIBA);
    SONDAGE = conseil("psc.sondage", "Le client n'interroge pas plus vite que l'intervalle reçu (aucun slow_down)", "OpenID Connect CIBA Core 1.0, § 7.3 et 11");
    // Logout.
    SORTIE_JETON = conseil("psc.sortie.id-token-hint", "La déconnexion porte id_token_hint : sans lui, Keycloak demande confirmation à la personne", LOGOUT);
    SORTIE_URI = stricte("psc.sortie.uri", "post_logout_redirect_uri est l'une des URI déclarées du client", LOGOUT);
    SORTIE_STATE = conseil("psc.sortie.state", "Une déconnexion par le navigateur qui revient au logiciel porte state", LOGOUT);
    // Espace de Confiance.
    EDC_MTLS = stricte("psc.edc.mtls",
        "En Espace de Confiance, chaque appel du logiciel à PSC présente son certificat client", FAQ_EDC);
    EDC_ECHANGE = stricte("psc.edc.echange", "L'échange de jeton porte subject_token, et subject_token_type (access_token ou jwt)", ECHANGE);
    EDC_SCOPE = conseil("psc.edc.scope", "L'échange de jeton demande un périmètre (scope) métier", IG_API);
    EDC_VIVANT = conseil("psc.edc.jeton-vivant", "Le jeton de PSC est échangé pendant sa vie (2 minutes)", DUREES);
    EDC_JETON_LIE = rapportee("psc.edc.jeton-lie",
        "Le jeton de PSC échangé, quand il est lié à un certificat, l'est à celui de cette connexion", IG_API);
    EDC_CERTIFICAT = stricte("psc.edc.meme-certificat",
        "L'API est appelée avec le certificat auquel son jeton est lié (cnf)", IG_API);
    PROXY_CONNECT = stricte("psc.proxy.connect",
        "POST /connect porte nationalId, bindingMessage (deux chiffres), clientId et channel (CARD ou MOBILE)", PROXY);
}
