//! The DMP as the témoin speaks to it: its VIHF, its messages, its lots of documents, the answers that it reads.

pub(crate) mod acces;
pub(crate) mod changement;
pub(crate) mod client;
pub(crate) mod consultation;
pub(crate) mod lecteur;
pub(crate) mod liste;
pub(crate) mod lot;
pub(crate) mod message;
pub(crate) mod metadonnees;
pub(crate) mod recherche;
pub(crate) mod reponse;
pub(crate) mod types;
pub(crate) mod vihf;
pub(crate) mod xades;

use segur_saml::vihf::Mode;
use segur_x509::X509;
use time::OffsetDateTime;

use acces::{Porte, Usage};

use crate::config::{ConfigTemoin, Utilisateur, pem};
use crate::ecarts::Ecarts;
use crate::erreur::TemoinError;
use crate::identifiants::Tirage;

/// The DMP, as a device of HL7 V3.
pub(crate) const OID_DMP: &str = "1.2.250.1.213.4.1.1.1";

/// The patient of a transaction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Patient {
    /// 15 characters.
    pub ins: String,
    pub oid: String,
}

impl Patient {
    /// As metadata write it.
    pub(crate) fn cx(&self) -> String {
        format!("{}^^^&{}&ISO^NH", self.ins, self.oid)
    }
}

/// A certificate and its key.
pub(crate) struct Cles {
    pub certificat: String,
    pub cle: String,
    /// The certificate, read.
    pub x509: X509,
}

impl Cles {
    fn lire(quoi: &'static str, certificat: Option<&String>, cle: Option<&String>) -> Result<Option<Self>, TemoinError> {
        let (Some(certificat), Some(cle)) = (certificat, cle) else {
            return Ok(None);
        };
        let texte = |valeur: &str| -> Result<String, TemoinError> { Ok(String::from_utf8_lossy(&pem(quoi, valeur)?).into_owned()) };
        let (certificat, cle) = (texte(certificat)?, texte(cle)?);
        let x509 = X509::lire_pem(&certificat).map_err(|e| TemoinError::Config(format!("{quoi} : {e}")))?;
        Ok(Some(Self { certificat, cle, x509 }))
    }
}

/// What a transaction is made with.
pub(crate) struct Appel<'a> {
    pub config: &'a ConfigTemoin,
    pub ecarts: &'a Ecarts,
    pub utilisateur: &'a Utilisateur,
    /// Secteur d'activité in which the user acts, TRE_R02.
    pub secteur: &'a str,
    pub tirage: Tirage<'a>,
    pub maintenant: OffsetDateTime,
    /// By which certificates the DMP is reached.
    pub porte: &'a Porte,
    pub mode: Mode,
    pub usage: Usage,
    /// An act of consultation, or of a software that consults.
    pub consulte: bool,
}
