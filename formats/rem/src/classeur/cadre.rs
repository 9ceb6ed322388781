//! What frames the cells of a sheet, and that its reader does not give: what is hidden, merged, computed. One pass over its XML.

use quick_xml::events::{BytesStart, Event};
use quick_xml::reader::Reader;

use super::Feuille;
use crate::erreur::RemError;
use crate::glissement::place;

/// Merged regions, and formulas, that are kept.
const REGIONS_MAX: usize = 50_000;

/// Puts into the sheet what its XML says of its frame.
pub(super) fn lire(xml: &[u8], feuille: &mut Feuille) -> Result<(), RemError> {
    let texte = String::from_utf8_lossy(xml);
    let mut lecteur = Reader::from_str(&texte);
    // The cell that is open, and whether it has a formula and a value.
    let mut ouverte: Option<((u32, u32), bool, bool)> = None;
    let mut rang = 0_u32;
    loop {
        match lecteur.read_event() {
            Ok(Event::Start(e)) => match e.local_name().as_ref() {
                "row" => rang = ligne(&e, rang, feuille),
                "c" => ouverte = attribut(&e, "r").as_deref().and_then(place).map(|p| (p, false, false)),
                "f" => {
                    if let Some((_, formule, _)) = &mut ouverte {
                        *formule = true;
                    }
                }
                "v" | "is" => {
                    if let Some((_, _, valeur)) = &mut ouverte {
                        *valeur = true;
                    }
                }
                "col" => colonnes(&e, feuille),
                "mergeCell" => fusion(&e, feuille),
                _ => {}
            },
            Ok(Event::Empty(e)) => match e.local_name().as_ref() {
                "row" => rang = ligne(&e, rang, feuille),
                "f" => {
                    if let Some((_, formule, _)) = &mut ouverte {
                        *formule = true;
                    }
                }
                "col" => colonnes(&e, feuille),
                "mergeCell" => fusion(&e, feuille),
                _ => {}
            },
            Ok(Event::End(e)) if e.local_name().as_ref() == "c" => {
                if let Some((p, true, valeur)) = ouverte.take()
                    && feuille.formules.len() < REGIONS_MAX
                {
                    feuille.formules.insert(p, valeur);
                }
            }
            Ok(Event::Eof) => return Ok(()),
            Ok(_) => {}
            Err(e) => {
                return Err(RemError::Illisible {
                    cause: format!("feuille « {} » : {}", feuille.nom, segur_model::francais::cause(&e)),
                });
            }
        }
    }
}

/// Notes a row; gives its number, from 1.
fn ligne(e: &BytesStart<'_>, precedente: u32, feuille: &mut Feuille) -> u32 {
    let numero = attribut(e, "r")
        .and_then(|r| r.parse().ok())
        .unwrap_or(precedente.saturating_add(1));
    if vrai(e, "hidden")
        && let Some(rang) = numero.checked_sub(1)
        && feuille.lignes_cachees.len() < REGIONS_MAX
    {
        feuille.lignes_cachees.insert(rang);
    }
    numero
}

fn colonnes(e: &BytesStart<'_>, feuille: &mut Feuille) {
    let borne = |nom| attribut(e, nom).and_then(|v| v.parse::<u32>().ok()).and_then(|v| v.checked_sub(1));
    if let (true, Some(de), Some(a)) = (vrai(e, "hidden"), borne("min"), borne("max")) {
        feuille.colonnes_cachees.extend((de..=a).take(super::COLONNES_MAX as usize));
    }
}

fn fusion(e: &BytesStart<'_>, feuille: &mut Feuille) {
    let region = attribut(e, "ref").unwrap_or_default();
    if let Some((de, a)) = region.split_once(':')
        && let (Some(de), Some(a)) = (place(de), place(a))
        && feuille.fusions.len() < REGIONS_MAX
    {
        feuille.fusions.push((de, a));
    }
}

fn vrai(e: &BytesStart<'_>, nom: &str) -> bool {
    attribut(e, nom).is_some_and(|v| v == "1" || v == "true")
}

/// The value of an attribute, whatever its prefix.
pub(super) fn attribut(e: &BytesStart<'_>, nom: &str) -> Option<String> {
    let trouve = e.attributes().flatten().find(|a| a.key.local_name().as_ref() == nom)?;
    Some(trouve.normalized_value(quick_xml::XmlVersion::Implicit1_0).ok()?.into_owned())
}
