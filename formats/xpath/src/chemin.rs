//! Paths: steps, axes, predicates (XPath 2.0, 3.2).

use crate::arbre::{Genre, Noeud};
use crate::ast::{Axe, Depart, Expr, Pas, PasAxe, Predicat, Test};
use crate::erreur::{Erreur, R};
use crate::evaluation::{Evaluation, Focus, Liees, ebv_de, en_suite, noeuds_de, ranger};
use crate::valeur::{Atome, Item, Suite};

/// Elements of a name from which an index of attribute values is worth making.
pub(crate) const INDEXER_A_PARTIR_DE: usize = 24;
/// Nodes that a step may hold before those that came twice are dropped: they would otherwise be as many as the square of the document.
const RANGER_A_PARTIR_DE: usize = 1 << 18;

/// Receives nodes; says whether to go on.
type Vers<'v> = &'v mut dyn FnMut(Noeud) -> R<bool>;

impl Evaluation<'_> {
    pub(crate) fn chemin(&self, depart: &Depart, pas: &[Pas], focus: Focus<'_>, liees: &Liees<'_>) -> R<Suite> {
        let axes = pas.iter().take_while(|p| matches!(p, Pas::Axe(_))).count();
        let (devant, suite) = pas.split_at(axes);
        let mut ici = if devant.is_empty() {
            self.departs(depart, focus, liees)?
        } else {
            en_suite(self.chemin_d_axes(self.noeuds_de_depart(depart, focus, liees)?, devant, liees)?)
        };
        for (rang, p) in suite.iter().enumerate() {
            ici = match p {
                Pas::Expr(e) => self.pas_expression(e, &ici, rang + 1 == suite.len(), liees)?,
                Pas::Axe(_) => {
                    let depuis = noeuds_de(&ici).map_err(|_| Erreur::new("XPTY0019", "un pas de chemin part d'une valeur"))?;
                    en_suite(self.chemin_d_axes(depuis, std::slice::from_ref(p), liees)?)
                }
            };
        }
        Ok(ici)
    }

    /// Steps of axes, one after the other; each gives its nodes in document order, once.
    fn chemin_d_axes(&self, mut ici: Vec<Noeud>, pas: &[Pas], liees: &Liees<'_>) -> R<Vec<Noeud>> {
        for p in pas {
            let Pas::Axe(p) = p else { continue };
            let mut suivants = Vec::new();
            let mut plein = RANGER_A_PARTIR_DE;
            for n in ici {
                self.pas(p, n, liees, &mut |n| {
                    suivants.push(n);
                    Ok(true)
                })?;
                if suivants.len() > plein {
                    ranger(&mut suivants);
                    plein = RANGER_A_PARTIR_DE.max(2 * suivants.len());
                }
            }
            ranger(&mut suivants);
            ici = suivants;
        }
        Ok(ici)
    }

    fn pas_expression(&self, e: &Expr, depuis: &Suite, dernier: bool, liees: &Liees<'_>) -> R<Suite> {
        let mut sortie = Vec::new();
        for (i, item) in depuis.iter().enumerate() {
            if !matches!(item, Item::Noeud(_)) {
                return Err(Erreur::new("XPTY0019", "un pas de chemin part d'une valeur"));
            }
            let focus = Focus {
                item,
                position: i + 1,
                taille: depuis.len(),
            };
            self.verser(&mut sortie, self.eval(e, focus, liees)?)?;
        }
        let noeuds = sortie.iter().filter(|i| matches!(i, Item::Noeud(_))).count();
        if noeuds == sortie.len() {
            let mut noeuds = noeuds_de(&Suite::Propre(sortie))?;
            ranger(&mut noeuds);
            return Ok(en_suite(noeuds));
        }
        if noeuds > 0 {
            return Err(Erreur::new("XPTY0018", "un pas de chemin rend des nœuds et des valeurs"));
        }
        if !dernier {
            return Err(Erreur::new("XPTY0019", "un pas de chemin part d'une valeur"));
        }
        Ok(Suite::Propre(sortie))
    }

    fn departs(&self, depart: &Depart, focus: Focus<'_>, liees: &Liees<'_>) -> R<Suite> {
        Ok(match depart {
            Depart::Expr(e) => self.eval(e, focus, liees)?,
            Depart::Contexte => Suite::un(Item::Noeud(noeud_du(focus)?)),
            Depart::Racine => Suite::un(Item::Noeud(racine_de(noeud_du(focus)?))),
        })
    }

    fn noeuds_de_depart(&self, depart: &Depart, focus: Focus<'_>, liees: &Liees<'_>) -> R<Vec<Noeud>> {
        Ok(match depart {
            Depart::Contexte => vec![noeud_du(focus)?],
            Depart::Racine => vec![racine_de(noeud_du(focus)?)],
            Depart::Expr(e) => {
                noeuds_de(&self.eval(e, focus, liees)?).map_err(|_| Erreur::new("XPTY0019", "un pas de chemin part d'une valeur"))?
            }
        })
    }

    /// Whether a path of axes leads anywhere; `None` when it has steps of another kind.
    pub(crate) fn existe(&self, depart: &Depart, pas: &[Pas], focus: Focus<'_>, liees: &Liees<'_>) -> R<Option<bool>> {
        let mut trouve = false;
        let lu = self.atteindre(depart, pas, focus, liees, &mut |_| {
            trouve = true;
            Ok(false)
        })?;
        Ok(lu.then_some(trouve))
    }

    /// How many nodes a path gives, without keeping them; `None` unless its form says that none comes twice.
    pub(crate) fn compter(&self, depart: &Depart, pas: &[Pas], focus: Focus<'_>, liees: &Liees<'_>) -> R<Option<usize>> {
        let descend = |p: &Pas| matches!(p, Pas::Axe(p) if matches!(p.axe, Axe::Enfant | Axe::Attribut | Axe::Soi));
        let un = |p: &Pas| matches!(p, Pas::Axe(p) if p.axe == Axe::Descendant);
        let sans_double = match pas {
            [premier, reste @ ..] if un(premier) => reste.iter().all(descend),
            tous => tous.iter().all(descend),
        };
        if !sans_double || matches!(depart, Depart::Expr(_)) {
            return Ok(None);
        }
        let mut combien = 0;
        let lu = self.atteindre(depart, pas, focus, liees, &mut |_| {
            combien += 1;
            Ok(true)
        })?;
        Ok(lu.then_some(combien))
    }

    /// Gives the nodes of a path of axes, some perhaps twice and in no order, until it is told to stop. False when the path has
    /// steps of another kind: nothing was given.
    pub(crate) fn atteindre(&self, depart: &Depart, pas: &[Pas], focus: Focus<'_>, liees: &Liees<'_>, vers: Vers<'_>) -> R<bool> {
        if pas.is_empty() || !pas.iter().all(|p| matches!(p, Pas::Axe(_))) {
            return Ok(false);
        }
        match depart {
            Depart::Contexte => {
                self.marcher(pas, noeud_du(focus)?, liees, vers)?;
            }
            Depart::Racine => {
                self.marcher(pas, racine_de(noeud_du(focus)?), liees, vers)?;
            }
            Depart::Expr(_) => {
                for n in self.noeuds_de_depart(depart, focus, liees)? {
                    if !self.marcher(pas, n, liees, vers)? {
                        break;
                    }
                }
            }
        }
        Ok(true)
    }

    /// Gives every node that steps of axes reach; a node may come twice, and not in order.
    pub(crate) fn marcher(&self, pas: &[Pas], n: Noeud, liees: &Liees<'_>, vers: Vers<'_>) -> R<bool> {
        match pas {
            [] => vers(n),
            [Pas::Axe(premier), suite @ ..] => {
                let _ici = self.descendre()?;
                self.pas(premier, n, liees, &mut |n| self.marcher(suite, n, liees, vers))
            }
            [Pas::Expr(_), ..] => Err(Erreur::type_("pas de chemin inattendu")),
        }
    }

    /// One step from one node, in the order of its axis.
    fn pas(&self, p: &PasAxe, n: Noeud, liees: &Liees<'_>, vers: Vers<'_>) -> R<bool> {
        if p.predicats.is_empty() {
            return self.candidats(p, n, liees, vers);
        }
        if !p.predicats.iter().any(|p| p.positionnel) {
            return self.candidats(p, n, liees, &mut |c| {
                if self.tient(&p.predicats, c, liees)? { vers(c) } else { Ok(true) }
            });
        }
        let mut tous = Vec::new();
        self.candidats(p, n, liees, &mut |c| {
            tous.push(Item::Noeud(c));
            Ok(true)
        })?;
        for predicat in &p.predicats {
            tous = self.filtrer_items(tous, predicat, liees)?;
        }
        for item in tous {
            if let Item::Noeud(c) = item
                && !vers(c)?
            {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Whether predicates that do not count positions hold.
    pub(crate) fn tient(&self, predicats: &[Predicat], n: Noeud, liees: &Liees<'_>) -> R<bool> {
        let item = Item::Noeud(n);
        for p in predicats {
            let focus = Focus {
                item: &item,
                position: 1,
                taille: 1,
            };
            if !self.ebv(&p.expr, focus, liees)? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    pub(crate) fn filtrer_items(&self, items: Vec<Item>, p: &Predicat, liees: &Liees<'_>) -> R<Vec<Item>> {
        let taille = items.len();
        let mut sortie = Vec::new();
        for (i, item) in items.into_iter().enumerate() {
            let focus = Focus {
                item: &item,
                position: i + 1,
                taille,
            };
            let garde = if p.positionnel {
                let valeur = self.eval(&p.expr, focus, liees)?;
                match &*valeur {
                    #[expect(clippy::cast_precision_loss, clippy::float_cmp, reason = "a position is compared as a number")]
                    [Item::Atome(a)] if a.est_nombre() => match a {
                        Atome::Entier(n) => i128::try_from(i + 1).is_ok_and(|p| p == *n),
                        autre => autre.en_double() == (i + 1) as f64,
                    },
                    _ => ebv_de(&valeur)?,
                }
            } else {
                self.ebv(&p.expr, focus, liees)?
            };
            if garde {
                sortie.push(item);
            }
        }
        Ok(sortie)
    }

    /// The nodes of an axis that pass its test.
    fn candidats(&self, p: &PasAxe, n: Noeud, liees: &Liees<'_>, vers: Vers<'_>) -> R<bool> {
        if p.axe == Axe::Descendant
            && let Test::Nomme(espace, local) = p.test
            && !n.est_attribut()
        {
            return self.descendants_nommes(p, n, (espace, local), liees, vers);
        }
        let attribut = p.axe == Axe::Attribut;
        self.axe(p.axe, n, &mut |c| {
            self.payer(1)?;
            if self.accepte(p.test, attribut, c) { vers(c) } else { Ok(true) }
        })
    }

    fn descendants_nommes(&self, p: &PasAxe, n: Noeud, nom: (u32, u32), liees: &Liees<'_>, vers: Vers<'_>) -> R<bool> {
        let arbre = self.arbre(n);
        let tous = arbre.nommes(n.id, nom);
        let mut un = |id: &u32| {
            self.payer(1)?;
            vers(Noeud { id: *id, attribut: 0, ..n })
        };
        if tous.len() >= INDEXER_A_PARTIR_DE
            && let Some((attribut, valeur)) = p.cle.as_deref()
            && let Some(choisis) = self.par_cle(n, nom, *attribut, valeur, liees)?
        {
            for id in choisis.iter().filter(|id| **id > n.id && **id < arbre.fin(n.id)) {
                if !un(id)? {
                    return Ok(false);
                }
            }
            return Ok(true);
        }
        for id in tous {
            if !un(id)? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Elements whose attribute equals one of the values, by the index; `None` when the values are not all strings.
    fn par_cle(&self, n: Noeud, nom: (u32, u32), attribut: (u32, u32), valeur: &Expr, liees: &Liees<'_>) -> R<Option<Vec<u32>>> {
        let item = Item::Noeud(n);
        let focus = Focus {
            item: &item,
            position: 1,
            taille: 1,
        };
        let valeurs = self.eval(valeur, focus, liees)?;
        let index = self.arbre(n).index(nom, attribut);
        let mut choisis = Vec::new();
        for v in valeurs.iter() {
            let v = self.atome(v);
            if !v.est_texte() {
                return Ok(None);
            }
            choisis.extend(index.get(&v.en_texte()).into_iter().flatten());
        }
        choisis.sort_unstable();
        choisis.dedup();
        Ok(Some(choisis))
    }

    pub(crate) fn accepte(&self, test: Test, attribut: bool, n: Noeud) -> bool {
        let arbre = self.arbre(n);
        // The principal kind of node: attributes on their axis, elements elsewhere.
        let principal = if attribut {
            n.est_attribut()
        } else {
            !n.est_attribut() && arbre.genre(n.id) == Genre::Element
        };
        let genre = |g| !n.est_attribut() && arbre.genre(n.id) == g;
        match test {
            Test::Noeud => true,
            Test::Tout => principal,
            Test::Nomme(espace, local) => principal && arbre.numeros(n) == (espace, local),
            Test::ToutDe(espace) => principal && arbre.numeros(n).0 == espace,
            Test::ToutNomme(local) => principal && arbre.numeros(n).1 == local,
            Test::Texte => genre(Genre::Texte),
            Test::Commentaire => genre(Genre::Commentaire),
            Test::Instruction(cible) => genre(Genre::Instruction) && cible.is_none_or(|c| arbre.numeros(n).1 == c),
            Test::Document => genre(Genre::Document),
            Test::Element(nom) => genre(Genre::Element) && nom.is_none_or(|nom| arbre.numeros(n) == nom),
            Test::Attribut(nom) => n.est_attribut() && nom.is_none_or(|nom| arbre.numeros(n) == nom),
        }
    }

    /// The nodes of an axis, in its order.
    fn axe(&self, axe: Axe, n: Noeud, vers: Vers<'_>) -> R<bool> {
        let arbre = self.arbre(n);
        let noeud = |id: u32| Noeud { id, attribut: 0, ..n };
        let parent = || if n.est_attribut() { arbre.porteur(n) } else { arbre.parent(n.id) };
        macro_rules! donner {
            ($suite:expr) => {{
                for id in $suite {
                    if !vers(noeud(id))? {
                        return Ok(false);
                    }
                }
                Ok(true)
            }};
        }
        match axe {
            Axe::Soi => vers(n),
            Axe::Parent => parent().map_or(Ok(true), |p| vers(noeud(p))),
            Axe::Attribut if !n.est_attribut() => {
                for rang in arbre.attributs(n.id) {
                    if !vers(Noeud { attribut: rang, ..n })? {
                        return Ok(false);
                    }
                }
                Ok(true)
            }
            Axe::Enfant if !n.est_attribut() => donner!(arbre.enfants(n.id)),
            Axe::Descendant if !n.est_attribut() => donner!(n.id + 1..arbre.fin(n.id)),
            Axe::DescendantOuSoi if n.est_attribut() => vers(n),
            Axe::DescendantOuSoi => donner!(n.id..arbre.fin(n.id)),
            Axe::Ancetre => donner!(std::iter::successors(parent(), |p| arbre.parent(*p))),
            Axe::AncetreOuSoi => {
                if !vers(n)? {
                    return Ok(false);
                }
                donner!(std::iter::successors(parent(), |p| arbre.parent(*p)))
            }
            Axe::FrereSuivant if !n.est_attribut() && n.id != 0 => {
                let fin = parent().map_or(0, |p| arbre.fin(p));
                let dedans = |i: u32| (i < fin).then_some(i);
                donner!(std::iter::successors(dedans(arbre.fin(n.id)), |i| dedans(arbre.fin(*i))))
            }
            Axe::FrerePrecedent if !n.est_attribut() && n.id != 0 => {
                let avant: Vec<u32> = parent().map_or_else(Vec::new, |p| arbre.enfants(p).take_while(|f| *f < n.id).collect());
                self.payer(avant.len() as u64)?;
                donner!(avant.into_iter().rev())
            }
            // What follows an attribute begins with the children of its element.
            Axe::Suivant if n.est_attribut() => donner!(n.id + 1..arbre.taille()),
            Axe::Suivant => donner!(arbre.fin(n.id)..arbre.taille()),
            Axe::Precedent => donner!((1..n.id).rev().filter(|i| arbre.fin(*i) <= n.id)),
            _ => Ok(true),
        }
    }
}

fn racine_de(n: Noeud) -> Noeud {
    Noeud { id: 0, attribut: 0, ..n }
}

fn noeud_du(focus: Focus<'_>) -> R<Noeud> {
    match focus.item {
        Item::Noeud(n) => Ok(*n),
        Item::Atome(_) => Err(Erreur::new("XPTY0020", "un pas de chemin part d'une valeur")),
    }
}
