//! A message as a tool captures it: the line and the headers of HTTP before its body.

use bytes::Bytes;
use segur_dialecte::contenu;
use segur_model::Message;

/// How far the empty line after the headers is looked for.
const TETE_MAX: usize = 64 * 1024;

/// A message in a file.
#[derive(Debug)]
pub(super) struct Capture {
    /// Its headers; none when the file is the body alone, or when the capture lost the line ends of HTTP: then nothing that it says of
    /// the bytes can be relied on. The line is not kept: where a capture was sent to is nobody's mistake.
    pub(super) message: Message,
    /// The body, out of what carried it.
    pub(super) corps: Bytes,
}

impl Capture {
    /// Reads a file.
    ///
    /// # Errors
    /// The body cannot be taken out of its `Content-Encoding`.
    pub(super) fn lire(octets: &Bytes) -> Result<Self, String> {
        let Some(Tete { entetes, debut, crlf }) = tete(octets) else {
            return Ok(Self {
                message: Message::default(),
                corps: octets.clone(),
            });
        };
        let message = Message {
            entetes,
            ..Message::default()
        };
        let mut corps = octets.slice(debut..);
        if crlf {
            if message
                .entete("transfer-encoding")
                .is_some_and(|t| t.trim().eq_ignore_ascii_case("chunked"))
            {
                // A tool may have put the pieces together already.
                corps = morceaux(&corps).map_or(corps, Bytes::from);
            } else if let Some(n) = message.entete("content-length").and_then(|n| n.trim().parse::<usize>().ok()) {
                // What follows in the capture is another message.
                corps.truncate(n);
            }
        }
        let ouvert = contenu::contenu(&message, &corps);
        // A tool may have decompressed it already, and shown its headers as they came.
        let ouvert = ouvert.or_else(|e| {
            if corps.starts_with(&[0x1f, 0x8b]) || corps.is_empty() {
                Err(e)
            } else {
                Ok(corps)
            }
        });
        Ok(Self {
            message: if crlf { message } else { Message::default() },
            corps: ouvert.map_err(|e| e.to_string())?,
        })
    }
}

/// What stands before a body: its headers, where the body begins, and whether lines end as in HTTP.
struct Tete {
    entetes: Vec<(String, String)>,
    debut: usize,
    crlf: bool,
}

/// What stands before the body. None when the file does not begin as a message of HTTP does: by
/// its line, or by one of the headers of a body.
fn tete(octets: &[u8]) -> Option<Tete> {
    let mut entetes: Vec<(String, String)> = Vec::new();
    let (mut ici, mut crlf, mut premiere) = (0, true, true);
    while ici < octets.len().min(TETE_MAX) {
        let fin = ici + octets.get(ici..)?.iter().position(|o| *o == b'\n')?;
        let brute = octets.get(ici..fin)?;
        let ligne = std::str::from_utf8(brute.strip_suffix(b"\r").unwrap_or(brute)).ok()?;
        crlf &= brute.ends_with(b"\r");
        ici = fin + 1;
        if ligne.is_empty() {
            return (!premiere).then_some(Tete { entetes, debut: ici, crlf });
        }
        match ligne.split_once(':') {
            _ if premiere && est_une_ligne(ligne) => {}
            Some((nom, valeur)) if est_un_nom(nom) && (!premiere || nom.to_ascii_lowercase().starts_with("content-")) => {
                entetes.push((nom.to_owned(), valeur.trim().to_owned()));
            }
            _ => return None,
        }
        premiere = false;
    }
    None
}

/// A request line or a status line.
fn est_une_ligne(ligne: &str) -> bool {
    let mots: Vec<&str> = ligne.split(' ').collect();
    match mots[..] {
        [version, statut, ..] if version.starts_with("HTTP/") => statut.len() == 3 && statut.bytes().all(|c| c.is_ascii_digit()),
        [methode, _, version] => version.starts_with("HTTP/") && methode.bytes().all(|c| c.is_ascii_uppercase()),
        _ => false,
    }
}

fn est_un_nom(nom: &str) -> bool {
    !nom.is_empty() && nom.bytes().all(|c| c.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&c))
}

/// The body that chunks carry (RFC 9112, § 7.1); none when it is not in chunks.
fn morceaux(corps: &[u8]) -> Option<Vec<u8>> {
    let mut sortie = Vec::with_capacity(corps.len());
    let mut reste = corps;
    loop {
        let fin = reste.get(..reste.len().min(1024))?.windows(2).position(|w| w == b"\r\n")?;
        let taille = std::str::from_utf8(reste.get(..fin)?).ok()?.split(';').next()?.trim();
        let taille = usize::from_str_radix(taille, 16).ok()?;
        reste = reste.get(fin + 2..)?;
        if taille == 0 {
            return Some(sortie);
        }
        sortie.extend_from_slice(reste.get(..taille)?);
        reste = reste.get(taille..)?.strip_prefix(b"\r\n")?;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lue(texte: &str) -> (usize, String) {
        let c = Capture::lire(&Bytes::copy_from_slice(texte.as_bytes())).unwrap();
        (c.message.entetes.len(), String::from_utf8(c.corps.to_vec()).unwrap())
    }

    #[test]
    fn le_corps_d_une_capture() {
        for (texte, entetes, corps) in [
            ("POST /x HTTP/1.1\r\nHost: a\r\nContent-Type: t\r\n\r\n<a/>", 2, "<a/>"),
            ("HTTP/1.1 500 Internal Server Error\r\nContent-Type: t\r\n\r\n<a/>", 1, "<a/>"),
            ("HTTP/1.1 200\r\n\r\n<a/>", 0, "<a/>"),
            ("Content-Type: t\r\nX: y\r\n\r\n--b\n", 2, "--b\n"),
            // Its line ends are lost: nothing is said of the body by them.
            ("POST /x HTTP/1.1\nContent-Length: 1\n\n<a/>", 0, "<a/>"),
            ("POST /x HTTP/1.1\r\nContent-Length: 4\r\n\r\n<a/>HTTP/1.1 200 OK\r\n", 1, "<a/>"),
            (
                "POST /x HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3\r\n<a/\r\n1;x=y\r\n>\r\n0\r\n\r\n",
                1,
                "<a/>",
            ),
            ("POST /x HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n<a/>", 1, "<a/>"),
            ("POST /x HTTP/1.1\r\nContent-Encoding: gzip\r\n\r\n<a/>", 1, "<a/>"),
        ] {
            assert_eq!(lue(texte), (entetes, corps.to_owned()), "{texte:?}");
        }
    }

    #[test]
    fn ce_qui_n_est_pas_une_capture_reste_entier() {
        for texte in [
            "",
            "<a/>",
            "--b\r\nContent-Type: t\r\n\r\n<a/>",
            "Un préambule : oui\r\n\r\n--b\r\n",
            "MIME-Version: 1.0\r\n\r\n--b\r\n",
            "POST /x HTTP/1.1\r\npas un en-tête\r\n\r\n<a/>",
            "POST /x HTTP/1.1\r\nHost: a",
            "\r\n<a/>",
        ] {
            assert_eq!(lue(texte), (0, texte.to_owned()), "{texte:?}");
        }
        let faux = Bytes::from_static(b"POST / HTTP/1.1\r\nContent-Encoding: br\r\n\r\n\x1f\x8b");
        assert!(Capture::lire(&faux).unwrap_err().contains("br non pris en charge"));
    }
}
