//! The types of documents that this software knows: label, and class (ASS_X16).

use crate::cr::entete::Code;
use crate::cr::redaction::LOINC;

/// System of the types that have no LOINC code.
const TA_ASIP: &str = "1.2.250.1.213.1.1.4.12";

/// System of the classes of the DMP.
pub(crate) const CLASSES: &str = "1.2.250.1.213.1.1.4.1";

/// Code, label.
const TYPES: &[(&str, &str)] = &[
    ("11502-2", "CR d'examens biologiques"),
    ("11490-0", "Lettre de liaison à la sortie d'un établissement"),
    ("18761-7", "Lettre de liaison à l'entrée"),
    ("34112-3", "CR hospitalier"),
    ("34874-8", "CR opératoire"),
    ("11488-4", "CR de consultation"),
    ("15507-7", "CR de passage aux urgences"),
    ("18748-4", "CR d'imagerie médicale"),
    ("55115-0", "Demande d'examens d'imagerie"),
    ("IMG-KOS", "Références d'objets d'un examen d'imagerie"),
    ("57833-6", "Prescription de produits de santé"),
    ("57832-8", "Prescription de soins"),
    ("57828-6", "Prescription (autre)"),
    ("60593-1", "Dispensation de produits de santé"),
    ("SYNTH", "Synthèse"),
    ("60591-5", "Volet de synthèse médicale"),
    ("34133-9", "Synthèse d'épisode de soins"),
    ("18776-5", "Plan personnalisé de soins"),
    ("PROT_ALD", "Protocole de soins d'une ALD"),
    ("11369-6", "Historique des vaccinations"),
    ("87273-9", "Note de vaccination"),
    ("96349-6", "Lettre d'adressage"),
    ("89601-9", "Certificat médical"),
    ("CERT_DECL", "Certificat, déclaration"),
];

/// What a user reads of a type: its label, or its code when the software does not know it (REC_GEN-1370).
pub(crate) fn libelle(code: &str) -> Option<&'static str> {
    TYPES.iter().find(|(c, _)| *c == code).map(|(_, l)| *l)
}

/// The type of this code.
pub(crate) fn type_(code: &str) -> Code {
    Code {
        code: code.to_owned(),
        systeme: systeme(code).to_owned(),
        libelle: libelle(code).unwrap_or(code).to_owned(),
    }
}

/// LOINC codes are digits and a check digit; the others are of the ANS.
pub(crate) fn systeme(code: &str) -> &'static str {
    let loinc = code
        .split_once('-')
        .is_some_and(|(n, cle)| n.bytes().all(|b| b.is_ascii_digit()) && cle.len() == 1);
    if loinc { LOINC } else { TA_ASIP }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn systemes() {
        assert_eq!(
            (systeme("11502-2"), systeme("SYNTH"), systeme("IMG-KOS")),
            (LOINC, TA_ASIP, TA_ASIP)
        );
        assert_eq!(type_("NOUVEAU").libelle, "NOUVEAU");
    }
}
