//! The shapes of the published samples: what they have, ours have at the same place. And what R4 asks of any resource.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::banc::{Essai, ressources};

/// A file of the corpus, when it is at hand.
fn corpus(nom: &str) -> Option<Value> {
    let chemin = segur_essais::corpus(&format!("annuaire/fhir/{nom}"))?;
    Some(serde_json::from_slice(&std::fs::read(chemin).unwrap()).unwrap())
}

/// Every path of a value, lists crossed; `system`, `url` and `profile` with what they say.
fn chemins(valeur: &Value, ici: &str, vus: &mut BTreeSet<String>) {
    match valeur {
        Value::Object(o) => {
            for (nom, v) in o {
                let la = format!("{ici}/{nom}");
                if let ("system" | "url" | "code", Some(t)) = (nom.as_str(), v.as_str())
                    && (nom != "code" || ici.ends_with("identifier/type/coding"))
                {
                    vus.insert(format!("{la}={t}"));
                }
                vus.insert(la.clone());
                chemins(v, &la, vus);
            }
        }
        Value::Array(l) => l.iter().for_each(|v| chemins(v, ici, vus)),
        _ => {}
    }
}

/// A person: what samples have and the fictitious world has not to say, or that is of the restricted data. A `/` begins a whole place, else it is a part of a code.
const SANS_PERSONNE: &[&str] = &[
    "/address",
    "/birthDate",
    "/communication",
    "/gender",
    "/extension",
    "/qualification/period",
];
/// A situation: functions of the world are few, and the profession is on the Practitioner.
const SANS_SITUATION: &[&str] = &["TRE-R21", "TRE-G15-ProfessionSante", "TRE-R09-CategorieProfessionnelle"];
/// A structure: nothing.
const SANS_STRUCTURE: &[&str] = &[];

#[tokio::test]
async fn les_cles_et_les_systemes_des_exemples_publies() {
    let essai = Essai::nouveau().await;
    for (fichiers, question, sans) in [
        (
            &["Practitioner-3719500DP.json", "Practitioner-3719500-dr-with-mailbox.json"][..],
            "Practitioner?identifier=99900000045",
            SANS_PERSONNE,
        ),
        (
            &["PractitionerRole-1578230DP.json", "PractitionerRole-5015602DP.json"][..],
            "PractitionerRole?role=GENR01&active=true",
            SANS_SITUATION,
        ),
        (
            &["Organization-158480DP-EG.json", "Organization-centre-de-sante-bal-ORG.json"][..],
            "Organization?identifier=1999900020",
            SANS_STRUCTURE,
        ),
        (
            &["Organization-548812DP-cabinet.json"][..],
            "Organization?identifier=499900000029001",
            SANS_STRUCTURE,
        ),
    ] {
        let bundle = essai.chercher(question).await;
        let mut les_notres = BTreeSet::new();
        for r in ressources(&bundle) {
            chemins(r, "", &mut les_notres);
        }
        for fichier in fichiers {
            let Some(exemple) = corpus(fichier) else { return };
            let mut les_siens = BTreeSet::new();
            chemins(&exemple, "", &mut les_siens);
            let en_moins: Vec<&String> = les_siens
                .iter()
                .filter(|c| {
                    !les_notres.contains(*c)
                        && !sans
                            .iter()
                            .any(|a| if a.starts_with('/') { c.starts_with(a) } else { c.contains(a) })
                })
                .collect();
            assert!(en_moins.is_empty(), "{fichier} : {en_moins:?}");
        }
    }
    let Some(tombe) = corpus("Practitioner-inactive-tombstone.json") else {
        return;
    };
    let (mut a, mut b) = (BTreeSet::new(), BTreeSet::new());
    chemins(&tombe, "", &mut a);
    chemins(ressources(&essai.chercher("Practitioner?active=false").await)[0], "", &mut b);
    b.retain(|c| !c.starts_with("/meta/extension"));
    assert_eq!(a, b);
}

/// Registrations are of the restricted data: said only where it is asked, in the form of its example.
#[tokio::test]
async fn les_inscriptions_par_un_reglage() {
    let sans = Essai::nouveau().await.chercher("Practitioner?identifier=99900000045").await;
    assert!(ressources(&sans)[0].get("extension").is_none());
    let essai = Essai::regle(segur_annuaire::AnnuaireReglage {
        inscriptions: true,
        ..crate::banc::sans_quota()
    })
    .await;
    let avec = essai.chercher("Practitioner?identifier=99900000045").await;
    let extension = &ressources(&avec)[0]["extension"];
    assert_eq!(extension[0]["extension"][1]["valueCodeableConcept"]["coding"][0]["code"], "CNOM");
    let etudiant = essai.chercher("Practitioner?identifier=99900000151").await;
    assert!(ressources(&etudiant)[0].get("extension").is_none(), "a student is on no board");
    let Some(exemple) = corpus("Practitioner-3719500-dr-with-mailbox.json") else {
        return;
    };
    let (mut les_siens, mut les_notres) = (BTreeSet::new(), BTreeSet::new());
    chemins(&exemple["extension"], "", &mut les_siens);
    chemins(extension, "", &mut les_notres);
    assert_eq!(les_siens, les_notres);
}

#[tokio::test]
async fn ce_que_r4_demande() {
    let essai = Essai::regle(segur_annuaire::AnnuaireReglage {
        professionnels: 500,
        ..crate::banc::sans_quota()
    })
    .await;
    for genre in ["Practitioner", "PractitionerRole", "Organization", "HealthcareService", "Device"] {
        let bundle = essai.chercher(&format!("{genre}?_count=1000")).await;
        for r in ressources(&bundle) {
            let id = r["id"].as_str().unwrap();
            assert!(
                (1..=64).contains(&id.len()) && id.bytes().all(|b| b.is_ascii_alphanumeric() || b"-.".contains(&b)),
                "{id}"
            );
            assert!(segur_fhir::lire_instant(r["meta"]["lastUpdated"].as_str().unwrap()).is_some());
            sans_vide(r, id);
        }
    }
}

/// No empty text, list nor object, anywhere.
fn sans_vide(valeur: &Value, ou: &str) {
    match valeur {
        Value::Null => panic!("null dans {ou}"),
        Value::String(t) => assert!(!t.trim().is_empty(), "texte vide dans {ou}"),
        Value::Array(l) => {
            assert!(!l.is_empty(), "liste vide dans {ou}");
            l.iter().for_each(|v| sans_vide(v, ou));
        }
        Value::Object(o) => {
            assert!(!o.is_empty(), "objet vide dans {ou}");
            o.iter().for_each(|(n, v)| sans_vide(v, &format!("{ou}/{n}")));
        }
        _ => {}
    }
}
