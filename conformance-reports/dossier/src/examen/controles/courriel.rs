//! The source of a mail. Its headers are read as bytes: the body may be in any alphabet.

use time::OffsetDateTime;
use time::format_description::well_known::Rfc2822;

use super::Issue;
use crate::examen::affaire::{Cadre, Piece, Preuve};
use crate::examen::lecture::Lue;
use crate::examen::regles::Regle;

pub(super) fn source_de_courriel(_: &Regle, _: &Cadre<'_>, _: &Preuve<'_>, p: &Piece<'_>) -> Issue {
    match &p.lue {
        // What is empty has a rule of its own.
        Lue::Vide => Issue::Tient,
        Lue::Fermee(pourquoi) if entetes(&p.debut).is_empty() => Issue::NeSaitPas(pourquoi.clone()),
        Lue::Texte(_) | Lue::Autre | Lue::Fermee(_) => match manque(&entetes(&p.debut)) {
            None => Issue::Tient,
            Some(_) if matches!(p.lue, Lue::Autre) => Issue::Manque(format!("à la place de la source, {}", p.lue.dit())),
            Some(dit) => Issue::Manque(dit),
        },
        autre => Issue::Manque(format!("à la place de la source, {}", autre.dit())),
    }
}

/// The headers, unfolded: names in lower case.
fn entetes(octets: &[u8]) -> Vec<(String, String)> {
    let mut champs: Vec<(String, String)> = Vec::new();
    for ligne in octets.split(|o| *o == b'\n') {
        let ligne = ligne.strip_suffix(b"\r").unwrap_or(ligne);
        let texte = String::from_utf8_lossy(ligne);
        let texte = texte.trim_start_matches('\u{feff}');
        if texte.is_empty() {
            break;
        }
        if texte.starts_with([' ', '\t']) {
            if let Some((_, valeur)) = champs.last_mut() {
                valeur.push(' ');
                valeur.push_str(texte.trim());
            }
            continue;
        }
        match texte.split_once(':') {
            Some((nom, valeur)) if nom.bytes().all(|o| o.is_ascii_graphic()) => {
                champs.push((nom.to_ascii_lowercase(), valeur.trim().to_owned()));
            }
            // The line that begins a mail in a mailbox.
            _ if champs.is_empty() && texte.starts_with("From ") => {}
            _ => break,
        }
    }
    champs
}

/// What misses, or cannot be read.
fn manque(champs: &[(String, String)]) -> Option<String> {
    let valeur = |nom: &str| champs.iter().find(|(n, v)| n == nom && !v.is_empty()).map(|(_, v)| v.as_str());
    let mut absents: Vec<&str> = ["from", "date"].into_iter().filter(|n| valeur(n).is_none()).collect();
    if valeur("message-id").is_none() && valeur("received").is_none() {
        absents.push("message-id");
    }
    if !absents.is_empty() {
        return Some(format!("en-têtes absents : {}", absents.join(", ")));
    }
    let date = valeur("date").unwrap_or_default();
    // « (CEST) » may follow.
    let nue = date.split('(').next().unwrap_or_default().trim();
    let lisible = OffsetDateTime::parse(nue, &Rfc2822).is_ok();
    (!lisible).then(|| format!("la date « {date} » n'est pas celle d'un courriel"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_headers_are_those_of_a_mail_that_was_sent() {
        for (source, tient) in [
            (
                &b"From: a@b\r\nDate: Thu, 15 Jan 2026 09:00:00 +0100 (CET)\r\nMessage-ID: <1@b>\r\n\r\nR\xe9sultat"[..],
                true,
            ),
            (
                b"Received: from x\r\n\tby y\r\nFROM: a@b\r\nDATE: 15 Jan 2026 09:00:00 GMT\r\n\r\n",
                true,
            ),
            (
                b"From a@b Thu\nFrom: a@b\nDate: Thu, 15 Jan 2026 09:00:00 +0000\nMessage-Id:\n <1@b>\n\n",
                true,
            ),
            (b"From: a@b\r\nDate: x\r\nMessage-ID: <1>\r\n\r\n", false),
            (b"from: x\ndate: y\nmessage-id: z\n", false),
            (b"From: a@b\r\nDate: Thu, 15 Jan 2026 09:00:00 +0000\r\n\r\nMessage-ID: <1>", false),
        ] {
            assert_eq!(manque(&entetes(source)).is_none(), tient, "{}", String::from_utf8_lossy(source));
        }
    }
}
