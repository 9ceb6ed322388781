//! The syntax of PDF files: values, cross-references, filters. Nothing here knows what a document is.

mod controle;
mod fichier;
mod filtres;
mod lexeur;
mod lzw;
mod objet;
mod ouverture;
mod reconstruction;
mod xref;

pub(crate) use controle::Ou;
pub(crate) use fichier::{Brut, Fichier};
pub(crate) use lexeur::{Lexeur, Lu};
pub(crate) use objet::{Dico, Entree, Flux, Objet};
