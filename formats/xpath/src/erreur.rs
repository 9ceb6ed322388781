//! Why an expression could not be read or evaluated.

/// An error of XPath, with the code that the recommendation gives it (XPath 2.0, annex G; F&O, annex C).
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{code} : {dit}")]
pub struct Erreur {
    /// Code of the recommendation, or `LIMITE` for a bound of ours.
    pub code: &'static str,
    /// What happened, in French.
    pub dit: String,
}

impl Erreur {
    pub(crate) fn new(code: &'static str, dit: impl Into<String>) -> Self {
        Self { code, dit: dit.into() }
    }

    /// A value of the wrong type.
    pub(crate) fn type_(dit: impl Into<String>) -> Self {
        Self::new("XPTY0004", dit)
    }

    /// A syntax error, at an offset.
    pub(crate) fn syntaxe(octet: usize, dit: impl std::fmt::Display) -> Self {
        Self::new("XPST0003", format!("caractère {} : {dit}", octet + 1))
    }
}

pub(crate) type R<T> = Result<T, Erreur>;
