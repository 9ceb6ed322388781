//! A running bench with the directory alone, and a way to call it over TLS.

use std::collections::BTreeSet;
use std::sync::{Arc, LazyLock};

use segur_annuaire::{AnnuaireReglage, service};
use segur_certs::Igc;
use segur_kit::{Banc, Filtre, ReglageBanc, SourceHorloge};
use segur_model::Exchange;
use serde_json::Value;
use time::OffsetDateTime;
use time::macros::datetime;

pub const MAINTENANT: OffsetDateTime = datetime!(2026-01-15 09:00 UTC);

/// Read once: reading checks every certificate.
pub static IGC: LazyLock<Arc<Igc>> = LazyLock::new(|| Arc::new(Igc::demo().unwrap()));

pub struct Essai {
    pub banc: Banc,
    pub client: reqwest::Client,
}

/// What came back, and the exchange that the bench recorded.
pub struct Recue {
    pub statut: u16,
    pub entetes: reqwest::header::HeaderMap,
    pub corps: Vec<u8>,
    pub echange: Exchange,
}

/// No quota: tests call quicker than any candidate may.
pub fn sans_quota() -> AnnuaireReglage {
    AnnuaireReglage {
        quota: 0,
        base: Some("https://annuaire.banc.test/fhir/v2".to_owned()),
        ..AnnuaireReglage::default()
    }
}

impl Essai {
    pub async fn nouveau() -> Self {
        Self::regle(sans_quota()).await
    }

    pub async fn regle(reglage: AnnuaireReglage) -> Self {
        let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
        let mut banc = ReglageBanc::nouveau(Arc::new(segur_world::monde_demo().unwrap()), IGC.clone());
        banc.horloge = SourceHorloge::Figee(MAINTENANT);
        let ancres = reqwest::Certificate::from_pem_bundle(IGC.ancres_pem().as_bytes()).unwrap();
        let client = reqwest::Client::builder().tls_certs_only(ancres);
        Self {
            banc: Banc::demarrer(banc, vec![service(reglage)], &[]).await.unwrap(),
            client: client.redirect(reqwest::redirect::Policy::none()).build().unwrap(),
        }
    }

    /// The URL of an endpoint.
    pub fn url(&self, point: &str) -> String {
        self.banc.espace("defaut").unwrap().points[point].clone()
    }

    /// `GET [base]/…` with a key.
    pub async fn lire(&self, suite: &str) -> Recue {
        let url = format!("{}/{suite}", self.url("annuaire.fhir"));
        self.envoyer(self.client.get(url).header("ESANTE-API-KEY", "cle-du-banc")).await
    }

    /// A search that must succeed.
    pub async fn chercher(&self, suite: &str) -> Value {
        let recue = self.lire(suite).await;
        assert_eq!(recue.statut, 200, "{suite} : {}", recue.texte());
        recue.json()
    }

    pub async fn envoyer(&self, demande: reqwest::RequestBuilder) -> Recue {
        let reponse = demande.send().await.unwrap();
        let (statut, entetes) = (reponse.status().as_u16(), reponse.headers().clone());
        let corps = reponse.bytes().await.unwrap().to_vec();
        Recue {
            statut,
            entetes,
            corps,
            echange: self.dernier().await,
        }
    }

    /// The page of a link, told by its identifier: the announced base is not where the bench listens.
    pub async fn suivre(&self, bundle: &Value) -> Option<Value> {
        let lien = suivant(bundle)?;
        let (_, suite) = lien.split_once("/fhir/v2/").unwrap();
        Some(self.chercher(suite).await)
    }

    pub async fn agir(&self, action: &str, parametres: Value) -> (u16, Value) {
        let url = format!("{}/banc/actions/annuaire/{action}?espace=defaut", self.banc.acces().controle);
        let reponse = reqwest::Client::new().post(url).json(&parametres).send().await.unwrap();
        (reponse.status().as_u16(), reponse.json().await.unwrap_or_default())
    }

    /// Sets the faults of the espace.
    pub async fn pannes(&self, pannes: Value) {
        let url = format!("{}/banc/pannes?espace=defaut", self.banc.acces().controle);
        let reponse = reqwest::Client::new().put(url).json(&pannes).send().await.unwrap();
        assert!(reponse.status().is_success(), "{}", reponse.text().await.unwrap());
    }

    /// The last exchange recorded: it is, before its answer leaves.
    pub async fn dernier(&self) -> Exchange {
        let echanges = self.banc.journal().chercher(&Filtre::espace("defaut")).await.unwrap();
        echanges.into_iter().next_back().unwrap()
    }
}

impl Recue {
    pub fn texte(&self) -> String {
        String::from_utf8_lossy(&self.corps).into_owned()
    }

    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.corps).unwrap_or_else(|e| panic!("{e} : {}", self.texte()))
    }

    pub fn fait(&self, nom: &str) -> Option<String> {
        self.echange.faits.get(nom).and_then(|v| v.first()).cloned()
    }

    /// The rules of what the bench remarked.
    pub fn regles(&self) -> BTreeSet<String> {
        self.echange.findings.iter().map(|c| c.rule.clone()).collect()
    }

    pub fn diagnostics(&self) -> String {
        segur_fhir::diagnostics(&self.json()).unwrap_or_else(|| panic!("{}", self.texte()))
    }
}

/// The link of the next page.
pub fn suivant(bundle: &Value) -> Option<String> {
    let liens = bundle["link"].as_array().unwrap();
    let lien = liens.iter().find(|l| l["relation"] == "next")?;
    Some(lien["url"].as_str().unwrap().to_owned())
}

/// The resources of a Bundle.
pub fn ressources(bundle: &Value) -> Vec<&Value> {
    bundle["entry"]
        .as_array()
        .map(|e| e.iter().map(|e| &e["resource"]).collect())
        .unwrap_or_default()
}

/// The identifiers of its resources.
pub fn ids(bundle: &Value) -> Vec<String> {
    ressources(bundle)
        .iter()
        .map(|r| format!("{}/{}", r["resourceType"].as_str().unwrap(), r["id"].as_str().unwrap()))
        .collect()
}
