//! The texts of a message, as a person reads them: what `BODY` and `TEXT` search.

use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};

use super::structure::{Nature, Partie};
use super::transfert;

/// Largest text that is read in a part.
const TEXTE_MAX: usize = 8 << 20;

/// Goes through the headers of the parts of a message, encoded words read, until one pleases. Its own is not one of them.
pub fn entetes_des_parties(octets: &[u8], partie: &Partie, plait: &mut impl FnMut(&str) -> bool) -> bool {
    match &partie.nature {
        Nature::Multiple(parties) => parties
            .iter()
            .any(|p| plait(&super::mots::decoder(&octets[p.entete.clone()])) || entetes_des_parties(octets, p, plait)),
        Nature::Message(m) => entetes_des_parties(octets, m, plait),
        Nature::Simple => false,
    }
}

/// Goes through the texts of a message, in order, until one pleases.
pub fn textes(octets: &[u8], partie: &Partie, plait: &mut impl FnMut(&str) -> bool) -> bool {
    match &partie.nature {
        Nature::Multiple(parties) => parties.iter().any(|p| textes(octets, p, plait)),
        Nature::Message(m) => {
            // The header of a carried message is part of the text that is read.
            plait(&super::mots::decoder(&octets[m.entete.clone()])) || textes(octets, m, plait)
        }
        Nature::Simple
            if partie.type_.principal.eq_ignore_ascii_case(b"text") || partie.type_.principal.eq_ignore_ascii_case(b"message") =>
        {
            let corps = &octets[partie.corps.clone()];
            let Some(decode) = transfert::decoder(&corps[..corps.len().min(TEXTE_MAX)], &partie.encodage) else {
                return false;
            };
            let jeu = partie.type_.parametre("charset").and_then(Encoding::for_label);
            let encodage = match jeu {
                // Encoding labels of the Web: US-ASCII and Latin-1 are Windows-1252.
                None if std::str::from_utf8(&decode).is_ok() => UTF_8,
                jeu => jeu.unwrap_or(WINDOWS_1252),
            };
            plait(&encodage.decode_without_bom_handling(&decode).0)
        }
        Nature::Simple => false,
    }
}
