//! The signature of a lot: XAdES over a manifest of its documents.
//!
//! The public material signs with RSA-SHA1, which the cryptography used here refuses: RSA-SHA256 and SHA-256 are used in its place.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bergshamra_c14n::{C14nMode, canonicalize};
use bergshamra_dsig::DsigContext;
use bergshamra_keys::{KeysManager, loader};
use sha2::{Digest, Sha256};

use super::{Appel, Cles};
use crate::identifiants::instant;
use crate::xml::Plume;

const DSIG: &str = "http://www.w3.org/2000/09/xmldsig#";
const XADES: &str = "http://uri.etsi.org/01903/v1.1.1#";
const C14N: &str = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315#WithComments";
const SHA256: &str = "http://www.w3.org/2001/04/xmlenc#sha256";
/// The purpose « source » of the signature.
const SOURCE: &str = "1.2.840.10065.1.12.1.14";

/// The signature of this lot, which holds this document.
pub(crate) fn signer(appel: &Appel<'_>, lot: &str, document: &str, octets: &[u8], cles: &Cles) -> Result<String, String> {
    let erreur = |quoi: &str, e: String| format!("signature du lot impossible : {quoi} ({e})");
    let texte = std::str::from_utf8(octets).map_err(|e| erreur("document", e.to_string()))?;
    let texte = texte.trim_start_matches('\u{feff}');
    let canonique =
        canonicalize::<&str>(texte, C14nMode::InclusiveWithComments, None, &[]).map_err(|e| erreur("document", e.to_string()))?;
    let modele = modele(appel, lot, document, &empreinte(&canonique), cles)?;
    let cle = loader::load_pem_auto(cles.cle.as_bytes(), None).map_err(|e| erreur("clé", e.to_string()))?;
    let mut trousseau = KeysManager::new();
    trousseau.add_key(cle);
    bergshamra_dsig::sign::sign_owned(&DsigContext::new(trousseau), modele).map_err(|e| erreur("calcul", e.to_string()))
}

fn empreinte(octets: &[u8]) -> String {
    STANDARD.encode(Sha256::digest(octets))
}

/// The signature, its own values still empty.
fn modele(appel: &Appel<'_>, lot: &str, document: &str, empreinte_document: &str, cles: &Cles) -> Result<String, String> {
    let (certificat, der) = (cles.x509.dit(), cles.x509.der());
    let id = format!("_{}", appel.tirage.uuid("xades", 1));
    let cible = format!("#{id}");
    let mut p = Plume::fragment();
    p.dans("Signature", &[("xmlns", DSIG), ("Id", &id)], |p| {
        p.dans("SignedInfo", &[], |p| {
            p.vide("CanonicalizationMethod", &[("Algorithm", C14N)]);
            p.vide(
                "SignatureMethod",
                &[("Algorithm", "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256")],
            );
            reference(p, "#IHEManifest", Some("http://www.w3.org/2000/09/xmldsig#Manifest"), false, "");
            reference(
                p,
                "#S0-SignedProperties",
                Some("http://uri.etsi.org/01903/v1.1.1#SignedProperties"),
                false,
                "",
            );
        });
        p.texte("SignatureValue", &[], "");
        p.dans("KeyInfo", &[], |p| {
            p.dans("X509Data", &[], |p| p.texte("X509Certificate", &[], &STANDARD.encode(der)));
        });
        p.dans("Object", &[], |p| {
            p.dans("Manifest", &[("Id", "IHEManifest")], |p| {
                // The lot cannot hold its own digest: its value is a constant.
                reference(p, &format!("urn:oid:{lot}"), None, false, "AA==");
                reference(p, &format!("urn:oid:{document}"), None, true, empreinte_document);
            });
        });
        p.dans("Object", &[], |p| {
            p.dans("SignatureProperties", &[], |p| {
                p.texte("SignatureProperty", &[("Id", "purposeOfSignature"), ("Target", &cible)], SOURCE);
            });
        });
        p.dans("Object", &[], |p| {
            p.dans("QualifyingProperties", &[("xmlns", XADES), ("Target", &cible)], |p| {
                p.dans("SignedProperties", &[("Id", "S0-SignedProperties")], |p| {
                    p.dans("SignedSignatureProperties", &[], |p| {
                        p.texte("SigningTime", &[], &instant(appel.maintenant));
                        p.dans("SigningCertificate", &[], |p| {
                            p.dans("Cert", &[], |p| {
                                p.dans("CertDigest", &[], |p| {
                                    p.vide("DigestMethod", &[("Algorithm", SHA256)]);
                                    p.texte("DigestValue", &[], &empreinte(der));
                                });
                                p.dans("IssuerSerial", &[], |p| {
                                    p.texte("X509IssuerName", &[("xmlns", DSIG)], &certificat.emetteur);
                                    p.texte("X509SerialNumber", &[("xmlns", DSIG)], &decimal(&certificat.serie));
                                });
                            });
                        });
                        p.dans("SignaturePolicyIdentifier", &[], |p| p.vide("SignaturePolicyImplied", &[]));
                    });
                });
            });
        });
    });
    Ok(p.finir())
}

fn reference(p: &mut Plume, uri: &str, genre: Option<&str>, canonique: bool, valeur: &str) {
    let mut attributs = vec![("URI", uri)];
    attributs.extend(genre.map(|g| ("Type", g)));
    p.dans("Reference", &attributs, |p| {
        if canonique {
            p.dans("Transforms", &[], |p| p.vide("Transform", &[("Algorithm", C14N)]));
        }
        p.vide("DigestMethod", &[("Algorithm", SHA256)]);
        p.texte("DigestValue", &[], valeur);
    });
}

/// A hexadecimal number of any length, in decimal.
fn decimal(hexa: &str) -> String {
    let mut chiffres = vec![0u8];
    for h in hexa.chars().filter_map(|c| c.to_digit(16)) {
        let mut reste = h;
        for c in &mut chiffres {
            let n = u32::from(*c) * 16 + reste;
            *c = u8::try_from(n % 10).unwrap_or_default();
            reste = n / 10;
        }
        while reste > 0 {
            chiffres.push(u8::try_from(reste % 10).unwrap_or_default());
            reste /= 10;
        }
    }
    chiffres.iter().rev().map(|c| char::from(b'0' + c)).collect()
}

#[cfg(test)]
mod tests {
    use super::decimal;

    #[test]
    fn numeros_de_serie() {
        assert_eq!(decimal("0"), "0");
        assert_eq!(decimal("FF"), "255");
        assert_eq!(
            decimal("781C73FA2A67BB14906541C6490A33F7"),
            "159655096103497701664027626074020656119"
        );
    }
}
