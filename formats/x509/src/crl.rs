//! Revocation lists.

use std::collections::HashMap;

use time::OffsetDateTime;
use x509_parser::extensions::{DistributionPointName, IssuingDistributionPoint, ParsedExtension};
use x509_parser::prelude::{CertificateRevocationList, FromDer, ReasonCode, RevokedCertificate, SubjectPublicKeyInfo, X509Extension};

use crate::certificat::sans_signe;
use crate::extensions::uris;
use crate::{X509, X509Error};

/// Largest list read: those of IGC-Santé have some hundreds of thousands of entries at most.
const TAILLE_MAX: usize = 32 * 1024 * 1024;
/// `deltaCRLIndicator`.
const DELTA: &str = "2.5.29.27";

/// A revocation list, read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Crl {
    der: Vec<u8>,
    emetteur: Vec<u8>,
    publiee: OffsetDateTime,
    prochaine: Option<OffsetDateTime>,
    portee: Portee,
    /// By serial number.
    entrees: HashMap<Vec<u8>, Entree>,
}

/// What a list says of a certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Entree {
    /// Since when.
    pub(crate) le: OffsetDateTime,
    pub(crate) genre: Genre,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Genre {
    /// Revoked, for good.
    Revoque,
    /// `certificateHold`: revoked until a newer list says otherwise.
    Suspendu,
    /// `removeFromCRL`: it is no more on hold.
    Leve,
}

/// What a list does not say: of these certificates its silence means nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Portee {
    /// It is made of the changes since another list, or holds some reasons only, or something critical in it is not understood.
    partielle: bool,
    /// Something critical in it is not understood: what it holds means nothing either (RFC 5280, § 5.2 and § 5.3).
    incomprise: bool,
    /// It is of authorities alone (`true`), or of others alone (`false`).
    autorites: Option<bool>,
    /// It is of the certificates that point to one of these.
    points: Option<Vec<String>>,
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
        let mut portee = Portee::lire(liste.extensions());
        let mut entrees = HashMap::new();
        for r in liste.iter_revoked_certificates() {
            // `certificateIssuer` among them: the list is then of other authorities too.
            portee.incomprise |= r.extensions().iter().any(|e| e.critical && !est_lue(e));
            entrees.entry(sans_signe(r.raw_serial()).to_vec()).or_insert_with(|| Entree {
                le: r.revocation_date.to_datetime(),
                genre: genre(r),
            });
        }
        Ok(Self {
            der: der.to_vec(),
            emetteur: liste.issuer().as_raw().to_vec(),
            publiee: liste.last_update().to_datetime(),
            prochaine: liste.next_update().map(|t| t.to_datetime()),
            portee,
            entrees,
        })
    }

    /// Since when a certificate is revoked, if the list is that of its issuer's name and holds it.
    #[must_use]
    pub fn revoque_le(&self, certificat: &X509) -> Option<OffsetDateTime> {
        self.entree(certificat).filter(|e| e.genre != Genre::Leve).map(|e| e.le)
    }

    /// What it says of a certificate, if it is that of its issuer's name.
    pub(crate) fn entree(&self, certificat: &X509) -> Option<&Entree> {
        let sienne = !self.portee.incomprise && self.emetteur == certificat.emetteur_der();
        sienne.then(|| self.entrees.get(certificat.serie())).flatten()
    }

    /// Whether this authority issued the list: its name, its key.
    #[must_use]
    pub fn signee_par(&self, autorite: &X509) -> bool {
        self.emetteur == autorite.sujet_der()
            && CertificateRevocationList::from_der(&self.der).is_ok_and(|(_, liste)| {
                SubjectPublicKeyInfo::from_der(autorite.cle_publique()).is_ok_and(|(_, cle)| liste.verify_signature(&cle).is_ok())
            })
    }

    /// When it was published.
    pub(crate) fn publiee(&self) -> OffsetDateTime {
        self.publiee
    }

    /// Whether it is published, and a newer one is not yet due. A list that says nothing of the next one is never known to be up to date.
    #[must_use]
    pub fn a_jour(&self, instant: OffsetDateTime) -> bool {
        self.publiee <= instant && self.prochaine.is_some_and(|p| p >= instant)
    }

    /// Whether a certificate that it does not hold is not revoked (RFC 5280, § 6.3.3).
    #[must_use]
    pub fn couvre(&self, certificat: &X509) -> bool {
        let portee = &self.portee;
        !portee.partielle
            && !portee.incomprise
            && portee.autorites.is_none_or(|a| a == certificat.est_autorite())
            && portee
                .points
                .as_ref()
                .is_none_or(|p| p.iter().any(|p| certificat.points_crl().contains(p)))
    }
}

impl Portee {
    fn lire(extensions: &[X509Extension<'_>]) -> Self {
        let mut portee = Self::default();
        for e in extensions {
            match e.parsed_extension() {
                ParsedExtension::IssuingDistributionPoint(idp) => portee.restreindre(idp),
                _ if e.oid.to_id_string() == DELTA => portee.partielle = true,
                _ => portee.incomprise |= e.critical && !est_lue(e),
            }
        }
        portee
    }

    fn restreindre(&mut self, idp: &IssuingDistributionPoint<'_>) {
        // Of attribute certificates alone: of none that is read here.
        self.partielle |= idp.only_some_reasons.is_some() || idp.only_contains_attribute_certs;
        self.autorites = match (idp.only_contains_ca_certs, idp.only_contains_user_certs) {
            (true, _) => Some(true),
            (false, true) => Some(false),
            (false, false) => None,
        };
        self.points = idp.distribution_point.as_ref().map(|point| match point {
            DistributionPointName::FullName(noms) => uris(noms),
            DistributionPointName::NameRelativeToCRLIssuer(_) => Vec::new(),
        });
    }
}

/// Whether this extension of a list, or of an entry, is understood.
fn est_lue(e: &X509Extension<'_>) -> bool {
    !matches!(
        e.parsed_extension(),
        ParsedExtension::UnsupportedExtension { .. } | ParsedExtension::ParseError { .. } | ParsedExtension::Unparsed
    )
}

fn genre(r: &RevokedCertificate<'_>) -> Genre {
    match r.reason_code().map(|(_, raison)| raison) {
        Some(ReasonCode::CertificateHold) => Genre::Suspendu,
        Some(ReasonCode::RemoveFromCRL) => Genre::Leve,
        _ => Genre::Revoque,
    }
}
