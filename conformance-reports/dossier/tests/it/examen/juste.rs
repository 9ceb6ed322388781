//! A campaign of which every proof was given, and none is wrong: one of each kind.

use segur_model::catalogue::{CatalogueScenario, Nature, NaturePreuve, Proof, Requirement};
use segur_model::resultat::*;
use segur_model::{Comptes, ConstatEtape, EtatPreuve, Numero};

use crate::exemple::{Campagne, campagne, ins15};

/// What is asked: exigence, kinds of its only proof.
const DEMANDES: &[(&str, &[NaturePreuve])] = {
    use NaturePreuve::*;
    &[
        ("VID/1", &[Video, DemonstrationFree]),
        ("CAP/1", &[Screenshot]),
        ("PSC.08", &[Video]),
        ("TRA/1", &[TraceLog]),
        ("MSG/1", &[TraceLog]),
        ("SMT/1", &[SmtpSource]),
        ("DOC/1", &[SampleDocument]),
        ("CDA/1", &[SampleDocument]),
        ("LIE/1", &[AnsTestReportLink]),
        ("EXE/1", &[AnsTestExecutionId]),
        ("CND/1", &[CndaCertificate]),
        ("PEN/1", &[PentestPassi]),
        ("ATT/1", &[Attestation]),
        ("TXT/1", &[Documentation]),
        ("INS/va1.53", &[Screenshot]),
        ("DMP/UX.08", &[Screenshot]),
        ("MSS/CONF.18", &[Screenshot]),
    ]
};

pub const MP4: &[u8] = b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom\0\0\0\x10mdat\x11\x22\x33\x44\x55\x66\x77\x88";
/// 1280 × 720 pixels, as far as its header tells.
pub const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x05\0\0\0\x02\xd0\x08\x02\0\0\0\x40\x1f\x4a\xca\0\0\0\0IEND";
pub const CDA: &str = include_str!("../../../../../formats/cda/tests/donnees/cr-bio-n1.xml");
pub const COURRIEL: &str = "From: a@medecin.mssante.fr\r\nTo: b@medecin.mssante.fr\r\nDate: Thu, 15 Jan 2026 09:00:00 +0000\r\n\
    Message-ID: <1@medecin.mssante.fr>\r\nMIME-Version: 1.0\r\n\r\nBonjour\r\n";

/// A PDF/A-1b of one page without a word, and what comes with it.
pub fn pdf(annonce: &str, page: &str, en_plus: &str) -> Vec<u8> {
    let xmp = format!(
        "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\"><rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\"><rdf:Description \
         rdf:about=\"\" xmlns:pdfaid=\"http://www.aiim.org/pdfa/ns/id/\">{annonce}</rdf:Description></rdf:RDF></x:xmpmeta>"
    );
    let objets = [
        format!("<< /Type /Catalog /Pages 2 0 R /Metadata 4 0 R {en_plus} >>"),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Resources << /Font << /F1 6 0 R >> >> /Contents 5 0 R >>".to_owned(),
        format!(
            "<< /Type /Metadata /Subtype /XML /Length {} >>\nstream\n{xmp}\nendstream",
            xmp.len()
        ),
        format!("<< /Length {} >>\nstream\n{page}\nendstream", page.len()),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>".to_owned(),
    ];
    let mut octets = b"%PDF-1.4\n%\xE2\xE3\xCF\xD3\n".to_vec();
    let mut places = Vec::new();
    for (i, o) in objets.iter().enumerate() {
        places.push(octets.len());
        octets.extend(format!("{} 0 obj\n{o}\nendobj\n", i + 1).bytes());
    }
    let xref = octets.len();
    octets.extend(format!("xref\n0 {}\n0000000000 65535 f \n", places.len() + 1).bytes());
    places.iter().for_each(|p| octets.extend(format!("{p:010} 00000 n \n").bytes()));
    octets.extend(
        format!(
            "trailer\n<< /Size {} /Root 1 0 R /ID [<01> <01>] >>\nstartxref\n{xref}\n%%EOF\n",
            places.len() + 1
        )
        .bytes(),
    );
    octets
}

/// A PDF/A-1b.
pub fn pdf_a1() -> Vec<u8> {
    pdf("<pdfaid:part>1</pdfaid:part><pdfaid:conformance>B</pdfaid:conformance>", "", "")
}

/// A PDF that says this, and may be signed.
pub fn pdf_ecrit(lignes: &[&str], signe: bool) -> Vec<u8> {
    let page: String = lignes.iter().map(|l| format!("0 -20 Td ({l}) Tj ")).collect();
    let signature = if signe {
        "/Sig << /SubFilter /ETSI.CAdES.detached /ByteRange [0 1 2 3] >>"
    } else {
        ""
    };
    pdf("", &format!("BT /F1 12 Tf 20 780 Td {page} ET"), signature)
}

/// A campaign of which every proof was given, right.
pub fn juste() -> Campagne {
    let mut c = campagne();
    c.resultat.scenarios.clear();
    c.resultat.exigences.clear();
    c.resultat.preuves.clear();
    c.resultat.causes.clear();
    c.catalogue.exigences.clear();
    for (exigence, natures) in DEMANDES {
        ajouter(&mut c, exigence, natures);
    }
    film(&mut c, "VID/1", 1, 3, MP4);
    film(&mut c, "VID/1", 4, 5, MP4);
    film(&mut c, "PSC.08", 1, 4, MP4);
    for phrase in ["le statut affiché", "le refus affiché"] {
        capture(&mut c, "CAP/1", phrase, PNG);
    }
    for exigence in ["INS/va1.53", "DMP/UX.08", "MSS/CONF.18"] {
        capture(&mut c, exigence, "l'écran sans matricule", PNG);
    }
    let traces = serde_json::json!({
        "appels": [{ "date": "2026-01-15T09:00:00Z", "utilisateur": "DUPONT", "operation": "recherche", "code_retour": "00", "matricule": ins15() }],
        "statuts": [{ "date": "2026-01-15T09:00:01Z", "utilisateur": "DUPONT", "avant": "provisoire", "apres": "récupérée" }],
    });
    for exigence in ["TRA/1", "MSG/1"] {
        fichier(&mut c, exigence, None, traces.to_string().as_bytes(), "application/json");
    }
    fichier(&mut c, "SMT/1", None, COURRIEL.as_bytes(), "message/rfc822");
    fichier(
        &mut c,
        "DOC/1",
        Some("20260115_CR-BIO_DE VINCI_RUTH_42.pdf"),
        &pdf_a1(),
        "application/pdf",
    );
    fichier(&mut c, "CDA/1", None, CDA.as_bytes(), "text/xml");
    fichier(
        &mut c,
        "LIE/1",
        None,
        b"https://interopsegur.esante.gouv.fr/evs/report.seam?oid=1\n",
        "text/plain",
    );
    fichier(&mut c, "EXE/1", None, b"12345\n", "text/plain");
    fichier(
        &mut c,
        "CND/1",
        None,
        "Décision d'homologation : Tilleul SGL, version 4.2.0, NIL LA9999, profil alimentation.".as_bytes(),
        "text/plain",
    );
    fichier(
        &mut c,
        "PEN/1",
        None,
        &pdf_ecrit(&["Fiche du 12/03/2026, valable jusqu'au 12/03/2027"], true),
        "application/pdf",
    );
    fichier(&mut c, "ATT/1", None, &pdf_ecrit(&["Attestation"], false), "application/pdf");
    fichier(&mut c, "TXT/1", None, &pdf_ecrit(&["Manuel"], false), "application/pdf");
    c
}

/// One exigence, its scenario, its proof.
pub fn ajouter(c: &mut Campagne, exigence: &str, natures: &[NaturePreuve]) {
    let (scenario, preuve) = (format!("{exigence}.01"), format!("{exigence}.01.01"));
    c.catalogue.exigences.push(Requirement {
        id: exigence.to_owned(),
        alias: vec![],
        chapitre: "Tout".to_owned(),
        bloc: String::new(),
        perimetre: "Vague 1".to_owned(),
        fonction: String::new(),
        profil: "Général".to_owned(),
        nature: Nature::Exigence,
        resume: format!("Ce que demande {exigence}"),
        regle: String::new(),
        remarque: String::new(),
        scenarios: vec![CatalogueScenario {
            id: scenario.clone(),
            etapes: None,
            plan: vec![],
            empreinte: String::new(),
            preuves: vec![Proof {
                id: preuve.clone(),
                natures: natures.to_vec(),
                demande: String::new(),
                du_systeme: exigence == "TRA/1",
                toutes: false,
                nommage: if exigence == "DOC/1" {
                    "ECO.2.1.6".to_owned()
                } else {
                    String::new()
                },
            }],
        }],
    });
    let comptes = Comptes {
        vues: 1,
        ..Comptes::default()
    };
    c.resultat.exigences.push(ResultatExigence {
        id: exigence.to_owned(),
        constat: comptes.constat(),
        comptes,
        repetition: false,
        cause: None,
        raison: String::new(),
        scenarios: vec![scenario.clone()],
    });
    c.resultat.preuves.push(ResultatPreuve {
        donnees: Vec::new(),
        id: preuve,
        exigence: exigence.to_owned(),
        scenario: scenario.clone(),
        etat: if natures.iter().any(|n| n.est_tiers()) {
            EtatPreuve::TiersRequis
        } else {
            EtatPreuve::Produite
        },
        raison: String::new(),
    });
    c.resultat.scenarios.push(ResultatScenario {
        id: scenario,
        titre: "Scénario d'essai".to_owned(),
        exigences: vec![exigence.to_owned()],
        constat: comptes.constat(),
        comptes,
        raison: String::new(),
        cause: None,
        partie: None,
        etapes: vec![ResultatEtape {
            testeur: None,
            numero: Numero::rem(1, 5),
            repetition: None,
            prealable: false,
            constat: ConstatEtape::VU,
            raison: String::new(),
            par: String::new(),
            banc: vec![],
            pour_voir: String::new(),
            acte: None,
            observations: vec![],
            vus: vec![],
            pieces: vec![],
        }],
        inattendus: vec![],
        contexte: Vec::new(),
    });
}

/// The pieces that the scenario of an exigence gives.
pub fn pieces<'c>(c: &'c mut Campagne, exigence: &str) -> &'c mut Vec<Piece> {
    let scenario = format!("{exigence}.01");
    let s = c.resultat.scenarios.iter_mut().find(|s| s.id == scenario).unwrap();
    &mut s.etapes[0].pieces
}

pub fn donner(c: &mut Campagne, exigence: &str, quoi: Contenu) {
    let piece = Piece {
        donnee: None,
        preuve: format!("{exigence}.01.01"),
        quoi,
        recevable: true,
        refus: String::new(),
        etape: Numero::rem(1, 5),
        repetition: None,
    };
    pieces(c, exigence).push(piece);
}

fn film(c: &mut Campagne, exigence: &str, de: u32, a: u32, octets: &[u8]) {
    let octets = Some(c.garder(octets, "video/mp4"));
    donner(c, exigence, Contenu::Video { de, a, octets });
}

fn capture(c: &mut Campagne, exigence: &str, phrase: &str, octets: &[u8]) {
    let octets = Some(c.garder(octets, "image/png"));
    let phrase = phrase.to_owned();
    donner(c, exigence, Contenu::Capture { phrase, octets });
}

pub fn fichier(c: &mut Campagne, exigence: &str, nom: Option<&str>, octets: &[u8], media: &str) {
    let octets = c.garder(octets, media);
    donner(
        c,
        exigence,
        Contenu::Fichier {
            nom: "piece".to_owned(),
            nom_fichier: nom.map(str::to_owned),
            octets,
        },
    );
}

/// The only file of an exigence, in place of the right one.
pub fn remplacer(c: &mut Campagne, exigence: &str, octets: &[u8]) {
    pieces(c, exigence).clear();
    fichier(
        c,
        exigence,
        Some("20260115_CR-BIO_DE VINCI_RUTH_42.pdf"),
        octets,
        "application/octet-stream",
    );
}
