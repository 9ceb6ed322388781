//! The screen for a real browser: each browser signs in for itself.

use reqwest::header::{COOKIE, LOCATION, SET_COOKIE};
use reqwest::redirect::Policy;
use reqwest::{Client, Response};

use crate::faux_psc::RETOUR;
use crate::psc::BancPsc;

/// A browser: it follows nothing by itself, and keeps the cookie of the témoin.
struct Navigateur {
    http: Client,
    temoin: String,
    psc: String,
    cookie: String,
}

impl Navigateur {
    fn nouveau(b: &BancPsc) -> Self {
        Self {
            http: Client::builder()
                .no_proxy()
                .redirect(Policy::none())
                .tls_certs_only([])
                .build()
                .unwrap(),
            temoin: b.banc.temoin.url(),
            psc: b.psc.url.clone(),
            cookie: String::new(),
        }
    }

    async fn aller(&mut self, chemin: &str) -> Response {
        let r = self
            .http
            .get(format!("{}{chemin}", self.temoin))
            .header(COOKIE, &self.cookie)
            .send()
            .await
            .unwrap();
        if let Some(c) = r.headers().get(SET_COOKIE) {
            let c = c.to_str().unwrap();
            assert!(c.contains("HttpOnly") && c.contains("SameSite=Lax"), "{c}");
            self.cookie = c.split(';').next().unwrap().to_owned();
        }
        r
    }

    async fn lire(&mut self, chemin: &str) -> String {
        let page = self.aller(chemin).await.text().await.unwrap();
        assert!(page.contains("SIMULÉ"), "{page}");
        page
    }

    /// As far as the callback: its path and query, not gone to yet.
    async fn s_identifier(&mut self, id_national: &str) -> String {
        let r = self.aller("/connexion-psc").await;
        let query = suite(&r).split_once('?').unwrap().1.to_owned();
        let url = format!("{}/identification?{query}", self.psc);
        let r = self
            .http
            .post(url)
            .header(COOKIE, "sso=1")
            .body(format!("identite={id_national}&geste=accord"))
            .send()
            .await
            .unwrap();
        suite(&r).strip_prefix(RETOUR).unwrap().to_owned()
    }
}

fn suite(r: &Response) -> String {
    assert_eq!(r.status(), 302);
    r.headers()[LOCATION].to_str().unwrap().to_owned()
}

#[tokio::test]
async fn deux_navigateurs_ne_se_melangent_pas() {
    let b = BancPsc::nouveau(&[]).await;
    let (mut un, mut deux) = (Navigateur::nouveau(&b), Navigateur::nouveau(&b));
    assert!(un.lire("/").await.contains("Personne n'est connecté"));
    let retour_un = un.s_identifier("899900000045").await;
    let retour_deux = deux.s_identifier("899900000011").await;
    assert_ne!(un.cookie, deux.cookie);
    // The answer made for one is of no use to the other.
    assert!(deux.lire(&format!("/psc/retour{retour_un}")).await.contains("state"));
    assert_eq!(suite(&un.aller(&format!("/psc/retour{retour_un}")).await), "/");
    assert!(un.lire("/").await.contains("ANNE TILLEUL"));
    assert!(!deux.lire("/").await.contains("ANNE TILLEUL"));
    // An answer serves once.
    assert!(deux.lire(&format!("/psc/retour{retour_deux}")).await.contains("recommencer"));
    let encore = deux.s_identifier("899900000011").await;
    deux.aller(&format!("/psc/retour{encore}")).await;
    assert!(deux.lire("/").await.contains("PAUL ERABLE"));
    assert!(un.lire("/").await.contains("ANNE TILLEUL"));

    let fin = suite(&un.aller("/deconnexion-psc").await);
    assert!(fin.contains("id_token_hint=") && fin.contains("post_logout_redirect_uri="), "{fin}");
    assert!(un.lire("/").await.contains("Personne n'est connecté"));
    assert!(deux.lire("/").await.contains("PAUL ERABLE"));
    assert!(un.lire("/psc/fin").await.contains("Déconnecté"));
}

#[tokio::test]
async fn hostile() {
    let b = BancPsc::nouveau(&[]).await;
    let mut n = Navigateur::nouveau(&b);
    for chemin in [
        "/psc/retour",
        "/psc/retour?code=x&state=y",
        &format!("/psc/retour?{}", "x".repeat(20_000)),
    ] {
        assert!(n.lire(chemin).await.contains("recommencer"));
    }
    let retour = n.s_identifier("899900000045").await;
    assert!(
        n.lire(&format!("/psc/retour{}&error=<script>", retour.replace("code=", "c=")))
            .await
            .contains("&lt;script&gt;")
    );
    n.cookie = format!("temoin_session={}", "é".repeat(100));
    assert!(n.aller("/deconnexion-psc").await.status().is_redirection());
    let sans = crate::banc::Banc::nouveau(&[]).await;
    n.temoin = sans.temoin.url();
    n.cookie = String::new();
    assert!(n.lire("/connexion-psc").await.contains("configuré"));
}
