//! What a line that holds shows for itself.

use super::*;

fn tenus(r: &ResultatScenario) -> Vec<(&str, bool, &str, &[String])> {
    r.etapes
        .iter()
        .flat_map(|e| &e.observations)
        .flat_map(|o| &o.tenus)
        .map(|t| (t.fait.as_str(), t.juge, t.attendu.as_str(), t.vu.as_slice()))
        .collect()
}

#[test]
fn a_line_that_holds_says_what_was_expected_what_was_seen_and_where_it_stands() {
    let s = un_attendu(", ou: { nom: DUPONT }, egal: { cr: 00, faute: absent }");
    let r = Histoire::nouvelle()
        .acte(0, Some(Issue::Fait), None, &[(R, &[("cr", "00"), ("nom", "DUPONT")])])
        .juger(&s);
    let tenus = tenus(&r);
    assert_eq!(tenus.len(), 4, "{tenus:?}");
    assert_eq!((tenus[0].0, tenus[0].2), ("", "un échange insi.recherche-traits"));
    assert_eq!((tenus[1].0, tenus[1].1, tenus[1].3), ("nom", false, &["DUPONT".to_owned()][..]));
    assert_eq!((tenus[2].0, tenus[2].1, tenus[2].3), ("cr", true, &["00".to_owned()][..]));
    assert_eq!((tenus[3].0, tenus[3].3.len()), ("faute", 0), "what must be absent was seen nowhere");
    let observation = &r.etapes[0].observations[0];
    let source = &observation.tenus[2].source;
    assert!(source.contains("INS/va1.20") && source.contains(".yaml:"), "{source}");
    assert_eq!(observation.tenus[2].echange, Some(observation.echanges[0].exchange.id));
}

#[test]
fn an_expectation_that_is_not_met_is_not_among_those_that_hold() {
    let s = un_attendu(", egal: { cr: 00, nom: DUPONT }");
    let r = Histoire::nouvelle()
        .acte(0, Some(Issue::Fait), None, &[(R, &[("cr", "01"), ("nom", "DUPONT")])])
        .juger(&s);
    assert_eq!(r.constat, Constat::NonConforme);
    let faits: Vec<&str> = tenus(&r).iter().map(|t| t.0).collect();
    assert_eq!(faits, ["", "nom"]);
}

#[test]
fn what_is_only_declared_says_what_would_have_made_it_seen() {
    let s = un_refus();
    let refuse = Some(Issue::Refuse);
    let r = Histoire::nouvelle().acte(0, refuse, refuse, &[]).juger(&s);
    let e = &r.etapes[0];
    assert_eq!(e.constat, ConstatEtape::DECLARE);
    assert!(
        e.observations[0].pour_voir.contains("le verrou seul levé"),
        "{}",
        e.observations[0].pour_voir
    );
    assert!(
        e.observations[0].tenus[0]
            .attendu
            .starts_with("aucun échange insi.recherche-traits")
    );
    assert!(!e.pour_voir.is_empty(), "the refusal itself is a word too");
}

#[test]
fn a_piece_that_the_same_run_judges_non_conform_closes_nothing() {
    use segur_model::catalogue::{NaturePreuve, Proof};
    use segur_model::resultat::Contenu;

    use crate::moteur::recevabilite;

    let s = un_attendu(", egal: { cr: 00 }");
    for (cr, retenue) in [("00", true), ("01", false)] {
        let mut r = Histoire::nouvelle()
            .acte(0, Some(Issue::Fait), None, &[(R, &[("cr", cr)])])
            .juger(&s);
        let quoi = Contenu::Message {
            nom: "m".to_owned(),
            echanges: r.etapes[0].observations[0].echanges.clone(),
        };
        let preuve = Proof {
            id: "INS/va1.20.01.01".to_owned(),
            natures: vec![NaturePreuve::TraceLog],
            demande: String::new(),
            du_systeme: false,
            nommage: String::new(),
            toutes: false,
        };
        assert!(recevabilite::juger(&quoi, Some(&preuve), &|_| None, &segur_pdf::NomAttendu::default()).is_ok());
        let etape = r.etapes[0].numero;
        r.etapes[0].pieces.push(segur_model::resultat::Piece {
            donnee: None,
            preuve: preuve.id,
            quoi,
            recevable: true,
            refus: String::new(),
            etape,
            repetition: None,
        });
        recevabilite::ecarter_les_fautives(&mut r.etapes);
        let piece = &r.etapes[0].pieces[0];
        assert_eq!(piece.recevable, retenue);
        assert_eq!(piece.refus.contains("non conforme"), !retenue, "{}", piece.refus);
    }
}

fn piece(r: &ResultatScenario, quoi: segur_model::resultat::Contenu) -> segur_model::resultat::Piece {
    segur_model::resultat::Piece {
        donnee: None,
        preuve: "INS/va1.20.01.01".to_owned(),
        quoi,
        recevable: true,
        refus: String::new(),
        etape: r.etapes[0].numero,
        repetition: None,
    }
}

#[test]
fn a_film_of_an_étape_that_does_not_hold_closes_nothing() {
    use segur_model::resultat::Contenu;

    use crate::moteur::recevabilite::ecarter_les_fautives;

    let film = Contenu::Video {
        de: 1,
        a: 1,
        octets: Some(Octets {
            empreinte: "v".to_owned(),
            taille: 1,
            media: "video/mp4".to_owned(),
        }),
    };
    for (cr, retenu) in [("00", true), ("01", false)] {
        let mut r = Histoire::nouvelle()
            .acte(0, Some(Issue::Fait), None, &[(R, &[("cr", cr)])])
            .juger(&un_attendu(", egal: { cr: 00 }"));
        let p = piece(&r, film.clone());
        r.etapes[0].pieces.push(p);
        ecarter_les_fautives(&mut r.etapes);
        assert_eq!(r.etapes[0].pieces[0].recevable, retenu, "{}", r.etapes[0].pieces[0].refus);
    }
}

#[test]
fn a_file_that_no_étape_judged_closes_nothing() {
    use segur_model::resultat::Contenu;

    use crate::moteur::recevabilite::ecarter_les_fautives;

    let mut r = Histoire::nouvelle()
        .acte(0, Some(Issue::Fait), None, &[(R, &[])])
        .juger(&un_attendu(""));
    let p = piece(
        &r,
        Contenu::Fichier {
            nom: "compte-rendu-pdf".to_owned(),
            nom_fichier: None,
            octets: Octets {
                empreinte: "f".to_owned(),
                taille: 1,
                media: "application/pdf".to_owned(),
            },
        },
    );
    r.etapes[0].pieces.push(p);
    ecarter_les_fautives(&mut r.etapes);
    assert!(
        r.etapes[0].pieces[0].refus.contains("aucune étape"),
        "{}",
        r.etapes[0].pieces[0].refus
    );
}
