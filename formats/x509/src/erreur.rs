//! What cannot be read, said to the person who gave it.

/// Why a certificate, a PEM text or a revocation list could not be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum X509Error {
    /// Text that is not PEM.
    #[error("PEM illisible : {0}. Vérifiez que le fichier n'est ni vide, ni tronqué, ni au format DER.")]
    Pem(String),
    /// Bytes that are not a certificate.
    #[error("certificat illisible : {0}. Vérifiez que le fichier n'est ni tronqué, ni d'un autre genre.")]
    Certificat(String),
    /// Bytes that are not a revocation list.
    #[error("CRL illisible : {0}. Donnez une liste de révocation au format DER, entière.")]
    Crl(String),
}
