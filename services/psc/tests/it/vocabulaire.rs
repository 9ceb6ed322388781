//! What the service records and offers is what the vocabulary says.

use std::collections::BTreeSet;

use segur_dialecte::{Confiance, Connu, Source};
use segur_kit::Filtre;
use segur_model::vocabulaire::{ACTIONS, FAITS_COMMUNS};
use segur_oidc::operations::OPERATIONS;
use segur_psc::PscReglage;
use serde_json::json;

use crate::banc::{BIOLOGISTE, ESSAI, Essai, TEMOIN};

#[tokio::test]
async fn chaque_fait_enregistre_est_au_vocabulaire() {
    let mut monde = segur_world::monde_demo().unwrap();
    // Nobody is there: that is recorded too.
    monde.clients_psc.get_mut(ESSAI.0).unwrap().backchannel_logout_uri = Some("ftp://personne.test".to_owned());
    let essai = Essai::dans(monde, PscReglage::default()).await;
    let jetons = essai.connecter(BIOLOGISTE).await;
    essai.userinfo(jetons["access_token"].as_str().unwrap()).await;
    essai
        .obtenir(&essai.demande(&[("acr", "eidas1"), ("prompt", "none"), ("login_hint", BIOLOGISTE)]))
        .await;
    essai.obtenir(&essai.oidc("certs")).await;
    essai.obtenir(&essai.oidc("ailleurs")).await;
    essai.envoyer(essai.client.head(essai.oidc("auth"))).await;
    essai
        .obtenir(&format!("{}/.well-known/openid-configuration", essai.point("auth")))
        .await;
    essai.obtenir(&essai.point("proxy")).await;
    for suffixe in ["token", "token/introspect", "revoke", "ext/ciba/auth", "ext/par/request", "logout"] {
        essai
            .poster(
                &essai.oidc(suffixe),
                ESSAI,
                &[("scope", "openid"), ("state", "s"), ("audience", "a"), ("channel", "CARD")],
            )
            .await;
    }
    let proxy = essai.point("proxy");
    essai
        .envoyer(essai.client.post(format!("{proxy}/connect")).json(&json!({ "clientId": TEMOIN.0 })))
        .await;
    essai.envoyer(essai.client.delete(format!("{proxy}/disconnect"))).await;
    for chemin in ["/send/api/x", "/traces?start=x"] {
        essai.obtenir(&format!("{proxy}{chemin}")).await;
    }
    essai
        .envoyer(essai.client.post(format!("{proxy}/signsessiondata")).json(&json!({})))
        .await;
    let edc = essai.point("edc");
    essai.envoyer(essai.certifie.post(format!("{edc}/token"))).await;
    essai.envoyer(essai.certifie.get(format!("{edc}/api"))).await;
    assert!(essai.client.get(&edc).send().await.is_err());

    essai.agir("fermer-session", json!({ "identite": BIOLOGISTE })).await;
    let avis = Filtre::espace("defaut").operation("psc.deconnexion-serveur");
    let journal = essai.banc.journal();
    assert!(journal.attendre(&avis, std::time::Duration::from_secs(30)).await.unwrap().is_some());

    let mut vues = BTreeSet::new();
    for e in essai.banc.journal().chercher(&Filtre::espace("defaut")).await.unwrap() {
        let operation = OPERATIONS
            .iter()
            .find(|o| o.nom == e.operation)
            .unwrap_or_else(|| panic!("{}", e.operation));
        for fait in e.faits.keys() {
            let connu = operation.faits.iter().chain(FAITS_COMMUNS).any(|f| f.nom == fait);
            assert!(connu, "{} : {fait}", e.operation);
        }
        vues.insert(e.operation);
    }
    let toutes: BTreeSet<String> = OPERATIONS
        .iter()
        .map(|o| o.nom.to_owned())
        .filter(|o| o.starts_with("psc."))
        .collect();
    let jamais: Vec<&String> = toutes.difference(&vues).collect();
    assert_eq!(jamais, ["psc.illisible"], "everything is seen here but what never was a request");
}

#[tokio::test]
async fn chaque_action_est_jouee() {
    let essai = Essai::nouveau().await;
    for action in ACTIONS.iter().filter_map(|a| a.nom.strip_prefix("psc.")) {
        let (statut, _) = essai.agir(action, json!({})).await;
        assert_ne!(statut, 404, "{action}");
    }
}

/// The engine reads recorded bytes, secrets masked: it must read what the service read.
#[tokio::test]
async fn les_faits_se_relisent_dans_les_octets_enregistres() {
    let essai = Essai::nouveau().await;
    let jetons = essai.connecter(BIOLOGISTE).await;
    essai.userinfo(jetons["access_token"].as_str().unwrap()).await;
    essai.poster(&essai.oidc("token/introspect"), ESSAI, &[("token", "x")]).await;
    essai.obtenir(&essai.demande(&[("redirect_uri", "https://x.test")])).await;
    let (monde, confiance) = (segur_world::monde_demo().unwrap(), Confiance::default());
    for e in essai.banc.journal().chercher(&Filtre::espace("defaut")).await.unwrap() {
        let (requete, reponse) = essai.banc.journal().octets(None, e.id).await.unwrap().unwrap();
        let lu = segur_oidc::DIALECTE.lire(&Source::echange(&e, &requete, &reponse)).unwrap();
        assert_eq!(lu.faits().faits, e.faits, "{}", e.operation);
        let k = Connu::du_monde(&monde, &confiance, e.instant);
        assert_eq!(lu.constats(&k), e.findings, "{}", e.operation);
    }
}
