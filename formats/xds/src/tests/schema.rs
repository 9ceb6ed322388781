//! Our table of ebRIM against the official schema, read by another validator: over many changes of a lot, both say the same.

use std::path::Path;
use std::process::Command;

use super::*;

/// What is changed in a clean lot: before, after. One at a time.
const CHANGEMENTS: &[(&str, &str)] = &[
    // Nothing.
    ("", ""),
    // Order.
    (
        "<Name><LocalizedString charset=\"UTF8\" value=\"Lot\"",
        "<Description/><Name><LocalizedString charset=\"UTF8\" value=\"Lot\"",
    ),
    (
        "<Classification classificationScheme=\"urn:uuid:a7058bb9",
        "<ExternalIdentifier id=\"e\" identificationScheme=\"x\" registryObject=\"x\" value=\"x\"/><Classification classificationScheme=\"urn:uuid:a7058bb9",
    ),
    (
        "<Classification classificationScheme=\"urn:uuid:a7058bb9",
        "<VersionInfo versionName=\"1.1\"/><Classification classificationScheme=\"urn:uuid:a7058bb9",
    ),
    (
        "<Classification classificationScheme=\"urn:uuid:a7058bb9",
        "<VersionInfo/><VersionInfo/><Classification classificationScheme=\"urn:uuid:a7058bb9",
    ),
    (
        "<Classification classificationScheme=\"urn:uuid:a7058bb9",
        "<Description><LocalizedString value=\"x\"/></Description><Classification classificationScheme=\"urn:uuid:a7058bb9",
    ),
    (
        "<Classification classificationScheme=\"urn:uuid:a7058bb9",
        "<Name/><Classification classificationScheme=\"urn:uuid:a7058bb9",
    ),
    ("</ExtrinsicObject>", "<Slot name=\"x\"><ValueList/></Slot></ExtrinsicObject>"),
    ("</ExtrinsicObject>", "<ContentVersionInfo versionName=\"1\"/></ExtrinsicObject>"),
    ("</ExtrinsicObject>", "<RegistryObjectList/></ExtrinsicObject>"),
    ("</RegistryPackage>", "<RegistryObjectList/></RegistryPackage>"),
    (
        "</RegistryPackage>",
        "<RegistryObjectList><ObjectRef id=\"x\"/></RegistryObjectList></RegistryPackage>",
    ),
    ("</RegistryPackage>", "<RegistryObjectList/><RegistryObjectList/></RegistryPackage>"),
    // Elements and text that have no place.
    ("</ExtrinsicObject>", "<Inconnu/></ExtrinsicObject>"),
    ("<RegistryPackage", "<Inconnu/><RegistryPackage"),
    ("<RegistryPackage", "<ObjectRef id=\"urn:uuid:1\"/><RegistryPackage"),
    ("<RegistryPackage", "<ObjectRef/><RegistryPackage"),
    ("<RegistryPackage", "<Slot name=\"x\"><ValueList/></Slot><RegistryPackage"),
    ("<RegistryPackage", "<ExternalLink id=\"x\" externalURI=\"x\"/><RegistryPackage"),
    ("<RegistryPackage", "du texte<RegistryPackage"),
    ("<Slot name=\"languageCode\">", "du texte<Slot name=\"languageCode\">"),
    ("<Value>fr-FR</Value>", "<Value>fr-FR<Value/></Value>"),
    ("<Value>fr-FR</Value>", ""),
    ("<ValueList><Value>fr-FR</Value></ValueList>", ""),
    ("<ValueList><Value>fr-FR</Value></ValueList>", "<ValueList/><ValueList/>"),
    ("<ValueList><Value>fr-FR</Value></ValueList>", "<Value>fr-FR</Value>"),
    (
        "<Name><LocalizedString charset=\"UTF8\" value=\"Lot\" xml:lang=\"FR\"/></Name>",
        "<Name>Lot</Name>",
    ),
    // Attributes.
    (" id=\"c\"", ""),
    (" id=\"e\"", ""),
    (" id=\"a\"", ""),
    (" id=\"SubmissionSet01\"", ""),
    (" id=\"Document01\" mime", " mime"),
    (" mimeType=\"text/xml\"", ""),
    (
        " mimeType=\"text/xml\"",
        " mimeType=\"text/xml\" isOpaque=\"false\" lid=\"x\" status=\"x\" home=\"x\"",
    ),
    (" mimeType=\"text/xml\"", " mimeType=\"text/xml\" autre=\"x\""),
    (" mimeType=\"text/xml\"", " mimeType=\"text/xml\" xml:lang=\"fr\""),
    (" mimeType=\"text/xml\"", " mimeType=\"text/xml\" xmlns:y=\"urn:y\" y:id=\"x\""),
    (" name=\"languageCode\"", ""),
    (" name=\"languageCode\"", " name=\"languageCode\" slotType=\"x\""),
    (" classifiedObject=\"Document01\"", ""),
    (" registryObject=\"Document01\"", ""),
    (" identificationScheme=\"urn:uuid:58a6f841-87b3-4a3e-92fd-a8ffeff98427\"", ""),
    (" nodeRepresentation=\"10\"", ""),
    (" associationType=\"urn:ihe:iti:2007:AssociationType:signs\"", ""),
    (" targetObject=\"Document01\"", ""),
    (" charset=\"UTF8\" value=\"Lot\" xml:lang=\"FR\"", " value=\"Lot\""),
    (" value=\"Lot\" xml:lang=\"FR\"", " xml:lang=\"FR\""),
    (" value=\"Lot\" xml:lang=\"FR\"", " value=\"Lot\" lang=\"FR\""),
];

/// Lengths: what is made long, the longest that holds.
const LONGUEURS: &[(&str, usize)] = &[
    ("fr-FR", 256),
    ("name=\"languageCode", 256),
    ("mimeType=\"text/xml", 256),
    ("nodeRepresentation=\"10", 256),
    ("value=\"1.2.250.1.999.1.2.1", 256),
    ("value=\"Hémogramme", 1024),
];

fn changes() -> Vec<(String, String)> {
    let propre = Pieces::propres().enveloppe();
    let debut = propre.find("<lcm:SubmitObjectsRequest").unwrap();
    let fin = propre.find("</lcm:SubmitObjectsRequest>").unwrap() + "</lcm:SubmitObjectsRequest>".len();
    let lot = &propre[debut..fin];
    let mut changes: Vec<(String, String)> = Vec::new();
    for (avant, apres) in CHANGEMENTS {
        assert!(lot.contains(avant), "{avant}");
        changes.push((format!("{avant} → {apres}"), lot.replacen(avant, apres, 1)));
    }
    for (avant, max) in LONGUEURS {
        let valeur = avant.rsplit('"').next().unwrap();
        for longueur in [*max, max + 1] {
            let reste = "x".repeat(longueur - valeur.chars().count());
            assert!(lot.contains(avant), "{avant}");
            changes.push((format!("{avant} : {longueur}"), lot.replacen(avant, &format!("{avant}{reste}"), 1)));
        }
    }
    changes
}

fn xmllint(outil: &Path, schema: &Path, dossier: &Path, lot: &str) -> bool {
    let fichier = dossier.join("lot.xml");
    std::fs::write(&fichier, lot).unwrap();
    let arguments = [Path::new("--nonet"), Path::new("--noout"), Path::new("--schema"), schema, &fichier];
    Command::new(outil).args(arguments).output().unwrap().status.success()
}

fn par_la_table(lot: &str) -> BTreeSet<String> {
    let document = segur_soap::lire(lot).unwrap();
    let mut c = Constateur::default();
    crate::ebrim::juger(&mut c, &document, crate::lecture::liste(&document).unwrap());
    c.finir().into_iter().map(|f| f.rule).collect()
}

#[test]
fn la_table_dit_ce_que_dit_le_schema_officiel() {
    let (Some(outil), Some(schema)) = (
        segur_essais::outil("xmllint"),
        segur_essais::corpus("xds/dmp-wsdl-xsd/schema/ebRS/lcm.xsd"),
    ) else {
        return;
    };
    let dossier = tempfile::tempdir().unwrap();
    for (quoi, lot) in changes() {
        let valide = xmllint(&outil, &schema, dossier.path(), &lot);
        let constats = par_la_table(&lot);
        assert_eq!(constats.is_empty(), valide, "{quoi} : {constats:?}");
    }
}

/// Whatever the validator: what is changed above is told, or let by, as it always was.
#[test]
fn la_table_ne_bouge_pas() {
    let dits: Vec<String> = changes()
        .into_iter()
        .map(|(quoi, lot)| format!("{quoi} : {}", par_la_table(&lot).into_iter().collect::<Vec<_>>().join(", ")))
        .collect();
    insta::assert_snapshot!(dits.join("\n"));
}

/// The two cases of the reviews: a name before a slot, and a classification without an identifier.
#[test]
fn les_cas_relus() {
    for (nom, regle) in [
        ("C05-ebrim-name-avant-slot.xml", "xds.lot.ebrim.ordre"),
        ("C06-ebrim-classification-sans-id.xml", "xds.lot.ebrim.attribut"),
    ] {
        let Some(chemin) = segur_essais::corpus(&format!("cases/documents/{nom}")) else {
            return;
        };
        let constats = juger_lot(&std::fs::read_to_string(chemin).unwrap(), &[], &Banc::nouveau().ctx);
        assert!(
            constats.iter().any(|c| c.rule == regle && c.is_error()),
            "{nom} : {:?}",
            regles(&constats)
        );
    }
}
