//! The values of a stored query, as SQL writes them: `'texte'`, `('un','deux')`, `20260101` (IHE ITI TF-2, ITI-18, § 3.18.4.1.2.3.5).

/// Values of one query beyond which it is not read.
pub(super) const VALEURS_MAX: usize = 10_000;

/// How a value is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ecriture {
    /// Between quotes.
    Texte,
    /// Digits alone.
    Nombre,
    /// A list between parentheses.
    Liste,
}

/// Reads one `Value`. None when quotes or parentheses do not end, or something stands where nothing may.
pub(super) fn lire(texte: &str) -> Option<(Ecriture, Vec<String>)> {
    let texte = texte.trim();
    if let Some(dedans) = texte.strip_prefix('(') {
        return Some((Ecriture::Liste, liste(dedans.strip_suffix(')')?)?));
    }
    if texte.starts_with('\'') {
        let (valeur, reste) = cite(texte)?;
        return reste.is_empty().then(|| (Ecriture::Texte, vec![valeur]));
    }
    (!texte.is_empty() && texte.bytes().all(|o| o.is_ascii_digit())).then(|| (Ecriture::Nombre, vec![texte.to_owned()]))
}

fn liste(mut reste: &str) -> Option<Vec<String>> {
    let mut valeurs = Vec::new();
    loop {
        reste = reste.trim_start();
        let (valeur, suite) = if reste.starts_with('\'') {
            cite(reste)?
        } else {
            let fin = reste.find(|c: char| !c.is_ascii_digit()).unwrap_or(reste.len());
            let (nombre, suite) = reste.split_at_checked(fin)?;
            (Some(nombre.to_owned()).filter(|n| !n.is_empty())?, suite)
        };
        valeurs.push(valeur);
        if valeurs.len() > VALEURS_MAX {
            return Some(valeurs);
        }
        match suite.trim_start() {
            "" => return Some(valeurs),
            suite => reste = suite.strip_prefix(',')?,
        }
    }
}

/// A text between quotes, where two quotes are one, and what follows it.
fn cite(texte: &str) -> Option<(String, &str)> {
    let mut reste = texte.strip_prefix('\'')?;
    let mut valeur = String::new();
    loop {
        let (avant, apres) = reste.split_once('\'')?;
        valeur.push_str(avant);
        match apres.strip_prefix('\'') {
            Some(suite) => {
                valeur.push('\'');
                reste = suite;
            }
            None => return Some((valeur, apres)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn les_ecritures_de_l_iti_se_lisent() {
        let textes = |t: &str| lire(t).map(|(e, v)| (e, v.join("|")));
        assert_eq!(textes("'a^^^&1.2&ISO'"), Some((Ecriture::Texte, "a^^^&1.2&ISO".into())));
        assert_eq!(textes("'l''INS'"), Some((Ecriture::Texte, "l'INS".into())));
        assert_eq!(textes("20260101"), Some((Ecriture::Nombre, "20260101".into())));
        assert_eq!(textes("('a','b')"), Some((Ecriture::Liste, "a|b".into())));
        assert_eq!(textes(" ( 'a' , 'b''c' , 12 ) "), Some((Ecriture::Liste, "a|b'c|12".into())));
        for faux in [
            "",
            "a",
            "'a",
            "('a'",
            "('a',)",
            "()",
            "('a' 'b')",
            "'a'b",
            "('a''",
            "'a' OR 1=1 --",
            "(a)",
            "1 OR 1=1",
        ] {
            assert_eq!(lire(faux), None, "{faux}");
        }
    }

    #[test]
    fn trop_de_valeurs_ne_se_lisent_pas_toutes() {
        let longue = format!("({})", vec!["'x'"; VALEURS_MAX * 3].join(","));
        assert_eq!(lire(&longue).map(|(_, v)| v.len()), Some(VALEURS_MAX + 1));
    }

    proptest::proptest! {
        #[test]
        fn rien_ne_panique(texte in ".{0,200}") {
            let _ = lire(&texte);
        }

        #[test]
        fn ce_qui_est_ecrit_se_lit(valeurs in proptest::collection::vec(".{0,12}", 1..5)) {
            let ecrit: Vec<String> = valeurs.iter().map(|v| format!("'{}'", v.replace('\'', "''"))).collect();
            proptest::prop_assert_eq!(lire(&format!("({})", ecrit.join(","))), Some((Ecriture::Liste, valeurs)));
        }
    }
}
