//! Lots of documents that are not what they say.

use serde_json::json;

use super::super::http::Message;
use super::super::messages::lot_vu;
use super::super::scene::{Geste, Mains};
use super::super::table::Attente::{Condamne, Tombe};
use super::super::table::{Ligne, ligne};
use super::{est_td02, est_td21, td21, vihf};

/// The part of an MTOM message that holds the CDA, changed.
fn cda(m: Message, de: &str, en: &str) -> Message {
    let texte = m.texte();
    let debut = texte.find("<ClinicalDocument").unwrap();
    let (avant, document) = texte.split_at(debut);
    assert!(document.contains(de), "« {de} » n'est pas dans le CDA");
    let nouveau = format!("{avant}{}", document.replacen(de, en, 1));
    m.ecrit(&nouveau)
}

/// The lot itself.
pub fn lots() -> Vec<Ligne> {
    let sur = "DMP/va1.01.01";
    vec![
        ligne(
            "le document est changé après la signature du lot",
            "",
            sur,
            td21(|_, m| cda(m, "<title>", "<title> ")),
        )
        .partout(Condamne),
        ligne(
            "le lot part sans VIHF",
            "",
            sur,
            td21(|_, m| m.retire("<wsse:Security", "</wsse:Security>")),
        )
        .partout(Condamne),
        ligne(
            "le VIHF est changé après sa signature",
            "",
            sur,
            td21(|_, m| m.change("\"normal\"", "\"centre_15\"")),
        )
        .partout(Condamne),
        ligne(
            "le VIHF du test d'existence resservi au dépôt",
            "A.9",
            sur,
            td21(|s, m| {
                let test = s.vue(|v| est_td02(&v.envoi)).unwrap();
                m.clone().change(&vihf(&m), &vihf(&test.envoi.message))
            }),
        )
        .partout(Tombe)
        .connu("un VIHF qui sert deux fois n'est vu d'aucune règle"),
        ligne(
            "les octets d'un scénario précédent à la place du lot",
            "A.9",
            "DMP/va1.01.01,DMP/va1.15.01",
            td21(|s, m| match lot_vu(s, "DMP/va1.01.01") {
                Some(ancien) if s.demande()["scenario"] == "DMP/va1.15.01" => ancien.message,
                _ => m,
            }),
        )
        .attend("DMP/va1.15.01", Condamne),
        ligne(
            "la version complète est la version partielle, renvoyée telle quelle",
            "",
            "DMP/va1.15.01",
            td21(|s, m| {
                if s.joue("completer-compte-rendu") {
                    lot_vu(s, "DMP/va1.15.01").unwrap().message
                } else {
                    m
                }
            }),
        )
        .partout(Condamne),
        ligne(
            "le DMP n'a rien reçu : un mandataire répond à sa place",
            "",
            "DMP/va1.01.01,DMP/va1.15.01",
            Mains::vides().requete(|s, e| {
                let ancien = s.vue(|v| est_td21(&v.envoi) && v.demande["scenario"] == "DMP/va1.01.01");
                match ancien {
                    Some(v) if est_td21(&e) && s.demande()["scenario"] == "DMP/va1.15.01" => vec![Geste::Repondre(v.reponse)],
                    _ => vec![Geste::Relayer(e)],
                }
            }),
        )
        .attend("DMP/va1.15.01", Condamne),
        ligne(
            "le blocage n'est jamais levé : le second compte rendu ne part pas, même débloqué",
            "A.6",
            "DMP/va1.22.01",
            Mains::vides().demande(|_, d| {
                if d["parametres"]["dmp"] == "alimenter" {
                    d["parametres"]["dmp"] = json!("bloquer");
                }
            }),
        )
        .partout(Tombe),
        ligne(
            "le dépôt est envoyé au service des tests d'existence",
            "",
            sur,
            td21(|_, m| m.vers("/si-dmp-server/v2/services/patients")),
        )
        .partout(Condamne),
    ]
}
