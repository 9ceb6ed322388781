//! What the data of the SONS is made of: caps by number of sites, windows, pieces, what is covered.

use segur_model::Trust;
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use super::montant::{Centimes, Montants};

/// Shares and VAT, in per cent.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Taux {
    /// VAT.
    pub tva: u32,
    /// Document that says it.
    pub tva_source: String,
    /// Trust in it.
    pub tva_trust: Trust,
    /// Advance.
    pub avance: u32,
    /// Balance.
    pub solde: u32,
    /// Document that says both.
    pub source: String,
    /// Trust in it.
    pub trust: Trust,
}

/// One dispositif of one wave.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Dispositif {
    /// `BIO-SGL-Va1`.
    pub id: String,
    /// As people read it.
    pub nom: String,
    /// Wave.
    pub vague: u8,
    /// What may be asked.
    pub prestations: Vec<Prestation>,
    /// Caps, by number of sites; none: they are not public.
    pub tranches: Vec<Tranche>,
    /// When.
    #[serde(default)]
    pub fenetres: Vec<Fenetre>,
    /// Document that gives the caps.
    pub source: String,
    /// Trust in it.
    pub trust: Trust,
}

/// What a client is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Prestation {
    /// That of the first wave.
    #[serde(rename = "vague-1")]
    Vague1,
    /// That of the second.
    #[serde(rename = "vague-2")]
    Vague2,
    /// Both at once.
    #[serde(rename = "vague-1-et-2")]
    Vague1Et2,
}

/// A cap, for so many geographic sites of one instance.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tranche {
    /// `A`.
    pub nom: String,
    /// Least sites, inclusive.
    pub sites_min: u32,
    /// Most sites, inclusive; none: without limit.
    #[serde(default)]
    pub sites_max: Option<u32>,
    /// Cap with tax, in euros.
    ttc: i64,
    /// Cap without tax, in euros, as published: rounded.
    ht: i64,
}

/// When an act is accepted, instants included.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fenetre {
    /// Which.
    pub acte: ActeDate,
    /// From then on.
    #[serde(default, with = "time::serde::rfc3339::option")]
    pub ouvre: Option<OffsetDateTime>,
    /// Until then.
    #[serde(default, with = "time::serde::rfc3339::option")]
    pub ferme: Option<OffsetDateTime>,
    /// Document.
    pub source: String,
    /// Trust in it.
    pub trust: Trust,
}

/// An act that has a window.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ActeDate {
    /// The vendor makes itself known to the ASP.
    Enrolement,
    /// The claim, and its advance.
    Demande,
    /// Installation and training are over.
    Prestation,
    /// The claim of the balance.
    Solde,
}

/// Something that enrolment asks.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Piece {
    /// Identifier.
    pub id: String,
    /// What it is, in French.
    pub dit: String,
    /// For whom.
    pub quand: QuandPiece,
    /// Document.
    pub source: String,
    /// Trust in it.
    pub trust: Trust,
}

/// Who owes a piece.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum QuandPiece {
    /// Everybody.
    Toujours,
    /// An employee who deposits.
    Employe,
    /// A third party who deposits.
    Tiers,
    /// Who is not subject to VAT.
    NonAssujetti,
}

/// Something that a quote may hold.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Poste {
    /// Identifier.
    pub id: String,
    /// What it is, in French.
    pub dit: String,
    /// Whether the Prestation Ségur covers it.
    pub couvert: bool,
    /// Document.
    pub source: String,
    /// Trust in it.
    pub trust: Trust,
}

impl Prestation {
    /// As people read it.
    #[must_use]
    pub const fn dite(self) -> &'static str {
        match self {
            Self::Vague1 => "vague 1",
            Self::Vague2 => "vague 2",
            Self::Vague1Et2 => "vague 1 + vague 2",
        }
    }
}

impl ActeDate {
    /// As people read it.
    #[must_use]
    pub const fn dit(self) -> &'static str {
        match self {
            Self::Enrolement => "enrôlement",
            Self::Demande => "demande de financement",
            Self::Prestation => "installation et formation",
            Self::Solde => "demande de solde",
        }
    }
}

impl Fenetre {
    /// Whether an instant is in it.
    #[must_use]
    pub fn contient(&self, quand: OffsetDateTime) -> bool {
        self.ouvre.is_none_or(|o| quand >= o) && self.ferme.is_none_or(|f| quand <= f)
    }
}

impl Tranche {
    /// The caps: with tax as published, without tax to the centime, which is what the ASP asks.
    #[must_use]
    pub fn plafond(&self, tva: u32) -> Montants {
        let ttc = Centimes::euros(self.ttc);
        Montants {
            ht: ttc.hors_taxe(tva),
            ttc,
        }
    }

    /// The caps as published, to the euro.
    #[must_use]
    pub const fn publie(&self) -> Montants {
        Montants {
            ht: Centimes::euros(self.ht),
            ttc: Centimes::euros(self.ttc),
        }
    }

    /// Whether so many sites are of it.
    #[must_use]
    pub fn contient(&self, sites: u32) -> bool {
        sites >= self.sites_min && self.sites_max.is_none_or(|max| sites <= max)
    }
}

impl Dispositif {
    /// The cap for so many sites.
    #[must_use]
    pub fn tranche(&self, sites: u32) -> Option<&Tranche> {
        self.tranches.iter().find(|t| t.contient(sites))
    }

    /// What is wrong with its data.
    pub(super) fn defaut(&self, tva: u32) -> Option<String> {
        let mut attendu = Some(1);
        for t in &self.tranches {
            let p = t.publie();
            if Some(t.sites_min) != attendu {
                return Some(format!("{} : la tranche {} ne suit pas la précédente", self.id, t.nom));
            }
            if p.ttc.hors_taxe(tva).a_l_euro() != p.ht {
                return Some(format!("{} : tranche {}, le HT n'est pas le TTC sans la TVA", self.id, t.nom));
            }
            attendu = t.sites_max.map(|m| m.saturating_add(1));
        }
        let finie = !self.tranches.is_empty() && attendu.is_some();
        finie.then(|| format!("{} : la dernière tranche doit être sans limite", self.id))
    }
}
