//! Namespaces and fixed URIs.

/// SOAP 1.2 envelope.
pub const SOAP12: &str = "http://www.w3.org/2003/05/soap-envelope";
/// SOAP 1.1 envelope: recognised only to be refused by its name.
pub const SOAP11: &str = "http://schemas.xmlsoap.org/soap/envelope/";
/// WS-Addressing 1.0.
pub const WSA: &str = "http://www.w3.org/2005/08/addressing";
/// The anonymous address of WS-Addressing.
pub const WSA_ANONYME: &str = "http://www.w3.org/2005/08/addressing/anonymous";
/// Action of a SOAP fault of WS-Addressing itself.
pub const WSA_ACTION_FAUTE: &str = "http://www.w3.org/2005/08/addressing/fault";
/// Action of any other fault.
pub const WSA_ACTION_FAUTE_SOAP: &str = "http://www.w3.org/2005/08/addressing/soap/fault";
/// WS-Security extension 1.0.
pub const WSSE: &str = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd";
/// WS-Security utility 1.0.
pub const WSU: &str = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd";
/// SAML 2.0 assertion.
pub const SAML2: &str = "urn:oasis:names:tc:SAML:2.0:assertion";
/// XML signature.
pub const DSIG: &str = "http://www.w3.org/2000/09/xmldsig#";
/// XOP.
pub const XOP: &str = "http://www.w3.org/2004/08/xop/include";
