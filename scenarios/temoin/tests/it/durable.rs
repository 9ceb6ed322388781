//! What survives a crash, and what two runs have in common.

use segur_model::Issue;
use segur_temoin::Temoin;
use serde_json::json;

use crate::banc::{Banc, ICI, config, demande, patient};

impl Banc {
    /// Kills the témoin without a word, and starts another on the same data.
    async fn redemarrer(mut self) -> Self {
        let config = config(&self.insi.url, self.donnees.path(), &[]);
        drop(self.temoin);
        self.temoin = Temoin::demarrer(config, ICI).await.unwrap();
        self
    }
}

#[tokio::test]
async fn survit_a_un_arret_brutal() {
    let b = Banc::nouveau(&[]).await;
    b.creer("SIMPLE", &["JEAN"]).await;
    b.chercher("SIMPLE", 2).await;
    let (identite, traces) = (b.lire("SIMPLE", 3).await, b.traces("SIMPLE", 4).await);
    // What a kill in the middle of a write leaves: half a line at the end.
    let fichier = b.donnees.path().join("temoin.jsonl");
    let mut fichier = std::fs::OpenOptions::new().append(true).open(fichier).unwrap();
    std::io::Write::write_all(&mut fichier, b"{\"version\":1,\"doss").unwrap();
    let b = b.redemarrer().await;
    assert_eq!((b.lire("SIMPLE", 13).await, b.traces("SIMPLE", 14).await), (identite, traces));
    let r = b.chercher("SIMPLE", 2).await;
    assert_eq!(
        (r.issue, b.insi.recues().len()),
        (Issue::Fait, 1),
        "answered again after the restart, not called again"
    );
}

#[tokio::test]
async fn tue_au_milieu_d_une_recherche() {
    let mut b = Banc::nouveau(&[]).await;
    b.creer("SUIVANT", &["OLA", "CATARINA"]).await;
    // One answer leaves, the second call hangs.
    b.insi.retenir(1);
    let url = format!("{}/actes/rechercher-ins", b.temoin.url());
    let d = demande("SUIVANT", 2, "rechercher-ins", json!({ "reference": "P" }));
    let (http, corps) = (b.http.clone(), d.clone());
    let attente = tokio::spawn(async move { http.post(url).json(&corps).send().await });
    b.insi.attendre(2).await;
    attente.abort();
    let b = b.redemarrer().await;
    b.insi.relacher();
    assert_eq!(
        b.traces("SUIVANT", 3).await["appels"].as_array().unwrap().len(),
        1,
        "the call that was answered is traced"
    );
    assert_eq!(b.lire("SUIVANT", 4).await["statut"], "provisoire");
    assert_eq!(b.poster(&d).await.issue, Issue::Fait);
    assert_eq!(b.lire("SUIVANT", 5).await["statut"], "recuperee");
}

#[tokio::test]
async fn un_banc_qui_raccroche_retrouve_sa_reponse() {
    let mut b = Banc::nouveau(&[]).await;
    b.creer("SIMPLE", &["JEAN"]).await;
    b.insi.retenir(0);
    let url = format!("{}/actes/rechercher-ins", b.temoin.url());
    let d = demande("SIMPLE", 2, "rechercher-ins", json!({ "reference": "P" }));
    let (http, corps) = (b.http.clone(), d.clone());
    let attente = tokio::spawn(async move { http.post(url).json(&corps).send().await });
    b.insi.attendre(1).await;
    attente.abort();
    let _ = attente.await;
    b.insi.relacher();
    let r = b.poster(&d).await;
    assert_eq!((r.issue, b.insi.recues().len()), (Issue::Fait, 1), "one call for one act");
    assert_eq!(b.lire("SIMPLE", 3).await["statut"], "recuperee");
}

#[tokio::test]
async fn cle_et_reprise() {
    let b = Banc::nouveau(&[]).await;
    b.creer("SIMPLE", &["JEAN"]).await;
    b.chercher("SIMPLE", 2).await;
    b.chercher("SIMPLE", 2).await;
    assert_eq!(b.insi.recues().len(), 1, "same cle, same demand: not played twice");
    b.chercher("SIMPLE", 3).await;
    assert_eq!(b.insi.recues().len(), 2, "another cle is another act");
    b.creer("SIMPLE", &["JEAN"]).await;
    assert_eq!(b.lire("SIMPLE", 4).await["statut"], "provisoire", "a new life");
    b.chercher("SIMPLE", 2).await;
    assert_eq!(b.insi.recues().len(), 3, "a scenario played again is really played");
    let memes = b.insi.recues();
    assert_eq!(memes[0], memes[2], "and says the same bytes");
}

#[tokio::test]
async fn une_erreur_n_est_pas_retenue() {
    let b = Banc::nouveau(&[]).await;
    b.creer("FAUTE", &["JEAN"]).await;
    assert_eq!(b.chercher("FAUTE", 2).await.issue, Issue::Erreur);
    assert_eq!(b.chercher("FAUTE", 2).await.issue, Issue::Erreur);
    assert_eq!(b.insi.recues().len(), 2);
}

#[tokio::test]
async fn deux_essais_memes_octets() {
    let mut essais = Vec::new();
    for _ in 0..2 {
        let b = Banc::nouveau(&[]).await;
        for nom in ["SUIVANT", "AMBIGU", "FAUTE"] {
            b.creer(nom, &["OLA", "LEO"]).await;
            b.chercher(nom, 2).await;
            b.acte(nom, 3, "rechercher-ins", json!({ "reference": "P", "mode": "carte" })).await;
        }
        essais.push((b.insi.recues(), std::fs::read(b.donnees.path().join("temoin.jsonl")).unwrap()));
    }
    assert!(essais[0].0.len() > 10);
    assert!(essais[0] == essais[1], "two runs differ");
    let ids: std::collections::BTreeSet<_> = essais[0].0.iter().map(|r| r.element("MessageID")).collect();
    assert_eq!(ids.len(), essais[0].0.len(), "each message has its own MessageID");
}

#[tokio::test]
async fn donnees_illisibles() {
    let b = Banc::nouveau(&[]).await;
    for contenu in [
        "{\n",
        "{\"version\":9,\"dossiers\":{}}\n",
        "{\"version\":1,\"dossiers\":{},\"x\":1}\n",
    ] {
        let dossier = tempfile::tempdir().unwrap();
        std::fs::write(dossier.path().join("temoin.jsonl"), contenu).unwrap();
        let e = Temoin::demarrer(config(&b.insi.url, dossier.path(), &[]), ICI)
            .await
            .err()
            .expect("refused");
        assert!(e.to_string().contains("temoin.jsonl"), "{e}");
    }
}

#[tokio::test]
async fn une_creation_refusee_ne_touche_a_rien() {
    let b = Banc::nouveau(&[]).await;
    b.creer("SIMPLE", &["JEAN"]).await;
    let avant = b.lire("SIMPLE", 2).await;
    let r = b
        .acte(
            "SIMPLE",
            3,
            "creer-identite",
            json!({ "reference": "P", "patient": patient("D'ÆION", &["JEAN"]) }),
        )
        .await;
    assert_eq!(r.issue, Issue::Refuse);
    assert_eq!(b.lire("SIMPLE", 4).await, avant);
}
