//! From the schemas, as they are written, to [`Modele`]. What is not read is refused: nothing of a schema is dropped in silence.

mod bout;
mod contenus;
mod types;

use std::collections::HashMap;

use regex::Regex;
use roxmltree::{Document, Node};

use self::bout::Bout;
use crate::contenu::{Automate, Particule, Terme, TropGrand};
use crate::fichier::Fichier;
use crate::modele::{Complexe, Contenu, Modele, Sorte, Type, XS};
use crate::primitifs::{Blancs, LISTES, PRIMITIFS};
use crate::simples::{Simple, Variete};
use crate::termes::{Espaces, Joker, Nom, Rang, TOUT, Traitement};

/// Types that derive from each other, and groups within groups.
const DERIVATIONS_MAX: usize = 64;

type R<T> = Result<T, String>;

/// Reads a set of schemas, each in its namespace.
pub(crate) fn compiler(fichiers: &[Fichier]) -> R<Modele> {
    let documents: Vec<Document<'_>> = fichiers
        .iter()
        .map(|f| segur_soap::lire(&f.texte).map_err(|e| e.to_string()))
        .collect::<R<_>>()?;
    let mut chantier = Chantier::default();
    chantier.predefini("anyType", tout()?);
    for (nom, primitif, blancs) in PRIMITIFS {
        let simple = Simple {
            variete: Variete::Atome(*primitif),
            blancs: *blancs,
            facettes: Vec::new(),
        };
        chantier.predefini(nom, Sorte::Simple(simple));
    }
    for (nom, item) in LISTES {
        let simple = liste(chantier.par_nom[&Nom::new(XS, item)]);
        chantier.predefini(nom, Sorte::Simple(simple));
    }
    for (document, fichier) in documents.iter().zip(fichiers) {
        chantier.inscrire(document.root_element(), &fichier.ns)?;
    }
    chantier.finir()
}

/// What an element is when nothing is said of it ([`TOUT`]).
fn tout() -> R<Sorte> {
    let joker = Particule::Terme(Terme::Joker(Joker {
        espaces: Espaces::Tous,
        traitement: Traitement::SiConnu,
    }));
    let automate = Automate::new(&Particule::Repete(Box::new(joker), 0, None)).map_err(|TropGrand| "contenu trop grand".to_owned())?;
    Ok(Sorte::Complexe(Complexe {
        abstrait: false,
        attributs: Vec::new(),
        attributs_libres: true,
        contenu: Contenu::Elements { automate, mixte: true },
    }))
}

fn liste(item: Rang) -> Simple {
    Simple {
        variete: Variete::Liste(item),
        blancs: Blancs::Reduits,
        facettes: Vec::new(),
    }
}

/// Sorts of global components, each with names of its own.
const SORTES: &[&str] = &["element", "attribute", "complexType", "simpleType", "group", "attributeGroup"];

#[derive(Default)]
struct Chantier<'a, 'i> {
    globaux: HashMap<(&'static str, Nom), Bout<'a, 'i>>,
    par_nom: HashMap<Nom, Rang>,
    /// By rank: where a type is written, then what it is.
    sources: Vec<Option<Bout<'a, 'i>>>,
    types: Vec<Option<Type>>,
    /// Content models, for the types that derive from these.
    particules: HashMap<Rang, (Particule, bool)>,
    /// Patterns that were read.
    motifs: HashMap<String, Regex>,
}

impl<'a, 'i> Chantier<'a, 'i> {
    fn predefini(&mut self, nom: &str, sorte: Sorte) {
        self.par_nom.insert(Nom::new(XS, nom), self.types.len());
        self.sources.push(None);
        self.types.push(Some(Type { base: None, sorte }));
    }

    /// Notes what a schema names. A second component of a name is that of another copy of the schema: the first one stays.
    fn inscrire(&mut self, schema: Node<'a, 'i>, ns: &'a str) -> R<()> {
        for bout in (Bout { noeud: schema, ns }).dedans() {
            let sorte = SORTES.iter().find(|s| **s == bout.sorte());
            match (sorte, bout.attribut("name")) {
                (Some(sorte), Some(nom)) => {
                    self.globaux.entry((sorte, Nom::new(ns, nom))).or_insert(bout);
                }
                _ if matches!(bout.sorte(), "include" | "import" | "") => {}
                _ => return bout.refuser("le banc ne lit pas cela dans un schéma"),
            }
        }
        Ok(())
    }

    fn finir(mut self) -> R<Modele> {
        let mut elements = HashMap::new();
        let globaux: Vec<_> = self.globaux.iter().map(|((s, n), b)| (*s, n.clone(), *b)).collect();
        for (sorte, nom, bout) in globaux {
            match sorte {
                "element" => {
                    elements.insert(nom.clone(), self.element_nomme(bout, nom)?);
                }
                "complexType" | "simpleType" => {
                    self.type_nomme(bout, &nom)?;
                }
                _ => {}
            }
        }
        // Types within types join the end while they are read.
        let mut rang = 0;
        while rang < self.types.len() {
            self.achever(rang, 0)?;
            rang += 1;
        }
        Ok(Modele {
            types: self.types.into_iter().flatten().collect(),
            par_nom: self.par_nom,
            elements,
        })
    }

    /// The rank of a type, read or still to be.
    fn type_nomme(&mut self, depuis: Bout<'a, 'i>, nom: &Nom) -> R<Rang> {
        if let Some(rang) = self.par_nom.get(nom) {
            return Ok(*rang);
        }
        let source = ["complexType", "simpleType"]
            .iter()
            .find_map(|s| self.globaux.get(&(*s, nom.clone())).copied());
        let Some(source) = source else {
            return depuis.refuser(&format!(
                "le type « {} » ({}) n'est pas décrit, ou pas lu par le banc",
                nom.local, nom.ns
            ));
        };
        let rang = self.reserver(source);
        self.par_nom.insert(nom.clone(), rang);
        Ok(rang)
    }

    fn reserver(&mut self, source: Bout<'a, 'i>) -> Rang {
        self.sources.push(Some(source));
        self.types.push(None);
        self.types.len() - 1
    }

    /// The type that an element or an attribute has, by its name or written within.
    fn type_de(&mut self, bout: Bout<'a, 'i>) -> R<Rang> {
        if let Some(nom) = bout.attribut("type") {
            return self.type_nomme(bout, &bout.renvoi(nom)?);
        }
        match bout.dedans().next() {
            None => Ok(TOUT),
            Some(dedans) if matches!(dedans.sorte(), "complexType" | "simpleType") && bout.dedans().count() == 1 => {
                Ok(self.reserver(dedans))
            }
            Some(_) => bout.refuser("le banc ne lit pas les contraintes qui y sont"),
        }
    }

    /// Reads a type, and those that it derives from.
    fn achever(&mut self, rang: Rang, profondeur: usize) -> R<()> {
        let Some(source) = self.sources[rang].filter(|_| self.types[rang].is_none()) else {
            return Ok(());
        };
        if profondeur > DERIVATIONS_MAX {
            return source.refuser("des types dérivent les uns des autres sans fin");
        }
        let lu = match source.sorte() {
            "simpleType" => self.simple(source, profondeur)?,
            _ => self.complexe(source, rang, profondeur)?,
        };
        self.types[rang] = Some(lu);
        Ok(())
    }
}
