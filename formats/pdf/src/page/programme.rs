//! The program of a font, and what makes of it none.

use std::rc::Rc;

use crate::syntaxe::{Dico, Fichier};

/// The program of a font: whether it is in the file, and what makes it none.
pub(super) fn programme(fichier: &Fichier<'_>, dico: &Dico) -> (bool, Option<&'static str>) {
    let objet = fichier.lire(dico, "FontDescriptor");
    let Some(descripteur) = objet.dico() else { return (false, None) };
    let flux = ["FontFile", "FontFile2", "FontFile3"].iter().find_map(|cle| {
        let objet = fichier.lire(descripteur, cle);
        objet.flux().map(Rc::clone)
    });
    let Some(flux) = flux else { return (false, None) };
    // What cannot be decoded within the bounds is told elsewhere.
    let defaut = fichier.decoder(&flux).octets().and_then(|octets| {
        if octets.is_empty() {
            Some("programme de police vide (0 octet)")
        } else if sfnt_coupe(&octets) {
            Some("programme de police coupé : ses tables vont au-delà de ses octets")
        } else {
            None
        }
    });
    (true, defaut)
}

/// Whether a TrueType or OpenType program ends before its tables do. Padding after the last one may be left out.
fn sfnt_coupe(octets: &[u8]) -> bool {
    if ![&b"\0\x01\0\0"[..], b"true", b"OTTO"].iter().any(|m| octets.starts_with(m)) {
        return false;
    }
    let nombre = |debut: usize, longueur: usize| {
        let lus = octets.get(debut..debut + longueur)?;
        Some(lus.iter().fold(0_u64, |n, o| (n << 8) | u64::from(*o)))
    };
    let taille = octets.len() as u64;
    let Some(tables) = nombre(4, 2).and_then(|n| usize::try_from(n).ok()) else {
        return true;
    };
    (0..tables).any(|rang| {
        let entree = 12 + 16 * rang;
        match (nombre(entree + 8, 4), nombre(entree + 12, 4)) {
            (Some(debut), Some(longueur)) => debut + longueur > taille + 3,
            _ => true,
        }
    })
}
