//! Sets of messages, by number or by UID (`2,4:7,9,12:*`). `*` is the largest of them, known only before the mailbox.

use std::fmt::{Display, Formatter};
use std::num::NonZeroU32;
use std::ops::RangeInclusive;

/// One end of a range.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Borne {
    /// A number.
    Numero(NonZeroU32),
    /// `*`.
    Dernier,
}

/// A set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ensemble {
    /// Ranges, as written; a number alone is a range with two equal ends.
    Plages(Vec<(Borne, Borne)>),
    /// `$`: what the last search kept (RFC 5182).
    Memoire,
}

/// A number that no message has. The client does not know its mailbox.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("le dossier n'a pas de message n° {numero} : il en a {messages}")]
pub struct HorsBoite {
    /// What was asked.
    pub numero: u32,
    /// How many messages there are.
    pub messages: u32,
}

/// Most ranges of a set, once what overlaps is one: beyond, the line is too long already.
pub const PLAGES_MAX: usize = 20_000;

impl Ensemble {
    /// Reads a set, whole.
    #[must_use]
    pub fn lire(texte: &[u8]) -> Option<Self> {
        if texte == b"$" {
            return Some(Self::Memoire);
        }
        let mut plages = Vec::new();
        for morceau in texte.split(|o| *o == b',') {
            if plages.len() == PLAGES_MAX {
                return None;
            }
            let plage = match memchr::memchr(b':', morceau) {
                None => {
                    let b = borne(morceau)?;
                    (b, b)
                }
                Some(i) => (borne(&morceau[..i])?, borne(&morceau[i + 1..])?),
            };
            plages.push(plage);
        }
        Some(Self::Plages(plages))
    }

    /// The ranges in order, none touching another, `*` being `dernier`. What the last search kept is nobody's here.
    #[must_use]
    pub fn plages(&self, dernier: u32) -> Vec<RangeInclusive<u32>> {
        let Self::Plages(plages) = self else { return Vec::new() };
        let valeur = |b: &Borne| match b {
            Borne::Numero(n) => n.get(),
            Borne::Dernier => dernier,
        };
        let mut ordonnees: Vec<(u32, u32)> = plages
            .iter()
            .map(|(a, b)| (valeur(a).min(valeur(b)), valeur(a).max(valeur(b))))
            .collect();
        ordonnees.sort_unstable();
        let mut fondues: Vec<(u32, u32)> = Vec::with_capacity(ordonnees.len());
        for (debut, fin) in ordonnees {
            match fondues.last_mut() {
                Some(derniere) if debut <= derniere.1.saturating_add(1) => derniere.1 = derniere.1.max(fin),
                _ => fondues.push((debut, fin)),
            }
        }
        fondues.into_iter().map(|(a, b)| a..=b).collect()
    }

    /// The messages by their number, in order: each is a place in the mailbox, from 0.
    ///
    /// # Errors
    /// [`HorsBoite`]: a number, or a whole range, stands after the last message. A range that goes beyond it is cut: clients ask for
    /// what may have just come.
    pub fn par_numero(&self, messages: u32) -> Result<Vec<RangeInclusive<u32>>, HorsBoite> {
        if let Self::Plages(plages) = self {
            for p in plages {
                if let (Borne::Numero(a), Borne::Numero(b)) = p
                    && a.min(b).get() > messages
                {
                    return Err(HorsBoite {
                        numero: a.min(b).get(),
                        messages,
                    });
                }
            }
        }
        let places = self.plages(messages).into_iter();
        Ok(places.filter_map(|p| places_de(*p.start(), (*p.end()).min(messages))).collect())
    }

    /// The messages by their UID, in order, as places in a mailbox whose UIDs, ascending, are these. A UID that is not there is
    /// nothing (RFC 3501, § 6.4.8).
    #[must_use]
    pub fn par_uid(&self, uids: &[u32]) -> Vec<RangeInclusive<u32>> {
        let dernier = uids.last().copied().unwrap_or_default();
        self.plages(dernier)
            .into_iter()
            .filter_map(|p| {
                let debut = uids.partition_point(|u| u < p.start());
                let fin = uids.partition_point(|u| u <= p.end());
                places_de(u32::try_from(debut).ok()? + 1, u32::try_from(fin).ok()?)
            })
            .collect()
    }

    /// The set of these numbers, ascending, as short as can be.
    #[must_use]
    pub fn de(numeros: impl IntoIterator<Item = u32>) -> Self {
        let mut plages: Vec<(u32, u32)> = Vec::new();
        for n in numeros {
            match plages.last_mut() {
                Some(p) if p.1.checked_add(1) == Some(n) => p.1 = n,
                _ => plages.push((n, n)),
            }
        }
        let borne = |n| NonZeroU32::new(n).map(Borne::Numero);
        Self::Plages(plages.into_iter().filter_map(|(a, b)| Some((borne(a)?, borne(b)?))).collect())
    }
}

/// From numbers to places.
fn places_de(debut: u32, fin: u32) -> Option<RangeInclusive<u32>> {
    (debut >= 1 && debut <= fin).then(|| debut - 1..=fin - 1)
}

fn borne(texte: &[u8]) -> Option<Borne> {
    if texte == b"*" {
        return Some(Borne::Dernier);
    }
    let chiffres = !texte.is_empty() && texte.iter().all(u8::is_ascii_digit);
    let n = chiffres.then(|| std::str::from_utf8(texte).ok()?.parse().ok())??;
    Some(Borne::Numero(n))
}

impl Display for Ensemble {
    fn fmt(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
        let Self::Plages(plages) = self else { return f.write_str("$") };
        for (i, (a, b)) in plages.iter().enumerate() {
            if i > 0 {
                f.write_str(",")?;
            }
            write!(f, "{a}")?;
            if a != b {
                write!(f, ":{b}")?;
            }
        }
        Ok(())
    }
}

impl Display for Borne {
    fn fmt(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Numero(n) => write!(f, "{n}"),
            Self::Dernier => f.write_str("*"),
        }
    }
}
