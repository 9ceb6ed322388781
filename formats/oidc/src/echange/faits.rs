//! The facts of an exchange with Pro Santé Connect.

use segur_model::{Exchange, Faits, mettre};
use serde_json::Value;

use super::demande::Demande;
use super::retour::Retour;
use crate::empreinte::FormeX5t;
use crate::jeton::Jeton;
use crate::operations;

/// The facts of an exchange. What cannot be read gives no fact.
pub(super) fn faits(exchange: &Exchange, demande: &Demande, retour: &Retour) -> Faits {
    let mut f = exchange.faits_communs();
    match exchange.operation.as_str() {
        operations::DECOUVERTE => {
            let standard = demande.chemin.ends_with("/.well-known/openid-configuration");
            mettre(&mut f, "document", [if standard { "standard" } else { "wallet" }]);
        }
        operations::AUTHORIZE => {
            champs(&mut f, demande, &DEMANDE);
            mettre(&mut f, "request_uri", demande.champ("request_uri"));
            let keycloak = demande.chemin.contains("/protocol/openid-connect/");
            mettre(&mut f, "voie", [if keycloak { "keycloak" } else { "wallet" }]);
            issue(&mut f, retour);
        }
        operations::PAR => {
            client(&mut f, exchange, demande);
            champs(&mut f, demande, &DEMANDE[1..]);
            mettre(&mut f, "depot", retour.texte("request_uri"));
            mettre(&mut f, "erreur", retour.erreur.as_deref());
            let refusee = retour.texte("error_description").and_then(raison);
            mettre(&mut f, "raison", refusee.filter(|r| *r == "redirect_uri"));
        }
        operations::IDENTIFICATION => {
            champs(&mut f, demande, &["client_id", "identite", "moyen", "geste"]);
            issue(&mut f, retour);
        }
        operations::TOKEN => jeton(&mut f, exchange, demande, retour),
        operations::USERINFO => userinfo(&mut f, demande, retour),
        operations::INTROSPECTION => {
            client(&mut f, exchange, demande);
            let actif = retour.json.as_ref().and_then(|j| j.get("active")).and_then(Value::as_bool);
            mettre(&mut f, "actif", actif.map(|a| a.to_string()));
            identite(&mut f, retour.texte("SubjectNameID").or_else(|| retour.texte("preferred_username")));
            mettre(&mut f, "erreur", retour.erreur.as_deref());
        }
        operations::REVOCATION => {
            client(&mut f, exchange, demande);
            mettre(&mut f, "erreur", retour.erreur.as_deref());
        }
        operations::LOGOUT => sortie(&mut f, demande, retour),
        operations::DECONNEXION_SERVEUR => {
            if let Some(jeton) = demande.champ("logout_token").and_then(|t| Jeton::lire(t).ok()) {
                mettre(&mut f, "client_id", jeton.audiences());
                mettre(&mut f, "session", jeton.texte("sid"));
            }
        }
        operations::CIBA => {
            client(&mut f, exchange, demande);
            champs(
                &mut f,
                demande,
                &["login_hint", "binding_message", "acr_values", "channel", "scope"],
            );
            mettre(&mut f, "auth_req_id", retour.texte("auth_req_id"));
            mettre(&mut f, "interval", retour.nombre("interval"));
            mettre(&mut f, "expires_in", retour.nombre("expires_in"));
            mettre(&mut f, "erreur", retour.erreur.as_deref());
        }
        operations::ECHANGE => {
            client(&mut f, exchange, demande);
            champs(&mut f, demande, &["subject_token_type", "scope", "audience"]);
            let emis = retour.texte("access_token").and_then(|t| Jeton::lire(t).ok());
            if let Some(emis) = &emis {
                let forme = emis.x5t().and_then(FormeX5t::deviner).map_or("absent", FormeX5t::mot);
                mettre(&mut f, "cnf", [forme]);
                identite(&mut f, emis.texte("SubjectNameID"));
            }
            mettre(&mut f, "erreur", retour.erreur.as_deref());
        }
        operations::API => {
            mettre(&mut f, "cnf", retour.texte("cnf"));
            identite(&mut f, retour.texte("SubjectNameID"));
            mettre(&mut f, "erreur", retour.erreur.as_deref());
        }
        operations::PROXY_CONNECT => {
            let dit = |nom: &str| {
                demande
                    .json
                    .as_ref()
                    .and_then(|j| j.get(nom))
                    .and_then(Value::as_str)
                    .map(str::to_owned)
            };
            mettre(&mut f, "national_id", dit("nationalId"));
            mettre(&mut f, "binding_message", dit("bindingMessage"));
            mettre(&mut f, "client_id", dit("clientId"));
            mettre(&mut f, "channel", dit("channel"));
            mettre(&mut f, "session", retour.texte("session_state"));
            mettre(&mut f, "erreur", retour.erreur.as_deref());
        }
        operations::PROXY_SEND => {
            let mut morceaux = demande.chemin.trim_start_matches('/').splitn(3, '/').skip(1);
            mettre(&mut f, "service", morceaux.next());
            mettre(&mut f, "chemin", morceaux.next());
            mettre(&mut f, "erreur", retour.erreur.as_deref());
        }
        operations::PROXY_TRACES => {
            mettre(&mut f, "debut", demande.champ("start"));
            mettre(&mut f, "fin", demande.champ("end"));
        }
        operations::PROXY_SIGNATURE | operations::PROXY_DISCONNECT => mettre(&mut f, "erreur", retour.erreur.as_deref()),
        _ => {}
    }
    f
}

/// The parameters of an authorization request that are facts.
const DEMANDE: [&str; 14] = [
    "client_id",
    "redirect_uri",
    "response_type",
    "response_mode",
    "scope",
    "acr_values",
    "acr",
    "state",
    "nonce",
    "code_challenge",
    "code_challenge_method",
    "prompt",
    "login_hint",
    "kc_idp_hint",
];

fn champs(f: &mut Faits, demande: &Demande, noms: &[&str]) {
    for nom in noms {
        mettre(f, nom, demande.champ(nom));
    }
}

fn client(f: &mut Faits, exchange: &Exchange, demande: &Demande) {
    mettre(f, "client_id", demande.client());
    mettre(f, "methode", [demande.methode_client(exchange)]);
}

/// The national identifier, and the RPPS when it holds one.
fn identite(f: &mut Faits, id: Option<&str>) {
    mettre(f, "id_national", id);
    mettre(f, "rpps", id.and_then(rpps));
}

/// The RPPS in a national identifier: `8` and eleven digits.
#[must_use]
pub fn rpps(id_national: &str) -> Option<&str> {
    id_national
        .strip_prefix('8')
        .filter(|r| r.len() == 11 && r.bytes().all(|o| o.is_ascii_digit()))
}

fn issue(f: &mut Faits, retour: &Retour) {
    let issue = match (retour.au_logiciel, retour.statut) {
        (true, _) => "redirection",
        (false, 200..=299) => "page",
        _ => "erreur",
    };
    mettre(f, "issue", [issue]);
    mettre(f, "erreur", retour.erreur.as_deref());
}

fn jeton(f: &mut Faits, exchange: &Exchange, demande: &Demande, retour: &Retour) {
    client(f, exchange, demande);
    let grant = match demande.champ("grant_type") {
        Some("authorization_code") => "authorization_code",
        Some("refresh_token") => "refresh_token",
        Some("urn:openid:params:grant-type:ciba") => "ciba",
        Some("urn:ietf:params:oauth:grant-type:token-exchange") => "token-exchange",
        _ => "autre",
    };
    mettre(f, "grant", [grant]);
    champs(f, demande, &["redirect_uri", "auth_req_id"]);
    if grant == "authorization_code" {
        let pkce = if demande.champ("code_verifier").is_some() {
            "present"
        } else {
            "absent"
        };
        mettre(f, "pkce", [pkce]);
    }
    mettre(f, "erreur", retour.erreur.as_deref());
    mettre(f, "raison", retour.texte("error_description").and_then(raison));
    mettre(f, "scope", retour.texte("scope"));
    mettre(f, "session", retour.texte("session_state"));
    mettre(f, "expires_in", retour.nombre("expires_in"));
    mettre(f, "refresh_expires_in", retour.nombre("refresh_expires_in"));
    let emis = |nom: &str| retour.texte(nom).and_then(|t| Jeton::lire(t).ok());
    if let Some(acces) = emis("access_token") {
        identite(f, acces.texte("preferred_username"));
        mettre(f, "acr", acces.texte("acr"));
        if !f.contains_key("client_id") {
            mettre(f, "client_id", acces.texte("azp"));
        }
    }
    if let Some(id) = emis("id_token") {
        mettre(f, "nonce", id.texte("nonce").filter(|n| !n.is_empty()));
    }
}

fn userinfo(f: &mut Faits, demande: &Demande, retour: &Retour) {
    mettre(f, "porteur", porteur(demande));
    mettre(f, "erreur", retour.erreur.as_deref());
    identite(f, retour.texte("SubjectNameID"));
    let exercices = retour
        .json
        .as_ref()
        .and_then(|j| j.get("SubjectRefPro")?.get("exercices")?.as_array());
    if let Some(exercices) = exercices {
        let activites: usize = exercices
            .iter()
            .filter_map(|e| e.get("activities").and_then(Value::as_array).map(Vec::len))
            .sum();
        mettre(f, "exercices", [exercices.len().to_string()]);
        mettre(f, "activites", [activites.to_string()]);
    }
}

/// Which part of a code exchange was refused, from the descriptions of Keycloak.
fn raison(description: &str) -> Option<&'static str> {
    [
        ("redirect_uri", "redirect_uri"),
        ("PKCE", "pkce"),
        ("Code not valid", "code"),
        ("Code is expired", "code"),
        ("Code not found", "code"),
        ("another client", "code"),
    ]
    .into_iter()
    .find(|(signe, _)| description.contains(signe))
    .map(|(_, mot)| mot)
}

/// Where the access token is carried.
pub(crate) fn porteur(demande: &Demande) -> Option<&'static str> {
    if demande.url.as_ref().is_ok_and(|c| c.un("access_token").is_some()) {
        Some("url")
    } else if demande
        .autorisation
        .as_ref()
        .is_some_and(|a| a.schema.eq_ignore_ascii_case("bearer"))
    {
        Some("entete")
    } else if demande.corps.as_ref().is_ok_and(|c| c.un("access_token").is_some()) {
        Some("corps")
    } else {
        None
    }
}

fn sortie(f: &mut Faits, demande: &Demande, retour: &Retour) {
    let canal = canal(demande);
    mettre(f, "canal", [canal]);
    let indice = demande.champ("id_token_hint");
    mettre(f, "id_token_hint", [if indice.is_some() { "present" } else { "absent" }]);
    champs(f, demande, &["post_logout_redirect_uri", "state"]);
    let du_jeton = || Jeton::lire(indice?).ok()?.texte("azp").map(str::to_owned);
    mettre(f, "client_id", demande.client().or_else(du_jeton));
    mettre(f, "erreur", retour.erreur.as_deref());
}

/// A browser comes back somewhere, or says that it takes pages; a server does neither.
pub(crate) fn canal(demande: &Demande) -> &'static str {
    if demande.champ("post_logout_redirect_uri").is_some() || demande.html {
        "navigateur"
    } else {
        "serveur"
    }
}
