//! What a person changes beside the candidate: the DMP of a patient, and what the DMP publishes.

use insta::assert_snapshot;
use serde_json::{Value, json};

use crate::acteurs::{HOSPITALIER, LABO, fiche};
use crate::banc::Essai;
use crate::demandes::existe;
use crate::droits::masque;
use crate::etats::invisible;
use crate::message::{AGATHE, Lot};

const NOM: &str = "DMP_SANS_AUTORISATION";

#[tokio::test]
async fn chaque_reglage_change_la_reponse() {
    let essai = Essai::nouveau().await;
    let patient = fiche(NOM);
    // Each code with its value.
    let lire = async || {
        let recue = essai.demander(&HOSPITALIER, Some(patient), &existe(patient)).await;
        let dits = recue.corps().replace("/><value", " : value");
        dits.split("><").map(str::to_owned).collect::<Vec<_>>()
    };
    essai.regler(json!({"patient": NOM, "ens": "non", "compte_internet": "non"})).await;
    let avant = lire().await;
    let mut vus = Vec::new();
    for reglage in [
        json!({"ens": "oui"}),
        json!({"compte_internet": "oui"}),
        json!({"medecin_traitant": "MEDECIN_HOSPITALIER"}),
        json!({"professionnel": "MEDECIN_HOSPITALIER", "autorisation": "valide"}),
        json!({"professionnel": "MEDECIN_HOSPITALIER", "autorisation": "expiree"}),
        json!({"professionnel": "MEDECIN_HOSPITALIER", "autorisation": "interdite"}),
        json!({"etat": "ferme", "date": "2026-01-10", "motif": "FERMETURE_DEMANDE_PATIENT", "raison": "Déménage"}),
        json!({"raison": "Autre raison"}),
        json!({"etat": "absent"}),
    ] {
        let mut demande = reglage.clone();
        demande["patient"] = json!(NOM);
        essai.regler(demande).await;
        let neuf = lire().await.into_iter();
        let neuf: Vec<String> = neuf.filter(|m| !avant.contains(m) && !m.starts_with("id root=")).collect();
        vus.push(format!("{reglage}\n    {}", neuf.join("\n    ")));
    }
    assert_snapshot!("regler", vus.join("\n"));
    // Open again, nothing stays of the closing.
    essai.regler(json!({"patient": NOM, "etat": "ouvert", "date": "2026-01-11"})).await;
    let recue = essai.demander(&HOSPITALIER, Some(patient), &existe(patient)).await;
    assert!(
        !recue.enveloppe.contains("reasonOf") && !recue.enveloppe.contains("20260111"),
        "{}",
        recue.enveloppe
    );
}

#[tokio::test]
async fn un_reglage_faux_est_refuse() {
    let essai = Essai::nouveau().await;
    for (reglage, dit) in [
        (json!({"patient": "PERSONNE"}), "PERSONNE"),
        (json!({}), "patient"),
        (json!({"patient": NOM, "etat": "perdu"}), "perdu"),
        (json!({"patient": NOM, "autre": 1}), "autre"),
        (json!({"patient": NOM, "medecin_traitant": "X"}), "« X »"),
        (json!({"patient": NOM, "professionnel": "MEDECIN_HOSPITALIER"}), "vont ensemble"),
        (json!({"patient": NOM, "professionnel": "X", "autorisation": "valide"}), "« X »"),
    ] {
        let (statut, reponse) = essai.agir("regler", reglage).await;
        assert!(statut >= 400 && reponse.to_string().contains(dit), "{statut} {reponse}");
    }
    let (statut, reponse) = essai.agir("publier", json!({"age_majorite": 300})).await;
    assert!(statut >= 400, "{reponse}");
    let (statut, reponse) = essai.agir("effacer", json!({})).await;
    assert!(statut >= 400 && reponse.to_string().contains("regler"), "{reponse}");
}

#[tokio::test]
async fn chaque_parametre_publie() {
    let essai = Essai::nouveau().await;
    let publie = async || essai.obtenir("/param-lps").await.enveloppe;
    let depart = publie().await;
    assert_snapshot!("param_lps", depart);
    for (reglage, attendu) in [
        (
            json!({"gestion_mineurs": "non"}),
            "\"fonctions-gestion-mineurs\" type=\"booleen\">false<",
        ),
        (json!({"cumul": "oui"}), "masque_ps\" type=\"booleen\">true<"),
        (json!({"age_majorite": 15}), ">15<"),
        (json!({"plateforme": "production"}), "<plateforme>production<"),
    ] {
        let avant = publie().await;
        let (statut, reponse): (u16, Value) = essai.agir("publier", reglage).await;
        let apres = publie().await;
        assert_eq!(statut, 200, "{reponse}");
        assert!(apres.contains(attendu) && !avant.contains(attendu), "{apres}");
    }
    assert_eq!(essai.dernier().await.operation, "dmp.parametres");
}

/// What the parameters allow together is no finding any more.
#[tokio::test]
async fn le_cumul_permis_n_est_plus_dit() {
    let essai = Essai::nouveau().await;
    let regle = ("xds.lot.confidentialityCode.cumul".to_owned(), false);
    let cumule = |n: u32| masque_et_invisible(n);
    assert!(essai.deposer(&LABO, &cumule(1)).await.regles().contains(&regle));
    essai.agir("publier", json!({"cumul": "oui"})).await;
    assert!(!essai.deposer(&LABO, &cumule(2)).await.regles().contains(&regle));
    essai.agir("publier", json!({"cumul": "non"})).await;
    assert!(essai.deposer(&LABO, &cumule(3)).await.regles().contains(&regle));
}

fn masque_et_invisible(n: u32) -> Lot {
    masque(invisible(Lot::nouveau(n, AGATHE)))
}
