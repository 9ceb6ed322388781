//! Runs of Base64 (both alphabets) and of hexadecimal digits, decoded, in one pass.
//!
//! A run is folded at will, but its first line is not short. One whose ends of line are escaped is read once the escapes are.

use base64::Engine as _;
use base64::alphabet::{self, Alphabet};
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

/// Runs shorter than this hold nothing worth opening.
const COURSE_MIN: usize = 16;
/// A run this short may begin with something else (`/fhir/`): it is read from each of its first four characters.
const COURTE: usize = 4096;
/// Runs of hexadecimal digits shorter than this hold nothing worth opening.
const HEXA_MIN: usize = 26;
/// Short runs are opened together, this much at a time.
const RECUEIL: usize = 1 << 20;
/// Between two runs of a collection.
const RUPTURE: &[u8] = b"\x01\n\n";

const STANDARD: GeneralPurpose = large(&alphabet::STANDARD);
const URL: GeneralPurpose = large(&alphabet::URL_SAFE);

/// Padding is often forgotten, and a run may end on a stray character.
const fn large(alphabet: &Alphabet) -> GeneralPurpose {
    GeneralPurpose::new(
        alphabet,
        GeneralPurposeConfig::new()
            .with_decode_padding_mode(DecodePaddingMode::Indifferent)
            .with_decode_allow_trailing_bits(true),
    )
}

/// Which bytes a run is made of, of either alphabet.
const COURSE: [bool; 256] = {
    let mut course = [false; 256];
    let mut o = 0_u8;
    while o < 128 {
        course[o as usize] = o.is_ascii_alphanumeric() || matches!(o, b'+' | b'/' | b'-' | b'_');
        o += 1;
    }
    course
};

/// Gives each decoded layer, until one says that it holds what is looked for.
pub(super) fn visiter(octets: &[u8], voir: &mut dyn FnMut(&[u8]) -> bool) -> bool {
    let mut recueil = Recueil::default();
    let mut i = 0;
    while let Some(debut) = prochaine(octets, i) {
        let mut fin = bout(octets, debut);
        let mut pliee = Vec::new();
        while let Some(suite) = ligne_suivante(octets, fin) {
            if pliee.is_empty() {
                pliee.extend_from_slice(&octets[debut..fin]);
            }
            fin = bout(octets, suite);
            pliee.extend_from_slice(&octets[suite..fin]);
        }
        let course = if pliee.is_empty() { &octets[debut..fin] } else { &pliee };
        if recueil.lire(course, voir) {
            return true;
        }
        i = fin;
    }
    recueil.vider(voir)
}

fn bout(octets: &[u8], debut: usize) -> usize {
    octets[debut..]
        .iter()
        .position(|o| !COURSE[usize::from(*o)])
        .map_or(octets.len(), |n| debut + n)
}

/// Where the next run begins: its sixteenth byte tells first that there is none.
fn prochaine(octets: &[u8], mut i: usize) -> Option<usize> {
    loop {
        let fenetre = octets.get(i..i + COURSE_MIN)?;
        match fenetre.iter().rposition(|o| !COURSE[usize::from(*o)]) {
            Some(n) => i += n + 1,
            None => return Some(i),
        }
    }
}

/// Where the run goes on after an end of line and its indentation. A blank line ends it: the headers of a MIME part come before.
fn ligne_suivante(octets: &[u8], fin: usize) -> Option<usize> {
    let suite = match octets.get(fin..)? {
        [b'\r', b'\n', ..] => fin + 2,
        [b'\n' | b'\r', ..] => fin + 1,
        _ => return None,
    };
    let retrait = octets[suite..].iter().take_while(|o| matches!(o, b' ' | b'\t')).count();
    octets
        .get(suite + retrait)
        .is_some_and(|o| COURSE[usize::from(*o)])
        .then_some(suite + retrait)
}

/// Short contents, by the character of the run from which they are read.
#[derive(Default)]
struct Recueil([Vec<u8>; 4]);

impl Recueil {
    fn lire(&mut self, course: &[u8], voir: &mut dyn FnMut(&[u8]) -> bool) -> bool {
        let propre_a_url = memchr::memchr2(b'-', b'_', course).is_some();
        if !propre_a_url {
            return self.ouvrir(&STANDARD, course, voir);
        }
        let standard = |c: &&[u8]| c.len() >= COURSE_MIN;
        self.ouvrir(&URL, course, voir)
            || course.split(|o| matches!(o, b'-' | b'_')).filter(standard).any(|c| self.ouvrir(&STANDARD, c, voir))
            // Of the URL alphabet, between two slashes of a path.
            || (memchr::memchr(b'/', course).is_some()
                && course.split(|o| matches!(o, b'/' | b'+')).filter(standard).any(|c| self.ouvrir(&URL, c, voir)))
    }

    fn ouvrir(&mut self, moteur: &GeneralPurpose, course: &[u8], voir: &mut dyn FnMut(&[u8]) -> bool) -> bool {
        self.hexa(course);
        if course.len() > COURTE {
            return decoder(moteur, course).is_some_and(|clair| voir(&clair));
        }
        for (rang, couche) in self.0.iter_mut().enumerate() {
            if let Some(clair) = course.get(rang..).and_then(|c| decoder(moteur, c)) {
                couche.extend_from_slice(&clair);
                couche.extend_from_slice(RUPTURE);
            }
        }
        self.0[0].len() > RECUEIL && self.vider(voir)
    }

    /// The hexadecimal digits of a run, from the first and from the second.
    fn hexa(&mut self, course: &[u8]) {
        if course.len() < HEXA_MIN {
            return;
        }
        for chiffres in course.split(|o| !o.is_ascii_hexdigit()).filter(|c| c.len() >= HEXA_MIN) {
            for (rang, couche) in self.0.iter_mut().take(2).enumerate() {
                let chiffre = |o: u8| char::from(o).to_digit(16).and_then(|n| u8::try_from(n).ok()).unwrap_or_default();
                couche.extend(chiffres[rang..].chunks_exact(2).map(|p| chiffre(p[0]) * 16 + chiffre(p[1])));
                couche.extend_from_slice(RUPTURE);
            }
        }
    }

    fn vider(&mut self, voir: &mut dyn FnMut(&[u8]) -> bool) -> bool {
        std::mem::take(&mut self.0).iter().any(|couche| !couche.is_empty() && voir(couche))
    }
}

/// A whole run, or what of it makes whole groups.
fn decoder(moteur: &GeneralPurpose, course: &[u8]) -> Option<Vec<u8>> {
    let entier = course.len() - course.len() % 4;
    moteur.decode(course).or_else(|_| moteur.decode(&course[..entier])).ok()
}
