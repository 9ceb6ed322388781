//! Transfer encodings (RFC 2045, § 6), undone with what mails get wrong.

use std::borrow::Cow;

use base64::Engine;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

/// Base64 as mails have it: padded or not.
pub(super) const BASE64_LARGE: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true),
);

/// The bytes of a part, its encoding undone; none: nobody knows that encoding.
#[must_use]
pub fn decoder<'a>(octets: &'a [u8], encodage: &[u8]) -> Option<Cow<'a, [u8]>> {
    match encodage.to_ascii_lowercase().as_slice() {
        b"" | b"7bit" | b"8bit" | b"binary" => Some(Cow::Borrowed(octets)),
        b"base64" => Some(Cow::Owned(base64(octets))),
        b"quoted-printable" => Some(Cow::Owned(quoted_printable(octets))),
        _ => None,
    }
}

/// What is no letter of base64 is passed over; the first padding ends it.
fn base64(octets: &[u8]) -> Vec<u8> {
    let lettres: Vec<u8> = octets
        .iter()
        .copied()
        .take_while(|o| *o != b'=')
        .filter(|o| o.is_ascii_alphanumeric() || matches!(o, b'+' | b'/'))
        .collect();
    // A letter alone at the end says nothing.
    let fin = lettres.len() - usize::from(lettres.len() % 4 == 1);
    BASE64_LARGE.decode(&lettres[..fin]).unwrap_or_default()
}

/// An escape that is none is kept as it stands.
pub(super) fn quoted_printable(octets: &[u8]) -> Vec<u8> {
    let mut sortie = Vec::with_capacity(octets.len());
    let mut reste = octets;
    while let Some(i) = memchr::memchr(b'=', reste) {
        sortie.extend_from_slice(&reste[..i]);
        reste = &reste[i + 1..];
        match reste {
            [b'\r', b'\n', suite @ ..] | [b'\n', suite @ ..] => reste = suite,
            [a, b, suite @ ..] => match (chiffre(*a), chiffre(*b)) {
                (Some(a), Some(b)) => {
                    sortie.push(a * 16 + b);
                    reste = suite;
                }
                _ => sortie.push(b'='),
            },
            _ => sortie.push(b'='),
        }
    }
    sortie.extend_from_slice(reste);
    sortie
}

fn chiffre(o: u8) -> Option<u8> {
    char::from(o).to_digit(16).and_then(|c| u8::try_from(c).ok())
}
