//! Pages: the tree, and what is drawn on each.

mod arbre;
mod contenu;
mod couleur;
mod glyphes;
mod image;
mod matrice;
mod operateurs;
mod plume;
mod police;
mod programme;
mod raster;
mod trace;

pub(crate) use arbre::{Feuille, pages};
pub(crate) use contenu::Atelier;
pub(crate) use couleur::Famille;
pub(crate) use police::Fonte;
pub(crate) use raster::{MOT, Toile};
