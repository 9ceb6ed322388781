//! TD3.1: every stored query and slot, over a DMP that is full from the start. What must be found is told by its data.

use std::collections::BTreeSet;

use segur_dmp::prerempli::{Code, Document, Statut, charger, utc};

use crate::acteurs::{HOPITAL, HOSPITALIER, INFIRMIER, TRAITANT, fiche};
use crate::banc::Essai;
use crate::demandes::{
    APPROUVE, ARCHIVE, Demande, FIND_LOTS, GET_ASSOCIATIONS, GET_DOCUMENTS, GET_DOCUMENTS_ET_ASSOCIATIONS, GET_LIES, GET_LOT_ET_CONTENU,
    GET_LOTS, PAR_REFERENCE, REMPLACE, chercher, documents, par_unique_id, reference,
};
use crate::message::cx;

const NOM: &str = "DMP_VIE_ENTIERE";

fn pleins() -> Vec<Document> {
    let monde = segur_world::monde_demo().unwrap();
    charger(&monde).into_iter().filter(|d| d.patient == NOM).collect()
}

fn de_statut(d: &Document, statuts: &[&str]) -> bool {
    let sien = match d.statut {
        Statut::Approuve => APPROUVE,
        Statut::Archive => ARCHIVE,
        Statut::Remplace => REMPLACE,
    };
    statuts.contains(&sien)
}

fn est(c: &Code) -> String {
    format!("('{}^^{}')", c.code, c.systeme)
}

/// What a search finds, by `uniqueId`.
async fn trouves(essai: &Essai, d: &Demande) -> BTreeSet<String> {
    let recue = essai.demander(&TRAITANT, Some(fiche(NOM)), d).await;
    assert_eq!(recue.issue(), "Success", "{}", d.corps);
    recue.objets().into_iter().map(|o| o.unique).collect()
}

type Tient = Box<dyn Fn(&Document) -> bool>;
/// Slots, and which documents hold.
type Cas = (Vec<(&'static str, String)>, Tient);

fn cas(pleins: &[Document]) -> Vec<Cas> {
    let premier = |tient: &dyn Fn(&&Document) -> bool| pleins.iter().find(tient).unwrap().clone();
    let bio = premier(&|d| d.type_code.code == "11502-2");
    let kos = premier(&|d| d.type_code.code == "IMG-KOS");
    let vaccins = premier(&|d| d.type_code.code == "87273-9");
    let code = |nom: &'static str, lire: fn(&Document) -> &Code, modele: &Document| -> Cas {
        let voulu = lire(modele).clone();
        (vec![(nom, est(&voulu))], Box::new(move |d| *lire(d) == voulu))
    };
    let (de, a) = ("20230501000000", "20231231");
    let entre = |quand: fn(&Document) -> String, noms: [&'static str; 2]| -> Cas {
        let tient = move |d: &Document| quand(d).as_str() >= de && quand(d).as_str() < "20231231000000";
        (vec![(noms[0], de.to_owned()), (noms[1], format!("'{a}'"))], Box::new(tient))
    };
    let acte = est(&bio.actes[0]);
    let memes: Vec<String> = bio.actes.iter().map(|c| c.code.clone()).collect();
    let en_cause = memes.clone();
    let autre = format!("('{}^^{}')", "18723-7", "2.16.840.1.113883.6.1");
    vec![
        (vec![], Box::new(|_| true)),
        code("$XDSDocumentEntryTypeCode", |d| &d.type_code, &bio),
        code("$XDSDocumentEntryClassCode", |d| &d.class_code, &kos),
        code(
            "$XDSDocumentEntryPracticeSettingCode",
            |d| &d.cadre,
            &premier(&|d| d.cadre.code == "SAD"),
        ),
        code("$XDSDocumentEntryFormatCode", |d| &d.format_code, &vaccins),
        code("$XDSDocumentEntryHealthcareFacilityTypeCode", |d| &d.secteur, &bio),
        (
            vec![(
                "$XDSDocumentEntryTypeCode",
                format!(
                    "('{0}^^{1}','IMG-KOS^^{2}')",
                    bio.type_code.code, bio.type_code.systeme, kos.type_code.systeme
                ),
            )],
            Box::new(|d| ["11502-2", "IMG-KOS"].contains(&d.type_code.code.as_str())),
        ),
        // The code without its scheme is another code.
        (
            vec![("$XDSDocumentEntryTypeCode", "('11502-2^^1.2.3')".to_owned())],
            Box::new(|_| false),
        ),
        (
            vec![("$XDSDocumentEntryEventCodeList", acte.clone())],
            Box::new(move |d| d.actes.iter().any(|c| memes.contains(&c.code))),
        ),
        // Two slots: both; two values of one: either.
        (
            vec![
                ("$XDSDocumentEntryEventCodeList", acte.clone()),
                ("$XDSDocumentEntryEventCodeList", autre.clone()),
            ],
            Box::new(|_| false),
        ),
        (
            vec![(
                "$XDSDocumentEntryEventCodeList",
                format!("{},{}", acte.trim_end_matches(')'), autre.trim_start_matches('(')),
            )],
            Box::new(move |d| d.actes.iter().any(|c| en_cause.contains(&c.code) || c.code == "18723-7")),
        ),
        (
            vec![(
                "$XDSDocumentEntryConfidentialityCode",
                "('INVISIBLE_PATIENT^^1.2.250.1.213.1.1.4.13')".to_owned(),
            )],
            Box::new(|d| d.confidentialites.iter().any(|c| c.code == "INVISIBLE_PATIENT")),
        ),
        (
            vec![(
                "$XDSDocumentEntryConfidentialityCode",
                "('MASQUE_PS^^1.2.250.1.213.1.1.4.13')".to_owned(),
            )],
            Box::new(|d| d.confidentialites.iter().any(|c| c.code == "MASQUE_PS")),
        ),
        entre(
            |d| utc(d.creation),
            ["$XDSDocumentEntryCreationTimeFrom", "$XDSDocumentEntryCreationTimeTo"],
        ),
        entre(
            |d| utc(d.debut),
            ["$XDSDocumentEntryServiceStartTimeFrom", "$XDSDocumentEntryServiceStartTimeTo"],
        ),
        entre(
            |d| d.fin.map(utc).unwrap_or_default(),
            ["$XDSDocumentEntryServiceStopTimeFrom", "$XDSDocumentEntryServiceStopTimeTo"],
        ),
        (
            vec![("$XDSDocumentEntryAuthorPerson", "('%SCALPEL%')".to_owned())],
            Box::new(|d| d.auteur.personne.contains("SCALPEL")),
        ),
        (
            vec![("$XDSDocumentEntryAuthorPerson", "('SCALPEL')".to_owned())],
            Box::new(|_| false),
        ),
        (
            vec![("$XDSDocumentEntryAuthorPerson", "('8999000031_2^SCALP__^%')".to_owned())],
            Box::new(|d| d.auteur.personne.contains("SCALPEL")),
        ),
        (
            vec![(
                "$XDSDocumentEntryType",
                "('urn:uuid:7edca82f-054d-47f2-a032-9b2a5b5186c1')".to_owned(),
            )],
            Box::new(|_| true),
        ),
        (
            vec![
                ("$XDSDocumentEntryTypeCode", est(&bio.type_code)),
                ("$XDSDocumentEntryAuthorPerson", "('%CENTRIFUGE%')".to_owned()),
                ("$XDSDocumentEntryCreationTimeTo", "2022".to_owned()),
            ],
            Box::new(|d| d.type_code.code == "11502-2" && d.auteur.personne.contains("CENTRIFUGE") && utc(d.creation).as_str() < "2022"),
        ),
    ]
}

#[tokio::test]
async fn chaque_critere_trouve_ce_que_les_donnees_disent() {
    let essai = Essai::nouveau().await;
    let (pleins, patient) = (pleins(), fiche(NOM));
    let mut dits = Vec::new();
    for statuts in [&[APPROUVE][..], &[ARCHIVE], &[REMPLACE], &[APPROUVE, ARCHIVE, REMPLACE]] {
        for (slots, tient) in cas(&pleins) {
            let slots: Vec<(&str, &str)> = slots.iter().map(|(n, v)| (*n, v.as_str())).collect();
            let attendus: BTreeSet<String> = pleins
                .iter()
                .filter(|d| de_statut(d, statuts) && tient(d))
                .map(|d| d.unique_id.clone())
                .collect();
            let vus = trouves(&essai, &documents(patient, statuts, &slots)).await;
            assert_eq!(vus, attendus, "{slots:?} {statuts:?}");
            if statuts.len() == 3 {
                let nom = slots
                    .iter()
                    .map(|(n, v)| format!("{} {v}", n.trim_start_matches("$XDSDocumentEntry")))
                    .collect::<Vec<_>>()
                    .join(" et ");
                dits.push(format!("{:>3} {nom}", attendus.len()));
            }
        }
    }
    insta::assert_snapshot!("criteres", dits.join("\n"));
}

/// Every version is found in one order: none twice, none lost.
#[tokio::test]
async fn la_reponse_dit_tout_d_un_document() {
    let essai = Essai::nouveau().await;
    let patient = fiche(NOM);
    let kos = pleins().into_iter().find(|d| d.type_code.code == "IMG-KOS").unwrap();
    let recue = essai.demander(&TRAITANT, Some(patient), &par_unique_id(&kos.unique_id)).await;
    insta::assert_snapshot!("kos", recue.enveloppe.replace("><", ">\n<"));
    let par_reference = |reference: &str| {
        let (patient, reference) = (format!("'{}'", cx(patient)), format!("('{reference}')"));
        chercher(
            PAR_REFERENCE,
            "LeafClass",
            &[
                ("$XDSDocumentEntryPatientId", &patient),
                ("$XDSDocumentEntryStatus", &format!("('{APPROUVE}')")),
                ("$XDSDocumentEntryReferenceIdList", &reference),
            ],
        )
    };
    let memes: BTreeSet<String> = pleins()
        .into_iter()
        .filter(|d| d.references.contains(&kos.references[0]))
        .map(|d| d.unique_id)
        .collect();
    assert_eq!(trouves(&essai, &par_reference(&kos.references[0])).await, memes);
    assert_eq!(trouves(&essai, &par_reference("%accession%")).await, memes);
    assert!(trouves(&essai, &par_reference("inconnue")).await.is_empty());
}

/// From a document to what it replaced, to its lot, and back.
#[tokio::test]
async fn les_liens_se_suivent() {
    let essai = Essai::nouveau().await;
    let patient = fiche(NOM);
    let synthese: Vec<Document> = pleins().into_iter().filter(|d| d.type_code.code == "60591-5").collect();
    assert_eq!(synthese.iter().map(|d| d.version).collect::<Vec<_>>(), [1, 2, 3]);
    let lire = async |d| essai.demander(&TRAITANT, Some(patient), &d).await.objets();
    let uuid = async |d: &Document| lire(par_unique_id(&d.unique_id)).await[0].id.clone();
    let uuids = [uuid(&synthese[0]).await, uuid(&synthese[1]).await, uuid(&synthese[2]).await];
    let genres = |objets: &[crate::demandes::Objet]| objets.iter().map(|o| o.genre.clone()).collect::<Vec<_>>();
    let liens = lire(chercher(GET_ASSOCIATIONS, "LeafClass", &[("$uuid", &format!("('{}')", uuids[1]))])).await;
    // Its lot, what it replaces, what replaces it.
    assert_eq!(genres(&liens), ["Association"; 3]);
    assert_eq!(liens.iter().filter(|l| l.xml.contains("RPLC")).count(), 2);
    // Without its prefix, in capitals: the same.
    let nu = uuids[1].trim_start_matches("urn:uuid:").to_uppercase();
    assert_eq!(
        lire(chercher(GET_ASSOCIATIONS, "LeafClass", &[("$uuid", &format!("('{nu}')"))])).await,
        liens
    );
    let lies = lire(chercher(
        GET_LIES,
        "LeafClass",
        &[
            ("$XDSDocumentEntryEntryUUID", &format!("('{}')", uuids[1])),
            ("$AssociationTypes", "('urn:ihe:iti:2007:AssociationType:RPLC')"),
        ],
    ))
    .await;
    assert_eq!(lies.iter().filter(|o| o.genre == "ExtrinsicObject").count(), 3);
    let avec = lire(chercher(
        GET_DOCUMENTS_ET_ASSOCIATIONS,
        "LeafClass",
        &[("$XDSDocumentEntryUniqueId", &format!("('{}')", synthese[2].unique_id))],
    ))
    .await;
    assert_eq!(genres(&avec), ["ExtrinsicObject", "Association", "Association"]);
    // A lot of two documents, by one of them, then what it holds.
    let sortie: Vec<Document> = pleins()
        .into_iter()
        .filter(|d| ["34112-3", "11490-0"].contains(&d.type_code.code.as_str()))
        .collect();
    let document = uuid(&sortie[0]).await;
    let lots = lire(chercher(GET_LOTS, "LeafClass", &[("$uuid", &format!("('{document}')"))])).await;
    assert_eq!(lots[0].genre, "RegistryPackage");
    assert_eq!(lots[0].unique, sortie[0].lot);
    let contenu = |par: &str, valeur: &str, plus: &[(&str, &str)]| {
        let valeur = format!("('{valeur}')");
        chercher(GET_LOT_ET_CONTENU, "LeafClass", &[&[(par, valeur.as_str())], plus].concat())
    };
    let par_unique = lire(contenu("$XDSSubmissionSetUniqueId", &sortie[0].lot, &[])).await;
    assert_eq!(par_unique, lire(contenu("$XDSSubmissionSetEntryUUID", &lots[0].id, &[])).await);
    let de_genre = |objets: &[crate::demandes::Objet], genre: &str| objets.iter().filter(|o| o.genre == genre).count();
    assert_eq!(
        [
            de_genre(&par_unique, "RegistryPackage"),
            de_genre(&par_unique, "ExtrinsicObject"),
            de_genre(&par_unique, "Association")
        ],
        [1, 2, 2]
    );
    let filtre = lire(contenu(
        "$XDSSubmissionSetEntryUUID",
        &lots[0].id,
        &[("$XDSDocumentEntryFormatCode", "('x^^y')")],
    ))
    .await;
    assert_eq!(de_genre(&filtre, "ExtrinsicObject"), 0);
}

#[tokio::test]
async fn les_lots_se_cherchent() {
    let essai = Essai::nouveau().await;
    let (pleins, patient) = (pleins(), fiche(NOM));
    let lots = |slots: &[(&str, &str)]| {
        let patient = format!("'{}'", cx(patient));
        let statut = format!("('{APPROUVE}')");
        let de_base = [
            ("$XDSSubmissionSetPatientId", patient.as_str()),
            ("$XDSSubmissionSetStatus", statut.as_str()),
        ];
        chercher(FIND_LOTS, "LeafClass", &[&de_base, slots].concat())
    };
    let attendus = |tient: &dyn Fn(&Document) -> bool| pleins.iter().filter(|d| tient(d)).map(|d| d.lot.clone()).collect::<BTreeSet<_>>();
    assert_eq!(trouves(&essai, &lots(&[])).await, attendus(&|_| true));
    let bornes = [
        ("$XDSSubmissionSetSubmissionTimeFrom", "2025"),
        ("$XDSSubmissionSetSubmissionTimeTo", "'20251231'"),
    ];
    let soumis = |d: &Document| ("20250101000000".."20251231000000").contains(&utc(d.soumission).as_str());
    assert_eq!(trouves(&essai, &lots(&bornes)).await, attendus(&soumis));
    let de = [("$XDSSubmissionSetAuthorPerson", "('%SYSTOLE%')")];
    assert_eq!(
        trouves(&essai, &lots(&de)).await,
        attendus(&|d| d.auteur.personne.contains("SYSTOLE"))
    );
    for (slot, valeur, tous) in [
        ("$XDSSubmissionSetContentType", "('07^^1.2.250.1.213.2.2')", true),
        ("$XDSSubmissionSetContentType", "('03^^1.2.250.1.213.2.2')", false),
        ("$XDSSubmissionSetSourceId", "('1.2.250.1.213.4.1.1.1.9')", true),
        ("$XDSSubmissionSetSourceId", "('1.2.3')", false),
    ] {
        assert_eq!(
            trouves(&essai, &lots(&[(slot, valeur)])).await,
            attendus(&|_| tous),
            "{slot} {valeur}"
        );
    }
}

/// A document masked to professionals is shown to its author and to the médecin traitant; nothing of it to others, its lot included.
#[tokio::test]
async fn ce_qui_est_masque_n_est_montre_qu_a_qui_le_peut() {
    let essai = Essai::nouveau().await;
    let patient = fiche(NOM);
    let masque = pleins()
        .into_iter()
        .find(|d| d.confidentialites.iter().any(|c| c.code == "MASQUE_PS"))
        .unwrap();
    let tous = async |qui| {
        essai
            .demander(&qui, Some(patient), &documents(patient, &[APPROUVE], &[]))
            .await
            .objets()
    };
    let voit = async |qui| tous(qui).await.iter().any(|o| o.unique == masque.unique_id);
    assert!(
        voit(TRAITANT).await && voit(HOSPITALIER).await,
        "the author is the physician of the hospital"
    );
    assert!(!voit(INFIRMIER).await);
    assert_eq!(tous(INFIRMIER).await.len() + 1, tous(TRAITANT).await.len());
    let uuid = essai
        .demander(&TRAITANT, Some(patient), &reference(&masque.unique_id))
        .await
        .objet()
        .id;
    let lot = format!("('{}')", masque.lot);
    for d in [
        par_unique_id(&masque.unique_id),
        reference(&masque.unique_id),
        chercher(
            GET_DOCUMENTS,
            "LeafClass",
            &[("$XDSDocumentEntryEntryUUID", &format!("('{uuid}')"))],
        ),
        chercher(GET_ASSOCIATIONS, "LeafClass", &[("$uuid", &format!("('{uuid}')"))]),
        chercher(GET_LOTS, "LeafClass", &[("$uuid", &format!("('{uuid}')"))]),
        chercher(GET_LOT_ET_CONTENU, "LeafClass", &[("$XDSSubmissionSetUniqueId", &lot)]),
        chercher(
            GET_DOCUMENTS_ET_ASSOCIATIONS,
            "LeafClass",
            &[("$XDSDocumentEntryUniqueId", &format!("('{}')", masque.unique_id))],
        ),
    ] {
        assert_eq!(essai.demander(&INFIRMIER, Some(patient), &d).await.objets(), [], "{}", d.corps);
        assert!(
            !essai.demander(&TRAITANT, Some(patient), &d).await.objets().is_empty(),
            "{}",
            d.corps
        );
    }
    // The hospital, whose it is, has its reference to replace or delete it, and no metadata.
    assert_eq!(
        essai
            .demander(&HOPITAL, Some(patient), &reference(&masque.unique_id))
            .await
            .objet()
            .id,
        uuid
    );
    let recue = essai.demander(&HOPITAL, Some(patient), &par_unique_id(&masque.unique_id)).await;
    assert_eq!(recue.issue(), "DMPAccessDeniedByRightsService");
}
