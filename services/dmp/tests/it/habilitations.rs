//! TD0.3, TD0.4, TD1.6, and what TD0.2 and TD1.3a tell of them.

use insta::assert_snapshot;
use serde_json::json;

use crate::acteurs::{AIR_SECRETAIRE, HOPITAL, HOSPITALIER, INFIRMIER, LABO, MEDECIN_BIOLOGISTE, PHARMACIENNE, TRAITANT, fiche};
use crate::banc::{Essai, Recue};
use crate::demandes::{APPROUVE, autoriser, autorises, documents, existe, gestion, lister, nomme, traits};
use crate::message::AGATHE;

impl Recue {
    /// The texts of these elements, in order.
    fn textes(&self, nom: &str) -> Vec<String> {
        let document = segur_soap::lire(&self.enveloppe).unwrap();
        let noeuds = document.descendants().filter(|n| n.tag_name().name() == nom);
        noeuds.map(|n| segur_soap::texte_de(n).trim().to_owned()).collect()
    }

    /// State of the authorisation and whether one is the médecin traitant, as TD0.2 says them.
    fn autorisation(&self) -> (String, bool) {
        let traitant = self
            .enveloppe
            .contains("code=\"STATUT_MT\" codeSystem=\"1.2.250.1.213.4.1.2.6.3\"/><value xsi:type=\"BL\" value=\"true\"");
        (self.existence().autorisation.unwrap(), traitant)
    }

    /// What TD0.3 answers.
    fn dit(&self) -> String {
        format!("{} {}", self.issue(), self.textes("context").join(" "))
    }
}

#[tokio::test]
async fn une_autorisation_s_ajoute_se_retire_et_donne_a_lire() {
    let essai = Essai::nouveau().await;
    let qui = HOSPITALIER;
    let de = async |d| essai.demander(&qui, Some(AGATHE), &d).await;
    let etat = async || de(existe(AGATHE)).await.autorisation();
    assert_eq!(etat().await, ("NON_EXISTE".into(), false));
    let lire = async || de(documents(AGATHE, &[APPROUVE], &[])).await.issue();
    assert_eq!(lire().await, "DMPAccessDeniedByRightsService");
    let premiere = de(autoriser("AJOUT", None)).await;
    assert_snapshot!("td03_ajout", premiere.enveloppe);
    assert_eq!(premiere.dit(), "DMPOk Autorisation ajoutée");
    assert_eq!((etat().await, lire().await.as_str()), (("VALIDE".into(), false), "Success"));
    // Twice is a success.
    let deux = de(autoriser("AJOUT", None)).await;
    assert_eq!(deux.dit(), "DMPOk Autorisation déjà présente : aucune action effectuée");
    // The role is given, then taken away by an addition without it.
    assert_eq!(de(autoriser("AJOUT", Some("MEDECIN_TRAITANT"))).await.issue(), "DMPOk");
    assert_eq!(etat().await, ("VALIDE".into(), true));
    de(autoriser("AJOUT", None)).await;
    assert_eq!(etat().await, ("VALIDE".into(), false));
    assert_eq!(de(autoriser("SUPPRESSION", None)).await.dit(), "DMPOk Autorisation retirée");
    assert_eq!(
        de(autoriser("SUPPRESSION", None)).await.dit(),
        "DMPOk Aucune autorisation à retirer"
    );
    assert_eq!(
        (etat().await.0.as_str(), lire().await.as_str()),
        ("NON_EXISTE", "DMPAccessDeniedByRightsService")
    );
    // Of nobody else.
    assert_eq!(
        essai.demander(&TRAITANT, Some(AGATHE), &existe(AGATHE)).await.autorisation().0,
        "NON_EXISTE"
    );
}

/// Who is blocked cannot lift it: neither by adding, nor by taking away what blocks, which would leave the way open.
#[tokio::test]
async fn qui_est_bloque_le_reste() {
    let essai = Essai::nouveau().await;
    let patient = fiche("DMP_TOUT_BLOQUE");
    for qui in [HOSPITALIER, MEDECIN_BIOLOGISTE] {
        let de = async |d| essai.demander(&qui, Some(patient), &d).await;
        for action in ["AJOUT", "SUPPRESSION", "AJOUT"] {
            assert_eq!(de(autoriser(action, None)).await.issue(), "banc_interdit", "{}", qui.nom);
        }
        assert_eq!(de(existe(patient)).await.autorisation().0, "INTERDIT");
        assert_eq!(de(documents(patient, &[APPROUVE], &[])).await.issue(), "banc_interdit");
    }
    // The laboratory is blocked, not the one of it who has an authorisation of her own.
    essai
        .regler(json!({"patient": "DMP_TOUT_BLOQUE", "professionnel": "BIOLOGISTE_2", "autorisation": "valide"}))
        .await;
    let recue = essai
        .demander(&PHARMACIENNE, Some(patient), &documents(patient, &[APPROUVE], &[]))
        .await;
    assert_eq!(recue.objets().len(), 2);
}

#[tokio::test]
async fn le_medecin_traitant_du_dmp_l_est_par_son_autorisation() {
    let essai = Essai::nouveau().await;
    let (nom, patient) = ("DMP_VIE_ENTIERE", fiche("DMP_VIE_ENTIERE"));
    let etat = async |qui| essai.demander(&qui, Some(patient), &existe(patient)).await.autorisation();
    assert_eq!(etat(TRAITANT).await, ("VALIDE".into(), true));
    assert_eq!(etat(HOSPITALIER).await, ("VALIDE".into(), false));
    essai
        .regler(json!({"patient": nom, "medecin_traitant": "MEDECIN_HOSPITALIER"}))
        .await;
    assert_eq!((etat(TRAITANT).await.1, etat(HOSPITALIER).await.1), (false, true));
    essai.regler(json!({"patient": nom, "medecin_traitant": "aucun"})).await;
    assert_eq!((etat(TRAITANT).await.1, etat(HOSPITALIER).await.1), (false, false));
    // Named before they have any authorisation, they keep the role when they add one.
    essai
        .regler(json!({"patient": nom, "professionnel": "MEDECIN_PRESCRIPTEUR", "autorisation": "aucune"}))
        .await;
    essai
        .regler(json!({"patient": nom, "medecin_traitant": "MEDECIN_PRESCRIPTEUR"}))
        .await;
    assert_eq!(etat(TRAITANT).await, ("NON_EXISTE".into(), true));
    essai.demander(&TRAITANT, Some(patient), &autoriser("AJOUT", None)).await;
    assert_eq!(etat(TRAITANT).await, ("VALIDE".into(), true));
}

/// What an employee adds is the structure's; who works there reads by it.
#[tokio::test]
async fn l_autorisation_de_la_structure() {
    let essai = Essai::nouveau().await;
    let patient = fiche("DMP_SANS_AUTORISATION");
    let lire = async || {
        essai
            .demander(&HOSPITALIER, Some(patient), &documents(patient, &[APPROUVE], &[]))
            .await
            .issue()
    };
    assert_eq!(lire().await, "DMPAccessDeniedByRightsService");
    assert_eq!(
        essai
            .demander(&AIR_SECRETAIRE, Some(patient), &autoriser("AJOUT", None))
            .await
            .issue(),
        "DMPOk"
    );
    assert_eq!(lire().await, "Success");
    let qui = essai.demander(&HOSPITALIER, Some(patient), &autorises("ACTIVE")).await;
    assert_eq!(qui.textes("nationalId"), ["1999900020"]);
    assert_eq!(qui.textes("nationalIdType"), ["1.2.250.1.71.4.2.2"]);
    // In indirect mode, that of the structure is told.
    assert_eq!(
        essai.demander(&HOPITAL, Some(patient), &existe(patient)).await.autorisation().0,
        "VALIDE"
    );
    assert_eq!(
        essai.demander(&LABO, Some(patient), &existe(patient)).await.autorisation().0,
        "NON_EXISTE"
    );
    let siens = essai
        .demander(&AIR_SECRETAIRE, None, &lister("20200101000000", "LASTAUTORIZATION", None))
        .await;
    assert!(siens.textes("nationalId").contains(&patient.0.to_owned()), "{}", siens.enveloppe);
}

/// The DMP of the world are there before anybody came for them.
#[tokio::test]
async fn la_liste_des_dmp_autorises() {
    let essai = Essai::nouveau().await;
    let noms = async |qui, depuis: &str, tri| essai.demander(&qui, None, &lister(depuis, tri, None)).await.textes("lastName");
    let premiere = essai
        .demander(&INFIRMIER, None, &lister("20200101000000", "LASTAUTORIZATION", None))
        .await;
    assert_snapshot!("td04", premiere.enveloppe);
    let tous = noms(MEDECIN_BIOLOGISTE, "20200101000000", "LASTAUTORIZATION").await;
    // The last first; neither those that expired, nor those that block, nor those that are closed.
    let mut dits = vec![tous.join(" ")];
    for (depuis, tri) in [
        ("20200101000000", "LASTDOC"),
        ("20250601000000", "LASTAUTORIZATION"),
        ("20251212134500", "LASTDOC"),
        ("20251212134501", "LASTDOC"),
    ] {
        dits.push(format!(
            "{tri} depuis {depuis} : {}",
            noms(MEDECIN_BIOLOGISTE, depuis, tri).await.join(" ")
        ));
    }
    assert_snapshot!("td04_listes", dits.join("\n"));
    // A structure: the authorisations of its own, by date alone; of one of them, by name.
    let depuis = "20200101000000";
    assert!(noms(LABO, depuis, "LASTAUTORIZATION").await.len() >= tous.len());
    let d = lister(depuis, "LASTDOC", None);
    assert_eq!(essai.demander(&LABO, None, &d).await.issue(), "DMPAccessDeniedByRightsService");
    let d = lister(depuis, "LASTAUTORIZATION", Some(PHARMACIENNE.ps));
    let siens = essai.demander(&LABO, None, &d).await.textes("lastName");
    assert_eq!(siens, noms(PHARMACIENNE, depuis, "LASTAUTORIZATION").await);
    // Closed, it is listed no more.
    essai.regler(json!({"patient": "DMP_VIE_ENTIERE", "etat": "ferme"})).await;
    assert_eq!(noms(INFIRMIER, depuis, "LASTAUTORIZATION").await, [""; 0]);
    for (depuis, tri, regle) in [("2020", "LASTDOC", "dmp.td04.date"), (depuis, "LASTAUTHORIZATION", "dmp.td04.tri")] {
        let recue = essai.demander(&INFIRMIER, None, &lister(depuis, tri, None)).await;
        assert_eq!(
            (recue.issue().as_str(), recue.echange.refus.as_deref()),
            ("banc_illisible", Some(regle))
        );
    }
}

#[tokio::test]
async fn qui_est_autorise_ou_bloque() {
    let essai = Essai::nouveau().await;
    let patient = fiche("DMP_VIE_ENTIERE");
    let de = async |mode: &str| essai.demander(&TRAITANT, Some(patient), &autorises(mode)).await;
    assert_snapshot!("td16", de("TOUTE").await.enveloppe);
    essai
        .regler(json!({"patient": "DMP_VIE_ENTIERE", "professionnel": "CARDIOLOGUE", "autorisation": "interdite"}))
        .await;
    essai
        .regler(json!({"patient": "DMP_VIE_ENTIERE", "professionnel": "CHIRURGIEN", "autorisation": "expiree"}))
        .await;
    let (toute, active, interdite) = (de("TOUTE").await, de("ACTIVE").await, de("INTERDITE").await);
    assert_eq!(interdite.textes("lastName"), ["SYSTOLE"]);
    assert_eq!(interdite.textes("mode"), ["INTERDITE"]);
    assert_eq!(toute.textes("nationalId").len(), active.textes("nationalId").len() + 1);
    assert!(!toute.enveloppe.contains("SCALPEL"), "expired");
    assert_eq!(de("AUCUNE").await.echange.refus.as_deref(), Some("dmp.td16.mode"));
}

#[tokio::test]
async fn les_donnees_administratives() {
    let essai = Essai::nouveau().await;
    for (nom, snapshot) in [
        ("DMP_SANS_BRIS_DE_GLACE", "td13a_oppose"),
        ("DMP_FERME_A_SA_DEMANDE", "td13a_ferme"),
    ] {
        let patient = fiche(nom);
        let recue = essai.demander(&HOSPITALIER, Some(patient), &gestion(patient)).await;
        assert_eq!(recue.echange.operation, "dmp.TD1.3a");
        assert_snapshot!(snapshot, recue.enveloppe);
    }
    let patient = fiche("DMP_OUTRE_MER");
    let oppositions = async || {
        let recue = essai.demander(&HOSPITALIER, Some(patient), &gestion(patient)).await;
        ["BRIS_DE_GLACE", "ACCES_URGENCE"].map(|o| {
            let vrai = format!("code=\"OPPOSITION_{o}\" codeSystem=\"1.2.250.1.213.4.1.2.3\"/><value xsi:type=\"BL\" value=\"true\"");
            recue.enveloppe.contains(&vrai)
        })
    };
    assert_eq!(oppositions().await, [false, true]);
    essai
        .regler(json!({"patient": "DMP_OUTRE_MER", "acces_urgence": "permis", "bris_de_glace": "oppose"}))
        .await;
    assert_eq!(oppositions().await, [true, false]);
}

#[tokio::test]
async fn un_patient_se_cherche_par_ses_traits_en_regulation() {
    let essai = Essai::nouveau().await;
    let quinze = HOSPITALIER.en("centre 15", "centre_15");
    let de = async |criteres: &str| essai.demander(&quinze, None, &traits(criteres)).await;
    let un = de(&nomme("filaos")).await;
    assert_snapshot!("td05", un.enveloppe);
    let critere = |nom: &str, valeur: &str| format!("<{nom}><value {valeur}/></{nom}>");
    let ne = |jour: &str| critere("livingSubjectBirthTime", &format!("value=\"{jour}\""));
    for (criteres, trouves, note) in [
        (nomme("FILAOS") + &ne("19661202"), 1, "100"),
        (nomme("FILAOS") + &ne("19700101"), 1, "50"),
        (nomme("DESJOURS"), 1, "100"),
        (nomme("CONFIDENCE"), 2, "100"),
        (nomme("PERSONNE-DE-CE-NOM"), 0, ""),
        // Without DMP.
        (
            nomme("CONFIDENCE") + &critere("livingSubjectAdministrativeGender", "code=\"M\""),
            2,
            "50",
        ),
    ] {
        let recue = de(&criteres).await;
        let ids = recue.enveloppe.matches("<subject1 ").count();
        assert_eq!(ids, trouves, "{criteres} : {}", recue.enveloppe);
        assert!(
            note.is_empty() || recue.enveloppe.contains(&format!("xsi:type=\"INT\" value=\"{note}\"")),
            "{criteres}"
        );
    }
    assert_eq!(de(&ne("19661202")).await.echange.refus.as_deref(), Some("dmp.td05.traits"));
    let normal = essai.demander(&HOSPITALIER, None, &traits(&nomme("FILAOS"))).await;
    assert_eq!(normal.faute().unwrap().0, "DMPAccessDeniedByRightsService");
}
