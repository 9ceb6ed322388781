//! A running bench with Pro Santé Connect alone, and ways to call it over TLS.

use std::collections::BTreeSet;
use std::sync::{Arc, LazyLock};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use segur_certs::Igc;
use segur_kit::{Banc, Filtre, ReglageBanc, SourceHorloge};
use segur_model::Exchange;
use segur_oidc::defi_s256;
use segur_psc::{PscReglage, service};
use serde_json::{Value, json};
use time::OffsetDateTime;
use time::macros::datetime;

pub const MAINTENANT: OffsetDateTime = datetime!(2026-01-15 09:00 UTC);

/// Read once: reading checks every certificate.
pub static IGC: LazyLock<Arc<Igc>> = LazyLock::new(|| Arc::new(Igc::demo().unwrap()));

pub const BIOLOGISTE: &str = "899900000045";
pub const RETOUR: &str = "https://client.banc.test/retour";
pub const VERIFICATEUR: &str = "un-verificateur-de-plus-de-quarante-trois-caracteres";
pub const ESSAI: (&str, &str) = ("banc-essai", "secret-public-du-banc");
pub const AUTRE: (&str, &str) = ("autre-client", "secret-public-de-l-autre");
pub const TEMOIN: (&str, &str) = ("temoin-sgl", "secret-public-du-temoin");

pub struct Essai {
    pub banc: Banc,
    /// Without certificate.
    pub client: reqwest::Client,
    /// With that of the structure.
    pub certifie: reqwest::Client,
}

/// What came back, and the exchange that the bench recorded.
#[derive(Debug)]
pub struct Recue {
    pub statut: u16,
    pub entetes: reqwest::header::HeaderMap,
    pub corps: String,
    pub echange: Exchange,
}

impl Essai {
    pub async fn nouveau() -> Self {
        Self::regle(PscReglage::default()).await
    }

    pub async fn regle(reglage: PscReglage) -> Self {
        Self::dans(segur_world::monde_demo().unwrap(), reglage).await
    }

    pub async fn dans(monde: segur_model::World, reglage: PscReglage) -> Self {
        Self::sur(None, monde, reglage).await
    }

    /// As `serve` does: on the real clock, with what the system draws.
    pub async fn en_serve() -> Self {
        Self::a_l_heure(
            SourceHorloge::Reelle,
            None,
            segur_world::monde_demo().unwrap(),
            PscReglage::default(),
        )
        .await
    }

    /// On a folder of data; `None`: one that goes with the bench.
    pub async fn sur(donnees: Option<std::path::PathBuf>, monde: segur_model::World, reglage: PscReglage) -> Self {
        Self::a_l_heure(SourceHorloge::Figee(MAINTENANT), donnees, monde, reglage).await
    }

    async fn a_l_heure(
        horloge: SourceHorloge,
        donnees: Option<std::path::PathBuf>,
        monde: segur_model::World,
        reglage: PscReglage,
    ) -> Self {
        let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
        let mut banc = ReglageBanc::nouveau(Arc::new(monde), IGC.clone());
        banc.horloge = horloge;
        banc.donnees = donnees;
        Self {
            banc: Banc::demarrer(banc, vec![service(reglage)], &[]).await.unwrap(),
            client: client(None),
            certifie: client(Some("org-auth-cli")),
        }
    }

    /// URL of an endpoint.
    pub fn point(&self, nom: &str) -> String {
        self.banc.espace("defaut").unwrap().points[&format!("psc.{nom}")].clone()
    }

    /// URL of an endpoint of the realm.
    pub fn oidc(&self, suffixe: &str) -> String {
        format!("{}/protocol/openid-connect/{suffixe}", self.point("auth"))
    }

    pub async fn envoyer(&self, demande: reqwest::RequestBuilder) -> Recue {
        let reponse = demande.send().await.unwrap();
        let (statut, entetes) = (reponse.status().as_u16(), reponse.headers().clone());
        let corps = reponse.text().await.unwrap();
        Recue {
            statut,
            entetes,
            corps,
            echange: self.dernier().await,
        }
    }

    pub async fn obtenir(&self, url: &str) -> Recue {
        self.envoyer(self.client.get(url)).await
    }

    /// A form, the client authenticated by its secret in the header.
    pub async fn poster(&self, url: &str, client: (&str, &str), champs: &[(&str, &str)]) -> Recue {
        self.envoyer(
            self.client
                .post(url)
                .basic_auth(client.0, Some(client.1))
                .header("content-type", FORMULAIRE)
                .body(forme(champs)),
        )
        .await
    }

    /// A demand of CIBA for the biologist, some fields changed, or left out when empty.
    pub async fn demander_ciba(&self, change: &[(&str, &str)]) -> Recue {
        let mut champs = vec![
            ("scope", "openid scope_all"),
            ("login_hint", BIOLOGISTE),
            ("binding_message", "42"),
            ("acr_values", "eidas1"),
            ("channel", "MOBILE"),
        ];
        for (nom, valeur) in change {
            champs.retain(|(n, _)| n != nom);
            if !valeur.is_empty() {
                champs.push((nom, valeur));
            }
        }
        self.poster(&self.oidc("ext/ciba/auth"), ESSAI, &champs).await
    }

    /// The last exchange recorded: it is, before its answer leaves.
    pub async fn dernier(&self) -> Exchange {
        self.banc
            .journal()
            .chercher(&Filtre::espace("defaut"))
            .await
            .unwrap()
            .pop()
            .unwrap()
    }

    /// An action of the world.
    pub async fn agir(&self, action: &str, parametres: Value) -> (u16, Value) {
        let url = format!("{}/banc/actions/psc/{action}?espace=defaut", self.banc.acces().controle);
        let r = reqwest::Client::new().post(url).json(&parametres).send().await.unwrap();
        (r.status().as_u16(), r.json().await.unwrap())
    }

    /// URL of an authorization request, some parameters changed or (empty) taken away.
    pub fn demande(&self, change: &[(&str, &str)]) -> String {
        let defi = defi_s256(VERIFICATEUR);
        let mut champs: Vec<(&str, &str)> = vec![
            ("response_type", "code"),
            ("client_id", "banc-essai"),
            ("redirect_uri", RETOUR),
            ("scope", "openid scope_all"),
            ("acr_values", "eidas1"),
            ("state", "etat-0123456789-abcdef"),
            ("nonce", "nonce-0123456789-abcdef"),
            ("code_challenge", &defi),
            ("code_challenge_method", "S256"),
        ];
        for (nom, valeur) in change {
            champs.retain(|(n, _)| n != nom);
            if !valeur.is_empty() {
                champs.push((nom, valeur));
            }
        }
        format!("{}?{}", self.point("wallet"), forme(&champs))
    }

    /// The tester chooses somebody and agrees: the answer.
    pub async fn accorder(&self, demande: &str, identite: &str) -> Recue {
        self.geste(demande, &[("identite", identite), ("moyen", "CPS"), ("geste", "accord")])
            .await
    }

    pub async fn geste(&self, demande: &str, champs: &[(&str, &str)]) -> Recue {
        self.envoyer(self.client.post(demande).header("content-type", FORMULAIRE).body(forme(champs)))
            .await
    }

    /// Where the first link of a page of the wallet leads.
    pub fn premier_lien(&self, page: &Recue) -> String {
        let lien = page.corps.split("<a href=\"").nth(1).unwrap().split('"').next().unwrap();
        format!(
            "{}{}",
            self.point("wallet").strip_suffix("/auth").unwrap(),
            lien.replace("&amp;", "&")
        )
    }

    /// A code of the whole flow.
    pub async fn code(&self, change: &[(&str, &str)], identite: &str) -> String {
        self.accorder(&self.demande(change), identite).await.retour("code")
    }

    /// Forgets what the espace holds.
    pub async fn remettre_a_zero(&self) {
        let url = format!("{}/banc/espaces/defaut/remise-a-zero", self.banc.acces().controle);
        assert_eq!(reqwest::Client::new().post(url).send().await.unwrap().status(), 200);
    }

    /// The tokens of a code.
    pub async fn jetons(&self, client: (&str, &str), code: &str) -> Recue {
        let champs = [
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", RETOUR),
            ("code_verifier", VERIFICATEUR),
        ];
        self.poster(&self.oidc("token"), client, &champs).await
    }

    /// Tokens of somebody, by the whole flow.
    pub async fn connecter(&self, identite: &str) -> Value {
        let code = self.code(&[], identite).await;
        let r = self.jetons(ESSAI, &code).await;
        assert_eq!(r.statut, 200, "{}", r.corps);
        r.json()
    }

    pub async fn userinfo(&self, jeton: &str) -> Recue {
        self.envoyer(self.client.get(self.oidc("userinfo")).bearer_auth(jeton)).await
    }
}

pub const FORMULAIRE: &str = "application/x-www-form-urlencoded";

pub fn forme(champs: &[(&str, &str)]) -> String {
    let ecrits: Vec<String> = champs.iter().map(|(n, v)| format!("{n}={}", segur_oidc::encoder(v))).collect();
    ecrits.join("&")
}

pub fn client(identite: Option<&str>) -> reqwest::Client {
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    let ancres = reqwest::Certificate::from_pem_bundle(IGC.ancres_pem().as_bytes()).unwrap();
    let client = reqwest::Client::builder()
        .tls_certs_only(ancres)
        .redirect(reqwest::redirect::Policy::none());
    match identite {
        None => client.build().unwrap(),
        Some(nom) => {
            let identite = IGC.identite(nom).unwrap();
            let pem = format!("{}{}", identite.chaine_pem, identite.cle_pem);
            client
                .identity(reqwest::Identity::from_pem(pem.as_bytes()).unwrap())
                .build()
                .unwrap()
        }
    }
}

/// The claims of a token.
pub fn charge(jeton: &Value) -> Value {
    let partie = jeton.as_str().unwrap().split('.').nth(1).unwrap().to_owned();
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(partie).unwrap()).unwrap()
}

impl Recue {
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.corps).unwrap_or_else(|e| panic!("{e} : {}", self.corps))
    }

    pub fn location(&self) -> &str {
        self.entetes.get("location").map_or("", |l| l.to_str().unwrap())
    }

    /// A parameter of the redirect.
    pub fn retour(&self, nom: &str) -> String {
        let suite = self
            .location()
            .split_once(['?', '#'])
            .unwrap_or_else(|| panic!("{} {}", self.statut, self.corps))
            .1;
        let champs = segur_oidc::Champs::lire(suite.as_bytes()).unwrap();
        champs.un(nom).unwrap_or_default().to_owned()
    }

    pub fn erreur(&self) -> (u16, String) {
        (self.statut, self.json()["error"].as_str().unwrap_or_default().to_owned())
    }

    /// The first value of a fact that the bench recorded.
    pub fn fait(&self, nom: &str) -> Option<&str> {
        self.echange.fait(nom)
    }

    /// The rules of what the bench remarked, each once.
    pub fn regles(&self) -> BTreeSet<&str> {
        self.echange.findings.iter().map(|c| c.rule.as_str()).collect()
    }
}

/// An empty body of an action.
pub fn rien() -> Value {
    json!({})
}
