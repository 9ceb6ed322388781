//! Schemas that are broken, endless or hostile.

use std::time::{Duration, Instant};

use segur_schematron::{ErreurSchema, Issue, Options, Schema};

use crate::atelier::{Atelier, dits, entier, essayer, valider};

const SCH: &str = "xmlns='http://purl.oclc.org/dsdl/schematron'";

fn chrono<T>(quoi: &str, f: impl FnOnce() -> T) -> T {
    let depart = Instant::now();
    let lu = f();
    eprintln!("{:>8.3} s  {quoi}", depart.elapsed().as_secs_f64());
    assert!(depart.elapsed() < Duration::from_secs(20), "{quoi}");
    lu
}

fn brut(contenu: &str) -> Atelier {
    let atelier = Atelier::new();
    atelier.poser("essai.sch", contenu);
    atelier
}

#[test]
fn what_is_no_schema_is_said() {
    for (contenu, attendu) in [
        ("", "vide"),
        ("bonjour", "essai.sch"),
        ("<schema>", "essai.sch"),
        ("<autre/>", "hors de l'espace de noms"),
        ("<schema/>", "hors de l'espace de noms"),
        (&format!("<pattern {SCH}/>"), "donner un schéma .sch"),
        ("<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><x>&e;</x>", "essai.sch"),
        (&entier("", "").replace("xslt2", "xslt"), "« xslt »"),
        (&entier("", "").replace("queryBinding='xslt2'", ""), "seul « xslt2 »"),
        (&entier("", "").replace("xslt2", "stx"), "« stx »"),
        (
            &entier("", "<pattern><rule><assert test='1'/></rule></pattern>"),
            "une règle sans contexte",
        ),
        (
            &entier("", "<pattern><rule context='a'><assert/></rule></pattern>"),
            "un assert sans test",
        ),
        (&entier("", "<let value='1'/>"), "un let sans nom"),
        (&entier("", "<pattern is-a='x'/>"), "« x » n'existe pas"),
        (&entier("defaultPhase='x'", ""), "la phase « x »"),
    ] {
        let dit = brut(contenu).erreur();
        assert!(dit.contains(attendu), "{contenu} : {dit}");
    }
    assert!(Schema::charger(std::path::Path::new("/nulle/part.sch")).is_err());
}

#[test]
fn includes_stay_in_their_folder() {
    for (href, attendu) in [
        ("../../../../../../../../../../../../etc/passwd", "sort du dossier"),
        ("..\\..\\..\\..\\..\\..\\..\\..\\..\\..\\etc\\passwd", "sort du dossier"),
        ("/etc/passwd", "pas un chemin relatif"),
        ("file:///etc/passwd", "pas un chemin relatif"),
        ("file:/etc/passwd", "pas un chemin relatif"),
        ("http://example.org/x.sch", "aucun accès au réseau"),
        ("absent.sch", "« absent.sch » manque dans"),
        ("absent/absent.sch", "manque dans"),
        ("", "sans nom de fichier"),
        ("#x", "sans nom de fichier"),
        (".", "pas un fichier"),
        ("essai.sch#nul", "s'inclut-il lui-même"),
    ] {
        let atelier = Atelier::new();
        let dit = atelier.schema(&format!("<include href='{href}'/>")).erreur();
        assert!(dit.contains(attendu), "{href} : {dit}");
    }
    let atelier = Atelier::new();
    atelier.poser("m.sch", &format!("<pattern {SCH} id='m'/>"));
    let dit = atelier.schema("\n\n<include href='absent.sch'/>").erreur();
    assert!(dit.starts_with("essai.sch:3 : "), "{dit}");
    assert!(atelier.schema("<include href='m.sch#autre'/>").erreur().contains("« autre »"));
    assert!(atelier.schema("<include href='m.sch#m'/>").charger().is_ok());
}

#[test]
fn a_schema_three_folders_deep_does_not_reach_the_root_of_the_disk() {
    let schema = Atelier::new();
    let chemin = schema.schemas();
    let haut = chemin.ancestors().find(|a| a.ancestors().count() == 3).unwrap().to_owned();
    // Two folders deep, whatever the machine calls them: asking for a file of the root is refused, not read.
    let atelier_haut = haut.join("segur-essai-inexistant");
    assert!(!atelier_haut.exists());
    let dit = schema.schema("<pattern><rule context='r'><assert test=\"doc('/etc/passwd')\">m</assert><assert test=\"doc('http://x/y')\">m</assert><assert test=\"doc('../../../../../../../../etc/hostname')\">m</assert></rule></pattern>");
    let r = valider(&dit.charger().unwrap(), "<r/>");
    assert_eq!(r.combien(Issue::NonEvalue), 3);
    for c in r.constats() {
        let cause = c.cause.as_deref().unwrap();
        assert!(
            cause.contains("relatif") || cause.contains("sort du dossier") || cause.contains("manque"),
            "{cause}"
        );
    }
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
fn what_cannot_be_read_or_evaluated_is_a_third_status_there_alone() {
    let r = essayer(
        "<pattern><rule context='r'><assert test='inconnue(.)'>fonction</assert><assert test='1 +'>syntaxe</assert><assert test='p:x'>préfixe</assert>\
         <assert test='$v'>variable</assert><assert test=\"doc('nul.xml')\">jeu</assert><assert test=\"xs:integer('x')\">type</assert>\
         <assert test='(1,2)'>ebv</assert><assert test='false()'>autre</assert></rule></pattern>",
        "<r/>",
    );
    assert_eq!(
        dits(&r, Issue::NonEvalue),
        ["fonction", "syntaxe", "préfixe", "variable", "jeu", "type", "ebv"]
    );
    assert_eq!(dits(&r, Issue::Echec), ["autre"]);
    let causes: Vec<&str> = r.constats().filter_map(|c| c.cause.as_deref()).collect();
    for (cause, code) in causes
        .iter()
        .zip(["XPST0017", "XPST0003", "XPST0081", "XPST0008", "FODC0002", "FORG0001", "FORG0006"])
    {
        assert!(cause.starts_with(code), "{cause}");
    }
    let atelier = Atelier::new();
    let schema = atelier
        .schema("<pattern><rule context='r'><assert test='inconnue(.)'>m</assert></rule></pattern>")
        .charger()
        .unwrap();
    assert!(schema.avertissements()[0].to_string().contains("inconnue(.)"));
}

#[test]
fn a_context_that_cannot_be_evaluated_is_said_once() {
    let document = format!("<r>{}</r>", "<a x='1'/>".repeat(500));
    for contexte in ["a[", "inconnue()", "a/error()", "(//a)[error()]", "a/.."] {
        // A rule of the same pattern that fires on the document hides nothing.
        let r = essayer(
            &format!(
                "<pattern><rule context='/'><assert test='false()'>racine</assert></rule><rule context='{contexte}'><assert test='false()'>x</assert></rule><rule context='a'><assert test='true()'>a</assert></rule></pattern>"
            ),
            &document,
        );
        let attendu = usize::from(contexte != "a/..");
        assert_eq!(r.combien(Issue::NonEvalue), attendu, "{contexte}");
        assert_eq!(dits(&r, Issue::Echec).len(), 2 - attendu, "{contexte}");
        assert_eq!(r.regles(), 500 + 2 - attendu, "{contexte}");
    }
    // A predicate that fails on a node fails on that node.
    let r = essayer(
        "<pattern><rule context='a[xs:integer(@x) = 2]'><assert test='false()'>x</assert></rule></pattern>",
        "<r><a x='2'/><a x='b'/></r>",
    );
    assert_eq!(
        (r.combien(Issue::Echec), r.combien(Issue::NonEvalue)),
        (1, 1),
        "and goes on with the next one"
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

#[test]
fn documents_that_cannot_be_read_are_refused() {
    let schema = Atelier::new().schema("<pattern/>").charger().unwrap();
    let profond = "<a>".repeat(100_000);
    for octets in ["", "x", "<r>", "<!DOCTYPE r [<!ENTITY e 'x'>]><r>&e;</r>", profond.as_str()] {
        assert!(
            schema.valider(octets.as_bytes(), &Options::default()).is_err(),
            "{}",
            &octets[..octets.len().min(20)]
        );
    }
    assert!(schema.valider(b"<r>\xff</r>", &Options::default()).is_err());
}
