//! The structure of FHIR R4 4.0.1, from `donnees/r4.txt`: types, elements, cardinalities, and the codes that are required.

use std::collections::HashMap;
use std::sync::LazyLock;

const DONNEES: &str = include_str!("../donnees/r4.txt");

/// The definitions.
pub static TABLE: LazyLock<Table> = LazyLock::new(|| Table::lire(DONNEES));

/// Types and value sets, by name.
#[derive(Debug, Default)]
pub struct Table {
    types: HashMap<&'static str, Type>,
    jeux: HashMap<&'static str, Jeu>,
}

/// A resource, a data type, or an element that has elements.
#[derive(Debug)]
pub struct Type {
    /// Its name; the path of an element that has elements (`Timing.repeat`).
    pub nom: &'static str,
    base: &'static str,
    /// Its elements, and those that it inherits.
    pub elements: Vec<Element>,
    /// Rank of the element, and of the type, that a property of JSON stands for.
    proprietes: HashMap<String, (usize, usize)>,
}

/// An element.
#[derive(Debug, Clone)]
pub struct Element {
    /// Its name, without `[x]`.
    pub nom: &'static str,
    /// One of several types, each with its name (`value[x]`).
    pub choix: bool,
    /// Must be there.
    pub requis: bool,
    /// May repeat.
    pub liste: bool,
    /// What it may be.
    pub types: Vec<TypeRef>,
    /// The codes that it must be of, when they can be listed.
    pub jeu: Option<&'static str>,
}

/// One of the types of an element.
#[derive(Debug, Clone)]
pub struct TypeRef {
    /// Its name.
    pub nom: &'static str,
    /// Resources that a reference may lead to; empty for all.
    pub cibles: Vec<&'static str>,
}

/// Codes that an element must be of, by system.
pub type Jeu = Vec<(&'static str, Vec<&'static str>)>;

/// The data types that hold one value.
pub const PRIMITIFS: [&str; 20] = [
    "base64Binary",
    "boolean",
    "canonical",
    "code",
    "date",
    "dateTime",
    "decimal",
    "id",
    "instant",
    "integer",
    "markdown",
    "oid",
    "positiveInt",
    "string",
    "time",
    "unsignedInt",
    "uri",
    "url",
    "uuid",
    "xhtml",
];

impl Type {
    /// The element, and the type of it, that a property stands for.
    #[must_use]
    pub fn propriete(&self, nom: &str) -> Option<(usize, &Element, &TypeRef)> {
        let (rang, quel) = *self.proprietes.get(nom)?;
        let element = self.elements.get(rang)?;
        Some((rang, element, element.types.get(quel)?))
    }
}

impl Table {
    /// A type by its name.
    #[must_use]
    pub fn type_(&self, nom: &str) -> Option<&Type> {
        self.types.get(nom)
    }

    /// A resource by its name: neither a data type nor an abstract one.
    #[must_use]
    pub fn ressource(&self, nom: &str) -> Option<&Type> {
        self.types
            .get(nom)
            .filter(|t| matches!(t.base, "Resource" | "DomainResource") && t.nom != "DomainResource")
    }

    /// The types that a type is: itself, and what it is made from.
    pub fn lignee<'t>(&'t self, nom: &'t str) -> impl Iterator<Item = &'t str> {
        std::iter::successors(Some(nom), |n| self.types.get(n).map(|t| t.base).filter(|b| !b.is_empty()))
    }

    /// Codes by the name of their set.
    #[must_use]
    pub fn jeu(&self, nom: &str) -> Option<&Jeu> {
        self.jeux.get(nom)
    }

    /// How many types, and elements of their own, there are.
    #[must_use]
    pub fn taille(&self) -> (usize, usize) {
        (self.types.len(), self.types.values().map(|t| t.elements.len()).sum())
    }

    fn lire(texte: &'static str) -> Self {
        let mut table = Self::default();
        let mut propres: Vec<(&'static str, &'static str, Vec<Element>)> = Vec::new();
        for ligne in texte.lines().filter(|l| !l.starts_with('#')) {
            if let Some(jeu) = ligne.strip_prefix('%') {
                let mut mots = jeu.split(' ');
                let (nom, systeme) = (mots.next().unwrap_or_default(), mots.next().unwrap_or_default());
                table.jeux.entry(nom).or_default().push((systeme, mots.collect()));
            } else if let Some(type_) = ligne.strip_prefix('@') {
                let (nom, base) = type_.split_once(' ').unwrap_or((type_, ""));
                propres.push((nom, base, Vec::new()));
            } else if let (Some(element), Some((.., siens))) = (Element::lire(ligne), propres.last_mut()) {
                siens.push(element);
            }
        }
        // The order of the file is not that of inheritance.
        let rangs: HashMap<&str, usize> = propres.iter().enumerate().map(|(i, (nom, ..))| (*nom, i)).collect();
        for (nom, base, _) in &propres {
            let mut elements = Vec::new();
            let mut ici = Some(*nom);
            while let Some((_, b, siens)) = ici.and_then(|n| rangs.get(n)).and_then(|i| propres.get(*i)) {
                elements.splice(0..0, siens.iter().cloned());
                ici = Some(*b);
            }
            let proprietes = proprietes(&elements);
            table.types.insert(
                nom,
                Type {
                    nom,
                    base,
                    elements,
                    proprietes,
                },
            );
        }
        table
    }
}

impl Element {
    fn lire(ligne: &'static str) -> Option<Self> {
        let mut mots = ligne.split(' ');
        let (nom, cardinalite, types) = (mots.next()?, mots.next()?, mots.next()?);
        let types = types.split('|').map(|t| match t.split_once('[') {
            Some((nom, cibles)) => TypeRef {
                nom,
                cibles: cibles.trim_end_matches(']').split(',').collect(),
            },
            None => TypeRef {
                nom: t,
                cibles: Vec::new(),
            },
        });
        Some(Self {
            nom: nom.trim_end_matches("[x]"),
            choix: nom.ends_with("[x]"),
            requis: cardinalite.starts_with('1'),
            liste: cardinalite.ends_with('*'),
            types: types.collect(),
            jeu: mots.next().and_then(|j| j.strip_prefix('!')),
        })
    }
}

/// The suffix of a type in the name of a choice: `valueString`. A simple quantity is written as a quantity.
#[must_use]
pub fn suffixe(type_: &str) -> String {
    if type_ == "SimpleQuantity" {
        return "Quantity".to_owned();
    }
    let mut lettres = type_.chars();
    lettres
        .next()
        .map_or_else(String::new, |l| l.to_uppercase().chain(lettres).collect())
}

fn proprietes(elements: &[Element]) -> HashMap<String, (usize, usize)> {
    let mut noms = HashMap::new();
    for (rang, e) in elements.iter().enumerate() {
        for (quel, t) in e.types.iter().enumerate() {
            let nom = if e.choix {
                format!("{}{}", e.nom, suffixe(t.nom))
            } else {
                e.nom.to_owned()
            };
            noms.insert(nom, (rang, quel));
        }
    }
    noms
}

/// Whether a data type holds one value.
#[must_use]
pub fn est_primitif(type_: &str) -> bool {
    PRIMITIFS.contains(&type_)
}
