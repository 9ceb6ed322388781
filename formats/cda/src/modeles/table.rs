//! The types of documents, and what their models ask for, as the schematrons of the ANS do: a table (`donnees/documents.toml`), and no
//! code by type.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use segur_model::{Rule, Trust};
use serde::Deserialize;

use crate::ns;

/// The nomenclature of the ANS for what LOINC does not name.
const TA_ASIP: &str = "1.2.250.1.213.1.1.4.12";

/// A text that does not read is caught by a test of this file.
static DONNEES: LazyLock<Documents> = LazyLock::new(|| toml::from_str(include_str!("../../donnees/documents.toml")).unwrap_or_default());

/// The whole table.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) struct Documents {
    /// Types whose model is judged by rules of their own.
    volets_a_part: Vec<String>,
    noms: BTreeMap<Systeme, BTreeMap<String, String>>,
    /// Documents that have no structured model.
    #[serde(rename = "forme")]
    pub(crate) formes: Vec<Forme>,
    /// Structured models.
    #[serde(rename = "modele")]
    pub(crate) modeles: Vec<ModeleDeDocument>,
}

/// A code system of types.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Systeme {
    #[default]
    Loinc,
    Ans,
}

impl Systeme {
    pub(crate) fn oid(self) -> &'static str {
        match self {
            Self::Loinc => ns::LOINC,
            Self::Ans => TA_ASIP,
        }
    }
}

/// How far a row is to be trusted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Confiance {
    Verifiee,
    Rapportee,
}

/// What a document of a type is, when it is not structured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub(crate) enum Genre {
    /// A file in a CDA.
    N1,
    /// No CDA.
    #[serde(rename = "DICOM")]
    Dicom,
}

/// A type of document that has no structured model.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) struct Forme {
    pub(crate) code: String,
    #[serde(default)]
    pub(crate) systeme: Systeme,
    pub(crate) forme: Genre,
    source: String,
    confiance: Confiance,
}

/// A section of the first level that a model asks for.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) struct Section {
    /// `templateId`.
    pub(crate) modele: String,
    /// How many at least.
    pub(crate) min: usize,
    /// How many at most; without it, as many as one likes.
    pub(crate) max: Option<usize>,
}

/// A model of structured document, in one or several of its versions.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) struct ModeleDeDocument {
    /// Its name.
    pub(crate) nom: String,
    /// Its `templateId`, without the root of the models of the CI-SIS.
    pub(crate) racine: String,
    /// `@extension` of that `templateId`: the versions that this row tells.
    pub(crate) versions: Vec<String>,
    /// The other `templateId` that go with it.
    #[serde(default)]
    pub(crate) avec: Vec<String>,
    /// `code` of the document: one of these.
    pub(crate) codes: Vec<String>,
    /// The system of these codes.
    #[serde(default)]
    pub(crate) systeme: Systeme,
    /// `code` that one act (`documentationOf/serviceEvent`) has: one of these. None: any.
    #[serde(default)]
    pub(crate) actes: Vec<String>,
    /// Elements of the header, by their path.
    #[serde(default)]
    pub(crate) en_tete: Vec<String>,
    /// Sections.
    #[serde(default)]
    pub(crate) sections: Vec<Section>,
    /// Sections of the first level, one of which is there once.
    #[serde(default)]
    pub(crate) une_de: Vec<String>,
    /// `templateId` that the body has somewhere.
    #[serde(default)]
    pub(crate) partout: Vec<String>,
    /// Whether it asks for a PDF copy of the document.
    #[serde(default)]
    pub(crate) copie_pdf: bool,
    source: String,
    confiance: Confiance,
}

impl ModeleDeDocument {
    /// A rule, as this row has it: its source, and how far it is trusted.
    pub(crate) fn selon(&'static self, regle: Rule) -> Rule {
        selon(regle, &self.source, self.confiance)
    }
}

impl Forme {
    /// As that of a model.
    pub(crate) fn selon(&'static self, regle: Rule) -> Rule {
        selon(regle, &self.source, self.confiance)
    }
}

fn selon(regle: Rule, source: &'static str, confiance: Confiance) -> Rule {
    let trust = match confiance {
        Confiance::Verifiee => regle.trust,
        Confiance::Rapportee => Trust::SecondHand,
    };
    Rule { source, trust, ..regle }
}

/// The table.
pub(crate) fn documents() -> &'static Documents {
    &DONNEES
}

/// French name of a type of document (JDV_J07, revision of 27/09/2024). None: the type is not in that set.
pub(crate) fn nom_du_type(code: &str, systeme: &str) -> Option<&'static str> {
    let noms = DONNEES.noms.iter().find(|(s, _)| s.oid() == systeme)?.1;
    noms.get(code).map(String::as_str)
}

/// Whether documents of a type have a structured model that is known here.
pub(crate) fn a_un_volet(code: &str, systeme: &str) -> bool {
    let a_part = systeme == ns::LOINC && DONNEES.volets_a_part.iter().any(|c| c == code);
    a_part
        || DONNEES
            .modeles
            .iter()
            .any(|m| m.systeme.oid() == systeme && m.codes.iter().any(|c| c == code))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn la_table_se_lit_et_ne_dit_rien_deux_fois() {
        let lue: Documents = toml::from_str(include_str!("../../donnees/documents.toml")).unwrap();
        assert_eq!((lue.noms[&Systeme::Loinc].len(), lue.noms[&Systeme::Ans].len()), (78, 35));
        let cles: Vec<(&str, &str)> = lue
            .modeles
            .iter()
            .flat_map(|m| m.versions.iter().map(|v| (m.racine.as_str(), v.as_str())))
            .collect();
        assert_eq!(cles.iter().collect::<BTreeSet<_>>().len(), cles.len());
        for modele in &lue.modeles {
            assert!(
                !modele.versions.is_empty() && !modele.codes.is_empty() && !modele.source.is_empty(),
                "{}",
                modele.nom
            );
            for code in &modele.codes {
                assert!(nom_du_type(code, modele.systeme.oid()).is_some(), "{}: {code}", modele.nom);
            }
        }
        for forme in &lue.formes {
            assert!(nom_du_type(&forme.code, forme.systeme.oid()).is_some(), "{}", forme.code);
            assert!(!a_un_volet(&forme.code, forme.systeme.oid()), "{}", forme.code);
        }
    }

    #[test]
    fn les_noms_des_types() {
        assert_eq!(nom_du_type("34874-8", ns::LOINC), Some("CR opératoire"));
        assert_eq!(nom_du_type("SYNTH", TA_ASIP), Some("Synthèse"));
        for (code, systeme) in [("SYNTH", ns::LOINC), ("46241-6", ns::LOINC), ("11502-2", ""), ("11502-2", TA_ASIP)] {
            assert_eq!(nom_du_type(code, systeme), None, "{code}");
        }
    }
}
