//! The public suite of conformance, `Schematron/schematron-conformance`: each test is one file that holds a schema, a document, the other
//! files that they name, and what is expected. They are read in place; nothing of them is kept here.
//!
//! `SEGUR_BENCH_SCHEMATRON_SUITE` names a copy of it. A document is invalid as the standard has it: an assertion fails, or a report is
//! made, whatever its role. An error is a schema that is refused, or something of it that is not evaluated: never a document that is
//! judged.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use roxmltree::{Document, Node};
use segur_schematron::{Issue, Options, Schema, svrl};

/// Namespace of the tests.
const TESTS: &str = "tag:dmaus@dmaus.name,2019:Schematron:Testsuite";
/// Least number of tests that must pass.
const PASSES_MIN: usize = 45;
/// Those that do not pass, and why.
const ARGUMENTES: &[(&str, &str)] = &[
    (
        "let-name-collision-error-05",
        "let-scope-pattern-01 veut l'inverse : la même variable dans le schéma et dans un motif y est celle du motif",
    ),
    (
        "let-name-collision-error-06",
        "même contradiction que let-name-collision-error-05 : le motif a la sienne, les autres celle du schéma",
    ),
    (
        "let-value-element-content-01",
        "le premier schéma du test compte des éléments du document, qui n'en a pas : il ne peut être valide ; le second l'est",
    ),
    (
        "rule-abstract-02",
        "les schématrons de l'ANS étendent des règles abstraites d'autres motifs : les refuser les empêcherait de se charger",
    ),
];

struct Test {
    id: String,
    attendu: String,
    phase: Option<String>,
    fichiers: Vec<(String, String)>,
    schemas: Vec<String>,
    sur_svrl: Vec<String>,
}

#[test]
fn the_public_suite_of_conformance() {
    let Some(suite) = segur_essais::suite("SEGUR_BENCH_SCHEMATRON_SUITE", "Schematron/schematron-conformance") else {
        return;
    };
    let tests = tests(&suite.join("src/main/resources/tests"));
    let argumentes: BTreeMap<&str, &str> = ARGUMENTES.iter().copied().collect();
    let (mut table, mut passes, mut ecarts) = (String::new(), 0, Vec::new());
    for test in &tests {
        let vu = jouer(test);
        let passe = vu.starts_with(&test.attendu);
        passes += usize::from(passe);
        let argument = argumentes.get(test.id.as_str());
        let mot = match (passe, argument) {
            (true, _) => "passe",
            (false, Some(_)) => "argumenté",
            (false, None) => "ÉCART",
        };
        writeln!(table, "{:<34} {:<8} {mot:<10} {vu}", test.id, test.attendu).unwrap();
        if let (false, Some(pourquoi)) = (passe, argument) {
            writeln!(table, "{:<34} {pourquoi}", "").unwrap();
        }
        if passe == argument.is_some() {
            ecarts.push(test.id.as_str());
        }
    }
    eprintln!("{table}{passes} tests passés sur {}, {} argumentés", tests.len(), ARGUMENTES.len());
    assert!(passes >= PASSES_MIN, "{passes} tests passés sur {}\n{table}", tests.len());
    assert!(
        ecarts.is_empty(),
        "ni passés ni argumentés, ou argumentés et passés : {ecarts:?}\n{table}"
    );
}

/// What a test comes to: `valid`, `invalid` or `error`, then what was said.
fn jouer(test: &Test) -> String {
    let dossier = tempfile::tempdir().unwrap();
    for (nom, contenu) in &test.fichiers {
        let chemin = dossier.path().join(nom);
        std::fs::create_dir_all(chemin.parent().unwrap()).unwrap();
        std::fs::write(chemin, contenu).unwrap();
    }
    let mut dit = String::new();
    for schema in &test.schemas {
        let chemin = dossier.path().join("schema.sch");
        std::fs::write(&chemin, schema).unwrap();
        dit = un_schema(test, &chemin, dossier.path());
        if !dit.starts_with(&test.attendu) {
            break;
        }
    }
    dit
}

fn un_schema(test: &Test, chemin: &Path, dossier: &Path) -> String {
    let schema = match Schema::charger_phase(chemin, test.phase.as_deref()) {
        Ok(schema) => schema,
        Err(e) => return format!("error : {e}"),
    };
    let octets = test.fichiers[0].1.as_bytes();
    let rapport = schema.valider_dans(octets, Some(dossier), &Options::default()).unwrap();
    if let Some(c) = rapport.constats().find(|c| c.issue == Issue::NonEvalue) {
        return format!("error : {}", c.cause.as_deref().unwrap_or_default());
    }
    let rendu = svrl::ecrire(&rapport, "document.xml").unwrap();
    for attendu in &test.sur_svrl {
        if !tient(attendu, &rendu) {
            return format!("svrl : « {attendu} » ne tient pas :\n{}", String::from_utf8_lossy(&rendu));
        }
    }
    let constats = rapport.constats().count();
    let mot = if constats == 0 { "valid" } else { "invalid" };
    format!("{mot} : {} règle(s), {constats} constat(s)", rapport.regles())
}

/// Whether an expression is true of a report.
fn tient(expression: &str, rendu: &[u8]) -> bool {
    let dossier = tempfile::tempdir().unwrap();
    let chemin = dossier.path().join("svrl.sch");
    let test = expression.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;");
    let schema = format!(
        "<schema xmlns='http://purl.oclc.org/dsdl/schematron' queryBinding='xslt2'><ns prefix='svrl' uri='http://purl.oclc.org/dsdl/svrl'/>\
         <pattern><rule context='/'><assert test=\"{test}\"/></rule></pattern></schema>"
    );
    std::fs::write(&chemin, schema).unwrap();
    let rapport = Schema::charger(&chemin).unwrap().valider(rendu, &Options::default()).unwrap();
    assert_eq!(rapport.combien(Issue::NonEvalue), 0, "{expression}");
    rapport.combien(Issue::Echec) == 0
}

fn tests(dossier: &Path) -> Vec<Test> {
    let mut chemins: Vec<PathBuf> = ["core", "svrl"]
        .iter()
        .flat_map(|d| std::fs::read_dir(dossier.join(d)).unwrap())
        .map(|e| e.unwrap().path())
        .filter(|p| p.extension().is_some_and(|e| e == "xml"))
        .collect();
    chemins.sort();
    assert!(chemins.len() >= 50, "{} tests dans {}", chemins.len(), dossier.display());
    chemins.iter().map(|c| lire(c)).collect()
}

fn lire(chemin: &Path) -> Test {
    let texte = std::fs::read_to_string(chemin).unwrap();
    let document = Document::parse(&texte).unwrap();
    let racine = document.root_element();
    let nommes = |nom: &'static str| racine.descendants().filter(move |n| n.has_tag_name((TESTS, nom)));
    let dedans = |n: Node<'_, '_>| -> Vec<String> { n.children().filter(Node::is_element).map(|e| ecrire(e)).collect() };
    let fichier = |n: Node<'_, '_>| (n.attribute("filename").unwrap().to_owned(), dedans(n).concat());
    let schemas = nommes("schemas").next().unwrap();
    Test {
        // The name of the file: two tests have an identifier of another form.
        id: chemin.file_stem().unwrap().to_string_lossy().into_owned(),
        attendu: racine.attribute("expect").unwrap_or("valid").to_owned(),
        phase: schemas.attribute("phase").map(str::to_owned),
        fichiers: nommes("primary").chain(nommes("secondary")).map(fichier).collect(),
        schemas: dedans(schemas),
        sur_svrl: nommes("expectation")
            .filter_map(|n| n.attribute("test"))
            .map(str::to_owned)
            .collect(),
    }
}

/// An element as a document of its own: as it is written, with every namespace that it sees.
fn ecrire(n: Node<'_, '_>) -> String {
    let source = n.document().input_text();
    if !n.is_element() {
        return source[n.range()].to_owned();
    }
    let nom: String = source[n.range()]
        .chars()
        .skip(1)
        .take_while(|c| !c.is_whitespace() && !matches!(c, '>' | '/'))
        .collect();
    let mut ecrit = format!("<{nom}");
    if n.default_namespace().is_none() {
        ecrit.push_str(" xmlns=''");
    }
    for e in n.namespaces().filter(|e| e.name() != Some("xml") && !e.uri().is_empty()) {
        let prefixe = e.name().map_or_else(|| "xmlns".to_owned(), |p| format!("xmlns:{p}"));
        write!(ecrit, " {prefixe}='{}'", e.uri()).unwrap();
    }
    for a in n.attributes() {
        write!(ecrit, " {}", &source[a.range()]).unwrap();
    }
    ecrit.push('>');
    n.children().for_each(|e| ecrit.push_str(&ecrire(e)));
    write!(ecrit, "</{nom}>").unwrap();
    ecrit
}
