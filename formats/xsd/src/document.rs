//! What is given to the validator: the clinical document alone, at its own lines.

use std::borrow::Cow;
use std::collections::BTreeSet;

use roxmltree::{Document, Node};
use segur_model::Location;
use segur_soap::{XmlRefuse, est};

const HL7: &str = "urn:hl7-org:v3";

/// Why a document is not judged.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum XsdNonJuge {
    /// Not XML, or refused XML: a DTD, too deep, too big.
    #[error(transparent)]
    Xml(#[from] XmlRefuse),
    /// XML, without a clinical document.
    #[error("« {nom} » n'est pas un document clinique : fournir ClinicalDocument ({HL7}), seul ou dans une feuille de style qui le porte")]
    PasUnCda {
        /// Name of the root.
        nom: String,
        /// Where.
        lieu: Box<Location>,
    },
}

/// The clinical document of a tree: its root or, in a style sheet that shows its own document, the one within.
pub(crate) fn racine<'a, 'i>(document: &'a Document<'i>) -> Result<Node<'a, 'i>, XsdNonJuge> {
    let racine = document.root_element();
    let cda = |n: &Node<'a, 'i>| est(*n, HL7, "ClinicalDocument");
    if cda(&racine) {
        return Ok(racine);
    }
    let feuille = matches!(racine.tag_name().name(), "stylesheet" | "transform");
    let dedans = feuille.then(|| racine.descendants().find(cda)).flatten();
    dedans.ok_or_else(|| XsdNonJuge::PasUnCda {
        nom: racine.tag_name().name().to_owned(),
        lieu: Box::new(segur_soap::lieu(document, racine)),
    })
}

/// The text of an element as a document of its own, at the lines and columns that it has. What comes before is white: the encoding
/// that a declaration says is no more that of the text.
pub(crate) fn isoler(document: &Document<'_>, noeud: Node<'_, '_>) -> Isole {
    let texte = document.input_text();
    let etendue = noeud.range();
    let avant = texte.get(..etendue.start).unwrap_or_default();
    let element = texte.get(etendue).unwrap_or_default();
    let mut seul: String = avant.chars().map(|c| if c == '\n' { '\n' } else { ' ' }).collect();
    let fin_du_nom = element
        .find(|c: char| c.is_ascii_whitespace() || matches!(c, '>' | '/'))
        .unwrap_or(element.len());
    let (nom, reste) = element.split_at(fin_du_nom);
    seul.push_str(nom);
    let ajout = match noeud.parent_element() {
        Some(_) => declarations_heritees(noeud, reste),
        None => String::new(),
    };
    seul.push_str(&ajout);
    seul.push_str(reste);
    Isole {
        texte: seul,
        ligne: avant.matches('\n').count() + 1,
        ajoutes: ajout.chars().count(),
    }
}

/// A document of its own, and what was added to it: characters on the line of its root, after its name.
pub(crate) struct Isole {
    pub(crate) texte: String,
    ligne: usize,
    ajoutes: usize,
}

impl Isole {
    /// The element of the file whose start tag ends just before this place of the isolated text.
    pub(crate) fn element<'a, 'i>(&self, document: &'a Document<'i>, ligne: usize, colonne: usize) -> Option<Node<'a, 'i>> {
        let decalage = if ligne == self.ligne { self.ajoutes } else { 0 };
        // The sign « > » itself.
        let colonne = colonne.checked_sub(decalage + 2)?;
        let texte = document.input_text();
        let debut = match ligne {
            0 => return None,
            1 => 0,
            _ => texte.match_indices('\n').nth(ligne - 2)?.0 + 1,
        };
        let ici = debut + texte.get(debut..)?.char_indices().nth(colonne)?.0;
        let mut noeud = document.root_element();
        while let Some(dedans) = noeud.children().find(|n| n.is_element() && n.range().contains(&ici)) {
            noeud = dedans;
        }
        texte.get(ici..)?.starts_with('>').then_some(noeud)
    }
}

/// The namespaces that an element has from what is around it.
fn declarations_heritees(noeud: Node<'_, '_>, apres_le_nom: &str) -> String {
    let siennes = declarees(apres_le_nom);
    let mut vues = BTreeSet::new();
    noeud
        .namespaces()
        .filter(|ns| ns.name() != Some("xml"))
        .map(|ns| {
            let nom = ns.name().map_or(Cow::Borrowed("xmlns"), |p| Cow::Owned(format!("xmlns:{p}")));
            (nom, ns.uri())
        })
        .filter(|(nom, uri)| !uri.is_empty() && !siennes.contains(nom.as_ref()) && vues.insert(nom.clone()))
        .map(|(nom, uri)| format!(" {nom}=\"{}\"", segur_soap::echapper(uri)))
        .collect()
}

/// Names of the attributes of a start tag, from after its name. The tag is well-formed: a tree was made of it.
fn declarees(apres_le_nom: &str) -> BTreeSet<&str> {
    let mut noms = BTreeSet::new();
    let mut reste = apres_le_nom.trim_start();
    while !reste.is_empty() && !reste.starts_with(['>', '/']) {
        let Some((nom, valeur)) = reste.split_once('=') else { break };
        noms.insert(nom.trim_end());
        let valeur = valeur.trim_start();
        let Some(guillemet) = valeur.chars().next() else { break };
        let Some((_, suite)) = valeur.get(1..).and_then(|v| v.split_once(guillemet)) else {
            break;
        };
        reste = suite.trim_start();
    }
    noms
}
