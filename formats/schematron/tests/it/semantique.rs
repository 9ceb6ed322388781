//! What Schematron means, on small schemas.

use segur_schematron::{Avertissement, Issue, Schema};

use crate::atelier::{Atelier, dits, echecs, essayer, valider};

const DOC: &str = "<r n='1'><a id='a1'/><a id='a2'><b/></a><!--note--></r>";

#[test]
fn in_a_pattern_the_first_rule_that_matches_is_the_only_one() {
    let motif =
        "<rule context='a[b]'><assert test='false()'>précise</assert></rule><rule context='a'><assert test='false()'>large</assert></rule>";
    assert_eq!(echecs(&format!("<pattern>{motif}</pattern>"), DOC), ["large", "précise"]);
    let deux = format!("<pattern>{motif}</pattern><pattern><rule context='a'><assert test='false()'>autre motif</assert></rule></pattern>");
    assert_eq!(echecs(&deux, DOC), ["large", "précise", "autre motif", "autre motif"]);
    let r = essayer(&deux, DOC);
    assert_eq!((r.regles(), r.motifs.len()), (4, 2));
}

#[test]
fn an_assert_fails_when_false_and_a_report_speaks_when_true() {
    for (test, echec, dit) in [("true()", 0, 1), ("false()", 1, 0), ("b", 1, 1), ("error()", 0, 0)] {
        let r = essayer(
            &format!("<pattern><rule context='a'><assert test='{test}'>A</assert><report test='{test}'>R</report></rule></pattern>"),
            DOC,
        );
        assert_eq!(
            (r.combien(Issue::Echec), r.combien(Issue::Signalement)),
            (
                echec.max(usize::from(test == "false()") * 2),
                if test == "true()" { 2 } else { dit }
            ),
            "{test}"
        );
        assert_eq!(r.combien(Issue::NonEvalue), if test == "error()" { 4 } else { 0 });
    }
}

#[test]
fn phases_choose_patterns() {
    let motif = |id: &str| format!("<pattern id='{id}'><rule context='r'><assert test='false()'>{id}</assert></rule></pattern>");
    let contenu = format!(
        "<phase id='p1'><active pattern='m1'/><let name='v' value='1'/></phase><phase id='p2'><active pattern='m2'/><active pattern='rien'/></phase>{}{}",
        motif("m1"),
        motif("m2")
    );
    let atelier = Atelier::new();
    atelier.schema(&contenu);
    let dit = |phase: Option<&str>| {
        dits(
            &valider(&Schema::charger_phase(&atelier.chemin(), phase).unwrap(), DOC),
            Issue::Echec,
        )
    };
    assert_eq!(dit(None), ["m1", "m2"]);
    assert_eq!(dit(Some("p1")), ["m1"]);
    assert_eq!(dit(Some("p2")), ["m2"]);
    assert_eq!(dit(Some("#ALL")), ["m1", "m2"]);
    assert_eq!(
        Schema::charger_phase(&atelier.chemin(), Some("p3")).unwrap_err().to_string(),
        "la phase « p3 » n'existe pas dans ce schéma"
    );
    let p2 = Schema::charger_phase(&atelier.chemin(), Some("p2")).unwrap();
    assert_eq!(p2.avertissements(), [Avertissement::MotifAbsent { id: "rien".to_owned() }]);
    atelier.schema_avec("defaultPhase='p2'", &contenu);
    assert_eq!(dit(None), ["m2"]);
    assert_eq!(dit(Some("#ALL")), ["m1", "m2"]);
    assert_eq!(valider(&atelier.charger().unwrap(), DOC).phase.as_deref(), Some("p2"));
}

#[test]
fn variables_live_at_every_level() {
    let dit = echecs(
        "<phase id='p'><let name='f' value='7'/><active pattern='m'/></phase><let name='s' value='/r/@n'/><let name='texte'>contenu</let>\
         <pattern id='m'><let name='m' value='$s + 1'/>\
         <rule context='a'><let name='l1' value='@id'/><let name='l2' value='concat($l1, $m)'/>\
         <assert test='false()'><value-of select='$s'/> <value-of select='$m'/> <value-of select='$l1'/> <value-of select='$l2'/> <value-of select='$texte'/></assert></rule></pattern>",
        DOC,
    );
    assert_eq!(dit, ["12a1a12contenu", "12a2a22contenu"]);
    let atelier = Atelier::new();
    atelier.schema("<phase id='p'><let name='f' value='7'/><active pattern='m'/></phase><pattern id='m'><rule context='r'><assert test='$f = 8'>non</assert></rule></pattern>");
    let phase = Schema::charger_phase(&atelier.chemin(), Some("p")).unwrap();
    assert_eq!(dits(&valider(&phase, DOC), Issue::Echec), ["non"]);
}

#[test]
fn a_variable_of_a_rule_is_seen_after_it_and_hides_the_global_one() {
    let r = essayer(
        "<let name='v' value=\"'g'\"/><pattern><rule context='r'><report test='true()'><value-of select='$v'/></report>\
         <let name='v' value=\"'1'\"/><report test='true()'><value-of select='$v'/></report>\
         <let name='v' value=\"concat($v,'2')\"/><report test='true()'><value-of select='$v'/></report></rule></pattern>",
        DOC,
    );
    assert_eq!(dits(&r, Issue::Signalement), ["g", "1", "12"]);
    let r = essayer(
        "<pattern><rule context='r'><let name='x' value='$y'/><let name='y' value='1'/><assert test='$x = 1'>m</assert></rule></pattern>",
        DOC,
    );
    assert_eq!(r.combien(Issue::NonEvalue), 1, "declared later, not seen");
}

#[test]
fn a_global_variable_declared_twice_is_the_last_one() {
    let atelier = Atelier::new();
    let contenu =
        "<let name='v' value='1'/><let name='v' value='2'/><pattern><rule context='r'><assert test='$v = 1'>v</assert></rule></pattern>";
    let schema = atelier.schema(contenu).charger().unwrap();
    assert_eq!(dits(&valider(&schema, DOC), Issue::Echec), ["v"]);
    assert_eq!(schema.avertissements(), [Avertissement::VariableDouble { nom: "v".to_owned() }]);
}

#[test]
fn abstract_rules_are_found_in_the_pattern_first_then_in_the_schema() {
    let abstraite = |dit: &str| {
        format!(
            "<rule abstract='true' id='x'><let name='de' value=\"'{dit}'\"/><assert test='false()'><value-of select='$de'/></assert></rule>"
        )
    };
    let contenu = format!(
        "<pattern id='m1'>{}<rule context='r'><extends rule='x'/><assert test='false()'>après <value-of select='$de'/></assert></rule></pattern>\
         <pattern id='m2'>{}<rule context='a[1]'><extends rule='x'/></rule></pattern>\
         <pattern id='m3'><rule context='a[2]'><extends rule='x'/><extends rule='nulle'/></rule></pattern>",
        abstraite("un"),
        abstraite("deux")
    );
    let atelier = Atelier::new();
    let schema = atelier.schema(&contenu).charger().unwrap();
    let r = valider(&schema, DOC);
    let de = |m: usize| -> Vec<String> {
        r.motifs[m]
            .regles
            .iter()
            .flat_map(|d| &d.constats)
            .map(|c| c.message.clone())
            .collect()
    };
    assert_eq!(de(0), ["un", "après un"]);
    assert_eq!(de(1), ["deux"]);
    assert_eq!(de(2).len(), 1);
    assert!(matches!(schema.avertissements().as_slice(), [Avertissement::RegleAbsente { id, .. }] if id == "nulle"));
}

#[test]
fn parameters_are_replaced_as_text_in_the_order_of_declaration() {
    let patron = "<pattern abstract='true' id='p'><title>titre</title><rule context='$el'><assert test='count($elements) = 9'>$el et $elements : <value-of select='name($el)'/></assert></rule></pattern>";
    let court_d_abord =
        format!("{patron}<pattern id='c' is-a='p'><param name='el' value='a'/><param name='elements' value='b'/></pattern>");
    let long_d_abord = format!("{patron}<pattern id='c' is-a='p'><param name='elements' value='b'/><param name='el' value='a'/></pattern>");
    // `$el` is a prefix of `$elements`: what stands first is replaced first, as the published pipeline has it.
    let r = essayer(&court_d_abord, "<a><b/></a>");
    assert_eq!(r.constats().next().unwrap().test, "count(aements) = 9");
    let r = essayer(&long_d_abord, "<a><b/></a>");
    assert_eq!(r.constats().next().unwrap().test, "count(b) = 9");
    assert_eq!(r.motifs[0].id.as_deref(), Some("c"));
    assert_eq!(r.motifs[0].nom.as_deref(), Some("titre"));
    assert_eq!(r.motifs.len(), 1, "an abstract pattern does not run");
}

#[test]
fn contexts_may_be_attributes_comments_the_document_or_any_expression() {
    for (contexte, lieux) in [
        ("@id", vec!["/r/a/@id", "/r/a[2]/@id"]),
        ("comment()", vec!["/r"]),
        ("/", vec!["/r"]),
        ("text()", vec![]),
        ("a/..", vec!["/r"]),
        ("(//a)[2]", vec!["/r/a[2]"]),
        ("//@id[. = 'a2'] | b", vec!["/r/a[2]/@id", "/r/a[2]/b"]),
        ("a[$un]", vec!["/r/a"]),
        ("*[a/@id = 'a2']", vec!["/r"]),
    ] {
        let schema =
            format!("<let name='un' value='1'/><pattern><rule context=\"{contexte}\"><assert test='false()'>m</assert></rule></pattern>");
        let r = essayer(&schema, DOC);
        let vus: Vec<&str> = r.constats().map(|c| c.lieu.path.as_str()).collect();
        let sans_doublon: std::collections::BTreeSet<_> = vus.iter().copied().collect();
        assert_eq!(sans_doublon, lieux.iter().copied().collect(), "{contexte}");
        assert!(r.constats().all(|c| c.issue == Issue::Echec), "{contexte}");
    }
}

#[test]
fn documents_are_relative_to_the_folder_of_the_schema() {
    let atelier = Atelier::new();
    let jeu = "<RetrieveValueSetResponse xmlns='urn:ihe:iti:svs:2008'><ValueSet id='1.2.3'><ConceptList><Concept code='a1' codeSystem='9' displayName='A'/></ConceptList></ValueSet></RetrieveValueSetResponse>";
    atelier.poser("../jeuxDeValeurs/Jeu.xml", jeu);
    atelier.poser("../jeuxDeValeurs/autre.xml", "<x id='1.2.30'/>");
    atelier.poser(
        "inclus/motif.sch",
        "<pattern xmlns='http://purl.oclc.org/dsdl/schematron'><rule context='a'><assert test=\"@id = document('../jeuxDeValeurs/jeu.xml')//*:Concept/@code\">casse</assert>\
         <assert test=\"@id = doc('../dynamique/voc-1.2.3-DYNAMIC.xml')//concept/@code\">remplacé</assert>\
         <assert test=\"@id = doc('voc-7.7-DYNAMIC.xml')//concept/@code\">absent</assert></rule></pattern>",
    );
    let schema = atelier.schema("<include href='Inclus\\MOTIF.sch'/>").charger().unwrap();
    let r = valider(&schema, DOC);
    assert_eq!(dits(&r, Issue::Echec), ["casse", "remplacé"], "a2 alone");
    assert_eq!(dits(&r, Issue::NonEvalue), ["absent", "absent"]);
    assert_eq!(r.constats().next().unwrap().lieu.path, "/r/a");
    let avertis = schema.avertissements();
    let casse = |e: &str| {
        avertis
            .iter()
            .any(|a| matches!(a, Avertissement::Casse { ecrit, .. } if ecrit.contains(e)))
    };
    assert!(casse("MOTIF") && casse("jeu.xml"), "{avertis:?}");
    assert!(
        avertis
            .iter()
            .any(|a| matches!(a, Avertissement::JeuRemplace { lu, .. } if lu == "Jeu.xml")),
        "{avertis:?}"
    );
    assert!(avertis.iter().all(|a| !a.to_string().is_empty()));
}
