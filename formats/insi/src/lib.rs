//! The messages of the INSi teleservice, *recherche* by traits (WS_INS2) and by carte Vitale, and what little is known of
//! *vérification*: reading a request and an answer, writing answers and faults, the facts of an exchange, and the rules that a request
//! must hold. Pure: what it needs to know of the outside (trust
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
pub use ecriture::{AQui, Dates, Ecriture, Entete, FauteInsi, Prenoms, ecrire_faute, ecrire_resultat, ecrire_verification};
pub use mode::Mode;
pub use regles::REGLES;
pub use reponse::{
    FauteLue, Identifiant, Individu, ReponseIllisible, ReponseInsi, Resultat, Tiq, Verification, lire_reponse, lire_verification,
};
pub use requete::{
    Champ, Contexte, Couverture, Illisible, InsFourni, Logiciel, LuSurCarte, Matricule, OperationInsi, Requete, Securite, Traits,
    lire_requete,
};

#[cfg(test)]
mod tests;
