//! From the RDF of a packet to the data model of XMP (XMP Specification, January 2004, chapter 4): the subset of RDF that XMP takes.

use roxmltree::{Attribute, Document, Node};

use super::modele::{Element, Forme, Propriete, Valeur};

const RDF: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";
const XML: &str = "http://www.w3.org/XML/1998/namespace";
/// Defects of serialisation that are told.
const DEFAUTS: usize = 10;

/// The properties of a packet, in order. What is not the RDF of XMP goes to `defauts`, in French.
pub(super) fn proprietes(document: &Document<'_>, defauts: &mut Vec<String>) -> Vec<Propriete> {
    let mut lecteur = Lecteur {
        texte: document.input_text(),
        defauts,
    };
    let mut lues = Vec::new();
    let Some(racine) = document.descendants().find(|n| est(*n, "RDF")) else {
        lecteur.defaut("pas d'élément rdf:RDF");
        return lues;
    };
    for enfant in racine.children().filter(Node::is_element) {
        if est(enfant, "Description") {
            lecteur.champs(enfant, &mut lues);
        } else {
            lecteur.defaut(&format!("{} à la place de rdf:Description", enfant.tag_name().name()));
        }
    }
    lues
}

fn est(noeud: Node<'_, '_>, nom: &str) -> bool {
    noeud.is_element() && noeud.tag_name().namespace() == Some(RDF) && noeud.tag_name().name() == nom
}

/// Whether an attribute says something of the RDF itself, and is no property.
fn de_rdf(attribut: &Attribute<'_, '_>) -> bool {
    match attribut.namespace() {
        Some(RDF | XML) => true,
        // Old packets write `about` without its prefix.
        None => matches!(attribut.name(), "about" | "ID"),
        _ => false,
    }
}

struct Lecteur<'t, 'd> {
    texte: &'t str,
    defauts: &'d mut Vec<String>,
}

impl Lecteur<'_, '_> {
    fn defaut(&mut self, quoi: &str) {
        if self.defauts.len() < DEFAUTS {
            self.defauts.push(quoi.to_owned());
        }
    }

    fn prefixe(&self, qname: std::ops::Range<usize>) -> String {
        let nom = self.texte.get(qname).unwrap_or_default();
        nom.split_once(':').map_or("", |(prefixe, _)| prefixe).to_owned()
    }

    /// The prefix of an element, which the tree does not keep.
    fn prefixe_de(&self, noeud: Node<'_, '_>) -> String {
        let balise = self.texte.get(noeud.range()).unwrap_or_default();
        let nom = balise.get(1..).unwrap_or_default();
        let fin = nom.find(|c: char| c.is_whitespace() || c == '>' || c == '/').unwrap_or(nom.len());
        let nom = nom.get(..fin).unwrap_or_default();
        nom.split_once(':').map_or("", |(prefixe, _)| prefixe).to_owned()
    }

    /// The properties of a node element, written as attributes or as elements.
    fn champs(&mut self, noeud: Node<'_, '_>, vers: &mut Vec<Propriete>) {
        self.attributs(noeud, vers);
        for enfant in noeud.children() {
            if enfant.is_element() {
                vers.extend(self.propriete(enfant));
            } else if enfant.is_text() && enfant.text().is_some_and(|t| !t.trim().is_empty()) {
                self.defaut("du texte entre deux propriétés");
            }
        }
    }

    fn attributs(&mut self, noeud: Node<'_, '_>, vers: &mut Vec<Propriete>) {
        for attribut in noeud.attributes().filter(|a| !de_rdf(a)) {
            let Some(espace) = attribut.namespace() else {
                self.defaut(&format!("attribut « {} » sans espace de noms", attribut.name()));
                continue;
            };
            vers.push(Propriete {
                espace: espace.to_owned(),
                nom: attribut.name().to_owned(),
                prefixe: self.prefixe(attribut.range_qname()),
                valeur: Valeur::Simple(attribut.value().to_owned()),
            });
        }
    }

    fn propriete(&mut self, noeud: Node<'_, '_>) -> Option<Propriete> {
        let Some(espace) = noeud.tag_name().namespace() else {
            self.defaut(&format!("élément « {} » sans espace de noms", noeud.tag_name().name()));
            return None;
        };
        Some(Propriete {
            espace: espace.to_owned(),
            nom: noeud.tag_name().name().to_owned(),
            prefixe: self.prefixe_de(noeud),
            valeur: self.valeur(noeud)?,
        })
    }

    /// The value of a property element. The depth is that of the XML, which is bounded.
    fn valeur(&mut self, noeud: Node<'_, '_>) -> Option<Valeur> {
        match noeud.attribute((RDF, "parseType")) {
            Some("Resource") => {
                let mut champs = Vec::new();
                self.champs(noeud, &mut champs);
                return Some(sans_qualificatifs(champs));
            }
            Some(autre) => {
                self.defaut(&format!("rdf:parseType « {autre} »"));
                return None;
            }
            None => {}
        }
        let mut enfants = noeud.children().filter(Node::is_element);
        let (premier, second) = (enfants.next(), enfants.next());
        if second.is_some() {
            self.defaut(&format!("{} a plusieurs valeurs", noeud.tag_name().name()));
            return None;
        }
        let Some(enfant) = premier else {
            return Some(self.sans_enfant(noeud));
        };
        let forme = match enfant.tag_name().name() {
            _ if enfant.tag_name().namespace() != Some(RDF) => None,
            "Bag" => Some(Forme::Sac),
            "Seq" => Some(Forme::Suite),
            "Alt" => Some(Forme::Choix),
            _ => None,
        };
        if let Some(forme) = forme {
            return Some(Valeur::Tableau(forme, self.elements(enfant)));
        }
        // `rdf:Description`, or a node whose name is its type.
        let mut champs = Vec::new();
        self.champs(enfant, &mut champs);
        Some(sans_qualificatifs(champs))
    }

    fn elements(&mut self, tableau: Node<'_, '_>) -> Vec<Element> {
        let mut elements = Vec::new();
        for enfant in tableau.children().filter(Node::is_element) {
            if !est(enfant, "li") {
                self.defaut(&format!("{} dans un tableau, à la place de rdf:li", enfant.tag_name().name()));
                continue;
            }
            if let Some(valeur) = self.valeur(enfant) {
                elements.push(Element {
                    langue: enfant.attribute((XML, "lang")).map(str::to_owned),
                    valeur,
                });
            }
        }
        elements
    }

    /// Text, a reference, or a structure whose fields are attributes.
    fn sans_enfant(&mut self, noeud: Node<'_, '_>) -> Valeur {
        let dite = noeud.attribute((RDF, "resource")).or_else(|| noeud.attribute((RDF, "value")));
        if let Some(dite) = dite {
            return Valeur::Simple(dite.to_owned());
        }
        let mut champs = Vec::new();
        self.attributs(noeud, &mut champs);
        if champs.is_empty() {
            return Valeur::Simple(noeud.children().filter_map(|n| n.text()).collect());
        }
        Valeur::Structure(champs)
    }
}

/// A structure that holds `rdf:value` is that value, qualified by the other fields.
fn sans_qualificatifs(mut champs: Vec<Propriete>) -> Valeur {
    match champs.iter().position(|c| c.est(RDF, "value")) {
        Some(rang) => champs.swap_remove(rang).valeur,
        None => Valeur::Structure(champs),
    }
}
