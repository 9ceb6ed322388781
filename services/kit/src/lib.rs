//! What every simulated service stands on: listeners and TLS with the identity of the peer, the journal of exchanges,
//! faults, the clock of each espace, revocation lists over HTTP, and the control plane.
//!
//! A service implements [`Service`]; [`Banc::demarrer`] opens its endpoints for each espace. An endpoint speaks HTTP, or holds
//! sessions ([`Dialogue`]); from there each request or command goes the same way: read (with caps), classed, faults applied,
//! answered, **committed to the journal, then sent**. A command that changes nothing is sent while it is being committed.

mod accueil;
mod banc;
mod connexion;
mod contexte;
mod controle;
mod crl;
mod debit;
mod dialogue;
mod dotation;
mod ecoulement;
mod erreur;
mod espace;
mod espaces;
mod etats;
pub mod faits;
mod flux;
mod francais;
mod gardes;
mod horloge;
mod http;
mod inscription;
mod interne;
mod jetons_psc;
mod journal;
mod limites;
mod mesures;
mod occupant;
mod ouverture;
mod pannes;
mod par_igc;
mod places;
mod prises;
mod rafale;
mod reglage;
mod requete;
mod retention;
mod service;
mod session;
mod sortants;
mod table;
mod tentatives;
mod tls;
mod trames;

pub use banc::Banc;
pub use contexte::Contexte;
pub use controle::{OPENAPI, Pages, ROUTES, Vue, parametres_connus};
pub use dialogue::{Commande, Dialogue, Empechement, Envoi, Replique, Suite};
pub use erreur::{JournalError, KitError};
pub use etats::Etats;
pub use gardes::{Garde, Gardes, Travail};
pub use horloge::{Horloge, SourceHorloge};
pub use interne::marque;
pub use jetons_psc::{ClesPsc, JetonPsc, JetonPscRefuse};
pub use journal::{Durabilite, Ecriture, Effet, EffetRefuse, Filtre, Journal, Morceau, dire_bilan};
pub use limites::Limites;
pub use par_igc::{ParIgc, client_du_banc};
pub use prises::PortsGardes;
pub use reglage::{Fabrique, Jeton, ReglageBanc, Reglages, Role, lire_reglages};
pub use requete::{Lecture, Requete};
pub use retention::Retention;
pub use rusqlite;
pub use service::{ActionRefusee, Face, Ouvrir, Point, Reponse, Service};
pub use sortants::{Registre, Sortants};
pub use table::{Compteur, Prepare, Rangee, Table};
pub use tls::ModeTls;
pub use trames::{Cadre, Trame};

/// The espace that is always there.
pub const ESPACE_DEFAUT: &str = "defaut";
/// The zone of what nothing attributes to an espace.
pub const ZONE_COMMUNE: &str = "commune";
