//! TLS as the bench wants it: the certificate of the peer and the reason of a refusal are seen, kept and explained.

mod materiel;
mod poignee;
mod refus;
mod suites;
mod usages;
mod verificateur;

pub use materiel::ModeTls;
pub(crate) use materiel::{MaterielTls, Montee, VARIANTES};
pub(crate) use poignee::{Poignee, TLS};
pub(crate) use refus::Refus;
