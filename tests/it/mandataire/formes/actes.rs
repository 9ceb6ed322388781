//! How acts are answered, and ways of working.

use serde_json::{Value, json};

use super::super::essai::Preparation;
use super::super::messages::{b64, de_b64, entre, neuf};
use super::super::scene::Mains;
use super::super::table::Attente::{Intact, Paisible};
use super::super::table::{Ligne, ligne};
use super::poste;

/// How files are given.
pub fn fichiers() -> Vec<Ligne> {
    let sur = "INS/va1.35.02,INS/va1.54.01,INS/va1.44.01.01,ANN/va1.01.01,ANN/va1.02.01";
    let tous = |nom, f: fn(&mut Value)| {
        ligne(
            nom,
            "",
            sur,
            Mains::vides().reponse(move |_, _, r| {
                for un in r["fichiers"].as_array_mut().into_iter().flatten() {
                    f(un);
                }
            }),
        )
        .partout(Intact)
    };
    vec![
        tous("fichiers : des clés en plus, à l'éditeur", |f| {
            if let Some(o) = f["json"].as_object_mut() {
                o.insert("x-editeur".to_owned(), json!({ "ecran": 12, "notes": ["a", "b"] }));
            }
        }),
        tous("fichiers : des clés en plus dans chaque entrée", |f| {
            for liste in f["json"]
                .as_object_mut()
                .into_iter()
                .flat_map(|o| o.values_mut())
                .filter_map(Value::as_array_mut)
            {
                for entree in liste.iter_mut().filter_map(Value::as_object_mut) {
                    entree.insert("rang".to_owned(), json!(1));
                }
            }
        }),
        tous("fichiers : le JSON en Base64", |f| {
            if !f["json"].is_null() {
                f["base64"] = json!(b64(serde_json::to_vec_pretty(&f["json"]).unwrap()));
                f.as_object_mut().unwrap().remove("json");
            }
        }),
        tous("fichiers : type avec charset", |f| {
            if f["type"] == "application/json" {
                f["type"] = json!("application/json; charset=utf-8");
            }
        }),
        tous("fichiers : clés dans un autre ordre", |f| {
            if let Some(o) = f["json"].as_object() {
                f["json"] = o.clone().into_iter().rev().collect();
            }
        }),
        tous("fichiers : nombres en textes, et textes de chiffres en nombres", |f| {
            let Some(o) = f["json"].as_object_mut() else { return };
            for v in o.values_mut() {
                if let Value::Number(n) = v {
                    *v = json!(n.to_string());
                }
            }
            for liste in o.values_mut().filter_map(Value::as_array_mut) {
                for r in liste.iter_mut().filter_map(|e| e.get_mut("rpps")) {
                    let n: u64 = r.as_str().unwrap_or_default().parse().unwrap_or_default();
                    if n > 0 {
                        *r = json!(n);
                    }
                }
            }
        }),
        ligne(
            "fichiers : dates des traces à l'heure locale, avec décalage et fraction",
            "",
            "INS/va1.35.02,INS/va1.49.01,INS/va1.54.01",
            Mains::vides().fichier("traces", |_, _, f| {
                for l in ["appels", "statuts"]
                    .iter()
                    .flat_map(|l| f[*l].as_array().cloned().unwrap_or_default())
                {
                    assert!(l["date"].as_str().unwrap().ends_with(":00Z"));
                }
                let texte = f.to_string().replace("T09:00:00Z", "T10:00:00.250+01:00");
                *f = serde_json::from_str(&texte).unwrap();
            }),
        )
        .partout(Intact),
        ligne(
            "fichiers : d'autres fichiers que ceux de l'acte",
            "",
            sur,
            Mains::vides().reponse(|_, _, r| {
                let fichiers = r.as_object_mut().unwrap().entry("fichiers").or_insert_with(|| json!([]));
                let journal = json!({ "nom": "journal", "type": "text/plain", "base64": b64("tout va bien") });
                fichiers.as_array_mut().unwrap().insert(0, journal);
            }),
        )
        .partout(Intact),
        ligne(
            "PDF : un autre préfixe dans les métadonnées XMP",
            "",
            "DOC/va1.01.01,INS/va1.03.01",
            Mains::vides().reponse(|_, _, r| {
                for un in r["fichiers"]
                    .as_array_mut()
                    .into_iter()
                    .flatten()
                    .filter(|f| f["nom"] == "compte-rendu-pdf")
                {
                    let octets = de_b64(un["base64"].as_str().unwrap());
                    let texte: String = octets.iter().map(|o| char::from(*o)).collect();
                    assert!(texte.contains("pdfaid"));
                    let neuf: Vec<u8> = texte
                        .replace("pdfaid", "pdfxid")
                        .chars()
                        .map(|c| u8::try_from(u32::from(c)).unwrap())
                        .collect();
                    un["base64"] = json!(b64(neuf));
                }
            }),
        )
        .partout(Intact),
    ]
}

/// Ways of working.
pub fn manieres() -> Vec<Ligne> {
    let patient = |c: &mut segur_model::candidat::Candidat| c.moteur.dans_ms = 8000;
    let sur = "INS/va1.20.01,INS/va1.52.01,DMP/va1.01.01,DMP/va1.22.01";
    vec![
        ligne(
            "l'acte répond « fait » avant que les messages partent",
            "",
            "INS/va1.34.01,DMP/va1.01.01",
            Mains::vides().repond_d_abord(|d| {
                let dernier = [("INS/va1.34.01", "rechercher-ins"), ("DMP/va1.01.01", "valider-compte-rendu")];
                dernier.iter().any(|(s, a)| d["scenario"] == *s && d["acte"] == *a)
            }),
        )
        .prepare(Preparation {
            candidat: patient,
            ..Preparation::default()
        })
        .partout(Intact),
        ligne(
            "chaque acte dit une phrase",
            "",
            sur,
            Mains::vides().reponse(|_, _, r| r["message"] = json!("Opération effectuée — n° 12, « ok » <b>\u{1F44D}</b>")),
        )
        .partout(Intact),
        ligne(
            "chaque acte est redemandé sous la même clé, comme après une coupure",
            "",
            sur,
            Mains::vides().acte_en_plus(|_, d| (d["acte"] != "creer-identite").then(|| d.clone())),
        )
        .partout(Intact),
        ligne(
            "INSi est appelé dès la création de l'identité, et c'est déclaré",
            "B.4",
            "INS/va1.21.01,INS/va1.28.01,INS/va1.31.01,INS/va1.49.01,INS/va1.51.01,INS/va1.52.01,INS/va1.54.01,DMP/va1.01.01",
            Mains::vides(),
        )
        .prepare(Preparation {
            temoin: |c, _| c.insi_a_la_creation = true,
            candidat: |c| {
                c.faits.insert("insi_a_la_creation".to_owned(), "oui".to_owned());
            },
            ..Preparation::default()
        })
        .partout(Paisible),
        ligne(
            "INSi est appelé par carte, et c'est déclaré",
            "",
            "INS/va1.28.01,INS/va1.52.01,INS/va1.54.01,DMP/va1.01.01",
            Mains::vides(),
        )
        .prepare(Preparation {
            temoin: |c, _| c.mode = segur_temoin::Mode::Carte,
            candidat: |c| {
                c.faits.insert("mode_insi".to_owned(), "carte".to_owned());
            },
            ..Preparation::default()
        })
        .partout(Paisible),
        ligne(
            "les identifiants de message sont en capitales partout",
            "",
            "INS/va1.52.01,DMP/va1.01.01,DMP/va1.15.01",
            poste("", |m| {
                let texte = m.texte();
                if !texte.contains("<wsa:MessageID>") {
                    return m;
                }
                let id = entre(&texte, "<wsa:MessageID>", "</").to_owned();
                let (avant, uuid) = id.split_at(id.rfind(':').unwrap() + 1);
                let grand = format!("{avant}{}", uuid.to_uppercase());
                assert_ne!(uuid, neuf(0));
                m.change(&id, &grand)
            }),
        )
        .partout(Intact),
    ]
}
