//! What the world does to the service.

use segur_kit::ActionRefusee;
use segur_model::vocabulaire;
use serde_json::json;

use crate::outils::{ADRDEUX, Essai, Traits, fait};

const INCONNU: Traits<'static> = Traits("PERSONNE", &["PERSONNE"], "M", "1981-01-01", "");

#[tokio::test]
async fn la_plateforme_des_editeurs_repond_une_faute_a_l_inconnu() {
    let essai = Essai::nouveau();
    assert_eq!(fait(&essai.chercher(&INCONNU).await, "cr"), Some("01"));
    essai.action("environnement", json!({"valeur": "editeur"})).await.unwrap();
    let reponse = essai.chercher(&INCONNU).await;
    assert_eq!(
        (fait(&reponse, "faute"), fait(&reponse, "faute.code"), reponse.statut),
        (Some("siram_40"), Some("insi_102"), 500)
    );
    assert_eq!(fait(&essai.chercher(&ADRDEUX).await, "cr"), Some("00"));
    // Unknown in the world is unknown there too; what an action says is said on both.
    let houilles = Traits("HOUILLES", &["PIERRE"], "M", "1993-01-27", "");
    assert_eq!(fait(&essai.chercher(&houilles).await, "faute.code"), Some("insi_102"));
    let reponses = json!([{"cr": "01"}]);
    essai
        .action("repondre", json!({"patient": "HOUILLES", "reponses": reponses}))
        .await
        .unwrap();
    assert_eq!(fait(&essai.chercher(&houilles).await, "cr"), Some("01"));
    essai.action("environnement", json!({"valeur": "production"})).await.unwrap();
    assert_eq!(fait(&essai.chercher(&INCONNU).await, "cr"), Some("01"));
}

#[tokio::test]
async fn un_script_vaut_jusqu_a_la_remise_a_zero() {
    let essai = Essai::nouveau();
    let reponses = json!([
        {"appel": 1, "faute": "insi_102"},
        {"appel": 2, "cr": "02"},
        {"lieu": true, "cr": "01"},
        {"prenom": "LAURENT", "cr": "00", "avec_prenom": true, "traits": {"nom_naissance": "", "prenoms": ["LAURENT", "PAUL"], "sexe": "M", "date_naissance": "1981-00-00"}},
    ]);
    essai.chercher(&ADRDEUX).await; // a call before the script does not count
    essai
        .action("repondre", json!({"patient": "ADRDEUX_LAURENT", "reponses": reponses}))
        .await
        .unwrap();
    assert_eq!(fait(&essai.chercher(&ADRDEUX).await, "faute.code"), Some("insi_102"));
    assert_eq!(fait(&essai.chercher(&ADRDEUX).await, "cr"), Some("02"));
    assert_eq!(
        fait(
            &essai.chercher(&Traits("ADRDEUX", &["LAURENT"], "M", "1981-01-01", "63220")).await,
            "cr"
        ),
        Some("01")
    );
    let quatrieme = essai.chercher(&ADRDEUX).await;
    let vus = ["cr", "tiq.nom", "tiq.prenom", "tiq.prenoms", "tiq.date_naissance"].map(|f| fait(&quatrieme, f));
    assert_eq!(
        vus,
        [Some("00"), None, Some("LAURENT"), Some("LAURENT PAUL"), Some("1981-00-00")],
        "what is empty is not there"
    );

    essai.service.remettre_a_zero("autre");
    assert_eq!(fait(&essai.chercher(&ADRDEUX).await, "tiq.nom"), None, "another espace");
    essai.service.remettre_a_zero("defaut");
    assert_eq!(fait(&essai.chercher(&ADRDEUX).await, "tiq.nom"), Some("ADRDEUX"));
}

#[tokio::test]
async fn les_espaces_ne_se_melangent_pas() {
    let essai = Essai::nouveau();
    essai.action("environnement", json!({"valeur": "editeur"})).await.unwrap();
    let mut autre = essai.ctx.clone();
    autre.espace = "autre".into();
    let requete = essai.requete(Some("org-insi-auto"), &crate::outils::message("1999900038", "", &INCONNU.corps()));
    let reponse = essai.service.repondre(&autre, requete).await;
    assert_eq!(fait(&reponse, "cr"), Some("01"));
}

#[tokio::test]
async fn les_actions_mal_dites_sont_refusees() {
    let essai = Essai::nouveau();
    let refus = async |nom: &str, p: serde_json::Value| essai.action(nom, p).await.unwrap_err();
    assert!(matches!(refus("danser", json!({})).await, ActionRefusee::Inconnue(m) if m.contains("insi.repondre")));
    assert!(matches!(
        refus("environnement", json!({"valeur": "lune"})).await,
        ActionRefusee::Parametres(_)
    ));
    assert!(matches!(refus("environnement", json!({})).await, ActionRefusee::Parametres(_)));
    assert!(
        matches!(refus("repondre", json!({"patient": "NUL", "reponses": []})).await, ActionRefusee::Parametres(m) if m.contains("NUL"))
    );
    assert!(matches!(
        refus("repondre", json!({"patient": "ADRDEUX_LAURENT", "reponses": [{"cr": "03"}]})).await,
        ActionRefusee::Parametres(_)
    ));
    assert!(matches!(
        refus(
            "repondre",
            json!({"patient": "ADRDEUX_LAURENT", "reponses": [{"cr": "01", "faute": "insi_102"}]})
        )
        .await,
        ActionRefusee::Parametres(_)
    ));
    assert!(matches!(
        refus("repondre", json!({"patient": "ADRDEUX_LAURENT", "reponses": [{"inconnu": 1}]})).await,
        ActionRefusee::Parametres(_)
    ));
    assert!(matches!(
        refus("repondre", json!({"patient": "HOUILLES", "reponses": [{"cr": "00"}]})).await,
        ActionRefusee::Impossible(_)
    ));
}

/// The service records and offers just what the vocabulary says.
#[tokio::test]
async fn le_vocabulaire_est_tenu() {
    let essai = Essai::nouveau();
    for action in vocabulaire::ACTIONS.iter().filter_map(|a| a.nom.strip_prefix("insi.")) {
        let refus = essai.action(action, json!({})).await.unwrap_err();
        assert!(matches!(refus, ActionRefusee::Parametres(_)), "{action} is known: {refus}");
    }
    let connues: Vec<&str> = segur_insi_messages::operations::OPERATIONS.iter().map(|o| o.nom).collect();
    assert!(
        ["insi.recherche-traits", "insi.wsdl", "insi.illisible"]
            .iter()
            .all(|o| connues.contains(o))
    );
}
