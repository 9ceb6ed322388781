//! `import`: the workbook of a vendor made a folder of its own: a catalogue, and its guided scenarios.

pub(crate) mod dossier;
mod rendu;

use std::collections::{BTreeMap, BTreeSet};
use std::io::Read as _;
use std::path::{Path, PathBuf};

use segur_engine::catalogues;
use segur_engine::correspondance::{composer, fiches};
use segur_engine::grammaire::{Lexique, charger_textes};
use segur_model::catalogue::Catalogue;
use segur_rem::{Demande, Import as Importe, OCTETS_MAX, RemError, ScenarioEcrit, changements, importer, numero};

use super::campagne;
use crate::cli::{Format, Import};
use crate::erreur::Erreur;

/// File of the catalogue in the folder.
const REFERENTIEL: &str = "referentiel.toml";

/// What the bench knows of a workbook.
struct Reconnu {
    /// Exigences whose number or alias is in a catalogue that ships.
    exigences: usize,
    /// Scenarios whose text is known, and which the bench plays in part by itself.
    scenarios: usize,
    /// Scenarios of the bench that stand beside those of the workbook.
    a_cote: usize,
}

/// Imports.
pub fn executer(a: &Import) -> Result<u8, Erreur> {
    let octets = lire(&a.fichier)?;
    let nom = a.fichier.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    let livres = catalogues::embarques()?;
    let connus: Vec<String> = numeros(&livres).map(str::to_owned).collect();
    let demande = Demande {
        fichier: &nom,
        feuille: a.feuille.as_deref(),
        connus: &connus,
    };
    let importe = importer(&octets, &demande)?;
    let reconnu = reconnaitre(&importe, &livres)?;
    let dans = a.dans.clone().unwrap_or_else(|| Path::new("imports").join(racine(&nom)));
    let ecrit = dossier::ecrire(&dans, &fichiers(&importe, &nom, &dans)?)?;
    let change = ecrit
        .avant
        .as_deref()
        .and_then(|t| catalogues::lire(REFERENTIEL, t).ok())
        .map(|avant| changements(&avant, &importe.catalogue));
    if a.format == Format::Json {
        dire!("{:#}", rendu::json(&importe, &reconnu));
    } else {
        rendu::texte(&importe, &reconnu, &dans, change.as_ref(), &ecrit.gardes);
    }
    Ok(0)
}

/// The bytes of a workbook, refused by their size before they are read.
fn lire(chemin: &Path) -> Result<Vec<u8>, Erreur> {
    let illisible = |e: std::io::Error| Erreur::fichier("lecture du classeur", chemin, &e);
    let fichier = std::fs::File::open(chemin).map_err(illisible)?;
    let taille = fichier.metadata().map_err(illisible)?.len();
    if taille > OCTETS_MAX {
        return Err(RemError::TropGros {
            taille: taille.div_ceil(1 << 20),
            maximum: OCTETS_MAX >> 20,
        }
        .into());
    }
    let mut octets = Vec::new();
    fichier.take(OCTETS_MAX + 1).read_to_end(&mut octets).map_err(illisible)?;
    Ok(octets)
}

/// The name of a file without what ends it, fit to be that of a folder.
fn racine(nom: &str) -> PathBuf {
    let racine = nom.rsplit_once('.').map_or(nom, |(r, _)| r).trim_matches(['.', ' ']);
    PathBuf::from(if racine.is_empty() { "classeur" } else { racine })
}

/// Every number of these catalogues, and every alias.
fn numeros(livres: &[Catalogue]) -> impl Iterator<Item = &str> {
    livres
        .iter()
        .flat_map(|c| &c.exigences)
        .flat_map(|e| std::iter::once(&e.id).chain(&e.alias))
        .map(String::as_str)
}

fn reconnaitre(importe: &Importe, livres: &[Catalogue]) -> Result<Reconnu, Erreur> {
    let connues: BTreeSet<String> = numeros(livres).map(numero::cle).collect();
    let exigences = importe.catalogue.exigences.iter();
    let monde = segur_world::monde_demo()?;
    let banc = campagne::livres(&monde)?;
    let lexique = Lexique::du_monde(&monde, vec![importe.catalogue.clone()]);
    // The others meet nothing of the bench, whatever is in them.
    let joues: BTreeSet<String> = banc.iter().map(|s| numero::cle(&s.numero)).collect();
    let alias: BTreeSet<String> = livres
        .iter()
        .flat_map(|c| &c.exigences)
        .flat_map(|e| &e.alias)
        .map(|a| numero::cle(a))
        .collect();
    let rencontre = |s: &&ScenarioEcrit| {
        let cle = numero::cle(&s.numero);
        joues.contains(&cle)
            || cle
                .match_indices('.')
                .any(|(i, _)| cle.get(..i).is_some_and(|tete| alias.contains(tete)))
    };
    let ecrits: Vec<(&str, &str)> = importe
        .scenarios
        .iter()
        .filter(rencontre)
        .map(|s| (s.fichier.as_str(), s.yaml.as_str()))
        .collect();
    let importes = campagne::charge("importé", charger_textes(&ecrits, &lexique))?;
    let composition = composer(&importe.catalogue, importes, &banc, &|_| true)?;
    Ok(Reconnu {
        exigences: exigences
            .filter(|e| std::iter::once(&e.id).chain(&e.alias).any(|n| connues.contains(&numero::cle(n))))
            .count(),
        scenarios: composition.fondus.len(),
        a_cote: composition.a_cote.len(),
    })
}

/// The files of the folder.
fn fichiers(importe: &Importe, nom: &str, dans: &Path) -> Result<BTreeMap<String, Vec<u8>>, Erreur> {
    let catalogue =
        toml::to_string_pretty(&importe.catalogue).map_err(|e| Erreur::dit(format!("écriture du référentiel impossible : {e}")))?;
    let mut fichiers = BTreeMap::new();
    fichiers.insert(REFERENTIEL.to_owned(), catalogue.into_bytes());
    for s in &importe.scenarios {
        fichiers.insert(format!("scenarios/{}", s.fichier), s.yaml.clone().into_bytes());
    }
    fichiers.insert(segur_model::classeur::FICHIER.to_owned(), importe.lignes.ecrire()?);
    fichiers.insert(fiches::FICHIER.to_owned(), fiches::LIVREE.as_bytes().to_vec());
    fichiers.insert("glissements.tsv".to_owned(), rendu::tsv(importe).into_bytes());
    fichiers.insert("LISEZMOI.md".to_owned(), rendu::lisezmoi(importe, nom, dans).into_bytes());
    Ok(fichiers)
}
