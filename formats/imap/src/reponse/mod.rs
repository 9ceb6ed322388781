//! Answers, as they are written. A long body is not in memory: its place is held by a piece that says which bytes of which message.

mod donnees;
mod ecrit;
mod structure;

pub use donnees::{Attributs, Etat, esearch, etiquetee, liste, liste_du_parent, recherche, sans_etiquette, statut};
pub use ecrit::{Ecrit, Piece, ascii, date_interne};
pub use structure::{enveloppe, structure};
