//! What the name of a workbook says: `REM-MDV-LGC-Va2.xlsx`, `prefix_ddMMyyyy_trigram_milestone.xlsx`.

use std::sync::LazyLock;

use regex::Regex;

use crate::texte::plat;

static CODE: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"(?i)REM[-_][A-Z]{2,8}(?:[-_][A-Z]{2,8})?[-_]Va\d").ok());
static DATE: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"(?:^|[_-])(\d{2})(\d{2})(20\d{2})(?:[_.-]|$)").ok());
static VAGUE: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"(?i)(?:va|vague[ _-]?)([12])").ok());

/// Words of a name, and the couloir that they are of.
const COULOIRS: &[(&[&str], &str)] = &[
    (&["bio", "sgl", "loinc"], "biologie"),
    (&["ris", "ima", "imagerie"], "imagerie"),
    (&["db", "drim", "drimbox", "dbx"], "drimbox"),
    (&["lgc", "mdv"], "médecine de ville"),
    (&["dpi", "pfi", "hop"], "hôpital"),
    (&["lgo", "pha"], "officine"),
    (&["dui", "ms"], "médico-social"),
    (&["cd"], "chirurgiens-dentistes"),
    (&["sf"], "sages-femmes"),
    (&["paramed"], "paramédicaux"),
];

/// What a name says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Nom {
    pub code: String,
    pub date: Option<String>,
    pub couloir: String,
    pub vague: Option<u8>,
}

/// The name of a file, without its folder.
pub(crate) fn sans_dossier(fichier: &str) -> &str {
    fichier.rsplit(['/', '\\']).next().unwrap_or(fichier)
}

/// Reads the name of a file.
pub(crate) fn lire(fichier: &str) -> Nom {
    let nom = sans_dossier(fichier);
    let racine = nom.rsplit_once('.').map_or(nom, |(r, _)| r);
    let trouve = CODE.as_ref().and_then(|r| r.find(racine)).map(|m| m.as_str().replace('_', "-"));
    let code = trouve.unwrap_or_else(|| {
        let propre: String = racine
            .chars()
            .map(|c| if c.is_alphanumeric() || matches!(c, '-' | '.') { c } else { '-' })
            .take(60)
            .collect();
        if propre.contains(char::is_alphanumeric) {
            propre
        } else {
            "classeur".to_owned()
        }
    });
    let date = DATE
        .as_ref()
        .and_then(|r| r.captures(racine))
        .and_then(|c| Some(format!("{}-{}-{}", c.get(3)?.as_str(), c.get(2)?.as_str(), c.get(1)?.as_str())));
    let plate = plat(racine);
    let mots: Vec<&str> = plate.split(' ').collect();
    let couloir = COULOIRS
        .iter()
        .find(|(noms, _)| noms.iter().any(|n| mots.contains(n)))
        .map_or("", |(_, dit)| dit);
    let vague = VAGUE
        .as_ref()
        .and_then(|r| r.captures(racine))
        .and_then(|c| c.get(1)?.as_str().parse().ok());
    Nom {
        code,
        date,
        couloir: couloir.to_owned(),
        vague,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_says_its_code_its_date_and_its_couloir() {
        let n = lire("dossier/REM-MDV-LGC-Va2.xlsx");
        assert_eq!(
            (n.code.as_str(), n.couloir.as_str(), n.vague),
            ("REM-MDV-LGC-Va2", "médecine de ville", Some(2))
        );
        let n = lire("REM_08062026_BIO_va2.xlsx");
        assert_eq!((n.date.as_deref(), n.couloir.as_str()), (Some("2026-06-08"), "biologie"));
        assert_eq!(lire("mon classeur (1).xlsx").code, "mon-classeur--1-");
        assert_eq!(lire("###.xlsx").code, "classeur".to_owned());
        assert_eq!(lire("").code, "classeur");
    }
}
