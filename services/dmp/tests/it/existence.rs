//! TD0.2.

use insta::assert_snapshot;
use segur_xds::ns::ACTION_TD02;

use crate::banc::Essai;
use crate::message::{AGATHE, ELIOTT, FERME, PERSONNE, SANS_DMP, bon_vihf, enveloppe, existence, question};

#[tokio::test]
async fn ouvert_ferme_absent_inconnu() {
    let essai = Essai::nouveau().await;
    for (patient, existe, statut, autorisation) in [
        (AGATHE, "OK", Some("active"), Some("NON_EXISTE")),
        (FERME, "OK", Some("terminated"), Some("NON_EXISTE")),
        (SANS_DMP, "NF", None, None),
        (PERSONNE, "NF", None, None),
        // The same person under another OID of an INS: found. Under that of an INS-C: not.
        ((AGATHE.0, "1.2.250.1.213.1.4.8"), "OK", Some("active"), Some("NON_EXISTE")),
    ] {
        let recue = essai.tester(existence(patient)).await;
        let lue = recue.existence();
        assert_eq!(
            (lue.existence.as_deref(), lue.statut.as_deref(), lue.autorisation.as_deref()),
            (Some(existe), statut, autorisation),
            "{patient:?}"
        );
        assert_eq!((recue.statut, recue.echange.operation.as_str()), (200, "dmp.TD0.2"), "{patient:?}");
        for (fait, valeur) in [
            ("existence", Some(existe)),
            ("dmp.statut", statut),
            ("autorisation", autorisation),
            ("patient", Some(patient.0)),
            ("oid", Some(patient.1)),
            ("vihf.ins", Some(patient.0)),
            ("vihf.mode", Some("INDIRECTE")),
        ] {
            assert_eq!(recue.fait(fait).as_deref(), valeur, "{patient:?} {fait}");
        }
        assert_eq!(recue.regles(), [].into(), "{patient:?}");
    }
}

#[tokio::test]
async fn sur_le_fil() {
    let essai = Essai::nouveau().await;
    assert_snapshot!("existe", essai.tester(existence(AGATHE)).await.enveloppe);
    assert_snapshot!("ferme", essai.tester(existence(FERME)).await.enveloppe);
    assert_snapshot!("n_existe_pas", essai.tester(existence(PERSONNE)).await.enveloppe);
}

#[tokio::test]
async fn le_vihf_est_du_patient_demande() {
    let essai = Essai::nouveau().await;
    let message = enveloppe(ACTION_TD02, &bon_vihf(ELIOTT), &question(AGATHE));
    let (sous_code, raison) = essai.tester(message).await.faute().unwrap();
    assert_eq!(sous_code, "banc_vihf");
    assert!(raison.contains("vihf.patient.corps"), "{raison}");
}

/// Under the OID of another domain it is not the patient of the VIHF; a second one in the question is not either.
#[tokio::test]
async fn l_oid_du_vihf_est_celui_du_corps_et_personne_n_est_ajoute() {
    let essai = Essai::nouveau().await;
    let production = (AGATHE.0, "1.2.250.1.213.1.4.8");
    let message = enveloppe(ACTION_TD02, &bon_vihf(AGATHE), &question(production));
    let recue = essai.tester(message).await;
    assert_eq!(recue.faute().unwrap().0, "banc_vihf");
    assert_eq!(recue.echange.refus.as_deref(), Some("vihf.patient.oid-corps"));
    let second = format!("<value root=\"{}\" extension=\"{}\"/><semanticsText>", ELIOTT.1, ELIOTT.0);
    let deux = question(AGATHE).replace("<semanticsText>", &second);
    assert_ne!(deux, question(AGATHE));
    let recue = essai.tester(enveloppe(ACTION_TD02, &bon_vihf(AGATHE), &deux)).await;
    assert_eq!(recue.echange.refus.as_deref(), Some("vihf.patient.corps"));
    assert_eq!(recue.echange.faits["patient"], [AGATHE.0, ELIOTT.0]);
}

#[tokio::test]
async fn sans_patient_la_question_est_illisible() {
    let essai = Essai::nouveau().await;
    let sans = question(AGATHE).replace(&format!("extension=\"{}\"", AGATHE.0), "");
    let message = enveloppe(ACTION_TD02, &bon_vihf(AGATHE), &sans);
    let (sous_code, raison) = essai.tester(message).await.faute().unwrap();
    assert_eq!(sous_code, "banc_illisible");
    assert!(raison.contains("patientIdentifier"), "{raison}");
}
