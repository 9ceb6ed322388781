//! The témoin: a small but true laboratory system (SGL), the reference candidate of the bench. It holds identities, calls
//! INSi like any vendor's software (its own SOAP, its own reading of the answers), keeps its functional traces, writes its
//! reports (CDA) and sends them to the DMP. It is driven by the acts of the contract ([`segur_model::vocabulaire::ACTES`]) over HTTP, like any vendor.
//!
//! It knows what its configuration and the network tell it, nothing else: it never sees the bench's world or services.
//!
//! It carries *défauts*, each a named way of being wrong ([`defauts()`]). A defect changes what leaves the témoin, or what it
//! keeps; never what the checks read. Every place where a defect acts asks `Ecarts` by name.

mod actes;
mod annuaire;
mod comptes;
mod config;
mod cr;
mod dmp;
mod dossier;
mod ecarts;
mod erreur;
mod front;
mod http;
mod identifiants;
mod insi;
mod magasin;
mod mssante;
mod psc;
mod reseau;
mod saisie;
mod temoin;
mod xml;

pub use config::{
    AccesDmp, AuthentificationPsc, ConfigAnnuaire, ConfigEdc, ConfigPsc, ConfigTemoin, Decalage, Lps, Mode, ModeDmp, Structure, Utilisateur,
};
pub use ecarts::{Defaut, defaut, defauts};
pub use erreur::TemoinError;
pub use mssante::reglage::{BoiteApplicative, ConfigMssante};
pub use temoin::Temoin;
