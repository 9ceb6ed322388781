//! Extension schemas (6.7.8): how a packet defines the properties that XMP does not.

use std::collections::BTreeMap;

use super::modele::{Forme, Propriete, Valeur, champ};
use super::types::{Propres, Structure};
use crate::lecture::Carnet;
use crate::pdf::Nature;

const EXTENSION: &str = "http://www.aiim.org/pdfa/ns/extension/";
const SCHEMA: &str = "http://www.aiim.org/pdfa/ns/schema#";
const PROPRIETE: &str = "http://www.aiim.org/pdfa/ns/property#";
const TYPE: &str = "http://www.aiim.org/pdfa/ns/type#";
const CHAMP: &str = "http://www.aiim.org/pdfa/ns/field#";

/// The namespaces of the container, and the one prefix of each.
const PREFIXES: [(&str, &str); 5] = [
    (EXTENSION, "pdfaExtension"),
    (SCHEMA, "pdfaSchema"),
    (PROPRIETE, "pdfaProperty"),
    (TYPE, "pdfaType"),
    (CHAMP, "pdfaField"),
];

/// What the packet defines, by namespace.
#[derive(Debug, Default)]
pub(super) struct Extensions(BTreeMap<String, Definitions>);

#[derive(Debug, Default)]
struct Definitions {
    proprietes: BTreeMap<String, String>,
    types: Propres,
}

impl Extensions {
    /// The type of a property that the packet defines, and the types that it defines with it.
    pub(super) fn sorte(&self, espace: &str, nom: &str) -> Option<(&str, &Propres)> {
        let d = self.0.get(espace)?;
        Some((d.proprietes.get(nom)?, &d.types))
    }
}

/// A field of the container: its name, and whether its absence is told.
type Attendu = (&'static str, bool);

const DU_SCHEMA: &[Attendu] = &[
    ("schema", true),
    ("namespaceURI", true),
    ("prefix", true),
    ("property", false),
    ("valueType", false),
];
const DE_LA_PROPRIETE: &[Attendu] = &[("name", true), ("valueType", true), ("category", true), ("description", true)];
const DU_TYPE: &[Attendu] = &[
    ("type", true),
    ("namespaceURI", true),
    ("prefix", true),
    ("description", true),
    ("field", false),
];
const DU_CHAMP: &[Attendu] = &[("name", true), ("valueType", true), ("description", true)];

struct Lecteur<'l, 'c> {
    lieu: &'l str,
    carnet: &'c mut Carnet,
}

impl Lecteur<'_, '_> {
    fn noter(&mut self, quoi: impl Into<String>) {
        self.carnet.noter(Nature::XmpExtension, self.lieu, quoi);
    }

    fn prefixe(&mut self, p: &Propriete) {
        let attendu = PREFIXES.iter().find(|(e, _)| *e == p.espace);
        if let Some((_, attendu)) = attendu
            && p.prefixe != *attendu
        {
            self.noter(format!("{} : le préfixe de {} est {attendu}", p.ecrite(), p.espace));
        }
    }

    /// The fields of an entry of the container, each held to be expected, in its namespace, and text unless it is an array.
    fn entree<'v>(&mut self, valeur: &'v Valeur, espace: &str, attendus: &[Attendu], quoi: &str) -> Option<&'v [Propriete]> {
        let Some(champs) = valeur.champs() else {
            self.noter(format!("{quoi} : {}, là où une structure est attendue", valeur.sorte()));
            return None;
        };
        for c in champs {
            self.prefixe(c);
            let connu = attendus.iter().find(|(n, _)| c.est(espace, n));
            match connu {
                None => self.noter(format!("{quoi} : champ {} inattendu", c.ecrite())),
                Some((_, true)) if c.valeur.simple().is_none() => {
                    self.noter(format!(
                        "{quoi} : {} est {}, là où un texte est attendu",
                        c.ecrite(),
                        c.valeur.sorte()
                    ));
                }
                Some((_, false)) if c.valeur.elements(Forme::Suite).is_none() => {
                    self.noter(format!(
                        "{quoi} : {} est {}, là où un rdf:Seq est attendu",
                        c.ecrite(),
                        c.valeur.sorte()
                    ));
                }
                Some(_) => {}
            }
        }
        for (nom, _) in attendus.iter().filter(|(_, exige)| *exige) {
            if champ(champs, espace, nom).is_none() {
                self.noter(format!("{quoi} : le champ {nom} est absent"));
            }
        }
        Some(champs)
    }

    fn types(&mut self, champs: &[Propriete]) -> Propres {
        let mut types = Propres::new();
        for element in suite(champs, SCHEMA, "valueType") {
            let Some(dits) = self.entree(element, TYPE, DU_TYPE, "type d'un schéma d'extension") else {
                continue;
            };
            let mut structure = Structure {
                espace: texte(dits, TYPE, "namespaceURI").to_owned(),
                ..Structure::default()
            };
            for element in suite(dits, TYPE, "field") {
                if let Some(c) = self.entree(element, CHAMP, DU_CHAMP, "champ d'un type d'extension") {
                    structure
                        .champs
                        .insert(texte(c, CHAMP, "name").to_owned(), texte(c, CHAMP, "valueType").to_owned());
                }
            }
            types.insert(texte(dits, TYPE, "type").trim().to_ascii_lowercase(), structure);
        }
        types
    }

    fn schema(&mut self, valeur: &Valeur, extensions: &mut Extensions) {
        let Some(champs) = self.entree(valeur, SCHEMA, DU_SCHEMA, "schéma d'extension") else {
            return;
        };
        let types = self.types(champs);
        let definitions = extensions
            .0
            .entry(texte(champs, SCHEMA, "namespaceURI").trim().to_owned())
            .or_default();
        definitions.types.extend(types);
        for element in suite(champs, SCHEMA, "property") {
            let Some(p) = self.entree(element, PROPRIETE, DE_LA_PROPRIETE, "propriété d'un schéma d'extension") else {
                continue;
            };
            let categorie = texte(p, PROPRIETE, "category").trim();
            if !matches!(categorie, "internal" | "external" | "") {
                self.noter(format!("category « {categorie} », là où internal ou external est attendu"));
            }
            let nom = texte(p, PROPRIETE, "name").trim().to_owned();
            definitions.proprietes.insert(nom, texte(p, PROPRIETE, "valueType").to_owned());
        }
    }
}

fn texte<'p>(champs: &'p [Propriete], espace: &str, nom: &str) -> &'p str {
    champ(champs, espace, nom).and_then(Valeur::simple).unwrap_or_default()
}

/// The values of an array, in whatever form: its form is told elsewhere.
fn suite<'p>(champs: &'p [Propriete], espace: &str, nom: &str) -> impl Iterator<Item = &'p Valeur> + use<'p> {
    let elements = match champ(champs, espace, nom) {
        Some(Valeur::Tableau(_, elements)) => elements.as_slice(),
        _ => &[],
    };
    elements.iter().map(|e| &e.valeur)
}

/// Reads the container of extension schemas, when there is one.
pub(super) fn lire(proprietes: &[Propriete], lieu: &str, carnet: &mut Carnet) -> Extensions {
    let mut extensions = Extensions::default();
    let mut lecteur = Lecteur { lieu, carnet };
    for p in proprietes.iter().filter(|p| p.est(EXTENSION, "schemas")) {
        lecteur.prefixe(p);
        let Some(schemas) = p.valeur.elements(Forme::Sac) else {
            lecteur.noter(format!("{} est {}, là où un rdf:Bag est attendu", p.ecrite(), p.valeur.sorte()));
            continue;
        };
        for schema in schemas {
            lecteur.schema(&schema.valeur, &mut extensions);
        }
    }
    extensions
}
