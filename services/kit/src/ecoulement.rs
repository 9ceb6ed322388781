//! A stream whose peer must read what it is sent: one who does not would keep its place for ever. What it reads buys it time, as what it
//! sends does when a body is read. Nothing is counted while there is nothing to send.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Instant, Sleep, sleep_until};

use crate::limites::Limites;

/// The stream.
pub(crate) struct Ecoulement<F> {
    flux: F,
    /// Time without a byte read, and what is given beyond what is read.
    delai: Duration,
    /// Bytes a second below which the peer is not waited for.
    debit: u64,
    envoi: Option<Envoi>,
    reveil: Option<Pin<Box<Sleep>>>,
}

/// What is being sent: from its first byte until all of it is gone.
#[derive(Debug, Clone, Copy)]
struct Envoi {
    debut: Instant,
    /// When some of it last went.
    avance: Instant,
    octets: u64,
}

impl Envoi {
    fn nouveau(instant: Instant) -> Self {
        Self {
            debut: instant,
            avance: instant,
            octets: 0,
        }
    }

    /// Until when the peer is waited for.
    fn echeance(&self, delai: Duration, debit: u64) -> Instant {
        let achete = Duration::from_millis(self.octets.saturating_mul(1000) / debit.max(1));
        (self.avance + delai).min(self.debut + delai + achete)
    }
}

impl<F> Ecoulement<F> {
    pub(crate) fn nouveau(flux: F, limites: &Limites) -> Self {
        Self {
            flux,
            delai: limites.lecture,
            debit: limites.debit,
            envoi: None,
            reveil: None,
        }
    }

    fn parti<T>(&mut self, octets: usize, resultat: T) -> Poll<T> {
        let maintenant = Instant::now();
        let envoi = self.envoi.get_or_insert_with(|| Envoi::nouveau(maintenant));
        envoi.octets += octets as u64;
        envoi.avance = maintenant;
        Poll::Ready(resultat)
    }

    /// The peer takes nothing for now.
    fn attendre<T>(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<T>> {
        let envoi = self.envoi.get_or_insert_with(|| Envoi::nouveau(Instant::now()));
        let echeance = envoi.echeance(self.delai, self.debit);
        let reveil = self.reveil.get_or_insert_with(|| Box::pin(sleep_until(echeance)));
        reveil.as_mut().reset(echeance);
        match reveil.as_mut().poll(cx) {
            Poll::Ready(()) => Poll::Ready(Err(io::Error::new(io::ErrorKind::TimedOut, "le client ne lit pas la réponse"))),
            Poll::Pending => Poll::Pending,
        }
    }
}

impl<F: AsyncRead + Unpin> AsyncRead for Ecoulement<F> {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, tampon: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.flux).poll_read(cx, tampon)
    }
}

impl<F: AsyncWrite + Unpin> AsyncWrite for Ecoulement<F> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, octets: &[u8]) -> Poll<io::Result<usize>> {
        match Pin::new(&mut self.flux).poll_write(cx, octets) {
            Poll::Ready(Ok(n)) => self.parti(n, Ok(n)),
            Poll::Ready(Err(e)) => Poll::Ready(Err(e)),
            Poll::Pending => self.attendre(cx),
        }
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match Pin::new(&mut self.flux).poll_flush(cx) {
            Poll::Ready(fini) => {
                self.envoi = None;
                Poll::Ready(fini)
            }
            Poll::Pending => self.attendre(cx),
        }
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match Pin::new(&mut self.flux).poll_shutdown(cx) {
            Poll::Ready(fini) => Poll::Ready(fini),
            Poll::Pending => self.attendre(cx),
        }
    }

    fn poll_write_vectored(mut self: Pin<&mut Self>, cx: &mut Context<'_>, tampons: &[io::IoSlice<'_>]) -> Poll<io::Result<usize>> {
        match Pin::new(&mut self.flux).poll_write_vectored(cx, tampons) {
            Poll::Ready(Ok(n)) => self.parti(n, Ok(n)),
            Poll::Ready(Err(e)) => Poll::Ready(Err(e)),
            Poll::Pending => self.attendre(cx),
        }
    }

    fn is_write_vectored(&self) -> bool {
        self.flux.is_write_vectored()
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt, AsyncWriteExt, duplex};

    use super::*;

    #[test]
    fn ce_qui_est_lu_achete_du_temps() {
        const DELAI: Duration = Duration::from_secs(30);
        let debut = Instant::now();
        let apres = |s| debut + Duration::from_secs(s);
        for (avance, octets, echeance) in [
            // Nothing is read: the time of a silence.
            (0, 0, 30),
            // A little, now and then: no more than what it buys.
            (29, 1_000, 31),
            (31, 2_000, 32),
            // At a good pace: as long as it goes on, and then a silence.
            (100, 200_000, 130),
            (100, 80_000, 110),
        ] {
            let envoi = Envoi {
                debut,
                avance: apres(avance),
                octets,
            };
            assert_eq!(envoi.echeance(DELAI, 1_000), apres(echeance), "{avance} s, {octets}");
        }
    }

    #[tokio::test]
    async fn qui_ne_lit_pas_n_est_plus_attendu() {
        let limites = Limites {
            lecture: Duration::from_millis(20),
            ..Limites::default()
        };
        let (client, serveur) = duplex(64);
        let mut flux = Ecoulement::nouveau(serveur, &limites);
        let refus = flux.write_all(&[b'x'; 100]).await.unwrap_err();
        assert_eq!(refus.kind(), io::ErrorKind::TimedOut);
        drop(client);

        // One who reads hears all of it, however long the bench has nothing to say: nothing is counted then.
        let (mut client, serveur) = duplex(64);
        let mut flux = Ecoulement::nouveau(serveur, &limites);
        for _ in 0..3 {
            let lire = async {
                let mut lu = [0; 1000];
                client.read_exact(&mut lu).await
            };
            let ecrire = async {
                flux.write_all(&[b'x'; 1000]).await?;
                flux.flush().await
            };
            let (lu, ecrit) = tokio::join!(lire, ecrire);
            assert!(lu.is_ok() && ecrit.is_ok());
            assert!(flux.envoi.is_none(), "all of it is gone");
        }
    }
}
