//! Frames: how the bytes of a session are cut into commands. Pure, so that any chunking of the same bytes gives the same frames.

use bytes::{Bytes, BytesMut};
use segur_model::{Faits, mettre};

use crate::faits;

/// How the next frame ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cadre {
    /// At the end of the line (CR LF; a bare LF is taken too, and seen): at most so many bytes, the end not counted.
    Ligne(usize),
    /// After exactly so many bytes (a literal of IMAP).
    Exact(usize),
    /// At a line made of a dot alone, as the data of SMTP: at most so many bytes. The dots that the client doubled are undoubled.
    Donnees(usize),
    /// At the end of an MLLP block (0x0B … 0x1C 0x0D): at most so many bytes.
    Mllp(usize),
}

/// What came.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Trame {
    /// How it was cut; none: the client has just connected, and nothing came yet.
    pub cadre: Option<Cadre>,
    /// What it says: without its end, undoubled.
    pub contenu: Bytes,
    /// As received, its end with it.
    pub brut: Bytes,
    /// Line ends that are a bare LF.
    pub lf_nus: usize,
    /// Bytes that stood before an MLLP block, and are no part of it.
    pub hors_cadre: usize,
    /// Its size, when it is above its cap: only the beginning is kept, and the service says no in its own words.
    pub exces: Option<u64>,
}

/// What is kept of a frame above its cap.
const APERCU: usize = 64 * 1024;
/// A frame above its cap is read on, so that the client hears the answer; up to so many times the cap.
const ENDURANCE: u64 = 4;
const DEBUT_MLLP: u8 = 0x0B;
const FIN_MLLP: &[u8] = &[0x1C, 0x0D];
const FIN_DONNEES: &[u8] = b"\r\n.\r\n";
const LIGNE_POINT: &[u8] = b".\r\n";
/// What is left in the buffer of what is thrown away: enough to see an end that straddles two readings.
const RECUL: usize = FIN_DONNEES.len() - 1;

impl Trame {
    /// The client has just connected: nothing came yet.
    #[must_use]
    pub fn ouverture() -> Self {
        Self::default()
    }

    /// What was remarked in cutting it.
    pub(crate) fn faits(&self) -> Faits {
        let nombre = |n: usize| (n > 0).then(|| n.to_string());
        let mut f = Faits::new();
        mettre(&mut f, faits::LF_NUS, nombre(self.lf_nus));
        mettre(&mut f, faits::HORS_CADRE, nombre(self.hors_cadre));
        mettre(&mut f, faits::EXCES, self.exces.map(|n| n.to_string()));
        f
    }
}

/// Too much, by far: the session ends.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Demesure;

/// Cuts one frame.
pub(crate) struct Decoupe {
    cadre: Cadre,
    plafond: usize,
    /// Where the search goes on in the buffer.
    vu: usize,
    /// The beginning of a frame above its cap, and what of it left the buffer.
    tete: BytesMut,
    jetes: u64,
}

impl Decoupe {
    /// `plafond`: the largest frame that the bench takes, whatever the service asks.
    pub(crate) fn nouvelle(cadre: Cadre, plafond: usize) -> Self {
        let demande = match cadre {
            Cadre::Ligne(n) | Cadre::Exact(n) | Cadre::Donnees(n) | Cadre::Mllp(n) => n,
        };
        Self {
            cadre,
            plafond: demande.min(plafond),
            vu: 0,
            tete: BytesMut::new(),
            jetes: 0,
        }
    }

    /// Whether something of the frame came.
    pub(crate) fn entamee(&self, tampon: &BytesMut) -> bool {
        self.jetes > 0 || !tampon.is_empty()
    }

    /// What came of a frame that never was whole: how many bytes, and the beginning of them.
    pub(crate) fn restes(&self, tampon: &[u8]) -> (u64, Trame) {
        let debut = self.debut(tampon);
        let trame = Trame {
            cadre: Some(self.cadre),
            contenu: debut.clone(),
            brut: debut,
            ..Trame::default()
        };
        (self.jetes + tampon.len() as u64, trame)
    }

    /// The beginning of all that came, of which this is the end.
    fn debut(&self, suite: &[u8]) -> Bytes {
        let place = APERCU.saturating_sub(self.tete.len()).min(suite.len());
        [&self.tete[..], &suite[..place]].concat().into()
    }

    /// Takes the frame out of the buffer, once it is whole.
    pub(crate) fn prendre(&mut self, tampon: &mut BytesMut) -> Result<Option<Trame>, Demesure> {
        let fin = self.fin(tampon);
        let total = self.jetes + fin.unwrap_or(tampon.len()) as u64;
        if total > ENDURANCE * (self.plafond as u64 + 2 * FIN_DONNEES.len() as u64) {
            return Err(Demesure);
        }
        match fin {
            Some(fin) => {
                let brut = tampon.split_to(fin).freeze();
                Ok(Some(self.former(brut, total)))
            }
            None => {
                self.alleger(tampon);
                Ok(None)
            }
        }
    }

    /// Where the frame ends in the buffer, its end with it.
    fn fin(&mut self, tampon: &[u8]) -> Option<usize> {
        let fin = match self.cadre {
            Cadre::Exact(n) => {
                let reste = usize::try_from(n as u64 - self.jetes).unwrap_or(usize::MAX);
                return (tampon.len() >= reste).then_some(reste);
            }
            Cadre::Ligne(_) => &b"\n"[..],
            Cadre::Mllp(_) => FIN_MLLP,
            Cadre::Donnees(_) if self.jetes == 0 && tampon.starts_with(LIGNE_POINT) => return Some(LIGNE_POINT.len()),
            Cadre::Donnees(_) => FIN_DONNEES,
        };
        let depuis = self.vu.min(tampon.len());
        let trouve = chercher(&tampon[depuis..], fin).map(|i| depuis + i + fin.len());
        self.vu = tampon.len().saturating_sub(RECUL);
        trouve
    }

    /// Above the cap, only the beginning is kept.
    fn alleger(&mut self, tampon: &mut BytesMut) {
        let entete = FIN_DONNEES.len() + 1;
        if self.jetes == 0 && tampon.len() <= self.plafond + entete {
            return;
        }
        let a_jeter = tampon.len().saturating_sub(RECUL);
        let jete = tampon.split_to(a_jeter);
        let place = APERCU.saturating_sub(self.tete.len()).min(jete.len());
        self.tete.extend_from_slice(&jete[..place]);
        self.jetes += a_jeter as u64;
        self.vu = 0;
    }

    fn former(&self, brut: Bytes, total: u64) -> Trame {
        let cadre = Some(self.cadre);
        let (debut, fin, lf) = self.bords(&brut);
        let utile = total - fin as u64;
        if self.jetes > 0 || utile > self.plafond as u64 {
            let garde = self.debut(&brut);
            return Trame {
                cadre,
                contenu: garde.clone(),
                brut: garde,
                lf_nus: 0,
                hors_cadre: 0,
                exces: Some(utile),
            };
        }
        let contenu = brut.slice(debut..brut.len() - fin);
        let (contenu, lf_nus) = match self.cadre {
            Cadre::Donnees(_) => (dedoubler(&contenu), lf_nus(&contenu)),
            _ => (contenu, usize::from(lf)),
        };
        let hors_cadre = match self.cadre {
            Cadre::Mllp(_) if brut.get(debut.wrapping_sub(1)) == Some(&DEBUT_MLLP) => debut - 1,
            _ => debut,
        };
        Trame {
            cadre,
            contenu,
            brut,
            lf_nus,
            hors_cadre,
            exces: None,
        }
    }

    /// How many bytes stand before and after what the frame says, and whether it ends with a bare LF.
    fn bords(&self, brut: &[u8]) -> (usize, usize, bool) {
        match self.cadre {
            Cadre::Exact(_) => (0, 0, false),
            Cadre::Ligne(_) if brut.ends_with(b"\r\n") => (0, 2, false),
            Cadre::Ligne(_) => (0, 1, true),
            // The line end before the dot is that of the last line of the data.
            Cadre::Donnees(_) => (0, LIGNE_POINT.len(), false),
            Cadre::Mllp(_) => {
                // Without a start, nothing of it is a block.
                let fin = brut.len() - FIN_MLLP.len();
                let debut = memchr::memchr(DEBUT_MLLP, &brut[..fin]).map_or(fin, |i| i + 1);
                (debut, FIN_MLLP.len(), false)
            }
        }
    }
}

fn chercher(octets: &[u8], motif: &[u8]) -> Option<usize> {
    memchr::memmem::find(octets, motif)
}

/// Line ends that are not CR LF.
fn lf_nus(octets: &[u8]) -> usize {
    memchr::memchr_iter(b'\n', octets)
        .filter(|i| *i == 0 || octets.get(i - 1) != Some(&b'\r'))
        .count()
}

/// Takes one dot away from each line that begins with one (RFC 5321, 4.5.2). Nothing is copied when none does.
fn dedoubler(octets: &Bytes) -> Bytes {
    let debuts = || memchr::memmem::find_iter(octets, b"\r\n.").map(|i| i + 2);
    let premier = octets.starts_with(b".").then_some(0);
    let mut points = premier.into_iter().chain(debuts()).peekable();
    if points.peek().is_none() {
        return octets.clone();
    }
    let (mut sortie, mut depuis) = (BytesMut::with_capacity(octets.len()), 0);
    for point in points {
        sortie.extend_from_slice(&octets[depuis..point]);
        depuis = point + 1;
    }
    sortie.extend_from_slice(&octets[depuis..]);
    sortie.freeze()
}

#[cfg(test)]
mod tests;
