//! Evaluating an expression (XPath 2.0, 3).

use std::cell::Cell;
use std::sync::Arc;
use std::time::Instant;

use crate::arbre::{Arbre, Genre, Noeud};
use crate::ast::{Ensemble, Expr, Pas, TypeItem, TypeSuite};
use crate::comparaison;
use crate::documents::Bibliotheque;
use crate::erreur::{Erreur, R};
use crate::fonctions::Appel;
use crate::nombres;
use crate::valeur::{Atome, Item, Suite, TypeAtome};

/// Evaluations within evaluations.
const PROFONDEUR_MAX: u32 = 600;
/// Items of one sequence.
pub(crate) const ITEMS_MAX: usize = 4_000_000;
/// Bytes of text that cost as much as one step.
const OCTETS_PAR_PAS: u64 = 32;

/// Variables that a host declares (the `let` of Schematron), by their number.
pub trait Variables {
    /// The value of a variable; `None` when it is not declared here.
    ///
    /// # Errors
    /// What evaluating it raises.
    fn valeur(&self, variable: u32, evaluation: &Evaluation<'_>) -> Option<Result<Valeur, Erreur>>;

    /// Those that everything sees, when these are not they: what a key of the schema is evaluated with.
    fn globales(&self) -> Option<&dyn Variables> {
        None
    }
}

/// The value of a variable.
#[derive(Debug, Clone)]
pub struct Valeur(pub(crate) Suite);

impl Valeur {
    /// A string.
    #[must_use]
    pub fn texte(texte: &str) -> Self {
        Self(Atome::texte(texte).into())
    }
}

/// Nobody's variables.
#[derive(Debug)]
pub struct SansVariables;

impl Variables for SansVariables {
    fn valeur(&self, _: u32, _: &Evaluation<'_>) -> Option<Result<Valeur, Erreur>> {
        None
    }
}

/// How much work one judgement may take.
#[derive(Debug, Clone, Copy)]
pub struct Budget {
    /// Nodes visited and items made.
    pub pas: u64,
    /// Instant after which it stops.
    pub echeance: Option<Instant>,
}

/// The evaluation of expressions over one document.
pub struct Evaluation<'a> {
    pub(crate) bibliotheque: &'a Bibliotheque,
    document: &'a Arbre,
    annexes: &'a [Arbre],
    variables: &'a dyn Variables,
    reste: &'a Cell<u64>,
    echeance: Option<Instant>,
    /// Calls within calls, those of the variables included.
    profondeur: Cell<u32>,
    pub(crate) courant: Noeud,
}

/// One level of nesting, left when it is dropped.
pub(crate) struct Niveau<'e>(&'e Cell<u32>);

impl Drop for Niveau<'_> {
    fn drop(&mut self) {
        self.0.set(self.0.get().saturating_sub(1));
    }
}

impl std::fmt::Debug for Evaluation<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Evaluation").field("courant", &self.courant).finish_non_exhaustive()
    }
}

/// Context item, position and size.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Focus<'f> {
    pub(crate) item: &'f Item,
    pub(crate) position: usize,
    pub(crate) taille: usize,
}

/// Variables bound by `for`, `some`, `every`.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Liees<'e>(Option<(u32, &'e Suite, &'e Liees<'e>)>);

impl Liees<'_> {
    pub(crate) fn aucune() -> Self {
        Self(None)
    }
}

impl<'a> Evaluation<'a> {
    /// Evaluates from one node. `reste` is what is left of the budget; it is shared by the evaluations of a judgement.
    #[must_use]
    pub fn new(
        bibliotheque: &'a Bibliotheque,
        document: &'a Arbre,
        variables: &'a dyn Variables,
        (reste, echeance): (&'a Cell<u64>, Option<Instant>),
        courant: Noeud,
    ) -> Self {
        Self {
            bibliotheque,
            document,
            annexes: &[],
            variables,
            reste,
            echeance,
            profondeur: Cell::new(0),
            courant,
        }
    }

    /// With documents that are judged beside the first one: their nodes are [`Noeud::de_l_annexe`].
    #[must_use]
    pub fn avec_annexes(self, annexes: &'a [Arbre]) -> Self {
        Self { annexes, ..self }
    }

    /// The same evaluation from the document node: what a global variable is evaluated from.
    #[must_use]
    pub fn depuis_la_racine(&self) -> Evaluation<'_> {
        Evaluation {
            courant: racine(),
            profondeur: self.profondeur.clone(),
            ..*self
        }
    }

    /// The same evaluation, with other variables.
    #[must_use]
    pub fn avec<'v>(&'v self, variables: &'v dyn Variables) -> Evaluation<'v> {
        Evaluation {
            variables,
            profondeur: self.profondeur.clone(),
            ..*self
        }
    }

    /// The effective boolean value.
    ///
    /// # Errors
    /// What the expression raises.
    pub fn est_vrai(&self, expr: &crate::Expression) -> Result<bool, Erreur> {
        let item = Item::Noeud(self.courant);
        self.ebv(&expr.0, seul(&item), &Liees(None))
    }

    /// The value, to keep in a variable.
    ///
    /// # Errors
    /// What the expression raises.
    pub fn valeur(&self, expr: &crate::Expression) -> Result<Valeur, Erreur> {
        let item = Item::Noeud(self.courant);
        Ok(Valeur(self.eval(&expr.0, seul(&item), &Liees(None))?.partager()))
    }

    /// The items as strings, joined by spaces: what `xsl:value-of` writes.
    ///
    /// # Errors
    /// What the expression raises.
    pub fn texte(&self, expr: &crate::Expression) -> Result<String, Erreur> {
        let item = Item::Noeud(self.courant);
        let suite = self.eval(&expr.0, seul(&item), &Liees(None))?;
        let textes: Vec<Arc<str>> = suite.iter().map(|i| self.atome(i).en_texte()).collect();
        Ok(textes.join(" "))
    }

    /// The items as strings, each with whether it is read in a node: what a place that names documents gives.
    ///
    /// # Errors
    /// What the expression raises.
    pub fn textes(&self, expr: &crate::Expression) -> Result<Vec<(String, bool)>, Erreur> {
        let item = Item::Noeud(self.courant);
        let suite = self.eval(&expr.0, seul(&item), &Liees(None))?;
        let un = |i: &Item| (self.atome(i).en_texte().to_string(), matches!(i, Item::Noeud(_)));
        Ok(suite.iter().map(un).collect())
    }

    /// What the name of a node is made of (`sch:name/@path`): the name of an element, what anything else says.
    ///
    /// # Errors
    /// What the expression raises.
    pub fn nom_ou_texte(&self, expr: &crate::Expression) -> Result<String, Erreur> {
        let item = Item::Noeud(self.courant);
        let suite = self.eval(&expr.0, seul(&item), &Liees(None))?;
        Ok(match suite.first() {
            Some(Item::Noeud(n)) if !n.est_attribut() && matches!(self.arbre(*n).genre(n.id), Genre::Element | Genre::Document) => {
                self.nom(*n).to_owned()
            }
            Some(autre) => self.atome(autre).en_texte().to_string(),
            None => String::new(),
        })
    }

    /// The items as XML, up to `max` bytes: nodes are copied, values written (`xsl:copy-of`).
    ///
    /// # Errors
    /// What the expression raises; `LIMITE` beyond `max`.
    pub fn copie(&self, expr: &crate::Expression, max: usize) -> Result<String, Erreur> {
        let item = Item::Noeud(self.courant);
        let suite = self.eval(&expr.0, seul(&item), &Liees(None))?;
        let mut sortie = crate::copie::Copie::new(max);
        for i in suite.iter() {
            match i {
                Item::Noeud(n) => {
                    let arbre = self.arbre(*n);
                    self.payer(u64::from(arbre.fin(n.id).saturating_sub(n.id)))?;
                    sortie.noeud(arbre, *n)?;
                }
                Item::Atome(a) => sortie.texte(&a.en_texte())?,
            }
        }
        Ok(sortie.finir())
    }

    /// The nodes, in document order.
    ///
    /// # Errors
    /// What the expression raises; an atomic value is a type error.
    pub fn noeuds(&self, expr: &crate::Expression) -> Result<Vec<Noeud>, Erreur> {
        let item = Item::Noeud(self.courant);
        let suite = self.eval(&expr.0, seul(&item), &Liees(None))?;
        noeuds_de(&suite)
    }

    /// The values of an attribute over the children of one name.
    pub fn valeurs_des_enfants(&self, n: Noeud, enfant: (u32, u32), attribut: (u32, u32)) -> impl Iterator<Item = &str> {
        let arbre = self.arbre(n);
        let noeud = move |id, attribut| Noeud { id, attribut, ..n };
        let enfants = (!n.est_attribut()).then(|| arbre.enfants(n.id)).into_iter().flatten();
        enfants
            .filter(move |id| arbre.numeros(noeud(*id, 0)) == enfant)
            .flat_map(move |id| arbre.attributs(id).map(move |a| noeud(id, a)))
            .filter(move |a| arbre.numeros(*a) == attribut)
            .map(move |a| arbre.valeur_d_attribut(a))
    }

    /// The qualified name of a node as written.
    #[must_use]
    pub fn nom(&self, n: Noeud) -> &str {
        self.arbre(n).nom_ecrit(n)
    }

    /// The same evaluation from another node, with the variables that everything sees.
    pub(crate) fn de_la_cle(&self, courant: Noeud) -> Evaluation<'_> {
        Evaluation {
            courant,
            variables: self.variables.globales().unwrap_or(self.variables),
            profondeur: self.profondeur.clone(),
            ..*self
        }
    }

    /// Whether a tree is of this judgement alone: not one that others open too.
    pub(crate) fn est_de_ce_jugement(n: Noeud) -> bool {
        n.arbre == 0 || n.annexe().is_some()
    }

    pub(crate) fn arbre(&self, n: Noeud) -> &'a Arbre {
        if n.arbre == 0 {
            return self.document;
        }
        // A node of tree N exists only once tree N has been read.
        match n.annexe() {
            Some(rang) => self.annexes.get(rang),
            None => self.bibliotheque.arbre(n.arbre),
        }
        .unwrap_or(self.document)
    }

    /// Counts work done.
    pub(crate) fn payer(&self, pas: u64) -> R<()> {
        let reste = self.reste.get();
        if reste < pas {
            return Err(Erreur::new("LIMITE", "évaluation trop longue : arrêtée"));
        }
        self.reste.set(reste - pas);
        if reste >> 14 != (reste - pas) >> 14 && self.echeance.is_some_and(|e| Instant::now() > e) {
            self.reste.set(0);
            return Err(Erreur::new("LIMITE", "évaluation trop longue : délai dépassé"));
        }
        Ok(())
    }

    /// Counts work that cannot be refused where it is done: the next [`Self::payer`] refuses.
    pub(crate) fn debiter(&self, octets: usize) {
        let reste = self.reste.get();
        let apres = reste.saturating_sub(octets as u64 / OCTETS_PAR_PAS);
        let passe = reste >> 14 != apres >> 14 && self.echeance.is_some_and(|e| Instant::now() > e);
        self.reste.set(if passe { 0 } else { apres });
    }

    /// One more level of nesting. The stack is not without end, and a schema may nest what it reads through its variables.
    pub(crate) fn descendre(&self) -> R<Niveau<'_>> {
        let profondeur = self.profondeur.get() + 1;
        if profondeur > PROFONDEUR_MAX {
            return Err(Erreur::new("LIMITE", format!("plus de {PROFONDEUR_MAX} évaluations imbriquées")));
        }
        self.profondeur.set(profondeur);
        Ok(Niveau(&self.profondeur))
    }

    /// Adds the items of a sequence to another, within the bound of one sequence.
    pub(crate) fn verser(&self, vers: &mut Vec<Item>, suite: Suite) -> R<()> {
        if vers.len() + suite.len() > ITEMS_MAX {
            return Err(Erreur::new("LIMITE", format!("suite de plus de {ITEMS_MAX} valeurs")));
        }
        match suite {
            Suite::Propre(v) => vers.extend(v),
            Suite::Partagee(v) => vers.extend(v.iter().cloned()),
        }
        Ok(())
    }

    pub(crate) fn atome(&self, item: &Item) -> Atome {
        match item {
            Item::Atome(a) => a.clone(),
            Item::Noeud(n) => {
                let valeur = self.arbre(*n).valeur(*n);
                self.debiter(valeur.len());
                Atome::NonType(valeur)
            }
        }
    }

    pub(crate) fn eval(&self, expr: &Expr, focus: Focus<'_>, liees: &Liees<'_>) -> R<Suite> {
        self.payer(1)?;
        let _ici = self.descendre()?;
        Ok(match expr {
            Expr::Litteral(a) => a.clone().into(),
            Expr::Variable(v) => self.variable(*v, liees)?,
            Expr::Contexte => Suite::un(focus.item.clone()),
            Expr::Suite(tous) => {
                let mut sortie = Vec::new();
                for e in tous {
                    self.verser(&mut sortie, self.eval(e, focus, liees)?)?;
                }
                Suite::Propre(sortie)
            }
            Expr::Si(branches) => {
                let choisie = if self.ebv(&branches[0], focus, liees)? {
                    &branches[1]
                } else {
                    &branches[2]
                };
                self.eval(choisie, focus, liees)?
            }
            Expr::Pour { variable, dans, corps } => {
                let mut sortie = Vec::new();
                for item in self.eval(dans, focus, liees)?.iter() {
                    let valeur = Suite::un(item.clone());
                    let avec = Liees(Some((*variable, &valeur, liees)));
                    self.verser(&mut sortie, self.eval(corps, focus, &avec)?)?;
                }
                Suite::Propre(sortie)
            }
            Expr::Calcul(operation, a, b) => {
                nombres::calculer(self, *operation, &self.eval(a, focus, liees)?, &self.eval(b, focus, liees)?)?
            }
            Expr::Oppose(a) => nombres::oppose(self, &self.eval(a, focus, liees)?)?,
            Expr::Intervalle(a, b) => nombres::intervalle(self, &self.eval(a, focus, liees)?, &self.eval(b, focus, liees)?)?,
            Expr::Valeur(ordre, a, b) => comparaison::valeurs(self, *ordre, &self.eval(a, focus, liees)?, &self.eval(b, focus, liees)?)?,
            Expr::Noeuds(ordre, a, b) => comparaison::noeuds(*ordre, &self.eval(a, focus, liees)?, &self.eval(b, focus, liees)?)?,
            Expr::Ensembles(ensemble, a, b) => {
                let (a, b) = (self.eval(a, focus, liees)?, self.eval(b, focus, liees)?);
                ensembles(*ensemble, &a, &b)?
            }
            Expr::Traiter(a, t) => {
                let suite = self.eval(a, focus, liees)?;
                if !self.est_du_type(&suite, t) {
                    return Err(Erreur::new("XPDY0050", "treat as : la valeur n'a pas le type demandé"));
                }
                suite
            }
            Expr::Convertir(a, t, vide) => {
                let suite = self.eval(a, focus, liees)?;
                match self.un_au_plus(&suite, "cast as")? {
                    None if *vide => Suite::vide(),
                    None => return Err(Erreur::type_("cast as : la suite vide n'est pas acceptée")),
                    Some(atome) => atome.convertir(*t)?.into(),
                }
            }
            Expr::Chemin(depart, pas) => self.chemin(depart, pas, focus, liees)?,
            Expr::Filtre(e, predicats) => {
                let mut items = self.eval(e, focus, liees)?.en_vec();
                for p in predicats {
                    items = self.filtrer_items(items, p, liees)?;
                }
                Suite::Propre(items)
            }
            Expr::Fonction(f, arguments) => (f.appel)(&Appel {
                ev: self,
                nom: f.nom,
                arguments,
                focus,
                liees,
            })?,
            Expr::Constante(numero, e) => self.bibliotheque.constante(*numero, || self.eval(e, focus, liees))?.suite.clone(),
            Expr::Et(_) | Expr::Ou(_) | Expr::Generale(..) | Expr::Quantifie { .. } | Expr::Instance(..) | Expr::Convertible(..) => {
                self.ebv(expr, focus, liees)?.into()
            }
        })
    }

    /// The effective boolean value, without making the whole value where its beginning decides.
    pub(crate) fn ebv(&self, expr: &Expr, focus: Focus<'_>, liees: &Liees<'_>) -> R<bool> {
        let _ici = self.descendre()?;
        match expr {
            Expr::Et(tous) => {
                for e in tous {
                    if !self.ebv(e, focus, liees)? {
                        return Ok(false);
                    }
                }
                Ok(true)
            }
            Expr::Ou(tous) => {
                for e in tous {
                    if self.ebv(e, focus, liees)? {
                        return Ok(true);
                    }
                }
                Ok(false)
            }
            Expr::Generale(ordre, a, b) => comparaison::generale(self, *ordre, a, b, focus, liees),
            Expr::Quantifie {
                tous,
                variable,
                dans,
                corps,
            } => {
                for item in self.eval(dans, focus, liees)?.iter() {
                    let valeur = Suite::un(item.clone());
                    if self.ebv(corps, focus, &Liees(Some((*variable, &valeur, liees))))? != *tous {
                        return Ok(!tous);
                    }
                }
                Ok(*tous)
            }
            Expr::Instance(a, t) => Ok(self.est_du_type(&self.eval(a, focus, liees)?, t)),
            Expr::Convertible(a, t, vide) => {
                let suite = self.eval(a, focus, liees)?;
                Ok(match suite.len() {
                    0 => *vide,
                    1 => self.atome(&suite[0]).convertir(*t).is_ok(),
                    _ => false,
                })
            }
            Expr::Chemin(depart, pas) => match self.existe(depart, pas, focus, liees)? {
                Some(oui) => Ok(oui),
                None => ebv_de(&self.eval(expr, focus, liees)?),
            },
            // Of paths alone: of anything else a union is an error.
            Expr::Ensembles(Ensemble::Union, a, b) if chemin_d_axes(a) && chemin_d_axes(b) => {
                Ok(self.ebv(a, focus, liees)? || self.ebv(b, focus, liees)?)
            }
            Expr::Si(branches) => {
                let choisie = if self.ebv(&branches[0], focus, liees)? {
                    &branches[1]
                } else {
                    &branches[2]
                };
                self.ebv(choisie, focus, liees)
            }
            autre => ebv_de(&self.eval(autre, focus, liees)?),
        }
    }

    fn variable(&self, variable: u32, liees: &Liees<'_>) -> R<Suite> {
        let mut ici = liees;
        while let Liees(Some((v, valeur, dessous))) = ici {
            if *v == variable {
                return Ok((*valeur).clone());
            }
            ici = dessous;
        }
        match self.variables.valeur(variable, self) {
            Some(valeur) => Ok(valeur?.0),
            None => Err(Erreur::new("XPST0008", "variable non déclarée")),
        }
    }

    /// The only atomic value, or none.
    pub(crate) fn un_au_plus(&self, suite: &Suite, pour: &str) -> R<Option<Atome>> {
        match &**suite {
            [] => Ok(None),
            [seul] => Ok(Some(self.atome(seul))),
            plusieurs => Err(Erreur::type_(format!(
                "{pour} : {} valeurs là où une au plus est attendue",
                plusieurs.len()
            ))),
        }
    }

    fn est_du_type(&self, suite: &Suite, t: &TypeSuite) -> bool {
        let assez = match suite.len() {
            0 => t.vide || matches!(t.item, TypeItem::Aucun),
            1 => true,
            _ => t.plusieurs,
        };
        assez
            && suite.iter().all(|i| match (&t.item, i) {
                (TypeItem::Item, _) => true,
                (TypeItem::Aucun, _) => false,
                (TypeItem::Noeud(test), Item::Noeud(n)) => self.accepte(*test, n.est_attribut(), *n),
                (TypeItem::Atome(t), Item::Atome(a)) => a.est_du_type(*t),
                _ => false,
            })
    }

    /// An atomic value as a function of the type wants it: what is untyped is cast, the rest must already be of the type.
    pub(crate) fn convenir(&self, atome: Atome, t: TypeAtome, pour: &str) -> R<Atome> {
        if atome.est_du_type(t) {
            return Ok(atome);
        }
        match (&atome, t) {
            (Atome::NonType(_), _) => atome.convertir(t),
            (Atome::Uri(u), TypeAtome::Texte) => Ok(Atome::Texte(u.clone())),
            (Atome::Entier(_) | Atome::Decimal(_), TypeAtome::Double) => atome.convertir(t),
            _ => Err(Erreur::type_(format!("{pour} : « {} » n'a pas le type attendu", atome.en_texte()))),
        }
    }
}

/// Focus on one item alone.
pub(crate) fn seul(item: &Item) -> Focus<'_> {
    Focus {
        item,
        position: 1,
        taille: 1,
    }
}

pub(crate) fn racine() -> Noeud {
    Noeud {
        arbre: 0,
        id: 0,
        attribut: 0,
    }
}

/// The effective boolean value of a sequence (XPath 2.0, 2.4.3).
pub(crate) fn ebv_de(suite: &Suite) -> R<bool> {
    match &**suite {
        [] => Ok(false),
        [Item::Noeud(_), ..] => Ok(true),
        [Item::Atome(a)] => match a {
            Atome::Booleen(b) => Ok(*b),
            Atome::Texte(t) | Atome::Uri(t) | Atome::NonType(t) => Ok(!t.is_empty()),
            Atome::Entier(n) => Ok(*n != 0),
            Atome::Decimal(d) => Ok(!d.is_zero()),
            Atome::Double(n) => Ok(*n != 0.0 && !n.is_nan()),
            Atome::DateHeure(_) | Atome::Date(_) | Atome::QNom(..) => Err(Erreur::new("FORG0006", "cette valeur n'est ni vraie ni fausse")),
        },
        _ => Err(Erreur::new("FORG0006", "plusieurs valeurs ne sont ni vraies ni fausses")),
    }
}

fn chemin_d_axes(expr: &Expr) -> bool {
    matches!(expr, Expr::Chemin(_, pas) if pas.iter().all(|p| matches!(p, Pas::Axe(_))))
}

pub(crate) fn noeuds_de(suite: &Suite) -> R<Vec<Noeud>> {
    suite
        .iter()
        .map(|i| match i {
            Item::Noeud(n) => Ok(*n),
            Item::Atome(_) => Err(Erreur::type_("un nœud est attendu, une valeur est lue")),
        })
        .collect()
}

/// Document order, each node once.
pub(crate) fn ranger(noeuds: &mut Vec<Noeud>) {
    if !noeuds.is_sorted_by(|a, b| a < b) {
        noeuds.sort_unstable();
        noeuds.dedup();
    }
}

pub(crate) fn en_suite(noeuds: Vec<Noeud>) -> Suite {
    Suite::Propre(noeuds.into_iter().map(Item::Noeud).collect())
}

fn ensembles(ensemble: Ensemble, a: &Suite, b: &Suite) -> R<Suite> {
    let (mut a, mut b) = (noeuds_de(a)?, noeuds_de(b)?);
    ranger(&mut a);
    ranger(&mut b);
    match ensemble {
        Ensemble::Union => {
            a.extend(b);
            ranger(&mut a);
        }
        Ensemble::Intersection => a.retain(|n| b.binary_search(n).is_ok()),
        Ensemble::Sauf => a.retain(|n| b.binary_search(n).is_err()),
    }
    Ok(en_suite(a))
}
