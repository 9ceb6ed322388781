//! Texts of ours, in the shapes of real ones.

use proptest::prelude::*;

use super::*;

fn etapes(brut: &str) -> Vec<(u32, String)> {
    decouper(brut).etapes.into_iter().map(|e| (e.numero, e.texte)).collect()
}

fn textes(brut: &str) -> Vec<String> {
    decouper(brut).etapes.into_iter().map(|e| e.texte).collect()
}

#[test]
fn numbers_are_kept_when_they_are_in_order() {
    let d = decouper(
        "L'éditeur DOIT exécuter le scénario de conformité suivant :\nEtape 0 : ouvrir la fiche\nEtape 1: la modifier\nEtape 2 : la fermer",
    );
    assert!(d.numerotee);
    assert_eq!(
        d.etapes.iter().map(|e| (e.numero, e.texte.as_str())).collect::<Vec<_>>(),
        [(0, "ouvrir la fiche"), (1, "la modifier"), (2, "la fermer")]
    );
    assert_eq!(etapes("suivant : 1. Créer 2) Valider 3 : Fermer").len(), 3);
    assert_eq!(etapes("- 1.L'éditeur ouvre\n- 2.L'éditeur ferme").len(), 2);
}

#[test]
fn a_list_that_lost_its_bullets_is_cut_where_clauses_meet() {
    assert_eq!(
        textes(
            "Vérifier que la liste est tenue.Etapes du scénario :Ouvrir un dossier dans le DMP.Accéder à la listeTrier par date Fermer le dossier"
        ),
        [
            "Ouvrir un dossier dans le DMP.",
            "Accéder à la liste",
            "Trier par date",
            "Fermer le dossier"
        ]
    );
    assert_eq!(
        textes("Etapes du scénario :Lancer l'appel du DMPMontrer la trace 1Quitter")[..2],
        ["Lancer l'appel du DMP", "Montrer la trace 1"]
    );
}

#[test]
fn results_after_a_star_are_to_be_seen() {
    let d = decouper("Etapes du scénario : 1. Ouvrir le dossier* le logiciel avertit de tout2. Fermer *Montrer la liste");
    assert_eq!(d.etapes.len(), 2);
    assert_eq!(d.etapes[0].attendus, ["le logiciel avertit de tout"]);
    assert_eq!(d.etapes[1].attendus, ["Montrer la liste"]);
    let d = decouper("1. Ouvrir\nRésultat attendu : la page s'affiche\n2. Fermer");
    assert_eq!(d.etapes[0].attendus, ["la page s'affiche"]);
}

#[test]
fn what_is_wanted_before_is_no_etape() {
    let d = decouper(
        "Scénario - essai\n* Vérifie la règle du guide suivante : 17Je saisis une date. Je vois la liste.\nA noter : elle est triée",
    );
    assert_eq!(d.objectif, ["Scénario - essai"]);
    assert_eq!(d.contexte, ["Vérifie la règle du guide suivante : 17"]);
    assert_eq!(d.etapes.len(), 2);
    assert_eq!(d.etapes[1].texte, "Je vois la liste. A noter : elle est triée");
    let d = decouper("Prérequis : deux comptes\nEtapes :\n1. Ouvrir* Modalités de test :Si besoin, un autre accès.");
    assert_eq!(d.contexte.len(), 2);
    assert_eq!(d.etapes.len(), 1);
}

#[test]
fn items_belong_to_what_announces_them() {
    let d = decouper("Je crée une fiche.\nLes champs suivants existent :\n- nom\n- prénom\nNB : en majuscules\n- sexe");
    assert_eq!(d.etapes.len(), 2);
    assert!(
        d.etapes[1].texte.ends_with("prénom NB : en majuscules ; sexe"),
        "{}",
        d.etapes[1].texte
    );
    assert_eq!(textes("Etapes :\n- Je crée\n- Je valide\n- Je ferme").len(), 3);
}

#[test]
fn cases_announce_their_etapes() {
    let lus = textes("Cas de figure n°1 (pour les uns)\nJe crée. Je ferme.Cas de figure n°2 (pour les autres)\nJe lis.");
    assert_eq!(
        lus,
        [
            "Cas de figure n°1 (pour les uns) Je crée.",
            "Je ferme.",
            "Cas de figure n°2 (pour les autres) Je lis."
        ]
    );
    let lus = textes("Etapes du scénario :CAS 1 : LORSQUE c'est le cas, un certificat.OUCAS 2 : sinon, une attestation.");
    assert_eq!(lus.len(), 2, "{lus:?}");
}

#[test]
fn html_of_the_exporter_is_read() {
    assert_eq!(
        etapes("<p class=\"mb-1\">Etapes du scénario&nbsp;:</p><ol><li>Ouvrir</li><li>Fermer</li></ol>"),
        [(1, "Ouvrir".to_owned()), (2, "Fermer".to_owned())]
    );
}

#[test]
fn what_cannot_be_cut_is_one_etape() {
    let d = decouper("Le système est homologué selon le guide [X1] v2.4.0 ou supérieure (ex. profil)");
    assert_eq!(d.etapes.len(), 1);
    assert!(!d.numerotee);
    assert!(decouper(" \u{a0} - * ").etapes.is_empty());
}

#[test]
fn restarted_numbers_are_renumbered_and_stay_in_the_text() {
    let d = decouper("1. Un\n2. Deux\n3. Trois\nautre\n1. Encore\n2. Fin");
    assert!(!d.numerotee);
    assert_eq!(d.etapes.iter().map(|e| e.numero).collect::<Vec<_>>(), [1, 2, 3, 4, 5]);
    assert_eq!(d.etapes[3].texte, "1. Encore");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever is written, nothing is lost and nothing fails.
    #[test]
    fn nothing_is_lost(morceaux in proptest::collection::vec(prop_oneof![
        Just("1. ".to_owned()), Just("2) ".to_owned()), Just("Etape 1 : ".to_owned()), Just("\n- ".to_owned()), Just("*".to_owned()), Just("OU".to_owned()),
        Just("Etapes du scénario :".to_owned()), Just("Cas 1 :".to_owned()), Just("Prérequis : ".to_owned()), Just("[Si ".to_owned()), Just("] ".to_owned()),
        Just("Vérifie la règle suivante : 17".to_owned()), Just("Afficher ".to_owned()), Just(". ".to_owned()), Just("(".to_owned()), Just(")".to_owned()), Just("\"".to_owned()),
        Just("Modalités de test :".to_owned()), Just("Résultat attendu :".to_owned()), Just("NB : ".to_owned()), Just("\n".to_owned()), Just("o ".to_owned()), "\\PC{0,12}", "[a-zéèA-Z0-9 .:]{0,20}",
    ], 0..25)) {
        let brut = morceaux.concat();
        let d = decouper(&brut);
        let lu: String = lisible(&brut).chars().filter(|c| c.is_alphanumeric()).collect();
        let mut attendues: Vec<char> = lu.chars().collect();
        let tenu = d.objectif.iter().chain(&d.contexte).chain(&d.tus).chain(d.etapes.iter().flat_map(|e| std::iter::once(&e.texte).chain(&e.attendus)));
        let mut tenues: Vec<char> = tenu.flat_map(|t| t.chars()).filter(|c| c.is_alphanumeric()).collect();
        attendues.sort_unstable();
        tenues.sort_unstable();
        prop_assert_eq!(attendues, tenues, "{:?}", d);
        prop_assert!(d.etapes.windows(2).all(|p| p[0].numero < p[1].numero));
    }
}
