//! One mail in a folder.

use std::sync::{Arc, OnceLock};

use bytes::Bytes;
use segur_kit::{Contexte, JournalError, Morceau};
use time::OffsetDateTime;

/// Longest block of headers that is kept in memory, in bytes: longer ones are read from the body.
pub(crate) const ENTETES_MAX: usize = 64 * 1024;

/// A mail as it lies in a folder. Cloning it copies no byte of it.
#[derive(Debug, Clone)]
pub(crate) struct Message {
    /// Its number in the folder, never given twice.
    pub uid: u32,
    /// Rank of its last change in the folder (RFC 7162).
    pub modseq: u64,
    /// Its flags.
    pub drapeaux: Drapeaux,
    /// When it was put there, on the clock of the bench.
    pub recu: OffsetDateTime,
    /// Rank among all that came to the mailboxes of the espace; 0 until it is committed.
    pub rang: u64,
    /// What it says.
    pub corps: Arc<Corps>,
}

/// The bytes of a mail: the trace that the operator puts before it, and the mail as it came, where the journal keeps it already.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Corps {
    /// `Return-Path` and `Received`, with their line ends.
    pub prefixe: Bytes,
    /// The mail as it came.
    pub octets: Morceau,
    /// Its headers, prefix included, up to the empty line, which is not there; cut at [`ENTETES_MAX`].
    pub entetes: Bytes,
    /// The exchange that brought it, once it is committed; none when the bench put it there by itself.
    pub echange: OnceLock<u64>,
}

impl Corps {
    /// Of a mail, whose bytes are at this place.
    pub fn nouveau(prefixe: impl Into<Bytes>, courriel: &[u8], octets: Morceau) -> Self {
        let prefixe = prefixe.into();
        let fin = fin_des_entetes(courriel);
        let mut entetes = Vec::with_capacity(prefixe.len() + fin);
        entetes.extend_from_slice(&prefixe);
        entetes.extend_from_slice(&courriel[..fin]);
        entetes.truncate(ENTETES_MAX);
        Self {
            prefixe,
            octets,
            entetes: entetes.into(),
            echange: OnceLock::new(),
        }
    }

    /// Size of the mail, in bytes, as a client reads it.
    pub fn taille(&self) -> u64 {
        self.prefixe.len() as u64 + self.octets.longueur
    }

    /// The whole mail.
    ///
    /// # Errors
    /// When the journal cannot give it.
    pub async fn lire(&self, ctx: &Contexte) -> Result<Bytes, JournalError> {
        let octets = ctx.lire(&self.octets).await?;
        if self.prefixe.is_empty() {
            return Ok(octets);
        }
        Ok([&self.prefixe[..], &octets].concat().into())
    }
}

/// Where the headers end: before the empty line, after the end of the last header.
pub(crate) fn fin_des_entetes(courriel: &[u8]) -> usize {
    if courriel.starts_with(b"\r\n") || courriel.starts_with(b"\n") {
        return 0;
    }
    let mut depuis = 0;
    while let Some(i) = courriel[depuis..].iter().position(|o| *o == b'\n') {
        let apres = depuis + i + 1;
        match &courriel[apres..] {
            [b'\n', ..] | [b'\r', b'\n', ..] => return apres,
            _ => depuis = apres,
        }
    }
    courriel.len()
}

/// Flags: those of the system, and keywords.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Drapeaux {
    systeme: u8,
    mots: Vec<String>,
}

/// Most keywords of a mail.
pub(crate) const MOTS_MAX: usize = 64;
/// Flags of the system, as they are written; `\Recent` is none of ours: rev2 has none.
const SYSTEME: [&str; 5] = ["\\Seen", "\\Answered", "\\Flagged", "\\Deleted", "\\Draft"];

impl Drapeaux {
    /// Reads a list, separated by spaces.
    pub fn lire(texte: &str) -> Self {
        let mut d = Self::default();
        texte.split_ascii_whitespace().for_each(|mot| d.mettre(mot));
        d
    }

    /// Whether it has this one, whatever its case.
    pub fn a(&self, drapeau: &str) -> bool {
        match rang(drapeau) {
            Some(r) => self.systeme & (1 << r) != 0,
            None => self.mots.iter().any(|m| m.eq_ignore_ascii_case(drapeau)),
        }
    }

    /// Adds one; an unknown flag of the system, or one keyword too many, is left out.
    pub fn mettre(&mut self, drapeau: &str) {
        match rang(drapeau) {
            Some(r) => self.systeme |= 1 << r,
            None if drapeau.starts_with('\\') || self.a(drapeau) || self.mots.len() >= MOTS_MAX => {}
            None => self.mots.push(drapeau.to_owned()),
        }
    }

    /// Takes one away.
    pub fn oter(&mut self, drapeau: &str) {
        match rang(drapeau) {
            Some(r) => self.systeme &= !(1 << r),
            None => self.mots.retain(|m| !m.eq_ignore_ascii_case(drapeau)),
        }
    }

    /// Each, as it is written.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        let systeme = SYSTEME.iter().enumerate().filter(|(r, _)| self.systeme & (1 << r) != 0);
        systeme.map(|(_, nom)| *nom).chain(self.mots.iter().map(String::as_str))
    }
}

impl std::fmt::Display for Drapeaux {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (rang, drapeau) in self.iter().enumerate() {
            if rang > 0 {
                f.write_str(" ")?;
            }
            f.write_str(drapeau)?;
        }
        Ok(())
    }
}

fn rang(drapeau: &str) -> Option<usize> {
    SYSTEME.iter().position(|s| s.eq_ignore_ascii_case(drapeau))
}
