//! From the bytes of a packet to text. XMP may be in UTF-8, UTF-16 or UTF-32, with or without a byte order mark.

use std::borrow::Cow;

use segur_soap::{Limites, decoder_borne};

/// How a packet is written.
#[derive(Debug, Clone, Copy)]
enum Unite {
    Deux { gros_boutiste: bool },
    Quatre { gros_boutiste: bool },
}

/// The unit of an encoding other than UTF-8, and the bytes of its mark. A packet begins with « < », or with white space: without a mark,
/// the zeros around its first character tell.
fn unite(octets: &[u8]) -> Option<(Unite, usize)> {
    Some(match octets {
        [0xFF, 0xFE, 0, 0, ..] => (Unite::Quatre { gros_boutiste: false }, 4),
        [0, 0, 0xFE, 0xFF, ..] => (Unite::Quatre { gros_boutiste: true }, 4),
        [0xFF, 0xFE, ..] => (Unite::Deux { gros_boutiste: false }, 2),
        [0xFE, 0xFF, ..] => (Unite::Deux { gros_boutiste: true }, 2),
        [a, 0, 0, 0, ..] if *a != 0 => (Unite::Quatre { gros_boutiste: false }, 0),
        [0, 0, 0, a, ..] if *a != 0 => (Unite::Quatre { gros_boutiste: true }, 0),
        [a, 0, b, 0, ..] if *a != 0 && *b != 0 => (Unite::Deux { gros_boutiste: false }, 0),
        [0, a, 0, b, ..] if *a != 0 && *b != 0 => (Unite::Deux { gros_boutiste: true }, 0),
        _ => return None,
    })
}

/// The text of a packet, without its mark nor the padding after it.
pub(super) fn decoder<'a>(octets: &'a [u8], limites: &Limites) -> Result<Cow<'a, str>, String> {
    if octets.len() > limites.taille.saturating_mul(4) {
        return Err(format!("le paquet fait {} octets, au-delà de la limite", octets.len()));
    }
    let Some((unite, marque)) = unite(octets) else {
        // A packet is padded with white space, and its end of stream may add some.
        let fin = octets
            .iter()
            .rposition(|o| !o.is_ascii_whitespace() && *o != 0)
            .map_or(0, |i| i + 1);
        return decoder_borne(octets.get(..fin).unwrap_or_default(), limites).map_err(|e| e.to_string());
    };
    let corps = octets.get(marque..).unwrap_or_default();
    let texte: Option<String> = match unite {
        Unite::Deux { gros_boutiste } => {
            let unites = corps.as_chunks::<2>().0.iter();
            let unites = unites.map(|c| {
                if gros_boutiste {
                    u16::from_be_bytes(*c)
                } else {
                    u16::from_le_bytes(*c)
                }
            });
            char::decode_utf16(unites).collect::<Result<_, _>>().ok()
        }
        Unite::Quatre { gros_boutiste } => {
            let unites = corps.as_chunks::<4>().0.iter();
            unites
                .map(|c| {
                    char::from_u32(if gros_boutiste {
                        u32::from_be_bytes(*c)
                    } else {
                        u32::from_le_bytes(*c)
                    })
                })
                .collect()
        }
    };
    let texte = texte.ok_or("le paquet n'est pas du texte en UTF-16 ni en UTF-32")?;
    let fin = texte.trim_end_matches(|c: char| c.is_whitespace() || c == '\0').len();
    Ok(Cow::Owned(texte.get(..fin).unwrap_or_default().to_owned()))
}
