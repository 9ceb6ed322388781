//! Items, atomic values and their types (XPath 2.0 data model).

use std::ops::Deref;
use std::str::FromStr;
use std::sync::Arc;

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use time::{Date, OffsetDateTime, PrimitiveDateTime, Time, UtcOffset};

use crate::arbre::Noeud;

#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Item {
    Noeud(Noeud),
    Atome(Atome),
}

/// A sequence. What is kept is shared, so that a variable of ten thousand codes is not copied at each use.
#[derive(Debug, Clone)]
pub(crate) enum Suite {
    Propre(Vec<Item>),
    Partagee(Arc<Vec<Item>>),
}

impl Deref for Suite {
    type Target = [Item];
    fn deref(&self) -> &[Item] {
        match self {
            Self::Propre(v) => v,
            Self::Partagee(v) => v,
        }
    }
}

impl Suite {
    pub(crate) fn vide() -> Self {
        Self::Propre(Vec::new())
    }

    pub(crate) fn un(item: Item) -> Self {
        Self::Propre(vec![item])
    }

    pub(crate) fn partager(self) -> Self {
        match self {
            Self::Propre(v) => Self::Partagee(Arc::new(v)),
            partagee @ Self::Partagee(_) => partagee,
        }
    }

    pub(crate) fn en_vec(self) -> Vec<Item> {
        match self {
            Self::Propre(v) => v,
            Self::Partagee(v) => (*v).clone(),
        }
    }
}

impl From<Atome> for Suite {
    fn from(a: Atome) -> Self {
        Self::un(Item::Atome(a))
    }
}

impl From<bool> for Suite {
    fn from(b: bool) -> Self {
        Atome::Booleen(b).into()
    }
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Atome {
    Texte(Arc<str>),
    Uri(Arc<str>),
    /// Read in a document without schema.
    NonType(Arc<str>),
    Entier(i128),
    Decimal(Decimal),
    Double(f64),
    Booleen(bool),
    DateHeure(DateHeure),
    Date(DateHeure),
    /// Kept apart: it is rare, and every value would be as large.
    QNom(Box<NomQualifie>),
}

/// A qualified name.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct NomQualifie {
    pub(crate) espace: Arc<str>,
    pub(crate) local: Arc<str>,
    pub(crate) ecrit: Arc<str>,
}

/// An instant, and whether it said its offset. Without one it is taken as UTC, so that a verdict does not depend on the machine.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct DateHeure {
    pub(crate) instant: OffsetDateTime,
    pub(crate) decale: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TypeAtome {
    Tout,
    Texte,
    Uri,
    NonType,
    Entier,
    Decimal,
    Double,
    Booleen,
    DateHeure,
    Date,
    QNom,
    /// A narrower type. Values are cast to it, and then have the type that it narrows.
    Derive(&'static Derive),
}

/// A type that narrows another.
#[derive(Debug)]
pub(crate) struct Derive {
    pub(crate) dit: &'static str,
    pub(crate) base: TypeAtome,
    pub(crate) facette: Facette,
}

impl PartialEq for Derive {
    fn eq(&self, autre: &Self) -> bool {
        self.dit == autre.dit
    }
}

impl Eq for Derive {}

/// What a value must be besides.
#[derive(Debug)]
pub(crate) enum Facette {
    /// Least and greatest value.
    Entre(i128, i128),
    /// What the text must be, once its white space is collapsed.
    Forme(fn(&str) -> bool),
    /// White space is replaced, not collapsed.
    BlancsRemplaces,
    /// The engine computes it in double precision.
    Aucune,
}

impl TypeAtome {
    pub(crate) fn est_nombre(self) -> bool {
        match self {
            Self::Derive(d) => d.base.est_nombre(),
            Self::Entier | Self::Decimal | Self::Double => true,
            _ => false,
        }
    }

    pub(crate) fn dit(self) -> &'static str {
        match self {
            Self::Tout => "xs:anyAtomicType",
            Self::Texte => "xs:string",
            Self::Uri => "xs:anyURI",
            Self::NonType => "xs:untypedAtomic",
            Self::Entier => "xs:integer",
            Self::Decimal => "xs:decimal",
            Self::Double => "xs:double",
            Self::Booleen => "xs:boolean",
            Self::DateHeure => "xs:dateTime",
            Self::Date => "xs:date",
            Self::QNom => "xs:QName",
            Self::Derive(d) => d.dit,
        }
    }
}

impl Atome {
    pub(crate) fn nom(espace: impl Into<Arc<str>>, local: impl Into<Arc<str>>, ecrit: impl Into<Arc<str>>) -> Self {
        Self::QNom(Box::new(NomQualifie {
            espace: espace.into(),
            local: local.into(),
            ecrit: ecrit.into(),
        }))
    }

    pub(crate) fn texte(t: impl Into<Arc<str>>) -> Self {
        Self::Texte(t.into())
    }

    pub(crate) fn decimal(ecrit: &str) -> Option<Self> {
        lire_decimal(ecrit).map(Self::Decimal)
    }

    pub(crate) fn est_nombre(&self) -> bool {
        self.type_().est_nombre()
    }

    pub(crate) fn est_texte(&self) -> bool {
        matches!(self, Self::Texte(_) | Self::Uri(_) | Self::NonType(_))
    }

    pub(crate) fn type_(&self) -> TypeAtome {
        match self {
            Self::Texte(_) => TypeAtome::Texte,
            Self::Uri(_) => TypeAtome::Uri,
            Self::NonType(_) => TypeAtome::NonType,
            Self::Entier(_) => TypeAtome::Entier,
            Self::Decimal(_) => TypeAtome::Decimal,
            Self::Double(_) => TypeAtome::Double,
            Self::Booleen(_) => TypeAtome::Booleen,
            Self::DateHeure(_) => TypeAtome::DateHeure,
            Self::Date(_) => TypeAtome::Date,
            Self::QNom(..) => TypeAtome::QNom,
        }
    }

    pub(crate) fn est_du_type(&self, t: TypeAtome) -> bool {
        t == TypeAtome::Tout || self.type_() == t || (t == TypeAtome::Decimal && matches!(self, Self::Entier(_)))
    }

    /// As `xs:string`.
    pub(crate) fn en_texte(&self) -> Arc<str> {
        match self {
            Self::Texte(t) | Self::Uri(t) | Self::NonType(t) => t.clone(),
            Self::QNom(nom) => nom.ecrit.clone(),
            Self::Entier(n) => n.to_string().into(),
            Self::Decimal(d) => d.normalize().to_string().into(),
            Self::Double(n) => double_ecrit(*n).into(),
            Self::Booleen(b) => Arc::from(if *b { "true" } else { "false" }),
            Self::DateHeure(d) => d.ecrire(true).into(),
            Self::Date(d) => d.ecrire(false).into(),
        }
    }

    /// As `xs:double`; NaN for what is not a number (`fn:number`).
    pub(crate) fn en_double(&self) -> f64 {
        match self {
            Self::Entier(n) => n.to_f64().unwrap_or(f64::NAN),
            // Through its digits: the nearest double, which the library's own conversion does not always give.
            Self::Decimal(d) => d.to_string().parse().unwrap_or(f64::NAN),
            Self::Double(n) => *n,
            Self::Booleen(b) => f64::from(u8::from(*b)),
            Self::Texte(t) | Self::NonType(t) => lire_double(t).unwrap_or(f64::NAN),
            Self::Uri(_) | Self::DateHeure(_) | Self::Date(_) | Self::QNom(..) => f64::NAN,
        }
    }
}

pub(crate) fn lire_decimal(net: &str) -> Option<Decimal> {
    let sans_signe = net.strip_prefix(['+', '-']).unwrap_or(net);
    let forme = sans_signe.bytes().all(|b| b.is_ascii_digit() || b == b'.')
        && sans_signe.bytes().filter(|b| *b == b'.').count() <= 1
        && sans_signe.bytes().any(|b| b.is_ascii_digit());
    forme
        .then(|| Decimal::from_str(net.strip_prefix('+').unwrap_or(net)).ok())
        .flatten()
}

pub(crate) fn lire_double(ecrit: &str) -> Option<f64> {
    let net = ecrit.trim_matches([' ', '\t', '\n', '\r']);
    match net {
        "INF" => return Some(f64::INFINITY),
        "-INF" => return Some(f64::NEG_INFINITY),
        "NaN" => return Some(f64::NAN),
        _ => {}
    }
    let forme = net
        .bytes()
        .all(|b| b.is_ascii_digit() || matches!(b, b'.' | b'+' | b'-' | b'e' | b'E'));
    forme.then(|| net.parse().ok()).flatten()
}

/// As F&O 17.1.2 writes a double.
fn double_ecrit(n: f64) -> String {
    if n.is_nan() {
        return "NaN".to_owned();
    }
    if n.is_infinite() {
        return if n > 0.0 { "INF" } else { "-INF" }.to_owned();
    }
    if n == 0.0 {
        return if n.is_sign_negative() { "-0" } else { "0" }.to_owned();
    }
    if (1e-6..1e6).contains(&n.abs()) {
        return format!("{n}");
    }
    let ecrit = format!("{n:E}");
    match ecrit.split_once('E') {
        Some((m, e)) if !m.contains('.') => format!("{m}.0E{e}"),
        _ => ecrit,
    }
}

impl DateHeure {
    /// `AAAA-MM-JJThh:mm:ss(.s)?(Z|±hh:mm)?`, or the date alone.
    pub(crate) fn lire(ecrit: &str, heure: bool) -> Option<Self> {
        let (date, reste) = ecrit.split_at_checked(10)?;
        let chiffres = |s: &str, n: usize| {
            (s.len() == n && s.bytes().all(|b| b.is_ascii_digit()))
                .then(|| s.parse::<u8>().ok())
                .flatten()
        };
        let mut parts = date.splitn(3, '-');
        let (an, mois, jour) = (parts.next()?, parts.next()?, parts.next()?);
        let an = (an.len() == 4 && an.bytes().all(|b| b.is_ascii_digit()))
            .then(|| an.parse::<i32>().ok())
            .flatten()?;
        let mut date = Date::from_calendar_date(an, time::Month::try_from(chiffres(mois, 2)?).ok()?, chiffres(jour, 2)?).ok()?;
        let (moment, reste) = if heure {
            let (ecrite, reste) = reste.strip_prefix('T')?.split_at_checked(8)?;
            let mut parts = ecrite.splitn(3, ':');
            let (h, m, s) = (
                chiffres(parts.next()?, 2)?,
                chiffres(parts.next()?, 2)?,
                chiffres(parts.next()?, 2)?,
            );
            let (nanos, reste) = match reste.strip_prefix('.') {
                None => (0, reste),
                Some(suite) => {
                    let n = suite.len() - suite.trim_start_matches(|c: char| c.is_ascii_digit()).len();
                    let (decimales, reste) = suite.split_at_checked(n).filter(|_| n > 0)?;
                    let neuf: String = decimales.chars().chain("000000000".chars()).take(9).collect();
                    (neuf.parse::<u32>().ok()?, reste)
                }
            };
            if (h, m, s, nanos) == (24, 0, 0, 0) {
                date = date.next_day()?;
                (Time::MIDNIGHT, reste)
            } else {
                (Time::from_hms_nano(h, m, s, nanos).ok()?, reste)
            }
        } else {
            (Time::MIDNIGHT, reste)
        };
        let (decalage, decale) = match reste {
            "" => (UtcOffset::UTC, false),
            "Z" => (UtcOffset::UTC, true),
            _ => {
                let signe = match reste.as_bytes().first()? {
                    b'+' => 1,
                    b'-' => -1,
                    _ => return None,
                };
                let (h, m) = reste.get(1..)?.split_once(':')?;
                let (h, m) = (i8::try_from(chiffres(h, 2)?).ok()?, i8::try_from(chiffres(m, 2)?).ok()?);
                if h > 14 || m > 59 || (h == 14 && m > 0) {
                    return None;
                }
                (UtcOffset::from_hms(signe * h, signe * m, 0).ok()?, true)
            }
        };
        Some(Self {
            instant: PrimitiveDateTime::new(date, moment).assume_offset(decalage),
            decale,
        })
    }

    fn ecrire(&self, heure: bool) -> String {
        let i = self.instant;
        let mut ecrit = format!("{:04}-{:02}-{:02}", i.year(), u8::from(i.month()), i.day());
        if heure {
            ecrit.push_str(&format!("T{:02}:{:02}:{:02}", i.hour(), i.minute(), i.second()));
            if i.nanosecond() > 0 {
                ecrit.push_str(format!(".{:09}", i.nanosecond()).trim_end_matches('0'));
            }
        }
        if self.decale {
            let (h, m, _) = i.offset().as_hms();
            if (h, m) == (0, 0) {
                ecrit.push('Z');
            } else {
                let signe = if h < 0 || m < 0 { '-' } else { '+' };
                ecrit.push_str(&format!("{signe}{:02}:{:02}", h.unsigned_abs(), m.unsigned_abs()));
            }
        }
        ecrit
    }
}
