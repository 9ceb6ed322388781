//! Which rules may match a node: told from its name and from its children, so that most rules are never tried on it.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;

use segur_xpath::{Cible, Evaluation, Noeud};

use crate::schema::{MotifActif, Selection};

/// A rule: rank of its pattern, rank in the pattern. In this order the first that matches wins.
pub(crate) type Rangs = (usize, usize);

/// Rules by the value of an attribute of a child.
#[derive(Debug)]
struct ParCle {
    enfant: (u32, u32),
    attribut: (u32, u32),
    regles: HashMap<Arc<str>, Vec<Rangs>>,
}

#[derive(Debug, Default)]
pub(crate) struct Aiguillage {
    par_nom: HashMap<(u32, u32), Vec<Rangs>>,
    elements: Vec<Rangs>,
    autres: Vec<Rangs>,
    par_cle: Vec<ParCle>,
    /// Some rule may match attributes.
    pub(crate) attributs: bool,
}

impl Aiguillage {
    pub(crate) fn new(motifs: &[MotifActif]) -> Self {
        let mut soi = Self::default();
        let mut tous: Vec<(Rangs, Vec<Cible>)> = Vec::new();
        for (m, motif) in motifs.iter().enumerate() {
            for (r, regle) in motif.regles.iter().enumerate() {
                match &regle.selection {
                    Selection::Motif(motif) => {
                        soi.attributs |= motif.attributs();
                        match motif.cles() {
                            Some(cles) => cles.into_iter().for_each(|c| soi.par_cle(c, (m, r))),
                            None => tous.push(((m, r), motif.cibles().collect())),
                        }
                    }
                    Selection::Expression(_) => {
                        soi.attributs = true;
                        tous.push(((m, r), vec![Cible::Tout]));
                    }
                    Selection::Illisible(_) => tous.push(((m, r), vec![Cible::Tout])),
                }
            }
        }
        for (_, cibles) in &tous {
            for c in cibles {
                if let Cible::Element(e, l) = c {
                    soi.par_nom.entry((*e, *l)).or_default();
                }
            }
        }
        for (regle, cibles) in &tous {
            let partout = cibles.contains(&Cible::Tout);
            let elements = partout || cibles.contains(&Cible::Elements);
            if partout {
                soi.autres.push(*regle);
            }
            if elements {
                soi.elements.push(*regle);
            }
            for (nom, regles) in &mut soi.par_nom {
                if elements || cibles.contains(&Cible::Element(nom.0, nom.1)) {
                    regles.push(*regle);
                }
            }
        }
        soi
    }

    fn par_cle(&mut self, cle: segur_xpath::Cle, regle: Rangs) {
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
        self.par_cle[rang].regles.entry(cle.valeur).or_default().push(regle);
    }

    /// The rules to try on a node, in order.
    pub(crate) fn regles(&self, ev: &Evaluation<'_>, n: Noeud) -> Cow<'_, [Rangs]> {
        let par_nom = match Cible::de(ev, n) {
            Cible::Element(e, l) => self.par_nom.get(&(e, l)).unwrap_or(&self.elements),
            Cible::Elements => &self.elements,
            Cible::Tout => &self.autres,
        };
        let mut par_cle: Vec<Rangs> = Vec::new();
        for p in &self.par_cle {
            for valeur in ev.valeurs_des_enfants(n, p.enfant, p.attribut) {
                par_cle.extend(p.regles.get(&valeur).into_iter().flatten());
            }
        }
        if par_cle.is_empty() {
            return Cow::Borrowed(par_nom);
        }
        par_cle.extend(par_nom);
        par_cle.sort_unstable();
        par_cle.dedup();
        Cow::Owned(par_cle)
    }
}
