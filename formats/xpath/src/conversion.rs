//! Conversions and comparisons of atomic values (F&O 17).

use std::cmp::Ordering;

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use time::Time;

use crate::derives;
use crate::erreur::{Erreur, R};
use crate::valeur::{Atome, DateHeure, TypeAtome, lire_decimal, lire_double};

impl TypeAtome {
    pub(crate) fn nomme(nom: &str) -> Option<Self> {
        Some(match nom {
            "anyAtomicType" => Self::Tout,
            "string" => Self::Texte,
            "anyURI" => Self::Uri,
            "untypedAtomic" => Self::NonType,
            "integer" => Self::Entier,
            "decimal" => Self::Decimal,
            "double" | "float" => Self::Double,
            "boolean" => Self::Booleen,
            "dateTime" => Self::DateHeure,
            "date" => Self::Date,
            "QName" => Self::QNom,
            _ => return derives::nomme(nom).map(Self::Derive),
        })
    }
}

impl Atome {
    /// `cast as` (F&O 17).
    pub(crate) fn convertir(&self, t: TypeAtome) -> R<Self> {
        let refuse = || {
            Erreur::new(
                "FORG0001",
                format!(
                    "« {} » ({}) ne se convertit pas en {}",
                    self.en_texte(),
                    self.type_().dit(),
                    t.dit()
                ),
            )
        };
        let ecrit = self.en_texte();
        let net = ecrit.trim_matches([' ', '\t', '\n', '\r']);
        let depuis_texte = self.est_texte();
        Ok(match t {
            TypeAtome::Tout => self.clone(),
            TypeAtome::Derive(d) => d.tenir(self.convertir(d.base)?).ok_or_else(refuse)?,
            TypeAtome::Texte => Self::Texte(ecrit),
            TypeAtome::NonType => Self::NonType(ecrit),
            TypeAtome::Uri if depuis_texte => Self::Uri(net.into()),
            TypeAtome::Booleen if depuis_texte => match net {
                "true" | "1" => Self::Booleen(true),
                "false" | "0" => Self::Booleen(false),
                _ => return Err(refuse()),
            },
            TypeAtome::Booleen if matches!(self, Self::Booleen(_)) => self.clone(),
            TypeAtome::Booleen if self.est_nombre() => {
                let n = self.en_double();
                Self::Booleen(n != 0.0 && !n.is_nan())
            }
            TypeAtome::Entier if depuis_texte => Self::Entier(lire_entier(net).ok_or_else(refuse)?),
            TypeAtome::Entier => match self {
                Self::Entier(n) => Self::Entier(*n),
                Self::Decimal(d) => Self::Entier(d.trunc().to_i128().ok_or_else(refuse)?),
                Self::Booleen(b) => Self::Entier(i128::from(*b)),
                Self::Double(n) if n.is_finite() => Self::Entier(n.trunc().to_i128().ok_or_else(refuse)?),
                _ => return Err(refuse()),
            },
            TypeAtome::Decimal if depuis_texte => Self::Decimal(lire_decimal(net).ok_or_else(refuse)?),
            TypeAtome::Decimal => match self {
                Self::Entier(n) => Self::Decimal(Decimal::try_from_i128_with_scale(*n, 0).map_err(|_| refuse())?),
                Self::Decimal(d) => Self::Decimal(*d),
                Self::Booleen(b) => Self::Decimal(Decimal::from(u8::from(*b))),
                Self::Double(n) => Self::Decimal(Decimal::from_f64_retain(*n).ok_or_else(refuse)?),
                _ => return Err(refuse()),
            },
            TypeAtome::Double if depuis_texte => Self::Double(lire_double(net).ok_or_else(refuse)?),
            TypeAtome::Double if self.est_nombre() || matches!(self, Self::Booleen(_)) => Self::Double(self.en_double()),
            TypeAtome::DateHeure => match self {
                Self::DateHeure(d) | Self::Date(d) => Self::DateHeure(*d),
                _ if depuis_texte => Self::DateHeure(DateHeure::lire(net, true).ok_or_else(refuse)?),
                _ => return Err(refuse()),
            },
            TypeAtome::Date => match self {
                Self::DateHeure(d) | Self::Date(d) => Self::Date(DateHeure {
                    instant: d.instant.replace_time(Time::MIDNIGHT),
                    decale: d.decale,
                }),
                _ if depuis_texte => Self::Date(DateHeure::lire(net, false).ok_or_else(refuse)?),
                _ => return Err(refuse()),
            },
            TypeAtome::QNom if matches!(self, Self::QNom(..)) => self.clone(),
            _ => return Err(refuse()),
        })
    }

    /// Order of two values of comparable types; `None` when one is NaN.
    pub(crate) fn comparer(&self, autre: &Self) -> R<Option<Ordering>> {
        Ok(match (self, autre) {
            (a, b) if a.est_texte() && b.est_texte() => Some(a.en_texte().as_ref().cmp(b.en_texte().as_ref())),
            (Self::Entier(a), Self::Entier(b)) => Some(a.cmp(b)),
            (Self::Double(_), b) if b.est_nombre() => self.en_double().partial_cmp(&b.en_double()),
            (a, Self::Double(b)) if a.est_nombre() => a.en_double().partial_cmp(b),
            (a, b) if a.est_nombre() && b.est_nombre() => {
                let (Self::Decimal(a), Self::Decimal(b)) = (a.convertir(TypeAtome::Decimal)?, b.convertir(TypeAtome::Decimal)?) else {
                    return Ok(None);
                };
                Some(a.cmp(&b))
            }
            (Self::Booleen(a), Self::Booleen(b)) => Some(a.cmp(b)),
            (Self::DateHeure(a), Self::DateHeure(b)) | (Self::Date(a), Self::Date(b)) => Some(a.instant.cmp(&b.instant)),
            (Self::QNom(a), Self::QNom(b)) => Some((&a.espace, &a.local).cmp(&(&b.espace, &b.local))),
            (a, b) => {
                return Err(Erreur::type_(format!(
                    "{} et {} ne se comparent pas",
                    a.type_().dit(),
                    b.type_().dit()
                )));
            }
        })
    }
}

fn lire_entier(net: &str) -> Option<i128> {
    let chiffres = net.strip_prefix(['+', '-']).unwrap_or(net);
    (!chiffres.is_empty() && chiffres.bytes().all(|b| b.is_ascii_digit()))
        .then(|| net.strip_prefix('+').unwrap_or(net).parse().ok())
        .flatten()
}
