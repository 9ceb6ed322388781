//! A page to read: a PDF/A-1b (ISO 19005-1:2005) whose letters are a Type 3 font of the few characters that it uses.
//!
//! No font file is in the project: `lettres.txt` draws each letter as strokes. The only colour is the grey of the output intent.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::io::Write as _;
use std::sync::LazyLock;

use time::OffsetDateTime;
use time::macros::format_description;

use super::cda::propre;
use super::utc;

const LETTRES: &str = include_str!("../../donnees/prerempli/lettres.txt");
/// The grey profile, gamma 2.2, that the output intent embeds (ICC.1:2001-04).
const PROFIL: &[u8] = include_bytes!("../../donnees/prerempli/gris.icc");
/// Width of every letter, and lines and letters that fit, on the grid of the strokes.
const CHASSE: usize = 6;
const LIGNES_MAX: usize = 50;
const LETTRES_MAX: usize = 80;
/// First code of the font.
const PREMIER_CODE: u8 = 33;

/// What is printed.
pub(super) struct Page<'a> {
    pub titre: &'a str,
    pub lignes: &'a [String],
    /// Identifier of the document, of which that of the file comes.
    pub document: &'a str,
    pub cree: OffsetDateTime,
}

/// Strokes by character.
static DESSINS: LazyLock<BTreeMap<char, String>> = LazyLock::new(|| {
    let lignes = LETTRES.lines().filter(|l| !l.starts_with("##"));
    lignes
        .filter_map(|l| l.split_once('\t').and_then(|(c, t)| Some((c.chars().next()?, chemin(t)))))
        .collect()
});

/// A stroke is a run of points, two digits each in base 16 (column, row); here as PDF paints it.
fn chemin(traits: &str) -> String {
    let mut dessin = String::new();
    for t in traits.split_whitespace() {
        let chiffres: Vec<u32> = t.chars().filter_map(|c| c.to_digit(16)).collect();
        for (rang, point) in chiffres.chunks_exact(2).enumerate() {
            if let [x, y] = point {
                let _ = write!(dessin, "{x} {y} {} ", if rang == 0 { 'm' } else { 'l' });
            }
        }
    }
    dessin + "S"
}

/// The PDF of this page. The same page gives the same bytes.
pub(super) fn ecrire(page: &Page<'_>) -> Vec<u8> {
    let lignes = lignes(page.lignes);
    let utiles: BTreeSet<char> = lignes.iter().flat_map(|l| l.chars()).filter(|c| DESSINS.contains_key(c)).collect();
    // One byte a letter: a page has less than two hundred different ones.
    let codes: BTreeMap<char, u8> = utiles.iter().copied().zip(PREMIER_CODE..=u8::MAX).collect();
    let mut objets: Vec<Vec<u8>> = vec![
        b"<</Type/Catalog/Pages 2 0 R/Metadata 4 0 R/OutputIntents[5 0 R]>>".to_vec(),
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>".to_vec(),
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 8 0 R/Resources<</Font<</F 7 0 R>>>>>>".to_vec(),
        flux("/Type/Metadata/Subtype/XML", xmp(page).as_bytes()),
        b"<</Type/OutputIntent/S/GTS_PDFA1/OutputConditionIdentifier(Custom)/Info(Gris, gamma 2.2)/DestOutputProfile 6 0 R>>".to_vec(),
        flux("/N 1", PROFIL),
        fonte(&codes),
        flux("", &contenu(&lignes, &codes)),
        format!("<</Title({})/CreationDate(D:{}+00'00')>>", titre_ascii(page.titre), utc(page.cree)).into_bytes(),
    ];
    objets.extend(codes.keys().map(|c| {
        let dessin = DESSINS.get(c).map_or("", String::as_str);
        flux("", format!("{CHASSE} 0 d0 {dessin}").as_bytes())
    }));
    fichier(&objets, page.document)
}

/// Header, objects numbered from 1, table of references, trailer. The catalog is object 1, /Info is object 9.
fn fichier(objets: &[Vec<u8>], document: &str) -> Vec<u8> {
    let mut pdf = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n".to_vec();
    let mut places = Vec::new();
    for (rang, objet) in (1..).zip(objets) {
        places.push(pdf.len());
        let _ = writeln!(pdf, "{rang} 0 obj");
        pdf.extend(objet);
        pdf.extend(b"\nendobj\n");
    }
    let table = pdf.len();
    let nombre = objets.len() + 1;
    // Each entry of the table is 20 bytes, end of line included.
    let _ = write!(pdf, "xref\n0 {nombre}\n0000000000 65535 f \n");
    for place in places {
        let _ = writeln!(pdf, "{place:010} 00000 n ");
    }
    let id = format!("{:016X}", super::lecture::numero(document));
    let _ = write!(
        pdf,
        "trailer\n<</Size {nombre}/Root 1 0 R/Info 9 0 R/ID[<{id}><{id}>]>>\nstartxref\n{table}\n%%EOF\n"
    );
    pdf
}

fn flux(dico: &str, octets: &[u8]) -> Vec<u8> {
    let debut = format!("<<{dico}/Length {}>>\nstream\n", octets.len());
    [debut.as_bytes(), octets, b"\nendstream"].concat()
}

/// The font: glyphs are the objects after /Info.
fn fonte(codes: &BTreeMap<char, u8>) -> Vec<u8> {
    // Their names are those of Adobe and of Unicode, so that a text can be searched.
    let noms: Vec<String> = codes.keys().map(|c| nom(*c)).collect();
    let dessins: String = noms
        .iter()
        .zip(10_usize..)
        .fold(String::new(), |s, (n, objet)| format!("{s}{n} {objet} 0 R"));
    let noms = noms.concat();
    let dernier = codes.values().max().copied().unwrap_or(PREMIER_CODE);
    let chasses = format!("{CHASSE} ").repeat(codes.len().max(1));
    // A grid of 12.5 units to the em makes letters of ten points six points wide.
    format!(
        "<</Type/Font/Subtype/Type3/FontBBox[0 0 4 10]/FontMatrix[.1 0 0 .08 0 0]/FirstChar {PREMIER_CODE}/LastChar {dernier}/Widths[{chasses}]\
         /Encoding<</Type/Encoding/Differences[{PREMIER_CODE}{noms}]>>/CharProcs<<{dessins}>>/Resources<<>>>>"
    )
    .into_bytes()
}

fn nom(c: char) -> String {
    match c.is_ascii_alphabetic() {
        true => format!("/{c}"),
        false => format!("/uni{:04X}", u32::from(c)),
    }
}

/// The lines from the top. A space moves and draws nothing, so that no font has to hold it.
fn contenu(lignes: &[String], codes: &BTreeMap<char, u8>) -> Vec<u8> {
    let mut c = b"0 G .7 w 1 J 1 j\nBT /F 10 Tf 13 TL 50 780 Td\n".to_vec();
    for ligne in lignes {
        c.push(b'[');
        for mot in ligne.split_inclusive(' ') {
            c.push(b'(');
            for code in mot.chars().filter_map(|l| codes.get(&l)) {
                if matches!(code, b'(' | b')' | b'\\') {
                    c.push(b'\\');
                }
                c.push(*code);
            }
            c.extend(if mot.ends_with(' ') { b")-600".as_slice() } else { b")" });
        }
        c.extend(b"]TJ T*\n");
    }
    c.extend(b"ET");
    c
}

/// Lines that are too long go on below; what no stroke draws becomes a question mark.
fn lignes(lignes: &[String]) -> Vec<String> {
    let mut toutes = Vec::new();
    for ligne in lignes {
        let mut courante = String::new();
        for mot in ligne.split(' ') {
            if !courante.is_empty() && courante.chars().count() + 1 + mot.chars().count() > LETTRES_MAX {
                toutes.push(std::mem::take(&mut courante));
            } else if !courante.is_empty() {
                courante.push(' ');
            }
            courante.extend(mot.chars().map(|c| if DESSINS.contains_key(&c) { c } else { '?' }));
        }
        toutes.push(courante);
    }
    toutes.truncate(LIGNES_MAX);
    toutes
}

/// What the file claims (6.7.11), and what /Info says too (6.7.3).
fn xmp(page: &Page<'_>) -> String {
    let forme = format_description!("[year]-[month]-[day]T[hour]:[minute]:[second]Z");
    let cree = page.cree.to_offset(time::UtcOffset::UTC).format(forme).unwrap_or_default();
    format!(
        "<?xpacket begin=\"\u{feff}\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n<x:xmpmeta xmlns:x=\"adobe:ns:meta/\"><rdf:RDF \
         xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\"><rdf:Description rdf:about=\"\" \
         xmlns:pdfaid=\"http://www.aiim.org/pdfa/ns/id/\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\" \
         xmlns:xmp=\"http://ns.adobe.com/xap/1.0/\"><pdfaid:part>1</pdfaid:part><pdfaid:conformance>B</pdfaid:conformance><dc:title>\
         <rdf:Alt><rdf:li xml:lang=\"x-default\">{}</rdf:li></rdf:Alt></dc:title><xmp:CreateDate>{cree}</xmp:CreateDate>\
         </rdf:Description></rdf:RDF></x:xmpmeta>\n<?xpacket end=\"w\"?>",
        propre(&titre_ascii(page.titre))
    )
}

/// The title that both say, in letters that a PDF string and XMP write alike.
fn titre_ascii(titre: &str) -> String {
    let simple = |c: char| match c {
        'é' | 'è' | 'ê' | 'ë' => 'e',
        'É' | 'È' | 'Ê' => 'E',
        'à' | 'â' => 'a',
        'À' => 'A',
        'î' | 'ï' => 'i',
        'ô' => 'o',
        'ù' | 'û' => 'u',
        'ç' => 'c',
        '’' => '\'',
        '(' | ')' | '\\' => ' ',
        c if c.is_ascii_graphic() || c == ' ' => c,
        _ => '-',
    };
    titre.chars().map(simple).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chaque_lettre_tient_dans_sa_grille() {
        assert!(DESSINS.len() > 100);
        for (c, dessin) in &*DESSINS {
            let nombres: Vec<u32> = dessin.split(' ').filter_map(|n| n.parse().ok()).collect();
            assert!(
                nombres.len() >= 4 && nombres.chunks(2).all(|p| p[0] <= 4 && p[1] <= 10),
                "{c} : {dessin}"
            );
        }
        for c in ('A'..='Z')
            .chain('a'..='z')
            .chain('0'..='9')
            .chain("éèêëàâîïôûùçÉÀÇ'-/%.,:;()*«»°µœ".chars())
        {
            assert!(DESSINS.contains_key(&c), "{c}");
        }
    }

    #[test]
    fn ce_qui_est_trop_long_continue_dessous_et_ce_qui_ne_se_dessine_pas_devient_un_point_d_interrogation() {
        let longue = "mot ".repeat(30);
        let lignes = lignes(&[longue.trim().to_owned(), "Ωmega ☺".to_owned(), String::new()]);
        assert_eq!(lignes.len(), 4);
        assert!(lignes[0].chars().count() <= LETTRES_MAX && lignes[1].starts_with("mot"));
        assert_eq!((lignes[2].as_str(), lignes[3].as_str()), ("?mega ?", ""));
        assert_eq!(super::lignes(&vec![String::from("x"); 500]).len(), LIGNES_MAX);
    }

    #[test]
    fn la_table_dit_vrai() {
        let lignes = ["Parenthèses (et) \\".to_owned()];
        let page = Page {
            titre: "Titre (1)",
            lignes: &lignes,
            document: "1.2.3",
            cree: time::macros::datetime!(2026-01-15 10:00 +1),
        };
        let pdf = ecrire(&page);
        assert_eq!(pdf, ecrire(&page));
        let texte = String::from_utf8_lossy(&pdf);
        let table: usize = texte
            .rsplit("startxref\n")
            .next()
            .unwrap()
            .split('\n')
            .next()
            .unwrap()
            .parse()
            .unwrap();
        assert_eq!(&pdf[table..table + 4], b"xref");
        for (rang, entree) in (1..).zip(pdf[table..].split(|o| *o == b'\n').skip(3).take_while(|l| l.ends_with(b" n "))) {
            let place: usize = std::str::from_utf8(&entree[..10]).unwrap().parse().unwrap();
            assert!(pdf[place..].starts_with(format!("{rang} 0 obj\n").as_bytes()), "object {rang}");
        }
        assert!(texte.contains("/CreationDate(D:20260115090000+00'00')") && texte.contains("/Title(Titre  1 )"));
    }
}
