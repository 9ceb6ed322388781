//! The connection to the DMP: one transaction, from what is asked to what was understood of the answer.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use reqwest::Client;
use segur_model::francais::cause;
use segur_soap::mtom::{self, Multipart};

use super::acces::Porte;
use super::consultation::{self, Autorisation, Rendu};
use super::lot::{self, Lot};
use super::message::{self, Message};
use super::reponse::DossierVu;
use super::reponse::{self, Depot, Existence};
use super::{Appel, Cles, Patient, vihf};
use crate::config::ConfigTemoin;
use crate::ecarts::{Ecart, Ecarts};
use crate::erreur::TemoinError;
use crate::reseau::{client, corps_borne};

/// What `wsa:To` says: the name of the service, whatever address it is reached at (WS-Addressing 1.0 Core, §3.1: an abstract
/// destination). A port drawn for the occasion would make two equal campaigns differ.
const DESTINATAIRE: &str = "https://dmp.banc.test/si-dmp-server/v2/services";

/// Longest answer read: a document, and what is around it.
const TAILLE_MAX: usize = 64 * 1024 * 1024;

/// What came back.
struct Recue {
    enveloppe: Vec<u8>,
    /// When it came with attachments.
    parties: Option<Multipart>,
}

fn type_soap(m: &Message) -> String {
    format!("application/soap+xml; charset=utf-8; action=\"{}\"", m.action)
}

/// The DMP, by the access that the configuration gives.
pub(crate) struct ClientDmp {
    base: String,
    /// With the certificate of somebody else, where the configuration has one: for a defect.
    tiers: Option<Client>,
    /// The structure of the software.
    sienne: Porte,
    autres: Vec<Porte>,
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
            tiers: tiers.as_ref().map(avec).transpose()?,
            sienne: Porte::de_la_structure(config, base, signature, tls)?,
            autres: config
                .acces_dmp
                .iter()
                .map(|a| Porte::autre(config, base, a))
                .collect::<Result<_, _>>()?,
            base: base.trim_end_matches('/').to_owned(),
        }))
    }

    /// The certificates of the structure of the software.
    pub(crate) fn sienne(&self) -> &Porte {
        &self.sienne
    }

    /// Those that serve this professional: their card, or the certificates of their structure.
    ///
    /// # Errors
    /// There is no card of this professional (French).
    pub(crate) fn porte(&self, carte: bool, professionnel: &str) -> Result<&Porte, String> {
        match self.autres.iter().find(|p| p.sert(carte, professionnel)) {
            Some(p) => Ok(p),
            None if carte => Err(format!("aucune carte de {professionnel} n'est dans le lecteur (`acces_dmp`)")),
            None => Ok(&self.sienne),
        }
    }

    /// TD0.2: whether this patient has a DMP.
    pub(crate) async fn tester(&self, appel: &Appel<'_>, patient: &Patient) -> Result<Existence, String> {
        self.dossier(appel, patient).await.map(|d| d.existence)
    }

    /// TD0.2, with all that it says.
    pub(crate) async fn dossier(&self, appel: &Appel<'_>, patient: &Patient) -> Result<DossierVu, String> {
        let m = message::td02(appel, patient);
        let octets = self.echanger(appel, Some(patient), "patients", "td02", &m).await?;
        reponse::dossier(&octets)
    }

    /// TD0.3.
    pub(crate) async fn autoriser(&self, appel: &Appel<'_>, patient: &Patient, a: Autorisation) -> Result<(), String> {
        let m = consultation::td03(a);
        let octets = self.echanger(appel, Some(patient), "habilitations", "td03", &m).await?;
        consultation::autorise(&octets)
    }

    /// TD3.2: the bytes of a document.
    pub(crate) async fn consulter(&self, appel: &Appel<'_>, patient: &Patient, depot: &str, unique_id: &str) -> Result<Vec<u8>, String> {
        let m = consultation::td32(depot, unique_id);
        let enveloppe = self.enveloppe(appel, Some(patient), "repository", "td32", &m)?;
        let recue = self.recevoir(appel, "repository", &type_soap(&m), enveloppe.into_bytes()).await?;
        match consultation::rendu(&recue.enveloppe)? {
            Rendu::Ici(texte) => {
                let serre: String = texte.split_whitespace().collect();
                STANDARD
                    .decode(serre)
                    .map_err(|e| format!("réponse du DMP illisible : document qui n'est pas en Base64 ({e})"))
            }
            Rendu::Partie(id) => {
                let parties = recue
                    .parties
                    .ok_or_else(|| "réponse du DMP illisible : xop:Include hors d'un message MTOM".to_owned())?;
                let partie = parties.partie(&id).map_err(|e| format!("réponse du DMP illisible : {e}"))?;
                Ok(partie.octets.to_vec())
            }
        }
    }

    /// TD2.1: sends a lot.
    pub(crate) async fn alimenter(&self, appel: &Appel<'_>, lot: &Lot<'_>) -> Result<Depot, String> {
        let ecrit = lot::ecrire(appel, lot, &appel.porte.signature)?;
        let m = Message {
            action: "urn:ihe:iti:2007:ProvideAndRegisterDocumentSet-b",
            corps: ecrit.corps,
        };
        let sans_mtom = appel.consulte && appel.ecarts.a(Ecart::DmpLotSansMtom);
        let enveloppe = self.enveloppe(appel, Some(&lot.patient), "repository", "td21", &m)?;
        if sans_mtom {
            let enveloppe = lot::en_base64(enveloppe, &ecrit.parties);
            let octets = self.envoyer(appel, "repository", &type_soap(&m), enveloppe.into_bytes()).await?;
            return reponse::depot(&octets);
        }
        let limite = format!("----=_Partie_{}", appel.tirage.uuid("limite", 1).simple());
        let (type_contenu, octets) = mtom::ecrire(&enveloppe, m.action, &ecrit.parties, &limite);
        let octets = self.envoyer(appel, "repository", &type_contenu, octets).await?;
        reponse::depot(&octets)
    }

    /// A message without attachment, and the envelope that answers it.
    pub(crate) async fn echanger(
        &self,
        appel: &Appel<'_>,
        patient: Option<&Patient>,
        service: &str,
        objet: &str,
        m: &Message,
    ) -> Result<Vec<u8>, String> {
        let enveloppe = self.enveloppe(appel, patient, service, objet, m)?;
        self.envoyer(appel, service, &type_soap(m), enveloppe.into_bytes()).await
    }

    fn enveloppe(&self, appel: &Appel<'_>, patient: Option<&Patient>, service: &str, objet: &str, m: &Message) -> Result<String, String> {
        let cles = match &appel.porte.tls {
            Some(tls) if appel.ecarts.a(Ecart::VihfMalSignee) => tls,
            _ => &appel.porte.signature,
        };
        let vihf = vihf::signer(appel, objet, patient, cles)?;
        let id = appel.tirage.uuid(&format!("message-{objet}"), 1).to_string();
        let id = (!(appel.consulte && appel.ecarts.a(Ecart::DmpMessageidAbsent))).then_some(id.as_str());
        Ok(message::enveloppe(m, &format!("{DESTINATAIRE}/{service}"), id, &vihf))
    }

    fn url(&self, service: &str) -> String {
        format!("{}/{service}", self.base)
    }

    /// The SOAP envelope answered, out of its attachments when it has some.
    async fn envoyer(&self, appel: &Appel<'_>, service: &str, type_contenu: &str, octets: Vec<u8>) -> Result<Vec<u8>, String> {
        self.recevoir(appel, service, type_contenu, octets).await.map(|r| r.enveloppe)
    }

    async fn recevoir(&self, appel: &Appel<'_>, service: &str, type_contenu: &str, octets: Vec<u8>) -> Result<Recue, String> {
        let http = match &self.tiers {
            Some(tiers) if appel.ecarts.a(Ecart::DmpCertificatDUnTiers) => tiers,
            _ => &appel.porte.http,
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
        let octets = corps_borne("du DMP", &mut recue, TAILLE_MAX).await.map_err(|(_, texte)| texte)?;
        // A fault comes with 500 and is read as any answer; without a body, the status is all there is to say.
        if octets.is_empty() {
            return Err(format!("le DMP a répondu HTTP {} sans contenu", statut.as_u16()));
        }
        if mtom::est_mtom(&media) {
            let lu = mtom::lire(&media, &octets.into()).map_err(|e| format!("réponse du DMP illisible : {e}"))?;
            return Ok(Recue {
                enveloppe: lu.racine.octets.to_vec(),
                parties: Some(lu),
            });
        }
        Ok(Recue {
            enveloppe: octets,
            parties: None,
        })
    }
}
