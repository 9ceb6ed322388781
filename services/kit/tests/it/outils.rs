//! A bench with a tiny service, and what talks to it.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::{Arc, LazyLock, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use segur_certs::Igc;
use segur_kit::{ActionRefusee, Banc, Contexte, ModeTls, Point, ReglageBanc, Reponse, Requete, Service, SourceHorloge};
use segur_model::{Exchange, World};
use serde_json::{Value, json};
use time::OffsetDateTime;
use time::macros::datetime;
use tokio::net::TcpStream;

pub const INSTANT: OffsetDateTime = datetime!(2026-01-15 09:00 UTC);
/// Long enough never to be reached by a test that passes.
pub const DELAI: Duration = Duration::from_secs(30);

/// Answers the body that it gets; counts by espace.
#[derive(Default)]
pub struct Essai {
    comptes: Mutex<BTreeMap<String, u64>>,
}

#[async_trait]
impl Service for Essai {
    fn nom(&self) -> &'static str {
        "essai"
    }

    fn points(&self) -> Vec<Point> {
        vec![
            Point::http("mutuel", ModeTls::Mutuel, "/lps"),
            Point::http("souple", ModeTls::MutuelFacultatif, "/lps"),
            Point::http("serveur", ModeTls::Serveur, "/lps"),
            Point::http("clair", ModeTls::Clair, "/lps"),
        ]
    }

    fn classer(&self, requete: &Requete) -> String {
        match requete.uri.path() {
            "/panique" => "essai.panique".to_owned(),
            "/panique-classer" => panic!("mistake in the classing of the test service"),
            "/impossible" => "essai.impossible".to_owned(),
            _ => "essai.echo".to_owned(),
        }
    }

    async fn repondre(&self, ctx: &Contexte, requete: Requete) -> Reponse {
        if let Some(code) = &requete.panne {
            return Reponse::texte(500, format!("faute {code}"));
        }
        match requete.uri.path() {
            "/panique" => panic!("mistake in the handler of the test service"),
            chemin @ ("/effet" | "/effet-casse") => Reponse {
                effet: Some(crate::jouet::deposer(&requete.corps, chemin == "/effet-casse")),
                ..Reponse::texte(201, "gardé")
            },
            "/impossible" => Reponse::texte(200, "x").entete("nom interdit", "x"),
            _ => {
                *self.comptes.lock().unwrap().entry(ctx.espace.clone()).or_default() += 1;
                Reponse::nouvelle(200, requete.entete("content-type").unwrap_or("text/plain"), requete.corps.clone())
                    .entete("set-cookie", "secret=1")
                    .fait("taille", requete.corps.len().to_string())
                    .fait("rang", requete.rang.to_string())
            }
        }
    }

    async fn action(&self, ctx: &Contexte, action: &str, parametres: Value) -> Result<Value, ActionRefusee> {
        match action {
            "compter" => Ok(json!({
                "compte": self.comptes.lock().unwrap().get(&ctx.espace).copied().unwrap_or(0),
                "recu": parametres,
                "espace": ctx.espace,
            })),
            "appeler" => {
                ctx.sortants.lancer(|registre| async move {
                    let mut echange = registre.echange("essai", "essai.sortant");
                    echange.requete.entetes = vec![("authorization".to_owned(), "Bearer secret".to_owned())];
                    echange.echec = Some("personne".to_owned());
                    registre.inscrire(echange, "demande".into(), Bytes::new()).await;
                });
                Ok(Value::Null)
            }
            "refuser" => Err(ActionRefusee::Impossible("pas maintenant".to_owned())),
            autre => Err(ActionRefusee::Inconnue(format!("pas d'action {autre}"))),
        }
    }

    async fn montrer(&self, ctx: &Contexte, chemin: &str, parametres: &[(String, String)]) -> Result<Reponse, ActionRefusee> {
        segur_kit::parametres_connus(parametres, &["echange", "session"])?;
        let valeur = |nom: &str| parametres.iter().find(|(n, _)| n == nom).map(|(_, v)| v.as_str());
        match chemin {
            "un/deux" => Ok(Reponse::nouvelle(201, "text/html", format!("<script>{}</script>", ctx.espace))
                .entete("content-disposition", "attachment")
                .entete("content-security-policy", "default-src *")),
            "journal" => {
                let echange = ctx.echange(valeur("echange").unwrap_or("1").parse().unwrap()).await?;
                let octets = ctx.octets(valeur("echange").unwrap_or("1").parse().unwrap()).await?;
                let session = ctx.session("essai", valeur("session").unwrap_or_default(), 100).await?;
                let dit = json!({
                    "echange": echange.map(|e| e.operation),
                    "requete": octets.map(|(requete, _)| String::from_utf8_lossy(&requete).into_owned()),
                    "session": session.iter().map(|e| e.id).collect::<Vec<_>>(),
                });
                Ok(Reponse::nouvelle(200, "application/json", dit.to_string()))
            }
            "suite" => {
                let apres = valeur("echange").unwrap_or("0").parse().unwrap();
                let lus = ctx.echanges(&["essai.echo"], apres, 2).await?;
                let aucun = ctx.echanges(&[], 0, 100).await?;
                let dit = json!({"suite": lus.iter().map(|e| e.id).collect::<Vec<_>>(), "aucun": aucun.len()});
                Ok(Reponse::nouvelle(200, "application/json", dit.to_string()))
            }
            "attendre" => std::future::pending().await,
            autre => Err(ActionRefusee::Inconnue(format!("pas de vue {autre}"))),
        }
    }

    fn remettre_a_zero(&self, espace: &str) {
        self.comptes.lock().unwrap().remove(espace);
    }
}

/// Read once: reading checks every certificate.
pub static IGC: LazyLock<Arc<Igc>> = LazyLock::new(|| Arc::new(Igc::demo().unwrap()));

pub fn reglage() -> ReglageBanc {
    let monde = World {
        graine: "demo".to_owned(),
        ..World::default()
    };
    let mut reglage = ReglageBanc::nouveau(Arc::new(monde), IGC.clone());
    reglage.horloge = SourceHorloge::Figee(INSTANT);
    reglage
}

pub async fn lancer(reglage: ReglageBanc, espaces: &[&str]) -> Banc {
    Banc::demarrer(reglage, vec![Arc::new(Essai::default())], espaces).await.unwrap()
}

pub async fn banc() -> Banc {
    lancer(reglage(), &["defaut"]).await
}

pub fn url(banc: &Banc, espace: &str, point: &str) -> String {
    banc.espace(espace).unwrap().points[point].clone()
}

pub fn adresse(banc: &Banc, point: &str) -> SocketAddr {
    let url = url(banc, "defaut", point);
    url.split('/').nth(2).unwrap().parse().unwrap()
}

pub async fn tcp(banc: &Banc, point: &str) -> TcpStream {
    TcpStream::connect(adresse(banc, point)).await.unwrap()
}

/// A client that trusts the test PKI, with an identity or without.
pub fn client(identite: Option<&str>) -> reqwest::Client {
    constructeur(identite).build().unwrap()
}

pub fn constructeur(identite: Option<&str>) -> reqwest::ClientBuilder {
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    let igc = &*IGC;
    let ancres = reqwest::Certificate::from_pem_bundle(igc.ancres_pem().as_bytes()).unwrap();
    let mut c = reqwest::Client::builder().tls_certs_only(ancres).no_proxy().timeout(DELAI);
    if let Some(nom) = identite {
        let i = igc.identite(nom).unwrap();
        c = c.identity(reqwest::Identity::from_pem(format!("{}{}", i.cle_pem, i.chaine_pem).as_bytes()).unwrap());
    }
    c
}

/// The control plane, as a test harness uses it.
pub struct Pilote {
    base: String,
    http: reqwest::Client,
}

impl Pilote {
    pub fn nouveau(banc: &Banc) -> Self {
        Self {
            base: banc.acces().controle,
            http: client(None),
        }
    }

    pub async fn appel(&self, methode: &str, chemin: &str, corps: Option<Value>) -> (u16, Value) {
        let mut r = self.http.request(methode.parse().unwrap(), format!("{}{chemin}", self.base));
        if let Some(c) = corps {
            r = r.json(&c);
        }
        let reponse = r.send().await.unwrap();
        let statut = reponse.status().as_u16();
        let octets = reponse.bytes().await.unwrap();
        (statut, serde_json::from_slice(&octets).unwrap_or(Value::Null))
    }

    pub async fn lire(&self, chemin: &str) -> Value {
        let (statut, v) = self.appel("GET", chemin, None).await;
        assert_eq!(statut, 200, "{chemin}: {v}");
        v
    }

    pub async fn octets(&self, chemin: &str) -> (reqwest::header::HeaderMap, Bytes) {
        let r = self.http.get(format!("{}{chemin}", self.base)).send().await.unwrap();
        assert_eq!(r.status(), 200, "{chemin}");
        (r.headers().clone(), r.bytes().await.unwrap())
    }

    pub async fn flux(&self, chemin: &str) -> reqwest::Response {
        self.http.get(format!("{}{chemin}", self.base)).send().await.unwrap()
    }

    pub async fn echanges(&self, filtre: &str) -> Vec<Exchange> {
        serde_json::from_value(self.lire(&format!("/banc/echanges?{filtre}")).await).unwrap()
    }

    /// Waits for an exchange of the espace `defaut`.
    pub async fn attendre(&self, operation: &str) -> Exchange {
        serde_json::from_value(
            self.lire(&format!("/banc/echanges/attendre?operation={operation}&delai=30000"))
                .await,
        )
        .unwrap()
    }

    pub async fn pannes(&self, pannes: Value) {
        let (statut, v) = self.appel("PUT", "/banc/pannes", Some(pannes)).await;
        assert_eq!(statut, 200, "{v}");
    }

    pub async fn tentative(&self, point: &str) -> Value {
        let toutes = self.lire("/banc/tentatives").await;
        toutes.as_array().unwrap().iter().find(|t| t["point"] == point).unwrap().clone()
    }
}
