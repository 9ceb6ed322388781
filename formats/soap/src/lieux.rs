//! The places of one document, when many are asked: its lines are counted once, and each path once.

use std::cell::RefCell;
use std::collections::HashMap;

use roxmltree::{Document, Node, NodeId};
use segur_model::Location;

use crate::lieu::{debut_d_attribut, un_pas};

/// Bytes between two marks: what is counted again for each place.
const PAS: usize = 256;

/// Finds places in a document.
pub struct Lieux<'d, 'i> {
    document: &'d Document<'i>,
    /// Lines, and characters of the last of them, before each mark.
    reperes: Vec<(u32, u32)>,
    chemins: RefCell<HashMap<NodeId, String>>,
}

impl<'d, 'i> Lieux<'d, 'i> {
    /// Those of this document.
    #[must_use]
    pub fn de(document: &'d Document<'i>) -> Self {
        let mut ici = (0, 0);
        let marquer = |morceau: &[u8]| {
            let avant = ici;
            ici = avancer(avant, morceau);
            avant
        };
        Self {
            document,
            reperes: document.input_text().as_bytes().chunks(PAS).map(marquer).collect(),
            chemins: RefCell::default(),
        }
    }

    /// As [`crate::lieu`].
    #[must_use]
    pub fn lieu(&self, noeud: Node<'_, '_>) -> Location {
        self.place(noeud.range().start, self.chemin(noeud))
    }

    /// As [`crate::lieu_attribut`].
    #[must_use]
    pub fn attribut(&self, noeud: Node<'_, '_>, nom: &str) -> Location {
        self.place(debut_d_attribut(noeud, nom), format!("{}/@{nom}", self.chemin(noeud)))
    }

    fn place(&self, octet: usize, path: String) -> Location {
        let texte = self.document.input_text().as_bytes();
        let rang = (octet / PAS).min(self.reperes.len().saturating_sub(1));
        let suite = texte.get(rang * PAS..octet.min(texte.len())).unwrap_or_default();
        let (lignes, colonnes) = avancer(self.reperes.get(rang).copied().unwrap_or_default(), suite);
        Location {
            line: lignes.saturating_add(1),
            column: colonnes.saturating_add(1),
            path,
        }
    }

    fn chemin(&self, noeud: Node<'_, '_>) -> String {
        if let Some(connu) = self.chemins.borrow().get(&noeud.id()) {
            return connu.clone();
        }
        let mut chemin = noeud.parent_element().map(|p| self.chemin(p)).unwrap_or_default();
        chemin.push('/');
        un_pas(noeud, &mut chemin);
        self.chemins.borrow_mut().insert(noeud.id(), chemin.clone());
        chemin
    }
}

/// Lines and characters after these bytes: a byte that goes on with a character counts for none.
fn avancer(depuis: (u32, u32), octets: &[u8]) -> (u32, u32) {
    octets.iter().fold(depuis, |(lignes, colonnes), octet| match octet {
        b'\n' => (lignes + 1, 0),
        o if o & 0xc0 == 0x80 => (lignes, colonnes),
        _ => (lignes, colonnes + 1),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{lieu, lieu_attribut};

    #[test]
    fn les_lieux_sont_ceux_que_l_on_compte_un_par_un() {
        let ligne = "<p x='é' y='1'><q/>çà<q z=''>ü</q></p>";
        let texte = format!("<r>{}\n{}\r\n<p/>\n\n{}</r>", ligne.repeat(30), ligne.repeat(3), ligne.repeat(20));
        let document = Document::parse(&texte).unwrap();
        let lieux = Lieux::de(&document);
        let mut vus = 0;
        for n in document.descendants().filter(Node::is_element) {
            assert_eq!(lieux.lieu(n), lieu(&document, n));
            for nom in ["x", "y", "z"] {
                assert_eq!(lieux.attribut(n, nom), lieu_attribut(&document, n, nom));
            }
            vus += 1;
        }
        assert_eq!(vus, 1 + 53 * 3 + 1);
    }
}
