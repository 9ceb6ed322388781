//! What FETCH and SEARCH read in a message: its fields, its structure, its parts, as places in its bytes.

mod adresses;
mod champs;
mod contenu;
mod date;
mod enveloppe;
mod mots;
mod section;
mod structure;
mod texte;
mod transfert;

pub use adresses::{ADRESSES_MAX, Adresse, adresses};
pub use champs::{Champ, champs, deplier, fin_entete, valeur};
pub use contenu::{Parametres, Type};
pub use date::date_du_champ;
pub use enveloppe::Enveloppe;
pub use mots::decoder as decoder_mots;
pub use section::{Extrait, Quoi, Section, extraire, partiel};
pub use structure::{Nature, PARTIES_MAX, PROFONDEUR_MAX, Partie, structure};
pub use texte::{entetes_des_parties, textes};
pub use transfert::decoder as decoder_transfert;
