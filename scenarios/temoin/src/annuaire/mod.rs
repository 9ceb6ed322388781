//! The Annuaire Santé as the témoin reads it: the FHIR API for one correspondent, the extraction files for all of them.

pub(crate) mod client;
pub(crate) mod correspondants;
pub(crate) mod extraction;

/// Identifier of a person, whatever its form.
pub(crate) const SYSTEME_IDNPS: &str = "urn:oid:1.2.250.1.71.4.2.1";
/// RPPS, version 2 of the API.
pub(crate) const SYSTEME_RPPS: &str = "https://rpps.esante.gouv.fr";
/// RPPS, as version 1 named it.
pub(crate) const SYSTEME_RPPS_V1: &str = "http://rpps.fr";
