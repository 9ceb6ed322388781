//! HL7 v2 as French software exchanges it: an ER7 message read without loss (`Message`), and judged by the rules of IHE PAM France and of the
//! volets of the CI-SIS that carry a clinical document. Pure: bytes in, findings out.
//!
//! Judged tolerantly: from what the published samples depart from, a rule warns. Reading is bounded ([`er7::SEGMENTS_MAX`],
//! [`er7::CHAMPS_MAX`]).

mod dialecte;
pub mod er7;
mod instant;
mod joints;
mod juger;
mod lieu;
mod messages;
mod profil;
pub mod regles;
#[cfg(test)]
mod tests;

pub use dialecte::{DIALECTE, Hl7Lu};
pub use er7::{Hl7Illisible, Message};
pub use messages::{MESSAGES_MAX, messages};
pub use profil::Profil;
pub use regles::REGLES;
