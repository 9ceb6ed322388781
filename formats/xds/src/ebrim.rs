//! A list of ebRIM objects against the structure that its schema (`rim.xsd`) gives the few elements that the DMP uses: which children,
//! in which order, which attributes, how long. The table is ours; a test holds it against the official schema. It serves for what is
//! received and for what is written.
//!
//! What is not of ebRIM has its own rule where a lot is judged, and is left alone here; so is an ebRIM element that a lot has no use for.

use roxmltree::{Document, Node};
use segur_dialecte::Constateur;
use segur_model::Rule;
use segur_soap::{est, lieu, lieu_attribut};

use crate::ns::RIM;
use crate::regles;

/// A list of objects.
const LISTE: &str = "RegistryObjectList";
const XML: &str = "http://www.w3.org/XML/1998/namespace";
const XSI: &str = "http://www.w3.org/2001/XMLSchema-instance";
/// Characters of a `LongName`.
const LONG_NAME: usize = 256;
/// Characters of a `FreeFormText`.
const TEXTE_LIBRE: usize = 1024;
/// Of what the schema does not bound.
const SANS_BORNE: usize = usize::MAX;

/// Whether an attribute must be there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Presence {
    Requise,
    /// The schema wants it, and official examples (TD3.3c, TD3.3d) leave it out.
    Omise,
    Facultative,
}

use Presence::{Facultative, Omise, Requise};

/// An attribute: its name, whether it must be there, how many characters it may have.
type Attribut = (&'static str, Presence, usize);
/// A child: its name, and whether there may be several.
type Enfant = (&'static str, bool);

/// An element that has children or a text, never both.
struct Element {
    noms: &'static [&'static str],
    attributs: &'static [&'static [Attribut]],
    /// In the order of the schema.
    enfants: &'static [Enfant],
    /// The child that must be there.
    requis: Option<&'static str>,
    /// Characters of its text, where it has one.
    texte: Option<usize>,
}

/// Of every object.
const OBJET: &[Attribut] = &[
    ("id", Requise, SANS_BORNE),
    ("home", Facultative, SANS_BORNE),
    ("lid", Facultative, SANS_BORNE),
    ("objectType", Facultative, SANS_BORNE),
    ("status", Facultative, SANS_BORNE),
];
const SLOT: Enfant = ("Slot", true);
const NOM: Enfant = ("Name", false);
const DESCRIPTION: Enfant = ("Description", false);
const VERSION: Enfant = ("VersionInfo", false);
const CLASSIFICATION: Enfant = ("Classification", true);
const IDENTIFIANT: Enfant = ("ExternalIdentifier", true);
const DE_TOUT_OBJET: &[Enfant] = &[SLOT, NOM, DESCRIPTION, VERSION, CLASSIFICATION, IDENTIFIANT];

const ELEMENTS: &[Element] = &[
    Element {
        noms: &["RegistryPackage"],
        attributs: &[OBJET],
        enfants: &[
            SLOT,
            NOM,
            DESCRIPTION,
            VERSION,
            CLASSIFICATION,
            IDENTIFIANT,
            ("RegistryObjectList", false),
        ],
        requis: None,
        texte: None,
    },
    Element {
        noms: &["ExtrinsicObject"],
        attributs: &[
            OBJET,
            &[("mimeType", Facultative, LONG_NAME), ("isOpaque", Facultative, SANS_BORNE)],
        ],
        enfants: &[
            SLOT,
            NOM,
            DESCRIPTION,
            VERSION,
            CLASSIFICATION,
            IDENTIFIANT,
            ("ContentVersionInfo", false),
        ],
        requis: None,
        texte: None,
    },
    Element {
        noms: &["Association"],
        attributs: &[
            OBJET,
            &[
                ("associationType", Requise, SANS_BORNE),
                ("sourceObject", Requise, SANS_BORNE),
                ("targetObject", Requise, SANS_BORNE),
            ],
        ],
        enfants: DE_TOUT_OBJET,
        requis: None,
        texte: None,
    },
    Element {
        noms: &["Classification"],
        attributs: &[
            OBJET,
            &[
                ("classificationScheme", Facultative, SANS_BORNE),
                ("classifiedObject", Omise, SANS_BORNE),
                ("classificationNode", Facultative, SANS_BORNE),
                ("nodeRepresentation", Facultative, LONG_NAME),
            ],
        ],
        enfants: DE_TOUT_OBJET,
        requis: None,
        texte: None,
    },
    Element {
        noms: &["ExternalIdentifier"],
        attributs: &[
            OBJET,
            &[
                ("registryObject", Omise, SANS_BORNE),
                ("identificationScheme", Requise, SANS_BORNE),
                ("value", Requise, LONG_NAME),
            ],
        ],
        enfants: DE_TOUT_OBJET,
        requis: None,
        texte: None,
    },
    Element {
        noms: &["ObjectRef"],
        attributs: &[&[
            ("id", Requise, SANS_BORNE),
            ("home", Facultative, SANS_BORNE),
            ("createReplica", Facultative, SANS_BORNE),
        ]],
        enfants: &[SLOT],
        requis: None,
        texte: None,
    },
    Element {
        noms: &["Slot"],
        attributs: &[&[("name", Requise, LONG_NAME), ("slotType", Facultative, SANS_BORNE)]],
        enfants: &[("ValueList", false)],
        requis: Some("ValueList"),
        texte: None,
    },
    Element {
        noms: &["ValueList"],
        attributs: &[],
        enfants: &[("Value", true)],
        requis: None,
        texte: None,
    },
    Element {
        noms: &["Value"],
        attributs: &[],
        enfants: &[],
        requis: None,
        texte: Some(LONG_NAME),
    },
    Element {
        noms: &["Name", "Description"],
        attributs: &[],
        enfants: &[("LocalizedString", true)],
        requis: None,
        texte: None,
    },
    Element {
        noms: &["LocalizedString"],
        attributs: &[&[
            ("lang", Facultative, SANS_BORNE),
            ("charset", Facultative, SANS_BORNE),
            ("value", Requise, TEXTE_LIBRE),
        ]],
        enfants: &[],
        requis: None,
        texte: None,
    },
    Element {
        noms: &["VersionInfo", "ContentVersionInfo"],
        attributs: &[&[("versionName", Facultative, 16), ("comment", Facultative, SANS_BORNE)]],
        enfants: &[],
        requis: None,
        texte: None,
    },
];

/// What the schema lets a list of objects hold.
const DANS_UNE_LISTE: [&str; 20] = [
    "Identifiable",
    "ObjectRef",
    "RegistryObject",
    "RegistryPackage",
    "ExtrinsicObject",
    "Association",
    "Classification",
    "ExternalIdentifier",
    "ExternalLink",
    "ClassificationScheme",
    "ClassificationNode",
    "AuditableEvent",
    "Organization",
    "Person",
    "User",
    "Service",
    "ServiceBinding",
    "SpecificationLink",
    "AdhocQuery",
    "Subscription",
];

/// Tells what a list of objects (`RegistryObjectList`) has that the schema of ebRIM does not let it have. `document` holds it.
pub fn juger(constats: &mut Constateur, document: &Document<'_>, liste: Node<'_, '_>) {
    let mut juge = Juge { constats, document };
    for noeud in liste.descendants().filter(Node::is_element) {
        // What stands in an element that is not of the table is of its kind, whatever that is.
        let connu = |n: Node<'_, '_>| est(n, RIM, LISTE) || element(n).is_some();
        if noeud != liste && !noeud.parent().is_some_and(connu) {
            continue;
        }
        match element(noeud) {
            Some(modele) => juge.element(noeud, modele),
            None if est(noeud, RIM, LISTE) => juge.liste(noeud),
            None => {}
        }
    }
}

fn element(noeud: Node<'_, '_>) -> Option<&'static Element> {
    let nom = noeud.tag_name();
    if nom.namespace() != Some(RIM) {
        return None;
    }
    ELEMENTS.iter().find(|e| e.noms.contains(&nom.name()))
}

struct Juge<'a, 'i> {
    constats: &'a mut Constateur,
    document: &'a Document<'i>,
}

impl Juge<'_, '_> {
    /// A list has objects of any kind, in any order.
    fn liste(&mut self, liste: Node<'_, '_>) {
        self.sans_texte(liste);
        for attribut in liste.attributes().filter(|a| a.namespace() != Some(XSI)) {
            let attendu = format!("aucun attribut {} sur {LISTE}", attribut.name());
            self.dire(regles::EBRIM_CONTENU, liste, attendu, attribut.value());
        }
        let enfants = liste.children().filter(|n| n.tag_name().namespace() == Some(RIM));
        for enfant in enfants.filter(|n| !DANS_UNE_LISTE.contains(&n.tag_name().name())) {
            let attendu = format!("un objet que {LISTE} peut avoir");
            self.dire(regles::EBRIM_CONTENU, enfant, attendu, enfant.tag_name().name());
        }
    }

    fn sans_texte(&mut self, noeud: Node<'_, '_>) {
        let textes = noeud.children().filter(Node::is_text).filter_map(|n| n.text());
        if let Some(parasite) = textes.map(str::trim).find(|t| !t.is_empty()) {
            self.dire(regles::EBRIM_CONTENU, noeud, "aucun texte ici", parasite);
        }
    }

    fn element(&mut self, noeud: Node<'_, '_>, modele: &Element) {
        self.attributs(noeud, modele);
        self.enfants(noeud, modele);
        match modele.texte {
            Some(max) => {
                let textes = noeud.children().filter(Node::is_text).filter_map(|n| n.text());
                self.longueur(noeud, None, textes.map(|t| t.chars().count()).sum(), max);
            }
            None => self.sans_texte(noeud),
        }
    }

    fn attributs(&mut self, noeud: Node<'_, '_>, modele: &Element) {
        let connus = || modele.attributs.iter().copied().flatten();
        for (nom, presence, _) in connus() {
            let regle = match presence {
                Requise => regles::EBRIM_ATTRIBUT,
                Omise => regles::EBRIM_ATTRIBUT_OMIS,
                Facultative => continue,
            };
            if noeud.attribute(*nom).is_none() {
                let attendu = format!("un attribut {nom} sur {}", noeud.tag_name().name());
                self.dire(regle, noeud, attendu, "(absent)");
            }
        }
        for attribut in noeud.attributes() {
            // The only attribute of another namespace that the schema has, besides those of every schema.
            let nu = match attribut.namespace() {
                Some(XSI) => continue,
                Some(XML) => attribut.name() == "lang",
                Some(_) => false,
                None => attribut.name() != "lang",
            };
            match connus().find(|(nom, ..)| nu && *nom == attribut.name()) {
                None => {
                    let attendu = format!("aucun attribut {} sur {}", attribut.name(), noeud.tag_name().name());
                    self.dire(regles::EBRIM_CONTENU, noeud, attendu, attribut.value());
                }
                Some((nom, _, max)) => self.longueur(noeud, Some(nom), attribut.value().chars().count(), *max),
            }
        }
    }

    fn enfants(&mut self, noeud: Node<'_, '_>, modele: &Element) {
        let mut rang = 0;
        let mut precedent = "";
        let mut requis = modele.requis;
        for enfant in noeud.children().filter(|n| n.is_element()) {
            let nom = enfant.tag_name();
            // Told by its namespace.
            if nom.namespace() != Some(RIM) {
                continue;
            }
            let nom = nom.name();
            requis = requis.filter(|r| *r != nom);
            match modele.enfants.iter().position(|(n, _)| *n == nom) {
                None => {
                    let attendu = format!("un enfant que {} peut avoir", noeud.tag_name().name());
                    self.dire(regles::EBRIM_CONTENU, enfant, attendu, nom);
                }
                Some(place) if place < rang => {
                    let attendu = format!("{nom} avant {precedent}");
                    self.dire(regles::EBRIM_ORDRE, enfant, attendu, format!("{nom} après {precedent}"));
                }
                Some(place) if place == rang && precedent == nom && modele.enfants.get(place).is_some_and(|(_, plusieurs)| !plusieurs) => {
                    self.dire(regles::EBRIM_ORDRE, enfant, format!("un seul {nom}"), format!("un second {nom}"));
                }
                Some(place) => (rang, precedent) = (place, nom),
            }
        }
        if let Some(absent) = requis {
            let attendu = format!("{absent} dans {}", noeud.tag_name().name());
            self.dire(regles::EBRIM_CONTENU, noeud, attendu, "(absent)");
        }
    }

    fn longueur(&mut self, noeud: Node<'_, '_>, attribut: Option<&str>, vue: usize, max: usize) {
        if vue > max {
            let lieu = match attribut {
                Some(nom) => lieu_attribut(self.document, noeud, nom),
                None => lieu(self.document, noeud),
            };
            let attendu = format!("{max} caractères au plus");
            self.constats
                .dire(regles::EBRIM_LONGUEUR, &lieu, attendu, format!("{vue} caractères"));
        }
    }

    fn dire(&mut self, regle: Rule, noeud: Node<'_, '_>, attendu: impl Into<String>, vu: impl ToString) {
        // A place costs a count of lines.
        if self.constats.reste(regle) {
            self.constats.dire(regle, &lieu(self.document, noeud), attendu, vu);
        } else {
            self.constats.taire(regle.id);
        }
    }
}
