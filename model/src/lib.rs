//! The words that every other crate of segur-bench shares: the exchange, the rule and the finding, the fictitious
//! world, the requirement catalogue, the acts that a candidate can be asked, the control plane, and the result of a
//! campaign; and how what libraries say is said in French. Types, serde and texts, nothing else: no I/O, no clock, no network.
//!
//! The names are the field's own terms (`exigence`, `étape`, `preuve`, `espace`). A term is explained where it is defined.

pub mod acte;
pub mod candidat;
pub mod catalogue;
pub mod classeur;
pub mod constat;
pub mod controle;
pub mod etape;
pub mod exchange;
pub mod francais;
pub mod listes;
pub mod numero;
pub mod resultat;
pub mod rule;
pub mod texte;
pub mod traces;
pub mod vocabulaire;
pub mod world;

pub use acte::{DemandeActe, Fichier, Issue, ReponseActe};
pub use constat::{Blocage, Cause, Comptes, Constat, ConstatEtape, EtatPreuve, Fondement};
pub use etape::{Numero, Sorte};
pub use exchange::{Certificat, Direction, Exchange, Faits, FaitsLus, Message, Peer, mettre};
pub use rule::{Champ, Finding, Location, Rule, Severity, Trust};
pub use world::{Activite, Boite, ClientPsc, Environnement, Exercice, Ins, Patient, Professionnel, Structure, World};

/// The identifier of the bench's own word for « simulated », written on every artefact.
pub const SIMULE: &str = "SIMULÉ";

/// The sentence that every artefact of the bench carries: a constat of the bench is never an official verdict.
pub const AVERTISSEMENT_SIMULE: &str = "SIMULÉ : produit par un banc d'essai local, face à des services simulés. \
    Ce document n'est ni un verdict, ni une preuve officielle de l'ANS, du GIE SESAM-Vitale ou du CNDA.";
