//! INSi as the témoin calls it: the message that it writes, the answer that it reads, the connection, the search.

pub(crate) mod assertion;
pub(crate) mod client;
pub(crate) mod message;
pub(crate) mod recherche;
pub(crate) mod reponse;

/// Operation of the service.
pub(crate) const OPERATION: &str = "rechercherInsAvecTraitsIdentite";
/// Its action.
pub(crate) const ACTION: &str = "urn:ServiceIdentiteCertifiee:1.0.0:rechercherInsAvecTraitsIdentite";
/// OID of a NIR, and of a NIA, in production.
pub(crate) const OID_NIR: &str = "1.2.250.1.213.1.4.8";
pub(crate) const OID_NIA: &str = "1.2.250.1.213.1.4.9";
