//! Regular expressions (F&O 7.6): those of XML Schema, said to the `regex` library, which never backtracks.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, RwLock};

use regex::{Regex, RegexBuilder};

use super::textes::{borne, rendre};
use super::{Appel, Fonction, sans_nombre};
use crate::erreur::{Erreur, R};
use crate::valeur::{Atome, Suite};

/// Bytes of a compiled expression.
const COMPILEE_MAX: usize = 4 << 20;
/// Expressions kept. A schema has a few tens; a document cannot make new ones without end.
const GARDEES_MAX: usize = 512;

/// By expression and flags.
type Gardees = HashMap<(String, String), Arc<Regex>>;

pub(super) const FONCTIONS: &[Fonction] = &[
    sans_nombre("matches", 2, 3, |a| {
        let texte = a.texte(0)?;
        Ok(expression(a, 2)?.is_match(&texte).into())
    }),
    sans_nombre("replace", 3, 4, |a| {
        let texte = a.texte(0)?;
        let regex = expression(a, 3)?;
        refuser_vide(&regex)?;
        let par = remplacement(&a.texte_requis(2)?, regex.captures_len())?;
        remplacer(&texte, &regex, &par)
    }),
    sans_nombre("tokenize", 2, 3, |a| {
        let texte = a.texte(0)?;
        let regex = expression(a, 2)?;
        refuser_vide(&regex)?;
        if texte.is_empty() {
            return Ok(Suite::vide());
        }
        let mut parts = Vec::new();
        for part in regex.split(&texte) {
            a.ev.verser(&mut parts, Atome::texte(part).into())?;
        }
        Ok(Suite::Propre(parts))
    }),
];

/// Every match replaced, within the bound of one text.
fn remplacer(texte: &str, regex: &Regex, par: &str) -> R<Suite> {
    let renvois = par.matches('$').count();
    let mut dit = String::new();
    let mut fin = 0;
    for trouve in regex.captures_iter(texte) {
        let tout = trouve.get(0).map_or(fin..fin, |m| m.range());
        // No group is longer than the whole match.
        let ajout = tout.len().saturating_mul(renvois).saturating_add(par.len());
        borne((dit.len() + tout.start - fin).saturating_add(ajout))?;
        dit.push_str(&texte[fin..tout.start]);
        trouve.expand(par, &mut dit);
        fin = tout.end;
    }
    dit.push_str(&texte[fin..]);
    Ok(rendre(dit))
}

fn refuser_vide(regex: &Regex) -> R<()> {
    if regex.is_match("") {
        return Err(Erreur::new("FORX0003", "l'expression régulière accepte le texte vide"));
    }
    Ok(())
}

/// The expression of the second argument, with the flags of another.
fn expression(a: &Appel<'_, '_>, drapeaux: usize) -> R<Arc<Regex>> {
    static GARDEES: LazyLock<RwLock<Gardees>> = LazyLock::new(RwLock::default);
    let motif = a.texte_requis(1)?;
    let drapeaux = if a.arguments.len() > drapeaux {
        a.texte_requis(drapeaux)?
    } else {
        Arc::from("")
    };
    let cle = (motif.to_string(), drapeaux.to_string());
    if let Some(prete) = GARDEES.read().ok().and_then(|g| g.get(&cle).cloned()) {
        return Ok(prete);
    }
    let regex = Arc::new(compiler(&motif, &drapeaux)?);
    if let Ok(mut gardees) = GARDEES.write()
        && gardees.len() < GARDEES_MAX
    {
        gardees.insert(cle, regex.clone());
    }
    Ok(regex)
}

fn compiler(motif: &str, drapeaux: &str) -> R<Regex> {
    if let Some(c) = drapeaux.chars().find(|c| !"smixq".contains(*c)) {
        return Err(Erreur::new("FORX0001", format!("drapeau inconnu : {c}")));
    }
    let dit = if drapeaux.contains('q') {
        regex::escape(motif)
    } else {
        traduire(motif, drapeaux.contains('x'), true)?
    };
    RegexBuilder::new(&dit)
        .case_insensitive(drapeaux.contains('i'))
        .multi_line(drapeaux.contains('m'))
        .dot_matches_new_line(drapeaux.contains('s'))
        .size_limit(COMPILEE_MAX)
        .build()
        .map_err(|e| Erreur::new("FORX0002", format!("expression régulière mal écrite : {motif} ({e})")))
}

/// The pattern of a schema, which is all of a value; `^` and `$` stand for themselves there.
pub(crate) fn motif_de_schema(motif: &str) -> R<Regex> {
    RegexBuilder::new(&format!("\\A(?:{})\\z", traduire(motif, false, false)?))
        .size_limit(COMPILEE_MAX)
        .build()
        .map_err(|e| Erreur::new("FORX0002", format!("expression régulière mal écrite : {motif} ({e})")))
}

/// What the library writes otherwise: white space is that of XML, `\i` and `\c` are the characters of names, `\w` is all but
/// punctuation, separators and others, classes are subtracted with two dashes, and an ampersand or a tilde in a class is only itself.
/// What the library would understand and XML Schema does not know is refused. `x` drops white space, but in a class. Only XPath has anchors.
fn traduire(motif: &str, sans_blancs: bool, ancres: bool) -> R<String> {
    let faux = |quoi: &str| Erreur::new("FORX0002", format!("expression régulière mal écrite : {motif} ({quoi})"));
    let mut dit = String::with_capacity(motif.len());
    let mut suite = motif.chars().peekable();
    let mut classes = 0_usize;
    let mut quantifie = false;
    while let Some(c) = suite.next() {
        let quantificateur = classes == 0 && matches!(c, '*' | '+' | '?' | '{');
        if quantifie && quantificateur && c != '?' {
            return Err(faux("deux quantificateurs de suite"));
        }
        // `*?` is one quantifier; a second question mark would be another.
        quantifie = quantificateur && c != '{' || (classes == 0 && c == '}');
        match c {
            '\\' => {
                let e = suite.next().ok_or_else(|| faux("\\ en fin d'expression"))?;
                let (dans, hors) = match e {
                    's' => (" \\t\\n\\r", "[ \\t\\n\\r]"),
                    'S' => ("[^ \\t\\n\\r]", "[^ \\t\\n\\r]"),
                    'i' => ("_:\\p{Alphabetic}", "[_:\\p{Alphabetic}]"),
                    'I' => ("[^_:\\p{Alphabetic}]", "[^_:\\p{Alphabetic}]"),
                    'c' => ("\\-._:\\p{Alphabetic}\\p{N}", "[\\-._:\\p{Alphabetic}\\p{N}]"),
                    'C' => ("[^\\-._:\\p{Alphabetic}\\p{N}]", "[^\\-._:\\p{Alphabetic}\\p{N}]"),
                    'w' => ("[^\\p{P}\\p{Z}\\p{C}]", "[^\\p{P}\\p{Z}\\p{C}]"),
                    'W' => ("\\p{P}\\p{Z}\\p{C}", "[\\p{P}\\p{Z}\\p{C}]"),
                    'n' | 'r' | 't' | '\\' | '|' | '.' | '?' | '*' | '+' | '(' | ')' | '{' | '}' | '-' | '[' | ']' | '^' | '$' | 'p'
                    | 'P' | 'd' | 'D' => {
                        dit.push('\\');
                        dit.push(e);
                        continue;
                    }
                    '0'..='9' => return Err(faux("les renvois à un groupe ne sont pas évalués")),
                    _ => return Err(faux(&format!("\\{e} n'existe pas"))),
                };
                dit.push_str(if classes > 0 { dans } else { hors });
            }
            '[' => {
                if classes > 0 && !dit.ends_with("--") {
                    return Err(faux("[ dans une classe"));
                }
                classes += 1;
                dit.push('[');
            }
            ']' => {
                classes = classes.saturating_sub(1);
                dit.push(']');
            }
            '-' if classes > 0 && suite.peek() == Some(&'[') => dit.push_str("--"),
            '-' if classes > 0 && suite.peek() == Some(&'-') => return Err(faux("-- dans une classe")),
            '&' | '~' if classes > 0 => {
                dit.push('\\');
                dit.push(c);
            }
            '^' | '$' if classes == 0 && !ancres => {
                dit.push('\\');
                dit.push(c);
            }
            '(' if classes == 0 && suite.peek() == Some(&'?') => return Err(faux("(? n'existe pas")),
            ' ' | '\t' | '\n' | '\r' if sans_blancs && classes == 0 => {}
            autre => dit.push(autre),
        }
    }
    Ok(dit)
}

/// `$1`, `\$` and `\\`, said as the library says them.
fn remplacement(ecrit: &str, groupes: usize) -> R<String> {
    let faux = || Erreur::new("FORX0004", format!("texte de remplacement mal écrit : {ecrit}"));
    let mut dit = String::new();
    let mut suite = ecrit.chars().peekable();
    while let Some(c) = suite.next() {
        match c {
            '\\' => match suite.next() {
                Some('$') => dit.push_str("$$"),
                Some('\\') => dit.push('\\'),
                _ => return Err(faux()),
            },
            '$' => {
                let mut rang = suite.next().and_then(|c| c.to_digit(10)).ok_or_else(faux)? as usize;
                // As many digits as still name a group (F&O 7.6.3).
                while let Some(d) = suite.peek().and_then(|c| c.to_digit(10)) {
                    let plus = rang * 10 + d as usize;
                    if plus >= groupes {
                        break;
                    }
                    rang = plus;
                    suite.next();
                }
                if rang < groupes {
                    dit.push_str(&format!("${{{rang}}}"));
                }
            }
            autre => dit.push(autre),
        }
    }
    Ok(dit)
}
