//! Compressed contents: gzip and zlib (a stream of a PDF is one) wherever they begin, and the files of a zip.
//!
//! The files of a zip are found by their own headers, so that an archive without its directory, or two in a row, are read too.

use std::io::Read;

use flate2::bufread::{DeflateDecoder, GzDecoder, ZlibDecoder};
use memchr::memmem;

/// Most places tried in one layer, of each kind.
const ESSAIS_MAX: usize = 2000;
/// Gives a reader of each compressed content, until one is found to hold what is looked for.
pub(super) fn visiter(octets: &[u8], voir: &mut dyn FnMut(&mut dyn Read) -> bool) -> bool {
    memmem::find_iter(octets, b"\x1f\x8b\x08")
        .take(ESSAIS_MAX)
        .any(|i| voir(&mut GzDecoder::new(&octets[i..])))
        || memmem::find_iter(octets, b"PK\x03\x04")
            .take(ESSAIS_MAX)
            .filter_map(|i| donnees_zip(&octets[i..]))
            .any(|donnees| voir(&mut DeflateDecoder::new(donnees)))
        || memchr::memchr_iter(0x78, octets)
            .filter(|i| matches!(octets.get(i + 1), Some(0x01 | 0x5e | 0x9c | 0xda)))
            .take(ESSAIS_MAX)
            .any(|i| voir(&mut ZlibDecoder::new(&octets[i..])))
}

/// A body in `deflate` without its zlib envelope.
pub(super) fn deflate_nu(octets: &[u8]) -> impl Read {
    DeflateDecoder::new(octets)
}

/// The deflated bytes of a file of a zip, and all that follows. A file that is only stored is found with the bytes around it.
fn donnees_zip(entete: &[u8]) -> Option<&[u8]> {
    let court = |i: usize| Some(usize::from(u16::from_le_bytes([*entete.get(i)?, *entete.get(i + 1)?])));
    let deflate = court(8)? == 8;
    deflate.then(|| entete.get(30 + court(26)? + court(28)?..)).flatten()
}

/// What comes out, `reste` bytes at most: of a broken content, what it gave before it broke.
pub(super) fn lire(lecteur: &mut dyn Read, reste: usize) -> Vec<u8> {
    let mut clair = Vec::new();
    let _ = lecteur.take(reste as u64).read_to_end(&mut clair);
    clair
}
