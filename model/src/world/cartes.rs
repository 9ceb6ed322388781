//! Cartes Vitale: who opens the rights, and who is covered. A software reads them at the desk, and asks INSi with what it read.

use serde::{Deserialize, Serialize};

/// One carte Vitale.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CarteVitale {
    /// Name by which scenarios call it (`CARTE_04`), unique.
    pub fiche: String,
    /// Patient, by `fiche`, who opens the rights: the number of the card is this person's.
    pub ouvrant_droit: String,
    /// Who is on the card, the person who opens the rights among them.
    pub beneficiaires: Vec<Beneficiaire>,
    /// Where this card comes from, and what is special about it (French).
    #[serde(default)]
    pub note: String,
}

/// One person on a card.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Beneficiaire {
    /// Patient, by `fiche`.
    pub patient: String,
    /// Rang de naissance: 1, or more for those who share a card and a date of birth (1 to 9).
    #[serde(default = "premier")]
    pub rang: u8,
    /// Number under which the set of test cards lists the person; absent when it is not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub numero: Option<u8>,
}

fn premier() -> u8 {
    1
}
