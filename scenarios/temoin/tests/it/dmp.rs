//! Without a defect: what leaves for the DMP, and how the acts say it.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bergshamra_c14n::{C14nMode, canonicalize};
use roxmltree::Document;
use segur_model::Issue;
use serde_json::json;
use sha1::Sha1;
use sha2::{Digest, Sha256};

use crate::banc::{Banc, cda, pdf, structure};
use crate::fausse_insi::{MATRICULE, NIR};
use crate::faux_dmp::{Faits, Humeur, Recue};

pub fn suite(recues: &[Recue]) -> Vec<&str> {
    recues.iter().map(Recue::transaction).collect()
}

/// These facts, and no wrong one: the others are printed when they miss.
pub fn verifier(f: &Faits, attendus: &[(&str, &str)]) {
    for (nom, valeur) in attendus {
        assert_eq!(f.get(*nom).map(String::as_str), Some(*valeur), "{nom} : {f:#?}");
    }
}

const VIHF: &[(&str, &str)] = &[
    ("vihf.VIHF_Version", "3.0"),
    ("vihf.Authentification_mode", "INDIRECTE"),
    ("vihf.ps", "899900000045"),
    ("vihf.emetteur", "CN=SIGNATURE,C=FR"),
    ("vihf.emission", "2026-01-15T09:00:00.000Z"),
    ("vihf.Identifiant_Structure", "1999900038"),
    ("vihf.Secteur_Activite", "SA25^1.2.250.1.71.4.2.4"),
    ("vihf.subject-id", "ANNE TILLEUL"),
    ("vihf.role", "10,SM03"),
    ("vihf.resource-id", "109076322083489^^^&1.2.250.1.213.1.4.8&ISO^NH"),
    ("vihf.Ressource_URN", "urn:dmp"),
    ("vihf.purposeofuse", "normal"),
    ("vihf.LPS_ID_HOMOLOGATION_DMP", "DMP-BANC-0001"),
];

#[tokio::test]
async fn tester() {
    let b = Banc::nouveau(&[]).await;
    b.qualifier("SIMPLE").await;
    for (etape, humeur, dit) in [
        (4, Humeur::Ouvert, "ouvert"),
        (5, Humeur::Ferme, "fermé"),
        (6, Humeur::Absent, "n'a pas de DMP"),
    ] {
        b.dmp.regler(humeur);
        let r = b.acte("SIMPLE", etape, "tester-dmp", json!({ "reference": "P" })).await;
        assert_eq!(r.issue, Issue::Fait, "the call was made");
        assert!(r.message.contains(dit), "{}", r.message);
        let recues = b.dmp.prendre();
        assert_eq!(suite(&recues), ["TD0.2"]);
        verifier(&recues[0].faits(), VIHF);
        verifier(
            &recues[0].faits(),
            &[
                ("action", "urn:hl7-org:v3:PRPA_IN201307UV02"),
                ("patient", &format!("{MATRICULE}@{NIR}")),
            ],
        );
        assert!(recues[0].media.starts_with("application/soap+xml"));
        for brut in [
            "code=\"TEST_EXST\"",
            "root=\"1.2.250.1.213.4.1.1.1\"",
            "creationTime value=\"20260115090000\"",
        ] {
            assert!(recues[0].enveloppe.contains(brut), "{brut}");
        }
    }
    for (etape, humeur, dit) in [(7, Humeur::Faute, "DMPInvalidCertificate"), (8, Humeur::Panne, "503")] {
        b.dmp.regler(humeur);
        let r = b.acte("SIMPLE", etape, "tester-dmp", json!({ "reference": "P" })).await;
        assert_eq!(r.issue, Issue::Erreur);
        assert!(r.message.contains(dit), "{}", r.message);
    }
}

#[tokio::test]
async fn alimenter_en_n3() {
    let b = Banc::nouveau(&[]).await;
    b.qualifier("SIMPLE").await;
    let r = b.valider("SIMPLE", 4, json!({})).await;
    assert_eq!(r.issue, Issue::Fait, "{}", r.message);
    let recues = b.dmp.prendre();
    assert_eq!(suite(&recues), ["TD0.2", "TD2.1"]);
    let m = &recues[1];
    assert_eq!(m.document(), cda(&r));
    let f = m.faits();
    verifier(&f, VIHF);
    let cx = "109076322083489^^^&1.2.250.1.213.1.4.8&ISO^NH";
    let xcn = "899900000045^TILLEUL^ANNE^^^^^^&1.2.250.1.71.4.2.1&ISO^D^^^IDNPS";
    verifier(
        &f,
        &[
            ("action", "urn:ihe:iti:2007:ProvideAndRegisterDocumentSet-b"),
            ("lot.submissionTime", "20260115090000"),
            ("lot.contenu", "07|1.2.250.1.213.2.2"),
            ("lot.patientId", cx),
            ("lot.sourceId", "1.2.250.1.999.1"),
            ("doc.patientId", cx),
            ("doc.creationTime", "20260115090000"),
            ("doc.serviceStartTime", "20260115070000"),
            ("doc.serviceStopTime", "20260115090000"),
            ("doc.languageCode", "fr-FR"),
            ("doc.legalAuthenticator", xcn),
            ("doc.titre", "Compte rendu d'examens biologiques"),
            ("doc.classCode", "10|1.2.250.1.213.1.1.4.1"),
            ("doc.typeCode", "11502-2|2.16.840.1.113883.6.1"),
            ("doc.formatCode", "urn:ihe:lab:xd-lab:2008|1.3.6.1.4.1.19376.1.2.3"),
            ("doc.confidentialite", "N|2.16.840.1.113883.5.25"),
            ("doc.secteur", "SA25|1.2.250.1.71.4.2.4"),
            ("doc.cadre", "AMBULATOIRE|1.2.250.1.213.1.1.4.9"),
            ("doc.evenement", "18723-7|2.16.840.1.113883.6.1"),
            ("doc.sourcePatientInfo", "PID-5|SIMPLE-LONG^JEAN^^^^^L,PID-7|20090714,PID-8|M"),
            ("signature.languageCode", "art"),
            ("signature.typeCode", "E1762|ASTM"),
            ("signature.formatCode", "http://www.w3.org/2000/09/xmldsig#|URN"),
            ("signature.sourcePatientId", cx),
            ("association.RPLC", ""),
            (
                "cda.modeles",
                "2.16.840.1.113883.2.8.2.1 1.2.250.1.213.1.1.1.1 1.3.6.1.4.1.19376.1.3.3 1.2.250.1.213.1.1.1.55",
            ),
            ("cda.version", "1"),
            ("cda.type", "11502-2"),
            ("cda.date", "20260115100000+0100"),
            ("cda.confidentialite", "N"),
            ("cda.naissance", "20090714"),
            ("cda.statut", "completed"),
            ("cda.remplace", ""),
            ("cda.resultats", "13.9 g/dL, 4.71 10*12/L, 42 %, 6.3 10*9/L, 251 10*9/L"),
            ("cda.copie", "application/pdf"),
        ],
    );
    assert_eq!(f["cda.id"], f["doc.uniqueId"]);
    assert!(f["cda.patient"].starts_with(&format!("{MATRICULE}@{NIR} ")), "the INS comes first");
    assert!(f["doc.id"].starts_with("urn:uuid:") && r.message.contains(&f["doc.id"]));
    assert_eq!(
        f["association.HasMember"],
        format!(
            "HasMember SubmissionSet01 {},HasMember SubmissionSet01 {}",
            f["doc.id"], f["signature.id"]
        )
    );
    assert_eq!(f["association.signs"], format!("signs {} SubmissionSet01", f["signature.id"]));
    for oid in ["lot.uniqueId", "doc.uniqueId", "signature.uniqueId", "cda.setId"] {
        assert!(f[oid].starts_with("1.2.250.1.999.1.") && f[oid].len() <= 64, "{oid} {}", f[oid]);
    }
    let empreinte = hex::encode(Sha1::digest(m.document()));
    assert!(m.enveloppe.contains(&empreinte), "hash");
    assert!(
        m.enveloppe.contains(&format!("<rim:Value>{}</rim:Value>", m.document().len())),
        "size"
    );
}

#[tokio::test]
async fn signature_du_lot() {
    let b = Banc::nouveau(&[]).await;
    b.qualifier("SIMPLE").await;
    b.valider("SIMPLE", 4, json!({ "modele": "glycemie" })).await;
    let recues = b.dmp.prendre();
    let (f, xml) = (recues[1].faits(), String::from_utf8(recues[1].pieces[1].1.clone()).unwrap());
    let doc = Document::parse(&xml).unwrap();
    let element = |nom: &str| doc.descendants().find(|n| n.tag_name().name() == nom).unwrap();
    let manifeste = element("Manifest");
    // bergshamra-dsig signed: another implementation verifies.
    let verdict = segur_dsig::verifier(&segur_dsig::Demande {
        signature: doc.root_element(),
        dans: doc.root_element(),
        signes: &[manifeste, element("SignedProperties")],
        certificat: &segur_x509::X509::lire_pem(&structure()[0].0).unwrap(),
    });
    assert_eq!(verdict, Ok(()));
    let lues: Vec<(String, String)> = manifeste
        .children()
        .map(|r| {
            let valeur = r.descendants().find(|n| n.tag_name().name() == "DigestValue").unwrap();
            (r.attribute("URI").unwrap().to_owned(), valeur.text().unwrap().to_owned())
        })
        .collect();
    let texte = std::str::from_utf8(recues[1].document()).unwrap();
    let canonique = canonicalize::<&str>(texte, C14nMode::InclusiveWithComments, None, &[]).unwrap();
    let attendues = [
        (format!("urn:oid:{}", f["lot.uniqueId"]), "AA==".to_owned()),
        (format!("urn:oid:{}", f["doc.uniqueId"]), STANDARD.encode(Sha256::digest(canonique))),
    ];
    assert_eq!(lues, attendues);
}

#[tokio::test]
async fn n1_porte_un_pdf() {
    let b = Banc::nouveau(&[]).await;
    b.qualifier("SIMPLE").await;
    let r = b.valider("SIMPLE", 4, json!({ "niveau": "N1" })).await;
    let recues = b.dmp.prendre();
    verifier(
        &recues[1].faits(),
        &[
            (
                "cda.modeles",
                "2.16.840.1.113883.2.8.2.1 1.2.250.1.213.1.1.1.1 1.3.6.1.4.1.19376.1.2.20",
            ),
            ("cda.corps", "application/pdf"),
            ("doc.formatCode", "urn:ihe:iti:xds-sd:pdf:2008|1.3.6.1.4.1.19376.1.2.3"),
            ("doc.typeCode", "11502-2|2.16.840.1.113883.6.1"),
        ],
    );
    assert!(recues[1].enveloppe.contains("mimeType=\"text/xml\"") && !recues[1].enveloppe.contains("application/pdf"));
    let xml = String::from_utf8(cda(&r)).unwrap();
    let doc = Document::parse(&xml).unwrap();
    let texte = doc
        .descendants()
        .find(|n| n.has_attribute("representation"))
        .unwrap()
        .text()
        .unwrap();
    assert_eq!(
        STANDARD.decode(texte).unwrap(),
        pdf(&r),
        "the document holds the PDF that the act answers"
    );
}

#[tokio::test]
async fn le_pdf_est_celui_de_la_copie_et_ne_montre_l_ins_que_qualifiee() {
    let b = Banc::nouveau(&[]).await;
    // A run of modules the height of one, as the symbol has and nothing else on the page.
    let symbole = |p: &[u8]| p.windows(6).any(|f| f == b" 1 re\n");
    let dit = |p: &[u8], quoi: &str| p.windows(quoi.len()).any(|f| f == quoi.as_bytes());
    b.qualifier("SIMPLE").await;
    let r = b.valider("SIMPLE", 4, json!({})).await;
    let copie = STANDARD.encode(pdf(&r));
    assert!(String::from_utf8(cda(&r)).unwrap().contains(&copie));
    assert!(symbole(&pdf(&r)) && dit(&pdf(&r), "(Matricule INS : "));
    let suivante = b.completer("SIMPLE", 5).await;
    assert_ne!(pdf(&suivante), pdf(&r));
    b.creer("AUTRE", &["JEAN"]).await;
    let sans = b.valider("AUTRE", 2, json!({})).await;
    assert_eq!(sans.issue, Issue::Refuse, "{}", sans.message);
    assert!(!symbole(&pdf(&sans)) && !dit(&pdf(&sans), "Matricule INS"));
}

#[tokio::test]
async fn partiel_puis_complete_puis_corrige() {
    let b = Banc::nouveau(&[]).await;
    b.qualifier("SIMPLE").await;
    let mut vues = Vec::new();
    let r = b.valider("SIMPLE", 4, json!({ "modele": "glycemie", "etat": "partiel" })).await;
    assert_eq!(r.issue, Issue::Fait, "{}", r.message);
    for etape in [5, 6] {
        let r = b.completer("SIMPLE", etape).await;
        assert_eq!(r.issue, Issue::Fait, "{}", r.message);
    }
    for recues in b.dmp.prendre().chunks(2) {
        assert_eq!(suite(recues), ["TD0.2", "TD2.1"], "TD0.2 before each");
        vues.push(recues[1].faits());
    }
    let [un, deux, trois] = &vues[..] else { panic!("{}", vues.len()) };
    verifier(
        un,
        &[
            ("cda.statut", "active"),
            ("cda.version", "1"),
            ("cda.resultats", "5.2 mmol/L"),
            ("cda.fin", "false"),
        ],
    );
    assert!(!un.contains_key("doc.serviceStopTime"));
    for (avant, apres, version, resultats) in [(un, deux, "2", "5.2 mmol/L, 0.94 g/L"), (deux, trois, "3", "5.1 mmol/L, 0.92 g/L")] {
        let rplc = format!("RPLC {} {}", apres["doc.id"], avant["doc.id"]);
        verifier(
            apres,
            &[
                ("cda.statut", "completed"),
                ("cda.version", version),
                ("cda.resultats", resultats),
                ("cda.setId", &avant["cda.setId"]),
                ("cda.remplace", &avant["cda.id"]),
                ("association.RPLC", &rplc),
                ("doc.sourcePatientId", &avant["doc.sourcePatientId"]),
                ("doc.serviceStartTime", &avant["doc.serviceStartTime"]),
            ],
        );
        for neuf in ["cda.id", "doc.id", "lot.uniqueId", "signature.uniqueId", "message"] {
            assert_ne!(apres[neuf], avant[neuf], "{neuf}");
        }
    }
}

#[tokio::test]
async fn visibilites() {
    let b = Banc::nouveau(&[]).await;
    b.qualifier("SIMPLE").await;
    for (etape, mot, code) in [
        (4, "masque-ps", Some("MASQUE_PS")),
        (5, "invisible-patient", Some("INVISIBLE_PATIENT")),
        (6, "invisible-representants", Some("INVISIBLE_REPRESENTANTS_LEGAUX")),
        (7, "normale", None),
    ] {
        b.valider("SIMPLE", etape, json!({ "visibilite": mot })).await;
        let f = b.dmp.prendre()[1].faits();
        verifier(
            &f,
            &[("doc.confidentialite", "N|2.16.840.1.113883.5.25"), ("cda.confidentialite", "N")],
        );
        assert_eq!(
            f.get("doc.confidentialite.1").cloned(),
            code.map(|c| format!("{c}|1.2.250.1.213.1.1.4.13"))
        );
    }
    // What was masked stays so in the next version.
    b.valider("SIMPLE", 8, json!({ "visibilite": "masque-ps" })).await;
    b.completer("SIMPLE", 9).await;
    let f = b.dmp.prendre()[3].faits();
    verifier(&f, &[("doc.confidentialite.1", "MASQUE_PS|1.2.250.1.213.1.1.4.13")]);
}
