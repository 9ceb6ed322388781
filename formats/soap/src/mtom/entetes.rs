//! Content types and identifiers: what MIME writes around a part.

/// The media type alone, in lower case.
pub(super) fn essence(content_type: &str) -> String {
    content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

/// Whether a `Content-Type` announces a `multipart/related` body.
#[must_use]
pub fn est_mtom(content_type: &str) -> bool {
    essence(content_type) == "multipart/related"
}

/// The first parameter of this name (case does not count) of a `Content-Type`, without its quotes.
#[must_use]
pub fn parametre(content_type: &str, nom: &str) -> Option<String> {
    let mut suite = content_type.split_once(';')?.1;
    loop {
        let (cle, reste) = suite.split_once('=')?;
        let (valeur, apres) = valeur(reste.trim_start());
        if cle.trim_matches([' ', '\t', ';']).eq_ignore_ascii_case(nom) {
            return Some(valeur);
        }
        suite = apres;
    }
}

/// One value, quoted or not, and what follows its semicolon.
fn valeur(texte: &str) -> (String, &str) {
    let Some(cite) = texte.strip_prefix('"') else {
        let (valeur, reste) = texte.split_once(';').unwrap_or((texte, ""));
        return (valeur.trim().to_owned(), reste);
    };
    let (mut valeur, mut echappe) = (String::new(), false);
    for (i, c) in cite.char_indices() {
        match c {
            _ if echappe => {
                valeur.push(c);
                echappe = false;
            }
            '\\' => echappe = true,
            '"' => return (valeur, cite.get(i + 1..).and_then(|r| r.split_once(';')).map_or("", |(_, r)| r)),
            _ => valeur.push(c),
        }
    }
    (valeur, "")
}

/// `<identifier>` without its brackets.
pub(super) fn sans_chevrons(texte: &str) -> Option<&str> {
    texte
        .trim()
        .strip_prefix('<')?
        .strip_suffix('>')
        .filter(|i| !i.is_empty() && !i.contains(['<', '>']))
}

/// The identifier that a `cid:` URL points to: without the scheme, percent-decoded. None when it is no such URL.
#[must_use]
pub fn cid(href: &str) -> Option<String> {
    let href = href.trim();
    let (schema, reste) = href.split_once(':')?;
    if !schema.eq_ignore_ascii_case("cid") || reste.is_empty() {
        return None;
    }
    let mut octets = Vec::with_capacity(reste.len());
    let mut suite = reste.as_bytes();
    while let [octet, apres @ ..] = suite {
        suite = match (octet, apres) {
            (b'%', [haut, bas, apres @ ..]) => {
                let hexa = [*haut, *bas];
                let hexa = std::str::from_utf8(&hexa)
                    .ok()
                    .filter(|h| h.bytes().all(|c| c.is_ascii_hexdigit()))?;
                octets.push(u8::from_str_radix(hexa, 16).ok()?);
                apres
            }
            (b'%', _) => return None,
            _ => {
                octets.push(*octet);
                apres
            }
        };
    }
    String::from_utf8(octets).ok()
}
