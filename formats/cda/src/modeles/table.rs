//! The models of the Ségur, as the schematrons of the ANS ask for them: a table, and no code by model.

use crate::ns;

/// A section of the first level that a model asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Section {
    /// `templateId`, how many at least, how many at most.
    Entre(&'static str, usize, usize),
    /// One of these, once.
    UneDe(&'static [&'static str]),
}

/// A model of structured document, in one or several of its versions.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ModeleDeDocument {
    /// Its name.
    pub(crate) nom: &'static str,
    /// Its `templateId`, without the root of the models of the CI-SIS.
    pub(crate) racine: &'static str,
    /// `@extension` of that `templateId`: the versions that this row tells.
    pub(crate) versions: &'static [&'static str],
    /// The other `templateId` that go with it.
    pub(crate) avec: &'static [&'static str],
    /// `code` of the document, and its system: one of these.
    pub(crate) codes: &'static [(&'static str, &'static str)],
    /// `code` that one act (`documentationOf/serviceEvent`) has.
    pub(crate) acte: Option<&'static str>,
    /// Sections.
    pub(crate) sections: &'static [Section],
    /// Whether it asks for a PDF copy of the document.
    pub(crate) copie_pdf: bool,
}

use Section::{Entre, UneDe};

const SANS_LIMITE: usize = usize::MAX;
const TA_ASIP: &str = "1.2.250.1.213.1.1.4.12";

/// IHE PCC: medical documents.
const DOCUMENT_MEDICAL: &str = "1.3.6.1.4.1.19376.1.5.3.1.1.1";
/// IHE Pharmacy: prescription.
const PRESCRIPTION: &str = "1.3.6.1.4.1.19376.1.9.1.1.1";
const MEDICAMENTS: &str = "1.2.250.1.213.1.1.2.171";
const DISPOSITIFS: &str = "1.2.250.1.213.1.1.2.222";

/// A document without one of these versions is not judged by a row. The biology report has its own rules (`cda.cr-bio.*`).
pub(crate) const MODELES: &[ModeleDeDocument] = &[
    ModeleDeDocument {
        nom: "CR d'imagerie 2024.01 (IMG-CR-IMG)",
        racine: "45",
        versions: &["2024.01"],
        avec: &["1.2.840.10008.9.1", "1.2.840.10008.9.20", "1.2.840.10008.9.21"],
        codes: &[("18748-4", ns::LOINC)],
        acte: None,
        sections: &[
            Entre("1.2.250.1.213.1.1.2.209", 1, 1),
            Entre("1.2.250.1.213.1.1.2.206", 1, SANS_LIMITE),
            Entre("1.2.250.1.213.1.1.2.210", 0, 1),
            Entre("1.2.250.1.213.1.1.2.205", 0, 1),
            Entre("1.2.250.1.213.1.1.2.1", 0, 1),
            Entre("1.2.250.1.213.1.1.2.208", 0, 1),
            Entre("1.2.250.1.213.1.1.2.207", 0, 1),
            Entre("1.2.250.1.213.1.1.2.150", 0, 1),
            Entre("1.2.250.1.213.1.1.2.73", 0, 1),
            Entre("1.2.250.1.213.1.1.2.37", 0, 1),
        ],
        copie_pdf: false,
    },
    ModeleDeDocument {
        nom: "Demande d'imagerie 2024.01 (IMG-DA-IMG)",
        racine: "47",
        versions: &["2024.01"],
        avec: &["1.2.840.10008.9.20"],
        codes: &[("55115-0", ns::LOINC)],
        acte: Some("55115-0"),
        sections: &[
            Entre("1.2.840.10008.9.2", 1, 1),
            Entre("1.2.250.1.213.1.1.2.107", 1, 1),
            Entre("1.2.250.1.213.1.1.2.158.3", 1, 1),
        ],
        copie_pdf: false,
    },
    ModeleDeDocument {
        nom: "Lettre de liaison de sortie 2022.01 (LDL-SES)",
        racine: "29",
        versions: &["2022.01"],
        avec: &[],
        codes: &[("11490-0", ns::LOINC)],
        acte: Some("IMP"),
        sections: &[],
        copie_pdf: false,
    },
    ModeleDeDocument {
        nom: "Lettre de liaison d'entrée 2022.01 (LDL-EES)",
        racine: "21",
        versions: &["2022.01"],
        avec: &[],
        codes: &[("18761-7", ns::LOINC)],
        acte: Some("IMP"),
        sections: &[],
        copie_pdf: false,
    },
    ModeleDeDocument {
        nom: "e-Prescription 2022.01 et 2023.01 (EP-MED-DM)",
        racine: "39",
        versions: &["2022.01", "2023.01"],
        avec: &[PRESCRIPTION, DOCUMENT_MEDICAL],
        codes: &[("57833-6", ns::LOINC)],
        acte: None,
        sections: &[Entre("1.2.250.1.213.1.1.2.223", 1, SANS_LIMITE), UneDe(&[MEDICAMENTS, DISPOSITIFS])],
        copie_pdf: false,
    },
    ModeleDeDocument {
        nom: "e-Prescription 2024.01 (EP-MED-DM)",
        racine: "39",
        versions: &["2024.01"],
        avec: &[PRESCRIPTION, DOCUMENT_MEDICAL],
        codes: &[("57833-6", ns::LOINC)],
        acte: None,
        sections: &[UneDe(&[MEDICAMENTS, DISPOSITIFS])],
        copie_pdf: true,
    },
    ModeleDeDocument {
        nom: "e-Dispensation 2024.01 (eDISP-MED)",
        racine: "54",
        versions: &["2024.01"],
        avec: &["1.3.6.1.4.1.19376.1.9.1.1.3", DOCUMENT_MEDICAL],
        codes: &[("60593-1", ns::LOINC)],
        acte: Some("60593-1"),
        sections: &[Entre("1.2.250.1.213.1.1.2.236", 1, SANS_LIMITE)],
        copie_pdf: false,
    },
    ModeleDeDocument {
        nom: "Volet de synthèse médicale (VSM 1.4 et 2023)",
        racine: "13",
        versions: &["201310"],
        avec: &[],
        codes: &[("SYNTH", TA_ASIP)],
        acte: Some("34117-2"),
        sections: &[
            Entre("1.2.250.1.213.1.1.2.29", 1, SANS_LIMITE),
            Entre("1.3.6.1.4.1.19376.1.5.3.1.3.27", 1, SANS_LIMITE),
            Entre("1.2.250.1.213.1.1.2.32", 1, SANS_LIMITE),
        ],
        copie_pdf: false,
    },
    ModeleDeDocument {
        nom: "Synthèse médicale 2024.01 (IPS-FR)",
        racine: "51",
        versions: &["2024.01"],
        avec: &[],
        codes: &[("60591-5", ns::LOINC), ("74207-2", ns::LOINC)],
        acte: None,
        sections: &[
            Entre("1.3.6.1.4.1.19376.1.5.3.1.3.19", 1, SANS_LIMITE),
            Entre("1.3.6.1.4.1.19376.1.5.3.1.3.13", 1, SANS_LIMITE),
            Entre("1.3.6.1.4.1.19376.1.5.3.1.3.6", 1, SANS_LIMITE),
            Entre("1.3.6.1.4.1.19376.1.5.3.1.3.11", 1, SANS_LIMITE),
            Entre("1.3.6.1.4.1.19376.1.5.3.1.1.5.3.5", 1, SANS_LIMITE),
        ],
        copie_pdf: false,
    },
    ModeleDeDocument {
        nom: "Historique des vaccinations 2023.01 (VAC)",
        racine: "37",
        versions: &["2023.01"],
        avec: &["1.3.6.1.4.1.19376.1.5.3.1.1.18.1.2"],
        codes: &[("11369-6", ns::LOINC)],
        acte: Some("11369-6"),
        sections: &[Entre("1.3.6.1.4.1.19376.1.5.3.1.3.23", 1, 1)],
        copie_pdf: false,
    },
    ModeleDeDocument {
        nom: "Note de vaccination 2023.01 (VAC-NOTE)",
        racine: "46",
        versions: &["2023.01"],
        avec: &["1.3.6.1.4.1.19376.1.5.3.1.1.18.1.2"],
        codes: &[("87273-9", ns::LOINC)],
        acte: None,
        sections: &[],
        copie_pdf: false,
    },
    ModeleDeDocument {
        nom: "Test rapide d'orientation diagnostique 2024.01 (BIO-TROD)",
        racine: "59",
        versions: &["2024.01"],
        avec: &[DOCUMENT_MEDICAL],
        codes: &[("96173-0", ns::LOINC)],
        acte: None,
        sections: &[Entre("1.3.6.1.4.1.19376.1.3.3.2.1", 1, SANS_LIMITE)],
        copie_pdf: false,
    },
];
