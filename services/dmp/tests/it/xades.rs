//! The signature of a lot, as the DMP wants it. The documents signed here are canonical as they are written.

use bergshamra_dsig::DsigContext;
use bergshamra_keys::{KeysManager, loader};
use sha1::{Digest, Sha1};

use crate::banc::IGC;

const C14N: &str = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315#WithComments";
const SHA1: &str = "http://www.w3.org/2000/09/xmldsig#sha1";
const XADES: &str = "http://uri.etsi.org/01903/v1.1.1#";

/// SHA-1, hexadecimal.
pub fn condensat(octets: &[u8]) -> String {
    hex::encode(Sha1::digest(octets))
}

/// Signs a lot: its `uniqueId`, then that of each document with its bytes.
pub fn signer(par: &str, lot: &str, documents: &[(&str, &[u8])]) -> Vec<u8> {
    let identite = IGC.identite(par).unwrap();
    let reference = |unique_id: &str, transformations: &str, condensat: &str| {
        format!(
            "<Reference URI=\"urn:oid:{unique_id}\">{transformations}<DigestMethod Algorithm=\"{SHA1}\"></DigestMethod>\
             <DigestValue>{condensat}</DigestValue></Reference>"
        )
    };
    let transformations = format!("<Transforms><Transform Algorithm=\"{C14N}\"></Transform></Transforms>");
    let documents: String = documents
        .iter()
        .map(|(unique_id, octets)| reference(unique_id, &transformations, &base64(&Sha1::digest(octets))))
        .collect();
    let certificat: String = identite.certificat_pem.lines().filter(|l| !l.starts_with("-----")).collect();
    let a_signer = |uri: &str, genre: &str| {
        format!(
            "<Reference Type=\"{genre}\" URI=\"{uri}\"><DigestMethod Algorithm=\"{SHA1}\"></DigestMethod><DigestValue></DigestValue></Reference>"
        )
    };
    let modele = format!(
        "<Signature xmlns=\"http://www.w3.org/2000/09/xmldsig#\" Id=\"S0\"><SignedInfo>\
         <CanonicalizationMethod Algorithm=\"{C14N}\"></CanonicalizationMethod>\
         <SignatureMethod Algorithm=\"http://www.w3.org/2001/04/xmldsig-more#rsa-sha256\"></SignatureMethod>{}{}</SignedInfo>\
         <SignatureValue></SignatureValue><KeyInfo><X509Data><X509Certificate>{certificat}</X509Certificate></X509Data></KeyInfo>\
         <Object><Manifest Id=\"IHEManifest\">{}{documents}</Manifest></Object>\
         <Object><SignatureProperties><SignatureProperty Id=\"purposeOfSignature\" Target=\"#S0\">1.2.840.10065.1.12.1.14\
         </SignatureProperty></SignatureProperties></Object>\
         <Object><QualifyingProperties xmlns=\"{XADES}\" Target=\"#S0\"><SignedProperties Id=\"S0-SignedProperties\">\
         <SignedSignatureProperties><SigningTime>2026-01-15T09:00:00Z</SigningTime>\
         <SignaturePolicyIdentifier><SignaturePolicyImplied></SignaturePolicyImplied></SignaturePolicyIdentifier>\
         </SignedSignatureProperties></SignedProperties></QualifyingProperties></Object></Signature>",
        a_signer("#IHEManifest", "http://www.w3.org/2000/09/xmldsig#Manifest"),
        a_signer("#S0-SignedProperties", &format!("{XADES}SignedProperties")),
        reference(lot, "", "AA=="),
    );
    let mut cles = KeysManager::new();
    cles.add_key(loader::load_pem_auto(identite.cle_pem.as_bytes(), None).unwrap());
    bergshamra_dsig::sign::sign_owned(&DsigContext::new(cles), modele)
        .unwrap()
        .into_bytes()
}

pub fn base64(octets: &[u8]) -> String {
    use ::base64::Engine as _;
    ::base64::engine::general_purpose::STANDARD.encode(octets)
}
