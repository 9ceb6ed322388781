//! The datamatrix INS and the traits in print.

use segur_model::Severity;

use super::fabrique::{Fabrique, modules, rectangles};
use super::{ContextePdf, juger};
use super::{exigeant, message, personne, regles};
use crate::{InsRefuse, lire, lire_ins};

fn page_au_symbole(texte: &str) -> Vec<u8> {
    Fabrique::page(&format!("0 g 1.5 0 0 1.5 50 50 cm {}", rectangles(&modules(texte))), "").ecrire()
}

fn datamatrix_seul() -> ContextePdf {
    ContextePdf {
        datamatrix_exige: true,
        traits: Some(personne()),
        ..ContextePdf::default()
    }
}

#[test]
fn le_message_se_lit() {
    let p = personne();
    let ins = lire_ins(&message(&p)).unwrap();
    assert_eq!(
        (ins.matricule, ins.oid, ins.prenoms),
        (p.matricule.clone(), p.oid.clone(), p.prenoms.clone())
    );
    assert_eq!(
        (ins.nom, ins.sexe, ins.date_naissance),
        (p.nom_naissance.clone(), p.sexe.clone(), "31-01-1980".to_owned())
    );
    // A field of the full length takes no separator.
    let long = message(&p).replace("ZOE ANNE\u{1D}", &"A".repeat(100));
    assert_eq!(lire_ins(&long).unwrap().prenoms.len(), 100);
    for (avant, apres, refus) in [
        ("IS01", "XX01", InsRefuse::Entete),
        ("S5F", "", InsRefuse::Manque { champ: "S5" }),
        ("S5F", "S9F", InsRefuse::Champ { position: 0 }),
        ("S5F", "S5FS5F", InsRefuse::Champ { position: 0 }),
        ("S775999", "S7759", InsRefuse::Longueur { champ: "S7" }),
    ] {
        let lu = lire_ins(&message(&p).replacen(avant, apres, 1)).unwrap_err();
        assert_eq!(std::mem::discriminant(&lu), std::mem::discriminant(&refus), "{lu}");
    }
}

#[test]
fn le_contenu_du_symbole_est_compare() {
    let juste = message(&personne());
    for (avant, apres, regle) in [
        (personne().matricule.as_str(), "280017599911100", "pdf.datamatrix.cle"),
        ("D'ESSAI-BANC", "AUTRE", "pdf.datamatrix.traits"),
        ("31-01-1980", "30-01-1980", "pdf.datamatrix.traits"),
        ("S5F", "S5M", "pdf.datamatrix.traits"),
        ("S775999", "S775998", "pdf.datamatrix.traits"),
        ("S5F", "", "pdf.datamatrix.ins"),
        ("\u{1D}S3", "GSS3", "pdf.datamatrix.separateur"),
    ] {
        let constats = juger(&page_au_symbole(&juste.replacen(avant, apres, 1)), &datamatrix_seul());
        let vus: Vec<_> = constats.iter().filter(|c| c.rule.starts_with("pdf.datamatrix")).collect();
        assert!(vus.iter().any(|c| c.rule == regle), "{regle}: {vus:#?}");
        // Second-hand: a warning, whatever is asked.
        assert!(vus.iter().all(|c| c.severity == Severity::Warning));
    }
    let constats = juger(&page_au_symbole("BON DE COMMANDE 12"), &datamatrix_seul());
    assert!(regles(&constats).contains(&"pdf.datamatrix.ins"));
}

#[test]
fn un_symbole_absent_est_une_erreur_si_la_page_est_vue_en_entier() {
    let juge = |contenu: &str, ressources: &str, contexte: &ContextePdf| juger(&Fabrique::page(contenu, ressources).ecrire(), contexte);
    let constats = juge("0 g 10 10 50 50 re f", "", &datamatrix_seul());
    assert!(
        constats.iter().any(|c| c.rule == "pdf.datamatrix.present" && c.is_error()),
        "{constats:#?}"
    );
    assert!(juge("", "", &ContextePdf::default()).is_empty());
    // A gradient, a pattern, an image in a format that is not read: the bench does not know.
    let jpx = "/XObject << /I 15 0 R >>";
    let mut f = Fabrique::page("/I Do", jpx);
    f.ajouter("/Type /XObject /Subtype /Image /Width 9 /Height 9 /Filter /JPXDecode", Some(b"x"));
    for octets in [
        Fabrique::page("/S sh", "").ecrire(),
        Fabrique::page("/Pattern cs /P scn 0 0 9 9 re f", "").ecrire(),
        f.ecrire(),
    ] {
        let constats = juger(&octets, &datamatrix_seul());
        let vu = constats.iter().find(|c| c.rule == "pdf.datamatrix.non-evalue").unwrap();
        assert_eq!(vu.severity, Severity::NotEvaluated);
        assert!(!regles(&constats).contains(&"pdf.datamatrix.present"));
    }
}

#[test]
fn chaque_trait_imprime_est_cherche() {
    let p = personne();
    for (avant, apres) in [
        (p.nom_naissance.as_str(), "AUTRE"),
        ("OE ANNE", "AC ANNE"),
        ("31/01/1980", "01/01/1980"),
        (p.matricule.as_str(), "280017599911100"),
    ] {
        let mut f = Fabrique::modele();
        let compresse = f.objets[7].1.clone().unwrap();
        let mut contenu = String::new();
        std::io::Read::read_to_string(&mut flate2::read::ZlibDecoder::new(&compresse[..]), &mut contenu).unwrap();
        assert!(contenu.contains(avant));
        f.contenu(contenu.replace(avant, apres).as_bytes());
        let constats = juger(&f.ecrire(), &exigeant());
        assert_eq!(regles(&constats), ["pdf.traits-imprimes"], "{avant}");
        assert!(constats.iter().all(|c| c.severity == Severity::Warning));
    }
}

#[test]
fn une_police_muette_laisse_les_traits_non_evalues() {
    let mut f = Fabrique::modele();
    f.changer(7, "/TrueType", "/Type0");
    f.changer(
        7,
        "/FontDescriptor 13 0 R",
        "/DescendantFonts [<< /Subtype /CIDFontType2 /CIDToGIDMap /Identity /FontDescriptor 13 0 R >>]",
    );
    f.changer(7, "/WinAnsiEncoding", "/Identity-H");
    let constats = juger(&f.ecrire(), &exigeant());
    assert_eq!(regles(&constats), ["pdf.traits-non-evalues"]);
    assert!(constats.iter().all(|c| c.severity == Severity::NotEvaluated));
}

#[test]
fn le_texte_se_lit_par_tounicode_et_par_differences() {
    let cmap = b"1 begincodespacerange <0000> <FFFF> endcodespacerange 1 beginbfchar <0001> <005A> endbfchar \
                 2 beginbfrange <0002> <0003> <0041> <0004> <0005> [<00E9> <0042>] endbfrange";
    let mut f = Fabrique::page(
        "BT /F1 9 Tf <00010002000300040005> Tj ET BT /F2 9 Tf (ab\\351) Tj ET",
        "/Font << /F1 7 0 R /F2 16 0 R >>",
    );
    f.changer(7, "/TrueType", "/Type0 /ToUnicode 15 0 R");
    f.ajouter("", Some(cmap));
    f.ajouter(
        "<< /Type /Font /Subtype /Type1 /BaseFont /X /Encoding << /Differences [97 /Eacute /uni0042] >> >>",
        None,
    );
    let pdf = lire(&f.ecrire()).unwrap();
    assert_eq!(pdf.pages[0].texte.split_whitespace().collect::<Vec<_>>(), ["ZABéB", "E\u{301}Bé"]);
    assert!(pdf.pages[0].texte_complet);
}

/// What the content of the model is, changed in one place.
fn modele_avec(avant: &str, apres: &str) -> Fabrique {
    let mut f = Fabrique::modele();
    let compresse = f.objets[7].1.clone().unwrap();
    let mut contenu = String::new();
    std::io::Read::read_to_string(&mut flate2::read::ZlibDecoder::new(&compresse[..]), &mut contenu).unwrap();
    assert!(contenu.contains(avant), "{avant}");
    f.contenu(contenu.replacen(avant, apres, 1).as_bytes());
    f
}

#[test]
fn un_trait_invisible_n_est_pas_imprime() {
    let nom = personne().nom_naissance;
    let montre = format!("20 270 Td ({nom}) Tj");
    for (apres, sans_image) in [
        (format!("900 270 Td ({nom}) Tj -880 0 Td"), false),
        (format!("20 -90 Td ({nom}) Tj 0 360 Td"), false),
        (format!("-400 270 Td ({nom}) Tj 420 0 Td"), false),
        (format!("20 270 Td /F1 0.5 Tf ({nom}) Tj /F1 9 Tf"), false),
        (format!("20 270 Td 0.001 0 0 0.001 20 270 Tm ({nom}) Tj 1 0 0 1 20 270 Tm"), false),
        // The text of a scanned page is in that mode: without an image, there is no scan.
        (format!("20 270 Td 3 Tr ({nom}) Tj 0 Tr"), true),
        (format!("20 270 Td 7 Tr ({nom}) Tj 0 Tr"), true),
    ] {
        let mut f = modele_avec(&montre, &apres);
        let avec_image = juger(&f.ecrire(), &exigeant());
        if sans_image {
            assert_eq!(regles(&avec_image), ["pdf.traits-non-evalues"], "{apres}");
            f = modele_avec(&montre, &apres.replace("0 Tr", "0 Tr ET BT /F1 9 Tf 20 270 Td"));
            let mut contenu = Vec::new();
            let compresse = f.objets[7].1.clone().unwrap();
            std::io::Read::read_to_end(&mut flate2::read::ZlibDecoder::new(&compresse[..]), &mut contenu).unwrap();
            f.contenu(String::from_utf8(contenu).unwrap().replace("/I1 Do", "").as_bytes());
        }
        let constats = juger(&f.ecrire(), &exigeant());
        let [constat] = &constats[..] else {
            panic!("{apres} : {constats:#?}")
        };
        assert_eq!(
            (constat.rule.as_str(), constat.severity),
            ("pdf.traits-imprimes", Severity::Warning),
            "{apres}"
        );
        assert_eq!(constat.location.path, "pages, nom de naissance");
        assert!(constat.seen.contains("invisible"), "{constat:?}");
    }
}

#[test]
fn un_trait_visible_d_une_facon_inhabituelle_est_imprime() {
    let nom = personne().nom_naissance;
    let montre = format!("20 270 Td ({nom}) Tj");
    for apres in [
        // The size is in the matrix; or the page is drawn in other units.
        format!("/F1 1 Tf 9 0 0 9 20 270 Tm ({nom}) Tj /F1 9 Tf 1 0 0 1 20 270 Tm"),
        format!("ET q 0.01 0 0 0.01 0 0 cm BT /F1 900 Tf 2000 27000 Td ({nom}) Tj ET Q BT /F1 9 Tf 20 270 Td"),
        // It begins out of the page and comes into it; it follows, on its line, what is out of it; it goes up, or backwards.
        format!("-5 270 Td ({nom}) Tj 25 0 Td"),
        format!("-200 270 Td (un long texte qui commence dehors ) Tj ({nom}) Tj 220 0 Td"),
        format!("-200 270 Td [-24000 ({nom})] TJ 220 0 Td"),
        format!("0 1 -1 0 150 20 Tm ({nom}) Tj 1 0 0 1 20 270 Tm"),
        format!("/F1 -9 Tf -1 0 0 -1 100 270 Tm ({nom}) Tj /F1 9 Tf 1 0 0 1 20 270 Tm"),
        format!("/F1 2 Tf 20 270 Td ({nom}) Tj /F1 9 Tf"),
        format!("20 282 Td 12 TL ({nom}) ' 0 0 Td"),
        // Outline only, filled and outlined.
        format!("20 270 Td 1 Tr ({nom}) Tj 2 Tr () Tj 0 Tr"),
        // In a clip that it is in.
        format!("ET q 10 200 280 90 re W n BT /F1 9 Tf 20 270 Td ({nom}) Tj ET Q BT /F1 9 Tf 20 270 Td"),
    ] {
        assert_eq!(juger(&modele_avec(&montre, &apres).ecrire(), &exigeant()), vec![], "{apres}");
    }
    let mut f = Fabrique::modele();
    f.changer(3, "/MediaBox [0 0 300 300]", "/MediaBox [0 0 300 300] /Rotate 90");
    assert_eq!(juger(&f.ecrire(), &exigeant()), vec![]);
}

#[test]
fn un_nom_dans_un_mot_plus_long_n_est_pas_ce_nom() {
    let nom = personne().nom_naissance;
    let matricule = personne().matricule;
    for (avant, apres) in [
        (format!("({nom})"), format!("({nom}ESQUE)")),
        (format!("({nom})"), format!("(L{nom})")),
        (format!("({matricule})"), format!("(1{matricule})")),
        ("OE ANNE".to_owned(), "OESIE".to_owned()),
    ] {
        let constats = juger(&modele_avec(&avant, &apres).ecrire(), &exigeant());
        let [constat] = &constats[..] else {
            panic!("{apres} : {constats:#?}")
        };
        assert_eq!(constat.rule, "pdf.traits-imprimes");
        assert_eq!(constat.seen, "trouvé seulement dans un mot plus long");
    }
    for (avant, apres) in [
        (format!("({nom})"), format!("(MME {nom}, LE)")),
        (format!("({nom})"), format!("(Nom:{nom}/{nom}esque)")),
        (format!("({nom})"), "(D 'ESS AI - BANC)".to_owned()),
        (format!("({matricule})"), format!("({matricule}F)")),
        ("31/01/1980 F".to_owned(), "N\\351e le 31/01/1980".to_owned()),
    ] {
        assert_eq!(juger(&modele_avec(&avant, &apres).ecrire(), &exigeant()), vec![], "{apres}");
    }
}

#[test]
fn deux_symboles_sont_du_meme_patient() {
    let p = personne();
    let autre = segur_dialecte::Traits {
        matricule: "181016322075140".to_owned(),
        ..p.clone()
    };
    let page = |un: &str, deux: &str| {
        let dessin = |texte: &str, x: u32| format!("q 1.2 0 0 1.2 {x} 50 cm {} Q ", rectangles(&modules(texte)));
        juger(
            &Fabrique::page(&format!("0 g {}{}", dessin(un, 20), dessin(deux, 180)), "").ecrire(),
            &ContextePdf::default(),
        )
    };
    assert_eq!(page(&message(&p), &message(&p)), vec![]);
    // The same person, by the OID of tests; a symbol of something else.
    assert_eq!(
        page(&message(&p), &message(&p).replace("1.2.250.1.213.1.4.8", "1.2.250.1.213.1.4.10")),
        vec![]
    );
    assert_eq!(page(&message(&p), "BON DE COMMANDE 12"), vec![]);
    for (un, deux) in [(&p, &autre), (&autre, &p)] {
        let constats = page(&message(un), &message(deux));
        let [constat] = &constats[..] else { panic!("{constats:#?}") };
        assert!(constat.rule == "pdf.datamatrix.unique" && constat.is_error(), "{constat:?}");
        assert_eq!(constat.location.path, "page 1, datamatrix");
    }
}
