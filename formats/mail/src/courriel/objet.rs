//! The subject of a mail that carries an archive: `XDM/1.0/DDM+<libellé> <NOM> <prénom> <date de naissance>`.

use super::objet_date::finale;

/// What announces an archive.
pub const MARQUE: &str = "XDM/1.0/DDM";
/// Characters of the label, at most.
pub const LIBELLE_MAX: usize = 40;

/// A subject, taken apart. Where the label ends and where the name begins cannot be told from the text alone.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Objet {
    /// It holds [`MARQUE`].
    pub xdm: bool,
    /// What stands before it.
    pub prefixe: String,
    /// The « + » follows it at once.
    pub plus: bool,
    /// White space stands behind the « + », as in published examples.
    pub espace: bool,
    /// What follows, without the date.
    pub suite: String,
    /// `JJ/MM/AAAA`, or whatever stands for a date at the end.
    pub date: Option<String>,
}

impl Objet {
    /// Takes a decoded subject apart.
    #[must_use]
    pub fn lire(objet: &str) -> Self {
        let Some(ici) = objet.find(MARQUE) else {
            return Self {
                prefixe: objet.to_owned(),
                ..Self::default()
            };
        };
        let apres = objet.get(ici + MARQUE.len()..).unwrap_or_default();
        let (plus, suite) = match apres.strip_prefix('+') {
            Some(suite) => (true, suite),
            None => (false, apres),
        };
        let (suite, date) = finale(suite.trim());
        Self {
            xdm: true,
            prefixe: objet.get(..ici).unwrap_or_default().trim().to_owned(),
            plus,
            espace: plus && apres.get(1..).is_some_and(|s| s.starts_with(char::is_whitespace)),
            suite: serrer(suite),
            date: date.map(str::to_owned),
        }
    }

    /// The label and the patient, when the patient's name is known: the subject ends with it, whatever its case and accents.
    #[must_use]
    pub fn separer(&self, nom: &str, prenom: &str) -> Option<(&str, &str)> {
        let attendu = serrer(&format!("{nom} {prenom}"));
        // One character may give several: only ends of words are tried.
        let debuts = self
            .suite
            .char_indices()
            .filter(|(i, _)| *i == 0 || self.suite.get(..*i).is_some_and(|a| a.ends_with(' ')));
        let reduit = segur_ids::sans_accent(&attendu);
        debuts
            .map(|(i, _)| self.suite.split_at(i))
            // A letter has four bytes at most, and one of two letters gives two.
            .filter(|(_, patient)| patient.len() <= 4 * reduit.len() && reduit.len() <= 2 * patient.len())
            .find(|(_, patient)| segur_ids::sans_accent(patient) == reduit)
            .map(|(libelle, patient)| (libelle.trim_end(), patient))
    }

    /// Whether what stands before is that of an answer or of a forwarded mail (« Re: », « Tr: »…), or of a report of integration.
    #[must_use]
    pub fn prefixe_admis(&self) -> bool {
        self.prefixe.is_empty() || est_une_reponse(&self.prefixe) || est_un_transfert(&self.prefixe) || self.code_ko().is_some()
    }

    /// The code of a report of integration that failed: `[KO Intégration système !][902]`, or `[Erreur d'intégration !][902]`.
    #[must_use]
    pub fn code_ko(&self) -> Option<&str> {
        let (annonce, reste) = self.prefixe.strip_prefix('[')?.split_once(']')?;
        let (code, fin) = reste.trim().strip_prefix('[')?.split_once(']')?;
        let annonce = segur_ids::sans_accent(annonce);
        let ko = annonce.contains("INTEGRATION") && (annonce.contains("KO") || annonce.contains("ERREUR"));
        (ko && fin.trim().is_empty() && !code.is_empty()).then_some(code.trim())
    }
}

/// Whether a subject is that of an answer.
#[must_use]
pub fn est_une_reponse(objet: &str) -> bool {
    commence(objet, &["re:", "re :", "rép:", "rép :", "aw:"])
}

/// Whether a subject is that of a forwarded mail.
#[must_use]
pub fn est_un_transfert(objet: &str) -> bool {
    commence(objet, &["tr:", "tr :", "fwd:", "fw:", "fwd :", "fw :"])
}

fn commence(objet: &str, mots: &[&str]) -> bool {
    let bas = objet.trim_start().to_lowercase();
    mots.iter().any(|m| bas.starts_with(m))
}

/// Whether a text says that what it comes with replaces what was sent before.
#[must_use]
pub fn dit_remplacer(texte: &str) -> bool {
    let mots = segur_ids::sans_accent(&serrer(texte));
    let mots: String = mots.chars().map(|c| if c.is_alphanumeric() { c } else { ' ' }).collect();
    serrer(&mots).contains("ANNULE ET REMPLACE")
}

/// One space between words, none around.
pub(crate) fn serrer(texte: &str) -> String {
    texte.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_subject_is_taken_apart() {
        let o = Objet::lire("XDM/1.0/DDM+Compte rendu d'examens DE LA RUE Jean-Noël 28/03/1979");
        assert!(o.xdm && o.plus && !o.espace && o.prefixe.is_empty());
        assert_eq!(o.date.as_deref(), Some("28/03/1979"));
        assert_eq!(
            o.separer("DE LA RUE", "JEAN-NOEL"),
            Some(("Compte rendu d'examens", "DE LA RUE Jean-Noël"))
        );
        assert_eq!(o.separer("LARUE", "JEAN"), None);
        let sans_date = Objet::lire("[Annule et remplace] XDM/1.0/DDM+ CR  PAT-TROIS DOMINIQUE");
        assert!(sans_date.espace && sans_date.date.is_none() && !sans_date.prefixe_admis());
        assert_eq!(sans_date.separer("PAT-TROIS", "DOMINIQUE"), Some(("CR", "PAT-TROIS DOMINIQUE")));
        assert!(!Objet::lire("Bonjour").xdm);
        assert!(!Objet::lire("XDM/1.0/DDM CR A B").plus);
        assert!(Objet::lire("Re: XDM/1.0/DDM+CR A B").prefixe_admis());
    }

    #[test]
    fn the_code_of_a_failed_integration() {
        for (objet, code) in [
            ("[KO Intégration système !][902] XDM/1.0/DDM+CR A B", Some("902")),
            ("[Erreur d’intégration !][904] XDM/1.0/DDM+ CR A B", Some("904")),
            ("[KO Intégration système !] XDM/1.0/DDM+CR A B", None),
            ("[Annule et remplace] XDM/1.0/DDM+CR A B", None),
        ] {
            assert_eq!(Objet::lire(objet).code_ko(), code, "{objet}");
        }
    }

    #[test]
    fn annule_et_remplace_however_it_is_written() {
        for dit in [
            "[Annule et remplace] CR",
            "Ce document ANNULE  ET\nREMPLACE le précédent",
            "annule-et-remplace",
        ] {
            assert!(dit_remplacer(dit), "{dit}");
        }
        assert!(!dit_remplacer("Ce document remplace le précédent"));
    }
}
