//! The screen of the témoin for a real browser: sign in by Pro Santé Connect, see who is there, sign out. Each browser has its own
//! session, told apart by a cookie: two people never share one.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use axum::Router;
use axum::extract::State;
use axum::http::header::{CONTENT_SECURITY_POLICY, COOKIE, LOCATION, SET_COOKIE};
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri};
use axum::response::{Html, IntoResponse as _, Response};
use axum::routing::get;
use reqwest::Url;

use crate::actes::Poste;
use crate::identifiants::Tirage;
use crate::psc::Appel;
use crate::psc::client::ClientPsc;
use crate::psc::session::Etat;

const COOKIE_SESSION: &str = "temoin_session";
/// Longest query of a callback read.
const QUERY_MAX: usize = 16 * 1024;
/// Browsers known at once: a cookie beyond is not kept.
const NAVIGATEURS_MAX: usize = 1000;

/// What tells a browser from a scenario among the sessions: no scenario has this in its number.
const PREFIXE: &str = "navigateur\u{1f}";

/// The pages.
pub(crate) fn routes(poste: Arc<Poste>) -> Router {
    Router::new()
        .route("/", get(accueil))
        .route("/connexion-psc", get(connexion))
        .route("/psc/retour", get(retour))
        .route("/psc/fin", get(fin))
        .route("/deconnexion-psc", get(deconnexion))
        .with_state(poste)
}

async fn accueil(State(poste): State<Arc<Poste>>, tetes: HeaderMap) -> Response {
    let Some(cle) = cle(&tetes) else {
        return page(StatusCode::OK, &inconnu());
    };
    let session = poste.session_connue(&cle).await;
    let corps = match session {
        None => inconnu(),
        Some(s) => {
            let s = s.lock().await;
            match s.personne().filter(|_| s.etat == Etat::Ouverte) {
                None => format!("<p>{}</p>{}", echapper(&s.message), inconnu()),
                Some(p) => format!(
                    "<p>Connecté : <strong id=\"qui\">{} {}</strong> (<span id=\"id-national\">{}</span>)</p><p>{}</p>\
                     <p><a id=\"deconnexion\" href=\"/deconnexion-psc\">Se déconnecter</a></p>",
                    echapper(&p.prenom),
                    echapper(&p.nom),
                    echapper(&p.id_national),
                    echapper(&s.message)
                ),
            }
        }
    };
    page(StatusCode::OK, &corps)
}

fn inconnu() -> String {
    "<p id=\"personne\">Personne n'est connecté.</p>\
     <p><a id=\"connexion\" href=\"/connexion-psc\">S'identifier avec Pro Santé Connect</a></p>"
        .to_owned()
}

async fn connexion(State(poste): State<Arc<Poste>>, tetes: HeaderMap) -> Response {
    let Some(psc) = poste.psc.clone() else { return sans_psc() };
    if let Err(e) = poste.mettre_a_l_heure().await {
        return page(StatusCode::BAD_GATEWAY, &message(&e));
    }
    let tirage = tirage_neuf(&poste);
    let appel = appel(&poste, &tirage);
    let demande = match psc.commencer(&appel).await {
        Ok(d) => d,
        Err(e) => return page(StatusCode::BAD_GATEWAY, &message(&e.dit())),
    };
    let (cle, neuf) = match cle(&tetes) {
        Some(c) if poste.session_connue(&c).await.is_some() => (c, false),
        _ => (format!("{PREFIXE}{}", appel.tirage.uuid("navigateur", 1).simple()), true),
    };
    if poste.sessions.lock().await.keys().filter(|k| k.starts_with(PREFIXE)).count() >= NAVIGATEURS_MAX {
        return page(
            StatusCode::SERVICE_UNAVAILABLE,
            &message("trop de navigateurs : relancer le témoin"),
        );
    }
    let session = poste.session(&cle).await;
    let mut reponse = rediriger(&demande.url);
    session.lock().await.demande = Some(demande);
    if neuf {
        let valeur = cle.trim_start_matches(PREFIXE);
        if let Ok(c) = HeaderValue::from_str(&format!("{COOKIE_SESSION}={valeur}; Path=/; HttpOnly; SameSite=Lax")) {
            reponse.headers_mut().insert(SET_COOKIE, c);
        }
    }
    reponse
}

async fn retour(State(poste): State<Arc<Poste>>, tetes: HeaderMap, uri: Uri) -> Response {
    let Some(psc) = poste.psc.clone() else { return sans_psc() };
    let session = match cle(&tetes) {
        Some(c) => poste.session_connue(&c).await,
        None => None,
    };
    let Some(session) = session else {
        return page(
            StatusCode::BAD_REQUEST,
            &message("ce navigateur n'a pas demandé à se connecter : recommencer"),
        );
    };
    let mut session = session.lock().await;
    // Taken: an answer serves once.
    let Some(demande) = session.demande.take() else {
        return page(StatusCode::BAD_REQUEST, &message("aucune connexion en cours : recommencer"));
    };
    let query = uri.query().unwrap_or_default();
    let Some(url) = adresse(&psc, query).filter(|_| query.len() <= QUERY_MAX) else {
        return page(
            StatusCode::BAD_REQUEST,
            &message("retour de PSC illisible : recommencer la connexion"),
        );
    };
    let tirage = tirage_neuf(&poste);
    let appel = appel(&poste, &tirage);
    let issue = psc.revenir(&appel, &demande, &url).await;
    let reussi = issue.is_ok();
    poste.ouvrir_session("", &mut session, issue).await;
    if reussi {
        rediriger("/")
    } else {
        page(StatusCode::OK, &message(&session.message))
    }
}

async fn deconnexion(State(poste): State<Arc<Poste>>, tetes: HeaderMap) -> Response {
    let Some(psc) = poste.psc.clone() else { return sans_psc() };
    let Some(cle) = cle(&tetes) else { return rediriger("/") };
    let Some(session) = poste.session_connue(&cle).await else {
        return rediriger("/");
    };
    let mut session = session.lock().await;
    let tirage = tirage_neuf(&poste);
    let depart = session.fin(&psc, &appel(&poste, &tirage));
    session.fermer("déconnecté");
    rediriger(depart.as_ref().map_or("/", |(_, url)| url))
}

async fn fin() -> Response {
    page(
        StatusCode::OK,
        "<p id=\"fin\">Déconnecté, ici et à Pro Santé Connect.</p><p><a href=\"/\">Accueil</a></p>",
    )
}

/// A draw that no other request has: the rank of this request, and its instant.
fn tirage_neuf(poste: &Poste) -> String {
    let instant = poste.config.maintenant().unix_timestamp_nanos();
    format!("{PREFIXE}{instant}.{}", poste.demandes.fetch_add(1, Ordering::Relaxed))
}

fn appel<'a>(poste: &'a Poste, cle: &'a str) -> Appel<'a> {
    Appel {
        ecarts: &poste.ecarts,
        tirage: Tirage {
            graine: &poste.config.graine,
            cle,
        },
        maintenant: poste.config.maintenant(),
    }
}

/// The declared callback, with what came in its query.
fn adresse(psc: &ClientPsc, query: &str) -> Option<Url> {
    let mut url = Url::parse(psc.redirection()).ok()?;
    url.set_query(Some(query));
    Some(url)
}

/// Which browser this is.
fn cle(tetes: &HeaderMap) -> Option<String> {
    let tous = tetes.get_all(COOKIE).iter().filter_map(|c| c.to_str().ok());
    let mut paires = tous.flat_map(|c| c.split(';')).filter_map(|p| p.trim().split_once('='));
    let (_, valeur) = paires.find(|(n, _)| *n == COOKIE_SESSION)?;
    Some(format!("{PREFIXE}{}", valeur.get(..64).unwrap_or(valeur)))
}

fn rediriger(url: &str) -> Response {
    match HeaderValue::from_str(url) {
        Ok(u) => (StatusCode::FOUND, [(LOCATION, u)]).into_response(),
        Err(_) => page(StatusCode::BAD_GATEWAY, &message("adresse de PSC illisible")),
    }
}

fn sans_psc() -> Response {
    page(StatusCode::NOT_FOUND, &message("Pro Santé Connect n'est pas configuré (`psc`)"))
}

fn message(texte: &str) -> String {
    format!("<p id=\"message\">{}</p><p><a href=\"/\">Accueil</a></p>", echapper(texte))
}

fn page(statut: StatusCode, corps: &str) -> Response {
    let html = format!(
        "<!doctype html><html lang=\"fr\"><head><meta charset=\"utf-8\"><title>Témoin SIMULÉ</title></head>\
         <body><h1>Témoin <em>SIMULÉ</em></h1><p>Logiciel d'essai de segur-bench : rien ici n'est réel.</p>{corps}</body></html>"
    );
    let csp = [(CONTENT_SECURITY_POLICY, "default-src 'none'; frame-ancestors 'none'")];
    (statut, csp, Html(html)).into_response()
}

fn echapper(texte: &str) -> String {
    texte
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}
