//! The only door by which XML enters: bounded, without DTD.
//!
//! The text is first scanned by an event reader, which holds no tree and does not recurse. It refuses a DTD, an excessive depth and
//! excessive counts before any tree is built, so that no reader after it can be made to recurse or to allocate without bound.

use std::sync::LazyLock;

use memchr::{memchr_iter, memmem};
use quick_xml::events::{BytesStart, Event};
use roxmltree::{Document, ParsingOptions};
use segur_model::Location;

use crate::cause;
use crate::position::position;

/// Bounds of what is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limites {
    /// Bytes.
    pub taille: usize,
    /// Nested elements.
    pub profondeur: usize,
    /// Elements, texts, comments and processing instructions together.
    pub noeuds: usize,
    /// Attributes of one element, namespace declarations included.
    pub attributs: usize,
    /// Work that the namespaces in scope make: at each element that declares some, the square of how many are in scope. The tree
    /// builder compares each with all the others, so that a hundred kilobytes could keep it busy for minutes.
    pub espaces: u64,
}

impl Default for Limites {
    fn default() -> Self {
        Self {
            taille: 40 * 1024 * 1024,
            profondeur: 256,
            noeuds: 1_000_000,
            attributs: 256,
            espaces: 100_000_000,
        }
    }
}

/// Why a document was not read. Every message says what to do next.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum XmlRefuse {
    /// Nothing but white space.
    #[error("le document est vide : envoyer un document XML")]
    Vide,
    /// Too many bytes.
    #[error("le document fait {taille} octets, au-delà de la limite de {limite} : envoyer un document plus petit")]
    TropGros {
        /// Bytes received.
        taille: usize,
        /// Bytes accepted.
        limite: usize,
    },
    /// An encoding that is not accepted.
    #[error("l'encodage « {nom} » n'est pas accepté : encoder le document en UTF-8")]
    Encodage {
        /// Its name.
        nom: String,
    },
    /// The byte order mark says one encoding and the declaration another.
    #[error("la marque d'ordre des octets dit {marque}, la déclaration XML dit « {declare} » : accorder les deux, de préférence en UTF-8")]
    EncodageContradictoire {
        /// What the mark says.
        marque: &'static str,
        /// What the declaration says.
        declare: String,
    },
    /// A byte sequence that is not UTF-8.
    #[error(
        "octet {octet} (ligne {ligne}, colonne {colonne}) : suite d'octets invalide en UTF-8 ; encoder en UTF-8, ou déclarer l'encodage employé"
    )]
    Utf8Invalide {
        /// Offset, from 0.
        octet: usize,
        /// Line, from 1.
        ligne: u32,
        /// Column, from 1.
        colonne: u32,
    },
    /// A surrogate alone, or half a code unit.
    #[error("caractère n° {caractere} : suite invalide en UTF-16 ; encoder de préférence en UTF-8")]
    Utf16Invalide {
        /// Characters read before it.
        caractere: usize,
    },
    /// A document type declaration.
    #[error("ligne {ligne}, colonne {colonne} : une DTD (DOCTYPE) est refusée, quelle qu'elle soit ; l'ôter du document")]
    Dtd {
        /// Line, from 1.
        ligne: u32,
        /// Column, from 1.
        colonne: u32,
    },
    /// Too deep.
    #[error("ligne {ligne}, colonne {colonne} : plus de {limite} éléments imbriqués ; aplatir le document")]
    TropProfond {
        /// Depth accepted.
        limite: usize,
        /// Line, from 1.
        ligne: u32,
        /// Column, from 1.
        colonne: u32,
    },
    /// Too many nodes.
    #[error("plus de {limite} nœuds : envoyer un document plus petit")]
    TropDeNoeuds {
        /// Nodes accepted.
        limite: usize,
    },
    /// Too many attributes.
    #[error("ligne {ligne}, colonne {colonne} : plus de {limite} attributs sur un élément ; en ôter")]
    TropDAttributs {
        /// Attributes accepted.
        limite: usize,
        /// Line, from 1.
        ligne: u32,
        /// Column, from 1.
        colonne: u32,
    },
    /// Too many namespaces, declared again and again.
    #[error(
        "ligne {ligne}, colonne {colonne} : trop de déclarations d'espaces de noms (xmlns) imbriquées ; les déclarer une fois, à la racine"
    )]
    TropDEspaces {
        /// Line, from 1.
        ligne: u32,
        /// Column, from 1.
        colonne: u32,
    },
    /// Not well-formed.
    #[error("ligne {ligne}, colonne {colonne} : XML mal formé ({cause}) ; corriger le document à cet endroit")]
    MalForme {
        /// Line, from 1.
        ligne: u32,
        /// Column, from 1.
        colonne: u32,
        /// What the parser says.
        cause: String,
    },
}

impl XmlRefuse {
    /// Line and column, from 1, when the refusal has a place.
    #[must_use]
    pub fn position(&self) -> Option<(u32, u32)> {
        match self {
            Self::Utf8Invalide { ligne, colonne, .. }
            | Self::Dtd { ligne, colonne }
            | Self::TropProfond { ligne, colonne, .. }
            | Self::TropDAttributs { ligne, colonne, .. }
            | Self::TropDEspaces { ligne, colonne }
            | Self::MalForme { ligne, colonne, .. } => Some((*ligne, *colonne)),
            _ => None,
        }
    }

    /// Where, in a finding: the document, at [`Self::position`] when there is one.
    #[must_use]
    pub fn lieu(&self) -> Location {
        let (line, column) = self.position().unwrap_or_default();
        Location {
            line,
            column,
            path: "/".to_owned(),
        }
    }
}

/// Reads a decoded document (see [`crate::decoder`]) within the default [`Limites`].
///
/// # Errors
/// [`XmlRefuse`] when the text is not well-formed, holds a DTD or goes past a bound.
pub fn lire(texte: &str) -> Result<Document<'_>, XmlRefuse> {
    lire_borne(texte, &Limites::default())
}

/// Reads a decoded document within given bounds.
///
/// # Errors
/// [`XmlRefuse`] when the text is not well-formed, holds a DTD or goes past a bound.
pub fn lire_borne<'a>(texte: &'a str, limites: &Limites) -> Result<Document<'a>, XmlRefuse> {
    borner(texte, limites)?;
    let options = ParsingOptions {
        allow_dtd: false,
        nodes_limit: u32::try_from(limites.noeuds).unwrap_or(u32::MAX),
        ..ParsingOptions::default()
    };
    Document::parse_with_options(texte, options).map_err(|e| match e {
        roxmltree::Error::DtdDetected => XmlRefuse::Dtd { ligne: 1, colonne: 1 },
        roxmltree::Error::NodesLimitReached => XmlRefuse::TropDeNoeuds { limite: limites.noeuds },
        autre => {
            let pos = autre.pos();
            XmlRefuse::MalForme {
                ligne: pos.row,
                colonne: pos.col,
                cause: cause::arbre(&autre),
            }
        }
    })
}

/// The scan before the tree: for who builds another one than that of [`lire_borne`].
///
/// # Errors
/// [`XmlRefuse`] when the text holds a DTD, goes past a bound, or is seen not to be well-formed.
pub fn borner(texte: &str, limites: &Limites) -> Result<(), XmlRefuse> {
    if texte.len() > limites.taille {
        return Err(XmlRefuse::TropGros {
            taille: texte.len(),
            limite: limites.taille,
        });
    }
    let mut lecteur = quick_xml::Reader::from_str(texte);
    lecteur.config_mut().check_end_names = false;
    let (mut profondeur, mut noeuds) = (0_usize, 0_usize);
    let mut espaces = Espaces::default();
    loop {
        let debut = usize::try_from(lecteur.buffer_position()).unwrap_or(usize::MAX);
        let evenement = lecteur.read_event().map_err(|e| {
            let octet = usize::try_from(lecteur.error_position()).unwrap_or(usize::MAX);
            let (ligne, colonne) = position(texte, octet);
            XmlRefuse::MalForme {
                ligne,
                colonne,
                cause: cause::evenement(&e),
            }
        })?;
        let ici = || position(texte, debut);
        match evenement {
            Event::Eof => return Ok(()),
            Event::DocType(_) => {
                let (ligne, colonne) = ici();
                return Err(XmlRefuse::Dtd { ligne, colonne });
            }
            Event::Start(balise) => {
                profondeur += 1;
                if profondeur > limites.profondeur {
                    let (ligne, colonne) = ici();
                    return Err(XmlRefuse::TropProfond {
                        limite: limites.profondeur,
                        ligne,
                        colonne,
                    });
                }
                espaces.ouvrir(&balise, limites, ici)?;
            }
            Event::Empty(balise) => {
                espaces.ouvrir(&balise, limites, ici)?;
                espaces.fermer();
            }
            Event::End(_) => {
                profondeur = profondeur.saturating_sub(1);
                espaces.fermer();
            }
            _ => {}
        }
        noeuds += 1;
        if noeuds > limites.noeuds.saturating_mul(2) {
            // Closing tags are events too: twice the nodes bounds the work; the tree builder counts exactly.
            return Err(XmlRefuse::TropDeNoeuds { limite: limites.noeuds });
        }
    }
}

/// Compiled once: it is looked for in every tag.
static XMLNS: LazyLock<memmem::Finder<'static>> = LazyLock::new(|| memmem::Finder::new("xmlns"));

/// Namespaces in scope, and the work that they have made so far.
#[derive(Default)]
struct Espaces {
    /// In scope of each open element.
    portees: Vec<u64>,
    travail: u64,
}

impl Espaces {
    /// An element opens: its attributes are counted, those that declare a namespace apart.
    fn ouvrir(&mut self, balise: &BytesStart<'_>, limites: &Limites, ici: impl Fn() -> (u32, u32)) -> Result<(), XmlRefuse> {
        let (mut attributs, mut declares) = (0_usize, 0_u64);
        // Most elements declare nothing and have fewer signs « = » than attributes are allowed: theirs are not taken apart.
        let brut = balise.as_ref().as_bytes();
        let a_compter = XMLNS.find(brut).is_some() || memchr_iter(b'=', brut).count() > limites.attributs;
        for a in balise.attributes().with_checks(false).take_while(|_| a_compter) {
            attributs += 1;
            if attributs > limites.attributs {
                let (ligne, colonne) = ici();
                return Err(XmlRefuse::TropDAttributs {
                    limite: limites.attributs,
                    ligne,
                    colonne,
                });
            }
            declares += u64::from(a.is_ok_and(|a| a.key.as_ref().starts_with("xmlns")));
        }
        let portee = self.portees.last().copied().unwrap_or(0) + declares;
        self.portees.push(portee);
        if declares > 0 {
            self.travail = self.travail.saturating_add(portee.saturating_mul(portee));
        }
        if self.travail > limites.espaces {
            let (ligne, colonne) = ici();
            return Err(XmlRefuse::TropDEspaces { ligne, colonne });
        }
        Ok(())
    }

    fn fermer(&mut self) {
        self.portees.pop();
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn une_dtd_a_sa_propre_erreur() {
        let bombe = "<?xml version='1.0'?>\n<!DOCTYPE a [<!ENTITY b \"c\"><!ENTITY d \"&b;&b;\">]><a>&d;</a>";
        assert_eq!(lire(bombe).unwrap_err(), XmlRefuse::Dtd { ligne: 2, colonne: 1 });
        assert!(matches!(
            lire("<!doctype html><a/>").unwrap_err(),
            XmlRefuse::Dtd { .. } | XmlRefuse::MalForme { .. }
        ));
        assert!(matches!(
            lire("<!DOCTYPE a SYSTEM \"file:///etc/passwd\"><a/>").unwrap_err(),
            XmlRefuse::Dtd { .. }
        ));
    }

    #[test]
    fn la_profondeur_est_bornee_avant_l_arbre() {
        let profond = |n: usize| format!("{}{}", "<a>".repeat(n), "</a>".repeat(n));
        assert!(lire(&profond(256)).is_ok());
        assert_eq!(
            lire(&profond(257)).unwrap_err(),
            XmlRefuse::TropProfond {
                limite: 256,
                ligne: 1,
                colonne: 769
            }
        );
        assert!(
            matches!(lire(&"<a>".repeat(2_000_000)).unwrap_err(), XmlRefuse::TropProfond { .. }),
            "unclosed, and far too deep"
        );
    }

    #[test]
    fn les_nombres_sont_bornes() {
        let limites = Limites {
            noeuds: 10,
            attributs: 2,
            ..Limites::default()
        };
        assert!(lire_borne("<a x='' y=''><b/></a>", &limites).is_ok());
        assert!(matches!(
            lire_borne("<a x='' y='' z=''/>", &limites).unwrap_err(),
            XmlRefuse::TropDAttributs { limite: 2, .. }
        ));
        assert!(matches!(
            lire_borne(&format!("<a>{}</a>", "<b/>".repeat(11)), &limites).unwrap_err(),
            XmlRefuse::TropDeNoeuds { .. }
        ));
        assert!(matches!(
            lire_borne(&"<a/>".repeat(100), &limites).unwrap_err(),
            XmlRefuse::TropDeNoeuds { .. }
        ));
    }

    #[test]
    fn le_travail_des_espaces_de_noms_est_borne() {
        let declarations = |n: usize, de: usize| (0..n).map(|i| format!(" xmlns:p{}='u'", de + i)).collect::<String>();
        let ouvrants: String = (0..4).map(|i| format!("<a{}>", declarations(250, i * 250))).collect();
        let enfants: String = (0..5000).map(|i| format!("<b xmlns:q{i}='u'/>")).collect();
        let pesant = format!("{ouvrants}{enfants}{}", "</a>".repeat(4));
        assert!(matches!(lire(&pesant).unwrap_err(), XmlRefuse::TropDEspaces { .. }));
        // What tools write: the same few declarations again on each of many elements.
        let ordinaire = format!("<a>{}</a>", format!("<b{}/>", declarations(12, 0)).repeat(20_000));
        assert!(lire(&ordinaire).is_ok());
    }

    #[test]
    fn mal_forme_a_une_position() {
        assert_eq!(lire("<a>\n  <b></c></a>").unwrap_err().position().map(|p| p.0), Some(2));
        assert!(matches!(lire("<a b=c/>").unwrap_err(), XmlRefuse::MalForme { .. }));
        assert!(matches!(lire("pas du XML").unwrap_err(), XmlRefuse::MalForme { .. }));
        assert!(matches!(lire("<a>&inconnue;</a>").unwrap_err(), XmlRefuse::MalForme { .. }));
        assert_eq!(
            lire("<a><p:b/></a>").unwrap_err().to_string(),
            "ligne 1, colonne 5 : XML mal formé (le préfixe « p » n'est pas déclaré) ; corriger le document à cet endroit"
        );
    }

    proptest! {
        #[test]
        fn rien_ne_fait_paniquer(octets in proptest::collection::vec(any::<u8>(), 0..400)) {
            if let Ok(texte) = crate::decoder(&octets) {
                let _ = lire(&texte);
            }
        }

        #[test]
        fn ni_un_presque_xml(texte in "(<|>|/|!|\\?|a|b|=|'|\"|&|;|-|\\[|\\]|CDATA|DOCTYPE| |xmlns:){0,60}") {
            let _ = lire(&texte);
        }
    }
}
