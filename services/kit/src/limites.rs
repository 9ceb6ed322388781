//! Caps on what comes from outside.

use std::time::Duration;

/// Caps on what comes from outside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limites {
    /// Largest request body, in bytes.
    pub corps: usize,
    /// Largest request head, in bytes.
    pub entetes: usize,
    /// Connections open at the same time, all endpoints together. Half of them are shared out between the espaces.
    pub connexions: usize,
    /// Connections open at the same time on one endpoint of one espace: the others keep theirs.
    pub par_point: usize,
    /// Connections open at the same time on the control plane.
    pub controle: usize,
    /// Time for the head of a request to the control plane; also how long an idle connection to it is kept.
    pub tete: Duration,
    /// Bytes a second below which the body of a request is not waited for, nor who reads an answer, beyond the time of `lecture`.
    pub debit: u64,
    /// Time for a TLS handshake.
    pub poignee: Duration,
    /// Time without a byte in the middle of a request, or of an answer; also how long an idle connection is kept.
    pub lecture: Duration,
    /// Sessions open at the same time on one endpoint of one espace: those that wait must not take the place of the others.
    pub sessions: usize,
    /// How long a session may stay without a command, and a command may take to come whole.
    pub inactivite: Duration,
    /// Exchanges that an espace may have in a second, beyond which it is made to wait; 0: as many as can be.
    pub echanges: u32,
    /// Espaces.
    pub espaces: usize,
}

impl Default for Limites {
    fn default() -> Self {
        Self {
            corps: 40 * 1024 * 1024,
            entetes: 64 * 1024,
            connexions: 1024,
            par_point: 640,
            controle: 256,
            tete: Duration::from_secs(10),
            debit: 16 * 1024,
            poignee: Duration::from_secs(10),
            lecture: Duration::from_secs(30),
            sessions: 512,
            inactivite: Duration::from_secs(30 * 60),
            echanges: 0,
            espaces: 64,
        }
    }
}
