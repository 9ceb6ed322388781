//! The hiding places of the tests.

use std::fmt::Write as _;
use std::io::{Cursor, Write as _};

use ::base64::Engine as _;
use ::base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use flate2::Compression;
use flate2::write::{DeflateEncoder, GzEncoder, ZlibEncoder};

use super::INS;

/// Everywhere that a text may be, whatever it is.
pub(super) fn partout(t: &str) -> Vec<(&'static str, Vec<u8>)> {
    let xml = format!(
        "<ClinicalDocument>{}<id extension=\"{t}\"/></ClinicalDocument>",
        "<text>résultat</text>".repeat(60)
    );
    [echappe(t, xml.as_bytes()), base64(t, xml.as_bytes()), comprime(t, xml.as_bytes())].concat()
}

type Cachettes = Vec<(&'static str, Vec<u8>)>;

fn echappe(t: &str, xml: &[u8]) -> Cachettes {
    let repere = |texte: &str, forme: fn(u32) -> String| texte.chars().map(|c| forme(u32::from(c))).collect::<String>();
    vec![
        ("plain", xml.to_vec()),
        ("percent", format!("GET /dmp?patient={} HTTP/1.1", pour_cent(t)).into_bytes()),
        ("percent, twice", format!("u={}", pour_cent(&pour_cent(t))).into_bytes()),
        ("XML, decimal", format!("<a>{}</a>", repere(t, |c| format!("&#{c};"))).into_bytes()),
        (
            "XML, hexadecimal",
            format!("<a>{}</a>", repere(t, |c| format!("&#x{c:X};"))).into_bytes(),
        ),
        (
            "XML, escaped twice",
            format!("<a>{}</a>", repere(t, |c| format!("&amp;#{c};"))).into_bytes(),
        ),
        (
            "XML, one character",
            format!("<a>&#{};{}</a>", u32::from(t.chars().next().unwrap()), &t[1..]).into_bytes(),
        ),
        (
            "JSON",
            format!("{{\"x\":\"{}\"}}", repere(t, |c| format!("\\u{c:04x}"))).into_bytes(),
        ),
        (
            "JSON in JSON",
            format!("{{\"x\":\"{}\"}}", repere(t, |c| format!("\\\\u{c:04x}"))).into_bytes(),
        ),
        ("quoted-printable", repere(t, |c| format!("={c:02X}")).into_bytes()),
        (
            "quoted-printable, folded",
            format!("le dossier {}=\r\n{} est là", &t[..6], &t[6..]).into_bytes(),
        ),
        ("octal", format!("({})", repere(t, |c| format!("\\{c:03o}"))).into_bytes()),
        ("UTF-16 LE", utf16(&format!("\u{feff}<a>{t}</a>"), u16::to_le_bytes)),
        ("UTF-16 BE", utf16(&format!("\u{feff}<a>é {t}</a>"), u16::to_be_bytes)),
        (
            "UTF-16 without mark, amid bytes",
            [b"\xff\xd8\x01".as_slice(), &utf16(t, u16::to_le_bytes), b"\x03\xff"].concat(),
        ),
        ("UTF-32", t.chars().flat_map(|c| u32::from(c).to_le_bytes()).collect()),
    ]
}

fn base64(t: &str, xml: &[u8]) -> Cachettes {
    vec![
        ("Base64", STANDARD.encode(xml).into_bytes()),
        (
            "Base64 without padding",
            STANDARD_NO_PAD.encode(format!("le matricule {t} est ici")).into_bytes(),
        ),
        (
            "Base64 of the URL alphabet",
            URL_SAFE_NO_PAD.encode(format!("¿¿¿ÿÿÿ>>>??? {t} ÿÿ")).into_bytes(),
        ),
        (
            "Base64 in a form",
            format!("doc={}&x=1", pour_cent(&STANDARD.encode(format!("patient {t}")))).into_bytes(),
        ),
        (
            "Base64 in a path",
            format!("GET /a/{} HTTP/1.1", STANDARD.encode(format!("patient {t}."))).into_bytes(),
        ),
        (
            "Base64 after an equal sign",
            format!("doc={}", STANDARD.encode(format!("patient {t}"))).into_bytes(),
        ),
        ("Base64, folded", plie(&STANDARD.encode(xml), "\r\n").into_bytes()),
        (
            "Base64, folded and indented",
            plie(&STANDARD.encode(xml), "\n        ").into_bytes(),
        ),
        (
            "Base64 in JSON, folded",
            format!("{{\"d\":\"{}\"}}", plie(&STANDARD.encode(xml), "\\r\\n").replace('/', "\\/")).into_bytes(),
        ),
        (
            "Base64, ends of line as references",
            plie(&STANDARD.encode(xml), "&#13;\n").into_bytes(),
        ),
        (
            "Base64 of Base64",
            STANDARD.encode(format!("<doc>{}</doc>", STANDARD.encode(xml))).into_bytes(),
        ),
        ("hexadecimal", format!("0x{}", hexa(t.as_bytes())).into_bytes()),
    ]
}

fn comprime(t: &str, xml: &[u8]) -> Cachettes {
    vec![
        ("gzip", gzip(xml)),
        ("gzip, cut short", gzip(xml)[..gzip(xml).len() - 12].to_vec()),
        ("zlib", zlib(xml)),
        ("zip", zip("DOC0001.XML", xml)),
        ("zip without its directory", zip("DOC0001.XML", xml)[..200].to_vec()),
        ("two zips", [zip("a", b"rien"), zip("b", xml)].concat()),
        ("name of a file of a zip", zip(&format!("{t}.xml"), b"rien")),
        (
            "zip in a MIME part in Base64",
            format!(
                "--b\r\nContent-Transfer-Encoding: base64\r\n\r\n{}\r\n--b--",
                plie(&STANDARD.encode(zip("a", xml)), "\r\n")
            )
            .into_bytes(),
        ),
        (
            "CDA in a zip, its PDF in Base64",
            zip(
                "a",
                format!("<a>{}</a>", STANDARD.encode(pdf(&format!("BT ({t}) Tj ET")))).as_bytes(),
            ),
        ),
        ("PDF, text", pdf(&format!("BT /F1 12 Tf ({t}) Tj ET"))),
        (
            "PDF, kerned",
            pdf(&format!("BT [({}) -20 ({}) 5 ({})] TJ ET", &t[..2], &t[2..7], &t[7..])),
        ),
        ("PDF, hexadecimal", pdf(&format!("BT <{}> Tj ET", hexa(t.as_bytes())))),
        (
            "PDF, hexadecimal in pieces",
            pdf(&format!(
                "BT [<{}> -3 <{} >] TJ ET",
                hexa(&t.as_bytes()[..4]),
                hexa(&t.as_bytes()[4..])
            )),
        ),
        (
            "PDF, title in UTF-16",
            [
                b"%PDF-1.4\n1 0 obj << /Title (\xfe\xff".as_slice(),
                &utf16(t, u16::to_be_bytes),
                b") >>\n%%EOF",
            ]
            .concat(),
        ),
        (
            "PDF, title in UTF-16, hexadecimal",
            format!("%PDF-1.4\n<< /Title <FEFF{}> >>", hexa(&utf16(t, u16::to_be_bytes))).into_bytes(),
        ),
        (
            "encoded word",
            format!("Subject: =?utf-8?B?{}?=", STANDARD.encode(format!("Résultat de {t}"))).into_bytes(),
        ),
        (
            "datamatrix",
            format!("IS010000000000000000000000S1{INS}S2{t}\u{1d}S3ALEX").into_bytes(),
        ),
    ]
}

pub(super) fn zip(nom: &str, contenu: &[u8]) -> Vec<u8> {
    let mut ecrivain = zip::ZipWriter::new(Cursor::new(Vec::new()));
    ecrivain.start_file(nom, zip::write::SimpleFileOptions::default()).unwrap();
    ecrivain.write_all(contenu).unwrap();
    ecrivain.finish().unwrap().into_inner()
}

pub(super) fn gzip(contenu: &[u8]) -> Vec<u8> {
    let mut e = GzEncoder::new(Vec::new(), Compression::best());
    e.write_all(contenu).unwrap();
    e.finish().unwrap()
}

pub(super) fn zlib(contenu: &[u8]) -> Vec<u8> {
    let mut e = ZlibEncoder::new(Vec::new(), Compression::best());
    e.write_all(contenu).unwrap();
    e.finish().unwrap()
}

pub(super) fn deflate(contenu: &[u8]) -> Vec<u8> {
    let mut e = DeflateEncoder::new(Vec::new(), Compression::best());
    e.write_all(contenu).unwrap();
    e.finish().unwrap()
}

pub(super) fn pour_cent(texte: &str) -> String {
    texte.bytes().fold(String::new(), |mut s, o| {
        let _ = write!(s, "%{o:02x}");
        s
    })
}

pub(super) fn hexa(octets: &[u8]) -> String {
    hex::encode_upper(octets)
}

pub(super) fn utf16(texte: &str, unite: fn(u16) -> [u8; 2]) -> Vec<u8> {
    texte.encode_utf16().flat_map(unite).collect()
}

/// Lines of 76 characters, as MIME folds them.
pub(super) fn plie(texte: &str, fin: &str) -> String {
    let lignes: Vec<&str> = texte.as_bytes().chunks(76).map(|l| std::str::from_utf8(l).unwrap()).collect();
    lignes.join(fin)
}

/// A PDF of one object, whose stream is compressed.
pub(super) fn pdf(flux: &str) -> Vec<u8> {
    let flux = zlib(flux.as_bytes());
    let tete = format!("%PDF-1.4\n1 0 obj\n<< /Length {} /Filter /FlateDecode >>\nstream\n", flux.len());
    [tete.as_bytes(), &flux, b"\nendstream\nendobj\n%%EOF\n"].concat()
}
