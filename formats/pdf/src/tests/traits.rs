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
        "/DescendantFonts [<< /Subtype /CIDFontType2 /FontDescriptor 13 0 R >>]",
    );
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
