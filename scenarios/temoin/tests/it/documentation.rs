//! `docs/actes.md` says the contract as the code has it: its examples are read by the types of the contract.

use std::collections::BTreeSet;

use segur_model::candidat::Candidat;
use segur_model::vocabulaire::ACTES;
use segur_model::{DemandeActe, ReponseActe};
use segur_tous::FICHIERS;
use serde_json::Value;

fn guide() -> String {
    std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/actes.md")).unwrap()
}

fn blocs(guide: &str, langue: &str) -> Vec<String> {
    let debut = format!("```{langue}\n");
    guide
        .split(&debut)
        .skip(1)
        .map(|b| b.split("```").next().unwrap().to_owned())
        .collect()
}

#[test]
fn les_exemples_sont_du_contrat() {
    let guide = guide();
    let toml = &blocs(&guide, "toml")[0];
    let candidat: Candidat = toml::from_str(toml).unwrap();
    assert_eq!(candidat.pilotes.len(), 3);
    let json: Vec<Value> = blocs(&guide, "json")
        .iter()
        .map(|b| serde_json::from_str(b).unwrap_or_else(|e| panic!("{e} : {b}")))
        .collect();
    let avec = |champ: &str| {
        json.iter()
            .find(|j| j.get(champ).is_some())
            .cloned()
            .unwrap_or_else(|| panic!("aucun exemple avec {champ}"))
    };
    serde_json::from_value::<DemandeActe>(avec("acte")).unwrap();
    serde_json::from_value::<ReponseActe>(avec("issue")).unwrap();
}

#[test]
fn chaque_mot_du_vocabulaire_est_explique() {
    let guide = guide();
    for acte in ACTES {
        let titre = format!("### `{}`\n", acte.nom);
        let section = guide
            .split(&titre)
            .nth(1)
            .unwrap_or_else(|| panic!("{} n'est pas expliqué", acte.nom))
            .split("\n## ")
            .next()
            .unwrap();
        for p in acte.parametres.iter().filter(|p| p.nom != "reference") {
            assert!(
                section.contains(&format!("`{}`", p.nom)) || section.contains(&format!("\"{}\"", p.nom)),
                "{} {}",
                acte.nom,
                p.nom
            );
            assert!(
                p.choix.iter().all(|c| section.contains(&format!("`{c}`"))),
                "{} {} : une valeur manque",
                acte.nom,
                p.nom
            );
        }
    }
    let mots: BTreeSet<&str> = guide.split('`').skip(1).step_by(2).collect();
    for fait in FICHIERS.iter().flat_map(|f| f.faits) {
        assert!(
            mots.contains(fait.nom) || fait.nom.split('.').all(|m| mots.contains(m)),
            "le fait {} n'est pas expliqué",
            fait.nom
        );
    }
}
