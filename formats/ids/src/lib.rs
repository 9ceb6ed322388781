//! The identifiers of French health: INS and its key, OIDs, RPPS, FINESS, SIRET, national identifiers of professionals
//! and structures, and the form of the traits that INSi speaks. Pure: text in, facts out.
//!
//! What is *not* checked matters as much, because real and published identities break it (see [`ins`]).

mod date;
mod ins;
mod national;
mod oid;
mod traits;

pub use date::{DateInsi, DateRefusee, date_insi};
pub use ins::{cle_ins, cle_valide, matricule_forme};
pub use national::{
    GenreProfessionnel, GenreStructure, IdProfessionnel, IdStructure, finess_valide, id_professionnel, id_structure, luhn, luhn_juste,
    rpps_valide, siret_valide,
};
pub use oid::{Nature, OID_INS, Oid, OidIns, OidRefuse, oid_ins};
pub use traits::{CaractereRefuse, sans_accent, traits_alphabet};
