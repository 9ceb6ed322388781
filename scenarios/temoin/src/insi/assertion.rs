//! The PS assertion of mode « carte »: what the professional's card signs.

use segur_saml::{AssertionPs, signer_assertion_ps};
use segur_x509::{X509, element_dn};
use time::{Duration, OffsetDateTime};

use crate::config::{ConfigTemoin, Utilisateur, pem};
use crate::ecarts::{Ecart, Ecarts};
use crate::erreur::TemoinError;
use crate::identifiants::Tirage;

/// The card in the reader.
pub(crate) struct Carte {
    certificat_pem: String,
    cle_pem: String,
    /// Subject of its certificate.
    sujet: String,
    /// CN of its certificate: the national identifier of the holder.
    titulaire: String,
}

impl Carte {
    /// The card of the configuration, when it has one.
    pub(crate) fn lire(config: &ConfigTemoin) -> Result<Option<Self>, TemoinError> {
        let (Some(certificat), Some(cle)) = (&config.ps_certificat, &config.ps_cle) else {
            return Ok(None);
        };
        let texte = |quoi, valeur: &str| -> Result<String, TemoinError> { Ok(String::from_utf8_lossy(&pem(quoi, valeur)?).into_owned()) };
        let (certificat_pem, cle_pem) = (texte("ps_certificat", certificat)?, texte("ps_cle", cle)?);
        let certificat = X509::lire_pem(&certificat_pem).map_err(|e| TemoinError::Config(format!("ps_certificat : {e}")))?;
        let sujet = certificat.dit().sujet.clone();
        let titulaire = element_dn(&sujet, "CN").ok_or_else(|| TemoinError::Config("ps_certificat : sujet sans CN".to_owned()))?;
        Ok(Some(Self {
            certificat_pem,
            cle_pem,
            sujet,
            titulaire,
        }))
    }

    /// The national identifier of the holder: NameID of the assertion, and `Emetteur` of the message.
    pub(crate) fn titulaire(&self) -> &str {
        &self.titulaire
    }

    /// The assertion of one call, signed.
    pub(crate) fn signer(
        &self,
        utilisateur: &Utilisateur,
        tirage: Tirage<'_>,
        rang: u32,
        maintenant: OffsetDateTime,
        ecarts: &Ecarts,
    ) -> Result<String, String> {
        let attributs = [
            ("identifiantFacturation", &utilisateur.facturation),
            ("codeSpecialite", &utilisateur.savoir_faire),
            ("secteurActivite", &utilisateur.secteur),
        ];
        let assertion = AssertionPs {
            id: format!("_{}", tirage.uuid("assertion", rang)),
            instant: maintenant - ecarts.choisir(Ecart::AssertionPerimee, Duration::ZERO, Duration::hours(2)),
            emetteur_dn: self.sujet.clone(),
            name_id: self.titulaire.clone(),
            attributs: attributs
                .into_iter()
                .filter_map(|(n, v)| v.clone().map(|v| (n.to_owned(), v)))
                .collect(),
        };
        signer_assertion_ps(&assertion, &self.cle_pem, &self.certificat_pem).map_err(|e| format!("signature par la carte impossible : {e}"))
    }
}
