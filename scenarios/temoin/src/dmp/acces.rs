//! By which certificates the DMP is reached: those of the structure of the software, of another structure, or of a card.

use reqwest::Client;
use segur_saml::vihf::Mode;

use super::Cles;
use crate::config::{AccesDmp, ConfigTemoin, ModeDmp};
use crate::erreur::TemoinError;
use crate::reseau::client;

/// One way in.
pub(crate) struct Porte {
    /// The configuration, of the structure that stands behind.
    pub config: ConfigTemoin,
    pub http: Client,
    pub signature: Cles,
    /// Keys of the TLS: by a defect, those of the VIHF too.
    pub tls: Option<Cles>,
    carte: bool,
    porteurs: Vec<String>,
}

impl Porte {
    /// That of the software's own structure.
    pub(crate) fn de_la_structure(config: &ConfigTemoin, base: &str, signature: Cles, tls: Option<Cles>) -> Result<Self, TemoinError> {
        Ok(Self {
            http: ouvrir(config, base, tls.as_ref())?,
            config: config.clone(),
            signature,
            tls,
            carte: false,
            porteurs: Vec::new(),
        })
    }

    /// One of [`ConfigTemoin::acces_dmp`].
    pub(crate) fn autre(config: &ConfigTemoin, base: &str, a: &AccesDmp) -> Result<Self, TemoinError> {
        let vide = || TemoinError::Config("acces_dmp : certificat ou clé manque".to_owned());
        let lire = |certificat, cle| Cles::lire("acces_dmp", Some(certificat), Some(cle))?.ok_or_else(vide);
        let tls = lire(&a.auth_certificat, &a.auth_cle)?;
        Ok(Self {
            http: ouvrir(config, base, Some(&tls))?,
            config: ConfigTemoin {
                structure: a.structure.clone(),
                ..config.clone()
            },
            signature: lire(&a.sign_certificat, &a.sign_cle)?,
            tls: Some(tls),
            carte: a.carte,
            porteurs: a.porteurs.clone(),
        })
    }

    /// Whether it is a way for this professional in this mode; the own structure serves anybody.
    pub(crate) fn sert(&self, carte: bool, professionnel: &str) -> bool {
        self.carte == carte && self.porteurs.iter().any(|p| p == professionnel)
    }
}

fn ouvrir(config: &ConfigTemoin, base: &str, tls: Option<&Cles>) -> Result<Client, TemoinError> {
    let pem = tls.map(|c| format!("{}\n{}", c.certificat, c.cle));
    client(config, base, pem.as_deref().map(str::as_bytes))
}

/// The mode of the VIHF.
pub(crate) fn mode(m: ModeDmp) -> Mode {
    match m {
        ModeDmp::Air => Mode::IndirecteRenforcee,
        ModeDmp::Carte => Mode::Directe,
        ModeDmp::Structure => Mode::Indirecte,
    }
}

/// Why the DMP is opened (TRE_R248).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Usage {
    #[default]
    Normal,
    BrisDeGlace,
    Centre15,
}

impl Usage {
    /// As the acts have it.
    pub(crate) fn lire(mot: &str) -> Self {
        match mot {
            "bris-de-glace" => Self::BrisDeGlace,
            "centre-15" => Self::Centre15,
            _ => Self::Normal,
        }
    }

    /// As the acts have it.
    pub(crate) fn mot(self) -> &'static str {
        match self {
            Self::Normal => "normal",
            Self::BrisDeGlace => "bris-de-glace",
            Self::Centre15 => "centre-15",
        }
    }

    /// Its code, and what it says.
    pub(crate) fn code(self) -> (&'static str, &'static str) {
        match self {
            Self::Normal => ("normal", "Accès normal"),
            Self::BrisDeGlace => ("bris_de_glace", "Accès bris de glace"),
            Self::Centre15 => ("centre_15", "Accès centre de régulation"),
        }
    }
}
