//! The answer on its way out.

use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::{Buf, Bytes};
use hyper::body::{Body, Frame};
use hyper::http::header::{CONNECTION, CONTENT_LENGTH, DATE, HeaderName, HeaderValue, TRANSFER_ENCODING};
use hyper::http::{HeaderMap, Response, StatusCode};
use segur_model::Message;

use crate::service::Reponse;

/// The connection is cut without an answer.
#[derive(Debug, thiserror::Error)]
#[error("connexion coupée par le banc")]
pub(super) struct Coupure;

/// A body sent whole, or up to where a fault cuts it.
#[derive(Debug)]
pub(super) struct Corps {
    reste: Bytes,
    coupe: bool,
    /// hyper writes out what it has when the body is not ready: without this pause the cut would overtake the bytes.
    pause: bool,
}

impl Corps {
    pub(super) fn entier(octets: Bytes) -> Self {
        Self {
            reste: octets,
            coupe: false,
            pause: false,
        }
    }

    pub(super) fn coupe(octets: Bytes) -> Self {
        Self {
            reste: octets,
            coupe: true,
            pause: true,
        }
    }
}

impl Body for Corps {
    type Data = Bytes;
    type Error = Coupure;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Coupure>>> {
        if self.reste.has_remaining() {
            let n = self.reste.len().min(64 * 1024);
            let morceau = self.reste.split_to(n);
            return Poll::Ready(Some(Ok(Frame::data(morceau))));
        }
        if std::mem::take(&mut self.pause) {
            cx.waker().wake_by_ref();
            return Poll::Pending;
        }
        Poll::Ready(self.coupe.then_some(Err(Coupure)))
    }

    fn is_end_stream(&self) -> bool {
        !self.reste.has_remaining() && !self.coupe
    }

    fn size_hint(&self) -> hyper::body::SizeHint {
        if self.coupe {
            hyper::body::SizeHint::default()
        } else {
            hyper::body::SizeHint::with_exact(self.reste.len() as u64)
        }
    }
}

/// An answer ready to leave, and its head for the journal.
pub(super) struct Sortie {
    pub(super) message: Message,
    pub(super) reponse: Response<Corps>,
    /// The bytes that will be on the wire.
    pub(super) octets: Bytes,
}

/// How to send an answer.
#[derive(Debug, Clone)]
pub(super) struct Envoi {
    /// Value of `Date`.
    pub(super) date: String,
    /// Close the connection after it.
    pub(super) fermer: bool,
    /// Send half of the body, then cut.
    pub(super) tronquer: bool,
    /// Answer to a `HEAD`.
    pub(super) sans_corps: bool,
}

/// Makes the HTTP answer. An error is a mistake of the service: a status or a header that HTTP does not allow.
pub(super) fn preparer(r: &Reponse, envoi: &Envoi) -> Result<Sortie, String> {
    let statut = StatusCode::from_u16(r.statut).ok().filter(|s| (200..600).contains(&s.as_u16()));
    let statut = statut.ok_or_else(|| format!("code HTTP {} impossible", r.statut))?;
    let mut entetes = HeaderMap::new();
    for (nom, valeur) in &r.entetes {
        let n = HeaderName::from_bytes(nom.as_bytes()).map_err(|_| format!("en-tête « {nom} » impossible"))?;
        let v = HeaderValue::from_bytes(valeur.as_bytes()).map_err(|_| format!("valeur de l'en-tête « {nom} » impossible"))?;
        if n != CONTENT_LENGTH && n != TRANSFER_ENCODING && n != CONNECTION {
            entetes.append(n, v);
        }
    }
    let sans_longueur = matches!(statut.as_u16(), 204 | 304);
    if !sans_longueur {
        entetes.insert(CONTENT_LENGTH, r.corps.len().into());
    }
    if !entetes.contains_key(DATE)
        && let Ok(v) = HeaderValue::from_str(&envoi.date)
    {
        entetes.insert(DATE, v);
    }
    if envoi.fermer {
        entetes.insert(CONNECTION, HeaderValue::from_static("close"));
    }
    let octets = if sans_longueur || envoi.sans_corps {
        Bytes::new()
    } else if envoi.tronquer {
        r.corps.slice(..r.corps.len() / 2)
    } else {
        r.corps.clone()
    };
    let message = Message {
        ligne: format!("HTTP/1.1 {} {}", statut.as_u16(), statut.canonical_reason().unwrap_or_default())
            .trim_end()
            .to_owned(),
        entetes: crate::requete::entetes(&entetes),
        ..Message::default()
    };
    let corps = if envoi.tronquer {
        Corps::coupe(octets.clone())
    } else {
        Corps::entier(octets.clone())
    };
    let mut reponse = Response::new(corps);
    *reponse.status_mut() = statut;
    *reponse.headers_mut() = entetes;
    Ok(Sortie { message, reponse, octets })
}
