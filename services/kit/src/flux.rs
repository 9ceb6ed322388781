//! Streams: one whose first bytes were read already, and how one is closed so that the last words arrive.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::{Buf, Bytes};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, ReadBuf};

/// A stream of either kind, in clear or through TLS.
pub(crate) trait Duplex: AsyncRead + AsyncWrite + Unpin + Send + 'static {}
impl<F: AsyncRead + AsyncWrite + Unpin + Send + 'static> Duplex for F {}

/// How much is read to know what a client speaks.
const SONDE: usize = 2048;

/// A stream whose first bytes were read already: whoever reads it finds them in front.
pub(crate) struct Prefixe<F> {
    tete: Bytes,
    flux: F,
}

impl<F: Duplex> Prefixe<F> {
    pub(crate) fn nouveau(tete: impl Into<Bytes>, flux: F) -> Self {
        Self { tete: tete.into(), flux }
    }

    /// What it begins with, without taking it away: waits for a byte when none was read yet. Empty: the peer is gone.
    pub(crate) async fn sonder(&mut self) -> io::Result<&[u8]> {
        if self.tete.is_empty() {
            let mut debut = vec![0_u8; SONDE];
            let n = self.flux.read(&mut debut).await?;
            debut.truncate(n);
            self.tete = debut.into();
        }
        Ok(&self.tete)
    }
}

impl<F: AsyncRead + Unpin> AsyncRead for Prefixe<F> {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, tampon: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        if self.tete.is_empty() {
            return Pin::new(&mut self.flux).poll_read(cx, tampon);
        }
        let n = self.tete.len().min(tampon.remaining());
        tampon.put_slice(&self.tete[..n]);
        self.tete.advance(n);
        Poll::Ready(Ok(()))
    }
}

impl<F: AsyncWrite + Unpin> AsyncWrite for Prefixe<F> {
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

/// Refuses a connection once its client has begun to speak: one who is answered before it asks takes it for an error of the network. Who
/// says nothing for a second is let go.
pub(crate) async fn congedier<F: AsyncRead + AsyncWrite + Unpin>(flux: &mut F, adieu: &[u8]) {
    let mut debut = [0_u8; 4096];
    let parle = tokio::time::timeout(Duration::from_secs(1), flux.read(&mut debut)).await;
    if matches!(parle, Ok(Ok(1..))) && flux.write_all(adieu).await.is_ok() {
        clore(flux, std::future::pending()).await;
    }
}

/// Ends a connection so that what was written last arrives: closing with unread bytes would make the system reset the
/// connection and drop it. The client is given a second to close in its turn, `assez` may cut it short.
pub(crate) async fn clore<F: AsyncRead + AsyncWrite + Unpin>(flux: &mut F, assez: impl Future<Output = ()>) {
    const DELAI: Duration = Duration::from_secs(1);
    if !matches!(tokio::time::timeout(DELAI, flux.shutdown()).await, Ok(Ok(()))) {
        return;
    }
    let vider = async {
        let mut reste = [0_u8; 4096];
        for _ in 0..64 {
            if !matches!(flux.read(&mut reste).await, Ok(1..)) {
                break;
            }
        }
    };
    tokio::select! {
        _ = tokio::time::timeout(DELAI, vider) => {}
        () = assez => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn ce_qui_est_deja_lu_vient_devant() {
        let (mut client, serveur) = tokio::io::duplex(64);
        client.write_all(b"la suite").await.unwrap();
        client.shutdown().await.unwrap();
        let mut flux = Prefixe::nouveau("devant, ", serveur);
        assert_eq!(flux.sonder().await.unwrap(), b"devant, ", "nothing more is read to look");
        let mut tout = String::new();
        flux.read_to_string(&mut tout).await.unwrap();
        assert_eq!(tout, "devant, la suite");
        assert_eq!(flux.sonder().await.unwrap(), b"", "gone");
    }
}
