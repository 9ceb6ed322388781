//! The datamatrix INS: its message, and its modules as rectangles. The specification was not read: the form is second-hand, that of a
//! public implementation, and of the reader of the bench.

use std::fmt::Write as _;

use datamatrix::{DataMatrix, SymbolList};

use crate::dossier::{Identite, InsLocal};

/// Ends a field that is shorter than it may be.
const GS: char = '\u{1d}';

/// The message for this identity and its INS.
pub(crate) fn message(i: &Identite, ins: &InsLocal) -> String {
    let mut m = format!("IS{}S1{}", "010000000000000000000000", ins.matricule);
    for (champ, valeur, maximum) in [
        ("S2", ins.oid.clone(), 20),
        ("S3", i.prenoms.join(" "), 100),
        ("S4", i.nom_naissance.clone(), 100),
    ] {
        let valeur: String = valeur.to_uppercase().chars().take(maximum).collect();
        let separateur = if valeur.chars().count() < maximum { Some(GS) } else { None };
        m.extend([champ, &valeur]);
        m.extend(separateur);
    }
    let _ = write!(m, "S5{}S6{}S7{}", i.sexe, jour(&i.date_naissance, "-"), i.lieu_naissance);
    m
}

/// `AAAA-MM-JJ` from day to year.
pub(crate) fn jour(date: &str, separateur: &str) -> String {
    let parties: Vec<&str> = date.rsplit('-').collect();
    parties.join(separateur)
}

/// A symbol drawn in modules of 1, its bottom left at the origin, and how many modules a side has. Nothing when the message does not
/// fit in a symbol.
pub(super) fn dessiner(message: &str) -> Option<(usize, String)> {
    let octets: Vec<u8> = message.chars().map(|c| u8::try_from(u32::from(c)).unwrap_or(b'?')).collect();
    let symbole = DataMatrix::encode(&octets, SymbolList::default().enforce_square()).ok()?;
    let image = symbole.bitmap();
    let (largeur, hauteur) = (image.width(), image.height());
    let mut sombres = vec![false; largeur * hauteur];
    for (x, y) in image.pixels() {
        if let Some(module) = sombres.get_mut(y * largeur + x) {
            *module = true;
        }
    }
    let mut dessin = String::new();
    for (y, rang) in sombres.chunks(largeur.max(1)).enumerate() {
        // A run of dark modules is one rectangle.
        let mut x = 0;
        for course in rang.chunk_by(|a, b| a == b) {
            if course.first() == Some(&true) {
                let _ = writeln!(dessin, "{x} {} {} 1 re", hauteur - 1 - y, course.len());
            }
            x += course.len();
        }
    }
    Some((hauteur, dessin + "f\n"))
}
