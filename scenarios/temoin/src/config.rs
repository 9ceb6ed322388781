//! What the témoin is told: where the services are, its keys, its name, who is at the desk, and its defects.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use crate::erreur::TemoinError;
use crate::mssante::reglage::ConfigMssante;

/// Configuration of the témoin (TOML). Every PEM is inline (`-----BEGIN …`) or the path of a file.
///
/// No `Debug`: it may hold private keys.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ConfigTemoin {
    /// INSi with mutual TLS (mode « structure »), whole URL. Plain `http://` is allowed: a local double of the service.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub insi_tlsm: Option<String>,
    /// INSi with server TLS only (mode « carte »), whole URL.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub insi_lps: Option<String>,
    /// Authorities trusted for servers, and only these; required for `https://`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ancres: Option<String>,
    /// Certificate of the structure (CN `INSI-AUTO` or `INSI-MANU`), followed by its intermediates.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub certificat: Option<String>,
    /// Its private key, PKCS#8.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cle: Option<String>,
    /// An expired certificate of the structure, for the defect `certificat-expire`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub certificat_expire: Option<String>,
    /// Its private key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cle_expire: Option<String>,
    /// Authentication certificate of the professional's card (mode « carte »).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ps_certificat: Option<String>,
    /// Its private key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ps_cle: Option<String>,
    /// The DMP: base of its services, `…/si-dmp-server/v2/services`. Absent: no report leaves the témoin.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dmp: Option<String>,
    /// Authentication certificate of the structure (`ORG AUTH_CLI`), for the TLS of the DMP, followed by its intermediates.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub auth_certificat: Option<String>,
    /// Its private key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub auth_cle: Option<String>,
    /// A client certificate of another structure, for the defect `dmp-certificat-d-un-tiers`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub certificat_tiers: Option<String>,
    /// Its private key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cle_tiers: Option<String>,
    /// Signature certificate of the structure (`ORG SIGN`), for the VIHF and the lots.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sign_certificat: Option<String>,
    /// Its private key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sign_cle: Option<String>,
    /// Other ways to the DMP: the cards of professionals, and the certificates of other structures in which the software serves.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub acces_dmp: Vec<AccesDmp>,
    /// How the DMP is consulted when the act does not say.
    #[serde(default)]
    pub mode_dmp: ModeDmp,
    /// Numéro d'homologation DMP of the software.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub homologation_dmp: Option<String>,
    /// Pro Santé Connect. Absent: the acts that need it answer an error.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub psc: Option<ConfigPsc>,
    /// Annuaire Santé. Absent: the acts that need it answer an error.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub annuaire: Option<ConfigAnnuaire>,
    /// MSSanté. Absent: the acts that need it answer an error, and no report leaves by mail.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mssante: Option<ConfigMssante>,
    /// Addresses of names that no DNS knows: host (`psc-auth.banc.test`) → address and port. Addresses in URLs stay without port.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub resolution: BTreeMap<String, SocketAddr>,
    /// The laboratory, as its reports and the DMP name it.
    #[serde(default)]
    pub structure: Structure,
    /// OID under which it draws the identifiers of its documents.
    #[serde(default = "racine_oid")]
    pub racine_oid: String,
    /// Folder of CDA documents to send in place of its own, in the order of their names.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub documents: Option<PathBuf>,
    /// Identifier of the structure (OU of its certificate): `Emetteur` of mode « structure ».
    pub emetteur: String,
    /// CNDA authorisation number.
    pub idam: String,
    /// The software, as it names itself.
    pub lps: Lps,
    /// How it calls INSi when the act does not say.
    #[serde(default)]
    pub mode: Mode,
    /// Whether INSi is called as soon as an identity is created, and not when somebody asks for it. A right way of working, that
    /// fewer products have.
    #[serde(default)]
    pub insi_a_la_creation: bool,
    /// Who is at the desk when the act does not say.
    pub utilisateur: Utilisateur,
    /// Seed of every identifier that it draws.
    #[serde(default)]
    pub graine: String,
    /// Frozen instant; absent: the clock of the machine.
    #[serde(default, with = "time::serde::rfc3339::option", skip_serializing_if = "Option::is_none")]
    pub horloge_figee: Option<OffsetDateTime>,
    /// The espace of the bench that it calls.
    #[serde(default = "espace_defaut")]
    pub espace: String,
    /// Where the time of the bench is read at the beginning of each act (`…/banc/etat`), for a clock that scenarios move.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub horloge_banc: Option<String>,
    /// The token that it wants.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub horloge_jeton: Option<String>,
    /// How far the bench has moved its clock, as last read.
    #[serde(skip)]
    pub decalage: Decalage,
    /// Folder of its data file.
    pub donnees: PathBuf,
    /// Names of its defects.
    #[serde(default)]
    pub defauts: Vec<String>,
}

/// How far a frozen clock was moved, in seconds; shared by the copies of a configuration.
#[derive(Debug, Clone, Default)]
pub struct Decalage(Arc<AtomicI64>);

/// Pro Santé Connect, as the software was registered there.
///
/// No `Debug`: it may hold a secret.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ConfigPsc {
    /// Discovery document, whole URL: issuer + `/.well-known/wallet-openid-configuration`.
    pub decouverte: String,
    /// Client identifier.
    pub client_id: String,
    /// Client secret.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub secret: Option<String>,
    /// How the software proves who it is at PSC.
    #[serde(default)]
    pub authentification: AuthentificationPsc,
    /// Declared callback, compared byte for byte by PSC. Its path is `/psc/retour` for a real browser.
    pub redirection: String,
    /// Declared address after a logout.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fin: Option<String>,
    /// Whether the software pushes its request (RFC 9126) and has the answer posted (`form_post`), as the library of ASP.NET Core 9 does.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub depose: bool,
    /// API Pro Santé Connectée (Espace de Confiance): its authorization server and its API.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub edc: Option<ConfigEdc>,
}

/// An API Pro Santé Connectée.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ConfigEdc {
    /// Token endpoint of its authorization server (RFC 8693), whole URL.
    pub jeton: String,
    /// The API, whole URL.
    pub api: String,
    /// Business scope asked.
    #[serde(default)]
    pub portee: String,
}

/// Authentication of the client at PSC.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AuthentificationPsc {
    /// `client_secret_basic`.
    #[default]
    Secret,
    /// `tls_client_auth`, by `auth_certificat`: the Espace de Confiance asks for it.
    Certificat,
}

/// Annuaire Santé.
///
/// No `Debug`: it holds a key.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ConfigAnnuaire {
    /// Base of the FHIR API (`…/fhir/v2`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fhir: Option<String>,
    /// Key of the API, sent in the header `ESANTE-API-KEY`.
    #[serde(default)]
    pub cle: String,
    /// Entries asked for on a page; absent: as many as the server gives.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub par_page: Option<u32>,
    /// Base of the extraction files (`…/V300/services/extraction`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub extraction: Option<String>,
}

/// The software, as `ContexteLPS/LPS` names it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lps {
    /// Name.
    pub nom: String,
    /// Version.
    pub version: String,
    /// Identifier of the installation (UUID), stable.
    pub instance: String,
}

/// How the DMP is consulted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ModeDmp {
    /// Certificates of the structure, for the professional at the desk (`INDIRECTE_RENFORCEE`).
    #[default]
    Air,
    /// Card of the professional (`DIRECTE`).
    Carte,
    /// Certificates of the structure (`INDIRECTE`): feeds, and reads no document.
    Structure,
}

/// Certificates by which the DMP is reached, and for whom.
///
/// No `Debug`: it holds private keys.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AccesDmp {
    /// A card; else the certificates of a structure.
    #[serde(default)]
    pub carte: bool,
    /// National identifiers of those whom they serve.
    pub porteurs: Vec<String>,
    /// The structure of the card, or of the certificates.
    #[serde(default)]
    pub structure: Structure,
    /// Authentication certificate, followed by its intermediates.
    pub auth_certificat: String,
    /// Its private key.
    pub auth_cle: String,
    /// Signature certificate.
    pub sign_certificat: String,
    /// Its private key.
    pub sign_cle: String,
}

/// How INSi is called.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Mode {
    /// Certificate of the structure, mutual TLS.
    #[default]
    Structure,
    /// Card of the professional: signed assertion in the message.
    Carte,
}

/// A professional who uses the software. Read from `acteur` too: what is not known here is ignored.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Utilisateur {
    /// RPPS, 11 digits.
    pub rpps: String,
    /// National identifier (`8` + RPPS), the CN of the card.
    pub id_national: String,
    /// Nom d'exercice.
    pub nom: String,
    /// Prénom d'exercice.
    pub prenom: String,
    /// Billing number, `identifiantFacturation` of the PS assertion.
    pub facturation: Option<String>,
    /// Savoir-faire (`SM03`), `codeSpecialite` of the PS assertion.
    pub savoir_faire: Option<String>,
    /// Secteur d'activité (`SA25`), `secteurActivite` of the PS assertion.
    pub secteur: Option<String>,
    /// Profession, TRE_G15 (`10` médecin, `21` pharmacien): first role of the VIHF; absent: médecin.
    pub profession: Option<String>,
}

/// The laboratory.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Structure {
    /// Raison sociale.
    pub nom: String,
    /// `Struct_IdNat` (`1` + FINESS); empty: `emetteur`.
    pub id_national: String,
    /// FINESS géographique.
    pub finess: Option<String>,
    /// Secteur d'activité, TRE_R02.
    pub secteur: String,
    /// Number and street.
    pub voie: String,
    /// Code postal.
    pub code_postal: String,
    /// Town.
    pub ville: String,
    /// Telephone, without spaces.
    pub telephone: String,
}

impl Default for Structure {
    fn default() -> Self {
        let texte = str::to_owned;
        Self {
            nom: texte("LABORATOIRE DES TILLEULS"),
            id_national: String::new(),
            finess: None,
            secteur: texte("SA25"),
            voie: texte("1 allée des Tilleuls"),
            code_postal: texte("75012"),
            ville: texte("PARIS"),
            telephone: texte("0199000000"),
        }
    }
}

/// A root that no vendor owns.
fn racine_oid() -> String {
    "1.2.250.1.999.1".to_owned()
}

impl Utilisateur {
    /// National identifier, made from the RPPS when it is not given.
    pub(crate) fn identifiant(&self) -> String {
        if self.id_national.is_empty() {
            format!("8{}", self.rpps)
        } else {
            self.id_national.clone()
        }
    }
}

fn espace_defaut() -> String {
    "defaut".to_owned()
}

/// What two clocks that go together may differ by.
const ECART: time::Duration = time::Duration::seconds(5);

impl ConfigTemoin {
    /// Reads a configuration.
    ///
    /// # Errors
    /// The TOML is not one, or holds something unknown.
    pub fn lire(toml: &str) -> Result<Self, TemoinError> {
        toml::from_str(toml).map_err(|e| TemoinError::Config(e.to_string()))
    }

    /// `Struct_IdNat` of the laboratory.
    pub(crate) fn id_structure(&self) -> &str {
        if self.structure.id_national.is_empty() {
            &self.emetteur
        } else {
            &self.structure.id_national
        }
    }

    /// The present instant.
    pub(crate) fn maintenant(&self) -> OffsetDateTime {
        let base = self.horloge_figee.unwrap_or_else(OffsetDateTime::now_utc);
        base + time::Duration::seconds(self.decalage.0.load(Ordering::Relaxed))
    }

    /// Follows the clock of the bench, whose instant was read.
    pub(crate) fn suivre(&self, banc: OffsetDateTime) {
        let ecart = match self.horloge_figee {
            Some(figee) => banc - figee,
            // What the question took is no advance.
            None => Some(banc - OffsetDateTime::now_utc())
                .filter(|e| e.abs() > ECART)
                .unwrap_or_default(),
        };
        self.decalage.0.store(ecart.whole_seconds(), Ordering::Relaxed);
    }
}

/// The bytes of a PEM given inline or by its path.
pub(crate) fn pem(quoi: &'static str, valeur: &str) -> Result<Vec<u8>, TemoinError> {
    if valeur.contains("-----BEGIN ") {
        return Ok(valeur.as_bytes().to_vec());
    }
    std::fs::read(valeur).map_err(|source| TemoinError::Fichier {
        quoi,
        chemin: valeur.into(),
        source,
    })
}
