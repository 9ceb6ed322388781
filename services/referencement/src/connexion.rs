//! Signing in and out, by the Pro Santé Connect of the bench; and who a request is of.

use std::fmt::Write as _;

use segur_kit::{Contexte, Reponse, Requete, Travail};
use segur_oidc::defi_s256;
use sha2::{Digest, Sha256};
use time::Duration;

use crate::appel::{Appel, Echec, Issue, Qui};
use crate::etat::{Connexion, Etat, Session};
use crate::formulaire::Formulaire;
use crate::psc;
use crate::service::Referencement;

/// Cookie of a session, and that of a sign-in under way.
const TEMOIN: &str = "__Host-convergence";
const EN_COURS: &str = "__Host-connexion";
/// The cookie of the session of an espace: espaces share a host, and cookies know no port.
fn nom_de_session(espace: &str) -> String {
    format!("{TEMOIN}-{espace}")
}

/// The cookie of one sign-in among several at once.
fn nom_en_cours(etat: &str) -> String {
    format!("{EN_COURS}-{}", condense(etat).get(..12).unwrap_or_default())
}

/// A session without use ends.
const REPOS: Duration = Duration::hours(4);
/// A sign-in that takes longer is begun again.
const VIE_CONNEXION: Duration = Duration::minutes(15);
/// The mark of the last use is written again after that long.
const PAS: Duration = Duration::minutes(5);

/// Who a request is of.
pub(crate) async fn reconnaitre(
    service: &Referencement,
    ctx: &Contexte,
    requete: &Requete,
    travail: &mut Travail<Etat>,
) -> Result<Option<Qui>, Echec> {
    if let Some(jeton) = requete.entete("authorization").and_then(|a| a.strip_prefix("Bearer ")) {
        let identite = service.guichet.porteur(&service.reglage, ctx, jeton.trim()).await;
        let identite = identite.map_err(|e| Echec::Saisie(401, format!("Jeton refusé : {e}.")))?;
        let session = Session {
            id_national: identite.id_national,
            nom: identite.nom,
            jeton: String::new(),
            id_token: String::new(),
            active: requete.recu,
        };
        return Ok(Some(qui(service, ctx, session, true)));
    }
    let Some(temoin) = temoin(requete, &nom_de_session(&ctx.espace)) else {
        return Ok(None);
    };
    let cle = condense(&temoin);
    let Some(session) = travail.etat.sessions.lire(&cle) else {
        return Ok(None);
    };
    if requete.recu - session.active > REPOS {
        return Ok(None);
    }
    let session = (*session).clone();
    if requete.recu - session.active > PAS {
        let active = requete.recu;
        travail.etat.sessions.mettre(cle, Session { active, ..session.clone() });
    }
    Ok(Some(qui(service, ctx, session, false)))
}

fn qui(service: &Referencement, ctx: &Contexte, session: Session, porteur: bool) -> Qui {
    let relecteurs = service.reglage.relecteurs.iter().filter_map(|f| ctx.monde.professionnels.get(f));
    Qui {
        relecteur: relecteurs.into_iter().any(|p| p.id_national == session.id_national),
        session,
        porteur,
    }
}

/// `GET /connexion`: to Pro Santé Connect.
pub(crate) fn commencer(appel: &Appel<'_>) -> Issue {
    let a = psc::adresses(&appel.service.reglage, appel.ctx).map_err(Echec::Banc)?;
    let champs = Formulaire::de_l_adresse(appel.requete);
    let vers = champs.un("vers");
    // Only a path of this portal: a link must not lead elsewhere.
    let sur = chemin_d_ici(vers);
    let rang = appel.etat(Etat::suivant);
    let ctx = appel.ctx;
    let etat = ctx.secret("referencement.etat", rang);
    let nonce = ctx.secret("referencement.nonce", rang);
    let verificateur = format!(
        "{}{}",
        ctx.secret("referencement.pkce", rang),
        ctx.secret("referencement.pkce2", rang)
    );
    let retour = format!("{}/retour", appel.service.base(ctx, appel.requete));
    let adresse = form_urlencoded::Serializer::new(String::new())
        .append_pair("response_type", "code")
        .append_pair("client_id", &appel.service.reglage.client_psc)
        .append_pair("redirect_uri", &retour)
        .append_pair("scope", "openid scope_all")
        .append_pair("acr_values", "eidas1")
        .append_pair("state", &etat)
        .append_pair("nonce", &nonce)
        .append_pair("code_challenge", &defi_s256(&verificateur))
        .append_pair("code_challenge_method", "S256")
        .finish();
    let connexion = Connexion {
        nonce,
        verificateur,
        vers: if sur { vers.to_owned() } else { "/".to_owned() },
        retour,
        le: appel.requete.recu,
    };
    appel.etat(|e| e.connexions.mettre(condense(&etat), connexion));
    Ok(Reponse::nouvelle(303, "", "")
        .entete("location", format!("{}?{adresse}", a.connexion))
        .entete("cache-control", "no-store")
        .entete(
            "set-cookie",
            format!(
                "{}={etat}; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=900",
                nom_en_cours(&etat)
            ),
        ))
}

/// Whether it is a path of this portal, and nothing else: a browser drops a tab, and turns a backslash.
fn chemin_d_ici(vers: &str) -> bool {
    let lisible = vers.bytes().all(|o| o.is_ascii_graphic() && o != b'\\');
    lisible && vers.starts_with('/') && !vers.starts_with("//") && vers.len() < 500
}

/// `GET /retour`: back from Pro Santé Connect.
pub(crate) async fn revenir(appel: &Appel<'_>) -> Issue {
    let champs = Formulaire::de_l_adresse(appel.requete);
    let refuse = |t: &str| {
        Err(Echec::Saisie(
            400,
            format!("Connexion refusée : {t}. Recommencez depuis l'accueil."),
        ))
    };
    let etat = champs.un("state");
    if etat.is_empty() || temoin(appel.requete, &nom_en_cours(etat)).as_deref() != Some(etat) {
        return refuse("elle n'a pas été commencée dans ce navigateur");
    }
    let cle = condense(etat);
    let connue = appel.etat(|e| e.connexions.lire(&cle)).filter(|c| !c.verificateur.is_empty());
    let Some(connue) = connue else {
        return refuse("elle a déjà servi, ou n'existe plus");
    };
    if appel.requete.recu - connue.le > VIE_CONNEXION {
        return refuse("elle a duré plus d'un quart d'heure");
    }
    let code = champs.un("code");
    if code.is_empty() {
        let mut dit = champs.un("error").to_owned();
        let _ = write!(dit, " {}", champs.un("error_description"));
        let dit: String = dit.chars().filter(|c| !c.is_control()).take(200).collect();
        return refuse(dit.trim());
    }
    let par = (code, connue.retour.as_str(), connue.verificateur.as_str(), connue.nonce.as_str());
    let identite = appel.service.guichet.entrer(&appel.service.reglage, appel.ctx, par).await;
    let identite = match identite {
        Ok(i) => i,
        Err(e) => return refuse(&e),
    };
    let rang = appel.etat(Etat::suivant);
    let valeur = appel.ctx.secret("referencement.session", rang);
    let session = Session {
        id_national: identite.id_national,
        nom: identite.nom,
        jeton: appel.ctx.secret("referencement.formulaire", rang),
        id_token: identite.id_token,
        active: appel.requete.recu,
    };
    let usee = Connexion {
        verificateur: String::new(),
        ..(*connue).clone()
    };
    appel.etat(|e| {
        e.connexions.mettre(cle, usee);
        e.sessions.mettre(condense(&valeur), session);
    });
    Ok(Reponse::nouvelle(303, "", "")
        .entete("location", connue.vers.clone())
        .entete("cache-control", "no-store")
        .entete(
            "set-cookie",
            format!(
                "{}={valeur}; Path=/; Secure; HttpOnly; SameSite=Lax",
                nom_de_session(&appel.ctx.espace)
            ),
        )
        .entete(
            "set-cookie",
            format!("{}=; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=0", nom_en_cours(etat)),
        ))
}

/// `POST /deconnexion`: here, then at Pro Santé Connect.
pub(crate) fn sortir(appel: &Appel<'_>) -> Issue {
    let qui = appel.qui()?;
    if let Some(temoin) = temoin(appel.requete, &nom_de_session(&appel.ctx.espace)) {
        let finie = Session {
            active: time::OffsetDateTime::UNIX_EPOCH,
            id_token: String::new(),
            jeton: String::new(),
            ..qui.session.clone()
        };
        appel.etat(|e| e.sessions.mettre(condense(&temoin), finie));
    }
    let fin = form_urlencoded::Serializer::new(String::new())
        .append_pair("id_token_hint", &qui.session.id_token)
        .append_pair(
            "post_logout_redirect_uri",
            &format!("{}/", appel.service.base(appel.ctx, appel.requete)),
        )
        .finish();
    let vers = match psc::adresses(&appel.service.reglage, appel.ctx) {
        Ok(a) if !qui.session.id_token.is_empty() => format!("{}/protocol/openid-connect/logout?{fin}", a.royaume),
        _ => "/".to_owned(),
    };
    Ok(Reponse::nouvelle(303, "", "")
        .entete("location", vers)
        .entete("cache-control", "no-store")
        .entete(
            "set-cookie",
            format!(
                "{}=; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=0",
                nom_de_session(&appel.ctx.espace)
            ),
        ))
}

/// Whether an act comes from a page of ours: what a browser says of where it comes from, and the token of the session.
pub(crate) fn verifier_origine(appel: &Appel<'_>, formulaire: &Formulaire) -> Result<(), Echec> {
    let qui = appel.qui()?;
    if qui.porteur {
        return Ok(());
    }
    let base = appel.service.base(appel.ctx, appel.requete);
    let origine = appel.requete.entete("origin");
    let ailleurs = origine.is_some_and(|o| o != base) || appel.requete.entete("sec-fetch-site").is_some_and(|s| s != "same-origin");
    let dit = appel.requete.entete("x-jeton").unwrap_or_else(|| formulaire.un("jeton"));
    if ailleurs || dit.is_empty() || dit != qui.session.jeton {
        return Err(Echec::Ailleurs);
    }
    Ok(())
}

/// The value of a cookie.
fn temoin(requete: &Requete, nom: &str) -> Option<String> {
    let tous = requete.entetes.get_all("cookie").iter().filter_map(|v| v.to_str().ok());
    let mut un = tous.flat_map(|c| c.split(';')).filter_map(|c| c.trim().split_once('='));
    un.find(|(n, _)| *n == nom).map(|(_, v)| v.to_owned())
}

/// Under what a secret is kept: who reads the file of the espace opens nothing with it.
fn condense(secret: &str) -> String {
    hex::encode(Sha256::digest(secret).get(..16).unwrap_or_default())
}
