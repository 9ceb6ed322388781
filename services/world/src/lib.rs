//! The fictitious country, as data: patients, professionals and structures that the simulated services share.
//!
//! Nobody in it exists. The patients are the published test identities of INSi and of the DMP, which keep the OIDs
//! published for them, and people invented here, who have the test OID and a matricule whose commune (`999`) no
//! department has, so that it can be nobody's. Professionals and structures are taken from a range never issued.
//!
//! The country is written as TOML under `donnees/`; a vendor adds its own structure, professionals and patients with a
//! file of the same form, a *surcouche* ([`charger_surcouche`]).
//!
//! # How INSi answers from these data
//!
//! `nom_naissance`, `sexe` and `date_naissance` sent choose the patients concerned. One of them that has, in `insi`, a
//! scripted answer whose condition holds gives that answer (CR 00 when it names neither `cr` nor `faute`). Else those
//! are found whose `prenoms` begin with the first names sent, or hold the single one sent, whose COG is the one sent (when one is sent and one is
//! known) and who have an INS: one is CR 00, several are CR 02, none is CR 01.
//!
//! By carte Vitale, those are found whose matricule is the one of the request, or who are on a card of the person who opens the rights
//! (`MatriculeOD`) and have the date and the rank of birth that are asked; the name counts when it is sent.

mod cartes;
mod client;
mod dmp;
mod erreur;
mod lecture;
mod position;
mod publiees;
mod verification;

use segur_model::World;

pub use erreur::WorldError;
pub use verification::verifier;

/// Seed from which the demonstration draws its identifiers.
const GRAINE_DEMO: &str = "demo";

macro_rules! donnees {
    ($($nom:literal),+ $(,)?) => { [$(($nom, include_str!(concat!("../donnees/", $nom)))),+] };
}

const DONNEES: [(&str, &str); 18] = donnees![
    "structures.toml",
    "professionnels.toml",
    "boites.toml",
    "insi.toml",
    "dmp.toml",
    "psc.toml",
    "patients/insi.toml",
    "patients/dmp.toml",
    "patients/ordinaires.toml",
    "patients/reponses-a-refuser.toml",
    "patients/saisies-a-refuser.toml",
    "patients/rapprochement.toml",
    "patients/un-par-scenario.toml",
    "patients/messagerie.toml",
    "patients/dmp-publies.toml",
    "patients/dmp-consultes.toml",
    "patients/population.toml",
    "cartes.toml",
];

/// The country of the demonstration.
///
/// # Errors
/// When the embedded data do not hold together, which a test of this crate rules out.
pub fn monde_demo() -> Result<World, WorldError> {
    let mut monde = World {
        graine: GRAINE_DEMO.to_owned(),
        ..World::default()
    };
    for (nom, texte) in DONNEES {
        charger_surcouche(&mut monde, texte, nom)?;
    }
    Ok(monde)
}

/// Adds to a country what a vendor's `monde.toml` says: `[[structures]]`, `[[professionnels]]`, `[[patients]]`, `[[boites]]`,
/// `[[cartes]]`, `[[clients_psc]]`, `idam`, `homologations_dmp` and `nil`. An entry whose `fiche` is taken replaces the one there only if it says `remplace = true`.
///
/// The country is left as it was when the file is refused. Only what would leave the country unusable is refused here;
/// [`verifier`] tells the rest.
///
/// # Errors
/// With the line and the column: the file cannot be read, a `fiche` is badly written or taken, a professional works in a
/// structure that does not exist.
pub fn charger_surcouche(monde: &mut World, texte: &str, nom_fichier: &str) -> Result<(), WorldError> {
    let feuille = lecture::lire(texte, nom_fichier)?;
    let mut nouveau = monde.clone();
    feuille.ajouter(&mut nouveau, texte, nom_fichier)?;
    *monde = nouveau;
    Ok(())
}
