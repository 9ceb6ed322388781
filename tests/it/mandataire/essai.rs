//! One row played: its bench, its témoin, its proxies, its campaign; and the untouched témoin, to which each is compared.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::Arc;

use segur_bench::Erreur;
use segur_bench::essai::BancDeDemo;
use segur_engine::moteur::Reglage;
use segur_model::candidat::Candidat;
use segur_model::resultat::{ResultatCampagne, ResultatScenario};
use segur_temoin::{ConfigTemoin, Temoin};

use super::adaptateur::Adaptateur;
use super::reseau::Reseau;
use super::scene::{Mains, Scene};

/// What a row changes before it begins.
#[derive(Clone, Copy)]
pub struct Preparation {
    /// The témoin.
    pub temoin: fn(&mut ConfigTemoin, &BancDeDemo),
    /// Its declaration.
    pub candidat: fn(&mut Candidat),
    /// `--depuis`.
    pub depuis: Option<u32>,
}

impl Default for Preparation {
    fn default() -> Self {
        Self {
            temoin: |_, _| {},
            candidat: |_| {},
            depuis: None,
        }
    }
}

fn adresse(url: &str) -> SocketAddr {
    url.split('/').nth(2).unwrap().parse().unwrap()
}

/// Plays a row on these scenarios; gives what came, and the hands that failed.
pub async fn jouer(
    seulement: &str,
    mains: Mains,
    preparation: Preparation,
) -> Result<(Result<ResultatCampagne, Erreur>, Vec<String>), Erreur> {
    let dossier = tempfile::tempdir().unwrap();
    let banc = BancDeDemo::demarrer(&dossier.path().join("banc")).await?;
    let mut config = banc.config_temoin(&dossier.path().join("temoin"), &[])?;
    (preparation.temoin)(&mut config, &banc);
    let etat = banc.banc.etat();
    let points: BTreeMap<String, SocketAddr> = etat.espaces[0].points.iter().map(|(n, url)| (n.clone(), adresse(url))).collect();
    let scene = Arc::new(Scene::nouvelle(banc.monde.clone(), banc.igc.clone(), points, mains));
    let reseau = Reseau::demarrer(&scene).await;
    for url in [&mut config.insi_tlsm, &mut config.insi_lps, &mut config.dmp].into_iter().flatten() {
        if let Some((point, _)) = scene.points.iter().find(|(_, a)| **a == adresse(url)) {
            *url = url.replacen(&scene.points[point].to_string(), &reseau.prises[point].to_string(), 1);
        }
    }
    for a in config.resolution.values_mut() {
        if let Some((point, _)) = scene.points.iter().find(|(_, p)| *p == a) {
            *a = reseau.prises[point];
        }
    }
    let temoin = Temoin::demarrer(config, SocketAddr::from(([127, 0, 0, 1], 0))).await?;
    let adaptateur = Adaptateur::demarrer(scene.clone(), adresse(&temoin.url())).await;
    let mut candidat = banc.candidat(&adaptateur.url);
    (preparation.candidat)(&mut candidat);
    let reglage = Reglage {
        seulement: Some(seulement.to_owned()),
        depuis: preparation.depuis,
        temoin: true,
    };
    let joue = banc.campagne_reglee(dossier.path(), &candidat, reglage).await;
    drop((adaptateur, reseau));
    temoin.arreter().await;
    banc.banc.arreter().await;
    Ok((joue.map(|(r, _)| r), scene.paniques()))
}

/// A scenario of a result.
#[track_caller]
pub fn scenario<'r>(r: &'r ResultatCampagne, id: &str) -> &'r ResultatScenario {
    r.scenarios
        .iter()
        .find(|s| s.id == id)
        .unwrap_or_else(|| panic!("{id} n'a pas été joué"))
}

/// The words of its étapes.
pub fn mots(s: &ResultatScenario) -> Vec<&'static str> {
    s.etapes.iter().map(|e| e.constat.mot()).collect()
}

/// A scenario in one line.
pub fn dire(s: &ResultatScenario) -> String {
    format!("{} {} ({})", s.id, s.constat.libelle().to_lowercase(), s.comptes)
}
