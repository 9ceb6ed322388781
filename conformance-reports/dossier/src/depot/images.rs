//! A picture is whole: what stands between its header and its end, without drawing it.

use flate2::Crc;

use super::Refus;
use super::contenu::Lecture;
use segur_dialecte::media::Media;

/// Marks of a PNG: eight bytes before its first chunk.
const TETE_PNG: usize = 8;

/// Refuses a PNG or a JPEG that is cut or whose header alone is a picture. Of the other formats, and of one too big to be read whole,
/// nothing is said.
pub(super) fn juger(lecture: &Lecture<'_>) -> Result<(), Refus> {
    if lecture.entier.is_empty() {
        return Ok(());
    }
    match lecture.media {
        Media::Image("png") => png(&lecture.entier),
        Media::Image("jpg") => jpeg(&lecture.entier),
        _ => Ok(()),
    }
    .map_err(|dit| Refus::Image(dit.to_owned()))
}

/// Its chunks, one after another, up to the last; some pixels are among them.
fn png(octets: &[u8]) -> Result<(), &'static str> {
    const COUPE: &str = "elle est coupée avant sa fin";
    let mut reste = octets.get(TETE_PNG..).ok_or(COUPE)?;
    let mut pixels = false;
    loop {
        let (longueur, suite) = reste.split_first_chunk::<4>().ok_or(COUPE)?;
        let nom: &[u8; 4] = suite.first_chunk().ok_or(COUPE)?;
        if !nom.iter().all(u8::is_ascii_alphabetic) {
            return Err("ce qui suit son en-tête n'est pas une image");
        }
        let fin = usize::try_from(u32::from_be_bytes(*longueur)).ok().and_then(|n| n.checked_add(4));
        let (bloc, suite) = fin.and_then(|n| suite.split_at_checked(n)).ok_or(COUPE)?;
        let (somme, suite) = suite.split_first_chunk::<4>().ok_or(COUPE)?;
        // Who draws it leaves a spoilt comment aside, but not a spoilt picture: its name begins with a capital.
        if nom.first().is_some_and(u8::is_ascii_uppercase) {
            let mut crc = Crc::new();
            crc.update(bloc);
            if crc.sum() != u32::from_be_bytes(*somme) {
                return Err("une partie en est abîmée (somme de contrôle fausse)");
            }
        }
        pixels |= nom == b"IDAT" && bloc.len() > 4;
        if nom == b"IEND" {
            return if pixels { Ok(()) } else { Err("elle n'a aucun pixel") };
        }
        reste = suite;
    }
}

/// Its segments, one after another: a frame, some pixels, and the mark of the end. What a camera writes after it is no part of the picture.
fn jpeg(octets: &[u8]) -> Result<(), &'static str> {
    const COUPE: &str = "elle est coupée avant sa fin";
    let mut reste = octets.get(2..).ok_or(COUPE)?;
    let (mut cadre, mut pixels) = (false, false);
    loop {
        // Pixels stand before a mark; of those that belong to them none ends them.
        let place = marque(reste).ok_or(COUPE)?;
        if place > 0 && !pixels {
            return Err("ce qui suit son en-tête n'est pas une image");
        }
        let genre = *reste.get(place + 1).ok_or(COUPE)?;
        let suite = reste.get(place + 2..).ok_or(COUPE)?;
        match genre {
            0xD9 if cadre && pixels => return Ok(()),
            0xD9 => return Err("elle n'a aucun pixel"),
            0x01 => reste = suite,
            _ => {
                let longueur = suite
                    .first_chunk()
                    .map(|l| u16::from_be_bytes(*l))
                    .filter(|l| *l >= 2)
                    .ok_or(COUPE)?;
                // 0xC4, 0xC8 and 0xCC are tables.
                cadre |= matches!(genre, 0xC0..=0xCF) && !matches!(genre, 0xC4 | 0xC8 | 0xCC);
                if genre == 0xDA && !cadre {
                    return Err("ses dimensions manquent");
                }
                pixels |= genre == 0xDA;
                reste = suite.get(usize::from(longueur)..).ok_or(COUPE)?;
            }
        }
    }
}

/// Where the next mark stands: past the filling, the pixels (`FF 00`) and the marks that come again among them.
fn marque(octets: &[u8]) -> Option<usize> {
    let mut de = 0;
    loop {
        let place = de + memchr::memchr(0xFF, octets.get(de..)?)?;
        match octets.get(place + 1)? {
            0x00 | 0xD0..=0xD7 => de = place + 2,
            0xFF => de = place + 1,
            _ => return Some(place),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::png as dessin;
    use super::*;

    /// A JPEG of this frame and these pixels.
    fn photo(cadre: &[u8], pixels: &[u8]) -> Vec<u8> {
        let jfif = b"\xFF\xD8\xFF\xE0\0\x10JFIF\0\x01\x01\0\0\x01\0\x01\0\0";
        [jfif, cadre, pixels].concat()
    }

    const CADRE: &[u8] = b"\xFF\xC0\0\x0B\x08\x02\x58\x03\x20\x01\x01\x11\0\xFF\xC4\0\x04\0\0";
    const PIXELS: &[u8] = b"\xFF\xDA\0\x08\x01\x01\0\0\x3F\0ab\xFF\0cd\xFF\xD0ef\xFF\xD9";

    #[test]
    fn a_png_is_walked_to_its_end() {
        let bon = dessin(800, 600);
        assert_eq!(png(&bon), Ok(()));
        assert_eq!(png(&[&bon[..], b"\0\0 suite"].concat()), Ok(()), "what follows is not drawn");
        for fin in [33, 40, bon.len() - 12, bon.len() - 1] {
            assert_eq!(png(&bon[..fin]), Err("elle est coupée avant sa fin"), "{fin}");
        }
        let faux = [&bon[..33], b"<html>une page</html>"].concat();
        assert_eq!(png(&faux), Err("ce qui suit son en-tête n'est pas une image"));
        let mut abime = bon.clone();
        abime[45] ^= 1;
        assert!(png(&abime).unwrap_err().contains("somme de contrôle"));
        let vide = [&bon[..33], &bon[bon.len() - 12..]].concat();
        assert_eq!(png(&vide), Err("elle n'a aucun pixel"));
    }

    #[test]
    fn a_jpeg_has_a_frame_some_pixels_and_an_end() {
        let bon = photo(CADRE, PIXELS);
        assert_eq!(jpeg(&bon), Ok(()));
        assert_eq!(jpeg(&[&bon[..], &[0; 40]].concat()), Ok(()), "a camera fills the end");
        let coupee = "elle est coupée avant sa fin";
        assert_eq!(jpeg(&bon[..bon.len() - 2]), Err(coupee));
        assert_eq!(jpeg(&bon[..40]), Err(coupee));
        assert_eq!(jpeg(&photo(b"", PIXELS)), Err("ses dimensions manquent"));
        assert_eq!(jpeg(&photo(CADRE, b"\xFF\xD9")), Err("elle n'a aucun pixel"));
        assert!(jpeg(&photo(b"<html>", PIXELS)).is_err());
        // The thumbnail of a header ends too: this end is not the one of the picture.
        let vignette = photo(b"\xFF\xE1\0\x06ab\xFF\xD9", &[CADRE, &PIXELS[..12]].concat());
        assert_eq!(jpeg(&vignette), Err(coupee));
    }
}
