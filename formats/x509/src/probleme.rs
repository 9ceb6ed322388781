//! What is wrong with a certificate.

use time::OffsetDateTime;

use crate::X509;

/// What keeps a certificate from being trusted. In French, what was expected ([`Probleme::attendu`]) and what was seen
/// ([`Probleme::vu`]); which rule it breaks is for the caller to say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Probleme {
    /// It is not in its period of validity.
    HorsValidite {
        /// When it was judged.
        instant: OffsetDateTime,
        /// Not before.
        debut: OffsetDateTime,
        /// Not after.
        fin: OffsetDateTime,
    },
    /// No chain leads to an anchor: nobody trusted is this issuer.
    EmetteurInconnu {
        /// Issuer of the last certificate of the chain that could be built, RFC 4514.
        emetteur: String,
    },
    /// An authority of its chain is not in its period of validity, and no other has its place.
    AutoriteHorsValidite {
        /// Subject of the authority, RFC 4514.
        autorite: String,
    },
    /// An authority of its chain is revoked.
    AutoriteRevoquee {
        /// Subject of the authority, RFC 4514.
        autorite: String,
        /// Since when.
        le: OffsetDateTime,
    },
    /// An authority of its chain does not allow as many others under it (`pathLenConstraint`).
    ChaineTropLongue {
        /// Subject of the authority, RFC 4514.
        autorite: String,
        /// How many it allows.
        permis: u32,
    },
    /// A critical extension of the certificate, or of an authority of its chain, that is not known here: RFC 5280, § 4.2, has it rejected.
    ExtensionCritique {
        /// Subject of the certificate, RFC 4514.
        sujet: String,
        /// OID of the extension.
        extension: String,
    },
    /// Constraints on the chain that are known and not applied here: nobody can tell here whether they hold.
    ContrainteNonVerifiee {
        /// Subject of the certificate that has them, RFC 4514.
        sujet: String,
        /// Name and OID of the extension.
        extension: String,
    },
    /// It is revoked.
    Revoque {
        /// Since when.
        le: OffsetDateTime,
    },
    /// Nobody can tell whether it is revoked: no list of its authority is there, or none that is up to date.
    RevocationInconnue {
        /// Subject of the authority that issued it, RFC 4514.
        autorite: String,
    },
}

impl Probleme {
    /// What was expected.
    #[must_use]
    pub fn attendu(&self) -> String {
        match self {
            Self::HorsValidite { instant, .. } => format!("valide le {instant}"),
            Self::EmetteurInconnu { .. } | Self::AutoriteHorsValidite { .. } => {
                "une chaîne de certificats jusqu'à une autorité de confiance".to_owned()
            }
            Self::AutoriteRevoquee { .. } => "une chaîne dont aucune autorité n'est révoquée".to_owned(),
            Self::ChaineTropLongue { autorite, permis } => {
                format!("au plus {permis} autorité(s) sous « {autorite} » (pathLenConstraint)")
            }
            Self::ExtensionCritique { .. } => "aucune extension critique inconnue (RFC 5280, § 4.2)".to_owned(),
            Self::ContrainteNonVerifiee { .. } => "une chaîne sans contrainte que le banc ne sait pas appliquer".to_owned(),
            Self::Revoque { .. } => "un certificat non révoqué".to_owned(),
            Self::RevocationInconnue { autorite } => format!("une liste de révocation à jour de « {autorite} »"),
        }
    }

    /// What was seen.
    #[must_use]
    pub fn vu(&self) -> String {
        match self {
            Self::HorsValidite { debut, fin, .. } => format!("valide du {debut} au {fin}"),
            Self::EmetteurInconnu { emetteur } => format!("l'émetteur « {emetteur} » n'est pas connu de ce service"),
            Self::AutoriteHorsValidite { autorite } => {
                format!("l'autorité « {autorite} » n'est pas dans sa période de validité")
            }
            Self::AutoriteRevoquee { autorite, le } => format!("l'autorité « {autorite} » est révoquée depuis le {le}"),
            Self::ChaineTropLongue { .. } => "une chaîne plus longue".to_owned(),
            Self::ExtensionCritique { sujet, extension } => format!("« {sujet} » porte l'extension critique {extension}"),
            Self::ContrainteNonVerifiee { sujet, extension } => {
                format!("« {sujet} » porte l'extension critique {extension} : contrainte non vérifiée")
            }
            Self::Revoque { le } => format!("révoqué le {le}"),
            Self::RevocationInconnue { .. } => "aucune".to_owned(),
        }
    }

    /// Whether it only says that something could not be known here: it condemns nobody.
    #[must_use]
    pub fn est_inconnu(&self) -> bool {
        matches!(self, Self::RevocationInconnue { .. } | Self::ContrainteNonVerifiee { .. })
    }

    /// Of the first of the critical extensions of a certificate that are not applied here; an unknown one before others.
    pub(crate) fn extension_critique(certificat: &X509) -> Option<Self> {
        let premiere = certificat.incomprises().iter().min_by_key(|e| e.connue)?;
        let (sujet, extension) = (certificat.dit().sujet.clone(), premiere.nom.clone());
        Some(if premiere.connue {
            Self::ContrainteNonVerifiee { sujet, extension }
        } else {
            Self::ExtensionCritique { sujet, extension }
        })
    }
}
