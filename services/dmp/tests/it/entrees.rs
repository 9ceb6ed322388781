//! What comes wrong: metadata one by one, queries, sizes, and who reads slowly or goes away.

use insta::assert_snapshot;
use segur_xds::ns as xds;
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use crate::acteurs::{HOSPITALIER, TRAITANT, fiche};
use crate::banc::{Essai, Recue, connexion_de};
use crate::demandes::{
    APPROUVE, DEPOT, Demande, FIND_DOCUMENTS, FIND_LOTS, GET_ASSOCIATIONS, GET_DOCUMENTS, PAR_REFERENCE, SUPPRIME, chercher, consulter,
    documents, existe,
};
use crate::message::{AGATHE, Lot, auteur, code, cx, enveloppe, identifiant, metadonnees, slot};
use crate::tableau::Tableau;
use crate::xades::condensat;

/// Where the value of a metadata stands in what is written of it.
const VALEURS: [(&str, &str); 4] = [
    ("nodeRepresentation=\"", "\""),
    (" value=\"", "\""),
    ("mimeType=\"", "\""),
    ("<Value>", "</Value>"),
];

/// The same metadata with another value; none when there is none.
fn valeur(ecrite: &str, autre: &str) -> String {
    // The label of an identifier, and that of a code, are no value.
    let (debut, fin) = VALEURS.into_iter().find(|(d, _)| ecrite.contains(d)).unwrap();
    let (avant, suite) = ecrite.split_once(debut).unwrap();
    let (_, apres) = suite.split_once(fin).unwrap();
    format!("{avant}{debut}{autre}{fin}{apres}")
}

/// The same, under another scheme; none when it has none.
fn schema(ecrite: &str) -> Option<String> {
    if let Some((avant, suite)) = ecrite.split_once("<Slot name=\"codingScheme\"><ValueList><Value>") {
        let (_, apres) = suite.split_once('<').unwrap();
        return Some(format!("{avant}<Slot name=\"codingScheme\"><ValueList><Value>1.2.3<{apres}"));
    }
    ["identificationScheme=\"", "classificationScheme=\""]
        .into_iter()
        .find_map(|debut| {
            let (avant, suite) = ecrite.split_once(debut)?;
            let (_, apres) = suite.split_once('"')?;
            Some(format!("{avant}{debut}urn:uuid:00000000-0000-4000-8000-000000000000\"{apres}"))
        })
}

fn du_lot(lot: &Lot) -> Vec<(&'static str, String)> {
    use xds::soumission as s;
    vec![
        ("submissionTime", slot("submissionTime", "20260115090000")),
        ("author", auteur("Lot01", s::AUTEUR)),
        ("contentTypeCode", code("Lot01", s::CONTENU, "07", "1.2.250.1.213.2.2")),
        (
            "patientId",
            identifiant("Lot01", s::PATIENT, &cx(AGATHE), "XDSSubmissionSet.patientId"),
        ),
        (
            "sourceId",
            identifiant("Lot01", s::SOURCE, "1.2.250.1.999.1", "XDSSubmissionSet.sourceId"),
        ),
        (
            "uniqueId",
            identifiant("Lot01", s::UNIQUE, &lot.unique_lot, "XDSSubmissionSet.uniqueId"),
        ),
    ]
}

/// The rule on which it is refused, and the code; or what is told of what is accepted.
fn dit(recue: &Recue) -> String {
    let regles = |erreur: bool| {
        let siennes = recue
            .regles()
            .into_iter()
            .filter(|(r, e)| *e == erreur && r.starts_with("xds.lot."));
        siennes
            .map(|(r, _)| r.trim_start_matches("xds.lot.").to_owned())
            .collect::<Vec<_>>()
            .join(", ")
    };
    match recue.issue().as_str() {
        "Success" if regles(false).is_empty() => "accepté".to_owned(),
        "Success" => format!("accepté, dit : {}", regles(false)),
        code => format!("{code} ({})", regles(true)),
    }
}

#[tokio::test]
async fn chaque_metadonnee_fausse_de_chaque_facon() {
    let essai = Essai::nouveau().await;
    let (mut n, mut tableau) = (1, Tableau::default());
    for (quoi, debut) in [("lot", "<RegistryPackage"), ("document", "<ExtrinsicObject")] {
        let combien = if quoi == "lot" { 6 } else { 16 };
        for rang in 0..combien {
            let mut cellules = Vec::new();
            let mut nom = "";
            for facon in ["absente", "vide", "trop longue", "autre schéma", "autre forme"] {
                let lot = Lot::nouveau(n, AGATHE);
                let mut toutes = if quoi == "lot" {
                    du_lot(&lot)
                } else {
                    metadonnees(&lot.entry_uuid, &lot.unique_document, AGATHE)
                };
                toutes.push(("mimeType", " mimeType=\"text/xml\"".to_owned()));
                let (de_nom, ecrite) = toutes[rang].clone();
                nom = de_nom;
                let autre = match facon {
                    "absente" => Some(String::new()),
                    "vide" => Some(valeur(&ecrite, "")),
                    "trop longue" => Some(valeur(&ecrite, &"1".repeat(300))),
                    "autre schéma" => schema(&ecrite),
                    _ => Some(valeur(&ecrite, "x^?")),
                };
                let Some(autre) = autre else {
                    cellules.push((facon, "-".to_owned()));
                    continue;
                };
                let (avant, apres) = lot.corps.split_once(debut).unwrap();
                let corps = format!("{avant}{debut}{}", apres.replacen(&ecrite, &autre, 1));
                assert_ne!(corps, lot.corps, "{nom}");
                let recue = essai.alimenter(&Lot { corps, ..lot }).await;
                n += u32::from(recue.issue() == "Success");
                cellules.push((facon, dit(&recue)));
            }
            tableau.ligne(&format!("{quoi} {nom}"), cellules);
        }
    }
    assert_snapshot!("metadonnees", tableau.texte());
    assert_eq!(
        essai.alimenter(&Lot::nouveau(n, AGATHE)).await.issue(),
        "Success",
        "nothing was kept of the others"
    );
}

fn question(patient: &str, slots: &[(&str, &str)]) -> Demande {
    let statut = format!("('{APPROUVE}')");
    let base = [("$XDSDocumentEntryPatientId", patient), ("$XDSDocumentEntryStatus", &statut)];
    chercher(FIND_DOCUMENTS, "LeafClass", &[&base, slots].concat())
}

/// Queries that no registry answers, and those that look like what a database would run.
#[tokio::test]
async fn les_recherches_fausses() {
    let essai = Essai::nouveau().await;
    let patient = fiche("DMP_VIE_ENTIERE");
    let sien = format!("'{}'", cx(patient));
    let code = "$XDSDocumentEntryTypeCode";
    let auteur = "$XDSDocumentEntryAuthorPerson";
    let lourd = format!("('{}b')", "%a".repeat(2_000));
    let beaucoup = |n: usize| format!("({})", (0..n).map(|i| format!("'{i}^^1.2'")).collect::<Vec<_>>().join(","));
    let (dix_mille, davantage) = (beaucoup(9_998), beaucoup(10_001));
    let cas: Vec<(&str, Demande)> = vec![
        ("apostrophe seule", question(&sien, &[(code, "('11502-2^^1.2)")])),
        ("parenthèse seule", question(&sien, &[(code, "('11502-2^^1.2'")])),
        ("sans apostrophes", question(&sien, &[(code, "11502-2^^1.2")])),
        ("OR 1=1", question(&sien, &[(code, "'1^^2' OR '1'='1'")])),
        ("DROP TABLE", question(&sien, &[(auteur, "('''); DROP TABLE dmp_entrees; --')")])),
        (
            "UNION SELECT",
            question(&sien, &[(auteur, "('%'' UNION SELECT fond FROM dmp_entrees --')")]),
        ),
        ("% d'un code", question(&sien, &[(code, "('%^^%')")])),
        ("% d'un auteur", question(&sien, &[(auteur, "('%')")])),
        ("_ d'un auteur", question(&sien, &[(auteur, "('_')")])),
        ("motif lourd", question(&sien, &[(auteur, &lourd)])),
        ("hors ASCII", question(&sien, &[(auteur, "('%É🩺%')")])),
        ("10 000 valeurs", question(&sien, &[(code, &dix_mille)])),
        ("davantage", question(&sien, &[(code, &davantage)])),
        ("code sans schéma", question(&sien, &[(code, "('11502-2')")])),
        ("date fausse", question(&sien, &[("$XDSDocumentEntryCreationTimeFrom", "'hier'")])),
        (
            "deux dates",
            question(&sien, &[("$XDSDocumentEntryCreationTimeFrom", "('2020','2021')")]),
        ),
        ("paramètre inconnu", question(&sien, &[("$Autre", "'x'")])),
        ("patient entre parenthèses", question(&format!("({sien})"), &[])),
        ("patient sans OID", question("'252056399940186'", &[])),
        ("patient d'un autre", question(&format!("'{}'", cx(AGATHE)), &[])),
        ("statut inconnu", documents(patient, &["Approved"], &[])),
        ("statut Deleted", documents(patient, &[SUPPRIME], &[])),
        (
            "sans statut",
            chercher(FIND_DOCUMENTS, "LeafClass", &[("$XDSDocumentEntryPatientId", &sien)]),
        ),
        (
            "sans patient",
            chercher(FIND_LOTS, "LeafClass", &[("$XDSSubmissionSetStatus", &format!("('{APPROUVE}')"))]),
        ),
        ("sans référence", {
            let statut = format!("('{APPROUVE}')");
            chercher(
                PAR_REFERENCE,
                "LeafClass",
                &[("$XDSDocumentEntryPatientId", &sien), ("$XDSDocumentEntryStatus", &statut)],
            )
        }),
        ("sans identifiant", chercher(GET_DOCUMENTS, "LeafClass", &[])),
        (
            "patient à GetDocuments",
            chercher(
                GET_DOCUMENTS,
                "LeafClass",
                &[("$XDSDocumentEntryPatientId", &sien), ("$XDSDocumentEntryUniqueId", "('1.2')")],
            ),
        ),
        (
            "uuid qui n'en est pas un",
            chercher(GET_ASSOCIATIONS, "LeafClass", &[("$uuid", "('x'' OR 1=1')")]),
        ),
        (
            "requête inconnue",
            chercher("00000000-0000-4000-8000-000000000000", "LeafClass", &[]),
        ),
        (
            "returnType inconnu",
            chercher(GET_DOCUMENTS, "Tout", &[("$XDSDocumentEntryUniqueId", "('1.2')")]),
        ),
    ];
    let mut dits = Vec::new();
    for (nom, d) in cas {
        let recue = essai.demander(&TRAITANT, Some(patient), &d).await;
        let issue = match recue.issue().as_str() {
            "Success" => format!("Success {}", recue.objets().len()),
            code => format!("{code} sur {}", recue.echange.refus.clone().unwrap_or_default()),
        };
        let regles: Vec<String> = recue
            .regles()
            .into_iter()
            .map(|(r, _)| r)
            .filter(|r| Some(r) != recue.echange.refus.as_ref())
            .collect();
        dits.push(format!(
            "{nom} : {issue}{}{}",
            if regles.is_empty() { "" } else { " ; dit : " },
            regles.join(", ")
        ));
    }
    assert_snapshot!("recherches", dits.join("\n"));
    assert!(
        !essai
            .demander(&TRAITANT, Some(patient), &question(&sien, &[]))
            .await
            .objets()
            .is_empty(),
        "the tables are there"
    );
}

#[tokio::test]
async fn trop_de_documents_a_la_fois() {
    let essai = Essai::nouveau().await;
    let patient = fiche("DMP_VIE_ENTIERE");
    let ids: Vec<String> = (0..501).map(|i| format!("1.2.{i}")).collect();
    let demandes: Vec<(&str, &str)> = ids.iter().map(|i| (DEPOT, i.as_str())).collect();
    let recue = essai.demander(&TRAITANT, Some(patient), &consulter(&demandes)).await;
    assert_eq!(recue.registre().erreurs.len(), 500);
    assert!(recue.regles().contains(&("xds.td32.nombre".to_owned(), true)));
}

/// A document of 30 MB, of the kind that is read as it is.
fn gros(n: u32) -> Lot {
    let uuid = Lot::nouveau(n, AGATHE).entry_uuid;
    let de = |schema, valeur, systeme| code(&uuid, schema, valeur, systeme);
    let mut lot = Lot::nouveau(n, AGATHE)
        .change(
            &de(xds::document::TYPE, "11502-2", "2.16.840.1.113883.6.1"),
            &de(xds::document::TYPE, "IMG-KOS", "1.2.250.1.213.1.1.4.12"),
        )
        .change(
            &de(xds::document::CLASSE, "10", "1.2.250.1.213.1.1.4.1"),
            &de(xds::document::CLASSE, "31", "1.2.250.1.213.1.1.4.1"),
        )
        .change(
            &de(xds::document::FORMAT, "urn:ihe:iti:xds-sd:text:2008", "1.3.6.1.4.1.19376.1.2.3"),
            &de(xds::document::FORMAT, "1.2.840.10008.5.1.4.1.1.88.59", "1.2.840.10008.2.6.1"),
        );
    lot.corps = lot.corps.replacen("mimeType=\"text/xml\"", "mimeType=\"application/dicom\"", 1);
    lot.document = (0..30 << 20)
        .map(|i: u32| (i.wrapping_mul(2_654_435_761) >> 24) as u8 & 0x7f | 1)
        .collect();
    lot
}

#[tokio::test(flavor = "multi_thread")]
async fn trente_megaoctets_entrent_et_sortent_meme_lentement() {
    let regles = ["xds.lot.signature.condensat", "xds.lot.signature.manifeste"].map(str::to_owned);
    let essai = Essai::tolerant(&regles).await;
    essai
        .regler(json!({"patient": "QUALIFIEE_SIMPLE", "professionnel": "MEDECIN_HOSPITALIER", "autorisation": "valide"}))
        .await;
    let lot = gros(1);
    let recue = essai.alimenter(&lot).await;
    assert_eq!(recue.issue(), "Success", "{}", recue.enveloppe);
    let d = consulter(&[(DEPOT, &lot.unique_document)]);
    let recue = essai.demander(&HOSPITALIER, Some(AGATHE), &d).await;
    assert_eq!(condensat(&recue.parties[0].octets), condensat(&lot.document));

    // Who reads slowly keeps nobody waiting, and has everything in the end.
    let adresse = essai.base();
    let (hote, chemin) = adresse.strip_prefix("https://").unwrap().split_once('/').unwrap();
    let message = enveloppe(d.action, &HOSPITALIER.vihf(Some(AGATHE)), &d.corps);
    let requete = format!(
        "POST /{chemin}/repository HTTP/1.1\r\nhost: {hote}\r\nconnection: close\r\ncontent-type: application/soap+xml; charset=utf-8\r\n\
         content-length: {}\r\n\r\n{message}",
        message.len()
    );
    let mut lent = connexion_de(HOSPITALIER.tls, hote).await;
    lent.write_all(requete.as_bytes()).await.unwrap();
    let mut debut = vec![0; 64 << 10];
    lent.read_exact(&mut debut).await.unwrap();
    // Another, who goes away in the middle.
    let mut parti = connexion_de(HOSPITALIER.tls, hote).await;
    parti.write_all(requete.as_bytes()).await.unwrap();
    let mut octets = [0; 1024];
    parti.read_exact(&mut octets).await.unwrap();
    drop(parti);
    for _ in 0..5 {
        assert_eq!(essai.demander(&HOSPITALIER, Some(AGATHE), &existe(AGATHE)).await.issue(), "OK");
    }
    let mut suite = Vec::new();
    // What a peer says last may be cut by the end of the connection: the length is what counts.
    let _ = lent.read_to_end(&mut suite).await;
    let tout = [debut, suite].concat();
    let trouve = tout.windows(64).position(|f| f == &lot.document[..64]).unwrap();
    assert_eq!(condensat(&tout[trouve..trouve + lot.document.len()]), condensat(&lot.document));
}
