//! What comes out: messages, severities, the same report whatever the threads, SVRL.

use segur_model::Severity;
use segur_schematron::{Issue, Options, svrl};

use crate::atelier::{Atelier, essayer, valider};

const DOC: &str = "<r n='1'><a id='a1'/><a id='a2'><b/></a><!--note--></r>";

#[test]
fn messages_are_made_of_text_names_and_values() {
    let r = essayer(
        "<diagnostics><diagnostic id='d'>id <value-of select='@id'/></diagnostic></diagnostics>\
         <pattern><rule context='b'><assert test='false()' diagnostics='d absent'>un <name/> dans <name path='..'/> <emph>fort</emph>\n <value-of select='../@id'/> <value-of select='count(//a)'/> <value-of select='error()'/></assert></rule></pattern>",
        DOC,
    );
    let c = r.constats().next().unwrap();
    // White space alone between two elements is dropped.
    assert_eq!(
        c.message.split_whitespace().collect::<Vec<_>>().join(" "),
        "un b dans a fort a22[non évalué : FOER0000 : erreur demandée par l'expression ]"
    );
    assert_eq!(c.diagnostics, [("d".to_owned(), "id ".to_owned())]);
    assert_eq!((c.lieu.path.as_str(), c.lieu.line), ("/r/a[2]/b", 1));
}

#[test]
fn role_and_flag_say_the_severity() {
    let cas = [
        ("assert", "", Severity::Error),
        ("report", "", Severity::Warning),
        ("assert", "role='warning'", Severity::Warning),
        ("assert", "role='Avertissement'", Severity::Warning),
        ("assert", "role='info'", Severity::Info),
        ("assert", "flag='warn'", Severity::Warning),
        ("assert", "role='error' flag='warn'", Severity::Error),
        ("report", "role='error'", Severity::Error),
        ("report", "role='hint'", Severity::Info),
        ("assert", "role='inconnu'", Severity::Error),
    ];
    for (quoi, attributs, attendue) in cas {
        let test = if quoi == "assert" { "false()" } else { "true()" };
        let r = essayer(
            &format!("<pattern id='m'><rule context='r'><{quoi} {attributs} test='{test}' id='i'>dit</{quoi}></rule></pattern>"),
            DOC,
        );
        let f = r.findings("essai", "essai.sch");
        assert_eq!((f.len(), f[0].severity), (1, attendue), "{quoi} {attributs}");
        assert_eq!(f[0].rule, "schematron.essai.i");
        assert_eq!((f[0].dit.as_str(), f[0].expected.as_str()), ("dit", test));
        assert!(f[0].source.contains("essai.sch:1"), "{}", f[0].source);
    }
    let r = essayer(
        "<pattern id='m'><rule context='r'><assert test='error()'>dit</assert></rule></pattern>",
        DOC,
    );
    let f = r.findings("essai", "essai.sch");
    assert_eq!((f[0].severity, f[0].rule.as_str()), (Severity::NotEvaluated, "schematron.essai.m"));
    assert!(!f[0].is_error() && f[0].seen.starts_with("non évaluée : FOER0000"));
}

#[test]
fn one_thread_and_four_say_the_same() {
    use std::fmt::Write as _;
    let mut document = "<r>".to_owned();
    for i in 0..3_000 {
        write!(document, "<a id='a{i}'><b n='{}'/></a>", i % 7).unwrap();
    }
    document.push_str("</r>");
    let schema = Atelier::new()
        .schema(
            "<let name='tous' value='//b'/><pattern><rule context='a[b/@n = 3]'><assert test='count($tous) = 1'><value-of select='@id'/></assert></rule></pattern>\
             <pattern><rule context='@n[. = 5]'><report test='true()'>cinq</report></rule><rule context='a/..'><assert test='error()'>non</assert></rule></pattern>",
        )
        .charger()
        .unwrap();
    let avec = |fils| {
        schema
            .valider(
                document.as_bytes(),
                &Options {
                    fils,
                    ..Options::default()
                },
            )
            .unwrap()
    };
    let un = avec(1);
    assert_eq!(un.combien(Issue::Echec), 429);
    for fils in [2, 4, 0] {
        assert_eq!(un, avec(fils), "{fils} fils");
    }
    assert_eq!(svrl::ecrire(&un, "d.xml").unwrap(), svrl::ecrire(&avec(4), "d.xml").unwrap());
}

#[test]
fn the_report_is_written_as_svrl() {
    let r = Atelier::new()
        .schema_avec(
            "schemaVersion='1.2' defaultPhase='p'",
            "<title>Un &lt;titre&gt;</title><ns prefix='h' uri='urn:h'/><phase id='p'><active pattern='m'/></phase>\
             <diagnostics><diagnostic id='d'>voir ici</diagnostic></diagnostics>\
             <pattern id='m'><title>motif</title><rule context='h:a' id='regle' role='warning'><assert test=\"@x &lt; '2'\" id='as' see='http://x' diagnostics='d'>x de <name/> &amp; co</assert>\
             <report test='true()' flag='info'>vu</report><assert test='error()'>non évalué</assert></rule></pattern><pattern id='inactif'/>",
        )
        .charger()
        .unwrap();
    let rapport = valider(&r, "<p:a xmlns:p='urn:h' x='3'/>");
    let svrl = String::from_utf8(svrl::ecrire(&rapport, "doc.xml").unwrap()).unwrap();
    insta::assert_snapshot!(svrl);
}
