//! The témoin: a small but true laboratory system (SGL), the reference candidate of the bench. It holds identities, calls
//! INSi like any vendor's software (its own SOAP, its own reading of the answers), and keeps its functional traces. It is
//! driven by the acts of the contract ([`segur_model::vocabulaire::ACTES`]) over HTTP, like any vendor.
//!
//! It knows what its configuration and the network tell it, nothing else: it never sees the bench's world or services.
//!
//! It carries *défauts*, each a named way of being wrong ([`defauts()`]). A defect changes what leaves the témoin, or what it
//! keeps; never what the checks read. Every place where a defect acts asks `Ecarts` by name.

mod actes;
mod config;
mod dossier;
mod ecarts;
mod erreur;
mod http;
mod identifiants;
mod insi;
mod magasin;
mod saisie;
mod temoin;

pub use config::{ConfigTemoin, Lps, Mode, Utilisateur};
pub use ecarts::{Defaut, defaut, defauts};
pub use erreur::TemoinError;
pub use temoin::Temoin;
