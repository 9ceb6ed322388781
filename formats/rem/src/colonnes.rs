//! The columns of a REM, known by their titles wherever they stand and however they are spelled.

use std::collections::BTreeMap;

use crate::classeur::Feuille;
use crate::texte::plat;

/// Rows among which the titles are looked for.
const LIGNES_DE_TETE: usize = 60;

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Colonne {
    Perimetre,
    Id,
    Chapitre,
    Section,
    Bloc,
    Fonction,
    Exigence,
    Commentaire,
    Nature,
    Profil,
    NumeroScenario,
    Scenario,
    /// Rank of the proof; 0 where the form has one proof a row.
    NumeroPreuve(u8),
    Preuve(u8),
    Precedent,
    ReferenceSocle,
}

/// The form of a sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Forme {
    /// One row for each proof.
    Convergence,
    /// One row for each scenario, proofs in columns.
    Rem,
    /// That of 2023 and before: section and bloc apart.
    RemAncienne,
}

impl Forme {
    /// What a person calls it.
    #[must_use]
    pub fn libelle(self) -> &'static str {
        match self {
            Self::Convergence => "export de Convergence (une ligne par preuve)",
            Self::Rem => "REM (une ligne par scénario)",
            Self::RemAncienne => "REM, forme de 2023 ou d'avant (une ligne par scénario)",
        }
    }
}

/// Where the titles are, and which column holds what.
#[derive(Debug, Clone)]
pub(crate) struct Entete {
    pub ligne: u32,
    pub colonnes: BTreeMap<Colonne, u32>,
    /// Titles that are no column of a REM that is read (French, as written).
    pub autres: Vec<(u32, String)>,
}

impl Entete {
    pub(crate) fn forme(&self) -> Forme {
        if self.colonnes.contains_key(&Colonne::Preuve(0)) && !self.colonnes.contains_key(&Colonne::Preuve(2)) {
            Forme::Convergence
        } else if self.colonnes.contains_key(&Colonne::Bloc) {
            Forme::RemAncienne
        } else {
            Forme::Rem
        }
    }
}

/// The titles of a sheet: of its first rows, the one where most columns are known. It has at least an id and a scenario.
pub(crate) fn entete(feuille: &Feuille) -> Option<Entete> {
    let mut lignes: Vec<u32> = feuille.cellules.keys().map(|(l, _)| *l).collect();
    lignes.dedup();
    let mut retenue: Option<Entete> = None;
    for ligne in lignes.into_iter().take(LIGNES_DE_TETE) {
        let lue = une(feuille, ligne);
        let suffit = lue.colonnes.contains_key(&Colonne::Id) && lue.colonnes.contains_key(&Colonne::Scenario);
        if suffit && retenue.as_ref().is_none_or(|r| lue.colonnes.len() > r.colonnes.len()) {
            retenue = Some(lue);
        }
    }
    retenue
}

/// Whether a row repeats the titles: pages that were printed, and pasted back.
pub(crate) fn repete(entete: &Entete, feuille: &Feuille, ligne: u32) -> bool {
    let egales = entete.colonnes.iter().filter(|(quoi, colonne)| {
        let cellule = feuille.cellules.get(&(ligne, **colonne));
        cellule.is_some_and(|t| t.len() < 200 && lire(&plat(t)) == Some(**quoi))
    });
    egales.count() * 2 > entete.colonnes.len()
}

fn une(feuille: &Feuille, ligne: u32) -> Entete {
    let mut lue = Entete {
        ligne,
        colonnes: BTreeMap::new(),
        autres: Vec::new(),
    };
    let mut secours = None;
    let mut id_seul = None;
    for ((_, colonne), texte) in feuille.cellules.range((ligne, 0)..=(ligne, u32::MAX)) {
        // A title is short: a long text that begins like one is a cell.
        if texte.len() > 300 {
            continue;
        }
        let titre = plat(texte);
        match lire(&titre) {
            // « ID » beside « N° exigence », « ID exigence » beside « référence » : that of a tool.
            Some(Colonne::Id) if !faible(&titre) && lue.colonnes.get(&Colonne::Id).is_some_and(|c| Some(*c) == id_seul) => {
                lue.colonnes.insert(Colonne::Id, *colonne);
            }
            Some(quoi) if !lue.colonnes.contains_key(&quoi) => {
                if faible(&titre) {
                    id_seul = Some(*colonne);
                }
                lue.colonnes.insert(quoi, *colonne);
            }
            _ => {
                if titre == "reference exigence" {
                    secours = Some(*colonne);
                }
                lue.autres.push((*colonne, texte.trim().to_owned()));
            }
        }
    }
    // « référence exigence » repeats the id where there is one.
    if let (Some(colonne), false) = (secours, lue.colonnes.contains_key(&Colonne::Id)) {
        lue.colonnes.insert(Colonne::Id, colonne);
    }
    lue
}

/// Whether a title of the id may be that of a tool, where another column has the number.
fn faible(titre: &str) -> bool {
    matches!(titre, "id" | "id exigence")
}

/// The column of a title that was made flat.
pub(crate) fn lire(titre: &str) -> Option<Colonne> {
    let (sans_rang, rang) = match titre.rsplit_once(' ') {
        Some((avant, chiffres)) => match chiffres.parse::<u8>() {
            Ok(rang) if rang <= 40 => (avant, rang),
            _ => (titre, 0),
        },
        None => (titre, 0),
    };
    // « N° preuve », « No. preuve », « Numéro de la preuve ».
    let mots: Vec<&str> = sans_rang
        .split(' ')
        .filter(|m| !matches!(*m, "de" | "du" | "d" | "la" | "l" | "le" | "des"))
        .collect();
    let numero = |m: &str| matches!(m, "n" | "no" | "nr" | "num" | "numero" | "id" | "ref" | "reference" | "identifiant");
    Some(match mots.as_slice() {
        ["preuve" | "preuves"] => Colonne::Preuve(rang),
        [n, "preuve" | "preuves"] if numero(n) => Colonne::NumeroPreuve(rang),
        _ if rang > 0 && titre != "va n 1" => return None,
        ["perimetre" | "vague"] => Colonne::Perimetre,
        ["id"] | ["reference"] => Colonne::Id,
        ["n" | "no" | "num" | "numero" | "id" | "identifiant", "exigence" | "exigences"] => Colonne::Id,
        ["chapitre"] => Colonne::Chapitre,
        ["section" | "domaine"] => Colonne::Section,
        ["bloc"] => Colonne::Bloc,
        ["fonction"] => Colonne::Fonction,
        ["exigence"] | ["enonce"] | ["description"] | ["enonce", "exigence", ..] => Colonne::Exigence,
        ["commentaire" | "commentaires"] => Colonne::Commentaire,
        ["nature"] | ["nature", "exigence"] => Colonne::Nature,
        ["profil"] => Colonne::Profil,
        [n, "scenario"] | [n, "scenario", "conformite"] if numero(n) => Colonne::NumeroScenario,
        ["scenario"] | ["scenario", "conformite"] | ["scenarios", "conformite"] => Colonne::Scenario,
        ["va", "n", "1"] | ["va", "n"] => Colonne::Precedent,
        ["reference", "exigence", "socle"] => Colonne::ReferenceSocle,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_are_known_however_they_are_spelled() {
        for (titre, quoi) in [
            ("N°  preuve\n1", Colonne::NumeroPreuve(1)),
            ("Numéro de la preuve 2", Colonne::NumeroPreuve(2)),
            ("n° de preuve", Colonne::NumeroPreuve(0)),
            ("PREUVE 10", Colonne::Preuve(10)),
            ("Preuve", Colonne::Preuve(0)),
            ("No. scénario", Colonne::NumeroScenario),
            ("Scenario  de conformite", Colonne::Scenario),
            ("Énoncé de l'exigence (DOIT) ou de la préconisation (PEUT)", Colonne::Exigence),
            ("N° exigence", Colonne::Id),
            ("VA N-1", Colonne::Precedent),
            ("Nature de l’exigence", Colonne::Nature),
        ] {
            assert_eq!(lire(&plat(titre)), Some(quoi), "{titre}");
        }
        for autre in [
            "Ordre",
            "Criticité",
            "Exigence 1",
            "Profil historique",
            "référence cas de test",
            "Statut publication",
            "2",
        ] {
            assert_eq!(lire(&plat(autre)), None, "{autre}");
        }
    }
}
