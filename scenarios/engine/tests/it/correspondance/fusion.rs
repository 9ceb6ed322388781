//! One scenario of two, on texts that are made up.

use segur_engine::catalogues;
use segur_engine::correspondance::{Entree, composer, cote_a_cote, fondre};
use segur_engine::grammaire::ast::{Piece, Scenario};
use segur_model::Numero;
use segur_model::catalogue::Catalogue;

use super::{banc, du_banc, feuille, lu, numeros};

const ETAPES: &str = "Etapes du scénario :\n1. Recevoir le retour\n2. Rien n'est alimenté\n3. Un message le dit";
const PREUVES: &[(&str, &str)] = &[
    ("SC.INS/va1.28.01.01", "Une vidéo des étapes 1 à 2"),
    ("SC.INS/va1.28.01.02", "Une capture d'écran de l'étape 3"),
];

fn importe() -> (Catalogue, Scenario) {
    let (c, mut s) = lu(
        "REM-BIO-SGL-Va1.csv",
        &feuille("SC.INS/va1.28", "SC.INS/va1.28.01", ETAPES, PREUVES),
    );
    assert_eq!(s.len(), 1);
    (c, s.remove(0))
}

fn entree(etapes: &[(&str, &str)], garde: &[u32]) -> Entree {
    let n = |t: &str| t.parse::<Numero>().unwrap();
    Entree {
        scenario: "INS/va1.28.01".to_owned(),
        empreinte: String::new(),
        etapes: etapes.iter().map(|(b, t)| (n(b), n(t))).collect(),
        garde: garde.iter().copied().collect(),
        aussi: Vec::new(),
    }
}

#[test]
fn etapes_of_the_bench_stand_where_the_entry_says() {
    let (c, importe) = importe();
    let banc = du_banc("INS/va1.28.01");
    let f = fondre(&importe, &banc, &entree(&[("1", "1"), ("2", "2")], &[]), &c).unwrap();
    assert_eq!(numeros(&f), ["p1", "p2", "1", "2", "3"]);
    assert_eq!(
        (&f.numero, &f.titre, &f.referentiel),
        (&importe.numero, &importe.titre, &importe.referentiel)
    );
    assert_eq!(f.exigences, ["SC.INS/va1.28"]);
    assert_eq!(f.donnees, banc.donnees);
    assert!(f.etapes[2].voir.is_empty() && f.etapes[2].faire.is_some());
    assert_eq!(f.etapes[4], importe.etapes[2]);
    // The video of the text, and what the bench gives for the same number; a number that the workbook has not is dropped.
    let message = |p: &Piece| matches!(p, Piece::Message(_));
    let (numero, pieces) = &f.etapes[3].preuves[0];
    assert_eq!(numero, "SC.INS/va1.28.01.01");
    assert!(pieces.contains(&Piece::Video(1, 2)) && pieces.iter().any(message), "{pieces:?}");
    assert_eq!(f.etapes[1].preuves[0].0, "SC.INS/va1.28.01.01", "what p2 shows serves too");
    let prealables: Vec<bool> = f.prealables().into_iter().take(4).collect();
    assert_eq!(prealables, banc.prealables());
}

#[test]
fn what_is_kept_is_attested_beside() {
    let (c, importe) = importe();
    let banc = du_banc("INS/va1.28.01");
    let f = fondre(&importe, &banc, &entree(&[("1", "1"), ("2", "2..3")], &[3]), &c).unwrap();
    assert_eq!(numeros(&f), ["p1", "p2", "1", "2..3", "2..3"]);
    let gardee = &f.etapes[4];
    assert!(gardee.guidee() && gardee.voir == importe.etapes[2].voir);
    assert_eq!(gardee.preuves, importe.etapes[2].preuves, "its pieces stay with it");
    assert!(!f.etapes[3].preuves.iter().any(|(n, _)| n == "SC.INS/va1.28.01.02"));
}

#[test]
fn a_scenario_that_its_owner_rewrote_is_another_text() {
    let (c, importe) = importe();
    let banc = du_banc("INS/va1.28.01");
    let e = entree(&[("1", "1"), ("2", "2")], &[]);
    let dit = |s: &Scenario| fondre(s, &banc, &e, &c).unwrap_err();
    let mut sans = importe.clone();
    sans.etapes.remove(1);
    assert_eq!(dit(&sans), "le scénario importé n'a plus l'étape 2");
    let mut joue = importe.clone();
    joue.etapes[0].faire.clone_from(&banc.etapes[0].faire);
    assert!(dit(&joue).contains("réécrite"));
    let mut conditionne = importe;
    conditionne.si.clone_from(&du_banc("PSC.01.01").si);
    assert!(dit(&conditionne).contains("réécrit"));
}

/// One text of the workbook, unknown: the two stand side by side, and the one of the bench answers no proof.
#[test]
fn an_unknown_text_brings_the_scenario_of_the_bench_beside() {
    let (c, importe) = importe();
    let composition = composer(&c, vec![importe.clone()], banc(), &|_| true).unwrap();
    assert!(composition.fondus.is_empty());
    assert_eq!(composition.scenarios[0], importe);
    let a_cote = &composition.scenarios[1];
    let sien = du_banc("INS/va1.28.01");
    assert_eq!(a_cote.numero, "BANC.INS/va1.28.01");
    assert_eq!(a_cote.titre, format!("Scénario du banc : {}", sien.titre));
    assert_eq!(a_cote.exigences, ["SC.INS/va1.28"]);
    assert_eq!(a_cote.referentiel, [c.code]);
    assert!(a_cote.etapes.iter().all(|e| e.preuves.is_empty()));
    assert_eq!(a_cote.prealables(), sien.prealables());
    let (numero, pourquoi) = &composition.a_cote[0];
    assert!(
        numero == "BANC.INS/va1.28.01" && pourquoi.starts_with("texte inconnu du banc (empreinte "),
        "{pourquoi}"
    );
}

#[test]
fn a_number_of_wave_one_is_recognised() {
    let (c, s) = lu(
        "REM-BIO-SGL-Va1.csv",
        &feuille("SGL.INS.15", "SGL.INS.15.01", ETAPES, &[("SGL.INS.15.01.01", "Une vidéo")]),
    );
    let composition = composer(&c, s, banc(), &|_| true).unwrap();
    assert_eq!(composition.scenarios[1].numero, "BANC.INS/va1.28.01");
    assert_eq!(composition.scenarios[1].exigences, ["SGL.INS.15"]);
}

/// A number that two couloirs, or two waves, share is not the same exigence.
#[test]
fn nothing_comes_beside_for_another_couloir_or_an_earlier_wave() {
    let ailleurs = |fichier: &str, exigence: &str| {
        let octets = feuille(
            exigence,
            &format!("{exigence}.01"),
            ETAPES,
            &[(&format!("{exigence}.01.01"), "Une vidéo")],
        );
        let (c, s) = lu(fichier, &octets);
        let n = s.len();
        let composition = composer(&c, s, banc(), &|_| true).unwrap();
        assert_eq!(composition.scenarios.len(), n, "{fichier} : {:?}", composition.a_cote);
        c
    };
    let c = ailleurs("REM-IMA-RIS-Va1.csv", "INS/va1.28");
    assert!(cote_a_cote(&du_banc("INS/va1.28.01"), &c).unwrap().is_none());
    ailleurs("REM-BIO-SGL-Va1.csv", "PSC.01");
    // Where a person attests all of it, it would only be attested twice.
    ailleurs("REM-BIO-SGL-Va2.csv", "ANN/va1.04");
}

#[test]
fn what_only_the_bench_has_comes_beside_in_its_couloir() {
    let octets = feuille(
        "INS/va1.34",
        "INS/va1.34.01",
        "Présenter le justificatif",
        &[("INS/va1.34.01.01", "Justificatif du CNDA")],
    );
    let (c, s) = lu("REM-BIO-SGL-Va1.csv", &octets);
    let composition = composer(&c, s, banc(), &|_| true).unwrap();
    let siens: Vec<&str> = composition.a_cote.iter().map(|(n, _)| n.as_str()).collect();
    assert!(
        siens.contains(&"BANC.INS/va1.34.01") && siens.contains(&"BANC.BENCH.INS.07"),
        "{siens:?}"
    );
    assert!(
        catalogues::embarques().unwrap().iter().any(|l| l.code == c.code),
        "the code of a catalogue that ships"
    );
}
