//! The files of a schema, with their includes in place (ISO Schematron, `include`; the published pipeline, first pass).

use std::path::{Path, PathBuf};
use std::sync::Arc;

use segur_soap::Limites;

use crate::avertissement::Avertissement;
use crate::erreur::ErreurSchema;
use crate::fichiers;

/// Namespace of ISO Schematron.
const SCH: &str = "http://purl.oclc.org/dsdl/schematron";
/// Included files.
const INCLUSIONS_MAX: usize = 5000;
/// Includes within includes.
const PROFONDEUR_MAX: usize = 16;
/// Elements, all files together.
const ELEMENTS_MAX: usize = 500_000;

/// An element of Schematron.
#[derive(Debug, Clone)]
pub(crate) struct Element {
    pub(crate) nom: String,
    pub(crate) attributs: Vec<(String, String)>,
    pub(crate) contenu: Vec<Contenu>,
    pub(crate) fichier: Arc<str>,
    pub(crate) ligne: u32,
}

#[derive(Debug, Clone)]
pub(crate) enum Contenu {
    Element(Element),
    Texte(String),
}

impl Element {
    pub(crate) fn attribut(&self, nom: &str) -> Option<&str> {
        self.attributs.iter().find(|(n, _)| n == nom).map(|(_, v)| v.as_str())
    }

    pub(crate) fn enfants(&self) -> impl Iterator<Item = &Self> {
        self.contenu.iter().filter_map(|c| match c {
            Contenu::Element(e) => Some(e),
            Contenu::Texte(_) => None,
        })
    }

    pub(crate) fn nommes<'e>(&'e self, nom: &'e str) -> impl Iterator<Item = &'e Self> {
        self.enfants().filter(move |e| e.nom == nom)
    }

    pub(crate) fn texte(&self) -> String {
        self.contenu
            .iter()
            .map(|c| match c {
                Contenu::Element(e) => e.texte(),
                Contenu::Texte(t) => t.clone(),
            })
            .collect()
    }

    /// File and line, for a person.
    pub(crate) fn ou(&self) -> String {
        format!("{}:{}", self.fichier, self.ligne)
    }
}

pub(crate) struct Lecture {
    racine: PathBuf,
    dossier: PathBuf,
    inclusions: usize,
    elements: usize,
    pub(crate) avertissements: Vec<Avertissement>,
}

impl Lecture {
    pub(crate) fn new(schema: &Path) -> Self {
        let dossier = schema.parent().unwrap_or(Path::new("")).to_owned();
        Self {
            racine: fichiers::racine(schema),
            dossier: std::path::absolute(&dossier).unwrap_or(dossier),
            inclusions: 0,
            elements: 0,
            avertissements: Vec::new(),
        }
    }

    /// The root element of a file.
    pub(crate) fn fichier(&mut self, chemin: &Path, nom: &str, profondeur: usize) -> Result<Element, ErreurSchema> {
        let octets = fichiers::lire(chemin, nom)?;
        let fichier: Arc<str> = fichiers::depuis(chemin, &self.dossier).into();
        let mal = |cause: segur_soap::XmlRefuse| ErreurSchema::MalForme {
            fichier: fichier.to_string(),
            cause: cause.to_string(),
        };
        let texte = segur_soap::decoder(&octets).map_err(mal)?;
        let document = segur_soap::lire_borne(&texte, &Limites::default()).map_err(mal)?;
        let racine = document.root_element();
        if racine.tag_name().namespace() != Some(SCH) {
            return Err(ErreurSchema::PasUnSchema {
                fichier: fichier.to_string(),
                racine: racine.tag_name().name().to_owned(),
            });
        }
        let debuts: Vec<usize> = std::iter::once(0).chain(texte.match_indices('\n').map(|(i, _)| i + 1)).collect();
        let mut lu = Lu {
            lecture: self,
            fichier,
            debuts,
            dossier: chemin.parent().unwrap_or(Path::new("")).to_owned(),
            profondeur,
        };
        lu.element(racine)
    }
}

struct Lu<'a> {
    lecture: &'a mut Lecture,
    fichier: Arc<str>,
    debuts: Vec<usize>,
    dossier: PathBuf,
    profondeur: usize,
}

impl Lu<'_> {
    fn element(&mut self, n: roxmltree::Node<'_, '_>) -> Result<Element, ErreurSchema> {
        self.lecture.elements += 1;
        if self.lecture.elements > ELEMENTS_MAX {
            return Err(ErreurSchema::Borne {
                quoi: format!("plus de {ELEMENTS_MAX} éléments"),
            });
        }
        let octet = n.range().start;
        let ligne = u32::try_from(self.debuts.partition_point(|d| *d <= octet)).unwrap_or(u32::MAX);
        let mut contenu = Vec::new();
        for enfant in n.children() {
            if enfant.is_text() {
                contenu.push(Contenu::Texte(enfant.text().unwrap_or_default().to_owned()));
            } else if enfant.is_element() && enfant.tag_name().namespace() == Some(SCH) {
                if enfant.tag_name().name() == "include" {
                    let inclus = self.inclure(enfant.attribute("href").unwrap_or_default(), ligne)?;
                    contenu.push(Contenu::Element(inclus));
                } else {
                    contenu.push(Contenu::Element(self.element(enfant)?));
                }
            }
        }
        Ok(Element {
            nom: n.tag_name().name().to_owned(),
            attributs: n
                .attributes()
                .filter(|a| a.namespace().is_none())
                .map(|a| (a.name().to_owned(), a.value().to_owned()))
                .collect(),
            contenu,
            fichier: self.fichier.clone(),
            ligne,
        })
    }

    fn inclure(&mut self, href: &str, ligne: u32) -> Result<Element, ErreurSchema> {
        self.lecture.inclusions += 1;
        if self.lecture.inclusions > INCLUSIONS_MAX {
            return Err(ErreurSchema::Borne {
                quoi: format!("plus de {INCLUSIONS_MAX} fichiers inclus"),
            });
        }
        if self.profondeur >= PROFONDEUR_MAX {
            return Err(ErreurSchema::Borne {
                quoi: format!("plus de {PROFONDEUR_MAX} inclusions imbriquées (« {href} » s'inclut-il lui-même ?)"),
            });
        }
        let (nom, fragment) = href.split_once('#').map_or((href, None), |(n, f)| (n, Some(f)));
        let ici = |cause: String| ErreurSchema::Inclusion {
            ou: format!("{}:{ligne}", self.fichier),
            cause,
        };
        if nom.is_empty() {
            return Err(ici("un include sans nom de fichier (href)".to_owned()));
        }
        let (chemin, avertissement) = fichiers::trouver(nom, &self.dossier, &self.lecture.racine).map_err(|e| ici(e.to_string()))?;
        self.lecture.avertissements.extend(avertissement);
        let inclus = self.lecture.fichier(&chemin, nom, self.profondeur + 1)?;
        match fragment {
            None => Ok(inclus),
            Some(id) => chercher(&inclus, id).cloned().ok_or_else(|| ErreurSchema::Inclusion {
                ou: format!("{}:{ligne}", self.fichier),
                cause: format!("« {nom} » n'a pas d'élément d'identifiant « {id} »"),
            }),
        }
    }
}

fn chercher<'e>(dans: &'e Element, id: &str) -> Option<&'e Element> {
    if dans.attribut("id") == Some(id) {
        return Some(dans);
    }
    dans.enfants().find_map(|e| chercher(e, id))
}
