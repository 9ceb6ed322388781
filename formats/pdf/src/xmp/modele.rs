//! The data model of XMP: properties, whose value is simple, a structure or an array.

/// A property, or a field of a structure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Propriete {
    /// Namespace.
    pub(crate) espace: String,
    pub(crate) nom: String,
    /// The prefix as it is written.
    pub(crate) prefixe: String,
    pub(crate) valeur: Valeur,
}

/// A value; qualifiers other than the language are not kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Valeur {
    Simple(String),
    Structure(Vec<Propriete>),
    Tableau(Forme, Vec<Element>),
}

/// How an array is ordered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Forme {
    /// `rdf:Bag`.
    Sac,
    /// `rdf:Seq`.
    Suite,
    /// `rdf:Alt`.
    Choix,
}

/// An item of an array.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Element {
    /// `xml:lang`.
    pub(crate) langue: Option<String>,
    pub(crate) valeur: Valeur,
}

impl Propriete {
    /// `prefix:name`, as a person finds it in the packet.
    pub(crate) fn ecrite(&self) -> String {
        if self.prefixe.is_empty() {
            self.nom.clone()
        } else {
            format!("{}:{}", self.prefixe, self.nom)
        }
    }

    pub(crate) fn est(&self, espace: &str, nom: &str) -> bool {
        self.espace == espace && self.nom == nom
    }
}

impl Valeur {
    pub(crate) fn simple(&self) -> Option<&str> {
        if let Self::Simple(texte) = self { Some(texte) } else { None }
    }

    pub(crate) fn champs(&self) -> Option<&[Propriete]> {
        if let Self::Structure(champs) = self { Some(champs) } else { None }
    }

    /// The items of an array of this form.
    pub(crate) fn elements(&self, forme: Forme) -> Option<&[Element]> {
        match self {
            Self::Tableau(f, elements) if *f == forme => Some(elements),
            _ => None,
        }
    }

    /// What it is, in French.
    pub(crate) fn sorte(&self) -> String {
        match self {
            Self::Simple(texte) => format!("« {} »", texte.chars().take(60).collect::<String>()),
            Self::Structure(_) => "une structure".to_owned(),
            Self::Tableau(Forme::Sac, _) => "un tableau sans ordre (rdf:Bag)".to_owned(),
            Self::Tableau(Forme::Suite, _) => "un tableau ordonné (rdf:Seq)".to_owned(),
            Self::Tableau(Forme::Choix, elements) if elements.iter().all(|e| e.langue.is_none()) => {
                "des variantes sans langue (rdf:Alt, sans xml:lang)".to_owned()
            }
            Self::Tableau(Forme::Choix, _) => "des variantes (rdf:Alt)".to_owned(),
        }
    }
}

/// The value of a field of this namespace.
pub(crate) fn champ<'p>(champs: &'p [Propriete], espace: &str, nom: &str) -> Option<&'p Valeur> {
    champs.iter().find(|c| c.est(espace, nom)).map(|c| &c.valeur)
}
