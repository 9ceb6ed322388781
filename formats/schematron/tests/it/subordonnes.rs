//! Patterns that are run over documents that they name (`pattern/@documents`).

use std::path::Path;

use segur_schematron::{Issue, Options, Rapport, svrl};

use crate::atelier::{Atelier, dits};

fn juger(atelier: &Atelier, document: &str, dossier: Option<&Path>) -> Rapport {
    let schema = atelier.charger().unwrap();
    schema.valider_dans(document.as_bytes(), dossier, &Options::default()).unwrap()
}

#[test]
fn a_pattern_is_run_over_the_documents_that_it_names_and_not_over_the_one_that_is_judged() {
    let atelier = Atelier::new();
    atelier.poser("annexes/a.xml", "<annexe>\n<lot n='1'/><lot n='9'/></annexe>");
    atelier.poser("b.xml", "<annexe><lot n='9'/></annexe>");
    atelier.schema(
        "<let name='connus' value='/dossier/lot/@n'/>\
         <pattern id='p' documents='/dossier/piece/@fichier | /dossier/piece/@fichier'><rule context='lot'><assert id='connu' test='@n = $connus'>lot <value-of select='@n'/> sur <value-of select='count(//lot)'/></assert></rule></pattern>\
         <pattern id='o'><rule context='lot'><report test='true()'>ici</report></rule><rule context='/annexe'><assert test='false()'>jamais</assert></rule></pattern>\
         <pattern id='q' documents=\"'b.xml'\"><rule context='(//lot)[1]'><report test='/annexe'>contexte sans motif</report></rule></pattern>",
    );
    let document = "<dossier><lot n='1'/><piece fichier='annexes/a.xml'/><piece fichier='b.xml'/><piece fichier='./b.xml'/></dossier>";
    let dossier = atelier.schemas();
    let r = juger(&atelier, document, Some(&dossier));
    // The variables of the schema are those of the document that is judged; each document is read once.
    assert_eq!(dits(&r, Issue::Echec), ["lot 9 sur 2", "lot 9 sur 1"]);
    assert_eq!(dits(&r, Issue::Signalement), ["ici", "contexte sans motif"]);
    assert_eq!(r.combien(Issue::NonEvalue), 0);
    let c = r.constats().next().unwrap();
    assert_eq!(
        (c.document.as_deref(), c.lieu.line, c.lieu.path.as_str()),
        (Some("annexes/a.xml"), 2, "/annexe/lot[2]")
    );
    let f = r.findings("f", "essai.sch");
    assert!(f[0].seen.ends_with("(dans « annexes/a.xml »)"), "{}", f[0].seen);
    let rendu = String::from_utf8(svrl::ecrire(&r, "d.xml").unwrap()).unwrap();
    assert!(
        rendu.contains("<svrl:active-pattern documents=\"annexes/a.xml b.xml\" id=\"p\"/>"),
        "{rendu}"
    );
    assert!(rendu.contains("<svrl:fired-rule context=\"lot\" document=\"b.xml\"/>"), "{rendu}");
    assert!(rendu.contains("<svrl:active-pattern document=\"d.xml\" id=\"o\"/>"), "{rendu}");
    // Without the folder of the document, its names are sought beside the schema.
    assert_eq!(juger(&atelier, document, None), r);
    // No document: nothing to say.
    assert_eq!(juger(&atelier, "<dossier/>", None).constats().count(), 1);
}

#[test]
fn a_document_is_sought_beside_who_names_it() {
    let atelier = Atelier::new();
    atelier.poser("x.xml", "<x de='schema'/>");
    let dossier = tempfile::tempdir().unwrap();
    std::fs::write(dossier.path().join("x.xml"), "<x de='document'/>").unwrap();
    let de = |documents: &str| {
        atelier.schema(&format!(
            "<pattern documents=\"{documents}\"><rule context='/x'><report test='true()'><value-of select='@de'/></report></rule></pattern>"
        ));
        dits(&juger(&atelier, "<r f='x.xml'/>", Some(dossier.path())), Issue::Signalement)
    };
    assert_eq!(de("'x.xml'"), ["schema"]);
    assert_eq!(de("/r/@f"), ["document"]);
    assert_eq!(de("('x.xml', /r/@f)"), ["schema", "document"]);
}

#[test]
fn what_is_not_read_is_said_and_the_rest_is_judged() {
    let atelier = Atelier::new();
    atelier.poser("../dehors.xml", "<x/>");
    atelier.poser("bon.xml", "<x/>");
    atelier.poser("faux.xml", "<x>");
    atelier.poser("entite.xml", "<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><x>&e;</x>");
    let hors = atelier.schemas().join("../dehors.xml").canonicalize().unwrap();
    #[cfg(unix)]
    std::os::unix::fs::symlink(&hors, atelier.schemas().join("lien.xml")).unwrap();
    let absolu = hors.display().to_string();
    for (nom, attendu) in [
        ("../dehors.xml", "sort du dossier du schéma et de celui du document"),
        ("a/../../dehors.xml", "sort du dossier"),
        ("..\\..\\..\\..\\etc\\passwd", "sort du dossier"),
        ("lien.xml", "sort du dossier"),
        (&absolu, "n'est pas un chemin relatif"),
        ("file:///etc/passwd", "n'est pas un chemin relatif"),
        ("https://example.org/x.xml", "aucun accès au réseau"),
        ("absent.xml", "manque dans le dossier du schéma"),
        ("", "pas un fichier"),
        ("faux.xml", "« faux.xml »"),
        ("entite.xml", "« entite.xml »"),
    ] {
        if nom == "lien.xml" && !cfg!(unix) {
            continue;
        }
        atelier.schema(&format!(
            "<pattern id='m' documents=\"('{nom}', 'bon.xml')\"><rule context='/x'><report test='true()'>lu</report></rule></pattern>\
             <pattern><rule context='/'><report test='true()'>autre</report></rule></pattern>"
        ));
        let dossier = atelier.schemas();
        let r = juger(&atelier, "<r/>", Some(&dossier));
        assert_eq!(
            (r.combien(Issue::NonEvalue), dits(&r, Issue::Signalement)),
            (1, vec!["lu".to_owned(), "autre".to_owned()]),
            "{nom}"
        );
        let c = r.constats().find(|c| c.issue == Issue::NonEvalue).unwrap();
        assert!(c.cause.as_deref().unwrap().contains(attendu), "{nom} : {:?}", c.cause);
        assert!(c.message.contains("n'est pas lu") && c.ou.starts_with("essai.sch:1"), "{c:?}");
    }
    // The expression itself.
    for (documents, attendu) in [("error()", "FOER0000"), ("1 +", "XPST0003"), ("$v", "XPST0008")] {
        atelier.schema(&format!(
            "<pattern documents='{documents}'><rule context='/x'><report test='true()'>lu</report></rule></pattern>"
        ));
        let r = juger(&atelier, "<r/>", None);
        let c = r.constats().next().unwrap();
        assert!(
            c.issue == Issue::NonEvalue && c.cause.as_deref().unwrap().starts_with(attendu),
            "{documents} : {c:?}"
        );
    }
}

#[test]
fn documents_are_bounded_in_number_and_in_size() {
    let atelier = Atelier::new();
    for i in 0..203 {
        atelier.poser(&format!("d{i}.xml"), "<x/>");
    }
    atelier.schema("<pattern documents=\"for $i in 0 to 202 return concat('d', $i, '.xml')\"><rule context='/x'><report test='true()'>lu</report></rule></pattern>");
    let r = juger(&atelier, "<r/>", None);
    assert_eq!((r.combien(Issue::Signalement), r.combien(Issue::NonEvalue)), (200, 3));
    assert!(
        r.constats()
            .any(|c| c.cause.as_deref().is_some_and(|c| c.contains("plus de 200 documents")))
    );
    let gros = format!("<x>{}</x>", "a".repeat(14 << 20));
    for i in 0..5 {
        atelier.poser(&format!("d{i}.xml"), &gros);
    }
    atelier.schema("<pattern documents=\"for $i in 0 to 4 return concat('d', $i, '.xml')\"><rule context='/x'><report test='true()'>lu</report></rule></pattern>");
    let r = juger(&atelier, "<r/>", None);
    assert_eq!((r.combien(Issue::Signalement), r.combien(Issue::NonEvalue)), (4, 1));
    assert!(
        r.constats()
            .any(|c| c.cause.as_deref().is_some_and(|c| c.contains("plus de 64 Mio")))
    );
}
