//! The transfer encodings of a part: none, Base64, and quoted-printable (RFC 2045, § 6.7 and § 6.8).

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;

/// The content, by its transfer encoding; else what is wrong.
pub(super) fn lire(encodage: &str, octets: &Bytes) -> Result<Bytes, &'static str> {
    match encodage.to_ascii_lowercase().as_str() {
        "" | "binary" | "8bit" | "7bit" => Ok(octets.clone()),
        "base64" => {
            let serre: Vec<u8> = octets.iter().copied().filter(|o| !o.is_ascii_whitespace()).collect();
            STANDARD
                .decode(serre)
                .map(Bytes::from)
                .map_err(|_| "annoncé, mais le contenu n'est pas en Base64")
        }
        _ if est_quoted(encodage) => decoder(octets)
            .map(Bytes::from)
            .ok_or("annoncé, mais un « = » n'y est suivi ni de deux chiffres hexadécimaux, ni d'une fin de ligne"),
        _ => Err("non pris en charge"),
    }
}

/// Whether a `Content-Transfer-Encoding` is quoted-printable.
pub(super) fn est_quoted(encodage: &str) -> bool {
    encodage.eq_ignore_ascii_case("quoted-printable")
}

/// The bytes that quoted-printable stands for. A line break that is not soft stays as it is written, and blanks before it are those of a relay: they
/// go. None when a `=` begins nothing.
pub(super) fn decoder(octets: &[u8]) -> Option<Vec<u8>> {
    let mut sortie = Vec::with_capacity(octets.len());
    let mut lignes = octets.split_inclusive(|o| *o == b'\n');
    lignes.try_for_each(|ligne| {
        let sans_lf = ligne.strip_suffix(b"\n").unwrap_or(ligne);
        let contenu = sans_lf.strip_suffix(b"\r").unwrap_or(sans_lf);
        let fin = &ligne[contenu.len()..];
        let contenu = contenu.trim_ascii_end();
        let (contenu, fin) = match contenu.strip_suffix(b"=") {
            Some(contenu) => (contenu, &b""[..]),
            None => (contenu, fin),
        };
        let mut suite = contenu.iter();
        while let Some(octet) = suite.next() {
            match octet {
                b'=' => sortie.push(16 * hexa(*suite.next()?)? + hexa(*suite.next()?)?),
                autre => sortie.push(*autre),
            }
        }
        sortie.extend_from_slice(fin);
        Some(())
    })?;
    Some(sortie)
}

/// A hexadecimal digit; lower case is taken, as the RFC advises.
fn hexa(octet: u8) -> Option<u8> {
    let chiffre = char::from(octet).to_digit(16)?;
    u8::try_from(chiffre).ok()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn comme_la_rfc() {
        for (ecrit, lu) in [
            ("", ""),
            ("a=3Db=c3=A9", "a=bé"),
            ("long=\r\n ue", "long ue"),
            ("long=  \nue", "longue"),
            ("a  \r\nb\n", "a\r\nb\n"),
            ("a=20\r\nb", "a \r\nb"),
            ("fin=", "fin"),
        ] {
            assert_eq!(decoder(ecrit.as_bytes()).unwrap(), lu.as_bytes(), "{ecrit:?}");
        }
        for faux in ["<a b=\"1\"/>", "a=3", "a=3\r\nD", "=="] {
            assert_eq!(decoder(faux.as_bytes()), None, "{faux:?}");
        }
    }

    proptest! {
        #[test]
        fn ce_qui_est_encode_se_decode(octets in proptest::collection::vec(any::<u8>(), 0..200)) {
            let ecrit: String = octets.iter().map(|o| format!("={o:02X}=\r\n")).collect();
            prop_assert_eq!(decoder(ecrit.as_bytes()), Some(octets));
        }

        #[test]
        fn rien_ne_fait_paniquer(octets in "[=A-F0-9\r\n a]{0,40}") {
            let _ = decoder(octets.as_bytes());
        }
    }
}
