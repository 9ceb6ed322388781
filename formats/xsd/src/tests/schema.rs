//! What a schema may say, on a schema of our own: one table, for our validator and, when it is at hand, for `xmllint`.

use std::process::Command;

use super::*;
use crate::ErreurXsd;

const SCHEMA: &str = include_str!("schema.xsd");

/// What is within the document, and whether it is valid.
const CAS: &[(&str, bool)] = &[
    ("", true),
    ("<racine k='a'/>", false),
    ("<racine k='a' xsi:type='Plus'><y>0</y></racine>", true),
    ("<racine k='a' xsi:type='Moins'><x/><y>0.5</y></racine>", true),
    ("<racine k='a' xsi:type='Mesure'>0</racine>", false),
    ("<racine k='a' xsi:type='Inconnu'/>", false),
    ("<plus k='a'><x/><y u='urn:x'>.5</y></plus>", true),
    ("<plus k='a' p='true'><y>0</y></plus>", true),
    ("<plus k='a' p='false'><y>0</y></plus>", false),
    ("<plus k='a' p='true' xsi:type='Moins'><y>0</y></plus>", false),
    ("<plus k='c'><y>0</y></plus>", false),
    ("<plus><y>0</y></plus>", false),
    ("<plus k='a'><y>0</y><x/></plus>", false),
    ("<plus k='a'><x/></plus>", false),
    ("<plus k='a'><y>1</y></plus>", false),
    ("<plus k='a'><y><x/></y></plus>", false),
    ("<plus k='a'>mot<y>0</y></plus>", false),
    ("<vide/>", true),
    ("<vide><!-- rien --></vide>", true),
    ("<vide> </vide>", false),
    ("<vide n=' 12 ' h:v='a' xmlns:h='urn:hl7-org:v3'/>", true),
    ("<vide v='a'/>", false),
    ("<vide h:v='c' xmlns:h='urn:hl7-org:v3'/>", false),
    ("<mixte>a<b>b<i>c</i></b>d<b/></mixte>", true),
    ("<mixte>a<c/></mixte>", false),
    ("<mixte><b xmlns='urn:x'/></mixte>", false),
    ("<compte><c/></compte>", false),
    ("<compte><c/><c/></compte>", true),
    ("<compte><c/><c/><c/><c/></compte>", true),
    ("<compte><c/><c/><c/><c/><c/></compte>", false),
    ("<compte><c/><c/><c/><g/><d/><g/><d/></compte>", true),
    ("<compte><c/><c/><g/></compte>", false),
    ("<compte><c/><c/><g/><d/><g/><d/><g/><d/></compte>", false),
    ("<nul k='a' xsi:nil='true'/>", true),
    ("<nul xsi:nil='true'/>", false),
    ("<nul k='a' xsi:nil='true'><y>0</y></nul>", false),
    ("<nul k='a' xsi:nil='false'><y>0</y></nul>", true),
    ("<plus k='a' xsi:nil='true'/>", false),
    ("<libre n='1'>a<x xmlns='urn:x'/><global>1</global></libre>", true),
    ("<libre><global>un</global></libre>", false),
    ("<global>1</global>", true),
    ("<lax><global>1</global></lax>", true),
    ("<lax><global>un</global></lax>", false),
    ("<lax><inconnu/></lax>", true),
    ("<lax><a xmlns='urn:x'/></lax>", false),
    ("<autre><a xmlns='urn:x'><global>un</global></a></autre>", true),
    ("<autre><a xmlns=''/></autre>", false),
    ("<autre><global>1</global></autre>", false),
    ("<strict><global>1</global></strict>", true),
    ("<strict><inconnu/></strict>", false),
    ("<t ou='1.2.250'/><t ou='a'/><t ou='xyz'/><t tout='n&apos;importe quoi'/>", true),
    ("<t ou='1.02'/>", false),
    ("<t codes='a b'/><t codes=''/>", true),
    ("<t codes='a b a'/>", false),
    ("<t codes='a c'/>", false),
    ("<t part='-0.1'/>", false),
    ("<t part='1e-3'/>", true),
    ("<t part='1'/>", false),
    ("<t dollar='$12'/><t dollar='é^'/>", true),
    ("<t dollar='12'/>", false),
    (
        "<t uri='a b'/><t uri=' # '/><t uri='é'/><t uri=''/><t uri='a{b}'/><t uri='mailto:a@b'/><t uri='tel:+33 1'/>",
        true,
    ),
    ("<t uri='##'/>", false),
    ("<t uri='%zz'/>", false),
    ("<t uri='1:a'/>", false),
    ("<t uri=':a'/>", false),
    ("<t b64='YQ=='/><t b64='Y Q = ='/>", true),
    ("<t b64='YQ='/>", false),
    ("<t b64='YR=='/>", false),
    ("<t int='+1'/><t int='-0'/><t int=' 7 '/>", true),
    ("<t int='1.0'/>", false),
    ("<t int=''/>", false),
    ("<t dec='1.'/><t dec='.5'/><t dec='-0.50'/>", true),
    ("<t dec='.'/>", false),
    ("<t dec='1e5'/>", false),
    ("<t dbl='1.'/><t dbl='+1'/><t dbl='1E5'/><t dbl='INF'/><t dbl='NaN'/>", true),
    ("<t dbl='inf'/>", false),
    ("<t dbl='.'/>", false),
    ("<t lang='fr-FR'/><t lang='x-1a'/>", true),
    ("<t lang='français'/>", false),
    ("<t id='décès'/><t id='a'/>", true),
    ("<t id='a'/><t id='a'/>", false),
    ("<t id='1'/>", false),
    ("<t nom='a.b-c_1'/>", true),
    ("<t nom='a:b'/>", false),
    ("<t mots='a 1 :'/>", true),
    ("<t mots='a(b)'/>", false),
];

fn document_de(contenu: &str) -> String {
    format!(
        "<ClinicalDocument xmlns=\"urn:hl7-org:v3\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\">{contenu}</ClinicalDocument>"
    )
}

fn depot_de(schema: &str) -> tempfile::TempDir {
    let dossier = tempfile::tempdir().unwrap();
    ecrire(dossier.path(), "infrastructure/cda/CDA_extended.xsd", schema);
    dossier
}

#[test]
fn ce_que_dit_un_schema_est_tenu() {
    let depot = depot_de(SCHEMA);
    let schemas = Schemas::charger(depot.path()).unwrap();
    for (contenu, valide) in CAS {
        let constats = schemas.juger(document_de(contenu).as_bytes()).unwrap();
        assert_eq!(constats.is_empty(), *valide, "{contenu} : {constats:?}");
    }
}

#[test]
fn libxml2_dit_la_meme_chose_de_la_table() {
    let Some(xmllint) = segur_essais::outil("xmllint") else { return };
    let depot = depot_de(SCHEMA);
    let mut commande = Command::new(xmllint);
    commande.args(["--noout", "--nonet", "--schema"]);
    commande.arg(depot.path().join("infrastructure/cda/CDA_extended.xsd"));
    for (i, (contenu, _)) in CAS.iter().enumerate() {
        ecrire(depot.path(), &format!("{i:03}.xml"), &document_de(contenu));
        commande.arg(depot.path().join(format!("{i:03}.xml")));
    }
    let sortie = String::from_utf8_lossy(&commande.output().unwrap().stderr).into_owned();
    for (i, (contenu, valide)) in CAS.iter().enumerate() {
        let dit = if *valide { "validates" } else { "fails to validate" };
        assert!(sortie.contains(&format!("{i:03}.xml {dit}")), "{contenu} : {sortie}");
    }
}

/// What `xmllint` does not look at.
#[test]
fn une_reference_a_un_identifiant_absent_est_dite() {
    let schema = SCHEMA.replace("name=\"nom\" type=\"xs:NCName\"", "name=\"refs\" type=\"xs:IDREFS\"");
    let schemas = Schemas::charger(depot_de(&schema).path()).unwrap();
    let juger = |contenu: &str| schemas.juger(document_de(contenu).as_bytes()).unwrap();
    assert_eq!(juger("<t refs='a b'/><t id='a'/><t id='b'/>"), []);
    let constats = juger("<t refs='a b'/><t id='a'/>");
    assert_eq!(constats.len(), 1);
    assert!(constats[0].seen.contains("« b »"), "{constats:?}");
}

/// A schema is applied whole or not at all.
#[test]
fn ce_qui_n_est_pas_lu_d_un_schema_le_fait_refuser() {
    for (au_lieu_de, par) in [
        (
            "<xs:element name=\"global\" type=\"xs:integer\"/>",
            "<xs:notation name=\"n\" public=\"p\"/>",
        ),
        (
            "<xs:element name=\"global\" type=\"xs:integer\"/>",
            "<xs:element name=\"global\" substitutionGroup=\"x\" type=\"xs:integer\"/>",
        ),
        (
            "<xs:element name=\"global\" type=\"xs:integer\"/>",
            "<xs:element name=\"global\" abstract=\"true\" type=\"xs:integer\"/>",
        ),
        (
            "<xs:element name=\"libre\"/>",
            "<xs:element name=\"libre\"><xs:unique name=\"u\"/></xs:element>",
        ),
        ("<xs:group ref=\"paire\"", "<xs:group ref=\"absente\""),
        ("maxOccurs=\"4\"", "maxOccurs=\"1001\""),
        ("maxOccurs=\"4\"", "maxOccurs=\"1\""),
        ("type=\"xs:base64Binary\"", "type=\"xs:gMonth\""),
        ("type=\"xs:base64Binary\"", "type=\"autre:T\""),
        ("<xs:length value=\"3\"/>", "<xs:fractionDigits value=\"3\"/>"),
        ("<xs:pattern value=\"\\S^\"/>", "<xs:pattern value=\"(?i)a\"/>"),
        ("<xs:attributeGroup ref=\"communs\"/>", "<xs:anyAttribute/>"),
        ("<xs:extension base=\"part\">", "<xs:restriction base=\"part\">"),
        ("<xs:list itemType=\"code\"/>", "<xs:list itemType=\"codes\"/>"),
    ] {
        assert!(SCHEMA.contains(au_lieu_de), "{au_lieu_de}");
        let schema = SCHEMA.replace(au_lieu_de, par).replace(
            "</xs:extension></xs:simpleContent>",
            if par.contains("xs:restriction base=\"part\"") {
                "</xs:restriction></xs:simpleContent>"
            } else {
                "</xs:extension></xs:simpleContent>"
            },
        );
        let essai = Schemas::charger(depot_de(&schema).path());
        assert!(matches!(essai, Err(ErreurXsd::Invalide { .. })), "{par}");
    }
}

/// Counts within counts, and types that lead back to themselves.
#[test]
fn un_schema_sans_mesure_est_refuse() {
    let emboite = format!(
        "{}<xs:element name=\"z\" type=\"xs:token\"/>{}",
        "<xs:sequence minOccurs=\"900\" maxOccurs=\"900\">".repeat(20),
        "</xs:sequence>".repeat(20)
    );
    let vide = emboite.replace("<xs:element name=\"z\" type=\"xs:token\"/>", "<xs:sequence/>");
    for contenu in [emboite, vide] {
        let schema = SCHEMA.replace(
            "<xs:attributeGroup ref=\"communs\"/></xs:complexType>",
            &format!("{contenu}</xs:complexType>"),
        );
        let essai = Schemas::charger(depot_de(&schema).path());
        assert!(matches!(essai, Err(ErreurXsd::Invalide { .. })), "{:?}", essai.err());
    }
    let en_rond = SCHEMA.replace("<xs:restriction base=\"Plus\">", "<xs:restriction base=\"Moins\">");
    assert!(matches!(
        Schemas::charger(depot_de(&en_rond).path()),
        Err(ErreurXsd::Invalide { .. })
    ));
}
