//! A file that is not the one that was written: an error, whether it claims PDF/A or not.

use super::fabrique::{Fabrique, xmp};
use super::{ContextePdf, juger};

/// What happens to a file on its way.
type Dommage = (&'static str, fn(&[u8]) -> Vec<u8>);

const DOMMAGES: &[Dommage] = &[
    ("tronqué de moitié", |o| o[..o.len() / 2].to_vec()),
    ("tronqué de mille octets", |o| o[..o.len() - 1000].to_vec()),
    ("sans sa dernière ligne", |o| o[..o.len() - 6].to_vec()),
    ("LF en CRLF", |o| {
        let ligne = |o: &u8| if *o == b'\n' { vec![b'\r', b'\n'] } else { vec![*o] };
        o.iter().flat_map(ligne).collect()
    }),
    ("lu en Latin-1, écrit en UTF-8", |o| {
        o.iter().map(|o| char::from(*o)).collect::<String>().into_bytes()
    }),
    ("octets hors de l'ASCII remplacés", |o| {
        String::from_utf8_lossy(o).into_owned().into_bytes()
    }),
];

/// One that claims PDF/A-1, and one that claims nothing.
fn documents() -> [Vec<u8>; 2] {
    let mut sans = Fabrique::modele();
    sans.objets[3].1 = Some(xmp(""));
    [Fabrique::modele().ecrire(), sans.ecrire()]
}

#[test]
fn un_pdf_endommage_est_une_erreur_qu_il_annonce_pdfa_ou_non() {
    for sain in documents() {
        let constats = juger(&sain, &ContextePdf::default());
        assert!(!constats.iter().any(segur_model::Finding::is_error), "{constats:#?}");
        for (quoi, abimer) in DOMMAGES {
            let abime = abimer(&sain);
            assert_ne!(abime, sain, "{quoi}");
            let constats = juger(&abime, &ContextePdf::default());
            let dit = |c: &segur_model::Finding| c.is_error() && matches!(c.rule.as_str(), "pdf.endommage" | "pdf.a1.xref" | "pdf.lisible");
            assert!(constats.iter().any(dit), "{quoi}: {constats:#?}");
        }
    }
}

/// The rule of a clause, where the clause holds; else the rule of whole files: never both.
#[test]
fn un_dommage_est_dit_une_fois() {
    let [avec, sans] = documents();
    for (octets, regle) in [(avec, "pdf.a1.xref"), (sans, "pdf.endommage")] {
        let constats = juger(&octets[..octets.len() - 500], &ContextePdf::default());
        let dommage = |c: &&segur_model::Finding| matches!(c.rule.as_str(), "pdf.endommage" | "pdf.a1.xref");
        let dits: Vec<&str> = constats.iter().filter(dommage).map(|c| c.rule.as_str()).collect();
        assert!(dits.iter().all(|r| *r == regle) && !dits.is_empty(), "{dits:?}");
    }
}
