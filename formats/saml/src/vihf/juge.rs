//! The VIHF that is judged, and what is around it in its message.

use segur_dialecte::{Connu, Constateur};
use segur_model::{Certificat, Location, Rule};

use super::{Texte, Vihf};

/// What is around a VIHF in its message.
#[derive(Debug, Clone, Copy, Default)]
pub struct Autour<'a> {
    /// Certificate presented at the TLS handshake.
    pub certificat_tls: Option<&'a Certificat>,
    /// INS (15 characters) and OID of each patient that the body targets; one alone is right, and none where the operation targets none. An
    /// OID that the body does not give is empty.
    pub patients_du_corps: &'a [(&'a str, &'a str)],
}

/// The VIHF that is judged, and against what.
pub(super) struct Juge<'a> {
    pub vihf: &'a Vihf,
    pub k: &'a Connu<'a>,
    pub message: &'a Autour<'a>,
    pub chemin: &'a str,
    pub constats: &'a mut Constateur,
}

impl Juge<'_> {
    pub fn dire(&mut self, regle: &Rule, lieu: &Location, attendu: impl Into<String>, vu: impl Into<String>) {
        self.constats.dire(*regle, lieu, attendu, vu.into());
    }

    /// A finding about a text that may be absent: its place, or that where it should be.
    pub fn dire_de(&mut self, regle: &Rule, texte: Option<&Texte>, absent: &str, attendu: &str) {
        match texte {
            Some(t) => self.dire(regle, &t.lieu, attendu, t.texte.as_str()),
            None => self.dire(regle, &self.dans(absent), attendu, "(absent)"),
        }
    }

    /// A place in the assertion, known by its path alone.
    pub fn dans(&self, suite: &str) -> Location {
        Location::path(format!("{}/{suite}", self.chemin))
    }
}
