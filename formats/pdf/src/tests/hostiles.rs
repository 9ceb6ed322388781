//! Files that mean harm, or were cut: an answer, in bounded time, and no panic.

use std::time::{Duration, Instant};

use super::fabrique::{Fabrique, degonflable};
use super::{juger_tout, regles};
use crate::{PdfIllisible, limites, lire};

/// Judges within a time that a loop would not keep, even in a slow build.
fn en_temps(octets: &[u8]) -> Vec<segur_model::Finding> {
    let debut = Instant::now();
    let constats = juger_tout(octets);
    let duree = debut.elapsed();
    assert!(duree < Duration::from_secs(60), "{duree:?}");
    constats
}

#[test]
fn l_arbre_des_pages_en_boucle() {
    let mut f = Fabrique::modele();
    f.changer(2, "[3 0 R]", "[3 0 R 2 0 R 15 0 R]");
    f.ajouter("<< /Type /Pages /Kids [2 0 R 3 0 R] /Count 1 >>", None);
    let constats = en_temps(&f.ecrire());
    assert_eq!(regles(&constats), ["pdf.arbre-en-boucle"]);
    f.changer(2, "3 0 R 2 0 R", "2 0 R");
    f.changer(15, "2 0 R 3 0 R", "2 0 R 15 0 R");
    assert_eq!(lire(&f.ecrire()), Err(PdfIllisible::SansPage));
    assert_eq!(regles(&en_temps(&f.ecrire())), ["pdf.lisible"]);
}

#[test]
fn les_sections_de_references_en_boucle() {
    for cle in ["Prev", "XRefStm"] {
        let mut f = Fabrique::modele();
        let octets = f.ecrire();
        let xref = memchr::memmem::rfind(&octets, b"\nxref\n").unwrap() + 1;
        f.trailer += &format!(" /{cle} {xref}");
        assert_eq!(regles(&en_temps(&f.ecrire())), ["pdf.a1.xref"], "{cle}");
    }
}

#[test]
fn un_flux_d_objets_qui_se_contient() {
    let mut f = Fabrique::modele();
    // Object 15 says that it holds 15, 16 and 3.
    let corps = b"15 0 16 0 3 0 << /Type /Page >>";
    f.ajouter("/Type /ObjStm /N 3 /First 14 /Extends 15 0 R", Some(corps));
    f.fin = b"%%EOF\n".to_vec();
    let mut octets = f.ecrire();
    let table: [u8; 8] = [2, 0, 15, 0, 2, 0, 15, 1];
    let ou = octets.len();
    octets.extend(b"17 0 obj\n<< /Type /XRef /Size 17 /Index [15 2] /W [1 2 1] /Root 1 0 R /ID [<01>] /Length 8 >>\nstream\n");
    octets.extend(table);
    octets.extend(format!("\nendstream\nendobj\nstartxref\n{ou}\n%%EOF\n").bytes());
    en_temps(&octets);
}

#[test]
fn un_formulaire_qui_se_dessine() {
    let mut f = Fabrique::modele();
    f.changer(11, "/Resources << >>", "/Resources << /XObject << /X1 11 0 R /X2 15 0 R >> >>");
    f.objets[10].1 = Some(b"/X1 Do /X2 Do".to_vec());
    f.ajouter(
        "/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X1 11 0 R >> >>",
        Some(b"/X1 Do"),
    );
    assert_eq!(regles(&en_temps(&f.ecrire())), ["pdf.formulaire-en-boucle"]);
}

/// Each form draws the next one ten times: 10^11 forms if they were all drawn.
#[test]
fn des_formulaires_qui_foisonnent() {
    let mut f = Fabrique::page("/X Do", "/XObject << /X 15 0 R >>");
    for i in 0..11 {
        let suivant = 16 + i;
        let dico = format!("/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X {suivant} 0 R >> >>");
        f.ajouter(&dico, Some("/X Do ".repeat(10).as_bytes()));
    }
    let constats = en_temps(&f.ecrire());
    assert!(constats.iter().any(|c| c.rule == "pdf.non-evalue"), "{constats:#?}");
}

#[test]
fn des_boucles_partout_ailleurs() {
    let mut f = Fabrique::modele();
    f.changer(1, "/Pages", "/Outlines 15 0 R /OpenAction 16 0 R /Pages");
    f.ajouter("<< /First 15 0 R /Next 15 0 R /Prev 15 0 R /Last 15 0 R /A 16 0 R >>", None);
    f.ajouter("<< /S /URI /URI (a) /Next [16 0 R 16 0 R] >>", None);
    f.ajouter("18 0 R", None);
    f.ajouter("17 0 R", None);
    f.ajouter("/Length 19 0 R", Some(b"x"));
    f.changer(2, "/Count 1", "/Count 17 0 R /X 19 0 R");
    assert!(en_temps(&f.ecrire()).is_empty());
    // A chain of lengths, each in the dictionary of the next stream: deep enough for a stack, if it were followed.
    let mut f = Fabrique::modele();
    for i in 0..20_000 {
        f.ajouter(&format!("/Length {} 0 R", 16 + i), Some(b"x"));
    }
    f.changer(1, "/Pages", "/X 15 0 R /Pages");
    en_temps(&f.ecrire());
}

#[test]
fn des_valeurs_trop_profondes_ou_trop_nombreuses() {
    for corps in [
        "[".repeat(400_000),
        "<</A".repeat(400_000),
        "(".repeat(400_000),
        "0 ".repeat(8_000_000),
    ] {
        let mut f = Fabrique::modele();
        f.ajouter(&corps, None);
        f.changer(1, "/Pages", "/X 15 0 R /Pages");
        en_temps(&f.ecrire());
        en_temps(&Fabrique::page(&corps, "").ecrire());
    }
}

#[test]
fn une_bombe_de_decompression_est_dite() {
    let zeros = degonflable(&vec![0_u8; limites::FLUX + 10]);
    assert!(zeros.len() < 100_000);
    let mut f = Fabrique::modele();
    f.objets[7] = ("/Filter /FlateDecode".to_owned(), Some(zeros.clone()));
    assert!(en_temps(&f.ecrire()).iter().any(|c| c.rule == "pdf.non-evalue"));
    // Twice deflated, and in the metadata, in a font, in an object stream.
    let double = degonflable(&zeros);
    f.objets[7] = ("/Filter [/FlateDecode /FlateDecode]".to_owned(), Some(double.clone()));
    f.objets[3] = (
        "/Type /Metadata /Filter [/FlateDecode /FlateDecode]".to_owned(),
        Some(double.clone()),
    );
    f.changer(7, "/Encoding", "/ToUnicode 15 0 R /Encoding");
    f.ajouter("/Filter [/Fl /Fl]", Some(&double));
    f.ajouter("/Type /ObjStm /N 9 /First 9 /Filter [/FlateDecode /FlateDecode]", Some(&double));
    f.fin = b"%%EOF".to_vec();
    f.trailer.clear();
    en_temps(&f.ecrire());
}

#[test]
fn des_images_et_des_pages_demesurees() {
    let mut f = Fabrique::page("q 300 0 0 300 0 0 cm /I Do Q", "/XObject << /I 15 0 R >>");
    f.changer(3, "[0 0 300 300]", "[-1e30 0 9e99 1e-9]");
    f.ajouter(
        "/Type /XObject /Subtype /Image /Width 4000000000 /Height 4000000000 /BitsPerComponent 8 /ColorSpace /DeviceGray",
        Some(b"x"),
    );
    assert!(regles(&en_temps(&f.ecrire())).contains(&"pdf.non-evalue"));
    // Many fills of the whole page.
    let f = Fabrique::page(&"0 0 300 300 re f 1e30 0 0 1e30 -1e30 nan cm ".repeat(10).repeat(200), "");
    en_temps(&f.ecrire());
    let f = Fabrique::page(&"0 0 300 300 re f ".repeat(5_000), "");
    assert!(regles(&en_temps(&f.ecrire())).contains(&"pdf.non-evalue"));
}

#[test]
fn un_fichier_trop_gros_ou_qui_n_est_pas_un_pdf() {
    let mut gros = Fabrique::modele().ecrire();
    gros.resize(limites::TAILLE + 1, b' ');
    assert!(matches!(lire(&gros), Err(PdfIllisible::TropGros { .. })));
    for octets in [&b""[..], b"PK\x03\x04", &[0; 4096]] {
        assert_eq!(lire(octets), Err(PdfIllisible::PasUnPdf));
    }
    for octets in [
        &b"%PDF-1.4"[..],
        b"%PDF-1.4\ntrailer << /Root 1 0 R >> startxref 0",
        b"%PDF-1.4\n1 0 obj << /Type /Catalog >>",
    ] {
        assert_eq!(lire(octets), Err(PdfIllisible::SansCatalogue));
    }
    // Sizes that the table only claims.
    let mut f = Fabrique::modele();
    f.fin = b"%%EOF".to_vec();
    let octets = String::from_utf8_lossy(&f.ecrire()).replace("xref\n0 15", "xref\n0 4294967299");
    en_temps(octets.as_bytes());
}

/// Many objects at the same place, of which the end has to be looked for.
#[test]
fn des_fins_de_flux_cherchees_mille_fois() {
    let mut f = Fabrique::modele();
    f.changer(
        1,
        "/Pages",
        &format!("/X [{}] /Pages", (15..3015).map(|i| format!("{i} 0 R ")).collect::<String>()),
    );
    for _ in 0..3000 {
        f.ajouter("<< /Length 9 >> stream", None);
    }
    let corps = f.ecrire();
    let mut octets = corps.clone();
    octets.splice(15..15, std::iter::repeat_n(b'\n', 2_000_000));
    en_temps(&corps);
    en_temps(&octets);
}

#[test]
fn un_fichier_tronque_se_lit_ou_se_refuse() {
    let octets = Fabrique::modele().ecrire();
    let mut lus = 0;
    for fin in (0..octets.len()).step_by(97) {
        let constats = juger_tout(&octets[..fin]);
        assert!(!constats.is_empty(), "cut at {fin}, and nothing is told");
        lus += usize::from(!regles(&constats).contains(&"pdf.lisible"));
    }
    assert!(lus > 0, "the catalog and the pages are at the start: cut files are read too");
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(96))]
    #[test]
    fn des_octets_changes_ne_font_pas_tomber(changes in proptest::collection::vec((proptest::prelude::any::<proptest::sample::Index>(), proptest::prelude::any::<u8>()), 1..12)) {
        let mut octets = Fabrique::modele().ecrire();
        for (ou, octet) in changes {
            let ou = ou.index(octets.len());
            octets[ou] = octet;
        }
        let _ = juger_tout(&octets);
    }

    #[test]
    fn un_contenu_quelconque_ne_fait_pas_tomber(contenu in "([0-9.-]{1,5} |[a-zA-Z*']{1,2} |/[A-Z]1 |\\[|\\]|<<|>>|\\(|\\)|<|BI |ID |EI |re f |cm ){0,200}") {
        let mut f = Fabrique::modele();
        f.contenu(contenu.as_bytes());
        let _ = juger_tout(&f.ecrire());
    }
}
