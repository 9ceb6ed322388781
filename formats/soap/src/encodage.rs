//! From bytes to text: which encodings of XML are accepted, and where the bytes are wrong.

use std::borrow::Cow;

use crate::lecture::{Limites, XmlRefuse};
use crate::mtom::parametre;
use crate::position::position;

/// Decodes an XML document to text, within the default [`Limites`]. See [`decoder_borne`].
///
/// # Errors
/// [`XmlRefuse`] when the bytes are too many, or are not text in an accepted encoding.
pub fn decoder(octets: &[u8]) -> Result<Cow<'_, str>, XmlRefuse> {
    decoder_borne(octets, &Limites::default())
}

/// Decodes an XML document that came under a `Content-Type`: the charset that this says wins over the XML declaration, the byte order
/// mark over both (RFC 7303, § 3). See [`decoder`].
///
/// # Errors
/// As [`decoder`]; a charset that is not accepted is named.
pub fn decoder_recu<'a>(octets: &'a [u8], type_contenu: Option<&str>) -> Result<Cow<'a, str>, XmlRefuse> {
    let charset = type_contenu.and_then(|t| parametre(t, "charset"));
    let charset = charset.as_deref().map(|c| c.trim_matches(['\'', ' '])).filter(|c| !c.is_empty());
    decoder_par(octets, charset, &Limites::default())
}

/// Decodes an XML document to text. Accepted: UTF-8 with or without byte order mark, UTF-16 with it, and ISO-8859-1, ISO-8859-15
/// and US-ASCII when the XML declaration says so. The result never begins with a byte order mark.
///
/// # Errors
/// [`XmlRefuse`] when the bytes are too many, or are not text in an accepted encoding.
pub fn decoder_borne<'a>(octets: &'a [u8], limites: &Limites) -> Result<Cow<'a, str>, XmlRefuse> {
    decoder_par(octets, None, limites)
}

fn decoder_par<'a>(octets: &'a [u8], charset: Option<&str>, limites: &Limites) -> Result<Cow<'a, str>, XmlRefuse> {
    if octets.len() > limites.taille {
        return Err(XmlRefuse::TropGros {
            taille: octets.len(),
            limite: limites.taille,
        });
    }
    if octets.iter().all(u8::is_ascii_whitespace) {
        return Err(XmlRefuse::Vide);
    }
    match octets {
        [0xFF, 0xFE, 0, 0, ..] | [0, 0, 0xFE, 0xFF, ..] => Err(XmlRefuse::Encodage { nom: "UTF-32".to_owned() }),
        [0xEF, 0xBB, 0xBF, reste @ ..] => match encodage_declare(reste) {
            Some(nom) if !est_utf8(&nom) => Err(XmlRefuse::EncodageContradictoire {
                marque: "UTF-8",
                declare: nom,
            }),
            _ => utf8(reste),
        },
        [0xFF, 0xFE, reste @ ..] => utf16(reste, u16::from_le_bytes),
        [0xFE, 0xFF, reste @ ..] => utf16(reste, u16::from_be_bytes),
        _ => match charset.map(str::to_owned).or_else(|| encodage_declare(octets)) {
            Some(nom) => nomme(octets, nom),
            None => utf8(octets),
        },
    }
}

fn nomme(octets: &[u8], nom: String) -> Result<Cow<'_, str>, XmlRefuse> {
    match nom.to_ascii_lowercase().as_str() {
        "iso-8859-1" | "iso8859-1" | "iso_8859-1" | "latin1" => Ok(Cow::Owned(octets.iter().map(|o| char::from(*o)).collect())),
        "iso-8859-15" | "iso8859-15" | "iso_8859-15" | "latin-9" => Ok(Cow::Owned(octets.iter().map(|o| latin9(*o)).collect())),
        // US-ASCII is read as UTF-8: a byte above 0x7F is then refused, or is the UTF-8 that its author meant.
        "us-ascii" | "ascii" => utf8(octets),
        _ if est_utf8(&nom) => utf8(octets),
        _ => Err(XmlRefuse::Encodage { nom }),
    }
}

fn est_utf8(nom: &str) -> bool {
    nom.eq_ignore_ascii_case("utf-8") || nom.eq_ignore_ascii_case("utf8")
}

/// The encoding named by the XML declaration, which is always at the very start and in ASCII.
fn encodage_declare(octets: &[u8]) -> Option<String> {
    let debut = octets.get(..octets.len().min(256))?;
    let fin = debut.windows(2).position(|f| f == b"?>")?;
    let declaration = std::str::from_utf8(debut.get(..fin)?).ok()?.strip_prefix("<?xml")?;
    let (_, apres) = declaration.split_once("encoding")?;
    let apres = apres.trim_start().strip_prefix('=')?.trim_start();
    let guillemet = apres.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let (nom, _) = apres.get(1..)?.split_once(guillemet)?;
    Some(nom.to_owned())
}

fn utf8(octets: &[u8]) -> Result<Cow<'_, str>, XmlRefuse> {
    std::str::from_utf8(octets).map(Cow::Borrowed).map_err(|e| {
        let valide = String::from_utf8_lossy(&octets[..e.valid_up_to()]);
        let (ligne, colonne) = position(&valide, valide.len());
        XmlRefuse::Utf8Invalide {
            octet: e.valid_up_to(),
            ligne,
            colonne,
        }
    })
}

fn utf16(octets: &[u8], unite: fn([u8; 2]) -> u16) -> Result<Cow<'_, str>, XmlRefuse> {
    let (paires, reste) = octets.as_chunks::<2>();
    let mut texte = String::with_capacity(paires.len());
    for caractere in char::decode_utf16(paires.iter().map(|p| unite(*p))) {
        let caractere = caractere.map_err(|_| XmlRefuse::Utf16Invalide {
            caractere: texte.chars().count(),
        })?;
        texte.push(caractere);
    }
    if reste.is_empty() {
        Ok(Cow::Owned(texte))
    } else {
        Err(XmlRefuse::Utf16Invalide {
            caractere: texte.chars().count(),
        })
    }
}

/// ISO-8859-15 is ISO-8859-1 but for eight characters.
fn latin9(octet: u8) -> char {
    match octet {
        0xA4 => '€',
        0xA6 => 'Š',
        0xA8 => 'š',
        0xB4 => 'Ž',
        0xB8 => 'ž',
        0xBC => 'Œ',
        0xBD => 'œ',
        0xBE => 'Ÿ',
        autre => char::from(autre),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn utf16le(texte: &str, marque: bool) -> Vec<u8> {
        let corps = texte.encode_utf16().flat_map(u16::to_le_bytes);
        if marque {
            [0xFF, 0xFE].into_iter().chain(corps).collect()
        } else {
            corps.collect()
        }
    }

    #[test]
    fn encodages_acceptes() {
        assert_eq!(decoder("<a>é</a>".as_bytes()).unwrap(), "<a>é</a>");
        assert_eq!(decoder(b"\xEF\xBB\xBF<a>\xC3\xA9</a>").unwrap(), "<a>é</a>");
        assert_eq!(decoder(&utf16le("<a>é</a>", true)).unwrap(), "<a>é</a>");
        let gros_boutiste: Vec<u8> = [0xFE, 0xFF]
            .into_iter()
            .chain("<a>é</a>".encode_utf16().flat_map(u16::to_be_bytes))
            .collect();
        assert_eq!(decoder(&gros_boutiste).unwrap(), "<a>é</a>");
        let latin1 = b"<?xml version='1.0' encoding='ISO-8859-1'?><a>\xE9\xA4</a>";
        assert!(decoder(latin1).unwrap().ends_with("<a>é¤</a>"));
        let latin9 = b"<?xml version=\"1.0\" encoding=\"iso-8859-15\"?><a>\xE9\xA4\xBD</a>";
        assert!(decoder(latin9).unwrap().ends_with("<a>é€œ</a>"));
    }

    #[test]
    fn encodages_refuses() {
        assert!(matches!(decoder(b"<?xml version='1.0' encoding='EBCDIC'?><a/>"), Err(XmlRefuse::Encodage { nom }) if nom == "EBCDIC"));
        assert!(matches!(
            decoder(b"\xEF\xBB\xBF<?xml version='1.0' encoding='ISO-8859-1'?><a/>"),
            Err(XmlRefuse::EncodageContradictoire { .. })
        ));
        assert!(matches!(
            decoder(&[0xFF, 0xFE, 0x00, 0xD8, 0x41, 0x00]),
            Err(XmlRefuse::Utf16Invalide { caractere: 0 })
        ));
        assert!(matches!(decoder(&[0xFF, 0xFE, 0x41]), Err(XmlRefuse::Utf16Invalide { .. })));
        assert!(matches!(decoder(b" \n "), Err(XmlRefuse::Vide)));
    }

    #[test]
    fn le_charset_l_emporte_sur_la_declaration_et_la_marque_sur_lui() {
        let lu =
            |octets: &'static [u8], charset: &str| decoder_recu(octets, Some(&format!("application/soap+xml; {charset}; action=\"a\"")));
        for utf8 in [
            "charset=utf-8",
            "Charset=UTF-8",
            "charset=\"Utf-8\"",
            "charset=utf8",
            "charset = 'utf-8'",
            "charset=us-ascii",
            "charset=",
        ] {
            assert_eq!(lu("<a>é</a>".as_bytes(), utf8).unwrap(), "<a>é</a>", "{utf8}");
        }
        let latin1 = b"<?xml version='1.0' encoding='UTF-8'?><a>\xE9</a>";
        assert!(lu(latin1, "charset=ISO-8859-1").unwrap().ends_with("<a>é</a>"));
        let declare = b"<?xml version='1.0' encoding='ISO-8859-1'?><a>\xC3\xA9</a>";
        assert!(lu(declare, "charset=utf-8").unwrap().ends_with("<a>é</a>"));
        assert!(lu(declare, "x=y").unwrap().ends_with("<a>Ã©</a>"));
        assert_eq!(lu(b"\xEF\xBB\xBF<a>\xC3\xA9</a>", "charset=ISO-8859-1").unwrap(), "<a>é</a>");
        for nom in ["windows-1252", "utf-16"] {
            assert_eq!(
                lu(b"<a/>", &format!("charset={nom}")),
                Err(XmlRefuse::Encodage { nom: nom.to_owned() })
            );
        }
    }

    #[test]
    fn utf8_invalide_a_une_position() {
        assert_eq!(
            decoder(b"<a>\n<b>\xC3\xA9\xFF</b></a>"),
            Err(XmlRefuse::Utf8Invalide {
                octet: 9,
                ligne: 2,
                colonne: 5
            })
        );
    }

    #[test]
    fn la_taille_est_bornee() {
        let limites = Limites {
            taille: 3,
            ..Limites::default()
        };
        assert_eq!(decoder_borne(b"<a/>", &limites), Err(XmlRefuse::TropGros { taille: 4, limite: 3 }));
    }
}
