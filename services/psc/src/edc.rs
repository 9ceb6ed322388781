//! An API Pro Santé Connectée of the Espace de Confiance: its authorization server (RFC 8693), and a sample of its API.

use segur_oidc::jeton::{Attentes, Jeton, verifier};
use segur_oidc::{FormeX5t, regles};
use serde_json::json;

use crate::adresses::base;
use crate::appel::Appel;
use crate::client::par_certificat;
use crate::etat::VIE_API;
use crate::refus::{Issue, Refus, json_sans_cache};

/// Grant of RFC 8693.
const ECHANGE: &str = "urn:ietf:params:oauth:grant-type:token-exchange";
/// What may be exchanged.
const GENRES: [&str; 2] = [
    "urn:ietf:params:oauth:token-type:access_token",
    "urn:ietf:params:oauth:token-type:jwt",
];

/// Issuer of the tokens of the API.
fn emetteur(appel: &Appel<'_>) -> String {
    format!("{}/simule/realms/api", base(&appel.psc.reglage, appel.ctx, "edc"))
}

/// Exchanges a live token of PSC for one of the API, bound to the certificate of the connection.
pub(crate) fn echanger(appel: &Appel<'_>) -> Issue {
    appel.lisible()?;
    // Here a certificate is the only way in, and its subject must lead to a client.
    let client = par_certificat(appel)?;
    if !client.edc || appel.demande.client().is_some_and(|id| id != client.id) {
        return Err(Refus::client());
    }
    if appel.champ("grant_type") != Some(ECHANGE) {
        return Err(Refus::nouveau(400, "unsupported_grant_type", "Unsupported grant_type"));
    }
    let genre = appel
        .champ("subject_token_type")
        .ok_or_else(|| Refus::requete("Missing parameter: subject_token_type").sur(regles::EDC_ECHANGE))?;
    if !GENRES.contains(&genre) {
        return Err(Refus::requete("Invalid parameter: subject_token_type").sur(regles::EDC_ECHANGE));
    }
    // `subject_issuer` is of Keycloak and of the samples of the ANS: taken, and not needed.
    let texte = appel
        .champ("subject_token")
        .ok_or_else(|| Refus::requete("Missing parameter: subject_token").sur(regles::EDC_ECHANGE))?;
    let sujet = appel
        .acces_vivant(texte)
        .map_err(|_| Refus::requete("Invalid token: subject_token").sur(regles::EDC_VIVANT))?;
    let empreinte = appel.empreinte().ok_or_else(Refus::client)?;
    if sujet.x5t().is_some_and(|x| FormeX5t::reconnaitre(x, empreinte).is_none()) {
        return Err(Refus::requete("Invalid token: subject_token is bound to another certificate").sur(regles::EDC_JETON_LIE));
    }
    let qui = sujet.texte("preferred_username").unwrap_or_default().to_owned();
    let sid = sujet.texte("sid").unwrap_or_default().to_owned();
    let scope = appel.champ("scope").unwrap_or("openid");
    let bascules = appel.bascules();
    let exp = appel.maintenant + VIE_API;
    let (jti, rotations) = appel.etat(|e| {
        let rang = e.suivant();
        let jti = appel.ctx.secret(&format!("psc.api {sid} {}", client.id), rang);
        e.api.mettre(jti.clone(), exp);
        (jti, e.rotation().nombre)
    });
    let charge = json!({
        "exp": exp,
        "iat": appel.maintenant,
        "jti": jti,
        "iss": emetteur(appel),
        "aud": [client.id],
        "sub": appel.ctx.uuid(&format!("psc.api.sub {qui}"), 0),
        "typ": "Bearer",
        "azp": client.id,
        "session_state": sid,
        "acr": "1",
        "scope": scope,
        "sid": sid,
        "SubjectNameID": qui,
        "cnf": { "x5t#S256": bascules.cnf.ecrire(empreinte) },
        "preferred_username": qui,
    });
    let cle = appel.psc.cles.active(&appel.ctx.igc, rotations);
    let signe = cle.and_then(|c| c.signer(&charge).ok());
    let jeton = signe.ok_or_else(|| Refus::nouveau(500, "server_error", "clés de signature absentes de l'IGC de test"))?;
    Ok(json_sans_cache(
        200,
        &json!({
            "access_token": jeton,
            "issued_token_type": "urn:ietf:params:oauth:token-type:access_token",
            "token_type": "Bearer",
            "expires_in": VIE_API,
            "scope": scope,
        }),
    ))
}

/// The API: says who called, and through which certificate.
pub(crate) fn api(appel: &Appel<'_>) -> Issue {
    let bearer = appel
        .demande
        .autorisation
        .as_ref()
        .filter(|a| a.schema.eq_ignore_ascii_case("bearer"));
    let Some(texte) = bearer.and_then(|a| a.secret.as_deref()) else {
        return Ok(refuse(
            "invalid_token",
            "jeton d'accès absent : Authorization: Bearer est attendu",
            "absent",
        ));
    };
    let jeton = match lire(appel, texte) {
        Ok(jeton) => jeton,
        Err(raison) => return Ok(refuse("invalid_token", &raison, "absent")),
    };
    let empreinte = appel.empreinte().unwrap_or_default();
    match jeton.x5t().map(|x| FormeX5t::reconnaitre(x, empreinte)) {
        Some(Some(forme)) => Ok(json_sans_cache(
            200,
            &json!({
                "message": "API Pro Santé Connectée SIMULÉE",
                "SubjectNameID": jeton.texte("SubjectNameID"),
                "client_id": jeton.texte("azp"),
                "scope": jeton.texte("scope"),
                "cnf": "lie",
                "forme_cnf": forme.mot(),
            }),
        )),
        Some(None) => {
            let dit = "le jeton est lié à un autre certificat que celui de la connexion";
            Ok(refuse("invalid_token", dit, "autre-certificat").refusee_sur(regles::EDC_CERTIFICAT.id))
        }
        None => Ok(refuse("invalid_token", "le jeton n'est lié à aucun certificat (cnf)", "absent")),
    }
}

fn lire(appel: &Appel<'_>, texte: &str) -> Result<Jeton, String> {
    let jeton = verifier(texte, &appel.psc.cles.verificateurs(&appel.ctx.igc)).map_err(|e| e.to_string())?;
    let iss = emetteur(appel);
    let attentes = Attentes {
        emetteurs: &[iss.as_str()],
        maintenant: appel.maintenant,
        ..Attentes::default()
    };
    attentes.verifier(&jeton).map_err(|e| e.to_string())?;
    let connu = jeton.texte("jti").is_some_and(|jti| appel.etat(|e| e.api.lire(jti).is_some()));
    if connu {
        Ok(jeton)
    } else {
        Err("jeton inconnu de cet espace ; refaites l'échange".to_owned())
    }
}

fn refuse(erreur: &str, raison: &str, cnf: &str) -> segur_kit::Reponse {
    json_sans_cache(401, &json!({ "error": erreur, "error_description": raison, "cnf": cnf }))
        .entete("www-authenticate", format!("Bearer realm=\"api-simulee\", error=\"{erreur}\""))
}
