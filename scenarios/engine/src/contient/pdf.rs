//! What a PDF writes: its strings, `(…)` and `<hexadecimal>`, and the text and symbols of its pages.

use memchr::memmem;

/// Most nested parentheses of a string.
const PARENTHESES_MAX: usize = 32;
/// Longest string read.
const CHAINE_MAX: usize = 64 << 10;
/// Most parentheses that are never closed: they are not those of strings.
const OUVERTES_MAX: usize = 200;

/// Whether a PDF is in these bytes.
pub(super) fn est_pdf(octets: &[u8]) -> bool {
    memmem::find(octets, b"%PDF-").is_some()
}

/// The PDF that these bytes hold, from its header to its end.
pub(super) fn document(octets: &[u8]) -> Option<&[u8]> {
    let debut = memmem::find(octets, b"%PDF-")?;
    let fin = memmem::rfind(octets, b"%%EOF").map_or(octets.len(), |i| i + 5);
    octets.get(debut..fin)
}

/// What the pages say.
#[derive(Default)]
pub(super) struct Pages {
    /// Their text and the messages of their datamatrix symbols.
    pub(super) texte: String,
    /// All of it was read. A file that is not a PDF after all has nothing more to say.
    pub(super) entieres: bool,
}

/// Reads the pages.
pub(super) fn pages(document: &[u8]) -> Pages {
    let Ok(lu) = segur_pdf::lire(document) else {
        return Pages {
            texte: String::new(),
            entieres: true,
        };
    };
    let textes: Vec<&str> = lu
        .pages
        .iter()
        .flat_map(|p| std::iter::once(&p.texte).chain(p.symboles.iter().map(|s| &s.texte)))
        .map(String::as_str)
        .collect();
    Pages {
        texte: textes.join("\n\n"),
        entieres: !lu.chiffre && lu.limites.is_empty() && lu.pages.iter().all(|p| p.texte_complet),
    }
}

/// The strings of a PDF or of a stream of it. Those of one array make one text: `[(29) -20 (7022A)] TJ`.
pub(super) fn chaines(octets: &[u8]) -> Vec<u8> {
    let mut sortie = Vec::new();
    let mut tableau = false;
    let mut ouvertes = 0;
    let mut i = 0;
    while let Some(place) = octets
        .get(i..)
        .and_then(|suite| suite.iter().position(|o| matches!(o, b'(' | b'<' | b'[' | b']')))
    {
        i += place + 1;
        let lue = match octets.get(i - 1) {
            Some(b'(') if ouvertes < OUVERTES_MAX => {
                let lue = litterale(&octets[i..], &mut sortie);
                ouvertes += usize::from(lue == 0);
                lue
            }
            Some(b'(') => 0,
            Some(b'<') => hexadecimale(&octets[i..], &mut sortie),
            autre => {
                tableau = autre == Some(&b'[');
                sortie.push(b'\n');
                0
            }
        };
        if lue > 0 && !tableau {
            sortie.push(b'\n');
        }
        i += lue;
    }
    sortie
}

/// Writes the string that begins here, its escapes as they are; gives its length with the last parenthesis.
fn litterale(octets: &[u8], sortie: &mut Vec<u8>) -> usize {
    let mut ouvertes = 1;
    let mut i = 0;
    while let Some(o) = octets.get(i).filter(|_| i < CHAINE_MAX) {
        match o {
            b'\\' => i += 1,
            b'(' if ouvertes == PARENTHESES_MAX => return 0,
            b'(' => ouvertes += 1,
            b')' => ouvertes -= 1,
            _ => {}
        }
        if ouvertes == 0 {
            sortie.extend_from_slice(&octets[..i]);
            return i + 1;
        }
        i += 1;
    }
    0
}

/// Writes the string that begins here; gives its length with the last bracket, 0 when it is not one.
fn hexadecimale(octets: &[u8], sortie: &mut Vec<u8>) -> usize {
    let fin = octets.iter().position(|o| !(o.is_ascii_hexdigit() || o.is_ascii_whitespace()));
    let Some(fin) = fin.filter(|f| octets.get(*f) == Some(&b'>')) else {
        return 0;
    };
    let chiffres: Vec<u8> = octets[..fin]
        .iter()
        .filter_map(|o| char::from(*o).to_digit(16))
        .filter_map(|n| u8::try_from(n).ok())
        .collect();
    sortie.extend(chiffres.chunks(2).map(|p| p[0] * 16 + p.get(1).copied().unwrap_or_default()));
    fin + 1
}
