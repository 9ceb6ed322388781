//! `convergence.xlsx`: the sheet « Exigences » with exactly the columns of the Convergence export, one row per proof, and a
//! second sheet for what the bench saw. The first stays what the platform knows; nothing of ours is in its columns, but the sentences, which
//! are our own words. Columns, widths, header and filter are those of the public exporter (`ansforge/segur-squash-plugins`,
//! `convergence-export`): its *Chapitre* is the bloc, its *Périmètre* the wave.

use rust_xlsxwriter::{Color, DocProperties, ExcelDateTime, Format, Workbook, Worksheet, XlsxError};
use segur_model::catalogue::{CatalogueScenario, Proof, Requirement};
use segur_model::classeur::{CONVERGENCE, FEUILLE};

use crate::bilan::{self, Mot};
use crate::feuille::{corps, derniere, entetes, ligne, nombre};
use crate::plan::Dossier;
use crate::{DossierError, classeur, recit};

/// Widths of the columns of the Convergence export.
const LARGEURS: [f64; 14] = [13.4, 13.2, 37.9, 35.2, 66.4, 32.8, 17.2, 18.6, 66.4, 18.6, 48.0, 17.2, 12.4, 9.2];

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

/// Criticité of an exigence: the public set gives none, and Squash then writes this word.
const CRITICITE: &str = "Non définie";

/// The workbook.
pub(crate) fn classeur(d: &Dossier<'_>) -> Result<Vec<u8>, DossierError> {
    if let Some(lues) = d.classeur {
        lues.verifier().map_err(DossierError::Classeur)?;
    }
    composer(d).map_err(|e| DossierError::vue("convergence.xlsx", e))
}

fn composer(d: &Dossier<'_>) -> Result<Vec<u8>, XlsxError> {
    let mut livre = Workbook::new();
    let creation = ExcelDateTime::from_timestamp(d.resultat.ouverte.unix_timestamp())?;
    livre.set_properties(
        &DocProperties::new()
            .set_title(format!("{} {}", d.resultat.produit.nom, d.resultat.produit.version))
            .set_comment(segur_model::AVERTISSEMENT_SIMULE)
            .set_creation_datetime(&creation),
    );
    let premiere = livre.add_worksheet().set_name(FEUILLE)?;
    match d.classeur {
        Some(lues) => {
            let jouees = |id: &str| d.resultat.exigences.iter().any(|e| e.id == id);
            classeur::poser(&classeur::des_exigences(lues, jouees), premiere)?;
        }
        None => exigences(d, premiere)?,
    }
    banc(d, livre.add_worksheet().set_name("Banc (simulé)")?)?;
    livre.save_to_buffer()
}

fn exigences(d: &Dossier<'_>, feuille: &mut Worksheet) -> Result<(), XlsxError> {
    let titres: Vec<(&str, f64)> = CONVERGENCE.into_iter().zip(LARGEURS).collect();
    entetes(feuille, 0, &titres)?;
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
                ligne(feuille, rang, &colonnes(d, e, s, p), &titres)?;
                feuille.write_number_with_format(rang, 13, nombre(ordre + 1), &corps())?;
            }
        }
    }
    feuille.autofilter(0, 0, rang, derniere(&titres))?;
    Ok(())
}

/// All columns but the last, which is a number.
fn colonnes(d: &Dossier<'_>, e: &Requirement, s: &CatalogueScenario, p: Option<&Proof>) -> Vec<String> {
    // The profile of wave 1 stays known in wave 2; what wave 2 brings had none before.
    let historique = if e.perimetre == "Vague 1" {
        e.profil.clone()
    } else {
        String::new()
    };
    vec![
        e.perimetre.clone(),
        e.id.clone(),
        e.chapitre_de_convergence().to_owned(),
        e.fonction.clone(),
        e.resume.clone(),
        e.regle.clone(),
        e.profil.clone(),
        s.id.clone(),
        scenario(d, s),
        p.map_or(String::new(), |p| p.id.clone()),
        p.map_or(String::new(), recit::demandee),
        historique,
        CRITICITE.to_owned(),
    ]
}

/// The étapes of a scenario, in our own words; where the public set tells none, its title as the bench plays it.
fn scenario(d: &Dossier<'_>, s: &CatalogueScenario) -> String {
    if s.plan.is_empty() {
        recit::scenario(d.resultat, &s.id).map_or(String::new(), |s| s.titre.clone())
    } else {
        s.plan.join("\n")
    }
}

fn banc(d: &Dossier<'_>, feuille: &mut Worksheet) -> Result<(), XlsxError> {
    let avertissement = Format::new().set_bold().set_font_color(Color::RGB(0x8A_10_10));
    feuille.write_string_with_format(0, 0, segur_model::AVERTISSEMENT_SIMULE, &avertissement)?;
    entetes(feuille, 1, &COLONNES_BANC)?;
    for (rang, p) in (2..).zip(&d.resultat.preuves) {
        let exigence = d.resultat.exigences.iter().find(|e| e.id == p.exigence);
        let scenario = recit::scenario(d.resultat, &p.scenario);
        let fichiers: Vec<String> = d
            .plan
            .preuve(&p.id)
            .map(|f| match &f.donnee {
                Some(donnee) => format!("{} ({})", f.cite.chemin, recit::fournie_et_reperes(donnee)),
                None => f.cite.chemin.clone(),
            })
            .collect();
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
        ligne(feuille, rang, &valeurs, &COLONNES_BANC)?;
    }
    let dernier = u32::try_from(d.resultat.preuves.len()).unwrap_or(u32::MAX).saturating_add(1);
    feuille.autofilter(1, 0, dernier, derniere(&COLONNES_BANC))?;
    Ok(())
}
