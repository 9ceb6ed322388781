//! Building and signing a PS assertion, as the official example has it; and what every assertion signed here shares.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bergshamra_dsig::DsigContext;
use bergshamra_keys::{KeysManager, loader};
use segur_soap::{echapper, ns};
use segur_x509::X509;
use time::OffsetDateTime;
use time::macros::format_description;

/// What a PS assertion says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AssertionPs {
    /// Identifier, an XML name (`_` and a UUID).
    pub id: String,
    /// `IssueInstant`.
    pub instant: OffsetDateTime,
    /// Subject of the card's certificate, as written in `Issuer`.
    pub emetteur_dn: String,
    /// National identifier of the professional.
    pub name_id: String,
    /// Attributes in order: name and value (`identifiantFacturation`, `codeSpecialite`, `secteurActivite`).
    pub attributs: Vec<(String, String)>,
}

/// Why an assertion could not be signed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SamlError {
    /// The private key cannot be read.
    #[error("clé privée illisible ({0}) : donner une clé RSA au format PKCS#8 PEM (« BEGIN PRIVATE KEY »)")]
    Cle(String),
    /// The certificate cannot be read.
    #[error(transparent)]
    Certificat(#[from] segur_x509::X509Error),
    /// The instant has no XML form.
    #[error("instant d'émission hors des dates que XML sait écrire : donner une année entre 0 et 9999")]
    Instant,
    /// The signature failed.
    #[error("signature impossible ({0}) : vérifier que la clé est bien celle du certificat")]
    Signature(String),
}

/// A key and its certificate, read.
pub(crate) struct Signataire {
    cles: KeysManager,
    /// DER.
    pub certificat: Vec<u8>,
}

impl Signataire {
    pub(crate) fn lire(cle_pem: &str, certificat_pem: &str) -> Result<Self, SamlError> {
        let certificat = X509::lire_pem(certificat_pem)?.der().to_vec();
        let cle = loader::load_pem_auto(cle_pem.as_bytes(), None).map_err(|e| SamlError::Cle(e.to_string()))?;
        let mut cles = KeysManager::new();
        cles.add_key(cle);
        Ok(Self { cles, certificat })
    }

    /// Fills the signature of a model.
    pub(crate) fn signer(self, modele: String) -> Result<String, SamlError> {
        bergshamra_dsig::sign::sign_owned(&DsigContext::new(self.cles), modele).map_err(|e| SamlError::Signature(e.to_string()))
    }
}

/// Builds and signs a PS assertion: enveloped signature right after the issuer, exclusive C14N, RSA-SHA256, certificate in the
/// `KeyInfo`. The result has no XML declaration and stays valid wherever it is placed in a message.
///
/// # Errors
/// [`SamlError`] when the key or the certificate cannot be used.
pub fn signer_assertion_ps(assertion: &AssertionPs, cle_pem: &str, certificat_pem: &str) -> Result<String, SamlError> {
    let signataire = Signataire::lire(cle_pem, certificat_pem)?;
    let modele = modele(assertion, &signataire.certificat)?;
    signataire.signer(modele)
}

/// The assertion with a signature whose values are still empty.
fn modele(assertion: &AssertionPs, certificat: &[u8]) -> Result<String, SamlError> {
    let attributs: String = assertion
        .attributs
        .iter()
        .map(|(nom, valeur)| {
            format!(
                "<saml2:Attribute Name=\"{}\"><saml2:AttributeValue xmlns:xs=\"http://www.w3.org/2001/XMLSchema\" \
                 xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:type=\"xs:string\">{}</saml2:AttributeValue></saml2:Attribute>",
                echapper(nom),
                echapper(valeur)
            )
        })
        .collect();
    // SAML wants at least one attribute in a statement: no attribute, no statement.
    let attributs = if attributs.is_empty() {
        attributs
    } else {
        format!("<saml2:AttributeStatement>{attributs}</saml2:AttributeStatement>")
    };
    Ok(format!(
        "<saml2:Assertion xmlns:saml2=\"{saml}\" ID=\"{id}\" IssueInstant=\"{instant}\" Version=\"2.0\">\
         <saml2:Issuer Format=\"urn:oasis:names:tc:SAML:1.1:nameid-format:X509SubjectName\">{emetteur}</saml2:Issuer>{signature}\
         <saml2:Subject><saml2:NameID NameQualifier=\"CPS\">{name_id}</saml2:NameID></saml2:Subject>{attributs}</saml2:Assertion>",
        saml = ns::SAML2,
        id = echapper(&assertion.id),
        instant = instant_xml(assertion.instant)?,
        emetteur = echapper(&assertion.emetteur_dn),
        signature = modele_signature(&assertion.id, certificat),
        name_id = echapper(&assertion.name_id),
    ))
}

/// An instant as the official examples write it: universal time, milliseconds, `Z`.
pub(crate) fn instant_xml(instant: OffsetDateTime) -> Result<String, SamlError> {
    instant
        .to_offset(time::UtcOffset::UTC)
        .format(format_description!(
            "[year]-[month]-[day]T[hour]:[minute]:[second].[subsecond digits:3]Z"
        ))
        .map_err(|_| SamlError::Instant)
}

/// The enveloped signature of an assertion, its values still empty.
pub(crate) fn modele_signature(id: &str, certificat: &[u8]) -> String {
    format!(
        "<Signature xmlns=\"{dsig}\"><SignedInfo>\
         <CanonicalizationMethod Algorithm=\"http://www.w3.org/2001/10/xml-exc-c14n#\"></CanonicalizationMethod>\
         <SignatureMethod Algorithm=\"http://www.w3.org/2001/04/xmldsig-more#rsa-sha256\"></SignatureMethod>\
         <Reference URI=\"#{id}\"><Transforms>\
         <Transform Algorithm=\"http://www.w3.org/2000/09/xmldsig#enveloped-signature\"></Transform>\
         <Transform Algorithm=\"http://www.w3.org/2001/10/xml-exc-c14n#\"></Transform></Transforms>\
         <DigestMethod Algorithm=\"http://www.w3.org/2001/04/xmlenc#sha256\"></DigestMethod><DigestValue></DigestValue>\
         </Reference></SignedInfo><SignatureValue></SignatureValue>\
         <KeyInfo><X509Data><X509Certificate>{certificat}</X509Certificate></X509Data></KeyInfo></Signature>",
        dsig = ns::DSIG,
        id = echapper(id),
        certificat = STANDARD.encode(certificat),
    )
}
