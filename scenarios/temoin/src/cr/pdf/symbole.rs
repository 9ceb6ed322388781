//! The datamatrix INS: its message, and its modules as rectangles. The specification was not read: the form is second-hand, that of a
//! public implementation, and of the reader of the bench.

use std::fmt::Write as _;

use datamatrix::{DataMatrix, SymbolList};

use crate::dossier::Identite;

/// Ends a field that is shorter than it may be.
const GS: char = '\u{1d}';

/// The message for this identity under this INS.
pub(crate) fn message(i: &Identite, matricule: &str, oid: &str) -> String {
    let mut m = format!("IS010000000000000000000000S1{matricule}");
    for (champ, valeur, maximum) in [
        ("S2", oid.to_owned(), 20),
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dossier::Statut;

    #[test]
    fn a_field_that_is_full_has_no_separator() {
        let mut i = Identite {
            statut: Statut::Qualifiee,
            attributs: Vec::new(),
            nom_naissance: "D'ESSAI".to_owned(),
            prenoms: vec!["ZOE".to_owned(), "ANNE".to_owned()],
            premier_prenom: "ZOE".to_owned(),
            sexe: "F".to_owned(),
            date_naissance: "1980-01-31".to_owned(),
            lieu_naissance: "75999".to_owned(),
            nom_utilise: None,
            prenom_utilise: None,
            ins: None,
            justificatif: None,
            alertes: Vec::new(),
        };
        let debut = "IS010000000000000000000000S1280017599911112";
        assert_eq!(
            message(&i, "280017599911112", "1.2.250.1.213.1.4.8"),
            format!("{debut}S21.2.250.1.213.1.4.8\u{1d}S3ZOE ANNE\u{1d}S4D'ESSAI\u{1d}S5FS631-01-1980S775999")
        );
        i.nom_naissance = "A".repeat(120);
        assert_eq!(
            message(&i, "280017599911112", "1.2.250.1.213.1.4.10"),
            format!(
                "{debut}S21.2.250.1.213.1.4.10S3ZOE ANNE\u{1d}S4{}S5FS631-01-1980S775999",
                "A".repeat(100)
            )
        );
    }

    #[test]
    fn a_drawn_symbol_has_its_two_full_sides() {
        let (cote, dessin) = dessiner("IS0 ESSAI").unwrap();
        assert!(dessin.contains(&format!("0 0 {cote} 1 re\n")), "the bottom");
        let gauche = (0..cote)
            .filter(|y| dessin.lines().any(|l| l.starts_with(&format!("0 {y} "))))
            .count();
        assert_eq!(gauche, cote, "the left");
        assert_eq!(dessiner(&"A".repeat(5000)), None);
    }
}
