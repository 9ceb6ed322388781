//! The two sets of examinations that this laboratory makes, with invented results.

use serde::{Deserialize, Serialize};

use super::{CompteRendu, Etat};

/// A set of examinations.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Modele {
    #[default]
    Hemogramme,
    Glycemie,
}

/// A chapter of the report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Chapitre {
    pub code: &'static str,
    pub libelle: &'static str,
    /// Results known at once, when the report is partial.
    pub premiers: usize,
    pub examens: &'static [Examen],
}

/// One result.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Examen {
    /// LOINC.
    pub code: &'static str,
    pub libelle: &'static str,
    /// What the reader sees.
    pub nom: &'static str,
    pub valeur: &'static str,
    /// After a correction.
    pub corrigee: &'static str,
    /// UCUM.
    pub unite: &'static str,
    pub bas: &'static str,
    pub haut: &'static str,
}

const HEMOGRAMME: Chapitre = Chapitre {
    code: "18723-7",
    libelle: "Hématologie",
    premiers: 3,
    examens: &[
        Examen {
            code: "718-7",
            libelle: "Hémoglobine [Masse/Volume] Sang ; Numérique",
            nom: "Hémoglobine",
            valeur: "13.9",
            corrigee: "13.6",
            unite: "g/dL",
            bas: "13.0",
            haut: "17.0",
        },
        Examen {
            code: "789-8",
            libelle: "Érythrocytes [Nombre/Volume] Sang ; Numérique ; Comptage automate",
            nom: "Érythrocytes",
            valeur: "4.71",
            corrigee: "4.71",
            unite: "10*12/L",
            bas: "4.50",
            haut: "5.80",
        },
        Examen {
            code: "4544-3",
            libelle: "Hématocrite [Fraction volumique] Sang ; Numérique ; Comptage automate",
            nom: "Hématocrite",
            valeur: "42",
            corrigee: "42",
            unite: "%",
            bas: "40",
            haut: "50",
        },
        Examen {
            code: "6690-2",
            libelle: "Leucocytes [Nombre/Volume] Sang ; Numérique ; Comptage automate",
            nom: "Leucocytes",
            valeur: "6.3",
            corrigee: "6.3",
            unite: "10*9/L",
            bas: "4.0",
            haut: "10.0",
        },
        Examen {
            code: "777-3",
            libelle: "Plaquettes [Nombre/Volume] Sang ; Numérique ; Comptage automate",
            nom: "Plaquettes",
            valeur: "251",
            corrigee: "251",
            unite: "10*9/L",
            bas: "150",
            haut: "400",
        },
    ],
};

const GLYCEMIE: Chapitre = Chapitre {
    code: "18719-5",
    libelle: "Biochimie",
    premiers: 1,
    examens: &[
        Examen {
            code: "40193-5",
            libelle: "Glucose à jeun [Moles/Volume] Sérum/Plasma ; Numérique",
            nom: "Glycémie à jeun (mmol/L)",
            valeur: "5.2",
            corrigee: "5.1",
            unite: "mmol/L",
            bas: "3.9",
            haut: "6.0",
        },
        Examen {
            code: "53049-3",
            libelle: "Glucose à jeun [Masse/Volume] Sérum/Plasma ; Numérique",
            nom: "Glycémie à jeun (g/L)",
            valeur: "0.94",
            corrigee: "0.92",
            unite: "g/L",
            bas: "0.70",
            haut: "1.08",
        },
    ],
};

impl Modele {
    pub(crate) fn chapitre(self) -> &'static Chapitre {
        match self {
            Self::Hemogramme => &HEMOGRAMME,
            Self::Glycemie => &GLYCEMIE,
        }
    }
}

/// What a report says of one examination.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Resultat {
    pub examen: &'static Examen,
    pub valeur: &'static str,
}

/// The results of this version of the report.
pub(crate) fn resultats(cr: &CompteRendu) -> Vec<Resultat> {
    let chapitre = cr.modele.chapitre();
    let combien = match cr.etat {
        Etat::Partiel => chapitre.premiers,
        Etat::Complet => chapitre.examens.len(),
    };
    let valeur = |e: &'static Examen| if cr.corrige { e.corrigee } else { e.valeur };
    chapitre
        .examens
        .iter()
        .take(combien)
        .map(|examen| Resultat {
            examen,
            valeur: valeur(examen),
        })
        .collect()
}
