//! Every key of the published test identities, and every identifier of the published test professionals.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking, in its helpers too")]

use segur_ids::{cle_ins, cle_valide, date_insi, id_professionnel, oid_ins, traits_alphabet};

/// The lines of a table of the corpus, by column name; none when the corpus is not at hand.
fn table(chemin: &str) -> Option<Vec<Vec<(String, String)>>> {
    let texte = lire(chemin)?;
    let mut lignes = texte.lines();
    let colonnes = champs(lignes.next().unwrap());
    Some(lignes.map(|l| colonnes.iter().cloned().zip(champs(l)).collect()).collect())
}

fn lire(chemin: &str) -> Option<String> {
    Some(std::fs::read_to_string(segur_essais::corpus(chemin)?).unwrap())
}

/// The fields of a CSV line; a field may be quoted.
fn champs(ligne: &str) -> Vec<String> {
    let mut champs = vec![String::new()];
    let mut entre_guillemets = false;
    for c in ligne.chars() {
        match c {
            '"' => entre_guillemets = !entre_guillemets,
            ',' if !entre_guillemets => champs.push(String::new()),
            _ => champs.last_mut().unwrap().push(c),
        }
    }
    champs
}

fn champ<'a>(ligne: &'a [(String, String)], nom: &str) -> &'a str {
    &ligne.iter().find(|(colonne, _)| colonne == nom).unwrap().1
}

/// Published in a history with a wrong key.
const CLES_FAUSSES: [&str; 2] = ["181036322045660", "281036322045610"];

#[test]
fn insi_identities() {
    let Some(table) = table("insi/insi_test_patients.csv") else {
        return;
    };
    let (mut cles, mut historiques) = (0, 0);
    for ligne in &table {
        let (matricule, cle) = (champ(ligne, "num_identifiant"), champ(ligne, "cle"));
        if !matricule.is_empty() {
            cles += 1;
            let juste = champ(ligne, "key_valid") == "yes";
            assert_eq!(cle_valide(&format!("{matricule}{cle}")), juste, "{matricule}/{cle}");
            assert!(oid_ins(champ(ligne, "oid")).is_some(), "{matricule}");
        }
        for histo in champ(ligne, "ins_histo").split("; ").filter(|h| !h.is_empty()) {
            historiques += 1;
            let ins = histo.split(' ').next().unwrap().replace('/', "");
            assert_eq!(cle_valide(&ins), !CLES_FAUSSES.contains(&ins.as_str()), "{histo}");
        }
        let date = champ(ligne, "date_naissance");
        assert!(date.is_empty() || date_insi(date).unwrap().complete(), "{date}");
        for prenom in champ(ligne, "prenom_query").split(" | ") {
            assert_eq!(traits_alphabet(prenom), Ok(()), "{prenom}");
        }
    }
    assert!(
        cles >= 14 && historiques >= 7,
        "{cles} keys and {historiques} in a history: the table was not read"
    );
}

#[test]
fn dmp_identities() {
    let Some(table) = table("insi/dmp_test_patients.csv") else { return };
    let mut autre_sexe = 0;
    for ligne in &table {
        let ins = champ(ligne, "matricule_15");
        if ins.is_empty() {
            continue;
        }
        assert_eq!(cle_valide(ins), champ(ligne, "key_valid") == "yes", "{ins}");
        assert!(cle_ins(&ins[..13]).is_some(), "{ins}");
        autre_sexe += usize::from(champ(ligne, "sex_digit_matches") == "no");
        assert_eq!(traits_alphabet(champ(ligne, "nom_naissance")), Ok(()), "{ins}");
    }
    assert_eq!(
        autre_sexe, 20,
        "matricules that start with the digit of the other sex, all accepted"
    );
}

#[test]
fn test_professionals() {
    let Some(texte) = lire("psc/test-identities.json") else { return };
    let mut lus = 0;
    for id in texte
        .split("\"nationalId\": \"")
        .skip(1)
        .filter_map(|suite| suite.split('"').next())
    {
        lus += 1;
        assert_eq!(id_professionnel(id).is_some(), !id.starts_with("ANS"), "{id}");
    }
    assert!(lus >= 10, "{lus} read");
}
