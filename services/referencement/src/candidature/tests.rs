use std::collections::BTreeMap;

use segur_model::catalogue::Catalogue;
use time::macros::datetime;

use super::*;

const DEBUT: OffsetDateTime = datetime!(2026-01-15 09:00 UTC);

fn catalogue(vague: u8) -> Catalogue {
    let texte = include_str!("../../../../scenarios/referentiels/rem-bio-sgl-va1.toml");
    let mut c: Catalogue = toml::from_str(texte).unwrap();
    c.vague = vague;
    c
}

fn qui(role: Role) -> Acteur {
    Acteur {
        id: format!("{role:?}"),
        nom: format!("{role:?}"),
        role,
    }
}

fn tirage(but: &str) -> u64 {
    but.bytes().fold(7, |a, b| a.wrapping_mul(31).wrapping_add(u64::from(b)))
}

fn essayer(vague: u8, faire: impl FnOnce(&mut Dossier, &Cadre<'_>)) {
    let (regles, catalogue) = (Regles::embarquees().unwrap(), catalogue(vague));
    let cadre = Cadre {
        regles: &regles,
        catalogue: &catalogue,
        renvoie_simulees: true,
        tirage: &tirage,
    };
    let demande = Demande {
        id: "C0001".to_owned(),
        societe: "Éditeur".to_owned(),
        produit: Produit {
            nom: "SGL".to_owned(),
            version: "1.0".to_owned(),
            editeur: "Éditeur".to_owned(),
            nil: String::new(),
        },
        profils: Vec::new(),
        editeur: Personne {
            id: "Editeur".to_owned(),
            nom: "Editeur".to_owned(),
        },
        robot: true,
    };
    let mut d = ouvrir(demande, DEBUT, &cadre, &qui(Role::Editeur)).unwrap();
    faire(&mut d, &cadre);
}

fn administratif() -> Geste {
    Geste::DeposerAdministratif {
        charte: true,
        prerequis: ["isc", "cnda", "cartes", "psc", "pentest"].map(str::to_owned).into(),
        versions_obsoletes: "aucune".to_owned(),
    }
}

fn deposer(d: &Dossier, preuve: &str) -> Geste {
    Geste::Deposer {
        preuve: preuve.to_owned(),
        revision: None,
        remise: parcours::remise(&qui(Role::Editeur), d.tete.dernier, false),
    }
}

fn juger(preuve: &str, revision: Option<u32>, verdict: Verdict) -> Geste {
    Geste::Juger {
        preuve: preuve.to_owned(),
        revision,
        verdict,
        motif: "motif".to_owned(),
        etapes: BTreeSet::new(),
    }
}

/// Eligible, its first chapter filled and submitted, examined by persons.
fn en_instruction(d: &mut Dossier, cadre: &Cadre<'_>) -> (String, String) {
    d.agir(&qui(Role::Editeur), DEBUT, administratif(), cadre).unwrap();
    d.agir(&qui(Role::Relecteur), DEBUT, Geste::Robot { actif: false }, cadre).unwrap();
    d.agir(&qui(Role::Relecteur), DEBUT, Geste::Eligible, cadre).unwrap();
    let chapitre = d.tete.chapitres[0].nom.clone();
    let ids: Vec<String> = d.du_chapitre(&chapitre).map(|p| p.id.clone()).collect();
    for id in &ids {
        d.agir(&qui(Role::Editeur), DEBUT, deposer(d, id), cadre).unwrap();
    }
    let soumettre = Geste::Soumettre {
        chapitre: Some(chapitre.clone()),
    };
    d.agir(&qui(Role::Editeur), DEBUT, soumettre, cadre).unwrap();
    (chapitre, ids[0].clone())
}

/// The timeline of a journey, as people read it; long runs of one act are told once.
fn frise(d: &Dossier) -> String {
    let mut lignes: Vec<String> = Vec::new();
    let mut pareils = 0;
    let mut dernier = (String::new(), String::new());
    for e in &d.nouveaux {
        let jour = (e.quand - DEBUT).whole_days();
        let cle = (
            e.geste.clone(),
            format!("{:?} {:?}", e.par.role, d.preuves.iter().find(|p| p.id == e.objet).map(|_| ())),
        );
        if matches!(e.geste.as_str(), "juger" | "deposer" | "repondre") && cle == dernier {
            pareils += 1;
            continue;
        }
        if pareils > 0 {
            lignes.push(format!("        … et {pareils} de même"));
        }
        pareils = 0;
        dernier = cle;
        lignes.push(format!(
            "J{jour:<4} {:<18} {:<22} {} {}",
            e.etat.mot(),
            e.par.role.dit(),
            e.geste,
            e.dit.replace('\n', " ")
        ));
    }
    if pareils > 0 {
        lignes.push(format!("        … et {pareils} de même"));
    }
    lignes.join("\n")
}

#[test]
fn each_journey_has_its_timeline() {
    let (regles, catalogue) = (Regles::embarquees().unwrap(), catalogue(2));
    let cadre = Cadre {
        regles: &regles,
        catalogue: &catalogue,
        renvoie_simulees: true,
        tirage: &tirage,
    };
    let editeur = Personne {
        id: "E".to_owned(),
        nom: "Éditrice".to_owned(),
    };
    let fins = BTreeMap::from([
        ("sans-faute", Etat::Reference),
        ("deux-tours", Etat::Reference),
        ("erratum", Etat::AttenteExterne),
        ("suspendu", Etat::Suivi),
        ("hors-delai", Etat::HorsDelai),
        ("a-juger", Etat::Instruction),
    ]);
    let tous = parcours::tous().unwrap();
    assert_eq!(tous.len(), fins.len());
    for p in tous {
        let d = p.jouer("C0001", &editeur, DEBUT, &cadre).unwrap();
        assert_eq!(d.tete.etat, fins[p.nom.as_str()], "{}\n{}", p.nom, frise(&d));
        insta::assert_snapshot!(p.nom.clone(), frise(&d));
        // Looked at all the time, or once at the end: the same.
        let mut souvent = p.jouer("C0001", &editeur, DEBUT, &cadre).unwrap();
        let mut rarement = souvent.clone();
        for jour in 0..900 {
            souvent.avancer(DEBUT + time::Duration::days(jour), &cadre);
        }
        rarement.avancer(DEBUT + time::Duration::days(899), &cadre);
        assert_eq!(souvent.nouveaux, rarement.nouveaux, "{}", p.nom);
    }
}

#[test]
fn each_act_is_for_some_roles_only() {
    use Role::{Banc, Collaborateur, Editeur, Personne as Etranger, Relecteur, Robot};
    essayer(2, |d, cadre| {
        let m = "motif".to_owned();
        let table: Vec<(Geste, &[Role])> = vec![
            (administratif(), &[Editeur]),
            (deposer(d, &d.preuves[0].id), &[Editeur, Collaborateur]),
            (Geste::Soumettre { chapitre: None }, &[Editeur]),
            (Geste::Abandonner { motif: m.clone() }, &[Editeur]),
            (Geste::Eligible, &[Relecteur, Robot]),
            (juger(&d.preuves[0].id, None, Verdict::Conforme), &[Relecteur, Robot]),
            (
                Geste::Decider {
                    referencer: true,
                    motif: m.clone(),
                },
                &[Relecteur, Robot],
            ),
            (Geste::Suspendre { motif: m.clone() }, &[Relecteur]),
            (Geste::Prolonger { jours: 1, motif: m }, &[Relecteur]),
        ];
        for (geste, permis) in table {
            for role in [Editeur, Collaborateur, Relecteur, Robot, Banc, Etranger] {
                let refuse = d.clone().agir(&qui(role), DEBUT, geste.clone(), cadre) == Err(Refus::Role(role));
                assert_eq!(refuse, !permis.contains(&role), "{geste:?} by {role:?}");
            }
        }
    });
}

#[test]
fn nothing_is_given_before_eligibility_and_profiles_freeze_at_the_first_deposit() {
    essayer(2, |d, cadre| {
        let premiere = d.preuves[0].id.clone();
        assert!(matches!(
            d.agir(&qui(Role::Editeur), DEBUT, deposer(d, &premiere), cadre),
            Err(Refus::Etat { .. })
        ));
        let profil = cadre
            .catalogue
            .exigences
            .iter()
            .find(|e| e.profil != "Général")
            .unwrap()
            .profil
            .clone();
        let changer = |profils: Vec<String>| Geste::ChangerProfils { profils };
        let avant = d.preuves.len();
        d.agir(&qui(Role::Editeur), DEBUT, changer(vec![profil.clone()]), cadre).unwrap();
        assert!(d.preuves.len() > avant);
        assert!(matches!(
            d.agir(&qui(Role::Editeur), DEBUT, changer(vec!["Inconnu".to_owned()]), cadre),
            Err(Refus::Saisie(_))
        ));
        d.agir(&qui(Role::Editeur), DEBUT, administratif(), cadre).unwrap();
        d.avancer(DEBUT + time::Duration::days(7), cadre);
        assert_eq!(d.tete.etat, Etat::Eligible);
        d.agir(&qui(Role::Editeur), DEBUT, deposer(d, &premiere), cadre).unwrap();
        assert!(matches!(
            d.agir(&qui(Role::Editeur), DEBUT, changer(Vec::new()), cadre),
            Err(Refus::Impossible(_))
        ));
        let garde = d.preuves.len();
        d.agir(&qui(Role::Relecteur), DEBUT, changer(Vec::new()), cadre).unwrap();
        assert_eq!(d.preuves.len(), garde, "what was asked stays, without object");
        assert!(d.preuves.iter().any(|p| p.sort == Sort::SansObjet));
    });
}

#[test]
fn a_chapter_is_submitted_whole_and_wave_one_at_once() {
    essayer(2, |d, cadre| {
        let (chapitre, id) = en_instruction(d, cadre);
        assert_eq!((d.tete.etat, d.chapitre(&chapitre).unwrap().tour), (Etat::Instruction, 1));
        // What is examined is not replaced.
        assert!(d.agir(&qui(Role::Editeur), DEBUT, deposer(d, &id), cadre).is_err());
        let autre = d.tete.chapitres[1].nom.clone();
        let soumettre = Geste::Soumettre { chapitre: Some(autre) };
        assert!(matches!(
            d.agir(&qui(Role::Editeur), DEBUT, soumettre, cadre),
            Err(Refus::Incomplet { .. })
        ));
    });
    essayer(1, |d, cadre| {
        let cnda = Geste::DeposerAdministratif {
            charte: true,
            prerequis: ["cnda".to_owned()].into(),
            versions_obsoletes: "aucune".to_owned(),
        };
        d.agir(&qui(Role::Editeur), DEBUT, cnda, cadre).unwrap();
        d.agir(&qui(Role::Relecteur), DEBUT, Geste::Eligible, cadre).unwrap();
        let chapitre = Some(d.tete.chapitres[0].nom.clone());
        let refus = d.agir(&qui(Role::Editeur), DEBUT, Geste::Soumettre { chapitre }, cadre);
        assert!(refus.unwrap_err().to_string().contains("en une fois"));
    });
}

#[test]
fn two_reviewers_at_once_are_told() {
    essayer(2, |d, cadre| {
        let (_, id) = en_instruction(d, cadre);
        let (un, mut deux) = (qui(Role::Relecteur), qui(Role::Relecteur));
        deux.id = "autre".to_owned();
        let lue = d.preuve(&id).unwrap().revision;
        d.agir(&un, DEBUT, juger(&id, Some(lue), Verdict::Conforme), cadre).unwrap();
        let refus = d.agir(&deux, DEBUT, juger(&id, Some(lue), Verdict::NonConforme), cadre);
        assert!(matches!(refus, Err(Refus::Entretemps { .. })), "{refus:?}");
        // Read again, it is still of the first, who may change their mind.
        let relue = d.preuve(&id).unwrap().revision;
        assert!(d.agir(&deux, DEBUT, juger(&id, Some(relue), Verdict::NonConforme), cadre).is_err());
        d.agir(&un, DEBUT, juger(&id, Some(relue), Verdict::NonConforme), cadre).unwrap();
        assert_eq!(d.preuve(&id).unwrap().sort, Sort::NonConforme);
    });
}

#[test]
fn a_round_sends_back_and_too_many_end_it() {
    essayer(2, |d, cadre| {
        let (chapitre, id) = en_instruction(d, cadre);
        for tour in 1..=3 {
            let ids: Vec<String> = d
                .du_chapitre(&chapitre)
                .filter(|p| p.sort.est_a_juger())
                .map(|p| p.id.clone())
                .collect();
            for autre in &ids {
                let verdict = if *autre == id { Verdict::NonConforme } else { Verdict::Conforme };
                d.agir(&qui(Role::Relecteur), DEBUT, juger(autre, None, verdict), cadre).unwrap();
            }
            if tour == 3 {
                assert_eq!(d.tete.etat, Etat::Refuse);
                return;
            }
            assert_eq!(
                (d.tete.etat, d.chapitre(&chapitre).unwrap().etat),
                (Etat::Correction, EtatChapitre::Correction)
            );
            let bonne = d.du_chapitre(&chapitre).find(|p| p.sort == Sort::Conforme).map(|p| p.id.clone());
            if let Some(bonne) = bonne {
                assert!(
                    d.agir(&qui(Role::Editeur), DEBUT, deposer(d, &bonne), cadre).is_err(),
                    "what conforms stays"
                );
            }
            d.agir(&qui(Role::Editeur), DEBUT, deposer(d, &id), cadre).unwrap();
            let soumettre = Geste::Soumettre {
                chapitre: Some(chapitre.clone()),
            };
            d.agir(&qui(Role::Editeur), DEBUT, soumettre, cadre).unwrap();
        }
    });
}

#[test]
fn the_robot_leaves_what_a_person_took() {
    essayer(2, |d, cadre| {
        let (_, id) = en_instruction(d, cadre);
        d.agir(&qui(Role::Relecteur), DEBUT, Geste::Robot { actif: true }, cadre).unwrap();
        d.agir(&qui(Role::Relecteur), DEBUT, Geste::Prendre { preuve: id.clone() }, cadre)
            .unwrap();
        d.avancer(DEBUT + time::Duration::days(400), cadre);
        assert_eq!(d.preuve(&id).unwrap().sort, Sort::Deposee);
        assert_eq!(d.tete.etat, Etat::Instruction, "the chapter waits for the person");
        d.agir(&qui(Role::Relecteur), DEBUT, Geste::Rendre { preuve: id.clone() }, cadre)
            .unwrap();
        d.avancer(DEBUT + time::Duration::days(400), cadre);
        assert_ne!(d.preuve(&id).unwrap().sort, Sort::Deposee);
    });
}

#[test]
fn a_deadline_passes_and_a_person_may_open_again() {
    essayer(2, |d, cadre| {
        d.agir(&qui(Role::Editeur), DEBUT, administratif(), cadre).unwrap();
        d.avancer(DEBUT + time::Duration::days(7), cadre);
        let echeance = d.tete.echeance.unwrap();
        let mut avant = d.clone();
        avant.avancer(echeance - time::Duration::seconds(1), cadre);
        assert_eq!(avant.tete.etat, Etat::Eligible);
        d.avancer(echeance, cadre);
        assert_eq!(d.tete.etat, Etat::HorsDelai);
        let id = d.preuves[0].id.clone();
        assert!(matches!(
            d.agir(&qui(Role::Editeur), echeance, deposer(d, &id), cadre),
            Err(Refus::Etat { .. })
        ));
        let rouvrir = Geste::Rouvrir {
            jours: 10,
            motif: "demande motivée".to_owned(),
        };
        d.agir(&qui(Role::Relecteur), echeance, rouvrir, cadre).unwrap();
        d.agir(&qui(Role::Editeur), echeance, deposer(d, &id), cadre).unwrap();
    });
}

#[test]
fn the_certificate_waits_for_the_third_parties() {
    essayer(2, |d, cadre| {
        let decider = |referencer: bool| Geste::Decider {
            referencer,
            motif: "m".to_owned(),
        };
        en_instruction(d, cadre);
        assert!(matches!(
            d.agir(&qui(Role::Relecteur), DEBUT, decider(true), cadre),
            Err(Refus::Etat { .. })
        ));
        // All the others, and the verdicts.
        let autres: Vec<String> = d
            .preuves
            .iter()
            .filter(|p| p.sort == Sort::Attendue)
            .map(|p| p.id.clone())
            .collect();
        for id in autres {
            d.agir(&qui(Role::Editeur), DEBUT, deposer(d, &id), cadre).unwrap();
        }
        d.agir(&qui(Role::Editeur), DEBUT, Geste::Soumettre { chapitre: None }, cadre)
            .unwrap();
        let ids: Vec<String> = d.preuves.iter().filter(|p| p.sort.est_a_juger()).map(|p| p.id.clone()).collect();
        for id in ids {
            d.agir(&qui(Role::Relecteur), DEBUT, juger(&id, None, Verdict::Conforme), cadre)
                .unwrap();
        }
        assert_eq!(d.tete.etat, Etat::AttenteExterne);
        for attente in ["cnda", "edc-psc", "pentest"] {
            assert!(d.agir(&qui(Role::Relecteur), DEBUT, decider(true), cadre).is_err());
            let declarer = Geste::DeclarerAttente {
                attente: attente.to_owned(),
                reference: "R".to_owned(),
            };
            d.agir(&qui(Role::Editeur), DEBUT, declarer, cadre).unwrap();
            assert_eq!(d.tete.etat, Etat::AttenteExterne, "a word of the vendor is no grant");
            let constater = Geste::Constater {
                attente: attente.to_owned(),
                issue: IssueAttente::Obtenue,
                reference: String::new(),
            };
            d.agir(&qui(Role::Relecteur), DEBUT, constater, cadre).unwrap();
        }
        d.agir(&qui(Role::Relecteur), DEBUT, decider(true), cadre).unwrap();
        assert_eq!(d.tete.etat, Etat::Reference);
        assert!(d.tete.attestation.as_ref().unwrap().numero.starts_with("SIMULE-"));
    });
}

#[test]
fn without_object_wants_a_written_justification() {
    essayer(2, |d, cadre| {
        let (chapitre, id) = en_instruction(d, cadre);
        assert!(
            d.agir(&qui(Role::Relecteur), DEBUT, juger(&id, None, Verdict::SansObjet), cadre)
                .is_err(),
            "files are no justification"
        );
        let ids: Vec<String> = d.du_chapitre(&chapitre).map(|p| p.id.clone()).collect();
        for autre in ids {
            d.agir(&qui(Role::Relecteur), DEBUT, juger(&autre, None, Verdict::NonConforme), cadre)
                .unwrap();
        }
        let na = |j: &str| Geste::DeclarerNonApplicable {
            preuve: id.clone(),
            revision: None,
            justification: j.to_owned(),
        };
        assert!(d.agir(&qui(Role::Editeur), DEBUT, na("  "), cadre).is_err());
        d.agir(
            &qui(Role::Editeur),
            DEBUT,
            na("Tous les comptes passent par Pro Santé Connect."),
            cadre,
        )
        .unwrap();
        // A person alone judges it.
        assert!(!robot::en_juge(d.preuve(&id).unwrap()));
    });
}

/// Each rule of the examination, and what the robot makes of it: what would come back comes back, and names the rule.
#[test]
fn the_robot_follows_each_rule() {
    use segur_dossier::examen::{Consequence, regles};
    essayer(2, |d, cadre| {
        let id = d.preuves[0].id.clone();
        let mut vues = BTreeMap::new();
        for r in regles().unwrap() {
            let remarque = Remarque {
                regle: r.id.clone(),
                dit: r.dit.clone(),
                consequence: r.consequence,
                vu: "vu".to_owned(),
                fichiers: Vec::new(),
                a_faire: r.a_faire.clone(),
                par: r.par.clone(),
                source: r.source.clone(),
                trust: r.trust,
            };
            let mut p = d.preuve(&id).unwrap().clone();
            p.sort = Sort::Deposee;
            p.remises = vec![Remise {
                remarques: vec![remarque],
                ..parcours::remise(&qui(Role::Editeur), DEBUT, false)
            }];
            let (verdict, motif) = robot::avis(&p, cadre);
            let revient = r.consequence == Consequence::Revient;
            assert_eq!(verdict == Verdict::NonConforme, revient, "{}", r.id);
            assert!(!revient || motif.contains(&r.id), "{motif}");
            if r.consequence == Consequence::NeSaitPas {
                assert!(motif.contains(&r.dit), "what was not looked at is said: {motif}");
            }
            // A rehearsal may leave what the bench took; nothing else.
            let admis = Cadre {
                renvoie_simulees: false,
                ..*cadre
            };
            let laisse = robot::avis(&p, &admis).0 != Verdict::NonConforme;
            assert_eq!(laisse, !revient || r.id == "examen.piece.simulee", "{}", r.id);
            *vues.entry(r.consequence).or_insert(0) += 1;
        }
        assert!(vues.len() == 3 && vues[&Consequence::Revient] > 20, "{vues:?}");
    });
}
