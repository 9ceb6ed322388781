//! Numbers as people write them in a text, made comparable to the values of the entries.

/// A decimal number in one form: no sign, no zero that does not count, a point. None when it is not a plain decimal number.
pub(crate) fn canonique(nombre: &str) -> Option<String> {
    let sans_signe = nombre.trim().trim_start_matches(['+', '-']);
    let (entiers, decimales) = sans_signe.split_once(['.', ',']).unwrap_or((sans_signe, ""));
    let chiffres = |t: &str| t.bytes().all(|b| b.is_ascii_digit());
    if !chiffres(entiers) || !chiffres(decimales) || entiers.len() + decimales.len() == 0 {
        return None;
    }
    let (entiers, decimales) = (entiers.trim_start_matches('0'), decimales.trim_end_matches('0'));
    let entiers = if entiers.is_empty() { "0" } else { entiers };
    Some(if decimales.is_empty() {
        entiers.to_owned()
    } else {
        format!("{entiers}.{decimales}")
    })
}

/// Every number of a text, in that form. `4 500` and `4.500` are read as 4500 too, as well as the numbers that they seem to be.
pub(crate) fn nombres(texte: &str) -> Vec<String> {
    let mut lus = Vec::new();
    let mut milliers = String::new();
    for mot in texte.split(|c: char| !c.is_ascii_digit() && !matches!(c, '.' | ',')) {
        let mot = mot.trim_matches(['.', ',']);
        let groupe = mot.split(['.', ',']).next().unwrap_or_default();
        // Groups of three digits after a space go on the number before them; no number is longer than that.
        if groupe.len() == 3 && !milliers.is_empty() && milliers.len() < 16 {
            let joint = format!("{milliers}{mot}");
            lus.extend(canonique(&joint));
            milliers = if groupe.len() == mot.len() { joint } else { String::new() };
        } else {
            milliers = if !mot.is_empty() && mot.len() <= 3 && groupe.len() == mot.len() {
                mot.to_owned()
            } else {
                String::new()
            };
        }
        lus.extend(canonique(mot));
        let groupes: Vec<&str> = mot.splitn(8, ['.', ',']).collect();
        if groupes.len() > 1 && groupes.iter().skip(1).all(|g| g.len() == 3) {
            lus.extend(canonique(&groupes.concat()));
        }
    }
    lus
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn formes_canoniques() {
        for (ecrit, attendu) in [
            ("1.950", Some("1.95")),
            ("007,670", Some("7.67")),
            ("0.0", Some("0")),
            (".5", Some("0.5")),
            ("-12", Some("12")),
            ("210", Some("210")),
            ("", None),
            ("1e3", None),
            ("1.2.3", None),
            ("INF", None),
        ] {
            assert_eq!(canonique(ecrit).as_deref(), attendu, "{ecrit}");
        }
    }

    #[test]
    fn les_nombres_d_un_texte() {
        let lus = nombres("Glycémie : 0,92 g/L (N : 0.70 - 1.10). Plaquettes 210 000 /mm3, leucocytes 4.500, 1 234 567,5 !");
        for attendu in ["0.92", "0.7", "1.1", "210000", "4500", "4.5", "1234567.5"] {
            assert!(lus.iter().any(|n| n == attendu), "{attendu}: {lus:?}");
        }
        assert!(!lus.iter().any(|n| n == "0.93"));
        assert!(nombres("aucun").is_empty());
    }

    proptest! {
        #[test]
        fn un_nombre_ecrit_se_retrouve(entiers in 0_u32..2_000_000, decimales in 0_u32..1000, virgule in any::<bool>()) {
            let ecrit = format!("{entiers}{}{decimales:03}", if virgule { ',' } else { '.' });
            let valeur = canonique(&ecrit).unwrap_or_default();
            prop_assert!(nombres(&format!("x {ecrit} mg/L")).contains(&valeur), "{}", ecrit);
        }

        #[test]
        fn rien_ne_fait_paniquer(texte in "\\PC{0,80}", presque in "[0-9., é\u{a0}]{0,80}") {
            let _ = (nombres(&texte), nombres(&presque), canonique(&texte), canonique(&presque));
        }
    }
}
