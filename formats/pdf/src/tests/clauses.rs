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
