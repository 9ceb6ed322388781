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

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use crate::schema::{Commun, Schema};
    use crate::validation::Options;

    use super::*;

    const EN_TETE: &str =
        "<schema xmlns='http://purl.oclc.org/dsdl/schematron' xmlns:xsl='http://www.w3.org/1999/XSL/Transform' queryBinding='xslt2'>";

    /// Schemas of one set: names that are learnt late, keys of one name that say two things, a value set that both read.
    #[test]
    fn schemas_that_share_a_document_judge_it_as_each_alone() {
        let dossier = tempfile::tempdir().unwrap();
        std::fs::write(dossier.path().join("jeu.xml"), "<jeu><c code='1' tard='2'/></jeu>").unwrap();
        let schemas = [
            (
                "a",
                "<xsl:key name='k' match='a' use='@n'/>",
                "//a",
                "key('k', '1') and @n = document('jeu.xml')/jeu/c/@code",
            ),
            (
                "b",
                "<xsl:key name='k' match='b' use='@m'/>",
                "//b",
                "key('k', '2') and @m = document('jeu.xml')/jeu/c/@tard",
            ),
            ("c", "<xsl:key name='k' match='a' use='@m'/>", "//b", "key('k', '2')"),
        ];
        let xml = roxmltree::Document::parse("<r><a n='1'/><b m='2'/></r>").unwrap();
        let commun = Commun::default();
        let piece = Piece::new(&xml, &commun.noms);
        let mut echecs = Vec::new();
        for (nom, cle, contexte, test) in schemas {
            let chemin = dossier.path().join(format!("{nom}.sch"));
            let regle = format!("<pattern><rule context=\"{contexte}\"><assert test=\"{test}\">{nom}</assert></rule></pattern>");
            std::fs::write(&chemin, format!("{EN_TETE}{cle}{regle}</schema>")).unwrap();
            // Loaded once the tree was made for the one before.
            let schema = Schema::charger_parmi(&chemin, None, &commun).unwrap();
            let ensemble = schema.valider_piece(&piece, &Options::default()).unwrap();
            let seul = Schema::charger(&chemin).unwrap();
            let seul = seul.valider(xml.input_text().as_bytes(), &Options::default()).unwrap();
            assert_eq!(ensemble.findings("document", nom), seul.findings("document", nom), "{nom}");
            echecs.push((nom, seul.findings("document", nom).len()));
        }
        assert_eq!(echecs, [("a", 0), ("b", 0), ("c", 1)]);
    }
}
