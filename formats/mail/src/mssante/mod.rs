//! An exchange with the MSSanté operator, and a mail as a file.

mod dialecte;
mod imap;
pub mod operations;
mod smtp;
mod transaction;

pub use dialecte::{DIALECTE, GENRE};
pub use transaction::{Destinataire, Enveloppe, Transaction};

use segur_model::{Rule, joints};

/// Every rule of the dialect: those of mails, and of who may give them.
pub const REGLES: &[&Rule] =
    joints!(&'static Rule; crate::courriel::REGLES, crate::liste_blanche::regles::REGLES, crate::operateur::REGLES);
