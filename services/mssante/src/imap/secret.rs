//! Where a password or a token stands: all of it but the name of who gives it.

use std::ops::Range;

use segur_imap::Assemblage;
use segur_imap::annonce::annonce;

use super::Attend;

/// In a frame that comes, by what is awaited.
pub(super) fn dans(attend: &Attend, assemblage: &Assemblage, contenu: &[u8]) -> Option<Range<usize>> {
    match attend {
        Attend::Sasl(..) => Some(0..contenu.len()),
        Attend::Done(_) => None,
        Attend::Litteral if assemblage.verbe().as_deref() == Some("LOGIN") => assemblage.nom_donne().then_some(0..contenu.len()),
        Attend::Litteral => None,
        Attend::Ligne if assemblage.entame() => {
            // What follows a literal of LOGIN: the password, or the announce of its literal.
            let login = assemblage.verbe().as_deref() == Some("LOGIN");
            login.then(|| annonce(contenu).map_or(0..contenu.len(), |a| 0..a.debut))
        }
        Attend::Ligne => ligne(contenu),
    }
}

/// In the first line of a command.
fn ligne(contenu: &[u8]) -> Option<Range<usize>> {
    let verbe = segur_imap::verbe(contenu)?;
    let espace = |octets: &[u8]| octets.iter().position(|o| *o == b' ');
    let apres = espace(contenu)? + 1 + verbe.len();
    let arguments = contenu.get(apres..)?;
    let depuis = match verbe.as_str() {
        // After the name of the mechanism.
        "AUTHENTICATE" => apres + 1 + espace(arguments.get(1..)?)? + 1,
        // After the name of who.
        "LOGIN" => apres + 1 + fin_du_nom(arguments.get(1..)?)?,
        _ => return None,
    };
    let fin = annonce(contenu).map_or(contenu.len(), |a| a.debut);
    (depuis < fin).then_some(depuis..fin)
}

/// Where the first word ends, its space with it; a name in quotes may hold spaces.
fn fin_du_nom(arguments: &[u8]) -> Option<usize> {
    if arguments.first() != Some(&b'"') {
        return Some(arguments.iter().position(|o| *o == b' ')? + 1);
    }
    let mut echappe = false;
    for (i, o) in arguments.iter().enumerate().skip(1) {
        match o {
            _ if echappe => echappe = false,
            b'\\' => echappe = true,
            b'"' => return Some((i + 2).min(arguments.len())),
            _ => {}
        }
    }
    // A quote that is never closed: nobody knows where the password begins.
    Some(0)
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use segur_imap::Plafonds;

    use super::*;
    use crate::imap::authentifier::Sasl;

    fn cache(attend: &Attend, a: &Assemblage, texte: &str) -> Option<String> {
        dans(attend, a, texte.as_bytes()).map(|p| texte[p].to_owned())
    }

    #[test]
    fn in_a_line() {
        let a = Assemblage::default();
        for (ligne, attendu) in [
            ("a LOGIN joe secret", Some("secret")),
            ("a login \"joe \\\" x\" \"se cret\"", Some("\"se cret\"")),
            ("a LOGIN joe {6}", None),
            ("a LOGIN {3}", None),
            ("a LOGIN \"joe secret", Some("\"joe secret")),
            ("a LOGIN joe", None),
            ("a AUTHENTICATE XOAUTH2 dXNlcj0=", Some("dXNlcj0=")),
            ("a AUTHENTICATE XOAUTH2", None),
            ("a SEARCH TEXT login", None),
            ("a UID FETCH 1 FLAGS", None),
            ("a", None),
        ] {
            assert_eq!(cache(&Attend::Ligne, &a, ligne).as_deref(), attendu, "{ligne}");
        }
    }

    #[test]
    fn in_what_follows() {
        let plafonds = Plafonds {
            ligne: 100,
            commande: 100,
            message: 100,
        };
        let mut a = Assemblage::default();
        a.ligne(&Bytes::from_static(b"a LOGIN {3}"), &plafonds).unwrap();
        assert_eq!(cache(&Attend::Litteral, &a, "joe"), None);
        a.litteral(Bytes::from_static(b"joe"));
        assert_eq!(cache(&Attend::Ligne, &a, " secret").as_deref(), Some(" secret"));
        assert_eq!(cache(&Attend::Ligne, &a, " {6}").as_deref(), Some(" "));
        a.ligne(&Bytes::from_static(b" {6}"), &plafonds).unwrap();
        assert_eq!(cache(&Attend::Litteral, &a, "secret").as_deref(), Some("secret"));
        let mut a = Assemblage::default();
        a.ligne(&Bytes::from_static(b"a LOGIN joe {6}"), &plafonds).unwrap();
        assert_eq!(cache(&Attend::Litteral, &a, "secret").as_deref(), Some("secret"));
        let sasl = Attend::Sasl("a".into(), Sasl::Initiale("PLAIN".into()));
        assert_eq!(cache(&sasl, &Assemblage::default(), "AGEAYg==").as_deref(), Some("AGEAYg=="));
        assert_eq!(cache(&Attend::Done("a".into()), &Assemblage::default(), "DONE"), None);
    }
}
