//! Pictures: the whole signature, and a header that a drawing could have.

use super::{Media, la, quatre};

/// A format: its extension, and whether bytes are of it.
type Format = (&'static str, fn(&[u8]) -> bool);

const FORMATS: [Format; 6] = [
    ("png", png),
    ("jpg", jpeg),
    ("gif", gif),
    ("webp", webp),
    ("bmp", bmp),
    ("tiff", tiff),
];

pub(super) fn lire(o: &[u8]) -> Option<Media> {
    FORMATS.into_iter().find(|(_, est)| est(o)).map(|(ext, _)| Media::Image(ext))
}

fn gros(o: &[u8], a: usize) -> Option<u32> {
    quatre(o, a).map(u32::from_be_bytes)
}

fn petit(o: &[u8], a: usize) -> Option<u32> {
    quatre(o, a).map(u32::from_le_bytes)
}

fn court(o: &[u8], a: usize) -> Option<u16> {
    o.get(a..a.checked_add(2)?)?.try_into().ok().map(u16::from_le_bytes)
}

fn png(o: &[u8]) -> bool {
    let cote = |a| gros(o, a).is_some_and(|n| n > 0 && n <= 0x7FFF_FFFF);
    o.starts_with(b"\x89PNG\r\n\x1a\n\0\0\0\x0DIHDR") && cote(16) && cote(20) && o.len() > 33
}

/// The first segment is followed by another.
fn jpeg(o: &[u8]) -> bool {
    let marque = o.get(3).is_some_and(|m| (0xC0..=0xFE).contains(m));
    let longueur = o.get(4..6).and_then(|l| l.try_into().ok()).map(u16::from_be_bytes);
    let suivi = |l: u16| {
        let suite = 4 + usize::from(l);
        l >= 2 && (suite >= 64 << 10 && suite >= o.len() || o.get(suite) == Some(&0xFF))
    };
    o.starts_with(b"\xFF\xD8\xFF") && marque && longueur.is_some_and(suivi)
}

/// Past the colours, a block begins.
fn gif(o: &[u8]) -> bool {
    let couleurs = o.get(10).map(|d| if d & 0x80 == 0 { 0 } else { 3usize << ((d & 7) + 1) });
    let cote = |a| court(o, a).is_some_and(|n| n > 0);
    (o.starts_with(b"GIF87a") || o.starts_with(b"GIF89a"))
        && cote(6)
        && cote(8)
        && couleurs.and_then(|c| o.get(13 + c)).is_some_and(|b| matches!(b, 0x21 | 0x2C))
}

fn webp(o: &[u8]) -> bool {
    let contenu = [&b"VP8 "[..], b"VP8L", b"VP8X"].into_iter().any(|m| la(o, 12, m));
    o.starts_with(b"RIFF") && la(o, 8, b"WEBP") && contenu && o.len() > 20
}

/// Two letters are no signature: what the header says of itself is.
fn bmp(o: &[u8]) -> bool {
    let entete = petit(o, 14).is_some_and(|n| matches!(n, 12 | 16 | 40 | 52 | 56 | 64 | 108 | 124));
    let plans = if petit(o, 14) == Some(12) { court(o, 22) } else { court(o, 26) };
    o.starts_with(b"BM") && la(o, 6, &[0; 4]) && petit(o, 10).is_some_and(|n| n >= 26) && entete && plans == Some(1)
}

/// Its first directory, where it is in these bytes, has a few entries.
fn tiff(o: &[u8]) -> bool {
    let (debut, nombre) = if o.starts_with(b"II*\0") {
        (petit(o, 4), None)
    } else if o.starts_with(b"MM\0*") {
        (gros(o, 4), Some(()))
    } else {
        return false;
    };
    let Some(debut) = debut.and_then(|n| usize::try_from(n).ok()).filter(|n| *n >= 8) else {
        return false;
    };
    let entrees = court(o, debut).map(|n| if nombre.is_some() { n.swap_bytes() } else { n });
    match entrees {
        Some(n) => (1..=1000).contains(&n),
        None => o.len() >= 64 << 10,
    }
}
