//! A document that the schemas of one set judge, one after the other.

use std::cell::RefCell;
use std::rc::Rc;

use segur_xpath::{Arbre, Lu, Noms};

/// A document, and the tree that was made of it.
pub(crate) struct Piece<'d> {
    lu: Lu<'d>,
    noms: &'d Noms,
    arbre: RefCell<Option<(usize, Rc<Arbre>)>>,
}

impl<'d> Piece<'d> {
    pub(crate) fn new(document: &'d roxmltree::Document<'d>, noms: &'d Noms) -> Self {
        Self {
            lu: Lu::de(document),
            noms,
            arbre: RefCell::default(),
        }
    }

    /// The tree, for a schema that knew so many names: made again when there were fewer.
    pub(crate) fn arbre(&self, sus: usize) -> Rc<Arbre> {
        let mut garde = self.arbre.borrow_mut();
        if let Some((combien, arbre)) = &*garde
            && *combien >= sus
        {
            return arbre.clone();
        }
        // Counted before: names that come meanwhile may be missing.
        let combien = self.noms.combien();
        let arbre = Rc::new(self.lu.arbre(self.noms));
        *garde = Some((combien, arbre.clone()));
        arbre
    }
}
