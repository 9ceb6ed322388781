//! A `.xlsx` or a `.xlsm`: the values by `calamine`, streamed; the frame by ours.

use std::collections::BTreeMap;
use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};

use calamine::{DataRef, ExcelDateTime, ExcelDateTimeType, Reader as _, Xlsx};
use quick_xml::events::Event;
use quick_xml::reader::Reader;
use segur_model::classeur::Cellule;

use super::archive::Archive;
use super::{Classeur, Feuille, cadre};
use crate::erreur::RemError;

/// Sheets read of a workbook.
const FEUILLES_MAX: usize = 60;

/// Reads every sheet. A panic of the reader is a file that cannot be read, and no end of the bench.
pub(super) fn lire(octets: &[u8]) -> Result<Classeur, RemError> {
    let mut archive = Archive::ouvrir(octets)?;
    if !archive.noms().any(|n| n.eq_ignore_ascii_case("xl/workbook.xml")) {
        return Err(genre(&archive));
    }
    let macros = archive.noms().any(|n| n.to_lowercase().ends_with("vbaproject.bin"));
    let plan = plan(&mut archive)?;
    let mut classeur = catch_unwind(AssertUnwindSafe(|| valeurs(octets))).unwrap_or_else(|_| {
        Err(RemError::Illisible {
            cause: "le lecteur de classeurs s'est arrêté".to_owned(),
        })
    })?;
    for feuille in &mut classeur.feuilles {
        if let Some((chemin, cachee)) = plan.get(&feuille.nom) {
            feuille.cachee = *cachee;
            if let Some(xml) = archive.entree(chemin)? {
                cadre::lire(&xml, feuille)?;
            }
        }
        feuille.etendre_les_fusions();
    }
    classeur.macros = macros;
    Ok(classeur)
}

/// What an archive that is no workbook of this format is.
fn genre(archive: &Archive<'_>) -> RemError {
    let a = |nom: &str| archive.noms().any(|n| n == nom);
    RemError::Genre {
        genre: if a("xl/workbook.bin") {
            "c'est un classeur binaire .xlsb"
        } else if a("content.xml") {
            "c'est un classeur LibreOffice .ods"
        } else if a("word/document.xml") {
            "c'est un document Word"
        } else {
            "c'est une archive zip, et non un classeur"
        },
    }
}

/// Where each sheet is in the archive, and whether it is hidden.
fn plan(archive: &mut Archive<'_>) -> Result<BTreeMap<String, (String, bool)>, RemError> {
    let liens = archive.entree("xl/_rels/workbook.xml.rels")?.unwrap_or_default();
    let livre = archive.entree("xl/workbook.xml")?.unwrap_or_default();
    let mut cibles = BTreeMap::new();
    elements(&liens, "Relationship", |e| {
        if let (Some(id), Some(cible)) = (cadre::attribut(e, "Id"), cadre::attribut(e, "Target")) {
            let chemin = cible.strip_prefix('/').map_or_else(|| format!("xl/{cible}"), str::to_owned);
            cibles.insert(id, chemin);
        }
    });
    let mut plan = BTreeMap::new();
    elements(&livre, "sheet", |e| {
        if let (Some(nom), Some(id)) = (cadre::attribut(e, "name"), cadre::attribut(e, "id"))
            && let Some(chemin) = cibles.get(&id)
        {
            let cachee = cadre::attribut(e, "state").is_some_and(|s| s != "visible");
            plan.insert(nom, (chemin.clone(), cachee));
        }
    });
    Ok(plan)
}

/// Every element of this name. What is not XML any more ends it: the reader of values says so.
fn elements(xml: &[u8], nom: &str, mut vu: impl FnMut(&quick_xml::events::BytesStart<'_>)) {
    let texte = String::from_utf8_lossy(xml);
    let mut lecteur = Reader::from_str(&texte);
    loop {
        match lecteur.read_event() {
            Ok(Event::Start(e) | Event::Empty(e)) if e.local_name().as_ref() == nom => vu(&e),
            Ok(Event::Eof) | Err(_) => return,
            Ok(_) => {}
        }
    }
}

fn valeurs(octets: &[u8]) -> Result<Classeur, RemError> {
    let illisible = |e: calamine::XlsxError| match e {
        calamine::XlsxError::Password => RemError::Chiffre,
        e => RemError::Illisible {
            cause: segur_model::francais::cause(&e),
        },
    };
    let mut livre: Xlsx<_> = Xlsx::new(Cursor::new(octets)).map_err(illisible)?;
    let mut classeur = Classeur::default();
    let mut tenu = 0;
    let noms = livre.sheet_names();
    for nom in noms.into_iter().take(FEUILLES_MAX) {
        let mut feuille = Feuille {
            nom: nom.clone(),
            ..Feuille::default()
        };
        // A sheet of charts has no cells.
        let Ok(mut cellules) = livre.worksheet_cells_reader(&nom) else {
            continue;
        };
        while let Some(cellule) = cellules.next_cell().map_err(illisible)? {
            let place = cellule.get_position();
            if let Some(lue) = lue(cellule.get_value(), place, &mut feuille) {
                feuille.poser(place, lue, &mut tenu)?;
            }
        }
        classeur.feuilles.push(feuille);
    }
    Ok(classeur)
}

fn lue(valeur: &DataRef<'_>, place: (u32, u32), feuille: &mut Feuille) -> Option<Cellule> {
    Some(match valeur {
        DataRef::Empty => return None,
        DataRef::String(t) | DataRef::DateTimeIso(t) | DataRef::DurationIso(t) => Cellule::Texte(t.clone()),
        DataRef::SharedString(t) => Cellule::Texte((*t).to_owned()),
        DataRef::Int(n) => Cellule::Nombre { n: n.to_string() },
        // Whole numbers are written as they are: `12`, not `12.0`.
        DataRef::Float(n) => Cellule::Nombre { n: n.to_string() },
        DataRef::Bool(b) => Cellule::Booleen(*b),
        DataRef::DateTime(d) if d.is_duration() => Cellule::Duree {
            duree: d.as_f64().to_string(),
        },
        DataRef::DateTime(d) => Cellule::Date {
            date: jours(d).to_string(),
        },
        DataRef::Error(e) => {
            if feuille.erreurs.len() < 1_000 {
                feuille.erreurs.push((place, e.to_string()));
            }
            return None;
        }
    })
}

/// The days of a date. Those of a workbook of 1904 begin four years later than ours.
fn jours(d: &ExcelDateTime) -> f64 {
    let ici = ExcelDateTime::new(d.as_f64(), ExcelDateTimeType::DateTime, false);
    let decale = d.to_ymd_hms_milli() != ici.to_ymd_hms_milli();
    d.as_f64() + if decale { 1_462.0 } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_dates_of_1904_are_ours() {
        for de_1904 in [false, true] {
            let d = ExcelDateTime::new(40_000.25, ExcelDateTimeType::DateTime, de_1904);
            let ici = ExcelDateTime::new(jours(&d), ExcelDateTimeType::DateTime, false);
            assert_eq!(ici.to_ymd_hms_milli(), d.to_ymd_hms_milli());
        }
    }
}
