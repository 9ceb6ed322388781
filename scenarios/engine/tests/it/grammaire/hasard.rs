//! Any bytes: the loader answers, always with a place, and never panics.

use std::fs;

use proptest::prelude::*;
use segur_engine::grammaire::charger;

use super::{dossier, lexique};

fn modele() -> String {
    fs::read_to_string(dossier("bons").join("INS-va1.28.01.yaml")).unwrap()
}

/// Whatever the text, an answer: a scenario, or errors that say where.
fn repond(texte: &str) {
    if let Err(erreurs) = charger("INS-va1.28.01.yaml", texte, &lexique()) {
        assert!(!erreurs.is_empty(), "refused without a word: {texte:?}");
        assert!(
            erreurs
                .iter()
                .all(|e| e.place.ligne > 0 && e.place.colonne > 0 && !e.message.is_empty())
        );
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn des_octets_quelconques(octets in prop::collection::vec(any::<u8>(), 0..400)) {
        repond(&String::from_utf8_lossy(&octets));
    }

    #[test]
    fn des_signes_de_yaml(texte in "[a-c{}\\[\\],:?*&!|>'\"%@#.\\-\n\t éß\u{0}\u{feff}]{0,200}") {
        repond(&texte);
    }

    #[test]
    fn un_scenario_abime(coupes in prop::collection::vec((any::<prop::sample::Index>(), 0usize..12, "[a-z{}:\\[\\],\"'!*.0-9 \n-]{0,6}"), 1..6)) {
        let mut signes: Vec<char> = modele().chars().collect();
        for (ou, combien, quoi) in coupes {
            let debut = ou.index(signes.len());
            let fin = (debut + combien).min(signes.len());
            signes.splice(debut..fin, quoi.chars());
        }
        repond(&signes.into_iter().collect::<String>());
    }

    #[test]
    fn un_scenario_aux_lignes_melangees(ordre in Just((0..modele().lines().count()).collect::<Vec<_>>()).prop_shuffle(), garde in 1usize..40) {
        let texte = modele();
        let lignes: Vec<&str> = texte.lines().collect();
        let melange: Vec<&str> = ordre.iter().take(garde).map(|i| lignes[*i]).collect();
        repond(&melange.join("\n"));
    }
}
