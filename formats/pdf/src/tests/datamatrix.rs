//! A symbol is decoded from the page, however it is drawn there.

use super::fabrique::{Fabrique, degonflable, modules, rectangles};
use super::{message, personne};
use crate::lire;

fn lus(fabrique: &Fabrique) -> Vec<String> {
    let pdf = lire(&fabrique.ecrire()).unwrap();
    pdf.pages.into_iter().flat_map(|p| p.symboles).map(|s| s.texte).collect()
}

fn ins() -> String {
    message(&personne())
}

#[test]
fn en_rectangles_a_toute_echelle_et_dans_tous_les_sens() {
    let symbole = rectangles(&modules(&ins()));
    assert!((90..170).contains(&ins().len()), "{}", ins().len());
    for echelle in [0.45, 0.6, 0.77, 1.0, 1.91, 3.3] {
        for sens in ["1 0 0 1 0 0", "0 1 -1 0 0 0", "-1 0 0 -1 0 0", "0 -1 1 0 0 0"] {
            // The symbol is turned about its middle, which is put near that of the page.
            let milieu = -24.0 * echelle;
            let contenu =
                format!("1 g 0 0 300 300 re f 0 g 1 0 0 1 150.3 149.6 cm {sens} cm {echelle} 0 0 {echelle} {milieu} {milieu} cm {symbole}");
            assert_eq!(lus(&Fabrique::page(&contenu, "")), [ins()], "{echelle} {sens}");
        }
    }
}

#[test]
fn sur_une_page_tournee() {
    for angle in [0, 90, 180, 270] {
        let mut f = Fabrique::page(
            &format!("0 g 50 60 translate 1 0 0 1 50 60 cm {}", rectangles(&modules(&ins()))),
            "",
        );
        f.changer(3, "/Parent", &format!("/Rotate {angle} /Parent"));
        assert_eq!(lus(&f), [ins()]);
        assert_eq!(lire(&f.ecrire()).unwrap().pages[0].rotation, angle);
    }
}

#[test]
fn un_rectangle_par_trace_ou_des_lignes_epaisses() {
    let symbole = modules(&ins());
    let un_par_un = rectangles(&symbole).replace(" re\n", " re f\n");
    let mut lignes = String::from("1 w ");
    for (y, rang) in symbole.iter().enumerate() {
        let y = symbole.len() as f64 - y as f64 - 0.5;
        for (x, _) in rang.iter().enumerate().filter(|(_, m)| **m) {
            lignes += &format!("{x} {y} m {} {y} l S\n", x + 1);
        }
    }
    for dessin in [un_par_un, lignes] {
        assert_eq!(lus(&Fabrique::page(&format!("0 g 0 G 1.3 0 0 1.3 50 60 cm {dessin}"), "")), [ins()]);
    }
}

/// The symbol as samples of one byte, `pas` pixels to a module, with a white margin.
fn gris(symbole: &[Vec<bool>], pas: usize) -> (usize, Vec<u8>) {
    let cote = (symbole.len() + 2) * pas;
    let mut pixels = Vec::with_capacity(cote * cote);
    for y in 0..cote {
        for x in 0..cote {
            let (r, c) = ((y / pas).wrapping_sub(1), (x / pas).wrapping_sub(1));
            let sombre = symbole.get(r).and_then(|l| l.get(c)).copied().unwrap_or(false);
            pixels.push(if sombre { 20 } else { 240 });
        }
    }
    (cote, pixels)
}

/// Packs samples of one byte as one bit: 1 is light.
fn bits(cote: usize, pixels: &[u8]) -> Vec<u8> {
    let ligne = |l: &[u8]| -> Vec<u8> {
        let octet = |o: &[u8]| (0..8).fold(0_u8, |n, i| (n << 1) | u8::from(o.get(i).is_none_or(|g| *g > 127)));
        l.chunks(8).map(octet).collect()
    };
    pixels.chunks(cote).flat_map(ligne).collect()
}

#[test]
fn en_image_de_tout_espace_et_de_toute_taille() {
    let symbole = modules(&ins());
    for pas in [1, 2, 3, 7] {
        let (cote, pixels) = gris(&symbole, pas);
        let un_bit = bits(cote, &pixels);
        let inverse: Vec<u8> = un_bit.iter().map(|o| !o).collect();
        let rvb: Vec<u8> = pixels.iter().flat_map(|g| [*g; 3]).collect();
        let cmjn: Vec<u8> = pixels.iter().flat_map(|g| [0, 0, 0, 255 - *g]).collect();
        let indices: Vec<u8> = pixels.iter().map(|g| u8::from(*g > 127)).collect();
        let png: Vec<u8> = pixels
            .chunks(cote)
            .flat_map(|l| std::iter::once(0).chain(l.iter().copied()))
            .collect();
        let cas: Vec<(String, Vec<u8>)> = vec![
            ("/BitsPerComponent 8 /ColorSpace /DeviceGray".into(), pixels.clone()),
            ("/BitsPerComponent 8 /ColorSpace /DeviceRGB".into(), rvb),
            ("/BitsPerComponent 8 /ColorSpace /DeviceCMYK".into(), cmjn),
            ("/BitsPerComponent 1 /ColorSpace /DeviceGray".into(), un_bit.clone()),
            ("/BitsPerComponent 1 /ColorSpace /DeviceGray /Decode [1 0]".into(), inverse),
            ("/ImageMask true /BitsPerComponent 1".into(), un_bit),
            (
                "/BitsPerComponent 8 /ColorSpace [/Indexed /DeviceRGB 1 <000000FFFFFF>]".into(),
                indices,
            ),
            (
                format!("/BitsPerComponent 8 /ColorSpace /DeviceGray /DecodeParms << /Predictor 15 /Columns {cote} >>"),
                png,
            ),
        ];
        for (dico, octets) in cas {
            let mut f = Fabrique::page("0 g q 85 0 0 85 40 60 cm /I Do Q", "/XObject << /I 15 0 R >>");
            let dico = format!("/Type /XObject /Subtype /Image /Width {cote} /Height {cote} /Filter /FlateDecode {dico}");
            f.ajouter(&dico, Some(&degonflable(&octets)));
            assert_eq!(lus(&f), [ins()], "{pas} {dico}");
        }
    }
}

#[test]
fn en_image_incluse_et_en_image_a_masque() {
    let (cote, pixels) = gris(&modules(&ins()), 2);
    let hexa = hex::encode(bits(cote, &pixels));
    let contenu = format!("q 90 0 0 90 40 60 cm BI /W {cote} /H {cote} /BPC 1 /CS /G /F /AHx ID {hexa}> EI Q");
    assert_eq!(lus(&Fabrique::page(&contenu, "")), [ins()]);
    // Black everywhere, and let through where the symbol is.
    let opaque: Vec<u8> = pixels.iter().map(|g| 255 - g).collect();
    let mut f = Fabrique::page("q 90 0 0 90 40 60 cm /I Do Q", "/XObject << /I 15 0 R >>");
    let tete = format!("/Type /XObject /Subtype /Image /Width {cote} /Height {cote} /BitsPerComponent 8 /ColorSpace /DeviceGray");
    f.ajouter(&format!("{tete} /SMask 16 0 R"), Some(&vec![0; pixels.len()]));
    f.ajouter(&tete, Some(&opaque));
    assert_eq!(lus(&f), [ins()]);
}

#[test]
fn en_jpeg_gris_et_en_couleurs() {
    let fichiers: [(&str, &[u8]); 2] = [
        ("DeviceGray", include_bytes!("../../tests/donnees/symbole-gris.jpg")),
        ("DeviceRGB", include_bytes!("../../tests/donnees/symbole-rvb.jpg")),
    ];
    for (espace, jpeg) in fichiers {
        let mut f = Fabrique::page("q 30 0 0 30 40 60 cm /I Do Q", "/XObject << /I 15 0 R >>");
        let dico = format!("/Type /XObject /Subtype /Image /Width 110 /Height 110 /BitsPerComponent 8 /ColorSpace /{espace}");
        f.ajouter(&format!("{dico} /Filter /DCTDecode"), Some(jpeg));
        assert_eq!(lus(&f), ["SEGUR-BENCH JPEG"], "{espace}");
        // Cut: no panic, and no symbol.
        f.objets[14].1 = Some(jpeg[..jpeg.len() / 3].to_vec());
        assert!(lus(&f).is_empty());
    }
}

#[test]
fn dans_un_formulaire_avec_matrice_et_plusieurs_par_page() {
    let mut f = Fabrique::page("q /X Do Q 1 0 0 1 150 150 cm /X Do", "/XObject << /X 15 0 R >>");
    let dessin = format!("0 g {}", rectangles(&modules(&ins())));
    f.ajouter(
        "/Type /XObject /Subtype /Form /BBox [0 0 99 99] /Matrix [1.1 0 0 1.1 10 10]",
        Some(dessin.as_bytes()),
    );
    assert_eq!(lus(&f), [ins(), ins()]);
}

/// What hides it hides it: decoded from the page, not from the file.
#[test]
fn ce_qui_est_couvert_ou_coupe_n_est_pas_la() {
    let symbole = rectangles(&modules(&ins()));
    let couvert = format!("q 0 g 1 0 0 1 50 50 cm {symbole} Q 1 g 40 40 99 99 re f");
    let coupe = format!("0 0 60 60 re W n 0 g 1 0 0 1 50 50 cm {symbole}");
    let hors = format!("0 g 1 0 0 1 290 290 cm {symbole}");
    for contenu in [couvert, coupe, hors] {
        assert!(lus(&Fabrique::page(&contenu, "")).is_empty());
    }
}

/// Error correction is for stains: a few wrong modules are read through, many are not.
#[test]
fn quelques_taches_ne_l_effacent_pas() {
    let mut symbole = modules(&ins());
    for i in [9, 12, 15] {
        symbole[i][i + 1] = !symbole[i][i + 1];
    }
    let contenu = |s: &[Vec<bool>]| format!("0 g 1.3 0 0 1.3 60 60 cm {}", rectangles(s));
    assert_eq!(lus(&Fabrique::page(&contenu(&symbole), "")), [ins()]);
    for rang in symbole.iter_mut().skip(3).take(30) {
        rang[3..30].fill(true);
    }
    assert!(lus(&Fabrique::page(&contenu(&symbole), "")).is_empty());
}

#[test]
fn chaque_taille_carree_se_lit() {
    for longueur in [3, 10, 20, 40, 60, 90, 130, 200, 300, 500, 800, 1200] {
        let texte: String = "AB1-C d9".chars().cycle().take(longueur).collect();
        let m = modules(&texte);
        let e = 280.0 / m.len() as f64;
        assert_eq!(
            lus(&Fabrique::page(&format!("0 g {e} 0 0 {e} 10 10 cm {}", rectangles(&m)), "")),
            [texte]
        );
    }
}
