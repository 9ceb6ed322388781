//! The codes that the prefilled documents use, with their labels (`listes.toml`).

use std::collections::BTreeMap;
use std::sync::LazyLock;

use segur_model::world::Professionnel;
use serde::Deserialize;

use super::Code;

/// Code systems (dmp.md §4.5 to §4.8).
pub(super) const LOINC: &str = "2.16.840.1.113883.6.1";
pub(super) const TA_ASIP: &str = "1.2.250.1.213.1.1.4.12";
const CLASSES: &str = "1.2.250.1.213.1.1.4.1";
const SPECIALITES: &str = "1.2.250.1.213.1.1.4.5";
const EXPRESSION: &str = "1.2.250.1.213.1.1.4.6";
const SECTEURS: &str = "1.2.250.1.71.4.2.4";
const CADRES: &str = "1.2.250.1.213.1.1.4.9";
const VISIBILITES: &str = "1.2.250.1.213.1.1.4.13";
const NIVEAUX: &str = "2.16.840.1.113883.5.25";
const FORMATS_IHE: &str = "1.3.6.1.4.1.19376.1.2.3";
const FORMATS_ANS: &str = "1.2.250.1.213.1.1.4.2.282";

/// What the patient wrote is of this sector, of this setting and by this author.
pub(super) fn expression() -> Code {
    Code::nouveau("EXP_PATIENT", EXPRESSION, "Expression personnelle du patient")
}

/// Function of the author (HL7 ParticipationFunction).
pub(super) fn medecin_traitant() -> Code {
    Code::nouveau("PCP", "2.16.840.1.113883.5.88", "Médecin traitant")
}

pub(super) fn normal() -> Code {
    Code::nouveau("N", NIVEAUX, "Normal")
}

pub(super) fn format_pdf() -> Code {
    Code::nouveau(
        "urn:ihe:iti:xds-sd:pdf:2008",
        FORMATS_IHE,
        "Document à corps non structuré en Pdf/A-1",
    )
}

pub(super) fn format_texte() -> Code {
    Code::nouveau(
        "urn:ihe:iti:xds-sd:text:2008",
        FORMATS_IHE,
        "Document à corps non structuré en texte brut",
    )
}

pub(super) fn format_bio() -> Code {
    Code::nouveau(
        "urn:ihe:lab:xd-lab:2008",
        FORMATS_IHE,
        "Compte rendu structuré d'examens de biologie médicale",
    )
}

pub(super) fn format_kos() -> Code {
    Code::nouveau(
        super::kos::CLASSE_SOP,
        "1.2.840.10008.2.6.1",
        "Document Références d'objets d'un examen d'imagerie selon profil IHE RAD XDS-I",
    )
}

pub(super) fn format_vaccins(historique: bool) -> Code {
    match historique {
        true => Code::nouveau("urn:asip:ci-sis:vac:2019", FORMATS_ANS, "Historique des vaccinations"),
        false => Code::nouveau("urn:asip:ci-sis:vac-note:2021", FORMATS_ANS, "Note de vaccination"),
    }
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Listes {
    types: BTreeMap<String, Type>,
    classes: BTreeMap<String, String>,
    specialites: BTreeMap<String, String>,
    secteurs: BTreeMap<String, String>,
    cadres: BTreeMap<String, String>,
    rencontres: BTreeMap<String, (String, String)>,
    visibilites: BTreeMap<String, String>,
}

/// A type of document.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Type {
    #[serde(default)]
    systeme: Option<String>,
    libelle: String,
    classe: String,
}

/// The embedded list: a test holds that it can be read.
static LISTES: LazyLock<Listes> = LazyLock::new(|| toml::from_str(include_str!("../../donnees/prerempli/listes.toml")).unwrap_or_default());

/// The type and its class: LOINC when it begins with a digit, else TA_ASIP, unless the list says the system.
pub(super) fn type_et_classe(code: &str) -> Option<(Code, Code)> {
    let t = LISTES.types.get(code)?;
    let defaut = if code.starts_with(|c: char| c.is_ascii_digit()) {
        LOINC
    } else {
        TA_ASIP
    };
    let systeme = t.systeme.as_deref().unwrap_or(defaut);
    let classe = LISTES.classes.get(&t.classe)?;
    Some((Code::nouveau(code, systeme, &t.libelle), Code::nouveau(&t.classe, CLASSES, classe)))
}

/// Profession and speciality of a professional, JDV_J01.
pub(super) fn specialite(p: &Professionnel) -> Option<Code> {
    let exercices = p.exercices();
    let exercice = exercices.first()?;
    let section = exercice.activites.iter().map(|a| a.section.as_str()).find(|s| !s.is_empty());
    let code = match exercice.savoir_faire.as_deref().or(section) {
        Some(suite) => format!("G15_{}/{suite}", exercice.profession),
        None => format!("G15_{}", exercice.profession),
    };
    LISTES.specialites.get(&code).map(|l| Code::nouveau(&code, SPECIALITES, l))
}

pub(super) fn secteur(code: &str) -> Option<Code> {
    LISTES.secteurs.get(code).map(|l| Code::nouveau(code, SECTEURS, l))
}

pub(super) fn cadre(code: &str) -> Option<Code> {
    LISTES.cadres.get(code).map(|l| Code::nouveau(code, CADRES, l))
}

pub(super) fn rencontre(code: &str) -> Option<Code> {
    LISTES.rencontres.get(code).map(|(systeme, l)| Code::nouveau(code, systeme, l))
}

pub(super) fn visibilite(code: &str) -> Option<Code> {
    LISTES.visibilites.get(code).map(|l| Code::nouveau(code, VISIBILITES, l))
}

#[cfg(test)]
pub(super) fn lisible() -> Result<(), toml::de::Error> {
    toml::from_str::<Listes>(include_str!("../../donnees/prerempli/listes.toml")).map(|_| ())
}

#[cfg(test)]
pub(super) fn types() -> Vec<(Code, Code)> {
    LISTES.types.keys().filter_map(|t| type_et_classe(t)).collect()
}
