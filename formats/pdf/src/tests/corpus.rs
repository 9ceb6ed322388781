//! The published files, when they are at hand.

use std::path::PathBuf;

use base64::Engine as _;
use segur_model::Severity;

use super::regles;
use crate::{ContextePdf, juger, lire};

fn corpus() -> PathBuf {
    std::env::var_os("SEGUR_BENCH_CORPUS").map_or_else(
        || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data")),
        PathBuf::from,
    )
}

#[test]
fn les_pdf_du_xdm_se_jugent() {
    let dossier = corpus().join("mssante/xdm");
    let (Ok(avec), Ok(sans)) = (
        std::fs::read(dossier.join("blank-pdfa1b.pdf")),
        std::fs::read(dossier.join("blank-not-pdfa.pdf")),
    ) else {
        eprintln!("SAUTÉ : corpus absent ({})", dossier.display());
        return;
    };
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

/// Every PDF that the examples of CDA carry: all are read, none claims PDF/A, and none is an error when nothing is asked.
#[test]
fn les_pdf_des_exemples_se_lisent_et_aucun_n_annonce_pdfa() {
    let dossier = corpus().join("cda/ans-testcontenucda-3-0/ExemplesCDA");
    let Ok(entrees) = std::fs::read_dir(&dossier) else {
        eprintln!("SAUTÉ : corpus absent ({})", dossier.display());
        return;
    };
    let mut lus = 0;
    for entree in entrees
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
            let lu = lire(&pdf).unwrap_or_else(|e| panic!("{:?}: {e}", entree.file_name()));
            assert!(lu.annonce.is_none() && !lu.pages.is_empty());
            let constats = juger(&pdf, &ContextePdf::default());
            assert!(constats.iter().all(|c| !c.is_error()), "{constats:#?}");
            assert!(constats.iter().any(|c| c.rule == "pdf.a1.annonce"));
            eprintln!(
                "{:?}: {} octets, {} pages, {} caractères (complet : {}), {} symboles, polices {}/{}, {:?} {:?}",
                entree.file_name(),
                pdf.len(),
                lu.nombre_de_pages,
                lu.pages.iter().map(|p| p.texte.len()).sum::<usize>(),
                lu.pages.iter().all(|p| p.texte_complet),
                lu.pages.iter().map(|p| p.symboles.len()).sum::<usize>(),
                lu.polices.iter().filter(|p| p.incorporee).count(),
                lu.polices.len(),
                lu.limites,
                regles(&constats),
            );
            lus += 1;
        }
    }
    eprintln!("{lus} PDF lus");
    assert!(lus >= 5, "{lus}");
}
