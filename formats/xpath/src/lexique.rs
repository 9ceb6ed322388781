//! Words of an expression (XPath 2.0, A.2).

use crate::erreur::{Erreur, R};

#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Mot {
    /// `local` or `prefixe:local`.
    Nom(Option<String>, String),
    /// `prefixe:*`.
    ToutDe(String),
    /// `*:local`.
    ToutNomme(String),
    /// `$nom`.
    Variable(String),
    Texte(String),
    Entier(i128),
    Decimal(String),
    Double(f64),
    Signe(&'static str),
    Fin,
}

/// As a person reads it in a message.
impl std::fmt::Display for Mot {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Nom(None, local) => write!(f, "« {local} »"),
            Self::Nom(Some(prefixe), local) => write!(f, "« {prefixe}:{local} »"),
            Self::ToutDe(prefixe) => write!(f, "« {prefixe}:* »"),
            Self::ToutNomme(local) => write!(f, "« *:{local} »"),
            Self::Variable(nom) => write!(f, "« ${nom} »"),
            Self::Texte(texte) => write!(f, "le texte « {texte} »"),
            Self::Entier(n) => write!(f, "« {n} »"),
            Self::Decimal(n) => write!(f, "« {n} »"),
            Self::Double(n) => write!(f, "« {n} »"),
            Self::Signe(signe) => write!(f, "« {signe} »"),
            Self::Fin => f.write_str("la fin de l'expression"),
        }
    }
}

/// Longest first: `<<` before `<=` before `<`.
const SIGNES: &[&str] = &[
    "::", "//", "..", "!=", "<=", ">=", "<<", ">>", "(", ")", "[", "]", ",", "/", "|", "@", ".", "+", "-", "*", "=", "<", ">", "?",
];

pub(crate) fn decouper(source: &str) -> R<Vec<(usize, Mot)>> {
    let mut mots = Vec::new();
    let mut ici = 0;
    loop {
        ici = sauter(source, ici)?;
        let reste = &source[ici..];
        let Some(c) = reste.chars().next() else {
            mots.push((ici, Mot::Fin));
            return Ok(mots);
        };
        let (mot, long) = match c {
            '"' | '\'' => texte(reste, c).ok_or_else(|| Erreur::syntaxe(ici, "guillemet qui ne se ferme pas"))?,
            '0'..='9' => nombre(reste, ici)?,
            '.' if reste[1..].starts_with(|c: char| c.is_ascii_digit()) => nombre(reste, ici)?,
            '$' => {
                let saut = sauter(source, ici + 1)? - ici;
                let (nom, long) = qnom(&reste[saut..]).ok_or_else(|| Erreur::syntaxe(ici, "un nom est attendu après $"))?;
                (Mot::Variable(nom.to_owned()), saut + long)
            }
            '*' if reste[1..].starts_with(':') && reste[2..].starts_with(debut_de_nom) => {
                let long = ncnom(&reste[2..]);
                (Mot::ToutNomme(reste[2..2 + long].to_owned()), 2 + long)
            }
            c if debut_de_nom(c) => nom(reste),
            _ => {
                let signe = SIGNES
                    .iter()
                    .find(|s| reste.starts_with(**s))
                    .ok_or_else(|| Erreur::syntaxe(ici, format!("« {c} » inattendu")))?;
                (Mot::Signe(signe), signe.len())
            }
        };
        mots.push((ici, mot));
        ici += long;
    }
}

/// White space and comments, which nest.
fn sauter(source: &str, mut ici: usize) -> R<usize> {
    loop {
        let reste = &source[ici..];
        let blancs = reste.len() - reste.trim_start_matches([' ', '\t', '\n', '\r']).len();
        ici += blancs;
        if !source[ici..].starts_with("(:") {
            return Ok(ici);
        }
        let (debut, mut niveau) = (ici, 0_usize);
        loop {
            let reste = &source[ici..];
            if reste.starts_with("(:") {
                niveau += 1;
                ici += 2;
            } else if reste.starts_with(":)") {
                niveau -= 1;
                ici += 2;
                if niveau == 0 {
                    break;
                }
            } else {
                let c = reste
                    .chars()
                    .next()
                    .ok_or_else(|| Erreur::syntaxe(debut, "commentaire qui ne se ferme pas"))?;
                ici += c.len_utf8();
            }
        }
    }
}

fn texte(reste: &str, garde: char) -> Option<(Mot, usize)> {
    let mut valeur = String::new();
    let mut suite = reste[1..].char_indices().peekable();
    while let Some((i, c)) = suite.next() {
        if c != garde {
            valeur.push(c);
        } else if suite.peek().is_some_and(|(_, d)| *d == garde) {
            suite.next();
            valeur.push(c);
        } else {
            return Some((Mot::Texte(valeur), 1 + i + 1));
        }
    }
    None
}

fn nombre(reste: &str, ici: usize) -> R<(Mot, usize)> {
    let chiffres = |s: &str| s.len() - s.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let mut long = chiffres(reste);
    let mut point = false;
    if reste[long..].starts_with('.') && !reste[long..].starts_with("..") {
        point = true;
        long += 1 + chiffres(&reste[long + 1..]);
    }
    let mut exposant = false;
    if reste[long..].starts_with(['e', 'E']) {
        let signe = usize::from(reste[long + 1..].starts_with(['+', '-']));
        let n = chiffres(&reste[long + 1 + signe..]);
        if n > 0 {
            exposant = true;
            long += 1 + signe + n;
        }
    }
    let ecrit = &reste[..long];
    let trop = |_| Erreur::syntaxe(ici, format!("nombre trop grand : {ecrit}"));
    let mot = if exposant {
        Mot::Double(
            ecrit
                .parse()
                .map_err(|_| Erreur::syntaxe(ici, format!("nombre mal écrit : {ecrit}")))?,
        )
    } else if point {
        Mot::Decimal(ecrit.to_owned())
    } else {
        Mot::Entier(ecrit.parse().map_err(trop)?)
    };
    Ok((mot, long))
}

fn nom(reste: &str) -> (Mot, usize) {
    let long = ncnom(reste);
    let premier = &reste[..long];
    let suite = &reste[long..];
    if let Some(apres) = suite.strip_prefix(':')
        && !apres.starts_with(':')
    {
        if apres.starts_with('*') {
            return (Mot::ToutDe(premier.to_owned()), long + 2);
        }
        if apres.starts_with(debut_de_nom) {
            let second = ncnom(apres);
            return (Mot::Nom(Some(premier.to_owned()), apres[..second].to_owned()), long + 1 + second);
        }
    }
    (Mot::Nom(None, premier.to_owned()), long)
}

/// A name, with its prefix if it has one.
fn qnom(reste: &str) -> Option<(&str, usize)> {
    if !reste.starts_with(debut_de_nom) {
        return None;
    }
    let mut long = ncnom(reste);
    if let Some(apres) = reste[long..].strip_prefix(':')
        && apres.starts_with(debut_de_nom)
    {
        long += 1 + ncnom(apres);
    }
    Some((&reste[..long], long))
}

fn ncnom(reste: &str) -> usize {
    reste
        .find(|c: char| !(debut_de_nom(c) || c == '-' || c == '.' || c.is_numeric() || c == '\u{b7}'))
        .unwrap_or(reste.len())
}

fn debut_de_nom(c: char) -> bool {
    c == '_' || c.is_alphabetic()
}
