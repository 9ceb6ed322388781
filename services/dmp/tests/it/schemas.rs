//! Our answers against the schemas of the real contract, and the official messages against our schemas, by a validator that is not ours.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::acteurs::{Acteur, HOSPITALIER, INFIRMIER, TRAITANT, fiche};
use crate::banc::{Essai, corpus};
use crate::demandes::{
    APPROUVE, ARCHIVE, DEPOT, Demande, FIND_LOTS, GET_ASSOCIATIONS, autoriser, autorises, chercher, consulter, documents, existe, gestion,
    lister, nomme, passer, reference, traits,
};
use crate::message::{AGATHE, FERME, Lot, PERSONNE, Patient, cx, existence};

fn valider(xmllint: &Path, schema: &Path, corps: &str) {
    let dossier = tempfile::tempdir().unwrap();
    let fichier = dossier.path().join("reponse.xml");
    std::fs::write(&fichier, corps).unwrap();
    let sortie = Command::new(xmllint)
        .args(["--noout", "--nonet", "--schema"])
        .args([schema, &fichier])
        .output()
        .unwrap();
    assert!(sortie.status.success(), "{corps}\n{}", String::from_utf8_lossy(&sortie.stderr));
}

#[tokio::test(flavor = "multi_thread")]
async fn les_reponses_suivent_les_schemas() {
    let (Some(xmllint), Some(schemas)) = (segur_essais::outil("xmllint"), segur_essais::corpus("xds/dmp-wsdl-xsd/schema")) else {
        return;
    };
    let valider = |schema: &str, corps: &str| valider(&xmllint, &schemas.join(schema), corps);
    let essai = Essai::nouveau().await;
    for patient in [AGATHE, FERME, PERSONNE] {
        let recue = essai.tester(existence(patient)).await;
        valider("HL7V3/NE2009/multicacheschemas/PRPA_IN201308UV02.xsd", recue.corps());
    }
    let lot = Lot::nouveau(1, AGATHE);
    valider(
        "IHE/XDS.b_DocumentRepository.xsd",
        &lot.en_ligne()
            .split_once("<soap:Body>")
            .unwrap()
            .1
            .replace("</soap:Body></soap:Envelope>", ""),
    );
    valider("ebRS/rs.xsd", essai.alimenter(&lot).await.corps());
    valider("ebRS/rs.xsd", essai.alimenter(&lot).await.corps());
}

/// The schema that a WSDL of the real contract holds, in a file.
fn du_wsdl(dossier: &Path, nom: &str) -> PathBuf {
    let texte = String::from_utf8(corpus(&format!("dmp-wsdl-xsd/wsdl/{nom}")).unwrap()).unwrap();
    let (_, suite) = texte.split_once("<xs:schema").unwrap();
    let chemin = dossier.join(nom).with_extension("xsd");
    let (schema, _) = suite.split_once("</xs:schema>").unwrap();
    std::fs::write(&chemin, format!("<xs:schema{schema}</xs:schema>")).unwrap();
    chemin
}

/// What each transaction answers, when it does what is asked and when it does not, is of the real contract.
#[tokio::test(flavor = "multi_thread")]
async fn chaque_reponse_suit_le_contrat() {
    let (Some(xmllint), Some(schemas)) = (segur_essais::outil("xmllint"), segur_essais::corpus("xds/dmp-wsdl-xsd/schema")) else {
        return;
    };
    let dossier = tempfile::tempdir().unwrap();
    let (habilitations, liste) = (
        du_wsdl(dossier.path(), "Habilitations.wsdl"),
        du_wsdl(dossier.path(), "PatientsSpecific.wsdl"),
    );
    let (plein, ferme) = (fiche("DMP_VIE_ENTIERE"), fiche("DMP_DEFUNT"));
    let essai = Essai::nouveau().await;
    let quinze = HOSPITALIER.en("centre 15", "centre_15");
    let de = async |qui: &Acteur, patient, d| essai.demander(qui, Some(patient), &d).await;
    let trouves = de(&TRAITANT, plein, documents(plein, &[APPROUVE], &[])).await.objets();
    let sien = trouves.iter().find(|o| o.titre == "Ordonnance : renouvellement").unwrap();
    let passe = |n, vers| passer(&TRAITANT, n, plein, &sien.id, (APPROUVE, vers));
    let lots = [
        ("$XDSSubmissionSetPatientId", format!("'{}'", cx(plein))),
        ("$XDSSubmissionSetStatus", format!("('{APPROUVE}')")),
    ];
    let lots: Vec<(&str, &str)> = lots.iter().map(|(n, v)| (*n, v.as_str())).collect();
    let liens = format!("('{}')", sien.id);
    let retrait = |o: &[(&str, &str)]| consulter(o);
    let existe_pas = schemas.join("HL7V3/NE2009/multicacheschemas/PRPA_IN201308UV02.xsd");
    let cherche = schemas.join("HL7V3/NE2008/multicacheschemas/PRPA_IN201306UV02.xsd");
    let (requete, depot, registre) = (
        schemas.join("ebRS/query.xsd"),
        schemas.join("IHE/XDS.b_DocumentRepository.xsd"),
        schemas.join("ebRS/rs.xsd"),
    );
    let deux = [(DEPOT, trouves[0].unique.as_str()), (DEPOT, "1.2.3")];
    type Cas<'a> = (&'a Path, Acteur, Patient, Demande, &'a str);
    let cas: Vec<Cas<'_>> = vec![
        (&existe_pas, TRAITANT, plein, existe(plein), "OK"),
        (&existe_pas, TRAITANT, ferme, existe(ferme), "OK"),
        (&existe_pas, TRAITANT, PERSONNE, existe(PERSONNE), "NF"),
        (&existe_pas, TRAITANT, plein, gestion(plein), "OK"),
        (
            &habilitations,
            TRAITANT,
            plein,
            autoriser("AJOUT", Some("MEDECIN_TRAITANT")),
            "DMPOk",
        ),
        (&habilitations, TRAITANT, ferme, autoriser("AJOUT", None), "banc_ferme"),
        (&habilitations, TRAITANT, plein, autorises("TOUTE"), "DMPOk"),
        (&habilitations, quinze, plein, autorises("TOUTE"), "DMPAccessDeniedByRightsService"),
        (&liste, TRAITANT, plein, lister("20200101000000", "LASTDOC", None), "DMPOk"),
        (&liste, TRAITANT, plein, lister("2020", "LASTDOC", None), "banc_illisible"),
        (&cherche, quinze, plein, traits(&nomme("CONFIDENCE")), "OK"),
        (&cherche, quinze, plein, traits(&nomme("X")), "NF"),
        (&requete, TRAITANT, plein, documents(plein, &[APPROUVE], &[]), "Success"),
        (&requete, TRAITANT, plein, reference(&sien.unique), "Success"),
        (&requete, TRAITANT, plein, chercher(FIND_LOTS, "LeafClass", &lots), "Success"),
        (
            &requete,
            TRAITANT,
            plein,
            chercher(GET_ASSOCIATIONS, "LeafClass", &[("$uuid", &liens)]),
            "Success",
        ),
        (&requete, INFIRMIER, ferme, documents(ferme, &[APPROUVE], &[]), "XDSRegistryError"),
        (&depot, TRAITANT, plein, retrait(&deux[..1]), "Success"),
        (&depot, TRAITANT, plein, retrait(&deux), "XDSDocumentUniqueIdError"),
        (&depot, TRAITANT, ferme, retrait(&deux), "XDSRegistryError"),
        (&registre, TRAITANT, plein, passe(1, ARCHIVE), "Success"),
        (&registre, TRAITANT, plein, passe(2, ARCHIVE), "XDSMetadataUpdateOperationError"),
    ];
    for (schema, qui, patient, d, issue) in cas {
        let recue = de(&qui, patient, d.clone()).await;
        assert_eq!(recue.issue(), issue, "{}", d.corps);
        let corps = recue.corps();
        // What stands in a part stands in Base64 for a schema.
        let corps = match (corps.find("<xop:Include"), recue.parties.is_empty()) {
            (Some(_), false) => corps.replace("<xds:Document><xop:Include", "<xds:Document>QQ==<xop:Include"),
            _ => corps.to_owned(),
        };
        let corps = sans_inclusions(&corps);
        valider(&xmllint, schema, &corps);
    }
}

fn sans_inclusions(corps: &str) -> String {
    let mut texte = corps.to_owned();
    while let Some(debut) = texte.find("<xop:Include") {
        let fin = debut + texte[debut..].find("/>").unwrap() + 2;
        texte.replace_range(debut..fin, "");
    }
    texte
}

/// The schemas of a contract, in files that a validator can read: what is imported stands beside.
async fn nos_schemas(essai: &Essai, dossier: &Path, service: &str, contrat: &str) -> PathBuf {
    let adresse = format!("{}/{service}", essai.base());
    let local = |texte: &str| {
        let en_fichiers = texte.replace(&format!("{adresse}?xsd="), "xsd-");
        (1..=5).fold(en_fichiers, |t, n| t.replace(&format!("\"xsd-{n}\""), &format!("\"xsd-{n}.xsd\"")))
    };
    let dossier = dossier.join(contrat);
    std::fs::create_dir(&dossier).unwrap();
    for n in 1..=5 {
        let recue = essai.obtenir(&format!("/{service}?xsd={n}")).await;
        if recue.statut == 200 {
            std::fs::write(dossier.join(format!("xsd-{n}.xsd")), local(&recue.enveloppe)).unwrap();
        }
    }
    // The schema that is in the contract itself, out of it with the prefixes that it uses.
    let wsdl = local(&essai.obtenir(&format!("/{service}?{contrat}")).await.enveloppe);
    let (_, suite) = wsdl.split_once("<xs:schema").unwrap();
    let (schema, _) = suite.split_once("</xs:schema>").unwrap();
    let texte = format!(
        "<xs:schema xmlns:xs=\"http://www.w3.org/2001/XMLSchema\" xmlns:h=\"urn:si-dmp-habilitations\" xmlns:p=\"urn:si-dmp-patients\"{schema}</xs:schema>"
    );
    let racine = dossier.join("contrat.xsd");
    std::fs::write(&racine, texte).unwrap();
    racine
}

#[tokio::test(flavor = "multi_thread")]
async fn les_messages_officiels_suivent_nos_schemas() {
    let (Some(xmllint), Some(_)) = (
        segur_essais::outil("xmllint"),
        corpus("dmp-samples-v2.05/TD0.2_Test_dexistence_reponse.xml"),
    ) else {
        return;
    };
    let essai = Essai::nouveau().await;
    // Only the answers of TD0.2, TD1.3a and TD3.3: their requests lean on what the real schemas have and clients leave (elements that are
    // nil), or lack what those ask (`classifiedObject`).
    for (service, contrat, messages) in [
        (
            "patients",
            "wsdl",
            &["TD0.2_Test_dexistence_reponse", "TD1.3a_Consultation_reponse"][..],
        ),
        (
            "patients",
            "wsdl=recherche",
            &[
                "TD0.5_Recherche_dun_patient_sans_INS_requete",
                "TD0.5_Recherche_dun_patient_sans_INS_reponse",
            ],
        ),
        (
            "patients",
            "wsdl=liste",
            &["TD0.4_Liste_des_DMP_autorises_requete", "TD0.4_Liste_des_DMP_autorises_reponse"],
        ),
        (
            "habilitations",
            "wsdl",
            &[
                "TD0.3_Mise_a_jour_de_lautorisation_requete",
                "TD0.3_Mise_a_jour_de_lautorisation_reponse",
                "TD1.6_Liste_des_PS_autorises_ou_bloques_requete",
                "TD1.6_Liste_des_PS_autorises_ou_bloques_reponse",
            ],
        ),
        (
            "repository",
            "wsdl",
            &[
                "TD2.1_Alimentation_reponse",
                "TD3.2_Consultation_dun_document_requete",
                "TD3.2_Consultation_dun_document_reponse",
            ],
        ),
        (
            "registry",
            "wsdl",
            &[
                "TD3.1_Recherche_de_document_requete",
                "TD3.1_Recherche_de_document_reponse",
                "TD3.3c_Supprimer_un_document_reponse",
                "TD3.3d_Archiver_un_document_reponse",
            ],
        ),
    ] {
        let dossier = tempfile::tempdir().unwrap();
        let schema = nos_schemas(&essai, dossier.path(), service, contrat).await;
        for message in messages {
            let texte = String::from_utf8(corpus(&format!("dmp-samples-v2.05/{message}.xml")).unwrap()).unwrap();
            valider(&xmllint, &schema, &charge(&texte));
        }
        if (service, contrat) == ("patients", "wsdl") {
            for patient in [AGATHE, FERME, PERSONNE] {
                valider(&xmllint, &schema, essai.tester(existence(patient)).await.corps());
            }
        }
    }
}

/// What is in the body, alone, with the prefixes that its envelope declares. Where a document is included, it stands in Base64, as
/// schemas want it.
fn charge(texte: &str) -> String {
    let (avant, suite) = texte.split_once("<soap:Body>").unwrap();
    let corps = suite.split_once("</soap:Body>").unwrap().0.trim();
    let ouverture = corps.split_once('>').unwrap().0;
    let enveloppe = avant.split_once('>').unwrap().0;
    let prefixes: Vec<&str> = enveloppe
        .split_whitespace()
        .filter(|a| a.starts_with("xmlns:") && !ouverture.contains(a.split('=').next().unwrap()))
        .collect();
    let nom = corps.find([' ', '/', '>']).unwrap();
    let corps = format!("{} {} {}", &corps[..nom], prefixes.join(" "), &corps[nom..]);
    match (corps.find("<xop:Include"), corps.find("</ns4:Document>")) {
        (Some(debut), Some(fin)) => format!("{}QQ=={}", corps[..debut].trim_end(), &corps[fin..]),
        _ => corps,
    }
}
