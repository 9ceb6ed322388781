//! Mail as MSSanté carries it: the mail itself, read once within bounds and judged; the IHE_XDM archive in it; the reports that answer it
//! (MDN, DSN), read and written; what an exchange with the operator says; the white list of operators. Pure: bytes in, bytes and findings
//! out; no path of an archive is ever a path on disk.

pub mod courriel;
pub mod liste_blanche;
pub mod mssante;
pub mod operateur;
pub mod rapport;
pub mod xdm;
