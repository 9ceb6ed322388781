//! Pro Santé Connect and the annuaire.

use serde_json::json;

use super::super::scene::{Geste, Mains};
use super::super::table::Attente::{Bloque, Condamne, Tombe};
use super::super::table::{Ligne, ligne};

/// Requests whose request line has this, rewritten.
fn url(contient: &'static str, f: fn(String) -> String) -> Mains {
    Mains::vides().requete(move |_, e| {
        if !e.message.ligne.contains(contient) {
            return vec![Geste::Relayer(e)];
        }
        vec![Geste::Relayer(e.recrit(|m| {
            let c = f(m.cible().to_owned());
            m.vers(&c)
        }))]
    })
}

/// An URL without this parameter.
fn sans_parametre(url: &str, nom: &str) -> String {
    let (chemin, query) = url.split_once('?').unwrap();
    let garde: Vec<&str> = query.split('&').filter(|p| !p.starts_with(&format!("{nom}="))).collect();
    format!("{chemin}?{}", garde.join("&"))
}

/// Pro Santé Connect and the annuaire.
pub fn connexions() -> Vec<Ligne> {
    let psc = "PSC.01.01";
    vec![
        ligne(
            "demande de connexion sans PKCE",
            "E",
            psc,
            url("/auth?", |u| sans_parametre(&u, "code_challenge")),
        )
        // No source that was read makes it an error: Pro Santé Connect refuses, and that blocks.
        .partout(Bloque),
        ligne(
            "demande de connexion sans state",
            "E",
            psc,
            url("/auth?", |u| sans_parametre(&u, "state")),
        )
        .partout(Condamne),
        ligne(
            "demande de connexion sans acr_values",
            "",
            "PSC.08.01",
            url("/auth?", |u| sans_parametre(&u, "acr_values")),
        )
        .partout(Condamne),
        ligne(
            "deux niveaux à la fois dans acr_values",
            "A.1",
            "PSC.08.01",
            url("/auth?", |u| u.replace("acr_values=eidas1", "acr_values=eidas1%20eidas2")),
        )
        .partout(Condamne),
        ligne(
            "le niveau est juste, et le client est inconnu : Pro Santé Connect refuse la demande",
            "",
            "PSC.08.01",
            url("/auth?", |u| u.replace("client_id=", "client_id=inconnu-")),
        )
        .partout(Tombe),
        ligne(
            "la session est inventée, Pro Santé Connect n'est jamais appelé",
            "A.4",
            "BENCH.DMP.01,INS/PSC.01.01,DMP/PSC.01.01",
            Mains::vides().seul(|_, d| d["acte"].as_str().unwrap().ends_with("-psc").then(|| json!({ "issue": "fait" }))),
        )
        .attend("INS/PSC.01.01", Tombe)
        .attend("DMP/PSC.01.01", Tombe),
        ligne(
            "la personne connectée n'est pas celle qui agit",
            "A.7",
            "DMP/PSC.01.01",
            Mains::vides().demande(|s, d| {
                if d["acte"] == "connecter-psc" {
                    let autre = &s.monde.professionnels["BIOLOGISTE_1"];
                    d["acteur"] = json!({ "rpps": autre.rpps, "id_national": autre.id_national, "nom": autre.nom, "prenom": autre.prenom });
                }
            }),
        )
        .partout(Tombe),
        ligne(
            "un paramètre inconnu dans la recherche de l'annuaire",
            "E",
            "ANN/va1.02.01",
            url("/fhir/v2/Practitioner", |u| {
                format!("{u}{}inconnu=1", if u.contains('?') { '&' } else { '?' })
            }),
        )
        .partout(Condamne),
    ]
}
