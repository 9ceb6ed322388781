//! A schema, ready to judge documents.

use std::path::{Path, PathBuf};

use segur_soap::Limites;
use segur_xpath::{Bibliotheque, Erreur, Expression, Noms};

use crate::aiguillage::Aiguillage;
use crate::avertissement::Avertissement;
use crate::construction::Construction;
use crate::erreur::ErreurSchema;
use crate::jeux;
use crate::modele::{Let, MotifActif, Renvoi};
use crate::source::Lecture;

/// What the schemas of one set share: a document that is judged by several of them is made a tree once, and so is a value set.
#[derive(Debug, Default)]
pub(crate) struct Commun {
    pub(crate) noms: Noms,
    pub(crate) fonds: jeux::Fonds,
}

/// A Schematron schema, read with all its includes. It can be shared between threads.
#[derive(Debug)]
pub struct Schema {
    pub(crate) titre: String,
    pub(crate) version: String,
    pub(crate) phase: Option<String>,
    pub(crate) espaces: Vec<(String, String)>,
    pub(crate) globales: Vec<Let>,
    pub(crate) motifs: Vec<MotifActif>,
    pub(crate) renvois: Vec<Renvoi>,
    pub(crate) expressions: Vec<Result<Expression, Erreur>>,
    pub(crate) bibliotheque: Bibliotheque,
    pub(crate) aiguillage: Aiguillage,
    /// Those of the patterns that are run over other documents: rank of the pattern, its rules.
    pub(crate) subordonnes: Vec<(usize, Aiguillage)>,
    /// Folder of the schema.
    pub(crate) dossier: PathBuf,
    avertissements: Vec<Avertissement>,
    jeux: jeux::Suivi,
}

impl Schema {
    /// Loads a schema and everything that it includes. Value sets are read on first use.
    ///
    /// # Errors
    /// [`ErreurSchema`]: a missing or malformed file, a query language that is not XPath 2.0, a bound that is passed.
    pub fn charger(chemin: &Path) -> Result<Self, ErreurSchema> {
        Self::charger_phase(chemin, None)
    }

    /// Loads a schema, to run a phase that is not its default one (`#ALL` for every pattern).
    ///
    /// # Errors
    /// As [`Schema::charger`]; [`ErreurSchema::Phase`] when there is no such phase.
    pub fn charger_phase(chemin: &Path, phase: Option<&str>) -> Result<Self, ErreurSchema> {
        Self::charger_parmi(chemin, phase, &Commun::default())
    }

    /// Loads a schema that shares with others the numbers of names and the value sets.
    pub(crate) fn charger_parmi(chemin: &Path, phase: Option<&str>, commun: &Commun) -> Result<Self, ErreurSchema> {
        let mut lecture = Lecture::new(chemin);
        let nom = chemin.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
        let racine = lecture.fichier(&std::path::absolute(chemin).unwrap_or_else(|_| chemin.to_owned()), &nom, 0)?;
        let mut construction = Construction::new(&racine, commun.noms.clone())?;
        construction.schema(phase)?;
        let textes = construction.visite_les_textes();
        let avec_documents = |(m, motif): (usize, &MotifActif)| motif.documents.is_some().then_some(m);
        let subordonnes = construction
            .motifs
            .iter()
            .enumerate()
            .filter_map(avec_documents)
            .map(|m| (m, Aiguillage::new(&construction.motifs, textes, |autre| autre == m)))
            .collect();
        let jeux = jeux::Suivi::default();
        let ouvrir = jeux::ouvrir(chemin, jeux.clone(), commun.fonds.clone());
        let mut avertissements = lecture.avertissements;
        avertissements.append(&mut construction.avertissements);
        avertissements.sort();
        avertissements.dedup();
        Ok(Self {
            titre: racine
                .nommes("title")
                .next()
                .map(|t| t.texte().trim().to_owned())
                .unwrap_or_default(),
            version: racine.attribut("schemaVersion").unwrap_or_default().to_owned(),
            phase: construction.phase.take(),
            espaces: std::mem::take(&mut construction.espaces),
            aiguillage: Aiguillage::new(&construction.motifs, textes, |m| construction.motifs[m].documents.is_none()),
            subordonnes,
            dossier: chemin.parent().unwrap_or(Path::new("")).to_owned(),
            globales: std::mem::take(&mut construction.globales),
            motifs: std::mem::take(&mut construction.motifs),
            renvois: std::mem::take(&mut construction.renvois),
            expressions: std::mem::take(&mut construction.expressions),
            bibliotheque: Bibliotheque::new(construction.lecteur, ouvrir, Limites::default()),
            avertissements,
            jeux,
        })
    }

    /// Title of the schema.
    #[must_use]
    pub fn titre(&self) -> &str {
        &self.titre
    }

    /// What the schema gets wrong and is tolerated: known at loading, then those of the value sets read so far.
    #[must_use]
    pub fn avertissements(&self) -> Vec<Avertissement> {
        let mut tous = self.avertissements.clone();
        tous.extend(self.jeux.avertissements());
        tous.sort();
        tous.dedup();
        tous
    }

    /// Rules, assertions and reports of the active patterns.
    #[must_use]
    pub fn taille(&self) -> (usize, usize) {
        let regles = || self.motifs.iter().flat_map(|m| &m.regles);
        (regles().count(), regles().map(|r| r.controles.len()).sum())
    }
}
