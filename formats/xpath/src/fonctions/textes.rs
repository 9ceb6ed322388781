//! Strings (F&O 7).

use std::sync::Arc;

use super::nombres::arrondi;
use super::{Appel, Fonction, fonction, sans_nombre};
use crate::erreur::{Erreur, R};
use crate::evaluation::Evaluation;
use crate::valeur::{Atome, Item, Suite, TypeAtome};

/// Characters that a function may make.
const TEXTE_MAX: usize = 16 << 20;

pub(super) const FONCTIONS: &[Fonction] = &[
    sans_nombre("string", 0, 1, |a| Ok(rendre(contexte_ou(a, 0)?))),
    fonction("string-length", 0, 1, |a| {
        Ok(Atome::Entier(texte_ou_contexte(a)?.chars().count() as i128).into())
    }),
    sans_nombre("normalize-space", 0, 1, |a| Ok(rendre(normaliser(&texte_ou_contexte(a)?)))),
    sans_nombre("concat", 2, usize::MAX, joindre_tout),
    sans_nombre("string-join", 1, 2, joindre),
    sans_nombre("substring", 2, 3, sous_texte),
    sans_nombre("substring-before", 2, 3, |a| {
        a.collation(2)?;
        let (t, m) = (a.texte(0)?, a.texte(1)?);
        Ok(rendre(t.split_once(&*m).filter(|_| !m.is_empty()).map_or("", |x| x.0)))
    }),
    sans_nombre("substring-after", 2, 3, |a| {
        a.collation(2)?;
        let (t, m) = (a.texte(0)?, a.texte(1)?);
        Ok(rendre(if m.is_empty() { &*t } else { t.split_once(&*m).map_or("", |x| x.1) }))
    }),
    sans_nombre("contains", 2, 3, |a| deux(a, |t, m| t.contains(m))),
    sans_nombre("starts-with", 2, 3, |a| deux(a, |t, m| t.starts_with(m))),
    sans_nombre("ends-with", 2, 3, |a| deux(a, |t, m| t.ends_with(m))),
    sans_nombre("upper-case", 1, 1, |a| Ok(rendre(a.texte(0)?.to_uppercase()))),
    sans_nombre("lower-case", 1, 1, |a| Ok(rendre(a.texte(0)?.to_lowercase()))),
    sans_nombre("translate", 3, 3, traduire),
    fonction("compare", 2, 3, |a| {
        a.collation(2)?;
        let (Some(x), Some(y)) = (a.atome(0, TypeAtome::Texte)?, a.atome(1, TypeAtome::Texte)?) else {
            return Ok(Suite::vide());
        };
        Ok(Atome::Entier(x.en_texte().cmp(&y.en_texte()) as i128).into())
    }),
    sans_nombre("codepoint-equal", 2, 2, |a| {
        let (Some(x), Some(y)) = (a.atome(0, TypeAtome::Texte)?, a.atome(1, TypeAtome::Texte)?) else {
            return Ok(Suite::vide());
        };
        Ok((x.en_texte() == y.en_texte()).into())
    }),
    fonction("string-to-codepoints", 1, 1, |a| {
        let codes = a.texte(0)?;
        a.payer_items(codes.len())?;
        Ok(Suite::Propre(
            codes.chars().map(|c| Item::Atome(Atome::Entier(u32::from(c).into()))).collect(),
        ))
    }),
    sans_nombre("codepoints-to-string", 1, 1, |a| {
        let mut texte = String::new();
        for n in a.atomes(0)? {
            let n = a.ev.convenir(n, TypeAtome::Entier, a.nom)?;
            let c = match n {
                Atome::Entier(n) => u32::try_from(n).ok().and_then(char::from_u32).filter(|c| de_xml(*c)),
                _ => None,
            };
            texte.push(c.ok_or_else(|| Erreur::new("FOCH0001", "codepoints-to-string() : ce n'est pas un caractère"))?);
        }
        Ok(rendre(texte))
    }),
    sans_nombre("encode-for-uri", 1, 1, |a| {
        Ok(rendre(pourcent(&a.texte(0)?, |o| {
            o.is_ascii_alphanumeric() || b"-_.~".contains(&o)
        })))
    }),
    sans_nombre("iri-to-uri", 1, 1, |a| {
        Ok(rendre(pourcent(&a.texte(0)?, |o| {
            o.is_ascii_graphic() && !b"<>\"{}|\\^`".contains(&o)
        })))
    }),
    sans_nombre("escape-html-uri", 1, 1, |a| {
        Ok(rendre(pourcent(&a.texte(0)?, |o| (b' '..=b'~').contains(&o))))
    }),
];

/// Characters of XML 1.0.
fn de_xml(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | ' '..='\u{fffd}' | '\u{10000}'..)
}

pub(crate) fn rendre(t: impl Into<Arc<str>>) -> Suite {
    Atome::texte(t).into()
}

fn texte_de(ev: &Evaluation<'_>, item: &Item) -> Arc<str> {
    ev.atome(item).en_texte()
}

/// `string()`: of the argument, or of the context item.
fn contexte_ou(a: &Appel<'_, '_>, rang: usize) -> R<Arc<str>> {
    if a.arguments.is_empty() {
        return Ok(texte_de(a.ev, a.focus.item));
    }
    let suite = a.suite(rang)?;
    match &*suite {
        [] => Ok(Arc::from("")),
        [seul] => Ok(texte_de(a.ev, seul)),
        tous => Err(Erreur::type_(format!(
            "{}() : {} valeurs là où une au plus est attendue",
            a.nom,
            tous.len()
        ))),
    }
}

fn texte_ou_contexte(a: &Appel<'_, '_>) -> R<Arc<str>> {
    if a.arguments.is_empty() { contexte_ou(a, 0) } else { a.texte(0) }
}

/// White space as XML has it.
pub(super) fn blanc(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\n' | '\r')
}

pub(crate) fn normaliser(t: &str) -> String {
    t.split(blanc).filter(|m| !m.is_empty()).collect::<Vec<_>>().join(" ")
}

/// Refuses a text before it is made.
pub(crate) fn borne(taille: usize) -> R<()> {
    if taille > TEXTE_MAX {
        return Err(Erreur::new("LIMITE", format!("texte de plus de {} Mio", TEXTE_MAX >> 20)));
    }
    Ok(())
}

fn joindre_tout(a: &Appel<'_, '_>) -> R<Suite> {
    let mut texte = String::new();
    for rang in 0..a.arguments.len() {
        if let Some(atome) = a.ev.un_au_plus(&a.suite(rang)?, a.nom)? {
            texte.push_str(&atome.en_texte());
            borne(texte.len())?;
        }
    }
    Ok(rendre(texte))
}

fn joindre(a: &Appel<'_, '_>) -> R<Suite> {
    let entre = if a.arguments.len() > 1 { a.texte_requis(1)? } else { Arc::from("") };
    let mut textes = Vec::new();
    let mut taille = 0_usize;
    for atome in a.atomes(0)? {
        let texte = a.ev.convenir(atome, TypeAtome::Texte, a.nom)?.en_texte();
        taille += texte.len() + entre.len();
        borne(taille)?;
        textes.push(texte);
    }
    Ok(rendre(textes.join(&*entre)))
}

/// Positions are rounded doubles (F&O 7.4.3).
fn sous_texte(a: &Appel<'_, '_>) -> R<Suite> {
    let texte = a.texte(0)?;
    let debut = a.double(1)?;
    let longueur = if a.arguments.len() > 2 { Some(a.double(2)?) } else { None };
    Ok(rendre(sous_texte_de(&texte, debut, longueur)))
}

pub(crate) fn sous_texte_de(texte: &str, debut: f64, longueur: Option<f64>) -> String {
    let debut = arrondi(debut);
    let fin = longueur.map_or(f64::INFINITY, |l| debut + arrondi(l));
    #[expect(clippy::cast_precision_loss, reason = "positions are compared as doubles (F&O 7.4.3)")]
    let garde = texte
        .chars()
        .enumerate()
        .filter(|(i, _)| (*i + 1) as f64 >= debut && ((*i + 1) as f64) < fin);
    garde.map(|(_, c)| c).collect()
}

fn deux(a: &Appel<'_, '_>, f: impl Fn(&str, &str) -> bool) -> R<Suite> {
    a.collation(2)?;
    let (t, m) = (a.texte(0)?, a.texte(1)?);
    Ok(f(&t, &m).into())
}

fn traduire(a: &Appel<'_, '_>) -> R<Suite> {
    let texte = a.texte(0)?;
    let (de, vers): (Vec<char>, Vec<char>) = (a.texte_requis(1)?.chars().collect(), a.texte_requis(2)?.chars().collect());
    let traduit = texte.chars().filter_map(|c| match de.iter().position(|d| *d == c) {
        None => Some(c),
        Some(i) => vers.get(i).copied(),
    });
    Ok(rendre(traduit.collect::<String>()))
}

fn pourcent(t: &str, garde: impl Fn(u8) -> bool) -> String {
    t.bytes()
        .map(|o| if garde(o) { char::from(o).to_string() } else { format!("%{o:02X}") })
        .collect()
}
