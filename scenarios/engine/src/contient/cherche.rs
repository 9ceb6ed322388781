//! What is looked for: a text, an OID, or an INS whatever its spelling.

use memchr::memmem::Finder;

/// Longest gap between two characters of an INS, in bytes: spaces, and the tags of a form that gives each group a field.
const ECART_MAX: usize = 200;
/// Where a NIR is cut when it is written in groups: `2 97 02 2A 020 778 78`.
const COUPES: [usize; 6] = [1, 3, 5, 7, 10, 13];
/// A run of hexadecimal digits this long is a digest, not a matricule between two letters.
const CONDENSAT_MIN: usize = 24;

/// A text to look for.
#[derive(Debug, Clone)]
pub struct Cherche(Sorte);

#[derive(Debug, Clone)]
enum Sorte {
    /// Any of these spellings.
    Texte(Vec<Finder<'static>>),
    /// Not a part of a longer OID.
    Oid(Box<Finder<'static>>),
    /// 13 characters, and the key when it is known.
    Ins {
        matricule: [u8; 13],
        complets: Vec<Finder<'static>>,
        cle: Option<[u8; 2]>,
    },
}

impl Cherche {
    /// What this text is, by its form: an INS (15 characters, or 13 without its key), an OID, or a plain text.
    #[must_use]
    pub fn texte(texte: &str) -> Self {
        let finder = |octets: &[u8]| Finder::new(octets).into_owned();
        if let Some((matricule, cle)) = ins(texte) {
            let mut complets = Vec::new();
            if cle.is_some() {
                complets.push(finder(texte.to_ascii_uppercase().as_bytes()));
                complets.push(finder(texte.to_ascii_lowercase().as_bytes()));
            }
            return Self(Sorte::Ins { matricule, complets, cle });
        }
        if est_oid(texte) {
            return Self(Sorte::Oid(Box::new(finder(texte.as_bytes()))));
        }
        let mut graphies = vec![texte.as_bytes().to_vec()];
        if !texte.is_ascii() {
            // ISO 8859-1, which many messages still are.
            graphies.extend(texte.chars().map(|c| u8::try_from(u32::from(c)).ok()).collect::<Option<Vec<u8>>>());
        }
        if texte.contains(' ') {
            // A form writes a space as `+`.
            let plus: Vec<Vec<u8>> = graphies
                .iter()
                .map(|g| g.iter().map(|o| if *o == b' ' { b'+' } else { *o }).collect())
                .collect();
            graphies.extend(plus);
        }
        Self(Sorte::Texte(graphies.iter().map(|g| finder(g)).collect()))
    }

    pub(super) fn vide(&self) -> bool {
        self.plus_court() == 0
    }

    /// Nothing shorter than this can hold it.
    pub(super) fn plus_court(&self) -> usize {
        match &self.0 {
            Sorte::Texte(graphies) => graphies.iter().map(|g| g.needle().len()).min().unwrap_or_default(),
            Sorte::Oid(oid) => oid.needle().len(),
            Sorte::Ins { matricule, .. } => matricule.len(),
        }
    }

    /// Whether it is in these bytes, as they are.
    pub(super) fn dans(&self, octets: &[u8]) -> bool {
        match &self.0 {
            Sorte::Texte(graphies) => graphies.iter().any(|g| g.find(octets).is_some()),
            Sorte::Oid(oid) => oid.find_iter(octets).any(|i| oid_entier(octets, i, i + oid.needle().len())),
            Sorte::Ins { matricule, complets, cle } => {
                // Fifteen characters in a row are not met by chance: no boundary is asked (a datamatrix has none).
                complets.iter().any(|c| c.find(octets).is_some())
                    || memchr::memchr_iter(matricule[0], octets).any(|i| ins_a(octets, i, matricule, *cle))
            }
        }
    }
}

/// The matricule and the key, when the text has the form of an INS.
fn ins(texte: &str) -> Option<([u8; 13], Option<[u8; 2]>)> {
    let octets = texte.to_ascii_uppercase().into_bytes();
    let (matricule, cle) = octets.split_first_chunk::<13>()?;
    let chiffre = |i: usize, o: u8| o.is_ascii_digit() || (i == 6 && matches!(o, b'A' | b'B') && matricule[5] == b'2');
    if !matricule.iter().enumerate().all(|(i, o)| chiffre(i, *o)) || !cle.iter().all(u8::is_ascii_digit) {
        return None;
    }
    match cle {
        [] => Some((*matricule, None)),
        [a, b] => Some((*matricule, Some([*a, *b]))),
        _ => None,
    }
}

fn est_oid(texte: &str) -> bool {
    texte.split('.').count() > 2
        && texte
            .split('.')
            .all(|arc| !arc.is_empty() && arc.bytes().all(|o| o.is_ascii_digit()))
}

fn octet(octets: &[u8], i: usize) -> u8 {
    octets.get(i).copied().unwrap_or(b' ')
}

/// Whether an OID ends before this place, or goes on after it.
fn colle_avant(octets: &[u8], debut: usize) -> bool {
    let avant = |n: usize| debut.checked_sub(n).map_or(b' ', |i| octet(octets, i));
    avant(1).is_ascii_digit() || (avant(1) == b'.' && avant(2).is_ascii_digit())
}

fn colle_apres(octets: &[u8], fin: usize) -> bool {
    octet(octets, fin).is_ascii_digit() || (octet(octets, fin) == b'.' && octet(octets, fin + 1).is_ascii_digit())
}

fn oid_entier(octets: &[u8], debut: usize, fin: usize) -> bool {
    // `S2` is the mark of the field that holds the OID in a datamatrix INS.
    let marque = debut >= 2 && octets.get(debut - 2..debut) == Some(b"S2");
    (marque || !colle_avant(octets, debut)) && !colle_apres(octets, fin)
}

/// Whether the INS is written at this place, in whatever groups.
fn ins_a(octets: &[u8], debut: usize, matricule: &[u8; 13], cle: Option<[u8; 2]>) -> bool {
    let mut i = debut + 1;
    for (rang, attendu) in matricule.iter().enumerate().skip(1) {
        match suivant(octets, i, *attendu, COUPES.contains(&rang)) {
            Some(apres) => i = apres,
            None => return false,
        }
    }
    if debut > 0 && octet(octets, debut - 1).is_ascii_digit() {
        return false;
    }
    if let Some([a, b]) = cle
        && let Some(apres) = suivant(octets, i, a, true).filter(|apres| octet(octets, *apres) == b)
        && !octet(octets, apres + 1).is_ascii_digit()
    {
        return true;
    }
    // Without its key, a matricule is looked for in an INS written whole too.
    if cle.is_none() && suivie_d_une_cle(octets, i) && !colle_avant(octets, debut) {
        return true;
    }
    !colle_avant(octets, debut) && !colle_apres(octets, i) && !dans_un_condensat(octets, debut, i)
}

/// Whether two digits and no more follow.
fn suivie_d_une_cle(octets: &[u8], fin: usize) -> bool {
    let chiffre = |n: usize| octet(octets, fin + n).is_ascii_digit();
    chiffre(0) && chiffre(1) && !chiffre(2)
}

/// Whether 13 characters in a row are a part of a long hexadecimal number.
fn dans_un_condensat(octets: &[u8], debut: usize, fin: usize) -> bool {
    let avant = octets[..debut]
        .iter()
        .rev()
        .take(CONDENSAT_MIN)
        .take_while(|o| o.is_ascii_hexdigit())
        .count();
    let apres = octets[fin..]
        .iter()
        .take(CONDENSAT_MIN)
        .take_while(|o| o.is_ascii_hexdigit())
        .count();
    fin - debut == 13 && avant + 13 + apres >= CONDENSAT_MIN
}

/// The place after this character, past what may stand between two characters of an INS.
fn suivant(octets: &[u8], debut: usize, attendu: u8, coupe: bool) -> Option<usize> {
    let fin = octets.len().min(debut + ECART_MAX);
    let mut i = debut;
    while i < fin {
        if octets[i].eq_ignore_ascii_case(&attendu) {
            return Some(i + 1);
        }
        i += separateur(&octets[i..fin], coupe)?;
    }
    None
}

/// How long the separator is that begins here. Dots and dashes only stand between the groups of a NIR: elsewhere they make
/// OIDs, UUIDs and decimals.
fn separateur(octets: &[u8], coupe: bool) -> Option<usize> {
    match octets {
        [b' ' | b'\t' | b'\r' | b'\n' | 0xa0 | b'"' | b'\'' | b',' | b'+' | b'\\', ..] => Some(1),
        // NBSP, soft hyphen, middle dot.
        [0xc2, 0xa0 | 0xad | 0xb7, ..] => Some(2),
        // Spaces, dashes and invisible characters of the General Punctuation block, narrow NBSP.
        [0xe2, 0x80, 0x80..=0x95 | 0xa8..=0xaf, ..] | [0xe2, 0x81, 0x9f..=0xa4, ..] | [0xef, 0xbb, 0xbf, ..] | [b']', b']', b'>', ..] => {
            Some(3)
        }
        [b'.' | b'-' | b'_' | b'/' | b'|' | b';' | b':' | b'^', ..] if coupe => Some(1),
        [b'<', ..] if octets.starts_with(b"<![CDATA[") => Some(9),
        [b'<', ..] => memchr::memchr(b'>', octets).map(|i| i + 1),
        _ => None,
    }
}
