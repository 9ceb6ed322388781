//! Patterns: what they match is what the same expression gives from anywhere.

use std::cell::Cell;
use std::collections::BTreeSet;

use proptest::prelude::*;

use super::banc::{DOCUMENT, lecteur, sans_documents};
use crate::{Cible, Evaluation, Motif, Noeud, SansVariables};

/// The nodes that a context matches: by the pattern, and by the expression from every node. `None` when it is no pattern.
fn deux_facons(document: &[u8], contexte: &str) -> Option<(BTreeSet<Noeud>, BTreeSet<Noeud>)> {
    let mut l = lecteur();
    let e = l.lire(contexte).unwrap();
    let partout = l.lire(&format!("/descendant-or-self::node()/({contexte})")).unwrap();
    let motif = Motif::lire(&e)?;
    let b = sans_documents(l);
    let arbre = b.lire(document).unwrap();
    let reste = Cell::new(50_000_000);
    let ev = |n: Noeud| Evaluation::new(&b, &arbre, &SansVariables, (&reste, None), n);
    let vus = arbre
        .noeuds(0..arbre.taille(), true)
        .filter(|n| motif.correspond(&ev(*n), *n).unwrap())
        .collect();
    let textes_exclus: BTreeSet<Noeud> = arbre.noeuds(0..arbre.taille(), true).collect();
    let attendus = ev(arbre.racine()).noeuds(&partout).unwrap().into_iter();
    let attendus: BTreeSet<Noeud> = attendus.filter(|n| textes_exclus.contains(n)).collect();
    // What a pattern announces must hold of what it matches.
    let cibles: Vec<_> = motif.cibles().collect();
    for n in &attendus {
        assert!(
            cibles.iter().any(|c| annonce(&ev(*n), *n, c)),
            "{contexte} : {n:?} hors de {cibles:?}"
        );
        assert!(!n.est_attribut() || motif.attributs(), "{contexte}");
    }
    Some((vus, attendus))
}

/// Whether a node is what one alternative of a pattern announces.
fn annonce(ev: &Evaluation<'_>, n: Noeud, cible: &Cible) -> bool {
    let noms = ev.noms(n);
    let nom = noms.map(|(nom, _)| nom);
    match cible {
        Cible::Tout => true,
        Cible::Elements => nom.is_some(),
        Cible::Element(e) => nom == Some(*e),
        Cible::Sous { parent, element } => {
            noms.is_some_and(|(_, dessus)| dessus == Some(*parent)) && element.is_none_or(|e| nom == Some(e))
        }
        Cible::Cle(c) => ev.valeurs_des_enfants(n, c.enfant, c.attribut).any(|v| v == &*c.valeur),
    }
}

/// Contexts that patterns can say.
const MOTIFS: &[&str] = &[
    "/",
    "a:r",
    "/a:r",
    "/a:c",
    "/a:r/a:a",
    "a:a/a:c",
    "a:r//a:c",
    "a:a//a:c//a:c",
    "//a:c",
    "/a:r//a:d//a:c",
    "//a:d/a:c",
    "/descendant::a:c",
    "a:r/descendant::a:c",
    "*",
    "a:*",
    "*:c",
    "*[a:c]",
    "@id",
    "@*",
    "a:a/@n",
    "a:r//@id",
    "@b:*",
    "@*:t",
    "@id[. = 'c2']",
    "@*[1]",
    "@*[2]",
    "a:a/@*[last()]",
    "attribute::n",
    "a:c[1]",
    "a:c[2]",
    "a:c[last()]",
    "a:c[position() > 1]",
    "a:a[2]/a:c[2]",
    "*[2]",
    "*[2][self::a:c]",
    "*[self::a:c][2]",
    "a:c[not(*)][2]",
    "a:a[@n = '2']/a:c",
    "a:a[@n = 2][1]",
    "a:a[a:c/@id = 'c2']",
    "*[a:c/@id = 'c2' and @n]",
    "*['c2' = a:c/@id]",
    "a:a[a:c/@id = 'c2'] | a:d[a:c/@id = 'c5']",
    "a:a | a:c | @id",
    "/ | a:a",
    "comment()",
    "a:a/comment()",
    "/comment()",
    "processing-instruction()",
    "processing-instruction(cible)",
    "node()",
    "a:a/node()",
    "node()[1]",
    "text()",
    "element(a:c)",
    "attribute(id)",
    "sans/t",
    "t",
    "a:t",
    "a:lignes/a:ligne[@code = 'c3'][2]",
    "a:c[ancestor::a:d]",
    "a:c[. = 'x']",
    "a:absent",
    "a:c[a:absent]",
];

#[test]
fn a_pattern_matches_what_its_expression_gives_from_anywhere() {
    for contexte in MOTIFS.iter() {
        let (vus, attendus) = deux_facons(DOCUMENT, contexte).unwrap_or_else(|| panic!("{contexte} : pas un motif"));
        assert_eq!(vus, attendus, "{contexte}");
    }
}

#[test]
fn what_is_no_pattern_is_said() {
    let cas = [
        "a:c/..",
        "a:c/ancestor::a:a",
        "..",
        ".",
        "self::a:a",
        "a:a/following-sibling::a:a",
        "(//a:c)[1]",
        "a:a/(a:c | b:x)",
        "a:a/name()",
        "'a'",
        "1",
        "//a:c intersect //a:c",
        "a:a/descendant-or-self::node()",
        "for $x in //a:a return $x",
        "/descendant::a:c[2]",
        "a:a, a:c",
        ".//a:c",
        "a:a/descendant-or-self::a:c",
        "id('x')",
    ];
    for contexte in cas {
        let Ok(e) = lecteur().lire(contexte) else { continue };
        assert!(Motif::lire(&e).is_none(), "{contexte}");
    }
}

#[test]
fn the_document_node_and_counts_of_matches() {
    let combien = |c: &str| deux_facons(DOCUMENT, c).unwrap().0.len();
    let cas = [
        ("/", 1),
        ("a:r", 1),
        ("/a:c", 0),
        ("a:c", 6),
        ("a:c[1]", 4),
        ("a:ligne", 30),
        ("@code", 30),
        ("comment()", 2),
        ("text()", 0),
    ];
    for (contexte, attendu) in cas {
        assert_eq!(combien(contexte), attendu, "{contexte}");
    }
}

/// A small document over four names and two attributes.
fn document() -> impl Strategy<Value = String> {
    let nom = prop::sample::select(vec!["a", "c", "d", "x"]);
    let attribut = prop::option::of(0..4_u8);
    let feuille = (nom.clone(), attribut.clone()).prop_map(|(n, a)| element(n, a, ""));
    let arbre = feuille.prop_recursive(5, 30, 4, move |dedans| {
        (nom.clone(), attribut.clone(), prop::collection::vec(dedans, 0..4)).prop_map(|(n, a, d)| element(n, a, &d.concat()))
    });
    arbre.prop_map(|a| format!("<r xmlns='urn:a'>{a}<!--c--></r>"))
}

fn element(nom: &str, attribut: Option<u8>, dedans: &str) -> String {
    let attribut = attribut.map_or_else(String::new, |a| format!(" id='c{a}' n='{a}'"));
    format!("<{nom}{attribut}>{dedans}t</{nom}>")
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn patterns_agree_with_expressions_on_any_document(document in document()) {
        for contexte in MOTIFS.iter() {
            let (vus, attendus) = deux_facons(document.as_bytes(), contexte).unwrap();
            prop_assert_eq!(vus, attendus, "{} sur {}", contexte, &document);
        }
    }
}
