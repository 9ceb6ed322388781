//! The files of a zip, each checked before it is inflated, and inflated within bounds.

use std::collections::HashSet;
use std::io::{Cursor, Read};

use zip::{CompressionMethod, ZipArchive};

use super::archive::Fichier;
use super::bornes::{ARCHIVE_MAX, CHEMIN_MAX, ENTREE_MAX, ENTREES_MAX, RATIO_JUGE_DES, RATIO_MAX, TOTAL_MAX};
use super::refus::{XdmIllisible, en_francais, montrer};

/// Every file, in the order of the archive. Folders are checked and left out.
pub(super) fn fichiers(octets: &[u8]) -> Result<Vec<Fichier>, XdmIllisible> {
    if octets.len() > ARCHIVE_MAX {
        return Err(XdmIllisible::TropGrosse { taille: octets.len() });
    }
    // Before the reader makes a list of them.
    borner_le_nombre(compter_annoncees(octets))?;
    let mut zip = ZipArchive::new(Cursor::new(octets)).map_err(|e| XdmIllisible::PasUnZip {
        cause: en_francais(&e.to_string()),
    })?;
    borner_le_nombre(zip.len())?;
    noms(&zip, octets)?;
    for rang in 0..zip.len() {
        entree(&mut zip, rang)?;
    }
    // Overlaps, headers that contradict the directory, files that the directory hides: readers would not see the same archive.
    zip.validate_header_consistency().map_err(|e| XdmIllisible::Incoherente {
        cause: en_francais(&e.to_string()),
    })?;
    let mut reste = TOTAL_MAX;
    let mut fichiers = Vec::new();
    for rang in 0..zip.len() {
        if let Some(fichier) = lire_un(&mut zip, rang, &mut reste)? {
            fichiers.push(fichier);
        }
    }
    Ok(fichiers)
}

fn borner_le_nombre(nombre: usize) -> Result<(), XdmIllisible> {
    if nombre > ENTREES_MAX {
        return Err(XdmIllisible::TropDEntrees { nombre });
    }
    Ok(())
}

/// The most entries that an end record among the last bytes announces.
fn compter_annoncees(octets: &[u8]) -> usize {
    let debut = octets.len().saturating_sub(22 + 65_535);
    let queue = octets.get(debut..).unwrap_or_default();
    let annonce = |i: usize| -> Option<usize> {
        let fin = queue.get(i..)?;
        let deux = |ou: usize| Some(usize::from(u16::from_le_bytes([*fin.get(ou)?, *fin.get(ou + 1)?])));
        // The end record ends the file, with its comment.
        (fin.starts_with(b"PK\x05\x06") && fin.len() == 22 + deux(20)?)
            .then(|| deux(10))
            .flatten()
    };
    (0..queue.len()).filter_map(annonce).max().unwrap_or_default()
}

fn noms(zip: &ZipArchive<Cursor<&[u8]>>, octets: &[u8]) -> Result<(), XdmIllisible> {
    let mut vus = HashSet::new();
    for brut in zip.file_names_raw() {
        if brut.len() > CHEMIN_MAX {
            return Err(XdmIllisible::CheminTropLong { longueur: brut.len() });
        }
        let nom = montrer(brut);
        // The encoding of a zip that says none is CP437, whose signs that may harm are those of ASCII.
        let texte = &*String::from_utf8_lossy(brut);
        if let Some(pourquoi) = chemin_refuse(texte) {
            return Err(XdmIllisible::Chemin { nom, pourquoi });
        }
        // A folder and a file of one name are one name too.
        if !vus.insert(texte.trim_end_matches('/').to_uppercase()) {
            return Err(XdmIllisible::Doublon { nom });
        }
    }
    if zip.has_duplicate_names() {
        let repertoire = usize::try_from(zip.central_directory_start()).ok().and_then(|d| octets.get(d..));
        let nom = repertoire.and_then(nom_en_double).map_or_else(|| "?".to_owned(), montrer);
        return Err(XdmIllisible::Doublon { nom });
    }
    Ok(())
}

/// The first name that comes twice in a central directory: the reader, which keeps the last of them, does not say which.
fn nom_en_double(repertoire: &[u8]) -> Option<&[u8]> {
    let mut vus = HashSet::new();
    let mut ici = repertoire;
    while ici.starts_with(b"PK\x01\x02") {
        let deux = |ou: usize| Some(usize::from(u16::from_le_bytes([*ici.get(ou)?, *ici.get(ou + 1)?])));
        let (nom, supplement, commentaire) = (deux(28)?, deux(30)?, deux(32)?);
        let lu = ici.get(46..46 + nom)?;
        if !vus.insert(lu) {
            return Some(lu);
        }
        ici = ici.get(46 + nom + supplement + commentaire..)?;
    }
    None
}

/// Why a path is refused, if it is. A final « / » is that of a folder.
fn chemin_refuse(chemin: &str) -> Option<&'static str> {
    if chemin.is_empty() {
        return Some("vide");
    }
    if chemin.contains('\\') {
        return Some("barre oblique inverse");
    }
    if chemin.starts_with('/') || chemin.as_bytes().get(1) == Some(&b':') {
        return Some("absolu");
    }
    if chemin.chars().any(char::is_control) {
        return Some("caractère de contrôle");
    }
    let parties = chemin.strip_suffix('/').unwrap_or(chemin).split('/');
    for partie in parties {
        match partie {
            "" => return Some("partie vide"),
            "." | ".." => return Some("« . » ou « .. »"),
            _ => {}
        }
    }
    None
}

fn entree(zip: &mut ZipArchive<Cursor<&[u8]>>, rang: usize) -> Result<(), XdmIllisible> {
    let entree = zip.by_index_raw(rang).map_err(|e| XdmIllisible::PasUnZip {
        cause: en_francais(&e.to_string()),
    })?;
    let nom = montrer(entree.name_raw());
    if entree.is_symlink() {
        return Err(XdmIllisible::Lien { nom });
    }
    if entree.encrypted() {
        return Err(XdmIllisible::Chiffree { nom });
    }
    if !matches!(entree.compression(), CompressionMethod::Stored | CompressionMethod::Deflated) {
        let methode = entree.compression().to_string();
        return Err(XdmIllisible::Methode { nom, methode });
    }
    if entree.size() > ENTREE_MAX {
        return Err(XdmIllisible::EntreeTropGrosse { nom });
    }
    Ok(())
}

fn lire_un(zip: &mut ZipArchive<Cursor<&[u8]>>, rang: usize, reste: &mut u64) -> Result<Option<Fichier>, XdmIllisible> {
    let mut entree = zip.by_index(rang).map_err(|e| XdmIllisible::PasUnZip {
        cause: en_francais(&e.to_string()),
    })?;
    let nom = montrer(entree.name_raw());
    let (chemin, utf8) = match std::str::from_utf8(entree.name_raw()) {
        Ok(lu) => (lu.to_owned(), true),
        // Read as CP437.
        Err(_) => (entree.name().map_or_else(|_| nom.clone(), std::borrow::Cow::into_owned), false),
    };
    let (comprime, annonce, dossier) = (entree.compressed_size(), entree.size(), entree.is_dir());
    // What is read is bounded by what is inflated, whatever the headers announce.
    let ratio = comprime.saturating_mul(RATIO_MAX).max(RATIO_JUGE_DES);
    let limite = ENTREE_MAX.min(*reste).min(ratio);
    let mut octets = Vec::new();
    let lus = (&mut entree).take(limite + 1).read_to_end(&mut octets);
    if octets.len() as u64 > limite {
        return Err(if limite == ratio {
            XdmIllisible::Ratio { nom }
        } else if limite == ENTREE_MAX {
            XdmIllisible::EntreeTropGrosse { nom }
        } else {
            XdmIllisible::TotalTropGros
        });
    }
    lus.map_err(|e| XdmIllisible::Abimee {
        nom: nom.clone(),
        cause: en_francais(&e.to_string()),
    })?;
    if octets.len() as u64 != annonce || (dossier && !octets.is_empty()) {
        let cause = format!("{} octets, au lieu de {annonce} annoncés", octets.len());
        return Err(XdmIllisible::Abimee { nom, cause });
    }
    *reste = reste.saturating_sub(octets.len() as u64);
    Ok((!dossier).then_some(Fichier { chemin, utf8, octets }))
}
