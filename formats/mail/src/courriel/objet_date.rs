//! The date at the end of a subject.

/// The text without its final date, and that date: what stands for one, right or not (`28/03/1979`, `1979-03-28`, `28/3/79`).
pub(super) fn finale(texte: &str) -> (&str, Option<&str>) {
    let (avant, dernier) = texte.rsplit_once(char::is_whitespace).unwrap_or(("", texte));
    let chiffres = dernier.bytes().filter(u8::is_ascii_digit).count();
    let separateurs = dernier.chars().filter(|c| matches!(c, '/' | '-' | '.')).count();
    let est_date = chiffres >= 4 && separateurs == 2 && chiffres + separateurs == dernier.len();
    if est_date {
        (avant.trim_end(), Some(dernier))
    } else {
        (texte, None)
    }
}

/// `AAAAMMJJ` of `JJ/MM/AAAA`.
pub(super) fn compacte(date: &str) -> Option<String> {
    let [jour, mois, annee] = date.split('/').collect::<Vec<_>>()[..] else {
        return None;
    };
    let juste = |t: &str, n: usize| t.len() == n && t.bytes().all(|o| o.is_ascii_digit());
    (juste(jour, 2) && juste(mois, 2) && juste(annee, 4)).then(|| format!("{annee}{mois}{jour}"))
}
