//! Whether a film is whole: a recording that was stopped has no table, or says more bytes than it has. Only headers are read.

use std::io::{Read, Seek, SeekFrom};

/// Most boxes walked: a film in fragments has one every few seconds.
const MAX_BOITES: usize = 100_000;

/// Most bytes of the table of a film: that of ten hours of screen is a few of them.
const MAX_TABLE: u64 = 64 << 20;

/// What opens every film of this family.
const MARQUE: &[u8] = b"\0\0\0\x14ftypisom\0\0\0\0isom";

/// A film that is whole, without its pictures.
pub(super) struct Entier {
    /// Its pictures are in fragments, whose durations its table does not tell.
    pub(super) fragments: bool,
    /// A mark and its table; none: it is too long to be read.
    pub(super) table: Option<Vec<u8>>,
}

/// Walks the boxes at the top of an MP4 or a MOV.
pub(super) fn entier<R: Read + Seek>(flux: &mut R, taille: u64) -> Result<Entier, String> {
    let (mut table, mut fragments, mut images) = (None, false, 0_u64);
    let mut place = 0_u64;
    for _ in 0..MAX_BOITES {
        let Some((genre, entete, dite)) = boite(flux, place, taille) else {
            break;
        };
        let fin = place.saturating_add(dite);
        let connue = matches!(&genre, b"moov" | b"mdat" | b"moof");
        if connue && fin > taille {
            return Err(format!("il est coupé : il lui manque {} octets", fin.saturating_sub(taille)));
        }
        match &genre {
            b"moov" => table = Some((place, dite)),
            b"moof" => fragments = true,
            b"mdat" => images = images.saturating_add(dite.saturating_sub(entete)),
            _ => {}
        }
        place = fin;
    }
    match (table, images) {
        (None, _) => Err("sa table manque, comme quand l'enregistrement est interrompu".to_owned()),
        (Some(_), 0) => Err("il n'a que son en-tête, et aucune image".to_owned()),
        (Some((place, dite)), _) => Ok(Entier {
            fragments,
            table: sans_images(flux, place, dite),
        }),
    }
}

fn sans_images<R: Read + Seek>(flux: &mut R, place: u64, dite: u64) -> Option<Vec<u8>> {
    (dite <= MAX_TABLE).then_some(())?;
    flux.seek(SeekFrom::Start(place)).ok()?;
    let mut octets = MARQUE.to_vec();
    flux.take(dite).read_to_end(&mut octets).ok()?;
    Some(octets)
}

/// The box that begins there: its kind, the size of its header and its own.
fn boite<R: Read + Seek>(flux: &mut R, place: u64, taille: u64) -> Option<([u8; 4], u64, u64)> {
    if place >= taille {
        return None;
    }
    let tete: [u8; 16] = debut(flux, place)?;
    let [a, b, c, d, g, h, i, j, longue @ ..] = tete;
    let genre = [g, h, i, j];
    let (entete, dite) = match u32::from_be_bytes([a, b, c, d]) {
        0 => (8, taille - place),
        1 => (16, u64::from_be_bytes(longue)),
        n => (8, u64::from(n)),
    };
    (dite >= entete).then_some((genre, entete, dite))
}

/// Whether the segment of an MKV or a WebM is there as far as it says.
pub(super) fn segment<R: Read + Seek>(flux: &mut R, taille: u64) -> Result<(), String> {
    let mut place = 0;
    // The header, then some padding at most.
    for _ in 0..16 {
        let Some((id, entete, dite)) = element(flux, place) else {
            return Ok(());
        };
        // A length of which every bit is 1 is not known: the film goes to the end of its file.
        let Some(dite) = dite else { return Ok(()) };
        let fin = place.saturating_add(entete).saturating_add(dite);
        if id == 0x1853_8067 {
            return match fin.checked_sub(taille) {
                Some(manque) if manque > 0 => Err(format!("il est coupé : il lui manque {manque} octets")),
                _ if dite == 0 => Err("il n'a que son en-tête, et aucune image".to_owned()),
                _ => Ok(()),
            };
        }
        place = fin;
    }
    Ok(())
}

/// The element that begins there: its id, the size of its header, its own size where it is known.
fn element<R: Read + Seek>(flux: &mut R, place: u64) -> Option<(u32, u64, Option<u64>)> {
    let tete: [u8; 16] = debut(flux, place)?;
    let large = tete[0].leading_zeros() as usize + 1;
    let id = tete.get(..large).filter(|_| large <= 4)?;
    let id = id.iter().fold(0_u32, |n, o| n << 8 | u32::from(*o));
    let premier = *tete.get(large)?;
    let combien = premier.leading_zeros() as usize + 1;
    let suite = tete.get(large + 1..large + combien).filter(|_| combien <= 8)?;
    let masque = 0xff_u64 >> combien;
    let taille = suite.iter().fold(u64::from(premier) & masque, |n, o| n << 8 | u64::from(*o));
    let inconnue = (1_u64 << (7 * combien)) - 1;
    Some((id, (large + combien) as u64, (taille != inconnue).then_some(taille)))
}

/// Sixteen bytes from there, completed with zeros at the end of the film; none: not even a header.
fn debut<R: Read + Seek>(flux: &mut R, place: u64) -> Option<[u8; 16]> {
    flux.seek(SeekFrom::Start(place)).ok()?;
    let mut lus = Vec::with_capacity(16);
    flux.take(16).read_to_end(&mut lus).ok()?;
    (lus.len() >= 8).then_some(())?;
    lus.resize(16, 0);
    lus.try_into().ok()
}
