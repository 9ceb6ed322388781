//! A running bench with the operator and Pro Santé Connect, and tokens of it.

use std::path::PathBuf;
use std::sync::{Arc, LazyLock};

use segur_certs::Igc;
use segur_kit::{Banc, Filtre, ReglageBanc, SourceHorloge};
use segur_model::Exchange;
use segur_mssante::MssanteReglage;
use segur_psc::PscReglage;
use serde_json::{Value, json};
use time::OffsetDateTime;
use time::macros::datetime;

pub const MAINTENANT: OffsetDateTime = datetime!(2026-01-15 09:00 UTC);
/// Read once: reading checks every certificate.
pub static IGC: LazyLock<Arc<Igc>> = LazyLock::new(|| Arc::new(Igc::demo().unwrap()));

/// A biologist, and the mailbox of hers.
pub const BIOLOGISTE: (&str, &str) = ("899900000045", "alex.biotest@test.mssante.fr");
pub const PRESCRIPTEUR: &str = "baptiste.ordonnance@test.mssante.fr";
/// A mailbox that opens by a password, for the tests that look at something else.
pub const MOT: &str = "mot-de-passe-public";

pub struct Essai {
    pub banc: Banc,
    http: reqwest::Client,
}

impl Essai {
    pub async fn nouveau() -> Self {
        Self::sur(None, reglage()).await
    }

    pub async fn sur(donnees: Option<PathBuf>, reglage: MssanteReglage) -> Self {
        let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
        let monde = segur_world::monde_demo().unwrap();
        let mut banc = ReglageBanc::nouveau(Arc::new(monde), IGC.clone());
        banc.horloge = SourceHorloge::Figee(MAINTENANT);
        banc.donnees = donnees;
        let psc = PscReglage {
            interval: 0,
            ..PscReglage::default()
        };
        let services = vec![segur_psc::service(psc), segur_mssante::service(reglage)];
        let ancres = reqwest::Certificate::from_pem_bundle(IGC.ancres_pem().as_bytes()).unwrap();
        Self {
            banc: Banc::demarrer(banc, services, &[]).await.unwrap(),
            http: reqwest::Client::builder().tls_certs_only(ancres).build().unwrap(),
        }
    }

    /// Host and port of an endpoint.
    pub fn adresse(&self, point: &str) -> String {
        let url = self.banc.espace("defaut").unwrap().points[point].clone();
        url.split("://").nth(1).unwrap().split('/').next().unwrap().to_owned()
    }

    /// A client that trusts the test PKI.
    pub fn http(&self) -> &reqwest::Client {
        &self.http
    }

    /// How many mails are in this mailbox, as its file says.
    pub async fn recus(&self, boite: &str) -> i64 {
        let fichier = self.banc.journal().dossier().join("espaces/defaut/espace.sqlite");
        let c = segur_kit::rusqlite::Connection::open(fichier).unwrap();
        c.query_row("SELECT count(*) FROM mssante_messages WHERE boite = ?1", [boite], |l| l.get(0))
            .unwrap()
    }

    /// Moves the clock of the espace.
    pub async fn avancer(&self, secondes: u64) {
        let url = format!("{}/banc/horloge?espace=defaut", self.banc.acces().controle);
        let r = reqwest::Client::new().put(url).json(&json!({ "decalage_s": secondes }));
        assert!(r.send().await.unwrap().status().is_success());
    }

    /// An access token for this person, by CIBA.
    pub async fn jeton(&self, id_national: &str) -> String {
        let psc = format!("{}/protocol/openid-connect", self.banc.espace("defaut").unwrap().points["psc.auth"]);
        let poster = async |url: String, corps: String| -> Value {
            let r = self.http.post(url).basic_auth("banc-essai", Some("secret-public-du-banc"));
            let r = r
                .header("content-type", "application/x-www-form-urlencoded")
                .body(corps)
                .send()
                .await
                .unwrap();
            r.json().await.unwrap()
        };
        let demande = format!("scope=openid%20scope_all&login_hint={id_national}&binding_message=42&acr_values=eidas1&channel=MOBILE");
        let demande = poster(format!("{psc}/ext/ciba/auth"), demande).await;
        let id = demande["auth_req_id"].as_str().unwrap();
        self.agir("psc", "approuver", json!({ "demande": id })).await.unwrap();
        let corps = format!("grant_type=urn%3Aopenid%3Aparams%3Agrant-type%3Aciba&auth_req_id={id}");
        poster(format!("{psc}/token"), corps).await["access_token"]
            .as_str()
            .unwrap()
            .to_owned()
    }

    /// An action of the world.
    pub async fn agir(&self, service: &str, action: &str, parametres: Value) -> Result<Value, String> {
        let url = format!("{}/banc/actions/{service}/{action}?espace=defaut", self.banc.acces().controle);
        let r = reqwest::Client::new().post(url).json(&parametres).send().await.unwrap();
        let bon = r.status().is_success();
        let texte = r.text().await.unwrap();
        if bon {
            Ok(serde_json::from_str(&texte).unwrap())
        } else {
            Err(texte)
        }
    }

    /// The exchanges of an operation, in order.
    pub async fn echanges(&self, operation: &str) -> Vec<Exchange> {
        let tous = self.banc.journal().chercher(&Filtre::espace("defaut")).await.unwrap();
        tous.into_iter().filter(|e| e.operation == operation).collect()
    }
}

/// Passwords for two mailboxes.
pub fn reglage() -> MssanteReglage {
    let mots = [BIOLOGISTE.1, PRESCRIPTEUR].map(|a| (a.to_owned(), MOT.to_owned()));
    MssanteReglage {
        mots_de_passe: mots.into(),
        ..MssanteReglage::default()
    }
}
