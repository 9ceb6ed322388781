//! What a person reads, and what a program reads.

use segur_dossier::examen::{Reglage, Sort, examiner, texte};
use segur_model::resultat::Contenu;

use super::juste::{fichier, juste, pieces};
use super::{REGLAGE, examen};
use crate::exemple::campagne;
use crate::verification::ancien;

#[test]
fn the_text_says_what_who_and_when() {
    insta::assert_snapshot!(texte(&examen(&campagne())));
}

#[test]
fn the_json_has_its_keys() {
    let json = serde_json::to_value(examen(&campagne())).unwrap();
    let cles = |v: &serde_json::Value| v.as_object().unwrap().keys().cloned().collect::<Vec<_>>().join(" ");
    insta::assert_snapshot!([
        cles(&json),
        cles(&json["bilan"]),
        cles(&json["preuves"][0]),
        cles(&json["preuves"][1]["remarques"][0]),
        cles(&json["exigences"][0]),
        cles(&json["chapitres"][0]),
        cles(&json["chapitres"][0]["manquent"][0]),
        cles(&json["livraisons"][0]),
        cles(&json["ensuite"][0]),
    ].join("\n"), @"
    simule avertissement reserve produit campagne catalogue jour empreinte_cle cle_publique bilan preuves exigences dossier chapitres livraisons ensuite
    preuves reviendraient a_fournir dont_tiers non_jugees sans_remarque sans_objet exigences_en_ecart chapitres_complets
    id exigence scenario chapitre demandees sort par reste fichiers remarques
    regle dit consequence vu fichiers a_faire par source trust
    id resume chapitre remarques
    nom preuves complet reviendraient manquent remarques
    preuve par
    id nom court quoi preuves delai conseil source trust
    id nom court quoi preuves jours delai source trust
    ");
}

#[test]
fn the_counts_add_up() {
    for c in [campagne(), juste()] {
        let b = examen(&c).bilan;
        assert_eq!(
            b.reviendraient + b.a_fournir + b.non_jugees + b.sans_remarque + b.sans_objet,
            b.preuves
        );
    }
}

#[test]
fn who_delivers_comes_in_the_order_in_which_to_begin() {
    let mut c = juste();
    for x in ["CND/1", "PEN/1", "LIE/1", "EXE/1", "DOC/1"] {
        pieces(&mut c, x).clear();
    }
    let e = examen(&c);
    let ordre: Vec<&str> = e.livraisons.iter().map(|l| l.id.as_str()).collect();
    assert_eq!(ordre, ["cnda", "passi", "ans-outil-mssante", "ans-espace-de-tests", "editeur"]);
    assert_eq!(e.livraisons[0].delai, "délai non publié");
    assert_eq!(e.livraisons[3].jours, Some(7));
    assert!(
        e.preuves
            .iter()
            .any(|p| p.sort == Sort::AFournir && p.par.as_deref() == Some("cnda"))
    );
}

/// Names come from outside: nothing in them commands a terminal, or makes a line of its own.
#[test]
fn a_hostile_name_commands_nothing() {
    let mut c = juste();
    c.resultat.produit.nom = "Til\u{1b}[2Jleul\u{202e}\n<b>SGL".to_owned();
    pieces(&mut c, "DOC/1").clear();
    fichier(
        &mut c,
        "DOC/1",
        Some("\u{1b}]0;x\u{7}\r\nPreuve truquée\u{2066}.pdf"),
        &super::juste::pdf_a1(),
        "application/pdf",
    );
    let texte = texte(&examen(&c));
    assert!(
        !texte.contains(|c: char| segur_model::texte::dangereux(c) && c != '\n'),
        "{texte:?}"
    );
    assert!(texte.contains("<b>SGL") && !texte.contains("\nPreuve truquée"));
}

/// A manifest of before this version does not say what a proof asks: the catalogue does, or it is not judged.
#[test]
fn an_older_dossier_is_read_and_the_catalogue_completes_it() {
    let c = juste();
    let (tmp, chemin) = c.poser();
    let vieux = ancien(tmp.path(), &chemin);
    let seul = examiner(&vieux, &REGLAGE).unwrap();
    assert!(
        seul.preuves
            .iter()
            .all(|p| p.sort == Sort::NonJugee && p.chapitre == "Chapitre inconnu")
    );
    let catalogues = [c.catalogue.clone()];
    let complete = examiner(
        &vieux,
        &Reglage {
            catalogues: &catalogues,
            ..REGLAGE
        },
    )
    .unwrap();
    assert!(complete.preuves.iter().all(|p| p.chapitre == "Tout"));
    assert!(complete.remarques().all(|r| r.regle != "examen.preuve.nature-inconnue"));
    assert_eq!(complete.bilan.reviendraient, 0, "what is not known is not held against it");
    // A film is told from its bytes.
    assert!(complete.remarques().any(|r| r.regle == "examen.video.ecran"));
}

#[test]
fn a_film_of_many_étapes_is_not_walked_for_ever() {
    let mut c = juste();
    for p in pieces(&mut c, "VID/1") {
        if let Contenu::Video { a, .. } = &mut p.quoi {
            *a = u32::MAX;
        }
    }
    assert_eq!(examen(&c).code_sortie(), 0);
}
