//! The one door to the library that reads containers: what is asked of it, how much it may read, and what is done when it stops.

use std::io::{self, Read, Seek, SeekFrom};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

use nom_exif::{EntryValue, MediaParser, MediaSource, TrackInfo, TrackInfoTag};
use time::OffsetDateTime;

use super::Film;

/// Most bytes read of a film: the tables of ten hours of screen hold in it.
const MAX_LUS: u64 = 64 << 20;
/// Most moves in a film.
const MAX_SAUTS: u32 = 1 << 20;

/// What the container says; none: it could not be read, which says nothing against it.
pub(super) fn lire<R: Read + Seek>(flux: &mut R) -> Option<Film> {
    flux.seek(SeekFrom::Start(0)).ok()?;
    let borne = Borne {
        flux,
        reste: MAX_LUS,
        sauts: MAX_SAUTS,
    };
    // A library that stops on a hostile file says nothing of the film.
    let lu = catch_unwind(AssertUnwindSafe(|| {
        let source = MediaSource::seekable(borne).ok()?;
        MediaParser::new().parse_track(source).ok()
    }));
    lu.ok().flatten().map(|t| film(&t))
}

fn film(t: &TrackInfo) -> Film {
    let entier = |tag| match t.get(tag) {
        Some(EntryValue::U32(n)) => Some(*n).filter(|n| *n > 0),
        _ => None,
    };
    Film {
        duree: match t.get(TrackInfoTag::DurationMs) {
            Some(EntryValue::U64(ms)) if *ms > 0 => Some(Duration::from_millis(*ms)),
            _ => None,
        },
        cree: match t.get(TrackInfoTag::CreateDate) {
            // A recorder that does not know the hour writes the beginning of its calendar (1904, 1970, 2001).
            Some(EntryValue::DateTime(d)) => OffsetDateTime::from_unix_timestamp(d.timestamp())
                .ok()
                .filter(|i| (2010..=2100).contains(&i.year())),
            _ => None,
        },
        cotes: entier(TrackInfoTag::Width).zip(entier(TrackInfoTag::Height)),
    }
}

/// A film of which so many bytes are read at most.
struct Borne<'f, R> {
    flux: &'f mut R,
    reste: u64,
    sauts: u32,
}

impl<R: Read> Read for Borne<'_, R> {
    fn read(&mut self, tampon: &mut [u8]) -> io::Result<usize> {
        let voulus = tampon.len().min(usize::try_from(self.reste).unwrap_or(usize::MAX));
        if voulus == 0 && !tampon.is_empty() {
            return Err(io::Error::other("trop d'octets lus dans ce film"));
        }
        let n = self.flux.read(tampon.get_mut(..voulus).unwrap_or_default())?;
        self.reste = self.reste.saturating_sub(n as u64);
        Ok(n)
    }
}

impl<R: Seek> Seek for Borne<'_, R> {
    fn seek(&mut self, place: SeekFrom) -> io::Result<u64> {
        self.sauts = self
            .sauts
            .checked_sub(1)
            .ok_or_else(|| io::Error::other("trop de sauts dans ce film"))?;
        self.flux.seek(place)
    }
}
