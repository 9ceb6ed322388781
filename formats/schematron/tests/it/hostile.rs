//! Schemas that are broken, endless or hostile.

use segur_schematron::{ErreurValidation, Issue, Options, Schema};

use crate::atelier::{Atelier, dits, entier, essayer};

const SCH: &str = "xmlns='http://purl.oclc.org/dsdl/schematron'";

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
        (&entier("", "").replace("xslt2", "xquery"), "« xquery »"),
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
fn value_sets_stay_in_their_folder() {
    let noms = [
        "/etc/passwd",
        "http://x/y",
        "../../../../../../../../etc/hostname",
        "file:///etc/hostname",
        ".",
        "",
    ];
    let tests: String = noms.iter().map(|n| format!("<assert test=\"doc('{n}')\">m</assert>")).collect();
    let r = essayer(&format!("<pattern><rule context='r'>{tests}</rule></pattern>"), "<r/>");
    assert_eq!(r.combien(Issue::NonEvalue), noms.len());
    for c in r.constats() {
        let cause = c.cause.as_deref().unwrap();
        let attendus = ["relatif", "sort du dossier", "pas un fichier"];
        assert!(attendus.iter().any(|a| cause.contains(a)), "{cause}");
    }
}

#[test]
fn broken_bytes_make_nothing_panic() {
    let schema = entier(
        "defaultPhase='p'",
        "<ns prefix='h' uri='urn:h'/><phase id='p'><active pattern='m'/></phase><let name='v' value='//h:a'/><pattern abstract='true' id='x'>\
         <rule context='$c'><let name='w' value='@n'/><assert test='$w = 1 or $t'>m <value-of select='$w'/></assert></rule></pattern>\
         <pattern id='m' is-a='x'><param name='c' value='h:a'/><param name='t' value='count($v) &gt; 2'/></pattern>",
    );
    let document = "<h:a xmlns:h='urn:h' n='1'><h:a n='2'>texte<!--c--><?p i?></h:a></h:a>";
    let mut graine = 42_u64;
    let mut hasard = |n: usize| {
        graine = graine
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(graine >> 33).unwrap() % n
    };
    let mut casser = |source: &str| {
        let mut octets = source.as_bytes().to_vec();
        for _ in 0..=hasard(2) {
            let ici = hasard(octets.len());
            match hasard(3) {
                0 => octets[ici] = u8::try_from(hasard(256)).unwrap(),
                1 => drop(octets.remove(ici)),
                _ => octets.insert(ici, b"<>&'/$[("[hasard(8)]),
            }
        }
        octets
    };
    let atelier = Atelier::new();
    let (mut lus, mut juges) = (0, 0);
    for _ in 0..1_500 {
        std::fs::write(atelier.chemin(), casser(&schema)).unwrap();
        let Ok(schema) = atelier.charger() else { continue };
        lus += 1;
        let octets = if lus % 2 == 0 {
            document.as_bytes().to_vec()
        } else {
            casser(document)
        };
        match schema.valider(&octets, &Options::default()) {
            Ok(_) => juges += 1,
            Err(faute) => assert!(matches!(faute, ErreurValidation::Document(_)), "{faute}"),
        }
    }
    assert!(lus > 120 && juges > 60, "{lus} {juges}");
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
