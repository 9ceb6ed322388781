//! Documents that expressions name (`doc()`, `document()`): value sets. Read once, on first use, and shared.

use std::collections::{HashMap, HashSet};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, OnceLock};

use segur_soap::Limites;

use crate::arbre::{Arbre, Genre, Noeud};
use crate::erreur::{Erreur, R};
use crate::noms::Noms;
use crate::valeur::{Item, Suite};

/// Documents that one schema may open.
const DOCUMENTS_MAX: usize = 2048;

/// Gives a document by the name that an expression gives it, read with the table of names ([`Arbre::de_reference`]), or says in French
/// why not. Several libraries may be given the same tree.
pub type Ouvrir = Box<dyn Fn(&str, &Noms) -> Result<Arc<Arbre>, String> + Send + Sync>;

/// The slots of the documents that are open.
type Cases = Box<[OnceLock<Arc<Arbre>>]>;

/// What expressions share from one evaluation to the next: names, documents, constants.
pub struct Bibliotheque {
    /// Its own among all: what trees keep for one library is found by it.
    pub(crate) numero: u64,
    pub(crate) noms: Noms,
    noms_sus: usize,
    ouvrir: Ouvrir,
    limites: Limites,
    /// Made when the first one is opened: most schemas open none.
    cases: OnceLock<Cases>,
    connus: Mutex<HashMap<String, R<u32>>>,
    constantes: Box<[OnceLock<R<Constante>>]>,
    fragments: Vec<Arbre>,
    /// Expressions were read as version 1.0 has them.
    pub(crate) compatible: bool,
    pub(crate) cles: HashMap<String, Vec<R<DefinitionCle>>>,
}

/// A key of the schema (`xsl:key`): the nodes that it holds, and what each is found by.
#[derive(Debug)]
pub(crate) struct DefinitionCle {
    pub(crate) motif: crate::Motif,
    pub(crate) usage: crate::Expression,
    /// Neither reads a variable: the index of a tree never changes.
    pub(crate) fixe: bool,
}

pub(crate) struct Constante {
    pub(crate) suite: Suite,
    textes: OnceLock<Option<HashSet<Arc<str>>>>,
}

impl Constante {
    /// The values as strings, when they all are.
    pub(crate) fn textes(&self, atomiser: impl Fn(&Suite) -> Option<HashSet<Arc<str>>>) -> Option<&HashSet<Arc<str>>> {
        self.textes.get_or_init(|| atomiser(&self.suite)).as_ref()
    }
}

impl std::fmt::Debug for Bibliotheque {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Bibliotheque").field("noms", &self.noms).finish_non_exhaustive()
    }
}

impl Bibliotheque {
    /// Ends the reading of expressions: from here on nothing but documents is added.
    #[must_use]
    pub fn new(lecteur: crate::Lecteur, ouvrir: Ouvrir, limites: Limites) -> Self {
        static NUMEROS: AtomicU64 = AtomicU64::new(0);
        Self {
            numero: NUMEROS.fetch_add(1, Ordering::Relaxed),
            constantes: (0..lecteur.constantes).map(|_| OnceLock::new()).collect(),
            // A fragment was well formed where it was read; what is not is empty, and keeps the number of those after it.
            fragments: lecteur
                .fragments
                .iter()
                .map(|xml| Arbre::lire(xml.as_bytes(), &lecteur.noms, &limites).or_else(|_| Arbre::lire(b"<x/>", &lecteur.noms, &limites)))
                .filter_map(Result::ok)
                .collect(),
            compatible: lecteur.compatible,
            cles: lecteur.cles,
            noms_sus: lecteur.noms.combien(),
            noms: lecteur.noms,
            ouvrir,
            limites,
            cases: OnceLock::new(),
            connus: Mutex::default(),
        }
    }

    /// Reads a document to judge.
    ///
    /// # Errors
    /// [`segur_soap::XmlRefuse`], which says where and why.
    pub fn lire(&self, octets: &[u8]) -> Result<Arbre, segur_soap::XmlRefuse> {
        Arbre::lire(octets, &self.noms, &self.limites)
    }

    /// How many names were known when it was made: the tree of a document to judge must have been made since ([`crate::Lu::arbre`]).
    #[must_use]
    pub fn noms_sus(&self) -> usize {
        self.noms_sus
    }

    /// The tree of a number from 1 on.
    pub(crate) fn arbre(&self, numero: u32) -> Option<&Arbre> {
        let rang = (numero as usize).checked_sub(1)?;
        match rang.checked_sub(DOCUMENTS_MAX) {
            None => self.cases.get()?.get(rang)?.get().map(Arc::as_ref),
            Some(fragment) => self.fragments.get(fragment),
        }
    }

    /// What a variable holds whose content is a fragment of the schema: the element that bears it.
    #[must_use]
    pub fn fragment(&self, rang: usize) -> crate::Valeur {
        let premier = self
            .fragments
            .get(rang)
            .and_then(|a| a.enfants(0).find(|id| a.genre(*id) == Genre::Element));
        let noeud = premier.map(|id| Noeud {
            arbre: u32::try_from(DOCUMENTS_MAX + 1 + rang).unwrap_or(u32::MAX),
            id,
            attribut: 0,
        });
        crate::evaluation::Valeur(noeud.map_or_else(Suite::vide, |n| Suite::un(Item::Noeud(n))))
    }

    /// The document node of a named document.
    pub(crate) fn document(&self, nom: &str) -> R<Noeud> {
        let mut connus = self.connus.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let numero = match connus.get(nom) {
            Some(connu) => connu.clone(),
            None => {
                // A name that leads nowhere takes no place: a document may make such names without end.
                let lu = self.ouvrir(nom, connus.values().filter(|lu| lu.is_ok()).count());
                if lu.is_ok() || connus.len() < 2 * DOCUMENTS_MAX {
                    connus.insert(nom.to_owned(), lu.clone());
                }
                lu
            }
        };
        numero.map(|arbre| Noeud { arbre, id: 0, attribut: 0 })
    }

    fn ouvrir(&self, nom: &str, rang: usize) -> R<u32> {
        let illisible = |pourquoi: String| Erreur::new("FODC0002", format!("document « {nom} » : {pourquoi}"));
        let cases = self.cases.get_or_init(|| (0..DOCUMENTS_MAX).map(|_| OnceLock::new()).collect());
        let case = cases
            .get(rang)
            .ok_or_else(|| Erreur::new("LIMITE", format!("plus de {DOCUMENTS_MAX} documents ouverts")))?;
        let arbre = (self.ouvrir)(nom, &self.noms).map_err(illisible)?;
        // The lock on the table is held: nobody else fills this slot.
        let _ = case.set(arbre);
        Ok(u32::try_from(rang + 1).unwrap_or(u32::MAX))
    }

    pub(crate) fn constante(&self, numero: usize, evaluer: impl FnOnce() -> R<Suite>) -> R<&Constante> {
        let Some(case) = self.constantes.get(numero) else {
            return Err(Erreur::new("LIMITE", "constante inconnue"));
        };
        if let Some(lue) = case.get() {
            return lue.as_ref().map_err(Clone::clone);
        }
        let lue = evaluer().map(|suite| Constante {
            suite: suite.partager(),
            textes: OnceLock::new(),
        });
        match lue {
            // A bound was met by this judgement: another may have more time.
            Err(e) if e.code == "LIMITE" => Err(e),
            lue => case.get_or_init(|| lue).as_ref().map_err(Clone::clone),
        }
    }
}

/// The strings of a sequence, when every item of it is one once atomised.
pub(crate) fn en_textes(suite: &Suite, valeur: impl Fn(&Item) -> Option<Arc<str>>) -> Option<HashSet<Arc<str>>> {
    suite.iter().map(valeur).collect()
}
