//! The answers of the transactions beside tests of existence and lots.

mod habilitation;
mod patients;
mod retrait;

pub use habilitation::{
    AutorisationDite, PatientListe, ecrire_autorisation, ecrire_liste_patients, ecrire_liste_professionnels, lire_statut,
};
pub use patients::{PatientTrouve, ecrire_recherche_patient};
pub use retrait::{DocumentRendu, ecrire_retrait};
