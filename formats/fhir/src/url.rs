//! Query strings and forms, read with caps.

use std::fmt::Write as _;

/// Longest query read, in bytes.
const TAILLE_MAX: usize = 64 << 10;
/// Longest form read, in bytes: thousands of identifiers in one search go there.
const FORMULAIRE_MAX: usize = 512 << 10;
/// Most parameters.
const PARAMETRES_MAX: usize = 200;

/// Why a query cannot be read (French).
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Illisible {
    /// Longer than [`TAILLE_MAX`] in the URL, [`FORMULAIRE_MAX`] in a form.
    #[error("requête de {0} octets, le maximum est {1} : réduisez le nombre de valeurs, passez par POST, ou lisez l'extraction")]
    TropLongue(usize, usize),
    /// More than [`PARAMETRES_MAX`].
    #[error("plus de {PARAMETRES_MAX} paramètres : regroupez les valeurs d'un même paramètre par des virgules")]
    TropDeParametres,
    /// Not UTF-8 once decoded.
    #[error("paramètre « {0} » : pas de l'UTF-8 une fois décodé ; encodez le texte en UTF-8 avant de l'encoder en %XX")]
    Utf8(String),
}

/// The parameters of a query string, decoded, in order.
///
/// # Errors
/// Too long, too many, or not UTF-8.
pub fn parametres(requete: &str) -> Result<Vec<(String, String)>, Illisible> {
    lire(requete, TAILLE_MAX)
}

/// The parameters of a form, the same way.
///
/// # Errors
/// Too long, too many, or not UTF-8.
pub(crate) fn formulaire(corps: &str) -> Result<Vec<(String, String)>, Illisible> {
    lire(corps, FORMULAIRE_MAX)
}

fn lire(requete: &str, taille_max: usize) -> Result<Vec<(String, String)>, Illisible> {
    if requete.len() > taille_max {
        return Err(Illisible::TropLongue(requete.len(), taille_max));
    }
    let mut lus = Vec::new();
    for morceau in requete.split('&').filter(|m| !m.is_empty()) {
        if lus.len() == PARAMETRES_MAX {
            return Err(Illisible::TropDeParametres);
        }
        let (nom, valeur) = morceau.split_once('=').unwrap_or((morceau, ""));
        let dit = || nom.chars().take(60).collect::<String>();
        let nom_lu = decoder(nom).ok_or_else(|| Illisible::Utf8(dit()))?;
        let valeur_lue = decoder(valeur).ok_or_else(|| Illisible::Utf8(dit()))?;
        lus.push((nom_lu, valeur_lue));
    }
    Ok(lus)
}

/// `+` and `%XX` decoded; a `%` that begins no such pair stays. `None` when the bytes are not UTF-8.
#[must_use]
pub fn decoder(texte: &str) -> Option<String> {
    let octets = texte.as_bytes();
    let mut lus = Vec::with_capacity(octets.len());
    let mut i = 0;
    while let Some(&o) = octets.get(i) {
        let paire = octets.get(i + 1..i + 3).and_then(|p| Some(hexa(p[0])? * 16 + hexa(p[1])?));
        match (o, paire) {
            (b'%', Some(valeur)) => {
                lus.push(valeur);
                i += 3;
                continue;
            }
            (b'+', _) => lus.push(b' '),
            _ => lus.push(o),
        }
        i += 1;
    }
    String::from_utf8(lus).ok()
}

const fn hexa(o: u8) -> Option<u8> {
    match o {
        b'0'..=b'9' => Some(o - b'0'),
        b'a'..=b'f' => Some(o - b'a' + 10),
        b'A'..=b'F' => Some(o - b'A' + 10),
        _ => None,
    }
}

/// A text as it stands in a URL.
#[must_use]
pub fn encoder(texte: &str) -> String {
    let mut ecrit = String::with_capacity(texte.len());
    for o in texte.bytes() {
        match o {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b':' | b',' | b'*' => ecrit.push(char::from(o)),
            _ => {
                let _ = write!(ecrit, "%{o:02X}");
            }
        }
    }
    ecrit
}
