//! JSON Web Tokens, wherever they are.

use std::ops::Range;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};

/// How a dot is written where a token is quoted: URL, XML and HTML, JSON, quoted-printable.
const POINTS: &[&[u8]] = &[b".", b"%2E", b"%2e", b"&#46;", b"&#x2E;", b"&#x2e;", b"\\u002e", b"\\u002E", b"=2E"];
/// Shortest part that says something.
const PARTIE_MIN: usize = 8;
/// Longest part of a token: beyond, it is a document in Base64.
const PARTIE_MAX: usize = 128 << 10;
/// Shortest run of Base64 that may hold a token.
const COURSE_MIN: usize = 40;
/// Longest run of Base64 opened.
const COURSE_MAX: usize = 32 << 20;
/// How many Base64 layers are opened.
const PROFONDEUR_MAX: usize = 3;

/// Three parts, the first of which opens a JSON object. A token that was cut after its second part is one still.
pub(super) fn jetons(contenu: &[u8], secrets: &mut Vec<Range<usize>>) {
    let mut debut = 0;
    while let Some(i) = contenu.get(debut..).and_then(|suite| suite.windows(3).position(ouvre)) {
        debut += i;
        match jeton(contenu, debut) {
            Some(fin) => {
                secrets.push(debut..fin);
                debut = fin;
            }
            // Whatever begins within the same part ends with it, and is no token either.
            None => debut = partie(contenu, debut).1.max(debut + 3),
        }
    }
}

/// `{"` in Base64, or a brace and a space.
fn ouvre(trois: &[u8]) -> bool {
    matches!(trois, b"eyJ" | b"eyA" | b"eyI" | b"ewo" | b"ew0" | b"ewk")
}

/// Where the token that begins here ends.
fn jeton(contenu: &[u8], debut: usize) -> Option<usize> {
    let (entete, mut fin) = partie(contenu, debut);
    let mut parties = vec![entete];
    while let Some(point) = POINTS.iter().find(|p| contenu[fin..].starts_with(p)) {
        let (suite, apres) = partie(contenu, fin + point.len());
        parties.push(suite);
        fin = apres;
    }
    let [entete, suite @ ..] = parties.as_slice() else { return None };
    let coupe = suite.len() == 1 && suite[0].starts_with(b"eyJ");
    let forme = entete.len() >= PARTIE_MIN && (suite.len() >= 2 || coupe) && suite.iter().any(|p| p.len() >= PARTIE_MIN);
    (forme && (entete.starts_with(b"eyJ") || dit_alg(entete))).then_some(fin)
}

/// The Base64 of one part without what folds it, and where it ends.
fn partie(contenu: &[u8], debut: usize) -> (Vec<u8>, usize) {
    let mut lue = Vec::new();
    let mut i = debut;
    while let Some(suite) = contenu.get(i..).filter(|s| !s.is_empty() && lue.len() < PARTIE_MAX) {
        match suite {
            _ if POINTS.iter().any(|p| suite.starts_with(p)) => break,
            [b'=', b'\r', b'\n', ..] => i += 3,
            [b'=', b'\n', ..] => i += 2,
            [b'=', ..] if !lue.is_empty() => i += 1,
            [o, ..] if est_base64url(*o) => {
                lue.push(*o);
                i += 1;
            }
            _ => break,
        }
    }
    (lue, i)
}

fn dit_alg(entete: &[u8]) -> bool {
    URL_SAFE_NO_PAD
        .decode(entete)
        .is_ok_and(|clair| memchr::memmem::find(&clair, b"\"alg\"").is_some())
}

/// Runs of Base64 that hold a token, at any depth: the whole run goes.
pub(super) fn en_base64(contenu: &[u8], secrets: &mut Vec<Range<usize>>) {
    for course in courses(contenu) {
        if tient_un_jeton(&contenu[course.clone()], PROFONDEUR_MAX) {
            secrets.push(course);
        }
    }
}

/// Whether these bytes hold a token as they are.
pub(super) fn present(contenu: &[u8]) -> bool {
    let mut secrets = Vec::new();
    jetons(contenu, &mut secrets);
    !secrets.is_empty()
}

fn tient_un_jeton(course: &[u8], profondeur: usize) -> bool {
    let Some(clair) = decoder(course) else { return false };
    present(&clair) || (profondeur > 1 && courses(&clair).into_iter().any(|c| tient_un_jeton(&clair[c], profondeur - 1)))
}

fn decoder(course: &[u8]) -> Option<Vec<u8>> {
    let nue: Vec<u8> = course.iter().copied().filter(|o| est_base64(*o)).collect();
    // What makes no whole byte is left.
    let nue = &nue[..nue.len() - usize::from(nue.len() % 4 == 1)];
    STANDARD_NO_PAD.decode(nue).or_else(|_| URL_SAFE_NO_PAD.decode(nue)).ok()
}

/// Runs of Base64, folded or not.
fn courses(contenu: &[u8]) -> Vec<Range<usize>> {
    let mut courses = Vec::new();
    let mut debut = 0;
    while debut < contenu.len() {
        let mut fin = debut;
        while let Some(o) = contenu.get(fin) {
            let suite = match o {
                o if est_base64(*o) => 1,
                // Folded: the run goes on after the end of line.
                b'\r' if fin > debut && contenu.get(fin + 1) == Some(&b'\n') && contenu.get(fin + 2).is_some_and(|o| est_base64(*o)) => 2,
                b'\n' if fin > debut && contenu.get(fin + 1).is_some_and(|o| est_base64(*o)) => 1,
                _ => break,
            };
            fin += suite;
        }
        if (COURSE_MIN..COURSE_MAX).contains(&(fin - debut)) {
            courses.push(debut..fin);
        }
        debut = fin + 1;
    }
    courses
}

fn est_base64(o: u8) -> bool {
    o.is_ascii_alphanumeric() || matches!(o, b'+' | b'/' | b'-' | b'_')
}

fn est_base64url(o: u8) -> bool {
    o.is_ascii_alphanumeric() || matches!(o, b'-' | b'_')
}
