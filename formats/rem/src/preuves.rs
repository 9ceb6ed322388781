//! Proofs in their cells: several in one, a number at the head of the text, and the étapes that they name.

use std::sync::LazyLock;

use regex::Regex;

use crate::glissement::Glissements;
use crate::lignes::{Preuve, court};

/// A number at the head of a line, that its text follows: « 39.01.01 : Démonstration… ».
static TETE: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"(?m)^((?:[A-Z][A-Za-z0-9_/-]{1,14}\.)?\d{2}(?:\.\d{2}){1,3})[ \t]*:[ \t]*").ok());

/// « étapes 1 à 3 », « étapes 0, 2 et 3 », « l'étape 2 », « étapes du scénario 1 à 3 ».
static ETAPES: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?i)[ée]tapes?\s+(?:du\s+sc[ée]nario\s+)?(?:n\s?°\s?)?(\d{1,3}(?:\s*(?:,|et|à|a|-|–|ou|/)\s*\d{1,3})*)").ok()
});

/// The proofs of one cell.
pub(crate) fn separer(numero: &str, texte: &str, cellule: &str, glissements: &mut Glissements) -> Vec<Preuve> {
    let tetes: Vec<(usize, usize, &str)> = TETE
        .as_ref()
        .map(|r| {
            r.captures_iter(texte)
                .filter_map(|c| Some((c.get(0)?.start(), c.get(0)?.end(), c.get(1)?.as_str())))
                .collect()
        })
        .unwrap_or_default();
    let une = |numero: &str, texte: &str| Preuve {
        numero: numero.to_owned(),
        texte: texte.trim().to_owned(),
        cellule: cellule.to_owned(),
    };
    if tetes.is_empty() || !numero.is_empty() && tetes.len() < 2 {
        return vec![une(numero, texte)];
    }
    let mut lues = Vec::new();
    let avant = texte.get(..tetes.first().map_or(0, |t| t.0)).unwrap_or_default();
    if avant.contains(char::is_alphanumeric) {
        lues.push(une(numero, avant));
    }
    for (rang, (_, debut, n)) in tetes.iter().enumerate() {
        let fin = tetes.get(rang + 1).map_or(texte.len(), |t| t.0);
        let dit = texte.get(*debut..fin).unwrap_or_default();
        // The number of the cell is that of its first text.
        let retenu = if lues.is_empty() && !numero.is_empty() { numero } else { n };
        if retenu == *n {
            lues.push(une(n, dit));
        } else {
            lues.push(une(retenu, &format!("{n} : {dit}")));
        }
    }
    let noms: Vec<&str> = lues.iter().map(|p| p.numero.as_str()).filter(|n| !n.is_empty()).collect();
    let dit = if lues.len() > 1 {
        format!(
            "plusieurs preuves dans une cellule : elles sont séparées ({})",
            court(&noms.join(", "))
        )
    } else {
        format!(
            "le n° de preuve « {} » est dans le texte, et non dans sa colonne : il est repris",
            noms.first().copied().unwrap_or_default()
        )
    };
    glissements.dire(cellule, dit);
    lues
}

/// The étapes that a proof names: first and last of all that it names. None: all of the scenario.
pub(crate) fn etapes_nommees(texte: &str) -> Option<(u32, u32)> {
    let mut bornes: Option<(u32, u32)> = None;
    for c in ETAPES.as_ref()?.captures_iter(texte) {
        for n in c
            .get(1)?
            .as_str()
            .split(|x: char| !x.is_ascii_digit())
            .filter_map(|n| n.parse::<u32>().ok())
        {
            bornes = Some(bornes.map_or((n, n), |(de, a)| (de.min(n), a.max(n))));
        }
    }
    bornes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn several_proofs_in_a_cell_are_parted() {
        let mut g = Glissements::default();
        let lues = separer("", "07.01.01 : une vidéo\n\n07.01.02 : une capture", "F!K2", &mut g);
        assert_eq!(
            lues.iter().map(|p| (p.numero.as_str(), p.texte.as_str())).collect::<Vec<_>>(),
            [("07.01.01", "une vidéo"), ("07.01.02", "une capture")]
        );
        let lues = separer("", "39.01.01 : une capture", "F!K3", &mut g);
        assert_eq!(lues[0].numero, "39.01.01");
        let lues = separer("X.01.01.01", "01.01 : une capture", "F!K4", &mut g);
        assert_eq!(
            (lues[0].numero.as_str(), lues[0].texte.as_str()),
            ("X.01.01.01", "01.01 : une capture")
        );
        assert_eq!(g.finir("F").len(), 2);
    }

    #[test]
    fn the_etapes_that_a_proof_names_are_read() {
        for (texte, attendues) in [
            ("Un film des étapes 1 et 2", Some((1, 2))),
            ("pour les étapes 0, 2 et 3.", Some((0, 3))),
            ("les étapes du scénario 1 à 3, par un autre", Some((1, 3))),
            ("montrant l'étape 2", Some((2, 2))),
            ("toutes les étapes du scénario", None),
        ] {
            assert_eq!(etapes_nommees(texte), attendues, "{texte}");
        }
    }
}
