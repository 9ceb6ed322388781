//! Pushed authorization requests (RFC 9126): the client says on its own channel what the browser only names.

use segur_oidc::{Champs, Demande, PREFIXE_DEPOT, regles};
use serde_json::json;

use crate::appel::Appel;
use crate::client::authentifier;
use crate::defaut::defaut;
use crate::demande::{GESTES, SUITE, declaree};
use crate::etat::{Depot, VIE_DEPOT};
use crate::refus::{Issue, Refus, json_sans_cache};

/// What is kept of a pushed request: what the service looks at.
const GARDES: [&str; 14] = [
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
    "max_age",
    "login_hint",
    "kc_idp_hint",
];

/// Answers the endpoint where requests are pushed.
pub(crate) fn deposer(appel: &Appel<'_>) -> Issue {
    let client = authentifier(appel)?;
    if appel.champ("request_uri").is_some() {
        return Err(Refus::requete("It is not allowed to include request_uri to PAR."));
    }
    if !declaree(&client.redirect_uris, appel.champ("redirect_uri").unwrap_or_default()) {
        return Err(Refus::requete("Invalid parameter: redirect_uri").sur(regles::REDIRECT_URI));
    }
    if let Some(d) = defaut(appel) {
        let refus = Refus::nouveau(400, d.erreur, d.description);
        return Err(match d.regle {
            Some(regle) => refus.sur(regle),
            None => refus,
        });
    }
    let corps = appel.demande.corps.as_ref().ok();
    let dit = |nom: &str| Some((nom.to_owned(), corps?.un(nom)?.to_owned()));
    let champs = GARDES.iter().filter_map(|n| dit(n)).collect();
    let uri = appel.etat(|e| {
        let rang = e.suivant();
        let uri = format!("{PREFIXE_DEPOT}{}", appel.ctx.secret(&format!("psc.par {}", client.id), rang));
        e.depots.mettre(
            uri.clone(),
            Depot {
                client: client.id.clone(),
                champs,
                fin: appel.maintenant + VIE_DEPOT,
                suite: None,
                servi: false,
            },
        );
        uri
    });
    Ok(json_sans_cache(201, &json!({ "request_uri": uri, "expires_in": VIE_DEPOT })))
}

/// The pushed request that this one names, with what a person did on the page. It serves once: its pages carry what lets them go on.
pub(crate) fn reprendre(appel: &Appel<'_>) -> Result<Demande, Refus> {
    let inconnue = || Refus::requete("PAR not found. not issued or used multiple times.").sur(regles::DEPOT);
    let uri = appel.champ("request_uri").unwrap_or_default();
    let champs = appel.etat(|e| {
        let depot = e.depots.lire(uri).filter(|d| !d.servi).ok_or_else(inconnue)?;
        if appel.champ("client_id") != Some(depot.client.as_str()) {
            return Err(Refus::requete("client_id is not that of the pushed request").sur(regles::DEPOT));
        }
        let suite = match (&depot.suite, appel.champ(SUITE)) {
            (Some(attendue), Some(donnee)) if attendue == donnee => attendue.clone(),
            (Some(_), _) => return Err(inconnue()),
            (None, _) if depot.fin <= appel.maintenant => return Err(Refus::requete("PAR expired.").sur(regles::DEPOT)),
            (None, _) => {
                let rang = e.suivant();
                let suite = appel.ctx.secret(&format!("psc.par.suite {}", depot.client), rang);
                if let Some(d) = e.depots.modifier(uri) {
                    d.suite = Some(suite.clone());
                }
                suite
            }
        };
        let mut champs = depot.champs.clone();
        champs.push(("client_id".to_owned(), depot.client.clone()));
        champs.push(("request_uri".to_owned(), uri.to_owned()));
        champs.push((SUITE.to_owned(), suite));
        Ok(champs)
    })?;
    // What was pushed, and nothing of the browser but what the person does (RFC 9126, § 4).
    let gestes = GESTES.iter().filter_map(|n| Some(((*n).to_owned(), appel.champ(n)?.to_owned())));
    Ok(Demande {
        corps: Ok(Champs::de(gestes.collect())),
        url: Ok(Champs::de(champs)),
        ..appel.demande.clone()
    })
}
