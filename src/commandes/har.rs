//! `journal --har`: HAR 1.2, for tools that read it.

use segur_engine::controle::Controle;
use segur_model::{Exchange, Message};
use serde_json::{Value, json};
use time::format_description::well_known::Rfc3339;

use crate::erreur::Erreur;

/// Writes exchanges under the addresses that were called.
pub async fn ecrire(controle: &Controle, echanges: &[&Exchange]) -> Result<u8, Erreur> {
    let etat = controle.etat().await?;
    let points: Vec<&String> = etat.espaces.iter().flat_map(|e| e.points.values()).collect();
    let mut entrees = Vec::new();
    for e in echanges {
        if e.requete.ligne.is_empty() {
            continue;
        }
        let (requete, reponse) = controle.octets(e.id).await?;
        let entetes = |m: &Message| m.entetes.iter().map(|(n, v)| json!({"name": n, "value": v})).collect::<Vec<_>>();
        let hote = e.requete.entete("host").unwrap_or(&e.service);
        let schema = if points
            .iter()
            .any(|p| p.strip_prefix("http://").and_then(|p| p.split('/').next()) == Some(hote))
        {
            "http"
        } else {
            "https"
        };
        let mut mots = e.requete.ligne.split(' ');
        let (methode, chemin) = (mots.next().unwrap_or_default(), mots.next().unwrap_or_default());
        let media = |m: &Message| m.entete("content-type").unwrap_or("application/octet-stream").to_owned();
        entrees.push(json!({
            "startedDateTime": e.recu.format(&Rfc3339).unwrap_or_default(),
            "time": e.duree_ms,
            "request": {
                "method": methode, "url": format!("{schema}://{hote}{chemin}"), "httpVersion": "HTTP/1.1",
                "headers": entetes(&e.requete), "queryString": parametres(chemin), "cookies": [], "headersSize": -1, "bodySize": e.requete.taille,
                "postData": { "mimeType": media(&e.requete), "text": String::from_utf8_lossy(&requete) },
            },
            "response": {
                "status": e.statut.unwrap_or(0), "statusText": "", "httpVersion": "HTTP/1.1",
                "headers": entetes(&e.reponse), "cookies": [], "redirectURL": "", "headersSize": -1, "bodySize": e.reponse.taille,
                "content": { "size": e.reponse.taille, "mimeType": media(&e.reponse), "text": String::from_utf8_lossy(&reponse) },
            },
            "cache": {}, "timings": { "send": 0, "wait": e.duree_ms, "receive": 0 },
            "comment": e.operation,
        }));
    }
    let har = json!({ "log": { "version": "1.2", "creator": { "name": "segur-bench", "version": env!("CARGO_PKG_VERSION") }, "entries": entrees } });
    dire!("{har:#}");
    Ok(0)
}

/// The query of a target, as it was sent.
fn parametres(cible: &str) -> Vec<Value> {
    let requete = cible.split_once('?').map_or("", |(_, q)| q);
    let paires = requete.split('&').filter(|p| !p.is_empty());
    paires
        .map(|p| p.split_once('=').unwrap_or((p, "")))
        .map(|(nom, valeur)| json!({ "name": nom, "value": valeur }))
        .collect()
}
