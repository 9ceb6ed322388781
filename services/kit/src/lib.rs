//! What every simulated service stands on: listeners and TLS with the identity of the peer, the journal of exchanges,
//! faults, the clock of each espace, revocation lists over HTTP, and the control plane.
//!
//! A service implements [`Service`]; [`Banc::demarrer`] opens its endpoints for each espace, and from there each request
//! goes the same way: read (with caps), classed, faults applied, answered, **committed to the journal, then sent**.

mod banc;
mod controle;
mod crl;
mod erreur;
mod espaces;
mod etats;
mod francais;
mod horloge;
mod http;
mod journal;
mod pannes;
mod reglage;
mod service;
mod sortants;
mod tentatives;
mod tls;

pub use banc::Banc;
pub use controle::{OPENAPI, ROUTES};
pub use erreur::{JournalError, KitError};
pub use etats::Etats;
pub use horloge::{Horloge, SourceHorloge};
pub use journal::{Durabilite, Ecriture, Effet, Filtre, Journal};
pub use reglage::{Limites, ReglageBanc};
pub use rusqlite;
pub use service::{ActionRefusee, Contexte, ModeTls, Point, Reponse, Requete, Service};
pub use sortants::{Registre, Sortants};

/// The espace that is always there.
pub const ESPACE_DEFAUT: &str = "defaut";
/// The zone of what nothing attributes to an espace.
pub const ZONE_COMMUNE: &str = "commune";
