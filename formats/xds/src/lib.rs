//! What is said to the DMP: tests of existence (TD0.2), authorisations, lots of documents (TD2.1, ITI-41), searches, retrievals, changes of
//! metadata. Reading with the place of everything, judging, writing the answers, and the facts of an exchange. Pure: bytes in, findings
//! out.

pub mod demande;
pub mod ebrim;
pub mod echange;
mod juger;
mod lecture;
mod listes;
mod lot;
pub mod ns;
pub mod operations;
mod pour_cda;
pub mod psc;
pub mod registre;
pub mod regles;
pub mod regles_td;
mod reponse;
pub mod reponses;
mod td02;
pub mod web;

pub use echange::{ACTEUR, DIALECTE};
pub use juger::{LotLu, Porteur, juger_contenu};
pub use lecture::lire_lot;
pub use listes::{classe_du_type, systeme_du_format};
pub use lot::{Association, Auteur, Champ, Code, DocumentJoint, Entree, Lot, LotIllisible, Soumission};
pub use pour_cda::metadonnees_du_document;

/// Every rule of this crate.
pub const REGLES: &[&segur_model::Rule] =
    segur_model::joints!(&segur_model::Rule; regles::REGLES, regles_td::REGLES, echange::ACTEUR, web::REGLES, psc::REGLES);
pub use reponse::{ErreurRegistre, ReponseRegistre, Statut, ecrire_reponse, lire_reponse};
pub use td02::{
    DmpTrouve, FermetureDite, Gestion, IdentifiantDemande, ReponseTd02, ReponseTd02Lue, RequeteTd02, Td02Illisible, ecrire_td02_refus,
    ecrire_td02_reponse, lire_td02, lire_td02_reponse,
};

/// The one way of writing an `entryUUID`, when the text is a UUID, with or without its prefix. A symbolic id is none.
#[must_use]
pub fn entry_uuid(texte: &str) -> Option<String> {
    let bas = texte.to_ascii_lowercase();
    let uuid = bas.strip_prefix("urn:uuid:").unwrap_or(&bas);
    let groupes: Vec<&str> = uuid.split('-').collect();
    let forme = groupes.iter().map(|g| g.len()).eq([8, 4, 4, 4, 12]) && groupes.concat().bytes().all(|o| o.is_ascii_hexdigit());
    forme.then(|| format!("urn:uuid:{uuid}"))
}

#[cfg(test)]
mod tests;
