//! Good scenarios, and the AST that the engine plays.

use std::fs;
use std::time::Duration;

use segur_engine::grammaire::ast::{ActionBanc, Attente, Condition, Morceau, Nombre, Observation, Piece, Pour, Scenario, Valeur};
use segur_engine::grammaire::{FAITS_PATIENT, FAITS_PROFESSIONNEL, charger, charger_pack};
use segur_model::Issue;

use super::{dossier, lexique};

fn bon(nom: &str) -> Scenario {
    let texte = fs::read_to_string(dossier("bons").join(nom)).unwrap();
    charger(nom, &texte, &lexique()).unwrap_or_else(|erreurs| {
        let messages: Vec<String> = erreurs.iter().map(ToString::to_string).collect();
        panic!("{}", messages.join("\n"))
    })
}

fn brut(valeur: &Valeur) -> &str {
    let Valeur::Texte(gabarit) = valeur else {
        panic!("a text, not {valeur:?}")
    };
    &gabarit.brut
}

#[test]
fn la_tete() {
    let s = bon("INS-va1.28.01.yaml");
    assert_eq!((s.numero.as_str(), s.place.ligne), ("INS/va1.28.01", 2));
    assert_eq!(s.exigences, ["INS/va1.28", "INS/va1.27"], "an alias becomes the harmonised number");
    let Some(Condition::Faits(faits)) = &s.si else {
        panic!("{:?}", s.si)
    };
    assert_eq!(faits["mode_insi"], ["structure", "carte"]);
    assert_eq!(s.acteurs["bio"], "BIOLOGISTE_1");
    assert_eq!(s.donnees["patient"], "QUALIFIEE_SIMPLE");
    assert_eq!(
        s.etapes.iter().map(|e| e.numero.to_string()).collect::<Vec<_>>(),
        ["1..2", "3", "4", "5"]
    );
}

#[test]
fn ce_que_fait_le_monde() {
    let s = bon("INS-va1.28.01.yaml");
    let ActionBanc::Action(place, nom, parametres) = &s.avant[1] else {
        panic!("{:?}", s.avant)
    };
    assert_eq!((nom.as_str(), place.ligne), ("insi.repondre", 12));
    let Valeur::Liste(reponses) = &parametres["reponses"] else {
        panic!()
    };
    let Valeur::Objet(premiere) = &reponses[0] else { panic!() };
    assert_eq!(brut(&premiere["cr"]), "00");
    assert_eq!(premiere["appel"], Valeur::Nombre(1));
    let Valeur::Objet(traits) = &premiere["traits"] else { panic!() };
    assert_eq!(brut(&traits["lieu_naissance"]), "20020", "a COG of digits stays a text");
    assert_eq!(brut(&traits["date_naissance"]), "1997-02-26");
    let Valeur::Objet(seconde) = &reponses[1] else { panic!() };
    assert_eq!(
        (&seconde["lieu"], &seconde["avec_prenom"]),
        (&Valeur::Booleen(false), &Valeur::Booleen(true))
    );

    let banc = &s.etapes[1].banc;
    let ActionBanc::Panne(_, Valeur::Objet(panne)) = &banc[0] else {
        panic!("{banc:?}")
    };
    assert_eq!(panne["quoi"], Valeur::Objet([("statut".to_owned(), Valeur::Nombre(503))].into()));
    assert_eq!(
        (&panne["nieme"], &panne["probabilite"]),
        (&Valeur::Nombre(1), &Valeur::Decimal(0.5))
    );
    let ActionBanc::Panne(_, Valeur::Objet(panne)) = &banc[1] else {
        panic!("{banc:?}")
    };
    assert_eq!(brut(&panne["quoi"]), "fermeture");
    assert!(matches!(&banc[2], ActionBanc::Retablir(_)));
    assert!(matches!(&banc[3], ActionBanc::Horloge(_, d) if *d == Duration::from_secs(7_200)));
}

#[test]
fn ce_que_fait_le_candidat() {
    let s = bon("INS-va1.28.01.yaml");
    let faire = s.etapes[0].faire.as_ref().unwrap();
    assert_eq!((faire.acte.as_str(), faire.issue), ("creer-identite", Some(Issue::Fait)));
    assert_eq!(brut(&faire.avec["reference"]), "15", "a number is the text written");
    let Valeur::Texte(patient) = &faire.avec["patient"] else { panic!() };
    assert_eq!(patient.morceaux, [Morceau::Reference("patient".to_owned(), None)]);
    assert_eq!(s.etapes[1].si, Some(Condition::Capacite("rechercher-ins".to_owned())));
    let voir = &s.etapes[0].voir[0];
    assert_eq!(
        voir.morceaux[1],
        Morceau::Reference("patient".to_owned(), Some("prenom".to_owned()))
    );
    assert_eq!(voir.morceaux[2], Morceau::Texte(" ".to_owned()));
    let derniere = &s.etapes[3];
    assert_eq!(
        derniere.pour,
        Some(Pour {
            variable: "n".to_owned(),
            de: 1,
            a: 3
        })
    );
    let Valeur::Texte(reference) = &derniere.faire.as_ref().unwrap().avec["reference"] else {
        panic!()
    };
    assert_eq!(
        reference.morceaux,
        [Morceau::Texte("P".to_owned()), Morceau::Reference("n".to_owned(), None)]
    );
}

#[test]
fn ce_qui_est_observe() {
    let s = bon("INS-va1.28.01.yaml");
    let Observation::Jamais(jamais) = &s.etapes[0].observer[0] else {
        panic!()
    };
    assert_eq!(
        (jamais.operations.as_slice(), jamais.avant.as_deref()),
        (["insi.*".to_owned()].as_slice(), Some("appel"))
    );
    let Observation::Attendu(attendu) = &s.etapes[1].observer[0] else {
        panic!()
    };
    assert_eq!(attendu.place.to_string(), "INS-va1.28.01.yaml:36:9");
    assert_eq!(attendu.nom.as_deref(), Some("appel"));
    assert_eq!(attendu.nombre, Some(Nombre { min: 1, max: None }));
    assert_eq!(attendu.dans, Some(Duration::from_secs(45)));
    assert_eq!(attendu.verifier, ["insi.prenom-isole", "soap"]);
    let egal = |fait: &str| &attendu.egal.iter().find(|(f, _)| f == fait).unwrap().1;
    let parmi = |fait: &str| match egal(fait) {
        Attente::Parmi(gabarits) => gabarits.iter().map(|g| g.brut.clone()).collect::<Vec<_>>(),
        autre => panic!("{autre:?}"),
    };
    assert_eq!(attendu.egal[0].0, "ins", "facts in file order");
    assert_eq!(parmi("lieu_naissance"), ["2A020"]);
    assert_eq!(parmi("date_naissance"), ["1997-02-26"]);
    assert_eq!(parmi("prenom"), ["DOMINIQUE", "DOM*"]);
    assert_eq!((egal("faute"), egal("idam")), (&Attente::Absent, &Attente::Present));
    assert!(matches!(egal("sexe"), Attente::Autre(g) if g.brut == "M"));
    let Attente::Parmi(cr) = &attendu.ou[1].1 else { panic!() };
    assert_eq!(cr[0].brut, "00");
    let Observation::Attendu(suivant) = &s.etapes[1].observer[1] else {
        panic!()
    };
    assert_eq!((suivant.operations.len(), suivant.apres.as_deref()), (2, Some("appel")));
    assert!(matches!(&s.etapes[2].observer[0], Observation::Fichier(f) if f.nom == "identite"));
}

#[test]
fn les_pieces() {
    let s = bon("INS-va1.28.01.yaml");
    let preuves = &s.etapes[2].preuves;
    assert_eq!(preuves[0].0, "INS/va1.28.01.01");
    assert_eq!(
        preuves[0].1,
        [
            Piece::Video(1, 4),
            Piece::Message("appel".to_owned()),
            Piece::Document("appel".to_owned()),
            Piece::Fichier("identite".to_owned()),
            Piece::Capture("le statut récupéré".to_owned()),
        ]
    );
    assert_eq!(
        preuves[1].1[0],
        Piece::Tiers {
            de: "CNDA".to_owned(),
            quoi: "le justificatif".to_owned()
        }
    );
}

#[test]
fn les_numeros_et_les_prealables() {
    let s = bon("INS-va1.28.02.yaml");
    let numeros: Vec<String> = s.etapes.iter().map(|e| e.numero.to_string()).collect();
    assert_eq!(numeros, ["p1", "0", "b1", "1..2", "3", "3", "3..4", "p2"]);
    assert_eq!(
        s.prealables(),
        [false, true, false, false, false, false, false, true],
        "what only chooses an exchange, before what judges; and what says so itself"
    );
    assert_eq!(s.etapes[7].prealable, Some(true));
}

#[test]
fn une_entree_se_lit_entiere() {
    let s = bon("INS-va1.28.02.yaml");
    let Observation::Fichier(traces) = &s.etapes[3].observer[0] else {
        panic!()
    };
    let listes: Vec<&str> = traces.egal.iter().map(|(liste, _)| liste.as_str()).collect();
    assert_eq!(listes, ["appels", "statuts", "appels"]);
    let Attente::Un(appel) = &traces.egal[0].1 else { panic!() };
    let faits: Vec<&str> = appel.iter().map(|(fait, _)| fait.as_str()).collect();
    assert_eq!(
        faits,
        ["code_retour", "utilisateur"],
        "facts of the entry, without the name of the list"
    );
    assert!(matches!(&traces.egal[2].1, Attente::Chaque(f) if f.len() == 1));
}

#[test]
fn ce_qui_est_tire_n_a_pas_a_etre_declare() {
    let s = bon("INS-va1.28.02.yaml");
    let Valeur::Texte(reference) = &s.etapes[0].faire.as_ref().unwrap().avec["reference"] else {
        panic!()
    };
    assert_eq!(
        reference.morceaux,
        [Morceau::Reference("tirage".to_owned(), Some("reference".to_owned()))]
    );
}

#[test]
fn un_pack_se_lit_en_entier() {
    let scenarios = charger_pack(&dossier("bons"), &lexique()).unwrap();
    let numeros: Vec<&str> = scenarios.iter().map(|s| s.numero.as_str()).collect();
    assert_eq!(
        numeros,
        ["INS/va1.27.01", "INS/va1.28.01", "INS/va1.28.02", "INS/va1.28.03", "INS/va1.60.01"]
    );
}

/// The guide is what people copy from.
#[test]
fn l_exemple_du_guide_se_charge() {
    let guide = include_str!("../../../../../docs/guide/ecrire-un-scenario.md");
    let exemples: Vec<&str> = guide
        .split("```yaml\n")
        .skip(1)
        .filter_map(|suite| suite.split("```").next())
        .collect();
    assert!(!exemples.is_empty());
    for exemple in exemples {
        let numero = exemple.lines().find_map(|l| l.strip_prefix("scenario: ")).unwrap();
        let scenario = charger(&format!("{}.yaml", numero.replace('/', "-")), exemple, &lexique());
        assert!(scenario.is_ok(), "{scenario:?}");
    }
}

/// The words of the grammar in the guide are those that the loader reads.
#[test]
fn le_guide_dit_tous_les_faits_des_noms() {
    let guide = include_str!("../../../../../docs/guide/ecrire-un-scenario.md");
    for fait in FAITS_PATIENT.iter().chain(FAITS_PROFESSIONNEL) {
        assert!(guide.contains(&format!("`{}`", fait.nom)), "{}", fait.nom);
    }
}
