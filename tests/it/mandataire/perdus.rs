//! What the campaign no longer has is not judged: bytes that are lost, a scenario that did not end (review, E).

use segur_bench::essai::BancDeDemo;
use segur_engine::campagne::Campagne;
use segur_model::Constat;
use segur_model::resultat::ResultatCampagne;
use segur_temoin::Temoin;

use super::essai::{dire, scenario};
use crate::outils::rejuger;

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
    assert_eq!(
        mots(&rejuger(&intacte, &banc.monde, &banc.igc).await),
        mots(&joue),
        "rien n'est perdu"
    );
    drop(intacte);

    let perdu = "0".repeat(64);
    let mut campagne = Campagne::reprendre(&dossier).unwrap();
    for r in campagne.releves.values_mut() {
        r.echanges.iter_mut().for_each(|e| e.corps_requete.empreinte.clone_from(&perdu));
    }
    let r = rejuger(&campagne, &banc.monde, &banc.igc).await;
    for id in ["DMP/va1.01.01", "DMP/va1.22.01"] {
        assert_eq!(scenario(&r, id).constat, Constat::NonTeste, "requêtes perdues : {:?}", mots(&r));
    }
    drop(campagne);

    let mut campagne = Campagne::reprendre(&dossier).unwrap();
    for r in campagne.releves.values_mut() {
        r.echanges.iter_mut().for_each(|e| e.corps_reponse.empreinte.clone_from(&perdu));
    }
    let r = rejuger(&campagne, &banc.monde, &banc.igc).await;
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
    let r = rejuger(&campagne, &banc.monde, &banc.igc).await;
    for id in ["DOC/va1.01.01", "INS/va1.54.01"] {
        let s = scenario(&r, id);
        assert_eq!(s.constat, Constat::NonTeste, "fichiers perdus : {:?}", mots(&r));
        assert_eq!(s.comptes.vues + s.comptes.declarees, 0, "fichiers perdus : {}", dire(s));
    }
    drop(campagne);

    let mut campagne = Campagne::reprendre(&dossier).unwrap();
    campagne.releves.values_mut().for_each(|r| r.termine = false);
    let r = rejuger(&campagne, &banc.monde, &banc.igc).await;
    for id in ["BENCH.DMP.01", "DMP/va1.22.01"] {
        assert_eq!(scenario(&r, id).constat, Constat::NonTeste, "scénarios inachevés : {:?}", mots(&r));
    }
    temoin.arreter().await;
    banc.banc.arreter().await;
}
