//! The measure of the cut: a table by workbook, and scenarios drawn to be read by eye (`docs/decisions/0018-decoupe.md`).

use segur_rem::decouper;

use crate::corpus::imports;
use crate::fabrique::{CONVERGENCE, classeur, ligne, lu};

/// Scenarios drawn in each workbook.
const TIRES: usize = 12;

/// `cargo test -p segur-rem -- --ignored --nocapture la_mesure` prints the table, and what was drawn: with its text where `MESURE_TEXTES` is
/// set, another draw where it is not « 1 ».
#[test]
#[ignore = "prints, for a person to read"]
fn la_mesure_de_la_decoupe() {
    println!("| classeur | scénarios | coupés en 2 étapes ou plus | une étape | numéros du texte | étapes |");
    for (nom, i) in imports() {
        let coupes = i.scenarios.iter().filter(|s| s.etapes > 1).count();
        let numerotes = i.scenarios.iter().filter(|s| s.numerotees).count();
        println!(
            "| {nom} | {} | {coupes} | {} | {numerotes} | {} |",
            i.scenarios.len(),
            i.scenarios.len() - coupes,
            i.etapes()
        );
        let graine = std::env::var("MESURE_TEXTES").unwrap_or_default().replace('1', "");
        for rang in tirage(i.scenarios.len(), &format!("{nom}{graine}")) {
            let s = &i.scenarios[rang];
            println!("  tiré : {}", s.numero);
            if std::env::var_os("MESURE_TEXTES").is_some() {
                println!("{}", s.yaml);
            }
        }
    }
}

/// How long a workbook of 1,000 exigences takes; printed, never held to: it depends on the machine.
#[test]
#[ignore = "prints, for a person to read"]
fn la_duree_de_mille_exigences() {
    let lignes: Vec<Vec<String>> = (0..1_000)
        .map(|n| {
            let texte = "Vérifier que le dossier s'ouvre.Etapes du scénario :Ouvrir un dossier dans le logicielLancer une recherche Afficher la liste (triée)* Le logiciel avertit";
            ligne(&format!("ABC/UX.{n}"), &format!("ABC/UX.{n}.01"), texte, &format!("ABC/UX.{n}.01.01"), "Une vidéo, ou des copies d'écran")
        })
        .collect();
    let octets = classeur(&CONVERGENCE, &lignes);
    let depart = std::time::Instant::now();
    let i = lu(&octets, "x.xlsx").unwrap();
    println!(
        "{} exigences, {} étapes : {} ms",
        i.catalogue.exigences.len(),
        i.etapes(),
        depart.elapsed().as_millis()
    );
}

/// Ranks drawn from a seed: the same for everybody.
fn tirage(combien: usize, graine: &str) -> Vec<usize> {
    let mut etat = graine
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325_u64, |h, o| (h ^ u64::from(o)).wrapping_mul(0x0100_0000_01b3));
    let mut rangs = Vec::new();
    while rangs.len() < TIRES.min(combien) {
        etat = etat.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let rang = usize::try_from(etat >> 33).unwrap() % combien;
        if !rangs.contains(&rang) {
            rangs.push(rang);
        }
    }
    rangs.sort_unstable();
    rangs
}

#[test]
fn a_draw_is_the_same_for_everybody() {
    assert_eq!(tirage(154, "convergence-BIO-va1"), tirage(154, "convergence-BIO-va1"));
    assert_eq!(tirage(5, "x").len(), 5);
    assert_eq!(decouper("1. Ouvrir 2. Fermer").etapes.len(), 2);
}
