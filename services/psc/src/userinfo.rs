//! UserInfo.

use segur_oidc::{FormeX5t, UserInfo, regles};
use serde_json::json;

use crate::appel::Appel;
use crate::jetons::mots;
use crate::profil::{professionnel, sub, userinfo};
use crate::refus::{Issue, Refus, json_sans_cache};
use crate::reglage::FormeUserinfo;

/// Answers UserInfo.
pub(crate) fn repondre(appel: &Appel<'_>) -> Issue {
    appel.lisible()?;
    let bearer = appel
        .demande
        .autorisation
        .as_ref()
        .filter(|a| a.schema.eq_ignore_ascii_case("bearer"));
    // In the header or in the body; in the URL Keycloak does not see it (keycloak/keycloak#11177).
    let du_corps = || appel.demande.corps.as_ref().ok()?.un("access_token");
    let texte = bearer.and_then(|a| a.secret.as_deref()).or_else(du_corps).ok_or_else(|| {
        if appel.champ("access_token").is_some() {
            return Refus::requete("Token not provided").sur(regles::URL_ACCES);
        }
        Refus::porteur("Missing token").sur(regles::PORTEUR)
    })?;
    let jeton = appel.acces_vivant(texte)?;
    if jeton
        .x5t()
        .is_some_and(|x| appel.empreinte().is_none_or(|e| FormeX5t::reconnaitre(x, e).is_none()))
    {
        return Err(Refus::porteur(
            "Client certificate missing, or its thumbprint and one in the access token did NOT match",
        ));
    }
    let scope = jeton.texte("scope").unwrap_or_default();
    if !mots(scope).any(|m| m == "openid") {
        return Err(Refus::nouveau(403, "insufficient_scope", "Missing openid scope").sur(regles::SCOPE_OPENID));
    }
    let id = jeton.texte("preferred_username").unwrap_or_default();
    let Some(p) = professionnel(&appel.ctx.monde, id) else {
        return Err(Refus::porteur("User not found"));
    };
    let mut info = userinfo(appel.ctx, p);
    info.sub = sub(appel.ctx, appel.bascules().sub, id);
    // EDIT identities have no means in the captures.
    info.mode = jeton.texte("authMode").filter(|_| !id.starts_with("ANS")).map(str::to_owned);
    let reduit = !mots(scope).any(|m| m == "scope_all");
    match appel.bascules().userinfo {
        FormeUserinfo::SansOptionnels => {
            info.mode = None;
            info.autres_ids = None;
        }
        FormeUserinfo::Complet if !reduit => {}
        FormeUserinfo::Complet | FormeUserinfo::Reduit => return Ok(json_sans_cache(200, &minimum(&info))),
    }
    let valeur = serde_json::to_value(&info).map_err(|e| Refus::nouveau(500, "server_error", e.to_string()))?;
    Ok(json_sans_cache(200, &valeur))
}

/// What is left without `scope_all`. The true split is not public.
fn minimum(info: &UserInfo) -> serde_json::Value {
    json!({
        "sub": info.sub,
        "SubjectNameID": info.id_national,
        "preferred_username": info.preferred_username,
        "given_name": info.given_name,
        "family_name": info.family_name,
    })
}
