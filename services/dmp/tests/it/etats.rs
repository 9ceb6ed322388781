//! Every transaction before every state of a DMP.

use insta::assert_snapshot;
use serde_json::{Value, json};

use crate::acteurs::{Acteur, HOSPITALIER, fiche};
use crate::banc::Essai;
use crate::demandes::{
    APPROUVE, ARCHIVE, Objet, SUPPRIME, autoriser, autorises, chercher, consulter, documents, existe, gestion, lister, nomme, passer,
    reference, rendre, traits,
};
use crate::message::{Lot, PERSONNE, Patient, code};
use crate::tableau::Tableau;

/// The document of a lot, invisible to the patient too.
pub fn invisible(lot: Lot) -> Lot {
    let schema = segur_xds::ns::document::CONFIDENTIALITE;
    let normal = code(&lot.entry_uuid, schema, "N", "2.16.840.1.113883.5.25");
    let cache = code(&lot.entry_uuid, schema, "INVISIBLE_PATIENT", "1.2.250.1.213.1.1.4.13");
    lot.change(&normal, &format!("{normal}{cache}"))
}

/// A document that somebody fed, followed through its versions.
pub struct Suivi {
    pub patient: Patient,
    pub objet: Objet,
}

impl Suivi {
    /// The reference that it has now, as its author finds it.
    pub async fn suivre(&mut self, essai: &Essai, acteur: &Acteur, versions: u32) {
        let version: u32 = self.objet.version.parse().unwrap();
        self.objet.version = (version + versions).to_string();
        self.objet.id = essai
            .demander(acteur, Some(self.patient), &reference(&self.objet.unique))
            .await
            .objet()
            .id;
    }
}

/// Feeds a document, and reads it.
async fn preparer(essai: &Essai, n: u32, nom: &str) -> Suivi {
    let patient = fiche(nom);
    essai
        .regler(json!({"patient": nom, "professionnel": "MEDECIN_HOSPITALIER", "autorisation": "valide"}))
        .await;
    let lot = invisible(Lot::de(&HOSPITALIER, n, patient, None));
    assert_eq!(essai.deposer(&HOSPITALIER, &lot).await.issue(), "Success");
    let objets = essai
        .demander(&HOSPITALIER, Some(patient), &documents(patient, &[APPROUVE], &[]))
        .await
        .objets();
    let objet = objets.into_iter().find(|o| o.unique == lot.unique_document).unwrap();
    Suivi { patient, objet }
}

async fn jouer(essai: &Essai, n: u32, acteur: &Acteur, s: &mut Suivi, regler: &impl AsyncFn()) -> Vec<(&'static str, String)> {
    let mut cellules = Vec::new();
    let p = s.patient;
    let de = async |d| essai.demander(acteur, Some(p), &d).await.issue();
    let par_reference = chercher(
        crate::demandes::GET_DOCUMENTS,
        "ObjectRef",
        &[("$XDSDocumentEntryUniqueId", &format!("('{}')", s.objet.unique))],
    );
    for (nom, demande) in [
        ("TD0.2", existe(p)),
        ("TD0.4", lister("20200101000000", "LASTAUTORIZATION", None)),
        ("TD0.5", traits(&nomme("HALL"))),
        ("TD1.3a", gestion(p)),
        ("TD1.6", autorises("TOUTE")),
        ("TD3.1 métadonnées", documents(p, &[APPROUVE], &[])),
        ("TD3.1 référence", par_reference),
        ("TD3.2", consulter(&[(crate::demandes::DEPOT, &s.objet.unique)])),
    ] {
        cellules.push((nom, de(demande).await));
    }
    let gestes: [(&str, &[&str], u32); 3] = [
        ("TD3.3a masquer", &["INVISIBLE_PATIENT", "MASQUE_PS"], 0),
        ("TD3.3a démasquer", &["INVISIBLE_PATIENT"], 1),
        ("TD3.3b", &[], 2),
    ];
    for (nom, visibilites, rang) in gestes {
        let issue = de(rendre(acteur, n * 10 + rang, p, &s.objet, visibilites)).await;
        if issue == "Success" {
            s.suivre(essai, acteur, 1).await;
        }
        cellules.push((nom, issue));
    }
    let id = s.objet.id.clone();
    for (nom, passage, rang) in [
        ("TD3.3d archiver", (APPROUVE, ARCHIVE), 3),
        ("TD3.3d désarchiver", (ARCHIVE, APPROUVE), 4),
    ] {
        cellules.push((nom, de(passer(acteur, n * 10 + rang, p, &id, passage)).await));
    }
    let remplacant = Lot::de(acteur, n + 1, p, Some(&id));
    cellules.push(("TD2.1 remplacement", essai.deposer(acteur, &remplacant).await.issue()));
    let nouveau = Lot::de(acteur, n + 2, p, None);
    let issue = essai.deposer(acteur, &nouveau).await.issue();
    let a_supprimer = if issue == "Success" { nouveau.entry_uuid } else { id };
    cellules.push(("TD2.1", issue));
    cellules.push((
        "TD3.3c",
        de(passer(acteur, n * 10 + 5, p, &a_supprimer, (APPROUVE, SUPPRIME))).await,
    ));
    cellules.push(("TD0.3 ajout", de(autoriser("AJOUT", None)).await));
    regler().await;
    cellules.push(("TD0.3 retrait", de(autoriser("SUPPRESSION", None)).await));
    cellules
}

/// Nothing is refused to who may, everything is told to who may not, and each transaction says it in its own form.
#[tokio::test]
async fn transactions_par_etat() {
    let essai = Essai::nouveau().await;
    let medecin = "MEDECIN_HOSPITALIER";
    let sien = |etat: &str| json!({"professionnel": medecin, "autorisation": etat});
    let sans = |autre: Value| {
        let mut tout = sien("aucune");
        tout.as_object_mut().unwrap().extend(autre.as_object().unwrap().clone());
        tout
    };
    let normal = HOSPITALIER;
    let (glace, quinze) = (normal.en("bris de glace", "bris_de_glace"), normal.en("centre 15", "centre_15"));
    let colonnes: [(&str, &str, Acteur, Value); 12] = [
        ("VALIDE", "DMP_HALL_ANNIE", normal, sien("valide")),
        ("NON_EXISTE", "DMP_ATTRIBUT_MONIQUE", normal, sien("aucune")),
        ("EXPIRE", "DMP_ALOT_CECILE", normal, sien("expiree")),
        ("INTERDIT", "DMP_RECHERCHE_MARJORIE", normal, sien("interdite")),
        ("structure VALIDE", "DMP_DUPRE_CORINNE", normal, sien("aucune")),
        (
            "fermé",
            "DMP_ENCHAINE_IRENE",
            normal,
            sans(json!({"etat": "ferme", "date": "2026-01-02"})),
        ),
        ("absent", "DMP_PETRA_DIDIER", normal, sans(json!({"etat": "absent"}))),
        ("bris de glace", "DMP_TENERIFE_JUAN", glace, sien("aucune")),
        (
            "b. de glace, opposé",
            "DMP_PAT_VAC_SAMUS",
            glace,
            sans(json!({"bris_de_glace": "oppose"})),
        ),
        ("centre 15", "DMP_CURIE_MARIE", quinze, sien("aucune")),
        (
            "centre 15, opposé",
            "DMP_MAXIMOP_CELINE",
            quinze,
            sans(json!({"acces_urgence": "oppose"})),
        ),
        (
            "médecin traitant",
            "DMP_INSFAMILLEQUATRE_ARTHUR",
            normal,
            sans(json!({"medecin_traitant": medecin})),
        ),
    ];
    let mut tableau = Tableau::default();
    for (n, (nom, patient, acteur, reglage)) in (1..).zip(colonnes) {
        let n = n * 10;
        let mut suivi = preparer(&essai, n, patient).await;
        let regler = async || {
            if nom == "structure VALIDE" {
                essai
                    .regler(json!({"patient": patient, "professionnel": "HOPITAL", "autorisation": "valide"}))
                    .await;
            }
            let mut demande = reglage.clone();
            demande["patient"] = json!(patient);
            essai.regler(demande).await;
        };
        regler().await;
        let cellules = jouer(&essai, n, &acteur, &mut suivi, &regler).await;
        tableau.colonne(nom, cellules);
    }
    // Nobody of the world.
    let mut inconnu = Suivi {
        patient: PERSONNE,
        objet: preparer(&essai, 900, "DMP_BLOCH_DIDER").await.objet,
    };
    let cellules = jouer(&essai, 910, &normal, &mut inconnu, &async || {}).await;
    tableau.colonne("inconnu", cellules);
    assert_snapshot!("transactions_par_etat", tableau.texte());
}
