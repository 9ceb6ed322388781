//! The replay test: the recorded bytes alone are judged the same way, candidate and services gone. That the same demo gives the same bytes is
//! held where a guide plays it whole a second time (`guides::lire_un_dossier`).

use std::collections::BTreeSet;
use std::path::Path;

use segur_bench::essai;
use segur_certs::Igc;
use segur_engine::campagne::Campagne;
use segur_engine::moteur::lectures::Lecture;
use segur_model::World;
use segur_model::resultat::{Octets, ResultatCampagne};
use segur_model::vocabulaire::FAITS_COMMUNS;

use crate::outils::{self, campagne_entiere, catalogue, code, demo, demo_entiere, manifeste, zip};

/// Judges again what a demo left, and writes the dossier again.
async fn rejuger(etat: &Path, zip: &Path) -> ResultatCampagne {
    let campagne = Campagne::reprendre(&etat.join("campagne")).unwrap();
    let (monde, igc) = (segur_world::monde_demo().unwrap(), Igc::demo().unwrap());
    let resultat = outils::rejuger(&campagne, &monde, &igc).await;
    ecrire(&resultat, &campagne, &monde, &igc, zip);
    resultat
}

/// Writes the dossier again, as the demo does.
fn ecrire(resultat: &ResultatCampagne, campagne: &Campagne, monde: &World, igc: &Igc, zip: &Path) {
    let signataire = igc.identite("banc-signataire").unwrap();
    let octets = |o: &Octets| {
        campagne.lire(o).ok_or_else(|| segur_dossier::DossierError::Octets {
            empreinte: o.empreinte.clone(),
            raison: "absent".to_owned(),
        })
    };
    let connues = essai::identites(monde);
    let textes = essai::textes(&essai::pack(monde).unwrap());
    let entree = segur_dossier::Entree {
        resultat,
        catalogue: &catalogue(),
        classeur: None,
        octets: &octets,
        flux: None,
        textes: &|numero| textes.get(numero).cloned(),
        signataire: segur_dossier::Signataire {
            certificat_pem: signataire.certificat_pem.clone(),
            cle_pem: signataire.cle_pem.clone(),
        },
        identites_connues: &connues,
        accepter_identites: false,
    };
    segur_dossier::ecrire(&entree, zip).unwrap();
}

/// What a dialect gives of an exchange, a scenario may name.
#[test]
fn every_fact_that_is_read_is_in_the_vocabulary() {
    let racine = tempfile::tempdir().unwrap();
    campagne_entiere(racine.path());
    let campagne = Campagne::reprendre(&racine.path().join("campagne")).unwrap();
    let (mut vus, mut hors) = (0, BTreeSet::new());
    for e in campagne.releves.values().flat_map(|r| &r.echanges) {
        let lire = |o: &Octets| campagne.lire(o).unwrap();
        let lue = Lecture::de_l_echange(&e.exchange, lire(&e.corps_requete), lire(&e.corps_reponse));
        let siens = segur_tous::OPERATIONS.iter().find(|o| o.nom == e.exchange.operation).unwrap().faits;
        let connu = |nom: &str| {
            FAITS_COMMUNS
                .iter()
                .chain(siens)
                .any(|f| f.nom == nom || f.nom.strip_suffix('*').is_some_and(|p| nom.starts_with(p)))
        };
        vus += lue.faits().faits.len();
        hors.extend(
            lue.faits()
                .faits
                .keys()
                .filter(|n| !connu(n))
                .map(|n| format!("{} : {n}", e.exchange.operation)),
        );
    }
    assert!(vus > 1000, "{vus}");
    assert_eq!(hors, BTreeSet::new());
}

#[tokio::test]
async fn recorded_bytes_are_judged_the_same_with_the_candidate_absent() {
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    let racine = tempfile::tempdir().unwrap();
    let fautif = racine.path().join("fautif");
    // Where both act: the rest would be played, and judged again, as without them.
    let fautes = [
        "--seulement",
        "INS/*",
        "--defaut",
        "date-zero-acceptee",
        "--defaut",
        "boucle-sur-01",
    ];
    code(&demo(&fautif, &fautes), 1);
    campagne_entiere(racine.path());
    let fautive = fautif.join("etat-demo-1");
    for (nom, dossier, etat) in [("sans", demo_entiere(), racine.path()), ("defaut", &fautif, &fautive)] {
        let joue = manifeste(&zip(dossier));
        let encore = racine.path().join(format!("{nom}.zip"));
        let rejuge = rejuger(etat, &encore).await;
        // What differs is said before the bytes are.
        let avant: Vec<_> = joue.exigences.iter().map(|c| (c.id.clone(), c.constat, c.raison.clone())).collect();
        let apres: Vec<_> = rejuge
            .exigences
            .iter()
            .map(|e| (e.id.clone(), e.constat, e.raison.clone()))
            .collect();
        assert_eq!(avant, apres);
        assert!(
            std::fs::read(zip(dossier)).unwrap() == std::fs::read(&encore).unwrap(),
            "{nom} : le dossier écrit des octets seuls diffère"
        );
    }
}

#[test]
fn a_run_never_overwrites_another() {
    let racine = tempfile::tempdir().unwrap();
    let un = demo(racine.path(), &["--seulement", "INS/va1.28.01"]);
    code(&un, 0);
    let premier = std::fs::read(zip(racine.path())).unwrap();
    code(&demo(racine.path(), &["--seulement", "INS/va1.28.01"]), 0);
    let zips: Vec<_> = std::fs::read_dir(racine.path())
        .unwrap()
        .map(|e| e.unwrap().path())
        .filter(|p| p.extension().is_some_and(|e| e == "zip"))
        .collect();
    assert_eq!(zips.len(), 2);
    assert!(
        zips.iter().any(|z| std::fs::read(z).unwrap() == premier),
        "le premier dossier est intact"
    );
}
