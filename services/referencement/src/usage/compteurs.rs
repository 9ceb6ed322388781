//! The counters: kept up from where they were, exchange after exchange.

use std::collections::{BTreeMap, BTreeSet};

use segur_kit::{Contexte, JournalError};
use segur_model::Exchange;
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use super::choix::Choix;
use super::cle::{Canal, Cle, Compte, Etiquette, Genre, Ins};
use super::lecture::{Envoi, OPERATIONS};

/// Most lines that are counted apart: what comes then is counted together.
const LIGNES_MAX: usize = 20_000;
/// Exchanges of one reading of the journal.
const PAGE: u32 = 500;
/// Readings of one call.
const PAGES_MAX: usize = 40;
/// How many documents of a site avenant 10 looks at (ANS, webinaire du couloir biologie, financement à l'usage).
pub(super) const PREMIERS: u64 = 100;

/// What was sent, counted.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Plats", into = "Plats")]
pub struct Compteurs {
    dernier: u64,
    lignes: BTreeMap<Cle, Compte>,
    premiers: BTreeMap<String, Premiers>,
}

/// The first documents of a site that the DMP accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Premiers {
    /// How many, [`PREMIERS`] at most.
    pub nombre: u64,
    /// Of these, with a matricule INS.
    pub avec_ins: u64,
    /// The first, on the clock of the bench.
    #[serde(with = "time::serde::rfc3339")]
    pub depuis: OffsetDateTime,
    /// The last of these.
    #[serde(with = "time::serde::rfc3339")]
    pub jusqua: OffsetDateTime,
}

/// A line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ligne {
    /// What.
    #[serde(flatten)]
    pub cle: Cle,
    /// How many.
    #[serde(flatten)]
    pub compte: Compte,
}

/// As it is kept: JSON has no key but texts.
#[derive(Serialize, Deserialize)]
struct Plats {
    dernier: u64,
    lignes: Vec<Ligne>,
    premiers: BTreeMap<String, Premiers>,
}

impl From<Plats> for Compteurs {
    fn from(p: Plats) -> Self {
        Self {
            dernier: p.dernier,
            lignes: p.lignes.into_iter().map(|l| (l.cle, l.compte)).collect(),
            premiers: p.premiers,
        }
    }
}

impl From<Compteurs> for Plats {
    fn from(c: Compteurs) -> Self {
        Self {
            dernier: c.dernier,
            lignes: c.lignes.into_iter().map(|(cle, compte)| Ligne { cle, compte }).collect(),
            premiers: c.premiers,
        }
    }
}

impl Compteurs {
    /// Reads the journal of the espace from where it was. Whether all of it is counted: otherwise, call again.
    ///
    /// # Errors
    /// When it cannot be read; what was counted before is kept.
    pub async fn suivre(&mut self, ctx: &Contexte) -> Result<bool, JournalError> {
        for _ in 0..PAGES_MAX {
            let lus = ctx.echanges(&OPERATIONS, self.dernier, PAGE).await?;
            let finie = u32::try_from(lus.len()).is_ok_and(|n| n < PAGE);
            lus.iter().for_each(|e| self.ajouter(e));
            if finie {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Counts an exchange. One that comes no later than the last that was read was counted already.
    pub fn ajouter(&mut self, e: &Exchange) {
        if e.id <= self.dernier {
            return;
        }
        self.dernier = e.id;
        let Some(envoi) = Envoi::lire(e) else { return };
        let instant = envoi.instant;
        let mois = format!("{:04}-{:02}", instant.year(), u8::from(instant.month()));
        for canal in &envoi.canaux {
            for (genre, nombre) in &envoi.genres {
                let compte = if envoi.reussi {
                    Compte {
                        reussis: *nombre,
                        echecs: 0,
                    }
                } else {
                    Compte {
                        reussis: 0,
                        echecs: *nombre,
                    }
                };
                self.compter(
                    Cle {
                        mois: mois.clone(),
                        site: envoi.site.clone(),
                        canal: *canal,
                        genre: genre.clone(),
                        ins: envoi.ins,
                    },
                    compte,
                );
            }
        }
        self.premier(&envoi);
    }

    fn compter(&mut self, cle: Cle, compte: Compte) {
        let place = self.lignes.len() < LIGNES_MAX || self.lignes.contains_key(&cle);
        let cle = if place {
            cle
        } else {
            Cle {
                site: Etiquette::Autres,
                genre: Genre::Document(Etiquette::Autres),
                ..cle
            }
        };
        let ici = self.lignes.entry(cle).or_default();
        *ici = ici.plus(compte);
    }

    /// A document that replaces another is none of the first: it was counted.
    fn premier(&mut self, envoi: &Envoi) {
        let Etiquette::Dite(site) = &envoi.site else { return };
        let documents: u64 = envoi.genres.values().fold(0, |s, n| s.saturating_add(*n));
        let nouveaux = documents.saturating_sub(envoi.remplacements);
        let place = self.premiers.len() < LIGNES_MAX || self.premiers.contains_key(site);
        if !envoi.reussi || envoi.canaux != [Canal::Dmp] || nouveaux == 0 || !place {
            return;
        }
        let ici = self.premiers.entry(site.clone()).or_insert(Premiers {
            nombre: 0,
            avec_ins: 0,
            depuis: envoi.instant,
            jusqua: envoi.instant,
        });
        let pris = nouveaux.min(PREMIERS.saturating_sub(ici.nombre));
        if pris > 0 {
            ici.nombre += pris;
            ici.avec_ins += if envoi.ins == Ins::Portee { pris } else { 0 };
            ici.jusqua = envoi.instant;
        }
    }

    /// The last exchange that was read.
    pub const fn dernier(&self) -> u64 {
        self.dernier
    }

    /// The lines of a choice, always in the same order: month, site, channel, type, INS.
    pub fn lignes<'a>(&'a self, choix: &'a Choix) -> impl Iterator<Item = (&'a Cle, Compte)> + 'a {
        self.lignes
            .iter()
            .filter(|(cle, _)| choix.retient(cle))
            .map(|(cle, compte)| (cle, *compte))
    }

    /// The sum of a choice, of what is kept of it.
    pub fn somme(&self, choix: &Choix, garder: impl Fn(&Cle) -> bool) -> Compte {
        let gardees = self.lignes(choix).filter(|(cle, _)| garder(cle));
        gardees.fold(Compte::default(), |s, (_, c)| s.plus(c))
    }

    /// The first documents of each site.
    pub const fn premiers(&self) -> &BTreeMap<String, Premiers> {
        &self.premiers
    }

    /// Every site that was seen.
    pub fn sites(&self) -> BTreeSet<&Etiquette> {
        self.lignes.keys().map(|c| &c.site).collect()
    }

    /// Every month that was seen.
    pub fn mois(&self) -> BTreeSet<&str> {
        self.lignes.keys().map(|c| c.mois.as_str()).collect()
    }
}
