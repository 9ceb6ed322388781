//! How much of a mail is read. *Mon espace santé* takes 25 MB, and an operator seldom more: what goes past these is no mail of MSSanté.

/// Bytes of the mail.
pub const COURRIEL_MAX: usize = 40 << 20;
/// Bytes of one block of headers.
pub const ENTETES_MAX: usize = 1 << 20;
/// Fields of one block of headers.
pub const CHAMPS_MAX: usize = 1_000;
/// Bytes of all the blocks of headers together.
pub const TOUS_ENTETES_MAX: usize = 4 << 20;
/// Levels of parts within parts.
pub const PROFONDEUR_MAX: usize = 50;
/// Parts in all.
pub const PARTIES_MAX: usize = 1_000;
/// Addresses kept of one field. The others are counted.
pub const ADRESSES_MAX: usize = 1_000;
/// Archives that are opened.
pub const ARCHIVES_MAX: usize = 5;
/// PDF that are opened.
pub const PDF_MAX: usize = 50;
/// Characters of the text that are kept as a fact.
pub const TEXTE_MAX: usize = 2_000;
