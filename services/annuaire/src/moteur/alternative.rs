//! One way in which a criterion can hold: a list of records, in a fixed order, and a test of one record.

use std::ops::Range;

use crate::magasin::Facette;

/// How many lists are worth making one of. Fewer keep the order of what was asked.
const FONDRE: usize = 64;

/// A list of records and a test, which say the same.
pub(crate) struct Alternative<'v> {
    liste: Liste<'v>,
    test: Box<dyn Fn(u32) -> bool + 'v>,
}

enum Liste<'v> {
    /// None: this alternative can only test.
    Inconnue,
    Plage(Range<u32>),
    Rangs(&'v [u32]),
    Propre(Vec<u32>),
    /// Runs of keys of a facet.
    Cles {
        facette: &'v Facette,
        plages: Vec<Range<u32>>,
        nombre: u64,
    },
}

impl<'v> Alternative<'v> {
    /// Every record.
    pub fn toutes(nombre: u32) -> Self {
        Self {
            liste: Liste::Plage(0..nombre),
            test: Box::new(|_| true),
        }
    }

    /// These records, in increasing order.
    pub fn rangs(rangs: Vec<u32>) -> Self {
        let memes = rangs.clone();
        Self {
            liste: Liste::Propre(rangs),
            test: Box::new(move |r| memes.binary_search(&r).is_ok()),
        }
    }

    /// One list for many that hold a few records each: what thousands of values ask would else be tried value by value.
    pub fn fondues(alternatives: Vec<Self>) -> Vec<Self> {
        let listes = alternatives.iter().map(|a| match &a.liste {
            Liste::Propre(rangs) => Some(rangs.as_slice()),
            _ => None,
        });
        let Some(listes) = listes.collect::<Option<Vec<_>>>().filter(|l| l.len() >= FONDRE) else {
            return alternatives;
        };
        let mut rangs = listes.concat();
        rangs.sort_unstable();
        rangs.dedup();
        vec![Self::rangs(rangs)]
    }

    /// A run of records.
    pub fn plage(rangs: Range<u32>) -> Self {
        let memes = rangs.clone();
        Self {
            liste: Liste::Plage(rangs),
            test: Box::new(move |r| memes.contains(&r)),
        }
    }

    /// A run of an order, and what says that a record is in it.
    pub fn tranche(rangs: &'v [u32], test: impl Fn(u32) -> bool + 'v) -> Self {
        Self {
            liste: Liste::Rangs(rangs),
            test: Box::new(test),
        }
    }

    /// A test alone.
    pub fn test(test: impl Fn(u32) -> bool + 'v) -> Self {
        Self {
            liste: Liste::Inconnue,
            test: Box::new(test),
        }
    }

    /// The records of runs of keys (in order, apart from each other), of which a further test keeps some.
    pub fn cles(facette: &'v Facette, plages: Vec<Range<u32>>, en_plus: impl Fn(u32) -> bool + 'v) -> Self {
        let nombre = plages.iter().map(|p| facette.etendue(p).len() as u64).sum();
        let memes = plages.clone();
        Self {
            liste: Liste::Cles { facette, plages, nombre },
            test: Box::new(move |r| facette.cles_de(r).iter().any(|c| dans(&memes, *c)) && en_plus(r)),
        }
    }

    pub const fn mene(&self) -> bool {
        !matches!(self.liste, Liste::Inconnue)
    }

    /// Places of the list. A record may have several.
    pub fn nombre(&self) -> u64 {
        match &self.liste {
            Liste::Inconnue => u64::MAX,
            Liste::Plage(p) => u64::from(p.end - p.start),
            Liste::Rangs(l) => l.len() as u64,
            Liste::Propre(l) => l.len() as u64,
            Liste::Cles { nombre, .. } => *nombre,
        }
    }

    pub fn vaut(&self, rang: u32) -> bool {
        (self.test)(rang)
    }

    /// The record at a place, when it is its first one and the test holds.
    pub fn premiere(&self, place: u64) -> Option<u32> {
        let i = usize::try_from(place).ok()?;
        let rang = match &self.liste {
            Liste::Inconnue => return None,
            Liste::Plage(p) => p.start.checked_add(u32::try_from(place).ok()?).filter(|r| *r < p.end)?,
            Liste::Rangs(l) => *l.get(i)?,
            Liste::Propre(l) => *l.get(i)?,
            Liste::Cles { facette, plages, .. } => return self.premiere_des_cles(facette, plages, i),
        };
        self.vaut(rang).then_some(rang)
    }

    fn premiere_des_cles(&self, facette: &Facette, plages: &[Range<u32>], mut i: usize) -> Option<u32> {
        for plage in plages {
            let etendue = facette.etendue(plage);
            if i >= etendue.len() {
                i -= etendue.len();
                continue;
            }
            let place = etendue.start + i;
            let rang = *facette.rangs(place..place + 1).first()?;
            // A record that has several of these keys is met at each: the smallest key counts.
            let siennes = facette.cles_de(rang);
            if siennes.len() > 1 {
                let premiere = siennes.iter().copied().filter(|c| dans(plages, *c)).min()?;
                if premiere != facette.cle_a(place) {
                    return None;
                }
            }
            return self.vaut(rang).then_some(rang);
        }
        None
    }
}

fn dans(plages: &[Range<u32>], cle: u32) -> bool {
    let i = plages.partition_point(|p| p.end <= cle);
    plages.get(i).is_some_and(|p| p.contains(&cle))
}
