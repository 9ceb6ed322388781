//! The published people are as published.

use segur_world::monde_demo;

/// Published lines that the country does not hold as they are: another spelling or answer of somebody that it holds, or
/// an OID that only another test returns.
const ECARTS: [&str; 2] = ["TEST_1.10", "TEST_3.05"];

#[test]
fn published_identities_of_insi_are_all_there() {
    let Some(fichier) = segur_essais::corpus("insi/insi_test_patients.csv") else {
        return;
    };
    let monde = monde_demo().unwrap();
    let texte = std::fs::read_to_string(fichier).unwrap();
    let mut lues = 0;
    for ligne in texte.lines().skip(1).filter(|l| !ECARTS.iter().any(|e| l.contains(e))) {
        // Columns up to the OID hold no quotes: source, nom, prénom sent, list returned, sexe, date, COG, matricule, clé, OID.
        let champs: Vec<&str> = ligne.split(',').collect();
        let [_, nom, _, liste, sexe, date, cog, matricule, cle, oid, ..] = champs[..] else {
            panic!("{ligne}")
        };
        if matricule.is_empty() {
            continue;
        }
        lues += 1;
        let patient = monde
            .patients
            .values()
            .find(|p| p.nom_naissance == nom && p.ins.as_ref().is_some_and(|i| i.matricule == matricule))
            .unwrap_or_else(|| panic!("{ligne}"));
        let ins = patient.ins.as_ref().unwrap();
        assert_eq!((ins.cle.as_str(), ins.oid.as_str()), (cle, oid), "{}", patient.fiche);
        assert_eq!(
            (patient.nom_naissance.as_str(), patient.sexe.as_str()),
            (nom, sexe),
            "{}",
            patient.fiche
        );
        assert_eq!(
            (patient.date_naissance.as_str(), patient.lieu_naissance.as_deref()),
            (date, Some(cog)),
            "{}",
            patient.fiche
        );
        if liste != "(Prenom only)" {
            assert_eq!(patient.prenoms.join(" "), liste, "{}", patient.fiche);
        }
    }
    assert!(lues >= 12, "{lues} lines read");
}

/// Every beneficiary that the set of the DMP lists on a card is on that card, under the number and the rank published.
#[test]
fn published_cards_are_all_there() {
    let Some(fichier) = segur_essais::corpus("insi/dmp_test_patients.csv") else {
        return;
    };
    let monde = monde_demo().unwrap();
    let mut lus = 0;
    for ligne in std::fs::read_to_string(fichier).unwrap().lines().skip(1) {
        let champs: Vec<&str> = ligne.split(',').collect();
        let ou = champs[11].to_ascii_lowercase();
        let Some((carte, numero)) = ou.strip_prefix("carte ").and_then(|c| c.split_once(" / bénéficiaire ")) else {
            continue;
        };
        let carte = &monde.cartes[&format!("CARTE_{:02}", carte.parse::<u8>().unwrap())];
        let la = carte.beneficiaires.iter().find(|b| {
            let patient = &monde.patients[&b.patient];
            patient.ins.as_ref().is_some_and(|i| i.complet() == champs[8])
        });
        let la = la.unwrap_or_else(|| panic!("{ligne}"));
        assert_eq!((la.numero, la.rang), (numero.parse().ok(), champs[7].parse().unwrap()), "{ligne}");
        lus += 1;
    }
    assert_eq!(lus, 19);
}
