//! The value sets of the DMP, each in the version that the bench has: which codes, of which code systems. The same code may stand in a
//! set under two systems, so that a code alone tells nothing. Sets are revised, and the one of a vendor may be older or newer than ours:
//! whoever judges by a set says its version.

use std::collections::HashMap;
use std::fmt;
use std::sync::LazyLock;

/// Sectors of activity, of a VIHF and of a document.
pub static SECTEURS: LazyLock<Liste> = LazyLock::new(|| Liste::lire(include_str!("../../donnees/jdv-j61.txt")));
/// Roles of a VIHF: professions, and what goes with them.
pub static ROLES: LazyLock<Liste> = LazyLock::new(|| Liste::lire(include_str!("../../donnees/jdv-j65.txt")));
/// Restrictions of audience of a VIHF.
pub static RESTRICTIONS: LazyLock<Liste> = LazyLock::new(|| Liste::lire(include_str!("../../donnees/jdv-j64.txt")));

/// A value set. As text, its name and its version.
#[derive(Debug)]
pub struct Liste {
    nom: &'static str,
    oid: &'static str,
    version: &'static str,
    systemes: HashMap<&'static str, Vec<&'static str>>,
}

impl Liste {
    /// Reads one: `# name OID AAAAMMJJ`, other comments, then one code and its system a line.
    #[must_use]
    pub fn lire(texte: &'static str) -> Self {
        let mut entete = texte.lines().next().unwrap_or_default().split_whitespace().skip(1);
        let mut systemes: HashMap<_, Vec<_>> = HashMap::new();
        for (code, systeme) in couples(texte) {
            systemes.entry(code).or_default().push(systeme);
        }
        Self {
            nom: entete.next().unwrap_or_default(),
            oid: entete.next().unwrap_or_default(),
            version: entete.next().unwrap_or_default(),
            systemes,
        }
    }

    /// Its OID.
    #[must_use]
    pub fn oid(&self) -> &'static str {
        self.oid
    }

    /// Its version, `AAAAMMJJ`.
    #[must_use]
    pub fn version(&self) -> &'static str {
        self.version
    }

    /// Whether it has this code, of this system.
    #[must_use]
    pub fn contient(&self, code: &str, systeme: &str) -> bool {
        self.systemes(code).contains(&systeme)
    }

    /// The systems under which it has this code; none when it has it not.
    #[must_use]
    pub fn systemes(&self, code: &str) -> &[&'static str] {
        self.systemes.get(code).map(Vec::as_slice).unwrap_or_default()
    }

    /// Each code and its system, in no order.
    pub fn iter(&self) -> impl Iterator<Item = (&'static str, &'static str)> {
        self.systemes.iter().flat_map(|(code, s)| s.iter().map(|s| (*code, *s)))
    }
}

impl fmt::Display for Liste {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} (version {} au banc)", self.nom, self.version)
    }
}

/// The two words of each line that is no comment.
pub fn couples(texte: &'static str) -> impl Iterator<Item = (&'static str, &'static str)> {
    texte.lines().filter(|l| !l.starts_with('#')).filter_map(|l| l.split_once(' '))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn un_code_va_avec_son_systeme() {
        assert_eq!(ROLES.to_string(), "JDV_J65-SubjectRole-DMP (version 20240927 au banc)");
        assert_eq!((ROLES.oid(), ROLES.iter().count()), ("1.2.250.1.213.1.1.5.5", 432));
        // A profession, and the same in training.
        assert_eq!(ROLES.systemes("10"), ["1.2.250.1.71.1.2.7", "1.2.250.1.71.1.2.8"]);
        assert!(!ROLES.contient("10", "1.2.250.1.71.4.2.5") && !ROLES.contient("SECRETARIAT", "1.2.250.1.213.1.1.4.6"));
        assert!(ROLES.contient("AUTOMATE", "1.2.250.1.213.1.1.4.6"));
        let sante = "1.2.250.1.71.4.2.4";
        assert!(SECTEURS.contient("SA11", sante) && SECTEURS.contient("SA25", sante));
        assert!(["SA62", "SA66", "SA67", "SA70"].iter().all(|s| SECTEURS.systemes(s).is_empty()));
        assert_eq!(
            RESTRICTIONS.iter().collect::<Vec<_>>(),
            [("INVISIBLE_REPRESENTANTS_LEGAUX", "1.2.250.1.213.1.1.4.13")]
        );
        assert_eq!(SECTEURS.version(), "20240927");
    }

    /// Ours are those of the tables that they are made from.
    #[test]
    fn les_listes_sont_celles_des_tables() {
        for (liste, fichier) in [
            (&*SECTEURS, "JDV_J61-HealthcareFacilityTypeCode-DMP.tsv"),
            (&*ROLES, "JDV_J65-SubjectRole-DMP.tsv"),
            (&*RESTRICTIONS, "JDV_J64-RestrictionAudienceVIHF-DMP.tsv"),
        ] {
            let Some(chemin) = segur_essais::corpus(&format!("valuesets/{fichier}")) else {
                return;
            };
            let texte = std::fs::read_to_string(chemin).unwrap();
            let mut attendus: Vec<Vec<&str>> = texte.lines().skip(1).map(|l| l.split('\t').take(2).collect()).collect();
            let mut vus: Vec<Vec<&str>> = liste.iter().map(|(c, s)| vec![c, s]).collect();
            attendus.sort();
            vus.sort();
            assert_eq!(vus, attendus, "{fichier}");
        }
    }
}
