//! What is taken away of the journal, and what never is.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::time::Duration;

use segur_bench::essai::BancDeDemo;
use segur_engine::controle::Controle;
use segur_engine::moteur::Reglage;
use segur_kit::Filtre;
use segur_model::controle::{AccesBanc, DemandePurge};
use segur_temoin::Temoin;
use time::OffsetDateTime;

use crate::outils::{Service, code, erreurs, lancer, sortie};

/// Speaks in clear to an endpoint that wants TLS: an exchange, and the refusal is there before its answer.
fn se_tromper(url: &str) {
    let adresse = url.split('/').nth(2).unwrap();
    let mut flux = TcpStream::connect(adresse).unwrap();
    flux.write_all(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n").unwrap();
    let _ = flux.read_to_end(&mut Vec::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_campaign_keeps_its_exchanges_whatever_is_purged() {
    let d = tempfile::tempdir().unwrap();
    let banc = BancDeDemo::demarrer(&d.path().join("banc")).await.unwrap();
    let url = banc.banc.espace("defaut").unwrap().points["insi.lps"].clone();
    let ailleurs = async || {
        tokio::task::spawn_blocking({
            let url = url.clone();
            move || se_tromper(&url)
        })
        .await
        .unwrap()
    };
    ailleurs().await;
    let config = banc.config_temoin(&d.path().join("temoin"), &[]).unwrap();
    let temoin = Temoin::demarrer(config, ([127, 0, 0, 1], 0).into()).await.unwrap();
    let reglage = Reglage {
        seulement: Some("DMP/va1.15.01".to_owned()),
        depuis: None,
        temoin: true,
    };
    let candidat = banc.candidat(&temoin.url());
    let (_, campagne) = banc.campagne_reglee(d.path(), &candidat, reglage).await.unwrap();
    temoin.arreter().await;
    ailleurs().await;
    let tout = DemandePurge {
        avant: OffsetDateTime::now_utc() + Duration::from_secs(3600),
        a_blanc: false,
        liberer: None,
    };
    let controle = Controle::nouveau(banc.banc.acces(), "defaut").unwrap();
    let bilans = controle.purger(Some("defaut"), &tout).await.unwrap();

    let siens: Vec<_> = campagne.releves.values().flat_map(|r| &r.echanges).collect();
    assert!(siens.len() >= 2, "{}", siens.len());
    let restent = banc.banc.journal().chercher(&Filtre::espace("defaut")).await.unwrap();
    assert_eq!(
        restent,
        siens.iter().map(|c| c.exchange.clone()).collect::<Vec<_>>(),
        "its own, and no other"
    );
    assert_eq!(bilans[0].echanges, 2, "the two that are nobody's");
    assert_eq!(
        bilans[0].tenus.iter().map(|(c, n)| (c.as_str(), *n)).collect::<Vec<_>>(),
        [("essai-1", siens.len() as u64)]
    );
    for c in siens {
        let (requete, reponse) = controle.octets(c.exchange.id).await.unwrap();
        assert!(Some(requete) == campagne.lire(&c.corps_requete) && Some(reponse) == campagne.lire(&c.corps_reponse));
    }
    banc.banc.arreter().await;
}

async fn espace_defaut(acces: &Path) -> (Controle, String) {
    let acces: AccesBanc = serde_json::from_slice(&std::fs::read(acces).unwrap()).unwrap();
    let controle = Controle::nouveau(acces, "defaut").unwrap();
    let url = controle.etat().await.unwrap().espaces[0].points["insi.lps"].clone();
    (controle, url)
}

#[tokio::test(flavor = "multi_thread")]
async fn purge_of_a_bench_that_runs_then_of_one_that_is_stopped() {
    let d = tempfile::tempdir().unwrap();
    let donnees = d.path().join("banc");
    let purge = |plus: &[&str]| lancer(&[&["purge", "--data", donnees.to_str().unwrap()], plus].concat());
    let absent = purge(&["--avant", "30j"]);
    code(&absent, 2);
    assert!(
        erreurs(&absent).contains("ne tient pas le journal d'un banc"),
        "{}",
        erreurs(&absent)
    );

    let (service, acces) = Service::demarrer(&donnees, &[]);
    let (controle, url) = espace_defaut(&acces).await;
    se_tromper(&url);
    se_tromper(&url);
    assert!(controle.attendre(1, Duration::from_secs(60)).await.unwrap());
    let a_blanc = purge(&["--avant", "0s", "--a-blanc"]);
    code(&a_blanc, 0);
    assert!(
        sortie(&a_blanc).contains("espace defaut : 2 échanges seraient ôtés (au moins "),
        "{}",
        sortie(&a_blanc)
    );
    let vieux = purge(&["--avant", "30j", "--espace", "defaut"]);
    assert_eq!(sortie(&vieux), "espace defaut : 0 échange ôté (0 octets)\n");
    let fait = purge(&["--avant", "0s"]);
    code(&fait, 0);
    assert!(sortie(&fait).contains("espace defaut : 2 échanges ôtés ("), "{}", sortie(&fait));
    let sante = lancer(&["sante", "--banc", acces.to_str().unwrap()]);
    assert!(sortie(&sante).contains("espace defaut : purge du "), "{}", sortie(&sante));
    let disparu = lancer(&["journal", "--banc", acces.to_str().unwrap(), "1"]);
    code(&disparu, 2);
    assert!(
        erreurs(&disparu).contains("pas d'échange 1 dans l'espace « defaut » ; purge du "),
        "{}",
        erreurs(&disparu)
    );
    se_tromper(&url);
    assert!(controle.attendre(2, Duration::from_secs(60)).await.unwrap());
    drop(service);

    let inconnu = purge(&["--avant", "0s", "--espace", "autre"]);
    code(&inconnu, 2);
    assert!(erreurs(&inconnu).contains("« autre »"), "{}", erreurs(&inconnu));
    let arrete = purge(&["--avant", "0s"]);
    code(&arrete, 0);
    assert!(sortie(&arrete).contains("espace defaut : 1 échange ôté ("), "{}", sortie(&arrete));
    let refus = purge(&["--avant", "hier"]);
    code(&refus, 2);
    assert!(erreurs(&refus).contains("« hier » : écrivez une durée"), "{}", erreurs(&refus));
}

#[test]
fn a_retention_that_is_none_is_refused_before_anything_is_made() {
    let d = tempfile::tempdir().unwrap();
    let (donnees, config) = (d.path().join("banc"), d.path().join("banc.toml"));
    let serve = |plus: &[&str]| lancer(&[&["serve", "--data", donnees.to_str().unwrap()], plus].concat());
    for (reglage, option, dit) in [
        (
            "",
            &["--retention", "un mois"][..],
            "« un mois » : une durée s'écrit avec son unité",
        ),
        ("[journal]\nretention = \"30\"\n", &[], "« 30 » : une durée s'écrit avec son unité"),
        (
            "[journal]\nplafond = \"4 Go\"\n",
            &[],
            "« 4 Go » : une taille s'écrit avec son unité : 500Mio, 4Gio",
        ),
        (
            "[journal]\nretension = \"30j\"\n",
            &[],
            "« retension » ; vouliez-vous dire « retention »",
        ),
    ] {
        std::fs::write(&config, reglage).unwrap();
        let o = serve(&[&["--config", config.to_str().unwrap()], option].concat());
        code(&o, 2);
        assert!(erreurs(&o).contains(dit), "{}", erreurs(&o));
        assert!(!donnees.exists());
    }
}
