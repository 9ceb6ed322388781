//! What can be told of an expression before it is evaluated.

use crate::ast::{Axe, Depart, Expr, Ordre, Pas, PasAxe, Predicat, Test, TypeItem};
use crate::valeur::TypeAtome;

/// `descendant-or-self::node()/child::x` is `descendant::x`, unless a predicate counts positions.
pub(crate) fn simplifier(pas: Vec<Pas>) -> Vec<Pas> {
    let mut sortie: Vec<Pas> = Vec::with_capacity(pas.len());
    for p in pas {
        let precedent_est_sous_arbre = matches!(
            sortie.last(),
            Some(Pas::Axe(PasAxe { axe: Axe::DescendantOuSoi, test: Test::Noeud, predicats, .. })) if predicats.is_empty()
        );
        match p {
            Pas::Axe(mut ici) if precedent_est_sous_arbre && ici.axe == Axe::Enfant && !ici.predicats.iter().any(|p| p.positionnel) => {
                sortie.pop();
                ici.axe = Axe::Descendant;
                sortie.push(Pas::Axe(ici));
            }
            autre => sortie.push(autre),
        }
    }
    sortie
}

/// Whether a predicate may be a number, or asks for the position. `false` is certain.
pub(crate) fn positionnel(expr: &Expr) -> bool {
    peut_compter(expr) || demande_la_position(expr)
}

fn peut_compter(expr: &Expr) -> bool {
    match expr {
        Expr::Litteral(a) => a.est_nombre(),
        Expr::Et(_)
        | Expr::Ou(_)
        | Expr::Generale(..)
        | Expr::Valeur(..)
        | Expr::Noeuds(..)
        | Expr::Quantifie { .. }
        | Expr::Ensembles(..)
        | Expr::Instance(..)
        | Expr::Convertible(..) => false,
        Expr::Convertir(_, t, _) => t.est_nombre(),
        Expr::Chemin(_, pas) => match pas.last() {
            Some(Pas::Expr(e)) => peut_compter(e),
            _ => false,
        },
        Expr::Si(branches) => peut_compter(&branches[1]) || peut_compter(&branches[2]),
        Expr::Filtre(e, _) => peut_compter(e),
        Expr::Suite(tous) => tous.iter().any(peut_compter),
        Expr::Fonction(f, _) => !f.jamais_un_nombre,
        Expr::Constante(_, e) => peut_compter(e),
        Expr::Traiter(e, t) => match t.item {
            TypeItem::Atome(t) => t.est_nombre() || t == TypeAtome::Tout,
            _ => peut_compter(e),
        },
        Expr::Variable(_) | Expr::Contexte | Expr::Pour { .. } | Expr::Calcul(..) | Expr::Oppose(_) | Expr::Intervalle(..) => true,
    }
}

/// `position()` or `last()` at this level: those of an inner predicate or step are of another focus.
fn demande_la_position(expr: &Expr) -> bool {
    if let Expr::Fonction(f, _) = expr
        && matches!(f.nom, "position" | "last")
    {
        return true;
    }
    match expr {
        Expr::Chemin(Depart::Expr(e), _) | Expr::Filtre(e, _) => demande_la_position(e),
        Expr::Chemin(..) => false,
        autre => {
            let mut oui = false;
            pour_enfants(autre, &mut |e| oui = oui || demande_la_position(e));
            oui
        }
    }
}

/// The attribute that a predicate asks to equal something that does not depend on the node, and that something.
pub(crate) fn cle(expr: &Expr) -> Option<((u32, u32), Expr)> {
    match expr {
        Expr::Et(tous) => tous.first().and_then(cle),
        Expr::Generale(Ordre::Egal, a, b) => attribut_seul(a)
            .filter(|_| hors_contexte(b))
            .map(|n| (n, (**b).clone()))
            .or_else(|| attribut_seul(b).filter(|_| hors_contexte(a)).map(|n| (n, (**a).clone()))),
        _ => None,
    }
}

fn hors_contexte(expr: &Expr) -> bool {
    matches!(expr, Expr::Litteral(_) | Expr::Variable(_))
}

fn attribut_seul(expr: &Expr) -> Option<(u32, u32)> {
    let Expr::Chemin(Depart::Contexte, pas) = expr else { return None };
    match pas.as_slice() {
        [
            Pas::Axe(PasAxe {
                axe: Axe::Attribut,
                test: Test::Nomme(espace, local),
                predicats,
                ..
            }),
        ] if predicats.is_empty() => Some((*espace, *local)),
        _ => None,
    }
}

/// Marks the largest parts that depend on documents of the schema alone.
pub(crate) fn constantes(mut expr: Expr, compte: &mut usize) -> Expr {
    if !matches!(expr, Expr::Constante(..)) && libre(&expr) && lit_un_document(&expr) {
        *compte += 1;
        return Expr::Constante(*compte - 1, Box::new(expr));
    }
    pour_enfants_mut(&mut expr, &mut |e| {
        let ici = std::mem::replace(e, Expr::Contexte);
        *e = constantes(ici, compte);
    });
    expr
}

/// Depends neither on the context nor on a variable.
fn libre(expr: &Expr) -> bool {
    let enfants_libres = |e: &Expr| {
        let mut tous = true;
        pour_enfants(e, &mut |e| tous = tous && libre(e));
        tous
    };
    match expr {
        Expr::Variable(_) | Expr::Contexte | Expr::Pour { .. } | Expr::Quantifie { .. } | Expr::Constante(..) => false,
        Expr::Chemin(Depart::Expr(e), pas) => libre(e) && pas.iter().all(pas_sans_variable),
        Expr::Filtre(e, predicats) => libre(e) && predicats.iter().all(|p| sans_variable(&p.expr)),
        Expr::Chemin(..) => false,
        Expr::Fonction(f, arguments) => !f.lit_le_contexte(arguments.len()) && enfants_libres(expr),
        autre => enfants_libres(autre),
    }
}

fn pas_sans_variable(pas: &Pas) -> bool {
    match pas {
        Pas::Axe(p) => p.predicats.iter().all(|p| sans_variable(&p.expr)),
        Pas::Expr(e) => sans_variable(e),
    }
}

fn sans_variable(expr: &Expr) -> bool {
    if let Expr::Fonction(f, _) = expr
        && f.nom == "current"
    {
        return false;
    }
    if matches!(expr, Expr::Variable(_)) {
        return false;
    }
    let mut tous = true;
    pour_enfants(expr, &mut |e| tous = tous && sans_variable(e));
    tous
}

/// The variables that an expression reads and does not bind, each once, in order.
pub(crate) fn variables(expr: &Expr) -> Vec<u32> {
    fn lire(expr: &Expr, liees: &mut Vec<u32>, vues: &mut Vec<u32>) {
        match expr {
            Expr::Variable(v) => {
                if !liees.contains(v) {
                    vues.push(*v);
                }
            }
            Expr::Pour { variable, dans, corps } | Expr::Quantifie { variable, dans, corps, .. } => {
                lire(dans, liees, vues);
                liees.push(*variable);
                lire(corps, liees, vues);
                liees.pop();
            }
            // The key of a step is a part of its predicate, and read there.
            autre => pour_enfants(autre, &mut |e| lire(e, liees, vues)),
        }
    }
    let mut vues = Vec::new();
    lire(expr, &mut Vec::new(), &mut vues);
    vues.sort_unstable();
    vues.dedup();
    vues
}

fn lit_un_document(expr: &Expr) -> bool {
    if let Expr::Fonction(f, _) = expr
        && matches!(f.nom, "doc" | "document")
    {
        return true;
    }
    let mut oui = false;
    pour_enfants(expr, &mut |e| oui = oui || lit_un_document(e));
    oui
}

/// Calls a function on each direct part.
pub(crate) fn pour_enfants<'e>(expr: &'e Expr, f: &mut dyn FnMut(&'e Expr)) {
    match expr {
        Expr::Litteral(_) | Expr::Variable(_) | Expr::Contexte => {}
        Expr::Suite(tous) | Expr::Et(tous) | Expr::Ou(tous) | Expr::Fonction(_, tous) => tous.iter().for_each(f),
        Expr::Si(tous) => tous.iter().for_each(f),
        Expr::Pour { dans, corps, .. } | Expr::Quantifie { dans, corps, .. } => [dans, corps].into_iter().for_each(|e| f(e)),
        Expr::Generale(_, a, b)
        | Expr::Valeur(_, a, b)
        | Expr::Noeuds(_, a, b)
        | Expr::Calcul(_, a, b)
        | Expr::Intervalle(a, b)
        | Expr::Ensembles(_, a, b) => [a, b].into_iter().for_each(|e| f(e)),
        Expr::Oppose(a)
        | Expr::Instance(a, _)
        | Expr::Traiter(a, _)
        | Expr::Convertible(a, ..)
        | Expr::Convertir(a, ..)
        | Expr::Constante(_, a) => f(a),
        Expr::Filtre(a, predicats) => {
            f(a);
            predicats.iter().for_each(|p| f(&p.expr));
        }
        Expr::Chemin(depart, pas) => {
            if let Depart::Expr(e) = depart {
                f(e);
            }
            for p in pas {
                match p {
                    Pas::Axe(p) => p.predicats.iter().for_each(|p| f(&p.expr)),
                    Pas::Expr(e) => f(e),
                }
            }
        }
    }
}

fn pour_enfants_mut(expr: &mut Expr, f: &mut dyn FnMut(&mut Expr)) {
    let predicats = |tous: &mut Vec<Predicat>, f: &mut dyn FnMut(&mut Expr)| tous.iter_mut().for_each(|p| f(&mut p.expr));
    match expr {
        Expr::Litteral(_) | Expr::Variable(_) | Expr::Contexte => {}
        Expr::Suite(tous) | Expr::Et(tous) | Expr::Ou(tous) | Expr::Fonction(_, tous) => tous.iter_mut().for_each(f),
        Expr::Si(tous) => tous.iter_mut().for_each(f),
        Expr::Pour { dans, corps, .. } | Expr::Quantifie { dans, corps, .. } => {
            f(dans);
            f(corps);
        }
        Expr::Generale(_, a, b)
        | Expr::Valeur(_, a, b)
        | Expr::Noeuds(_, a, b)
        | Expr::Calcul(_, a, b)
        | Expr::Intervalle(a, b)
        | Expr::Ensembles(_, a, b) => {
            f(a);
            f(b);
        }
        Expr::Oppose(a)
        | Expr::Instance(a, _)
        | Expr::Traiter(a, _)
        | Expr::Convertible(a, ..)
        | Expr::Convertir(a, ..)
        | Expr::Constante(_, a) => f(a),
        Expr::Filtre(a, p) => {
            f(a);
            predicats(p, f);
        }
        Expr::Chemin(depart, pas) => {
            if let Depart::Expr(e) = depart {
                f(e);
            }
            for p in pas {
                match p {
                    Pas::Axe(p) => predicats(&mut p.predicats, f),
                    Pas::Expr(e) => f(e),
                }
            }
        }
    }
}
