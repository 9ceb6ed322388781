//! The report as a person reads it: one page, a PDF/A-1b written by hand (ISO 19005-1:2005). Every letter is in a font that it embeds,
//! its only colour is the grey of its output intent, and what its metadata say, /Info says too.

mod icc;
mod metadonnees;
mod police;
mod symbole;
mod traits;

use std::io::Write as _;

use flate2::{Compression, write::ZlibEncoder};
use sha2::{Digest as _, Sha256};
use time::OffsetDateTime;

use crate::ecarts::{Ecart, Ecarts};

pub(crate) use symbole::{jour, message};

/// Lines that fit under the symbol, and letters that fit in a line.
const LIGNES_MAX: usize = 54;
const LETTRES_MAX: usize = 82;
/// Side of a module of the symbol, in points: half a millimetre.
const MODULE: f64 = 1.4;

/// What is printed.
pub(crate) struct Feuille<'a> {
    /// Title of the document.
    pub titre: &'a str,
    pub lignes: &'a [String],
    /// Message of the datamatrix; none: nothing is drawn.
    pub symbole: Option<&'a str>,
    /// Identifier of the document: that of the file comes from it.
    pub document: &'a str,
    pub cree: OffsetDateTime,
    pub ecarts: &'a Ecarts,
}

/// The PDF of this sheet. The same sheet gives the same bytes.
pub(crate) fn ecrire(f: &Feuille<'_>) -> Vec<u8> {
    let contenu = page(f);
    let programme = &police::PROGRAMME;
    let profil = icc::profil();
    let objets: [Vec<u8>; 12] = [
        b"<< /Type /Catalog /Pages 2 0 R /Metadata 4 0 R /OutputIntents [5 0 R] >>".to_vec(),
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_vec(),
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 10 0 R /Resources << /Font << /F1 7 0 R /F2 12 0 R >> >> >>"
            .to_vec(),
        // Metadata are never compressed: who does not know PDF reads them too (6.7.2).
        flux("/Type /Metadata /Subtype /XML", metadonnees::xmp(f).as_bytes()),
        b"<< /Type /OutputIntent /S /GTS_PDFA1 /OutputConditionIdentifier (Custom) /Info (Gris, gamma 2.2) /DestOutputProfile 6 0 R >>"
            .to_vec(),
        flux("/N 1", &profil),
        fonte(),
        descripteur(),
        flux(
            &format!("/Filter /FlateDecode /Length1 {}", programme.len()),
            &compresser(programme),
        ),
        flux("", &contenu),
        metadonnees::info(f),
        // The same font under another name, but where it is one of the fourteen that a reader is thought to have.
        match f.ecarts.a(Ecart::PdfPoliceNonIncorporee) {
            true => b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>".to_vec(),
            false => fonte(),
        },
    ];
    fichier(&objets, f.document)
}

/// Header, objects numbered from 1, table of references, trailer. The catalog is object 1, /Info is object 11.
fn fichier(objets: &[Vec<u8>], document: &str) -> Vec<u8> {
    let mut pdf = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n".to_vec();
    let mut places = Vec::new();
    for (i, objet) in objets.iter().enumerate() {
        places.push(pdf.len());
        let _ = writeln!(pdf, "{} 0 obj", i + 1);
        pdf.extend(objet);
        pdf.extend(b"\nendobj\n");
    }
    let table = pdf.len();
    // Each entry of the table is 20 bytes, end of line included.
    let _ = write!(pdf, "xref\n0 {}\n0000000000 65535 f \n", objets.len() + 1);
    for place in places {
        let _ = writeln!(pdf, "{place:010} 00000 n ");
    }
    let id = hex::encode_upper(&Sha256::digest(document.as_bytes())[..16]);
    let _ = write!(
        pdf,
        "trailer\n<< /Size {} /Root 1 0 R /Info 11 0 R /ID [<{id}> <{id}>] >>\nstartxref\n{table}\n%%EOF\n",
        objets.len() + 1
    );
    pdf
}

fn flux(dico: &str, octets: &[u8]) -> Vec<u8> {
    let debut = format!("<< {dico} /Length {} >>\nstream\n", octets.len());
    [debut.as_bytes(), octets, b"\nendstream"].concat()
}

fn compresser(octets: &[u8]) -> Vec<u8> {
    let mut sortie = ZlibEncoder::new(Vec::new(), Compression::best());
    // Memory takes whatever is written to it.
    let _ = sortie.write_all(octets);
    sortie.finish().unwrap_or_default()
}

fn fonte() -> Vec<u8> {
    let chasses = vec![police::CHASSE.to_string(); 224].join(" ");
    format!(
        "<< /Type /Font /Subtype /TrueType /BaseFont /{} /Encoding /WinAnsiEncoding /FirstChar 32 /LastChar 255 /Widths [{chasses}] \
         /FontDescriptor 8 0 R >>",
        police::NOM
    )
    .into_bytes()
}

fn descripteur() -> Vec<u8> {
    let (nom, chasse) = (police::NOM, police::CHASSE);
    let (haut, bas, capitale) = (police::MONTANT, police::DESCENDANT, police::CAPITALE);
    // Flags: fixed pitch, and letters of the Latin alphabet.
    format!(
        "<< /Type /FontDescriptor /FontName /{nom} /Flags 33 /FontBBox [0 {bas} {chasse} {haut}] /ItalicAngle 0 /Ascent {haut} \
         /Descent {bas} /CapHeight {capitale} /StemV 68 /MissingWidth {chasse} /FontFile2 9 0 R >>"
    )
    .into_bytes()
}

/// The symbol at the top right, the lines under it.
fn page(f: &Feuille<'_>) -> Vec<u8> {
    let mut c = b"0 g\n".to_vec();
    if let Some((modules, dessin)) = f.symbole.and_then(symbole::dessiner) {
        let cote = modules as f64 * MODULE;
        let _ = write!(c, "q {MODULE} 0 0 {MODULE} {:.2} {:.2} cm\n{dessin}Q\n", 545.0 - cote, 802.0 - cote);
    }
    c.extend(b"BT 12 TL 50 710 Td");
    for (rang, ligne) in lignes(f.lignes).iter().enumerate() {
        let _ = write!(c, "\n/{} 10 Tf (", if rang == 0 { "F2" } else { "F1" });
        c.extend(echapper(ligne));
        c.extend(b") Tj T*");
    }
    c.extend(b"\nET");
    c
}

/// Lines that are too long go on below.
fn lignes(lignes: &[String]) -> Vec<String> {
    let mut toutes = Vec::new();
    for ligne in lignes {
        let lettres: Vec<char> = ligne.chars().collect();
        if lettres.is_empty() {
            toutes.push(String::new());
        }
        toutes.extend(lettres.chunks(LETTRES_MAX).map(|l| l.iter().collect()));
    }
    toutes.truncate(LIGNES_MAX);
    toutes
}

/// A PDF string in WinAnsi, which is where Unicode has the French letters; what the font does not draw becomes a question mark.
fn echapper(texte: &str) -> Vec<u8> {
    let mut octets = Vec::new();
    for c in texte.chars() {
        match traits::code(c).unwrap_or(b'?') {
            o @ (b'(' | b')' | b'\\') => octets.extend([b'\\', o]),
            o => octets.push(o),
        }
    }
    octets
}

#[cfg(test)]
mod tests {
    use super::*;

    fn feuille<'a>(lignes: &'a [String], ecarts: &'a Ecarts) -> Feuille<'a> {
        Feuille {
            titre: "Compte rendu (1)",
            lignes,
            symbole: Some("IS0 ESSAI"),
            document: "1.2.3",
            cree: time::macros::datetime!(2026-01-15 10:00 +1),
            ecarts,
        }
    }

    fn cherche(pdf: &[u8], quoi: &[u8]) -> Option<usize> {
        pdf.windows(quoi.len()).position(|f| f == quoi)
    }

    #[test]
    fn la_table_dit_vrai() {
        let lignes = ["Compte rendu (1)".to_owned(), "Érythrocytes œ ☺".to_owned(), "x".repeat(100)];
        let ecarts = Ecarts::default();
        let pdf = ecrire(&feuille(&lignes, &ecarts));
        let texte = String::from_utf8_lossy(&pdf).into_owned();
        let fin: usize = texte
            .rsplit("startxref\n")
            .next()
            .unwrap()
            .split('\n')
            .next()
            .unwrap()
            .parse()
            .unwrap();
        assert_eq!(&pdf[fin..fin + 4], b"xref");
        let entrees: Vec<&[u8]> = pdf[fin..].split(|o| *o == b'\n').skip(2).take(13).collect();
        for (i, entree) in entrees.iter().enumerate().skip(1) {
            let place: usize = std::str::from_utf8(&entree[..10]).unwrap().parse().unwrap();
            assert!(pdf[place..].starts_with(format!("{i} 0 obj\n").as_bytes()), "objet {i}");
            assert_eq!(entree.len(), 19);
        }
        assert!(cherche(&pdf, b"(Compte rendu \\(1\\)) Tj").is_some());
        assert!(cherche(&pdf, b"(\xc9rythrocytes \x9c ?) Tj").is_some());
        assert!(
            cherche(
                &pdf,
                format!("({}) Tj T*\n/F1 10 Tf ({}) Tj", "x".repeat(82), "x".repeat(18)).as_bytes()
            )
            .is_some()
        );
    }

    #[test]
    fn metadata_and_info_agree_and_the_identifier_is_that_of_the_document() {
        let ecarts = Ecarts::default();
        let f = feuille(&[], &ecarts);
        let pdf = ecrire(&f);
        for dit in [
            "<pdfaid:part>1</pdfaid:part><pdfaid:conformance>B</pdfaid:conformance>",
            "<rdf:li xml:lang=\"x-default\">Compte rendu (1)</rdf:li>",
            "<xmp:CreateDate>2026-01-15T09:00:00Z</xmp:CreateDate>",
            "/Title (Compte rendu \\(1\\))",
            "/CreationDate (D:20260115090000+00'00')",
        ] {
            assert!(cherche(&pdf, dit.as_bytes()).is_some(), "{dit}");
        }
        assert_eq!(pdf, ecrire(&f));
        let autre = ecrire(&Feuille {
            document: "1.2.4",
            ..feuille(&[], &ecarts)
        });
        let id = |p: &[u8]| p[cherche(p, b"/ID [<").unwrap()..][..39].to_vec();
        assert_ne!(id(&pdf), id(&autre));
    }

    #[test]
    fn defects_of_the_sheet() {
        for (ecart, dit) in [
            (Ecart::PdfSansAnnoncePdfa, "pdfaid:part"),
            (Ecart::PdfPoliceNonIncorporee, "/BaseFont /Helvetica"),
        ] {
            let (sans, avec) = (Ecarts::default(), Ecarts::from(ecart));
            let est = |e: &Ecarts| cherche(&ecrire(&feuille(&[], e)), dit.as_bytes()).is_some();
            assert_ne!(est(&sans), est(&avec), "{ecart:?}");
        }
    }
}
