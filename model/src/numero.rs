//! Numbers of exigences, scenarios and proofs: how two spellings of one number are compared. They are given back as published.

/// Scopes that are known to be longer than three letters.
const PORTEES_LONGUES: &[&str] = &["AMBU"];

/// What a number is compared by: that of [`serre`], without its scope.
#[must_use]
pub fn cle(numero: &str) -> String {
    let serre = serre(numero);
    match portee(&serre) {
        Some(portee) => serre.get(portee.len() + 1..).unwrap_or_default().to_owned(),
        None => serre,
    }
}

/// A number in capitals, without space, `VI_SO` as `VI-SO`.
#[must_use]
pub fn serre(numero: &str) -> String {
    numero
        .chars()
        .filter(|c| !c.is_whitespace())
        .map(|c| if matches!(c, '_' | '–' | '‑') { '-' } else { c })
        .flat_map(char::to_uppercase)
        .collect()
}

/// The scope that a number begins with: `SC` (socle), `CH` (chantier), `MS`, or the letters of a couloir.
#[must_use]
pub fn portee(numero: &str) -> Option<&str> {
    let (tete, reste) = numero.split_once('.')?;
    // `ANN.01` has no scope, `SGL.ANN.01` has one: what follows it is a family.
    let famille = reste.chars().next().is_some_and(char::is_alphabetic);
    let connue = matches!(tete, "SC" | "CH" | "MS" | "DB") || PORTEES_LONGUES.contains(&tete);
    let lettres = tete.len() == 3 && tete.bytes().all(|o| o.is_ascii_uppercase());
    (famille && (connue || lettres)).then_some(tete)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_compared_without_scope_nor_spelling() {
        for (ecrit, comme) in [
            (" sc.INS/va1.41 ", "INS/va1.41"),
            ("LGC.DMP/UX.10", "DMP/UX.10"),
            ("AMBU.MSS/va1.02", "MSS/va1.02"),
            ("VI_SO.07", "VI-SO.07"),
            ("DB.VI-SO.07", "VI_SO.07"),
        ] {
            assert_eq!(cle(ecrit), cle(comme), "{ecrit}");
        }
        assert_eq!(portee("ANN.01"), None);
        assert_eq!(portee("PSC.01.01"), None);
        assert_ne!(cle("PSC.01"), cle("PSC.02"));
    }
}
