//! What the country of the demonstration holds, and that [`verifier`] sees what does not hold.

use segur_model::world::EtatDmp;
use segur_model::{Environnement, World};
use segur_world::{monde_demo, verifier};

#[test]
fn the_demo_country_holds_together() {
    let monde = monde_demo().unwrap();
    assert_eq!(verifier(&monde), Vec::<String>::new());
    assert!(monde.patients.len() >= 120 && monde.professionnels.len() >= 10 && monde.structures.len() >= 5);
    assert_eq!(monde.idam, ["BN17SG26LA01"]);
    assert_eq!(monde.homologations_dmp, ["DMP-BANC-0001"]);
    assert_eq!(monde, monde_demo().unwrap(), "the same country each time");
}

#[test]
fn the_names_that_scenarios_use() {
    let monde = monde_demo().unwrap();
    for fiche in [
        "QUALIFIEE_SIMPLE",
        "ADRTROIS_DOMINIQUE",
        "ADRTROIS_TOUSSAINT",
        "CORSE_ANTHONY",
        "ADRUN_ZOE",
        "ADRDEUX_LAURENT",
        "ECETINSI",
        "HERMAN_GATIEN",
        "NESSI_MICHELANGELO",
        "NESSI_RUTH",
        "TCHITCHI",
        "HOUILLES",
        "DE_VINCI_LEONARDO",
        "PROVISOIRE_MATRICULE",
        "D_ARTAGNAN",
        "LIGATURE",
        "PATB_QUATRE",
        "PAT_TROIS",
        "DESMAUX",
        "FICTIVE",
        "DATE_ZERO",
        "NOM_VIDE",
        "PRENOMS_VIDES",
        "SEXE_VIDE",
        "PRENOM_INCOHERENT",
        "SANS_LIEU",
        "HOMONYME_1",
        "HOMONYME_2",
        "JUMEAU_1",
        "JUMEAU_2",
        "MINEUR",
        "DMP_ABSENT",
        "DMP_FERME",
        "NOM_LONG",
        "PREMIER_PRENOM_LISTE",
    ] {
        assert!(monde.patients.contains_key(fiche), "{fiche}");
    }
    for (fiche, dmp) in [
        ("DMP_ABSENT", EtatDmp::Absent),
        ("DMP_FERME", EtatDmp::Ferme),
        ("QUALIFIEE_SIMPLE", EtatDmp::Ouvert),
    ] {
        assert_eq!(monde.patients[fiche].dmp.etat, dmp, "{fiche}");
    }
    let labo = &monde.structures["LABO_1"];
    assert_eq!(
        (labo.id_national.as_str(), labo.secteur.as_str(), labo.departement.as_str()),
        ("1999900038", "SA25", "Paris (75)")
    );
    let bio = &monde.professionnels["BIOLOGISTE_1"];
    assert_eq!((bio.rpps.as_str(), bio.facturation.as_deref()), ("99900000045", Some("991999004")));
    assert!(monde.professionnels["BIOLOGISTE_2"].structures.contains(&"LABO_1".to_owned()));
}

#[test]
fn our_own_people_can_be_nobody() {
    let monde = monde_demo().unwrap();
    for patient in monde
        .patients
        .values()
        .filter(|p| p.note.contains("nventé") && p.environnement == Environnement::Test)
    {
        // A refused entry at the desk is nobody's: INSi has no INS for it.
        let Some(ins) = &patient.ins else {
            assert!(
                patient.saisie.is_some() || patient.note.contains("INSi ne connaît pas"),
                "{}",
                patient.fiche
            );
            continue;
        };
        // Overseas, the department has three figures and the commune two.
        let commune = if matches!(&ins.matricule[5..7], "97" | "98") {
            8..10
        } else {
            7..10
        };
        assert!(
            ins.matricule[commune].bytes().all(|o| o == b'9'),
            "{} : a commune that no department has",
            patient.fiche
        );
    }
}

#[test]
fn a_birth_name_is_long_enough_to_be_cut() {
    let monde = monde_demo().unwrap();
    let nom = &monde.patients["NOM_LONG"].nom_naissance;
    assert!(nom.len() >= 54 && ['-', '\'', ' '].iter().all(|c| nom.contains(*c)), "{nom}");
}

/// What `verifier` says once this has been done to the country of the demonstration.
fn apres(faute: impl FnOnce(&mut World)) -> Vec<String> {
    let mut monde = monde_demo().unwrap();
    faute(&mut monde);
    verifier(&monde)
}

macro_rules! voit {
    ($faute:expr, $($dit:literal),+) => {{
        let dit = apres($faute);
        $(assert!(dit.iter().any(|d| d.contains($dit)), "{:?} not in {dit:#?}", $dit);)+
    }};
}

#[test]
fn verifier_sees_a_broken_structure() {
    voit!(
        |m| m.structures.get_mut("LABO_1").unwrap().id_national = "1999900039".into(),
        "LABO_1 : id_national 1999900039"
    );
    voit!(
        |m| m.structures.get_mut("LABO_1").unwrap().finess = Some("999900046".into()),
        "se contredisent"
    );
    voit!(|m| m.structures.get_mut("LABO_1").unwrap().secteur = "25".into(), "TRE_R02");
    voit!(|m| m.structures.get_mut("LABO_1").unwrap().departement = "75".into(), "Paris (75)");
    voit!(
        |m| drop(m.structures.remove("LABO_2")),
        "BIOLOGISTE_3 : exerce dans la structure LABO_2, qui n'existe pas"
    );
    voit!(
        |m| m.structures.get_mut("LABO_2").unwrap().id_national = "1999900038".into(),
        "déjà porté par"
    );
}

#[test]
fn verifier_sees_a_broken_professional() {
    voit!(
        |m| m.professionnels.get_mut("BIOLOGISTE_1").unwrap().rpps = "99900000046".into(),
        "RPPS 99900000046",
        "avec la clé juste : 99900000045",
        "8 suivi du RPPS"
    );
    voit!(
        |m| m.professionnels.get_mut("BIOLOGISTE_3").unwrap().structures.clear(),
        "aucune structure"
    );
    voit!(
        |m| m.professionnels.get_mut("BIOLOGISTE_1").unwrap().structures.clear(),
        "ne sont pas les mêmes"
    );
    voit!(
        |m| m.professionnels.get_mut("BIOLOGISTE_1").unwrap().rpps.clear(),
        "899900000045 sans RPPS"
    );
    voit!(
        |m| m.professionnels.get_mut("SECRETAIRE_LABO").unwrap().id_national = "3999900038".into(),
        "3999900038 sans RPPS"
    );
    voit!(
        |m| m.professionnels.get_mut("IDENTITE_EDIT").unwrap().id_national = "ANS2023".into(),
        "ANS2023 sans RPPS"
    );
    voit!(
        |m| m.professionnels.get_mut("HOMONYME_MEDECIN_2").unwrap().id_national = "899900000177".into(),
        "id_national 899900000177 déjà porté"
    );
    voit!(
        |m| m.professionnels.get_mut("ETUDIANT_MEDECINE").unwrap().exercices_dits[0].categorie = "X".into(),
        "catégorie « X »"
    );
    voit!(
        |m| m.professionnels.get_mut("MULTI_ACTIVITES").unwrap().exercices_dits[0].activites[0].mode = "Z".into(),
        "mode d'exercice « Z »"
    );
    voit!(
        |m| m.professionnels.get_mut("BIOLOGISTE_1").unwrap().profession = "médecin".into(),
        "TRE_G15"
    );
    voit!(
        |m| m.professionnels.get_mut("BIOLOGISTE_1").unwrap().facturation = Some("12".into()),
        "facturation 12"
    );
    voit!(|m| m.idam.push("court".into()), "IDAM « court »");
}

#[test]
fn verifier_sees_a_broken_mailbox_or_address() {
    voit!(
        |m| m.boites.get_mut("BAL_KINE").unwrap().titulaire = Some("PERSONNE".into()),
        "titulaire PERSONNE"
    );
    voit!(
        |m| m.boites.get_mut("BAL_KINE").unwrap().structure = Some("EHPAD".into()),
        "n'exerce pas dans la structure"
    );
    voit!(
        |m| m.boites.get_mut("BAL_LABO_2").unwrap().structure = Some("RIEN".into()),
        "structure RIEN"
    );
    voit!(|m| m.boites.get_mut("BAL_LABO_2").unwrap().genre = "PER".into(), "a un titulaire");
    voit!(
        |m| m.boites.get_mut("BAL_KINE").unwrap().genre = "CAB".into(),
        "une boîte CAB a un titulaire et le cabinet où il exerce"
    );
    voit!(|m| m.boites.get_mut("BAL_KINE").unwrap().genre = "BAL".into(), "genre « BAL »");
    voit!(
        |m| m.boites.get_mut("BAL_KINE").unwrap().adresse = "kine@exemple.fr".into(),
        ".mssante.fr"
    );
    voit!(
        |m| m.boites.get_mut("BAL_KINE").unwrap().adresse = "Claude.Pareil@test.mssante.fr".into(),
        "déjà porté"
    );
    voit!(|m| m.structures.get_mut("LABO_1").unwrap().siret = Some("12".into()), "SIRET 12");
    voit!(
        |m| m.structures.get_mut("HOPITAL").unwrap().finess_juridique = Some("12".into()),
        "FINESS juridique 12"
    );
    voit!(
        |m| m.structures.get_mut("LABO_1").unwrap().telephone = "01 99".into(),
        "téléphone « 01 99 »"
    );
}

#[test]
fn the_professionals_that_the_directory_and_psc_need() {
    let monde = monde_demo().unwrap();
    let p = |fiche: &str| &monde.professionnels[fiche];
    assert!(monde.professionnels.len() >= 20);
    assert_eq!(p("DOUBLE_EXERCICE").exercices().len(), 2);
    assert_eq!(p("MULTI_ACTIVITES").exercices()[0].activites.len(), 3);
    let etudiant = p("ETUDIANT_MEDECINE").exercices();
    assert!(etudiant[0].categorie == "E" && etudiant[0].activites.is_empty());
    assert!(!p("MEDECIN_RETRAITE").actif);
    assert!(p("SECRETAIRE_LABO").rpps.is_empty() && p("SECRETAIRE_LABO").id_national.contains('/'));
    assert_eq!(p("IDENTITE_EDIT").autres_ids[0].origine, "EDIT");
    assert_eq!(
        (&p("HOMONYME_MEDECIN_1").nom, &p("HOMONYME_MEDECIN_1").prenom),
        (&p("HOMONYME_MEDECIN_2").nom, &p("HOMONYME_MEDECIN_2").prenom)
    );
    let genres: std::collections::BTreeSet<(&str, bool)> =
        monde.boites.values().map(|b| (b.genre.as_str(), b.structure.is_some())).collect();
    assert!(genres.is_superset(&[("PER", false), ("PER", true), ("ORG", true), ("APP", true)].into()));
    assert_eq!(monde.boites.values().filter(|b| b.liste_rouge).count(), 1);
}

#[test]
fn verifier_refuses_who_may_be_somebody() {
    let inconnue = |m: &mut World| {
        let ins = m.patients.get_mut("ADRUN_ZOE").unwrap().ins.as_mut().unwrap();
        (ins.matricule, ins.cle) = ("1800175056001".into(), "66".into());
    };
    let cle = segur_ids::cle_ins("1800175056001").unwrap();
    let dit = apres(|m| {
        inconnue(m);
        m.patients.get_mut("ADRUN_ZOE").unwrap().ins.as_mut().unwrap().cle = format!("{cle:02}");
    });
    assert!(
        dit.len() == 1 && dit[0].contains("peut être celui d'une personne : donnez l'OID de test"),
        "{dit:?}"
    );
    // With spaces, or with a wrong key, it is refused too.
    voit!(
        |m| m.patients.get_mut("ADRUN_ZOE").unwrap().ins.as_mut().unwrap().matricule = "1 80 01 75 056 001".into(),
        "sans espace"
    );
    let dit = apres(|m| {
        inconnue(m);
        let p = m.patients.get_mut("ADRUN_ZOE").unwrap();
        p.note = format!("Publiée : 1800175056001{cle:02}.");
        p.ins.as_mut().unwrap().cle = format!("{cle:02}");
    });
    assert_eq!(dit, Vec::<String>::new());
}

#[test]
fn verifier_sees_a_broken_patient() {
    voit!(
        |m| m.patients.get_mut("ADRUN_ZOE").unwrap().ins.as_mut().unwrap().cle = "75".into(),
        "clé de 275126322074975 invalide : écrivez cle = \"74\""
    );
    voit!(
        |m| m.patients.get_mut("HERMAN_GATIEN").unwrap().note = "Publié.".into(),
        "clé de 281036322045610 invalide"
    );
    voit!(
        |m| m.patients.get_mut("ADRUN_ZOE").unwrap().ins.as_mut().unwrap().oid = "1.2.250.1.213.1.4.10".into(),
        "environnement « production »"
    );
    voit!(
        |m| m.patients.get_mut("QUALIFIEE_SIMPLE").unwrap().ins.as_mut().unwrap().oid = "1.2.3".into(),
        "OID 1.2.3 : pas celui d'un INS"
    );
    voit!(
        |m| m.patients.get_mut("ADRUN_ZOE").unwrap().date_naissance = "31/12/1975".into(),
        "AAAA-MM-JJ"
    );
    voit!(|m| m.patients.get_mut("ADRUN_ZOE").unwrap().note.clear(), "sans note");
    voit!(
        |m| m.patients.get_mut("HOUILLES").unwrap().insi[0].cr = Some("00".into()),
        "CR 00 pour un patient sans INS"
    );
    voit!(
        |m| m.patients.get_mut("HOUILLES").unwrap().insi[0].cr = None,
        "CR 00 pour un patient sans INS"
    );
    voit!(
        |m| m.patients.get_mut("DATE_ZERO").unwrap().insi[0].cr = Some("01".into()),
        "seul le CR 00 en renvoie"
    );
    voit!(
        |m| m.patients.get_mut("DATE_ZERO").unwrap().insi[0].cr = Some("7".into()),
        "réponse d'INSi n° 1 : donnez soit"
    );
    voit!(
        |m| m.patients.get_mut("TCHITCHI").unwrap().insi[1].faute = Some("insi_102".into()),
        "réponse d'INSi n° 2 : donnez soit"
    );
    voit!(
        |m| m.patients.get_mut("ADRUN_ZOE").unwrap().fiche = "adrun zoé".into(),
        "rangée sous un autre nom",
        "en capitales"
    );
    voit!(
        |m| {
            let ins = m.patients["ADRUN_ZOE"].ins.clone();
            m.patients.get_mut("CORSE_ANTHONY").unwrap().ins = ins;
        },
        "matricule 2751263220749 déjà porté par"
    );
}

/// Every vendor enters: structures of each couloir, each with professionals and a SIREN of its own; and enough people of every kind.
#[test]
fn every_vendor_finds_its_people() {
    let monde = monde_demo().unwrap();
    assert!(monde.patients.len() >= 120, "{}", monde.patients.len());
    let mut sirens = std::collections::BTreeMap::new();
    for (fiche, s) in &monde.structures {
        if let Some(siret) = &s.siret {
            assert_eq!(sirens.insert(siret[..9].to_owned(), fiche), None, "{fiche} : a SIREN of its own");
        }
        let quelqu_un = monde.professionnels.values().any(|p| p.structures.contains(fiche));
        assert!(quelqu_un || fiche == "HOPITAL_ENTITE_JURIDIQUE", "{fiche} : nobody works there");
    }
    for fiche in [
        "LABO_1",
        "IMAGERIE",
        "HOPITAL",
        "CLINIQUE",
        "HAD",
        "MSP",
        "CABINET_MEDICAL",
        "PHARMACIE",
        "EHPAD",
        "DUI_HANDICAP",
        "CABINET_DENTAIRE",
        "CABINET_SAGE_FEMME",
        "CABINET_INFIRMIER",
    ] {
        assert!(monde.structures.contains_key(fiche), "{fiche}");
    }
    let combien = |dit: &dyn Fn(&segur_model::Patient) -> bool| monde.patients.values().filter(|p| dit(p)).count();
    let departement = |p: &segur_model::Patient, d: &str| p.ins.as_ref().is_some_and(|i| i.matricule[5..].starts_with(d));
    for (quoi, n, au_moins) in [
        ("nés à l'étranger", combien(&|p| departement(p, "99")), 8),
        ("nés outre-mer", combien(&|p| departement(p, "97") || departement(p, "98")), 7),
        ("mineurs", combien(&|p| p.date_naissance.as_str() > "2008-01-15"), 8),
        ("représentants", combien(&|p| p.note.contains("eprésentant")), 5),
        ("décédés", combien(&|p| p.note.contains("Décédé")), 3),
        ("familles d'une carte", combien(&|p| p.note.contains("arte Vitale")), 20),
        ("historique d'INS", combien(&|p| !p.historique.is_empty()), 5),
        ("identités publiées du DMP", combien(&|p| p.note.contains("publiée du DMP")), 91),
        ("DMP fermés", combien(&|p| p.dmp.etat == segur_model::world::EtatDmp::Ferme), 8),
        ("sans DMP", combien(&|p| p.dmp.etat == segur_model::world::EtatDmp::Absent), 20),
    ] {
        assert!(n >= au_moins, "{quoi} : {n}");
    }
}
