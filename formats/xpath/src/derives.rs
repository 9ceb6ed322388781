//! Types that narrow another (XML Schema 1.0, part 2, 3.3): what a value must be besides.

use crate::valeur::{Atome, Derive, Facette, TypeAtome};

const fn entre(dit: &'static str, min: i128, max: i128) -> Derive {
    Derive {
        dit,
        base: TypeAtome::Entier,
        facette: Facette::Entre(min, max),
    }
}

const fn forme(dit: &'static str, f: fn(&str) -> bool) -> Derive {
    Derive {
        dit,
        base: TypeAtome::Texte,
        facette: Facette::Forme(f),
    }
}

static DERIVES: &[Derive] = &[
    entre("xs:nonNegativeInteger", 0, i128::MAX),
    entre("xs:positiveInteger", 1, i128::MAX),
    entre("xs:nonPositiveInteger", i128::MIN, 0),
    entre("xs:negativeInteger", i128::MIN, -1),
    entre("xs:long", i64::MIN as i128, i64::MAX as i128),
    entre("xs:int", i32::MIN as i128, i32::MAX as i128),
    entre("xs:short", i16::MIN as i128, i16::MAX as i128),
    entre("xs:byte", i8::MIN as i128, i8::MAX as i128),
    entre("xs:unsignedLong", 0, u64::MAX as i128),
    entre("xs:unsignedInt", 0, u32::MAX as i128),
    entre("xs:unsignedShort", 0, u16::MAX as i128),
    entre("xs:unsignedByte", 0, u8::MAX as i128),
    forme("xs:token", |_| true),
    forme("xs:language", langue),
    forme("xs:NMTOKEN", |t| !t.is_empty() && t.chars().all(de_nom)),
    forme("xs:Name", |t| t.starts_with(debut) && t.chars().all(de_nom)),
    forme("xs:NCName", |t| t.starts_with(debut) && t.chars().all(de_nom) && !t.contains(':')),
    Derive {
        dit: "xs:normalizedString",
        base: TypeAtome::Texte,
        facette: Facette::BlancsRemplaces,
    },
    Derive {
        dit: "xs:float",
        base: TypeAtome::Double,
        facette: Facette::Aucune,
    },
];

/// The type of this local name.
pub(crate) fn nomme(nom: &str) -> Option<&'static Derive> {
    DERIVES.iter().find(|d| d.dit.strip_prefix("xs:") == Some(nom))
}

impl Derive {
    /// A value of the type that it narrows, once narrowed; `None` when it is not of the type.
    pub(crate) fn tenir(&self, lu: Atome) -> Option<Atome> {
        match (&self.facette, &lu) {
            (Facette::Entre(min, max), Atome::Entier(n)) => (min..=max).contains(&n).then_some(lu),
            (Facette::Forme(f), Atome::Texte(t)) => {
                let net = t.split(blanc).filter(|m| !m.is_empty()).collect::<Vec<_>>().join(" ");
                f(&net).then(|| Atome::texte(net))
            }
            (Facette::BlancsRemplaces, Atome::Texte(t)) => Some(Atome::texte(t.replace(blanc, " "))),
            _ => Some(lu),
        }
    }
}

fn blanc(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\n' | '\r')
}

fn debut(c: char) -> bool {
    c == '_' || c == ':' || c.is_alphabetic()
}

fn de_nom(c: char) -> bool {
    debut(c) || c.is_numeric() || matches!(c, '-' | '.' | '\u{b7}')
}

/// `[a-zA-Z]{1,8}(-[a-zA-Z0-9]{1,8})*`
fn langue(t: &str) -> bool {
    t.split('-').enumerate().all(|(rang, part)| {
        let permis = |o: u8| {
            if rang == 0 {
                o.is_ascii_alphabetic()
            } else {
                o.is_ascii_alphanumeric()
            }
        };
        (1..=8).contains(&part.len()) && part.bytes().all(permis)
    })
}
