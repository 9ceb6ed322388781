//! Every row of `saxon-results.tsv`: rules fired, assertions failed, reports.

use std::collections::BTreeMap;

use segur_schematron::{Issue, Options, Schema};

#[test]
fn the_published_examples_give_what_saxon_gives() {
    let Some(cda) = segur_essais::corpus("cda/ans-testcontenucda-3-0") else {
        return;
    };
    let table = std::fs::read_to_string(cda.join("../saxon-results.tsv")).unwrap();
    let mut par_schema: BTreeMap<&str, Vec<(&str, [usize; 3])>> = BTreeMap::new();
    for ligne in table.lines().skip(1) {
        let c: Vec<&str> = ligne.split('\t').collect();
        let n = |i: usize| c[i].parse().unwrap();
        par_schema.entry(c[1]).or_default().push((c[0], [n(3), n(4), n(5)]));
    }
    let (mut vus, mut ecarts) = (0, Vec::new());
    for (schema, lignes) in par_schema {
        let t0 = std::time::Instant::now();
        let lu = Schema::charger(&cda.join("schematrons").join(schema)).unwrap_or_else(|e| panic!("{schema} : {e}"));
        eprintln!("{schema} {:?} {:?}", t0.elapsed(), lu.taille());
        for (document, attendu) in lignes {
            let octets = std::fs::read(cda.join("ExemplesCDA").join(document)).unwrap();
            let t0 = std::time::Instant::now();
            let r = lu
                .valider(
                    &octets,
                    &Options {
                        fils: 0,
                        ..Options::default()
                    },
                )
                .unwrap();
            let vu = [r.regles(), r.combien(Issue::Echec), r.combien(Issue::Signalement)];
            vus += 1;
            if std::env::var_os("TEMPS").is_some() {
                eprintln!("   {document} {:?}", t0.elapsed());
            }
            let non_evalues: Vec<_> = r.constats().filter(|c| c.issue == Issue::NonEvalue).collect();
            if vu != attendu || !non_evalues.is_empty() {
                ecarts.push(format!(
                    "{schema} {document} : attendu {attendu:?}, vu {vu:?}, non évaluées {} {:?}",
                    non_evalues.len(),
                    non_evalues.first().map(|c| (&c.test, &c.cause))
                ));
            }
        }
        for a in lu.avertissements() {
            eprintln!("   {a}");
        }
    }
    assert!(ecarts.is_empty(), "{} écarts sur {vus} :\n{}", ecarts.len(), ecarts.join("\n"));
    assert!(vus >= 300, "seulement {vus} couples");
}
