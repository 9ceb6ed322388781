//! The functions (XQuery 1.0 and XPath 2.0 Functions and Operators), and those of XSLT 2.0 that schemas use: `document()`,
//! `current()`.

mod noeuds;
mod nombres;
mod noms;
mod regex;
mod suites;
mod textes;

pub(crate) use nombres::arrondi;
pub(crate) use regex::motif_de_schema;
pub(crate) use textes::{borne, normaliser, rendre, sous_texte_de};

use std::sync::Arc;

pub(crate) use noms::decouper as decouper_nom;

use crate::arbre::Noeud;
use crate::ast::Expr;
use crate::cles;
use crate::compatible;
use crate::erreur::{Erreur, R};
use crate::evaluation::{Evaluation, Focus, ITEMS_MAX, Liees};
use crate::valeur::{Atome, Item, Suite, TypeAtome};

/// A function: its name, how many arguments it takes, what it does.
#[derive(Debug)]
pub(crate) struct Fonction {
    pub(crate) nom: &'static str,
    min: usize,
    max: usize,
    /// Never gives a number: a predicate made of it does not count positions.
    pub(crate) jamais_un_nombre: bool,
    pub(crate) appel: fn(&Appel<'_, '_>) -> R<Suite>,
}

impl Fonction {
    /// Whether it reads the context when called with that many arguments.
    pub(crate) fn lit_le_contexte(&self, arguments: usize) -> bool {
        match self.nom {
            // A key may read variables of the document that is judged.
            "position" | "last" | "current" | "key" => true,
            "lang" => arguments < 2,
            "string" | "string-length" | "normalize-space" | "number" | "name" | "local-name" | "namespace-uri" | "root"
            | "generate-id" => arguments == 0,
            _ => false,
        }
    }
}

/// A call: its arguments are evaluated when the function asks for them.
pub(crate) struct Appel<'a, 'b> {
    pub(crate) ev: &'a Evaluation<'b>,
    pub(crate) nom: &'static str,
    pub(crate) arguments: &'a [Expr],
    pub(crate) focus: Focus<'a>,
    pub(crate) liees: &'a Liees<'a>,
}

/// The function of this name, for that many arguments; that of version 1.0 first where it is asked.
pub(crate) fn trouver(nom: &str, arguments: usize, compatible: bool) -> Option<&'static Fonction> {
    let avant: &[&[Fonction]] = if compatible { &[compatible::FONCTIONS] } else { &[] };
    avant
        .iter()
        .chain(TABLES)
        .chain(&[cles::FONCTIONS])
        .flat_map(|t| t.iter())
        .find(|f| f.nom == nom && (f.min..=f.max).contains(&arguments))
}

/// The names of all functions.
#[cfg(test)]
pub(crate) fn noms_des_fonctions() -> impl Iterator<Item = &'static str> {
    TABLES.iter().flat_map(|t| t.iter()).map(|f| f.nom)
}

const TABLES: &[&[Fonction]] = &[
    suites::FONCTIONS,
    textes::FONCTIONS,
    nombres::FONCTIONS,
    noeuds::FONCTIONS,
    noms::FONCTIONS,
    regex::FONCTIONS,
];

/// A line of a table: a function that may give a number.
pub(crate) const fn fonction(nom: &'static str, min: usize, max: usize, appel: fn(&Appel<'_, '_>) -> R<Suite>) -> Fonction {
    Fonction {
        nom,
        min,
        max,
        jamais_un_nombre: false,
        appel,
    }
}

/// A line of a table: a function that gives booleans, strings or nodes.
pub(crate) const fn sans_nombre(nom: &'static str, min: usize, max: usize, appel: fn(&Appel<'_, '_>) -> R<Suite>) -> Fonction {
    Fonction {
        jamais_un_nombre: true,
        ..fonction(nom, min, max, appel)
    }
}

impl Appel<'_, '_> {
    pub(crate) fn suite(&self, rang: usize) -> R<Suite> {
        match self.arguments.get(rang) {
            Some(e) => self.ev.eval(e, self.focus, self.liees),
            None => Ok(Suite::vide()),
        }
    }

    pub(crate) fn ebv(&self, rang: usize) -> R<bool> {
        match self.arguments.get(rang) {
            Some(e) => self.ev.ebv(e, self.focus, self.liees),
            None => Ok(false),
        }
    }

    /// An optional atomic argument of a type.
    pub(crate) fn atome(&self, rang: usize, t: TypeAtome) -> R<Option<Atome>> {
        match self.ev.un_au_plus(&self.suite(rang)?, self.nom)? {
            None => Ok(None),
            Some(a) => self.ev.convenir(a, t, self.nom).map(Some),
        }
    }

    /// `xs:string?`; the empty sequence is the empty string. What is done with a text takes as long as it is long.
    pub(crate) fn texte(&self, rang: usize) -> R<Arc<str>> {
        let texte = self.atome(rang, TypeAtome::Texte)?.map_or_else(|| Arc::from(""), |a| a.en_texte());
        self.ev.debiter(texte.len());
        Ok(texte)
    }

    /// Counts the items that a text is about to be cut into.
    pub(crate) fn payer_items(&self, combien: usize) -> R<()> {
        if combien > ITEMS_MAX {
            return Err(Erreur::new("LIMITE", format!("suite de plus de {ITEMS_MAX} valeurs")));
        }
        self.ev.payer(combien as u64)
    }

    /// `xs:string`, required.
    pub(crate) fn texte_requis(&self, rang: usize) -> R<Arc<str>> {
        self.atome(rang, TypeAtome::Texte)?
            .map(|a| a.en_texte())
            .ok_or_else(|| Erreur::type_(format!("{}() : un texte est attendu, rien n'est lu", self.nom)))
    }

    /// `xs:double`, required.
    pub(crate) fn double(&self, rang: usize) -> R<f64> {
        self.atome(rang, TypeAtome::Double)?
            .map(|a| a.en_double())
            .ok_or_else(|| Erreur::type_(format!("{}() : un nombre est attendu, rien n'est lu", self.nom)))
    }

    /// `xs:integer`, required.
    pub(crate) fn entier(&self, rang: usize) -> R<i128> {
        match self.atome(rang, TypeAtome::Entier)? {
            Some(Atome::Entier(n)) => Ok(n),
            _ => Err(Erreur::type_(format!("{}() : un entier est attendu", self.nom))),
        }
    }

    /// `node()?`: the argument, or the context item when there is none.
    pub(crate) fn noeud(&self, rang: usize) -> R<Option<Noeud>> {
        let item = if self.arguments.len() <= rang {
            Some(self.focus.item.clone())
        } else {
            let suite = self.suite(rang)?;
            if suite.len() > 1 {
                return Err(Erreur::type_(format!(
                    "{}() : {} nœuds là où un au plus est attendu",
                    self.nom,
                    suite.len()
                )));
            }
            suite.first().cloned()
        };
        match item {
            None => Ok(None),
            Some(Item::Noeud(n)) => Ok(Some(n)),
            Some(Item::Atome(_)) => Err(Erreur::type_(format!("{}() : un nœud est attendu", self.nom))),
        }
    }

    /// The items of an argument as atomic values.
    pub(crate) fn atomes(&self, rang: usize) -> R<Vec<Atome>> {
        Ok(self.suite(rang)?.iter().map(|i| self.ev.atome(i)).collect())
    }

    /// Which collation is asked: only that of code points is known.
    pub(crate) fn collation(&self, rang: usize) -> R<()> {
        if self.arguments.len() <= rang {
            return Ok(());
        }
        let uri = self.texte_requis(rang)?;
        if &*uri == "http://www.w3.org/2005/xpath-functions/collation/codepoint" {
            return Ok(());
        }
        Err(Erreur::new("FOCH0002", format!("collation inconnue : {uri}")))
    }
}
