//! Secrets known by the name of their field: URL, form, JSON, XML attribute, multipart, HTML form.

use std::ops::Range;

use super::noms::{CODE, champ_secret, parametre_secret};
use super::{positions, trouver};

/// What comes with an authorization code, and with no other code.
const COMPAGNONS: &[&[u8]] = &[
    b"state",
    b"session_state",
    b"redirect_uri",
    b"grant_type",
    b"code_verifier",
    b"client_id",
    b"client_secret",
    b"response_type",
    b"iss",
];
/// How far its companions are looked for.
const VOISINAGE: usize = 4096;
/// An authorization code that stands alone is known by its length, and by having nothing of a coded value (`system|code`).
const CODE_MIN: usize = 16;
/// Facts say of a secret whether it was there: these words are no secret.
const MOTS: &[&[u8]] = &[b"present", b"absent", b"presente", b"absente"];

/// What separates a name from its value.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Signe {
    Egal,
    DeuxPoints,
}

/// `"password": "value"`, `password="value"`, `password=value&`, `password%3Dvalue%26`.
pub(super) fn champs(contenu: &[u8], secrets: &mut Vec<Range<usize>>) {
    for (i, o) in contenu.iter().enumerate() {
        let (signe, fin_signe) = match o {
            b'=' => (Signe::Egal, i + 1),
            b':' => (Signe::DeuxPoints, i + 1),
            b'%' if contenu[i..].starts_with(b"%3D") || contenu[i..].starts_with(b"%3d") => (Signe::Egal, i + 3),
            _ => continue,
        };
        if let Some(secret) = champ(contenu, i, signe, fin_signe)
            && !MOTS.contains(&&contenu[secret.clone()])
        {
            secrets.push(secret);
        }
    }
}

fn champ(contenu: &[u8], signe: usize, sorte: Signe, fin_signe: usize) -> Option<Range<usize>> {
    let avant = contenu[..signe].trim_ascii_end();
    let (cle, citee) = match avant.split_last() {
        Some((b'"', reste)) => (reste.strip_suffix(b"\\").unwrap_or(reste), true),
        _ => (avant, false),
    };
    if sorte == Signe::DeuxPoints && !citee {
        return None;
    }
    let nom = nom_final(cle);
    let code = nom.eq_ignore_ascii_case(CODE);
    if !code && !parametre_secret(nom) {
        return None;
    }
    let mut debut = fin_signe + contenu[fin_signe..].iter().take_while(|o| o.is_ascii_whitespace()).count();
    if contenu.get(debut) == Some(&b'\\') {
        debut += 1;
    }
    let valeur = match contenu.get(debut) {
        Some(guillemet @ (b'"' | b'\'')) => {
            // `code="…"` and `token="…"` are attributes of XML, not parameters.
            if !(citee || champ_secret(nom)) {
                return None;
            }
            debut + 1..fin_de_chaine(contenu, debut + 1, *guillemet)
        }
        Some(_) if sorte == Signe::Egal => {
            let colle = avant.len() == signe && debut == fin_signe;
            if !(colle || champ_secret(nom)) {
                return None;
            }
            debut..fin_de_parametre(contenu, debut)
        }
        _ => return None,
    };
    (!code || est_code_oauth(contenu, signe - nom.len().min(signe), &valeur, citee)).then_some(valeur)
}

/// The name that ends here. One that follows an escaped `&` (`%26`, `\u0026`) does not begin with its digits.
fn nom_final(cle: &[u8]) -> &str {
    let debut = cle
        .iter()
        .rposition(|o| !(o.is_ascii_alphanumeric() || matches!(o, b'_' | b'-')))
        .map_or(0, |i| i + 1);
    let nom = &cle[debut..];
    let echappe = match debut.checked_sub(1).and_then(|i| cle.get(i)) {
        Some(b'%') if nom.len() > 2 && nom[..2].iter().all(u8::is_ascii_hexdigit) => 2,
        Some(b'\\') if nom.len() > 5 && nom[0] == b'u' && nom[1..5].iter().all(u8::is_ascii_hexdigit) => 5,
        _ => 0,
    };
    std::str::from_utf8(&nom[echappe..]).unwrap_or_default()
}

/// Whether a `code` is that of OAuth: what comes with it says so, or its own look in a URL.
fn est_code_oauth(contenu: &[u8], debut_nom: usize, valeur: &Range<usize>, json: bool) -> bool {
    let borne = |o: &u8| {
        if json {
            matches!(o, b'{' | b'}')
        } else {
            o.is_ascii_whitespace() || matches!(o, b'"' | b'\'' | b'<' | b'>')
        }
    };
    let gauche = debut_nom.saturating_sub(VOISINAGE);
    let de = contenu[gauche..debut_nom]
        .iter()
        .rposition(borne)
        .map_or(gauche, |i| gauche + i + 1);
    let droite = contenu.len().min(valeur.end + VOISINAGE);
    let a = contenu[valeur.end..droite]
        .iter()
        .position(borne)
        .map_or(droite, |i| valeur.end + i);
    let compagnon = [&contenu[de..debut_nom], &contenu[valeur.end..a]]
        .iter()
        .any(|voisins| COMPAGNONS.iter().any(|c| nomme(voisins, c, json)));
    let nu = contenu[valeur.clone()]
        .iter()
        .all(|o| o.is_ascii_alphanumeric() || matches!(o, b'-' | b'_' | b'.' | b'~'));
    compagnon || (!json && valeur.len() >= CODE_MIN && nu)
}

/// Whether a parameter of this name is among them.
fn nomme(voisins: &[u8], nom: &[u8], json: bool) -> bool {
    positions(voisins, nom).any(|i| {
        let apres = &voisins[i + nom.len()..];
        if json {
            matches!(apres, [b'"' | b'\\', ..])
        } else {
            apres.starts_with(b"=") || apres.starts_with(b"%3D") || apres.starts_with(b"%3d")
        }
    })
}

/// Where a value that is not quoted ends.
fn fin_de_parametre(contenu: &[u8], debut: usize) -> usize {
    let mut i = debut;
    while let Some(o) = contenu.get(i) {
        let fin = o.is_ascii_whitespace() || matches!(o, b'&' | b'<' | b'>' | b';' | b'"' | b'\'' | b'\\' | b'#');
        if fin || contenu[i..].starts_with(b"%26") || contenu[i..].starts_with(b"%23") {
            break;
        }
        i += 1;
    }
    i
}

fn fin_de_chaine(contenu: &[u8], debut: usize, guillemet: u8) -> usize {
    let mut i = debut;
    while let Some(o) = contenu.get(i) {
        match o {
            b'\\' if contenu.get(i + 1) == Some(&guillemet) && contenu.get(i.wrapping_sub(1)) != Some(&b'\\') => {
                // An escaped quote: inside a value of plain JSON it goes on; inside JSON within JSON it ends the value.
                if matches!(contenu.get(i + 2), Some(b',' | b'}' | b' ' | b']')) {
                    return i;
                }
                i += 2;
            }
            o if *o == guillemet => return i,
            _ => i += 1,
        }
    }
    contenu.len()
}

/// Parts of `multipart/form-data` and inputs of an HTML form: `name="client_secret"`, then the value further on.
pub(super) fn formulaires(contenu: &[u8], secrets: &mut Vec<Range<usize>>) {
    for i in positions(contenu, b"name=") {
        let reste = &contenu[i + 5..];
        let guillemet = match reste.first() {
            Some(g @ (b'"' | b'\'')) => *g,
            _ => continue,
        };
        let Some(long) = reste[1..].iter().take(64).position(|o| *o == guillemet) else {
            continue;
        };
        let nom = std::str::from_utf8(&reste[1..=long]).unwrap_or_default();
        if nom != CODE && !parametre_secret(nom) {
            continue;
        }
        let apres = i + 5 + long + 2;
        secrets.extend(partie_multipart(contenu, apres).or_else(|| entree_html(contenu, apres)));
    }
}

/// From the blank line to the next boundary.
fn partie_multipart(contenu: &[u8], apres: usize) -> Option<Range<usize>> {
    let fenetre = &contenu[apres..contenu.len().min(apres + 512)];
    let blanc = trouver(fenetre, b"\r\n\r\n")
        .map(|i| i + 4)
        .or_else(|| trouver(fenetre, b"\n\n").map(|i| i + 2))?;
    // Nothing but headers in between.
    if fenetre[..blanc].contains(&b'<') {
        return None;
    }
    let debut = apres + blanc;
    let fin = trouver(&contenu[debut..], b"\n--").map_or(contenu.len(), |i| debut + i);
    let fin = if contenu[..fin].ends_with(b"\r") { fin - 1 } else { fin };
    Some(debut..fin.max(debut))
}

/// `value="…"` of the same tag.
fn entree_html(contenu: &[u8], apres: usize) -> Option<Range<usize>> {
    let balise = &contenu[apres..];
    let fin = balise.iter().position(|o| *o == b'>')?;
    let debut = trouver(&balise[..fin], b"value=")? + 6;
    let guillemet = *balise.get(debut).filter(|g| matches!(g, b'"' | b'\''))?;
    let long = balise[debut + 1..].iter().position(|o| *o == guillemet)?;
    Some(apres + debut + 1..apres + debut + 1 + long)
}
