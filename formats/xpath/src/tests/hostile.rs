//! What an enemy may write: expressions and documents that are huge, deep, endless or broken. Bounds, never a crash.

use std::time::{Duration, Instant};

use proptest::prelude::*;

use super::banc::{DOCUMENT, avec_budget, lecteur, sans_documents, sur};

/// Code of the error, or the value, within a delay that a slow machine keeps.
fn borne(source: &str) -> String {
    let depart = Instant::now();
    let mut l = lecteur();
    let dit = match l.lire(source) {
        Err(e) => format!("! {}", e.code),
        Ok(e) => {
            let b = sans_documents(l);
            let arbre = b.lire(DOCUMENT).unwrap();
            let lu = avec_budget(&b, &arbre, &e, 3_000_000, Duration::from_secs(2));
            lu.unwrap_or_else(|e| format!("! {}", e.code))
        }
    };
    let duree = depart.elapsed();
    let debut: String = source.chars().take(40).collect();
    eprintln!("{:>8.3} s  {} octets  {debut}", duree.as_secs_f64(), source.len());
    assert!(duree < Duration::from_secs(15), "{debut} : {duree:?}");
    dit
}

#[test]
fn expressions_too_deep_or_too_long_are_refused() {
    let limite = "! LIMITE";
    for (ouvre, milieu, ferme, n) in [
        ("(", "1", ")", 100_000),
        ("(", "1", ")", 121),
        ("not(", "1", ")", 60_000),
        ("a[", "1", "]", 100_000),
        ("if (", "1", ") then 1 else 1", 10_000),
        ("for $x in ", "1", " return 1", 10_000),
        ("1 + (", "1", ")", 10_000),
    ] {
        let source = format!("{}{milieu}{}", ouvre.repeat(n), ferme.repeat(n));
        assert_eq!(borne(&source), limite, "{ouvre}");
    }
    for (un, entre) in [
        ("1", "+"),
        ("1", " - "),
        ("a", "|"),
        ("a", " except "),
        ("1", " div "),
        ("a", "/"),
        ("a", "//"),
        ("self::node()", "/"),
        ("..", "/"),
        (".", "/"),
    ] {
        assert_eq!(borne(&vec![un; 5_000].join(entre)), limite, "{entre}");
    }
    let liaisons = format!("for {} return 1", vec!["$x in 1"; 5_000].join(", "));
    assert_eq!(borne(&liaisons), limite);
    assert_eq!(borne(&"a".repeat(300_000)), limite);
}

#[test]
fn what_is_long_and_flat_is_evaluated() {
    assert_eq!(borne(&vec!["0"; 50_000].join(" or ")), "false");
    assert_eq!(borne(&vec!["1"; 40_000].join(" and ")), "true");
    assert_eq!(borne(&format!("count(({}))", vec!["1"; 50_000].join(","))), "50000");
    assert_eq!(borne(&format!("string-length('{}')", "a".repeat(200_000))), "200000");
    assert_eq!(borne(&format!("count(a{})", "[1]".repeat(5_000))), "0");
    assert_eq!(borne(&format!("{}1", "-".repeat(50_000))), "1");
    assert_eq!(borne(&format!("1 {}", "(:".repeat(1_000) + &":)".repeat(1_000))), "1");
    assert_eq!(borne(&format!("{}1{}", "(".repeat(119), ")".repeat(119))), "1");
}

#[test]
fn the_deepest_accepted_expressions_fit_in_the_stack_of_a_thread() {
    // 2 MiB, what a thread has unless it asks for more; and debug frames, the largest.
    let faire = || {
        let profond = format!("{}1{}", "not(".repeat(118), ")".repeat(118));
        let predicats = format!("{}1{}", "*[".repeat(118), "]".repeat(118));
        let pas = vec!["self::node()"; 190].join("/");
        let niveaux = 60;
        let large = format!("{}1{}", format!("{pas}[").repeat(niveaux), "]".repeat(niveaux));
        let somme = vec!["1"; 900].join("+");
        for source in [profond, predicats, pas, large, somme] {
            borne(&source);
        }
    };
    std::thread::Builder::new()
        .stack_size(2 << 20)
        .spawn(faire)
        .unwrap()
        .join()
        .unwrap();
}

#[test]
fn what_never_ends_is_stopped() {
    for source in [
        "1 to 1000000000",
        "for $i in 1 to 1000000, $j in 1 to 1000000 return $i",
        "for $i in 1 to 1000000, $j in 1 to 1000000 return ()",
        "some $i in 1 to 1000000, $j in 1 to 1000000 satisfies $i = 0",
        "every $i in 1 to 1000000 satisfies every $j in 1 to 1000000 satisfies $i > 0",
        "(1 to 1000000)[. = (1 to 1000000)[. = 0]]",
        "//*[//*[//*[//*[//*[. = 'rien']]]]]",
        "distinct-values(1 to 1000000)",
        "string-join(for $i in 1 to 100000 return string-join(for $j in 1 to 1000 return 'aaaaaaaaaa', ''), '')",
        "for $a in string-join(for $i in 1 to 100000 return 'aaaaaaaaaa', '') return replace($a, 'a', $a)",
        "for $a in string-join(for $i in 1 to 100000 return 'aaaaaaaaaa', '') return replace($a, '.+', replace($a, 'a', '\\$0'))",
        "for $a in string-join(for $i in 1 to 100000 return 'aaaaaaaaaa', '') return concat($a,$a,$a,$a,$a,$a,$a,$a,$a,$a,$a,$a,$a,$a,$a,$a,$a,$a,$a)",
        "for $a in string-join(for $i in 1 to 100000 return 'aaaaaaaaaa', '') return (for $i in 1 to 1000000 return contains($a, 'b'))",
        "matches('a', '((a{100}){100}){100}')",
        "99999999999999999999999999999999999999999999",
        "170141183460469231731687303715884105727 + 1 eq 2",
    ] {
        assert!(borne(source).starts_with('!'), "{source}");
    }
}

#[test]
fn what_overflows_is_an_error_and_no_panic() {
    for source in [
        "-170141183460469231731687303715884105727 - 1",
        "insert-before((1,2), -170141183460469231731687303715884105727 - 1, 3)",
        "remove((1,2), 170141183460469231731687303715884105727)",
        "subsequence((1,2), 1e308, 1e308)",
        "substring('abc', -1e308, 1e308)",
        "79228162514264337593543950335.0 + 79228162514264337593543950335.0",
        "round(79228162514264337593543950335.0)",
        "round(-79228162514264337593543950335.5)",
        "ceiling(79228162514264337593543950335.0)",
        "79228162514264337593543950335.0 div 0.1",
        "0.0000000000000000000000000001 * 0.0000000000000000000000000001",
        "(-170141183460469231731687303715884105727 - 1) idiv -1",
        "abs(-170141183460469231731687303715884105727 - 1)",
        "170141183460469231731687303715884105727 div 3",
        "170141183460469231731687303715884105727 to 170141183460469231731687303715884105727",
        "xs:integer(1e300)",
        "xs:decimal(1e300)",
        "xs:dateTime('9999-12-31T24:00:00')",
        "xs:dateTime('0000-01-01T00:00:00+14:00') lt xs:dateTime('9999-12-31T23:59:59-14:00')",
        "codepoints-to-string(55296)",
        "codepoints-to-string(-1)",
        "replace('a','(a)','$99999999999999999999')",
        "tokenize('é','')",
        "translate('é','é','')",
    ] {
        borne(source);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn no_text_makes_the_reader_panic(source in "\\PC{0,60}") {
        let _ = sur(DOCUMENT, &source);
    }

    #[test]
    fn no_words_make_the_engine_panic(mots in prop::collection::vec(prop::sample::select(MOTS), 1..14)) {
        let mut l = lecteur();
        if let Ok(e) = l.lire(&mots.join(" ")) {
            let _ = crate::Motif::lire(&e);
            let b = sans_documents(l);
            let arbre = b.lire(DOCUMENT).unwrap();
            let _ = avec_budget(&b, &arbre, &e, 100_000, Duration::from_secs(2));
        }
    }
}

/// Words that make expressions, some of them readable.
const MOTS: &[&str] = &[
    "a:a",
    "*",
    "@id",
    "/",
    "//",
    "(",
    ")",
    "[",
    "]",
    "1",
    "0.5",
    "1e300",
    "'x'",
    "''",
    ".",
    "..",
    "-",
    "+",
    "=",
    "!=",
    "<",
    "eq",
    "is",
    "<<",
    "and",
    "or",
    "|",
    "intersect",
    "except",
    "to",
    "div",
    "idiv",
    "mod",
    "for $x in",
    "some $x in",
    "every $x in",
    "return",
    "satisfies",
    "$x",
    "if (",
    "then",
    "else",
    "cast as",
    "castable as",
    "instance of",
    "treat as",
    "xs:integer",
    "xs:date",
    "?",
    ",",
    "count(",
    "position()",
    "last()",
    "substring(",
    "replace(",
    "round(",
    "max(",
    "text()",
    "node()",
    "comment()",
    "parent::",
    "preceding::",
    "following-sibling::",
    "ancestor::",
    "descendant::",
    "self::",
    "not(",
    "string(",
    "number(",
    "xs:dateTime(",
    "current()",
    "'(a'",
    "b:*",
];
