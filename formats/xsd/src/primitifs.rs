//! The built-in types of XML Schema that the schema uses, and what a value of each looks like.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;

/// What becomes of white space before a value is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Blancs {
    Gardes,
    Remplaces,
    Reduits,
}

/// A form of value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Primitif {
    Texte,
    Langue,
    NmToken,
    Nom,
    NcNom,
    Id,
    Idref,
    Uri,
    Booleen,
    Decimal,
    Entier,
    Flottant,
    Base64,
}

/// The types that are read, but for lists.
pub(crate) const PRIMITIFS: &[(&str, Primitif, Blancs)] = &[
    ("anySimpleType", Primitif::Texte, Blancs::Gardes),
    ("string", Primitif::Texte, Blancs::Gardes),
    ("normalizedString", Primitif::Texte, Blancs::Remplaces),
    ("token", Primitif::Texte, Blancs::Reduits),
    ("language", Primitif::Langue, Blancs::Reduits),
    ("NMTOKEN", Primitif::NmToken, Blancs::Reduits),
    ("Name", Primitif::Nom, Blancs::Reduits),
    ("NCName", Primitif::NcNom, Blancs::Reduits),
    ("ID", Primitif::Id, Blancs::Reduits),
    ("IDREF", Primitif::Idref, Blancs::Reduits),
    ("anyURI", Primitif::Uri, Blancs::Reduits),
    ("boolean", Primitif::Booleen, Blancs::Reduits),
    ("decimal", Primitif::Decimal, Blancs::Reduits),
    ("integer", Primitif::Entier, Blancs::Reduits),
    ("double", Primitif::Flottant, Blancs::Reduits),
    ("float", Primitif::Flottant, Blancs::Reduits),
    ("base64Binary", Primitif::Base64, Blancs::Reduits),
];

/// Lists that are built in, with the type of what they hold.
pub(crate) const LISTES: &[(&str, &str)] = &[("NMTOKENS", "NMTOKEN"), ("IDREFS", "IDREF")];

impl Primitif {
    /// What is expected, in French.
    pub(crate) fn dit(self) -> &'static str {
        match self {
            Self::Texte => "un texte",
            Self::Langue => "un code de langue",
            Self::NmToken => "un mot sans blanc, fait de lettres, de chiffres et de « . - _ : »",
            Self::Nom | Self::NcNom | Self::Id | Self::Idref => "un nom XML : une lettre ou « _ », puis lettres, chiffres et « . - _ »",
            Self::Uri => "une URI",
            Self::Booleen => "true, false, 1 ou 0",
            Self::Decimal => "un nombre décimal",
            Self::Entier => "un nombre entier",
            Self::Flottant => "un nombre",
            Self::Base64 => "du base64",
        }
    }

    /// Whether a value, its white space settled, is of this form.
    pub(crate) fn admet(self, v: &str) -> bool {
        let chiffres = |t: &str| t.bytes().all(|b| b.is_ascii_digit());
        let sans_signe = v.strip_prefix(['+', '-']).unwrap_or(v);
        match self {
            Self::Texte => true,
            Self::Langue => v.split('-').enumerate().all(|(i, part)| {
                let admis = |b: u8| b.is_ascii_alphabetic() || (i > 0 && b.is_ascii_digit());
                (1..=8).contains(&part.len()) && part.bytes().all(admis)
            }),
            Self::NmToken => !v.is_empty() && v.chars().all(de_nom),
            Self::Nom => v.starts_with(debut_de_nom) && v.chars().all(de_nom),
            Self::NcNom | Self::Id | Self::Idref => v.starts_with(debut_de_nom) && v.chars().all(de_nom) && !v.contains(':'),
            Self::Uri => uri(v),
            Self::Booleen => matches!(v, "true" | "false" | "1" | "0"),
            Self::Decimal => {
                let (entiers, reste) = sans_signe.split_once('.').unwrap_or((sans_signe, ""));
                !(entiers.is_empty() && reste.is_empty()) && chiffres(entiers) && chiffres(reste)
            }
            Self::Entier => !sans_signe.is_empty() && chiffres(sans_signe),
            Self::Flottant => {
                matches!(v, "INF" | "-INF" | "NaN") || (!v.contains(char::is_alphabetic) || exposant(v)) && v.parse::<f64>().is_ok()
            }
            Self::Base64 => BASE64_STANDARD.decode(v.split_ascii_whitespace().collect::<String>()).is_ok(),
        }
    }
}

/// The only letter of a number is that of its exponent.
fn exposant(v: &str) -> bool {
    v.chars().filter(|c| c.is_alphabetic()).all(|c| matches!(c, 'e' | 'E'))
}

/// XML 1.0, fifth edition, production 4.
fn debut_de_nom(c: char) -> bool {
    matches!(c, ':' | '_' | 'A'..='Z' | 'a'..='z' | '\u{C0}'..='\u{D6}' | '\u{D8}'..='\u{F6}' | '\u{F8}'..='\u{2FF}'
        | '\u{370}'..='\u{37D}' | '\u{37F}'..='\u{1FFF}' | '\u{200C}' | '\u{200D}' | '\u{2070}'..='\u{218F}'
        | '\u{2C00}'..='\u{2FEF}' | '\u{3001}'..='\u{D7FF}' | '\u{F900}'..='\u{FDCF}' | '\u{FDF0}'..='\u{FFFD}'
        | '\u{10000}'..='\u{EFFFF}')
}

/// Production 4a.
fn de_nom(c: char) -> bool {
    debut_de_nom(c) || matches!(c, '-' | '.' | '0'..='9' | '\u{B7}' | '\u{300}'..='\u{36F}' | '\u{203F}' | '\u{2040}')
}

/// XML Schema asks for little: any text that becomes a URI reference once its other characters are escaped.
fn uri(v: &str) -> bool {
    let pourcents = v.split('%').skip(1).all(|suite| {
        let deux = suite.as_bytes().get(..2);
        deux.is_some_and(|d| d.iter().all(u8::is_ascii_hexdigit))
    });
    let debut = v.split(['/', '?', '#']).next().unwrap_or_default();
    let schema = debut.split_once(':').is_none_or(|(schema, _)| {
        schema.starts_with(|c: char| c.is_ascii_alphabetic()) && schema.chars().all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c))
    });
    pourcents && schema && v.matches('#').count() <= 1
}
