//! The messages of the INSi teleservice, *recherche* by traits (WS_INS2): reading a request and an answer, writing answers and
//! faults, the facts of an exchange, and the rules that a request must hold. Pure: what it needs to know of the outside (trust
//! anchors, instants) is given.

mod dialecte;
mod ecriture;
mod faits;
mod juger;
mod lecture;
mod mode;
pub mod ns;
pub mod operations;
pub mod regles;
mod reponse;
mod requete;

pub use dialecte::{DIALECTE, InsiLu};
pub use ecriture::{FauteInsi, ecrire_faute, ecrire_resultat};
pub use mode::Mode;
pub use regles::REGLES;
pub use reponse::{FauteLue, Identifiant, Individu, ReponseIllisible, ReponseInsi, Resultat, Tiq, lire_reponse};
pub use requete::{Champ, Contexte, Illisible, Logiciel, OperationInsi, Requete, Securite, Traits, lire_requete};

#[cfg(test)]
mod tests;
