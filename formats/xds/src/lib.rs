//! The lot of documents that a candidate sends to the DMP (TD2.1, ITI-41), and the test of existence before it (TD0.2): reading with
//! the place of everything, judging, writing the answers, and the facts of an exchange. Pure: bytes in, findings out.

pub mod ebrim;
pub mod echange;
mod juger;
mod lecture;
mod listes;
mod lot;
pub mod ns;
pub mod operations;
mod pour_cda;
pub mod regles;
mod reponse;
mod td02;

pub use echange::DIALECTE;
pub use juger::{LotLu, Porteur, juger_contenu};
pub use lecture::lire_lot;
pub use listes::{classe_du_type, systeme_du_format};
pub use lot::{Association, Auteur, Champ, Code, DocumentJoint, Entree, Lot, LotIllisible, Soumission};
pub use pour_cda::metadonnees_du_document;
pub use regles::REGLES;
pub use reponse::{ErreurRegistre, ReponseRegistre, Statut, ecrire_reponse, lire_reponse};
pub use td02::{
    DmpTrouve, IdentifiantDemande, ReponseTd02, ReponseTd02Lue, RequeteTd02, Td02Illisible, ecrire_td02_reponse, lire_td02,
    lire_td02_reponse,
};

#[cfg(test)]
mod tests;
