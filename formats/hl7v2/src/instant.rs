//! A moment as HL7 writes it: `AAAA[MM[JJ[hh[mm[ss[.ssss]]]]]][+/-ZZzz]`.

use segur_ids::{DateInsi, date_insi};

/// How far a moment is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Precision {
    Annee,
    Mois,
    Jour,
    Heure,
    Minute,
    Seconde,
}

/// How far this one is, when it is of the calendar and of the clock.
pub(crate) fn precision(texte: &str) -> Option<Precision> {
    let (corps, zone) = texte
        .find(['+', '-'])
        .map_or((texte, None), |p| (&texte[..p], Some(&texte[p + 1..])));
    if zone.is_some_and(|z| z.len() != 4 || !dans(z, 0, 14) || !dans(z, 2, 59)) {
        return None;
    }
    let (chiffres, fraction) = corps.split_once('.').map_or((corps, None), |(c, f)| (c, Some(f)));
    let des_chiffres = |t: &str| !t.is_empty() && t.bytes().all(|o| o.is_ascii_digit());
    if !des_chiffres(chiffres) || fraction.is_some_and(|f| chiffres.len() != 14 || f.len() > 4 || !des_chiffres(f)) {
        return None;
    }
    let (dite, juste) = match chiffres.len() {
        4 => (Precision::Annee, true),
        6 => (Precision::Mois, dans(chiffres, 4, 12) && &chiffres[4..6] != "00"),
        8 => (Precision::Jour, true),
        10 => (Precision::Heure, dans(chiffres, 8, 23)),
        12 => (Precision::Minute, dans(chiffres, 8, 23) && dans(chiffres, 10, 59)),
        14 => (
            Precision::Seconde,
            dans(chiffres, 8, 23) && dans(chiffres, 10, 59) && dans(chiffres, 12, 59),
        ),
        _ => return None,
    };
    (juste && (dite < Precision::Jour || au_calendrier(chiffres))).then_some(dite)
}

/// Whether the two digits that are here go no further.
fn dans(texte: &str, ici: usize, max: u8) -> bool {
    let deux = texte.get(ici..ici + 2).filter(|t| t.bytes().all(|o| o.is_ascii_digit()));
    deux.and_then(|t| t.parse::<u8>().ok()).is_some_and(|n| n <= max)
}

/// Whether the first eight digits are a day of the calendar.
fn au_calendrier(texte: &str) -> bool {
    let (annee, mois, jour) = (&texte[..4], &texte[4..6], &texte[6..8]);
    date_insi(&format!("{annee}-{mois}-{jour}")).is_ok_and(DateInsi::au_calendrier)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_the_calendar_and_of_the_clock() {
        for (texte, dite) in [
            ("1979", Some(Precision::Annee)),
            ("197903", Some(Precision::Mois)),
            ("19790328", Some(Precision::Jour)),
            ("2024030611", Some(Precision::Heure)),
            ("202403061111", Some(Precision::Minute)),
            ("20240306111154.1234+0100", Some(Precision::Seconde)),
            ("20240306111154-0930", Some(Precision::Seconde)),
            ("", None),
            ("hier", None),
            ("197", None),
            ("197913", None),
            ("197900", None),
            ("19790230", None),
            ("2024030624", None),
            ("202403061160", None),
            ("20240306996199", None),
            ("20240306111160", None),
            ("20240306111154+1500", None),
            ("20240306111154+0160", None),
            ("20240306111154+01", None),
            ("20240306111154+01é", None),
            ("20240306111154.", None),
            ("202403061111.1", None),
            ("15/01/2026", None),
        ] {
            assert_eq!(precision(texte), dite, "{texte}");
        }
    }
}
