//! `convergence.xlsx`: the sheet « Exigences » with exactly the columns of the Convergence export, one row per proof, and a
//! second sheet for what the bench saw. The first stays what the platform knows; nothing of ours is in its columns.

use rust_xlsxwriter::{Color, DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError};
use segur_model::catalogue::{CatalogueScenario, Proof, Requirement};

use crate::bilan::{self, Mot};
use crate::plan::Dossier;
use crate::{DossierError, recit};

/// Columns of the Convergence export, in order.
const COLONNES: [(&str, f64); 14] = [
    ("Périmètre", 12.0),
    ("ID", 16.0),
    ("Chapitre", 24.0),
    ("Fonction", 24.0),
    ("Exigence", 60.0),
    ("Commentaire", 30.0),
    ("Profil", 18.0),
    ("N° scénario", 18.0),
    ("Scénario de conformité", 40.0),
    ("N° preuve", 20.0),
    ("Preuve", 28.0),
    ("Profil historique", 16.0),
    ("Criticité", 12.0),
    ("Ordre", 8.0),
];

const COLONNES_BANC: [(&str, f64); 10] = [
    ("N° preuve", 20.0),
    ("Exigence", 16.0),
    ("Étapes de l'exigence", 30.0),
    ("Constat de l'exigence", 20.0),
    ("N° scénario", 18.0),
    ("Étapes du scénario", 30.0),
    ("Constat du scénario", 20.0),
    ("État de la preuve", 18.0),
    ("Raison, reste à faire", 60.0),
    ("Fichiers du dossier", 60.0),
];

/// Longest text of a cell.
const MAX_CELLULE: usize = 32_000;

/// The workbook.
pub(crate) fn classeur(d: &Dossier<'_>) -> Result<Vec<u8>, DossierError> {
    composer(d).map_err(|e| DossierError::vue("convergence.xlsx", e))
}

fn composer(d: &Dossier<'_>) -> Result<Vec<u8>, XlsxError> {
    let mut classeur = Workbook::new();
    let creation = ExcelDateTime::from_timestamp(d.resultat.ouverte.unix_timestamp())?;
    classeur.set_properties(
        &DocProperties::new()
            .set_title(format!("{} {}", d.resultat.produit.nom, d.resultat.produit.version))
            .set_comment(segur_model::AVERTISSEMENT_SIMULE)
            .set_creation_datetime(&creation),
    );
    exigences(d, classeur.add_worksheet().set_name("Exigences")?)?;
    banc(d, classeur.add_worksheet().set_name("Banc (simulé)")?)?;
    classeur.save_to_buffer()
}

fn exigences(d: &Dossier<'_>, feuille: &mut Worksheet) -> Result<(), XlsxError> {
    entetes(feuille, 0, &COLONNES)?;
    let mut rang = 0;
    for (ordre, e) in d.resultat.exigences.iter().filter_map(|e| d.catalogue.exigence(&e.id)).enumerate() {
        for s in &e.scenarios {
            // A scenario without proof still has its row, as in the export of ANS.
            let preuves: Vec<Option<&Proof>> = if s.preuves.is_empty() {
                vec![None]
            } else {
                s.preuves.iter().map(Some).collect()
            };
            for p in preuves {
                rang += 1;
                ligne(feuille, rang, &colonnes(d, e, s, p))?;
                feuille.write_number_with_format(rang, 13, nombre(ordre + 1), &corps())?;
            }
        }
    }
    Ok(())
}

/// All columns but the last, which is a number.
fn colonnes(d: &Dossier<'_>, e: &Requirement, s: &CatalogueScenario, p: Option<&Proof>) -> Vec<String> {
    let titre = recit::scenario(d.resultat, &s.id).map_or(String::new(), |s| s.titre.clone());
    vec![
        d.catalogue.couloir.clone(),
        e.id.clone(),
        e.chapitre.clone(),
        e.fonction.clone(),
        e.resume.clone(),
        e.regle.clone(),
        e.profil.clone(),
        s.id.clone(),
        titre,
        p.map_or(String::new(), |p| p.id.clone()),
        p.map_or(String::new(), |p| recit::natures(&p.natures)),
        String::new(),
        String::new(),
    ]
}

fn banc(d: &Dossier<'_>, feuille: &mut Worksheet) -> Result<(), XlsxError> {
    let avertissement = Format::new().set_bold().set_font_color(Color::RGB(0x8A_10_10));
    feuille.write_string_with_format(0, 0, segur_model::AVERTISSEMENT_SIMULE, &avertissement)?;
    entetes(feuille, 1, &COLONNES_BANC)?;
    for (rang, p) in (2..).zip(&d.resultat.preuves) {
        let exigence = d.resultat.exigences.iter().find(|e| e.id == p.exigence);
        let scenario = recit::scenario(d.resultat, &p.scenario);
        let fichiers: Vec<&str> = d.plan.preuve(&p.id).map(|f| f.cite.chemin.as_str()).collect();
        let valeurs = [
            p.id.clone(),
            p.exigence.clone(),
            exigence.map_or(String::new(), |e| bilan::dits(&e.comptes)),
            exigence.map_or(String::new(), |e| Mot::de(e).libelle().to_owned()),
            p.scenario.clone(),
            scenario.map_or(String::new(), |s| bilan::dits(&s.comptes)),
            scenario.map_or_else(|| recit::sans_scenario(exigence), |s| s.constat.libelle().to_owned()),
            p.etat.libelle().to_owned(),
            p.raison.clone(),
            fichiers.join("\n"),
        ];
        ligne(feuille, rang, &valeurs)?;
    }
    Ok(())
}

fn entetes(feuille: &mut Worksheet, rang: u32, colonnes: &[(&str, f64)]) -> Result<(), XlsxError> {
    let format = Format::new()
        .set_bold()
        .set_background_color(Color::RGB(0x1B_3A_6B))
        .set_font_color(Color::White)
        .set_border(FormatBorder::Thin)
        .set_align(FormatAlign::VerticalCenter)
        .set_text_wrap();
    for (colonne, (titre, largeur)) in (0..).zip(colonnes) {
        feuille.set_column_width(colonne, *largeur)?;
        feuille.write_string_with_format(rang, colonne, *titre, &format)?;
    }
    feuille.set_freeze_panes(rang + 1, 0)?;
    feuille.set_landscape().set_repeat_rows(rang, rang)?;
    Ok(())
}

fn ligne(feuille: &mut Worksheet, rang: u32, valeurs: &[String]) -> Result<(), XlsxError> {
    let format = corps();
    for (colonne, v) in (0..).zip(valeurs) {
        // Always a text: a value that starts with « = » is no formula.
        feuille.write_string_with_format(rang, colonne, v.chars().take(MAX_CELLULE).collect::<String>(), &format)?;
    }
    Ok(())
}

fn corps() -> Format {
    Format::new()
        .set_border(FormatBorder::Thin)
        .set_align(FormatAlign::Top)
        .set_text_wrap()
}

fn nombre(n: usize) -> f64 {
    u32::try_from(n).map_or(f64::MAX, f64::from)
}
