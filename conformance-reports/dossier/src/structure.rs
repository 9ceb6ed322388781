//! The skeleton of a zip, read strictly: what a lenient reader would guess, this one refuses. A pack has one reading only,
//! whichever tool opens it: entries follow one another without a gap from the first byte, the directory says the same as
//! the local headers, and no name is twice there.

use std::collections::{HashMap, HashSet};
use std::fs::File;
use std::io::{Read, Seek, SeekFrom};

/// Most entries of a pack.
pub(crate) const MAX_ENTREES: usize = 20_000;
/// Most bytes of a pack, uncompressed: a film of 2 Go and what comes with it, short of what would want zip64, in which sizes are written twice.
pub(crate) const MAX_TOTAL: u64 = (4 << 30) - (64 << 20);
/// Highest ratio of sizes of an entry.
const MAX_RATIO: u64 = 200;
/// Size from which the ratio of an entry is judged: a small file cannot hurt.
pub(crate) const TAILLE_JUGEE: u64 = 1 << 20;
/// Most bytes of the central directory.
const MAX_REPERTOIRE: u64 = 16 << 20;
/// Most bytes of a pack beside its files: the directory, and the local headers that say the same.
const MAX_ENTETES: u64 = 2 * MAX_REPERTOIRE;

const FIN: &[u8] = b"PK\x05\x06";
const CENTRALE: &[u8] = b"PK\x01\x02";
const LOCALE: &[u8] = b"PK\x03\x04";

/// One entry as the central directory declares it.
pub(crate) struct EntreeZip {
    pub(crate) nom: String,
    pub(crate) taille: u64,
    methode: u16,
    drapeaux: u16,
    crc: u32,
    comprime: u64,
    debut: u64,
    attributs: u32,
}

/// The entries, and what is wrong with the archive.
pub(crate) struct Structure {
    pub(crate) entrees: Vec<EntreeZip>,
    pub(crate) problemes: Vec<String>,
}

/// Reads the skeleton of a pack of so many bytes at most. An error means that this is no zip, or one that would be dangerous to open.
pub(crate) fn lire(fichier: &mut File, max: u64) -> Result<Structure, String> {
    let max = max.min(MAX_TOTAL);
    let longueur = fichier.metadata().map_err(|e| e.to_string())?.len();
    if longueur > max.saturating_add(MAX_ENTETES) {
        return Err(format!("{longueur} octets, {max} au plus"));
    }
    let fin = morceau(
        fichier,
        longueur.checked_sub(22).ok_or("fichier trop court pour une archive zip")?,
        22,
    )?;
    if !fin.starts_with(FIN) {
        return Err("ce n'est pas une archive zip entière (fin d'archive absente, ou suivie d'autre chose)".to_owned());
    }
    let nombre = usize::from(u16_a(&fin, 10));
    let (taille, debut) = (u64::from(u32_a(&fin, 12)), u64::from(u32_a(&fin, 16)));
    if nombre > MAX_ENTREES || nombre == 0xffff {
        return Err(format!("{nombre} fichiers, {MAX_ENTREES} au plus"));
    }
    if debut + taille != longueur - 22 || taille > MAX_REPERTOIRE {
        return Err("répertoire de l'archive incohérent".to_owned());
    }
    let mut problemes = Vec::new();
    if u16_a(&fin, 4) != 0 || u16_a(&fin, 6) != 0 || usize::from(u16_a(&fin, 8)) != nombre || u16_a(&fin, 20) != 0 {
        problemes.push("archive en plusieurs volumes, ou commentée : un dossier ne l'est jamais".to_owned());
    }
    let entrees = centrale(&morceau(fichier, debut, taille)?, nombre, &mut problemes)?;
    bornes(&entrees, max)?;
    locales(fichier, &entrees, debut, &mut problemes)?;
    noms(&entrees, &mut problemes);
    Ok(Structure { entrees, problemes })
}

fn centrale(octets: &[u8], nombre: usize, problemes: &mut Vec<String>) -> Result<Vec<EntreeZip>, String> {
    let mut entrees = Vec::with_capacity(nombre);
    let mut reste = octets;
    while !reste.is_empty() {
        if reste.len() < 46 || !reste.starts_with(CENTRALE) {
            return Err("répertoire de l'archive illisible".to_owned());
        }
        let (n, e, c) = (
            usize::from(u16_a(reste, 28)),
            usize::from(u16_a(reste, 30)),
            usize::from(u16_a(reste, 32)),
        );
        let corps = reste.get(46..46 + n + e + c).ok_or("répertoire de l'archive tronqué")?;
        let nom = nom(&corps[..n], problemes);
        if !supplement_sain(&corps[n..n + e]) {
            problemes.push(format!("« {nom} » : champ supplémentaire qui pourrait en changer le sens"));
        }
        entrees.push(EntreeZip {
            nom,
            drapeaux: u16_a(reste, 8),
            methode: u16_a(reste, 10),
            crc: u32_a(reste, 16),
            comprime: u64::from(u32_a(reste, 20)),
            taille: u64::from(u32_a(reste, 24)),
            attributs: u32_a(reste, 38),
            debut: u64::from(u32_a(reste, 42)),
        });
        reste = &reste[46 + n + e + c..];
    }
    if entrees.len() != nombre {
        return Err(format!(
            "le répertoire de l'archive annonce {nombre} fichiers et en liste {}",
            entrees.len()
        ));
    }
    Ok(entrees)
}

/// Caps, before anything is inflated.
fn bornes(entrees: &[EntreeZip], max: u64) -> Result<(), String> {
    let total: u64 = entrees.iter().map(|e| e.taille).sum();
    if total > max {
        return Err(format!("{total} octets une fois décompressé, {max} au plus"));
    }
    match entrees
        .iter()
        .find(|e| e.taille >= TAILLE_JUGEE && e.taille / e.comprime.max(1) > MAX_RATIO)
    {
        Some(e) => Err(format!(
            "« {} » est compressé plus de {MAX_RATIO} fois : refusé par prudence",
            e.nom
        )),
        None => Ok(()),
    }
}

/// Local headers, in the order of the file: they must tile it from its first byte to the directory.
fn locales(fichier: &mut File, entrees: &[EntreeZip], repertoire: u64, problemes: &mut Vec<String>) -> Result<(), String> {
    let mut ordre: Vec<&EntreeZip> = entrees.iter().collect();
    ordre.sort_by_key(|e| e.debut);
    let mut position = 0;
    for e in ordre {
        if e.debut != position {
            problemes.push(format!(
                "« {} » n'est pas à sa place dans l'archive : des octets s'y cachent ou s'y recouvrent",
                e.nom
            ));
        }
        let tete = morceau(fichier, e.debut, 30)?;
        let (n, s) = (u64::from(u16_a(&tete, 26)), u64::from(u16_a(&tete, 28)));
        let suite = morceau(fichier, e.debut + 30, n + s);
        // One that is damaged says nothing of the others, nor of the manifest.
        let (true, Ok(suite)) = (tete.starts_with(LOCALE), suite) else {
            problemes.push(format!("« {} » : en-tête local abîmé", e.nom));
            position = e.debut + 30 + e.nom.len() as u64 + e.comprime;
            continue;
        };
        let longueur_nom = usize::from(u16_a(&tete, 26));
        let meme = suite.get(..longueur_nom) == Some(e.nom.as_bytes())
            && u16_a(&tete, 6) == e.drapeaux
            && u16_a(&tete, 8) == e.methode
            && u32_a(&tete, 14) == e.crc
            && u64::from(u32_a(&tete, 18)) == e.comprime
            && u64::from(u32_a(&tete, 22)) == e.taille;
        if !meme {
            problemes.push(format!(
                "« {} » : l'en-tête local ne dit pas la même chose que le répertoire de l'archive",
                e.nom
            ));
        }
        if !supplement_sain(suite.get(longueur_nom..).unwrap_or_default()) {
            problemes.push(format!("« {} » : champ supplémentaire qui pourrait en changer le sens", e.nom));
        }
        // Bit 11 says UTF-8; bits 1 and 2 tell the level of compression. Anything else is encryption or streaming.
        if e.drapeaux & !0x0806 != 0 || !matches!(e.methode, 0 | 8) {
            problemes.push(format!("« {} » : chiffrement ou compression qu'un dossier n'emploie jamais", e.nom));
        }
        let genre = e.attributs >> 16 & 0o170_000;
        if (genre != 0 && genre != 0o100_000) || e.attributs & 0x10 != 0 {
            problemes.push(format!("« {} » n'est pas un fichier ordinaire (lien ou dossier)", e.nom));
        }
        position = e.debut + 30 + n + s + e.comprime;
    }
    if position != repertoire {
        problemes.push("des octets que le répertoire de l'archive ne déclare pas précèdent celui-ci".to_owned());
    }
    Ok(())
}

fn noms(entrees: &[EntreeZip], problemes: &mut Vec<String>) {
    let mut vus: HashSet<&str> = HashSet::new();
    let mut replies: HashMap<String, &str> = HashMap::new();
    for e in entrees {
        if !vus.insert(&e.nom) {
            problemes.push(format!("« {} » est deux fois dans l'archive", e.nom));
            continue;
        }
        // As Windows compares names.
        let plie = e
            .nom
            .to_lowercase()
            .split('/')
            .map(|p| p.trim_end_matches(['.', ' ']).to_owned())
            .collect::<Vec<_>>()
            .join("/");
        if let Some(autre) = replies.insert(plie, &e.nom) {
            problemes.push(format!("« {} » et « {autre} » se confondent sur certains systèmes", e.nom));
        }
        if !chemin_sain(&e.nom) {
            problemes.push(format!("« {} » : chemin qui sort du dossier", e.nom.escape_default()));
        }
    }
}

/// Relative, forward slashes, no `..`, nothing that a system reads otherwise.
fn chemin_sain(nom: &str) -> bool {
    !nom.is_empty()
        && !nom.contains(['\\', ':'])
        && !nom.chars().any(char::is_control)
        && nom.split('/').all(|p| !p.is_empty() && p != "." && p != "..")
}

/// Timestamps and owners may come along (an archive made again by another tool); what changes a name or a size may not.
fn supplement_sain(mut champs: &[u8]) -> bool {
    const SANS_EFFET: &[u16] = &[0x5455, 0x7875, 0x5855, 0x000a];
    while !champs.is_empty() {
        let Some(entete) = champs.get(..4) else { return false };
        let fin = 4 + usize::from(u16_a(entete, 2));
        if !SANS_EFFET.contains(&u16_a(entete, 0)) || champs.len() < fin {
            return false;
        }
        champs = &champs[fin..];
    }
    true
}

fn nom(octets: &[u8], problemes: &mut Vec<String>) -> String {
    String::from_utf8(octets.to_vec()).unwrap_or_else(|_| {
        let approche = String::from_utf8_lossy(octets).into_owned();
        problemes.push(format!("« {approche} » : nom qui n'est pas en UTF-8"));
        approche
    })
}

fn morceau(fichier: &mut File, debut: u64, taille: u64) -> Result<Vec<u8>, String> {
    fichier.seek(SeekFrom::Start(debut)).map_err(|e| e.to_string())?;
    let mut octets = Vec::new();
    fichier.take(taille).read_to_end(&mut octets).map_err(|e| e.to_string())?;
    if octets.len() as u64 == taille {
        Ok(octets)
    } else {
        Err("archive tronquée".to_owned())
    }
}

/// Little-endian numbers; 0 past the end, where no caller reads.
fn u16_a(octets: &[u8], i: usize) -> u16 {
    octets.get(i..i + 2).map_or(0, |o| u16::from_le_bytes([o[0], o[1]]))
}

fn u32_a(octets: &[u8], i: usize) -> u32 {
    octets.get(i..i + 4).map_or(0, |o| u32::from_le_bytes([o[0], o[1], o[2], o[3]]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chemins() {
        for bon in ["a", "preuves/INS-va1.28/01_r1.xml"] {
            assert!(chemin_sain(bon), "{bon}");
        }
        for mauvais in ["", "/a", "a//b", "../a", "a/..", "a\\b", "C:a", "a/", "./a", "a\0"] {
            assert!(!chemin_sain(mauvais), "{mauvais}");
        }
    }

    #[test]
    fn supplements() {
        assert!(supplement_sain(&[]));
        assert!(supplement_sain(&[0x55, 0x54, 1, 0, 9]));
        assert!(!supplement_sain(&[0x75, 0x70, 1, 0, 9]), "Unicode path");
        assert!(!supplement_sain(&[0x01, 0x00, 1, 0, 9]), "zip64");
        assert!(!supplement_sain(&[0x55, 0x54, 9, 0, 9]));
    }
}
