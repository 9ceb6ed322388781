//! Revocation lists.

use std::collections::HashMap;

use time::OffsetDateTime;
use x509_parser::prelude::{CertificateRevocationList, FromDer, SubjectPublicKeyInfo};

use crate::certificat::sans_signe;
use crate::{X509, X509Error};

/// Largest list read: those of IGC-Santé have some hundreds of thousands of entries at most.
const TAILLE_MAX: usize = 32 * 1024 * 1024;

/// A revocation list, read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Crl {
    der: Vec<u8>,
    emetteur: Vec<u8>,
    prochaine: Option<OffsetDateTime>,
    /// Serial numbers, and since when.
    revoques: HashMap<Vec<u8>, OffsetDateTime>,
}

impl Crl {
    /// Reads a list. Its signature is not verified: see [`Crl::signee_par`].
    ///
    /// # Errors
    /// When the bytes are not exactly one list, or are more than 32 MB.
    pub fn lire(der: &[u8]) -> Result<Self, X509Error> {
        let refus = |raison: String| Err(X509Error::Crl(raison));
        if der.len() > TAILLE_MAX {
            return refus(format!("{} octets, au-delà de la limite de {TAILLE_MAX}", der.len()));
        }
        let liste = match CertificateRevocationList::from_der(der) {
            Ok(([], liste)) => liste,
            Ok((reste, _)) => return refus(format!("{} octets en trop après la liste", reste.len())),
            Err(_) => return refus("ce n'est pas la structure d'une CRL en DER".to_owned()),
        };
        let mut revoques = HashMap::new();
        for r in liste.iter_revoked_certificates() {
            revoques
                .entry(sans_signe(r.raw_serial()).to_vec())
                .or_insert_with(|| r.revocation_date.to_datetime());
        }
        Ok(Self {
            der: der.to_vec(),
            emetteur: liste.issuer().as_raw().to_vec(),
            prochaine: liste.next_update().map(|t| t.to_datetime()),
            revoques,
        })
    }

    /// Since when a certificate is revoked, if the list is that of its issuer's name and holds it.
    #[must_use]
    pub fn revoque_le(&self, certificat: &X509) -> Option<OffsetDateTime> {
        (self.emetteur == certificat.emetteur_der)
            .then(|| self.revoques.get(certificat.serie()).copied())
            .flatten()
    }

    /// Whether this authority issued the list: its name, its key.
    #[must_use]
    pub fn signee_par(&self, autorite: &X509) -> bool {
        self.emetteur == autorite.sujet_der
            && CertificateRevocationList::from_der(&self.der).is_ok_and(|(_, liste)| {
                SubjectPublicKeyInfo::from_der(autorite.cle_publique()).is_ok_and(|(_, cle)| liste.verify_signature(&cle).is_ok())
            })
    }

    /// Whether a newer list is not yet due.
    #[must_use]
    pub fn a_jour(&self, instant: OffsetDateTime) -> bool {
        self.prochaine.is_none_or(|p| p >= instant)
    }
}
