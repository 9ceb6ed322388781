//! What must hold of a carte Vitale.

use std::collections::BTreeMap;

use segur_model::World;
use segur_model::world::CarteVitale;

/// Everything that does not hold, one French sentence each.
pub(crate) fn anomalies_carte(monde: &World, carte: &CarteVitale) -> Vec<String> {
    let mut dit = Vec::new();
    if carte.note.trim().is_empty() {
        dit.push("sans note : dites d'où vient cette carte".to_owned());
    }
    if monde.patients.get(&carte.ouvrant_droit).is_none_or(|p| p.ins.is_none()) {
        dit.push(format!(
            "ouvrant droit {} : un patient du monde, avec son INS, est attendu",
            carte.ouvrant_droit
        ));
    }
    if !carte.beneficiaires.iter().any(|b| b.patient == carte.ouvrant_droit) {
        dit.push(format!("l'ouvrant droit {} n'est pas des bénéficiaires", carte.ouvrant_droit));
    }
    let mut naissances: BTreeMap<(&str, u8), &str> = BTreeMap::new();
    for b in &carte.beneficiaires {
        if !(1..=9).contains(&b.rang) {
            dit.push(format!("{} : rang de naissance {}, attendu de 1 à 9", b.patient, b.rang));
        }
        let Some(patient) = monde.patients.get(&b.patient) else {
            dit.push(format!("bénéficiaire {}, qui n'existe pas", b.patient));
            continue;
        };
        if let Some(autre) = naissances.insert((&patient.date_naissance, b.rang), &b.patient) {
            dit.push(format!(
                "{} et {autre} ont la même date et le même rang de naissance : donnez à l'un le rang 2",
                b.patient
            ));
        }
    }
    dit
}

#[cfg(test)]
mod tests {
    use super::*;
    use segur_model::world::Beneficiaire;

    #[test]
    fn une_carte_incoherente_est_dite() {
        let b = |patient: &str, rang| Beneficiaire {
            patient: patient.into(),
            rang,
            numero: None,
        };
        let mut monde = crate::monde_demo().unwrap();
        let carte = CarteVitale {
            fiche: "CARTE".into(),
            ouvrant_droit: "NULLE_PART".into(),
            beneficiaires: vec![
                b("CARTE_JUMELLE_1", 1),
                b("CARTE_JUMELLE_2", 1),
                b("AUCUN", 1),
                b("CARTE_OUVREUR", 0),
            ],
            note: String::new(),
        };
        let dit = anomalies_carte(&monde, &carte);
        assert_eq!(dit.len(), 6, "{dit:#?}");
        // The whole country says it too.
        monde.cartes.insert("CARTE".into(), carte);
        assert!(
            crate::verifier(&monde)
                .iter()
                .any(|a| a.starts_with("CARTE : ouvrant droit NULLE_PART"))
        );
    }
}
