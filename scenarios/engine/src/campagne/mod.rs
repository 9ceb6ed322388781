//! The durable campaign: a folder that holds the events in order and the bytes by content. It survives a crash at any
//! instant: a line of the log that was not wholly written is dropped, bytes are written before the line that names them.

pub mod empreinte;
mod lignes;
mod octets;
pub mod remises;

use std::collections::BTreeMap;
use std::fs::{File, OpenOptions};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use segur_model::candidat::Candidat;
use segur_model::resultat::{Octets, ResultatCampagne};
use serde::de::IgnoredAny;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use time::OffsetDateTime;

use crate::moteur::releve::{Avec, Releve};

const EVENEMENTS: &str = "evenements.jsonl";
const RESULTAT: &str = "resultat.json";
const LECTURE: &str = "lecture du journal de la campagne";

/// What went wrong with the folder of a campaign.
#[derive(Debug, thiserror::Error)]
pub enum CampagneError {
    /// The disk.
    #[error(
        "{quoi} impossible ({chemin}) : {}. Vérifiez les droits et la place disponible ; rien de ce qui était acquis n'est perdu.",
        segur_model::francais::systeme(cause)
    )]
    Disque {
        /// What was attempted.
        quoi: &'static str,
        /// Where.
        chemin: PathBuf,
        /// Cause.
        cause: std::io::Error,
    },
    /// Already there.
    #[error("la campagne {0} existe déjà : choisissez un autre dossier, ou reprenez-la avec --reprendre")]
    Existe(PathBuf),
    /// Not there.
    #[error("aucune campagne dans {0} : vérifiez l'identifiant donné à --reprendre et le dossier --out")]
    Absente(PathBuf),
    /// Somebody else has it.
    #[error(
        "la campagne {0} est en cours dans un autre « run » : attendez sa fin, ou relayez-vous dans celui-là (t au menu). « preuve » marche pendant ce temps"
    )]
    Occupee(PathBuf),
    /// Not ours.
    #[error("la campagne {chemin} est illisible, ligne {ligne} : {cause}")]
    Illisible {
        /// File.
        chemin: PathBuf,
        /// Line.
        ligne: usize,
        /// Cause.
        cause: String,
    },
}

/// How a campaign began: enough to go on with the same one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Ouverture {
    /// Identifier.
    pub id: String,
    /// The candidate as declared.
    pub candidat: Candidat,
    /// Folder of the imported référentiel; empty: one that ships.
    pub referentiel: String,
    /// Pack.
    pub pack: String,
    /// `--seulement`.
    #[serde(default)]
    pub seulement: Option<String>,
    /// Bench instant of the opening.
    #[serde(with = "time::serde::rfc3339")]
    pub ouverte: OffsetDateTime,
    /// Version of the bench.
    pub banc: String,
    /// Seed of the world.
    pub graine: String,
    /// What the values of this campaign are drawn from (`{tirage.…}`): nobody knows it before the campaign is opened.
    #[serde(default)]
    pub tirage: String,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Evenement {
    Ouverte(Box<Ouverture>),
    /// What the candidate declares changed.
    Candidat(Box<Candidat>),
    /// The folder of the référentiel is elsewhere.
    Referentiel(String),
    Releve(Box<Releve>),
    Oublie(String),
}

/// The same lines, for who does not look at what was played.
#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Tete {
    Ouverte(Box<Ouverture>),
    Candidat(Box<Candidat>),
    Referentiel(String),
    Releve(IgnoredAny),
    Oublie(IgnoredAny),
}

/// A campaign as it stands on the disk, for who does not hold it.
#[derive(Debug)]
pub struct Vue {
    /// How it began; the candidate as last declared.
    pub ouverture: Ouverture,
    /// Its last result, if it was concluded.
    pub resultat: Option<ResultatCampagne>,
}

/// Looks at a campaign, that another process may be playing.
///
/// # Errors
/// It is not there, or cannot be read.
pub fn consulter(dossier: &Path) -> Result<Vue, CampagneError> {
    let chemin = dossier.join(EVENEMENTS);
    if !chemin.is_file() {
        return Err(CampagneError::Absente(dossier.to_owned()));
    }
    let mut journal = File::open(&chemin).map_err(disque("ouverture du journal de la campagne", &chemin))?;
    let mut ouverture = None;
    lignes::relire(&mut journal, &chemin, LECTURE, |e| match e {
        Tete::Ouverte(o) => ouverture = Some(*o),
        Tete::Candidat(c) => declarer(&mut ouverture, *c),
        Tete::Referentiel(r) => situer(&mut ouverture, r),
        Tete::Releve(_) | Tete::Oublie(_) => {}
    })?;
    let resultat = std::fs::read(dossier.join(RESULTAT))
        .ok()
        .and_then(|o| serde_json::from_slice(&o).ok());
    Ok(Vue {
        ouverture: ouverte(ouverture, &chemin)?,
        resultat,
    })
}

/// The folder of one campaign, held by this process alone.
#[derive(Debug)]
pub struct Campagne {
    dossier: PathBuf,
    journal: File,
    /// How it began.
    pub ouverture: Ouverture,
    /// Last relevé of each scenario.
    pub releves: BTreeMap<String, Releve>,
    /// Relevés that another took the place of, with another version of the product or another text: they may count again.
    anciens: BTreeMap<(String, Avec), Releve>,
}

impl Campagne {
    /// Opens a new campaign in this folder, which must not exist.
    ///
    /// # Errors
    /// See [`CampagneError`].
    pub fn ouvrir(dossier: &Path, ouverture: Ouverture) -> Result<Self, CampagneError> {
        let chemin = dossier.join(EVENEMENTS);
        if chemin.exists() {
            return Err(CampagneError::Existe(dossier.to_owned()));
        }
        std::fs::create_dir_all(dossier.join(octets::DOSSIER)).map_err(disque("création du dossier de la campagne", dossier))?;
        let journal = pour_soi()
            .create_new(true)
            .read(true)
            .append(true)
            .open(&chemin)
            .map_err(disque("création du journal de la campagne", &chemin))?;
        verrouiller(&journal, dossier)?;
        let mut campagne = Self {
            dossier: dossier.to_owned(),
            journal,
            ouverture: ouverture.clone(),
            releves: BTreeMap::new(),
            anciens: BTreeMap::new(),
        };
        campagne.ecrire(&Evenement::Ouverte(Box::new(ouverture)))?;
        Ok(campagne)
    }

    /// Goes on with a campaign.
    ///
    /// # Errors
    /// See [`CampagneError`].
    pub fn reprendre(dossier: &Path) -> Result<Self, CampagneError> {
        let chemin = dossier.join(EVENEMENTS);
        if !chemin.is_file() {
            return Err(CampagneError::Absente(dossier.to_owned()));
        }
        let mut journal = OpenOptions::new()
            .read(true)
            .append(true)
            .open(&chemin)
            .map_err(disque("ouverture du journal de la campagne", &chemin))?;
        verrouiller(&journal, dossier)?;
        let (ouverture, (releves, anciens), entier) = relire(&mut journal, &chemin)?;
        // A line cut by a crash was never acknowledged.
        journal
            .set_len(entier)
            .map_err(disque("réparation du journal de la campagne", &chemin))?;
        Ok(Self {
            dossier: dossier.to_owned(),
            journal,
            ouverture,
            releves,
            anciens,
        })
    }

    /// Keeps the declaration of the candidate, when it is not the one that is known.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn declarer(&mut self, candidat: &Candidat) -> Result<(), CampagneError> {
        if self.ouverture.candidat == *candidat {
            return Ok(());
        }
        self.ecrire(&Evenement::Candidat(Box::new(candidat.clone())))?;
        self.ouverture.candidat = candidat.clone();
        Ok(())
    }

    /// Keeps where the référentiel is, when it is not where it was.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn situer(&mut self, referentiel: &str) -> Result<(), CampagneError> {
        if self.ouverture.referentiel == referentiel {
            return Ok(());
        }
        self.ecrire(&Evenement::Referentiel(referentiel.to_owned()))?;
        referentiel.clone_into(&mut self.ouverture.referentiel);
        Ok(())
    }

    /// Keeps the relevé of a scenario: the last one counts.
    ///
    /// # Errors
    /// When the disk refuses; what was kept before stays.
    pub fn noter(&mut self, releve: &Releve) -> Result<(), CampagneError> {
        self.ecrire(&Evenement::Releve(Box::new(releve.clone())))?;
        garder(&mut self.releves, &mut self.anciens, releve.clone());
        Ok(())
    }

    /// The relevé of a scenario, as it was played with this version and this text; else one of which nobody knows with what.
    #[must_use]
    pub fn releve(&self, scenario: &str, avec: &Avec) -> Option<&Releve> {
        let dernier = self.releves.get(scenario);
        dernier
            .filter(|r| r.avec.as_ref().is_none_or(|a| a == avec))
            .or_else(|| self.anciens.get(&(scenario.to_owned(), avec.clone())))
    }

    /// Takes up again what was played of a scenario with this version and this text, where it was played with others since.
    pub fn reprendre_avec(&mut self, scenario: &str, avec: &Avec) {
        if let Some(r) = self.anciens.remove(&(scenario.to_owned(), avec.clone())) {
            garder(&mut self.releves, &mut self.anciens, r);
        }
    }

    /// Forgets what was played of a scenario, so that it is played again. What it left stays in the log.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn oublier(&mut self, scenario: &str) -> Result<(), CampagneError> {
        self.ecrire(&Evenement::Oublie(scenario.to_owned()))?;
        self.releves.remove(scenario);
        self.anciens.retain(|(s, _), _| s != scenario);
        Ok(())
    }

    /// Keeps what a tester says of the requests to explain of a scenario; `false`: it was not played.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn expliquer(&mut self, scenario: &str, texte: &str) -> Result<bool, CampagneError> {
        let Some(mut releve) = self.releves.get(scenario).cloned() else {
            return Ok(false);
        };
        releve.explication = Some(texte.to_owned());
        self.noter(&releve).map(|()| true)
    }

    fn ecrire(&mut self, e: &Evenement) -> Result<(), CampagneError> {
        let chemin = self.dossier.join(EVENEMENTS);
        let mut ligne = serde_json::to_vec(e).map_err(|e| CampagneError::Illisible {
            chemin: chemin.clone(),
            ligne: 0,
            cause: e.to_string(),
        })?;
        ligne.push(b'\n');
        // One write: after a kill the line is there or is cut, never mixed.
        self.journal
            .write_all(&ligne)
            .map_err(disque("écriture du journal de la campagne", &chemin))
    }

    /// Keeps bytes by content.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn deposer(&self, octets: &[u8], media: &str) -> Result<Octets, CampagneError> {
        octets::deposer(&self.dossier, octets, media)
    }

    /// Reads bytes back; `None` when they are gone or were altered.
    #[must_use]
    pub fn lire(&self, octets: &Octets) -> Option<Vec<u8>> {
        let lu = std::fs::read(octets::chemin(&self.dossier, &octets.empreinte)).ok()?;
        (hex::encode(Sha256::digest(&lu)) == octets.empreinte).then_some(lu)
    }

    /// Opens bytes to be read bit by bit; `None` when they are gone. Whether they were altered is for who reads them to tell.
    #[must_use]
    pub fn flux(&self, octets: &Octets) -> Option<Box<dyn Read>> {
        octets::ouvrir(&self.dossier, octets).map(|f| Box::new(f) as Box<dyn Read>)
    }

    /// Keeps the last result, for who looks at the campaign without playing it.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn conclure(&self, resultat: &ResultatCampagne) -> Result<(), CampagneError> {
        let chemin = self.dossier.join(RESULTAT);
        let provisoire = self.dossier.join(format!("{RESULTAT}.partiel"));
        let octets = serde_json::to_vec(resultat).map_err(|e| CampagneError::Illisible {
            chemin: chemin.clone(),
            ligne: 0,
            cause: e.to_string(),
        })?;
        pour_soi()
            .write(true)
            .create(true)
            .truncate(true)
            .open(&provisoire)
            .and_then(|mut f| f.write_all(&octets))
            .and_then(|()| std::fs::rename(&provisoire, &chemin))
            .map_err(disque("écriture du résultat", &chemin))
    }

    /// Where it lives.
    #[must_use]
    pub fn dossier(&self) -> &Path {
        &self.dossier
    }
}

fn disque<'a>(quoi: &'static str, chemin: &'a Path) -> impl Fn(std::io::Error) -> CampagneError + 'a {
    move |cause| CampagneError::Disque {
        quoi,
        chemin: chemin.to_owned(),
        cause,
    }
}

fn verrouiller(f: &File, dossier: &Path) -> Result<(), CampagneError> {
    f.try_lock().map_err(|e| match e {
        std::fs::TryLockError::WouldBlock => CampagneError::Occupee(dossier.to_owned()),
        std::fs::TryLockError::Error(cause) => CampagneError::Disque {
            quoi: "verrouillage",
            chemin: dossier.to_owned(),
            cause,
        },
    })
}

type Releves = (BTreeMap<String, Releve>, BTreeMap<(String, Avec), Releve>);
type Relu = (Ouverture, Releves, u64);

fn garder(releves: &mut BTreeMap<String, Releve>, anciens: &mut BTreeMap<(String, Avec), Releve>, r: Releve) {
    if let Some(a) = &r.avec {
        anciens.remove(&(r.scenario.clone(), a.clone()));
    }
    let (scenario, avec) = (r.scenario.clone(), r.avec.clone());
    if let Some(avant) = releves.insert(scenario.clone(), r)
        && avant.avec != avec
        && let Some(a) = avant.avec.clone()
    {
        anciens.insert((scenario, a), avant);
    }
}

fn relire(journal: &mut File, chemin: &Path) -> Result<Relu, CampagneError> {
    let mut ouverture = None;
    let (mut releves, mut anciens) = (BTreeMap::new(), BTreeMap::new());
    let entier = lignes::relire(journal, chemin, LECTURE, |e| match e {
        Evenement::Releve(r) => garder(&mut releves, &mut anciens, *r),
        Evenement::Oublie(scenario) => {
            releves.remove(&scenario);
            anciens.retain(|(s, _): &(String, Avec), _| *s != scenario);
        }
        Evenement::Ouverte(o) => ouverture = Some(*o),
        Evenement::Candidat(c) => declarer(&mut ouverture, *c),
        Evenement::Referentiel(r) => situer(&mut ouverture, r),
    })?;
    Ok((ouverte(ouverture, chemin)?, (releves, anciens), entier))
}

fn declarer(ouverture: &mut Option<Ouverture>, candidat: Candidat) {
    if let Some(o) = ouverture {
        o.candidat = candidat;
    }
}

fn situer(ouverture: &mut Option<Ouverture>, referentiel: String) {
    if let Some(o) = ouverture {
        o.referentiel = referentiel;
    }
}

fn ouverte(ouverture: Option<Ouverture>, chemin: &Path) -> Result<Ouverture, CampagneError> {
    ouverture.ok_or_else(|| CampagneError::Illisible {
        chemin: chemin.to_owned(),
        ligne: 1,
        cause: "l'ouverture de la campagne manque : elle a été interrompue avant de commencer, supprimez ce dossier".to_owned(),
    })
}

/// A file for its owner alone: what candidates send holds secrets.
fn pour_soi() -> OpenOptions {
    let mut options = OpenOptions::new();
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}
