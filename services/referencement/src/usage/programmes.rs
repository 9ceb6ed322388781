//! The data of the financings of use: what is public of them, and what the bench makes of it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use segur_model::Trust;
use serde::Deserialize;
use time::Date;

use super::cle::Canal;
use crate::argent::{Centimes, DonneesInvalides};

/// All of it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Usages {
    /// SUN-ES, avenant 10.
    pub programmes: Vec<Programme>,
    /// What is known of them.
    pub lignes: Vec<Su>,
    /// The aid of avenant 10.
    pub tranches: Vec<TrancheFse>,
    /// What is computed.
    pub indicateurs: Vec<Indicateur>,
    /// What a `typeCode` is, in the words of the bench.
    libelles: BTreeMap<String, String>,
}

/// A financing.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Programme {
    /// Identifier.
    pub id: String,
    /// As people read it.
    pub nom: String,
    /// Its last day.
    #[serde(with = "jour")]
    pub ferme: Date,
    /// What became of it, in French.
    pub dit: String,
    /// Document.
    pub source: String,
    /// Trust in it.
    pub trust: Trust,
}

/// Something that is known of a financing.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Su {
    /// Of which.
    pub programme: String,
    /// About what, in French.
    pub sujet: String,
    /// What, in French.
    pub dit: String,
    /// In euros, when it is money.
    #[serde(default)]
    montant: Option<i64>,
    /// Document.
    pub source: String,
    /// Trust in it.
    pub trust: Trust,
}

/// The aid of a laboratory, by its FSE of 2018.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TrancheFse {
    /// Least, inclusive.
    #[serde(default)]
    pub fse_min: u64,
    /// Most, inclusive; none: without limit.
    #[serde(default)]
    pub fse_max: Option<u64>,
    /// In euros.
    aide: i64,
    /// Document.
    pub source: String,
    /// Trust in it.
    pub trust: Trust,
}

/// A rate that is computed.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Indicateur {
    /// Identifier.
    pub id: String,
    /// Of which financing.
    pub programme: String,
    /// What, in French.
    pub dit: String,
    /// Ways that are counted.
    pub canaux: Vec<Canal>,
    /// `typeCode` that are counted; none: all.
    pub types: BTreeSet<String>,
    /// Document.
    pub source: String,
    /// Trust in it.
    pub trust: Trust,
}

impl Su {
    /// The money that it says.
    pub fn montant(&self) -> Option<Centimes> {
        self.montant.map(Centimes::euros)
    }
}

impl TrancheFse {
    /// The aid; half of it is paid on the attestation, half after the probation.
    pub const fn aide(&self) -> Centimes {
        Centimes::euros(self.aide)
    }
}

impl Usages {
    /// As it ships.
    ///
    /// # Errors
    /// [`DonneesInvalides`]: the tests of the program read it.
    pub fn embarque() -> Result<&'static Self, DonneesInvalides> {
        static LU: LazyLock<Result<Usages, DonneesInvalides>> =
            LazyLock::new(|| Usages::lire(include_str!("../../donnees/argent/usages.toml")));
        LU.as_ref().map_err(Clone::clone)
    }

    /// Reads and checks it.
    pub(super) fn lire(texte: &str) -> Result<Self, DonneesInvalides> {
        let invalide = |quoi| DonneesInvalides {
            fichier: "usages.toml",
            quoi,
        };
        let usages: Self = toml::from_str(texte).map_err(|e| invalide(e.to_string()))?;
        match usages.defaut() {
            None => Ok(usages),
            Some(quoi) => Err(invalide(quoi)),
        }
    }

    fn defaut(&self) -> Option<String> {
        let nommes = self
            .lignes
            .iter()
            .map(|l| &l.programme)
            .chain(self.indicateurs.iter().map(|i| &i.programme));
        for programme in nommes {
            if self.programme(programme).is_none() {
                return Some(format!("le programme « {programme} » n'est pas dit"));
            }
        }
        let mut attendu = Some(0);
        for t in &self.tranches {
            if Some(t.fse_min) != attendu {
                return Some(format!("la tranche de {} FSE ne suit pas la précédente", t.fse_min));
            }
            attendu = t.fse_max.map(|m| m.saturating_add(1));
        }
        (attendu.is_some()).then(|| "la dernière tranche de FSE doit être sans limite".to_owned())
    }

    /// A financing.
    pub fn programme(&self, id: &str) -> Option<&Programme> {
        self.programmes.iter().find(|p| p.id == id)
    }

    /// What a `typeCode` is, in French, when the bench has a word for it.
    pub fn libelle(&self, type_code: &str) -> Option<&str> {
        self.libelles.get(type_code).map(String::as_str)
    }

    /// A rate.
    pub fn indicateur(&self, id: &str) -> Option<&Indicateur> {
        self.indicateurs.iter().find(|i| i.id == id)
    }

    /// The aid of avenant 10, for so many FSE in 2018.
    pub fn tranche(&self, fse: u64) -> Option<&TrancheFse> {
        self.tranches
            .iter()
            .find(|t| fse >= t.fse_min && t.fse_max.is_none_or(|max| fse <= max))
    }
}

mod jour {
    use serde::{Deserialize as _, Deserializer, de::Error as _};
    use time::Date;

    pub fn deserialize<'de, D: Deserializer<'de>>(d: D) -> Result<Date, D::Error> {
        let forme = time::macros::format_description!("[year]-[month]-[day]");
        Date::parse(&String::deserialize(d)?, forme).map_err(D::Error::custom)
    }
}
