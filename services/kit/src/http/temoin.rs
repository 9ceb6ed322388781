//! A stream that keeps the first bytes of what is read since the last request: when HTTP cannot be read, they are all that
//! there is to show.

use std::io;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

const GARDES_MAX: usize = 8 * 1024;

/// The bytes kept.
#[derive(Debug, Clone, Default)]
pub(super) struct Lus(Arc<Mutex<Etat>>);

#[derive(Debug, Default)]
struct Etat {
    octets: Vec<u8>,
    /// A request is being handled: its own task tells what happens to it.
    en_cours: bool,
}

impl Lus {
    /// A request was read up to its body.
    pub(super) fn commencer(&self) {
        *self.verrou() = Etat {
            octets: Vec::new(),
            en_cours: true,
        };
    }

    /// It was answered, or given up.
    pub(super) fn finir(&self) {
        *self.verrou() = Etat::default();
    }

    /// The bytes of a request that never came whole; empty between requests.
    pub(super) fn restes(&self) -> Vec<u8> {
        let etat = self.verrou();
        if etat.en_cours { Vec::new() } else { etat.octets.clone() }
    }

    fn verrou(&self) -> std::sync::MutexGuard<'_, Etat> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The stream.
pub(super) struct Temoin<F> {
    pub(super) flux: F,
    pub(super) lus: Lus,
}

impl<F: AsyncRead + Unpin> AsyncRead for Temoin<F> {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, tampon: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let avant = tampon.filled().len();
        let lecture = Pin::new(&mut self.flux).poll_read(cx, tampon);
        if let Poll::Ready(Ok(())) = lecture {
            let mut etat = self.lus.verrou();
            let place = GARDES_MAX.saturating_sub(etat.octets.len());
            let nouveaux = tampon.filled().get(avant..).unwrap_or_default();
            etat.octets.extend(nouveaux.iter().take(place));
        }
        lecture
    }
}

impl<F: AsyncWrite + Unpin> AsyncWrite for Temoin<F> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, octets: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.flux).poll_write(cx, octets)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.flux).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.flux).poll_shutdown(cx)
    }

    fn poll_write_vectored(mut self: Pin<&mut Self>, cx: &mut Context<'_>, tampons: &[io::IoSlice<'_>]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.flux).poll_write_vectored(cx, tampons)
    }

    fn is_write_vectored(&self) -> bool {
        self.flux.is_write_vectored()
    }
}
