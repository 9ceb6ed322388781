//! TD3.3: visibility, archiving, deletion; and what each leaves to be found.

use serde_json::json;

use crate::acteurs::{Acteur, HOPITAL, HOSPITALIER, INFIRMIER, LABO, MEDECIN_BIOLOGISTE, TRAITANT, fiche};
use crate::banc::{Essai, Recue};
use crate::demandes::{
    APPROUVE, ARCHIVE, DEPOT, FIND_LOTS, GET_ASSOCIATIONS, GET_DOCUMENTS, GET_DOCUMENTS_ET_ASSOCIATIONS, GET_LIES, GET_LOT_ET_CONTENU,
    GET_LOTS, Objet, REMPLACE, SUPPRIME, chercher, consulter, documents, par_unique_id, passer, reference, rendre,
};
use crate::etats::invisible;
use crate::message::{AGATHE, Lot, association, cx};

const TOUS: [&str; 3] = [APPROUVE, ARCHIVE, REMPLACE];

/// A bench where these may read the DMP of Agathe, and a document that the physician of the hospital fed.
async fn prepare() -> (Essai, Lot, Objet) {
    let essai = Essai::nouveau().await;
    for qui in ["MEDECIN_HOSPITALIER", "INFIRMIER_LIBERAL", "MEDECIN_PRESCRIPTEUR"] {
        essai
            .regler(json!({"patient": "QUALIFIEE_SIMPLE", "professionnel": qui, "autorisation": "valide"}))
            .await;
    }
    let lot = invisible(Lot::de(&HOSPITALIER, 1, AGATHE, None));
    assert_eq!(essai.deposer(&HOSPITALIER, &lot).await.issue(), "Success");
    let objet = lire(&essai, &lot.unique_document).await;
    (essai, lot, objet)
}

async fn lire(essai: &Essai, unique: &str) -> Objet {
    essai.demander(&HOSPITALIER, Some(AGATHE), &par_unique_id(unique)).await.objet()
}

async fn de(essai: &Essai, acteur: &Acteur, d: crate::demandes::Demande) -> Recue {
    essai.demander(acteur, Some(AGATHE), &d).await
}

#[tokio::test]
async fn une_visibilite_change_par_versions() {
    let (essai, lot, v1) = prepare().await;
    assert_eq!((v1.version.as_str(), v1.statut.as_str(), &v1.lid), ("1", "Approved", &v1.id));
    let recue = de(
        &essai,
        &HOSPITALIER,
        rendre(&HOSPITALIER, 1, AGATHE, &v1, &["INVISIBLE_PATIENT", "MASQUE_PS"]),
    )
    .await;
    assert_eq!(
        (recue.issue().as_str(), recue.echange.operation.as_str()),
        ("Success", "dmp.TD3.3a")
    );
    let v2 = lire(&essai, &lot.unique_document).await;
    assert_eq!((v2.version.as_str(), v2.statut.as_str(), &v2.lid), ("2", "Approved", &v1.lid));
    assert_ne!(v2.id, v1.id);
    assert!(v2.xml.contains("MASQUE_PS") && v2.xml.contains("INVISIBLE_PATIENT") && v2.hash == v1.hash);
    // The former version is a deprecated one, and shown as such; not to who may not see the last.
    let anciens = async |qui: &Acteur| {
        essai
            .demander(qui, Some(AGATHE), &documents(AGATHE, &[REMPLACE], &[]))
            .await
            .objets()
    };
    assert_eq!(anciens(&HOSPITALIER).await.iter().map(|o| &o.id).collect::<Vec<_>>(), [&v1.id]);
    assert_eq!(anciens(&INFIRMIER).await, []);
    for (par, valeur) in [("$XDSDocumentEntryEntryUUID", &v1.id), ("$XDSDocumentEntryLogicalID", &v1.lid)] {
        let d = chercher(GET_DOCUMENTS, "LeafClass", &[(par, &format!("('{valeur}')"))]);
        assert!(!de(&essai, &HOSPITALIER, d.clone()).await.objets().is_empty());
        assert_eq!(de(&essai, &INFIRMIER, d).await.objets(), [], "{par}");
    }
    // The version that one changes must be the present one, and be told.
    for (n, version) in [(2, "1"), (3, "3"), (4, "x")] {
        let d = rendre(
            &HOSPITALIER,
            n,
            AGATHE,
            &Objet {
                version: version.into(),
                ..v2.clone()
            },
            &["INVISIBLE_PATIENT"],
        );
        assert_eq!(de(&essai, &HOSPITALIER, d).await.issue(), "XDSMetadataVersionError", "{version}");
    }
    // Unmasked, then made visible to the patient: two transactions of the DMP.
    let recue = de(&essai, &HOSPITALIER, rendre(&HOSPITALIER, 5, AGATHE, &v2, &["INVISIBLE_PATIENT"])).await;
    assert_eq!(
        (recue.issue().as_str(), recue.echange.operation.as_str()),
        ("Success", "dmp.TD3.3a")
    );
    let v3 = lire(&essai, &lot.unique_document).await;
    let recue = de(&essai, &HOSPITALIER, rendre(&HOSPITALIER, 6, AGATHE, &v3, &[])).await;
    assert_eq!(
        (recue.issue().as_str(), recue.echange.operation.as_str()),
        ("Success", "dmp.TD3.3b")
    );
    let v4 = lire(&essai, &lot.unique_document).await;
    assert_eq!(
        (v4.version.as_str(), &v4.lid, v4.xml.contains("INVISIBLE_PATIENT")),
        ("4", &v1.lid, false)
    );
    assert_eq!(anciens(&INFIRMIER).await.len(), 2, "v1 and v3: v2 was masked");
    // Its bytes are the same.
    let recue = de(&essai, &INFIRMIER, consulter(&[(DEPOT, &lot.unique_document)])).await;
    assert_eq!(recue.parties[0].octets, lot.document);
    // A stale reference replaces, archives and deletes nothing.
    let remplace = Lot::de(&HOSPITALIER, 2, AGATHE, Some(&v1.id));
    assert_eq!(
        essai.deposer(&HOSPITALIER, &remplace).await.erreurs(),
        ["XDSRegistryDeprecatedDocumentError"]
    );
    for (n, vers) in [(7, ARCHIVE), (8, SUPPRIME)] {
        let recue = de(&essai, &HOSPITALIER, passer(&HOSPITALIER, n, AGATHE, &v3.id, (APPROUVE, vers))).await;
        assert_eq!(recue.issue(), "XDSRegistryDeprecatedDocumentError");
    }
    let remplace = Lot::de(&HOSPITALIER, 3, AGATHE, Some(&v4.id));
    assert_eq!(essai.deposer(&HOSPITALIER, &remplace).await.issue(), "Success");
    let neuf = lire(&essai, &remplace.unique_document).await;
    assert!(neuf.lid != v1.lid && neuf.version == "1");
}

/// Nothing but the visibility, and not invisibility; who changes nothing must have the right to mask.
#[tokio::test]
async fn rien_d_autre_ne_change() {
    let (essai, lot, v1) = prepare().await;
    let masque = rendre(&HOSPITALIER, 1, AGATHE, &v1, &["INVISIBLE_PATIENT", "MASQUE_PS"]);
    for (de_quoi, vers) in [
        ("value=\"Compte rendu d&apos;examens biologiques\"", "value=\"Autre titre\""),
        ("nodeRepresentation=\"11502-2\"", "nodeRepresentation=\"11488-4\""),
        ("20260115085500", "20260115085400"),
        ("20260114073000", "20260114073100"),
        ("nodeRepresentation=\"N\"", "nodeRepresentation=\"R\""),
        ("nodeRepresentation=\"AMBULATOIRE\"", "nodeRepresentation=\"SAD\""),
        (v1.hash.as_str(), "0000000000000000000000000000000000000000"),
        (&format!("value=\"{}\"", v1.unique), "value=\"1.2.250.1.999.1.2.77\""),
    ] {
        let d = masque.clone();
        let de_quoi = if d.corps.contains(de_quoi) {
            de_quoi.to_owned()
        } else {
            de_quoi.replace("&apos;", "'")
        };
        let recue = de(&essai, &HOSPITALIER, d.change(&de_quoi, vers)).await;
        assert_eq!(recue.issue(), "XDSMetadataUpdateError", "{de_quoi}");
    }
    // Incomplete, or of no document.
    for (de_quoi, vers, code) in [
        ("<rim:Slot name=\"hash\">", "<rim:Slot name=\"h\">", "XDSMetadataUpdateError"),
        (" lid=", " home=", "XDSMetadataUpdateError"),
        (
            &format!("lid=\"{}\"", v1.lid),
            "lid=\"urn:uuid:00000000-0000-4000-8000-0000000000ff\"",
            "UnresolvedReferenceException",
        ),
        (
            "targetObject=\"Document01\"",
            "targetObject=\"Document02\"",
            "XDSRegistryMetadataError",
        ),
    ] {
        let recue = de(&essai, &HOSPITALIER, masque.clone().change(de_quoi, vers)).await;
        assert_eq!(recue.issue(), code, "{de_quoi} : {}", recue.enveloppe);
    }
    let plus_cache = rendre(
        &HOSPITALIER,
        2,
        AGATHE,
        &v1,
        &["INVISIBLE_PATIENT", "INVISIBLE_REPRESENTANTS_LEGAUX"],
    );
    assert_eq!(de(&essai, &HOSPITALIER, plus_cache).await.issue(), "XDSMetadataUpdateError");
    for (n, qui, issue) in [(3, LABO, "DMPAccessDeniedByRightsService"), (4, INFIRMIER, "Success")] {
        let inchange = rendre(&qui, n, AGATHE, &v1, &["INVISIBLE_PATIENT"]);
        assert_eq!(de(&essai, &qui, inchange).await.issue(), issue, "{}", qui.nom);
    }
    assert_eq!(lire(&essai, &lot.unique_document).await.version, "2");
}

#[tokio::test]
async fn archiver_et_desarchiver() {
    let (essai, lot, v1) = prepare().await;
    let passe = async |n, de_quoi, vers| de(&essai, &HOSPITALIER, passer(&HOSPITALIER, n, AGATHE, &v1.id, (de_quoi, vers))).await;
    let recue = passe(1, ARCHIVE, APPROUVE).await;
    assert_eq!(recue.issue(), "XDSMetadataUpdateOperationError", "it is not archived");
    // As the kit of the GIE writes the original status.
    let recue = passe(2, "urn:oasis:names:tc:ebxml-regrep:StatusType:Archived", APPROUVE).await;
    assert_eq!(
        (recue.issue().as_str(), recue.echange.refus.as_deref()),
        ("XDSMetadataUpdateOperationError", Some("xds.td33.statuts"))
    );
    let recue = passe(3, APPROUVE, ARCHIVE).await;
    assert_eq!(
        (recue.issue().as_str(), recue.echange.operation.as_str()),
        ("Success", "dmp.TD3.3d")
    );
    let archive = lire(&essai, &lot.unique_document).await;
    assert_eq!(
        (archive.statut.as_str(), &archive.id, archive.version.as_str()),
        ("Archived", &v1.id, "1")
    );
    for (statuts, combien) in [(&[APPROUVE][..], 0), (&[ARCHIVE], 1), (&[APPROUVE, ARCHIVE], 1)] {
        assert_eq!(
            de(&essai, &HOSPITALIER, documents(AGATHE, statuts, &[])).await.objets().len(),
            combien
        );
    }
    // Archived, it is read, masked and keeps its state.
    assert_eq!(
        de(&essai, &HOSPITALIER, consulter(&[(DEPOT, &lot.unique_document)])).await.issue(),
        "Success"
    );
    let recue = de(
        &essai,
        &HOSPITALIER,
        rendre(&HOSPITALIER, 4, AGATHE, &archive, &["INVISIBLE_PATIENT", "MASQUE_PS"]),
    )
    .await;
    assert_eq!(recue.issue(), "Success");
    let masque = lire(&essai, &lot.unique_document).await;
    assert_eq!((masque.statut.as_str(), masque.version.as_str()), ("Archived", "2"));
    let recue = de(
        &essai,
        &HOSPITALIER,
        passer(&HOSPITALIER, 5, AGATHE, &masque.id, (ARCHIVE, APPROUVE)),
    )
    .await;
    assert_eq!(
        (recue.issue().as_str(), recue.echange.operation.as_str()),
        ("Success", "dmp.TD3.3d")
    );
    // One document, two changes in one lot: none is made.
    let double = passer(&HOSPITALIER, 6, AGATHE, &masque.id, (APPROUVE, ARCHIVE));
    let (debut, fin) = double.corps.split_at(double.corps.find("<Association").unwrap());
    let liaison = fin.split("</Association>").next().unwrap().replace("id=\"a1\"", "id=\"a2\"");
    let corps = format!("{debut}{liaison}</Association>{fin}");
    let recue = de(&essai, &HOSPITALIER, crate::demandes::Demande { corps, ..double }).await;
    assert_eq!(recue.issue(), "XDSMetadataUpdateError");
    assert_eq!(lire(&essai, &lot.unique_document).await.statut, "Approved");
    // The identifier of a lot serves once, of a change too.
    let recue = de(
        &essai,
        &HOSPITALIER,
        passer(&HOSPITALIER, 5, AGATHE, &masque.id, (APPROUVE, ARCHIVE)),
    )
    .await;
    assert_eq!(recue.issue(), "XDSDuplicateUniqueIdInRegistry");
}

#[tokio::test]
async fn un_document_supprime_n_est_plus_nulle_part() {
    let (essai, lot, v1) = prepare().await;
    // A second version of its metadata, and a document that replaced another: nothing of them may tell it.
    de(&essai, &HOSPITALIER, rendre(&HOSPITALIER, 1, AGATHE, &v1, &[])).await;
    let v2 = lire(&essai, &lot.unique_document).await;
    let lots = async || {
        let slots = [
            ("$XDSSubmissionSetPatientId", format!("'{}'", cx(AGATHE))),
            ("$XDSSubmissionSetStatus", format!("('{APPROUVE}')")),
        ];
        let slots: Vec<(&str, &str)> = slots.iter().map(|(n, v)| (*n, v.as_str())).collect();
        de(&essai, &HOSPITALIER, chercher(FIND_LOTS, "LeafClass", &slots)).await.objets()
    };
    assert_eq!(lots().await.len(), 2);
    let recue = de(&essai, &HOSPITALIER, passer(&HOSPITALIER, 2, AGATHE, &v2.id, (APPROUVE, SUPPRIME))).await;
    assert_eq!(
        (recue.issue().as_str(), recue.echange.operation.as_str()),
        ("Success", "dmp.TD3.3c")
    );
    assert_eq!(lots().await, []);
    let (unique, du_lot) = (format!("('{}')", lot.unique_document), format!("('{}')", lot.unique_lot));
    let mut demandes = vec![
        documents(AGATHE, &TOUS, &[]),
        par_unique_id(&lot.unique_document),
        reference(&lot.unique_document),
        chercher(
            GET_DOCUMENTS,
            "LeafClass",
            &[("$XDSDocumentEntryLogicalID", &format!("('{}')", v1.lid))],
        ),
        chercher(
            GET_DOCUMENTS_ET_ASSOCIATIONS,
            "LeafClass",
            &[("$XDSDocumentEntryUniqueId", &unique)],
        ),
        chercher(GET_LIES, "LeafClass", &[("$XDSDocumentEntryUniqueId", &unique)]),
        chercher(GET_LOT_ET_CONTENU, "LeafClass", &[("$XDSSubmissionSetUniqueId", &du_lot)]),
    ];
    for id in [&v1.id, &v2.id] {
        let id = format!("('{id}')");
        demandes.push(chercher(GET_DOCUMENTS, "LeafClass", &[("$XDSDocumentEntryEntryUUID", &id)]));
        demandes.extend([GET_ASSOCIATIONS, GET_LOTS].map(|q| chercher(q, "LeafClass", &[("$uuid", &id)])));
    }
    for d in demandes {
        assert_eq!(de(&essai, &HOSPITALIER, d.clone()).await.objets(), [], "{}", d.corps);
    }
    let recue = de(&essai, &HOSPITALIER, consulter(&[(DEPOT, &lot.unique_document)])).await;
    assert_eq!(recue.erreurs(), ["XDSDocumentUniqueIdError"]);
    // Nor can anything be done of it, nor its identifiers serve again.
    let encore = de(&essai, &HOSPITALIER, passer(&HOSPITALIER, 3, AGATHE, &v2.id, (APPROUVE, SUPPRIME))).await;
    assert_eq!(encore.issue(), "UnresolvedReferenceException");
    let encore = de(&essai, &HOSPITALIER, rendre(&HOSPITALIER, 4, AGATHE, &v2, &["MASQUE_PS"])).await;
    assert_eq!(encore.issue(), "UnresolvedReferenceException");
    let remplace = Lot::de(&HOSPITALIER, 2, AGATHE, Some(&v2.id));
    assert_eq!(essai.deposer(&HOSPITALIER, &remplace).await.erreurs(), ["XDSReplaceFailed"]);
    let erreurs = essai.deposer(&HOSPITALIER, &lot).await.erreurs();
    assert!(erreurs.contains(&"XDSDuplicateUniqueIdInRegistry".to_owned()), "{erreurs:?}");
}

/// Its author, or its structure in indirect mode, without any authorisation; the médecin traitant what the patient wrote.
#[tokio::test]
async fn qui_supprime() {
    let essai = Essai::nouveau().await;
    let lot = Lot::de(&HOPITAL, 1, AGATHE, None);
    assert_eq!(essai.deposer(&HOPITAL, &lot).await.issue(), "Success");
    let supprime = |qui: &Acteur, n| passer(qui, n, AGATHE, &lot.entry_uuid, (APPROUVE, SUPPRIME));
    for (n, qui) in (1..).zip([LABO, MEDECIN_BIOLOGISTE, INFIRMIER]) {
        assert_eq!(
            de(&essai, &qui, supprime(&qui, n)).await.issue(),
            "DMPAccessDeniedByRightsService",
            "{}",
            qui.nom
        );
    }
    assert_eq!(de(&essai, &HOPITAL, supprime(&HOPITAL, 4)).await.issue(), "Success");
    let patient = fiche("DMP_VIE_ENTIERE");
    let siens = essai
        .demander(&TRAITANT, Some(patient), &documents(patient, &[APPROUVE], &[]))
        .await
        .objets();
    let du_patient = siens.iter().find(|o| o.titre == "Ce que je veux dire de ma santé").unwrap();
    let supprime = |qui: &Acteur, n| passer(qui, n, patient, &du_patient.id, (APPROUVE, SUPPRIME));
    for (n, qui, issue) in [(5, HOSPITALIER, "DMPAccessDeniedByRightsService"), (6, TRAITANT, "Success")] {
        assert_eq!(
            essai.demander(&qui, Some(patient), &supprime(&qui, n)).await.issue(),
            issue,
            "{}",
            qui.nom
        );
    }
}

/// An LPS that never chose a UUID replaces all the same: it asks for the one that the registry gave.
#[tokio::test]
async fn une_chaine_par_identifiants_symboliques() {
    let (essai, ..) = prepare().await;
    let symbolique = |n: u32, ancien: Option<&str>| {
        let lot = Lot::de(&HOSPITALIER, n, AGATHE, ancien);
        let uuid = lot.entry_uuid.clone();
        lot.change(&uuid, "Document01")
    };
    let (mut ancien, mut chaine): (Option<String>, Vec<String>) = (None, Vec::new());
    for n in 10..13 {
        let lot = symbolique(n, ancien.as_deref());
        assert_eq!(essai.deposer(&HOSPITALIER, &lot).await.issue(), "Success", "{n}");
        let renvoi = de(&essai, &HOSPITALIER, reference(&lot.unique_document)).await.objet();
        assert_eq!(renvoi.genre, "ObjectRef");
        ancien = Some(renvoi.id.clone());
        chaine.push(renvoi.id);
    }
    // The one replaced first is stale, and the chain is whole.
    let erreurs = essai.deposer(&HOSPITALIER, &symbolique(13, Some(&chaine[0]))).await.erreurs();
    assert_eq!(erreurs, ["XDSRegistryDeprecatedDocumentError"]);
    let etats = async |statut| {
        let trouves = de(&essai, &HOSPITALIER, documents(AGATHE, &[statut], &[])).await.objets();
        trouves
            .into_iter()
            .map(|o| o.id)
            .filter(|id| chaine.contains(id))
            .collect::<Vec<_>>()
    };
    assert_eq!(
        (etats(APPROUVE).await, etats(REMPLACE).await),
        (chaine[2..].to_vec(), chaine[..2].to_vec())
    );
    let lies = chercher(
        GET_LIES,
        "LeafClass",
        &[("$XDSDocumentEntryEntryUUID", &format!("('{}')", chaine[1]))],
    );
    let lies = de(&essai, &HOSPITALIER, lies).await.objets();
    let vus: Vec<&str> = lies.iter().map(|o| o.genre.as_str()).collect();
    assert_eq!(
        vus,
        [
            "ExtrinsicObject",
            "ExtrinsicObject",
            "ExtrinsicObject",
            "Association",
            "Association"
        ]
    );
    // Two documents of one lot cannot both replace one.
    let double = association("a5", segur_xds::ns::RPLC, "Document01", &chaine[2]);
    let fin = "</RegistryObjectList>";
    let lot = symbolique(14, Some(&chaine[2])).change(fin, &format!("{double}{fin}"));
    assert_eq!(essai.deposer(&HOSPITALIER, &lot).await.erreurs(), ["XDSReplaceFailed"]);
    assert_eq!(etats(APPROUVE).await, chaine[2..]);
}
