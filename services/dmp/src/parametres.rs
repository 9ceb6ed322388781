//! The parameters that the DMP publishes, and that a software reads again every day (`param-lps`).
//!
//! Their names are public (guide DMPi, §3.1.1, as integrators quote it); the syntax of the real file is not: the one that is served is of
//! our own making, and says so. What a product must do with a value is judged, never how it reads the file.

use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

static DEPART: LazyLock<Option<Parametres>> = LazyLock::new(|| toml::from_str(include_str!("../donnees/parametres.toml")).ok());

/// Their values.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Parametres {
    /// The DMP of production, or one of test.
    pub production: bool,
    /// Whether software plays what is about minors: invisible to their representatives, *connexion secrète*.
    pub fonctions_gestion_mineurs: bool,
    /// Whether a document may be masked to professionals and invisible to the patient at once.
    #[serde(rename = "cumul-invisible_patient-masque_ps")]
    pub cumul_invisible_patient_masque_ps: bool,
    /// In years: somebody younger is a minor.
    pub age_majorite: u8,
}

/// Those to change; the others stay.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub(crate) struct Reglage {
    pub production: Option<bool>,
    pub fonctions_gestion_mineurs: Option<bool>,
    #[serde(rename = "cumul-invisible_patient-masque_ps")]
    pub cumul_invisible_patient_masque_ps: Option<bool>,
    pub age_majorite: Option<u8>,
}

impl Default for Parametres {
    /// Those of the data; the tests of the program read it.
    fn default() -> Self {
        DEPART.clone().unwrap_or(Self {
            production: false,
            fonctions_gestion_mineurs: true,
            cumul_invisible_patient_masque_ps: false,
            age_majorite: 18,
        })
    }
}

impl Parametres {
    /// Takes what is to change.
    pub fn regler(&mut self, reglage: &Reglage) {
        self.production = reglage.production.unwrap_or(self.production);
        self.fonctions_gestion_mineurs = reglage.fonctions_gestion_mineurs.unwrap_or(self.fonctions_gestion_mineurs);
        self.cumul_invisible_patient_masque_ps = reglage
            .cumul_invisible_patient_masque_ps
            .unwrap_or(self.cumul_invisible_patient_masque_ps);
        self.age_majorite = reglage.age_majorite.unwrap_or(self.age_majorite);
    }
}

/// The document.
pub(crate) fn ecrire(p: &Parametres) -> String {
    let parametre = |nom: &str, genre: &str, valeur: &str| format!("  <parametre nom=\"{nom}\" type=\"{genre}\">{valeur}</parametre>\n");
    let booleen = |nom, valeur: bool| parametre(nom, "booleen", if valeur { "true" } else { "false" });
    [
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n".to_owned(),
        "<!-- Document simulé. Les noms des paramètres sont ceux du DMP ; la syntaxe de ce fichier est propre au banc d'essai : celle du vrai \
         param-lps n'est pas publique. -->\n"
            .to_owned(),
        "<parametres-dmp xmlns=\"urn:segur-bench:dmp:param-lps\">\n".to_owned(),
        format!("  <plateforme>{}</plateforme>\n", if p.production { "production" } else { "test" }),
        booleen("fonctions-gestion-mineurs", p.fonctions_gestion_mineurs),
        booleen("cumul-invisible_patient-masque_ps", p.cumul_invisible_patient_masque_ps),
        parametre("age-majorite", "entier", &p.age_majorite.to_string()),
        "</parametres-dmp>\n".to_owned(),
    ]
    .concat()
}

#[cfg(test)]
mod tests {

    use super::*;

    #[test]
    fn the_document_says_each_parameter_and_that_its_syntax_is_ours() {
        let depart = Parametres::default();
        assert_eq!(DEPART.as_ref(), Some(&depart));
        let texte = ecrire(&depart);
        insta::assert_snapshot!(texte, @r#"
        <?xml version="1.0" encoding="UTF-8"?>
        <!-- Document simulé. Les noms des paramètres sont ceux du DMP ; la syntaxe de ce fichier est propre au banc d'essai : celle du vrai param-lps n'est pas publique. -->
        <parametres-dmp xmlns="urn:segur-bench:dmp:param-lps">
          <plateforme>test</plateforme>
          <parametre nom="fonctions-gestion-mineurs" type="booleen">true</parametre>
          <parametre nom="cumul-invisible_patient-masque_ps" type="booleen">false</parametre>
          <parametre nom="age-majorite" type="entier">18</parametre>
        </parametres-dmp>
        "#);
        segur_soap::lire(&texte).unwrap();
    }

    #[test]
    fn each_parameter_changes_alone() {
        let depart = Parametres::default();
        for (reglage, attendu) in [
            ("production = true", "<plateforme>production<"),
            (
                "fonctions-gestion-mineurs = false",
                "\"fonctions-gestion-mineurs\" type=\"booleen\">false<",
            ),
            ("cumul-invisible_patient-masque_ps = true", "masque_ps\" type=\"booleen\">true<"),
            ("age-majorite = 15", ">15<"),
        ] {
            let mut p = depart.clone();
            p.regler(&toml::from_str(reglage).unwrap());
            assert_ne!(p, depart);
            let (avant, apres) = (ecrire(&depart), ecrire(&p));
            assert!(apres.contains(attendu) && !avant.contains(attendu), "{apres}");
            assert_eq!(avant.lines().zip(apres.lines()).filter(|(a, b)| a != b).count(), 1);
        }
        assert!(toml::from_str::<Reglage>("age_majorite = 15").is_err());
        assert!(toml::from_str::<Reglage>("age-majorite = 300").is_err());
    }
}
