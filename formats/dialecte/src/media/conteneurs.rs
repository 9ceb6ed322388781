//! Films: the container is walked far enough to see that something follows its header, and that a picture track is there where the
//! tracks are told.

use super::{Media, contient, la, quatre};

/// Bytes of the beginning in which the tracks of a container without a table are told.
const PISTES: usize = 256 << 10;
/// From this many bytes on, those given may be the beginning only.
const DEBUT: usize = 64 << 10;

pub(super) fn lire(o: &[u8]) -> Option<Media> {
    bmff(o).or_else(|| quicktime(o)).or_else(|| ebml(o)).or_else(|| autres(o))
}

/// The box that begins there: its kind and where it ends. A size of 0 goes to the end, one of 1 is written on eight bytes.
fn boite(o: &[u8], a: usize) -> Option<([u8; 4], u64)> {
    let depart = u64::try_from(a).ok()?;
    let genre = quatre(o, a.checked_add(4)?)?;
    let (taille, entete) = match u32::from_be_bytes(quatre(o, a)?) {
        0 => return Some((genre, u64::MAX)),
        1 => {
            let longue = o.get(a.checked_add(8)?..a.checked_add(16)?)?.try_into().ok()?;
            (u64::from_be_bytes(longue), 16)
        }
        n => (u64::from(n), 8),
    };
    (taille >= entete).then_some(())?;
    Some((genre, depart.checked_add(taille)?))
}

fn suit(genre: [u8; 4]) -> bool {
    const CONNUES: [&[u8; 4]; 12] = [
        b"moov", b"mdat", b"free", b"wide", b"moof", b"uuid", b"skip", b"pdin", b"styp", b"sidx", b"meta", b"prft",
    ];
    CONNUES.contains(&&genre)
}

/// mp4, mov, 3gp, and the pictures that are kept the same way.
fn bmff(o: &[u8]) -> Option<Media> {
    let (genre, fin) = boite(o, 0)?;
    // Sixteen bytes, then brands of four.
    if &genre != b"ftyp" || !(16..=4096).contains(&fin) || fin % 4 != 0 {
        return None;
    }
    let suite = usize::try_from(fin).ok()?;
    let marque = quatre(o, 8)?;
    if !boite(o, suite).is_some_and(|(g, _)| suit(g)) {
        return Some(Media::Autre);
    }
    Some(match &marque {
        b"M4A " | b"M4B " | b"M4P " | b"F4A " | b"F4B " => Media::Autre,
        b"heic" | b"heix" | b"mif1" | b"heim" | b"heis" => Media::Image("heic"),
        b"avif" => Media::Image("avif"),
        _ if son_seul(o, suite) => Media::Autre,
        b"qt  " => Media::Video("mov"),
        [b'3', b'g', ..] => Media::Video("3gp"),
        _ => Media::Video("mp4"),
    })
}

/// A film of before brands. Its first atom has a size that no text begins with, and what follows it is another.
fn quicktime(o: &[u8]) -> Option<Media> {
    let (genre, fin) = boite(o, 0)?;
    let premier = [b"moov", b"mdat", b"wide", b"free", b"skip"].contains(&&genre);
    let texte = quatre(o, 0)?.iter().all(|c| *c >= b' ' || c.is_ascii_whitespace());
    if !premier || texte {
        return None;
    }
    let total = u64::try_from(o.len()).ok()?;
    let suivi = match usize::try_from(fin).ok().filter(|f| *f < o.len()) {
        Some(f) => boite(o, f).is_some_and(|(g, _)| suit(g)),
        // Alone, it holds the table of the tracks; cut, it holds the pictures.
        None if &genre == b"moov" => boite(o, 8).is_some_and(|(g, _)| [b"mvhd", b"cmov", b"trak"].contains(&&g)),
        None => &genre == b"mdat" && fin > total,
    };
    (suivi && !son_seul(o, 0)).then_some(Media::Video("mov"))
}

/// Whether the tracks are told and none of them is of pictures.
fn son_seul(o: &[u8], depart: usize) -> bool {
    let mut a = depart;
    // A film has few boxes at its top, but for one cut in fragments, whose table comes first.
    for _ in 0..64 {
        let Some((genre, fin)) = boite(o, a) else { return false };
        let fin = usize::try_from(fin).unwrap_or(usize::MAX).min(o.len());
        if &genre == b"moov" {
            let table = o.get(a..fin).unwrap_or_default();
            let pistes = || table.windows(16).filter(|f| f.starts_with(b"hdlr")).filter_map(|f| quatre(f, 12));
            return pistes().any(|p| &p == b"soun") && !pistes().any(|p| &p == b"vide");
        }
        if fin <= a {
            return false;
        }
        a = fin;
    }
    false
}

/// webm, mkv.
fn ebml(o: &[u8]) -> Option<Media> {
    o.starts_with(b"\x1A\x45\xDF\xA3").then_some(())?;
    let (taille, large) = longueur(o, 4)?;
    let debut = 4 + large;
    let fin = debut.checked_add(taille)?;
    let entete = o.get(debut..fin)?;
    let ext = if contient(entete, b"\x42\x82\x84webm") {
        "webm"
    } else if contient(entete, b"\x42\x82\x88matroska") {
        "mkv"
    } else {
        return Some(Media::Autre);
    };
    // A segment follows, at once or after some padding.
    if !la(o, fin, b"\x18\x53\x80\x67") && !la(o, fin, b"\xEC") {
        return Some(Media::Autre);
    }
    let pistes = o.get(fin..o.len().min(fin.saturating_add(PISTES)))?;
    Some(if !codec(pistes, b"A_") || codec(pistes, b"V_") {
        Media::Video(ext)
    } else {
        Media::Autre
    })
}

/// Whether a track says that it is coded so: the element `CodecID`, its length, and a name that begins with these letters.
fn codec(pistes: &[u8], genre: &[u8]) -> bool {
    let marques = pistes.iter().enumerate().filter(|(_, c)| **c == 0x86);
    marques.into_iter().any(|(place, _)| {
        let Some((taille, large)) = longueur(pistes, place + 1) else {
            return false;
        };
        let debut = place + 1 + large;
        let nom = debut.checked_add(taille).and_then(|fin| pistes.get(debut..fin));
        let permis = |c: &u8| c.is_ascii_alphanumeric() || matches!(c, b'_' | b'/' | b'.' | b'-');
        nom.is_some_and(|n| n.len() > 2 && n.starts_with(genre) && n.iter().all(permis))
    })
}

/// A length of EBML, and on how many bytes it is written.
fn longueur(o: &[u8], a: usize) -> Option<(usize, usize)> {
    let premier = *o.get(a)?;
    let large = usize::try_from(premier.leading_zeros()).ok()? + 1;
    if large > 8 {
        return None;
    }
    let depart = usize::from(premier) & ((1 << (8 - large)) - 1);
    let suite = o.get(a + 1..a + large)?;
    let taille = suite
        .iter()
        .try_fold(depart, |n, c| n.checked_mul(256)?.checked_add(usize::from(*c)))?;
    Some((taille, large))
}

/// An AVI: the headers of a film, then a list of pictures that holds some. A list past the bytes of a beginning is no fault.
fn avi(o: &[u8]) -> bool {
    if !la(o, 12, b"LIST") || !la(o, 20, b"hdrl") || !la(o, 24, b"avih") {
        return false;
    }
    let mut a = 12_usize;
    // Between the headers and the pictures there is some padding and a few words.
    for _ in 0..64 {
        let Some(taille) = quatre(o, a.saturating_add(4)) else { break };
        if la(o, a, b"LIST") && la(o, a + 8, b"movi") {
            // A list and its first block each have a name and a length.
            return o.len() > a + 20;
        }
        let taille = usize::try_from(u32::from_le_bytes(taille)).unwrap_or(usize::MAX);
        a = a.saturating_add(8).saturating_add(taille).saturating_add(taille & 1);
    }
    o.len() >= DEBUT && a > o.len().saturating_sub(8)
}

fn autres(o: &[u8]) -> Option<Media> {
    const ASF: &[u8] = b"\x30\x26\xB2\x75\x8E\x66\xCF\x11\xA6\xD9\x00\xAA\x00\x62\xCE\x6C";
    // The number that a stream of pictures bears in its properties.
    const ASF_VIDEO: &[u8] = b"\xC0\xEF\x19\xBC\x4D\x5B\xCF\x11\xA8\xFD\x00\x80\x5F\x5C\x44\x2B";
    let debut = o.get(..PISTES).unwrap_or(o);
    let vrai = |oui: bool, ext| Some(if oui { Media::Video(ext) } else { Media::Autre });
    if o.starts_with(b"RIFF") && la(o, 8, b"AVI ") {
        return vrai(avi(o), "avi");
    }
    if o.starts_with(ASF) {
        return vrai(contient(debut, ASF_VIDEO), "wmv");
    }
    if o.starts_with(b"FLV\x01") && la(o, 5, b"\0\0\0\x09\0\0\0\0") {
        return vrai(o.get(4).is_some_and(|d| d & 1 == 1) && o.len() > 24, "flv");
    }
    if o.starts_with(b"OggS\0") {
        return vrai(contient(debut, b"\x80theora"), "ogv");
    }
    // A pack of the program stream, of either version.
    let pack = o.get(4).is_some_and(|c| c & 0xC4 == 0x44 || c & 0xF1 == 0x21);
    if o.starts_with(b"\0\0\x01\xBA") && pack && contient(debut.get(4..)?, b"\0\0\x01") {
        return vrai(true, "mpg");
    }
    if o.starts_with(b"\0\0\x01\xB3") && o.len() > 12 {
        return vrai(true, "mpg");
    }
    // Packets of 188 bytes, or of 192 with their hour: three in a row are no chance.
    let paquets = |a: usize, pas: usize| {
        let entiers = o.len() / pas;
        entiers >= 3 && (0..entiers.min(5)).all(|n| o.get(a + n * pas) == Some(&0x47))
    };
    ((paquets(0, 188) || paquets(4, 192)) && std::str::from_utf8(o.get(..188)?).is_err()).then_some(Media::Video("ts"))
}
