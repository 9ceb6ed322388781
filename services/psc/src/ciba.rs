//! CIBA, poll mode.

use segur_model::world::ClientPsc;
use segur_oidc::{deux_chiffres, regles};
use serde_json::json;

use crate::appel::Appel;
use crate::client::authentifier;
use crate::etat::{DemandeCiba, EtatCiba, Moyen, VIE_CIBA};
use crate::gestes::nouvelle;
use crate::jetons::{Emission, Octroi, cnf, mots, perimetre, preparer};
use crate::profil::professionnel;
use crate::refus::{Issue, Refus, json_sans_cache};

/// Longest identifier looked for.
const INDICE_MAX: usize = 255;
/// How early a poll may come before the end of the interval: clocks and networks are not exact.
const AVANCE: time::Duration = time::Duration::milliseconds(500);

/// Answers the backchannel authentication endpoint.
pub(crate) fn demander(appel: &Appel<'_>) -> Issue {
    let client = authentifier(appel)?;
    // One hint, and only one (CIBA Core, § 7.1).
    if ["id_token_hint", "login_hint_token"].iter().any(|n| appel.champ(n).is_some()) {
        return Err(Refus::requete("only login_hint is played, and only one hint is allowed"));
    }
    let indice = appel
        .champ("login_hint")
        .ok_or_else(|| Refus::requete("missing parameter: login_hint").sur(regles::CIBA_IDENTITE))?;
    let message = appel.champ("binding_message");
    let (id, interval) = ouvrir(appel, client, indice, message, appel.champ("channel"), appel.champ("scope"))?;
    Ok(json_sans_cache(
        200,
        &json!({ "auth_req_id": id, "expires_in": VIE_CIBA, "interval": interval }),
    ))
}

/// Opens a request that waits for the person: its identifier, and the interval between two polls.
pub(crate) fn ouvrir(
    appel: &Appel<'_>,
    client: &ClientPsc,
    indice: &str,
    message: Option<&str>,
    canal: Option<&str>,
    scope: Option<&str>,
) -> Result<(String, u32), Refus> {
    if !client.ciba {
        return Err(Refus::nouveau(400, "unauthorized_client", "Client not allowed OIDC CIBA Grant"));
    }
    if !mots(scope.unwrap_or_default()).any(|m| m == "openid") {
        return Err(Refus::nouveau(400, "invalid_scope", "scope must contain openid").sur(regles::CIBA_SCOPE));
    }
    if indice.len() > INDICE_MAX {
        return Err(Refus::requete("login_hint: 255 characters at most").sur(regles::CIBA_IDENTITE));
    }
    let message = message.unwrap_or_default();
    if !deux_chiffres(message) {
        return Err(Refus::nouveau(400, "invalid_binding_message", "binding_message must be two digits").sur(regles::CIBA_MESSAGE));
    }
    // Whether the true service wants the channel is not known: without it, the mobile is meant.
    let moyen = match canal {
        Some("CARD") => Moyen::Carte,
        None | Some("MOBILE") => Moyen::Mobile,
        Some(_) => return Err(Refus::requete("invalid parameter: channel (CARD, MOBILE)").sur(regles::CIBA_CANAL)),
    };
    let personne = professionnel(&appel.ctx.monde, indice).filter(|p| p.id_national == indice && p.actif);
    let Some(personne) = personne else {
        return Err(Refus::nouveau(400, "unknown_user_id", "no user found").sur(regles::CIBA_IDENTITE));
    };
    let interval = appel.psc.reglage.interval;
    let scope = perimetre(appel.bascules().scope, scope);
    let id = appel.etat(|e| {
        let rang = e.suivant();
        let id = appel.ctx.secret(&format!("psc.ciba {} {indice} {message}", client.id), rang);
        e.cibas.mettre(
            id.clone(),
            DemandeCiba {
                client: client.id.clone(),
                id_national: personne.id_national.clone(),
                message: message.to_owned(),
                moyen,
                scope,
                fin: appel.maintenant + VIE_CIBA,
                web: false,
                interval,
                dernier: None,
                etat: EtatCiba::Attente,
            },
        );
        id
    });
    Ok((id, interval))
}

/// A poll of the token endpoint.
pub(crate) fn prendre(appel: &Appel<'_>, client: &ClientPsc) -> Result<Emission, Refus> {
    let id = appel
        .champ("auth_req_id")
        .ok_or_else(|| Refus::requete("Missing parameter: auth_req_id"))?;
    let cnf = cnf(appel, appel.bascules().cnf);
    let refus = |erreur, dit: &str| Err(Refus::nouveau(400, erreur, dit));
    appel.etat(|e| {
        let rotations = e.rotation().nombre;
        let Some(d) = e.cibas.modifier(id).filter(|d| !d.web) else {
            return Err(Refus::grant("Invalid Auth Req ID"));
        };
        if d.client != client.id {
            return Err(Refus::grant("Auth Req ID is for another client"));
        }
        if appel.maintenant >= d.fin && d.etat != EtatCiba::Servie {
            return refus("expired_token", "authentication timed out");
        }
        let trop_tot = d
            .dernier
            .is_some_and(|t| appel.requete.recu + AVANCE < t + time::Duration::seconds(i64::from(d.interval)));
        d.dernier = Some(appel.requete.recu);
        match d.etat {
            EtatCiba::Servie => Err(Refus::grant("Auth Req ID already used")),
            EtatCiba::Refusee => refus("access_denied", "not authorized"),
            _ if trop_tot => Err(Refus::nouveau(400, "slow_down", "too early to access").sur(regles::SONDAGE)),
            EtatCiba::Attente => refus(
                "authorization_pending",
                "The authorization request is still pending as the end-user hasn't yet been authenticated.",
            ),
            EtatCiba::Approuvee => {
                d.etat = EtatCiba::Servie;
                let d = d.clone();
                let rang = e.suivant();
                let mut session = nouvelle(appel, &format!("{} {id}", d.client), rang, &d.id_national, d.moyen, false);
                let octroi = Octroi {
                    client: &client.id,
                    scope: &d.scope,
                    nonce: None,
                    cnf,
                    rotations,
                };
                let emission = preparer(appel.ctx, &mut session, octroi, appel.maintenant);
                e.sessions.mettre(session.sid.clone(), session);
                Ok(emission)
            }
        }
    })
}
