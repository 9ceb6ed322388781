//! Logout: by the browser, and by the server of the client.

use segur_kit::Reponse;
use segur_oidc::{Champs, encoder, regles};

use crate::appel::Appel;
use crate::autorisation::en_page;
use crate::client::authentifier;
use crate::demande::declaree;
use crate::etat::Fin;
use crate::jetons::retour;
use crate::pages;
use crate::refus::Refus;
use crate::validee::nom_temoin;

/// Answers the end-session endpoint.
pub(crate) fn repondre(appel: &Appel<'_>) -> Reponse {
    match sortir(appel) {
        Ok(reponse) => reponse,
        // A browser is shown a page; a server reads JSON.
        Err(refus) if appel.demande.html => en_page(appel, &refus),
        Err(refus) => refus.into(),
    }
}

fn sortir(appel: &Appel<'_>) -> Result<Reponse, Refus> {
    appel.lisible()?;
    if let Some(jeton) = appel.champ("refresh_token") {
        return par_rafraichissement(appel, jeton);
    }
    let indice = match appel.champ("id_token_hint") {
        // An expired identity token still says whose session it was.
        Some(texte) => Some(
            appel
                .jeton_de_psc(texte)
                .ok()
                .filter(|j| j.texte("typ") == Some("ID"))
                .ok_or_else(|| Refus::requete("Invalid parameter: id_token_hint"))?,
        ),
        None => None,
    };
    let id_client = indice.as_ref().and_then(|j| j.texte("azp")).or_else(|| appel.champ("client_id"));
    let uri = appel.champ("post_logout_redirect_uri");
    if let Some(uri) = uri {
        let client = id_client
            .and_then(|id| appel.client_connu(id))
            .ok_or_else(|| Refus::requete("Missing parameters: id_token_hint").sur(regles::SORTIE_JETON))?;
        if !declaree(&client.post_logout_redirect_uris, uri) {
            return Err(Refus::nouveau(400, "invalid_redirect_uri", "Invalid redirect uri").sur(regles::SORTIE_URI));
        }
    }
    let sid = indice.as_ref().and_then(|j| j.texte("sid"));
    if appel.champ("geste").is_none() && a_confirmer(appel, sid, uri.is_some()) {
        return Ok(pages::quitter(&appel.ctx.espace, appel.requete.uri.path(), &champs(appel)));
    }
    let fin = fermer(appel, sid);
    let reponse = match uri {
        Some(uri) => {
            let state: Vec<(&str, &str)> = appel.champ("state").map(|s| ("state", s)).into_iter().collect();
            let statut = if appel.requete.methode == "POST" { 303 } else { 302 };
            Reponse::nouvelle(statut, "", "").entete("location", retour(uri, false, &state))
        }
        None => pages::deconnecte(&appel.ctx.espace, &cadres(appel, fin.as_ref())),
    };
    Ok(reponse.entete(
        "set-cookie",
        format!(
            "{}=; Path=/; Max-Age=0; HttpOnly; Secure; SameSite=Lax",
            nom_temoin(&appel.ctx.espace)
        ),
    ))
}

/// Whether the person is asked first, as Keycloak does (keycloak/keycloak-documentation#1624): nothing proves that the request is of the session
/// of this browser. Where it has none and only goes back to its client, nothing is at stake.
fn a_confirmer(appel: &Appel<'_>, indice: Option<&str>, revient: bool) -> bool {
    let temoin = appel.temoin(&nom_temoin(&appel.ctx.espace));
    let ouverte = appel.etat(|e| Some(e.session_du_temoin(temoin?, appel.maintenant)?.sid.clone()));
    match (indice, ouverte) {
        (Some(indice), Some(ouverte)) => indice != ouverte,
        (Some(_), None) => false,
        (None, Some(_)) => true,
        (None, None) => !revient,
    }
}

/// The parameters of the request, for the page that asks to send them again.
fn champs(appel: &Appel<'_>) -> Vec<(String, String)> {
    let tous = [&appel.demande.url, &appel.demande.corps]
        .into_iter()
        .flatten()
        .flat_map(Champs::iter);
    tous.map(|(n, v)| (n.to_owned(), v.to_owned())).collect()
}

/// Ends the session of the token, else that of the browser; its clients are told.
fn fermer(appel: &Appel<'_>, sid: Option<&str>) -> Option<Fin> {
    let temoin = appel.temoin(&nom_temoin(&appel.ctx.espace));
    appel.etat(|e| {
        let sid = match (sid, temoin) {
            (Some(sid), _) => sid.to_owned(),
            (None, t) => e.session_du_temoin(t?, appel.maintenant)?.sid.clone(),
        };
        e.finir(&sid, appel.maintenant)
    })
}

/// Front-channel logout pages of the clients of the session (OpenID Connect Front-Channel Logout 1.0, § 3).
fn cadres(appel: &Appel<'_>, fin: Option<&Fin>) -> Vec<String> {
    let iss = appel.emetteur();
    let clients = fin.into_iter().flat_map(|f| f.clients.iter().map(|id| (id, f.sid.as_str())));
    clients
        .filter_map(|(id, sid)| {
            let uri = appel.client_connu(id)?.frontchannel_logout_uri.as_ref()?;
            if !uri.starts_with("https://") && !uri.starts_with("http://") {
                return None;
            }
            let lien = if uri.contains('?') { '&' } else { '?' };
            Some(format!("{uri}{lien}iss={}&sid={}", encoder(&iss), encoder(sid)))
        })
        .collect()
}

/// The way of Keycloak: the client, authenticated, gives its refresh token.
fn par_rafraichissement(appel: &Appel<'_>, texte: &str) -> Result<Reponse, Refus> {
    let client = authentifier(appel)?;
    let lu = appel.rafraichissement(texte).ok_or_else(|| Refus::grant("Invalid refresh token"))?;
    if lu.texte("azp") != Some(client.id.as_str()) {
        return Err(Refus::grant(
            "Invalid refresh token. Token client and authorized client don't match",
        ));
    }
    fermer(appel, lu.texte("sid"));
    Ok(Reponse::nouvelle(204, "", ""))
}
