//! Tests of the crate.

mod extraction;
mod faits;
mod recherche;
mod regles;

use bytes::Bytes;
use segur_dialecte::{Lu, Source};
use segur_model::{Environnement, Exchange, Faits, Finding};

fn lire(e: &Exchange, requete: &[u8], reponse: &[u8]) -> Box<dyn Lu> {
    let (requete, reponse) = (Bytes::copy_from_slice(requete), Bytes::copy_from_slice(reponse));
    crate::DIALECTE.lire(&Source::echange(e, &requete, &reponse)).unwrap()
}

fn faits(e: &Exchange, requete: &[u8], reponse: &[u8]) -> Faits {
    lire(e, requete, reponse).faits().faits.clone()
}

fn juger(e: &Exchange, requete: &[u8], reponse: &[u8]) -> Vec<Finding> {
    lire(e, requete, reponse).constats_seuls(Environnement::Test)
}
