//! The authorization endpoint: what is asked, then a page, a code for who has a session already, or an error.

use segur_kit::Reponse;

use crate::appel::Appel;
use crate::defaut::defaut;
use crate::demande::{ATTENTE, est_depot};
use crate::etat::Session;
use crate::identification::identifier;
use crate::jetons::mots;
use crate::refus::Refus;
use crate::validee::{Validee, nom_temoin, page, valider};
use crate::{pages, par, telephone};

/// Answers the authorization endpoint, and the forms of its pages (`geste`).
pub(crate) fn repondre(appel: &Appel<'_>, geste: bool) -> Reponse {
    entiere(appel, |appel| suivre(appel, geste))
}

/// With what was pushed, when the request names that.
fn entiere(appel: &Appel<'_>, repondre: impl FnOnce(&Appel<'_>) -> Reponse) -> Reponse {
    if !appel.champ("request_uri").is_some_and(est_depot) {
        return repondre(appel);
    }
    match par::reprendre(appel) {
        Ok(demande) => repondre(&Appel {
            demande: &demande,
            ..*appel
        }),
        Err(refus) => en_page(appel, &refus),
    }
}

fn suivre(appel: &Appel<'_>, geste: bool) -> Reponse {
    let validee = match valider(appel) {
        Ok(v) => v,
        Err(page) => return *page,
    };
    if let Some(defaut) = defaut(appel) {
        let mut reponse = validee.erreur(appel, defaut.erreur, defaut.description);
        reponse.refus = defaut.regle.map(|r| r.id.to_owned());
        return reponse;
    }
    if appel.champ(ATTENTE).is_some() {
        return telephone::suivre(appel, &validee);
    }
    if geste {
        return identifier(appel, &validee);
    }
    autoriser(appel, &validee)
}

fn autoriser(appel: &Appel<'_>, validee: &Validee<'_>) -> Reponse {
    let prompt = appel.champ("prompt").unwrap_or_default();
    let invite = |mot: &str| mots(prompt).any(|m| m == mot);
    if invite("none") && prompt != "none" {
        return validee.erreur(appel, "invalid_request", "Invalid parameter: prompt");
    }
    if !invite("login")
        && let Some(sid) = session(appel)
    {
        return validee.coder(appel, &sid);
    }
    if invite("none") {
        return validee.erreur(appel, "login_required", "User is not logged in");
    }
    page(appel, validee, None)
}

/// The live session of this browser, when it is young enough for `max_age`.
fn session(appel: &Appel<'_>) -> Option<String> {
    let temoin = appel.temoin(&nom_temoin(&appel.ctx.espace))?;
    let age_max: i64 = appel.champ("max_age").and_then(|a| a.parse().ok()).unwrap_or(i64::MAX);
    appel.etat(|e| {
        let s: &mut Session = e.session_du_temoin(temoin, appel.maintenant)?;
        (appel.maintenant - s.ouverte <= age_max).then(|| {
            s.active = appel.maintenant;
            s.sid.clone()
        })
    })
}

/// A fault asked for by a scenario.
pub(crate) fn panne(appel: &Appel<'_>, code: &str) -> Reponse {
    entiere(appel, |appel| match valider(appel) {
        Ok(v) => v.erreur(appel, code, "Panne demandée au banc (SIMULÉ)"),
        Err(page) => *page,
    })
}

/// Refusals of the API endpoints that a page must say.
pub(crate) fn en_page(appel: &Appel<'_>, refus: &Refus) -> Reponse {
    let mut page = pages::erreur(
        refus.statut,
        &appel.ctx.espace,
        &refus.erreur,
        &format!("{}.", refus.description),
        "Corrigez la requête du logiciel.",
    );
    page.refus = refus.regle.map(str::to_owned);
    page
}
