//! Patterns: which nodes a rule context matches (XSLT 2.0, 5.5), decided from the node up, so that a rule costs nothing to the
//! nodes whose name it does not have.

use std::sync::Arc;

use crate::arbre::{Genre, Noeud};
use crate::ast::{Axe, Depart, Ensemble, Expr, Ordre, Pas, PasAxe, Test};
use crate::erreur::R;
use crate::evaluation::{Evaluation, Liees};
use crate::valeur::Atome;

/// A rule context, read as a pattern.
#[derive(Debug, Clone)]
pub struct Motif(Vec<Voie>);

/// One alternative of a union.
#[derive(Debug, Clone)]
struct Voie {
    depuis_la_racine: bool,
    pas: Vec<PasAxe>,
}

/// A name, by its numbers.
type Nom = (u32, u32);

/// What a node must be for one alternative of a pattern to match it: a host tries the rules that may match, and no other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cible {
    /// A child bears a value.
    Cle(Cle),
    /// An element of this name.
    Element(Nom),
    /// An element of this name, or of any, whose parent has that name.
    Sous {
        /// Name of the parent.
        parent: Nom,
        /// Its name.
        element: Option<Nom>,
    },
    /// Any element.
    Elements,
    /// Anything else: the document, attributes, comments…
    Tout,
}

/// What a node must have for a pattern to match it: a child of this name, whose attribute of that name has this value. Contexts
/// made so (`*[cda:templateId/@root='…']`) are found by the value instead of being tried on every element.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cle {
    /// Name of the child, by its numbers.
    pub enfant: (u32, u32),
    /// Name of the attribute, by its numbers.
    pub attribut: (u32, u32),
    /// Its value.
    pub valeur: Arc<str>,
}

impl Motif {
    /// Reads an expression as a pattern; `None` when it has another form than a union of paths down.
    #[must_use]
    pub fn lire(expr: &crate::Expression) -> Option<Self> {
        let mut voies = Vec::new();
        ajouter(&expr.0, &mut voies)?;
        Some(Self(voies))
    }

    /// What each alternative asks of a node.
    pub fn cibles(&self) -> impl Iterator<Item = Cible> + '_ {
        self.0.iter().map(Voie::cible)
    }

    /// Whether it may match attributes.
    #[must_use]
    pub fn attributs(&self) -> bool {
        self.0.iter().any(|v| v.pas.last().is_some_and(|p| p.axe == Axe::Attribut))
    }

    /// Whether it may match texts.
    #[must_use]
    pub fn textes(&self) -> bool {
        let texte = |p: &PasAxe| p.axe != Axe::Attribut && matches!(p.test, Test::Texte | Test::Noeud);
        self.0.iter().any(|v| v.pas.last().is_some_and(texte))
    }

    /// Whether a predicate reads a variable.
    pub(crate) fn lit_une_variable(&self) -> bool {
        let predicats = self.0.iter().flat_map(|v| &v.pas).flat_map(|p| &p.predicats);
        predicats.into_iter().any(|p| !crate::statique::variables(&p.expr).is_empty())
    }

    /// Whether it matches a node.
    ///
    /// # Errors
    /// What a predicate raises.
    pub fn correspond(&self, ev: &Evaluation<'_>, n: Noeud) -> Result<bool, crate::Erreur> {
        for voie in &self.0 {
            // Names first: a predicate is only evaluated where the whole lineage has the right names.
            if remonter(ev, voie, voie.pas.len(), n, &|_, _| Ok(true))?
                && remonter(ev, voie, voie.pas.len(), n, &|p, n| predicats(ev, p, n))?
            {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

impl Voie {
    fn cible(&self) -> Cible {
        let [devant @ .., dernier] = self.pas.as_slice() else {
            return Cible::Tout;
        };
        if dernier.axe == Axe::Attribut {
            return Cible::Tout;
        }
        if let Some(cle) = dernier.predicats.first().and_then(|p| cle(&p.expr)) {
            return Cible::Cle(cle);
        }
        let element = match dernier.test {
            Test::Nomme(e, l) | Test::Element(Some((e, l))) => Some((e, l)),
            Test::Tout | Test::ToutDe(_) | Test::ToutNomme(_) | Test::Element(None) => None,
            _ => return Cible::Tout,
        };
        match (devant.last().map(|p| (p.axe, p.test)), element) {
            (Some((Axe::Enfant | Axe::Descendant, Test::Nomme(e, l))), _) if dernier.axe == Axe::Enfant => {
                Cible::Sous { parent: (e, l), element }
            }
            (_, Some(nom)) => Cible::Element(nom),
            (_, None) => Cible::Elements,
        }
    }
}

fn ajouter(expr: &Expr, voies: &mut Vec<Voie>) -> Option<()> {
    match expr {
        Expr::Ensembles(Ensemble::Union, a, b) => {
            ajouter(a, voies)?;
            ajouter(b, voies)
        }
        Expr::Chemin(depart @ (Depart::Contexte | Depart::Racine), pas) => {
            let pas: Option<Vec<PasAxe>> = pas
                .iter()
                .map(|p| match p {
                    Pas::Axe(p) if lisible(p) => Some(p.clone()),
                    _ => None,
                })
                .collect();
            let pas = pas?;
            // `//` is only a link between two steps.
            if pas.last().is_some_and(|p| p.axe == Axe::DescendantOuSoi) {
                return None;
            }
            voies.push(Voie {
                depuis_la_racine: matches!(depart, Depart::Racine),
                pas,
            });
            Some(())
        }
        _ => None,
    }
}

fn cle(expr: &Expr) -> Option<Cle> {
    match expr {
        Expr::Et(tous) => tous.first().and_then(cle),
        Expr::Generale(Ordre::Egal, a, b) => match (&**a, &**b) {
            (Expr::Chemin(Depart::Contexte, pas), Expr::Litteral(Atome::Texte(valeur))) => match pas.as_slice() {
                [Pas::Axe(x), Pas::Axe(a)] if x.axe == Axe::Enfant && a.axe == Axe::Attribut => match (x.test, a.test) {
                    (Test::Nomme(e, l), Test::Nomme(ae, al)) if x.predicats.is_empty() && a.predicats.is_empty() => Some(Cle {
                        enfant: (e, l),
                        attribut: (ae, al),
                        valeur: valeur.clone(),
                    }),
                    _ => None,
                },
                _ => None,
            },
            _ => None,
        },
        _ => None,
    }
}

fn lisible(p: &PasAxe) -> bool {
    match p.axe {
        Axe::Enfant | Axe::Attribut => true,
        // A position among descendants is not one among brothers.
        Axe::Descendant => !p.predicats.iter().any(|p| p.positionnel),
        Axe::DescendantOuSoi => p.test == Test::Noeud && p.predicats.is_empty(),
        _ => false,
    }
}

type Verifie<'v> = &'v dyn Fn(&PasAxe, Noeud) -> R<bool>;

/// Whether the first `combien` steps lead to a node.
fn remonter(ev: &Evaluation<'_>, voie: &Voie, combien: usize, n: Noeud, verifie: Verifie<'_>) -> R<bool> {
    let Some(dernier) = combien.checked_sub(1) else {
        // Before the first step: the document, or anything for a relative pattern.
        return Ok(!voie.depuis_la_racine || (n.id == 0 && !n.est_attribut()));
    };
    ev.payer(1)?;
    let p = &voie.pas[dernier];
    if p.axe == Axe::DescendantOuSoi {
        let mut ici = Some(n);
        while let Some(a) = ici {
            if remonter(ev, voie, dernier, a, verifie)? {
                return Ok(true);
            }
            ici = parent(ev, a);
        }
        return Ok(false);
    }
    if !ev.accepte(p.test, p.axe == Axe::Attribut, n) || (p.axe == Axe::Attribut) != n.est_attribut() {
        return Ok(false);
    }
    // The document node is no one's child.
    let Some(mut dessus) = parent(ev, n) else { return Ok(false) };
    if !verifie(p, n)? {
        return Ok(false);
    }
    if p.axe != Axe::Descendant {
        return remonter(ev, voie, dernier, dessus, verifie);
    }
    loop {
        if remonter(ev, voie, dernier, dessus, verifie)? {
            return Ok(true);
        }
        match parent(ev, dessus) {
            Some(a) => dessus = a,
            None => return Ok(false),
        }
    }
}

fn parent(ev: &Evaluation<'_>, n: Noeud) -> Option<Noeud> {
    let arbre = ev.arbre(n);
    let id = if n.est_attribut() { arbre.porteur(n) } else { arbre.parent(n.id) };
    id.map(|id| Noeud { id, attribut: 0, ..n })
}

fn predicats(ev: &Evaluation<'_>, p: &PasAxe, n: Noeud) -> R<bool> {
    let liees = Liees::aucune();
    if !p.predicats.iter().any(|p| p.positionnel) {
        return ev.tient(&p.predicats, n, &liees);
    }
    // Positions count among the brothers that pass the test and the predicates before.
    let Some(dessus) = parent(ev, n) else { return Ok(false) };
    let arbre = ev.arbre(n);
    let attribut = p.axe == Axe::Attribut;
    let tous: Vec<Noeud> = if attribut {
        arbre.attributs(dessus.id).map(|a| Noeud { attribut: a, ..dessus }).collect()
    } else {
        arbre.enfants(dessus.id).map(|id| Noeud { id, ..dessus }).collect()
    };
    let mut freres: Vec<crate::valeur::Item> = tous
        .into_iter()
        .filter(|f| ev.accepte(p.test, attribut, *f))
        .map(crate::valeur::Item::Noeud)
        .collect();
    ev.payer(freres.len() as u64)?;
    for predicat in &p.predicats {
        freres = ev.filtrer_items(freres, predicat, &liees)?;
    }
    Ok(freres.contains(&crate::valeur::Item::Noeud(n)))
}

impl Evaluation<'_> {
    /// The name of an element and that of its parent (none for the top one); `None` for a node of another kind.
    #[must_use]
    pub fn noms(&self, n: Noeud) -> Option<(Nom, Option<Nom>)> {
        let arbre = self.arbre(n);
        if n.est_attribut() || arbre.genre(n.id) != Genre::Element {
            return None;
        }
        let dessus = parent(self, n).filter(|p| arbre.genre(p.id) == Genre::Element);
        Some((arbre.numeros(n), dessus.map(|p| arbre.numeros(p))))
    }
}
