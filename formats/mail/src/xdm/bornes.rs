//! How much of an archive is read. A mail of *Mon espace santé* is 25 MB at most: what goes past these is no archive of documents.

/// Bytes of the archive.
pub const ARCHIVE_MAX: usize = 40 * 1024 * 1024;
/// Entries, folders included.
pub const ENTREES_MAX: usize = 300;
/// Bytes of one entry, once inflated.
pub const ENTREE_MAX: u64 = 40 * 1024 * 1024;
/// Bytes of all entries, once inflated.
pub const TOTAL_MAX: u64 = 100 * 1024 * 1024;
/// How many times an entry may be bigger than what it is made of. XML seldom goes past 30.
pub const RATIO_MAX: u64 = 200;
/// Inflated bytes below which the ratio is not looked at: a small file may well be all white space.
pub const RATIO_JUGE_DES: u64 = 256 * 1024;
/// Bytes of a path.
pub const CHEMIN_MAX: usize = 255;
