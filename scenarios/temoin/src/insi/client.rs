//! The connection to INSi: one call, from the question to what was understood of the answer.

use reqwest::Client;
use segur_model::francais::cause;
use segur_x509::X509;

use super::assertion::Carte;
use super::message::{self, Enveloppe, Question};
use super::reponse::{self, Reponse};
use crate::config::{ConfigTemoin, Mode, Utilisateur, pem};
use crate::ecarts::{Ecart, Ecarts};
use crate::erreur::TemoinError;
use crate::identifiants::{Tirage, instant};
use crate::reseau::{client, corps};

/// Why a call gave nothing that INSi said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Echec {
    /// For the trace (`connexion`, `http-503`, `illisible`).
    pub code: String,
    /// For the tester (French).
    pub texte: String,
    /// Whether something was sent: a call that did not leave is not traced.
    pub parti: bool,
}

impl Echec {
    fn new(code: &str, texte: impl Into<String>) -> Self {
        Self {
            code: code.to_owned(),
            texte: texte.into(),
            parti: true,
        }
    }

    fn avant(texte: impl Into<String>) -> Self {
        Self {
            code: String::new(),
            texte: texte.into(),
            parti: false,
        }
    }
}

/// One way to reach INSi.
struct Acces {
    url: String,
    http: Client,
}

/// INSi, by the accesses that the configuration gives.
pub(crate) struct ClientInsi {
    structure: Option<Acces>,
    /// The same with the certificate that is over, where the configuration has one: for a defect.
    expire: Option<Acces>,
    lps: Option<Acces>,
    carte: Option<Carte>,
    /// CN of the structure's certificate.
    cn: String,
}

impl ClientInsi {
    /// Prepares the accesses of the configuration.
    pub(crate) fn preparer(config: &ConfigTemoin, ecarts: &Ecarts) -> Result<Self, TemoinError> {
        // Fails only when a provider is there already: it serves as well.
        let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
        let manque = |quoi: &str| TemoinError::Config(format!("{quoi} manque"));
        let identite = |certificat: &Option<String>, cle: &Option<String>| match (certificat, cle) {
            (Some(certificat), Some(cle)) => {
                Ok::<_, TemoinError>(Some([pem("certificat", certificat)?, b"\n".to_vec(), pem("cle", cle)?].concat()))
            }
            _ => Ok(None),
        };
        let expiree = identite(&config.certificat_expire, &config.cle_expire)?;
        if expiree.is_none() && ecarts.porte(Ecart::CertificatExpire) {
            return Err(TemoinError::Config(
                "le défaut « certificat-expire » demande certificat_expire et cle_expire".to_owned(),
            ));
        }
        let identite = identite(&config.certificat, &config.cle)?;
        let cn = identite
            .as_deref()
            .and_then(|pem| X509::lire_pem(&String::from_utf8_lossy(pem)).ok())
            .map_or_else(|| "INSI-AUTO".to_owned(), |c| c.dit().cn.clone());
        let acces = |url: &Option<String>, identite: Option<&[u8]>| {
            let un = |url: &String| client(config, url, identite).map(|http| Acces { url: url.clone(), http });
            url.as_ref().map(un).transpose()
        };
        if config.insi_tlsm.as_ref().is_some_and(|url| url.starts_with("https://")) && identite.is_none() {
            return Err(manque("le certificat de structure (`certificat` et `cle`), que insi_tlsm exige,"));
        }
        let structure = acces(&config.insi_tlsm, identite.as_deref())?;
        let expire = match &expiree {
            Some(expiree) => acces(&config.insi_tlsm, Some(expiree))?,
            None => None,
        };
        let carte = Carte::lire(config)?;
        let lps = acces(&config.insi_lps, None)?;
        match config.mode {
            Mode::Structure if structure.is_none() => return Err(manque("insi_tlsm, que le mode « structure » exige,")),
            Mode::Carte if lps.is_none() || carte.is_none() => {
                return Err(manque("insi_lps, ps_certificat ou ps_cle, que le mode « carte » exige,"));
            }
            _ => {}
        }
        Ok(Self {
            structure,
            expire,
            lps,
            carte,
            cn,
        })
    }

    /// Whether this access is there, and the card in the reader is that of the user: else why not (French).
    pub(crate) fn pret(&self, mode: Mode, utilisateur: &Utilisateur) -> Result<(), String> {
        match (mode, &self.structure, &self.lps, &self.carte) {
            (Mode::Structure, Some(_), _, _) => Ok(()),
            (Mode::Structure, None, _, _) => Err("mode « structure » demandé, mais insi_tlsm n'est pas configuré".to_owned()),
            (Mode::Carte, _, Some(_), Some(carte)) => {
                let autre = !utilisateur.id_national.is_empty() && utilisateur.id_national != carte.titulaire();
                if autre {
                    Err(format!(
                        "la carte du lecteur est celle de {}, pas celle de {}",
                        carte.titulaire(),
                        utilisateur.id_national
                    ))
                } else {
                    Ok(())
                }
            }
            (Mode::Carte, ..) => Err("mode « carte » demandé, mais insi_lps, ps_certificat ou ps_cle n'est pas configuré".to_owned()),
        }
    }

    /// One call.
    pub(crate) async fn appeler(&self, appel: &Appel<'_>, question: &Question<'_>) -> Result<Reponse, Echec> {
        let (acces, requete) = self.requete(appel, question)?;
        let envoi = acces
            .http
            .post(&acces.url)
            .header("Content-Type", message::type_contenu(appel.ecarts))
            .body(requete);
        let mut recue = envoi
            .send()
            .await
            .map_err(|e| Echec::new("connexion", format!("INSi injoignable : {}", cause(&e))))?;
        let statut = recue.status();
        let octets = corps("d'INSi", &mut recue).await.map_err(|(code, texte)| Echec::new(code, texte))?;
        match reponse::lire(&octets) {
            Ok(lue) => Ok(lue),
            // A fault comes with 500: it was read above. Here the service did not speak SOAP.
            Err(_) if !statut.is_success() => Err(Echec::new(
                &format!("http-{}", statut.as_u16()),
                format!("INSi a répondu HTTP {}", statut.as_u16()),
            )),
            Err(pourquoi) => Err(Echec::new("illisible", format!("réponse d'INSi illisible : {pourquoi}"))),
        }
    }

    fn requete(&self, appel: &Appel<'_>, question: &Question<'_>) -> Result<(&Acces, Vec<u8>), Echec> {
        let config = appel.config;
        let absent = || Echec::avant("accès à INSi non configuré");
        let maintenant = config.maintenant();
        let (acces, emetteur, faux, assertion) = match appel.mode {
            Mode::Structure => (
                match &self.expire {
                    Some(expire) if appel.ecarts.a(Ecart::CertificatExpire) => expire,
                    _ => self.structure.as_ref().ok_or_else(absent)?,
                },
                config.emetteur.as_str(),
                self.cn.as_str(),
                None,
            ),
            Mode::Carte => {
                let carte = self.carte.as_ref().ok_or_else(absent)?;
                let signee = carte
                    .signer(appel.utilisateur, appel.tirage, appel.rang, maintenant, appel.ecarts)
                    .map_err(Echec::avant)?;
                (
                    self.lps.as_ref().ok_or_else(absent)?,
                    carte.titulaire(),
                    config.emetteur.as_str(),
                    Some(signee),
                )
            }
        };
        let enveloppe = Enveloppe {
            tirage: appel.tirage,
            rang: appel.rang,
            temps: &instant(maintenant),
            emetteur: appel.ecarts.choisir(Ecart::EmetteurErrone, emetteur, faux),
            idam: &config.idam,
            lps: &config.lps,
            assertion: assertion.as_deref(),
        };
        let octets = message::ecrire(&enveloppe, question, appel.ecarts).map_err(|e| Echec::avant(e.to_string()))?;
        Ok((acces, octets))
    }
}

/// What a call is made with.
pub(crate) struct Appel<'a> {
    pub config: &'a ConfigTemoin,
    pub ecarts: &'a Ecarts,
    pub mode: Mode,
    pub utilisateur: &'a Utilisateur,
    pub tirage: Tirage<'a>,
    /// Rank within the act, from 1.
    pub rang: u32,
}
