//! IMAP4 on the wire (RFC 3501, and what of RFC 9051 its clients use): commands as they are cut and read, answers as they are
//! written, the structure of a message, the keys of a search. Pure: bytes in, values out; no clock, no network, no mailbox.
//!
//! The grammar of commands is that of `imap-codec`, an alpha that nothing outside this crate sees; what it does not take and
//! clients send (extended LIST, results of a search, deep keys) is read here.

pub mod annonce;
pub mod commande;
pub mod drapeau;
pub mod ensemble;
pub mod lecture;
pub mod message;
pub mod motif;
pub mod nom;
pub mod recherche;
pub mod reponse;

pub use annonce::{Assemblage, Avancee, Exces, Plafonds, Recue};
pub use commande::{Commande, Requete};
pub use drapeau::Drapeau;
pub use ensemble::{Ensemble, HorsBoite};
pub use lecture::{Illisible, Reglage, lire, verbe};
pub use recherche::Critere;
pub use reponse::{Ecrit, Piece};
