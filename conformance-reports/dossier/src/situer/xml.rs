//! The values of an XML message: each text and each attribute, under the names of what holds it.

use roxmltree::Node;
use segur_soap::Limites;

use super::champs::{Champ, MAX_CHAMPS};

/// Attributes whose value says which element this is, among those of its name.
const DISTINCTIFS: &[&str] = &[
    "name",
    "Name",
    "classificationScheme",
    "identificationScheme",
    "associationType",
    "typeCode",
];
/// The lot carries its own signature as a document, whose metadata repeat those of the document.
const SIGNATURE: &str = "urn:oid:1.3.6.1.4.1.19376.1.2.1.1.1";
/// What stands inside it is marked by this word.
pub(super) const DANS_LA_SIGNATURE: &str = "(signature)";

/// `None` when this is no XML that can be read.
pub(super) fn champs(texte: &str) -> Option<Vec<Champ<'_>>> {
    let debut = texte.len() - texte.trim_start().len();
    let limites = Limites {
        noeuds: 4 * MAX_CHAMPS,
        ..Limites::default()
    };
    // A part of a multipart may be followed by white space that the tree does not want before the prolog only.
    let document = segur_soap::lire_borne(texte.get(debut..)?, &limites).ok()?;
    let mut champs = Vec::new();
    // `roxmltree` gives names that live as long as the text, not as long as the tree.
    for n in document.descendants() {
        if n.is_element() {
            attributs(n, debut, texte, &mut champs);
        } else if n.is_text() {
            element(n, debut, texte, &mut champs);
        }
        if champs.len() > MAX_CHAMPS {
            return None;
        }
    }
    Some(champs)
}

fn attributs<'t>(n: Node<'_, '_>, debut: usize, texte: &'t str, champs: &mut Vec<Champ<'t>>) {
    let mut contexte = None;
    for a in n.attributes() {
        let r = a.range_value();
        let Some(nom) = nom_ici(texte, debut + a.range_qname().start..debut + a.range_qname().end) else {
            continue;
        };
        let (noms, marques) = contexte.get_or_insert_with(|| self::contexte(n, debut, texte));
        champs.push(Champ {
            etendue: debut + r.start..debut + r.end,
            valeur: a.value().to_owned().into(),
            noms: noms.iter().copied().chain([nom]).collect(),
            marques: marques.clone(),
            objet: 0,
        });
    }
}

fn element<'t>(n: Node<'_, '_>, debut: usize, texte: &'t str, champs: &mut Vec<Champ<'t>>) {
    let (Some(lu), Some(parent)) = (n.text(), n.parent_element()) else {
        return;
    };
    let r = n.range();
    let (r, brut) = (
        debut + r.start..debut + r.end,
        texte.get(debut + r.start..debut + r.end).unwrap_or_default(),
    );
    let net = brut.trim();
    if net.is_empty() {
        return;
    }
    let de = r.start + (brut.len() - brut.trim_start().len());
    let (noms, marques) = contexte(parent, debut, texte);
    champs.push(Champ {
        etendue: de..de + net.len(),
        valeur: lu.trim().to_owned().into(),
        noms,
        marques,
        objet: 0,
    });
}

/// Names and distinctive values from the root to this element.
fn contexte<'t>(n: Node<'_, '_>, debut: usize, texte: &'t str) -> (Vec<&'t str>, Vec<&'t str>) {
    let mut lignee: Vec<Node<'_, '_>> = n.ancestors().filter(Node::is_element).collect();
    lignee.reverse();
    let (mut noms, mut marques) = (Vec::with_capacity(lignee.len()), Vec::new());
    for e in lignee {
        noms.extend(nom_element(texte, debut + e.range().start));
        for a in e.attributes().filter(|a| DISTINCTIFS.contains(&a.name())) {
            marques.extend(texte.get(debut + a.range_value().start..debut + a.range_value().end));
        }
        if e.tag_name().name() == "ExtrinsicObject" && e.children().any(|c| c.attribute("nodeRepresentation") == Some(SIGNATURE)) {
            marques.push(DANS_LA_SIGNATURE);
        }
    }
    (noms, marques)
}

/// The local name of the tag that opens here.
fn nom_element(texte: &str, ici: usize) -> Option<&str> {
    let balise = texte.get(ici + 1..)?;
    let fin = balise.find(|c: char| c.is_whitespace() || matches!(c, '>' | '/'))?;
    sans_prefixe(balise.get(..fin)?)
}

fn nom_ici(texte: &str, etendue: std::ops::Range<usize>) -> Option<&str> {
    sans_prefixe(texte.get(etendue)?)
}

fn sans_prefixe(nom: &str) -> Option<&str> {
    nom.rsplit(':').next()
}
