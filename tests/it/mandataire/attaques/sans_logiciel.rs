//! A.4: nothing is called, or nothing of what is told.

use serde_json::{Value, json};

use super::super::essai::Preparation;
use super::super::scene::{Geste, Mains, Scene};
use super::super::table::Attente::{Condamne, RienVu};
use super::super::table::{Ligne, ligne};
use super::est_insi;

/// A plausible answer to any act, by a script that knows the field and calls nobody.
fn plausible(s: &Scene, d: &Value) -> Value {
    let json = |nom: &str, v: Value| json!({ "issue": "fait", "fichiers": [ { "nom": nom, "type": "application/json", "json": v } ] });
    let p = &d["parametres"]["patient"];
    let incomplet = ["nom_naissance", "prenoms", "sexe", "date_naissance"].iter().any(|t| {
        let v = &p[*t];
        v.is_null() || v == "" || v == &json!([])
    });
    let cible = &s.monde.professionnels["MEDECIN_PRESCRIPTEUR"];
    match d["acte"].as_str().unwrap() {
        "creer-identite" if incomplet => json!({ "issue": "refuse" }),
        "creer-identite" => {
            s.garder(&format!("saisie {}", d["scenario"]), p);
            json!({ "issue": "fait" })
        }
        "lire-identite" => {
            let p = s.gardee(&format!("saisie {}", d["scenario"])).unwrap_or_default();
            let premier = p["prenoms"][0].clone();
            json(
                "identite",
                json!({ "statut": "provisoire", "nom_naissance": p["nom_naissance"], "premier_prenom": premier,
                        "prenoms": premier, "date_naissance": p["date_naissance"], "sexe": p["sexe"] }),
            )
        }
        "chercher-correspondant" => {
            let un = json!({ "rpps": cible.rpps, "id_national": cible.id_national, "nom": cible.nom, "prenom": cible.prenom,
                             "mssante": ["baptiste.ordonnance@inexistant.mssante.fr"] });
            json("correspondants", json!({ "correspondants": [un] }))
        }
        "charger-annuaire" => json(
            "annuaire",
            json!({ "etat": "chargee", "fichiers": ["PS_LibreAcces.txt"], "lignes": 10, "rejets": 0, "personnes": 8, "boites": 3 }),
        ),
        _ => json!({ "issue": "fait" }),
    }
}

/// A.4: nothing is called.
pub fn sans_logiciel() -> Vec<Ligne> {
    let extraction = Preparation {
        candidat: |c| {
            c.faits.insert("recherche_mssante".to_owned(), "extraction".to_owned());
        },
        ..Preparation::default()
    };
    let muet = |issue: &'static str| Mains::vides().seul(move |_, _| Some(json!({ "issue": issue })));
    let tous = "INS/va1.20.01,INS/va1.21.01,INS/va1.52.01,INS/va1.59.01,DMP/va1.01.01,DMP/va1.22.01,BENCH.DMP.01";
    vec![
        ligne(
            "un script sans logiciel répond des fichiers plausibles, boîte inventée comprise",
            "A.4",
            "ANN/va1.05.01,ANN/va1.06.01,MSS/CONF.20.01,INS/va1.21.01",
            Mains::vides().seul(|s, d| Some(plausible(s, d))),
        )
        .prepare(extraction)
        .partout(RienVu),
        ligne(
            "le même, là où un échange est attendu",
            "A.4",
            "INS/va1.52.01",
            Mains::vides().seul(|s, d| Some(plausible(s, d))),
        )
        .arrete("aucun échange reçu de ce candidat"),
        ligne("« fait » à tout", "E", tous, muet("fait")).arrete("aucun échange reçu de ce candidat"),
        ligne("« refuse » à tout", "E", tous, muet("refuse")).partout(RienVu),
        ligne(
            "« refuse » à ce qui doit l'être, sans rien faire d'autre",
            "",
            "INS/va1.20.01,INS/va1.20.02,INS/va1.59.01,BENCH.DMP.01",
            Mains::vides().seul(|_, d| {
                let refuse = ["rechercher-ins", "valider-compte-rendu"].contains(&d["acte"].as_str().unwrap());
                Some(json!({ "issue": if refuse { "refuse" } else { "fait" } }))
            }),
        )
        .partout(RienVu),
        ligne(
            "la boîte MSSanté est inventée, après une vraie recherche",
            "A.4",
            "ANN/va1.05.01,ANN/va1.06.01",
            Mains::vides().fichier("correspondants", |_, _, f| {
                for un in f["correspondants"].as_array_mut().unwrap() {
                    un["mssante"] = json!(["invente@inexistant.mssante.fr"]);
                }
            }),
        )
        .partout(Condamne),
        ligne(
            "INSi n'est jamais appelé, et l'adaptateur dit « fait »",
            "",
            "INS/va1.52.01,INS/va1.54.01",
            Mains::vides()
                .requete(|_, e| if est_insi(&e) { vec![] } else { vec![Geste::Relayer(e)] })
                .reponse(|_, _, r| r["issue"] = json!("fait")),
        )
        .arrete("aucun échange reçu de ce candidat"),
        ligne(
            "le DMP n'est jamais appelé, et l'adaptateur dit « fait »",
            "",
            "DMP/va1.01.01,DMP/va1.22.01,DOC/va1.27.01",
            Mains::vides()
                .requete(|_, e| if e.point == "dmp.lps" { vec![] } else { vec![Geste::Relayer(e)] })
                .reponse(|_, _, r| r["issue"] = json!("fait")),
        )
        .attend("DMP/va1.01.01", Condamne)
        .attend("DMP/va1.22.01", Condamne)
        .attend("DOC/va1.27.01", Condamne),
    ]
}
