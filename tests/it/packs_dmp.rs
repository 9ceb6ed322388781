//! The scenarios of the DMP, couloir by couloir, played by the témoin: without a defect nothing is non conforme and nothing is blocked, and each
//! defect turns the étape that the table says.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;

use segur_bench::essai::{BancDeDemo, pack_nomme};
use segur_engine::moteur::Reglage;
use segur_model::resultat::{ResultatCampagne, ResultatEtape};
use segur_model::{Cause, Constat, ConstatEtape};
use segur_temoin::{ModeDmp, Temoin};

/// A couloir: its pack, its name, how its software reads the DMP when an act does not say.
const COULOIRS: [(&str, &str, ModeDmp); 3] = [
    ("biologie", "biologie", ModeDmp::Air),
    ("medecine-de-ville", "médecine de ville", ModeDmp::Carte),
    ("hopital", "hôpital", ModeDmp::Air),
];

/// Scenarios of the DMP that acts play.
const DMP: &str = "DMP/*,BENCH.DMP.*";

type Tourne = (&'static str, &'static str, &'static str);

/// A defect, and the étapes that it turns: pack, scenario, étape.
const TOURNENT: &[(&str, &[Tourne])] = &[
    (
        "dmp-sans-test-existence",
        &[
            ("biologie", "DMP/UX.08.01", "1"),
            ("medecine-de-ville", "DMP/UX.12.01", "1"),
            ("hopital", "BENCH.DMP.09", "b4"),
        ],
    ),
    (
        "dmp-consultation-sans-accord",
        &[("biologie", "DMP/CONF.06.01", "2"), ("hopital", "BENCH.DMP.05", "b5")],
    ),
    (
        "dmp-ferme-consulte",
        &[("biologie", "BENCH.DMP.04", "b4"), ("hopital", "BENCH.DMP.04", "b4")],
    ),
    (
        "dmp-autorisation-d-office",
        &[("biologie", "DMP/UX.50.01", "1"), ("medecine-de-ville", "DMP/CONF.05.01", "5")],
    ),
    (
        "dmp-autorisation-a-l-alimentation",
        &[("medecine-de-ville", "DMP/CONF.05.01", "1..2")],
    ),
    (
        "dmp-vihf-generique",
        &[("biologie", "DMP/AIRS.06.01", "3"), ("hopital", "DMP/UX.08.01", "1")],
    ),
    (
        "dmp-vihf-partagee",
        &[("biologie", "DMP/AIRS.06.01", "4"), ("hopital", "DMP/AIRS.06.01", "4")],
    ),
    ("dmp-vihf-rejouee", &[("biologie", "DMP/AIRS.06.01", "4")]),
    (
        "dmp-vihf-autre-patient",
        &[("biologie", "DMP/UX.14.01", "4"), ("medecine-de-ville", "DMP/UX.10.01", "1")],
    ),
    ("dmp-lecture-indirecte", &[("hopital", "DMP/UX.08.01", "1")]),
    (
        "dmp-patient-entre-parentheses",
        &[("biologie", "DMP/UX.27.01", "2"), ("medecine-de-ville", "DMP/UX.31.01", "1")],
    ),
    ("dmp-apostrophe-ouverte", &[("biologie", "DMP/UX.14.01", "4")]),
    ("dmp-recherche-sans-statut", &[("biologie", "DMP/CONF.06.01", "4")]),
    ("dmp-liste-en-references", &[("medecine-de-ville", "DMP/UX.14.01", "4")]),
    (
        "dmp-entryuuid-a-la-consultation",
        &[("biologie", "DMP/UX.08.01", "1"), ("biologie", "DMP/UX.10.01", "3")],
    ),
    ("dmp-depot-fige", &[("biologie", "DMP/UX.14.01", "5")]),
    ("dmp-alimentation-air", &[("hopital", "BENCH.DMP.03", "b4")]),
    ("dmp-masquage-dans-cda", &[("medecine-de-ville", "DMP/va1.17.01", "1")]),
    ("dmp-masquage-sans-precedente", &[("medecine-de-ville", "BENCH.DMP.07", "b6")]),
    ("dmp-masquage-sans-lid", &[("medecine-de-ville", "BENCH.DMP.07", "b6")]),
    ("dmp-masquage-incomplet", &[("medecine-de-ville", "BENCH.DMP.07", "b7")]),
    ("dmp-statut-archive-ebrim", &[("medecine-de-ville", "BENCH.DMP.07", "b8")]),
    (
        "dmp-uniqueid-en-cible",
        &[
            ("biologie", "DMP/CONF.03.01", "p6"),
            ("biologie", "DMP/va1.23.01", "3..4"),
            ("medecine-de-ville", "DMP/va1.16.01", "2"),
        ],
    ),
    ("dmp-suppression-d-un-actif", &[("medecine-de-ville", "BENCH.DMP.07", "b11")]),
    ("dmp-lot-sans-mtom", &[("medecine-de-ville", "DMP/va1.16.01", "0")]),
    ("dmp-entryuuid-perime", &[("medecine-de-ville", "BENCH.DMP.07", "b8")]),
    (
        "dmp-changement-du-voisin",
        &[("biologie", "DMP/CONF.03.01", "p9"), ("hopital", "DMP/CONF.03.01", "p9")],
    ),
    (
        "dmp-document-voisin",
        &[("hopital", "DMP/UX.14.01", "5"), ("medecine-de-ville", "DMP/UX.08.01", "1")],
    ),
    ("dmp-bris-de-glace-d-office", &[("hopital", "DMP/UX.31.01", "1")]),
    (
        "dmp-suppression-iti62",
        &[("biologie", "DMP/CONF.05.01", "3..4"), ("hopital", "DMP/CONF.03.01", "p6")],
    ),
];

async fn jouer(banc: &mut BancDeDemo, dossier: &Path, couloir: usize, defaut: Option<&str>, seulement: &str) -> ResultatCampagne {
    let (pack, nom, mode) = COULOIRS[couloir];
    banc.pack = pack_nomme(pack, &banc.monde).unwrap();
    let defauts: Vec<&str> = defaut.into_iter().collect();
    let mut config = banc.config_temoin(&dossier.join("temoin"), &defauts).unwrap();
    config.mode_dmp = mode;
    let temoin = Temoin::demarrer(config, SocketAddr::from((Ipv4Addr::LOCALHOST, 0))).await.unwrap();
    let mut candidat = banc.candidat(&temoin.url());
    nom.clone_into(&mut candidat.campagne.couloir);
    let reglage = Reglage {
        seulement: Some(seulement.to_owned()),
        depuis: None,
        temoin: true,
    };
    let joue = banc.campagne_reglee(dossier, &candidat, reglage).await;
    temoin.arreter().await;
    joue.unwrap().0
}

fn etapes(r: &ResultatCampagne) -> impl Iterator<Item = (&str, &ResultatEtape)> {
    r.scenarios.iter().flat_map(|s| s.etapes.iter().map(|e| (s.id.as_str(), e)))
}

/// Étapes that are not as they must be without a defect.
fn fautes(r: &ResultatCampagne) -> Vec<String> {
    etapes(r)
        .filter(|(_, e)| {
            matches!(
                &e.constat,
                ConstatEtape::Ecart | ConstatEtape::NonJoue(Cause::Bloque(_) | Cause::AExpliquer)
            )
        })
        .map(|(s, e)| format!("{s} {} : {} {}", e.numero, e.constat.mot(), e.raison))
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_temoin_without_a_defect_is_right_in_each_couloir() {
    let racine = tempfile::tempdir().unwrap();
    let mut banc = BancDeDemo::demarrer(&racine.path().join("banc")).await.unwrap();
    let mut dites = Vec::new();
    for (rang, (pack, _, _)) in COULOIRS.iter().enumerate() {
        let r = jouer(&mut banc, &racine.path().join(pack), rang, None, DMP).await;
        assert!(r.exigences_a(Constat::NonConforme).is_empty() || !fautes(&r).is_empty());
        dites.extend(fautes(&r).into_iter().map(|f| format!("{pack} {f}")));
        let vues = etapes(&r).filter(|(_, e)| e.constat == ConstatEtape::VU).count();
        assert!(vues > 15, "{pack} : {vues} étapes vues");
    }
    assert!(dites.is_empty(), "{}", dites.join("\n"));
}

#[test]
fn what_the_catalogue_promises_of_other_couloirs_is_played() {
    let monde = segur_world::monde_demo().unwrap();
    let packs: Vec<_> = COULOIRS
        .iter()
        .map(|(pack, ..)| (*pack, pack_nomme(pack, &monde).unwrap()))
        .collect();
    let exigences = |pack: &str, numero: &str| {
        let (_, scenarios) = packs.iter().find(|(nom, _)| *nom == pack)?;
        scenarios.iter().find(|s| s.numero == numero).map(|s| s.exigences.clone())
    };
    for d in segur_temoin::defauts().iter().filter(|d| !d.autres_couloirs.is_empty()) {
        let lieux = TOURNENT.iter().find(|(nom, _)| *nom == d.nom).map(|(_, lieux)| *lieux);
        let ailleurs = lieux.unwrap_or_default().iter().filter(|(pack, ..)| *pack != "biologie");
        let tournees: Vec<String> = ailleurs.filter_map(|(pack, numero, _)| exigences(pack, numero)).flatten().collect();
        assert_eq!(tournees, d.autres_couloirs, "{} : exigences des scénarios de TOURNENT", d.nom);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn each_defect_turns_its_etapes() {
    let racine = tempfile::tempdir().unwrap();
    let mut banc = BancDeDemo::demarrer(&racine.path().join("banc")).await.unwrap();
    let mut restent = Vec::new();
    for (defaut, lieux) in TOURNENT {
        for (rang, (pack, _, _)) in COULOIRS.iter().enumerate() {
            let siens: Vec<_> = lieux.iter().filter(|(p, _, _)| p == pack).collect();
            if siens.is_empty() {
                continue;
            }
            let motif: Vec<&str> = siens.iter().map(|(_, scenario, _)| *scenario).collect();
            let dossier = racine.path().join(format!("{defaut}-{pack}"));
            let r = jouer(&mut banc, &dossier, rang, Some(defaut), &motif.join(",")).await;
            for (_, scenario, etape) in siens {
                let la = |(s, e): &(&str, &ResultatEtape)| s == scenario && e.numero.to_string() == *etape;
                if !etapes(&r).filter(la).any(|(_, e)| e.constat == ConstatEtape::Ecart) {
                    let dits: Vec<String> = etapes(&r)
                        .filter(|(s, _)| s == scenario)
                        .map(|(_, e)| format!("{} {} {}", e.numero, e.constat.mot(), e.raison))
                        .collect();
                    restent.push(format!(
                        "{defaut} : {pack} {scenario} {etape} n'est pas un écart\n    {}",
                        dits.join("\n    ")
                    ));
                }
            }
        }
    }
    assert!(restent.is_empty(), "{}", restent.join("\n"));
}
