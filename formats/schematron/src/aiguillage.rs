//! Which rules may match a node: told from its name, from its parent's and from its children, so that most rules are never tried
//! on it.

use std::collections::HashMap;
use std::sync::Arc;

use segur_xpath::{Cible, Cle, Evaluation, Noeud};

use crate::modele::{MotifActif, Selection};

/// A rule: rank of its pattern, rank in the pattern. In this order the first that matches wins.
pub(crate) type Rangs = (usize, usize);
/// A name, by its numbers.
type Nom = (u32, u32);

/// Rules by the value of an attribute of a child.
#[derive(Debug)]
struct ParCle {
    enfant: Nom,
    attribut: Nom,
    regles: HashMap<Arc<str>, Vec<Rangs>>,
}

/// Rules of the elements of a name, or of the children of one.
#[derive(Debug, Default)]
struct ParNom {
    seul: Vec<Rangs>,
    par_parent: HashMap<Nom, Vec<Rangs>>,
    enfants: Vec<Rangs>,
}

#[derive(Debug, Default)]
pub(crate) struct Aiguillage {
    par_nom: HashMap<Nom, ParNom>,
    par_cle: Vec<ParCle>,
    /// Rules that any element may match.
    elements: Vec<Rangs>,
    /// Rules that a node of any kind may match.
    tout: Vec<Rangs>,
    /// Some rule may match attributes.
    pub(crate) attributs: bool,
    /// Some rule may match texts, and they are visited.
    pub(crate) textes: bool,
}

impl Aiguillage {
    /// The rules of the patterns that are `garde`, by their rank. `textes`: texts are visited where a rule may match them.
    pub(crate) fn new(motifs: &[MotifActif], textes: bool, garde: impl Fn(usize) -> bool) -> Self {
        let mut soi = Self::default();
        for (m, motif) in motifs.iter().enumerate().filter(|(m, _)| garde(*m)) {
            for (r, regle) in motif.regles.iter().enumerate() {
                match &regle.selection {
                    Selection::Motif(motif) => {
                        soi.attributs |= motif.attributs();
                        soi.textes |= textes && motif.textes();
                        motif.cibles().for_each(|c| soi.ranger(c, (m, r)));
                    }
                    Selection::Expression(_) => {
                        soi.attributs = true;
                        soi.textes |= textes;
                        soi.tout.push((m, r));
                    }
                    Selection::Illisible(_) => soi.tout.push((m, r)),
                }
            }
        }
        soi
    }

    fn ranger(&mut self, cible: Cible, regle: Rangs) {
        let vers = match cible {
            Cible::Cle(cle) => self.par_cle(cle),
            Cible::Element(nom) => &mut self.par_nom.entry(nom).or_default().seul,
            Cible::Sous {
                parent,
                element: Some(nom),
            } => self.par_nom.entry(nom).or_default().par_parent.entry(parent).or_default(),
            Cible::Sous { parent, element: None } => &mut self.par_nom.entry(parent).or_default().enfants,
            Cible::Elements => &mut self.elements,
            Cible::Tout => &mut self.tout,
        };
        vers.push(regle);
    }

    fn par_cle(&mut self, cle: Cle) -> &mut Vec<Rangs> {
        let connue = self
            .par_cle
            .iter()
            .position(|p| p.enfant == cle.enfant && p.attribut == cle.attribut);
        let rang = connue.unwrap_or_else(|| {
            self.par_cle.push(ParCle {
                enfant: cle.enfant,
                attribut: cle.attribut,
                regles: HashMap::new(),
            });
            self.par_cle.len() - 1
        });
        self.par_cle[rang].regles.entry(cle.valeur).or_default()
    }

    /// The rules to try on a node, in order.
    pub(crate) fn regles(&self, ev: &Evaluation<'_>, n: Noeud, vers: &mut Vec<Rangs>) {
        vers.clear();
        vers.extend_from_slice(&self.tout);
        if let Some((nom, parent)) = ev.noms(n) {
            vers.extend_from_slice(&self.elements);
            if let Some(p) = self.par_nom.get(&nom) {
                vers.extend_from_slice(&p.seul);
                vers.extend(parent.and_then(|d| p.par_parent.get(&d)).into_iter().flatten());
            }
            if let Some(p) = parent.and_then(|d| self.par_nom.get(&d)) {
                vers.extend_from_slice(&p.enfants);
            }
            for p in &self.par_cle {
                for valeur in ev.valeurs_des_enfants(n, p.enfant, p.attribut) {
                    vers.extend(p.regles.get(valeur).into_iter().flatten());
                }
            }
        }
        // The alternatives of one rule may each have put it here.
        vers.sort_unstable();
        vers.dedup();
    }
}
