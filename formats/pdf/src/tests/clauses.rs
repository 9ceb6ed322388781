//! Each rule of PDF/A-1, by the one defect that turns it.

use segur_model::Severity;

use super::fabrique::{Fabrique, xmp};
use super::{ContextePdf, juger};
use super::{exigeant, juger_tout, regles};
use crate::lire;

/// Object, what is written, what is written instead, the rule that is told.
const DEFAUTS: &[(usize, &str, &str, &str)] = &[
    (1, "/Pages", "/OCProperties << /OCGs [] >> /Pages", "pdf.a1.contenu-optionnel"),
    (1, "/Pages", "/AA << /WC << /S /URI /URI (a) >> >> /Pages", "pdf.a1.declencheur"),
    (
        1,
        "/Pages",
        "/OpenAction << /S /JavaScript /JS (app.alert\\(1\\)) >> /Pages",
        "pdf.a1.javascript",
    ),
    (
        1,
        "/Pages",
        "/Names << /JavaScript << /Names [(a) << /S /JavaScript /JS (1) >>] >> >> /Pages",
        "pdf.a1.javascript",
    ),
    (
        1,
        "/Pages",
        "/Names << /EmbeddedFiles << /Names [] >> >> /Pages",
        "pdf.a1.fichier-incorpore",
    ),
    (
        1,
        "/Pages",
        "/AF << /Type /Filespec /F (a.txt) /EF << /F 6 0 R >> >> /Pages",
        "pdf.a1.fichier-incorpore",
    ),
    (
        1,
        "/Pages",
        "/AcroForm << /Fields [] /NeedAppearances true >> /Pages",
        "pdf.a1.apparences",
    ),
    (1, "/Pages", "/AcroForm << /Fields [] /XFA (a) >> /Pages", "pdf.a1.xfa"),
    (
        1,
        "/Pages",
        "/AcroForm << /Fields [<< /T (a) /AA << /K << /S /URI /URI (a) >> >> >>] >> /Pages",
        "pdf.a1.declencheur",
    ),
    (1, "/Pages", "/X [<4>] /Pages", "pdf.a1.chaine-hexadecimale"),
    (1, "/Pages", "/X <4G41> /Pages", "pdf.a1.chaine-hexadecimale"),
    (1, "/Pages", "/X 40000.5 /Pages", "pdf.a1.limite"),
    (1, "/Pages", "/X 3000000000 /Pages", "pdf.a1.limite"),
    (1, "/Metadata 4 0 R", "", "pdf.a1.metadonnees"),
    (1, "/OutputIntents [5 0 R]", "", "pdf.a1.couleur"),
    (
        3,
        "/Parent",
        "/Group << /S /Transparency /CS /DeviceRGB >> /Parent",
        "pdf.a1.transparence",
    ),
    (4, "/Subtype", "/Filter /ASCIIHexDecode /Subtype", "pdf.a1.metadonnees"),
    (5, "/GTS_PDFA1", "/GTS_PDFX", "pdf.a1.couleur"),
    (5, "/DestOutputProfile 6 0 R", "", "pdf.a1.couleur"),
    (6, "/N 3", "/N 4", "pdf.a1.couleur"),
    (
        1,
        "[5 0 R]",
        "[5 0 R << /S /GTS_PDFX /DestOutputProfile 14 0 R >>]",
        "pdf.a1.intention-sortie",
    ),
    (6, "/N 3", "/N 3 /F (ailleurs.icc)", "pdf.a1.flux-externe"),
    (9, "/Link", "/FileAttachment", "pdf.a1.annotation-type"),
    (9, "/F 4", "", "pdf.a1.annotation-etat"),
    (9, "/F 4", "/F 6", "pdf.a1.annotation-etat"),
    (9, "/F 4", "/F 4 /CA 0.5", "pdf.a1.annotation-etat"),
    (9, "/F 4", "/F 4 /AP << /N 11 0 R /D 11 0 R >>", "pdf.a1.apparence"),
    (9, "/F 4", "/F 4 /AP << /N << /a 11 0 R >> >>", "pdf.a1.apparence"),
    (9, "/Link", "/Widget /FT /Btn /AP << /N 11 0 R >>", "pdf.a1.apparence"),
    (9, "/Link", "/Widget", "pdf.a1.champ-apparence"),
    (
        9,
        "/S /URI /URI (https://exemple.invalid)",
        "/S /Launch /F (calc.exe)",
        "pdf.a1.lancement",
    ),
    (9, "/S /URI /URI (https://exemple.invalid)", "/S /ResetForm", "pdf.a1.action"),
    (9, "/S /URI /URI (https://exemple.invalid)", "/S /Named /N /Print", "pdf.a1.action"),
    (10, "/CA 1", "/CA 0.5", "pdf.a1.transparence"),
    (10, "/ca 1.0", "/ca .9", "pdf.a1.transparence"),
    (10, "/Normal", "/Multiply", "pdf.a1.transparence"),
    (10, "/SMask /None", "/SMask << /S /Luminosity >>", "pdf.a1.transparence"),
    (10, "/CA 1", "/RI /Autre /CA 1", "pdf.a1.intention-rendu"),
    (12, "/Interpolate false", "/Intent /Autre", "pdf.a1.intention-rendu"),
    (10, "/CA 1", "/TR /Identity /CA 1", "pdf.a1.transfert"),
    (10, "/CA 1", "/TR2 /Identity /CA 1", "pdf.a1.transfert"),
    (11, "/BBox", "/OPI << >> /BBox", "pdf.a1.formulaire"),
    (11, "/BBox", "/Subtype2 /PS /BBox", "pdf.a1.formulaire"),
    (11, "/BBox", "/Ref << /F (a.pdf) /Page 0 >> /BBox", "pdf.a1.reference"),
    (11, "/Subtype /Form", "/Subtype /PS", "pdf.a1.postscript"),
    (12, "/Interpolate false", "/Interpolate true", "pdf.a1.image"),
    (12, "/Interpolate false", "/Alternates []", "pdf.a1.image"),
    (12, "/Interpolate false", "/SMask 12 0 R", "pdf.a1.transparence"),
    (13, "/FontFile2 14 0 R", "", "pdf.a1.police"),
];

/// Rules that warn even when PDF/A-1 is asked: their source is not verified.
const AVERTISSENT: &[&str] = &["pdf.a1.xfa", "pdf.a1.xmp"];

fn verifier(octets: &[u8], regle: &str) {
    let constats = juger_tout(octets);
    assert!(constats.iter().any(|c| c.rule == regle), "{regle}: {constats:#?}");
    let autres: Vec<_> = constats.iter().filter(|c| c.rule != regle).collect();
    assert!(autres.is_empty(), "{regle}: {autres:#?}");
    let attendue = if AVERTISSENT.contains(&regle) {
        Severity::Warning
    } else {
        Severity::Error
    };
    assert!(
        constats.iter().all(|c| c.severity == attendue && !c.location.path.is_empty()),
        "{constats:#?}"
    );
}

#[test]
fn chaque_defaut_leve_sa_regle_et_elle_seule() {
    for (numero, avant, apres, regle) in DEFAUTS {
        let mut f = Fabrique::modele();
        f.changer(*numero, avant, apres);
        // Without its metadata, the document makes no claim either.
        if apres.is_empty() && *regle == "pdf.a1.metadonnees" || apres.contains("ASCIIHex") {
            let constats = juger_tout(&f.ecrire());
            assert!(regles(&constats).contains(regle), "{constats:#?}");
            assert!(regles(&constats).contains(&"pdf.a1.annonce-exigee"), "{constats:#?}");
            continue;
        }
        verifier(&f.ecrire(), regle);
    }
}

/// A rule, and what makes it told.
type Defaut = (&'static str, fn(&mut Fabrique));

#[test]
fn l_enveloppe_est_jugee() {
    let cas: [Defaut; 7] = [
        ("pdf.a1.entete", |f| f.entete = b"\n%PDF-1.4\n%\xE2\xE3\xCF\xD3\n".to_vec()),
        ("pdf.a1.entete", |f| f.entete = b"%PDF-1.44 \n%\xE2\xE3\xCF\xD3\n".to_vec()),
        ("pdf.a1.entete-binaire", |f| f.entete = b"%PDF-1.4\n".to_vec()),
        ("pdf.a1.trailer-id", |f| f.trailer = "/Root 1 0 R".to_owned()),
        ("pdf.a1.apres-fin", |f| f.fin = b"%%EOF\nsuite".to_vec()),
        ("pdf.a1.xref", |f| f.fin = b"startxref\n7\n%%EOF\n".to_vec()),
        ("pdf.a1.lzw", |f| {
            // A form without anything in it, in LZW: clear then end.
            f.objets[10].0 += " /Filter /LZWDecode";
            f.objets[10].1 = Some(vec![0x80, 0x40, 0x40]);
        }),
    ];
    for (regle, defaut) in cas {
        let mut f = Fabrique::modele();
        defaut(&mut f);
        let mut octets = f.ecrire();
        if regle == "pdf.a1.entete" && octets[0] == b'\n' {
            // Offsets are counted from the header.
            f.entete.remove(0);
            octets = f.ecrire();
            octets.insert(0, b'\n');
        }
        verifier(&octets, regle);
    }
}

#[test]
fn une_image_incluse_en_lzw_est_vue() {
    let mut f = Fabrique::modele();
    f.ajouter_au_contenu(" q 1 0 0 1 0 0 cm BI /W 1 /H 1 /BPC 8 /CS /G /F /LZW ID \u{20}x EI Q");
    verifier(&f.ecrire(), "pdf.a1.lzw");
}

#[test]
fn le_chiffrement_est_dit_et_arrete_la_lecture() {
    let mut f = Fabrique::modele();
    f.trailer += " /Encrypt << /Filter /Standard /V 1 >>";
    let constats = juger_tout(&f.ecrire());
    assert_eq!(regles(&constats), ["pdf.a1.chiffrement", "pdf.non-evalue"]);
    assert!(constats.iter().any(|c| c.rule == "pdf.a1.chiffrement" && c.is_error()));
    let pdf = lire(&f.ecrire()).unwrap();
    assert!(pdf.chiffre && pdf.pages.is_empty());
}

#[test]
fn l_annonce_est_lue_en_elements_et_en_attributs() {
    let mut f = Fabrique::modele();
    let attributs = String::from_utf8(xmp(""))
        .unwrap()
        .replace("rdf:about=\"\"", "rdf:about=\"\" pdfaid:part=\"1\" pdfaid:conformance=\"B\"");
    f.objets[3].1 = Some(attributs.into_bytes());
    assert!(juger_tout(&f.ecrire()).is_empty());
    for (annonce, regle) in [
        ("", "pdf.a1.annonce-exigee"),
        (
            "<pdfaid:part>3</pdfaid:part><pdfaid:conformance>B</pdfaid:conformance>",
            "pdf.a1.annonce-exigee",
        ),
        (
            "<pdfaid:part>1</pdfaid:part><pdfaid:conformance>U</pdfaid:conformance>",
            "pdf.a1.niveau",
        ),
        (
            "<pdfaid:part>1</pdfaid:part><pdfaid:conformance>A</pdfaid:conformance>",
            "pdf.a1.structure",
        ),
    ] {
        f.objets[3].1 = Some(xmp(annonce));
        verifier(&f.ecrire(), regle);
    }
    f.changer(
        1,
        "/Pages",
        "/MarkInfo << /Marked true >> /StructTreeRoot << /Type /StructTreeRoot >> /Pages",
    );
    assert!(juger_tout(&f.ecrire()).is_empty());
    f.objets[3].1 = Some(b"<!DOCTYPE a><a/>".to_vec());
    let constats = juger_tout(&f.ecrire());
    assert_eq!(regles(&constats), ["pdf.a1.annonce-exigee", "pdf.a1.xmp"]);
}

/// Not asked, not claimed: one warning for the claim, and nothing that is an error.
#[test]
fn sans_exigence_ni_annonce_rien_n_est_une_erreur() {
    for (numero, avant, apres, regle) in DEFAUTS {
        let mut f = Fabrique::modele();
        f.objets[3].1 = Some(xmp(""));
        f.changer(*numero, avant, apres);
        let constats = juger(&f.ecrire(), &ContextePdf::default());
        assert!(constats.iter().all(|c| c.severity <= Severity::Warning), "{regle}: {constats:#?}");
        assert!(constats.iter().any(|c| c.rule == *regle) && constats.iter().any(|c| c.rule == "pdf.a1.annonce"));
    }
}

/// Claimed, not asked: the claim binds.
#[test]
fn l_annonce_engage() {
    let mut f = Fabrique::modele();
    assert!(juger(&f.ecrire(), &ContextePdf::default()).is_empty());
    f.changer(13, "/FontFile2 14 0 R", "");
    assert!(
        juger(&f.ecrire(), &ContextePdf::default())
            .iter()
            .any(|c| c.rule == "pdf.a1.police" && c.is_error())
    );
}

#[test]
fn une_police_invisible_ou_inemployee_n_a_pas_a_etre_incorporee() {
    let mut f = Fabrique::modele();
    f.ajouter("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>", None);
    f.changer(3, "/F1 7 0 R", "/F1 7 0 R /F2 15 0 R");
    assert!(juger_tout(&f.ecrire()).is_empty());
    f.ajouter_au_contenu(" BT /F2 9 Tf 3 Tr (cache) Tj ET");
    assert!(juger_tout(&f.ecrire()).is_empty());
    f.ajouter_au_contenu(" BT /F2 9 Tf 0 Tr (montre) Tj ET");
    verifier(&f.ecrire(), "pdf.a1.police");
    assert!(exigeant().pdfa_exige);
}

/// A named resource that no content names is exempt (ISO 19005-1:2005/Cor.2:2011).
#[test]
fn une_ressource_inemployee_n_est_pas_jugee() {
    for (numero, avant, apres) in [
        (11, "/BBox", "/OPI << >> /BBox"),
        (12, "/Interpolate false", "/Interpolate true"),
        (10, "/CA 1", "/CA 0.5"),
    ] {
        let mut f = Fabrique::modele();
        f.changer(numero, avant, apres);
        let seul = f.ecrire();
        assert!(!juger_tout(&seul).is_empty());
        f.contenu(b"0 0 1 rg 0 0 5 5 re f");
        let constats = juger(
            &f.ecrire(),
            &ContextePdf {
                pdfa_exige: true,
                ..ContextePdf::default()
            },
        );
        assert!(constats.is_empty(), "{constats:#?}");
    }
}

/// A content and its resources, the objects that come with it (from 15), and the rule that is told, if any.
type Page = (
    &'static str,
    &'static str,
    &'static [(&'static str, Option<&'static [u8]>)],
    Option<&'static str>,
);

const MOTIF: &str = "/Type /Pattern /PatternType 1 /PaintType 1 /TilingType 1 /BBox [0 0 9 9] /XStep 9 /YStep 9 /Resources << >>";
const IMAGE: &str = "/Type /XObject /Subtype /Image /Width 1 /Height 1 /BitsPerComponent 8 /ColorSpace /DeviceCMYK";
const DEFAUT: &str = "/ColorSpace << /DefaultCMYK [/CalCMYK << >>] >> /XObject << /I 15 0 R >>";

/// What is used, wherever it is: the output intent is for RGB.
const PAGES: &[Page] = &[
    ("1 0 0 rg 0 0 5 5 re f", "", &[], None),
    ("1 0 0 0 k 0 0 5 5 re f", "", &[], Some("pdf.a1.couleur")),
    (
        "/Pattern cs /M scn 0 0 5 5 re f",
        "/Pattern << /M 15 0 R >>",
        &[(MOTIF, Some(b"0 0 0 1 k 0 0 5 5 re f"))],
        Some("pdf.a1.couleur"),
    ),
    (
        "/Pattern cs /M scn 0 0 5 5 re f",
        "/Pattern << /M 15 0 R >>",
        &[(MOTIF, Some(b"0 0 1 rg 0 0 5 5 re f"))],
        None,
    ),
    (
        "/Pattern cs /M scn 0 0 5 5 re f",
        "/Pattern << /M << /PatternType 2 /Shading << /ShadingType 2 /ColorSpace /DeviceCMYK >> >> >>",
        &[],
        Some("pdf.a1.couleur"),
    ),
    (
        "/S sh",
        "/Shading << /S << /ShadingType 2 /ColorSpace /DeviceCMYK >> >>",
        &[],
        Some("pdf.a1.couleur"),
    ),
    (
        "/I Do",
        "/XObject << /I 15 0 R >>",
        &[(IMAGE, Some(b"aaaa"))],
        Some("pdf.a1.couleur"),
    ),
    ("/I Do", DEFAUT, &[(IMAGE, Some(b"aaaa"))], None),
    ("q BI /W 1 /H 1 /BPC 8 /CS /CMYK ID aaaa EI Q", "", &[], Some("pdf.a1.couleur")),
    ("q BI /W 1 /H 1 /BPC 8 /CS /G /I true ID a EI Q", "", &[], Some("pdf.a1.image")),
    (
        "q BI /W 1 /H 1 /BPC 8 /CS /G /Intent /Autre ID a EI Q",
        "",
        &[],
        Some("pdf.a1.intention-rendu"),
    ),
    ("/Autre ri", "", &[], Some("pdf.a1.intention-rendu")),
    ("/Perceptual ri", "", &[], None),
    ("1 0 0 1 40000.5 0 cm", "", &[], Some("pdf.a1.limite")),
    ("1 0 0 1 40000 0 cm", "", &[], None),
    (
        "/N cs 1 1 1 1 1 1 1 1 1 scn",
        "/ColorSpace << /N [/DeviceN [/a /b /c /d /e /f /g /h /i] /DeviceRGB << >>] >>",
        &[],
        Some("pdf.a1.limite"),
    ),
    (
        "/P cs 1 0 0 scn",
        "/ColorSpace << /P [/ICCBased 15 0 R] >>",
        &[("/N 3", Some(b"trop court"))],
        Some("pdf.a1.profil-icc"),
    ),
];

#[test]
fn ce_qu_un_contenu_emploie_est_juge_ou_qu_il_soit() {
    let exige = ContextePdf {
        pdfa_exige: true,
        ..ContextePdf::default()
    };
    for (contenu, ressources, objets, regle) in PAGES {
        let mut f = Fabrique::page(contenu, ressources);
        for (dico, flux) in *objets {
            f.ajouter(dico, *flux);
        }
        let constats = juger(&f.ecrire(), &exige);
        assert_eq!(
            regles(&constats),
            regle.iter().copied().collect::<Vec<_>>(),
            "{contenu} {ressources}"
        );
    }
    for (n, attendue) in [(28, vec![]), (29, vec!["pdf.a1.limite"])] {
        let f = Fabrique::page(&("q ".repeat(n) + &"Q ".repeat(n)), "");
        assert_eq!(regles(&juger(&f.ecrire(), &exige)), attendue, "{n}");
    }
}

#[test]
fn un_profil_icc_est_d_une_classe_et_d_un_espace() {
    let profil = |classe: &[u8; 4], espace: &[u8; 4]| {
        let mut octets = vec![0; 128];
        octets[12..16].copy_from_slice(classe);
        octets[16..20].copy_from_slice(espace);
        octets
    };
    for (classe, espace, attendues) in [
        (b"mntr", b"RGB ", &[][..]),
        (b"prtr", b"RGB ", &[]),
        (b"scnr", b"RGB ", &["pdf.a1.intention-sortie"]),
        (b"mntr", b"GRAY", &["pdf.a1.couleur", "pdf.a1.profil-icc"]),
        (b"mntr", b"Lab ", &["pdf.a1.intention-sortie"]),
    ] {
        let mut f = Fabrique::modele();
        f.objets[5].1 = Some(profil(classe, espace));
        assert_eq!(regles(&juger_tout(&f.ecrire())), attendues, "{classe:?} {espace:?}");
        let mut f = Fabrique::modele();
        f.objets[5].0 += " /Filter /FlateDecode";
        f.objets[5].1 = Some(super::fabrique::degonflable(&profil(classe, espace)));
        assert_eq!(regles(&juger_tout(&f.ecrire())), attendues, "{classe:?} {espace:?}");
    }
    let mut f = Fabrique::modele();
    f.changer(
        5,
        "/OutputConditionIdentifier (sRGB) /DestOutputProfile 6 0 R",
        "/OutputConditionIdentifier (Custom)",
    );
    assert_eq!(regles(&juger_tout(&f.ecrire())), ["pdf.a1.couleur", "pdf.a1.intention-sortie"]);
}

type Police<'a> = (&'a str, &'a str, &'a str, &'a str, &'a [u8], &'a [&'a str]);

/// A font in the place of that of the model, and the rule that it turns.
#[test]
fn les_polices_sont_jugees() {
    let cid = "<< /Type /Font /Subtype /Type0 /BaseFont /AAAAAA+Fictive /Encoding /Identity-H /DescendantFonts [<< /Subtype /CIDFontType2 \
               /BaseFont /AAAAAA+Fictive /CIDToGIDMap /Identity /CIDSystemInfo << /Registry (A) /Ordering (B) >> /FontDescriptor 13 0 R >>] >>";
    let cmap = "/CMapName /C /CIDSystemInfo << /Registry (A) /Ordering (B) >>";
    let plage = &b"1 begincidrange <00> <0F> 0 endcidrange"[..];
    let type1 = "<< /Type /Font /Subtype /Type1 /BaseFont /AAAAAA+Fictive /Encoding /WinAnsiEncoding /FontDescriptor 13 0 R >>";
    let exige = ContextePdf {
        pdfa_exige: true,
        ..ContextePdf::default()
    };
    // The font, what is changed in it, the object 15 that comes with it, and the rules that are told.
    let cas: &[Police<'_>] = &[
        (cid, "a", "a", cmap, plage, &["pdf.a1.sous-ensemble"]),
        (cid, "AAAAAA+", "", cmap, plage, &[]),
        (
            cid,
            "/CIDToGIDMap /Identity",
            "",
            cmap,
            plage,
            &["pdf.a1.police-composee", "pdf.a1.sous-ensemble"],
        ),
        (
            cid,
            "/FontDescriptor 13 0 R",
            "/FontDescriptor << /FontFile2 14 0 R /CIDSet 15 0 R >>",
            "",
            b"\x80",
            &[],
        ),
        (
            cid,
            "/FontDescriptor 13 0 R",
            "/FontDescriptor << /FontFile2 14 0 R /CIDSet 15 0 R >>",
            "",
            b"\0",
            &["pdf.a1.sous-ensemble"],
        ),
        (
            cid,
            "/Identity-H",
            "/UniJIS-UCS2-H",
            cmap,
            plage,
            &["pdf.a1.police-composee", "pdf.a1.sous-ensemble"],
        ),
        (cid, "/Identity-H", "15 0 R", cmap, plage, &["pdf.a1.sous-ensemble"]),
        (
            cid,
            "/Identity-H",
            "15 0 R",
            "/CIDSystemInfo << /Ordering (X) >>",
            plage,
            &["pdf.a1.police-composee", "pdf.a1.sous-ensemble"],
        ),
        (
            cid,
            "/Identity-H",
            "15 0 R",
            cmap,
            b"1 begincidchar <00> 70000 endcidchar",
            &["pdf.a1.limite", "pdf.a1.sous-ensemble"],
        ),
        (type1, "a", "a", "", b"", &["pdf.a1.sous-ensemble"]),
        (
            type1,
            "13 0 R",
            "<< /FontFile 14 0 R /CharSet (/a) >>",
            "",
            b"",
            &["pdf.a1.sous-ensemble"],
        ),
        (type1, "13 0 R", "<< /FontFile 14 0 R /CharSet (/a/b) >>", "", b"", &[]),
        (type1, "AAAAAA+", "", "", b"", &[]),
    ];
    for (police, avant, apres, dico, flux, attendues) in cas {
        let mut f = Fabrique::page("BT /F1 9 Tf (ab) Tj ET", "/Font << /F1 7 0 R >>");
        assert!(police.contains(avant));
        f.objets[6].0 = police.replace(avant, apres);
        f.ajouter(dico, Some(flux));
        let constats = juger(&f.ecrire(), &exige);
        assert_eq!(regles(&constats), *attendues, "{}", f.objets[6].0);
    }
}

#[test]
fn un_glyphe_de_type_3_est_juge_avec_ce_qu_il_emploie() {
    let exige = ContextePdf {
        pdfa_exige: true,
        ..ContextePdf::default()
    };
    for (glyphe, attendues) in [
        (&b"500 0 d0 0 0 1 rg 0 0 5 5 re f"[..], &[][..]),
        (b"500 0 d0 0 0 0 1 k 0 0 5 5 re f", &["pdf.a1.couleur"]),
        (b"400 0 d0 0 0 5 5 re f", &["pdf.a1.largeur-glyphe"]),
    ] {
        let mut f = Fabrique::page("BT /F1 9 Tf (aa) Tj ET", "/Font << /F1 7 0 R >>");
        f.objets[6].0 = "<< /Type /Font /Subtype /Type3 /FontBBox [0 0 9 9] /FontMatrix [.001 0 0 .001 0 0] /FirstChar 97 /LastChar 97 \
            /Widths [500] /Encoding << /Differences [97 /a] >> /CharProcs << /a 15 0 R >> /Resources << >> >>"
            .to_owned();
        f.ajouter("", Some(glyphe));
        assert_eq!(regles(&juger(&f.ecrire(), &exige)), attendues);
    }
}

#[test]
fn la_mise_en_forme_des_objets_et_de_la_table_est_jugee() {
    let octets = Fabrique::modele().ecrire();
    let change = |avant: &str, apres: &str| {
        // As many bytes: the table still leads to the objects.
        assert_eq!(avant.len(), apres.len());
        let ou = memchr::memmem::find(&octets, avant.as_bytes()).unwrap();
        let mut change = octets.clone();
        change.splice(ou..ou + avant.len(), apres.bytes());
        change
    };
    for (avant, apres, regle) in [
        ("1 0 obj\n<< /Type /C", "1 0 obj <</Type  /C", "pdf.a1.objet-forme"),
        ("2 0 obj\n<< /Type", "2  0 obj\n<</Type", "pdf.a1.objet-forme"),
        (">>\nendobj\n2 0", ">> endobj\n2 0", "pdf.a1.objet-forme"),
        ("xref\n0 15\n0", "xref\n0  15\n", "pdf.a1.xref-forme"),
    ] {
        // The last one takes a digit of the first entry, which is a free one.
        let constats = juger_tout(&change(avant, apres));
        assert_eq!(regles(&constats), [regle], "{avant}");
    }
    let mut table = octets.clone();
    let ou = memchr::memmem::rfind(&octets, b"\nxref\n").unwrap() + 5;
    table.insert(ou, b' ');
    assert_eq!(regles(&juger_tout(&table)), ["pdf.a1.xref-forme"]);
}

/// The font of a graphics state shows text as that of `Tf` does.
#[test]
fn la_police_d_un_etat_graphique_est_jugee() {
    let mut f = Fabrique::modele();
    f.ajouter("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>", None);
    f.ajouter("<< /Type /ExtGState /Font [15 0 R 9] >>", None);
    f.changer(3, "/G1 10 0 R", "/G1 10 0 R /G2 16 0 R");
    assert!(juger_tout(&f.ecrire()).is_empty());
    f.ajouter_au_contenu(" BT /G2 gs 0 0 Td (cache) Tj ET");
    verifier(&f.ecrire(), "pdf.a1.police");
}

#[test]
fn un_programme_de_police_vide_ou_coupe_n_en_est_pas_un() {
    // One table of 8 bytes, at 28: whole, then cut within it, then within the directory.
    let entier = b"\0\x01\0\0\0\x01\0\0\0\0\0\0glyf\0\0\0\0\0\0\0\x1C\0\0\0\x08abcdefgh";
    for (octets, dit) in [
        (&b""[..], Some("vide")),
        (&entier[..], None),
        (&entier[..31], Some("coupé")),
        (&entier[..20], Some("coupé")),
        (b"\0\x01\0\0garbage!!", Some("coupé")),
    ] {
        let mut f = Fabrique::modele();
        f.objets[13].1 = Some(octets.to_vec());
        let constats = juger_tout(&f.ecrire());
        let vus: Vec<&str> = constats
            .iter()
            .filter(|c| c.rule == "pdf.a1.police")
            .map(|c| c.seen.as_str())
            .collect();
        match dit {
            Some(dit) => assert!(matches!(vus[..], [vu] if vu.contains(dit)), "{constats:?}"),
            None => assert!(constats.is_empty(), "{constats:?}"),
        }
    }
}

/// Metadata that are left in clear claim PDF/A-1, which no encrypted document is.
#[test]
fn un_document_chiffre_qui_annonce_pdf_a_1_est_en_erreur() {
    let mut f = Fabrique::modele();
    f.trailer.push_str(" /Encrypt << /Filter /Standard /V 1 /R 2 >>");
    let severite = |octets: &[u8]| {
        let constats = juger(octets, &ContextePdf::default());
        assert!(
            constats.iter().any(|c| c.rule == "pdf.non-evalue" && c.seen.contains("polices")),
            "{constats:?}"
        );
        constats
            .iter()
            .find(|c| c.rule == "pdf.a1.chiffrement")
            .map(segur_model::Finding::is_error)
    };
    assert_eq!(severite(&f.ecrire()), Some(true));
    f.changer(1, "/Metadata 4 0 R", "");
    f.objets[3].1 = Some(b"chiffre".to_vec());
    assert_eq!(severite(&f.ecrire()), Some(false));
}
