//! YAML as scenarios use it: a tree of texts, lists and mappings, each with its place. Nothing is typed here (`00`,
//! `2A020` and `1..3` stay the text written), and what a person cannot mean is refused: aliases, tags, duplicate keys,
//! several documents. Size, depth and count have caps.

use std::collections::BTreeSet;

use saphyr_parser::{Event, Marker, Parser, ScalarStyle, ScanError};

/// Largest file, in bytes.
pub(crate) const TAILLE_MAX: usize = 256 * 1024;
const PROFONDEUR_MAX: usize = 32;
const NOEUDS_MAX: usize = 20_000;

/// Line and column, from 1. Columns count characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(crate) struct Pos {
    pub ligne: usize,
    pub colonne: usize,
}

impl Pos {
    pub(crate) const DEBUT: Self = Self { ligne: 1, colonne: 1 };
}

impl From<&Marker> for Pos {
    fn from(m: &Marker) -> Self {
        Self {
            ligne: m.line().max(1),
            colonne: m.col() + 1,
        }
    }
}

/// A node and its place.
#[derive(Debug, Clone)]
pub(crate) struct Noeud {
    pub pos: Pos,
    pub quoi: Quoi,
}

#[derive(Debug, Clone)]
pub(crate) enum Quoi {
    /// A scalar as written; `nu` when it is neither quoted nor a block.
    Texte {
        brut: String,
        nu: bool,
    },
    Liste(Vec<Noeud>),
    Objet(Vec<(Cle, Noeud)>),
}

#[derive(Debug, Clone)]
pub(crate) struct Cle {
    pub pos: Pos,
    pub texte: String,
}

impl Noeud {
    /// The value of a key, when this is a mapping.
    pub(crate) fn champ(&self, cle: &str) -> Option<&Noeud> {
        let Quoi::Objet(paires) = &self.quoi else { return None };
        paires.iter().find(|(c, _)| c.texte == cle).map(|(_, v)| v)
    }

    /// The items, when this is a list.
    pub(crate) fn elements(&self) -> &[Noeud] {
        if let Quoi::Liste(l) = &self.quoi { l } else { &[] }
    }

    /// The text, when this is a scalar.
    pub(crate) fn scalaire(&self) -> Option<&str> {
        if let Quoi::Texte { brut, .. } = &self.quoi {
            Some(brut)
        } else {
            None
        }
    }

    /// Nothing was written: `cle:` alone, `~`, `null`.
    pub(crate) fn est_nul(&self) -> bool {
        matches!(&self.quoi, Quoi::Texte { brut, nu: true } if matches!(brut.as_str(), "" | "~" | "null" | "Null" | "NULL"))
    }
}

/// Something wrong with the YAML itself.
#[derive(Debug)]
pub(crate) struct Defaut {
    pub pos: Pos,
    pub message: String,
    pub conseil: Option<&'static str>,
}

impl Defaut {
    fn nouveau(pos: Pos, message: impl Into<String>, conseil: Option<&'static str>) -> Self {
        Self {
            pos,
            message: message.into(),
            conseil,
        }
    }
}

/// The tree of a text, as far as it could be read, and what is wrong with it.
pub(crate) fn lire(texte: &str) -> (Option<Noeud>, Vec<Defaut>) {
    if texte.len() > TAILLE_MAX {
        let message = format!("fichier trop gros : {} Kio au plus", TAILLE_MAX / 1024);
        return (None, vec![Defaut::nouveau(Pos::DEBUT, message, Some("un scénario par fichier"))]);
    }
    let mut arbre = Arbre::default();
    for evenement in Parser::new_from_str(texte) {
        let suite = match evenement {
            Ok((evenement, etendue)) => arbre.recoit(evenement, Pos::from(&etendue.start)),
            Err(e) => Err(illisible(&e)),
        };
        if let Err(defaut) = suite {
            arbre.defauts.push(defaut);
            return (None, arbre.defauts);
        }
    }
    if arbre.racine.is_none() && arbre.defauts.is_empty() {
        arbre.defauts.push(Defaut::nouveau(
            Pos::DEBUT,
            "le fichier est vide",
            Some("il doit commencer par « scenario: »"),
        ));
    }
    (arbre.racine, arbre.defauts)
}

/// A list or a mapping that is not closed yet.
enum Ouvert {
    Liste {
        pos: Pos,
        elements: Vec<Noeud>,
    },
    Objet {
        pos: Pos,
        paires: Vec<(Cle, Noeud)>,
        cle: Option<Cle>,
        vues: BTreeSet<String>,
    },
}

#[derive(Default)]
struct Arbre {
    ouverts: Vec<Ouvert>,
    racine: Option<Noeud>,
    documents: usize,
    noeuds: usize,
    defauts: Vec<Defaut>,
}

impl Arbre {
    /// Takes one event. An error here is one after which nothing more can be read.
    fn recoit(&mut self, evenement: Event<'_>, pos: Pos) -> Result<(), Defaut> {
        match evenement {
            Event::Nothing | Event::StreamStart | Event::StreamEnd | Event::DocumentEnd => Ok(()),
            Event::DocumentStart(_) => {
                self.documents += 1;
                if self.documents > 1 {
                    return Err(Defaut::nouveau(
                        pos,
                        "le fichier contient plusieurs documents, séparés par « --- »",
                        Some("un scénario par fichier"),
                    ));
                }
                Ok(())
            }
            Event::Alias(_) => Err(alias(pos)),
            Event::Scalar(texte, style, ancre, etiquette) => {
                self.refuse_decor(pos, ancre, etiquette.is_some());
                self.compte(pos)?;
                let brut = match etiquette {
                    // What was meant by `!autre` without quotes: one slip is one error.
                    Some(etiquette) if texte.is_empty() => format!("!{}", etiquette.suffix),
                    _ => texte.into_owned(),
                };
                self.scalaire(pos, brut, style == ScalarStyle::Plain)
            }
            Event::SequenceStart(ancre, etiquette) => {
                self.refuse_decor(pos, ancre, etiquette.is_some());
                self.ouvre(pos, Ouvert::Liste { pos, elements: Vec::new() })
            }
            Event::MappingStart(ancre, etiquette) => {
                self.refuse_decor(pos, ancre, etiquette.is_some());
                self.ouvre(
                    pos,
                    Ouvert::Objet {
                        pos,
                        paires: Vec::new(),
                        cle: None,
                        vues: BTreeSet::new(),
                    },
                )
            }
            Event::SequenceEnd | Event::MappingEnd => {
                let noeud = match self.ouverts.pop() {
                    Some(Ouvert::Liste { pos, elements }) => Noeud {
                        pos,
                        quoi: Quoi::Liste(elements),
                    },
                    Some(Ouvert::Objet { pos, paires, .. }) => Noeud {
                        pos,
                        quoi: Quoi::Objet(paires),
                    },
                    None => return Ok(()),
                };
                self.place(noeud);
                Ok(())
            }
        }
    }

    fn refuse_decor(&mut self, pos: Pos, ancre: usize, etiquette: bool) {
        if ancre != 0 {
            self.defauts.push(Defaut::nouveau(
                pos,
                "les ancres YAML (« & ») ne sont pas admises",
                Some("écrivez la valeur en toutes lettres"),
            ));
        }
        if etiquette {
            self.defauts.push(Defaut::nouveau(
                pos,
                "un mot qui commence par « ! » sans guillemets est une étiquette YAML",
                Some("écrivez-le entre guillemets : \"!autre\""),
            ));
        }
    }

    fn compte(&mut self, pos: Pos) -> Result<(), Defaut> {
        self.noeuds += 1;
        if self.noeuds > NOEUDS_MAX {
            return Err(Defaut::nouveau(
                pos,
                format!("fichier trop long : {NOEUDS_MAX} valeurs au plus"),
                Some("un scénario par fichier"),
            ));
        }
        Ok(())
    }

    fn ouvre(&mut self, pos: Pos, ouvert: Ouvert) -> Result<(), Defaut> {
        self.compte(pos)?;
        if let Some(Ouvert::Objet { cle: None, .. }) = self.ouverts.last() {
            return Err(Defaut::nouveau(
                pos,
                "une clé doit être un mot",
                Some("un texte qui commence par « { » ou « [ » se met entre guillemets"),
            ));
        }
        if self.ouverts.len() >= PROFONDEUR_MAX {
            return Err(Defaut::nouveau(
                pos,
                format!("trop de niveaux imbriqués : {PROFONDEUR_MAX} au plus"),
                None,
            ));
        }
        self.ouverts.push(ouvert);
        Ok(())
    }

    fn scalaire(&mut self, pos: Pos, brut: String, nu: bool) -> Result<(), Defaut> {
        if let Some(Ouvert::Objet { cle: cle @ None, vues, .. }) = self.ouverts.last_mut() {
            if !vues.insert(brut.clone()) {
                let courte: String = brut.chars().take(60).collect();
                self.defauts.push(Defaut::nouveau(
                    pos,
                    format!("la clé « {courte} » est écrite deux fois"),
                    Some("gardez-en une"),
                ));
            }
            *cle = Some(Cle { pos, texte: brut });
            return Ok(());
        }
        self.place(Noeud {
            pos,
            quoi: Quoi::Texte { brut, nu },
        });
        Ok(())
    }

    fn place(&mut self, noeud: Noeud) {
        match self.ouverts.last_mut() {
            Some(Ouvert::Liste { elements, .. }) => elements.push(noeud),
            Some(Ouvert::Objet { paires, cle, .. }) => {
                if let Some(cle) = cle.take() {
                    paires.push((cle, noeud));
                }
            }
            None => self.racine = Some(noeud),
        }
    }
}

fn alias(pos: Pos) -> Defaut {
    Defaut::nouveau(
        pos,
        "les alias YAML ne sont pas admis : un mot qui commence par « * » sans guillemets en est un",
        Some("écrivez un motif entre guillemets : \"*@exemple.fr\""),
    )
}

/// A syntax error of the parser, in French. Its own words are kept only when we have no better.
fn illisible(erreur: &ScanError) -> Defaut {
    const CONNUES: &[(&str, &str, Option<&str>)] = &[
        (
            "mapping values are not allowed",
            "deux-points mal placés, ou ligne mal alignée",
            Some("alignez les clés d'un même niveau ; un texte qui contient « : » se met entre guillemets"),
        ),
        (
            "illegal placement of ':'",
            "deux-points mal placés",
            Some("un crochet ou une accolade n'est peut-être pas fermé plus haut"),
        ),
        ("unexpected end of stream", "des guillemets ouverts ici ne sont jamais fermés", None),
        (
            "expected ',' or ']'",
            "une liste ouverte par « [ » n'est pas fermée, ou il manque une virgule",
            Some("fermez-la par « ] »"),
        ),
        (
            "expected ',' or '}'",
            "un groupe ouvert par « { » n'est pas fermé, ou il manque une virgule",
            Some("fermez-le par « } » ; un texte qui contient une virgule se met entre guillemets"),
        ),
        ("misplaced bracket", "crochet ou accolade de trop", None),
        (
            "unexpected character",
            "ce caractère ne peut pas commencer un texte",
            Some("mettez le texte entre guillemets"),
        ),
        (
            "trailing content after double-quoted",
            "du texte suit les guillemets fermants",
            Some("dans des guillemets simples, une apostrophe s'écrit deux fois ('') ; ou prenez des guillemets doubles"),
        ),
        (
            "unknown escape character",
            "échappement inconnu dans des guillemets doubles",
            Some("écrivez \\\\ pour une barre oblique inverse"),
        ),
        ("tab", "une tabulation sert de retrait", Some("remplacez-la par des espaces")),
        ("unprintable", "caractère non imprimable", Some("enregistrez le fichier en UTF-8")),
        ("simple key expect", "une clé sans deux-points", Some("écrivez « clé: valeur »")),
        (
            "did not find expected key",
            "ligne mal alignée",
            Some("les clés d'un même niveau commencent à la même colonne"),
        ),
        (
            "did not find expected '-'",
            "ligne mal alignée dans une liste",
            Some("chaque élément commence par « - », à la même colonne"),
        ),
        (
            "block sequence entries are not allowed",
            "un tiret « - » est mal placé",
            Some("allez à la ligne avant le premier tiret d'une liste"),
        ),
        ("node content", "une valeur manque ici", None),
        ("recursion limit", "trop de niveaux imbriqués", None),
        (
            "invalid indentation",
            "retrait mal aligné",
            Some("les éléments d'un même niveau commencent à la même colonne"),
        ),
        (
            "<document start>",
            "du texte suit la fin du scénario",
            Some("vérifiez l'alignement de cette ligne"),
        ),
    ];
    let pos = Pos::from(erreur.marker());
    let info = erreur.info();
    if info.contains("unknown anchor") || info.contains("anchor or alias") {
        return alias(pos);
    }
    CONNUES.iter().find(|(motif, _, _)| info.contains(motif)).map_or_else(
        || Defaut::nouveau(pos, format!("YAML mal formé (« {info} »)"), None),
        |(_, message, conseil)| Defaut::nouveau(pos, format!("YAML mal formé : {message}"), *conseil),
    )
}
