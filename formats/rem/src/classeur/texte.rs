//! A sheet saved as text: UTF-8 or Windows-1252, its separator found in its first line.

use segur_model::classeur::Cellule;

use super::{Classeur, Feuille};
use crate::erreur::RemError;

/// Reads one.
pub(super) fn lire(octets: &[u8], nom: &str) -> Result<Classeur, RemError> {
    if octets.starts_with(&[0xff, 0xfe]) || octets.starts_with(&[0xfe, 0xff]) {
        return Err(RemError::Genre {
            genre: "c'est un CSV en UTF-16",
        });
    }
    let texte = match std::str::from_utf8(octets.strip_prefix(b"\xef\xbb\xbf").unwrap_or(octets)) {
        Ok(t) => t.to_owned(),
        Err(_) => encoding_rs::WINDOWS_1252.decode_without_bom_handling(octets).0.into_owned(),
    };
    if texte.contains('\0') {
        return Err(RemError::Genre {
            genre: "ce n'est pas du texte",
        });
    }
    let tete: String = texte.chars().take(4_000).collect();
    let separateur = [b';', b'\t', b',']
        .into_iter()
        .max_by_key(|s| tete.matches(char::from(*s)).count())
        .unwrap_or(b';');
    let mut feuille = Feuille {
        nom: nom.rsplit(['/', '\\']).next().unwrap_or(nom).to_owned(),
        ..Feuille::default()
    };
    let mut lecteur = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(separateur)
        .from_reader(texte.as_bytes());
    let mut tenu = 0;
    for (rang, ligne) in lecteur.records().enumerate() {
        let ligne = ligne.map_err(|e| RemError::Illisible {
            cause: format!("CSV : {}", segur_model::francais::cause(&e)),
        })?;
        let rang = u32::try_from(rang).unwrap_or(u32::MAX);
        for (colonne, valeur) in ligne.iter().enumerate() {
            let colonne = u32::try_from(colonne).unwrap_or(u32::MAX);
            feuille.poser((rang, colonne), Cellule::Texte(valeur.to_owned()), &mut tenu)?;
        }
    }
    Ok(Classeur {
        feuilles: vec![feuille],
        macros: false,
    })
}
