//! The infrastructure as the other crates see it: authorities, identities, CRLs.

use std::fmt;

use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer, pem::PemObject};
use segur_model::Certificat;
use segur_x509::{Confiance, X509, X509Error, ecrire_pem, lire_pem};
use serde::{Deserialize, Serialize};

use crate::CertsError;

/// What a certificate is for; decides its key usages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Usage {
    /// TLS server of the bench.
    Serveur,
    /// TLS client of a structure (IGC-Santé « ORG AUTH_CLI »).
    OrgAuthCli,
    /// Signature of a structure (« ORG SIGN », VIHF).
    OrgSign,
    /// Authentication certificate of a card.
    PsAuth,
    /// Signature certificate of a card.
    PsSign,
    /// Signer of the bench's own evidence packs.
    BancSign,
    /// Operator of MSSanté: one certificate, to call other operators and to answer them.
    Operateur,
}

impl Usage {
    /// Whether a vendor's system uses it, as opposed to the bench itself.
    #[must_use]
    pub fn est_client(self) -> bool {
        matches!(self, Self::OrgAuthCli | Self::OrgSign | Self::PsAuth | Self::PsSign)
    }
}

/// What a verifier that trusts the test authorities must find.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum EtatCertificat {
    /// Accepted.
    Valide,
    /// Its end of validity is past.
    Expire,
    /// Its serial number is in the CRL of its issuer.
    Revoque,
    /// Issued by an authority that nobody trusts.
    Etranger,
}

impl EtatCertificat {
    /// The word of the plan and of identity names (`expire`).
    #[must_use]
    pub fn mot(self) -> &'static str {
        match self {
            Self::Valide => "valide",
            Self::Expire => "expire",
            Self::Revoque => "revoque",
            Self::Etranger => "etranger",
        }
    }
}

/// A certificate, its chain and its key.
#[derive(Clone, PartialEq, Eq)]
pub struct Identite {
    /// Name by which the bench calls it: `org-insi-auto`, `serveur-expire`…
    pub nom: String,
    /// What it is for.
    pub usage: Usage,
    /// What a verifier must find.
    pub etat: EtatCertificat,
    /// The certificate alone.
    pub certificat_pem: String,
    /// The certificate, then the intermediate authorities; without the root.
    pub chaine_pem: String,
    /// The private key, PKCS#8.
    pub cle_pem: String,
    /// What the certificate says.
    pub certificat: Certificat,
}

/// The key stays out of logs.
impl fmt::Debug for Identite {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            nom,
            usage,
            etat,
            certificat,
            ..
        } = self;
        f.debug_struct("Identite")
            .field("nom", nom)
            .field("usage", usage)
            .field("etat", etat)
            .field("certificat", certificat)
            .finish_non_exhaustive()
    }
}

impl Identite {
    /// Puts together what the PEM texts hold, and checks that they belong together.
    pub(crate) fn assembler(
        nom: &str,
        usage: Usage,
        etat: EtatCertificat,
        chaine_pem: String,
        cle_pem: String,
    ) -> Result<Self, CertsError> {
        let feuille = X509::lire_pem(&chaine_pem)?;
        Ok(Self {
            nom: nom.to_owned(),
            usage,
            etat,
            certificat_pem: ecrire_pem([feuille.der()]),
            chaine_pem,
            cle_pem,
            certificat: feuille.dit().clone(),
        })
    }

    /// The chain as rustls takes it, leaf first.
    ///
    /// # Errors
    /// When the PEM text was changed into something else.
    pub fn chaine_der(&self) -> Result<Vec<CertificateDer<'static>>, CertsError> {
        Ok(lire_pem(&self.chaine_pem)?.into_iter().map(CertificateDer::from).collect())
    }

    /// The private key as rustls takes it.
    ///
    /// # Errors
    /// When the PEM text was changed into something else.
    pub fn cle_der(&self) -> Result<PrivateKeyDer<'static>, CertsError> {
        let cle = PrivatePkcs8KeyDer::from_pem_slice(self.cle_pem.as_bytes()).map_err(X509Error::from)?;
        Ok(PrivateKeyDer::Pkcs8(cle))
    }
}

/// A certification authority.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Autorite {
    /// Short name, that of its CRL: `ACI-EL-ORG-TEST`.
    pub nom: String,
    /// False for the foreign hierarchy.
    pub confiance: bool,
    /// Its certificate.
    pub certificat_pem: String,
    /// What the certificate says.
    pub certificat: Certificat,
    /// Its key, PKCS#8, where it may still issue: never that of a root, nor of the demo.
    pub(crate) cle_pem: Option<Secret>,
}

/// A text that stays out of logs.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Secret(pub(crate) String);

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("(secret)")
    }
}

/// A certificate revocation list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Crl {
    /// File name, the last segment of the distribution point: `ACI-EL-ORG-TEST.crl`.
    pub nom: String,
    /// Its bytes.
    pub der: Vec<u8>,
}

/// A test IGC-Santé.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Igc {
    pub(crate) autorites: Vec<Autorite>,
    pub(crate) crls: Vec<Crl>,
    pub(crate) identites: Vec<Identite>,
    /// Certificates of [`Igc::ajouter_ancres`], PEM.
    pub(crate) ancres_ajoutees: String,
    confiance: Confiance,
}

fn confiance(ancres_pem: &str, crls: &[Crl]) -> Result<Confiance, CertsError> {
    Ok(Confiance::lire(ancres_pem, crls.iter().map(|c| &c.der))?)
}

impl Igc {
    pub(crate) fn assembler(autorites: Vec<Autorite>, crls: Vec<Crl>, identites: Vec<Identite>) -> Result<Self, CertsError> {
        let mut igc = Self {
            autorites,
            crls,
            identites,
            ancres_ajoutees: String::new(),
            confiance: Confiance::default(),
        };
        igc.confiance = confiance(&igc.ancres_pem(), &igc.crls)?;
        Ok(igc)
    }

    /// Trust in the authorities of [`Igc::ancres_pem`], with all the revocation lists.
    #[must_use]
    pub fn confiance(&self) -> &Confiance {
        &self.confiance
    }

    /// The trust store: roots and intermediate authorities of the test IGC-Santé, then what [`Igc::ajouter_ancres`]
    /// added. The foreign hierarchy is not in it.
    #[must_use]
    pub fn ancres_pem(&self) -> String {
        let siennes = self.autorites.iter().filter(|a| a.confiance).map(|a| a.certificat_pem.as_str());
        siennes.chain([self.ancres_ajoutees.as_str()]).collect()
    }

    /// Trusts other authorities too: those of a vendor's own IGC-Santé *test* cards. The bench has no CRL of theirs, so
    /// their certificates are accepted only by a verifier that lets an unknown revocation status pass. A certificate
    /// already trusted is not added twice.
    ///
    /// # Errors
    /// When the text holds no certificate, or something that is not one; nothing is added then.
    pub fn ajouter_ancres(&mut self, pem: &str) -> Result<(), CertsError> {
        let nouvelles = lire_pem(pem)?;
        let mut connues = lire_pem(&self.ancres_pem())?;
        let mut ajout = String::new();
        for der in nouvelles {
            if !connues.contains(&der) {
                ajout.push_str(&ecrire_pem([&der]));
                connues.push(der);
            }
        }
        self.confiance = confiance(&format!("{}{ajout}", self.ancres_pem()), &self.crls)?;
        self.ancres_ajoutees.push_str(&ajout);
        Ok(())
    }

    /// The same, its authorities out of work: as one whose keys are public has them.
    #[must_use]
    pub fn sans_emetteurs(mut self) -> Self {
        self.autorites.iter_mut().for_each(|a| a.cle_pem = None);
        self
    }

    /// The authorities, foreign ones included.
    #[must_use]
    pub fn autorites(&self) -> &[Autorite] {
        &self.autorites
    }

    /// One CRL per authority, roots and foreign ones included.
    #[must_use]
    pub fn crls(&self) -> &[Crl] {
        &self.crls
    }

    /// The identity of this name.
    #[must_use]
    pub fn identite(&self, nom: &str) -> Option<&Identite> {
        self.identites.iter().find(|i| i.nom == nom)
    }

    /// All identities, in the order of the plan.
    #[must_use]
    pub fn identites(&self) -> &[Identite] {
        &self.identites
    }
}
