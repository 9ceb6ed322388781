//! What a health mail of MSSanté carries. For now the IHE_XDM archive: read with caps, judged, written. Pure: bytes in, bytes and
//! findings out; no path of an archive is ever a path on disk.

pub mod xdm;
