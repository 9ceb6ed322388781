//! Introspection (RFC 7662) and revocation (RFC 7009).

use segur_kit::Reponse;
use segur_oidc::jeton::{Attentes, Jeton};
use serde_json::{Value, json};

use crate::appel::Appel;
use crate::client::authentifier;
use crate::refus::{Issue, Refus, json_sans_cache};

/// A live token, and whether it is an access token.
fn vivant(appel: &Appel<'_>, texte: &str) -> Option<(Jeton, bool)> {
    if let Ok(acces) = appel.acces_vivant(texte) {
        return Some((acces, true));
    }
    let lu = rafraichissement(appel, texte)?;
    let (sid, jti) = (lu.texte("sid")?, lu.texte("jti")?);
    let vivant = appel.etat(|e| {
        e.session(sid, appel.maintenant)
            .is_some_and(|s| s.rafraichissements.contains_key(jti))
    });
    vivant.then_some((lu, false))
}

/// A refresh token of ours, in time.
fn rafraichissement(appel: &Appel<'_>, texte: &str) -> Option<Jeton> {
    let lu = appel.rafraichissement(texte)?;
    let attentes = Attentes {
        maintenant: appel.maintenant,
        ..Attentes::default()
    };
    attentes.verifier(&lu).ok()?;
    Some(lu)
}

/// Answers introspection: a dead token is not an error.
pub(crate) fn introspecter(appel: &Appel<'_>) -> Issue {
    authentifier(appel)?;
    let texte = appel.champ("token").ok_or_else(|| Refus::requete("Token not provided"))?;
    let Some((jeton, acces)) = vivant(appel, texte) else {
        return Ok(json_sans_cache(200, &json!({ "active": false })));
    };
    let mut dit = jeton.charge.clone();
    let azp = jeton.texte("azp").unwrap_or_default().to_owned();
    if acces {
        let qui = jeton.texte("preferred_username").unwrap_or_default().to_owned();
        dit.insert("SubjectNameID".to_owned(), qui.clone().into());
        dit.insert("client_id".to_owned(), azp.into());
        dit.insert("username".to_owned(), qui.into());
    } else {
        dit.insert("client_id".to_owned(), azp.into());
    }
    dit.insert("active".to_owned(), true.into());
    Ok(json_sans_cache(200, &Value::Object(dit)))
}

/// Answers revocation: a token that is none, or dead already, is no error (RFC 7009, § 2.2). A refresh token takes its session along, as
/// Keycloak does.
pub(crate) fn revoquer(appel: &Appel<'_>) -> Issue {
    let client = authentifier(appel)?;
    let texte = appel.champ("token").ok_or_else(|| Refus::requete("Token not provided"))?;
    if let Some((jeton, acces)) = vivant(appel, texte) {
        if jeton.texte("azp") != Some(client.id.as_str()) {
            return Err(Refus::nouveau(400, "invalid_token", "Unmatching clients"));
        }
        let (sid, jti) = (jeton.texte("sid").unwrap_or_default(), jeton.texte("jti").unwrap_or_default());
        appel.etat(|e| {
            if let Some(session) = e.sessions.modifier(sid) {
                if acces {
                    session.acces.remove(jti);
                } else {
                    session.acces.clear();
                    session.rafraichissements.clear();
                }
            }
        });
    }
    Ok(Reponse::nouvelle(200, "", ""))
}
