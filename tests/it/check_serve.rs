//! The same message, received by a service and judged in a file: what one says, the other says, but for what no file shows.

use std::collections::BTreeSet;

use segur_bench::essai::BancDeDemo;
use segur_kit::Filtre;
use serde_json::Value;

use crate::check::{ecrire, mettre, objets, requetes_de_la_demo};
use crate::outils::{lancer, sortie};

/// What a file does not show: the rules that a service may tell and that `check` does not, each with what it would take.
const HORS_DU_FICHIER: [(&str, &str); 37] = [
    ("tls.certificat.usage", "the connection"),
    ("vihf.certificat.tls", "the connection"),
    ("vihf.certificat.tls.porteur", "the connection"),
    ("vihf.certificat.tls.insi", "the connection"),
    ("insi.requete.certificat.cn", "the connection"),
    ("insi.requete.emetteur.structure", "the connection"),
    ("xds.message.mtom", "the HTTP headers"),
    ("xds.message.type-contenu", "the HTTP headers"),
    ("xds.message.compression", "the HTTP headers"),
    ("xds.message.service", "the HTTP request line"),
    ("insi.requete.type-contenu", "the HTTP headers"),
    ("insi.requete.action-http", "the HTTP headers"),
    ("vihf.certificat.chaine", "whom the bench trusts"),
    ("saml.ps.certificat.chaine", "whom the bench trusts"),
    ("saml.ps.certificat.crl", "whom the bench trusts"),
    ("saml.ps.certificat.revocation", "whom the bench trusts"),
    ("saml.ps.certificat.validite", "the instant of reception"),
    ("saml.ps.duree-vie", "the instant of reception"),
    ("vihf.certificat.crl", "whom the bench trusts"),
    ("vihf.certificat.revocation", "whom the bench trusts"),
    ("xds.lot.signature.chaine", "whom the bench trusts"),
    ("vihf.certificat.validite", "the instant of reception"),
    ("vihf.duree-vie", "the instant of reception"),
    ("vihf.conditions.validite", "the instant of reception"),
    ("xds.message.expiration", "the instant of reception"),
    ("insi.requete.contexte.temps-frais", "the instant of reception"),
    ("vihf.homologation", "whom the world knows"),
    ("insi.requete.idam.connu", "whom the world knows"),
    ("cda.en-tete.traits.identite", "whom the world knows"),
    ("cda.en-tete.traits.identite-autres", "whom the world knows"),
    ("dmp.acteur.structure", "whom the world knows"),
    ("dmp.acteur.professionnel", "whom the world knows"),
    ("dmp.acteur.lien", "whom the world knows"),
    ("dmp.acteur.carte", "the connection"),
    ("xds.message.id.reemploye", "the messages before"),
    ("xds.message.vihf.reemploye", "the messages before"),
    ("insi.requete.lps.instance.stable", "the messages before"),
];

/// A rule of either, and where it is.
type Dit = BTreeSet<(String, String)>;

/// What a service remarked of a message.
async fn recu(demo: &BancDeDemo, genre: &str, texte: &str) -> Dit {
    let (point, suite, identite, type_contenu) = match genre {
        "TD2.1" => {
            let limite = texte.lines().next().unwrap().strip_prefix("--").unwrap();
            let mtom =
                format!("multipart/related; type=\"application/xop+xml\"; start-info=\"application/soap+xml\"; boundary=\"{limite}\"");
            ("dmp.lps", "/repository", "org-auth-cli", mtom)
        }
        "TD0.2" => (
            "dmp.lps",
            "/patients",
            "org-auth-cli",
            "application/soap+xml; charset=utf-8".to_owned(),
        ),
        _ => ("insi.tlsm", "", "org-insi-auto", "application/soap+xml; charset=utf-8".to_owned()),
    };
    let base = demo.banc.espace("defaut").unwrap().points[point].clone();
    let identite = demo.igc.identite(identite).unwrap();
    let pem = format!("{}{}", identite.chaine_pem, identite.cle_pem);
    let client = reqwest::Client::builder()
        .tls_certs_only(reqwest::Certificate::from_pem_bundle(demo.igc.ancres_pem().as_bytes()).unwrap())
        .identity(reqwest::Identity::from_pem(pem.as_bytes()).unwrap())
        .no_proxy()
        .build()
        .unwrap();
    let demande = client.post(format!("{base}{suite}")).header("content-type", type_contenu);
    demande.body(texte.to_owned()).send().await.unwrap();
    let e = demo
        .banc
        .journal()
        .chercher(&Filtre::espace("defaut"))
        .await
        .unwrap()
        .pop()
        .unwrap();
    e.findings.into_iter().map(|f| (f.rule, f.location.path)).collect()
}

/// What `check soap` says of it. Informations are what it does not judge.
fn juge(dossier: &std::path::Path, texte: &str) -> Dit {
    let o = lancer(&["check", "soap", "--format", "json", &ecrire(dossier, "message", texte)]);
    let objet = objets(&sortie(&o)).remove(0);
    let Value::Array(findings) = &objet["findings"] else {
        panic!("{objet}")
    };
    let dit = |f: &Value| {
        (
            f["rule"].as_str().unwrap().to_owned(),
            f["location"]["path"].as_str().unwrap().to_owned(),
        )
    };
    // A PDF in a document is judged beside the message: a service receives it, and says nothing of it.
    let siens = findings
        .iter()
        .filter(|f| f["severity"] != "info" && !f["rule"].as_str().unwrap().starts_with("pdf."));
    siens.map(dit).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn check_says_what_serve_says() {
    let d = tempfile::tempdir().unwrap();
    let requetes = requetes_de_la_demo();
    let connues: BTreeSet<&str> = segur_tous::regles().iter().map(|r| r.id).collect();
    for (regle, quoi) in HORS_DU_FICHIER {
        assert!(connues.contains(regle), "{regle}, {quoi}");
    }
    let donnees = tempfile::tempdir().unwrap();
    let demo = BancDeDemo::demarrer(donnees.path()).await.unwrap();
    let lot: &[&str] = &["<rim:RegistryPackage"];
    let fiche: &[&str] = &["<rim:ExtrinsicObject"];
    let valeur = |debut: &[&'static str], slot: &'static str| [debut, &[slot, "Value>"]].concat();
    let defauts: Vec<(&str, Vec<&str>, char, &str, &str)> = vec![
        (
            "TD2.1",
            valeur(fiche, "\"creationTime\""),
            '<',
            "20200101000000",
            "cda-xds.coherence.creation",
        ),
        ("TD2.1", valeur(fiche, "\"languageCode\""), '<', "en-US", "cda-xds.coherence.langue"),
        (
            "TD2.1",
            valeur(fiche, "\"hash\""),
            '<',
            "da39a3ee5e6b4b0d3255bfef95601890afd80709",
            "xds.lot.hash.coherence",
        ),
        ("TD2.1", valeur(lot, "\"submissionTime\""), '<', "hier", ""),
        (
            "TD2.1",
            [fiche, &["<rim:Name>", "LocalizedString", "value=\""]].concat(),
            '"',
            "Autre",
            "cda-xds.coherence.titre",
        ),
        (
            "TD2.1",
            vec!["Action", ">"],
            '<',
            "urn:ihe:iti:2007:ProvideAndRegisterDocumentSet",
            "xds.message.action",
        ),
        ("TD2.1", vec!["MessageID", ">"], '<', "", "xds.message.message-id"),
        (
            "TD2.1",
            vec!["resource-id", "AttributeValue", ">"],
            '^',
            "184059999999999",
            "vihf.signature.valide",
        ),
        ("TD2.1", vec!["<SignatureValue>"], '<', "AAAA", "vihf.signature.valide"),
        (
            "TD2.1",
            vec!["<ClinicalDocument", "<title>"],
            '<',
            "Autre",
            "xds.lot.signature.condensat",
        ),
        (
            "TD2.1",
            vec!["<ClinicalDocument", "<effectiveTime value=\""],
            '"',
            "20200101000000+0000",
            "cda-xds.coherence.creation",
        ),
        (
            "TD2.1",
            vec!["IHEManifest\"><Reference URI=\""],
            '"',
            "urn:oid:1.2.3",
            "xds.lot.signature.manifeste",
        ),
        (
            "TD0.2",
            vec!["Action", ">"],
            '<',
            "urn:hl7-org:v3:PRPA_IN201308UV02",
            "xds.message.action",
        ),
        ("TD0.2", vec!["reasonCode code=\""], '"', "AUTRE", "xds.td02.raison"),
        (
            "TD0.2",
            vec!["resource-id", "AttributeValue", ">"],
            '^',
            "184059999999999",
            "vihf.patient.corps",
        ),
        ("TD0.2", vec!["IssueInstant=\""], '"', "2026-01-15T09:00:00", "vihf.issue-instant"),
        ("INSi", vec!["Action", ">"], '<', "urn:autre", "insi.requete.action"),
        ("INSi", vec!["ContexteLPS", "Id>"], '<', "", "insi.requete.contexte.id"),
        ("INSi", vec!["ContexteBAM", "Temps>"], '<', "hier", "insi.requete.contexte.temps"),
    ];
    let tels_quels = requetes.iter().map(|(genre, texte)| (*genre, texte.clone(), ""));
    let changes = defauts
        .iter()
        .map(|(genre, chemin, fin, par, regle)| (*genre, mettre(&requetes[genre], chemin, *fin, par), *regle));
    let inconnu = "<soap:Header><x xmlns=\"urn:x\" soap:mustUnderstand=\"1\"/>";
    let entetes = [
        ("TD2.1", "xds.message.must-understand"),
        ("TD0.2", "xds.message.must-understand"),
        ("INSi", "insi.requete.must-understand"),
    ];
    let blocs = entetes.map(|(genre, regle)| {
        let change = requetes[genre].replacen("<soap:Header>", inconnu, 1);
        assert_ne!(change, requetes[genre]);
        (genre, change, regle)
    });
    for (genre, texte, regle) in tels_quels.chain(changes).chain(blocs).collect::<Vec<_>>() {
        let mut dits = recu(&demo, genre, &texte).await;
        dits.retain(|(r, _)| !HORS_DU_FICHIER.iter().any(|(hors, _)| hors == r));
        let juges = juge(d.path(), &texte);
        assert_eq!(juges, dits, "{genre}, {regle}");
        assert!(
            regle.is_empty() || dits.iter().any(|(r, _)| r == regle),
            "{genre}, {regle} : {dits:#?}"
        );
    }
}

/// A capture is judged as its body alone, whatever its first line.
#[test]
fn a_capture_is_judged_as_its_body() {
    let d = tempfile::tempdir().unwrap();
    for (genre, texte) in requetes_de_la_demo() {
        let type_contenu = match genre {
            "TD2.1" => {
                let limite = texte.lines().next().unwrap().strip_prefix("--").unwrap();
                format!("multipart/related; type=\"application/xop+xml\"; boundary=\"{limite}\"")
            }
            _ => "application/soap+xml".to_owned(),
        };
        // A finding, so that there is something to compare.
        let change = mettre(&texte, &["Action", ">"], '<', "urn:autre");
        let seul = juge(d.path(), &change);
        assert_eq!(seul.len(), 1, "{genre} : {seul:?}");
        for ligne in ["POST /ailleurs HTTP/1.1\r\nHost: x\r\n", "HTTP/1.1 200 OK\r\n", ""] {
            let capture = format!(
                "{ligne}Content-Type: {type_contenu}\r\nContent-Length: {}\r\n\r\n{change}",
                change.len()
            );
            assert_eq!(juge(d.path(), &capture), seul, "{genre}, {ligne}");
            let copiee = format!("POST /x HTTP/1.1\nContent-Type: {type_contenu}\n\n{change}");
            assert_eq!(juge(d.path(), &copiee), seul, "{genre}");
        }
    }
}

/// Messages of others, as they came: read, and no finding is more than a warning.
#[test]
fn messages_of_others_are_read() {
    for nom in [
        "C01-drimbox-lf.mime",
        "C02-signaturevalue-xop.mime",
        "C03-keyinfo-ac-en-tete.mime",
        "C08-quoted-printable.mime",
        "C20-capture-http.http",
    ] {
        let Some(chemin) = segur_essais::corpus(&format!("cases/documents/{nom}")) else {
            return;
        };
        let o = lancer(&["check", "soap", "--format", "json", chemin.to_str().unwrap()]);
        let objet = objets(&sortie(&o)).remove(0);
        assert!(objet["error"].is_null(), "{nom} : {objet}");
        let erreurs = objet["findings"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|f| f["severity"] == "error")
            .count();
        assert_eq!((o.status.code(), erreurs), (Some(0), 0), "{nom} : {objet}");
    }
}
