//! An exchange with the MSSanté operator, and a mail as a file.

mod dialecte;
mod imap;
pub mod operations;
mod smtp;
mod transaction;

pub use dialecte::{DIALECTE, GENRE};
pub use transaction::{Destinataire, Enveloppe, Transaction};
