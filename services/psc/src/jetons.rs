//! Making tokens: what is drawn and noted under the lock of the espace, then what is signed outside of it.

use segur_kit::Contexte;
use segur_oidc::jeton::Signataire;
use segur_oidc::{FormeX5t, at_hash, avec_parametres};
use serde_json::{Map, Value, json};

use crate::appel::Appel;
use crate::etat::{Moyen, Session, VIE_ACCES, VIE_RAFRAICHISSEMENT, VIE_SESSION};
use crate::profil::{self, sub};
use crate::refus::Refus;
use crate::reglage::{Acr, FormeNonce, Justesse, Perimetre};

/// What goes into tokens.
#[derive(Debug, Clone)]
pub(crate) struct Emission {
    sid: String,
    id_national: String,
    sceau: String,
    moyen: Moyen,
    ouverte: i64,
    client: String,
    scope: String,
    nonce: Option<String>,
    cnf: Option<String>,
    jti_acces: String,
    jti_rafraichissement: String,
    jti_identite: String,
    fin_rafraichissement: i64,
    /// Rotation of the signing key.
    rotations: u64,
}

impl Emission {
    /// The tokens that a replay of the code must kill.
    pub fn jtis(&self) -> Vec<String> {
        vec![self.jti_acces.clone(), self.jti_rafraichissement.clone()]
    }
}

/// What a grant gives.
pub(crate) struct Octroi<'a> {
    pub client: &'a str,
    pub scope: &'a str,
    pub nonce: Option<&'a str>,
    /// Thumbprint of the certificate that the client presented, as `cnf` writes it.
    pub cnf: Option<String>,
    pub rotations: u64,
}

/// Draws and notes the tokens of a session. Under the lock.
pub(crate) fn preparer(ctx: &Contexte, session: &mut Session, octroi: Octroi<'_>, maintenant: i64) -> Emission {
    session.jetons += 1;
    let tirer = |quoi: &str| ctx.secret(&format!("psc.jeton.{quoi} {} {}", session.sid, octroi.client), session.jetons);
    let (jti_acces, jti_rafraichissement, jti_identite) = (tirer("acces"), tirer("rafraichissement"), tirer("identite"));
    // No token of a session outlives it.
    let fin_session = session.ouverte + VIE_SESSION;
    let fin_rafraichissement = (maintenant + VIE_RAFRAICHISSEMENT).min(fin_session);
    session.active = maintenant;
    session.clients.insert(octroi.client.to_owned());
    session.noter(
        (jti_acces.clone(), maintenant + VIE_ACCES),
        (jti_rafraichissement.clone(), fin_rafraichissement),
        maintenant,
    );
    Emission {
        sid: session.sid.clone(),
        id_national: session.id_national.clone(),
        sceau: session.sceau.clone(),
        moyen: session.moyen,
        ouverte: session.ouverte,
        client: octroi.client.to_owned(),
        scope: octroi.scope.to_owned(),
        nonce: octroi.nonce.map(str::to_owned),
        cnf: octroi.cnf,
        jti_acces,
        jti_rafraichissement,
        jti_identite,
        fin_rafraichissement,
        rotations: octroi.rotations,
    }
}

/// `cnf` of the tokens of this call: present when the client presented a certificate.
pub(crate) fn cnf(appel: &Appel<'_>, forme: FormeX5t) -> Option<String> {
    forme.ecrire(appel.empreinte()?)
}

/// Signs, and makes the answer of the token endpoint.
pub(crate) fn ecrire(appel: &Appel<'_>, e: &Emission) -> Result<Value, Refus> {
    let (bascules, iss) = (appel.bascules(), appel.emetteur());
    let sub = sub(appel.ctx, bascules.sub, &e.id_national);
    let maintenant = appel.maintenant;
    let cle = appel
        .psc
        .cles
        .active(&appel.ctx.igc, e.rotations)
        .ok_or_else(|| Refus::nouveau(500, "server_error", "clés de signature absentes de l'IGC de test"))?;
    let signer = |charge: &Value| {
        cle.signer(charge)
            .map_err(|err| Refus::nouveau(500, "server_error", err.to_string()))
    };
    let acr = match bascules.acr {
        Acr::Absent => None,
        Acr::Production => Some(if e.moyen == Moyen::Carte { Acr::Eidas2 } else { Acr::Eidas1 }.mot()),
        autre => Some(autre.mot()),
    };
    let acces = signer(&acces(appel, e, &iss, &sub, acr))?;
    // Without `openid` this is OAuth alone: nobody is identified.
    let identite = if mots(&e.scope).any(|m| m == "openid") {
        let signe = signer(&identite(appel, e, &iss, &sub, acr, &acces))?;
        Some(match bascules.signature {
            Justesse::Faux => signature_d_ailleurs(&signe, &acces),
            Justesse::Vrai => signe,
        })
    } else {
        None
    };
    let rafraichissement = Signataire::hs256(e.sceau.as_bytes())
        .signer(&rafraichissement(appel, e, &iss, &sub))
        .map_err(|err| Refus::nouveau(500, "server_error", err.to_string()))?;
    let mut reponse = json!({
        "access_token": acces,
        "expires_in": VIE_ACCES,
        "refresh_expires_in": e.fin_rafraichissement - maintenant,
        "refresh_token": rafraichissement,
        "token_type": "Bearer",
        "not-before-policy": 0,
        "session_state": e.sid,
        "scope": e.scope,
    });
    if let (Some(objet), Some(identite)) = (reponse.as_object_mut(), identite) {
        poser(objet, "id_token", identite);
    }
    Ok(reponse)
}

/// The token under the signature of another: right in form and in key, false.
fn signature_d_ailleurs(jeton: &str, autre: &str) -> String {
    let contenu = jeton.rsplit_once('.').map_or(jeton, |(c, _)| c);
    let signature = autre.rsplit_once('.').map_or("", |(_, s)| s);
    format!("{contenu}.{signature}")
}

fn acces(appel: &Appel<'_>, e: &Emission, iss: &str, sub: &str, acr: Option<&str>) -> Value {
    let mut charge = json!({
        "exp": appel.maintenant + VIE_ACCES,
        "iat": appel.maintenant,
        "auth_time": e.ouverte,
        "jti": e.jti_acces,
        "iss": iss,
        "sub": sub,
        "typ": "Bearer",
        "azp": e.client,
        "nonce": e.nonce.as_deref().unwrap_or_default(),
        "session_state": e.sid,
    });
    if let Some(objet) = charge.as_object_mut() {
        if let Some(acr) = acr {
            poser(objet, "acr", acr);
        }
        if let Some(cnf) = &e.cnf {
            poser(objet, "cnf", json!({ "x5t#S256": cnf }));
        }
        poser(objet, "sid", e.sid.as_str());
        comment(objet, e);
        if let Some(autres) = profil::autres_ids(appel.ctx, &e.id_national) {
            poser(objet, "otherIds", json!(autres));
        }
        poser(objet, "preferred_username", e.id_national.as_str());
    }
    charge
}

fn identite(appel: &Appel<'_>, e: &Emission, iss: &str, sub: &str, acr: Option<&str>, acces: &str) -> Value {
    let mut charge = json!({
        "exp": appel.maintenant + VIE_ACCES,
        "iat": appel.maintenant,
        "auth_time": e.ouverte,
        "jti": e.jti_identite,
        "iss": iss,
        "aud": e.client,
        "sub": sub,
        "typ": "ID",
        "azp": e.client,
    });
    if let Some(objet) = charge.as_object_mut() {
        let bascules = appel.bascules();
        if bascules.iss == Justesse::Faux {
            poser(objet, "iss", format!("{iss}-d-un-autre"));
        }
        if bascules.aud == Justesse::Faux {
            poser(objet, "aud", "client-d-un-autre");
        }
        match (bascules.nonce, &e.nonce) {
            (FormeNonce::Renvoye, Some(n)) => poser(objet, "nonce", n.as_str()),
            (FormeNonce::Autre, _) => poser(objet, "nonce", "nonce-d-un-autre"),
            (FormeNonce::Absent, _) | (FormeNonce::Renvoye, None) => {}
        }
        poser(objet, "session_state", e.sid.as_str());
        poser(objet, "at_hash", at_hash(acces));
        poser(objet, "sid", e.sid.as_str());
        if let Some(acr) = acr {
            poser(objet, "acr", acr);
        }
        comment(objet, e);
        poser(objet, "preferred_username", e.id_national.as_str());
    }
    charge
}

/// How the person signed in, in both tokens: an identity token of production has it too (ansforge/keycloak-prosanteconnect#43).
fn comment(objet: &mut Map<String, Value>, e: &Emission) {
    poser(objet, "scope", e.scope.as_str());
    poser(objet, "auth_level", "1");
    if let Some(mode) = e.moyen.mode() {
        poser(objet, "authMode", mode);
    }
}

fn rafraichissement(appel: &Appel<'_>, e: &Emission, iss: &str, sub: &str) -> Value {
    let mut charge = json!({
        "exp": e.fin_rafraichissement,
        "iat": appel.maintenant,
        "jti": e.jti_rafraichissement,
        "iss": iss,
        "aud": iss,
        "sub": sub,
        "typ": "Refresh",
        "azp": e.client,
        "nonce": e.nonce.as_deref().unwrap_or_default(),
        "session_state": e.sid,
        "sid": e.sid,
        "scope": e.scope,
    });
    if let (Some(objet), Some(cnf)) = (charge.as_object_mut(), &e.cnf) {
        poser(objet, "cnf", json!({ "x5t#S256": cnf }));
    }
    charge
}

fn poser(objet: &mut Map<String, Value>, nom: &str, valeur: impl Into<Value>) {
    objet.insert(nom.to_owned(), valeur.into());
}

/// The words of a scope.
pub(crate) fn mots(scope: &str) -> impl Iterator<Item = &str> {
    scope.split(' ').filter(|m| !m.is_empty())
}

/// What is granted of what is asked for, each word once.
pub(crate) fn perimetre(forme: Perimetre, demande: Option<&str>) -> String {
    let (avant, apres): (&[&str], &[&str]) = match forme {
        Perimetre::Demande => (&[], &[]),
        Perimetre::Etendu => (&["openid", "profile"], &["identity"]),
    };
    let mut tous: Vec<&str> = avant.to_vec();
    for mot in mots(demande.unwrap_or_default()).chain(apres.iter().copied()) {
        if !tous.contains(&mot) {
            tous.push(mot);
        }
    }
    tous.join(" ")
}

/// The address where a browser goes back to, with what it carries.
pub(crate) fn retour(uri: &str, fragment: bool, champs: &[(&str, &str)]) -> String {
    avec_parametres(uri, if fragment { '#' } else { '?' }, champs)
}
