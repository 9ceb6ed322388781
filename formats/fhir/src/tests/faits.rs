//! Facts.

use std::io::Write as _;

use serde_json::json;

use super::faits;
use super::regles::echange;

fn de(ligne: &str, entetes: &[(&str, &str)], requete: &[u8], reponse: &[u8]) -> Vec<(String, String)> {
    let lus = faits(&echange(ligne, entetes, 200), requete, reponse);
    lus.into_iter().map(|(n, v)| (n, v.join(" "))).collect()
}

fn vaut(faits: &[(String, String)], nom: &str) -> Option<String> {
    faits.iter().find(|(n, _)| n == nom).map(|(_, v)| v.clone())
}

#[test]
fn d_une_recherche() {
    let bundle = json!({
        "resourceType": "Bundle",
        "total": 7,
        "entry": [
            { "resource": {
                "identifier": [{ "system": "urn:oid:1.2.250.1.71.4.2.1", "value": "899900000045" }],
                "telecom": [{ "extension": [{}], "system": "email", "value": "a@test.mssante.fr" }, { "system": "email", "value": "a@exemple.fr" }]
            } },
            { "resource": { "identifier": [{ "system": "urn:oid:1.2.250.1.71.4.2.1", "value": "3999900038/SEC0001" }] } }
        ],
        "link": [{ "relation": "next", "url": "https://x/fhir/v2/_page?id=uABC" }]
    });
    let f = de(
        "GET /fhir/v2/Practitioner?name:exact=X&name=Y&_count=2 HTTP/1.1",
        &[("esante-api-key", "k")],
        b"",
        bundle.to_string().as_bytes(),
    );
    for (nom, valeur) in [
        ("type", "Practitioner"),
        ("methode", "GET"),
        ("parametres", "name:exact name _count"),
        ("p.name", "X Y"),
        ("count", "2"),
        ("total", "7"),
        ("entrees", "2"),
        ("suivante", "uABC"),
        ("cle", "presente"),
        ("rpps", "99900000045"),
        ("mssante", "a@test.mssante.fr"),
    ] {
        assert_eq!(vaut(&f, nom).as_deref(), Some(valeur), "{nom}");
    }
    assert_eq!(vaut(&f, "erreur"), None);
    let refus = de(
        "GET /fhir/v2/Practitioner HTTP/1.1",
        &[],
        b"",
        crate::issue("non").to_string().as_bytes(),
    );
    assert_eq!(
        (vaut(&refus, "cle"), vaut(&refus, "erreur")),
        (Some("absente".into()), Some("non".into()))
    );
}

#[test]
fn d_une_lecture_et_d_une_page() {
    let f = de(
        "GET /fhir/v2/Practitioner/003-1 HTTP/1.1",
        &[],
        b"",
        br#"{"resourceType":"Practitioner","active":false,"identifier":[{"system":"https://rpps.esante.gouv.fr","value":"99900000045"}]}"#,
    );
    assert_eq!(
        (vaut(&f, "id"), vaut(&f, "actif"), vaut(&f, "rpps")),
        (Some("003-1".into()), Some("false".into()), Some("99900000045".into()))
    );
    let f = de("GET /fhir/v2/_page?id=uXYZ HTTP/1.1", &[], b"", br#"{"resourceType":"Bundle"}"#);
    assert_eq!((vaut(&f, "page"), vaut(&f, "entrees")), (Some("uXYZ".into()), Some("0".into())));
}

#[test]
fn d_une_extraction() {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    zip.start_file("a.txt", zip::write::SimpleFileOptions::default()).unwrap();
    zip.write_all(b"entete|\nune|\ndeux|").unwrap();
    let octets = zip.finish().unwrap().into_inner();
    let mut e = echange("GET /x/services/extraction/PS_LibreAcces HTTP/1.1", &[], 200);
    e.reponse.entetes.push((
        "Content-Disposition".into(),
        "attachment; filename=\"PS_LibreAcces_202601150130.zip\"".into(),
    ));
    let f = faits(&e, b"", &octets);
    assert_eq!(f["fichier"], ["PS_LibreAcces"]);
    assert_eq!(f["date"], ["202601150130"]);
    assert_eq!(f["lignes"], ["2"]);
    assert!(!faits(&e, b"", b"pas une archive").contains_key("lignes"));
}
