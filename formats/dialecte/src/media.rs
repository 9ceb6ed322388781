//! What a file is, from its bytes and never from its name. A signature alone is not enough: two letters begin a picture and a sentence
//! alike, and a film whose header is all there is shows nothing. What follows the signature has to be plausible too.

mod conteneurs;
mod images;

/// Most bytes of a text that are looked at to tell its kind.
const MAX_TEXTE: usize = 64 << 10;

/// What a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Media {
    /// A film with a picture track as far as its bytes tell, and the extension of its container.
    Video(&'static str),
    /// A picture, and the extension of its format.
    Image(&'static str),
    /// A PDF.
    Pdf,
    /// A zip, and what is made of one (office documents).
    Zip,
    /// A text whose first mark is an XML element or declaration. Whether it is well formed is not looked at.
    Xml,
    /// A web page.
    Html,
    /// Any other text.
    Texte,
    /// Nothing but white space.
    Vide,
    /// Anything else, sound alone among them.
    Autre,
}

impl Media {
    /// What it is, in French, after « c'est ».
    #[must_use]
    pub fn dit(self) -> &'static str {
        match self {
            Self::Video(_) => "une vidéo",
            Self::Image(_) => "une image",
            Self::Pdf => "un PDF",
            Self::Zip => "une archive zip ou un document bureautique",
            Self::Xml => "un fichier XML",
            Self::Html => "une page HTML",
            Self::Texte => "un texte",
            Self::Vide => "un fichier vide",
            Self::Autre => "un fichier d'un format que le banc ne reconnaît pas",
        }
    }
}

/// Tells what a file is. The beginning of a big one is enough (64 Kio): a length that goes past the bytes given is no fault.
#[must_use]
pub fn reconnaitre(octets: &[u8]) -> Media {
    if octets.starts_with(b"PK\x03\x04") || octets.starts_with(b"PK\x05\x06") {
        return Media::Zip;
    }
    conteneurs::lire(octets)
        .or_else(|| images::lire(octets))
        .unwrap_or_else(|| texte(octets))
}

fn texte(octets: &[u8]) -> Media {
    let nu = octets.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(octets).trim_ascii_start();
    if nu.is_empty() {
        return Media::Vide;
    }
    if nu.starts_with(b"%PDF-") {
        return Media::Pdf;
    }
    let Some(debut) = en_clair(nu.get(..MAX_TEXTE).unwrap_or(nu)) else {
        return Media::Autre;
    };
    balise(&debut)
}

/// The text of these bytes: UTF-8, UTF-16 that says so, or the single-byte alphabet of western Europe; none: this is no text.
#[must_use]
pub fn en_clair(octets: &[u8]) -> Option<String> {
    if let Some(paires) = utf16(octets) {
        return Some(String::from_utf16_lossy(&paires)).filter(|t| sans_controle(t));
    }
    match std::str::from_utf8(octets) {
        Ok(t) => Some(t.to_owned()),
        // The last character may be cut.
        Err(e) if e.error_len().is_none() => Some(String::from_utf8_lossy(octets).into_owned()),
        Err(_) => {
            let ascii = octets.iter().filter(|o| o.is_ascii()).count();
            (ascii.saturating_mul(10) >= octets.len().saturating_mul(7)).then(|| octets.iter().copied().map(char::from).collect())
        }
    }
    .filter(|t: &String| sans_controle(t))
}

fn utf16(octets: &[u8]) -> Option<Vec<u16>> {
    let lire: fn([u8; 2]) -> u16 = match octets {
        [0xFF, 0xFE, ..] => u16::from_le_bytes,
        [0xFE, 0xFF, ..] => u16::from_be_bytes,
        _ => return None,
    };
    let paires = octets.get(2..)?.chunks_exact(2);
    Some(paires.filter_map(|p| p.try_into().ok().map(lire)).collect())
}

/// Whether no character is one that no text holds. A colour code of a terminal is in many a log.
fn sans_controle(t: &str) -> bool {
    !t.chars().any(|c| c < ' ' && !matches!(c, '\t' | '\n' | '\r' | '\u{c}' | '\u{1b}'))
}

/// HTML, XML or neither, past the declaration and the comments.
fn balise(t: &str) -> Media {
    let mut reste = t.trim_start();
    let mut declare = false;
    loop {
        let fin = match reste {
            r if r.starts_with("<?xml") => r.find("?>").map(|n| n + 2),
            r if r.starts_with("<!--") => r.find("-->").map(|n| n + 3),
            _ => break,
        };
        declare |= reste.starts_with("<?xml");
        match fin.and_then(|n| reste.get(n..)) {
            Some(apres) => reste = apres.trim_start(),
            None => return if declare { Media::Xml } else { Media::Texte },
        }
    }
    let commence = |mot: &str| reste.get(..mot.len()).is_some_and(|d| d.eq_ignore_ascii_case(mot));
    if ["<!doctype html", "<html>", "<html ", "<html\n", "<html\r", "<head>", "<body>"]
        .into_iter()
        .any(commence)
    {
        return Media::Html;
    }
    let element = reste
        .strip_prefix('<')
        .and_then(|r| r.chars().next())
        .is_some_and(|c| c.is_alphabetic() || c == '_');
    if declare || commence("<!doctype ") || element && reste.contains('>') {
        Media::Xml
    } else {
        Media::Texte
    }
}

/// Four bytes from there.
fn quatre(o: &[u8], a: usize) -> Option<[u8; 4]> {
    o.get(a..a.checked_add(4)?)?.try_into().ok()
}

/// Whether these are at that place.
fn la(o: &[u8], a: usize, mot: &[u8]) -> bool {
    o.get(a..).is_some_and(|r| r.starts_with(mot))
}

/// Whether these are anywhere.
fn contient(o: &[u8], mot: &[u8]) -> bool {
    o.windows(mot.len()).any(|f| f == mot)
}

#[cfg(test)]
mod tests;
