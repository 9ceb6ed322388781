//! An exchange with the MSSanté operator, and a mail as a file.

mod dialecte;
mod imap;
pub mod operations;
mod smtp;

pub use dialecte::DIALECTE;
