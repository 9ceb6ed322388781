//! JSON read without loss: numbers as they are written, the place of every value, and the keys that come twice. Bounded.

mod lecteur;

use segur_model::Location;

pub use lecteur::lire;

/// How deep values may be in each other.
pub const PROFONDEUR_MAX: usize = 128;
/// Values of one document.
pub const VALEURS_MAX: usize = 2_000_000;

/// A value, and where it is.
#[derive(Debug, Clone, PartialEq)]
pub struct Noeud {
    /// What it is.
    pub valeur: Valeur,
    /// Line, from 1.
    pub ligne: u32,
    /// Column, from 1, in characters.
    pub colonne: u32,
}

/// A value.
#[derive(Debug, Clone, PartialEq)]
pub enum Valeur {
    /// `null`
    Nul,
    /// `true`, `false`
    Booleen(bool),
    /// As it is written: a decimal keeps its last zeros.
    Nombre(Box<str>),
    /// Out of its escapes.
    Texte(Box<str>),
    /// `[…]`
    Liste(Vec<Noeud>),
    /// `{…}`, in the order that it is written. A key that comes twice is there twice.
    Objet(Objet),
}

/// The members of an object.
pub type Objet = Vec<(Box<str>, Noeud)>;

/// A document.
#[derive(Debug, Clone, PartialEq)]
pub struct Json {
    /// Its one value.
    pub racine: Noeud,
    /// Keys that come again in their object, and where.
    pub doublons: Vec<(Box<str>, Location)>,
    /// Whether it begins with a byte order mark.
    pub marque: bool,
}

/// Why a document cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum JsonIllisible {
    /// Not UTF-8.
    #[error("ce n'est pas de l'UTF-8 (octet {0}) : FHIR en JSON s'écrit en UTF-8")]
    Utf8(usize),
    /// Not JSON.
    #[error("ligne {ligne}, colonne {colonne} : {raison}")]
    Forme {
        /// Line.
        ligne: u32,
        /// Column.
        colonne: u32,
        /// What is wrong, in French.
        raison: &'static str,
    },
    /// Too deep.
    #[error("ligne {0} : plus de {PROFONDEUR_MAX} niveaux d'imbrication (limite du banc)")]
    Profondeur(u32),
    /// Too many values.
    #[error("plus de {VALEURS_MAX} valeurs (limite du banc) : découpez le fichier")]
    Valeurs,
}

impl Noeud {
    /// The members, of an object.
    #[must_use]
    pub fn objet(&self) -> Option<&Objet> {
        match &self.valeur {
            Valeur::Objet(o) => Some(o),
            _ => None,
        }
    }

    /// The text, of a string.
    #[must_use]
    pub fn texte(&self) -> Option<&str> {
        match &self.valeur {
            Valeur::Texte(t) => Some(t),
            _ => None,
        }
    }

    /// A member, by its name.
    #[must_use]
    pub fn get(&self, nom: &str) -> Option<&Noeud> {
        self.objet().and_then(|o| membre(o, nom))
    }

    /// The text of a member.
    #[must_use]
    pub fn dit(&self, nom: &str) -> &str {
        self.get(nom).and_then(Noeud::texte).unwrap_or_default()
    }

    /// The items of a list; a value alone is a list of one.
    pub fn items(&self) -> impl Iterator<Item = &Noeud> {
        match &self.valeur {
            Valeur::Liste(l) => l.iter(),
            _ => std::slice::from_ref(self).iter(),
        }
    }

    /// The items of a member; none when it is not there.
    pub fn chacun<'n>(&'n self, nom: &str) -> impl Iterator<Item = &'n Noeud> + use<'n> {
        self.get(nom).into_iter().flat_map(Noeud::items)
    }

    /// What it is, for a person.
    #[must_use]
    pub fn montrer(&self) -> String {
        match &self.valeur {
            Valeur::Nul => "null".to_owned(),
            Valeur::Booleen(b) => b.to_string(),
            Valeur::Nombre(n) => n.to_string(),
            Valeur::Texte(t) => format!("« {t} »"),
            Valeur::Liste(l) => format!("une liste de {}", l.len()),
            Valeur::Objet(_) => "un objet".to_owned(),
        }
    }
}

/// The first member of this name.
#[must_use]
pub fn membre<'o>(objet: &'o Objet, nom: &str) -> Option<&'o Noeud> {
    objet.iter().find(|(n, _)| **n == *nom).map(|(_, v)| v)
}
