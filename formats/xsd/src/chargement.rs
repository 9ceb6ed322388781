//! Loading the schema from a checkout: its files, and nothing out of the folder.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use roxmltree::Node;
use segur_soap::est;

use crate::compiler::compiler;
use crate::fichier::Fichier;
use crate::modele::{Modele, XS};

/// Where the schema is, in a checkout.
const ENTREE: &str = "infrastructure/cda/CDA_extended.xsd";
/// Elements of style sheets: a document that shows itself is judged without the sheet, so that nothing is said of them.
const XSL: &str = "http://www.w3.org/1999/XSL/Transform";
/// Bytes of one schema. The biggest is of 0.2 MB.
const FICHIER_MAX: u64 = 8 * 1024 * 1024;
/// Schemas read. There are eleven.
const FICHIERS_MAX: usize = 64;

/// Why the schema could not be loaded.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ErreurXsd {
    /// No schema there.
    #[error("{dossier} n'a pas {ENTREE} : donner le dossier d'un clone entier de TestContenuCDA (ANS), avec son dossier infrastructure")]
    Absent {
        /// The folder that was given.
        dossier: String,
    },
    /// A schema that cannot be read, or that may not be.
    #[error("« {ou} », que le schéma demande, n'est pas lu ({cause}) : remettre le clone de TestContenuCDA dans son état d'origine")]
    Fichier {
        /// What was asked for.
        ou: String,
        /// Why it was not read.
        cause: String,
    },
    /// Not a schema.
    #[error("le schéma n'est pas compris ({cause}) : remettre le clone de TestContenuCDA dans son état d'origine")]
    Invalide {
        /// What is wrong with it.
        cause: String,
    },
}

/// The schema, loaded.
#[derive(Clone)]
pub struct Schemas {
    pub(crate) modele: Arc<Modele>,
}

impl std::fmt::Debug for Schemas {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Schemas").finish_non_exhaustive()
    }
}

impl Schemas {
    /// Loads `infrastructure/cda/CDA_extended.xsd` from a checkout of `TestContenuCDA`, or from one of its folders (`schematrons`).
    /// Names are found whatever their case.
    ///
    /// # Errors
    /// [`ErreurXsd`] when the schema is not there, or asks for what is not in the checkout.
    pub fn charger(dossier: &Path) -> Result<Self, ErreurXsd> {
        let absent = || ErreurXsd::Absent {
            dossier: dossier.display().to_string(),
        };
        let depart = dossier.canonicalize().map_err(|_| absent())?;
        let racine = [Some(depart.as_path()), depart.parent()]
            .into_iter()
            .flatten()
            .find(|r| trouver(r, ENTREE).is_some_and(|f| f.is_file()))
            .ok_or_else(absent)?;
        let mut depot = Depot {
            racine: racine.to_owned(),
            lus: BTreeMap::new(),
        };
        let fichiers = depot.tout()?;
        let modele = compiler(&fichiers).map_err(|cause| ErreurXsd::Invalide { cause })?;
        Ok(Self { modele: Arc::new(modele) })
    }
}

/// The checkout.
struct Depot {
    racine: PathBuf,
    lus: BTreeMap<String, Arc<str>>,
}

impl Depot {
    /// Every schema that the first one leads to, each once by namespace.
    fn tout(&mut self) -> Result<Vec<Fichier>, ErreurXsd> {
        let mut vus = BTreeSet::new();
        let mut fichiers = Vec::new();
        let mut a_lire = vec![(ENTREE.to_owned(), String::new())];
        while let Some((chemin, ns)) = a_lire.pop() {
            let texte = self.lire(&chemin)?;
            let invalide = |cause: String| ErreurXsd::Invalide {
                cause: format!("{chemin} : {cause}"),
            };
            let document = segur_soap::lire(&texte).map_err(|e| invalide(e.to_string()))?;
            let schema = document.root_element();
            if !est(schema, XS, "schema") {
                return Err(invalide("ce n'est pas un schéma XML".to_owned()));
            }
            let ns = schema.attribute("targetNamespace").map_or(ns, str::to_owned);
            if vus.insert((chemin.clone(), ns.clone())) {
                for suivant in schema.children() {
                    a_lire.extend(demande(suivant, &chemin, &ns)?);
                }
                drop(document);
                fichiers.push(Fichier { texte, ns });
            }
        }
        Ok(fichiers)
    }

    fn lire(&mut self, chemin: &str) -> Result<Arc<str>, ErreurXsd> {
        if let Some(texte) = self.lus.get(chemin) {
            return Ok(Arc::clone(texte));
        }
        let refuser = |cause: &str| refus(chemin, cause);
        if self.lus.len() == FICHIERS_MAX {
            return Err(refuser("trop de fichiers"));
        }
        let fichier = trouver(&self.racine, chemin).ok_or_else(|| refuser("il est absent"))?;
        // A link may lead out of the checkout.
        let vrai = fichier.canonicalize().map_err(|e| refuser(&e.to_string()))?;
        if !vrai.starts_with(&self.racine) {
            return Err(refuser(DEHORS));
        }
        let taille = std::fs::metadata(&vrai).map_err(|e| refuser(&e.to_string()))?;
        if !taille.is_file() || taille.len() > FICHIER_MAX {
            return Err(refuser("ce n'est pas un fichier de taille raisonnable"));
        }
        let octets = std::fs::read(&vrai).map_err(|e| refuser(&e.to_string()))?;
        let texte: Arc<str> = segur_soap::decoder(&octets).map_err(|e| refuser(&e.to_string()))?.into();
        self.lus.insert(chemin.to_owned(), Arc::clone(&texte));
        Ok(texte)
    }
}

const DEHORS: &str = "il n'est pas dans le dossier du schéma, et rien n'est pris au réseau";

fn refus(ou: &str, cause: &str) -> ErreurXsd {
    ErreurXsd::Fichier {
        ou: ou.to_owned(),
        cause: cause.to_owned(),
    }
}

/// The schema that a schema asks for, with the namespace that it has if it says none.
fn demande(noeud: Node<'_, '_>, depuis: &str, ns: &str) -> Result<Option<(String, String)>, ErreurXsd> {
    let (inclut, importe) = (est(noeud, XS, "include"), est(noeud, XS, "import"));
    let espace = noeud.attribute("namespace").unwrap_or_default();
    let Some(lieu) = noeud.attribute("schemaLocation").filter(|_| inclut || (importe && espace != XSL)) else {
        return Ok(None);
    };
    let mut pas: Vec<&str> = depuis.split('/').collect();
    pas.pop();
    for nom in lieu.split('/') {
        let dedans = match nom {
            "." => true,
            ".." => pas.pop().is_some(),
            _ => {
                pas.push(nom);
                !nom.is_empty() && !nom.contains([':', '%', '\\'])
            }
        };
        if !dedans {
            return Err(refus(lieu, DEHORS));
        }
    }
    Ok(Some((pas.join("/"), if inclut { ns } else { espace }.to_owned())))
}

/// The file at a relative path, whatever the case of each name; its own first.
fn trouver(racine: &Path, relatif: &str) -> Option<PathBuf> {
    relatif.split('/').try_fold(racine.to_owned(), |ici, nom| {
        if matches!(nom, "" | "." | "..") || nom.contains('\\') {
            return None;
        }
        let exact = ici.join(nom);
        if exact.exists() {
            return Some(exact);
        }
        std::fs::read_dir(&ici)
            .ok()?
            .filter_map(Result::ok)
            .find(|e| e.file_name().to_str().is_some_and(|n| n.eq_ignore_ascii_case(nom)))
            .map(|e| e.path())
    })
}
