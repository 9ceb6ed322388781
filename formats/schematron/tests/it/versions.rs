//! Documents that say no version of their model.

use std::path::Path;

use segur_model::{Finding, Severity};
use segur_schematron::{JeuAns, Options};

fn juger(jeu: &JeuAns, texte: &str) -> Vec<Finding> {
    let document = roxmltree::Document::parse(texte).unwrap();
    let racine = document.root_element();
    let modeles: Vec<(String, Option<String>)> = racine
        .children()
        .filter(|n| n.tag_name().name() == "templateId")
        .map(|n| (n.attribute("root").unwrap().to_owned(), n.attribute("extension").map(str::to_owned)))
        .collect();
    jeu.juger(texte.as_bytes(), &modeles, &Options::default()).unwrap()
}

fn lire(ans: &Path, nom: &str) -> String {
    std::fs::read_to_string(ans.join("ExemplesCDA").join(nom)).unwrap()
}

#[test]
fn a_document_that_says_no_version_is_put_against_every_published_one() {
    let Some(ans) = segur_essais::corpus("cda/ans-testcontenucda-3-0") else {
        return;
    };
    let jeu = JeuAns::ouvrir(&ans).unwrap();
    let dit = |findings: &[Finding]| -> Vec<(String, Severity, String)> {
        findings
            .iter()
            .filter(|f| matches!(f.rule.as_str(), "schematron.non-applique" | "schematron.sans-modele"))
            .map(|f| (f.rule.clone(), f.severity, f.seen.clone()))
            .collect()
    };
    for nom in [
        "BIO-CR-BIO_2021.01_CR-2nde-intention.xml",
        "BIO-CR-BIO_2021.01_Microbiologie_V1.xml",
        "BIO-CR-BIO_2024.01_TSH_1.xml",
    ] {
        let findings = juger(&jeu, &lire(&ans, nom));
        let dits = dit(&findings);
        eprintln!("{nom} : {dits:?}");
        let [(regle, gravite, vu)] = dits.as_slice() else {
            panic!("{nom} : {dits:?}")
        };
        assert_eq!((regle.as_str(), *gravite), ("schematron.sans-modele", Severity::Info), "{nom}");
        assert!(vu.contains("est appliqué, et le document le tient"), "{nom} : {vu}");
        assert!(findings.iter().all(|f| !f.is_error()), "{nom}");
    }
    // One that holds no version is not judged by any.
    let sain = lire(&ans, "BIO-CR-BIO_2021.01_Microbiologie_V1.xml");
    let mauvais = sain.replace("<versionNumber ", "<versionNumber nullFlavor=\"UNK\" ");
    assert_ne!(mauvais, sain);
    let findings = juger(&jeu, &mauvais);
    let dits = dit(&findings);
    assert!(
        matches!(dits.as_slice(), [(regle, Severity::NotEvaluated, vu)] if regle == "schematron.non-applique" && vu.contains("ne tient aucune version publiée")),
        "{dits:?}"
    );
    assert!(findings.iter().all(|f| !f.rule.starts_with("schematron.document")), "{dits:?}");
    // Said versions are what they were.
    assert_eq!(dit(&juger(&jeu, &lire(&ans, "BIO-CR-BIO_2024.01_Electrophorese.xml"))), []);
    let inconnue = lire(&ans, "BIO-CR-BIO_2024.01_Electrophorese.xml").replace("extension=\"2024.01\"", "extension=\"1999.01\"");
    assert_eq!(dit(&juger(&jeu, &inconnue))[0].1, Severity::NotEvaluated);
}
