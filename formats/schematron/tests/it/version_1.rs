//! Schemas that say no query language, or `xslt`: XPath 1.0.

use segur_schematron::Issue;

use crate::atelier::{Atelier, valider};

const DOC: &str = "<r n='7' v=''><a q='10' d='x'>un</a><a q='9'>deux</a><b/><c>3</c></r>";

/// Whether an expression is true on the root, in a schema of this language; `None` when it is not evaluated.
fn vrai(langage: &str, test: &str) -> Option<bool> {
    let atelier = Atelier::new();
    let test = test.replace('&', "&amp;").replace('<', "&lt;");
    atelier.poser(
        "essai.sch",
        &format!(
            "<schema xmlns='http://purl.oclc.org/dsdl/schematron' {langage}><pattern><rule context='/r'><report test=\"{test}\">m</report></rule></pattern></schema>"
        ),
    );
    let r = valider(&atelier.charger().unwrap(), DOC);
    (r.combien(Issue::NonEvalue) == 0).then(|| r.combien(Issue::Signalement) == 1)
}

#[test]
fn what_both_versions_say_otherwise() {
    // Expression, what version 1.0 says, what version 2.0 says.
    for (test, un, deux) in [
        // Order is that of numbers.
        ("a/@q < '9.5'", Some(true), Some(true)),
        ("a[1]/@q < a[2]/@q", Some(false), Some(true)),
        ("a[1]/@q > '9'", Some(true), Some(false)),
        ("'10' > '9'", Some(true), Some(false)),
        // What is no number is NaN.
        ("a/@d = 1", Some(false), None),
        ("a/@d != 1", Some(true), None),
        ("@v + 1 = 1", Some(false), None),
        ("number(@v) = number(@v)", Some(false), Some(false)),
        ("'1' = 1", Some(true), None),
        ("number('1e3') = 1000", Some(false), Some(true)),
        ("number('+1') = 1", Some(false), Some(true)),
        ("sum(a/@d) = sum(a/@d)", Some(false), None),
        ("sum(a/@q) = 19", Some(true), Some(true)),
        ("sum(z) = 0", Some(true), Some(true)),
        // A node-set stands for its first node.
        ("string(a) = 'un'", Some(true), None),
        ("concat(a, '-', a/@q) = 'un-10'", Some(true), None),
        ("contains(a, 'n') and starts-with(a, 'u')", Some(true), None),
        ("string-length(a) = 2", Some(true), None),
        (
            "substring(a, 2) = 'n' and normalize-space(a) = 'un' and translate(a, 'u', 'o') = 'on'",
            Some(true),
            None,
        ),
        ("name(*) = 'a' and local-name(a) = 'a'", Some(true), None),
        ("a/@q - 1 = 9", Some(true), None),
        ("- a/@q = -10", Some(true), None),
        ("floor(a/@q) = 10 and round(c) = 3", Some(true), None),
        ("name(z) = '' and string(z) = '' and number(z) != 0", Some(true), Some(true)),
        // A boolean makes the other side one.
        ("@n = true()", Some(true), None),
        ("z = false()", Some(true), Some(false)),
        ("@v = true()", Some(true), None),
        ("1 < true()", Some(false), None),
        ("z < true()", Some(true), Some(false)),
        // Numbers are doubles, and are written without an exponent.
        ("1 div 0 > 100", Some(true), None),
        ("string(1 div 0) = 'Infinity'", Some(true), None),
        ("string(-1 div 0) = '-Infinity'", Some(true), None),
        ("string(0 div 0) = 'NaN'", Some(true), None),
        ("string(1000000 * 1000000) = '1000000000000'", Some(true), Some(true)),
        ("string(number('12345678.5')) = '12345678.5'", Some(true), Some(false)),
        ("string(number('10000000')) = '10000000'", Some(true), Some(false)),
        ("7 mod 3 = 1 and -7 mod 3 = -1 and 7 div 2 = 3.5", Some(true), Some(true)),
        // What is the same stays the same.
        ("a = 'deux' and a != 'deux' and not(a = 'trois')", Some(true), Some(true)),
        (
            "count(a) = 2 and a[2] = 'deux' and a[last()]/@q = 9 and a[position() = 1]",
            Some(true),
            Some(true),
        ),
        ("a[@q = 9] and a[@q > 9] and @n", Some(true), Some(true)),
        ("boolean(@v) and not(string(@v)) and 'x'", Some(true), Some(true)),
        // What version 2.0 adds is still read.
        (
            "matches(@n, '^[0-9]$') and exists(a) and (some $x in a satisfies $x = 'un')",
            Some(true),
            Some(true),
        ),
    ] {
        for langage in ["", "queryBinding='xslt'", "queryBinding='XPath'"] {
            assert_eq!(vrai(langage, test), un, "{langage} {test}");
        }
        for langage in ["queryBinding='xslt2'", "queryBinding='xslt3'"] {
            assert_eq!(vrai(langage, test), deux, "{langage} {test}");
        }
    }
}

#[test]
fn keys_of_version_1_are_texts() {
    let atelier = Atelier::new();
    atelier.poser(
        "essai.sch",
        "<schema xmlns='http://purl.oclc.org/dsdl/schematron'><xsl:key xmlns:xsl='http://www.w3.org/1999/XSL/Transform' name='q' match='a' use='number(@q)'/>\
         <pattern><rule context='/r'><assert test=\"key('q', '9') = 'deux' and key('q', 10) = 'un' and count(key('q', a/@q)) = 2\">m</assert></rule></pattern></schema>",
    );
    let r = valider(&atelier.charger().unwrap(), DOC);
    assert_eq!((r.constats().count(), r.regles()), (0, 1));
}
