//! Tests of the crate.

mod extraction;
mod faits;
mod recherche;
mod regles;
