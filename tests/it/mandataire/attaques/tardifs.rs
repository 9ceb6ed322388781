//! A.6: what comes late, or goes round what must not come.

use serde_json::{Value, json};

use super::super::essai::Preparation;
use super::super::http::Message;
use super::super::messages::{autre_id, b64, de_b64, entre, envoi, est};
use super::super::scene::{Envoi, Geste, Mains, Scene};
use super::super::table::Attente::{Condamne, Intact, NonCondamne, Tombe};
use super::super::table::{Ligne, ligne};
use super::{est_insi, est_td02, est_td21};

/// An answer of the DMP that it never gave.
fn faux(corps: &str) -> Message {
    let e = format!("<s:Envelope xmlns:s=\"http://www.w3.org/2003/05/soap-envelope\"><s:Body>{corps}</s:Body></s:Envelope>");
    Message::reponse(200, "application/soap+xml; charset=utf-8", e)
}

/// In this scenario, whatever the DMP says, the software takes it for open; its lot is kept, and taken for received.
fn retenir(dans: &'static str) -> Mains {
    Mains::vides().requete(move |s, e| {
        if s.demande()["scenario"] != dans {
            return vec![Geste::Relayer(e)];
        }
        if est_td02(&e) {
            let ouvert = "<PRPA_IN201308UV02 xmlns=\"urn:hl7-org:v3\"><queryResponseCode code=\"OK\"/><patient><statusCode code=\"active\"/>\
                          </patient></PRPA_IN201308UV02>";
            return vec![Geste::Glisser(e), Geste::Repondre(faux(ouvert))];
        }
        let retenu = dans != "DMP/va1.22.01" || s.demande()["parametres"]["dmp"] == "bloquer";
        if est_td21(&e) && retenu {
            let m = &e.message;
            s.garder("lot", &json!({ "type": m.entete("content-type"), "corps": b64(&m.corps), "chemin": m.cible() }));
            let pris = "<RegistryResponse xmlns=\"urn:oasis:names:tc:ebxml-regrep:xsd:rs:3.0\" \
                        status=\"urn:oasis:names:tc:ebxml-regrep:ResponseStatusType:Success\"/>";
            return vec![Geste::Repondre(faux(pris))];
        }
        vec![Geste::Relayer(e)]
    })
}

fn lot_retenu(s: &Scene) -> Option<Envoi> {
    let lot = s.gardee("lot")?;
    let t = |n: &str| lot[n].as_str().unwrap().to_owned();
    Some(envoi(
        "dmp.lps",
        Some("org-auth-cli"),
        Message::post(&t("chemin"), &t("type"), de_b64(&t("corps"))),
    ))
}

/// A.6: what comes late is charged to who caused it.
pub fn tardifs() -> Vec<Ligne> {
    let patient = Preparation {
        candidat: |c| c.moteur.calme_ms = 1000,
        ..Preparation::default()
    };
    vec![
        ligne(
            "le compte rendu retenu part juste après « fait »",
            "A.6",
            "DMP/va1.22.01",
            retenir("DMP/va1.22.01")
                .demande(|_, d| {
                    if d["parametres"]["dmp"] == "bloquer" {
                        d["parametres"]["dmp"] = json!("alimenter");
                    }
                })
                .ensuite(|s, d| {
                    let retenu = d["parametres"]["dmp"] == "bloquer";
                    lot_retenu(s).into_iter().filter(|_| retenu).collect()
                }),
        )
        .prepare(patient)
        .attend("DMP/va1.22.01", Condamne),
        ligne(
            "un lot pour un patient sans DMP part pendant le scénario suivant",
            "A.6",
            "BENCH.DMP.01,BENCH.DMP.02",
            retenir("BENCH.DMP.01").avant(|s, d| {
                let suivant = d["scenario"] == "BENCH.DMP.02" && d["acte"] == "rechercher-ins";
                lot_retenu(s).into_iter().filter(|_| suivant).collect()
            }),
        )
        .attend("BENCH.DMP.01", Condamne)
        .attend("BENCH.DMP.02", Intact),
        ligne(
            "le compte rendu retenu part au DMP, dans un message qu'il ne sait pas lire",
            "",
            "DMP/va1.22.01",
            retenu_part(|m| envoi("dmp.lps", Some("org-auth-cli"), m.avec("Content-Type", "application/octet-stream"))),
        )
        .partout(Tombe),
        ligne(
            "le compte rendu retenu part à un autre service que le DMP",
            "",
            "DMP/va1.22.01",
            retenu_part(|m| envoi("annuaire.fhir", None, m.vers("/fhir/v2/Binary").avec("Host", "annuaire.banc.test"))),
        )
        .partout(Tombe)
        .connu("« jamais dmp.TD2.1 » ne voit que le DMP : interdire à tous les services ce qui porte le numéro tiré"),
        ligne(
            "l'identité douteuse est cherchée dans INSi juste après « refuse »",
            "A.6",
            "BENCH.INS.02,INS/va1.20.01",
            Mains::vides().ensuite(|s, d| douteuse(s, d, |m| m)),
        )
        .prepare(patient)
        .attend("INS/va1.20.01", Condamne),
        ligne(
            "l'identité douteuse est cherchée dans INSi, dans un message qu'il ne sait pas lire",
            "",
            "BENCH.INS.02,INS/va1.20.01",
            Mains::vides().apres(|s, d| {
                douteuse(s, d, |m| {
                    m.change(
                        "http://www.w3.org/2003/05/soap-envelope",
                        "http://schemas.xmlsoap.org/soap/envelope/",
                    )
                })
            }),
        )
        .attend("INS/va1.20.01", Tombe),
        ligne(
            "un calme d'une milliseconde, déclaré par l'éditeur, et le lot aussitôt après",
            "A.6",
            "BENCH.DMP.01,BENCH.DMP.02",
            retenir("BENCH.DMP.01").avant(|s, d| {
                let suivant = d["scenario"] == "BENCH.DMP.02" && d["acte"] == "creer-identite";
                lot_retenu(s).into_iter().filter(|_| suivant).collect()
            }),
        )
        .prepare(Preparation {
            candidat: |c| (c.moteur.calme_ms, c.moteur.dans_ms) = (1, 50),
            ..Preparation::default()
        })
        .attend("BENCH.DMP.01", Condamne)
        .attend("BENCH.DMP.02", NonCondamne),
    ]
}

/// In this scenario, the report that the user holds back is sent all the same, so; the software takes it for received.
fn retenu_part(f: fn(Message) -> Envoi) -> Mains {
    Mains::vides()
        .requete(move |s, e| {
            if est_td21(&e) && s.demande()["parametres"]["dmp"] == "bloquer" {
                let pris = "<RegistryResponse xmlns=\"urn:oasis:names:tc:ebxml-regrep:xsd:rs:3.0\" \
                            status=\"urn:oasis:names:tc:ebxml-regrep:ResponseStatusType:Success\"/>";
                return vec![Geste::Glisser(f(e.message)), Geste::Repondre(faux(pris))];
            }
            vec![Geste::Relayer(e)]
        })
        .demande(|_, d| {
            if d["parametres"]["dmp"] == "bloquer" {
                d["parametres"]["dmp"] = json!("alimenter");
            }
        })
}

/// The search of the person that the scenario marks, once the software has refused it: a message seen before, with other traits.
fn douteuse(s: &Scene, d: &Value, f: fn(Message) -> Message) -> Vec<Envoi> {
    let premiere = s.gardee("cherchée").is_none();
    if !est(d, "rechercher-ins", "INS/va1.20.01") || !premiere {
        return Vec::new();
    }
    s.garder("cherchée", d);
    let p = s.patient("SGL_DOUTEUSE");
    let mut modele = s.vue(|v| est_insi(&v.envoi)).unwrap().envoi;
    for (element, valeur) in [
        ("NomNaissance", &p.nom_naissance),
        ("Prenom", &p.prenoms[0]),
        ("Sexe", &p.sexe),
        ("DateNaissance", &p.date_naissance),
    ] {
        let texte = modele.message.texte();
        let avant = format!("<ins:{element}>{}<", entre(&texte, &format!("<ins:{element}>"), "<"));
        modele = modele.recrit(|m| m.change(&avant, &format!("<ins:{element}>{valeur}<")));
    }
    vec![modele.recrit(|m| f(autre_id(m, 6)))]
}
