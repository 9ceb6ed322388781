//! What the campaign no longer has is not judged: bytes that are lost, a scenario that did not end (review, E).

use std::path::Path;

use segur_bench::essai::BancDeDemo;
use segur_engine::campagne::Campagne;
use segur_engine::controle::Controle;
use segur_engine::grammaire::{self, Lexique};
use segur_engine::moteur::{Moteur, Reglage};
use segur_engine::pilotes::Pilotes;
use segur_engine::{catalogues, regles};
use segur_model::Constat;
use segur_model::candidat::Candidat;
use segur_model::controle::AccesBanc;
use segur_model::resultat::ResultatCampagne;
use segur_temoin::Temoin;

use super::essai::{dire, scenario};

/// Judges a campaign again, once it was changed.
async fn rejuger(banc: &BancDeDemo, candidat: &Candidat, campagne: &Campagne) -> ResultatCampagne {
    let catalogues = catalogues::embarques().unwrap();
    let monde = &banc.monde;
    let lexique = Lexique {
        patients: monde.patients.keys().cloned().collect(),
        professionnels: monde.professionnels.keys().cloned().collect(),
        catalogues: catalogues.clone(),
        regles: regles::identifiants(),
    };
    let scenarios = grammaire::charger_textes(catalogues::pack_embarque("biologie").unwrap(), &lexique).unwrap();
    let nulle_part = AccesBanc {
        controle: "http://127.0.0.1:9".to_owned(),
        jeton: None,
    };
    let muet = Candidat {
        pilotes: Vec::new(),
        ..candidat.clone()
    };
    let moteur = Moteur {
        controle: &Controle::nouveau(nulle_part, "defaut").unwrap(),
        pilotes: &Pilotes::preparer(&muet, Path::new("."), None).await.unwrap(),
        candidat: &muet,
        scenarios: &scenarios,
        catalogue: catalogues.iter().find(|c| c.code == "REM-BIO-SGL-Va2").unwrap(),
        monde,
        regles: regles::Contexte {
            ancres_pem: banc.igc.ancres_pem(),
            crls_der: banc.igc.crls().iter().map(|c| c.der.clone()).collect(),
            idam_connus: monde.idam.clone(),
            homologations: monde.homologations_dmp.clone(),
            clients_edc: Vec::new(),
            environnement: segur_model::Environnement::Test,
            horloge_declaree: true,
            schematrons: None,
        },
        produits: segur_engine::moteur::juger::produits(&scenarios),
        reglage: Reglage {
            seulement: campagne.ouverture.seulement.clone(),
            depuis: None,
            temoin: true,
        },
        suivi: &(),
    };
    moteur.rejuger(campagne)
}

/// Plays, loses something, judges again.
pub async fn perdre() {
    let d = tempfile::tempdir().unwrap();
    let banc = BancDeDemo::demarrer(&d.path().join("banc")).await.unwrap();
    let config = banc.config_temoin(&d.path().join("temoin"), &[]).unwrap();
    let temoin = Temoin::demarrer(config, ([127, 0, 0, 1], 0).into()).await.unwrap();
    let candidat = banc.candidat(&temoin.url());
    let choix = "DMP/va1.01.01,DMP/va1.22.01,BENCH.DMP.01,DOC/va1.01.01,INS/va1.54.01";
    let (joue, campagne) = banc.campagne(d.path(), &candidat, Some(choix)).await.unwrap();
    let dossier = campagne.dossier().to_owned();
    drop(campagne);
    let intacte = Campagne::reprendre(&dossier).unwrap();
    let mots = |r: &ResultatCampagne| r.scenarios.iter().map(dire).collect::<Vec<_>>();
    assert_eq!(mots(&rejuger(&banc, &candidat, &intacte).await), mots(&joue), "rien n'est perdu");
    drop(intacte);

    let perdu = "0".repeat(64);
    let mut campagne = Campagne::reprendre(&dossier).unwrap();
    for r in campagne.releves.values_mut() {
        r.echanges.iter_mut().for_each(|e| e.corps_requete.empreinte.clone_from(&perdu));
    }
    let r = rejuger(&banc, &candidat, &campagne).await;
    for id in ["DMP/va1.01.01", "DMP/va1.22.01"] {
        assert_eq!(scenario(&r, id).constat, Constat::NonTeste, "requêtes perdues : {:?}", mots(&r));
    }
    drop(campagne);

    let mut campagne = Campagne::reprendre(&dossier).unwrap();
    for r in campagne.releves.values_mut() {
        r.echanges.iter_mut().for_each(|e| e.corps_reponse.empreinte.clone_from(&perdu));
    }
    let r = rejuger(&banc, &candidat, &campagne).await;
    assert_eq!(
        scenario(&r, "DMP/va1.01.01").constat,
        Constat::NonTeste,
        "réponses perdues : {:?}",
        mots(&r)
    );
    drop(campagne);

    let mut campagne = Campagne::reprendre(&dossier).unwrap();
    let actes = campagne
        .releves
        .values_mut()
        .flat_map(|r| &mut r.etapes)
        .filter_map(|e| e.acte.as_mut());
    for f in actes.flat_map(|a| a.fichiers.values_mut()) {
        f.empreinte.clone_from(&perdu);
    }
    let r = rejuger(&banc, &candidat, &campagne).await;
    for id in ["DOC/va1.01.01", "INS/va1.54.01"] {
        let s = scenario(&r, id);
        assert_eq!(s.constat, Constat::NonTeste, "fichiers perdus : {:?}", mots(&r));
        assert_eq!(s.comptes.vues + s.comptes.declarees, 0, "fichiers perdus : {}", dire(s));
    }
    drop(campagne);

    let mut campagne = Campagne::reprendre(&dossier).unwrap();
    campagne.releves.values_mut().for_each(|r| r.termine = false);
    let r = rejuger(&banc, &candidat, &campagne).await;
    for id in ["BENCH.DMP.01", "DMP/va1.22.01"] {
        assert_eq!(scenario(&r, id).constat, Constat::NonTeste, "scénarios inachevés : {:?}", mots(&r));
    }
    temoin.arreter().await;
    banc.banc.arreter().await;
}
