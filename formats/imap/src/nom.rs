//! Names of mailboxes: modified UTF-7 (RFC 3501, § 5.1.3), UTF-8 where the client asked for it (RFC 6855, RFC 9051).

use base64::Engine;
use base64::alphabet::IMAP_MUTF7;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

const BASE64: GeneralPurpose = GeneralPurpose::new(
    &IMAP_MUTF7,
    GeneralPurposeConfig::new()
        .with_encode_padding(false)
        .with_decode_padding_mode(DecodePaddingMode::RequireNone)
        .with_decode_allow_trailing_bits(false),
);

/// A name that means nothing in modified UTF-7.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("nom de dossier mal encodé : UTF-7 modifié attendu, sans caractère de contrôle (RFC 3501, § 5.1.3)")]
pub struct NomMalEncode;

/// Reads a name. Bytes that are not ASCII are taken as UTF-8, also before it was asked for: clients send them.
///
/// # Errors
/// [`NomMalEncode`].
pub fn decoder(octets: &[u8], utf8: bool) -> Result<String, NomMalEncode> {
    let texte = std::str::from_utf8(octets).map_err(|_| NomMalEncode)?;
    if utf8 || !texte.contains('&') {
        return accepter(texte.to_owned());
    }
    let mut nom = String::with_capacity(texte.len());
    let mut reste = texte;
    while let Some((avant, suite)) = reste.split_once('&') {
        nom.push_str(avant);
        let (code, apres) = suite.split_once('-').ok_or(NomMalEncode)?;
        if code.is_empty() {
            nom.push('&');
        } else {
            let utf16 = BASE64.decode(code).map_err(|_| NomMalEncode)?;
            let unites = utf16.chunks_exact(2).map(|u| u16::from_be_bytes([u[0], u[1]]));
            if utf16.len() % 2 == 1 {
                return Err(NomMalEncode);
            }
            for c in char::decode_utf16(unites) {
                nom.push(c.map_err(|_| NomMalEncode)?);
            }
        }
        reste = apres;
    }
    nom.push_str(reste);
    accepter(nom)
}

/// A name stands on one line, wherever it is written.
fn accepter(nom: String) -> Result<String, NomMalEncode> {
    if nom.chars().any(char::is_control) {
        return Err(NomMalEncode);
    }
    Ok(inbox(nom))
}

/// Writes a name.
#[must_use]
pub fn encoder(nom: &str, utf8: bool) -> String {
    if utf8 {
        return nom.to_owned();
    }
    let mut sortie = String::with_capacity(nom.len());
    let mut hors = Vec::new();
    for c in nom.chars() {
        if (' '..='~').contains(&c) {
            vider(&mut hors, &mut sortie);
            sortie.push(c);
            if c == '&' {
                sortie.push('-');
            }
        } else {
            hors.extend(c.encode_utf16(&mut [0; 2]).iter().flat_map(|u| u.to_be_bytes()));
        }
    }
    vider(&mut hors, &mut sortie);
    sortie
}

fn vider(hors: &mut Vec<u8>, sortie: &mut String) {
    if !hors.is_empty() {
        sortie.push('&');
        BASE64.encode_string(&*hors, sortie);
        sortie.push('-');
        hors.clear();
    }
}

/// `INBOX` is the same in any case, alone and as the root of its children.
fn inbox(nom: String) -> String {
    const INBOX: &str = "INBOX";
    match nom.get(..INBOX.len()) {
        Some(t) if t.eq_ignore_ascii_case(INBOX) && matches!(nom.as_bytes().get(INBOX.len()), None | Some(b'/')) => {
            format!("{INBOX}{}", &nom[INBOX.len()..])
        }
        _ => nom,
    }
}
