//! Patients and the state of their DMP.

use segur_kit::rusqlite;
use segur_model::World;
use segur_model::world::{Dmp, EtatDmp, Ins, Patient};

use crate::causes::{Cause, Refus};
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
pub(crate) fn par_ins<'m>(monde: &'m World, ins: &'m str) -> Option<&'m Patient> {
    monde.patients.porteurs(ins).next()
}

/// The patient of this INS (15 characters). Of the OID, its kind alone is compared (NIR or NIA): on the test platforms the same person goes
/// by several, and rules tell when it is not that of the environment.
pub(crate) fn patient<'m>(monde: &'m World, ins: &str, oid: &str) -> Option<&'m Patient> {
    let demande = segur_ids::oid_ins(oid).filter(|o| o.nature != segur_ids::Nature::InsC)?;
    let nature = |i: &Ins| segur_ids::oid_ins(&i.oid).is_none_or(|connu| connu.nature == demande.nature);
    let sien = |p: &&Patient| p.ins.as_ref().is_some_and(|i| i.est(ins) && nature(i));
    monde.patients.de_l_ins(ins).find(sien)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn l_oid_se_compare_par_sa_nature() {
        let monde = segur_world::monde_demo().unwrap();
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
