use segur_saml::vihf::Mode::{Directe, Indirecte, IndirecteRenforcee};

use super::matrice::{DROITS, lire};
use super::*;

const SANTE: &str = "1.2.250.1.71.1.2.7";
const FORMATION: &str = "1.2.250.1.71.1.2.8";
const SAVOIR_FAIRE: &str = "1.2.250.1.71.4.2.5";
const A00: &str = "1.2.250.1.213.1.1.4.6";
const SOCIAL: &str = "1.2.250.1.213.1.6.1.4";

/// The matrices as the notes print them, typed again by hand: one word an act, one letter a cell.
///
/// `o` yes, `n` no, `?` not known, a digit: the note of PDT-526. Columns, in order: PS N R B, médecin N R B, travail N R B, traitant N R B,
/// CPE N R B, structure N R B; then AIR: PS N R B, médecin N R B, travail N R B, traitant N R B, non-PS N R B.
const TABLE: &str = "
td0.2             ooo ooo ooo o?o ooo oo? / ooo ooo ??? o?o ooo
td0.3-ajout       onn onn nnn o?n 111 nn? / onn onn ??? o?n 111
td0.3-retrait     onn onn nnn o?n nnn nn? / onn onn ??? o?n ???
td0.4             ooo ooo ooo o?o 222 3n? / ooo ooo ??? o?o ooo
td0.5             non non nnn n?n nnn no? / non non ??? n?n ???
td1.3a            ooo ooo ooo o?o ooo oo? / ooo ooo ??? o?o ooo
td1.6             onn onn ooo o?n nnn nn? / onn onn ??? o?n ???
td2.1             ooo ooo ooo o?o nnn 44? / nnn nnn nnn nnn nnn
td2.2             nnn nnn nnn n?n 444 nn? / nnn nnn nnn nnn nnn
td3.1-metadonnees ooo ooo ooo o?o nnn nn? / ooo ooo ??? o?o ???
td3.1-reference   ooo ooo ooo o?o 555 55? / ooo ooo ??? o?o 555
td3.2             ooo ooo nnn o?o nnn nn? / ooo ooo ??? o?o nnn
td3.2-masque      677 677 nnn o?7 nnn nn? / 677 677 ??? o?7 nnn
td3.3a-masquer    onn onn ooo o?n nnn nn? / onn onn ??? o?n nnn
td3.3a-demasquer  8nn 8nn 888 o?n nnn nn? / 8nn 8nn ??? o?n nnn
td3.3b            onn onn ooo o?n nnn nn? / onn onn ??? o?n nnn
td3.3c            888 888 888 8?8 999 99? / 888 888 ??? 8?8 999
td3.3d            8nn 8oo 888 o?o nnn nn? / 8nn 8oo ??? o?o nnn
";

fn lettre(d: Droit, acte: Acte) -> char {
    match d {
        Droit::Oui => 'o',
        Droit::Non => 'n',
        Droit::Inconnu => '?',
        Droit::Si(Condition::PourLaStructure) => '1',
        Droit::Si(Condition::PsDeLaStructure) => '2',
        Droit::Si(Condition::ParDate) => '3',
        Droit::Si(Condition::ImputeStructure) => '4',
        Droit::Si(Condition::Reference) => '5',
        // Notes 6 and 8 say the same of two lines.
        Droit::Si(Condition::Propres) if acte == Acte::Td32Masque => '6',
        Droit::Si(Condition::Propres) => '8',
        Droit::Si(Condition::SiPatientPermet) => '7',
        Droit::Si(Condition::Structure) => '9',
    }
}

fn dite(acte: Acte) -> String {
    use GenreActeur::{Cpe, Medecin, MedecinDuTravail, MedecinTraitant, NonPs, PsNonMedecin, Structure};
    let groupe = |genre, mode| -> String {
        let droits = Acces::TOUS.map(|acces| droit(&Acteur { genre, mode, acces }, acte));
        droits.into_iter().map(|d| lettre(d, acte)).collect()
    };
    let air = IndirecteRenforcee;
    let mut groupes = [PsNonMedecin, Medecin, MedecinDuTravail, MedecinTraitant, Cpe]
        .map(|g| groupe(g, Directe))
        .to_vec();
    groupes.extend([groupe(Structure, Indirecte), "/".to_owned()]);
    groupes.extend([PsNonMedecin, Medecin, MedecinDuTravail, MedecinTraitant, NonPs].map(|g| groupe(g, air)));
    groupes.join(" ")
}

#[test]
fn every_cell_is_that_of_the_notes() {
    let lignes: Vec<(&str, &str)> = TABLE.lines().filter_map(|l| l.split_once(' ')).collect();
    assert_eq!(lignes.len(), Acte::TOUS.len());
    for ((mot, cases), (acte, notre)) in lignes.into_iter().zip(Acte::TOUS) {
        assert_eq!(mot, notre);
        assert_eq!(dite(acte), cases.trim(), "{mot}");
    }
}

#[test]
fn the_data_is_whole() {
    let texte = include_str!("../../donnees/droits.toml");
    let droits = lire(texte).unwrap();
    assert_eq!(droits.professions.values().map(Vec::len).sum::<usize>(), 29 + 4 + 5 + 5 + 12 + 1);
    assert_eq!(DROITS.professions, droits.professions);
    assert_eq!(
        lire(&texte.replacen("td0.4", "td0.5", 1)).unwrap_err(),
        "l'acte « td0.4 » n'est pas dit une fois"
    );
    assert!(
        lire(&texte.replacen("td0.4", "td9.9", 1))
            .unwrap_err()
            .contains("acte « td9.9 » inconnu")
    );
}

/// The whole of JDV_J65, where the corpus is.
#[test]
fn the_professions_are_those_of_the_value_set() {
    let Some(fichier) = segur_essais::corpus("valuesets/JDV_J65-SubjectRole-DMP.tsv") else {
        return;
    };
    let texte = std::fs::read_to_string(fichier).unwrap();
    let mut vus = 0;
    for (code, systeme) in texte
        .lines()
        .skip(1)
        .filter_map(|l| l.split_once('\t'))
        .filter_map(|(c, r)| Some((c, r.split_once('\t')?.0)))
    {
        if let Some(codes) = DROITS.professions.get(systeme) {
            assert!(codes.iter().any(|c| c == code), "{code} {systeme}");
            vus += 1;
        }
    }
    assert_eq!(vus, DROITS.professions.values().map(Vec::len).sum::<usize>());
    let savoir_faire: Vec<String> = DROITS
        .savoir_faire_medecin_travail
        .iter()
        .map(|c| format!("{c}\t{SAVOIR_FAIRE}\tMédecine du travail"))
        .collect();
    assert!(savoir_faire.iter().all(|s| texte.contains(s)), "{savoir_faire:?}");
}

#[test]
fn an_actor_is_read_from_the_facts_of_a_vihf() {
    use GenreActeur::{Cpe, Medecin, MedecinDuTravail, MedecinTraitant, NonPs, PsNonMedecin, Structure};
    let medecin = ("10", SANTE);
    let (generaliste, travail) = (("SM26", SAVOIR_FAIRE), ("SM25", SAVOIR_FAIRE));
    for (mode, roles, traitant, genre) in [
        ("DIRECTE", &[medecin, generaliste][..], false, Medecin),
        ("DIRECTE", &[medecin, generaliste], true, MedecinTraitant),
        ("DIRECTE", &[medecin, travail], false, MedecinDuTravail),
        ("DIRECTE", &[medecin, ("SCH35", SAVOIR_FAIRE)], false, MedecinDuTravail),
        ("DIRECTE", &[medecin, ("SM25", SANTE)], false, Medecin),
        ("DIRECTE", &[("10", FORMATION)], false, Medecin),
        ("DIRECTE", &[("21", SANTE), ("G", "1.2.250.1.71.4.2.6")], false, PsNonMedecin),
        ("DIRECTE", &[("60", SANTE)], true, PsNonMedecin),
        ("DIRECTE", &[("SECRETARIAT_MEDICAL", A00)], false, Cpe),
        ("DIRECTE", &[("41", SOCIAL)], false, Cpe),
        ("INDIRECTE", &[medecin, generaliste], true, Structure),
        ("INDIRECTE", &[("AUTOMATE", A00)], false, Structure),
        ("INDIRECTE_RENFORCEE", &[medecin, generaliste], false, Medecin),
        ("INDIRECTE_RENFORCEE", &[medecin, generaliste], true, MedecinTraitant),
        ("INDIRECTE_RENFORCEE", &[("60", SANTE)], false, PsNonMedecin),
        ("INDIRECTE_RENFORCEE", &[("SECRETARIAT_MEDICAL", A00)], false, NonPs),
    ] {
        for acces in Acces::TOUS {
            let lu = acteur(mode, roles, acces.code(), traitant).unwrap();
            assert_eq!((lu.genre, lu.mode.mot(), lu.acces), (genre, mode, acces), "{mode} {roles:?}");
        }
    }
}

#[test]
fn what_the_dmp_does_not_know_is_refused_by_its_rule() {
    let medecin = [("10", SANTE), ("SM26", SAVOIR_FAIRE)];
    for (mode, roles, usage, regle) in [
        ("directe", &medecin[..], "normal", "droits.mode"),
        ("", &medecin, "normal", "droits.mode"),
        ("DIRECTE", &medecin, "urgence", "droits.usage"),
        ("DIRECTE", &[], "normal", "droits.role"),
        ("DIRECTE", &[("11", SANTE)], "normal", "droits.role"),
        ("INDIRECTE", &[("SM26", SAVOIR_FAIRE)], "normal", "droits.role"),
        ("INDIRECTE", &[("10", "1.2.3")], "normal", "droits.role"),
    ] {
        let refus = acteur(mode, roles, usage, false).unwrap_err();
        assert_eq!(refus.regle, regle);
        assert!(!refus.source.is_empty() && refus.raison.contains('«'), "{refus:?}");
    }
}

#[test]
fn a_refusal_says_its_rule_its_source_and_what_to_do() {
    let rien = Objet::default();
    let roles = [("SECRETARIAT_MEDICAL", A00)];
    let cpe = acteur("DIRECTE", &roles, "normal", false).unwrap();
    let air = acteur("INDIRECTE_RENFORCEE", &roles, "normal", false).unwrap();
    let dits = [
        (&cpe, Acte::Td21),
        (&air, Acte::Td22),
        (&cpe, Acte::Td31Metadonnees),
        (&cpe, Acte::Td33c),
    ]
    .map(|(a, acte)| refus(a, acte, &rien).unwrap())
    .map(|r| format!("{} ({})\n{}", r.regle, r.source, r.raison));
    insta::assert_snapshot!(dits.join("\n\n"), @"
    droits.td2.1 (GIE SESAM-Vitale, PDT-526, matrice des droits v1.8 (25/09/2024))
    La transaction TD2.1 (alimentation) n'est pas permise. Acteur : une personne qui n'est pas professionnel de santé, par sa carte ; authentification directe ; mode d'accès « normal ». Une secrétaire qui a une carte CPE alimente par TD2.2 ; un logiciel qui consulte en AIR alimente en authentification indirecte ou directe.

    droits.td2.2 (GIE SESAM-Vitale, PDT-606, matrice des droits en AIR (08/07/2025))
    La transaction TD2.2 (alimentation par une carte CPE) n'est pas permise. Acteur : une personne qui n'est pas professionnel de santé ; authentification indirecte renforcée (AIR) ; mode d'accès « normal ». TD2.2 est réservée aux cartes CPE ; les autres alimentent par TD2.1, en authentification directe ou indirecte.

    droits.td3.1-metadonnees (GIE SESAM-Vitale, PDT-526, matrice des droits v1.8 (25/09/2024))
    La transaction TD3.1 (recherche, métadonnées) n'est pas permise. Acteur : une personne qui n'est pas professionnel de santé, par sa carte ; authentification directe ; mode d'accès « normal ». La recherche de la seule référence (returnType ObjectRef) reste permise à qui n'a pas droit aux métadonnées.

    droits.td3.3c (GIE SESAM-Vitale, PDT-526, matrice des droits v1.8 (25/09/2024))
    La transaction TD3.3c (supprimer) n'est permise que sous condition (les documents de sa structure seulement). Acteur : une personne qui n'est pas professionnel de santé, par sa carte ; authentification directe ; mode d'accès « normal ».
    ");
    assert_eq!(refus(&cpe, Acte::Td31Reference, &rien), None);
    assert_eq!(refus(&air, Acte::Td31Metadonnees, &rien), None, "not known");
}

#[test]
fn a_condition_on_documents_is_looked_at() {
    let roles = [("60", SANTE)];
    let de = |usage| acteur("DIRECTE", &roles, usage, false).unwrap();
    let objet = |propre, de_la_structure, patient_permet| Objet {
        propre,
        de_la_structure,
        du_patient: false,
        patient_permet,
    };
    let permis = |a: &Acteur, acte, o: Objet| refus(a, acte, &o).is_none();
    let (normal, urgence) = (de("normal"), de("bris_de_glace"));
    assert!(permis(&normal, Acte::Td33c, objet(true, false, None)));
    assert!(!permis(&normal, Acte::Td33c, objet(false, true, None)));
    assert!(!permis(&normal, Acte::Td32Masque, objet(false, true, Some(true))));
    for (permet, attendu) in [(None, true), (Some(true), true), (Some(false), false)] {
        assert_eq!(permis(&urgence, Acte::Td32Masque, objet(true, false, permet)), attendu);
    }
    let structure = acteur("INDIRECTE", &roles, "normal", false).unwrap();
    assert!(permis(&structure, Acte::Td33c, objet(false, true, None)));
    assert!(!permis(&structure, Acte::Td33c, objet(true, false, None)));
    // What the patient wrote: the médecin traitant alone, to delete it alone.
    let medecin = |traitant| acteur("DIRECTE", &[("10", SANTE)], "normal", traitant).unwrap();
    let du_patient = Objet {
        du_patient: true,
        ..Objet::default()
    };
    assert!(permis(&medecin(true), Acte::Td33c, du_patient));
    assert!(!permis(&medecin(false), Acte::Td33c, du_patient) && !permis(&structure, Acte::Td33c, du_patient));
    assert!(!permis(&medecin(true), Acte::Td33c, Objet::default()));
}

#[test]
fn consultation_alone_needs_an_authorisation() {
    let roles = [("60", SANTE)];
    let requis = |usage| -> Vec<&str> {
        let a = acteur("DIRECTE", &roles, usage, false).unwrap();
        let actes = Acte::TOUS.into_iter().filter(|(acte, _)| autorisation_requise(&a, *acte));
        actes.map(|(_, mot)| mot).collect()
    };
    assert_eq!(requis("normal"), ["td3.1-metadonnees", "td3.2", "td3.2-masque"]);
    assert!(requis("centre_15").is_empty() && requis("bris_de_glace").is_empty());
    assert_eq!(
        Acces::TOUS.map(opposition),
        [None, Some("OPPOSITION_ACCES_URGENCE"), Some("OPPOSITION_BRIS_DE_GLACE")]
    );
}
