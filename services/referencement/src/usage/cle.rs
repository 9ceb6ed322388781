//! What is counted apart: month, site, type of document, channel, INS.

use serde::{Deserialize, Serialize};

/// Something that the facts of an exchange tell, or not.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Etiquette {
    /// This.
    Dite(String),
    /// They do not tell.
    NonDite,
    /// One too many: there is no room to count it apart.
    Autres,
}

impl Etiquette {
    /// Its word, in an address.
    pub fn mot(&self) -> &str {
        match self {
            Self::Dite(v) => v,
            Self::NonDite => "non-dit",
            Self::Autres => "autres",
        }
    }

    /// As people read it.
    pub fn dit(&self) -> &str {
        match self {
            Self::Dite(v) => v,
            Self::NonDite => "non dit",
            Self::Autres => "autres (trop pour être comptés à part)",
        }
    }
}

/// What was sent.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Genre {
    /// A document, of this `typeCode`.
    Document(Etiquette),
    /// A mail without IHE_XDM archive: a text, other pieces.
    SansArchive,
}

impl Genre {
    /// As people read it.
    pub fn dit(&self) -> &str {
        match self {
            Self::Document(d) => d.dit(),
            Self::SansArchive => "sans archive IHE_XDM",
        }
    }

    /// Its `typeCode`, when it is told.
    pub fn type_code(&self) -> Option<&str> {
        match self {
            Self::Document(Etiquette::Dite(code)) => Some(code),
            _ => None,
        }
    }
}

/// The way that it took.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Canal {
    /// To the DMP (TD2.1).
    Dmp,
    /// To professionals, by MSSanté.
    MssPro,
    /// To citizens, by MSSanté.
    MssCitoyen,
    /// By MSSanté, to nobody that the facts tell: refused before.
    MssNonDit,
}

impl Canal {
    /// Every one, in order.
    pub const TOUS: [Self; 4] = [Self::Dmp, Self::MssPro, Self::MssCitoyen, Self::MssNonDit];

    /// As people read it.
    pub const fn dit(self) -> &'static str {
        match self {
            Self::Dmp => "DMP",
            Self::MssPro => "MSSanté, professionnel",
            Self::MssCitoyen => "MSSanté citoyenne",
            Self::MssNonDit => "MSSanté, destinataire non dit",
        }
    }
}

/// What the facts tell of the INS.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Ins {
    /// The sender says that it is qualified (`X-MSS-INS: O`), and a matricule INS goes with it.
    Qualifiee,
    /// The sender says that it is not (`X-MSS-INS: N`).
    NonQualifiee,
    /// A matricule INS is there; of its status, nothing is told: neither a lot of the DMP nor its answer says it.
    Portee,
    /// The patient has another identifier than an INS.
    Sans,
    /// Nothing is told.
    NonDite,
}

impl Ins {
    /// As people read it.
    pub const fn dit(self) -> &'static str {
        match self {
            Self::Qualifiee => "qualifiée (dite par l'émetteur)",
            Self::NonQualifiee => "non qualifiée (dite par l'émetteur)",
            Self::Portee => "non dit (matricule INS porté)",
            Self::Sans => "sans INS",
            Self::NonDite => "non dit",
        }
    }
}

/// What is counted apart.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Cle {
    /// `AAAA-MM`, on the clock of the bench, UTC.
    pub mois: String,
    /// FINESS of the site (or its SIRET).
    pub site: Etiquette,
    /// The way.
    pub canal: Canal,
    /// What.
    pub genre: Genre,
    /// INS.
    pub ins: Ins,
}

/// How many.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Compte {
    /// That were accepted.
    pub reussis: u64,
    /// That were not.
    pub echecs: u64,
}

impl Compte {
    /// The sum.
    pub const fn plus(self, autre: Self) -> Self {
        Self {
            reussis: self.reussis.saturating_add(autre.reussis),
            echecs: self.echecs.saturating_add(autre.echecs),
        }
    }
}
