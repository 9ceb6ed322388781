//! Verdicts that are attacked: a proxy stands between the bench and the témoin, on both sides, in this process. Wrong candidates must
//! not come out right (`attaques`, `fuites`), right ones that are unusual must not come out wrong (`formes`), and what cannot be judged
//! must condemn nobody (`blocages`). Each row has its own bench; nothing sleeps.
//!
//! The tables are printed: `cargo test --test it mandataire -- --nocapture`.

mod adaptateur;
mod attaques;
mod blocages;
mod essai;
mod formes;
mod fuites;
mod http;
mod messages;
mod perdus;
mod reseau;
mod scene;
mod table;

use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;

use crate::outils::attendre;

/// The certificates of a PEM text.
fn certificats(pem: &str) -> Vec<CertificateDer<'static>> {
    CertificateDer::pem_slice_iter(pem.as_bytes()).collect::<Result<_, _>>().unwrap()
}

#[test]
fn a_wrong_candidate_does_not_come_out_right() {
    let mut lignes = attaques::lignes();
    lignes.extend(fuites::lignes());
    assert!(lignes.len() >= 40, "{}", lignes.len());
    table::jouer("Attaques", lignes);
}

#[test]
fn a_right_and_unusual_candidate_comes_out_as_the_temoin() {
    let lignes = formes::lignes();
    assert!(lignes.len() >= 30, "{}", lignes.len());
    table::jouer("Formes justes mais inhabituelles", lignes);
}

#[test]
fn what_cannot_be_judged_condemns_nobody() {
    table::jouer("Blocages", blocages::lignes());
}

#[test]
fn a_candidate_of_another_bench_stops_the_campaign() {
    attendre(blocages::un_autre_banc());
}

#[test]
fn what_is_lost_is_not_judged() {
    attendre(perdus::perdre());
}
