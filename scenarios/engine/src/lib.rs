//! The engine: campaign → scenarios → étapes → constats. It loads scenarios (data), makes the candidate act through
//! drivers, waits on the journal of the bench through the control plane, judges recorded bytes, and keeps a durable
//! campaign. It reaches `formats/*` and `model` only.

pub mod ans;
pub mod campagne;
pub mod catalogues;
pub mod contient;
pub mod controle;
pub mod correspondance;
pub mod couverture;
pub mod documents;
pub mod dossier_importe;
pub mod grammaire;
pub mod moteur;
pub mod pilotes;
pub mod regles;
pub mod schema;
pub mod vocabulaire_vue;
