//! Booleans and sequences (F&O 9, 15).

use super::nombres::arrondi;
use super::{Appel, Fonction, fonction, sans_nombre};
use crate::erreur::{Erreur, R};
use crate::valeur::{Atome, Item, Suite, TypeAtome};

pub(super) const FONCTIONS: &[Fonction] = &[
    sans_nombre("not", 1, 1, |a| Ok((!a.ebv(0)?).into())),
    sans_nombre("boolean", 1, 1, |a| Ok(a.ebv(0)?.into())),
    sans_nombre("true", 0, 0, |_| Ok(true.into())),
    sans_nombre("false", 0, 0, |_| Ok(false.into())),
    sans_nombre("exists", 1, 1, |a| Ok((!vide(a)?).into())),
    sans_nombre("empty", 1, 1, |a| Ok(vide(a)?.into())),
    fonction("count", 1, 1, |a| Ok(Atome::Entier(compte(a)? as i128).into())),
    fonction("position", 0, 0, |a| Ok(Atome::Entier(a.focus.position as i128).into())),
    fonction("last", 0, 0, |a| Ok(Atome::Entier(a.focus.taille as i128).into())),
    fonction("data", 1, 1, |a| Ok(en_suite(a.atomes(0)?))),
    fonction("distinct-values", 1, 2, distinctes),
    fonction("index-of", 2, 3, rang_de),
    fonction("reverse", 1, 1, |a| Ok(Suite::Propre(a.suite(0)?.iter().rev().cloned().collect()))),
    fonction("subsequence", 2, 3, sous_suite),
    fonction("remove", 2, 2, |a| {
        let n = a.entier(1)?;
        let suite = a.suite(0)?;
        let garde = suite.iter().enumerate().filter(|(i, _)| (*i as i128) + 1 != n);
        Ok(Suite::Propre(garde.map(|(_, x)| x.clone()).collect()))
    }),
    fonction("insert-before", 3, 3, |a| {
        let mut suite = a.suite(0)?.en_vec();
        let ou = usize::try_from((a.entier(1)?.saturating_sub(1)).max(0))
            .unwrap_or(usize::MAX)
            .min(suite.len());
        suite.splice(ou..ou, a.suite(2)?.en_vec());
        Ok(Suite::Propre(suite))
    }),
    fonction("zero-or-one", 1, 1, |a| combien(a, |n| n <= 1, "FORG0003")),
    fonction("one-or-more", 1, 1, |a| combien(a, |n| n >= 1, "FORG0004")),
    fonction("exactly-one", 1, 1, |a| combien(a, |n| n == 1, "FORG0005")),
    sans_nombre("deep-equal", 2, 3, memes_valeurs),
    sans_nombre("error", 0, 3, |a| {
        let dit = if a.arguments.len() > 1 {
            a.texte(1)?.to_string()
        } else {
            String::new()
        };
        Err(Erreur::new("FOER0000", format!("erreur demandée par l'expression {dit}")))
    }),
];

fn vide(a: &Appel<'_, '_>) -> R<bool> {
    if let Some(crate::ast::Expr::Chemin(depart, pas)) = a.arguments.first()
        && let Some(existe) = a.ev.existe(depart, pas, a.focus, a.liees)?
    {
        return Ok(!existe);
    }
    Ok(a.suite(0)?.is_empty())
}

fn compte(a: &Appel<'_, '_>) -> R<usize> {
    if let Some(crate::ast::Expr::Chemin(depart, pas)) = a.arguments.first()
        && let Some(combien) = a.ev.compter(depart, pas, a.focus, a.liees)?
    {
        return Ok(combien);
    }
    Ok(a.suite(0)?.len())
}

fn en_suite(atomes: Vec<Atome>) -> Suite {
    Suite::Propre(atomes.into_iter().map(Item::Atome).collect())
}

/// Untyped values compare as strings here (F&O 15.1.6).
fn comme_texte(a: Atome) -> Atome {
    match a {
        Atome::NonType(t) => Atome::Texte(t),
        autre => autre,
    }
}

/// Equal, and NaN to itself (F&O 15.1.6, 15.3.1).
fn memes(a: &Atome, b: &Atome) -> bool {
    let nan = |x: &Atome| matches!(x, Atome::Double(n) if n.is_nan());
    egales(a, b) || (nan(a) && nan(b))
}

fn egales(a: &Atome, b: &Atome) -> bool {
    a.comparer(b).is_ok_and(|o| o.is_some_and(std::cmp::Ordering::is_eq))
}

fn distinctes(a: &Appel<'_, '_>) -> R<Suite> {
    a.collation(1)?;
    let mut vues: Vec<Atome> = Vec::new();
    for atome in a.atomes(0)? {
        a.ev.payer(vues.len() as u64)?;
        let comparable = comme_texte(atome.clone());
        if !vues.iter().any(|v| memes(&comme_texte(v.clone()), &comparable)) {
            vues.push(atome);
        }
    }
    Ok(en_suite(vues))
}

fn rang_de(a: &Appel<'_, '_>) -> R<Suite> {
    a.collation(2)?;
    let cherche = a
        .atome(1, TypeAtome::Tout)?
        .map(comme_texte)
        .ok_or_else(|| Erreur::type_("index-of() : une valeur est attendue"))?;
    let rangs = a.atomes(0)?.into_iter().enumerate();
    let trouves = rangs.filter(|(_, x)| egales(&comme_texte(x.clone()), &cherche));
    Ok(en_suite(trouves.map(|(i, _)| Atome::Entier(i as i128 + 1)).collect()))
}

fn sous_suite(a: &Appel<'_, '_>) -> R<Suite> {
    let debut = arrondi(a.double(1)?);
    let fin = if a.arguments.len() > 2 {
        debut + arrondi(a.double(2)?)
    } else {
        f64::INFINITY
    };
    #[expect(clippy::cast_precision_loss, reason = "positions are compared as doubles (F&O 15.1.10)")]
    let dedans = |i: usize| (i + 1) as f64 >= debut && ((i + 1) as f64) < fin;
    let suite = a.suite(0)?;
    let garde = suite.iter().enumerate().filter(|(i, _)| dedans(*i));
    Ok(Suite::Propre(garde.map(|(_, x)| x.clone()).collect()))
}

fn combien(a: &Appel<'_, '_>, assez: impl Fn(usize) -> bool, code: &'static str) -> R<Suite> {
    let suite = a.suite(0)?;
    if assez(suite.len()) {
        return Ok(suite);
    }
    Err(Erreur::new(code, format!("{}() : {} valeur(s)", a.nom, suite.len())))
}

/// Sequences of atomic values only: comparing trees is not in what schemas ask.
fn memes_valeurs(a: &Appel<'_, '_>) -> R<Suite> {
    let (x, y) = (a.suite(0)?, a.suite(1)?);
    if x.iter().chain(y.iter()).any(|i| matches!(i, Item::Noeud(_))) {
        return Err(Erreur::new("LIMITE", "deep-equal() de nœuds n'est pas évalué"));
    }
    let (x, y) = (a.atomes(0)?, a.atomes(1)?);
    Ok((x.len() == y.len() && x.iter().zip(&y).all(|(x, y)| memes(x, y))).into())
}
