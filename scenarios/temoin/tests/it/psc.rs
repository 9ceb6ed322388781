//! Without a defect: what leaves for Pro Santé Connect, what the session says, and whose name leaves for the DMP afterwards.

use segur_model::{Issue, ReponseActe};
use segur_temoin::ConfigTemoin;
use serde_json::{Value, json};

use crate::banc::{Banc, demande};
use crate::faux_annuaire::FauxAnnuaire;
use crate::faux_psc::{FauxPsc, suite};

/// A témoin that has a PSC and a directory.
pub struct BancPsc {
    pub banc: Banc,
    pub psc: FauxPsc,
    pub annuaire: FauxAnnuaire,
}

impl BancPsc {
    pub async fn nouveau(defauts: &[&str]) -> Self {
        Self::regle(defauts, |_| ()).await
    }

    pub async fn regle(defauts: &[&str], changer: impl FnOnce(&mut ConfigTemoin)) -> Self {
        let (psc, annuaire) = tokio::join!(FauxPsc::demarrer(), FauxAnnuaire::demarrer());
        let banc = Banc::regle(defauts, |c| {
            psc.configurer(c);
            annuaire.configurer(c);
            changer(c);
        })
        .await;
        Self { banc, psc, annuaire }
    }

    /// An act as this professional.
    pub async fn par(&self, rpps: &str, scenario: &str, etape: u32, acte: &str, parametres: Value) -> ReponseActe {
        let mut d = demande(scenario, etape, acte, parametres);
        d.acteur = Some(json!({ "rpps": rpps, "id_national": format!("8{rpps}") }));
        self.banc.poster(&d).await
    }

    pub async fn connecter(&self, scenario: &str, parametres: Value) -> ReponseActe {
        self.par("99900000045", scenario, 1, "connecter-psc", parametres).await
    }

    pub async fn acte(&self, scenario: &str, etape: u32, acte: &str) -> ReponseActe {
        self.banc.acte(scenario, etape, acte, json!({})).await
    }

    pub async fn lire(&self, scenario: &str) -> Value {
        session(&self.acte(scenario, 99, "lire-session-psc").await).clone()
    }
}

pub fn session(r: &ReponseActe) -> &Value {
    assert_eq!(r.fichiers[0].nom, "session-psc", "{}", r.message);
    r.fichiers[0].json.as_ref().unwrap()
}

#[tokio::test]
async fn par_le_web() {
    let b = BancPsc::nouveau(&[]).await;
    let r = b.connecter("A", json!({ "moyen": "cps" })).await;
    assert_eq!(r.issue, Issue::Fait, "{}", r.message);
    assert_eq!(
        *session(&r),
        json!({ "etat": "ouverte", "id_national": "899900000045", "rpps": "99900000045", "nom": "TILLEUL", "prenom": "ANNE",
            "compte": "utilisateur", "structure": "F999900038", "secteur": "SA25", "acr": "eidas1", "message": "connecté par Pro Santé Connect",
            "situations": 1, "situation": 1 })
    );
    let recues = b.psc.prendre();
    assert_eq!(
        suite(&recues),
        [
            "GET /realm/.well-known/wallet-openid-configuration",
            "GET /wallet/auth",
            "POST /identification",
            "POST /token",
            "GET /certs",
            "GET /userinfo"
        ]
    );
    let demande = &recues[1].1;
    for (nom, valeur) in [
        ("response_type", "code"),
        ("client_id", "temoin"),
        ("scope", "openid scope_all"),
        ("acr_values", "eidas1"),
        ("code_challenge_method", "S256"),
    ] {
        assert_eq!(demande[&format!("url.{nom}")], valeur);
    }
    assert_ne!(demande["url.state"], demande["url.nonce"]);
    assert_eq!((recues[2].1["moyen"].as_str(), recues[2].1["geste"].as_str()), ("CPS", "accord"));
    assert_eq!(recues[3].1["porteur"], "Basic");
    assert!(!recues[3].1.contains_key("client_secret"));
    assert_eq!(recues[5].1["porteur"], "Bearer");

    // Another sign in draws others.
    b.connecter("B", json!({})).await;
    let autre = &b.psc.prendre()[1].1;
    assert_ne!(
        (&demande["url.state"], &demande["url.nonce"]),
        (&autre["url.state"], &autre["url.nonce"])
    );
}

#[tokio::test]
async fn la_vie_d_une_session() {
    let b = BancPsc::nouveau(&[]).await;
    b.connecter("A", json!({})).await;
    b.psc.prendre();
    assert_eq!(b.acte("A", 2, "continuer-psc").await.issue, Issue::Fait);
    assert_eq!(suite(&b.psc.prendre()), ["GET /userinfo"]);
    b.psc.avancer(121);
    b.acte("A", 3, "continuer-psc").await;
    assert_eq!(suite(&b.psc.prendre()), ["POST /token", "GET /userinfo"]);
    // Asked again under the same key: not done again.
    b.acte("A", 3, "continuer-psc").await;
    assert!(b.psc.prendre().is_empty());
    let r = b.acte("A", 4, "appeler-api-psc").await;
    assert_eq!(r.issue, Issue::Fait, "{}", r.message);
    assert_eq!(suite(&b.psc.prendre()), ["POST /edc/token", "GET /edc/api"]);
    let r = b.acte("A", 5, "deconnecter-psc").await;
    assert_eq!((r.issue, session(&r)["etat"].as_str()), (Issue::Fait, Some("fermee")));
    let recues = b.psc.prendre();
    assert_eq!(suite(&recues), ["GET /logout"]);
    assert_eq!(recues[0].1["url.id_token_hint"], "présent");
    assert!(recues[0].1.contains_key("url.state"));
    assert_eq!(b.acte("A", 6, "continuer-psc").await.issue, Issue::Refuse);
    assert!(b.psc.prendre().is_empty(), "nothing leaves for a session that is closed");
}

#[tokio::test]
async fn un_jeton_refuse_est_rafraichi_une_fois() {
    let b = BancPsc::regle(&[], |c| c.horloge_banc = None).await;
    b.connecter("A", json!({})).await;
    b.psc.prendre();
    // The témoin does not know that time has passed: PSC does.
    b.psc.avancer(121);
    let r = b.acte("A", 2, "continuer-psc").await;
    assert_eq!(r.issue, Issue::Fait, "{}", r.message);
    assert_eq!(suite(&b.psc.prendre()), ["GET /userinfo", "POST /token", "GET /userinfo"]);
    b.psc.regler(|h| h.fini = true);
    b.psc.avancer(121);
    let r = b.acte("A", 3, "continuer-psc").await;
    assert_eq!((r.issue, session(&r)["etat"].as_str()), (Issue::Fait, Some("fermee")));
    assert!(r.message.contains("se reconnecter"), "{}", r.message);
    assert_eq!(suite(&b.psc.prendre()), ["GET /userinfo", "POST /token"]);
}

#[tokio::test]
async fn gestes_de_la_personne() {
    let b = BancPsc::nouveau(&[]).await;
    for (rang, (geste, dit)) in [("refuser", "a refusé"), ("code-faux", "Code faux"), ("attendre", "n'a pas abouti")]
        .iter()
        .enumerate()
    {
        let r = b.connecter(&format!("G{rang}"), json!({ "geste": geste })).await;
        assert_eq!(
            (r.issue, session(&r)["etat"].as_str()),
            (Issue::Fait, Some("fermee")),
            "{geste} {}",
            r.message
        );
        assert!(r.message.contains(dit), "{}", r.message);
    }
}

#[tokio::test]
async fn par_ciba() {
    let b = BancPsc::nouveau(&[]).await;
    b.psc.regler(|h| h.ciba = "attente");
    let r = b.connecter("A", json!({ "mode": "ciba" })).await;
    let s = session(&r);
    assert_eq!((r.issue, s["etat"].as_str()), (Issue::Fait, Some("en-attente")));
    let code = s["code"].as_str().unwrap();
    assert!(code.len() == 2 && r.message.contains(code), "{}", r.message);
    let recues = b.psc.prendre();
    let ciba = &recues[1].1;
    assert_eq!(
        (ciba["binding_message"].as_str(), ciba["login_hint"].as_str()),
        (code, "899900000045")
    );
    assert_eq!((ciba["channel"].as_str(), ciba["acr_values"].as_str()), ("MOBILE", "eidas1"));
    // Not before its time.
    assert_eq!(b.lire("A").await["etat"], "en-attente");
    assert!(b.psc.prendre().is_empty());
    b.psc.avancer(5);
    assert_eq!(b.lire("A").await["etat"], "en-attente");
    assert_eq!(suite(&b.psc.prendre()), ["POST /token"]);
    b.psc.regler(|h| h.ciba = "lent");
    b.psc.avancer(5);
    b.lire("A").await;
    assert_eq!(suite(&b.psc.prendre()), ["POST /token"]);
    b.psc.regler(|h| h.ciba = "accord");
    b.psc.avancer(5);
    b.lire("A").await;
    assert!(b.psc.prendre().is_empty(), "slow_down adds five seconds");
    b.psc.avancer(5);
    let s = b.lire("A").await;
    assert_eq!((s["etat"].as_str(), s["compte"].as_str()), (Some("ouverte"), Some("utilisateur")));
    assert_eq!(suite(&b.psc.prendre()), ["POST /token", "GET /certs", "GET /userinfo"]);
    for (humeur, dit) in [("refus", "a refusé"), ("expire", "a expiré")] {
        b.psc.regler(|h| h.ciba = humeur);
        b.psc.prendre();
        b.connecter(humeur, json!({ "mode": "ciba", "moyen": "cps" })).await;
        assert_eq!(b.psc.prendre()[1].1["channel"], "CARD");
        b.psc.avancer(5);
        let s = b.lire(humeur).await;
        assert_eq!(s["etat"], "fermee");
        assert!(s["message"].as_str().unwrap().contains(dit), "{s}");
    }
}

#[tokio::test]
async fn l_identite_de_psc_va_jusqu_au_dmp() {
    let b = BancPsc::nouveau(&[]).await;
    b.banc.qualifier("SIMPLE").await;
    b.par("99900000011", "SIMPLE", 4, "connecter-psc", json!({})).await;
    assert_eq!(b.lire("SIMPLE").await.get("situation"), None, "two situations: the person chooses");
    let tester = json!({ "reference": "P" });
    let r = b.banc.acte("SIMPLE", 5, "tester-dmp", tester.clone()).await;
    assert_eq!(r.issue, Issue::Refuse);
    assert!(r.message.contains("choisir-situation"), "{}", r.message);
    for (etape, rang) in [(6, json!(0)), (7, json!(3)), (8, json!("x"))] {
        let r = b.banc.acte("SIMPLE", etape, "choisir-situation", json!({ "rang": rang })).await;
        assert_eq!(r.issue, Issue::Refuse);
    }
    let r = b.banc.acte("SIMPLE", 9, "choisir-situation", json!({ "rang": 1 })).await;
    assert_eq!((r.issue, session(&r)["situation"].as_u64()), (Issue::Fait, Some(1)));
    assert_eq!(b.banc.acte("SIMPLE", 10, "tester-dmp", tester.clone()).await.issue, Issue::Fait);
    let f = b.banc.dmp.prendre()[0].faits();
    for (nom, valeur) in [
        ("vihf.ps", "899900000011"),
        ("vihf.subject-id", "PAUL ERABLE"),
        ("vihf.Secteur_Activite", "SA33^1.2.250.1.71.4.2.4"),
        ("vihf.role", "21,G"),
        ("vihf.Identifiant_Structure", "1999900038"),
    ] {
        assert_eq!(f[nom], valeur);
    }
    // The session dies: nothing leaves any more in the name of anybody.
    b.psc.regler(|h| h.fini = true);
    b.psc.avancer(121);
    let r = b.banc.acte("SIMPLE", 11, "tester-dmp", tester).await;
    assert_eq!(r.issue, Issue::Refuse);
    assert!(r.message.contains("se reconnecter"), "{}", r.message);
    assert!(b.banc.dmp.prendre().is_empty());
}

#[tokio::test]
async fn sans_psc_ni_annuaire() {
    let b = Banc::nouveau(&[]).await;
    for (acte, parametres) in [
        ("connecter-psc", json!({})),
        ("continuer-psc", json!({})),
        ("creer-compte", json!({ "reference": "C", "rpps": "99900000045" })),
        ("charger-annuaire", json!({})),
        ("chercher-correspondant", json!({ "nom": "X" })),
        ("verifier-comptes", json!({})),
    ] {
        let r = b.acte("A", 1, acte, parametres).await;
        assert_eq!(r.issue, Issue::Erreur, "{acte}");
        assert!(r.message.contains("configuré"), "{}", r.message);
    }
    let r = b.acte("A", 2, "lire-session-psc", json!({})).await;
    assert_eq!(session(&r)["etat"], "absente");
}
