//! A body out of its `Content-Encoding` (RFC 9110, § 8.4). The journal keeps bytes as they came; who reads them reads what they stand for.

use std::io::Read;

use bytes::Bytes;
use flate2::read::{MultiGzDecoder, ZlibDecoder};
use segur_model::Message;

/// Largest body, once out of its encoding.
const TAILLE_MAX: u64 = 64 * 1024 * 1024;
/// What may be small and hold this much is no bomb.
const SANS_SOUPCON: u64 = 1024 * 1024;
/// How many times larger than what came a body may be: XML, and Base64 in it, stay far below.
const RAPPORT_MAX: u64 = 200;

/// Why a body was not taken out of its encoding. All but the second are limits of the bench, and nobody's fault.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ContenuRefuse {
    /// Another encoding, or several.
    #[error("Content-Encoding {0} non pris en charge (limite du banc)")]
    Inconnu(String),
    /// The bytes are not in the encoding that is said.
    #[error("Content-Encoding {0} annoncé, mais le corps n'est pas compressé ainsi, ou il est incomplet")]
    Abime(String),
    /// Too large once decompressed.
    #[error("Content-Encoding {encodage} : le corps décompressé dépasse {limite} octets (limite du banc)")]
    TropGros {
        /// The encoding.
        encodage: String,
        /// Bytes accepted.
        limite: u64,
    },
}

/// The body of a message, out of the encoding that its headers say: gzip or deflate. The bytes themselves when they say none.
///
/// # Errors
/// [`ContenuRefuse`] when it cannot be.
pub fn contenu(message: &Message, octets: &Bytes) -> Result<Bytes, ContenuRefuse> {
    decoder(message.entete("content-encoding"), octets)
}

/// The same, of a `Content-Encoding` by itself.
///
/// # Errors
/// As [`contenu`].
pub fn decoder(encodage: Option<&str>, octets: &Bytes) -> Result<Bytes, ContenuRefuse> {
    let encodage = encodage.unwrap_or_default().trim().to_ascii_lowercase();
    if octets.is_empty() {
        return Ok(octets.clone());
    }
    match encodage.as_str() {
        "" | "identity" => Ok(octets.clone()),
        "gzip" | "x-gzip" => ouvrir(MultiGzDecoder::new(&octets[..]), octets.len(), encodage),
        "deflate" => ouvrir(ZlibDecoder::new(&octets[..]), octets.len(), encodage),
        _ => Err(ContenuRefuse::Inconnu(encodage.chars().take(40).collect())),
    }
}

fn ouvrir(lecteur: impl Read, recus: usize, encodage: String) -> Result<Bytes, ContenuRefuse> {
    let limite = TAILLE_MAX.min(SANS_SOUPCON.max(RAPPORT_MAX.saturating_mul(recus as u64)));
    let mut sortie = Vec::new();
    match lecteur.take(limite + 1).read_to_end(&mut sortie) {
        Err(_) => Err(ContenuRefuse::Abime(encodage)),
        Ok(lus) if lus as u64 > limite => Err(ContenuRefuse::TropGros { encodage, limite }),
        Ok(_) => Ok(sortie.into()),
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::Compression;
    use flate2::write::{GzEncoder, ZlibEncoder};
    use proptest::prelude::*;

    use super::*;

    fn gzip(octets: &[u8]) -> Bytes {
        let mut e = GzEncoder::new(Vec::new(), Compression::default());
        e.write_all(octets).unwrap();
        e.finish().unwrap().into()
    }

    #[test]
    fn ce_qui_est_annonce_se_decode() {
        let clair = Bytes::from_static(b"<a/>");
        let mut zlib = ZlibEncoder::new(Vec::new(), Compression::default());
        zlib.write_all(&clair).unwrap();
        let zlib = Bytes::from(zlib.finish().unwrap());
        for (encodage, octets) in [
            (None, clair.clone()),
            (Some("identity"), clair.clone()),
            (Some(" GZIP "), gzip(&clair)),
            (Some("x-gzip"), gzip(&clair)),
            (Some("deflate"), zlib),
            // Two members, one after the other, are one content.
            (Some("gzip"), [gzip(b"<a"), gzip(b"/>")].concat().into()),
        ] {
            assert_eq!(decoder(encodage, &octets).as_ref(), Ok(&clair), "{encodage:?}");
        }
        assert_eq!(decoder(Some("gzip"), &Bytes::new()), Ok(Bytes::new()));
        let message = Message {
            entetes: vec![("content-Encoding".into(), "gzip".into())],
            ..Message::default()
        };
        assert_eq!(contenu(&message, &gzip(&clair)), Ok(clair));
    }

    #[test]
    fn chaque_refus_a_son_nom() {
        let refus = |encodage: &str, octets: Bytes| decoder(Some(encodage), &octets).unwrap_err().to_string();
        assert_eq!(refus("br", gzip(b"x")), "Content-Encoding br non pris en charge (limite du banc)");
        assert!(refus("gzip, gzip", gzip(b"x")).contains("gzip, gzip non pris en charge"));
        assert!(refus("gzip", Bytes::from_static(b"<a/>")).contains("n'est pas compressé"));
        assert!(refus("gzip", gzip(b"entier").slice(..10)).contains("incomplet"));
        assert!(
            refus("gzip", gzip(&vec![b'x'; 4 << 20])).contains("dépasse 1048576 octets"),
            "a bomb"
        );
    }

    proptest! {
        #[test]
        fn rien_ne_fait_paniquer(octets in proptest::collection::vec(any::<u8>(), 0..200), encodage in "(gzip|deflate|br|)") {
            let _ = decoder(Some(&encodage), &octets.into());
        }
    }
}
