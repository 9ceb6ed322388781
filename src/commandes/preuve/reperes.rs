//! `--etapes 1=00:12,2=00:48`: at which second of a film each étape begins.

use crate::erreur::Erreur;

/// Markers of one film.
const MAX: usize = 500;

/// Reads them.
pub(crate) fn lire(texte: &str) -> Result<Vec<(u32, u32)>, Erreur> {
    let mut lus = Vec::new();
    for morceau in texte.split(',').map(str::trim).filter(|m| !m.is_empty()) {
        let repere = morceau
            .split_once('=')
            .and_then(|(e, t)| Some((e.trim().parse().ok()?, seconde(t.trim())?)));
        let Some(repere) = repere else {
            return Err(Erreur::dit(format!(
                "--etapes « {morceau} » : écrivez ÉTAPE=MIN:SEC (1=00:12,2=00:48), ou ÉTAPE=H:MIN:SEC"
            )));
        };
        lus.push(repere);
        if lus.len() > MAX {
            return Err(Erreur::dit(format!("--etapes : plus de {MAX} repères")));
        }
    }
    Ok(lus)
}

/// `72`, `01:12`, `1:01:12`.
fn seconde(texte: &str) -> Option<u32> {
    let parts: Vec<&str> = texte.split(':').collect();
    let nombre = |p: &&str| p.bytes().all(|o| o.is_ascii_digit()).then(|| p.parse::<u32>().ok()).flatten();
    let nombres: Vec<u32> = parts.iter().map(nombre).collect::<Option<_>>()?;
    match nombres.as_slice() {
        [s] => Some(*s),
        [m, s] if *s < 60 => m.checked_mul(60)?.checked_add(*s),
        [h, m, s] if *s < 60 && *m < 60 => h.checked_mul(3600)?.checked_add(m * 60 + s),
        _ => None,
    }
}

/// `1:12`, as a person reads it.
pub(super) fn dite(secondes: u32) -> String {
    let (h, m, s) = (secondes / 3600, secondes / 60 % 60, secondes % 60);
    if h > 0 {
        format!("{h}:{m:02}:{s:02}")
    } else {
        format!("{m:02}:{s:02}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_as_people_write_them() {
        assert_eq!(lire("1=00:12, 2=48,3=1:02:03").unwrap(), [(1, 12), (2, 48), (3, 3723)]);
        assert_eq!(lire("").unwrap(), []);
        for faux in ["1", "1=", "=3", "1=00:75", "a=1", "1=-3", "1=1:2:3:4", "1=+5"] {
            assert!(lire(faux).is_err(), "{faux}");
        }
        assert_eq!((dite(12), dite(3723)), ("00:12".to_owned(), "1:02:03".to_owned()));
    }
}
