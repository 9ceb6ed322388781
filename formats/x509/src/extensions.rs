//! Extensions that are read to build a chain, and to know what a list covers.

use x509_parser::extensions::{DistributionPointName, ParsedExtension};
use x509_parser::prelude::{GeneralName, X509Certificate, X509Extension};

/// A critical extension that is not applied here. Policies are: any will do, which is what RFC 5280, § 6.1.1, begins with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Incomprise {
    /// OID, after the name when it is known.
    pub(crate) nom: String,
    /// Whether it is one of RFC 5280, which another reader would apply.
    pub(crate) connue: bool,
}

/// The same, of an extension that is critical.
pub(crate) fn incomprise(e: &X509Extension<'_>) -> Option<Incomprise> {
    let oid = e.oid.to_id_string();
    let (nom, connue) = match e.parsed_extension() {
        ParsedExtension::NameConstraints(_) => (format!("nameConstraints ({oid})"), true),
        ParsedExtension::PolicyConstraints(_) => (format!("policyConstraints ({oid})"), true),
        ParsedExtension::UnsupportedExtension { .. } | ParsedExtension::ParseError { .. } | ParsedExtension::Unparsed => (oid, false),
        _ => return None,
    };
    Some(Incomprise { nom, connue })
}

/// Where a certificate says that its revocation list is.
pub(crate) fn points_crl(x509: &X509Certificate<'_>) -> Vec<String> {
    let points = x509.extensions().iter().filter_map(|e| match e.parsed_extension() {
        ParsedExtension::CRLDistributionPoints(points) => Some(&points.points),
        _ => None,
    });
    let noms = points.flatten().filter_map(|p| match &p.distribution_point {
        Some(DistributionPointName::FullName(noms)) => Some(uris(noms)),
        _ => None,
    });
    noms.flatten().collect()
}

/// The URIs among these names.
pub(crate) fn uris(noms: &[GeneralName<'_>]) -> Vec<String> {
    let uri = |n: &GeneralName<'_>| match n {
        GeneralName::URI(uri) => Some((*uri).to_owned()),
        _ => None,
    };
    noms.iter().filter_map(uri).collect()
}
