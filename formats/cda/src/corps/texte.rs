//! The text that a person reads, and the identifiers by which the entries refer to it.

use std::collections::{HashMap, HashSet};

use roxmltree::{Node, NodeId};
use segur_soap::est;

use crate::arbre::{self, attribut};
use crate::constats::Juge;
use crate::nombres::nombres;
use crate::ns;
use crate::regles::corps as regles;

/// How many times the size of the document may be read again in search of numbers: tables within tables would be read at each depth.
const RELECTURES: usize = 4;
/// The same, for what stands around each number.
const RELECTURES_PRECISES: usize = 64;

/// The identifiers of a document, read once, and the numbers of the texts already searched.
pub(super) struct Textes<'a, 'i> {
    ids: HashMap<&'a str, Node<'a, 'i>>,
    nombres: HashMap<NodeId, HashSet<String>>,
    reste: usize,
    reste_precis: usize,
}

impl<'a, 'i> Textes<'a, 'i> {
    /// Reads the identifiers of the body, and tells those given twice.
    pub(super) fn lire(juge: &mut Juge<'a, 'i>, corps: Node<'a, 'i>) -> Self {
        let mut ids = HashMap::new();
        for noeud in corps.descendants() {
            let Some(id) = noeud.attribute("ID") else { continue };
            if ids.contains_key(id) {
                juge.dire_attribut(regles::ID, noeud, "ID", "un identifiant qui n'est pas déjà donné dans le document");
            } else {
                ids.insert(id, noeud);
            }
        }
        Self {
            ids,
            nombres: HashMap::new(),
            reste: juge.document.input_text().len().saturating_mul(RELECTURES),
            reste_precis: juge.document.input_text().len().saturating_mul(RELECTURES_PRECISES),
        }
    }

    /// The element of the text, or the illustration, that a reference names.
    pub(super) fn designe(&self, reference: &str) -> Option<Node<'a, 'i>> {
        let noeud = *self.ids.get(reference.strip_prefix('#')?)?;
        let illustration = est(noeud, ns::HL7, "observationMedia");
        (illustration || noeud.ancestors().any(est_texte)).then_some(noeud)
    }

    /// Whether these texts may be read once more, number by number.
    pub(super) fn relire(&mut self, textes: &[Node<'a, 'i>]) -> bool {
        let taille: usize = textes.iter().map(|n| n.range().len()).sum();
        let reste = self.reste_precis.checked_sub(taille);
        self.reste_precis = reste.unwrap_or_default();
        reste.is_some()
    }

    /// Whether a number (in the form of [`nombres`]) is written in one of these texts; also said when no more text may be read.
    pub(super) fn contient(&mut self, textes: &[Node<'a, 'i>], nombre: &str) -> bool {
        textes.iter().any(|noeud| {
            if let Some(connus) = self.nombres.get(&noeud.id()) {
                return connus.contains(nombre);
            }
            let taille = noeud.range().len();
            let Some(reste) = self.reste.checked_sub(taille) else { return true };
            self.reste = reste;
            let lus = noeud.descendants().filter(Node::is_text).filter_map(|n| n.text());
            let connus: HashSet<String> = lus.flat_map(nombres).collect();
            let trouve = connus.contains(nombre);
            self.nombres.insert(noeud.id(), connus);
            trouve
        })
    }
}

/// The text of a section.
fn est_texte(noeud: Node<'_, '_>) -> bool {
    est(noeud, ns::HL7, "text") && noeud.parent_element().is_some_and(|p| est(p, ns::HL7, "section"))
}

pub(super) fn juger<'a, 'i>(juge: &mut Juge<'a, 'i>, corps: Node<'a, 'i>, textes: &Textes<'a, 'i>) {
    for noeud in corps.descendants().filter(|n| n.tag_name().namespace() == Some(ns::HL7)) {
        match noeud.tag_name().name() {
            "reference" => reference(juge, noeud, textes),
            "renderMultiMedia" => illustration(juge, noeud, textes),
            "section" => section(juge, noeud),
            _ => {}
        }
    }
}

/// A reference of an entry (`text/reference`, `originalText/reference`) to the text of its section. Those to something outside the
/// document (an external act, an image, an absolute URI) are not judged.
fn reference<'a, 'i>(juge: &mut Juge<'a, 'i>, noeud: Node<'a, 'i>, textes: &Textes<'a, 'i>) {
    let (Some(valeur), Some(parent)) = (noeud.attribute("value"), noeud.parent_element()) else {
        return;
    };
    let du_texte = matches!(parent.tag_name().name(), "text" | "originalText");
    let exterieur = parent.parent_element().is_some_and(|p| p.tag_name().name().starts_with("external"))
        || attribut(parent, "mediaType").starts_with("application/")
        || valeur.contains("://");
    if du_texte && !exterieur && textes.designe(valeur.trim()).is_none() {
        juge.dire_attribut(
            regles::REFERENCE,
            noeud,
            "value",
            "« # » suivi de l'ID d'un élément du texte, ou d'une illustration",
        );
    }
}

fn illustration<'a, 'i>(juge: &mut Juge<'a, 'i>, noeud: Node<'a, 'i>, textes: &Textes<'a, 'i>) {
    let objets = noeud.attribute("referencedObject").unwrap_or_default();
    let absent = |id: &str| !textes.ids.contains_key(id);
    if objets.split_whitespace().next().is_none() || objets.split_whitespace().any(absent) {
        juge.dire_attribut(
            regles::MULTIMEDIA,
            noeud,
            "referencedObject",
            "l'ID d'un observationMedia du document",
        );
    }
}

fn section<'a, 'i>(juge: &mut Juge<'a, 'i>, section: Node<'a, 'i>) {
    if arbre::un(section, &["entry"]).is_none() {
        return;
    }
    let Some(texte) = arbre::un(section, &["text"]) else {
        return juge.manque(regles::SECTION_TEXTE, section, &["text"]);
    };
    // An illustration is read too.
    let illustration = texte.descendants().any(|n| est(n, ns::HL7, "renderMultiMedia"));
    if !illustration && texte.attribute("nullFlavor").is_none() && texte.descendants().all(|n| n.text().is_none_or(|t| t.trim().is_empty()))
    {
        juge.dire(regles::SECTION_TEXTE, texte, "un texte non vide", "(vide)");
    }
}
