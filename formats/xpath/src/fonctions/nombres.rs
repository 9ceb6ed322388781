//! Numbers (F&O 6, 15.4).

use std::cmp::Ordering;

use rust_decimal::Decimal;

use super::{Appel, Fonction, fonction};
use crate::ast::Operation;
use crate::erreur::{Erreur, R};
use crate::nombres::calculer;
use crate::valeur::{Atome, Suite, TypeAtome};

pub(super) const FONCTIONS: &[Fonction] = &[
    fonction("number", 0, 1, |a| {
        if a.arguments.is_empty() {
            return Ok(Atome::Double(a.ev.atome(a.focus.item).en_double()).into());
        }
        let lu = a.ev.un_au_plus(&a.suite(0)?, a.nom)?;
        Ok(Atome::Double(lu.map_or(f64::NAN, |x| x.en_double())).into())
    }),
    fonction("abs", 1, 1, |a| arrondir(a, f64::abs, |d| d.abs())),
    fonction("floor", 1, 1, |a| arrondir(a, f64::floor, |d| d.floor())),
    fonction("ceiling", 1, 1, |a| arrondir(a, f64::ceil, |d| d.ceil())),
    fonction("round", 1, 1, |a| arrondir(a, arrondi, arrondi_decimal)),
    fonction("sum", 1, 2, |a| {
        let tous = nombres(a)?;
        if tous.is_empty() {
            return if a.arguments.len() > 1 {
                a.suite(1)
            } else {
                Ok(Atome::Entier(0).into())
            };
        }
        somme(a, tous)
    }),
    fonction("avg", 1, 1, |a| {
        let tous = nombres(a)?;
        let combien = tous.len() as i128;
        if tous.is_empty() {
            return Ok(Suite::vide());
        }
        calculer(a.ev, Operation::Div, &somme(a, tous)?, &Atome::Entier(combien).into())
    }),
    fonction("max", 1, 2, |a| extreme(a, Ordering::Greater)),
    fonction("min", 1, 2, |a| extreme(a, Ordering::Less)),
];

/// Half goes up, and the sign of zero is kept (F&O 6.4.4).
pub(crate) fn arrondi(n: f64) -> f64 {
    let bas = n.floor();
    let rond = if n - bas >= 0.5 { bas + 1.0 } else { bas };
    if rond == 0.0 { rond.copysign(n) } else { rond }
}

fn arrondi_decimal(d: &Decimal) -> Decimal {
    let bas = d.floor();
    if d - bas >= Decimal::new(5, 1) { bas + Decimal::ONE } else { bas }
}

fn arrondir(a: &Appel<'_, '_>, double: fn(f64) -> f64, decimal: fn(&Decimal) -> Decimal) -> R<Suite> {
    Ok(match a.ev.un_au_plus(&a.suite(0)?, a.nom)? {
        None => Suite::vide(),
        Some(Atome::Entier(n)) if a.nom == "abs" => Atome::Entier(n.saturating_abs()).into(),
        Some(Atome::Entier(n)) => Atome::Entier(n).into(),
        Some(Atome::Decimal(d)) => Atome::Decimal(decimal(&d)).into(),
        Some(autre) => Atome::Double(double(a.ev.convenir(autre, TypeAtome::Double, a.nom)?.en_double())).into(),
    })
}

/// The numbers of an argument; what is untyped is a double.
fn nombres(a: &Appel<'_, '_>) -> R<Vec<Atome>> {
    a.atomes(0)?
        .into_iter()
        .map(|x| match x {
            Atome::NonType(_) => x.convertir(TypeAtome::Double),
            x if x.est_nombre() => Ok(x),
            x => Err(Erreur::new(
                "FORG0006",
                format!("{}() : « {} » n'est pas un nombre", a.nom, x.en_texte()),
            )),
        })
        .collect()
}

fn somme(a: &Appel<'_, '_>, tous: Vec<Atome>) -> R<Suite> {
    let mut total: Suite = Atome::Entier(0).into();
    for n in tous {
        total = calculer(a.ev, Operation::Plus, &total, &n.into())?;
    }
    Ok(total)
}

fn extreme(a: &Appel<'_, '_>, voulu: Ordering) -> R<Suite> {
    a.collation(1)?;
    let mut meilleur: Option<Atome> = None;
    let mut double = false;
    for x in a.atomes(0)? {
        let x = match x {
            Atome::NonType(_) => x.convertir(TypeAtome::Double)?,
            x => x,
        };
        if matches!(x, Atome::Double(n) if n.is_nan()) {
            return Ok(x.into());
        }
        double |= matches!(x, Atome::Double(_));
        meilleur = Some(match meilleur {
            Some(m) if x.comparer(&m)? != Some(voulu) => m,
            _ => x,
        });
    }
    // The result has the type that all values can be compared in (F&O 15.4.3).
    Ok(match meilleur {
        None => Suite::vide(),
        Some(m) if double => m.convertir(TypeAtome::Double)?.into(),
        Some(m) => m.into(),
    })
}
