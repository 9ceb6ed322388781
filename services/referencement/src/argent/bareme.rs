//! The data of the SONS: caps by number of sites, shares, windows, pieces, what is covered. Read and checked once.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use segur_model::Trust;
use serde::Deserialize;

use super::donnees::{Dispositif, Piece, Poste, Taux};
use super::regles::{Consequence, Controle, Manquement, Regle};

/// The data of the program cannot be used: its tests read them.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("donnees/argent/{fichier} : {quoi}. Remettre le fichier livré avec le banc")]
pub struct DonneesInvalides {
    /// Which file.
    pub fichier: &'static str,
    /// What is wrong.
    pub quoi: String,
}

/// All of it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sons {
    /// Shares and VAT.
    pub taux: Taux,
    /// What is financed.
    pub dispositifs: Vec<Dispositif>,
    /// What enrolment asks.
    pub pieces: Vec<Piece>,
    /// What a quote may hold.
    pub postes: Vec<Poste>,
    /// Why an act is refused.
    pub regles: Vec<Regle>,
}

impl Sons {
    /// As it ships.
    ///
    /// # Errors
    /// [`DonneesInvalides`]: the tests of the program read it.
    pub fn embarque() -> Result<&'static Self, DonneesInvalides> {
        static LU: LazyLock<Result<Sons, DonneesInvalides>> = LazyLock::new(|| Sons::lire(include_str!("../../donnees/argent/sons.toml")));
        LU.as_ref().map_err(Clone::clone)
    }

    /// Reads and checks it.
    pub(super) fn lire(texte: &str) -> Result<Self, DonneesInvalides> {
        let invalide = |quoi| DonneesInvalides {
            fichier: "sons.toml",
            quoi,
        };
        let sons: Self = toml::from_str(texte).map_err(|e| invalide(e.to_string()))?;
        match sons.defaut() {
            None => Ok(sons),
            Some(quoi) => Err(invalide(quoi)),
        }
    }

    fn defaut(&self) -> Option<String> {
        if self.taux.avance + self.taux.solde != 100 {
            return Some("l'avance et le solde ne font pas 100 %".to_owned());
        }
        let regles: BTreeSet<Controle> = self.regles.iter().map(|r| r.id).collect();
        if regles.len() != self.regles.len() {
            return Some("une règle est dite deux fois".to_owned());
        }
        if let Some(absente) = Controle::TOUS.iter().find(|c| !regles.contains(c)) {
            return Some(format!("la règle {} n'est pas dite", absente.id()));
        }
        self.dispositifs.iter().find_map(|d| d.defaut(self.taux.tva))
    }

    /// A dispositif.
    #[must_use]
    pub fn dispositif(&self, id: &str) -> Option<&Dispositif> {
        self.dispositifs.iter().find(|d| d.id == id)
    }

    /// A rule that does not hold.
    pub(super) fn manque(&self, controle: Controle, vu: impl Into<String>) -> Manquement {
        let regle = self.regles.iter().find(|r| r.id == controle);
        let texte = |lire: fn(&Regle) -> &String| regle.map(lire).cloned().unwrap_or_default();
        Manquement {
            regle: controle.id(),
            dit: texte(|r| &r.dit),
            vu: vu.into(),
            a_faire: texte(|r| &r.a_faire),
            source: texte(|r| &r.source),
            trust: regle.map_or(Trust::Unverified, |r| r.trust),
            refuse: regle.is_some_and(|r| r.consequence == Consequence::Refuse),
        }
    }
}
