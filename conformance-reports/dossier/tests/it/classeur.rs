//! The rows of a workbook, written back: what was read is what is written, in its own form or in the other, alone or in a dossier.

use std::io::Cursor;
use std::path::Path;

use calamine::{Data, Reader as _, Xlsx};
use proptest::prelude::*;
use segur_dossier::{DossierError, ecrire_classeur};
use segur_model::catalogue::{Catalogue, Nature};
use segur_model::classeur::{Cellule, LigneDuClasseur, LignesDuClasseur};
use segur_rem::{Demande, Forme, Import, en_forme, importer};

use crate::exemple::{campagne, entrees};

const CLASSEURS: [&str; 5] = [
    "convergence-BIO-va1",
    "convergence-BIO-va2",
    "convergence-LGC-va2",
    "rem-BIO-va1",
    "rem-DB-va2",
];

fn lu(octets: &[u8]) -> Import {
    let demande = Demande {
        fichier: "REM-BIO-SGL-Va2.xlsx",
        ..Demande::default()
    };
    importer(octets, &demande).unwrap()
}

fn ecrit(lignes: &LignesDuClasseur) -> Vec<u8> {
    let d = tempfile::tempdir().unwrap();
    let chemin = d.path().join("c.xlsx");
    ecrire_classeur(lignes, &chemin).unwrap();
    std::fs::read(chemin).unwrap()
}

/// Every row of the sheet, by a reader that is not ours; what is empty at the end of a row is left out.
fn cellules(octets: &[u8]) -> Vec<Vec<Data>> {
    let mut livre: Xlsx<_> = Xlsx::new(Cursor::new(octets)).unwrap();
    assert!(livre.worksheet_formula("Exigences").unwrap().is_empty(), "no formula");
    let feuille = livre.worksheet_range("Exigences").unwrap();
    feuille
        .rows()
        .map(|l| {
            let mut ligne = l.to_vec();
            while ligne.last().is_some_and(|c| *c == Data::Empty) {
                ligne.pop();
            }
            ligne
        })
        .collect()
}

fn textes(octets: &[u8]) -> Vec<Vec<String>> {
    cellules(octets)
        .iter()
        .map(|l| l.iter().map(ToString::to_string).collect())
        .collect()
}

fn t(texte: &str) -> Option<Cellule> {
    Some(Cellule::Texte(texte.to_owned()))
}

fn reels() -> Vec<(&'static str, Vec<u8>)> {
    CLASSEURS
        .into_iter()
        .filter_map(|nom| {
            let chemin = segur_essais::corpus(&format!("rem/workbooks/{nom}.xlsx"))?;
            Some((nom, std::fs::read(chemin).unwrap()))
        })
        .collect()
}

#[test]
fn a_real_workbook_comes_back_cell_by_cell() {
    for (nom, octets) in reels() {
        let i = lu(&octets);
        // As the folder of an import keeps them.
        let gardees = LignesDuClasseur::lire(&i.lignes.ecrire().unwrap()).unwrap();
        let sienne = en_forme(&gardees, i.forme).unwrap();
        assert!(sienne.dits.is_empty(), "{nom}: {:?}", sienne.dits);
        let revenu = ecrit(&sienne.lignes);
        assert!(cellules(&revenu) == cellules(&octets), "{nom}");
        let encore = lu(&revenu);
        assert!(encore.catalogue.exigences == i.catalogue.exigences, "{nom}");
        assert!(encore.scenarios == i.scenarios, "{nom}");
        assert_eq!(encore.glissements, i.glissements, "{nom}");
        assert!(encore.lignes == i.lignes, "{nom}");
    }
}

/// What both forms hold of an exigence: all but its other numbers and its nature, that a REM alone has.
fn commun(c: &Catalogue) -> Catalogue {
    let mut c = c.clone();
    for e in &mut c.exigences {
        e.alias.clear();
        e.nature = Nature::Exigence;
    }
    c
}

#[test]
fn a_real_workbook_in_the_other_form_is_the_same_catalogue() {
    for (nom, octets) in reels() {
        let i = lu(&octets);
        let voulue = if i.forme == Forme::Convergence {
            Forme::Rem
        } else {
            Forme::Convergence
        };
        let autre = en_forme(&i.lignes, voulue).unwrap();
        let revenu = lu(&ecrit(&autre.lignes));
        assert_eq!(revenu.forme, voulue, "{nom}");
        let (avant, apres) = (commun(&i.catalogue), commun(&revenu.catalogue));
        for (a, b) in avant.exigences.iter().zip(&apres.exigences) {
            assert_eq!(a, b, "{nom}");
        }
        assert_eq!(avant.exigences.len(), apres.exigences.len(), "{nom}");
        assert!(revenu.scenarios == i.scenarios, "{nom}");
        let lignes = autre.lignes.lignes.len() - 1;
        let attendues = match nom {
            "convergence-BIO-va1" => 171,
            "rem-BIO-va1" => 245,
            _ => lignes,
        };
        assert_eq!(lignes, attendues, "{nom}: as many as its twin has");
        let perdu = autre.dits.iter().any(|d| d.contains("Nature de l'exigence"));
        assert!(perdu, "{nom}: {:?}", autre.dits);
    }
}

/// The same requirements are published in both forms: the one made of the other says the same, where both have a column.
#[test]
fn one_form_made_of_the_other_is_its_twin() {
    let reels = reels();
    let octets = |nom: &str| reels.iter().find(|(n, _)| *n == nom).map(|(_, o)| o);
    let (Some(convergence), Some(rem)) = (octets("convergence-BIO-va1"), octets("rem-BIO-va1")) else {
        return;
    };
    let faite = textes(&ecrit(&en_forme(&lu(rem).lignes, Forme::Convergence).unwrap().lignes));
    assert!(faite == textes(convergence));
    let faite = textes(&ecrit(&en_forme(&lu(convergence).lignes, Forme::Rem).unwrap().lignes));
    let publiee = textes(rem);
    let sans = |lignes: &[Vec<String>]| -> Vec<Vec<String>> {
        let garde = |t: &str| !["Nature de l'exigence", "Statut publication", "VA N-1"].contains(&t);
        let titres = &lignes[0];
        lignes
            .iter()
            .map(|l| l.iter().zip(titres).filter(|(_, t)| garde(t)).map(|(c, _)| c.clone()).collect())
            .collect()
    };
    assert!(sans(&faite) == sans(&publiee));
}

/// Texts that a spreadsheet, or what writes it, could take for something else.
const HOSTILES: [&str; 16] = [
    "=HYPERLINK(\"http://exemple.invalid\";\"cliquez\")",
    "=cmd|'/C calc'!A0",
    "+1+1",
    "-2",
    "@SUM(A1)",
    "\t=1+1",
    "\r=1+1",
    "{=1}",
    "http://exemple.invalid/",
    "<r><t>faux</t></r>",
    "<r></r><si/>_x0041_</r>",
    "]]></t></si>&amp;<!--",
    "\u{1}\u{0}\u{b}\u{1f}\u{fffe}",
    "_x000D_ _x005F_ _x0041_x0042_",
    "  deux espaces  \n",
    "0012",
];

#[test]
fn no_cell_is_ever_a_formula() {
    let lignes = LignesDuClasseur {
        feuille: "Exigences".to_owned(),
        titres: 0,
        fusions: Vec::new(),
        lignes: std::iter::once(
            ["ID", "N° scénario", "Scénario de conformité", "N° preuve", "Preuve", "=Titre()"]
                .map(t)
                .to_vec(),
        )
        .chain(
            HOSTILES
                .iter()
                .map(|h| vec![t("ABC.01"), t("ABC.01.01"), t("Ouvrir"), t("ABC.01.01.01"), t(h), t(h)]),
        )
        .map(|cellules| LigneDuClasseur {
            exigence: String::new(),
            cellules,
        })
        .collect(),
    };
    let octets = ecrit(&lignes);
    for ((ligne, hostile), gardee) in cellules(&octets)
        .iter()
        .skip(1)
        .zip(HOSTILES)
        .zip(lu(&octets).lignes.lignes.iter().skip(1))
    {
        assert!(matches!(ligne[4], Data::String(_)), "{hostile}: {ligne:?}");
        assert_eq!(gardee.cellules[4], t(hostile));
    }
    assert_eq!(cellules(&octets)[0][5], Data::String("=Titre()".to_owned()));
    // By its XML too: no reader decides.
    let d = tempfile::tempdir().unwrap();
    let chemin = d.path().join("c.xlsx");
    std::fs::write(&chemin, &octets).unwrap();
    let xml = String::from_utf8(entrees(&chemin)["xl/worksheets/sheet1.xml"].clone()).unwrap();
    assert!(!xml.contains("<f>") && !xml.contains("<hyperlink"));
}

#[test]
fn a_text_that_no_spreadsheet_holds_is_refused() {
    let d = tempfile::tempdir().unwrap();
    let chemin = d.path().join("c.xlsx");
    let mut lignes = LignesDuClasseur {
        lignes: vec![LigneDuClasseur {
            exigence: String::new(),
            cellules: vec![t(&"é".repeat(32_767))],
        }],
        ..LignesDuClasseur::default()
    };
    ecrire_classeur(&lignes, &chemin).unwrap();
    assert!(matches!(ecrire_classeur(&lignes, &chemin), Err(DossierError::Existe { .. })));
    lignes.lignes[0].cellules[0] = t(&"é".repeat(32_768));
    let dit = ecrire_classeur(&lignes, &d.path().join("d.xlsx")).unwrap_err().to_string();
    assert!(dit.contains("ligne 1, colonne 1") && dit.contains("32 767"), "{dit}");
    assert!(!Path::new(&d.path().join("d.xlsx")).exists());
}

fn texte() -> impl Strategy<Value = String> {
    prop_oneof![
        "[ =+@<>&\"'_xé0-9A-F\u{0}-\u{1f}\u{a0}\u{1f600}-]{0,12}",
        any::<String>(),
        proptest::sample::select(&HOSTILES[..]).prop_map(str::to_owned),
        ("[=+@-]", any::<String>()).prop_map(|(a, b)| a + &b),
    ]
    .prop_filter("an empty text is no cell", |t| !t.is_empty())
}

fn cellule() -> impl Strategy<Value = Option<Cellule>> {
    prop_oneof![
        1 => Just(None),
        6 => texte().prop_map(|t| Some(Cellule::Texte(t))),
        1 => (-1e9..1e9_f64).prop_map(|n| Some(Cellule::Nombre { n: n.to_string() })),
        1 => (0..100_000_u32).prop_map(|n| Some(Cellule::Nombre { n: n.to_string() })),
        1 => any::<bool>().prop_map(|b| Some(Cellule::Booleen(b))),
        1 => (1..60_000_u32).prop_map(|n| Some(Cellule::Date { date: n.to_string() })),
        1 => (1.0..60_000.0_f64).prop_map(|n| Some(Cellule::Date { date: n.to_string() })),
        1 => (0.0..50.0_f64).prop_map(|n| Some(Cellule::Duree { duree: n.to_string() })),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever the cells hold, what is written is what is read.
    #[test]
    fn rows_come_back_as_they_were(corps in prop::collection::vec(prop::collection::vec(cellule(), 0..9), 1..12)) {
        let titres = ["ID", "N° scénario", "Scénario de conformité", "N° preuve", "Preuve", "Ordre"].map(t).to_vec();
        let mut corps = corps;
        // A workbook has an exigence.
        corps.push(vec![t("ABC.01")]);
        let mut lignes: Vec<Vec<Option<Cellule>>> = vec![titres];
        lignes.extend(corps);
        for l in &mut lignes {
            while l.last().is_some_and(Option::is_none) {
                l.pop();
            }
        }
        let avant = LignesDuClasseur {
            feuille: "Exigences".to_owned(),
            titres: 0,
            fusions: Vec::new(),
            lignes: lignes.iter().map(|c| LigneDuClasseur { exigence: String::new(), cellules: c.clone() }).collect(),
        };
        let gardees = LignesDuClasseur::lire(&avant.ecrire().unwrap()).unwrap();
        let apres = lu(&ecrit(&gardees)).lignes;
        let relues: Vec<Vec<Option<Cellule>>> = apres.lignes.into_iter().map(|l| l.cellules).collect();
        prop_assert_eq!(relues, lignes);
    }
}

#[test]
fn merged_cells_and_what_is_above_the_titles_come_back() {
    let l = |cellules: Vec<Option<Cellule>>| LigneDuClasseur {
        exigence: String::new(),
        cellules,
    };
    let lignes = LignesDuClasseur {
        feuille: "REM Va2".to_owned(),
        titres: 1,
        fusions: vec![[2, 0, 3, 0], [0, 0, 0, 4]],
        lignes: vec![
            l(vec![t("Référentiel")]),
            l(["ID", "N° scénario", "Scénario de conformité", "N° preuve", "Preuve"]
                .map(t)
                .to_vec()),
            l(vec![t("ABC.01"), t("ABC.01.01"), t("Ouvrir"), t("ABC.01.01.01"), t("Une vidéo")]),
            l(vec![None, t("ABC.01.02"), t("Fermer"), t("ABC.01.02.01"), t("Un log")]),
        ],
    };
    let avant = lu(&ecrit(&lignes));
    assert_eq!(avant.catalogue.exigences[0].scenarios.len(), 2);
    let sienne = en_forme(&avant.lignes, Forme::Convergence).unwrap();
    assert!(sienne.lignes == avant.lignes);
    let encore = lu(&ecrit(&sienne.lignes));
    assert_eq!(encore.lignes, avant.lignes);
    assert_eq!(encore.catalogue.exigences, avant.catalogue.exigences);
    // In the other form each row says all of it, and what is above the titles is told.
    let autre = en_forme(&avant.lignes, Forme::Rem).unwrap();
    assert_eq!(lu(&ecrit(&autre.lignes)).catalogue.exigences, avant.catalogue.exigences);
    assert!(
        autre.dits.iter().any(|d| d.contains("1 ligne(s) qui ne sont d'aucune exigence")),
        "{:?}",
        autre.dits
    );
}

#[test]
fn the_dossier_carries_the_rows_of_the_workbook() {
    let mut c = campagne();
    let ids: Vec<String> = c.resultat.exigences.iter().map(|e| e.id.clone()).collect();
    let lignes = |ids: &[&str]| -> Vec<LigneDuClasseur> {
        let titres = ["ID", "Exigence", "Note interne", "Ordre"].map(t).to_vec();
        let lignes = ids.iter().zip(1..).map(|(id, n)| LigneDuClasseur {
            exigence: (*id).to_owned(),
            cellules: vec![t(id), t("=DOIT()"), t("à nous"), Some(Cellule::Nombre { n: n.to_string() })],
        });
        std::iter::once(LigneDuClasseur {
            exigence: String::new(),
            cellules: titres,
        })
        .chain(lignes)
        .collect()
    };
    // In the order of the workbook, which is not that of the campaign; one exigence does not apply.
    c.classeur = Some(LignesDuClasseur {
        feuille: "REM".to_owned(),
        titres: 0,
        fusions: Vec::new(),
        lignes: lignes(&[&ids[1], "AUTRE/va2.01", &ids[0], &ids[1]]),
    });
    let (_tmp, chemin) = c.poser();
    let octets = entrees(&chemin).remove("convergence.xlsx").unwrap();
    let lues = textes(&octets);
    let attendues = [
        vec!["ID", "Exigence", "Note interne", "Ordre"],
        vec![&ids[1], "=DOIT()", "à nous", "1"],
        vec![&ids[0], "=DOIT()", "à nous", "3"],
        vec![&ids[1], "=DOIT()", "à nous", "4"],
    ];
    assert_eq!(lues, attendues);
    let livre: Xlsx<_> = Xlsx::new(Cursor::new(octets)).unwrap();
    assert_eq!(livre.sheet_names(), ["Exigences", "Banc (simulé)"]);
}

/// Leaves both forms of each real workbook beside the build, to be opened: `cargo test -p segur-dossier -- --ignored les_deux_formes`.
#[test]
#[ignore = "to be looked at"]
fn les_deux_formes() {
    let dossier = Path::new(env!("CARGO_TARGET_TMPDIR")).join("formes");
    let _ = std::fs::remove_dir_all(&dossier);
    std::fs::create_dir_all(&dossier).unwrap();
    for (nom, octets) in reels() {
        let i = lu(&octets);
        for (forme, dit) in [(Forme::Convergence, "en-convergence"), (Forme::Rem, "en-rem")] {
            let faite = en_forme(&i.lignes, forme).unwrap();
            let chemin = dossier.join(format!("{nom}-{dit}.xlsx"));
            ecrire_classeur(&faite.lignes, &chemin).unwrap();
            println!("{} : {:?}", chemin.display(), faite.dits);
        }
    }
}
