//! Flags of a message (RFC 3501, § 2.3.2).

use std::fmt::{Display, Formatter};

/// A flag. `\Recent` is not one: nobody sets it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Drapeau {
    /// `\Answered`
    Repondu,
    /// `\Flagged`
    Signale,
    /// `\Deleted`
    Supprime,
    /// `\Seen`
    Vu,
    /// `\Draft`
    Brouillon,
    /// A keyword (`$MDNSent`), as the client wrote it.
    MotCle(String),
}

/// Longest keyword.
pub const MOT_CLE_MAX: usize = 100;

impl Drapeau {
    /// Those that a system has, in the order in which they are told.
    pub const SYSTEME: [Self; 5] = [Self::Repondu, Self::Signale, Self::Supprime, Self::Vu, Self::Brouillon];

    /// Reads a flag; none: a flag of a system that nobody may set (`\Recent`, `\X`), or no flag at all.
    #[must_use]
    pub fn lire(texte: &str) -> Option<Self> {
        match texte.strip_prefix('\\') {
            Some(nom) => Self::SYSTEME.into_iter().find(|d| d.nom()[1..].eq_ignore_ascii_case(nom)),
            None => {
                (!texte.is_empty() && texte.len() <= MOT_CLE_MAX && texte.bytes().all(est_atome)).then(|| Self::MotCle(texte.to_owned()))
            }
        }
    }

    /// As it is written.
    #[must_use]
    pub fn nom(&self) -> &str {
        match self {
            Self::Repondu => "\\Answered",
            Self::Signale => "\\Flagged",
            Self::Supprime => "\\Deleted",
            Self::Vu => "\\Seen",
            Self::Brouillon => "\\Draft",
            Self::MotCle(m) => m,
        }
    }

    /// Whether two are the same flag: the case of keywords does not count.
    #[must_use]
    pub fn meme(&self, autre: &Self) -> bool {
        self.nom().eq_ignore_ascii_case(autre.nom())
    }
}

impl Display for Drapeau {
    fn fmt(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.nom())
    }
}

/// A byte that an atom may hold.
pub(crate) fn est_atome(o: u8) -> bool {
    o.is_ascii_graphic() && !matches!(o, b'(' | b')' | b'{' | b'%' | b'*' | b'"' | b'\\' | b']')
}
