//! How much of a mail is shown. How much of it is read is bounded where it is read.

/// Characters of a text; the rest is in its source.
pub(super) const TEXTE_MAX: usize = 200_000;
/// Characters of the value of a header.
pub(super) const ENTETE_MAX: usize = 4_000;
/// Addresses of one header.
pub(super) const ADRESSES_MAX: usize = 100;
/// Files.
pub(super) const PIECES_MAX: usize = 200;
/// Documents that are read.
pub(super) const RENDUS_MAX: usize = 5;
/// Documents that are named.
pub(super) const DOCUMENTS_MAX: usize = 100;
/// Recipients of a report.
pub(super) const DESTINATAIRES_MAX: usize = 20;
