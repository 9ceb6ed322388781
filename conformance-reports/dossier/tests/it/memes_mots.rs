//! The page and the PDF say the same, in the same words.

use segur_model::resultat::{Octets, Tenu};

use crate::exemple::{Campagne, campagne, entrees, texte};
use crate::rapport_pdf;

/// The page without its marks, and the PDF.
fn les_deux(c: &Campagne) -> [String; 2] {
    let (_tmp, chemin) = c.poser();
    let html = texte(&entrees(&chemin), "rapport.html");
    [html, rapport_pdf::texte(&rapport_pdf::sain(c))]
}

fn tenu(fait: &str, attendu: &str, vu: &[&str]) -> Tenu {
    Tenu {
        fait: fait.to_owned(),
        juge: true,
        attendu: attendu.to_owned(),
        vu: vu.iter().map(|v| (*v).to_owned()).collect(),
        echange: None,
        source: "INS/va1.28, scénario, INS-va1.28.01.yaml:15:7".to_owned(),
    }
}

#[test]
fn ce_que_demande_une_preuve_est_dit_avec_nos_mots_dans_les_deux() {
    let mut c = campagne();
    c.catalogue.exigences[0].scenarios[0].preuves[0].demande = "une vidéo, ou un export, de l'identité".to_owned();
    for dit in les_deux(&c) {
        assert!(dit.matches("Une vidéo, ou un export, de l'identité").count() >= 2, "{dit}");
        assert!(dit.contains("2 points, 2 étapes"));
        assert!(dit.contains("11 exigences et 1 préconisation applicables"));
    }
}

#[test]
fn un_prealable_n_est_pas_de_ce_qui_est_declare() {
    let mut c = campagne();
    for e in &mut c.resultat.scenarios[0].etapes {
        e.prealable = true;
    }
    for dit in les_deux(&c) {
        assert!(!dit.contains("Ce qui n'est que déclaré"));
    }
}

#[test]
fn un_calme_court_dit_pourquoi() {
    let mut c = campagne();
    let pourquoi = "donné qu'au candidat de référence de la démonstration";
    for dit in les_deux(&c) {
        assert!(!dit.contains(pourquoi));
    }
    c.resultat.moteur.calme_ms = 40;
    for dit in les_deux(&c) {
        assert!(dit.contains(pourquoi));
    }
}

/// Two observations of one file: the page shows it once, with the marks of both; the entry that decided is read without its brackets.
#[test]
fn un_fichier_lu_deux_fois_a_toutes_ses_marques() {
    let mut c = campagne();
    let json = br#"{"statut":"provisoire","comptes":[{"reference":"C1","etat":"ouvert"},{"reference":"C2","etat":"ouvert"}]}"#;
    let fichier: Octets = c.garder(json, "application/json");
    let e = &mut c.resultat.scenarios[1].etapes[1];
    let mut seconde = e.observations[0].clone();
    for (o, t) in [
        (&mut e.observations[0], tenu("statut", "« provisoire »", &["provisoire"])),
        (
            &mut seconde,
            tenu("comptes", "une entrée qui porte reference « C2 »", &["[reference C2, etat ouvert]"]),
        ),
    ] {
        o.dit = "fichier traces".to_owned();
        o.echanges.clear();
        o.fichier = Some(fichier.clone());
        o.tenus = vec![t];
    }
    e.observations.push(seconde);
    let [html, pdf] = les_deux(&c);
    for marque in ["<mark title=\"statut\"", "<mark title=\"comptes\""] {
        assert!(html.contains(marque), "{marque}");
    }
    assert!(html.contains(">reference C2, etat ouvert</a>"));
    assert!(
        pdf.contains("vu : reference C2, etat ouvert — exigence INS/va1.28, INS-va1.28.01.yaml, ligne 15"),
        "{pdf}"
    );
}

#[test]
fn un_retour_chariot_est_une_fin_de_ligne() {
    let mut c = campagne();
    let e = crate::exemple::echange(&c, 90, "--b\r\nContent-Type: text/plain\r\n\r\nun\rdeux\r\n--b--\r\n");
    c.resultat.scenarios[1].etapes[1].observations[0].echanges = vec![e];
    let [html, _] = les_deux(&c);
    assert!(html.contains("--b\nContent-Type: text/plain\n\nun\ndeux\n--b--"));
    assert!(!html.contains('\u{fffd}'));
}
