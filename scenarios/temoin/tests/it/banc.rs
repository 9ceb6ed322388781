//! A témoin before a false INSi and a false DMP, driven as the bench drives it.

use std::net::SocketAddr;
use std::path::Path;
use std::sync::OnceLock;

use base64::Engine as _;
use rcgen::{CertificateParams, DnType, KeyPair, PKCS_RSA_SHA256, RsaKeySize};
use segur_model::{DemandeActe, Issue, ReponseActe};
use segur_temoin::{ConfigTemoin, Temoin};
use serde_json::{Value, json};

use crate::fausse_insi::FausseInsi;
use crate::faux_dmp::FauxDmp;

pub const ICI: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(std::net::Ipv4Addr::LOCALHOST), 0);

fn certificat(cn: &str) -> (String, String) {
    let cle = KeyPair::generate_rsa_for(&PKCS_RSA_SHA256, RsaKeySize::_2048).unwrap();
    let mut p = CertificateParams::default();
    p.distinguished_name = rcgen::DistinguishedName::new();
    p.distinguished_name.push(DnType::CountryName, "FR");
    p.distinguished_name.push(DnType::CommonName, cn);
    (p.self_signed(&cle).unwrap().pem(), cle.serialize_pem())
}

/// The card of the default user, made once: certificate and key.
pub fn carte() -> &'static (String, String) {
    static CARTE: OnceLock<(String, String)> = OnceLock::new();
    CARTE.get_or_init(|| certificat("899900000045"))
}

/// The certificates of the structure for the DMP, made once: signature, then authentication.
pub fn structure() -> &'static [(String, String); 2] {
    static CLES: OnceLock<[(String, String); 2]> = OnceLock::new();
    CLES.get_or_init(|| [certificat("SIGNATURE"), certificat("AUTHENTIFICATION")])
}

pub fn config(url: &str, donnees: &Path, defauts: &[&str]) -> ConfigTemoin {
    let v = json!({
        "insi_tlsm": url, "insi_lps": url, "ps_certificat": carte().0, "ps_cle": carte().1,
        "emetteur": "1999900038", "idam": "BN17SG26LA01",
        "lps": { "nom": "urn:lps:temoin:1", "version": "1.0", "instance": "6f9c0e4e-1111-4000-8000-000000000001" },
        "utilisateur": { "rpps": "99900000045", "id_national": "899900000045", "nom": "TILLEUL", "prenom": "ANNE",
                         "facturation": "991999004", "secteur": "SA25" },
        "graine": "demo", "horloge_figee": "2026-01-15T09:00:00Z", "donnees": donnees, "defauts": defauts,
    });
    serde_json::from_value(v).unwrap()
}

/// The same, with a DMP.
pub fn config_dmp(insi: &str, dmp: &str, donnees: &Path, defauts: &[&str]) -> ConfigTemoin {
    let mut c = config(insi, donnees, defauts);
    let [signature, tls] = structure().clone();
    c.dmp = Some(dmp.to_owned());
    (c.sign_certificat, c.sign_cle) = (Some(signature.0), Some(signature.1));
    (c.auth_certificat, c.auth_cle) = (Some(tls.0), Some(tls.1));
    c.homologation_dmp = Some("DMP-BANC-0001".to_owned());
    c
}

pub struct Banc {
    pub insi: FausseInsi,
    pub dmp: FauxDmp,
    pub temoin: Temoin,
    pub donnees: tempfile::TempDir,
    pub http: reqwest::Client,
}

pub fn client_http() -> reqwest::Client {
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    reqwest::Client::builder().no_proxy().tls_certs_only([]).build().unwrap()
}

impl Banc {
    pub async fn nouveau(defauts: &[&str]) -> Self {
        Self::regle(defauts, |_| ()).await
    }

    /// With a configuration changed.
    pub async fn regle(defauts: &[&str], changer: impl FnOnce(&mut ConfigTemoin)) -> Self {
        let insi = FausseInsi::demarrer().await;
        let dmp = FauxDmp::demarrer().await;
        let donnees = tempfile::tempdir().unwrap();
        let mut config = config_dmp(&insi.url, &dmp.url, donnees.path(), defauts);
        changer(&mut config);
        let temoin = Temoin::demarrer(config, ICI).await.unwrap();
        Self {
            insi,
            dmp,
            temoin,
            donnees,
            http: client_http(),
        }
    }

    pub async fn poster(&self, demande: &DemandeActe) -> ReponseActe {
        let url = format!("{}/actes/{}", self.temoin.url(), demande.acte);
        self.http.post(url).json(demande).send().await.unwrap().json().await.unwrap()
    }

    /// An act of a scenario; the étape is the rank of the act.
    pub async fn acte(&self, scenario: &str, etape: u32, acte: &str, parametres: Value) -> ReponseActe {
        self.poster(&demande(scenario, etape, acte, parametres)).await
    }

    pub async fn creer(&self, nom: &str, prenoms: &[&str]) {
        let r = self
            .acte(
                nom,
                1,
                "creer-identite",
                json!({ "reference": "P", "patient": patient(nom, prenoms) }),
            )
            .await;
        assert_eq!(r.issue, Issue::Fait, "{}", r.message);
    }

    /// A qualified identity, under the reference P of this scenario.
    pub async fn qualifier(&self, nom: &str) {
        self.creer(nom, &["JEAN"]).await;
        assert_eq!(self.chercher(nom, 2).await.issue, Issue::Fait);
        let r = self
            .acte(nom, 3, "valider-identite", json!({ "reference": "P", "justificatif": "CN" }))
            .await;
        assert_eq!(r.issue, Issue::Fait, "{}", r.message);
    }

    /// `valider-compte-rendu` under the reference CR, with these parameters in addition.
    pub async fn valider(&self, nom: &str, etape: u32, plus: Value) -> ReponseActe {
        let mut p = json!({ "reference": "CR", "identite": "P", "modele": "hemogramme" });
        p.as_object_mut().unwrap().extend(plus.as_object().unwrap().clone());
        self.acte(nom, etape, "valider-compte-rendu", p).await
    }

    pub async fn completer(&self, nom: &str, etape: u32) -> ReponseActe {
        self.acte(nom, etape, "completer-compte-rendu", json!({ "reference": "CR" })).await
    }

    pub async fn lire(&self, scenario: &str, etape: u32) -> Value {
        fichier(self.acte(scenario, etape, "lire-identite", json!({ "reference": "P" })).await)
    }

    pub async fn traces(&self, scenario: &str, etape: u32) -> Value {
        fichier(self.acte(scenario, etape, "exporter-traces", json!({ "reference": "P" })).await)
    }

    pub async fn chercher(&self, scenario: &str, etape: u32) -> ReponseActe {
        self.acte(scenario, etape, "rechercher-ins", json!({ "reference": "P" })).await
    }
}

pub fn demande(scenario: &str, etape: u32, acte: &str, parametres: Value) -> DemandeActe {
    DemandeActe {
        version: 1,
        acte: acte.to_owned(),
        cle: format!("{scenario}#{etape}.1"),
        scenario: scenario.to_owned(),
        etape: segur_model::Numero::rem(etape, etape),
        acteur: None,
        parametres: parametres.as_object().unwrap().clone(),
    }
}

pub fn patient(nom: &str, prenoms: &[&str]) -> Value {
    json!({ "nom_naissance": nom, "prenoms": prenoms, "sexe": "M", "date_naissance": "2009-07-14", "lieu_naissance": "75056" })
}

/// The CDA document of an answer.
pub fn cda(r: &ReponseActe) -> Vec<u8> {
    document(r, "compte-rendu", "application/xml")
}

/// The PDF of an answer.
pub fn pdf(r: &ReponseActe) -> Vec<u8> {
    document(r, "compte-rendu-pdf", "application/pdf")
}

fn document(r: &ReponseActe, nom: &str, media: &str) -> Vec<u8> {
    let Some(f) = r.fichiers.iter().find(|f| f.nom == nom) else {
        panic!("{} : {} fichiers, pas de {nom}", r.message, r.fichiers.len())
    };
    assert_eq!(f.media, media);
    base64::engine::general_purpose::STANDARD
        .decode(f.base64.as_ref().unwrap())
        .unwrap()
}

pub fn fichier(r: ReponseActe) -> Value {
    assert_eq!(r.issue, Issue::Fait, "{}", r.message);
    assert_eq!(r.fichiers.len(), 1);
    assert_eq!(r.fichiers[0].media, "application/json");
    r.fichiers[0].json.clone().unwrap()
}
