//! Schemas and documents of the cases that were gathered in the field, used in place: what the ISO pipeline and Saxon say of each.

use segur_schematron::{Issue, Options, Schema};

#[test]
fn the_cases_of_the_field_fail_as_the_published_pipeline_says() {
    let Some(dossier) = segur_essais::corpus("cases/documents") else {
        return;
    };
    let document = dossier.join("C15-doc.xml");
    let octets = std::fs::read(&document).unwrap();
    let table = std::fs::read_to_string(dossier.join("CASES.tsv")).unwrap();
    for (cas, schema) in [
        ("C15", "C15-report-erreur.sch"),
        ("C17", "C17-documents.sch"),
        ("C18", "C18-extends-href.sch"),
        ("C19", "C19-sans-queryBinding.sch"),
    ] {
        let ligne = table.lines().find(|l| l.starts_with(cas)).unwrap();
        assert!(ligne.contains("\trc 1\t") || ligne.contains("\t1 échec"), "{ligne}");
        let lu = Schema::charger(&dossier.join(schema)).unwrap_or_else(|e| panic!("{cas} : {e}"));
        let rapport = lu.valider_dans(&octets, Some(&dossier), &Options::default()).unwrap();
        assert_eq!((rapport.echecs(), rapport.combien(Issue::NonEvalue)), (1, 0), "{cas}");
        assert_eq!(lu.avertissements(), [], "{cas}");
    }
}
