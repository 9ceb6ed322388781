use super::{Media, reconnaitre};

fn boite(genre: &[u8], contenu: &[u8]) -> Vec<u8> {
    let taille = u32::try_from(contenu.len() + 8).unwrap().to_be_bytes();
    [&taille[..], genre, contenu].concat()
}

fn piste(genre: &[u8]) -> Vec<u8> {
    boite(b"moov", &boite(b"trak", &boite(b"hdlr", &[&[0; 8], genre, &[0; 12][..]].concat())))
}

fn film(marque: &[u8], suite: &[u8]) -> Vec<u8> {
    [boite(b"ftyp", &[marque, &[0; 4], b"isom"].concat()), suite.to_vec()].concat()
}

#[test]
fn a_film_is_more_than_its_header() {
    let mdat = boite(b"mdat", &[0x11; 64]);
    for (octets, attendu) in [
        (film(b"isom", &mdat), Media::Video("mp4")),
        (film(b"qt  ", &[boite(b"wide", &[]), mdat.clone()].concat()), Media::Video("mov")),
        (film(b"isom", &[piste(b"vide"), mdat.clone()].concat()), Media::Video("mp4")),
        (film(b"isom", &[mdat.clone(), piste(b"soun")].concat()), Media::Autre),
        (film(b"M4A ", &mdat), Media::Autre),
        (film(b"heic", &boite(b"meta", &[0; 16])), Media::Image("heic")),
        (film(b"isom", &[]), Media::Autre),
        (b"\0\0\0\x0cftypisom".to_vec(), Media::Autre),
        ([boite(b"wide", &[]), mdat.clone()].concat(), Media::Video("mov")),
        ([mdat, piste(b"vide")].concat(), Media::Video("mov")),
        (b"Les moov et les mdat".to_vec(), Media::Texte),
        (b"1234moov, dit le journal".to_vec(), Media::Texte),
    ] {
        assert_eq!(reconnaitre(&octets), attendu, "{:?}", String::from_utf8_lossy(&octets));
    }
}

/// The headers of an AVI, some padding of an odd length, and its pictures.
fn avi(images: &[u8]) -> Vec<u8> {
    let bloc = |nom: &[u8], contenu: &[u8]| {
        let taille = u32::try_from(contenu.len()).unwrap().to_le_bytes();
        [nom, &taille, contenu, &vec![0; contenu.len() % 2]].concat()
    };
    let entetes = bloc(b"LIST", &[b"hdrl", &bloc(b"avih", &[0; 56])[..]].concat());
    let images = bloc(b"LIST", &[b"movi", images].concat());
    bloc(b"RIFF", &[b"AVI ", &entetes[..], &bloc(b"JUNK", &[0; 3]), &images].concat())
}

#[test]
fn the_other_containers_are_walked_too() {
    let ebml = |doctype: &[u8], suite: &[u8]| {
        let nom = [b"\x42\x82", &[0x80 | u8::try_from(doctype.len()).unwrap()][..], doctype].concat();
        [b"\x1A\x45\xDF\xA3", &[0x80 | u8::try_from(nom.len()).unwrap()][..], &nom, suite].concat()
    };
    let segment = b"\x18\x53\x80\x67\x01\xff\xff\xff";
    let ts: Vec<u8> = (0..188 * 4).map(|n| if n % 188 == 0 { 0x47 } else { 0xFF }).collect();
    for (octets, attendu) in [
        (ebml(b"webm", segment), Media::Video("webm")),
        (
            ebml(b"matroska", &[&segment[..], b"\x86\x85V_VP9\x86\x86A_OPUS"].concat()),
            Media::Video("mkv"),
        ),
        (ebml(b"webm", &[&segment[..], b"\x86\x86A_OPUS"].concat()), Media::Autre),
        // Two letters of a sound are no track of pictures, nor is the mark of an element before them.
        (ebml(b"webm", &[&segment[..], b"\x86\x86A_OPUS V_ \x86V_"].concat()), Media::Autre),
        (
            ebml(b"webm", &[&segment[..], b"\x86\x10\0\0\x08A_VORBIS\x86\x84V_\0\x01"].concat()),
            Media::Autre,
        ),
        (ebml(b"webm", b""), Media::Autre),
        (b"\x1A\x45\xDF\xA3".to_vec(), Media::Autre),
        (avi(b"00dc\x04\0\0\0abcd"), Media::Video("avi")),
        (avi(b""), Media::Autre),
        ([&avi(b"")[..88], &[0; 4000]].concat(), Media::Autre),
        (b"RIFF\x40\0\0\0AVI LIST\x20\0\0\0hdrl".to_vec(), Media::Autre),
        (b"RIFF\x40\0\0\0AVI LIST".to_vec(), Media::Autre),
        (b"RIFF\x40\0\0\0WAVEfmt ".to_vec(), Media::Autre),
        (ts, Media::Video("ts")),
        ("G".repeat(188 * 6).into_bytes(), Media::Texte),
    ] {
        assert_eq!(reconnaitre(&octets), attendu);
    }
}

#[test]
fn two_letters_are_no_picture() {
    let png = [b"\x89PNG\r\n\x1a\n\0\0\0\x0DIHDR\0\0\0\x01\0\0\0\x01\x08\x02\0\0\0", &[0; 12][..]].concat();
    let mut bmp = [b"BM\x46\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0\x01\0\0\0\x01\0\0\0\x01\0", &[0; 26][..]].concat();
    assert_eq!(reconnaitre(&bmp), Media::Image("bmp"));
    bmp[26] = 7;
    assert_eq!(reconnaitre(&bmp), Media::Autre);
    for (octets, attendu) in [
        (png, Media::Image("png")),
        (b"\x89PNG\r\n\x1a\n".to_vec(), Media::Autre),
        (b"\xFF\xD8\xFF\xE0\0\x04ab\xFF\xDB".to_vec(), Media::Image("jpg")),
        (b"\xFF\xD8\xFF".to_vec(), Media::Autre),
        (b"GIF89a\x01\0\x01\0\0\0\0,\0\0".to_vec(), Media::Image("gif")),
        (b"RIFF\x40\0\0\0WEBPVP8 \0\0\0\0\0".to_vec(), Media::Image("webp")),
        (b"II*\0\x08\0\0\0\x02\0".to_vec(), Media::Image("tiff")),
        (b"BM de la campagne : tout va bien".to_vec(), Media::Texte),
        (b"GIF89a est un format d'image ancien".to_vec(), Media::Texte),
        (b"II* et MM".to_vec(), Media::Texte),
    ] {
        assert_eq!(reconnaitre(&octets), attendu, "{:?}", String::from_utf8_lossy(&octets));
    }
}

#[test]
fn a_text_is_told_by_its_first_mark() {
    for (texte, attendu) in [
        ("", Media::Vide),
        ("\u{feff} \n", Media::Vide),
        ("%PDF-1.7\n", Media::Pdf),
        ("<?xml version=\"1.0\"?>\n<!-- a --><ClinicalDocument/>", Media::Xml),
        ("<a>b</a>", Media::Xml),
        ("\u{feff}<?xml version=\"1.0\"?><!DOCTYPE html><html/>", Media::Html),
        ("<!DOCTYPE html><title>t</title>", Media::Html),
        ("a < b", Media::Texte),
        ("<- ici", Media::Texte),
        ("{\"a\": 1}", Media::Texte),
    ] {
        assert_eq!(reconnaitre(texte.as_bytes()), attendu, "{texte}");
    }
    assert_eq!(reconnaitre(b"caf\xe9 et th\xe9, tout en latin"), Media::Texte);
    assert_eq!(reconnaitre(b"\xff\xfea\0b\0"), Media::Texte);
    assert_eq!(reconnaitre(&[0; 64]), Media::Autre);
    assert_eq!(reconnaitre(b"PK\x03\x04"), Media::Zip);
}
