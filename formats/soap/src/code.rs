//! The codes of a fault.

/// The codes that SOAP 1.2 fixes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CodeFaute {
    /// The message is wrong: do not send it again unchanged.
    Sender,
    /// The service failed: the same message may pass later.
    Receiver,
    /// Not SOAP 1.2.
    VersionMismatch,
    /// A mandatory header block is not understood.
    MustUnderstand,
}

impl CodeFaute {
    /// Local name of the code.
    #[must_use]
    pub fn nom(self) -> &'static str {
        match self {
            Self::Sender => "Sender",
            Self::Receiver => "Receiver",
            Self::VersionMismatch => "VersionMismatch",
            Self::MustUnderstand => "MustUnderstand",
        }
    }
}
