//! A TrueType font made of the strokes: each segment becomes a band. Its tables are those that PDF asks of a font program
//! (PDF Reference 1.4, 5.8).

use std::sync::LazyLock;

use super::traits::{Trait, caracteres};

/// Name of the font. It is whole: the name of a subset would begin with a tag.
pub(super) const NOM: &str = "SegurBenchTrait";
/// Every glyph has this width, in thousandths of an em.
pub(super) const CHASSE: u16 = 600;
pub(super) const MONTANT: i16 = 1000;
pub(super) const DESCENDANT: i16 = -300;
pub(super) const CAPITALE: i16 = 690;
/// Units of an em.
const EM: u16 = 1000;
/// Half the thickness of a stroke.
const DEMI: f64 = 34.0;

type Point = (i16, i16);

/// The outline of a glyph, and its box.
struct Glyphe {
    /// Four points to a band.
    bandes: Vec<[Point; 4]>,
    cadre: [i16; 4],
}

/// The program of the font: the same for every sheet, and long to draw.
pub(super) static PROGRAMME: LazyLock<Vec<u8>> = LazyLock::new(programme);

fn programme() -> Vec<u8> {
    let tous = caracteres();
    // The first glyph is that of missing characters: a box.
    let absent = vec![vec![(0.0, 2.0), (0.0, 8.0), (4.0, 8.0), (4.0, 2.0), (0.0, 2.0)]];
    let glyphes: Vec<Glyphe> = std::iter::once(&absent)
        .chain(tous.iter().map(|(_, t)| t))
        .map(|t| glyphe(t))
        .collect();
    let cadre = glyphes.iter().fold([0; 4], |c: [i16; 4], g| {
        [
            c[0].min(g.cadre[0]),
            c[1].min(g.cadre[1]),
            c[2].max(g.cadre[2]),
            c[3].max(g.cadre[3]),
        ]
    });
    let (mut glyf, mut loca, mut hmtx) = (Vec::new(), Vec::new(), Vec::new());
    for g in &glyphes {
        loca.extend(longueur(&glyf).to_be_bytes());
        glyf.extend(contours(g));
        hmtx.extend(mots(&[CHASSE, g.cadre[0].cast_unsigned()]));
    }
    loca.extend(longueur(&glyf).to_be_bytes());
    let nombre = u16::try_from(glyphes.len()).unwrap_or(u16::MAX);
    let bandes = glyphes.iter().map(|g| g.bandes.len()).max().unwrap_or(0);
    let bandes = u16::try_from(bandes).unwrap_or(u16::MAX);
    // Version 1.0: glyphs, points, contours, then what instructions need; there are none.
    let maxp = mots(&[1, 0, nombre, bandes.saturating_mul(4), bandes, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0]);
    let hhea = mots(&[
        1,
        0,
        MONTANT.cast_unsigned(),
        DESCENDANT.cast_unsigned(),
        0,
        CHASSE,
        cadre[0].cast_unsigned(),
        0,
        cadre[2].cast_unsigned(),
        1,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        nombre,
    ]);
    let codes: Vec<u16> = tous.iter().filter_map(|(c, _)| u16::try_from(u32::from(*c)).ok()).collect();
    assembler([
        (*b"cmap", cmap(&codes)),
        (*b"glyf", glyf),
        (*b"head", head(cadre)),
        (*b"hhea", hhea),
        (*b"hmtx", hmtx),
        (*b"loca", loca),
        (*b"maxp", maxp),
    ])
}

fn glyphe(traits: &[Trait]) -> Glyphe {
    let bandes: Vec<[Point; 4]> = traits.iter().flat_map(|t| t.windows(2).map(|s| bande(s[0], s[1]))).collect();
    let points = || bandes.iter().flatten();
    Glyphe {
        cadre: [
            points().map(|p| p.0).min().unwrap_or(0),
            points().map(|p| p.1).min().unwrap_or(0),
            points().map(|p| p.0).max().unwrap_or(0),
            points().map(|p| p.1).max().unwrap_or(0),
        ],
        bandes,
    }
}

/// A segment of the grid with its thickness, clockwise: bands that overlap add up.
fn bande(de: (f64, f64), vers: (f64, f64)) -> [Point; 4] {
    let unites = |(x, y): (f64, f64)| (80.0 + x * 110.0, (y - 2.0) * 115.0);
    let ((x0, y0), (x1, y1)) = (unites(de), unites(vers));
    let long = f64::hypot(x1 - x0, y1 - y0).max(1.0);
    // Along the segment, to its ends and a little beyond; and to its left.
    let (u, v) = ((x1 - x0) / long * DEMI, (y1 - y0) / long * DEMI);
    let point = |x: f64, y: f64| (x.round() as i16, y.round() as i16);
    [
        point(x0 - u - v, y0 - v + u),
        point(x1 + u - v, y1 + v + u),
        point(x1 + u + v, y1 + v - u),
        point(x0 - u + v, y0 - v - u),
    ]
}

/// A glyph of the table `glyf`; that of a space is empty.
fn contours(g: &Glyphe) -> Vec<u8> {
    if g.bandes.is_empty() {
        return Vec::new();
    }
    let nombre = u16::try_from(g.bandes.len()).unwrap_or(u16::MAX);
    let mut octets = mots(&[nombre]);
    octets.extend(mots(&g.cadre.map(i16::cast_unsigned)));
    octets.extend((1..=nombre).flat_map(|n| (n * 4 - 1).to_be_bytes()));
    octets.extend([0, 0]);
    let points: Vec<Point> = g.bandes.iter().flatten().copied().collect();
    // Every point is on the outline, and its two moves are whole words: no other flag.
    octets.extend(std::iter::repeat_n(1_u8, points.len()));
    for axe in [|p: &Point| p.0, |p: &Point| p.1] {
        let avant = std::iter::once(0).chain(points.iter().map(axe));
        octets.extend(
            points
                .iter()
                .map(axe)
                .zip(avant)
                .flat_map(|(ici, avant)| (ici - avant).to_be_bytes()),
        );
    }
    completer(octets)
}

fn head(cadre: [i16; 4]) -> Vec<u8> {
    // Version and revision 1.0, the sum (put in its place at the end), and the number that marks the table.
    let mut octets = vec![0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0x5f, 0x0f, 0x3c, 0xf5];
    // The base line is at 0; no dates, so that the same letters give the same bytes.
    octets.extend(mots(&[1, EM, 0, 0, 0, 0, 0, 0, 0, 0]));
    octets.extend(mots(&cadre.map(i16::cast_unsigned)));
    // No style, 8 pixels at least, left to right, long `loca`, format 0.
    octets.extend(mots(&[0, 8, 2, 1, 0]));
    octets
}

/// Unicode to glyph, in format 4, for these codes in order: the first is that of glyph 1.
fn cmap(codes: &[u16]) -> Vec<u8> {
    // Runs of codes that follow one another: first, last, first glyph.
    let mut plages: Vec<(u16, u16, u16)> = Vec::new();
    for (code, glyphe) in codes.iter().zip(1_u16..) {
        match plages.last_mut() {
            Some((_, fin, _)) if fin.checked_add(1) == Some(*code) => *fin = *code,
            _ => plages.push((*code, *code, glyphe)),
        }
    }
    plages.push((0xffff, 0xffff, 0));
    let n = u16::try_from(plages.len()).unwrap_or(u16::MAX);
    let rang = n.ilog2() as u16;
    let recherche = 2_u16 << rang;
    // One table, for Windows and Unicode, 12 bytes further.
    let mut octets = mots(&[0, 1, 3, 1, 0, 12]);
    octets.extend(mots(&[4, 16 + 8 * n, 0, 2 * n, recherche, rang, 2 * n - recherche]));
    octets.extend(plages.iter().flat_map(|p| p.1.to_be_bytes()));
    octets.extend([0, 0]);
    octets.extend(plages.iter().flat_map(|p| p.0.to_be_bytes()));
    octets.extend(plages.iter().flat_map(|p| p.2.wrapping_sub(p.0).to_be_bytes()));
    octets.extend(plages.iter().flat_map(|_| [0, 0]));
    octets
}

/// The file: its directory, then the tables, then the sum of it all in `head`.
fn assembler(tables: [([u8; 4], Vec<u8>); 7]) -> Vec<u8> {
    // Seven tables: the powers of two of the directory are known.
    let mut octets = mots(&[1, 0, 7, 64, 2, 48]);
    let mut place = 12 + 16 * tables.len();
    let mut corps = Vec::new();
    let mut tete = None;
    for (nom, table) in tables {
        if nom == *b"head" {
            tete = Some(place + 8);
        }
        octets.extend(nom);
        let taille = longueur(&table);
        let table = completer(table);
        for n in [somme(&table), u32::try_from(place).unwrap_or(u32::MAX), taille] {
            octets.extend(n.to_be_bytes());
        }
        place += table.len();
        corps.extend(table);
    }
    octets.extend(corps);
    let reste = 0xb1b0_afba_u32.wrapping_sub(somme(&octets)).to_be_bytes();
    if let Some(ici) = tete.and_then(|t| octets.get_mut(t..t + 4)) {
        ici.copy_from_slice(&reste);
    }
    octets
}

fn somme(octets: &[u8]) -> u32 {
    octets
        .chunks_exact(4)
        .map(|m| m.iter().fold(0_u32, |n, o| (n << 8) | u32::from(*o)))
        .fold(0, u32::wrapping_add)
}

/// Tables and glyphs begin on whole words of four bytes.
fn completer(mut octets: Vec<u8>) -> Vec<u8> {
    octets.resize(octets.len().next_multiple_of(4), 0);
    octets
}

fn mots(mots: &[u16]) -> Vec<u8> {
    mots.iter().flat_map(|m| m.to_be_bytes()).collect()
}

fn longueur(octets: &[u8]) -> u32 {
    u32::try_from(octets.len()).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tables_agree() {
        let p = programme();
        assert_eq!(somme(&p), 0xb1b0_afba);
        let u16_a = |i: usize| u16::from_be_bytes(p[i..i + 2].try_into().unwrap());
        let u32_a = |i: usize| u32::from_be_bytes(p[i..i + 4].try_into().unwrap()) as usize;
        let table = |nom: &[u8]| {
            let i = (0..7).map(|n| 12 + 16 * n).find(|i| &p[*i..i + 4] == nom).unwrap();
            (u32_a(i + 8), u32_a(i + 12))
        };
        let nombre = caracteres().len() + 1;
        assert_eq!(usize::from(u16_a(table(b"maxp").0 + 4)), nombre);
        assert_eq!(table(b"loca").1, 4 * (nombre + 1));
        assert_eq!(table(b"hmtx").1, 4 * nombre);
        assert_eq!((table(b"head").1, table(b"hhea").1, table(b"maxp").1), (54, 36, 32));
        assert_eq!(usize::from(u16_a(table(b"cmap").0 + 14)), table(b"cmap").1 - 12);
        // The last place of `loca` is the end of `glyf`, and every glyph is in the box of the font.
        let fin = table(b"loca");
        assert_eq!(u32_a(fin.0 + 4 * nombre), table(b"glyf").1);
        let cadre: Vec<i16> = (0..4).map(|i| u16_a(table(b"head").0 + 36 + 2 * i).cast_signed()).collect();
        assert!(
            cadre[1] >= DESCENDANT && cadre[3] <= MONTANT && cadre[2] <= CHASSE.cast_signed(),
            "{cadre:?}"
        );
        assert_eq!(programme(), p);
    }
}
