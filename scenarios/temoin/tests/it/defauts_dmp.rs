//! Each defect of the reports and of the DMP changes what the témoin sends or gives, and nothing else: the same battery as for
//! INSi, on messages of the DMP and on documents.

use serde_json::json;

use crate::banc::{Banc, cda, pdf};
use crate::defauts::{Observations, tenir_la_table};
use crate::faux_dmp::{Humeur, faits_cda};

/// What each defect moves, as patterns over the observations of the battery.
pub const EFFETS: &[(&str, &[&str])] = &[
    ("ins-non-qualifiee-envoyee", &["recuperee.*"]),
    (
        "cle-ins-fausse",
        &[
            "*.cda.patient",
            "*.pdf.ins",
            "*.pdf.symbole",
            "*.TD2.1.vihf.resource-id",
            "*.TD2.1.*.patientId",
            "*.signature.sourcePatientId",
        ],
    ),
    (
        "oid-autre-environnement",
        &[
            "*.cda.patient",
            "*.pdf.ins",
            "*.pdf.symbole",
            "*.TD2.1.vihf.resource-id",
            "*.TD2.1.*.patientId",
            "*.signature.sourcePatientId",
        ],
    ),
    ("vihf-sans-role", &["*.vihf.role"]),
    ("vihf-non-signee", &["*.vihf.certificat"]),
    ("vihf-mal-signee", &["*.vihf.certificat", "*.vihf.emetteur"]),
    ("td02-incomplet", &["*.TD0.2.question"]),
    ("td03-a-l-alimentation", &["*.TD0.3.*", "*.suite"]),
    ("patient-metadonnees-autre", &["*.TD2.1.*.patientId", "*.signature.sourcePatientId"]),
    (
        "heure-locale-en-utc",
        &["*.doc.creationTime", "*.doc.serviceStartTime", "*.doc.serviceStopTime"],
    ),
    ("titre-different", &["*.doc.titre", "*.lot.titre"]),
    ("masquage-oublie", &["masque.*.doc.confidentialite.1"]),
    (
        "signature-lot-absente",
        &["*.signature.*", "*.association.HasMember", "*.association.signs", "*.pieces"],
    ),
    ("type-code-hors-jeu", &["*.cda.type", "*.doc.typeCode"]),
    ("langue-fr", &["*.cda.langue", "*.doc.languageCode"]),
    ("date-naissance-absente", &["*.cda.naissance", "*.doc.sourcePatientInfo"]),
    ("n1-sans-pdf", &["un.*.cda.corps"]),
    (
        "partiel-dit-complet",
        &["partiel.*.cda.statut", "partiel.*.cda.fin", "partiel.*.doc.serviceStopTime"],
    ),
    ("blocage-ignore", &["bloque.*"]),
    ("demande-omise", &["masque.*.cda.demande", "masque.*.pdf.demande"]),
    ("remplacement-sans-rplc", &["*.association.RPLC"]),
    ("version-non-incrementee", &["*.cda.version"]),
    ("setid-change", &["*.cda.setId"]),
    ("setid-absent", &["*.cda.setId"]),
    ("pdf-sans-annonce-pdfa", &["*.pdf.annonce"]),
    ("pdf-police-non-incorporee", &["*.pdf.polices"]),
    ("pdf-nom-libre", &["*.pdf.nom"]),
    ("pdf-datamatrix-absent", &["*.pdf.symbole"]),
    ("pdf-datamatrix-autre-patient", &["*.pdf.symbole"]),
];

#[tokio::test(flavor = "multi_thread")]
async fn chaque_defaut_change_ce_qu_il_dit_et_rien_d_autre() {
    tenir_la_table(EFFETS, |defauts| async move { batterie(&defauts).await }).await;
}

/// Plays everything, and says all that was seen, flat.
async fn batterie(defauts: &[&str]) -> Observations {
    let b = Banc::nouveau(defauts).await;
    let mut o = Observations::new();
    b.creer("RECUPEREE", &["JEAN"]).await;
    b.chercher("RECUPEREE", 2).await;
    tester(&b, &mut o, "RECUPEREE").await;
    valider(&b, &mut o, "RECUPEREE", json!({})).await;
    for (nom, parametres, completer) in [
        ("PARTIEL", json!({ "modele": "glycemie", "etat": "partiel" }), true),
        ("UN", json!({ "niveau": "N1" }), false),
        ("MASQUE", json!({ "visibilite": "masque-ps", "demande": "D7K" }), false),
        ("BLOQUE", json!({ "dmp": "bloquer" }), false),
    ] {
        b.qualifier(nom).await;
        valider(&b, &mut o, nom, parametres).await;
        if completer {
            let r = b.completer(nom, 6).await;
            observer(&b, &mut o, nom, "completer", &r);
        }
    }
    b.dmp.regler(Humeur::Ferme);
    b.qualifier("FERME").await;
    tester(&b, &mut o, "FERME").await;
    o
}

async fn tester(b: &Banc, o: &mut Observations, nom: &str) {
    let r = b.acte(nom, 4, "tester-dmp", json!({ "reference": "P" })).await;
    let recues = b.dmp.prendre();
    noter(o, &format!("{}.tester", nom.to_lowercase()), &recues, r.issue.mot());
}

async fn valider(b: &Banc, o: &mut Observations, nom: &str, parametres: serde_json::Value) {
    let r = b.valider(nom, 5, parametres).await;
    observer(b, o, nom, "valider", &r);
}

fn observer(b: &Banc, o: &mut Observations, nom: &str, acte: &str, r: &segur_model::ReponseActe) {
    let recues = b.dmp.prendre();
    let place = format!("{}.{acte}", nom.to_lowercase());
    let document = cda(r);
    if let Some(envoyee) = recues.iter().find(|m| m.transaction() == "TD2.1") {
        assert_eq!(envoyee.document(), document, "what is given is what is sent");
    }
    for (nom, valeur) in faits_cda(&document) {
        o.insert(format!("{place}.fichier.cda.{nom}"), valeur);
    }
    let imprime = pdf(r);
    let nom = r.fichiers.iter().find_map(|f| f.nom_fichier.clone());
    o.insert(format!("{place}.fichier.pdf.nom"), nom.unwrap_or_default());
    for (fait, debut, fin) in [
        ("annonce", "<pdfaid:part>", "</pdfaid:conformance>"),
        ("polices", "12 0 obj\n<< /Type /Font", "/Encoding"),
        ("symbole", " cm\n", "Q\n"),
        ("ins", "(Matricule INS : ", ")"),
        ("demande", "(Demande : ", ")"),
    ] {
        if let Some(valeur) = entre(&imprime, debut, fin) {
            o.insert(format!("{place}.fichier.pdf.{fait}"), valeur);
        }
    }
    noter(o, &place, &recues, r.issue.mot());
}

/// What is between two marks, the first time.
fn entre(octets: &[u8], debut: &str, fin: &str) -> Option<String> {
    let texte = String::from_utf8_lossy(octets);
    let (_, suite) = texte.split_once(debut)?;
    suite.split_once(fin).map(|(dedans, _)| dedans.to_owned())
}

fn noter(o: &mut Observations, place: &str, recues: &[crate::faux_dmp::Recue], issue: &str) {
    o.insert(format!("{place}.issue"), issue.to_owned());
    let suite: Vec<&str> = recues.iter().map(|m| m.transaction()).collect();
    o.insert(format!("{place}.suite"), suite.join(" "));
    for m in recues {
        let place = format!("{place}.{}", m.transaction());
        o.insert(format!("{place}.pieces"), m.pieces.len().to_string());
        for (nom, valeur) in m.faits() {
            o.insert(format!("{place}.{nom}"), valeur);
        }
    }
}
