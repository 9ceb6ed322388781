//! Namespaces, actions and fixed values of the INSi contract.

/// `ContexteLPS`.
pub const CTXLPS: &str = "urn:siram:lps:ctxlps";
/// `ContexteBAM`.
pub const CTXBAM: &str = "urn:siram:bam:ctxbam";
/// Body of the search by traits.
pub const RECSANS: &str = "http://www.cnamts.fr/INSiRecSans";
/// Body of the search by carte Vitale.
pub const RECVIT: &str = "http://www.cnamts.fr/INSiRecVit";
/// Body of the answer.
pub const RESULTAT: &str = "http://www.cnamts.fr/INSiResultat";
/// Detail of a fault.
pub const SIRAM: &str = "urn:siram";
/// Namespace of the WSDL.
pub const WEBSERVICE: &str = "http://www.cnamts.fr/webservice";

/// Action of the search by traits.
pub const ACTION_TRAITS: &str = "urn:ServiceIdentiteCertifiee:1.0.0:rechercherInsAvecTraitsIdentite";
/// Action of the search by carte Vitale.
pub const ACTION_VITALE: &str = "urn:ServiceIdentiteCertifiee:1.0.0:rechercherInsAvecCarteVitale";
/// Action of the answer to the search by traits.
pub const ACTION_TRAITS_REPONSE: &str = "urn:ServiceIdentiteCertifiee:1.0.0:rechercherInsAvecTraitsIdentiteResponse";
/// Action of the answer to the search by carte Vitale.
pub const ACTION_VITALE_REPONSE: &str = "urn:ServiceIdentiteCertifiee:1.0.0:rechercherInsAvecCarteVitaleResponse";

/// Body of the answer to a verification: seen in the code of one kit only, the WSDL is not public.
pub const REP_UNITAIRE: &str = "http://www.cnamts.fr/INSiLot2/REPUnitaire";

/// Version of `ContexteLPS`.
pub const VERSION_LPS: &str = "01_00";
/// Version of `ContexteBAM`.
pub const VERSION_BAM: &str = "01_02";
