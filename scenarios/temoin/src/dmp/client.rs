//! The connection to the DMP: one transaction, from what is asked to what was understood of the answer.

use reqwest::Client;
use segur_model::francais::cause;
use segur_soap::mtom;

use super::lot::{self, Lot};
use super::message::{self, Message};
use super::reponse::{self, Depot, Existence};
use super::{Appel, Cles, Patient, vihf};
use crate::config::ConfigTemoin;
use crate::ecarts::{Ecart, Ecarts};
use crate::erreur::TemoinError;
use crate::reseau::{client, corps};

/// What `wsa:To` says: the name of the service, whatever address it is reached at (WS-Addressing 1.0 Core, §3.1: an abstract
/// destination). A port drawn for the occasion would make two equal campaigns differ.
const DESTINATAIRE: &str = "https://dmp.banc.test/si-dmp-server/v2/services";

/// The DMP, by the access that the configuration gives.
pub(crate) struct ClientDmp {
    base: String,
    http: Client,
    /// The same with the certificate of somebody else, where the configuration has one: for a defect.
    tiers: Option<Client>,
    signature: Cles,
    /// Keys of the TLS: by a defect, those of the VIHF too.
    tls: Option<Cles>,
}

impl ClientDmp {
    /// Prepares the access of the configuration, when there is one.
    pub(crate) fn preparer(config: &ConfigTemoin, ecarts: &Ecarts) -> Result<Option<Self>, TemoinError> {
        let Some(base) = &config.dmp else { return Ok(None) };
        let manque = |quoi: &str| TemoinError::Config(format!("{quoi} manque"));
        let tiers = Cles::lire("certificat_tiers", config.certificat_tiers.as_ref(), config.cle_tiers.as_ref())?;
        if tiers.is_none() && ecarts.porte(Ecart::DmpCertificatDUnTiers) {
            return Err(manque(
                "certificat_tiers ou cle_tiers, que le défaut « dmp-certificat-d-un-tiers » demande,",
            ));
        }
        let tls = Cles::lire("auth_certificat", config.auth_certificat.as_ref(), config.auth_cle.as_ref())?;
        let signature = Cles::lire("sign_certificat", config.sign_certificat.as_ref(), config.sign_cle.as_ref())?
            .ok_or_else(|| manque("le certificat de signature (`sign_certificat` et `sign_cle`), que dmp exige,"))?;
        if tls.is_none() && (base.starts_with("https://") || ecarts.a(Ecart::VihfMalSignee)) {
            return Err(manque(
                "le certificat d'authentification (`auth_certificat` et `auth_cle`), que dmp exige,",
            ));
        }
        let avec = |c: &Cles| client(config, base, Some(format!("{}\n{}", c.certificat, c.cle).as_bytes()));
        Ok(Some(Self {
            http: tls.as_ref().map_or_else(|| client(config, base, None), avec)?,
            tiers: tiers.as_ref().map(avec).transpose()?,
            base: base.trim_end_matches('/').to_owned(),
            signature,
            tls,
        }))
    }

    /// TD0.2: whether this patient has a DMP.
    pub(crate) async fn tester(&self, appel: &Appel<'_>, patient: &Patient) -> Result<Existence, String> {
        let m = message::td02(appel, patient);
        let octets = self.echanger(appel, patient, "patients", "td02", &m).await?;
        reponse::existence(&octets)
    }

    /// TD0.3: adds an authorisation of the professional.
    pub(crate) async fn autoriser(&self, appel: &Appel<'_>, patient: &Patient) -> Result<(), String> {
        // A service that does not play this transaction answers a fault: the témoin that asks for it does not mind.
        self.echanger(appel, patient, "habilitations", "td03", &message::td03())
            .await
            .map(drop)
    }

    /// TD2.1: sends a lot.
    pub(crate) async fn alimenter(&self, appel: &Appel<'_>, lot: &Lot<'_>) -> Result<Depot, String> {
        let ecrit = lot::ecrire(appel, lot, &self.signature)?;
        let m = Message {
            action: "urn:ihe:iti:2007:ProvideAndRegisterDocumentSet-b",
            corps: ecrit.corps,
        };
        let enveloppe = self.enveloppe(appel, &lot.patient, "repository", "td21", &m)?;
        let limite = format!("----=_Partie_{}", appel.tirage.uuid("limite", 1).simple());
        let (type_contenu, octets) = mtom::ecrire(&enveloppe, m.action, &ecrit.parties, &limite);
        let octets = self.envoyer(appel, "repository", &type_contenu, octets).await?;
        reponse::depot(&octets)
    }

    async fn echanger(&self, appel: &Appel<'_>, patient: &Patient, service: &str, objet: &str, m: &Message) -> Result<Vec<u8>, String> {
        let enveloppe = self.enveloppe(appel, patient, service, objet, m)?;
        let type_contenu = format!("application/soap+xml; charset=utf-8; action=\"{}\"", m.action);
        self.envoyer(appel, service, &type_contenu, enveloppe.into_bytes()).await
    }

    fn enveloppe(&self, appel: &Appel<'_>, patient: &Patient, service: &str, objet: &str, m: &Message) -> Result<String, String> {
        let cles = match &self.tls {
            Some(tls) if appel.ecarts.a(Ecart::VihfMalSignee) => tls,
            _ => &self.signature,
        };
        let vihf = vihf::signer(appel, objet, patient, cles)?;
        let id = appel.tirage.uuid(&format!("message-{objet}"), 1);
        Ok(message::enveloppe(m, &format!("{DESTINATAIRE}/{service}"), &id.to_string(), &vihf))
    }

    fn url(&self, service: &str) -> String {
        format!("{}/{service}", self.base)
    }

    /// The SOAP envelope answered, out of its attachments when it has some.
    async fn envoyer(&self, appel: &Appel<'_>, service: &str, type_contenu: &str, octets: Vec<u8>) -> Result<Vec<u8>, String> {
        let http = match &self.tiers {
            Some(tiers) if appel.ecarts.a(Ecart::DmpCertificatDUnTiers) => tiers,
            _ => &self.http,
        };
        let envoi = http.post(self.url(service)).header("Content-Type", type_contenu).body(octets);
        let mut recue = envoi.send().await.map_err(|e| format!("DMP injoignable : {}", cause(&e)))?;
        let statut = recue.status();
        let media = recue
            .headers()
            .get("Content-Type")
            .and_then(|v| v.to_str().ok())
            .unwrap_or_default()
            .to_owned();
        let octets = corps("du DMP", &mut recue).await.map_err(|(_, texte)| texte)?;
        // A fault comes with 500 and is read as any answer; without a body, the status is all there is to say.
        if octets.is_empty() {
            return Err(format!("le DMP a répondu HTTP {} sans contenu", statut.as_u16()));
        }
        if mtom::est_mtom(&media) {
            let lu = mtom::lire(&media, &octets.into()).map_err(|e| format!("réponse du DMP illisible : {e}"))?;
            return Ok(lu.racine.octets.to_vec());
        }
        Ok(octets)
    }
}
