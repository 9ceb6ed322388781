//! The two ways to be known.

/// How a caller proves who it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// Client certificate of a structure.
    Structure,
    /// Assertion signed by a card.
    Carte,
}

impl Mode {
    /// Its name in the fact `mode`.
    #[must_use]
    pub fn nom(self) -> &'static str {
        match self {
            Self::Structure => "structure",
            Self::Carte => "carte",
        }
    }
}
