//! What `/Info` says, the metadata say too (6.7.3).

use super::dates::Date;
use super::modele::{Forme, Propriete, Valeur, champ};
use crate::lecture::Carnet;
use crate::pdf::Nature;

const DC: &str = "http://purl.org/dc/elements/1.1/";
const XMP: &str = "http://ns.adobe.com/xap/1.0/";
const PDF: &str = "http://ns.adobe.com/pdf/1.3/";

/// An entry of `/Info`: its key, and its text, when it is a string.
pub(crate) type Info = (&'static str, Option<String>);

/// How a property stands for an entry.
#[derive(Clone, Copy)]
enum Comme {
    Texte,
    ParDefaut,
    SeulAuteur,
    Instant,
}

/// Entries, and the property that says the same.
const ACCORDS: [(&str, &str, &str, Comme); 8] = [
    ("Title", DC, "title", Comme::ParDefaut),
    ("Author", DC, "creator", Comme::SeulAuteur),
    ("Subject", DC, "description", Comme::ParDefaut),
    ("Keywords", PDF, "Keywords", Comme::Texte),
    ("Creator", XMP, "CreatorTool", Comme::Texte),
    ("Producer", PDF, "Producer", Comme::Texte),
    ("CreationDate", XMP, "CreateDate", Comme::Instant),
    ("ModDate", XMP, "ModifyDate", Comme::Instant),
];

/// The keys of `/Info` that are compared.
pub(crate) fn cles() -> impl Iterator<Item = &'static str> {
    ACCORDS.iter().map(|(cle, ..)| *cle)
}

/// Holds the entries of `/Info` against the metadata.
pub(crate) fn juger(infos: &[Info], proprietes: &[Propriete], carnet: &mut Carnet) {
    for (cle, dit) in infos {
        let Some((_, espace, nom, comme)) = ACCORDS.iter().find(|(c, ..)| c == cle) else {
            continue;
        };
        let lieu = format!("trailer, /Info, /{cle}");
        let Some(dit) = dit else {
            carnet.noter(Nature::Info, lieu, "la valeur n'est pas une chaîne");
            continue;
        };
        let valeur = champ(proprietes, espace, nom);
        let lue = valeur.and_then(|v| lire(v, *comme));
        let accord = match (lue, comme) {
            // An entry that says nothing is as good as none.
            (None, _) => dit.trim().is_empty(),
            (Some(lue), Comme::Instant) => matches!((Date::pdf(dit), Date::xmp(&lue)), (Some(a), Some(b)) if a.egale(&b)),
            (Some(lue), _) => meme_texte(dit, &lue),
        };
        if !accord {
            let metadonnees = valeur.map_or_else(|| "(absent)".to_owned(), |v| decrire(v, *comme));
            let dit: String = dit.chars().take(60).collect();
            carnet.noter(Nature::Info, lieu, format!("« {dit} », et dans les métadonnées : {metadonnees}"));
        }
    }
}

/// Ends of lines are not those of the file once XML was read: white space is compared as one.
fn meme_texte(a: &str, b: &str) -> bool {
    let mots = |t: &str| t.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
    mots(a) == mots(b)
}

fn lire(valeur: &Valeur, comme: Comme) -> Option<String> {
    match comme {
        Comme::Texte | Comme::Instant => valeur.simple().map(str::to_owned),
        Comme::ParDefaut => {
            let elements = valeur.elements(Forme::Choix)?;
            let defaut = elements.iter().find(|e| e.langue.as_deref() == Some("x-default"));
            defaut.or_else(|| elements.first())?.valeur.simple().map(str::to_owned)
        }
        Comme::SeulAuteur => match valeur.elements(Forme::Suite)? {
            [seul] => seul.valeur.simple().map(str::to_owned),
            _ => None,
        },
    }
}

fn decrire(valeur: &Valeur, comme: Comme) -> String {
    lire(valeur, comme).map_or_else(|| valeur.sorte(), |lue| format!("« {} »", lue.chars().take(60).collect::<String>()))
}
