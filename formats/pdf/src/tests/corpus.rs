//! The published files, when they are at hand.

use base64::Engine as _;
use segur_model::Severity;

use super::regles;
use super::{ContextePdf, juger};
use crate::lire;

#[test]
fn les_pdf_du_xdm_se_jugent() {
    let Some(dossier) = segur_essais::corpus("mssante/xdm") else {
        return;
    };
    let avec = std::fs::read(dossier.join("blank-pdfa1b.pdf")).unwrap();
    let sans = std::fs::read(dossier.join("blank-not-pdfa.pdf")).unwrap();
    let annonce = lire(&avec).unwrap().annonce.unwrap();
    assert_eq!((annonce.partie.as_str(), annonce.niveau.as_str()), ("1", "B"));
    let exigeant = ContextePdf {
        pdfa_exige: true,
        ..ContextePdf::default()
    };
    assert!(juger(&avec, &exigeant).is_empty(), "{:#?}", juger(&avec, &exigeant));
    assert!(regles(&juger(&sans, &exigeant)).contains(&"pdf.a1.annonce-exigee"));
    assert!(
        juger(&sans, &ContextePdf::default())
            .iter()
            .all(|c| c.severity <= Severity::Warning)
    );
}

/// Every PDF that the examples of CDA carry is read. Some claim PDF/A-1: of these one alone departs from a clause, by its fonts.
#[test]
fn les_pdf_des_exemples_se_lisent() {
    let Some(dossier) = segur_essais::corpus("cda/ans-testcontenucda-3-0/ExemplesCDA") else {
        return;
    };
    let (mut lus, mut annoncent, mut symboles, mut en_faute) = (0, 0, 0, Vec::new());
    for entree in std::fs::read_dir(dossier)
        .unwrap()
        .filter_map(Result::ok)
        .filter(|e| e.path().extension().is_some_and(|x| x == "xml"))
    {
        let octets = std::fs::read(entree.path()).unwrap();
        let texte = segur_soap::decoder(&octets).unwrap();
        let document = segur_soap::lire(&texte).unwrap();
        for noeud in document
            .descendants()
            .filter(|n| n.attribute("mediaType") == Some("application/pdf"))
        {
            let texte: String = noeud.text().unwrap_or_default().split_whitespace().collect();
            let pdf = base64::engine::general_purpose::STANDARD.decode(texte).unwrap();
            if !pdf.starts_with(b"%PDF-") {
                continue;
            }
            let nom = entree.file_name();
            let lu = lire(&pdf).unwrap_or_else(|e| panic!("{nom:?}: {e}"));
            assert!(!lu.pages.is_empty() && lu.limites.is_empty(), "{nom:?}");
            lus += 1;
            annoncent += usize::from(lu.annonce.is_some_and(|a| a.partie == "1"));
            symboles += lu.pages.iter().map(|p| p.symboles.len()).sum::<usize>();
            let constats = juger(&pdf, &ContextePdf::default());
            let erreurs: Vec<_> = constats.into_iter().filter(segur_model::Finding::is_error).collect();
            if !erreurs.is_empty() {
                en_faute.push(regles(&erreurs).join(" "));
            }
        }
    }
    eprintln!("{lus} PDF lus, {annoncent} annoncent PDF/A-1, {symboles} datamatrix lus");
    assert!((lus, annoncent, symboles) >= (32, 11, 8), "{lus} {annoncent} {symboles}");
    assert_eq!(en_faute, ["pdf.a1.couleur pdf.a1.police"]);
}
