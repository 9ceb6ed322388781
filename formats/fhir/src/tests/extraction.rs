//! Reading extraction files.

use proptest::prelude::*;

use crate::extraction::{Bornes, CORRESPONDANCE, DIPLOMES, ExtractionIllisible as E, PERSONNE_ACTIVITE, SAVOIR_FAIRE, Table};

fn lire(texte: &[u8]) -> Result<Table<'_>, E> {
    Table::lire(texte, &["nom"], Bornes::default())
}

#[test]
fn par_le_nom_des_colonnes() {
    let table = lire("rpps|nom|ville|\n1|DUPONT|PARIS|\r\n\n2|O'PLIÉ||\n".as_bytes()).unwrap();
    let lues: Vec<(usize, String, String)> = table
        .lignes()
        .map(|l| {
            l.map(|l| (l.numero, l.valeur("nom").to_owned(), l.valeur("ville").to_owned()))
                .unwrap()
        })
        .collect();
    assert_eq!(lues, [(2, "DUPONT".into(), "PARIS".into()), (4, "O'PLIÉ".into(), String::new())]);
    let l = table.lignes().next().unwrap().unwrap();
    assert_eq!(l.valeur("inconnue"), "");
}

/// Nothing is quoted: a quote that nothing closes is a character like another, and takes no line with it.
#[test]
fn des_guillemets_non_fermes_sont_du_texte() {
    let table = lire("nom|ville|\n\"DUPONT|L'\"ISLE|\nMARTIN|LYON|\n".as_bytes()).unwrap();
    let noms: Vec<String> = table.lignes().map(|l| l.unwrap().valeur("nom").to_owned()).collect();
    assert_eq!(noms, ["\"DUPONT", "MARTIN"]);
}

#[test]
fn chaque_defaut_dit_sa_ligne_et_la_suite_se_lit() {
    let table = lire(b"nom|ville|\nA|B|\nA\n\xff|B|\nA|B|C|D|\nA|B|\n").unwrap();
    let dits: Vec<Result<usize, E>> = table.lignes().map(|l| l.map(|l| l.numero)).collect();
    assert_eq!(
        dits,
        [Ok(2), Err(E::Champs(3, 1, 2)), Err(E::Utf8(4, 1)), Err(E::Champs(5, 5, 2)), Ok(6)]
    );
    assert_eq!(lire(b"").unwrap_err(), E::Vide);
    assert_eq!(lire(b"ville|\n").unwrap_err(), E::ColonneAbsente("nom".into()));
    assert_eq!(lire(b"nom|nom|\n").unwrap_err(), E::ColonneDouble("nom".into()));
    assert_eq!(lire(b"no\xffm|\n").unwrap_err(), E::Utf8(1, 3));
    let petites = Bornes {
        ligne: 10,
        lignes: 2,
        colonnes: 3,
    };
    assert_eq!(Table::lire(b"nom|b|c|d|\n", &[], petites).unwrap_err(), E::TropDeColonnes(4, 3));
    assert_eq!(
        Table::lire(b"nom|bbbbbbbbbbbbbbbb\n", &[], petites).unwrap_err(),
        E::LigneTropLongue(1, 20, 10)
    );
    let table = Table::lire(b"nom|\nA|\nAAAAAAAAAAAAAAA|\nC|\nD|\n", &[], petites).unwrap();
    let dits: Vec<Result<usize, E>> = table.lignes().map(|l| l.map(|l| l.numero)).collect();
    assert_eq!(dits, [Ok(2), Err(E::LigneTropLongue(3, 16, 10)), Err(E::TropDeLignes(2))]);
    // A byte order mark is passed over; columns may come in any order, and new ones with them.
    let table = lire("\u{feff}nouvelle|nom\nx|A".as_bytes()).unwrap();
    assert_eq!(table.lignes().next().unwrap().unwrap().valeur("nom"), "A");
}

/// The columns are those of the real files.
#[test]
fn les_colonnes_sont_celles_des_vrais_fichiers() {
    assert_eq!(
        (PERSONNE_ACTIVITE.len(), SAVOIR_FAIRE.len(), DIPLOMES.len(), CORRESPONDANCE.len()),
        (56, 13, 13, 31)
    );
    let Some(dossier) = segur_essais::corpus("annuaire/extractions") else {
        return;
    };
    for (nom, colonnes, separateur) in [
        ("PS_LibreAcces_Personne_activite", &PERSONNE_ACTIVITE[..], "|"),
        ("PS_LibreAcces_SavoirFaire", &SAVOIR_FAIRE[..], "|"),
        ("PS_LibreAcces_Dipl_AutExerc", &DIPLOMES[..], "|"),
        ("Extraction_Correspondance_MSSante", &CORRESPONDANCE[..], ""),
    ] {
        let texte = std::fs::read_to_string(dossier.join(format!("{nom}.header.txt"))).unwrap();
        assert_eq!(
            texte.lines().next().unwrap(),
            format!("{}{separateur}", colonnes.join("|")),
            "{nom}"
        );
    }
    for (nom, colonnes) in [
        ("PS_LibreAcces_Personne_activite", &PERSONNE_ACTIVITE[..]),
        ("Extraction_Correspondance_MSSante", &CORRESPONDANCE[..]),
    ] {
        let octets = std::fs::read(dossier.join(format!("{nom}.synthetic.txt"))).unwrap();
        let table = Table::lire(&octets, colonnes, Bornes::default()).unwrap();
        for ligne in table.lignes() {
            let _ = ligne.unwrap_or_else(|e| panic!("{nom} : {e}"));
        }
    }
}

proptest! {
    #[test]
    fn tout_fichier_se_lit_ou_se_refuse(octets in prop::collection::vec(any::<u8>(), 0..400)) {
        if let Ok(table) = Table::lire(&octets, &[], Bornes { ligne: 60, lignes: 20, colonnes: 10 }) {
            prop_assert!(table.lignes().count() <= 21);
        }
    }

    #[test]
    fn ce_qui_est_ecrit_se_relit(valeurs in prop::collection::vec("[^|\r\n]{0,20}", 1..8)) {
        prop_assume!(valeurs.iter().any(|v| !v.is_empty()));
        let noms: Vec<String> = (0..valeurs.len()).map(|i| format!("c{i}")).collect();
        let texte = format!("{}|\n{}|\n", noms.join("|"), valeurs.join("|"));
        let table = Table::lire(texte.as_bytes(), &[], Bornes::default()).unwrap();
        let ligne = table.lignes().next().unwrap().unwrap();
        for (nom, valeur) in noms.iter().zip(&valeurs) {
            prop_assert_eq!(ligne.valeur(nom), valeur);
        }
    }
}
