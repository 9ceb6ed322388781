//! What multiplies itself or never ends meets a bound, and in a bounded time.

use std::time::{Duration, Instant};

use segur_schematron::{ErreurSchema, Issue, Options};

use crate::atelier::{Atelier, dits, essayer, valider};

const SCH: &str = "xmlns='http://purl.oclc.org/dsdl/schematron'";

fn chrono<T>(quoi: &str, f: impl FnOnce() -> T) -> T {
    let depart = Instant::now();
    let lu = f();
    eprintln!("{:>8.3} s  {quoi}", depart.elapsed().as_secs_f64());
    assert!(depart.elapsed() < Duration::from_secs(20), "{quoi}");
    lu
}

#[test]
fn what_multiplies_itself_meets_a_bound() {
    let borne = |quoi: &str, atelier: &Atelier| {
        let lu = chrono(quoi, || atelier.charger());
        assert!(
            matches!(lu, Err(ErreurSchema::Borne { .. })),
            "{quoi} : {:?}",
            lu.map(|s| s.taille())
        );
    };
    let atelier = Atelier::new();
    borne("un schéma qui s'inclut", atelier.schema("<include href='essai.sch'/>"));
    let deux = Atelier::new();
    deux.poser(
        "b.sch",
        &format!("<pattern {SCH}><include href='b.sch'/><include href='b.sch'/></pattern>"),
    );
    borne("un fichier qui s'inclut deux fois", deux.schema("<include href='b.sch'/>"));
    let eventail = Atelier::new();
    for i in 0..14 {
        let suivant = format!("<include href='f{}.sch'/>", i + 1).repeat(2);
        eventail.poser(&format!("f{i}.sch"), &format!("<pattern {SCH}>{suivant}</pattern>"));
    }
    eventail.poser("f14.sch", &format!("<pattern {SCH}/>"));
    borne(
        "deux inclusions par fichier, 14 niveaux",
        eventail.schema("<include href='f0.sch'/>"),
    );
    let cycle = Atelier::new();
    borne(
        "extends en cycle",
        cycle.schema("<pattern><rule abstract='true' id='a'><extends rule='b'/></rule><rule abstract='true' id='b'><extends rule='a'/></rule><rule context='r'><extends rule='a'/></rule></pattern>"),
    );
    let double: String = (0..30)
        .map(|i| {
            format!(
                "<rule abstract='true' id='r{i}'>{}</rule>",
                format!("<extends rule='r{}'/>", i + 1).repeat(2)
            )
        })
        .collect();
    borne(
        "extends doublés, 30 niveaux",
        Atelier::new().schema(&format!(
            "<pattern>{double}<rule abstract='true' id='r30'/><rule context='r'><extends rule='r0'/></rule></pattern>"
        )),
    );
    let doubles: String = (0..40)
        .map(|i| format!("<param name='p{i}x' value='$p{0}x$p{0}x'/>", i + 1))
        .collect();
    borne(
        "paramètres qui doublent",
        Atelier::new().schema(&format!(
            "<pattern abstract='true' id='p'><rule context='$p0x'><assert test='1'/></rule></pattern><pattern is-a='p'>{doubles}</pattern>"
        )),
    );
    borne(
        "un grand paramètre, mille fois",
        Atelier::new().schema(&format!(
            "<pattern abstract='true' id='p'><rule context='a'><assert test='{}'/></rule></pattern><pattern is-a='p'><param name='p' value='{}'/></pattern>",
            "$p".repeat(100_000),
            "x".repeat(500_000)
        )),
    );
}

#[test]
fn what_a_rule_says_is_counted_as_often_as_it_is_extended() {
    let borne = |quoi: &str, dans_la_regle: &str, fois: usize| {
        let extends = "<extends rule='x'/>".repeat(fois);
        let atelier = Atelier::new();
        atelier.schema(&format!(
            "<pattern><rule abstract='true' id='x'>{dans_la_regle}</rule><rule context='r'>{extends}</rule></pattern>"
        ));
        let lu = chrono(quoi, || atelier.charger());
        assert!(
            matches!(lu, Err(ErreurSchema::Borne { .. })),
            "{quoi} : {:?}",
            lu.map(|s| s.taille())
        );
    };
    let gros = "x".repeat(1 << 20);
    borne(
        "un grand message, trois cents fois",
        &format!("<assert test='1'>{gros}</assert>"),
        300,
    );
    borne("un grand fragment, vingt fois", &format!("<let name='v'><f>{gros}</f></let>"), 20);
    borne(
        "mille renvois, mille fois",
        &format!("<assert test='1' diagnostics='{}'/>", "d ".repeat(1_000)),
        1_000,
    );
}

#[test]
fn variables_that_read_each_other_are_an_error_of_theirs() {
    let r = essayer(
        "<let name='a' value='$b'/><let name='b' value='$a'/><let name='c' value='$c + 1'/><let name='d' value='1'/>\
         <pattern><rule context='r'><assert test='$a'>a</assert><assert test='$c'>c</assert><assert test='$d = 2'>d</assert></rule></pattern>",
        "<r/>",
    );
    assert_eq!(dits(&r, Issue::NonEvalue), ["a", "c"]);
    assert_eq!(dits(&r, Issue::Echec), ["d"]);
    let chaine = |n: usize, motif: &str| -> String { (1..n).map(|i| format!("<let name='v{i}' value='$v{}{motif}'/>", i - 1)).collect() };
    // Deeper than any stack: each variable is read by the next one, and by a rule.
    for (quoi, lets, dans_la_regle) in [
        ("globales", chaine(20_000, ""), false),
        ("locales", chaine(20_000, ""), true),
        ("profondes", chaine(400, &" + 1".repeat(300)), false),
    ] {
        let dernier = lets.matches("<let").count();
        let (dehors, dedans) = if dans_la_regle { ("", lets.as_str()) } else { (lets.as_str(), "") };
        let schema = format!(
            "<let name='v0' value='1'/>{dehors}<pattern><rule context='r'>{dedans}<assert test='$v{dernier} = 0'>m</assert></rule></pattern>"
        );
        let atelier = Atelier::new();
        let schema = atelier.schema(&schema).charger().unwrap();
        let r = chrono(quoi, || valider(&schema, "<r/>"));
        assert_eq!((r.combien(Issue::NonEvalue), r.combien(Issue::Echec)), (1, 0), "{quoi}");
    }
}

#[test]
fn what_never_ends_is_stopped_and_said() {
    let document = format!("<r>{}</r>", "<a/>".repeat(2_000));
    let options = |pas, delai| Options {
        fils: 2,
        pas,
        delai: Duration::from_millis(delai),
    };
    let sans_fin = "<assert test='every $i in 1 to 1000000, $j in 1 to 1000000 satisfies $i ge 0'>sans fin</assert>";
    let contenu = format!(
        "<pattern><rule context='r'>{sans_fin}</rule><rule context='a'><assert test='false()'>a</assert></rule></pattern><pattern><rule context='a[//a[//a[//a[count(*) = 1]]]]'><assert test='false()'>b</assert></rule></pattern>"
    );
    let schema = Atelier::new().schema(&contenu).charger().unwrap();
    for (quoi, o) in [("budget de pas", options(200_000, 60_000)), ("délai", options(u64::MAX / 2, 1_000))] {
        let r = chrono(quoi, || schema.valider(document.as_bytes(), &o).unwrap());
        let non_evalues = r.combien(Issue::NonEvalue);
        assert!((1..=10).contains(&non_evalues), "{quoi} : {non_evalues}");
    }
    // Another judgement has its own budget.
    let r = schema.valider(b"<r2><a/></r2>", &Options::default()).unwrap();
    assert_eq!(r.combien(Issue::NonEvalue), 0);
}
