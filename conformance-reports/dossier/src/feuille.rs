//! How a sheet looks, whoever fills it: header, borders, heights, and texts that are never formulas.

use std::borrow::Cow;

use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder, Worksheet, XlsxError};

/// Longest text of ours in a cell, in UTF-16 units, and what says that it goes on elsewhere.
const MAX_CELLULE: usize = 32_000;
const COUPE: &str = "\n[… coupé ici : une cellule n'en tient pas plus. La suite est dans rapport.html]";

/// Height of a line of text, and highest row that a spreadsheet takes, in points.
pub(crate) const HAUTEUR_LIGNE: f64 = 15.0;
pub(crate) const HAUTEUR_MAX: f64 = 409.0;

/// The titles, what stays in sight of them, and the page.
pub(crate) fn entetes(feuille: &mut Worksheet, rang: u32, colonnes: &[(&str, f64)]) -> Result<(), XlsxError> {
    let format = Format::new()
        .set_bold()
        .set_background_color(Color::RGB(0x00_70_C0))
        .set_font_color(Color::White)
        .set_border(FormatBorder::Thin)
        .set_align(FormatAlign::VerticalCenter)
        .set_text_wrap();
    for (colonne, (titre, largeur)) in (0..).zip(colonnes) {
        feuille.set_column_width(colonne, *largeur)?;
        feuille.write_string_with_format(rang, colonne, *titre, &format)?;
    }
    feuille.set_freeze_panes(rang + 1, 0)?;
    feuille
        .set_landscape()
        .set_paper_size(8)
        .set_print_fit_to_pages(1, 0)
        .set_repeat_rows(rang, rang)?;
    Ok(())
}

/// A row of texts.
pub(crate) fn ligne(feuille: &mut Worksheet, rang: u32, valeurs: &[String], colonnes: &[(&str, f64)]) -> Result<(), XlsxError> {
    let lignes = valeurs.iter().zip(colonnes).map(|(v, (_, largeur))| lignes(v, *largeur)).max();
    hauteur(feuille, rang, lignes.unwrap_or(1))?;
    for (colonne, v) in (0..).zip(valeurs) {
        texte(feuille, rang, colonne, &coupe(v))?;
    }
    Ok(())
}

/// Makes room for so many lines: not every spreadsheet does it by itself.
pub(crate) fn hauteur(feuille: &mut Worksheet, rang: u32, lignes: u32) -> Result<(), XlsxError> {
    feuille.set_row_height(rang, (f64::from(lignes) * HAUTEUR_LIGNE).min(HAUTEUR_MAX))?;
    Ok(())
}

/// Writes a text, never a formula: what begins like one is marked as a text for who edits the cell.
pub(crate) fn texte(feuille: &mut Worksheet, rang: u32, colonne: u16, texte: &str) -> Result<(), XlsxError> {
    let mut format = corps();
    if texte.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        format = format.set_quote_prefix();
    }
    // The writer takes such a text for XML of its own, and would write it as it is.
    if texte.starts_with("<r>") && texte.ends_with("</r>") {
        // In such a cell it does not protect what looks like an escape.
        let protege = texte.replace("_x", "_x005F_x");
        feuille.write_rich_string_with_format(rang, colonne, &[(&Format::default(), protege.as_str())], &format)?;
    } else {
        feuille.write_string_with_format(rang, colonne, texte, &format)?;
    }
    Ok(())
}

/// What a cell holds of a text of ours. The rest is in the report, and the cell says so.
fn coupe(texte: &str) -> Cow<'_, str> {
    if texte.len() <= MAX_CELLULE {
        return Cow::Borrowed(texte);
    }
    let mut unites = 0;
    let debut: String = texte
        .chars()
        .take_while(|c| {
            unites += c.len_utf16();
            unites <= MAX_CELLULE
        })
        .collect();
    if debut.len() == texte.len() {
        return Cow::Borrowed(texte);
    }
    Cow::Owned(format!("{debut}{COUPE}"))
}

/// Lines that a text takes in a column of this width, given in characters: words are not cut, so that a part of each line stays empty.
pub(crate) fn lignes(texte: &str, largeur: f64) -> u32 {
    let pleine = (largeur * 0.9).max(1.0);
    texte
        .lines()
        .map(|l| {
            let longueur = nombre(l.chars().count());
            // A cell holds 32,000 characters at most: the quotient is small.
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 1 and 32,000")]
            let n = (longueur / pleine).ceil().clamp(1.0, 32_000.0) as u32;
            n
        })
        .sum::<u32>()
        .max(1)
}

/// The last column.
pub(crate) fn derniere(colonnes: &[(&str, f64)]) -> u16 {
    u16::try_from(colonnes.len().saturating_sub(1)).unwrap_or(u16::MAX)
}

/// What is no title.
pub(crate) fn corps() -> Format {
    Format::new()
        .set_border(FormatBorder::Thin)
        .set_align(FormatAlign::Top)
        .set_text_wrap()
}

/// A count as a number of a cell.
pub(crate) fn nombre(n: usize) -> f64 {
    u32::try_from(n).map_or(f64::MAX, f64::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_that_is_too_long_says_that_it_goes_on() {
        let juste = "é".repeat(MAX_CELLULE);
        assert_eq!(coupe(&juste), juste);
        let dit = coupe(&"\u{1f600}".repeat(MAX_CELLULE)).into_owned();
        assert!(dit.ends_with(COUPE));
        assert!(dit.encode_utf16().count() <= 32_767);
    }
}
