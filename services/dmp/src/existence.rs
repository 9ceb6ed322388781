//! TD0.2: whether a patient has a DMP, and in which state.

use segur_model::world::{EtatDmp, Patient, World};
use segur_xds::{DmpTrouve, ReponseTd02};
use time::OffsetDateTime;

/// Status of the professional's authorisation: the bench gives one to everybody, TD0.3 is not played.
const AUTORISATION: &str = "VALIDE";

/// The patient of this INS (15 characters). The OID is not compared here, but that it is one of an INS: on the test platforms the same
/// person goes by several, and rules tell when it is not that of the environment.
pub(crate) fn patient<'m>(monde: &'m World, ins: &str, oid: &str) -> Option<&'m Patient> {
    segur_ids::oid_ins(oid).filter(|o| o.nature != segur_ids::Nature::InsC)?;
    monde.patients.values().find(|p| p.ins.as_ref().is_some_and(|i| i.est(ins)))
}

/// What is answered about a patient, known or not.
pub(crate) fn repondre(patient: Option<&Patient>, id: String, instant: OffsetDateTime) -> ReponseTd02 {
    let dmp = patient.filter(|p| p.dmp.etat != EtatDmp::Absent).map(trouve);
    ReponseTd02 {
        id,
        instant,
        autorisation: dmp.as_ref().map(|_| AUTORISATION.to_owned()),
        dmp,
    }
}

fn trouve(patient: &Patient) -> DmpTrouve {
    DmpTrouve {
        ferme: patient.dmp.etat == EtatDmp::Ferme,
        nom: patient.nom_naissance.clone(),
        prenom: patient.prenoms.first().cloned().unwrap_or_default(),
        sexe: patient.sexe.clone(),
        naissance: patient.date_naissance.replace('-', ""),
        rattache_ens: false,
    }
}
