//! What a vendor types in its software today is true tomorrow: ports, and the first patient.

use std::net::TcpListener;
use std::path::Path;

use serde_json::Value;

use crate::outils::{Service, code, erreurs, lancer, sortie};

fn points(banc: &Path) -> Value {
    let o = lancer(&["raccordement", "--banc", banc.to_str().unwrap(), "--format", "json"]);
    code(&o, 0);
    let tout: Value = serde_json::from_str(&sortie(&o)).unwrap();
    tout["points"].clone()
}

#[test]
fn ports_are_kept_and_a_busy_one_is_named_with_who_holds_it() {
    let _garde = crate::outils::PORTS.write().unwrap_or_else(std::sync::PoisonError::into_inner);
    let d = tempfile::tempdir().unwrap();
    let donnees = d.path().join("donnees");
    let config = d.path().join("banc.toml");
    let demarrer = |plus: &[&str]| Service::demarrer_seul(&donnees, &[&["--espaces", "1"], plus].concat());
    let (premier, acces) = demarrer(&["--ecrire-config", config.to_str().unwrap()]);
    let (avant, controle) = (points(&acces), std::fs::read_to_string(&acces).unwrap());
    drop(premier);
    let (deuxieme, acces) = demarrer(&[]);
    assert_eq!(points(&acces), avant);
    assert_eq!(std::fs::read_to_string(&acces).unwrap(), controle, "the control plane too");
    drop(deuxieme);
    // As a file of settings, in another folder.
    let ailleurs = d.path().join("ailleurs");
    let (troisieme, acces) = Service::demarrer_seul(&ailleurs, &["--config", config.to_str().unwrap()]);
    assert_eq!(points(&acces), avant);
    drop(troisieme);
    // Somebody took one.
    let url = avant["insi.lps"].as_str().unwrap();
    let prise = TcpListener::bind(url.strip_prefix("https://").unwrap().split('/').next().unwrap()).unwrap();
    let o = lancer(&["serve", "--data", donnees.to_str().unwrap()]);
    code(&o, 2);
    let dit = erreurs(&o);
    assert!(dit.contains("insi.lps") && dit.contains("--ports-neufs"), "{dit}");
    #[cfg(target_os = "linux")]
    assert!(dit.contains(&format!("processus {}", std::process::id())), "{dit}");
    let (quatrieme, acces) = demarrer(&["--ports-neufs"]);
    assert_ne!(points(&acces)["insi.lps"], avant["insi.lps"]);
    drop((quatrieme, prise));
}

#[test]
fn what_to_type_is_said() {
    let d = tempfile::tempdir().unwrap();
    let (_service, acces) = Service::demarrer(&d.path().join("d"), &[]);
    let o = lancer(&["raccordement", "--banc", acces.to_str().unwrap(), "--format", "env"]);
    code(&o, 0);
    let monde = segur_world::monde_demo().unwrap();
    let p = &monde.patients["SGL_PARTIEL"];
    let env = sortie(&o);
    for attendu in [
        format!("SEGUR_PATIENT_NOM={}", p.nom_naissance),
        format!("SEGUR_PATIENT_NAISSANCE={}", p.date_naissance),
        format!("SEGUR_PATIENT_INS={}", p.ins.as_ref().unwrap().complet()),
        format!("SEGUR_DMP_HOMOLOGATION={}", monde.homologations_dmp[0]),
        "SEGUR_PSC_CLIENT=banc-essai".to_owned(),
        "SEGUR_PSC_RETOURS=".to_owned(),
    ] {
        assert!(env.contains(&attendu), "{attendu} dans :\n{env}");
    }
}
