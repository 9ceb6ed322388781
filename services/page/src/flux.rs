//! Lines as they come, rendered, as server-sent events.

use std::convert::Infallible;
use std::time::Duration;

use axum::extract::{Query, State};
use axum::http::HeaderMap;
use axum::response::sse::{Event, KeepAlive, Sse};
use futures_util::stream::{self, Stream, StreamExt};
use segur_kit::{Filtre, Vue};

use crate::demande::Demande;
use crate::liste::ligne;

/// How many exchanges are read from the journal at a time.
const LOT: u32 = 64;

/// Starts after `Last-Event-ID` (a browser that comes back), else after `avant` (the last line of the page), else now.
pub(crate) async fn flux(
    State(vue): State<Vue>,
    Query(d): Query<Demande>,
    entetes: HeaderMap,
) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let repris = entetes
        .get("last-event-id")
        .and_then(|v| v.to_str().ok())
        .and_then(|v| v.parse().ok());
    let depuis = repris.or(d.avant).unwrap_or_else(|| vue.journal().dernier_id());
    let suite = vue.journal().suivre(Filtre {
        depuis,
        limite: Some(LOT),
        communes: true,
        ..Filtre::espace(d.espace())
    });
    let evenements = stream::unfold((suite, vue, d), |(mut suite, vue, d)| async move {
        let lot = tokio::select! {
            lot = suite.suivants() => lot.ok()?,
            () = vue.arret() => return None,
        };
        let lignes: Vec<_> = lot
            .into_iter()
            .filter(|e| d.retient(e))
            .map(|e| {
                let html = ligne(&e, &vue, &d).into_string();
                Ok(Event::default()
                    .id(e.id.to_string())
                    .event("ligne")
                    .data(html.replace(['\n', '\r'], " ")))
            })
            .collect();
        Some((stream::iter(lignes), (suite, vue, d)))
    });
    Sse::new(evenements.flatten()).keep_alive(KeepAlive::new().interval(Duration::from_secs(15)))
}
