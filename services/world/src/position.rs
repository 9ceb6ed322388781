//! Where a byte of a text is, as an editor says it.

/// Line and column, from 1, of a byte offset. The column counts characters.
pub(crate) fn ligne_colonne(texte: &str, octet: usize) -> (usize, usize) {
    let avant = texte.get(..octet).unwrap_or(texte);
    let debut = avant.rfind('\n').map_or(0, |i| i + 1);
    let ligne = avant.matches('\n').count() + 1;
    (ligne, avant.get(debut..).map_or(0, |l| l.chars().count()) + 1)
}

#[cfg(test)]
mod tests {
    use super::ligne_colonne;

    #[test]
    fn counts_characters_not_bytes() {
        assert_eq!(ligne_colonne("", 0), (1, 1));
        assert_eq!(ligne_colonne("é = 1\nà = 2", 3), (1, 3));
        assert_eq!(ligne_colonne("é = 1\nà = 2", 9), (2, 2));
        assert_eq!(ligne_colonne("a\n", 99), (2, 1), "beyond the end is the end");
    }
}
