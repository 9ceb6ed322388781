//! Comparisons (XPath 2.0, 3.5).

use std::cmp::Ordering;

use crate::ast::{Expr, Ordre};
use crate::documents::en_textes;
use crate::erreur::{Erreur, R};
use crate::evaluation::{Evaluation, Focus, Liees};
use crate::valeur::{Atome, Item, Suite, TypeAtome};

impl Ordre {
    fn tient(self, ordre: Option<Ordering>) -> bool {
        match (self, ordre) {
            // NaN differs from everything, itself included.
            (o, None) => o == Self::Different,
            (Self::Egal, Some(o)) => o.is_eq(),
            (Self::Different, Some(o)) => o.is_ne(),
            (Self::Inferieur, Some(o)) => o.is_lt(),
            (Self::InferieurOuEgal, Some(o)) => o.is_le(),
            (Self::Superieur, Some(o)) => o.is_gt(),
            (Self::SuperieurOuEgal, Some(o)) => o.is_ge(),
        }
    }

    fn renverse(self) -> Self {
        match self {
            Self::Inferieur => Self::Superieur,
            Self::InferieurOuEgal => Self::SuperieurOuEgal,
            Self::Superieur => Self::Inferieur,
            Self::SuperieurOuEgal => Self::InferieurOuEgal,
            meme => meme,
        }
    }
}

/// The order of two values; names are equal or not, and have no order.
fn comparer(ordre: Ordre, a: &Atome, b: &Atome) -> R<Option<Ordering>> {
    if matches!(a, Atome::QNom(..)) && !matches!(ordre, Ordre::Egal | Ordre::Different) {
        return Err(Erreur::type_("des noms qualifiés n'ont pas d'ordre"));
    }
    a.comparer(b)
}

/// `=`, `<`…: true when one pair is.
pub(crate) fn generale(ev: &Evaluation<'_>, ordre: Ordre, a: &Expr, b: &Expr, focus: Focus<'_>, liees: &Liees<'_>) -> R<bool> {
    if ordre == Ordre::Egal {
        for (gauche, droite) in [(a, b), (b, a)] {
            if let Expr::Constante(numero, e) = droite {
                let constante = ev.bibliotheque.constante(*numero, || ev.eval(e, focus, liees))?;
                let textes = constante.textes(|s| {
                    en_textes(s, |i| {
                        let atome = ev.atome(i);
                        atome.est_texte().then(|| atome.en_texte())
                    })
                });
                let cherches = ev.eval(gauche, focus, liees)?;
                let atomes: Vec<Atome> = cherches.iter().map(|i| ev.atome(i)).collect();
                return match textes {
                    Some(textes) if atomes.iter().all(Atome::est_texte) => Ok(atomes.iter().any(|x| textes.contains(&x.en_texte()))),
                    _ => paires(ev, ordre, &cherches, &constante.suite),
                };
            }
        }
    }
    if let Some(oui) = chemin_et_texte(ev, ordre, a, b, focus, liees)? {
        return Ok(oui);
    }
    let droite = ev.eval(b, focus, liees)?;
    if droite.is_empty() {
        // The left side is still evaluated: its errors are those of the comparison.
        ev.eval(a, focus, liees)?;
        return Ok(false);
    }
    paires(ev, ordre, &ev.eval(a, focus, liees)?, &droite)
}

/// A path against a string, the comparison that schemas are made of: decided as the nodes come, without a copy of them.
fn chemin_et_texte(ev: &Evaluation<'_>, ordre: Ordre, a: &Expr, b: &Expr, focus: Focus<'_>, liees: &Liees<'_>) -> R<Option<bool>> {
    let (depart, pas, texte) = match (a, b) {
        (Expr::Chemin(depart, pas), Expr::Litteral(Atome::Texte(t))) | (Expr::Litteral(Atome::Texte(t)), Expr::Chemin(depart, pas)) => {
            (depart, pas, t)
        }
        _ => return Ok(None),
    };
    let voulu = match ordre {
        Ordre::Egal => true,
        Ordre::Different => false,
        _ => return Ok(None),
    };
    let mut trouve = false;
    let lu = ev.atteindre(depart, pas, focus, liees, &mut |n| {
        let arbre = ev.arbre(n);
        if !n.est_attribut() {
            // The string value of an element is as long to make as its subtree.
            ev.payer(u64::from(arbre.fin(n.numero()) - n.numero()))?;
        }
        trouve = arbre.vaut(n, texte) == voulu;
        Ok(!trouve)
    })?;
    Ok(lu.then_some(trouve))
}

fn paires(ev: &Evaluation<'_>, ordre: Ordre, a: &Suite, b: &Suite) -> R<bool> {
    // The longer side is atomised once per item of the shorter one.
    let (courte, longue, ordre) = if a.len() <= b.len() {
        (a, b, ordre)
    } else {
        (b, a, ordre.renverse())
    };
    for x in courte.iter() {
        let x = ev.atome(x);
        for y in longue.iter() {
            ev.payer(1)?;
            if une_paire(ordre, &x, &ev.atome(y))? {
                return Ok(true);
            }
        }
    }
    Ok(false)
}

fn une_paire(ordre: Ordre, x: &Atome, y: &Atome) -> R<bool> {
    let comme = |non_type: &Atome, autre: &Atome| -> R<Atome> {
        match autre.type_() {
            TypeAtome::NonType | TypeAtome::Texte | TypeAtome::Uri => Ok(non_type.clone()),
            t if t.est_nombre() => non_type.convertir(TypeAtome::Double),
            t => non_type.convertir(t),
        }
    };
    let ordre_lu = match (x, y) {
        (Atome::NonType(_), _) => comparer(ordre, &comme(x, y)?, y)?,
        (_, Atome::NonType(_)) => comparer(ordre, x, &comme(y, x)?)?,
        _ => comparer(ordre, x, y)?,
    };
    Ok(ordre.tient(ordre_lu))
}

/// `eq`, `lt`…: of one value each.
pub(crate) fn valeurs(ev: &Evaluation<'_>, ordre: Ordre, a: &Suite, b: &Suite) -> R<Suite> {
    let une = |s: &Suite| -> R<Option<Atome>> {
        Ok(ev.un_au_plus(s, "comparaison")?.map(|a| match a {
            Atome::NonType(t) => Atome::Texte(t),
            autre => autre,
        }))
    };
    match (une(a)?, une(b)?) {
        (Some(a), Some(b)) => Ok(ordre.tient(comparer(ordre, &a, &b)?).into()),
        _ => Ok(Suite::vide()),
    }
}

/// `is`, `<<`, `>>`.
pub(crate) fn noeuds(ordre: Ordering, a: &Suite, b: &Suite) -> R<Suite> {
    match (&**a, &**b) {
        ([], _) | (_, []) => Ok(Suite::vide()),
        ([Item::Noeud(a)], [Item::Noeud(b)]) => Ok((a.cmp(b) == ordre).into()),
        _ => Err(Erreur::type_("un nœud de chaque côté est attendu")),
    }
}
