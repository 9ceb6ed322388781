//! `doc()`, `document()`, constants, the index of attributes, variables of a host, encodings.

use std::cell::Cell;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use segur_soap::Limites;

use super::banc::{DOCUMENT, avec_budget, lecteur, sur, valeur};
use crate::{Arbre, Bibliotheque, Erreur, Evaluation, Expression, Lecteur, Noms, Valeur, Variables};

const JEU: &str = "<jeu><c code='A'/><c code='B'/></jeu>";

/// A library where `jeu.xml` and `autre.xml` exist; counts what it opens.
fn bibliotheque(lecteur: Lecteur) -> (Bibliotheque, Arc<AtomicUsize>) {
    let ouverts = Arc::new(AtomicUsize::new(0));
    let compte = ouverts.clone();
    let ouvrir = Box::new(move |nom: &str, noms: &Noms| {
        compte.fetch_add(1, Ordering::Relaxed);
        let octets = match nom {
            "jeu.xml" => JEU,
            "autre.xml" => "<autre><c code='C'/></autre>",
            "casse.xml" => "<autre>",
            _ => return Err("absent".to_owned()),
        };
        let lu = Arbre::de_reference(octets.as_bytes(), noms, &Limites::default());
        lu.map(Arc::new).map_err(|e| e.to_string())
    });
    (Bibliotheque::new(lecteur, ouvrir, Limites::default()), ouverts)
}

fn lire(source: &str) -> Result<String, Erreur> {
    let mut l = lecteur();
    let e = l.lire(source).unwrap();
    let (b, _) = bibliotheque(l);
    let arbre = b.lire(DOCUMENT).unwrap();
    avec_budget(&b, &arbre, &e, 1_000_000, Duration::from_secs(5))
}

#[test]
fn documents_are_opened_by_name() {
    let cas = [
        ("doc('jeu.xml')/jeu/c/@code", "@code='A' , @code='B'"),
        ("document('jeu.xml')//c[1]/@code", "@code='A'"),
        (
            "document(('jeu.xml','autre.xml','jeu.xml'))//c/@code",
            "@code='A' , @code='B' , @code='C'",
        ),
        ("doc(())", "()"),
        ("doc-available('jeu.xml')", "true"),
        ("doc-available('rien.xml')", "false"),
        ("'B' = doc('jeu.xml')//@code", "true"),
        ("//a:a/@n = document('jeu.xml')//@code", "false"),
        ("for $x in ('A','Z') return $x = document('jeu.xml')//c/@code", "true , false"),
        ("doc('jeu.xml') is doc('jeu.xml')", "true"),
        ("doc('jeu.xml') is /", "false"),
        ("/ << doc('jeu.xml')", "true"),
        ("root(doc('jeu.xml')//c[1])/jeu/name()", "'jeu'"),
        ("doc('jeu.xml')//c[@code = 'B']/count(preceding::c)", "1"),
        ("doc('jeu.xml')//c/(/)/jeu/name()", "'jeu'"),
        ("exists(doc('jeu.xml')//c[@code = current()/name()])", "false"),
    ];
    for (source, attendu) in cas {
        assert_eq!(lire(source).unwrap(), attendu, "{source}");
    }
    for source in ["doc('rien.xml')", "document('casse.xml')//c", "document('rien.xml')/x = 'a'"] {
        assert_eq!(lire(source).unwrap_err().code, "FODC0002", "{source}");
    }
    assert!(lire("doc('rien.xml')").unwrap_err().dit.contains("rien.xml"));
}

#[test]
fn what_depends_on_documents_alone_is_evaluated_once() {
    let mut l = lecteur();
    let e = l.lire("//a:ligne[@code = document('jeu.xml')//c/@code]").unwrap();
    let du_contexte = l
        .lire("//a:a[@n = document(concat('jeu', '.xml'))//c[@code = current()/@n]/@code]")
        .unwrap();
    // Of the second, the document alone: what `current()` selects in it is not constant.
    assert_eq!(l.constantes, 2);
    let (b, ouverts) = bibliotheque(l);
    for _ in 0..3 {
        let arbre = b.lire(DOCUMENT).unwrap();
        assert_eq!(avec_budget(&b, &arbre, &e, 1_000_000, Duration::from_secs(5)).unwrap(), "()");
        avec_budget(&b, &arbre, &du_contexte, 1_000_000, Duration::from_secs(5)).unwrap();
    }
    assert_eq!(ouverts.load(Ordering::Relaxed), 1, "each document is read once");
}

#[test]
fn a_constant_that_met_a_bound_is_tried_again() {
    let mut l = lecteur();
    let e = l.lire("'B' = document('jeu.xml')//c/@code").unwrap();
    let (b, _) = bibliotheque(l);
    let arbre = b.lire(DOCUMENT).unwrap();
    let faute = avec_budget(&b, &arbre, &e, 4, Duration::from_secs(5)).unwrap_err();
    assert_eq!(faute.code, "LIMITE");
    assert_eq!(avec_budget(&b, &arbre, &e, 10_000, Duration::from_secs(5)).unwrap(), "true");
}

#[test]
fn names_that_lead_nowhere_do_not_fill_the_library() {
    let mut l = lecteur();
    let rien = l
        .lire("for $i in 1 to 10000 return doc-available(concat('x', string($i)))")
        .unwrap();
    let jeu = l.lire("count(doc('jeu.xml')//c)").unwrap();
    let (b, _) = bibliotheque(l);
    let arbre = b.lire(DOCUMENT).unwrap();
    avec_budget(&b, &arbre, &rien, 10_000_000, Duration::from_secs(20)).unwrap();
    assert_eq!(avec_budget(&b, &arbre, &jeu, 10_000, Duration::from_secs(5)).unwrap(), "2");
}

#[test]
fn the_index_of_attributes_gives_what_a_scan_gives() {
    use std::fmt::Write as _;
    let mut document = "<r>".to_owned();
    for i in 0..200 {
        let code = ["A", "B", "", " A", "a"][i % 5];
        let groupe = if i % 50 == 0 { "</g><g>" } else { "" };
        let groupe = if i == 0 { "<g>" } else { groupe };
        write!(document, "{groupe}<x code='{code}' rang='{i}'><x code='B'/></x>").unwrap();
    }
    document.push_str("</g></r>");
    const { assert!(200 > crate::chemin::INDEXER_A_PARTIR_DE) };
    for valeur in [
        "'A'",
        "('A','B')",
        "('a','A','A')",
        "''",
        "()",
        "'Z'",
        "//x[7]/@code",
        "'A'[. = 'B']",
        "xs:anyURI('A')",
        "7",
    ] {
        for (depart, suite) in [
            ("//", ""),
            ("//g[2]/descendant::", ""),
            ("//", "[@rang > 20]"),
            ("/r/g//", "[x]"),
            ("//x//", ""),
        ] {
            // The second form hides the comparison behind a double negation: it is never looked up.
            let index = format!("for $v in ({valeur}), $d in . return {depart}x[@code = $v]{suite}/@rang");
            let index_d_un_coup = format!("{depart}x[@code = {valeur}]{suite}/@rang");
            let parcours = format!("for $v in ({valeur}), $d in . return {depart}x[not(not(@code = $v))]{suite}/@rang");
            let parcours_d_un_coup = format!("{depart}x[not(not(@code = {valeur}))]{suite}/@rang");
            let code = |s: &str| sur(document.as_bytes(), s).map_err(|e| e.code);
            assert_eq!(code(&index), code(&parcours), "{index}");
            assert_eq!(code(&index_d_un_coup), code(&parcours_d_un_coup), "{index_d_un_coup}");
        }
    }
}

/// `$v` is worth what an expression gives; `$w` raises.
struct Deux<'e>(u32, &'e Expression, u32);

impl Variables for Deux<'_> {
    fn valeur(&self, variable: u32, ev: &Evaluation<'_>) -> Option<Result<Valeur, Erreur>> {
        let faute = Erreur {
            code: "FOER0000",
            dit: "faute".to_owned(),
        };
        match variable {
            v if v == self.0 => Some(ev.valeur(self.1)),
            v if v == self.2 => Some(Err(faute)),
            _ => None,
        }
    }
}

#[test]
fn a_host_gives_variables() {
    let mut l = lecteur();
    let (v, w) = (l.variable("v "), l.variable("w"));
    let dedans = l.lire("//a:ligne/@code").unwrap();
    let cas = [
        ("count($v)", "30"),
        ("count($ v)", "30"),
        ("for $v in 1 return $v", "1"),
        ("count(//a:ligne[@code = $v])", "30"),
        ("if (true()) then 1 else $w", "1"),
        ("count(($v)[. = 'c3'])", "3"),
    ];
    let fautes = [("$w", "FOER0000"), ("$x", "XPST0008"), ("//a:a[$w]", "FOER0000")];
    let cas: Vec<_> = cas.iter().map(|(s, a)| (l.lire(s).unwrap(), s, *a)).collect();
    let fautes: Vec<_> = fautes.iter().map(|(s, a)| (l.lire(s).unwrap(), s, *a)).collect();
    let (b, _) = bibliotheque(l);
    let arbre = b.lire(DOCUMENT).unwrap();
    let hote = Deux(v, &dedans, w);
    let reste = Cell::new(1_000_000);
    let ev = Evaluation::new(&b, &arbre, &hote, (&reste, None), arbre.racine());
    for (e, source, attendu) in &cas {
        assert_eq!(ev.texte(e).unwrap(), *attendu, "{source}");
    }
    for (e, source, attendu) in &fautes {
        assert_eq!(ev.texte(e).unwrap_err().code, *attendu, "{source}");
    }
    assert!(ev.noeuds(&cas[0].0).is_err(), "a number is no node");
}

#[test]
fn documents_are_read_in_the_encodings_of_xml() {
    let corps = "<r>é</r>";
    let latin: Vec<u8> = "<?xml version='1.0' encoding='ISO-8859-1'?><r>"
        .bytes()
        .chain([0xe9])
        .chain(*b"</r>")
        .collect();
    let utf16 = |gros: bool| -> Vec<u8> {
        let paire = |u: u16| if gros { u.to_be_bytes() } else { u.to_le_bytes() };
        std::iter::once(0xfeff).chain(corps.encode_utf16()).flat_map(paire).collect()
    };
    for octets in [corps.as_bytes().to_vec(), latin, utf16(true), utf16(false)] {
        assert_eq!(sur(&octets, "string-to-codepoints(/r)").unwrap(), "233");
    }
}

#[test]
fn places_are_said_for_a_person_and_for_a_program() {
    let mut l = lecteur();
    let e = l
        .lire("(//a:c[@id='c3'] | //a:c[@id='c3']/@id | //t[2] | / | //comment()[. = 'milieu'])")
        .unwrap();
    let (b, _) = bibliotheque(l);
    let arbre = b.lire(DOCUMENT).unwrap();
    let reste = Cell::new(1_000_000);
    let ev = Evaluation::new(&b, &arbre, &crate::SansVariables, (&reste, None), arbre.racine());
    let dits: Vec<String> = ev.noeuds(&e).unwrap().into_iter().map(|n| arbre.chemin(n)).collect();
    assert_eq!(dits, ["/r", "/r/a", "/r/a[2]/c[2]", "/r/a[2]/c[2]/@id", "/r/sans/t[2]"]);
    let complet: Vec<String> = ev.noeuds(&e).unwrap().into_iter().map(|n| arbre.chemin_complet(n)).collect();
    assert_eq!(complet[4], "/*:r[namespace-uri()='urn:a'][1]/sans[1]/t[2]");
    let (ligne, colonne) = arbre.position(ev.noeuds(&e).unwrap()[2]);
    assert_eq!(ligne, 4);
    assert!(colonne > 100);
    assert_eq!(valeur("count(//node())"), valeur("count(/descendant::node())"));
}
