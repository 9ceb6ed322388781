//! The files of a schema, with their includes in place (ISO Schematron, `include`; the published pipeline, first pass).

use std::path::{Path, PathBuf};
use std::sync::Arc;

use segur_soap::Limites;

use crate::avertissement::Avertissement;
use crate::erreur::ErreurSchema;
use crate::fichiers;

/// Namespace of ISO Schematron.
const SCH: &str = "http://purl.oclc.org/dsdl/schematron";
/// Namespace of XSLT, of which a schema may hold keys.
const XSL: &str = "http://www.w3.org/1999/XSL/Transform";
/// Namespace of `xml:lang`.
const XML: &str = "http://www.w3.org/XML/1998/namespace";
/// Included files.
const INCLUSIONS_MAX: usize = 5000;
/// Includes within includes.
const PROFONDEUR_MAX: usize = 16;
/// Bytes, all files together, as often as they are included.
const OCTETS_MAX: usize = 512 << 20;
/// Elements, all files together.
const ELEMENTS_MAX: usize = 500_000;

/// Name under which `xml:lang` is kept.
pub(crate) const LANGUE: &str = "xml:lang";

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
    /// XML of another vocabulary that a variable holds, in one element of ours.
    Fragment(String),
}

impl Element {
    pub(crate) fn attribut(&self, nom: &str) -> Option<&str> {
        self.attributs.iter().find(|(n, _)| n == nom).map(|(_, v)| v.as_str())
    }

    pub(crate) fn enfants(&self) -> impl Iterator<Item = &Self> {
        self.contenu.iter().filter_map(|c| match c {
            Contenu::Element(e) => Some(e),
            Contenu::Texte(_) | Contenu::Fragment(_) => None,
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
                Contenu::Fragment(_) => String::new(),
            })
            .collect()
    }

    /// The XML of another vocabulary that it holds.
    pub(crate) fn fragment(&self) -> Option<&str> {
        self.contenu.iter().find_map(|c| match c {
            Contenu::Fragment(xml) => Some(xml.as_str()),
            _ => None,
        })
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
    octets: usize,
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
            octets: 0,
            avertissements: Vec::new(),
        }
    }

    /// The root element of a file.
    pub(crate) fn fichier(&mut self, chemin: &Path, nom: &str, profondeur: usize) -> Result<Element, ErreurSchema> {
        let octets = fichiers::lire(chemin, nom)?;
        self.octets += octets.len();
        if self.octets > OCTETS_MAX {
            return Err(ErreurSchema::Borne {
                quoi: format!("plus de {} Mio, fichiers inclus compris", OCTETS_MAX >> 20),
            });
        }
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
    fn ligne(&self, n: roxmltree::Node<'_, '_>) -> u32 {
        let octet = n.range().start;
        u32::try_from(self.debuts.partition_point(|d| *d <= octet)).unwrap_or(u32::MAX)
    }

    fn element(&mut self, n: roxmltree::Node<'_, '_>) -> Result<Element, ErreurSchema> {
        self.lecture.elements += 1;
        if self.lecture.elements > ELEMENTS_MAX {
            return Err(ErreurSchema::Borne {
                quoi: format!("plus de {ELEMENTS_MAX} éléments"),
            });
        }
        let ligne = self.ligne(n);
        let mut attributs: Vec<(String, String)> = n
            .attributes()
            .filter_map(|a| match a.namespace() {
                None => Some((a.name().to_owned(), a.value().to_owned())),
                Some(XML) if a.name() == "lang" => Some((LANGUE.to_owned(), a.value().to_owned())),
                Some(_) => None,
            })
            .collect();
        let xsl = n.tag_name().namespace() == Some(XSL);
        if xsl && n.tag_name().name() == "key" {
            let prefixes = n
                .namespaces()
                .filter_map(|e| Some((format!("xmlns:{}", e.name()?), e.uri().to_owned())));
            attributs.extend(prefixes);
        }
        Ok(Element {
            nom: if xsl {
                format!("xsl:{}", n.tag_name().name())
            } else {
                n.tag_name().name().to_owned()
            },
            attributs,
            contenu: self.contenu(n)?,
            fichier: self.fichier.clone(),
            ligne,
        })
    }

    fn contenu(&mut self, n: roxmltree::Node<'_, '_>) -> Result<Vec<Contenu>, ErreurSchema> {
        if let Some(fragment) = fragment(n) {
            return Ok(vec![Contenu::Fragment(fragment)]);
        }
        let mut contenu = Vec::new();
        for enfant in n.children() {
            if enfant.is_text() {
                contenu.push(Contenu::Texte(enfant.text().unwrap_or_default().to_owned()));
                continue;
            }
            if !enfant.is_element() {
                continue;
            }
            let nom = enfant.tag_name().name();
            match enfant.tag_name().namespace() {
                Some(SCH) if nom == "include" => {
                    let inclus = self.inclure("include", enfant.attribute("href").unwrap_or_default(), self.ligne(enfant))?;
                    contenu.push(Contenu::Element(inclus));
                }
                // What the named element holds stands where the `extends` stands.
                Some(SCH) if nom == "extends" && enfant.has_attribute("href") => {
                    let inclus = self.inclure("extends", enfant.attribute("href").unwrap_or_default(), self.ligne(enfant))?;
                    if inclus.nom != n.tag_name().name() {
                        return Err(ErreurSchema::Inclusion {
                            ou: format!("{}:{}", self.fichier, self.ligne(enfant)),
                            cause: format!(
                                "extends désigne un « {} » dans un « {} » : les deux doivent être le même élément",
                                inclus.nom,
                                n.tag_name().name()
                            ),
                        });
                    }
                    contenu.extend(inclus.contenu);
                }
                Some(SCH) => contenu.push(Contenu::Element(self.element(enfant)?)),
                Some(XSL) if lu_de_xslt(n, nom) => contenu.push(Contenu::Element(self.element(enfant)?)),
                _ => {}
            }
        }
        Ok(contenu)
    }

    fn inclure(&mut self, quoi: &str, href: &str, ligne: u32) -> Result<Element, ErreurSchema> {
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
            return Err(ici(format!("un {quoi} sans nom de fichier (href)")));
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

/// Whether an element of XSLT is read where it stands: the keys of the schema and what they are made of, the copies of a property.
fn lu_de_xslt(dans: roxmltree::Node<'_, '_>, nom: &str) -> bool {
    match (dans.tag_name().namespace(), dans.tag_name().name()) {
        (Some(SCH), "schema") => nom == "key",
        (Some(SCH), "property") => nom == "copy-of",
        (Some(XSL), "key") => true,
        _ => false,
    }
}

/// The content of a variable that holds elements: as it is written, in one element that binds the prefixes.
fn fragment(n: roxmltree::Node<'_, '_>) -> Option<String> {
    let lie = n.has_tag_name((SCH, "let")) && !n.has_attribute("value");
    let (premier, dernier) = (n.first_child()?, n.last_child()?);
    if !lie || !n.children().any(|e| e.is_element()) {
        return None;
    }
    let dedans = n.document().input_text().get(premier.range().start..dernier.range().end)?;
    let mut xml = "<fragment".to_owned();
    for e in n.namespaces().filter(|e| e.name() != Some("xml")) {
        let nom = e.name().map_or_else(|| "xmlns".to_owned(), |p| format!("xmlns:{p}"));
        let uri = e.uri().replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;");
        xml.push_str(&format!(" {nom}=\"{uri}\""));
    }
    Some(format!("{xml}>{dedans}</fragment>"))
}

fn chercher<'e>(dans: &'e Element, id: &str) -> Option<&'e Element> {
    if dans.attribut("id") == Some(id) {
        return Some(dans);
    }
    dans.enfants().find_map(|e| chercher(e, id))
}
