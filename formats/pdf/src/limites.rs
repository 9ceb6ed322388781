//! Bounds of what is read. A file within them costs seconds and a few hundred MiB at the very worst; each bound that is met is told.

/// Bytes of the file. A mail of a health mailbox holds less.
pub const TAILLE: usize = 64 * 1024 * 1024;
/// Values (numbers, names, arrays…) parsed in the whole file, its object streams and its content streams.
pub const VALEURS: usize = 6_000_000;
/// Nested arrays and dictionaries.
pub const PROFONDEUR: usize = 64;
/// Bytes that one stream may hold once decompressed.
pub const FLUX: usize = 64 * 1024 * 1024;
/// Bytes decompressed in the whole file.
pub const DECOMPRESSE: usize = 256 * 1024 * 1024;
/// Filters of one stream.
pub const FILTRES: usize = 4;
/// Cross-reference sections followed through `Prev` and `XRefStm`.
pub const SECTIONS: usize = 512;
/// Entries of the cross-reference table.
pub const OBJETS: usize = 500_000;
/// Bytes searched for the end of streams whose length is wrong.
pub const RECHERCHE: usize = 512 * 1024 * 1024;
/// Pages listed.
pub const PAGES: usize = 10_000;
/// Pages of which the content is read.
pub const PAGES_LUES: usize = 400;
/// Operators executed in the whole document, form XObjects included.
pub const OPERATEURS: usize = 3_000_000;
/// Form XObjects within form XObjects.
pub const FORMULAIRES: usize = 12;
/// Pixels of one page once drawn.
pub const PIXELS_PAGE: usize = 16_000_000;
/// Pixels visited in the whole document, by fills and images.
pub const PIXELS: usize = 400_000_000;
/// Pixels of one image of the document.
pub const PIXELS_IMAGE: usize = 40_000_000;
/// Characters kept of the text of one page.
pub const TEXTE: usize = 400_000;
/// Things of one nature that are noted: the same mistake a thousand times is one thing to mend.
pub const PAR_NATURE: usize = 20;
