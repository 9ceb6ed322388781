//! The token endpoint: code, refresh, CIBA.

use segur_model::world::ClientPsc;
use segur_oidc::jeton::Attentes;
use segur_oidc::{FormeX5t, defi_s256, regles, verificateur_admis};

use crate::appel::Appel;
use crate::ciba;
use crate::client::authentifier;
use crate::etat::{Code, Etat};
use crate::jetons::{Emission, Octroi, cnf, ecrire, preparer};
use crate::refus::{Issue, Refus, json_sans_cache};

/// Answers the token endpoint.
pub(crate) fn repondre(appel: &Appel<'_>) -> Issue {
    let client = authentifier(appel)?;
    let emission = match appel.champ("grant_type") {
        None => Err(Refus::requete("Missing form parameter: grant_type")),
        Some("authorization_code") => par_code(appel, client),
        Some("refresh_token") => par_rafraichissement(appel, client),
        Some("urn:openid:params:grant-type:ciba") => ciba::prendre(appel, client),
        // Announced by the realm, and closed to each client.
        Some("password") => Err(Refus::nouveau(
            400,
            "unauthorized_client",
            "Client not allowed for direct access grants",
        )),
        Some("client_credentials") => Err(Refus::nouveau(
            401,
            "unauthorized_client",
            "Client not enabled to retrieve service account",
        )),
        Some(_) => Err(Refus::nouveau(400, "unsupported_grant_type", "Unsupported grant_type")),
    }?;
    Ok(json_sans_cache(200, &ecrire(appel, &emission)?))
}

fn par_code(appel: &Appel<'_>, client: &ClientPsc) -> Result<Emission, Refus> {
    let presente = appel.champ("code").ok_or_else(|| Refus::requete("Missing parameter: code"))?;
    let cnf = cnf(appel, appel.bascules().cnf);
    appel.etat(|e| {
        let Some(code) = e.codes.lire(presente) else {
            return Err(Refus::grant("Code not valid").sur(regles::JETON_CODE));
        };
        if code.client != client.id {
            return Err(Refus::grant("Auth code is for another client: Code not valid").sur(regles::JETON_CODE));
        }
        if code.servi {
            rejoue(e, &code);
            return Err(Refus::grant("Code not valid").sur(regles::JETON_CODE));
        }
        // Whatever comes of it, it has served.
        if let Some(c) = e.codes.modifier(presente) {
            c.servi = true;
        }
        if code.fin <= appel.maintenant {
            return Err(Refus::grant("Code is expired").sur(regles::JETON_CODE));
        }
        if appel.champ("redirect_uri") != Some(code.redirect_uri.as_str()) {
            return Err(Refus::grant("Incorrect redirect_uri").sur(regles::JETON_URI));
        }
        verifier_pkce(&code, appel.champ("code_verifier"))?;
        let rotations = e.rotation().nombre;
        let session = e
            .session_a_changer(&code.sid, appel.maintenant)
            .ok_or_else(|| Refus::grant("Session not active: Code not valid").sur(regles::JETON_CODE))?;
        let octroi = Octroi {
            client: &client.id,
            scope: &code.scope,
            nonce: code.nonce.as_deref(),
            cnf,
            rotations,
        };
        let emission = preparer(appel.ctx, session, octroi, appel.maintenant);
        if let Some(c) = e.codes.modifier(presente) {
            c.jetons = emission.jtis();
        }
        Ok(emission)
    })
}

/// A code that is played twice kills what it gave the first time (RFC 6749, § 4.1.2).
fn rejoue(e: &mut Etat, code: &Code) {
    if let Some(session) = e.sessions.modifier(&code.sid) {
        for jti in &code.jetons {
            session.acces.remove(jti);
            session.rafraichissements.remove(jti);
        }
    }
}

fn verifier_pkce(code: &Code, verificateur: Option<&str>) -> Result<(), Refus> {
    let refuse = match (&code.defi, verificateur) {
        (None, None) => return Ok(()),
        (None, Some(_)) => "PKCE code verifier specified but challenge not present in the authorization request",
        (Some(_), None) => "PKCE code verifier not specified",
        (Some(_), Some(v)) if !verificateur_admis(v) => "PKCE invalid code verifier",
        (Some((defi, true)), Some(v)) if *defi == defi_s256(v) => return Ok(()),
        (Some((defi, false)), Some(v)) if defi == v => return Ok(()),
        _ => "PKCE verification failed: Code mismatch",
    };
    Err(Refus::grant(refuse).sur(regles::JETON_VERIFICATEUR))
}

fn par_rafraichissement(appel: &Appel<'_>, client: &ClientPsc) -> Result<Emission, Refus> {
    let texte = appel.champ("refresh_token").ok_or_else(|| Refus::requete("No refresh token"))?;
    let lu = appel.rafraichissement(texte).ok_or_else(|| Refus::grant("Invalid refresh token"))?;
    let attentes = Attentes {
        maintenant: appel.maintenant,
        ..Attentes::default()
    };
    attentes
        .verifier(&lu)
        .map_err(|_| Refus::grant("Token is not active").sur(regles::JETON_VIVANT))?;
    if lu.texte("azp") != Some(client.id.as_str()) {
        return Err(Refus::grant(
            "Invalid refresh token. Token client and authorized client don't match",
        ));
    }
    // A bound token is of use only with its certificate (RFC 8705, § 4).
    if lu
        .x5t()
        .is_some_and(|x| appel.empreinte().is_none_or(|e| FormeX5t::reconnaitre(x, e).is_none()))
    {
        return Err(Refus::grant(
            "Client certificate missing, or its thumbprint and one in the refresh token did NOT match",
        ));
    }
    let (sid, jti) = (lu.texte("sid").unwrap_or_default(), lu.texte("jti").unwrap_or_default());
    let cnf = cnf(appel, appel.bascules().cnf);
    appel.etat(|e| {
        let rotations = e.rotation().nombre;
        let session = e
            .session_a_changer(sid, appel.maintenant)
            .ok_or_else(|| Refus::grant("Session not active").sur(regles::JETON_VIVANT))?;
        // It serves once: the answer has the next one.
        if session.rafraichissements.remove(jti).is_none() {
            return Err(Refus::grant("Token is not active"));
        }
        let octroi = Octroi {
            client: &client.id,
            scope: lu.texte("scope").unwrap_or_default(),
            nonce: lu.texte("nonce").filter(|n| !n.is_empty()),
            cnf,
            rotations,
        };
        Ok(preparer(appel.ctx, session, octroi, appel.maintenant))
    })
}
