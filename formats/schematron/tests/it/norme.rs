//! What ISO Schematron has beyond what the ANS publishes.

use segur_schematron::{Avertissement, ErreurSchema, Issue, Schema, svrl};

use crate::atelier::{Atelier, dits, echecs, essayer, valider};

const SCH: &str = "xmlns='http://purl.oclc.org/dsdl/schematron'";
const DOC: &str = "<r n='1'><a id='a1'/><a id='a2'><b/></a></r>";

/// Writes a schema whose root has these attributes, and no other.
fn brut(attributs: &str, contenu: &str) -> Atelier {
    let atelier = Atelier::new();
    atelier.poser("essai.sch", &format!("<schema {SCH} {attributs}>{contenu}</schema>"));
    atelier
}

#[test]
fn a_report_that_says_that_it_is_an_error_is_a_failure() {
    for (attributs, echec) in [
        ("", 0),
        ("role='error'", 1),
        ("role='ERROR'", 1),
        ("role='fatal'", 1),
        ("flag='fatal'", 1),
        ("role='warning'", 0),
        ("role='info'", 0),
        ("role='titre'", 0),
        ("role='warning' flag='error'", 0),
    ] {
        let r = essayer(
            &format!("<pattern><rule context='r'><report {attributs} test='a'>R</report></rule></pattern>"),
            DOC,
        );
        assert_eq!((r.echecs(), r.combien(Issue::Signalement)), (echec, 1), "{attributs}");
    }
    let r = essayer(
        "<pattern><rule context='r'><assert role='warning' test='c'>A</assert></rule></pattern>",
        DOC,
    );
    assert_eq!(r.echecs(), 1, "an assertion that fails has failed");
}

#[test]
fn a_variable_of_a_pattern_is_its_own_where_another_has_its_name() {
    let dit = |contenu: &str| {
        let atelier = Atelier::new();
        let schema = atelier.schema(contenu).charger().unwrap();
        let r = valider(&schema, DOC);
        assert_eq!((schema.avertissements(), r.combien(Issue::NonEvalue)), (vec![], 0), "{contenu}");
        dits(&r, Issue::Echec)
    };
    let voir = "<assert test='false()'><value-of select='$v'/></assert>";
    let motif = |valeur: &str| format!("<pattern><let name='v' value='{valeur}'/><rule context='r'>{voir}</rule></pattern>");
    let sans = format!("<pattern><rule context='r'>{voir}</rule></pattern>");
    assert_eq!(
        dit(&format!("<let name='v' value='0'/>{}{sans}{}", motif("1"), motif("2"))),
        ["1", "0", "2"]
    );
    assert_eq!(dit(&format!("{}{}", motif("1"), motif("2"))), ["1", "2"]);
    // Alone of its name, it is seen from everywhere.
    assert_eq!(dit(&format!("{sans}{}", motif("1"))), ["1", "1"]);
    // In contexts, in variables of the rule, in diagnostics, in the instances of one abstract pattern.
    let patron = "<pattern abstract='true' id='p'><let name='v' value='$n'/><rule context='a[@id = $v]'><let name='w' value=\"concat($v, '!')\"/>\
                  <assert test='false()' diagnostics='d'><value-of select='$w'/></assert></rule></pattern>";
    let cas = |n: &str| format!("<pattern is-a='p'><param name='n' value=\"'{n}'\"/></pattern>");
    let contenu = format!(
        "{patron}{}{}<diagnostics><diagnostic id='d'>de <value-of select='$v'/></diagnostic></diagnostics>",
        cas("a1"),
        cas("a2")
    );
    assert_eq!(dit(&contenu), ["a1!", "a2!"]);
    let r = essayer(&contenu, DOC);
    let diagnostics: Vec<&str> = r.constats().map(|c| c.diagnostics[0].1.as_str()).collect();
    assert_eq!(diagnostics, ["de a1", "de a2"]);
    // One that two patterns declare is seen by neither's neighbours.
    let atelier = Atelier::new();
    let schema = atelier.schema(&format!("{}{}{sans}", motif("1"), motif("2"))).charger().unwrap();
    assert_eq!(
        schema.avertissements(),
        [Avertissement::VariableInconnue {
            ou: "essai.sch:1".to_owned(),
            nom: "v".to_owned()
        }]
    );
    assert!(schema.avertissements()[0].to_string().contains("« v »"));
}

#[test]
fn a_variable_of_the_phase_hides_that_of_the_schema() {
    let atelier = Atelier::new();
    atelier.schema(
        "<let name='v' value='0'/><phase id='p'><let name='v' value='1'/><active pattern='m'/></phase>\
         <pattern id='m'><rule context='r'><assert test='false()'><value-of select='$v'/></assert></rule></pattern>",
    );
    let dit = |phase: Option<&str>| {
        let schema = Schema::charger_phase(&atelier.chemin(), phase).unwrap();
        assert_eq!(schema.avertissements(), []);
        dits(&valider(&schema, DOC), Issue::Echec)
    };
    assert_eq!((dit(None), dit(Some("p"))), (vec!["0".to_owned()], vec!["1".to_owned()]));
}

#[test]
fn the_default_phase_is_asked_by_its_name() {
    let atelier = Atelier::new();
    let contenu = "<phase id='p'><active pattern='m'/></phase><pattern id='m'><rule context='r'><assert test='false()'>m</assert></rule></pattern>\
                   <pattern id='n'><rule context='r'><assert test='false()'>n</assert></rule></pattern>";
    let dit = || {
        let schema = Schema::charger_phase(&atelier.chemin(), Some("#DEFAULT")).unwrap();
        dits(&valider(&schema, DOC), Issue::Echec)
    };
    atelier.schema_avec("defaultPhase='p'", contenu);
    assert_eq!(dit(), ["m"]);
    atelier.schema(contenu);
    assert_eq!(dit(), ["m", "n"]);
}

#[test]
fn what_extends_names_stands_in_its_place() {
    let atelier = Atelier::new();
    atelier.poser(
        "regles/une.sch",
        &format!("<rule {SCH} context='jamais'><let name='v' value='@id'/><assert test='false()'>une <value-of select='$v'/></assert><extends href='deux.sch#x'/></rule>"),
    );
    atelier.poser(
        "regles/deux.sch",
        &format!(
            "<pattern {SCH}><rule abstract='true' id='x'><assert test='false()'>deux <value-of select='$v'/></assert></rule></pattern>"
        ),
    );
    let schema = atelier
        .schema("<pattern><rule context='a[b]'><extends href='regles/une.sch'/><assert test='$v'>trois</assert></rule></pattern>")
        .charger()
        .unwrap();
    assert_eq!(
        (dits(&valider(&schema, DOC), Issue::Echec), schema.avertissements()),
        (vec!["une a2".to_owned(), "deux a2".to_owned()], vec![])
    );
    for (href, attendu) in [
        ("../../../../../../../../etc/passwd", "sort du dossier"),
        ("/etc/passwd", "pas un chemin relatif"),
        ("http://example.org/r.sch", "aucun accès au réseau"),
        ("absente.sch", "manque dans"),
        ("regles/deux.sch", "le même élément"),
        ("regles/deux.sch#y", "pas d'élément d'identifiant"),
        ("", "un extends sans nom"),
        ("boucle.sch", "s'inclut-il lui-même"),
    ] {
        atelier.poser("boucle.sch", &format!("<rule {SCH}><extends href='boucle.sch'/></rule>"));
        let dit = atelier
            .schema(&format!("\n<pattern><rule context='r'><extends href='{href}'/></rule></pattern>"))
            .erreur();
        assert!(dit.contains(attendu), "{href} : {dit}");
    }
}

#[test]
fn keys_find_nodes_by_what_they_say() {
    let document = "<r><l id='1' p='x'/><l id='2' p='y z'/><t><l id='3' p='x'>c</l></t><v k='x'/><v k='q'/><n q='3.0'/></r>";
    let schema = |cles: &str, test: &str| {
        essayer(
            &format!(
                "<ns prefix='xsl' uri='urn:autre'/>{cles}<pattern><rule context='r'><let name='un' value='1'/><report test=\"{test}\">oui</report></rule></pattern>"
            )
            .replace("<xsl:key", "<xsl:key xmlns:xsl='http://www.w3.org/1999/XSL/Transform'"),
            document,
        )
    };
    let par_p = "<xsl:key name='p' match='l' use='@p'/>";
    for (cles, test) in [
        (par_p, "count(key('p', 'x')) = 2"),
        (par_p, "key('p', 'x')/@id = ('1', '3')"),
        (par_p, "count(key('p', v/@k)) = 2 and not(key('p', 'q')) and not(key('p', ()))"),
        (par_p, "key('p', 'x', t)/@id = '3' and count(key('p', 'x', t)) = 1"),
        ("<xsl:key name='p' match='l' use=\"tokenize(@p, ' ')\"/>", "key('p', 'z')/@id = '2'"),
        (
            "<xsl:key name='p' match='l' use='@p'/><xsl:key name='p' match='v' use='@k'/>",
            "count(key('p', 'x')) = 3",
        ),
        (
            "<xsl:key name='p' match='@q' use='number(.)'/>",
            "key('p', 3)/.. is n and not(key('p', '3'))",
        ),
        ("<xsl:key name='p' match='text()' use='.'/>", "key('p', 'c')/../@id = '3'"),
        (
            "<let name='v' value=\"'x'\"/><xsl:key name='p' match='l[@p = $v]' use='$v'/>",
            "count(key('p', 'x')) = 2",
        ),
        (
            "<xsl:key name='p' match='l'><xsl:text xmlns:xsl='http://www.w3.org/1999/XSL/Transform'>k</xsl:text></xsl:key>",
            "count(key('p', 'k')) = 3",
        ),
        (
            "<xsl:key name='p' match='l'><xsl:sequence xmlns:xsl='http://www.w3.org/1999/XSL/Transform' select='@id'/></xsl:key>",
            "key('p', '2')/@p = 'y z'",
        ),
        ("<xsl:key xmlns:n='urn:n' name='p' match='n:l' use='@p'/>", "not(key('p', 'x'))"),
    ] {
        let r = schema(cles, test);
        assert_eq!(
            (r.combien(Issue::Signalement), r.combien(Issue::NonEvalue)),
            (1, 0),
            "{cles} {test} : {:?}",
            r.constats().next()
        );
    }
    for (cles, test, code) in [
        ("", "key('p', 'x')", "XTDE1260"),
        ("<xsl:key name='p' match='l'/>", "key('p', 'x')", "XTSE1205"),
        ("<xsl:key name='p' match='l' use='1 +'/>", "key('p', 'x')", "XPST0003"),
        ("<xsl:key name='p' match='l/..' use='1'/>", "key('p', 'x')", "XTSE0340"),
        ("<xsl:key name='p' match='l' use='error()'/>", "key('p', 'x')", "FOER0000"),
        ("<xsl:key name='p' match='l' use=\"key('p', 'x')/@id\"/>", "key('p', 'x')", "LIMITE"),
        // A variable of a rule is not one of a key.
        ("<xsl:key name='p' match='l' use='$un'/>", "key('p', 1)", "XPST0008"),
    ] {
        let r = schema(cles, test);
        let cause = r.constats().next().and_then(|c| c.cause.clone()).unwrap_or_default();
        assert!(cause.starts_with(code), "{cles} {test} : {cause}");
    }
}

#[test]
fn diagnostics_and_properties_say_what_the_pattern_gives_them() {
    let atelier = Atelier::new();
    let schema = atelier
        .schema(
            "<pattern abstract='true' id='p'><rule context='$c'><assert test='false()' diagnostics='d' properties='q absente c'>m</assert></rule></pattern>\
             <pattern is-a='p'><param name='c' value='a[b]'/></pattern><pattern is-a='p'><param name='c' value='a[not(b)]'/></pattern>\
             <diagnostics><diagnostic id='d' xml:lang='fr'>$c : <name/> dans <name path='..'/>, <name path='@id'/>, <value-of select='count($c)'/></diagnostic></diagnostics>\
             <properties><property id='q' role='unité' scheme='urn:s'>&lt;<value-of select='@id'/></property>\
             <property id='c' xml:lang='en'><xsl:copy-of xmlns:xsl='http://www.w3.org/1999/XSL/Transform' select='.'/></property></properties>",
        )
        .charger()
        .unwrap();
    let r = valider(
        &schema,
        "<r xmlns:p='urn:p'><a id='é&amp;\"'><b p:x='1'>&lt;t</b><!--c--></a><a id='2'/></r>",
    );
    let c: Vec<_> = r.constats().collect();
    assert_eq!(c.len(), 2);
    assert_eq!(c[0].diagnostics[0].1, "a[b] : a dans r, é&\", 0");
    assert_eq!(c[0].langues, [Some("fr".to_owned())]);
    let p = &c[0].proprietes;
    assert_eq!(
        (p.len(), p[0].id.as_str(), p[0].role.as_deref(), p[0].scheme.as_deref()),
        (2, "q", Some("unité"), Some("urn:s"))
    );
    assert_eq!(p[0].xml, "&lt;é&amp;&quot;");
    assert_eq!(
        p[1].xml,
        "<a xmlns:p=\"urn:p\" xmlns=\"\" id=\"é&amp;&quot;\"><b p:x=\"1\">&lt;t</b><!--c--></a>"
    );
    assert_eq!(c[1].proprietes[1].xml, "<a xmlns:p=\"urn:p\" xmlns=\"\" id=\"2\"/>");
    let rendu = String::from_utf8(svrl::ecrire(&r, "d.xml").unwrap()).unwrap();
    for attendu in [
        "<svrl:diagnostic-reference diagnostic=\"d\" xml:lang=\"fr\">",
        "<svrl:text xml:lang=\"fr\">a[b] : a dans r",
        "<svrl:property-reference property=\"q\" role=\"unité\" scheme=\"urn:s\">",
        "<svrl:text xml:lang=\"en\"><a xmlns:p=\"urn:p\"",
    ] {
        assert!(rendu.contains(attendu), "{attendu}\n{rendu}");
    }
    // What is written is XML again, whatever the document held.
    let relu = essayer(
        "<pattern><rule context='*'><report test='true()'>vu</report></rule></pattern>",
        &rendu,
    );
    assert!(relu.combien(Issue::Signalement) > 10);
}

#[test]
fn a_variable_may_hold_a_fragment_of_xml() {
    let dit = echecs(
        "<ns prefix='f' uri='urn:f'/><let name='t'><f:codes xmlns:f='urn:f'><f:code v='a1'/><f:code v=\"q\">deux</f:code></f:codes> fin</let>\
         <pattern><rule context='a'><assert test='@id = $t/f:codes/f:code/@v'><value-of select='@id'/> <value-of select='normalize-space($t)'/></assert></rule></pattern>",
        DOC,
    );
    assert_eq!(dit, ["a2deux fin"]);
}

#[test]
fn what_the_standard_calls_an_error_refuses_a_schema_of_version_1() {
    let regle = "<pattern><rule context='r'><assert test='true()'>m</assert></rule></pattern>";
    for (contenu, attendu) in [
        (format!("<let name='v' value='1'/><let name='v' value='2'/>{regle}"), "déclarée deux fois"),
        ("<pattern><let name='v' value='1'/><let name=' v' value='2'/><rule context='r'><assert test='$v'/></rule></pattern>".to_owned(), "déclarée deux fois"),
        ("<pattern><rule context='r'><let name='v' value='1'/><let name='v' value='2'/><assert test='$v'/></rule></pattern>".to_owned(), "déclarée deux fois"),
        ("<pattern><rule context='r[$v]'><let name='v' value='1'/><assert test='1'/></rule></pattern>".to_owned(), "« v » n'est déclarée"),
        ("<pattern><rule context='r'><assert test='1'><value-of select='$v'/></assert></rule></pattern>".to_owned(), "« v » n'est déclarée"),
        ("<pattern><rule context='r'><assert test='$v'/><let name='v' value='1'/></rule></pattern>".to_owned(), "« v » n'est déclarée"),
        ("<let name='v' value='$w'/><pattern/>".to_owned(), "« w » n'est déclarée"),
        ("<pattern documents='$v'/>".to_owned(), "« v » n'est déclarée"),
        ("<pattern><rule context='r'><assert test='1' diagnostics='d'/></rule></pattern><diagnostics><diagnostic id='d'><value-of select='$v'/></diagnostic></diagnostics>".to_owned(), "« v » n'est déclarée"),
    ] {
        let dit = brut("", &contenu).erreur();
        assert!(dit.starts_with("essai.sch:1 : ") && dit.contains(attendu), "{contenu} : {dit}");
    }
    let permis = "<pattern><rule context='r'><let name='v' value='1'/><assert test='every $i in a satisfies $i/@id and $v' diagnostics='d'/></rule></pattern>\
                  <diagnostics><diagnostic id='d'><value-of select='$v'/></diagnostic></diagnostics>";
    assert!(brut("", permis).charger().is_ok());
    let double = brut("", &format!("<let name='v' value='1'/><let name='v' value='2'/>{regle}")).charger();
    assert!(matches!(double, Err(ErreurSchema::VariableDouble { .. })));
}

#[test]
fn texts_are_visited_by_a_schema_of_version_1_and_it_is_said_where_they_are_not() {
    let motif = "<pattern><rule context='text()'><report test='true()'><value-of select='.'/></report></rule></pattern>";
    let document = "<r>un<a>deux</a></r>";
    let schema = brut("", motif).charger().unwrap();
    assert_eq!(dits(&valider(&schema, document), Issue::Signalement), ["un", "deux"]);
    assert_eq!(schema.avertissements(), []);
    let schema = brut("queryBinding='xslt2'", motif).charger().unwrap();
    assert_eq!(dits(&valider(&schema, document), Issue::Signalement), [""; 0]);
    assert!(matches!(schema.avertissements().as_slice(), [Avertissement::ContexteDeTexte { contexte, .. }] if contexte == "text()"));
    assert!(schema.avertissements()[0].to_string().contains("ne visite pas"));
}
