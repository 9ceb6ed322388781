//! The handlers.

use axum::Json;
use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{Path, State};
use axum::http::{HeaderName, StatusCode, header};
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use segur_model::controle::{
    BilanPurge, CreationEspace, DemandePurge, Etat, EtatEspace, Panne, ReglageHorloge, Sauvegarde, Tentative, TenueCampagne,
};
use segur_model::{Exchange, World};
use serde::de::DeserializeOwned;

use super::erreurs::Erreur;
use super::parametres::Parametres;
use super::poste::OPENAPI;
use super::vue::Vue;
use crate::erreur::JournalError;
use crate::francais::{citation, date};

/// Longest name of a campaign.
const CAMPAGNE_MAX: usize = 100;

type Reponse<T> = Result<T, Erreur>;
type Corps = Result<Bytes, BytesRejection>;

pub(super) async fn lire_etat(State(p): State<Vue>, q: Parametres) -> Reponse<Json<Etat>> {
    let q = q.connus(&[])?;
    if let Some(espace) = q.espace_donne() {
        p.espace(espace)?;
    }
    let mut etat = p.etat(q.espace_donne());
    etat.maintenant = Some(time::OffsetDateTime::now_utc());
    // Looking writes to the disk: only for who asks how the bench is, and not on a thread that serves.
    let sonde = tokio::task::spawn_blocking(move || p.coeur.journal.sonder()).await;
    etat.journal = sonde.map_or_else(|e| Some(e.to_string()), |sonde| sonde.err().map(|e| e.to_string()));
    Ok(Json(etat))
}

pub(super) async fn echanges(State(p): State<Vue>, q: Parametres) -> Reponse<Json<Vec<Exchange>>> {
    let q = q.connus(&["operation", "depuis", "communes", "limite"])?;
    p.coeur.espace(q.espace())?;
    Ok(Json(p.coeur.journal.chercher(&q.filtre()?).await?))
}

pub(super) async fn attendre(State(p): State<Vue>, q: Parametres) -> Reponse<Response> {
    let q = q.connus(&["operation", "depuis", "communes", "delai"])?;
    p.coeur.espace(q.espace())?;
    let (filtre, delai) = (q.filtre()?, q.delai()?);
    tokio::select! {
        trouve = p.coeur.journal.attendre(&filtre, delai) => Ok(match trouve? {
            Some(e) => Json(e).into_response(),
            None => StatusCode::NO_CONTENT.into_response(),
        }),
        () = p.arret() => Err(Erreur::arret()),
    }
}

pub(super) async fn requete(State(p): State<Vue>, Path(id): Path<String>, q: Parametres) -> Reponse<Response> {
    octets(&p, &id, &q.connus(&[])?, true).await
}

pub(super) async fn reponse(State(p): State<Vue>, Path(id): Path<String>, q: Parametres) -> Reponse<Response> {
    octets(&p, &id, &q.connus(&[])?, false).await
}

/// The raw bytes of one half of an exchange, under the media type that they had.
async fn octets(p: &Vue, id: &str, q: &Parametres, requete: bool) -> Reponse<Response> {
    let absent = || Erreur::absent(format!("il n'y a pas d'échange « {} » dans cet espace", citation(id)));
    let id: u64 = id.parse().map_err(|_| absent())?;
    let echange = p.coeur.journal.lire(q.espace_donne(), id).await?.ok_or_else(absent)?;
    if q.espace_donne()
        .is_some_and(|e| e != echange.espace && echange.espace != crate::ZONE_COMMUNE)
    {
        return Err(absent());
    }
    let (corps_requete, corps_reponse) = p.coeur.journal.octets(q.espace_donne(), id).await?.ok_or_else(absent)?;
    let (message, corps) = if requete {
        (&echange.requete, corps_requete)
    } else {
        (&echange.reponse, corps_reponse)
    };
    let type_contenu = message.entete("content-type").unwrap_or("application/octet-stream");
    let mut entetes = entetes_surs(type_contenu).to_vec();
    if let Some(codage) = message.entete("content-encoding") {
        // The bytes are the recorded ones, coding included; said in a header that no client decodes by itself.
        entetes.push((HeaderName::from_static("x-segur-content-encoding"), codage.to_owned()));
    }
    let mut sortie = corps.into_response();
    for (nom, valeur) in entetes {
        if let Ok(valeur) = valeur.parse() {
            sortie.headers_mut().insert(nom, valeur);
        }
    }
    Ok(sortie)
}

/// What came from outside must not run as a page of the bench in the browser of whoever looks at it.
fn entetes_surs(type_contenu: &str) -> [(HeaderName, String); 3] {
    [
        (header::CONTENT_TYPE, type_contenu.to_owned()),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff".to_owned()),
        (header::CONTENT_SECURITY_POLICY, "sandbox; default-src 'none'".to_owned()),
    ]
}

pub(super) async fn tentatives(State(p): State<Vue>, q: Parametres) -> Reponse<Json<Vec<Tentative>>> {
    let q = q.connus(&[])?;
    Ok(Json(p.coeur.espace(q.espace())?.tentatives()))
}

pub(super) async fn pannes(State(p): State<Vue>, q: Parametres, corps: Corps) -> Reponse<Json<EtatEspace>> {
    let q = q.connus(&[])?;
    p.espace(q.espace())?;
    let liste: Vec<Panne> = lire(corps, "une liste de pannes : [{\"sur\": \"insi.*\", \"quoi\": {\"latence\": 500}}]")?;
    Ok(Json(p.poser_pannes(q.espace(), liste)?))
}

pub(super) async fn horloge(State(p): State<Vue>, q: Parametres, corps: Corps) -> Reponse<Json<EtatEspace>> {
    let q = q.connus(&[])?;
    p.espace(q.espace())?;
    let reglage: ReglageHorloge = lire(corps, "{\"decalage_s\": 3600}")?;
    Ok(Json(p.regler_horloge(q.espace(), reglage.decalage_s)?))
}

pub(super) async fn action(
    State(p): State<Vue>,
    Path((service, action)): Path<(String, String)>,
    q: Parametres,
    corps: Corps,
) -> Reponse<Json<serde_json::Value>> {
    let q = q.connus(&[])?;
    let parametres = match &corps {
        Ok(c) if c.is_empty() => serde_json::Value::Object(serde_json::Map::new()),
        _ => lire(corps, "un objet JSON : les paramètres de l'action")?,
    };
    p.espace(q.espace())?;
    Ok(Json(p.agir(q.espace(), &service, &action, parametres).await?))
}

/// What a service shows. It knows its own parameters.
pub(super) async fn vue(State(p): State<Vue>, Path((service, chemin)): Path<(String, String)>, q: Parametres) -> Reponse<Response> {
    p.espace(q.espace())?;
    let parametres = q.autres();
    let montre = tokio::select! {
        montre = p.montrer(q.espace(), &service, &chemin, &parametres) => montre?,
        () = p.arret() => return Err(Erreur::arret()),
    };
    let statut = StatusCode::from_u16(montre.statut).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut sortie = (statut, montre.corps).into_response();
    sortie.headers_mut().remove(header::CONTENT_TYPE);
    // The guards last: no service lifts them.
    let [_, nosniff, politique] = entetes_surs("");
    for (nom, valeur) in montre.entetes {
        if let (Ok(nom), Ok(valeur)) = (nom.parse::<HeaderName>(), valeur.parse()) {
            sortie.headers_mut().insert(nom, valeur);
        }
    }
    for (nom, valeur) in [nosniff, politique] {
        if let Ok(valeur) = valeur.parse() {
            sortie.headers_mut().insert(nom, valeur);
        }
    }
    Ok(sortie)
}

pub(super) async fn creer(State(p): State<Vue>, q: Parametres, corps: Corps) -> Reponse<(StatusCode, Json<EtatEspace>)> {
    q.connus(&[])?;
    let creation: CreationEspace = lire(corps, "{\"id\": \"recette-2\"}")?;
    let espace = p.coeur.creer(&creation).await?;
    Ok((StatusCode::CREATED, Json(espace.etat())))
}

pub(super) async fn remettre_a_zero(State(p): State<Vue>, Path(id): Path<String>, q: Parametres) -> Reponse<Json<EtatEspace>> {
    meme_espace(&q.connus(&[])?, &id)?;
    Ok(Json(p.remettre_a_zero(&id).await?))
}

/// A copy of the espace as it stands.
pub(super) async fn sauvegarder(State(p): State<Vue>, Path(id): Path<String>, q: Parametres) -> Reponse<(StatusCode, Json<Sauvegarde>)> {
    meme_espace(&q.connus(&[])?, &id)?;
    Ok((StatusCode::CREATED, Json(p.coeur.sauvegarder(&id).await?)))
}

/// The espace is no more served here, and its folder is as it stands: it may be moved.
pub(super) async fn fermer(State(p): State<Vue>, Path(id): Path<String>, q: Parametres) -> Reponse<StatusCode> {
    meme_espace(&q.connus(&[])?, &id)?;
    p.coeur.fermer(&id).await?;
    Ok(StatusCode::NO_CONTENT)
}

pub(super) async fn supprimer(State(p): State<Vue>, Path(id): Path<String>, q: Parametres) -> Reponse<StatusCode> {
    meme_espace(&q.connus(&[])?, &id)?;
    p.coeur.supprimer(&id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A campaign says which exchanges are its own.
pub(super) async fn tenir(State(p): State<Vue>, Path(id): Path<String>, q: Parametres, corps: Corps) -> Reponse<StatusCode> {
    let q = q.connus(&[])?;
    p.espace(q.espace())?;
    let tenue: TenueCampagne = lire(corps, "{\"depuis\": 12}")?;
    if id.is_empty() || id.chars().count() > CAMPAGNE_MAX {
        return Err(Erreur::demande(format!(
            "une campagne a un nom, de {CAMPAGNE_MAX} caractères au plus"
        )));
    }
    p.coeur.journal.tenir(q.espace(), &id, tenue).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The one call that takes evidence away: by age, never what a campaign holds, of the espaces of the folder, open or not.
pub(super) async fn purger(State(p): State<Vue>, q: Parametres, corps: Corps) -> Reponse<Json<Vec<BilanPurge>>> {
    let q = q.connus(&[])?;
    let demande: DemandePurge = lire(corps, "{\"avant\": \"2026-01-31T00:00:00Z\", \"a_blanc\": true}")?;
    let espaces = match q.espace_donne() {
        Some(espace) => vec![espace.to_owned()],
        None => p.coeur.journal.espaces(),
    };
    let pourquoi = format!("demandée : d'avant le {}", date(demande.avant));
    let mut bilans = Vec::new();
    for espace in espaces {
        let bilan = p.coeur.journal.purger(&espace, &demande, &pourquoi, false).await;
        bilans.push(bilan.map_err(|e| match e {
            JournalError::NomEspace(_) => Erreur::absent(e.to_string()),
            autre => autre.into(),
        })?);
    }
    Ok(Json(bilans))
}

/// What is counted, in the text of Prometheus.
pub(super) async fn mesures(State(p): State<Vue>, q: Parametres) -> Reponse<Response> {
    let q = q.connus(&[])?;
    if let Some(espace) = q.espace_donne() {
        p.espace(espace)?;
    }
    let texte = crate::mesures::texte(&p.coeur, q.espace_donne());
    Ok(([(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], texte).into_response())
}

pub(super) async fn monde(State(p): State<Vue>, q: Parametres) -> Reponse<Json<World>> {
    q.connus(&[])?;
    Ok(Json(World::clone(&p.coeur.monde)))
}

pub(super) async fn igc(State(p): State<Vue>, q: Parametres) -> Reponse<Response> {
    let q = q.connus(&[])?;
    // Checks that judge recorded bytes want what the services judged with: the anchors, and who is revoked.
    let igc = p.coeur.existant(q.espace())?.tls.igc.clone();
    let mut pem = igc.ancres_pem();
    for crl in igc.crls() {
        pem.push_str(&bloc_pem("X509 CRL", &crl.der));
    }
    Ok((entetes_surs("application/x-pem-file"), pem).into_response())
}

/// RFC 7468: base64 in lines of 64 between the two marks.
fn bloc_pem(etiquette: &str, der: &[u8]) -> String {
    let texte = base64::engine::general_purpose::STANDARD.encode(der);
    let lignes: Vec<&str> = (0..texte.len()).step_by(64).map(|i| &texte[i..texte.len().min(i + 64)]).collect();
    format!("-----BEGIN {etiquette}-----\n{}\n-----END {etiquette}-----\n", lignes.join("\n"))
}

pub(super) async fn openapi(q: Parametres) -> Reponse<Response> {
    q.connus(&[])?;
    Ok((entetes_surs("application/json"), OPENAPI).into_response())
}

/// The path names the espace: a query that names another is a mistake.
fn meme_espace(q: &Parametres, id: &str) -> Result<(), Erreur> {
    match q.espace_donne() {
        Some(donne) if donne != id => Err(Erreur::demande(format!(
            "le chemin désigne l'espace « {} », le paramètre « {} »",
            citation(id),
            citation(donne)
        ))),
        _ => Ok(()),
    }
}

fn lire<T: DeserializeOwned>(corps: Corps, attendu: &str) -> Result<T, Erreur> {
    let corps = corps.map_err(|e| Erreur::demande(format!("corps illisible ou trop long ({e}) ; attendu : {attendu}")))?;
    serde_json::from_slice(&corps).map_err(|e| {
        let cause = segur_model::francais::json(&e);
        Erreur::demande(format!("corps JSON refusé ({cause}) ; attendu : {attendu}"))
    })
}
