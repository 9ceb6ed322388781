//! Tests of the mails: one without a fault, each defect of it, what hostile people send, and the mails of the corpus.

mod corpus;
mod defauts;
mod fabrique;
mod faits;
mod hostiles;
mod lecture;

use bytes::Bytes;
use segur_dialecte::{Confiance, Connu, Lu as _};
use segur_model::{Direction, Environnement, Exchange, Finding, World};
use time::OffsetDateTime;

use super::CourrielLu;

fn juger(octets: &[u8]) -> Vec<Finding> {
    CourrielLu::lire(&Bytes::copy_from_slice(octets)).constats_seuls(Environnement::Test)
}

/// The same, with what is asked of it.
fn juger_exigeant(lu: &CourrielLu, exige: &[String]) -> Vec<Finding> {
    let (monde, confiance) = (World::default(), Confiance::default());
    let connu = Connu {
        exige,
        ..Connu::du_monde(&monde, &confiance, OffsetDateTime::UNIX_EPOCH)
    };
    lu.constats(&connu)
}

/// A mail in its transaction: its envelope, then the mail, dots doubled.
fn transaction(enveloppe: &[&str], courriel: &[u8]) -> CourrielLu {
    let mut octets: Vec<u8> = enveloppe.iter().flat_map(|l| format!("{l}\r\n").into_bytes()).collect();
    octets.extend_from_slice(b"DATA\r\n");
    for ligne in courriel.split_inclusive(|o| *o == b'\n') {
        if ligne.starts_with(b".") {
            octets.push(b'.');
        }
        octets.extend_from_slice(ligne);
    }
    octets.extend_from_slice(b".\r\n");
    let mut e = Exchange::vide(Direction::CandidatVersBanc, OffsetDateTime::UNIX_EPOCH);
    "mssante".clone_into(&mut e.service);
    crate::mssante::operations::MESSAGE.clone_into(&mut e.operation);
    CourrielLu::de_la_transaction(&e, &Bytes::from(octets), Some(b"250 2.0.0 garde\r\n"))
}

/// The rules of mails that are told, each once.
fn regles(constats: &[Finding]) -> Vec<&str> {
    let mut regles: Vec<&str> = constats
        .iter()
        .map(|c| c.rule.as_str())
        .filter(|r| r.starts_with("mssante."))
        .collect();
    regles.sort_unstable();
    regles.dedup();
    regles
}
