//! Patients and the state of their DMP.

use std::collections::HashMap;
use std::sync::Arc;

use segur_kit::rusqlite;
use segur_model::World;
use segur_model::world::{Dmp, EtatDmp, Patient};

use crate::causes::{Cause, Refus};
use crate::par_monde::ParMonde;
use crate::registre::Registre;

/// Where the parameters are kept, when an action changed them.
pub(crate) const PARAMETRES: &str = "parametres";

/// Where the state of the DMP of a patient is kept, when an action changed it.
pub(crate) fn cle(fiche: &str) -> String {
    format!("dossier {fiche}")
}

/// The state of the DMP of a patient: that of the world, unless an action changed it.
pub(crate) fn etat(r: &Registre<'_>, patient: &Patient) -> rusqlite::Result<Dmp> {
    Ok(r.regle(&cle(&patient.fiche))?.unwrap_or_else(|| patient.dmp.clone()))
}

/// Whether a DMP is there and open; else why not.
pub(crate) fn ouvert(dmp: &Dmp) -> Result<(), Refus> {
    match dmp.etat {
        EtatDmp::Ouvert => Ok(()),
        EtatDmp::Absent => Err(Refus::nouveau(Cause::Absent, "")),
        EtatDmp::Ferme => Err(Refus::nouveau(Cause::Ferme, "")),
    }
}

/// National identifier of a fiche: of a professional, else of a structure. It is what bears an authorisation.
pub(crate) fn porteur<'m>(monde: &'m World, fiche: &str) -> Option<&'m str> {
    let professionnel = monde.professionnels.get(fiche).map(|p| p.id_national.as_str());
    professionnel.or_else(|| monde.structures.get(fiche).map(|s| s.id_national.as_str()))
}

/// The patient of this INS (15 characters), whatever its kind: an address has no OID.
pub(crate) fn par_ins<'m>(monde: &'m Arc<World>, ins: &str) -> Option<&'m Patient> {
    let fiches = PAR_INS.de(monde, index_par_ins);
    fiches.get(ins)?.iter().find_map(|fiche| monde.patients.get(fiche))
}

/// The patient of this INS (15 characters). Of the OID, its kind alone is compared (NIR or NIA): on the test platforms the same person goes
/// by several, and rules tell when it is not that of the environment.
pub(crate) fn patient<'m>(monde: &'m Arc<World>, ins: &str, oid: &str) -> Option<&'m Patient> {
    let demande = segur_ids::oid_ins(oid).filter(|o| o.nature != segur_ids::Nature::InsC)?;
    let fiches = PAR_INS.de(monde, index_par_ins);
    let mut siens = fiches.get(ins)?.iter().filter_map(|fiche| monde.patients.get(fiche));
    siens.find(|p| {
        p.ins
            .as_ref()
            .is_some_and(|i| segur_ids::oid_ins(&i.oid).is_none_or(|connu| connu.nature == demande.nature))
    })
}

/// Fiches by INS, in the order of the country: each request looks for its patient, several times.
static PAR_INS: ParMonde<HashMap<String, Vec<String>>> = ParMonde::nouveau();

fn index_par_ins(monde: &World) -> HashMap<String, Vec<String>> {
    let mut fiches: HashMap<String, Vec<String>> = HashMap::new();
    for p in monde.patients.values() {
        if let Some(ins) = &p.ins {
            fiches.entry(ins.complet()).or_default().push(p.fiche.clone());
        }
    }
    fiches
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn l_oid_se_compare_par_sa_nature() {
        let monde = Arc::new(segur_world::monde_demo().unwrap());
        let connu = monde
            .patients
            .values()
            .find(|p| p.ins.as_ref().is_some_and(|i| i.oid.ends_with(".4.10")))
            .unwrap();
        let ins = connu.ins.as_ref().unwrap().complet();
        let trouve = |oid: &str| patient(&monde, &ins, oid).map(|p| p.fiche.as_str());
        assert_eq!(trouve("1.2.250.1.213.1.4.10"), Some(connu.fiche.as_str()));
        assert_eq!(
            trouve("1.2.250.1.213.1.4.8"),
            Some(connu.fiche.as_str()),
            "the same, of another environment"
        );
        assert_eq!(trouve("1.2.250.1.213.1.4.9"), None, "an NIA is another number");
        assert_eq!(trouve("1.2.250.1.213.1.4.2"), None, "an INS-C");
        assert_eq!(trouve("1.2.3"), None);
    }
}
