//! The service as its callers meet it, over real sockets.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // helpers of tests are not tests to clippy

mod alimentation;
mod banc;
mod contrats;
mod corpus;
mod demandes;
mod droits;
mod durabilite;
mod entrees;
mod etats;
mod existence;
mod formes;
mod gestion;
mod habilitations;
mod mauvaises;
mod message;
mod officiels;
mod psc;
mod recherche;
mod reemploi;
mod refus;
mod regler;
mod retrait;
mod schemas;
mod tableau;
mod tls;
mod web;
mod web_navigateur;
mod wsdl;
mod xades;
mod zeep;

use message::acteurs;
