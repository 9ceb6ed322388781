//! Nodes and documents (F&O 14, 15.5; XSLT 2.0, 16.1, 16.6.1).

use super::textes::rendre;
use super::{Appel, Fonction, fonction, sans_nombre};
use crate::arbre::Noeud;
use crate::erreur::R;
use crate::evaluation::{en_suite, ranger};
use crate::valeur::{Item, Suite};

pub(super) const FONCTIONS: &[Fonction] = &[
    sans_nombre("name", 0, 1, |a| Ok(rendre(a.noeud(0)?.map_or("", |n| a.ev.arbre(n).nom_ecrit(n))))),
    sans_nombre("local-name", 0, 1, |a| {
        Ok(rendre(a.noeud(0)?.map_or("", |n| a.ev.arbre(n).local_de(n))))
    }),
    sans_nombre("namespace-uri", 0, 1, |a| {
        let uri = a.noeud(0)?.map_or("", |n| a.ev.arbre(n).espace_de(n));
        Ok(crate::valeur::Atome::Uri(uri.into()).into())
    }),
    sans_nombre("root", 0, 1, |a| {
        let racine = a.noeud(0)?.map(|n| Noeud { id: 0, attribut: 0, ..n });
        Ok(racine.map_or_else(Suite::vide, |n| Suite::un(Item::Noeud(n))))
    }),
    sans_nombre("current", 0, 0, |a| Ok(Suite::un(Item::Noeud(a.ev.courant)))),
    sans_nombre("generate-id", 0, 1, |a| {
        Ok(rendre(
            a.noeud(0)?
                .map_or_else(String::new, |n| format!("n{}x{}x{}", n.arbre, n.id, n.attribut)),
        ))
    }),
    sans_nombre("doc", 1, 1, |a| {
        if a.suite(0)?.is_empty() {
            return Ok(Suite::vide());
        }
        let nom = a.texte(0)?;
        Ok(Suite::un(Item::Noeud(a.ev.bibliotheque.document(&nom)?)))
    }),
    sans_nombre("doc-available", 1, 1, |a| {
        let nom = a.texte(0)?;
        Ok(a.ev.bibliotheque.document(&nom).is_ok().into())
    }),
    sans_nombre("document", 1, 1, document),
    fonction("document-uri", 1, 1, |_| Ok(Suite::vide())),
    sans_nombre("lang", 1, 2, langue),
];

/// Every document that the argument names.
fn document(a: &Appel<'_, '_>) -> R<Suite> {
    let mut tous = Vec::new();
    for nom in a.atomes(0)? {
        tous.push(a.ev.bibliotheque.document(&nom.en_texte())?);
    }
    ranger(&mut tous);
    Ok(en_suite(tous))
}

fn langue(a: &Appel<'_, '_>) -> R<Suite> {
    let voulue = a.texte(0)?.to_lowercase();
    let Some(n) = a.noeud(1)? else { return Ok(false.into()) };
    let arbre = a.ev.arbre(n);
    let dite = std::iter::successors(Some(n.id), |i| arbre.parent(*i)).find_map(|id| {
        arbre
            .attributs(id)
            .map(|rang| Noeud { id, attribut: rang, ..n })
            .find(|x| arbre.nom_ecrit(*x) == "xml:lang")
            .map(|x| arbre.valeur(x).to_lowercase())
    });
    Ok(dite.is_some_and(|d| d == voulue || d.starts_with(&format!("{voulue}-"))).into())
}
