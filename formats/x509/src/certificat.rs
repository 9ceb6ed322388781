//! A certificate, read once into what its readers ask.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::sync::Arc;

use segur_model::Certificat;
use sha2::{Digest, Sha256};
use time::OffsetDateTime;
use x509_parser::prelude::{FromDer, GeneralName, SubjectPublicKeyInfo, X509Certificate};

use crate::dn::{ecrire, valeurs};
use crate::extensions::{Incomprise, incomprise, points_crl};
use crate::{X509Error, memoire, pem};

/// Largest certificate read. Real ones are about 2 kB.
const TAILLE_MAX: usize = 64 * 1024;
const CN: &str = "2.5.4.3";
const OU: &str = "2.5.4.11";

/// A certificate. Nothing is judged: see [`crate::Confiance`]. Cheap to clone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct X509(Arc<Lu>);

#[derive(Debug, PartialEq, Eq)]
struct Lu {
    dit: Certificat,
    der: Vec<u8>,
    serie: Vec<u8>,
    spki: Vec<u8>,
    cle: Vec<u8>,
    usages: Usages,
    noms: Vec<String>,
    autorite: bool,
    chemin_max: Option<u32>,
    incomprises: Vec<Incomprise>,
    points_crl: Vec<String>,
    sujet_der: Vec<u8>,
    emetteur_der: Vec<u8>,
}

/// What a certificate is for, as its extensions say it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Usages {
    /// `keyUsage`; none when it is absent, or cannot be read.
    pub cle: Option<UsagesCle>,
    /// `extendedKeyUsage`, by the names of RFC 5280 (`clientAuth`), else by OID; none when it is absent. Empty when it cannot be read.
    pub etendus: Option<Vec<String>>,
}

/// What the key is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UsagesCle {
    /// `digitalSignature` or `nonRepudiation`.
    pub signe: bool,
    /// `digitalSignature`: a key that authenticates in TLS has it.
    pub authentifie: bool,
    /// `keyCertSign`.
    pub certifie: bool,
    /// Every usage, as tools write them (`Digital Signature, Key Encipherment`).
    pub texte: String,
}

impl Usages {
    /// Whether this extended usage is written.
    #[must_use]
    pub fn a(&self, etendu: &str) -> bool {
        self.etendus.iter().flatten().any(|e| e == etendu)
    }

    fn lire(x509: &X509Certificate<'_>) -> Self {
        let cle = x509.key_usage().ok().flatten().map(|u| UsagesCle {
            signe: u.value.digital_signature() || u.value.non_repudiation(),
            authentifie: u.value.digital_signature(),
            certifie: u.value.key_cert_sign(),
            texte: u.value.to_string(),
        });
        let etendus = match x509.extended_key_usage() {
            Ok(None) => None,
            Err(_) => Some(Vec::new()),
            Ok(Some(eku)) => {
                let nommes = [
                    (eku.value.client_auth, "clientAuth"),
                    (eku.value.server_auth, "serverAuth"),
                    (eku.value.email_protection, "emailProtection"),
                    (eku.value.code_signing, "codeSigning"),
                    (eku.value.time_stamping, "timeStamping"),
                    (eku.value.ocsp_signing, "OCSPSigning"),
                ];
                let nommes = nommes.into_iter().filter(|(oui, _)| *oui).map(|(_, nom)| nom.to_owned());
                Some(nommes.chain(eku.value.other.iter().map(ToString::to_string)).collect())
            }
        };
        Self { cle, etendus }
    }
}

impl X509 {
    /// Reads a certificate.
    ///
    /// # Errors
    /// When the bytes are not exactly one certificate, or are more than 64 kB.
    pub fn lire(der: &[u8]) -> Result<Self, X509Error> {
        let refus = |raison: String| Err(X509Error::Certificat(raison));
        if der.len() > TAILLE_MAX {
            return refus(format!("{} octets, au-delà de la limite de {TAILLE_MAX}", der.len()));
        }
        memoire::lu(der, || match X509Certificate::from_der(der) {
            Ok(([], x509)) => Ok(Self::depuis(&x509, der)),
            Ok((reste, _)) => refus(format!("{} octets en trop après le certificat", reste.len())),
            Err(_) => refus("ce n'est pas la structure d'un certificat X.509".to_owned()),
        })
    }

    /// Reads the first certificate of a PEM text.
    ///
    /// # Errors
    /// As [`X509::lire`], and when the text is not PEM with a certificate in it.
    pub fn lire_pem(pem: &str) -> Result<Self, X509Error> {
        Self::lire(&pem::premier(pem)?)
    }

    fn depuis(x509: &X509Certificate<'_>, der: &[u8]) -> Self {
        let serie = sans_signe(x509.raw_serial());
        let sujet = x509.subject();
        let a_la_seconde = |t: OffsetDateTime| t.replace_nanosecond(0).unwrap_or(t);
        Self(Arc::new(Lu {
            dit: Certificat {
                sujet: ecrire(sujet),
                emetteur: ecrire(x509.issuer()),
                cn: valeurs(sujet, CN).pop().unwrap_or_default(),
                ou: valeurs(sujet, OU),
                serie: hex::encode_upper(serie),
                empreinte: hex::encode(Sha256::digest(der)),
                debut: a_la_seconde(x509.validity().not_before.to_datetime()),
                fin: a_la_seconde(x509.validity().not_after.to_datetime()),
            },
            der: der.to_vec(),
            serie: serie.to_vec(),
            spki: x509.public_key().raw.to_vec(),
            cle: x509.public_key().subject_public_key.data.to_vec(),
            usages: Usages::lire(x509),
            noms: noms(x509),
            autorite: x509.is_ca(),
            chemin_max: x509.basic_constraints().ok().flatten().and_then(|c| c.value.path_len_constraint),
            incomprises: x509.extensions().iter().filter(|e| e.critical).filter_map(incomprise).collect(),
            points_crl: points_crl(x509),
            sujet_der: sujet.as_raw().to_vec(),
            emetteur_der: x509.issuer().as_raw().to_vec(),
        }))
    }

    /// What it says, in the words of the model. Names are written as `openssl -nameopt RFC2253` does: last RDN first
    /// (`CN=…,OU=…,O=…,C=FR`), accents as they are, `+` between the attributes of one RDN (`CN=899…+SN=…+GN=…,title=Médecin,C=FR`, a card).
    #[must_use]
    pub fn dit(&self) -> &Certificat {
        &self.0.dit
    }

    /// Its bytes.
    #[must_use]
    pub fn der(&self) -> &[u8] {
        &self.0.der
    }

    /// Its subject, DER.
    #[must_use]
    pub fn sujet_der(&self) -> &[u8] {
        &self.0.sujet_der
    }

    /// Its issuer, DER.
    pub(crate) fn emetteur_der(&self) -> &[u8] {
        &self.0.emetteur_der
    }

    /// Its public key: the DER of `SubjectPublicKeyInfo`.
    #[must_use]
    pub fn cle_publique(&self) -> &[u8] {
        &self.0.spki
    }

    /// The key alone, without its algorithm: for RSA, the DER of `RSAPublicKey`.
    #[must_use]
    pub fn cle_nue(&self) -> &[u8] {
        &self.0.cle
    }

    /// What it is for.
    #[must_use]
    pub fn usages(&self) -> &Usages {
        &self.0.usages
    }

    /// The DNS names and IP addresses that it covers.
    #[must_use]
    pub fn noms(&self) -> &[String] {
        &self.0.noms
    }

    /// Whether an instant is in its period of validity, to the second.
    #[must_use]
    pub fn valide_a(&self, instant: OffsetDateTime) -> bool {
        (self.0.dit.debut.unix_timestamp()..=self.0.dit.fin.unix_timestamp()).contains(&instant.unix_timestamp())
    }

    /// Whether this authority issued it: its name, its right to certify, its key.
    #[must_use]
    pub fn emis_par(&self, autorite: &Self) -> bool {
        autorite.0.sujet_der == self.0.emetteur_der
            && autorite.0.autorite
            && autorite.0.usages.cle.as_ref().is_none_or(|u| u.certifie)
            && memoire::signe(self, autorite, || {
                SubjectPublicKeyInfo::from_der(&autorite.0.spki).is_ok_and(|(_, cle)| {
                    X509Certificate::from_der(&self.0.der).is_ok_and(|(_, certificat)| certificat.verify_signature(Some(&cle)).is_ok())
                })
            })
    }

    /// Whether it is of an authority (`basicConstraints`).
    pub(crate) fn est_autorite(&self) -> bool {
        self.0.autorite
    }

    /// Whether its issuer has its own name: renewals of keys do not count in the length of a chain.
    pub(crate) fn auto_emis(&self) -> bool {
        self.0.sujet_der == self.0.emetteur_der
    }

    /// How many authorities may stand between this one and the certificate that is judged (`pathLenConstraint`).
    pub(crate) fn chemin_max(&self) -> Option<u32> {
        self.0.chemin_max
    }

    /// Its critical extensions that are not applied here.
    pub(crate) fn incomprises(&self) -> &[Incomprise] {
        &self.0.incomprises
    }

    /// Where it says that its revocation list is: the URIs of `cRLDistributionPoints`.
    pub(crate) fn points_crl(&self) -> &[String] {
        &self.0.points_crl
    }

    /// Serial number, without the zero octet that only keeps the sign.
    pub(crate) fn serie(&self) -> &[u8] {
        &self.0.serie
    }
}

/// A serial number as OpenSSL prints it.
pub(crate) fn sans_signe(serie: &[u8]) -> &[u8] {
    match serie {
        [0, reste @ ..] if !reste.is_empty() => reste,
        tous => tous,
    }
}

fn noms(x509: &X509Certificate<'_>) -> Vec<String> {
    let Ok(Some(san)) = x509.subject_alternative_name() else {
        return Vec::new();
    };
    let adresse = |octets: &[u8]| -> Option<IpAddr> {
        let v4 = <[u8; 4]>::try_from(octets).map(|o| Ipv4Addr::from(o).into());
        v4.or_else(|_| <[u8; 16]>::try_from(octets).map(|o| Ipv6Addr::from(o).into())).ok()
    };
    let noms = san.value.general_names.iter().filter_map(|n| match n {
        GeneralName::DNSName(d) => Some((*d).to_owned()),
        GeneralName::IPAddress(octets) => adresse(octets).map(|a| a.to_string()),
        _ => None,
    });
    noms.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn serie_sans_octet_de_signe() {
        assert_eq!(sans_signe(&[0, 0xAB, 1]), [0xAB, 1]);
        assert_eq!(sans_signe(&[0x0A]), [0x0A]);
        assert_eq!(sans_signe(&[0]), [0]);
    }

    #[test]
    fn un_certificat_casse_est_refuse_en_francais() {
        for octets in [&b""[..], b"0", b"\x30\x82\xff\xff", b"0\x03xyz", b"pas du DER"] {
            let e = X509::lire(octets).unwrap_err().to_string();
            assert!(e.starts_with("certificat illisible : "), "{e}");
        }
        let trop = vec![0x30; TAILLE_MAX + 1];
        assert!(X509::lire(&trop).unwrap_err().to_string().contains("au-delà de la limite"));
    }
}
