//! `check` and `schematron`, as a vendor runs them on files.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::Path;
use std::sync::LazyLock;

use base64::Engine as _;
use serde_json::Value;

use crate::outils::{code, commande, demo, erreurs, lancer, sortie};

const CDA: &str = "<ClinicalDocument xmlns='urn:hl7-org:v3'><realmCode code='FR'/></ClinicalDocument>";

pub fn ecrire(dossier: &Path, nom: &str, octets: impl AsRef<[u8]>) -> String {
    let chemin = dossier.join(nom);
    std::fs::write(&chemin, octets).unwrap();
    chemin.to_str().unwrap().to_owned()
}

/// One object for each file.
pub fn objets(texte: &str) -> Vec<Value> {
    texte.lines().map(|l| serde_json::from_str(l).unwrap()).collect()
}

fn regles(objet: &Value, gravite: &str) -> Vec<String> {
    let tous = objet["findings"].as_array().unwrap();
    tous.iter()
        .filter(|f| f["severity"] == gravite)
        .map(|f| f["rule"].as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn many_files_are_judged_in_order_and_one_that_cannot_be_read_stops_nothing() {
    let d = tempfile::tempdir().unwrap();
    ecrire(d.path(), "a.xml", CDA);
    ecrire(d.path(), "b.xml", "<pas-un-cda/>");
    ecrire(d.path(), "c.xml", CDA);
    let o = lancer(&["check", "cda", d.path().to_str().unwrap(), "--format", "json"]);
    code(&o, 2);
    let lus = objets(&sortie(&o));
    let noms: Vec<bool> = ["a.xml", "b.xml", "c.xml"]
        .iter()
        .zip(&lus)
        .map(|(n, o)| o["file"].as_str().unwrap().ends_with(n))
        .collect();
    assert_eq!(noms, [true; 3]);
    assert_eq!(lus[0]["kind"], "cda");
    assert_eq!(lus[0]["ok"], false);
    for champ in ["rule", "severity", "location", "expected", "seen", "source", "trust"] {
        assert!(!lus[0]["findings"][0][champ].is_null(), "{champ}");
    }
    assert!(lus[1]["error"].as_str().unwrap().contains("n'est pas un document clinique"));
    assert_eq!(
        lus[0]["findings"], lus[2]["findings"],
        "the same document says the same on every core"
    );
    let texte = lancer(&["check", "cda", d.path().to_str().unwrap()]);
    assert!(
        erreurs(&texte).contains("3 fichiers : 0 sans erreur, 2 en erreur, 1 illisibles."),
        "{}",
        erreurs(&texte)
    );
    assert!(erreurs(&texte).contains("Règles natives du banc seulement"));
}

#[test]
fn hostile_files_are_refused_in_clear_words() {
    let d = tempfile::tempdir().unwrap();
    let bombe = "<!DOCTYPE a [<!ENTITY b 'c'><!ENTITY d '&b;&b;'>]><ClinicalDocument xmlns='urn:hl7-org:v3'>&d;</ClinicalDocument>";
    let entite = "<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><ClinicalDocument xmlns='urn:hl7-org:v3'>&x;</ClinicalDocument>";
    let profond = format!("<ClinicalDocument xmlns='urn:hl7-org:v3'>{}", "<a>".repeat(1_000_000));
    for (nom, octets, dit) in [
        ("bombe.xml", bombe.as_bytes().to_vec(), "DTD"),
        ("entite.xml", entite.as_bytes().to_vec(), "DTD"),
        ("profond.xml", profond.into_bytes(), "imbriqués"),
        (
            "utf8.xml",
            b"<ClinicalDocument xmlns='urn:hl7-org:v3'>\xff\xfe\xfd</ClinicalDocument>".to_vec(),
            "UTF-8",
        ),
        ("vide.xml", Vec::new(), "vide"),
    ] {
        let o = lancer(&["check", "cda", &ecrire(d.path(), nom, octets)]);
        code(&o, 2);
        assert!(
            sortie(&o).contains("illisible") && sortie(&o).contains(dit),
            "{nom} : {}",
            sortie(&o)
        );
    }
    let latin = [b"<?xml version='1.0' encoding='ISO-8859-1'?>".as_slice(), CDA.as_bytes()].concat();
    code(&lancer(&["check", "cda", &ecrire(d.path(), "latin.xml", latin)]), 1);
    for (genre, nom, octets) in [
        ("pdf", "x.pdf", b"pas un PDF".as_slice()),
        ("pdf", "y.pdf", b"%PDF-1.4\n".as_slice()),
    ] {
        code(&lancer(&["check", genre, &ecrire(d.path(), nom, octets)]), 2);
    }
    let tronque = lancer(&["check", "xdm", &ecrire(d.path(), "IHE_XDM.ZIP", b"PK\x03\x04\x14\x00")]);
    code(&tronque, 1);
    assert!(sortie(&tronque).contains("xdm.archive.lisible"), "{}", sortie(&tronque));
}

#[test]
fn a_folder_that_is_not_the_set_of_the_ans_is_refused() {
    let d = tempfile::tempdir().unwrap();
    let cda = ecrire(d.path(), "a.xml", CDA);
    let o = lancer(&["check", "cda", &cda, "--schematron", d.path().to_str().unwrap()]);
    code(&o, 2);
    assert!(erreurs(&o).contains("ne contient pas les schématrons de l'ANS"));
    let o = lancer(&["check", "vihf", &cda, "--schematron", d.path().to_str().unwrap()]);
    code(&o, 2);
    assert!(erreurs(&o).contains("`cda`, `xdm`, `mail` et `hl7v2` seulement"));
}

#[test]
fn the_schematrons_and_the_native_rules_each_see_what_the_other_does_not() {
    let Some(ans) = segur_essais::corpus("cda/ans-testcontenucda-3-0") else {
        return;
    };
    let d = tempfile::tempdir().unwrap();
    let sain = std::fs::read_to_string(ans.join("ExemplesCDA/LDL-SES_2022.01.xml")).unwrap();
    let juger = |nom: &str, de: &str, par: &str| {
        let texte = sain.replacen(de, par, 1);
        assert_eq!(texte == sain, de.is_empty(), "{nom} : « {de} » n'est pas dans l'exemple");
        let chemin = ecrire(d.path(), nom, texte);
        let o = lancer(&["check", "cda", &chemin, "--schematron", ans.to_str().unwrap(), "--format", "json"]);
        regles(&objets(&sortie(&o))[0], "error")
    };
    let du_schematron = |r: &[String]| r.iter().filter(|r| r.starts_with("schematron.")).count();
    assert_eq!(juger("sain.xml", "", ""), [""; 0]);
    // Only the schematron of the value set knows it.
    let secteur = juger("secteur.xml", "code=\"SA01\"", "code=\"SA99\"");
    assert!(du_schematron(&secteur) > 0, "{secteur:?}");
    // Only the native rules see it.
    let effective = sain
        .split("<effectiveTime value=\"")
        .nth(1)
        .unwrap()
        .split('"')
        .next()
        .unwrap()
        .to_owned();
    let sans_decalage = &effective[..14];
    let date = juger("date.xml", &effective, sans_decalage);
    assert!(!date.is_empty() && du_schematron(&date) == 0, "{date:?}");
    let oid = juger("oid.xml", "root=\"1.2.250.1.213.1.4.10\"", "root=\"1.2.250.1.999.4.10\"");
    assert!(!oid.is_empty() && du_schematron(&oid) == 0, "{oid:?}");
}

const SCHEMA: &str = r#"<schema xmlns="http://purl.oclc.org/dsdl/schematron" queryBinding="xslt2"><title>Essai</title>
<pattern id="p"><rule context="//a"><assert test="@b" id="b-present">L'élément <name/> n'a pas de b</assert></rule></pattern></schema>"#;

#[test]
fn one_schema_over_files_gives_svrl() {
    let d = tempfile::tempdir().unwrap();
    let schema = ecrire(d.path(), "s.sch", SCHEMA);
    let bon = ecrire(d.path(), "bon.xml", "<r><a b='1'/></r>");
    let mauvais = ecrire(d.path(), "mauvais.xml", "<r>\n <a b='1'/><a/></r>");
    code(&lancer(&["schematron", &schema, &bon]), 0);
    let svrl = d.path().join("svrl");
    let o = lancer(&["schematron", &schema, &bon, &mauvais, "--svrl", svrl.to_str().unwrap()]);
    code(&o, 1);
    assert!(
        sortie(&o).contains("L'élément a n'a pas de b") && sortie(&o).contains("2:12 /r/a[2]"),
        "{}",
        sortie(&o)
    );
    let ecrit = std::fs::read_to_string(svrl.join("mauvais.xml.svrl.xml")).unwrap();
    assert!(
        ecrit.contains(r#"<svrl:failed-assert test="@b" id="b-present" location="/r[1]/a[2]">"#),
        "{ecrit}"
    );
    code(&lancer(&["schematron", &bon, &mauvais]), 2);
    let inconnue = ecrire(d.path(), "f.sch", SCHEMA.replace("@b\"", "inconnue(@b)\""));
    let o = lancer(&["schematron", &inconnue, &bon]);
    code(&o, 2);
    assert!(sortie(&o).contains("1 non évaluée"), "{}", sortie(&o));
}

/// What the ANS has nothing of: XPath 1.0, a report that is an error, rules and documents in other files.
#[test]
fn a_schema_of_anybody_is_run() {
    let d = tempfile::tempdir().unwrap();
    let document = ecrire(d.path(), "d.xml", "<r piece='p.xml'/>");
    ecrire(d.path(), "p.xml", "<piece/>");
    ecrire(
        d.path(),
        "regle.sch",
        "<rule xmlns='http://purl.oclc.org/dsdl/schematron'><assert test='@titre'>Sans titre</assert></rule>",
    );
    for (contenu, attendu, dit) in [
        (
            "<rule context='r'><report test='not(@titre)' role='error'>Sans titre</report></rule>",
            1,
            "signalement (error)",
        ),
        (
            "<rule context='r'><report test='not(@titre)'>Sans titre</report></rule>",
            0,
            "1 signalement(s)",
        ),
        ("<rule context='r'><extends href='regle.sch'/></rule>", 1, "regle.sch:1"),
        ("<rule context='r'><extends href='../regle.sch'/></rule>", 2, ""),
        ("<rule context='r'><assert test='$v'/></rule>", 2, ""),
    ] {
        let texte = format!("<schema xmlns='http://purl.oclc.org/dsdl/schematron'><pattern>{contenu}</pattern></schema>");
        let schema = ecrire(d.path(), "s.sch", texte);
        let o = lancer(&["schematron", &schema, &document]);
        code(&o, attendu);
        assert!(sortie(&o).contains(dit), "{contenu} : {}", sortie(&o));
    }
    for (documents, attendu, dit) in [
        ("/r/@piece", 1, "p.xml 1:1 /piece"),
        ("'/etc/passwd'", 2, "n'est pas un chemin relatif"),
        ("'../autre.xml'", 2, "sort du dossier"),
    ] {
        let texte = format!(
            "<schema xmlns='http://purl.oclc.org/dsdl/schematron'><pattern documents=\"{documents}\"><rule context='/*'><assert test='@signee'>Pas signée</assert></rule></pattern></schema>"
        );
        let schema = ecrire(d.path(), "s.sch", texte);
        let o = lancer(&["schematron", &schema, &document]);
        code(&o, attendu);
        assert!(sortie(&o).contains(dit), "{documents} : {}", sortie(&o));
    }
}

/// A file that the bench did not judge is never a green line, and what cannot be read is so whatever its kind.
#[test]
fn exit_codes_are_alike_and_the_standard_input_is_a_file() {
    let d = tempfile::tempdir().unwrap();
    let chemin = |nom: &str, octets: &[u8]| ecrire(d.path(), nom, octets);
    let faux = chemin("faux", b"ni l'un ni l'autre");
    for genre in ["cda", "xdm", "mail", "pdf", "vihf", "xds", "soap"] {
        code(&lancer(&["check", genre, &faux]), 2);
    }
    // More entries than are read.
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for rang in 0..20_000 {
        zip.start_file(format!("F{rang}"), zip::write::SimpleFileOptions::default())
            .unwrap();
    }
    let gros = chemin("IHE_XDM.ZIP", &zip.finish().unwrap().into_inner());
    let o = lancer(&["check", "xdm", &gros]);
    code(&o, 3);
    assert!(sortie(&o).contains("non évalué xdm.archive.bornes"), "{}", sortie(&o));
    let o = lancer(&["check", "xdm", "--format", "json", &gros]);
    assert_eq!(objets(&sortie(&o))[0]["ok"], false, "not judged is not good");
    code(&lancer(&["check", "xdm", &gros, &faux]), 2);
    // By a pipe.
    let octets = b"<a/>";
    let mut enfant = commande(&["check", "cda", "-"])
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    std::io::Write::write_all(&mut enfant.stdin.take().unwrap(), octets).unwrap();
    let par_tuyau = enfant.wait_with_output().unwrap();
    let par_fichier = lancer(&["check", "cda", &chemin("a.xml", octets)]);
    assert_eq!(par_tuyau.status.code(), par_fichier.status.code());
    assert!(sortie(&par_tuyau).starts_with("- : "), "{}", sortie(&par_tuyau));
}

/// What the candidate of a demo sent, by what it is: played once.
pub fn requetes_de_la_demo() -> BTreeMap<&'static str, String> {
    static ENVOYEES: LazyLock<BTreeMap<&'static str, String>> = LazyLock::new(|| {
        let d = tempfile::tempdir().unwrap();
        code(&demo(d.path(), &["--seulement", "DMP/va1.01.01"]), 0);
        requetes(&d.path().join("etat-demo-1/campagne/octets"))
    });
    ENVOYEES.clone()
}

fn requetes(octets: &Path) -> BTreeMap<&'static str, String> {
    let mut trouvees = BTreeMap::new();
    for entree in std::fs::read_dir(octets).unwrap() {
        let Ok(texte) = std::fs::read_to_string(entree.unwrap().path()) else {
            continue;
        };
        let genre = match () {
            () if texte.starts_with("--") && texte.contains("ProvideAndRegisterDocumentSetRequest") => "TD2.1",
            () if texte.contains("PRPA_IN201307UV02") => "TD0.2",
            () if texte.contains("RECSANSVITALE") => "INSi",
            () => continue,
        };
        trouvees.insert(genre, texte);
    }
    trouvees
}

/// Replaces what follows a path of words, up to a character.
pub fn mettre(texte: &str, chemin: &[&str], fin: char, par: &str) -> String {
    let debut = chemin.iter().fold(0, |debut, mot| {
        let ou = texte[debut..].find(mot).unwrap_or_else(|| panic!("pas de « {mot} »"));
        debut + ou + mot.len()
    });
    let longueur = texte[debut..].find(fin).unwrap();
    [&texte[..debut], par, &texte[debut + longueur..]].concat()
}

/// A message in a file is judged as a service judges it: its envelope, its assertion against its body, its lot against its documents.
#[test]
fn a_message_in_a_file_is_judged_whole() {
    let d = tempfile::tempdir().unwrap();
    let requetes = requetes_de_la_demo();
    let juger = |texte: &str, attendu: i32| {
        let o = lancer(&["check", "soap", "--format", "json", &ecrire(d.path(), "message", texte)]);
        code(&o, attendu);
        let objet = objets(&sortie(&o)).remove(0);
        (regles(&objet, "error"), regles(&objet, "not-evaluated"))
    };
    assert_eq!(requetes.keys().copied().collect::<Vec<_>>(), ["INSi", "TD0.2", "TD2.1"]);
    for texte in requetes.values() {
        assert_eq!(juger(texte, 0).0, [""; 0]);
    }
    let titre = ["<rim:ExtrinsicObject", "<rim:Name>", "LocalizedString", "value=\""];
    let defauts: [(&str, &[&str], char, &str, &str); 9] = [
        ("TD2.1", &["Action", ">"], '<', "urn:autre", "xds.message.action"),
        ("TD2.1", &["MessageID", ">"], '<', "", "xds.message.message-id"),
        (
            "TD2.1",
            &["resource-id", "AttributeValue", ">"],
            '^',
            "184059999999999",
            "vihf.patient.corps",
        ),
        ("TD2.1", &titre, '"', "Autre", "cda-xds.coherence.titre"),
        // A PDF that stops at its first line, in the document.
        ("TD2.1", &["JVBERi0"], '<', "xLjQK", "pdf.lisible"),
        ("TD0.2", &["Action", ">"], '<', "urn:autre", "xds.message.action"),
        (
            "TD0.2",
            &["resource-id", "AttributeValue", ">"],
            '^',
            "184059999999999",
            "vihf.patient.corps",
        ),
        ("INSi", &["ContexteLPS", "Id>"], '<', "", "insi.requete.contexte.id"),
        ("INSi", &["Action", ">"], '<', "urn:autre", "insi.requete.action"),
    ];
    for (genre, chemin, fin, par, regle) in defauts {
        let (erreurs, _) = juger(&mettre(&requetes[genre], chemin, fin, par), 1);
        assert!(erreurs.contains(&regle.to_owned()), "{genre}, {regle} : {erreurs:?}");
    }
    // What stands before the first boundary is passed over (RFC 2046, § 5.1.1).
    let preambule = format!("This is a multi-part message in MIME format.\r\n{}", requetes["TD2.1"]);
    assert_eq!(juger(&preambule, 0).0, [""; 0]);
    // Nothing of it was judged but its VIHF: never a green line, nor a red one.
    let autre = requetes["TD0.2"].replace("PRPA_IN201307UV02", "PRPA_IN201301UV02");
    let (erreurs, non_evalues) = juger(&autre, 3);
    assert_eq!(erreurs, [""; 0]);
    assert!(non_evalues.contains(&"xds.message.transaction".to_owned()), "{non_evalues:?}");
}

/// A mail, a folder of them, a mailbox, a pipe: one object for each mail, and the codes of every kind.
#[test]
fn mails_are_judged_one_by_one() {
    let d = tempfile::tempdir().unwrap();
    let mail = |objet: &str, nil: &str| {
        format!(
            "Date: Mon, 12 Jan 2026 10:01:00 +0100\r\nFrom: Laboratoire <labo@op-a.mssante.fr>\r\nTo: medecin@op-b.mssante.fr\r\n\
             Subject: {objet}\r\nMessage-ID: <{objet}.1@op-a.mssante.fr>\r\nMIME-Version: 1.0\r\n{nil}\
             Content-Type: text/plain; charset=utf-8\r\n\r\nBonjour.\r\n"
        )
    };
    let bon = mail("bon", "X-MSS-NIL: AAA-TEST-0001\r\n");
    let mauvais = mail("mauvais", "X-MSS-NIL: AAA-TEST-0001\r\nX-MSS-INS: O\r\n");
    code(&lancer(&["check", "mail", &ecrire(d.path(), "a.eml", &bon)]), 0);
    let o = lancer(&["check", "mail", "--format", "json", &ecrire(d.path(), "b.EML", &mauvais)]);
    code(&o, 1);
    let lu = &objets(&sortie(&o))[0];
    assert_eq!((lu["kind"].as_str(), lu["ok"].as_bool()), (Some("mail"), Some(false)));
    assert_eq!(lu["findings"][0]["rule"], "mssante.x-mss-ins.sans-cda");
    assert_eq!(lu["findings"][0]["location"]["line"], 8);
    let boite = format!(
        "From labo@op-a Mon Jan 12 10:01:00 2026\n{}\nFrom labo@op-a Mon Jan 12 10:02:00 2026\n{}\n",
        bon.replace("\r\n", "\n"),
        mauvais.replace("\r\n", "\n")
    );
    ecrire(d.path(), "c.mbox", &boite);
    ecrire(d.path(), "lisez-moi.txt", "rien");
    let o = lancer(&["check", "mail", "--format", "json", d.path().to_str().unwrap()]);
    code(&o, 1);
    let lus = objets(&sortie(&o));
    let noms: Vec<&str> = lus
        .iter()
        .map(|l| l["file"].as_str().unwrap().rsplit('/').next().unwrap())
        .collect();
    assert_eq!(noms, ["a.eml", "b.EML", "c.mbox#1", "c.mbox#2"]);
    let ok: Vec<bool> = lus.iter().map(|l| l["ok"].as_bool().unwrap()).collect();
    assert_eq!(ok, [true, false, true, false]);
}

/// What the document is comes before what is wrong with it, for a person and for a machine.
#[test]
fn a_clinical_document_is_named() {
    let d = tempfile::tempdir().unwrap();
    let n3 = include_str!("../../formats/cda/tests/donnees/cr-bio-n3.xml");
    let bon = ecrire(d.path(), "bon.xml", n3);
    let o = lancer(&["check", "cda", &bon]);
    assert!(
        sortie(&o).contains("\n  document : CR d'examens biologiques (11502-2), N3\n"),
        "{}",
        sortie(&o)
    );
    // A letter, in name alone.
    let lettre = n3.replacen("<code code=\"11502-2\"", "<code code=\"11490-0\"", 1);
    let lettre = lettre.replacen(
        "1.2.250.1.213.1.1.1.55\" extension=\"2024.01",
        "1.2.250.1.213.1.1.1.29\" extension=\"2022.01",
        1,
    );
    let o = lancer(&["check", "cda", "--format", "json", &ecrire(d.path(), "lettre.xml", lettre), &bon]);
    code(&o, 1);
    let lus = objets(&sortie(&o));
    assert_eq!(lus[0]["document"]["code"], "11490-0");
    assert_eq!(
        lus[0]["document"]["type"],
        "Lettre de liaison à la sortie d'un établissement de soins"
    );
    assert_eq!(lus[0]["document"]["volet"], "Lettre de liaison de sortie 2022.01 (LDL-SES)");
    assert!(regles(&lus[0], "error").contains(&"cda.modele.sections".to_owned()), "{:?}", lus[0]);
    assert_eq!(
        (&lus[1]["document"]["niveau"], &lus[1]["document"]["volet"]),
        (&"N3".into(), &Value::Null)
    );
    let kos = [&[0; 128][..], b"DICM"].concat();
    let o = lancer(&["check", "cda", &ecrire(d.path(), "kos.dcm", kos)]);
    code(&o, 2);
    assert!(sortie(&o).contains("c'est un objet DICOM"), "{}", sortie(&o));
}

/// The least that says where a document is.
const METADATA: &str = "<SubmitObjectsRequest xmlns='urn:oasis:names:tc:ebxml-regrep:xsd:lcm:3.0'>\
    <RegistryObjectList xmlns='urn:oasis:names:tc:ebxml-regrep:xsd:rim:3.0'>\
    <ExtrinsicObject id='D' mimeType='text/xml' objectType='urn:uuid:7edca82f-054d-47f2-a032-9b2a5b5186c1'>\
    <Slot name='URI'><ValueList><Value>DOC00001.XML</Value></ValueList></Slot>\
    </ExtrinsicObject></RegistryObjectList></SubmitObjectsRequest>";

/// An archive that holds a document.
fn archive_xdm(cda: &[u8]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (nom, octets) in [
        ("IHE_XDM/SUBSET01/METADATA.XML", METADATA.as_bytes()),
        ("IHE_XDM/SUBSET01/DOC00001.XML", cda),
    ] {
        zip.start_file(nom, zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(octets).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// What is told of a PDF by itself is told of the document that carries it, as grave.
#[test]
fn a_damaged_pdf_is_one_in_its_document_and_in_an_archive() {
    let d = tempfile::tempdir().unwrap();
    let n1 = include_str!("../../formats/cda/tests/donnees/cr-bio-n1.xml");
    let (avant, reste) = n1.split_once("representation=\"B64\">").unwrap();
    let apres = reste.split_once('<').unwrap().1;
    // It stops at its first line.
    let tronque = format!("{avant}representation=\"B64\">JVBERi0xLjQK<{apres}");
    let o = lancer(&["check", "cda", "--format", "json", &ecrire(d.path(), "tronque.xml", &tronque)]);
    code(&o, 1);
    assert_eq!(regles(&objets(&sortie(&o))[0], "error"), ["pdf.lisible"]);
    let archive = archive_xdm(tronque.as_bytes());
    let courriel = format!(
        "Date: Mon, 12 Jan 2026 10:01:00 +0100\r\nFrom: labo@op-a.mssante.fr\r\nTo: medecin@op-b.mssante.fr\r\nSubject: x\r\nMessage-ID: <a@op-a>\r\n\
         MIME-Version: 1.0\r\nContent-Type: application/zip; name=IHE_XDM.ZIP\r\nContent-Transfer-Encoding: base64\r\n\
         Content-Disposition: attachment; filename=IHE_XDM.ZIP\r\n\r\n{}\r\n",
        base64::engine::general_purpose::STANDARD.encode(&archive)
    );
    for (genre, fichier) in [
        ("xdm", ecrire(d.path(), "IHE_XDM.ZIP", &archive)),
        ("mail", ecrire(d.path(), "a.eml", courriel)),
    ] {
        let o = lancer(&["check", genre, "--format", "json", &fichier]);
        code(&o, 1);
        let erreurs = regles(&objets(&sortie(&o))[0], "error");
        assert!(erreurs.contains(&"pdf.lisible".to_owned()), "{genre} : {erreurs:?}");
    }
    let Some(cas) = segur_essais::corpus("cases/documents") else {
        return;
    };
    let juger = |genre: &str, nom: &str| {
        let o = lancer(&["check", genre, "--format", "json", cas.join(nom).to_str().unwrap()]);
        let objet = objets(&sortie(&o)).remove(0);
        let des_pdf = |gravite: &str| {
            let mut dites = regles(&objet, gravite);
            dites.retain(|r| r.starts_with("pdf.") && !r.starts_with("pdf.nom"));
            dites
        };
        (des_pdf("error"), des_pdf("warning"))
    };
    let seul = juger("pdf", "C14e-pdf-ordinaire-tronque.pdf");
    assert_ne!(seul, (Vec::new(), Vec::new()));
    assert_eq!(juger("cda", "C14e-pdf-ordinaire-tronque.xml"), seul);
}

/// A capture of compressed bytes without their headers is said to be that.
#[test]
fn compressed_bytes_are_named() {
    let d = tempfile::tempdir().unwrap();
    let o = lancer(&["check", "soap", &ecrire(d.path(), "requete.mime.gz", [0x1F, 0x8B, 8, 0])]);
    code(&o, 2);
    let dit = format!("{}{}", sortie(&o), erreurs(&o));
    assert!(dit.contains("compressés par gzip"), "{dit}");
}

/// A file of messages gives one object for each, as a mailbox does.
#[test]
fn messages_of_a_file_are_judged_one_by_one() {
    let d = tempfile::tempdir().unwrap();
    let message = "\u{b}MSH|^~\\&|A|B|C|D|20260115090000||ACK|M1|P|2.5\rMSA|AA|M0\r\u{1c}\r";
    let deux = format!("{message}{}", message.replace("|AA|", "|XX|"));
    let o = lancer(&["check", "hl7v2", "--format", "json", &ecrire(d.path(), "deux.hl7", deux)]);
    code(&o, 1);
    let lus = objets(&sortie(&o));
    let dits: Vec<(bool, bool)> = lus
        .iter()
        .map(|l| {
            let nom = l["file"].as_str().unwrap();
            (
                nom.ends_with("deux.hl7#1") || nom.ends_with("deux.hl7#2"),
                regles(l, "error").contains(&"hl7v2.ack.code".to_owned()),
            )
        })
        .collect();
    assert_eq!(dits, [(true, false), (true, true)]);
}

/// A folder is judged to its end: what is below it, and what its name says not to be of the kind is counted, never silent.
#[test]
fn a_folder_is_read_to_its_end() {
    let d = tempfile::tempdir().unwrap();
    let sous = d.path().join("sous/plus");
    std::fs::create_dir_all(&sous).unwrap();
    ecrire(d.path(), "lisez-moi.txt", "rien");
    ecrire(&sous, "b.xml", CDA);
    let o = lancer(&["check", "cda", "--format", "json", d.path().to_str().unwrap()]);
    code(&o, 1);
    assert!(objets(&sortie(&o))[0]["file"].as_str().unwrap().ends_with("sous/plus/b.xml"));
    assert!(erreurs(&o).contains("1 fichiers des dossiers ne sont pas jugés"), "{}", erreurs(&o));
    // Named, it is judged whatever its name is.
    code(&lancer(&["check", "cda", d.path().join("lisez-moi.txt").to_str().unwrap()]), 2);
    // What is not looked at is told, and is not good: a folder that gives nothing, a link to a folder, an input read twice.
    let vide = tempfile::tempdir().unwrap();
    let (ici, rien) = (d.path().to_str().unwrap(), vide.path().to_str().unwrap());
    assert!(erreurs(&lancer(&["check", "cda", ici, rien])).contains(&format!("Non lu : {rien} : aucun fichier à juger")));
    std::os::unix::fs::symlink(d.path().join("sous"), vide.path().join("lien")).unwrap();
    let o = lancer(&["check", "cda", rien]);
    code(&o, 2);
    assert!(
        erreurs(&o).contains("lien : un lien vers un dossier n'est pas suivi"),
        "{}",
        erreurs(&o)
    );
    let o = lancer(&["check", "cda", "-", "-"]);
    code(&o, 2);
    assert!(erreurs(&o).contains("ne se lit qu'une fois"), "{}", erreurs(&o));
    std::fs::remove_file(sous.join("b.xml")).unwrap();
    let o = lancer(&["check", "cda", d.path().to_str().unwrap()]);
    code(&o, 2);
    assert!(
        erreurs(&o).contains("aucun fichier à juger (.xml, .cda)") && erreurs(&o).contains("1 d'un autre nom"),
        "{}",
        erreurs(&o)
    );
}

/// The answer of a service is nobody's fault, and is not good either: it is not judged.
#[test]
fn the_answer_of_a_service_is_not_judged() {
    let d = tempfile::tempdir().unwrap();
    for element in ["RegistryResponse", "PRPA_IN201308UV02", "RESULTAT", "setAuthorizationResponse"] {
        let texte = format!(
            "<s:Envelope xmlns:s='http://www.w3.org/2003/05/soap-envelope'><s:Body><{element} xmlns='urn:x'/></s:Body></s:Envelope>"
        );
        let o = lancer(&["check", "soap", "--format", "json", &ecrire(d.path(), "r.xml", texte)]);
        code(&o, 3);
        let dites = &objets(&sortie(&o))[0]["findings"];
        assert_eq!(dites.as_array().unwrap().len(), 1, "{dites}");
        assert_eq!(dites[0]["rule"], "xds.message.reponse");
    }
}

/// A schema whose rules are for nothing of the document judged nothing; reports of files of one name are two.
#[test]
fn a_schema_that_is_for_nothing_is_not_good() {
    let d = tempfile::tempdir().unwrap();
    let schema = |contexte: &str| {
        format!(
            "<schema xmlns='http://purl.oclc.org/dsdl/schematron' queryBinding='xslt2'><ns prefix='c' uri='urn:hl7-org:v3'/>\
             <pattern><rule context='{contexte}'><assert test='true()'>x</assert></rule></pattern></schema>"
        )
    };
    let (un, autre) = (d.path().join("un"), d.path().join("autre"));
    let fichiers: Vec<String> = [&un, &autre]
        .map(|dossier| {
            std::fs::create_dir(dossier).unwrap();
            ecrire(dossier, "a.xml", CDA)
        })
        .to_vec();
    let o = lancer(&[
        "schematron",
        &ecrire(d.path(), "rate.sch", schema("ClinicalDocument")),
        &fichiers[0],
    ]);
    code(&o, 2);
    assert!(
        sortie(&o).contains("rien n'est jugé") && sortie(&o).contains("urn:hl7-org:v3"),
        "{}",
        sortie(&o)
    );
    assert!(erreurs(&o).contains("Schéma : 1 règle, 1 assertion."), "{}", erreurs(&o));
    let rapports = d.path().join("rapports");
    let bon = ecrire(d.path(), "bon.sch", schema("c:ClinicalDocument"));
    code(
        &lancer(&["schematron", &bon, &fichiers[0], &fichiers[1], "--svrl", rapports.to_str().unwrap()]),
        0,
    );
    assert_eq!(std::fs::read_dir(&rapports).unwrap().count(), 2);
}

const PRESCRIPTION: &str = r##"{"resourceType":"Bundle","type":"collection","entry":[{"fullUrl":"http://a.fr/MedicationRequest/1","resource":{
 "resourceType":"MedicationRequest","id":"1","status":"active","intent":"order","medicationReference":{"reference":"Medication/1"},
 "meta":{"profile":["https://a.fr/StructureDefinition/ligne"]},"subject":{"reference":"Patient/1"},"authoredOn":"2026-01-15"}}]}"##;

#[test]
fn a_resource_of_fhir_is_judged_by_r4_then_by_the_profiles_that_are_given() {
    let d = tempfile::tempdir().unwrap();
    let bon = ecrire(d.path(), "bon.json", PRESCRIPTION);
    let o = lancer(&["check", "fhir", &bon]);
    code(&o, 0);
    assert!(sortie(&o).contains("rien à signaler") && erreurs(&o).contains("Aucun profil n'est appliqué"));
    // What R4 refuses, at its place.
    let faux = ecrire(
        d.path(),
        "faux.json",
        PRESCRIPTION.replace("2026-01-15", "2026-02-30").replace("Medication/1", "#m1"),
    );
    let o = lancer(&["check", "fhir", &faux, "--format", "json"]);
    code(&o, 1);
    assert_eq!(
        regles(&objets(&sortie(&o))[0], "error"),
        ["fhir.invariant.ref-1", "fhir.valeur.forme"]
    );
    let o = lancer(&["check", "fhir", &faux]);
    assert!(sortie(&o).contains("Bundle.entry[0].resource.authoredOn"), "{}", sortie(&o));
    // Profiles: not there, then broken.
    let profils = d.path().join("profils");
    std::fs::create_dir(&profils).unwrap();
    let o = lancer(&["check", "fhir", &bon, "--profils", profils.to_str().unwrap()]);
    code(&o, 2);
    assert!(erreurs(&o).contains("ne contient aucun profil"), "{}", erreurs(&o));
    let profil = |url: &str| {
        format!(
            r#"{{"resourceType":"StructureDefinition","url":"https://a.fr/StructureDefinition/{url}","type":"MedicationRequest","snapshot":{{"element":[
        {{"id":"MedicationRequest","path":"MedicationRequest"}},{{"id":"MedicationRequest.requester","path":"MedicationRequest.requester","min":1,"max":"1"}}]}}}}"#
        )
    };
    ecrire(&profils, "autre.json", profil("autre"));
    code(&lancer(&["check", "fhir", &bon, "--profils", profils.to_str().unwrap()]), 3);
    ecrire(&profils, "ligne.json", profil("ligne"));
    let o = lancer(&["check", "fhir", &bon, "--profils", profils.to_str().unwrap()]);
    code(&o, 1);
    assert!(
        sortie(&o).contains("source : Profil https://a.fr/StructureDefinition/ligne, MedicationRequest.requester"),
        "{}",
        sortie(&o)
    );
    let o = lancer(&["check", "cda", &bon, "--profils", profils.to_str().unwrap()]);
    code(&o, 2);
    assert!(erreurs(&o).contains("à `fhir` seulement"));
    // What is no resource in JSON says so.
    for (nom, texte, attendu) in [
        ("xml.json", "<Patient xmlns=\"http://hl7.org/fhir\"/>", "FHIR en XML n'est pas lu"),
        ("vide.json", "", "fichier vide"),
        ("autre.json", "{\"a\":1}", "pas de resourceType"),
        ("rompu.json", "{\"resourceType\":\"Patient\",", "ligne 1"),
    ] {
        let o = lancer(&["check", "fhir", &ecrire(d.path(), nom, texte)]);
        code(&o, 2);
        assert!(sortie(&o).contains(attendu), "{}", sortie(&o));
    }
}
