//! A document held to a schema: one walk, from the root down.

use std::collections::HashSet;

use roxmltree::Node;

use crate::contenu::{Automate, Etat, Terme};
use crate::modele::{Attribut, Complexe, Contenu, Modele, Sorte, XSI};
use crate::primitifs::Primitif;
use crate::termes::{Nom, Rang, TOUT, Traitement};

/// Names quoted of what was awaited.
const CITES_MAX: usize = 8;

/// A sort of error.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Genre {
    /// An element, or a text, that is not admitted there.
    Element,
    ElementManquant,
    /// The right name in another namespace.
    Espace,
    Attribut,
    AttributManquant,
    Valeur,
    Identite,
    Type,
}

/// A place where the document is not what the schema says.
#[derive(Debug)]
pub(crate) struct Ecart<'a, 'i> {
    pub(crate) noeud: Node<'a, 'i>,
    pub(crate) genre: Genre,
    /// What was seen, in French.
    pub(crate) vu: String,
}

/// The first errors of a document, at most so many.
pub(crate) fn valider<'a, 'i>(modele: &Modele, racine: Node<'a, 'i>, max: usize) -> Vec<Ecart<'a, 'i>> {
    let mut v = Validation {
        modele,
        max,
        ecarts: Vec::new(),
        identifiants: HashSet::new(),
        references: Vec::new(),
    };
    match modele.elements.get(&Nom::de(racine)) {
        Some(e) => v.element(racine, e.valeur, e.annulable),
        None => v.noter(
            racine,
            Genre::Element,
            format!("« {} » n'est pas décrit par le schéma", racine.tag_name().name()),
        ),
    }
    for (noeud, cible) in std::mem::take(&mut v.references) {
        if !v.identifiants.contains(&cible) {
            v.noter(noeud, Genre::Identite, format!("aucun élément n'a l'identifiant « {cible} »"));
        }
    }
    v.ecarts
}

struct Validation<'s, 'a, 'i> {
    modele: &'s Modele,
    max: usize,
    ecarts: Vec<Ecart<'a, 'i>>,
    identifiants: HashSet<String>,
    references: Vec<(Node<'a, 'i>, String)>,
}

impl<'a, 'i> Validation<'_, 'a, 'i> {
    fn noter(&mut self, noeud: Node<'a, 'i>, genre: Genre, vu: String) {
        if self.ecarts.len() < self.max {
            self.ecarts.push(Ecart { noeud, genre, vu });
        }
    }

    fn element(&mut self, noeud: Node<'a, 'i>, declare: Rang, annulable: bool) {
        if self.ecarts.len() >= self.max {
            return;
        }
        let rang = self.type_dit(noeud, declare).unwrap_or_else(|vu| {
            self.noter(noeud, Genre::Type, vu);
            declare
        });
        let nul = matches!(noeud.attribute((XSI, "nil")).map(str::trim), Some("true" | "1"));
        if nul && !annulable {
            self.noter(noeud, Genre::Valeur, "xsi:nil, sur un élément qui ne l'admet pas".to_owned());
        }
        let modele = self.modele;
        match &modele.types[rang].sorte {
            Sorte::Simple(_) => {
                self.attributs(noeud, &[], false);
                self.texte_seul(noeud, rang, nul && annulable);
            }
            Sorte::Complexe(c) => self.complexe(noeud, c, nul && annulable),
        }
    }

    /// The type that an element says (`xsi:type`), else the one that the schema gives it.
    fn type_dit(&self, noeud: Node<'a, 'i>, declare: Rang) -> Result<Rang, String> {
        let Some(dit) = noeud.attribute((XSI, "type")).map(str::trim) else {
            return match &self.modele.types[declare].sorte {
                Sorte::Complexe(c) if c.abstrait => Err("pas de xsi:type, sur un élément dont le type est abstrait".to_owned()),
                _ => Ok(declare),
            };
        };
        let (prefixe, local) = dit.split_once(':').map_or((None, dit), |(p, l)| (Some(p), l));
        let ns = noeud.lookup_namespace_uri(prefixe).unwrap_or_default();
        let rang = self.modele.par_nom.get(&Nom::new(ns, local)).copied();
        let rang = rang.ok_or_else(|| format!("le type « {dit} » n'existe pas"))?;
        let mut ancetres = std::iter::successors(Some(rang), |r| self.modele.types[*r].base);
        if declare != TOUT && !ancetres.any(|r| r == declare) {
            return Err(format!("le type « {dit} » n'est pas admis à cet endroit"));
        }
        match &self.modele.types[rang].sorte {
            Sorte::Complexe(c) if c.abstrait => Err(format!("le type « {dit} » est abstrait")),
            _ => Ok(rang),
        }
    }

    fn complexe(&mut self, noeud: Node<'a, 'i>, c: &Complexe, nul: bool) {
        self.attributs(noeud, &c.attributs, c.attributs_libres);
        match &c.contenu {
            Contenu::Valeur(rang) => self.texte_seul(noeud, *rang, nul),
            Contenu::Elements { .. } if nul => {
                if noeud.children().any(|n| n.is_element() || n.is_text()) {
                    self.noter(noeud, Genre::Element, "un contenu, sur un élément qui dit xsi:nil".to_owned());
                }
            }
            Contenu::Elements { automate, mixte } => {
                if !mixte {
                    self.sans_texte(noeud, automate.est_vide());
                }
                self.enfants(noeud, automate);
            }
        }
    }

    fn attributs(&mut self, noeud: Node<'a, 'i>, admis: &[Attribut], libres: bool) {
        for a in noeud.attributes() {
            let decrit = admis.iter().find(|d| d.nom.est(a.namespace(), a.name()));
            match decrit {
                Some(d) => {
                    self.valeur(noeud, d.valeur, a.value(), &|| format!("{}=« {} »", a.name(), a.value()));
                    let fixe = d
                        .fixe
                        .as_deref()
                        .filter(|f| self.modele.normale(d.valeur, f) != self.modele.normale(d.valeur, a.value()));
                    if let Some(fixe) = fixe {
                        self.noter(
                            noeud,
                            Genre::Valeur,
                            format!("{}=« {} », au lieu de « {fixe} »", a.name(), a.value()),
                        );
                    }
                }
                None if a.namespace() == Some(XSI)
                    && matches!(a.name(), "type" | "nil" | "schemaLocation" | "noNamespaceSchemaLocation") => {}
                None if libres => {}
                None => self.noter(noeud, Genre::Attribut, format!("l'attribut « {} » n'est pas admis", a.name())),
            }
        }
        for d in admis.iter().filter(|d| d.requis) {
            if !noeud.attributes().any(|a| d.nom.est(a.namespace(), a.name())) {
                self.noter(noeud, Genre::AttributManquant, format!("l'attribut « {} » manque", d.nom.local));
            }
        }
    }

    /// A value, and what it says of identifiers.
    fn valeur(&mut self, noeud: Node<'a, 'i>, rang: Rang, brut: &str, vu: &dyn Fn() -> String) {
        if let Err(attendu) = self.modele.verifier(rang, brut) {
            return self.noter(noeud, Genre::Valeur, format!("{} : il faut {attendu}", vu()));
        }
        let Some(identite) = self.modele.identite(rang) else { return };
        for un in brut.split_ascii_whitespace() {
            if identite == Primitif::Idref {
                self.references.push((noeud, un.to_owned()));
            } else if !self.identifiants.insert(un.to_owned()) {
                self.noter(noeud, Genre::Identite, format!("l'identifiant « {un} » est déjà pris"));
            }
        }
    }

    /// An element that holds a value, and no element.
    fn texte_seul(&mut self, noeud: Node<'a, 'i>, rang: Rang, nul: bool) {
        if let Some(enfant) = noeud.first_element_child() {
            return self.noter(
                enfant,
                Genre::Element,
                format!("« {} », dans un élément qui n'a qu'une valeur", enfant.tag_name().name()),
            );
        }
        let texte = texte(noeud);
        if nul && texte.is_empty() {
            return;
        }
        self.valeur(noeud, rang, &texte, &|| format!("« {texte} »"));
    }

    /// An element that holds no text; nor even white space, when it holds nothing at all.
    fn sans_texte(&mut self, noeud: Node<'a, 'i>, rien: bool) {
        let texte = texte(noeud);
        if texte.is_empty() || (texte.trim_ascii().is_empty() && !rien) {
            return;
        }
        let vu = match texte.trim_ascii() {
            "" => "des blancs, dans un élément qui doit être vide".to_owned(),
            mots => format!("le texte « {mots} », dans un élément qui n'en admet pas"),
        };
        self.noter(noeud, Genre::Element, vu);
    }

    fn enfants(&mut self, noeud: Node<'a, 'i>, automate: &Automate) {
        let mut etat = Some(Etat::Depart);
        for enfant in noeud.children().filter(Node::is_element) {
            let suivant = etat.as_ref().and_then(|e| automate.avancer(e, enfant));
            match (&etat, &suivant) {
                (_, Some(la)) => match automate.terme(la) {
                    Some(Terme::Element(e)) => self.element(enfant, e.valeur, e.annulable),
                    Some(Terme::Joker(j)) => self.joker(enfant, j.traitement),
                    None => {}
                },
                // Once the order is lost, what is known is still judged within.
                (perdu, None) => {
                    if let Some(ici) = perdu {
                        let (genre, vu) = inattendu(automate, ici, enfant);
                        self.noter(enfant, genre, vu);
                    }
                    if let Some(e) = automate.connu(enfant) {
                        self.element(enfant, e.valeur, e.annulable);
                    }
                }
            }
            etat = suivant;
        }
        if let Some(ici) = etat.filter(|e| !automate.peut_finir(e)) {
            let vu = format!(
                "« {} » s'arrête trop tôt : il manque {}",
                noeud.tag_name().name(),
                attendus(automate, &ici)
            );
            self.noter(noeud, Genre::ElementManquant, vu);
        }
    }

    fn joker(&mut self, noeud: Node<'a, 'i>, traitement: Traitement) {
        if traitement == Traitement::Saute {
            return;
        }
        match self.modele.elements.get(&Nom::de(noeud)) {
            Some(e) => self.element(noeud, e.valeur, e.annulable),
            None if traitement == Traitement::Strict => {
                self.noter(
                    noeud,
                    Genre::Element,
                    format!("« {} » n'est pas décrit par le schéma", noeud.tag_name().name()),
                );
            }
            None => {}
        }
    }
}

/// What is said of a child that may not come there.
fn inattendu(automate: &Automate, ici: &Etat, enfant: Node<'_, '_>) -> (Genre, String) {
    let nom = enfant.tag_name().name();
    let mut attendus_ici = automate.termes_attendus(ici);
    let ailleurs = attendus_ici.find_map(|t| match t {
        Terme::Element(e) if e.nom.local == nom => Some(&e.nom.ns),
        _ => None,
    });
    match ailleurs {
        Some(ns) => (
            Genre::Espace,
            format!(
                "« {nom} » dans l'espace de noms « {} », au lieu de « {ns} »",
                enfant.tag_name().namespace().unwrap_or_default()
            ),
        ),
        None => (Genre::Element, format!("« {nom} », là où peut venir {}", attendus(automate, ici))),
    }
}

fn attendus(automate: &Automate, ici: &Etat) -> String {
    let mut noms: Vec<&str> = Vec::new();
    for terme in automate.termes_attendus(ici) {
        let nom = match terme {
            Terme::Element(e) => e.nom.local.as_str(),
            Terme::Joker(_) => "un élément d'un autre espace de noms",
        };
        if !noms.contains(&nom) {
            noms.push(nom);
        }
    }
    if noms.len() > CITES_MAX {
        noms.truncate(CITES_MAX);
        noms.push("…");
    }
    if noms.is_empty() {
        "rien de plus".to_owned()
    } else {
        noms.join(", ")
    }
}

/// The text of an element, that of its elements left out.
fn texte(noeud: Node<'_, '_>) -> String {
    noeud.children().filter(Node::is_text).filter_map(|n| n.text()).collect()
}
