//! An exchange with Pro Santé Connect: what was asked, its facts, and what is judged of it.

mod demande;
mod faits;
mod jugement;

pub use demande::{Autorisation, Demande};
pub(crate) use faits::{canal, porteur};
pub use faits::{faits, rpps};
pub use jugement::{ContexteEchange, deux_chiffres, identifiant_national, juger};
