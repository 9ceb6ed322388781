//! Arithmetic (XPath 2.0, 3.4).

use rust_decimal::Decimal;

use crate::ast::Operation;
use crate::erreur::{Erreur, R};
use crate::evaluation::Evaluation;
use crate::valeur::{Atome, Item, Suite, TypeAtome};

/// Numbers that a range may make.
const INTERVALLE_MAX: i128 = 1_000_000;

pub(crate) fn calculer(ev: &Evaluation<'_>, operation: Operation, a: &Suite, b: &Suite) -> R<Suite> {
    let (Some(a), Some(b)) = (nombre(ev, a)?, nombre(ev, b)?) else {
        return Ok(Suite::vide());
    };
    let trop = || Erreur::new("FOAR0002", "nombre hors des bornes");
    if let (Atome::Entier(x), Atome::Entier(y)) = (&a, &b) {
        let entier = match operation {
            Operation::Plus => Some(x.checked_add(*y)),
            Operation::Moins => Some(x.checked_sub(*y)),
            Operation::Fois => Some(x.checked_mul(*y)),
            Operation::Idiv | Operation::Mod | Operation::Div if *y == 0 => return Err(par_zero()),
            Operation::Idiv => Some(x.checked_div(*y)),
            Operation::Mod => Some(x.checked_rem(*y)),
            Operation::Div => None,
        };
        if let Some(n) = entier {
            return Ok(Atome::Entier(n.ok_or_else(trop)?).into());
        }
    }
    if matches!(a, Atome::Double(_)) || matches!(b, Atome::Double(_)) {
        let (x, y) = (a.en_double(), b.en_double());
        return Ok(match operation {
            Operation::Plus => Atome::Double(x + y),
            Operation::Moins => Atome::Double(x - y),
            Operation::Fois => Atome::Double(x * y),
            Operation::Div => Atome::Double(x / y),
            Operation::Mod => Atome::Double(x % y),
            Operation::Idiv if y == 0.0 => return Err(par_zero()),
            Operation::Idiv => Atome::Double(x / y).convertir(TypeAtome::Entier).map_err(|_| trop())?,
        }
        .into());
    }
    let (Atome::Decimal(x), Atome::Decimal(y)) = (a.convertir(TypeAtome::Decimal)?, b.convertir(TypeAtome::Decimal)?) else {
        return Err(trop());
    };
    if y.is_zero() && matches!(operation, Operation::Div | Operation::Idiv | Operation::Mod) {
        return Err(par_zero());
    }
    let resultat: Option<Decimal> = match operation {
        Operation::Plus => x.checked_add(y),
        Operation::Moins => x.checked_sub(y),
        Operation::Fois => x.checked_mul(y),
        Operation::Div => x.checked_div(y),
        Operation::Mod => x.checked_rem(y),
        Operation::Idiv => {
            let entier = Atome::Decimal(x.checked_div(y).ok_or_else(trop)?).convertir(TypeAtome::Entier)?;
            return Ok(entier.into());
        }
    };
    Ok(Atome::Decimal(resultat.ok_or_else(trop)?).into())
}

pub(crate) fn oppose(ev: &Evaluation<'_>, a: &Suite) -> R<Suite> {
    Ok(match nombre(ev, a)? {
        None => Suite::vide(),
        Some(Atome::Entier(n)) => Atome::Entier(n.checked_neg().unwrap_or(i128::MAX)).into(),
        Some(Atome::Decimal(d)) => Atome::Decimal(-d).into(),
        Some(autre) => Atome::Double(-autre.en_double()).into(),
    })
}

pub(crate) fn intervalle(ev: &Evaluation<'_>, a: &Suite, b: &Suite) -> R<Suite> {
    let borne = |s: &Suite| -> R<Option<i128>> {
        match ev.un_au_plus(s, "to")? {
            None => Ok(None),
            Some(a) => match ev.convenir(a, TypeAtome::Entier, "to")? {
                Atome::Entier(n) => Ok(Some(n)),
                _ => Ok(None),
            },
        }
    };
    let (Some(a), Some(b)) = (borne(a)?, borne(b)?) else {
        return Ok(Suite::vide());
    };
    if b.saturating_sub(a) >= INTERVALLE_MAX {
        return Err(Erreur::new("LIMITE", format!("intervalle de plus de {INTERVALLE_MAX} nombres")));
    }
    Ok(Suite::Propre((a..=b).map(|n| Item::Atome(Atome::Entier(n))).collect()))
}

fn par_zero() -> Erreur {
    Erreur::new("FOAR0001", "division par zéro")
}

/// The operand of an operation: what is untyped is a double.
fn nombre(ev: &Evaluation<'_>, suite: &Suite) -> R<Option<Atome>> {
    match ev.un_au_plus(suite, "calcul")? {
        None => Ok(None),
        Some(a @ Atome::NonType(_)) => a.convertir(TypeAtome::Double).map(Some),
        Some(a) if a.est_nombre() => Ok(Some(a)),
        Some(a) => Err(Erreur::type_(format!("calcul : « {} » n'est pas un nombre", a.en_texte()))),
    }
}
