//! `check`: judges files alone, without a bench. What cannot be known from a file (who signed, when it was received) is
//! said to be not evaluated, and never fails the file.

mod boites;
mod capture;
mod cda;
mod fichiers;
mod genres;
mod rendu;

use std::collections::BTreeMap;
use std::io::{IsTerminal, Read};
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use segur_engine::ans::Ans;
use segur_model::{Environnement, Finding, Severity};
use segur_r4::Profils;

use crate::cli::{Check, Format};
use crate::erreur::Erreur;
pub(super) use fichiers::est_entree;
use genres::Genre;

/// Largest file judged.
pub(super) const TAILLE_MAX: u64 = 64 << 20;

/// What is known of a file: what it is and its findings, or why it cannot be read.
pub(super) type Jugement = Result<Constats, String>;

/// The findings of a file.
#[derive(Debug, Default)]
pub(super) struct Constats {
    pub(super) findings: Vec<Finding>,
    /// What it is, of a clinical document.
    document: Option<cda::Nature>,
}

impl From<Vec<Finding>> for Constats {
    fn from(findings: Vec<Finding>) -> Self {
        Self { findings, document: None }
    }
}

/// Judges each file: 0 no finding of severity error, 1 some, 2 a file cannot be read, 3 something could not be evaluated.
/// The gravest of all: 2, then 1, then 3.
pub fn executer(a: &Check) -> Result<u8, Erreur> {
    let environnement = match a.environnement.as_deref() {
        None | Some("test") => Environnement::Test,
        Some("production") => Environnement::Production,
        Some(autre) => {
            return Err(Erreur::dit(format!(
                "environnement inconnu : « {autre} ». Donnez `test` ou `production`."
            )));
        }
    };
    let Some(genre) = Genre::lire(&a.genre) else {
        return Err(Erreur::dit(format!(
            "genre inconnu : « {} ». Genres : {}",
            a.genre,
            genres::tous().join(", ")
        )));
    };
    let ans = match &a.schematron {
        None => None,
        Some(_) if !genre.a_des_schematrons() => {
            return Err(Erreur::dit(format!(
                "--schematron ne s'applique pas à « {} » : à `cda`, `xdm`, `mail` et `hl7v2` seulement",
                a.genre
            )));
        }
        Some(dossier) => Some(Ans::ouvrir(dossier).map_err(|e| Erreur::dit(e.to_string()))?),
    };
    let profils = match &a.profils {
        None => None,
        Some(_) if genre != Genre::Fhir => {
            return Err(Erreur::dit(format!(
                "--profils ne s'applique pas à « {} » : à `fhir` seulement",
                a.genre
            )));
        }
        Some(dossier) => Some(Profils::ouvrir(dossier).map_err(|e| Erreur::dit(e.to_string()))?),
    };
    let trouves = fichiers::trouver(genre, &a.fichiers)?;
    let fichiers = &trouves.fichiers;
    if fichiers.is_empty() {
        trouves.dire_les_non_lus();
        let dossiers: Vec<String> = a.fichiers.iter().map(|d| d.display().to_string()).collect();
        return Err(Erreur::dit(format!(
            "aucun fichier à juger ({}) dans {}{}",
            genre.extensions().join(", "),
            dossiers.join(", "),
            match trouves.autres {
                0 => String::new(),
                n => format!(" ; {n} d'un autre nom : nommez-les un à un pour qu'ils soient jugés"),
            }
        )));
    }
    let banc = genres::Banc {
        environnement,
        ans,
        profils,
        fils: if fichiers.len() == 1 { 0 } else { 1 },
    };
    let bilan = juger_tous(genre, fichiers, &banc, a.format);
    if a.format == Format::Text {
        rendu::conclure(genre, &bilan, &banc);
    }
    trouves.dire_les_non_lus();
    if trouves.autres > 0 {
        segur_model::avertir!(
            "{} fichiers des dossiers ne sont pas jugés : leur nom ne finit pas par {}.",
            trouves.autres,
            genre.extensions().join(", ")
        );
    }
    Ok(match (bilan.code, trouves.non_lus.is_empty()) {
        // What was not read is not good.
        (0 | 3, false) => 2,
        (code, _) => code,
    })
}

/// What all the files came to.
#[derive(Default)]
pub(super) struct Bilan {
    pub(super) code: u8,
    pub(super) fichiers: usize,
    pub(super) en_erreur: usize,
    pub(super) illisibles: usize,
    pub(super) non_evalues: usize,
}

impl Bilan {
    fn compter(&mut self, jugement: &Jugement) {
        self.fichiers += 1;
        match jugement {
            Err(_) => {
                self.illisibles += 1;
                self.code = 2;
            }
            Ok(c) if c.findings.iter().any(Finding::is_error) => {
                self.en_erreur += 1;
                self.code = if self.code == 2 { 2 } else { 1 };
            }
            Ok(c) if !juge(&c.findings) => {
                self.non_evalues += 1;
                self.code = if self.code == 0 { 3 } else { self.code };
            }
            Ok(_) => {}
        }
    }
}

/// Judges files on every core, and prints them in their order, each as soon as those before it are known.
fn juger_tous(genre: Genre, fichiers: &[PathBuf], banc: &genres::Banc, format: Format) -> Bilan {
    struct Sortie {
        suivant: usize,
        attente: BTreeMap<usize, Vec<(PathBuf, Jugement)>>,
        bilan: Bilan,
    }
    let prochain = AtomicUsize::new(0);
    let sortie = Mutex::new(Sortie {
        suivant: 0,
        attente: BTreeMap::new(),
        bilan: Bilan::default(),
    });
    let barre = (fichiers.len() > 1 && std::io::stderr().is_terminal()).then(|| indicatif::ProgressBar::new(fichiers.len() as u64));
    let travailler = || {
        loop {
            let rang = prochain.fetch_add(1, Ordering::Relaxed);
            let Some(fichier) = fichiers.get(rang) else { return };
            let jugements = boites::juger(genre, fichier, banc);
            let mut s = sortie.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
            s.attente.insert(rang, jugements);
            loop {
                let suivant = s.suivant;
                let Some(jugements) = s.attente.remove(&suivant) else { break };
                s.suivant += 1;
                jugements.iter().for_each(|(_, j)| s.bilan.compter(j));
                let imprimer = || jugements.iter().for_each(|(nom, j)| rendu::imprimer(nom, genre, j, format));
                match &barre {
                    Some(b) => {
                        b.suspend(imprimer);
                        b.inc(1);
                    }
                    None => imprimer(),
                }
            }
        }
    };
    let fils = std::thread::available_parallelism().map_or(1, usize::from).min(fichiers.len());
    std::thread::scope(|s| {
        for _ in 1..fils {
            s.spawn(travailler);
        }
        travailler();
    });
    if let Some(b) = barre {
        b.finish_and_clear();
    }
    sortie.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner).bilan
}

/// Whether everything was evaluated: a file of which a part is beyond what the bench reads is not good, nor is it wrong.
pub(super) fn juge(constats: &[Finding]) -> bool {
    constats.iter().all(|f| f.severity != Severity::NotEvaluated)
}

/// The bytes of a file, or why not: one file that cannot be read does not keep the others from being judged.
pub(super) fn lire(chemin: &Path) -> Result<Vec<u8>, String> {
    let illisible = |e: std::io::Error| Erreur::fichier("lecture", chemin, &e).to_string();
    let trop_gros = || Err(format!("plus de {} Mio", TAILLE_MAX >> 20));
    let (source, taille): (Box<dyn Read>, u64) = if est_entree(chemin) {
        (Box::new(std::io::stdin()), 0)
    } else {
        let fichier = std::fs::File::open(chemin).map_err(illisible)?;
        let taille = fichier.metadata().map_err(illisible)?.len();
        (Box::new(fichier), taille)
    };
    // What says that it is too big is not read; what says nothing (a pipe) is read to the bound.
    if taille > TAILLE_MAX {
        return trop_gros();
    }
    let mut octets = Vec::with_capacity(usize::try_from(taille).unwrap_or_default());
    source.take(TAILLE_MAX + 1).read_to_end(&mut octets).map_err(illisible)?;
    if octets.len() as u64 > TAILLE_MAX {
        return trop_gros();
    }
    Ok(octets)
}
