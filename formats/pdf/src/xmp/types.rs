//! Value types of XMP: what a value has to look like for the type that its property has.
//!
//! Source: XMP Specification, January 2004, chapter 4 (« Property Value Types »). Types that are text by nature (ProperName, URI, URL,
//! XPath, Rational, Locale…) are held to be text and no more, as the public corpus of veraPDF takes them.

use std::collections::BTreeMap;

use super::dates::Date;
use super::modele::{Forme, Valeur};

/// Types within types.
const PROFONDEUR: usize = 8;

/// A structured type: the namespace of its fields, and the type of each.
#[derive(Debug, Clone, Default)]
pub(super) struct Structure {
    pub(super) espace: String,
    pub(super) champs: BTreeMap<String, String>,
}

/// Types that a packet defines, by name in lower case.
pub(super) type Propres = BTreeMap<String, Structure>;

/// A structured type: name, namespace of the fields, then each field and its type.
type Connue = (&'static str, &'static str, &'static [(&'static str, &'static str)]);

const STRUCTURES: &[Connue] = &[
    (
        "dimensions",
        "http://ns.adobe.com/xap/1.0/sType/Dimensions#",
        &[("w", "Real"), ("h", "Real"), ("unit", "Text")],
    ),
    (
        "thumbnail",
        "http://ns.adobe.com/xap/1.0/g/img/",
        &[("height", "Integer"), ("width", "Integer"), ("format", "Text"), ("image", "Text")],
    ),
    (
        "resourceevent",
        "http://ns.adobe.com/xap/1.0/sType/ResourceEvent#",
        &[
            ("action", "Text"),
            ("instanceID", "URI"),
            ("parameters", "Text"),
            ("softwareAgent", "AgentName"),
            ("when", "Date"),
        ],
    ),
    (
        "resourceref",
        "http://ns.adobe.com/xap/1.0/sType/ResourceRef#",
        &[
            ("instanceID", "URI"),
            ("documentID", "URI"),
            ("versionID", "Text"),
            ("renditionClass", "RenditionClass"),
            ("renditionParams", "Text"),
            ("manager", "AgentName"),
            ("managerVariant", "Text"),
            ("manageTo", "URI"),
            ("manageUI", "URI"),
        ],
    ),
    (
        "version",
        "http://ns.adobe.com/xap/1.0/sType/Version#",
        &[
            ("comments", "Text"),
            ("event", "ResourceEvent"),
            ("modifyDate", "Date"),
            ("modifier", "ProperName"),
            ("version", "Text"),
        ],
    ),
    (
        "job",
        "http://ns.adobe.com/xap/1.0/sType/Job#",
        &[("name", "Text"), ("id", "Text"), ("url", "URL")],
    ),
    (
        "flash",
        "http://ns.adobe.com/exif/1.0/",
        &[
            ("Fired", "Boolean"),
            ("Return", "Text"),
            ("Mode", "Text"),
            ("Function", "Boolean"),
            ("RedEyeMode", "Boolean"),
        ],
    ),
    (
        "oecf/sfr",
        "http://ns.adobe.com/exif/1.0/",
        &[
            ("Columns", "Integer"),
            ("Rows", "Integer"),
            ("Names", "seq Text"),
            ("Values", "seq Rational"),
        ],
    ),
    (
        "cfapattern",
        "http://ns.adobe.com/exif/1.0/",
        &[("Columns", "Integer"), ("Rows", "Integer"), ("Values", "seq Integer")],
    ),
    (
        "devicesettings",
        "http://ns.adobe.com/exif/1.0/",
        &[("Columns", "Integer"), ("Rows", "Integer"), ("Settings", "seq Text")],
    ),
];

/// The name of a type as it is compared: in lower case, and without what says that it is a choice.
fn reduire(nom: &str) -> String {
    let nom = nom.trim().to_ascii_lowercase();
    let mots: Vec<&str> = nom
        .split_whitespace()
        .filter(|m| !matches!(*m, "open" | "closed" | "choice" | "of"))
        .collect();
    // « bag Choice » says no type of its items: they are text.
    match mots.last() {
        None => "text".to_owned(),
        Some(&("bag" | "seq")) => mots.join(" ") + " text",
        Some(&"alt") if !nom.ends_with("lang alt") => mots.join(" ") + " text",
        _ => mots.join(" "),
    }
}

/// Whether a value is of a type; a type that is not known says nothing against it.
pub(super) fn convient(valeur: &Valeur, nom: &str, propres: &Propres) -> bool {
    selon(valeur, &reduire(nom), propres, 0)
}

fn selon(valeur: &Valeur, nom: &str, propres: &Propres, profondeur: usize) -> bool {
    if profondeur > PROFONDEUR {
        return true;
    }
    if nom == "lang alt" {
        return valeur
            .elements(Forme::Choix)
            .is_some_and(|e| e.is_empty() || e.iter().any(|e| e.langue.is_some()));
    }
    for (mot, forme) in [("bag ", Forme::Sac), ("seq ", Forme::Suite), ("alt ", Forme::Choix)] {
        if let Some(de) = nom.strip_prefix(mot) {
            let convient = |v: &Valeur| selon(v, de, propres, profondeur + 1);
            return valeur
                .elements(forme)
                .is_some_and(|elements| elements.iter().all(|e| convient(&e.valeur)));
        }
    }
    if let Some(structure) = propres.get(nom) {
        if structure.champs.is_empty() {
            return valeur.simple().is_some();
        }
        return champs(valeur, &structure.espace, propres, profondeur, |c| {
            structure.champs.get(c).map(String::as_str)
        });
    }
    if let Some((_, espace, connus)) = STRUCTURES.iter().find(|(n, ..)| *n == nom) {
        return champs(valeur, espace, propres, profondeur, |c| {
            connus.iter().find(|(n, _)| *n == c).map(|(_, t)| *t)
        });
    }
    simple(valeur, nom)
}

fn champs<'s>(valeur: &Valeur, espace: &str, propres: &Propres, profondeur: usize, type_de: impl Fn(&str) -> Option<&'s str>) -> bool {
    valeur.champs().is_some_and(|champs| {
        champs
            .iter()
            .all(|c| c.espace == espace && type_de(&c.nom).is_some_and(|t| selon(&c.valeur, &reduire(t), propres, profondeur + 1)))
    })
}

fn simple(valeur: &Valeur, nom: &str) -> bool {
    let Some(texte) = valeur.simple() else {
        // Whatever is not known may be a structure.
        return !SIMPLES.contains(&nom);
    };
    let texte = texte.trim();
    let sans_signe = texte.strip_prefix(['+', '-']).unwrap_or(texte);
    match nom {
        "boolean" => matches!(texte, "True" | "False"),
        "integer" => !sans_signe.is_empty() && sans_signe.bytes().all(|o| o.is_ascii_digit()),
        "real" => {
            let (entier, fraction) = sans_signe.split_once('.').unwrap_or((sans_signe, ""));
            let chiffres = |t: &str| t.bytes().all(|o| o.is_ascii_digit());
            chiffres(entier) && chiffres(fraction) && !(entier.is_empty() && fraction.is_empty())
        }
        "date" => texte.is_empty() || Date::xmp(texte).is_some(),
        "mimetype" => {
            let mot = |t: &str| !t.is_empty() && t.bytes().all(|o| o.is_ascii_graphic() && o != b'/');
            let type_seul = texte.split(';').next().unwrap_or_default().trim();
            type_seul.split_once('/').is_some_and(|(a, b)| mot(a) && mot(b))
        }
        _ => true,
    }
}

/// Types that are neither structures nor arrays.
const SIMPLES: &[&str] = &[
    "boolean",
    "integer",
    "real",
    "date",
    "mimetype",
    "text",
    "uri",
    "url",
    "xpath",
    "agentname",
    "propername",
    "guid",
    "locale",
    "rational",
    "renditionclass",
    "gpscoordinate",
];
