//! Workbooks made for a test: titles, then rows.

use rust_xlsxwriter::{Workbook, Worksheet};
use segur_rem::{Demande, Import, RemError, importer};

/// The fourteen columns of Convergence.
pub const CONVERGENCE: [&str; 14] = [
    "Périmètre",
    "ID",
    "Chapitre",
    "Fonction",
    "Exigence",
    "Commentaire",
    "Profil",
    "N° scénario",
    "Scénario de conformité",
    "N° preuve",
    "Preuve",
    "Profil historique",
    "Criticité",
    "Ordre",
];

/// A row of the form of Convergence: exigence, scenario, its text, proof, its text.
pub fn ligne(id: &str, scenario: &str, texte: &str, preuve: &str, demande: &str) -> Vec<String> {
    let e = format!("Le système DOIT faire ce que dit {id}.");
    [
        "Vague 2",
        id,
        "Un chapitre",
        "Une fonction",
        &e,
        "",
        "Général",
        scenario,
        texte,
        preuve,
        demande,
        "",
        "Majeure",
        "1",
    ]
    .map(str::to_owned)
    .to_vec()
}

/// Writes titles and rows into a sheet, from this row on.
pub fn remplir(feuille: &mut Worksheet, depart: u32, titres: &[&str], lignes: &[Vec<String>]) {
    for (c, t) in titres.iter().enumerate() {
        feuille.write_string(depart, u16::try_from(c).unwrap(), *t).unwrap();
    }
    for (l, ligne) in lignes.iter().enumerate() {
        for (c, t) in ligne.iter().enumerate().filter(|(_, t)| !t.is_empty()) {
            feuille
                .write_string(depart + 1 + u32::try_from(l).unwrap(), u16::try_from(c).unwrap(), t)
                .unwrap();
        }
    }
}

/// A workbook of one sheet.
pub fn classeur(titres: &[&str], lignes: &[Vec<String>]) -> Vec<u8> {
    avec(|livre| remplir(livre.add_worksheet().set_name("Exigences").unwrap(), 0, titres, lignes))
}

/// A workbook, as it is filled.
pub fn avec(remplir: impl FnOnce(&mut Workbook)) -> Vec<u8> {
    let mut livre = Workbook::new();
    remplir(&mut livre);
    livre.save_to_buffer().unwrap()
}

/// Imports bytes under this name.
pub fn lu(octets: &[u8], fichier: &str) -> Result<Import, RemError> {
    importer(
        octets,
        &Demande {
            fichier,
            ..Demande::default()
        },
    )
}

/// The slips of an import, each « cell: what ».
pub fn glissements(i: &Import) -> Vec<String> {
    i.glissements.iter().map(|g| format!("{} : {}", g.cellule, g.dit)).collect()
}

/// Whether a slip at this cell says this.
pub fn dit(i: &Import, cellule: &str, mots: &str) -> bool {
    i.glissements.iter().any(|g| g.cellule == cellule && g.dit.contains(mots))
}
