//! What a schema says, once read: types by rank, whole and ready to be applied.

use std::borrow::Cow;
use std::collections::HashMap;

use crate::contenu::Automate;
use crate::primitifs::Primitif;
use crate::simples::{Simple, Variete, normaliser};
use crate::termes::{Element, Nom, Rang};

/// The namespace of XML Schema.
pub(crate) const XS: &str = "http://www.w3.org/2001/XMLSchema";
/// The namespace of `xsi:type` and `xsi:nil`.
pub(crate) const XSI: &str = "http://www.w3.org/2001/XMLSchema-instance";

/// A schema, read.
#[derive(Debug)]
pub(crate) struct Modele {
    pub(crate) types: Vec<Type>,
    /// Types that have a name: `xsi:type` gives it.
    pub(crate) par_nom: HashMap<Nom, Rang>,
    /// Elements that may be a root, or stand for a wildcard.
    pub(crate) elements: HashMap<Nom, Element>,
}

/// A type, and the one that it derives from.
#[derive(Debug)]
pub(crate) struct Type {
    pub(crate) base: Option<Rang>,
    pub(crate) sorte: Sorte,
}

#[derive(Debug)]
pub(crate) enum Sorte {
    Simple(Simple),
    Complexe(Complexe),
}

#[derive(Debug)]
pub(crate) struct Complexe {
    pub(crate) abstrait: bool,
    /// Those of its base included.
    pub(crate) attributs: Vec<Attribut>,
    /// Any other attribute too.
    pub(crate) attributs_libres: bool,
    pub(crate) contenu: Contenu,
}

#[derive(Debug)]
pub(crate) enum Contenu {
    /// A value, of a simple type.
    Valeur(Rang),
    /// Elements, those of its base included; text among them when it is mixed.
    Elements { automate: Automate, mixte: bool },
}

#[derive(Debug, Clone)]
pub(crate) struct Attribut {
    pub(crate) nom: Nom,
    pub(crate) valeur: Rang,
    pub(crate) requis: bool,
    pub(crate) fixe: Option<String>,
}

impl Modele {
    /// Holds a value to a simple type.
    ///
    /// # Errors
    /// What was expected, in French.
    pub(crate) fn verifier(&self, rang: Rang, brut: &str) -> Result<(), String> {
        let Sorte::Simple(simple) = &self.types[rang].sorte else {
            return Ok(());
        };
        let valeur = normaliser(brut, simple.blancs);
        match &simple.variete {
            Variete::Atome(p) if !p.admet(&valeur) => return Err(p.dit().to_owned()),
            Variete::Atome(_) => {}
            Variete::Liste(item) => valeur
                .split(' ')
                .filter(|v| !v.is_empty())
                .try_for_each(|v| self.verifier(*item, v))?,
            Variete::Union(membres) => {
                let refus: Vec<String> = membres.iter().map_while(|m| self.verifier(*m, &valeur).err()).collect();
                if refus.len() == membres.len() {
                    return Err(refus.join(", ou "));
                }
            }
        }
        let longueur = || match simple.variete {
            Variete::Liste(_) => valeur.split(' ').filter(|v| !v.is_empty()).count(),
            _ => valeur.chars().count(),
        };
        simple.facettes.iter().try_for_each(|f| f.verifier(&valeur, longueur))
    }

    /// The identifiers, or the references to identifiers, that a value of this type is made of.
    pub(crate) fn identite(&self, rang: Rang) -> Option<Primitif> {
        match &self.types[rang].sorte {
            Sorte::Simple(s) => match s.variete {
                Variete::Atome(p @ (Primitif::Id | Primitif::Idref)) => Some(p),
                Variete::Liste(item) => self.identite(item),
                _ => None,
            },
            Sorte::Complexe(_) => None,
        }
    }

    /// A value as it is compared.
    pub(crate) fn normale<'v>(&self, rang: Rang, brut: &'v str) -> Cow<'v, str> {
        match &self.types[rang].sorte {
            Sorte::Simple(s) => normaliser(brut, s.blancs),
            Sorte::Complexe(_) => Cow::Borrowed(brut),
        }
    }
}
