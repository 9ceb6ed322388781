//! Exchanges as they come, as server-sent events.

use std::convert::Infallible;
use std::time::Duration;

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::sse::{Event, KeepAlive, Sse};
use futures_util::Stream;
use futures_util::stream::{self, StreamExt};
use segur_model::Exchange;

use super::erreurs::Erreur;
use super::parametres::Parametres;
use super::vue::Vue;

/// How many exchanges are read from the journal at a time.
const LOT: u32 = 256;

/// Starts after `Last-Event-ID` (a browser that comes back), else after `depuis`, else now.
pub(super) async fn flux(
    State(p): State<Vue>,
    entetes: HeaderMap,
    q: Parametres,
) -> Result<Sse<impl Stream<Item = Result<Event, Infallible>>>, Erreur> {
    let q = q.connus(&["operation", "depuis", "communes"])?;
    p.coeur.espace(q.espace())?;
    let mut filtre = q.filtre()?;
    filtre.limite = Some(LOT);
    if let Some(dernier) = entetes.get("last-event-id") {
        filtre.depuis = dernier
            .to_str()
            .ok()
            .and_then(|v| v.parse().ok())
            .ok_or_else(|| Erreur::demande("en-tête Last-Event-ID : un numéro d'échange est attendu"))?;
    } else if !q.donne("depuis") {
        filtre.depuis = p.coeur.journal.dernier_id();
    }
    let suite = p.coeur.journal.suivre(filtre);
    let evenements = stream::unfold((suite, p), |(mut suite, p)| async move {
        let lot = tokio::select! {
            lot = suite.suivants() => lot.ok()?,
            () = p.arret() => return None,
        };
        Some((stream::iter(lot.into_iter().map(|e| Ok(evenement(&e)))), (suite, p)))
    });
    Ok(Sse::new(evenements.flatten()).keep_alive(KeepAlive::new().interval(Duration::from_secs(15))))
}

fn evenement(e: &Exchange) -> Event {
    let json = serde_json::to_string(e).unwrap_or_default();
    Event::default().id(e.id.to_string()).event("echange").data(json)
}
