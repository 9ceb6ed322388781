//! A table in text: as many fields on each line, and the alphabet that it is written in.

use csv::{ReaderBuilder, StringRecord};
use segur_dialecte::media::en_clair;

use super::{Note, note};
use crate::examen::Consequence;

/// What separates fields, the most likely first.
const SEPARATEURS: [u8; 4] = [b';', b',', b'\t', b'|'];

pub(super) fn juger(octets: &[u8], notes: &mut Vec<Note>) {
    let Some(texte) = en_clair(octets) else { return };
    notes.push(note(
        "depot.tableau.alphabet",
        "L'alphabet d'un tableau est connu de qui l'ouvre.",
        Consequence::NeSaitPas,
        format!("alphabet : {}", alphabet(octets)),
        "Vérifier que les accents se lisent à l'ouverture ; UTF-8 se lit partout.",
    ));
    let texte = texte.trim_start_matches('\u{feff}');
    let premiere = texte.lines().next().unwrap_or_default();
    let compter = |s: u8| premiere.bytes().filter(|o| *o == s).count();
    let Some(separateur) = SEPARATEURS.into_iter().max_by_key(|s| compter(*s)).filter(|s| compter(*s) > 0) else {
        return;
    };
    if let Some(vu) = inegale(texte, separateur) {
        notes.push(note(
            "depot.tableau.lignes",
            "Chaque ligne d'un tableau a autant de champs que la première.",
            Consequence::Avertit,
            vu,
            "Exporter le tableau à nouveau, les champs qui contiennent le séparateur entre guillemets.",
        ));
    }
}

/// The first line that has another count of fields.
fn inegale(texte: &str, separateur: u8) -> Option<String> {
    let mut lecteur = ReaderBuilder::new()
        .delimiter(separateur)
        .has_headers(false)
        .flexible(true)
        .from_reader(texte.as_bytes());
    let mut ligne = StringRecord::new();
    let mut attendus = None;
    while lecteur.read_record(&mut ligne).ok()? {
        let attendus = *attendus.get_or_insert(ligne.len());
        if ligne.len() != attendus {
            let place = ligne.position().map_or(0, csv::Position::line);
            return Some(format!("ligne {place} : {} champs, {attendus} à la première", ligne.len()));
        }
    }
    None
}

fn alphabet(octets: &[u8]) -> &'static str {
    match octets {
        [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..] => "UTF-16",
        [0xEF, 0xBB, 0xBF, ..] => "UTF-8, avec sa marque",
        _ if octets.is_ascii() => "ASCII (UTF-8)",
        _ if std::str::from_utf8(octets).is_ok() => "UTF-8",
        _ => "un alphabet d'un octet (Windows-1252 ou ISO 8859-15)",
    }
}
