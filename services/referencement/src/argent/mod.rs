//! The money of the equipment (SONS): caps, the steps from the quote to the balance, and what refuses a claim. Pure and driven by data
//! (`donnees/argent/sons.toml`): no clock, no journal, no network. Nothing of it is paid: it is *simulé*.

mod agir;
mod bareme;
mod calcul;
mod champs;
mod contexte;
mod controles;
mod donnees;
pub mod ecran;
mod etapes;
mod financement;
mod geste;
mod montant;
mod regles;
mod saisie;
#[cfg(test)]
mod tests;

pub use agir::agir;
pub use bareme::{DonneesInvalides, Sons};
pub use calcul::{Calcul, LigneCalcul, SitesSaisis, calculer, lire_instances};
pub use champs::{Champs, lire_geste, lire_ouverture, lire_qui};
pub use contexte::{ContexteFinancement, Fenetres, Referencement, Refus};
pub use donnees::{ActeDate, Dispositif, Fenetre, Piece, Poste, Prestation, QuandPiece, Taux, Tranche};
pub use etapes::{Commande, Depositaire, Devis, Enrolement, Etape, Facture, NatureVa, Qui, Va, Versement};
pub use financement::{Financement, Instance, Ligne};
pub use geste::{Geste, Possible};
pub use montant::{Centimes, MontantIllisible, Montants};
pub use regles::{Consequence, Controle, Manquement, Regle};
pub use saisie::{Ouverture, lire_sites};
