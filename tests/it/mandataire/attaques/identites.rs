//! A.1 and A.2: what the candidate says of an identity, and of what it traced.

use serde_json::json;

use super::super::scene::Mains;
use super::super::table::Attente::{AuPlusDeclare, Condamne, Tombe};
use super::super::table::{Ligne, ligne};

/// A.1: files that list every answer.
pub fn identites() -> Vec<Ligne> {
    let tout = || {
        Mains::vides().fichier("identite", |_, _, f| {
            f["statut"] = json!(["provisoire", "recuperee", "validee", "qualifiee"]);
            f["attributs"] = json!(["douteuse", "fictive", "homonyme"]);
            f["alertes"] = json!(["prenoms-incoherents", "reponse-insi-refusee"]);
        })
    };
    let alertes = || {
        Mains::vides().fichier("identite", |_, _, f| {
            f["alertes"] = json!(["prenoms-incoherents", "reponse-insi-refusee"]);
        })
    };
    vec![
        ligne(
            "identité qui a tous les statuts, tous les attributs, toutes les alertes",
            "A.1",
            "INS/va1.28.01,INS/va1.31.01,INS/va1.44.01.01,INS/va1.51.01,INS/va1.52.01,INS/va1.54.01",
            tout(),
        )
        .partout(Tombe),
        ligne(
            "chaque identité a toutes les alertes, toujours",
            "A.1",
            "INS/va1.52.01,INS/va1.54.01",
            alertes(),
        )
        .partout(Condamne),
        ligne(
            "l'identité dite est toujours celle qu'on attend d'une réponse écartée",
            "A.1",
            "INS/va1.28.01,INS/va1.31.01,INS/va1.54.01",
            Mains::vides().fichier("identite", |_, _, f| {
                f["statut"] = json!("provisoire");
                for cle in ["matricule", "oid"] {
                    f.as_object_mut().unwrap().remove(cle);
                }
            }),
        )
        .attend("INS/va1.28.01", AuPlusDeclare)
        .attend("INS/va1.31.01", AuPlusDeclare)
        .attend("INS/va1.54.01", Condamne),
        ligne(
            "les valeurs d'un fichier en objets imbriqués",
            "A.1",
            "INS/va1.54.01",
            Mains::vides().fichier("identite", |_, _, f| {
                f["statut"] = json!({ "a": "provisoire", "b": "validee", "c": "qualifiee" });
            }),
        )
        .partout(Tombe),
    ]
}

/// A.2: a trace is one line, of this identity.
pub fn traces() -> Vec<Ligne> {
    let export = "INS/va1.35.02,INS/va1.49.01";
    vec![
        ligne(
            "traces éclatées, un objet par champ",
            "A.2",
            "INS/va1.35.02,INS/va1.49.01,INS/va1.54.01",
            Mains::vides().fichier("traces", |_, _, f| {
                for liste in ["appels", "statuts"] {
                    let lignes = f[liste].as_array().unwrap().clone();
                    let champs = lignes.iter().flat_map(|l| l.as_object().unwrap().clone());
                    f[liste] = champs.map(|(k, v)| json!({ k: v })).collect();
                }
            }),
        )
        .partout(Condamne),
        ligne(
            "une ligne fausse en tête des traces",
            "A.2",
            "INS/va1.49.01",
            Mains::vides().fichier("traces", |_, _, f| {
                let fausse =
                    json!({ "date": "2026-01-15T09:00:00Z", "utilisateur": "00000000000", "operation": "x", "modalite": "traits", "code_retour": "99" });
                f["appels"].as_array_mut().unwrap().insert(0, fausse);
            }),
        )
        .partout(Condamne),
        ligne(
            "les traces d'un autre patient avec celles du sien",
            "A.2",
            export,
            Mains::vides().fichier("traces", |s, _, f| {
                let mut autre = f["appels"][0].clone();
                let p = s.patient("TCHITCHI").ins.clone().unwrap();
                autre["matricule"] = json!(p.complet());
                autre["nom_naissance"] = json!("TCHITCHI");
                f["appels"].as_array_mut().unwrap().push(autre);
            }),
        )
        .partout(Tombe)
        .connu("« chaque » des scénarios ne tient que l'auteur : une ligne d'un autre matricule passe"),
        ligne(
            "la date de chaque trace est « hier »",
            "A.2",
            export,
            Mains::vides().fichier("traces", |_, _, f| {
                for l in f["appels"].as_array_mut().unwrap() {
                    l["date"] = json!("hier");
                }
            }),
        )
        .partout(Tombe),
        ligne(
            "plusieurs auteurs sur une même ligne de trace",
            "",
            export,
            Mains::vides().fichier("traces", |_, _, f| {
                for l in f["appels"].as_array_mut().unwrap() {
                    l["utilisateur"] = json!([l["utilisateur"], "99900000060"]);
                }
            }),
        )
        .partout(Tombe),
        ligne(
            "tous les changements de statut possibles, à la bonne date et du bon auteur",
            "A.1",
            "INS/va1.54.01",
            Mains::vides().fichier("traces", |_, _, f| {
                let modele = f["statuts"][0].clone();
                let mots = ["provisoire", "recuperee", "validee", "qualifiee"];
                let paires = mots.iter().flat_map(|a| mots.iter().map(move |b| (a, b)));
                f["statuts"] = paires
                    .map(|(a, b)| {
                        let mut l = modele.clone();
                        (l["avant"], l["apres"]) = (json!(a), json!(b));
                        l
                    })
                    .collect();
            }),
        )
        .partout(AuPlusDeclare),
        ligne(
            "les traces sont vides",
            "",
            export,
            Mains::vides().fichier("traces", |_, _, f| *f = json!({ "appels": [], "statuts": [] })),
        )
        .partout(Condamne),
    ]
}
