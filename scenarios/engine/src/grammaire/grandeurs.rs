//! Durations, counts and ranges, from the text written. Errors say, in French, what was expected.

use std::time::Duration;

use super::ast::Nombre;

/// What a duration may be; also the tail of its error messages.
const FORMES_DUREE: &str = "une durée s'écrit avec son unité, sans espace : 500ms, 6s, 2min, 3h, 10j";
const DUREE_MAX_MS: u64 = 36_500 * 24 * 3_600_000;

/// `500ms`, `6s`, `2min`, `3h`, `10j`.
///
/// # Errors
/// Anything else; French, with what was awaited.
pub fn duree(texte: &str) -> Result<Duration, &'static str> {
    let chiffres = texte.bytes().take_while(u8::is_ascii_digit).count();
    let facteur = match &texte[chiffres..] {
        "ms" => 1,
        "s" => 1_000,
        "min" => 60_000,
        "h" => 3_600_000,
        "j" => 86_400_000,
        _ => return Err(FORMES_DUREE),
    };
    let valeur: u64 = texte[..chiffres].parse().map_err(|_| FORMES_DUREE)?;
    match valeur.checked_mul(facteur) {
        Some(ms) if ms <= DUREE_MAX_MS => Ok(Duration::from_millis(ms)),
        _ => Err("cette durée dépasse cent ans"),
    }
}

/// A whole number written with digits alone.
pub(super) fn entier(texte: &str) -> Option<u32> {
    (!texte.is_empty() && texte.bytes().all(|b| b.is_ascii_digit()))
        .then(|| texte.parse().ok())
        .flatten()
}

/// `n` or `n..m`, both ends included.
pub(super) fn etendue(texte: &str) -> Result<(u32, u32), &'static str> {
    const FORMES: &str = "on attend un numéro (3) ou une étendue (1..3)";
    let (de, a) = match texte.split_once("..") {
        Some((de, a)) => (entier(de).ok_or(FORMES)?, entier(a).ok_or(FORMES)?),
        None => entier(texte).map(|n| (n, n)).ok_or(FORMES)?,
    };
    if a < de {
        Err("l'étendue va du plus petit au plus grand")
    } else {
        Ok((de, a))
    }
}

/// `n`, `a..b` or `a..`.
pub(super) fn nombre(texte: &str) -> Result<Nombre, &'static str> {
    const FORMES: &str = "on attend un nombre (2), une étendue (1..3) ou un minimum (2..)";
    let nombre = match texte.split_once("..") {
        Some((min, "")) => Nombre {
            min: entier(min).ok_or(FORMES)?,
            max: None,
        },
        Some((min, max)) => Nombre {
            min: entier(min).ok_or(FORMES)?,
            max: Some(entier(max).ok_or(FORMES)?),
        },
        None => entier(texte).map(|n| Nombre { min: n, max: Some(n) }).ok_or(FORMES)?,
    };
    match nombre.max {
        Some(0) => Err("pour dire qu'un échange ne doit pas venir, écrivez « jamais »"),
        Some(max) if max < nombre.min => Err("l'étendue va du plus petit au plus grand"),
        _ => Ok(nombre),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durees() {
        assert_eq!(duree("500ms"), Ok(Duration::from_millis(500)));
        assert_eq!(duree("6s"), Ok(Duration::from_secs(6)));
        assert_eq!(duree("2min"), Ok(Duration::from_secs(120)));
        assert_eq!(duree("10j"), Ok(Duration::from_secs(864_000)));
        for faux in [
            "",
            "6",
            "s",
            "6 s",
            "-6s",
            "+6s",
            "1.5s",
            "6S",
            "é",
            "99999999999999999999s",
            "36501j",
        ] {
            assert!(duree(faux).is_err(), "{faux}");
        }
    }

    #[test]
    fn etendues() {
        assert_eq!(etendue("3"), Ok((3, 3)));
        assert_eq!(etendue("1..3"), Ok((1, 3)));
        for faux in ["", "1..", "..3", "3..1", "1...3", "1-3", "+1", "a", "4294967296"] {
            assert!(etendue(faux).is_err(), "{faux}");
        }
    }

    #[test]
    fn nombres() {
        assert_eq!(nombre("2"), Ok(Nombre { min: 2, max: Some(2) }));
        assert_eq!(nombre("0..2"), Ok(Nombre { min: 0, max: Some(2) }));
        assert_eq!(nombre("2.."), Ok(Nombre { min: 2, max: None }));
        for faux in ["", "0", "0..0", "3..2", "..2", "deux", "-1"] {
            assert!(nombre(faux).is_err(), "{faux}");
        }
    }
}
