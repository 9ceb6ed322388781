//! The matrix of rights, over the wire: who × transaction, on documents of theirs and of others.

use insta::assert_snapshot;
use serde_json::json;

use crate::acteurs::{
    AIR, AIR_SECRETAIRE, Acteur, HOPITAL, HOSPITALIER, INFIRMIER, MEDECIN_BIOLOGISTE, SECRETAIRE, TRAITANT, TRAVAIL, fiche,
};
use crate::banc::Essai;
use crate::demandes::{
    APPROUVE, ARCHIVE, DEPOT, Objet, SUPPRIME, autoriser, autorises, consulter, documents, existe, gestion, lister, nomme, passer,
    reference, rendre, traits,
};
use crate::etats::invisible;
use crate::message::{Lot, Patient, code};
use crate::tableau::Tableau;

/// The PKI has no card of employee: the secretary signs with that of the physician.
const SANS_CARTE: [&str; 5] = [
    "vihf.name-id.carte",
    "vihf.contexte.carte",
    "vihf.name-id",
    "dmp.acteur.professionnel",
    "dmp.acteur.carte",
];

/// The document of a lot, masked to professionals.
pub fn masque(lot: Lot) -> Lot {
    let schema = segur_xds::ns::document::CONFIDENTIALITE;
    let normal = code(&lot.entry_uuid, schema, "N", "2.16.840.1.113883.5.25");
    let cache = code(&lot.entry_uuid, schema, "MASQUE_PS", "1.2.250.1.213.1.1.4.13");
    lot.change(&normal, &format!("{normal}{cache}"))
}

/// Feeds, and reads as the médecin traitant does: nothing is masked to them.
async fn deposer(essai: &Essai, acteur: &Acteur, patient: Patient, lot: &Lot) -> Objet {
    assert_eq!(essai.deposer(acteur, lot).await.issue(), "Success", "{}", acteur.nom);
    let objets = essai
        .demander(&TRAITANT, Some(patient), &documents(patient, &[APPROUVE], &[]))
        .await
        .objets();
    objets.into_iter().find(|o| o.unique == lot.unique_document).unwrap()
}

/// Which reference it has now.
async fn courant(essai: &Essai, patient: Patient, objet: &Objet) -> String {
    essai.demander(&TRAITANT, Some(patient), &reference(&objet.unique)).await.objet().id
}

/// Who feeds a document that is theirs.
fn depose_pour(acteur: &Acteur) -> Acteur {
    match acteur.mode {
        segur_saml::vihf::Mode::IndirecteRenforcee => Acteur { ps: acteur.ps, ..HOPITAL },
        _ => Acteur {
            usage: "normal",
            ..*acteur
        },
    }
}

async fn ligne(essai: &Essai, n: u32, acteur: &Acteur, nom: &str) -> Vec<(&'static str, String)> {
    let p = fiche(nom);
    essai
        .regler(json!({"patient": nom, "medecin_traitant": "MEDECIN_PRESCRIPTEUR"}))
        .await;
    for autorise in [
        "MEDECIN_PRESCRIPTEUR",
        "MEDECIN_HOSPITALIER",
        "INFIRMIER_LIBERAL",
        "MEDECIN_DU_TRAVAIL",
        "HOPITAL",
        "CABINET_MEDICAL",
    ] {
        essai
            .regler(json!({"patient": nom, "professionnel": autorise, "autorisation": "valide"}))
            .await;
    }
    essai
        .regler(json!({"patient": nom, "medecin_traitant": "MEDECIN_PRESCRIPTEUR"}))
        .await;
    let autre = deposer(essai, &MEDECIN_BIOLOGISTE, p, &invisible(Lot::de(&MEDECIN_BIOLOGISTE, n, p, None))).await;
    let autre_masque = deposer(essai, &MEDECIN_BIOLOGISTE, p, &masque(Lot::de(&MEDECIN_BIOLOGISTE, n + 1, p, None))).await;
    let depose = depose_pour(acteur);
    let sien = deposer(essai, &depose, p, &masque(Lot::de(&depose, n + 2, p, None))).await;
    let de = async |d| essai.demander(acteur, Some(p), &d).await.issue();
    let change = |rang: u32, o: &Objet, v: &[&str]| rendre(acteur, n * 10 + rang, p, o, v);
    let mut c = Vec::new();
    for (nom, demande) in [
        ("TD0.2", existe(p)),
        ("TD0.4", lister("20200101000000", "LASTAUTORIZATION", None)),
        ("TD0.5", traits(&nomme("HALL"))),
        ("TD1.3a", gestion(p)),
        ("TD1.6", autorises("TOUTE")),
        ("TD3.1 méta", documents(p, &[APPROUVE], &[])),
        ("TD3.1 réf", reference(&autre.unique)),
        ("TD3.2", consulter(&[(DEPOT, &autre.unique)])),
        ("TD3.2 masqué", consulter(&[(DEPOT, &autre_masque.unique)])),
        ("TD3.2 masqué sien", consulter(&[(DEPOT, &sien.unique)])),
        ("TD3.3a démasquer", change(0, &autre_masque, &[])),
        ("TD3.3a démasquer sien", change(1, &sien, &[])),
        ("TD3.3b", change(2, &autre, &[])),
    ] {
        c.push((nom, de(demande).await));
    }
    let suivi = Objet {
        id: courant(essai, p, &autre).await,
        version: if c.last().is_some_and(|(_, i)| i == "Success") { "2" } else { "1" }.to_owned(),
        ..autre.clone()
    };
    let garde: &[&str] = if suivi.version == "2" {
        &["MASQUE_PS"]
    } else {
        &["INVISIBLE_PATIENT", "MASQUE_PS"]
    };
    c.push(("TD3.3a masquer", de(change(3, &suivi, garde)).await));
    let (id_autre, id_sien) = (courant(essai, p, &autre).await, courant(essai, p, &sien).await);
    for (nom, rang, id, passage) in [
        ("TD3.3d", 4, &id_autre, (APPROUVE, ARCHIVE)),
        ("TD3.3d sien", 5, &id_sien, (APPROUVE, ARCHIVE)),
    ] {
        c.push((nom, de(passer(acteur, n * 10 + rang, p, id, passage)).await));
    }
    for (nom, rang, id) in [("TD3.3c", 6, &id_autre), ("TD3.3c sien", 7, &id_sien)] {
        let archive = c.iter().any(|(d, i)| *d == nom.replace("3c", "3d") && i == "Success");
        let depuis = if archive { ARCHIVE } else { APPROUVE };
        c.push((nom, de(passer(acteur, n * 10 + rang, p, id, (depuis, SUPPRIME))).await));
    }
    c.push(("TD2.1", essai.deposer(acteur, &Lot::de(acteur, n + 3, p, None)).await.issue()));
    c.push(("TD0.3 ajout", de(autoriser("AJOUT", None)).await));
    c.push(("TD0.3 retrait", de(autoriser("SUPPRESSION", None)).await));
    c
}

#[tokio::test]
async fn acteurs_par_transaction() {
    let essai = Essai::tolerant(&SANS_CARTE.map(str::to_owned)).await;
    let acteurs = [
        (TRAITANT, "DMP_HALL_ANNIE"),
        (
            TRAITANT.en("médecin traitant, bris de glace", "bris_de_glace"),
            "DMP_ATTRIBUT_MONIQUE",
        ),
        (HOSPITALIER, "DMP_ALOT_CECILE"),
        (HOSPITALIER.en("médecin, centre 15", "centre_15"), "DMP_RECHERCHE_MARJORIE"),
        (HOSPITALIER.en("médecin, bris de glace", "bris_de_glace"), "DMP_DUPRE_CORINNE"),
        (TRAVAIL, "DMP_ENCHAINE_IRENE"),
        (INFIRMIER, "DMP_PETRA_DIDIER"),
        (INFIRMIER.en("infirmier, centre 15", "centre_15"), "DMP_TENERIFE_JUAN"),
        (INFIRMIER.en("infirmier, bris de glace", "bris_de_glace"), "DMP_PAT_VAC_SAMUS"),
        (SECRETAIRE, "DMP_CURIE_MARIE"),
        (HOPITAL, "DMP_MAXIMOP_CELINE"),
        (HOPITAL.en("hôpital, centre 15", "centre_15"), "DMP_INSFAMILLEQUATRE_ARTHUR"),
        (AIR, "DMP_INSFAMILLEQUATRE_JUMEAUUN"),
        (AIR_SECRETAIRE, "DMP_PATB_UN_CHRISTIAN"),
    ];
    let mut tableau = Tableau::default();
    for (n, (acteur, patient)) in (1..).zip(acteurs) {
        let cellules = ligne(&essai, n * 10, &acteur, patient).await;
        tableau.ligne(acteur.nom, cellules);
    }
    assert_snapshot!("acteurs_par_transaction", tableau.texte());
}
