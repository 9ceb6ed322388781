//! The people of the world, as who plays by hand is told of them.

use segur_model::World;
use segur_model::world::{Patient, Professionnel};

use crate::grammaire::ast::Scenario;

/// Who stands in a scenario where nothing is played: elsewhere its acts tell it.
#[must_use]
pub fn du_scenario(s: &Scenario, monde: &World) -> Vec<String> {
    if s.etapes.iter().any(|e| e.faire.is_some()) {
        return Vec::new();
    }
    let patients = s.donnees.values().filter_map(|f| Some(patient(f, monde.patients.get(f)?)));
    let professionnels = s
        .acteurs
        .values()
        .filter_map(|f| Some(professionnel(f, monde.professionnels.get(f)?)));
    let mut dits: Vec<String> = patients.chain(professionnels).collect();
    dits.dedup();
    dits
}

/// A patient, by their fiche.
#[must_use]
pub fn patient(fiche: &str, p: &Patient) -> String {
    let matricule = p.ins.as_ref().map_or_else(
        || "sans matricule INS".to_owned(),
        |m| format!("matricule INS {}{}", m.matricule, m.cle),
    );
    format!(
        "patient {fiche} : {} {}, sexe {}, date de naissance {}, {matricule}",
        p.nom_naissance,
        p.prenoms.join(" "),
        p.sexe,
        p.date_naissance
    )
}

/// A professional, by their fiche.
#[must_use]
pub fn professionnel(fiche: &str, p: &Professionnel) -> String {
    format!("professionnel {fiche} : {} {}, RPPS {}", p.prenom, p.nom, p.rpps)
}
