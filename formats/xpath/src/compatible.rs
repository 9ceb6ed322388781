//! What XPath 1.0 does another way than 2.0 (XPath 1.0, 3.4, 3.5 and 4): functions that the reader puts in place of the others in a
//! schema of that version, so that nothing is asked of it when a schema of version 2.0 is evaluated.
//!
//! A node-set stands for its first node where a string or a number is wanted; numbers are doubles; what is no number is NaN, not an
//! error; a comparison converts both sides to the same kind.

use std::cmp::Ordering;
use std::sync::Arc;

use crate::ast::{Depart, Expr, Operation, Ordre, Pas};
use crate::erreur::R;
use crate::evaluation::ebv_de;
use crate::fonctions::{Appel, Fonction, arrondi, borne, fonction, normaliser, rendre, sans_nombre, sous_texte_de};
use crate::valeur::{Atome, Item, Suite};

/// Integers that a double holds without loss.
const ENTIERS: f64 = 9_007_199_254_740_992.0;

/// The functions of the core library that differ, under their names.
pub(crate) const FONCTIONS: &[Fonction] = &[
    sans_nombre("string", 0, 1, |a| Ok(rendre(texte(a, 0)?))),
    fonction("number", 0, 1, |a| Ok(nombre(double(a, 0)?))),
    sans_nombre("concat", 2, usize::MAX, |a| {
        let mut tout = String::new();
        for rang in 0..a.arguments.len() {
            tout.push_str(&texte(a, rang)?);
            borne(tout.len())?;
        }
        Ok(rendre(tout))
    }),
    sans_nombre("starts-with", 2, 2, |a| Ok(texte(a, 0)?.starts_with(&*texte(a, 1)?).into())),
    sans_nombre("contains", 2, 2, |a| Ok(texte(a, 0)?.contains(&*texte(a, 1)?).into())),
    sans_nombre("substring-before", 2, 2, |a| {
        let (t, m) = (texte(a, 0)?, texte(a, 1)?);
        Ok(rendre(t.split_once(&*m).map_or("", |x| x.0)))
    }),
    sans_nombre("substring-after", 2, 2, |a| {
        let (t, m) = (texte(a, 0)?, texte(a, 1)?);
        Ok(rendre(t.split_once(&*m).map_or("", |x| x.1)))
    }),
    sans_nombre("substring", 2, 3, |a| {
        let longueur = if a.arguments.len() > 2 { Some(double(a, 2)?) } else { None };
        Ok(rendre(sous_texte_de(&texte(a, 0)?, double(a, 1)?, longueur)))
    }),
    fonction("string-length", 0, 1, |a| {
        Ok(Atome::Entier(texte(a, 0)?.chars().count() as i128).into())
    }),
    sans_nombre("normalize-space", 0, 1, |a| Ok(rendre(normaliser(&texte(a, 0)?)))),
    sans_nombre("translate", 3, 3, |a| {
        let (de, vers): (Vec<char>, Vec<char>) = (texte(a, 1)?.chars().collect(), texte(a, 2)?.chars().collect());
        let source = texte(a, 0)?;
        a.ev.payer((source.len() / 32) as u64 * de.len() as u64)?;
        let traduit = source.chars().filter_map(|c| match de.iter().position(|d| *d == c) {
            None => Some(c),
            Some(i) => vers.get(i).copied(),
        });
        Ok(rendre(traduit.collect::<String>()))
    }),
    sans_nombre("name", 0, 1, |a| Ok(rendre(premier(a)?.map_or("", |n| a.ev.arbre(n).nom_ecrit(n))))),
    sans_nombre("local-name", 0, 1, |a| {
        Ok(rendre(premier(a)?.map_or("", |n| a.ev.arbre(n).local_de(n))))
    }),
    sans_nombre("namespace-uri", 0, 1, |a| {
        Ok(rendre(premier(a)?.map_or("", |n| a.ev.arbre(n).espace_de(n))))
    }),
    sans_nombre("generate-id", 0, 1, |a| {
        let id = premier(a)?.map(|n| format!("n{}x{}x{}", n.arbre, n.id, n.attribut));
        Ok(rendre(id.unwrap_or_default()))
    }),
    fonction("sum", 1, 1, |a| {
        let suite = a.suite(0)?;
        Ok(nombre(suite.iter().fold(0.0, |total, i| total + en_double(&a.ev.atome(i)))))
    }),
    fonction("floor", 1, 1, |a| Ok(nombre(double(a, 0)?.floor()))),
    fonction("ceiling", 1, 1, |a| Ok(nombre(double(a, 0)?.ceil()))),
    fonction("round", 1, 1, |a| Ok(nombre(arrondi(double(a, 0)?)))),
];

/// Operators. No expression can name them: `-` is not the beginning of a name.
const PLUS: Fonction = fonction("-plus", 2, 2, |a| calculer(a, |x, y| x + y));
const MOINS: Fonction = fonction("-moins", 2, 2, |a| calculer(a, |x, y| x - y));
const FOIS: Fonction = fonction("-fois", 2, 2, |a| calculer(a, |x, y| x * y));
const DIV: Fonction = fonction("-div", 2, 2, |a| calculer(a, |x, y| x / y));
const MOD: Fonction = fonction("-mod", 2, 2, |a| calculer(a, |x, y| x % y));
const OPPOSE: Fonction = fonction("-oppose", 1, 1, |a| Ok(nombre(-double(a, 0)?)));
const EGAL: Fonction = sans_nombre("-egal", 2, 2, |a| egaux(a, true));
const DIFFERENT: Fonction = sans_nombre("-different", 2, 2, |a| egaux(a, false));
const INFERIEUR: Fonction = sans_nombre("-inferieur", 2, 2, |a| ordonnes(a, Ordering::is_lt));
const INFERIEUR_OU_EGAL: Fonction = sans_nombre("-inferieur-ou-egal", 2, 2, |a| ordonnes(a, Ordering::is_le));
const SUPERIEUR: Fonction = sans_nombre("-superieur", 2, 2, |a| ordonnes(a, Ordering::is_gt));
const SUPERIEUR_OU_EGAL: Fonction = sans_nombre("-superieur-ou-egal", 2, 2, |a| ordonnes(a, Ordering::is_ge));

/// An operation of version 1.0; one that this version does not have is that of 2.0.
pub(crate) fn operation(operation: Operation, a: Expr, b: Expr) -> Expr {
    let fonction: &'static Fonction = match operation {
        Operation::Plus => &PLUS,
        Operation::Moins => &MOINS,
        Operation::Fois => &FOIS,
        Operation::Div => &DIV,
        Operation::Mod => &MOD,
        Operation::Idiv => return Expr::Calcul(operation, Box::new(a), Box::new(b)),
    };
    Expr::Fonction(fonction, vec![a, b])
}

pub(crate) fn oppose(a: Expr) -> Expr {
    Expr::Fonction(&OPPOSE, vec![a])
}

/// A comparison of version 1.0. A path against a string is the same in both versions, and stays as the engine indexes it.
pub(crate) fn comparaison(ordre: Ordre, a: Expr, b: Expr) -> Expr {
    let noeuds =
        |e: &Expr| matches!(e, Expr::Chemin(d, pas) if !matches!(d, Depart::Expr(_)) && pas.iter().all(|p| matches!(p, Pas::Axe(_))));
    let texte = |e: &Expr| matches!(e, Expr::Litteral(Atome::Texte(_)));
    let fonction: &'static Fonction = match ordre {
        Ordre::Egal | Ordre::Different if (noeuds(&a) && texte(&b)) || (texte(&a) && noeuds(&b)) => {
            return Expr::Generale(ordre, Box::new(a), Box::new(b));
        }
        Ordre::Egal => &EGAL,
        Ordre::Different => &DIFFERENT,
        Ordre::Inferieur => &INFERIEUR,
        Ordre::InferieurOuEgal => &INFERIEUR_OU_EGAL,
        Ordre::Superieur => &SUPERIEUR,
        Ordre::SuperieurOuEgal => &SUPERIEUR_OU_EGAL,
    };
    Expr::Fonction(fonction, vec![a, b])
}

/// `number()` of a value (XPath 1.0, 4.4): an optional minus, digits, one point; nothing else is a number.
fn en_double(a: &Atome) -> f64 {
    if !a.est_texte() {
        return a.en_double();
    }
    let ecrit = a.en_texte();
    let net = ecrit.trim_matches([' ', '\t', '\n', '\r']);
    let chiffres = net.strip_prefix('-').unwrap_or(net);
    let forme = chiffres.bytes().all(|b| b.is_ascii_digit() || b == b'.')
        && chiffres.bytes().filter(|b| *b == b'.').count() <= 1
        && chiffres.bytes().any(|b| b.is_ascii_digit());
    if forme { net.parse().unwrap_or(f64::NAN) } else { f64::NAN }
}

/// `string()` of a value (XPath 1.0, 4.2): no exponent, however large.
pub(crate) fn en_texte(a: &Atome) -> Arc<str> {
    match a {
        Atome::Double(n) if n.is_infinite() => Arc::from(if *n > 0.0 { "Infinity" } else { "-Infinity" }),
        Atome::Double(n) if *n == 0.0 => Arc::from("0"),
        Atome::Double(n) => n.to_string().into(),
        autre => autre.en_texte(),
    }
}

/// A number, as an integer where it is one: it is then written without a point nor an exponent.
#[expect(clippy::cast_possible_truncation, reason = "only integers that a double holds")]
fn nombre(n: f64) -> Suite {
    if n.fract() == 0.0 && n.abs() < ENTIERS && !(n == 0.0 && n.is_sign_negative()) {
        return Atome::Entier(n as i128).into();
    }
    Atome::Double(n).into()
}

/// The argument, or the context item when there is none; the first item of several.
fn un(a: &Appel<'_, '_>, rang: usize) -> R<Option<Item>> {
    if rang == 0 && a.arguments.is_empty() {
        return Ok(Some(a.focus.item.clone()));
    }
    Ok(a.suite(rang)?.first().cloned())
}

fn texte(a: &Appel<'_, '_>, rang: usize) -> R<Arc<str>> {
    let texte = un(a, rang)?.map_or_else(|| Arc::from(""), |i| en_texte(&a.ev.atome(&i)));
    a.ev.debiter(texte.len());
    Ok(texte)
}

fn double(a: &Appel<'_, '_>, rang: usize) -> R<f64> {
    Ok(un(a, rang)?.map_or(f64::NAN, |i| en_double(&a.ev.atome(&i))))
}

fn premier(a: &Appel<'_, '_>) -> R<Option<crate::Noeud>> {
    match un(a, 0)? {
        Some(Item::Noeud(n)) => Ok(Some(n)),
        None => Ok(None),
        Some(Item::Atome(_)) => Err(crate::Erreur::type_(format!("{}() : un nœud est attendu", a.nom))),
    }
}

fn calculer(a: &Appel<'_, '_>, f: fn(f64, f64) -> f64) -> R<Suite> {
    Ok(nombre(f(double(a, 0)?, double(a, 1)?)))
}

fn booleen(s: &Suite) -> bool {
    matches!(&**s, [Item::Atome(Atome::Booleen(_))])
}

fn egaux(a: &Appel<'_, '_>, voulu: bool) -> R<Suite> {
    let (x, y) = (a.suite(0)?, a.suite(1)?);
    if booleen(&x) || booleen(&y) {
        return Ok(((ebv_de(&x)? == ebv_de(&y)?) == voulu).into());
    }
    paires(a, &x, &y, |x, y| {
        let egaux = if x.est_nombre() || y.est_nombre() {
            en_double(x) == en_double(y)
        } else {
            en_texte(x) == en_texte(y)
        };
        egaux == voulu
    })
}

fn ordonnes(a: &Appel<'_, '_>, tient: fn(Ordering) -> bool) -> R<Suite> {
    let (x, y) = (a.suite(0)?, a.suite(1)?);
    // Against a boolean a node-set is the boolean that it is.
    let comme = |s: &Suite, autre: &Suite| -> R<Suite> {
        let noeuds = s.iter().all(|i| matches!(i, Item::Noeud(_)));
        Ok(if booleen(autre) && noeuds { ebv_de(s)?.into() } else { s.clone() })
    };
    let (x, y) = (comme(&x, &y)?, comme(&y, &x)?);
    paires(a, &x, &y, |x, y| en_double(x).partial_cmp(&en_double(y)).is_some_and(tient))
}

fn paires(a: &Appel<'_, '_>, x: &Suite, y: &Suite, tient: impl Fn(&Atome, &Atome) -> bool) -> R<Suite> {
    let y: Vec<Atome> = y.iter().map(|i| a.ev.atome(i)).collect();
    for i in x.iter() {
        let i = a.ev.atome(i);
        for j in &y {
            a.ev.payer(1)?;
            if tient(&i, j) {
                return Ok(true.into());
            }
        }
    }
    Ok(false.into())
}
