//! Which person of the fictitious world the text of an imported scenario speaks of: a table of phrases that its owner edits.

use std::cmp::Reverse;

use segur_model::francais::{plier, suggerer_et_finir};
use serde::{Deserialize, Serialize};

use crate::grammaire::Lexique;
use crate::grammaire::ast::{Gabarit, Scenario};

/// Name of the table in an imported folder.
pub const FICHIER: &str = "fiches.toml";
/// The table that ships: an import copies it, with what it says of itself.
pub const LIVREE: &str = include_str!("../../../correspondances/fiches.toml");

/// A table of phrases that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FichesError {
    /// It is no such table.
    #[error("{nom} illisible : {cause}")]
    Illisible {
        /// File.
        nom: String,
        /// Cause, with line and column.
        cause: String,
    },
    /// A phrase without a word, or twice there.
    #[error("{nom} : la phrase « {phrase} » {faute}")]
    Phrase {
        /// File.
        nom: String,
        /// As written.
        phrase: String,
        /// What is wrong, and what to do (French).
        faute: String,
    },
    /// No such person.
    #[error("{nom} : « {phrase} » nomme la fiche {fiche}, qui n'est pas celle d'un {}{suggestion}", .role.mot())]
    Fiche {
        /// File.
        nom: String,
        /// Phrase of the line.
        phrase: String,
        /// Role asked.
        role: Role,
        /// What is written.
        fiche: String,
        /// The nearest, if any.
        suggestion: String,
    },
}

/// Whom a phrase speaks of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Of a patient.
    Patient,
    /// Of a professional.
    Professionnel,
}

impl Role {
    /// Its word.
    #[must_use]
    pub fn mot(self) -> &'static str {
        match self {
            Self::Patient => "patient",
            Self::Professionnel => "professionnel",
        }
    }
}

/// The phrases, the longest first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table(Vec<Ligne>);

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Ligne {
    phrase: String,
    role: Role,
    fiche: String,
    #[serde(skip)]
    plate: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TableEcrite {
    #[serde(default)]
    fiches: Vec<Ligne>,
}

/// A person that a scenario speaks of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Trouvee {
    /// Patient or professional.
    pub role: Role,
    /// Fiche of the world.
    pub fiche: String,
    /// The phrase of the table that was met.
    pub phrase: String,
}

impl Table {
    /// Reads a table, each of its fiches looked for in the world.
    ///
    /// # Errors
    /// It is not one, or names nobody.
    pub fn lire(nom: &str, texte: &str, lexique: &Lexique) -> Result<Self, FichesError> {
        let ecrite: TableEcrite = toml::from_str(texte).map_err(|e| FichesError::Illisible {
            nom: nom.to_owned(),
            cause: e.to_string(),
        })?;
        let mut lignes: Vec<Ligne> = Vec::new();
        for mut l in ecrite.fiches {
            l.plate = plat(&l.phrase);
            let faute = if l.plate.is_empty() {
                Some("n'a pas de mot. Écrivez-en un, ou ôtez la ligne")
            } else if lignes.iter().any(|x| x.plate == l.plate && x.role == l.role) {
                Some("y est deux fois pour ce rôle. Gardez une ligne")
            } else {
                None
            };
            if let Some(faute) = faute {
                return Err(FichesError::Phrase {
                    nom: nom.to_owned(),
                    phrase: l.phrase,
                    faute: faute.to_owned(),
                });
            }
            let connues = match l.role {
                Role::Patient => &lexique.patients,
                Role::Professionnel => &lexique.professionnels,
            };
            if !l.fiche.is_empty() && !connues.contains(&l.fiche) {
                return Err(FichesError::Fiche {
                    nom: nom.to_owned(),
                    suggestion: suggerer_et_finir(&l.fiche, connues.iter().map(String::as_str)),
                    phrase: l.phrase,
                    role: l.role,
                    fiche: l.fiche,
                });
            }
            lignes.push(l);
        }
        lignes.sort_by_key(|l| Reverse(l.plate.len()));
        Ok(Self(lignes))
    }
}

/// The persons that a scenario speaks of, one a role at most: what its title and its contexte say before what its étapes say, the longest phrase before
/// the others; one word alone only where no other phrase says anything.
#[must_use]
pub fn fiches_de(scenario: &Scenario, table: &Table) -> Vec<Trouvee> {
    let lire = |g: &Gabarit| plat(&g.en_clair());
    // A short objective is the title, and is not repeated in the contexte.
    let contexte: Vec<String> = std::iter::once(plat(&scenario.titre))
        .chain(scenario.contexte.iter().map(lire))
        .collect();
    let etapes: Vec<String> = scenario.etapes.iter().flat_map(|e| &e.voir).map(lire).collect();
    [Role::Patient, Role::Professionnel]
        .into_iter()
        .filter_map(|role| {
            let lignes: Vec<&Ligne> = table.0.iter().filter(|l| l.role == role).collect();
            [false, true].into_iter().find_map(|un_mot| {
                let ici = |textes: &[String]| la_plus_longue(textes, &lignes, un_mot);
                ici(&contexte).or_else(|| ici(&etapes))
            })
        })
        .map(|l| Trouvee {
            role: l.role,
            fiche: l.fiche.clone(),
            phrase: l.phrase.clone(),
        })
        .collect()
}

/// The longest phrase that names somebody in these texts, where no longer one covers it. The first text breaks ties.
fn la_plus_longue<'l>(textes: &[String], lignes: &[&'l Ligne], un_mot: bool) -> Option<&'l Ligne> {
    let mut trouvee: Option<&Ligne> = None;
    for texte in textes {
        let mut reste = format!(" {texte} ");
        for l in lignes {
            let cherche = format!(" {} ", l.plate);
            if !reste.contains(&cherche) {
                continue;
            }
            // What a longer phrase said is not read again by a shorter one.
            reste = reste.replace(&cherche, " | ");
            let nomme = !l.fiche.is_empty() && l.plate.contains(' ') != un_mot;
            if nomme && trouvee.is_none_or(|t| t.plate.len() < l.plate.len()) {
                trouvee = Some(l);
            }
        }
    }
    trouvee
}

/// Words in lower case, without accents, one space between.
fn plat(texte: &str) -> String {
    let plie = plier(texte).replace('œ', "oe");
    plie.split(|c: char| !c.is_alphanumeric())
        .filter(|m| !m.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::grammaire::charger;

    fn lexique() -> Lexique {
        Lexique {
            patients: ["QUALIFIEE_SIMPLE", "ADRUN_ZOE"].map(str::to_owned).into(),
            professionnels: ["BIOLOGISTE_1"].map(str::to_owned).into(),
            ..Lexique::default()
        }
    }

    fn table(lignes: &[(&str, &str, &str)]) -> Result<Table, FichesError> {
        let texte: String = lignes
            .iter()
            .map(|(p, r, f)| format!("[[fiches]]\nphrase = \"{p}\"\nrole = \"{r}\"\nfiche = \"{f}\"\n"))
            .collect();
        Table::lire("fiches.toml", &texte, &lexique())
    }

    fn trouve(contexte: &str, voir: &str, t: &Table) -> Vec<(String, String)> {
        let catalogue = crate::catalogues::lire(
            "r.toml",
            "code = 'R'\nversion = '1'\ntitre = 't'\ncouloir = 'c'\nvague = 1\nsource = 's'\n[[exigences]]\nid = 'X'\nchapitre = 'c'\nprofil = 'Général'\nnature = 'EXIGENCE'\nresume = 'r'\n",
        );
        let lexique = Lexique {
            catalogues: vec![catalogue.unwrap()],
            ..lexique()
        };
        let texte = format!(
            "scenario: S\ntitre: t\nreferentiel: [R]\nexigences: [X]\ncontexte: [\"{contexte}\"]\netapes:\n  - etape: 1\n    voir: [\"{voir}\"]\n"
        );
        let s = charger("S.yaml", &texte, &lexique).unwrap();
        fiches_de(&s, t).into_iter().map(|f| (f.fiche, f.phrase)).collect()
    }

    #[test]
    fn a_text_that_denies_does_not_say_the_contrary() {
        let t = table(&[
            ("INS qualifiée", "patient", "QUALIFIEE_SIMPLE"),
            ("INS n'est pas qualifiée", "patient", "ADRUN_ZOE"),
            ("non qualifiée", "patient", "ADRUN_ZOE"),
            ("pas d'INS qualifiée", "patient", ""),
            ("biologiste", "professionnel", "BIOLOGISTE_1"),
        ])
        .unwrap();
        let fiches = |c: &str, v: &str| trouve(c, v, &t).into_iter().map(|(f, _)| f).collect::<Vec<_>>();
        assert_eq!(fiches("Un patient dont l’INS qualifiée", "x"), ["QUALIFIEE_SIMPLE"]);
        assert_eq!(fiches("Un patient dont l’INS n'est pas Qualifiée", "x"), ["ADRUN_ZOE"]);
        assert_eq!(
            fiches("Son identité est non qualifiée", "l'INS qualifiée"),
            ["ADRUN_ZOE"],
            "the contexte comes first"
        );
        assert!(fiches("Il n'a pas d'INS qualifiée", "x").is_empty());
        assert_eq!(
            fiches("x", "Le biologiste ouvre l'INS qualifiée"),
            ["QUALIFIEE_SIMPLE", "BIOLOGISTE_1"]
        );
        assert!(fiches("une INS qualifiées", "biologistes").is_empty(), "whole words");
    }

    #[test]
    fn one_word_serves_where_no_phrase_does() {
        let t = table(&[
            ("patient", "patient", "QUALIFIEE_SIMPLE"),
            ("identité récupérée", "patient", "ADRUN_ZOE"),
        ])
        .unwrap();
        assert_eq!(
            trouve("Le patient", "Une identité récupérée", &t),
            [("ADRUN_ZOE".to_owned(), "identité récupérée".to_owned())]
        );
        assert_eq!(trouve("Le patient", "x", &t)[0].0, "QUALIFIEE_SIMPLE");
    }

    #[test]
    fn an_error_says_what_to_do() {
        let dit = |l: &[(&str, &str, &str)]| table(l).unwrap_err().to_string();
        assert_eq!(
            dit(&[("patient", "patient", "QUALIFIE_SIMPLE")]),
            "fiches.toml : « patient » nomme la fiche QUALIFIE_SIMPLE, qui n'est pas celle d'un patient ; vouliez-vous dire « QUALIFIEE_SIMPLE » ?"
        );
        assert!(dit(&[("médecin", "professionnel", "ADRUN_ZOE")]).contains("n'est pas celle d'un professionnel"));
        assert!(dit(&[("  ", "patient", "")]).contains("n'a pas de mot"));
        assert!(dit(&[("Médecin", "patient", ""), ("medecin", "patient", "")]).contains("deux fois"));
        assert!(dit(&[("a", "animal", "")]).contains("illisible"));
    }
}
