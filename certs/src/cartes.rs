//! What card certificates have that rcgen does not make: a subject whose given name, surname and identifier are the
//! attributes of one RDN, and the private extensions of the GIP-CPS.

use rcgen::{CustomExtension, KeyPair, SigningKey};
use x509_parser::asn1_rs::Oid;
use x509_parser::prelude::{FromDer, X509Certificate};

use crate::{
    CertsError, Porteur, Sujet,
    nom::{self, tlv},
};

const INTEGER: u8 = 0x02;
const BIT_STRING: u8 = 0x03;
const OCTET_STRING: u8 = 0x04;
const UTF8_STRING: u8 = 0x0C;
const PRINTABLE_STRING: u8 = 0x13;
const SEQUENCE: u8 = 0x30;

/// The policy that the published test card certificates carry. They are all signature certificates: that of
/// authentication certificates is not known.
const POLITIQUE_SIGNATURE: &[u64] = &[1, 2, 250, 1, 213, 1, 7, 2, 1, 1, 1, 1];

/// The private extensions, encoded as in the published test card (where the card is a CPS, of category 0x80 and type 0).
pub(crate) fn extensions(porteur: &Porteur) -> Vec<CustomExtension> {
    let gip = |fin: &[u64], contenu: Vec<u8>| CustomExtension::from_oid_content(&[&[1, 2, 250, 1, 71], fin].concat(), contenu);
    let mut extensions = vec![
        gip(&[1, 2, 5], tlv(OCTET_STRING, &[&[0x80]])),
        gip(&[1, 2, 2], tlv(INTEGER, &[&[0]])),
        gip(&[1, 2, 3], tlv(PRINTABLE_STRING, &[porteur.carte.as_bytes()])),
        gip(&[1, 2, 7], tlv(INTEGER, &[&[porteur.profession]])),
    ];
    if let Some(specialite) = &porteur.specialite {
        extensions.push(gip(&[4, 2, 5], tlv(SEQUENCE, &[&tlv(UTF8_STRING, &[specialite.as_bytes()])])));
    }
    extensions
}

/// `certificatePolicies` of a card signature certificate.
pub(crate) fn politique() -> Result<CustomExtension, CertsError> {
    let oid = Oid::from(POLITIQUE_SIGNATURE).map_err(|_| CertsError::Plan("OID de politique".to_owned()))?;
    let information = tlv(SEQUENCE, &[&tlv(0x06, &[oid.as_bytes()])]);
    Ok(CustomExtension::from_oid_content(&[2, 5, 29, 32], tlv(SEQUENCE, &[&information])))
}

/// Whether a name needs [`regrouper`].
pub(crate) fn a_regrouper(sujet: &Sujet) -> bool {
    sujet.iter().any(|rdn| rdn.len() > 1)
}

/// Puts the right subject into a certificate that rcgen made with one attribute per RDN, and signs it again.
pub(crate) fn regrouper(certificat: &[u8], sujet: &Sujet, cle_emetteur: &KeyPair) -> Result<Vec<u8>, CertsError> {
    let defaut = |raison: &str| CertsError::Fabrication {
        quoi: "un certificat de carte".to_owned(),
        raison: raison.to_owned(),
    };
    let (_, x509) = X509Certificate::from_der(certificat).map_err(|_| defaut("certificat illisible"))?;
    let ancien = x509.subject().as_raw();
    let contenu = contenu(x509.tbs_certificate.as_ref()).ok_or_else(|| defaut("TBS illisible"))?;
    let debut = contenu
        .windows(ancien.len())
        .position(|f| f == ancien)
        .ok_or_else(|| defaut("sujet introuvable"))?;
    let (avant, reste) = contenu.split_at(debut);
    let tbs = tlv(SEQUENCE, &[avant, &nom::der(sujet)?, reste.get(ancien.len()..).unwrap_or_default()]);

    let signature = cle_emetteur
        .sign(&tbs)
        .map_err(CertsError::fabrication("la signature d'un certificat de carte"))?;
    // sha256WithRSAEncryption, parameters NULL: the only algorithm of this infrastructure.
    let algorithme = tlv(SEQUENCE, &[b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0b", b"\x05\x00"]);
    Ok(tlv(SEQUENCE, &[&tbs, &algorithme, &tlv(BIT_STRING, &[&[0], &signature])]))
}

/// The content of a DER element.
fn contenu(der: &[u8]) -> Option<&[u8]> {
    let longueur = *der.get(1)?;
    let entete = if longueur < 0x80 { 2 } else { 2 + usize::from(longueur & 0x7F) };
    der.get(entete..)
}
