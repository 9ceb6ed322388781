//! More than was asked, for the same patient: it is told, and held against nobody.

use serde_json::{Value, json};

use super::super::essai::Preparation;
use super::super::http::Message;
use super::super::messages::{autre_id, envoi};
use super::super::scene::{Geste, Mains};
use super::super::table::Attente::Intact;
use super::super::table::{Ligne, ligne};
use super::{DMP, est_insi};

/// More than was asked, for the same patient: it is told, and held against nobody.
pub fn en_plus() -> Vec<Ligne> {
    let test = |d: &Value, acteur: Option<Value>| {
        let mut t = d.clone();
        t["acte"] = json!("tester-dmp");
        t["cle"] = json!(format!("{}+", d["cle"].as_str().unwrap()));
        t["parametres"] = json!({ "reference": d["parametres"]["reference"] });
        if let Some(a) = acteur {
            t["acteur"] = a;
        }
        t
    };
    vec![
        ligne(
            "le test d'existence est demandé deux fois pour le même patient",
            "",
            DMP,
            Mains::vides().requete(|_, e| {
                if e.message.cible().ends_with("/patients") && e.message.ligne.starts_with("POST") {
                    return vec![Geste::Glisser(e.clone().recrit(|m| autre_id(m, 1))), Geste::Relayer(e)];
                }
                vec![Geste::Relayer(e)]
            }),
        )
        .partout(Intact),
        ligne(
            "le test d'existence est déjà fait quand l'identité devient qualifiée",
            "",
            DMP,
            Mains::vides().acte_en_plus(move |_, d| (d["acte"] == "rechercher-ins").then(|| test(d, None))),
        )
        .partout(Intact),
        ligne(
            "le test d'existence part en arrière-plan sous un compte de service, et c'est déclaré",
            "",
            DMP,
            Mains::vides().acte_en_plus(move |s, d| {
                let p = &s.monde.professionnels["BIOLOGISTE_2"];
                let acteur = json!({ "rpps": p.rpps, "id_national": p.id_national, "nom": p.nom, "prenom": p.prenom, "profession": "21" });
                (d["acte"] == "rechercher-ins").then(|| test(d, Some(acteur)))
            }),
        )
        .prepare(Preparation {
            candidat: |c| c.arriere_plan = vec!["dmp.TD0.2".to_owned()],
            ..Preparation::default()
        })
        .partout(Intact),
        ligne(
            "INSi est appelé de nouveau pour le même patient",
            "",
            "INS/va1.34.01,INS/va1.52.01,INS/va1.54.01",
            Mains::vides().requete(|_, e| {
                if est_insi(&e) {
                    return vec![Geste::Relayer(e.clone()), Geste::Glisser(e.recrit(|m| autre_id(m, 2)))];
                }
                vec![Geste::Relayer(e)]
            }),
        )
        .partout(Intact),
        ligne(
            "INSi est d'abord appelé avec le lieu de naissance, puis sans",
            "",
            "INS/va1.34.01,INS/va1.52.01",
            Mains::vides().requete(|_, e| {
                if est_insi(&e) {
                    let avec = e.clone().recrit(|m| {
                        autre_id(m, 3).change(
                            "</ins:RECSANSVITALE>",
                            "<ins:LieuNaissance>99999</ins:LieuNaissance></ins:RECSANSVITALE>",
                        )
                    });
                    return vec![Geste::Glisser(avec), Geste::Relayer(e)];
                }
                vec![Geste::Relayer(e)]
            }),
        )
        .partout(Intact),
        ligne(
            "les WSDL, les métadonnées et les clés sont lus en arrière-plan, par GET et HEAD",
            "",
            "INS/va1.52.01,DMP/va1.01.01,PSC.01.01,ANN/va1.02.01",
            Mains::vides().avant(|_, _| {
                let tete = |cible: &str| Message {
                    ligne: format!("HEAD {cible} HTTP/1.1"),
                    ..Message::default()
                };
                let psc = "/simule/auth/realms/esante-wallet";
                vec![
                    envoi("insi.tlsm", Some("org-insi-auto"), Message::get("/lps?wsdl")),
                    envoi("insi.lps", None, tete("/lps?wsdl")),
                    envoi(
                        "dmp.lps",
                        Some("org-auth-cli"),
                        Message::get("/si-dmp-server/v2/services/repository?wsdl"),
                    ),
                    envoi(
                        "annuaire.fhir",
                        None,
                        Message::get("/fhir/v2/metadata").avec("Host", "annuaire.banc.test"),
                    ),
                    envoi(
                        "psc.auth",
                        None,
                        Message::get(&format!("{psc}/.well-known/wallet-openid-configuration")).avec("Host", "psc-auth.banc.test"),
                    ),
                    envoi(
                        "psc.auth",
                        None,
                        Message::get(&format!("{psc}/protocol/openid-connect/certs")).avec("Host", "psc-auth.banc.test"),
                    ),
                ]
            }),
        )
        .partout(Intact),
        ligne(
            "un répartiteur regarde si les services répondent, par HEAD, OPTIONS et GET, pendant que rien ne doit partir",
            "",
            "INS/va1.20.01,DMP/va1.22.01,PSC.08.01",
            Mains::vides().ensuite(|_, _| {
                let sonde = |methode: &str, cible: &str| Message {
                    ligne: format!("{methode} {cible} HTTP/1.1"),
                    ..Message::default()
                };
                let dmp = "/si-dmp-server/v2/services/repository";
                let psc = "/simule/auth/realms/esante-wallet/protocol/openid-connect/auth";
                let mut envois = Vec::new();
                for methode in ["HEAD", "OPTIONS", "GET"] {
                    envois.push(envoi("insi.tlsm", Some("org-insi-auto"), sonde(methode, "/lps")));
                    envois.push(envoi("dmp.lps", Some("org-auth-cli"), sonde(methode, dmp)));
                    if methode != "GET" {
                        envois.push(envoi("psc.auth", None, sonde(methode, psc).avec("Host", "psc-auth.banc.test")));
                    }
                }
                envois
            }),
        )
        .partout(Intact),
    ]
}
