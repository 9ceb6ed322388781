//! What of the counters is looked at.

use super::cle::Cle;

/// A site, and months; what is none keeps all.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Choix {
    /// FINESS, or the word of what is not told (`non-dit`, `autres`).
    pub site: Option<String>,
    /// First month, `AAAA-MM`, inclusive.
    pub du: Option<String>,
    /// Last month, inclusive.
    pub au: Option<String>,
}

/// A month that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("« {0} » n'est pas un mois : écrire AAAA-MM (2026-01)")]
pub struct MoisIllisible(String);

impl Choix {
    /// What a person gives; an empty text chooses nothing.
    pub fn lire(site: &str, du: &str, au: &str) -> Result<Self, MoisIllisible> {
        let texte = |t: &str| Some(t.trim().chars().take(40).collect::<String>()).filter(|t| !t.is_empty());
        let mois = |t: &str| texte(t).map_or(Ok(None), |m| if est_un_mois(&m) { Ok(Some(m)) } else { Err(MoisIllisible(m)) });
        Ok(Self {
            site: texte(site),
            du: mois(du)?,
            au: mois(au)?,
        })
    }

    /// Whether a line is of it. Months of this form are in the order of their texts.
    pub fn retient(&self, cle: &Cle) -> bool {
        self.site.as_ref().is_none_or(|s| cle.site.mot() == s)
            && self.du.as_ref().is_none_or(|du| cle.mois >= *du)
            && self.au.as_ref().is_none_or(|au| cle.mois <= *au)
    }

    /// As people read it.
    pub fn dit(&self) -> String {
        let site = self.site.as_ref().map_or("tous les sites".to_owned(), |s| format!("site {s}"));
        let mois = match (&self.du, &self.au) {
            (Some(du), Some(au)) if du == au => format!("mois {du}"),
            (Some(du), Some(au)) => format!("de {du} à {au}"),
            (Some(du), None) => format!("depuis {du}"),
            (None, Some(au)) => format!("jusqu'à {au}"),
            (None, None) => "tous les mois".to_owned(),
        };
        format!("{site}, {mois}")
    }
}

fn est_un_mois(t: &str) -> bool {
    let lu = t.split_once('-').filter(|(a, m)| a.len() == 4 && m.len() == 2);
    let chiffres = |t: &str| t.bytes().all(|b| b.is_ascii_digit());
    lu.is_some_and(|(a, m)| chiffres(a) && chiffres(m) && ("01"..="12").contains(&m))
}
